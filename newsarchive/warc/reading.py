"""Read pages from WARC files: whole files, or the one record at a location."""

from __future__ import annotations

import dataclasses
import hashlib
import logging
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

from newsarchive.article import WarcPlace
from newsarchive.members import MAX_MEMBER, Break, Member, member_in, read_members
from newsarchive.page import Page
from newsarchive.warc.exchange import LANGUAGE, REDIRECT, REQUESTED, RETRIEVED, StoredPage
from newsarchive.warc.record import BadWarc, IncompleteResponse, http_status
from newsarchive.warc.unpacking import declared_encoding, unpack

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord

_log = logging.getLogger(__name__)


def read_stored_pages(
    path: Path, file: str | None = None, *, on_error: Literal["raise", "skip"] = "raise"
) -> Iterator[StoredPage]:
    """Yield every response of the WARC file *path*; *file* is the file name in its location (default: the path's name).

    An incomplete final record, as in a running crawl, ends the file. Damage before it raises BadWarc; with *on_error*
    "skip", it is logged and reading resumes after it.
    """
    name = file or path.name
    if path.suffix != ".gz":
        with path.open("rb") as stream:
            yield from _responses(stream, path, name)
        return
    for member in read_members(path):
        try:
            if not isinstance(member, Break):
                yield from stored_pages_in(member, path, name)
            elif not member.torn:
                raise BadWarc(
                    f"{path}: {member.length} bytes at {member.offset} {member.what}; run `newsarchive verify`"
                )
        except BadWarc as error:
            if on_error == "raise":
                raise
            _log.warning("%s", error)


def read_pages(path: Path | str) -> Iterator[Page]:
    """Yield the page of every response in the WARC file *path*; see read_stored_pages."""
    return (stored.page for stored in read_stored_pages(Path(path)))


def read_page(folder: Path | str, place: WarcPlace) -> StoredPage:
    """Return the page stored at *place* in the archive *folder*.

    Raise BadWarc for a location outside the archive or a missing file, and IncompleteResponse, a BadWarc, if the bytes
    there are not one complete response.
    """
    parts = place.file.split("/")
    if any(part in ("", ".", "..") for part in parts) or "\\" in place.file:
        raise BadWarc(f"{place.file!r}: not a path inside an archive; was the record changed by hand?")
    path = Path(folder).joinpath(*parts)
    incomplete = f"{path}: no complete response at byte {place.offset}; run `newsarchive verify`"
    try:
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            # The record may have been edited by hand: it must neither exhaust memory nor pass for a location.
            if not 0 <= place.offset <= place.offset + place.length <= size:
                raise IncompleteResponse(incomplete)
            stream.seek(place.offset)
            member = member_in(stream.read(place.length), place.offset)
    except FileNotFoundError as error:
        raise BadWarc(f"{path}: does not exist; copy the archive together with its pages/ folder") from error
    found = next(stored_pages_in(member, path, place.file), None) if member else None
    if found is None or found.place != place:
        raise IncompleteResponse(incomplete)
    return found


def stored_pages_in(member: Member, path: Path, file: str) -> Iterator[StoredPage]:
    """Yield the responses in *member* of the WARC file *path*, named *file* in their locations; raise BadWarc."""
    for stored in _responses(BytesIO(member.data), path, file):
        place = WarcPlace(file=file, offset=member.offset, length=member.length)
        yield dataclasses.replace(stored, place=place)


def _responses(stream: BinaryIO, path: Path, file: str) -> Iterator[StoredPage]:
    # Imported here, because a crawl of a new archive reads no WARC file, and warcio loads fsspec.
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    records = ArchiveIterator(stream)
    try:
        for record in records:
            if record.rec_type != "response":
                continue
            payload = record.raw_stream.read(MAX_MEMBER + 1)
            if len(payload) > MAX_MEMBER:
                raise BadWarc(f"{path}: a record of more than {MAX_MEMBER >> 20} MiB, too large for a page")
            if record.raw_stream.limit:
                return  # truncated: the record declares more bytes than the file has
            place = WarcPlace(file=file, offset=records.get_record_offset(), length=records.get_record_length())
            yield StoredPage(
                page=_page(record, payload), place=place, payload_sha256=hashlib.sha256(payload).hexdigest()
            )
    # warcio raises AttributeError for a record without its fields.
    except (ArchiveLoadFailed, AttributeError) as error:
        raise BadWarc(f"{path}: not a WARC record: {' '.join(str(error).split())}; run `newsarchive verify`") from error


def _page(record: ArcWarcRecord, payload: bytes) -> Page:
    fields, http = record.rec_headers, record.http_headers
    headers = tuple((name, value) for name, value in http.headers) if http else ()
    page = Page(headers=headers)
    if (page.header("Transfer-Encoding") or "").casefold() == "chunked":
        from warcio.bufferedreaders import ChunkedDataReader

        payload = ChunkedDataReader(BytesIO(payload)).read()
    status = http_status(http.get_statuscode() if http else "200")
    unpacked = unpack(payload, declared_encoding(headers))
    return Page(
        url=fields.get_header("WARC-Target-URI"),
        body=unpacked.data,
        status=status or 0,
        content_type=page.header("Content-Type"),
        headers=headers,
        fetched_at=_read_date(fields.get_header("WARC-Date")),
        requested_url=fields.get_header(REQUESTED),
        redirects=tuple(value for name, value in fields.headers if name == REDIRECT),
        retrieved_from=fields.get_header(RETRIEVED),
        truncated=fields.get_header("WARC-Truncated") is not None,
        checksum_error=unpacked.has_wrong_checksum,
        language_hint=fields.get_header(LANGUAGE),
    )


def _read_date(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text or "").astimezone(UTC)
    except ValueError:
        return None
