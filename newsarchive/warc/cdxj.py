"""CDXJ indexes: one sorted line per capture of a WARC file, by which replay tools such as pywb find it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from newsarchive.article import WarcPlace
from newsarchive.members import Break, Member, read_members
from newsarchive.warc.exchange import Copied, Exchange
from newsarchive.warc.record import http_status, one_line
from newsarchive.warc.surt import surt_key
from newsarchive.warc.writing import WarcBytes

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord

_MIME_END = re.compile("[; ]")
_REVISIT = "warc/revisit"


def cdxj_line(
    *,
    url: str,
    date: datetime,
    mime: str | None,
    status: int | str,
    digest: str,
    place: tuple[int, int],
    file: str,
) -> bytes:
    """Return the line of one capture, without line feed, in the form that pywb's own indexer writes.

    *mime* is a Content-Type, ``None`` for a revisit record; *digest* as in the WARC; *place* offset and length in
    bytes; *file* the name of the WARC file in the index.
    """
    facts = {
        "url": url,
        "mime": _REVISIT if mime is None else _MIME_END.split(mime.strip(), maxsplit=1)[0] or "unk",
        **({} if mime is None or status == "-" else {"status": str(status)}),
        "digest": digest,
        "length": str(place[1]),
        "offset": str(place[0]),
        "filename": file,
    }
    stamp = date.astimezone(UTC).strftime("%Y%m%d%H%M%S")
    return f"{surt_key(url)} {stamp} ".encode() + msgspec.json.encode(facts)


def cdxj_line_of(exchange: Exchange, packed: WarcBytes, place: WarcPlace, file: str) -> bytes:
    """Return the CDXJ line of *exchange*, which has just been written as *packed* at *place*."""
    page = exchange.page
    assert page.url is not None
    assert page.fetched_at is not None
    return cdxj_line(
        url=one_line(page.url),
        date=page.fetched_at,
        mime=None if packed.is_revisit else one_line(page.header("Content-Type") or page.content_type or ""),
        status=page.status,
        digest=packed.payload_digest,
        place=(place.offset, place.length),
        file=file,
    )


def cdxj_line_of_copied(copied: Copied, place: WarcPlace, file: str) -> bytes:
    """Return the CDXJ line of *copied*, which has just been written at *place*."""
    return cdxj_line(
        url=copied.url,
        date=copied.fetched_at,
        mime=copied.mime,
        status=copied.status,
        digest=copied.digest,
        place=(place.offset, place.length),
        file=file,
    )


def cdxj_of(path: Path, file: str) -> list[bytes]:
    """Return the sorted CDXJ lines of the WARC file *path* (.warc.gz), read again; damaged records have none."""
    return sorted(
        line for member in read_members(path) if not isinstance(member, Break) for line in cdxj_in(member, file)
    )


def cdxj_in(member: Member, file: str) -> Iterator[bytes]:
    """Yield the CDXJ lines of the captures in one *member* of a WARC file; none if it is not a WARC record."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        for record in ArchiveIterator(BytesIO(member.data)):
            if record.rec_type in ("response", "revisit"):
                yield from _line_of(record, (member.offset, member.length), file)
    except (ArchiveLoadFailed, AttributeError):  # not a WARC record: `newsarchive verify` reports it
        return


def _line_of(record: ArcWarcRecord, place: tuple[int, int], file: str) -> Iterator[bytes]:
    fields, http = record.rec_headers, record.http_headers
    url, date = fields.get_header("WARC-Target-URI"), fields.get_header("WARC-Date")
    try:
        at = datetime.fromisoformat(date or "")
    except ValueError:
        return
    if url:
        yield cdxj_line(
            url=url,
            date=at,
            mime=None if record.rec_type == "revisit" else (http.get_header("Content-Type") if http else "") or "",
            status=(http_status(http.get_statuscode() or "") or 0) if http else "-",
            digest=fields.get_header("WARC-Payload-Digest") or "-",
            place=place,
            file=file,
        )
