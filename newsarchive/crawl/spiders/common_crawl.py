"""Common Crawl as a web archive: its index server lists captures, and byte ranges of its WARC files contain them.

Each crawl is a collection with its own index. Sources: https://index.commoncrawl.org (collinfo.json lists the
collections), https://pywb.readthedocs.io (CDXJ server API: fields, filters, pages; status 404 for no captures),
https://commoncrawl.org/get-started (one gzip member for each record, at https://data.commoncrawl.org).
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from newsarchive.crawl.frontier.candidate import Capture
from newsarchive.crawl.spiders.capture_lists import BadCapture, CaptureList, CaptureQuery, read_listing
from newsarchive.members import Member
from newsarchive.page import Page
from newsarchive.publishers.canonical import canonical_url
from newsarchive.warc import (
    BadWarc,
    Exchange,
    RawRecord,
    StoredPage,
    page_url,
    read_arc,
    read_records,
    record_type,
    standardized,
    stored_pages_in,
    warc_date,
)

# A page of an index has about 15,000 captures; the largest sites have a few thousand index pages per crawl.
_MOST_PAGES = 20_000
_LONGEST_NUMBER = 12  # digits
_NONE = re.compile(r"\s*no captures found", re.I)
_INDEX = re.compile(r"[\w.-]+")
_HEADS = re.compile(rb"\r\n\r\n.*?\r?\n\r?\n", re.S)
_CONTENT_RANGE = re.compile(r"(?:bytes[\s=]*)?(\d+)-\d+/", re.I)
_OK = 200  # the HTTP status of a whole file
_PARTIAL_CONTENT = 206  # the HTTP status of the requested part of a file


@dataclass(frozen=True, kw_only=True)
class CommonCrawl:
    """Common Crawl or a mirror: *index* is the URL of its index server, *data* the base URL of its file names.

    Index requests always go to *index*, regardless of the host in collinfo.json, so that a mirror can copy that file.
    """

    index: str = "https://index.commoncrawl.org"
    data: str = "https://data.commoncrawl.org"

    list_statuses = (404,)
    is_in_order = True
    is_one_at_a_time = True

    @property
    def addresses(self) -> tuple[str, ...]:
        """Return a URL on each host that is requested."""
        return self.index, self.data

    def lists(self, query: CaptureQuery) -> Sequence[str]:
        """Return the URL of the list of collections."""
        return [f"{self.index}/collinfo.json"]

    def read(self, url: str, status: int, body: bytes, query: CaptureQuery) -> CaptureList:
        """Parse a list of collections, a number of pages, or a page of captures."""
        text = body.decode("utf-8", "replace")
        if _says_none(text):
            return CaptureList(captures=())
        if status != 200:
            return CaptureList(captures=(), damage=f"HTTP {status}")
        if url in self.lists(query):
            return self._collections(text, query)
        address, _, query_string = url.partition("?")
        arguments = dict(parse_qsl(query_string))
        pages = _page_count(text) if arguments.pop("showNumPages", None) else None
        if pages is None:  # a page, or the whole list from an index without pages
            return _with_places(read_listing(body, revisits=False))
        if not 0 <= pages <= _MOST_PAGES:
            return CaptureList(captures=(), damage=f"it claims to have {pages:,} pages")
        return CaptureList(
            captures=(), more=[f"{address}?{urlencode(arguments | {'page': str(n)})}" for n in range(pages)]
        )

    def _collections(self, text: str, query: CaptureQuery) -> CaptureList:
        try:
            entries = json.loads(text)
        except ValueError:
            entries = None
        if not isinstance(entries, list):
            return CaptureList(captures=(), damage="not a list of collections")
        read = [_collection(entry) for entry in entries]
        # Names contain the year and the week of the crawl.
        collections = sorted((index for index in read if index is not None), key=lambda index: index[2])
        wanted = [name for first, last, name in collections if _overlaps(first, last, query)]
        if query.newest_first:
            wanted.reverse()
        period = f"{query.first or 'the beginning'} to {query.last or 'today'}"
        return CaptureList(
            captures=(),
            more=[self._page_count_url(name, domain, query) for name in wanted for domain in query.domains],
            damage=_damage_of_collections(read),
            note=None
            if wanted or not collections
            else f"none of {len(collections)} collections has captures from {period}",
        )

    def _page_count_url(self, name: str, domain: str, query: CaptureQuery) -> str:
        # Captures of pages only; a capture without status (indexes of early crawls) is accepted.
        arguments = {**query.arguments(domain), "filter": "!~status:[1345]", "showNumPages": "true"}
        return f"{self.index}/{name}?{urlencode(arguments)}"

    def page_url(self, capture: Capture) -> str:
        """Return the URL of the WARC file that has *capture*, with the byte range of its record as fragment."""
        file, offset, length = _place(capture)
        return f"{self.data}/{quote(file)}#bytes={offset}-{offset + length - 1}"

    def name(self, capture: Capture) -> str:
        """Return the key under which an archive records that *capture* was fetched."""
        return self.page_url(capture)

    def byte_range(self, capture: Capture) -> tuple[int, int]:
        """Return the offset and the length, in bytes, of the record of *capture* in its WARC file."""
        _, offset, length = _place(capture)
        return offset, length

    def captured(self, exchange: Exchange, capture: Capture) -> Exchange:
        """Return the exchange in the record that *exchange* contains; raise BadCapture for any record but *capture*."""
        file, offset, length = _place(capture)
        page = exchange.page
        body = page.body if exchange.wire_body is None else exchange.wire_body
        record = _record(_requested_bytes(page, body, offset, length), file)
        _check(record, capture)
        stored = _stored_page(record, length, file)
        if stored.page.status not in (200, 203):
            raise BadCapture(f"the capture is HTTP {stored.page.status}")
        as_it_was = dataclasses.replace(
            stored.page,
            url=capture.url,
            fetched_at=stored.page.fetched_at or capture.at,
            requested_url=None,
            redirects=(),
            retrieved_from=self.page_url(capture),
        )
        return dataclasses.replace(
            exchange,
            page=as_it_was,
            wire_body=_payload(record, stored),
            request_headers=(),
            ip_address=record.fields.get("warc-ip-address"),
        )


def _says_none(text: str) -> bool:
    """Return whether the index server reports no captures: pywb sends JSON with status 404."""
    try:
        entry = json.loads(text)
    except ValueError:
        return False
    return isinstance(entry, dict) and any(_NONE.match(str(entry.get(name, ""))) for name in ("message", "error"))


def _page_count(text: str) -> int | None:
    try:
        entry = json.loads(text)
    except ValueError:
        return None
    pages = entry.get("pages") if isinstance(entry, dict) else entry
    if isinstance(pages, str) and pages.isascii() and pages.isdigit():
        return int(pages[:_LONGEST_NUMBER])
    return pages if isinstance(pages, int) and not isinstance(pages, bool) else None


def _damage_of_collections(read: Sequence[object]) -> str | None:
    if not read:
        return "it lists no collection"
    return "an entry without a usable cdx-api" if None in read else None


def _collection(entry: Any) -> tuple[date, date, str] | None:
    """Return the first day, the last day and the index's name; a missing day excludes nothing."""
    fields = entry if isinstance(entry, dict) else {}
    name = urlsplit(str(fields.get("cdx-api", ""))).path.rpartition("/")[2]
    if not _INDEX.fullmatch(name):
        return None
    return _day(fields, "from") or date.min, _day(fields, "to") or date.max, name


