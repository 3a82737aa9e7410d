"""Find the stored response that a new one repeats, so that its bytes are not stored twice."""

from __future__ import annotations

import hashlib
from http import HTTPStatus

from newsarchive.archive.index import Index
from newsarchive.archive.layout import Layout, UnsafeName
from newsarchive.article import BadRecord, Record, record_from_json
from newsarchive.members import Member, read_members
from newsarchive.warc import BadWarc, Exchange, StoredPage, read_page


def original_of(layout: Layout, index: Index, exchange: Exchange) -> StoredPage | None:
    """Return the stored response of the same URL whose payload *exchange* repeats, or reports as unmodified (304).

    It has been read back completely, so that no revisit refers to missing bytes. ``None``: the page is new or changed,
    or its earlier response cannot be read.
    """
    place = index.place_of(exchange.page.url or "")
    record = _record_at(layout, *place) if place else None
    if record is None or record.warc is None:
        return None
    unmodified = exchange.page.status == HTTPStatus.NOT_MODIFIED
    if not unmodified and record.payload_sha256 != _payload_sha256(exchange):
        return None
    try:
        found = read_page(layout.folder, record.warc)
    except BadWarc:  # `newsarchive verify` reports it; the page is stored again
        return None
    whole = found.payload_sha256 == record.payload_sha256 and found.page.url and found.page.fetched_at
    return found if whole else None


def _record_at(layout: Layout, id: str, file: str, offset: int) -> Record | None:
    """Return the last record of article *id* in the batch at *offset* of *file*."""
    try:
        records = [record_from_json(line) for line in reversed(lines_at(layout, id, file, offset))]
    except BadRecord:
        return None
    return next((record for record in records if record.id == id), None)


def lines_at(layout: Layout, id: str, file: str, offset: int) -> list[bytes]:
    """Return the lines of the batch at *offset* of *file* that contain *id*.

    The place is from the index, a cache: if there is no such file or batch, the list is empty.
    """
    try:
        batch = next(read_members(layout.inside(file), offset), None)
    except (UnsafeName, OSError):
        return []
    needle = id.encode()
    return [line for line in batch.data.splitlines() if needle in line] if isinstance(batch, Member) else []


def _payload_sha256(exchange: Exchange) -> str:
    payload = exchange.page.body if exchange.wire_body is None else exchange.wire_body
    return hashlib.sha256(payload).hexdigest()