def _day(entry: Mapping[str, Any], name: str) -> date | None:
    try:
        return date.fromisoformat(str(entry.get(name, ""))[:10])
    except ValueError:
        return None


def _overlaps(first: date, last: date, query: CaptureQuery) -> bool:
    return not ((query.first and last < query.first) or (query.last and first > query.last))


def _with_places(listing: CaptureList) -> CaptureList:
    """Return *listing* without the captures that lack the location of their record."""
    placed = [capture for capture in listing.captures if capture.place]
    if len(placed) == len(listing.captures):
        return listing
    missing = f"{len(listing.captures) - len(placed):,} lines without filename, offset and length"
    return dataclasses.replace(listing, captures=placed, damage=listing.damage or missing)


def _place(capture: Capture) -> tuple[str, int, int]:
    file, offset, length = capture.place.rsplit(" ", 2)
    return file, int(offset), int(length)


def _requested_bytes(page: Page, body: bytes, offset: int, length: int) -> bytes:
    """Return the *length* bytes at *offset* of a file, from the response *page* with this *body* to a byte range.

    A server may ignore the range and send the whole file, with status 200, or send more than the range (RFC 9110, 14.2
    and 15.3.7). Some send the range without a Content-Range. The record's checks follow.
    """
    if page.status not in (_OK, _PARTIAL_CONTENT):
        raise BadCapture(f"HTTP {page.status} instead of 206 for a byte range")
    sent_range = _CONTENT_RANGE.match(page.header("Content-Range") or "")
    is_whole_file = page.status == _OK and len(body) != length
    start = int(sent_range[1]) if sent_range else 0 if is_whole_file else offset
    piece = body[offset - start :][:length] if start <= offset else b""
    if not piece:
        raise BadCapture(f"{len(body):,} bytes from {start:,} on instead of the {length:,} at {offset:,}")
    return piece


def _record(member: bytes, file: str) -> RawRecord:
    """Return the record in *member*; crawls until 2012 are ARC files."""
    read = read_arc if file.endswith((".arc", ".arc.gz")) else read_records
    try:
        record = next(read(BytesIO(member), file), None)
    except BadWarc as error:
        raise BadCapture(f"damaged record: {error}") from error
    if record is None or record.data is None:
        raise BadCapture("no record at this offset")
    return standardized(record)


def _check(record: RawRecord, capture: Capture) -> None:
    kind, url = record_type(record), page_url(record.fields)
    if kind != "response":
        raise BadCapture(f'a "{kind}" record, which has no page')
    if canonical_url(url) != canonical_url(capture.url):
        raise BadCapture(f"the record of another URL, {url}")
    declared = record.fields.get("warc-payload-digest", "").rpartition(":")[2]
    at = warc_date(record.fields.get("warc-date"))
    if declared and len(capture.digest) == len(declared):
        is_it = capture.digest.upper() == declared.upper()
    else:  # ARC records have no digest
        is_it = at is None or at.replace(microsecond=0) == capture.at
    if not is_it:
        raise BadCapture("the record of another capture of the same URL")


def _after_heads(record: RawRecord) -> bytes:
    data = record.data or b""
    heads = _HEADS.search(data)
    return data[heads.end() :] if heads else b""


def _stored_page(record: RawRecord, length: int, file: str) -> StoredPage:
    try:
        stored = next(stored_pages_in(Member(offset=0, length=length, data=record.data or b""), Path(file), file), None)
    except BadWarc as error:
        raise BadCapture(f"damaged record: {error}") from error
    if stored is None:
        raise BadCapture("damaged record: its end is missing")
    return stored


def _payload(record: RawRecord, stored: StoredPage) -> bytes | None:
    """Return the body as stored in the record; ``None`` for a chunked body, which is stored only in decoded form."""
    return None if stored.page.header("Transfer-Encoding") else _after_heads(record)
