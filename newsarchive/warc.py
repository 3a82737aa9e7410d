"""Pages as WARC 1.1 (ISO 28500), the web archives' own format, and back: the one door for warcio."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import logging
import uuid
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Literal
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsarchive.article import WarcPlace
from newsarchive.members import Break, Member, member_in, read_members
from newsarchive.page import Page

_log = logging.getLogger(__name__)
_WARC = "WARC/1.1"
# Fields of our own, which the standard allows: how the page was reached.
_REQUESTED = "Newsarchive-Requested-URI"
_REDIRECT = "Newsarchive-Redirect-URI"
# A body is unpacked up to this size, so that a small hostile page cannot fill the memory.
MAX_BODY = 256 << 20


class BadWarc(ValueError):
    """A place in a WARC file that holds no response we can read."""


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """A page and what went over the wire for it.

    *page.headers* are the response's headers as received and *wire_body* its body as received, with Content-Encoding
    still on (but Transfer-Encoding undone); ``None`` when only *page.body* is known. *page.fetched_at* must be set.
    """

    page: Page
    wire_body: bytes | None = field(default=None, repr=False)
    method: str = "GET"
    request_headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    ip_address: str | None = None


@dataclass(frozen=True, kw_only=True)
class WarcBytes:
    """An exchange as two gzip members; *payload_sha256* is the hex digest of the response's body as written."""

    response: bytes = field(repr=False)
    request: bytes = field(repr=False)
    payload_sha256: str


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A page that lies in a WARC file: its *place* there and the digest of its body as received."""

    page: Page
    place: WarcPlace
    payload_sha256: str


def info_bytes(filename: str, created_at: datetime, about: Mapping[str, str]) -> bytes:
    """Return the warcinfo record that opens the WARC file *filename*, as one gzip member."""
    body = "".join(f"{key}: {_one_line(value)}\r\n" for key, value in about.items()).encode("utf-8")
    fields = [("WARC-Filename", _one_line(filename)), ("WARC-Date", _date(created_at))]
    return _member("warcinfo", _identity("warcinfo", filename, _date(created_at)), fields, body)


def warc_bytes(exchange: Exchange) -> WarcBytes:
    """Return *exchange* as WARC response and request records; raise ValueError when it has no URL or no time."""
    page = exchange.page
    if page.url is None or page.fetched_at is None:
        raise ValueError(f"{page.url}: a page is kept with its URL and the time of its fetching; give both")
    payload = page.body if exchange.wire_body is None else exchange.wire_body
    digest = hashlib.sha256(payload)
    shared = [("WARC-Target-URI", _one_line(page.url)), ("WARC-Date", _date(page.fetched_at))]
    if exchange.ip_address:
        shared.append(("WARC-IP-Address", _one_line(exchange.ip_address)))
    made_of = (page.url, _date(page.fetched_at), digest.hexdigest())
    identity = _identity("response", *made_of)
    answer = [*shared, ("WARC-Payload-Digest", _digest_field(digest.digest())), *_way(page)]
    question = [*shared, ("WARC-Payload-Digest", _digest_field(hashlib.sha256().digest()))]
    question.append(("WARC-Concurrent-To", identity))
    return WarcBytes(
        response=_member("response", identity, answer, _response_head(exchange, len(payload)) + payload),
        request=_member("request", _identity("request", *made_of), question, _request_head(exchange, page.url)),
        payload_sha256=digest.hexdigest(),
    )


def read_kept(path: Path, file: str | None = None, *, on_error: Literal["raise", "skip"] = "raise") -> Iterator[Kept]:
    """Yield every response of the WARC file *path*; *file* is what its place shall call the file (else its name).

    A torn tail, such as a running crawl has, ends the reading. Damage before it raises BadWarc; with *on_error*
    "skip" it is logged and the reading goes on behind it.
    """
    name = file or path.name
    if path.suffix != ".gz":
        with path.open("rb") as stream:
            yield from _responses(stream, path, name)
        return
    for one in read_members(path):
        try:
            if not isinstance(one, Break):
                yield from kept_in(one, path, name)
            elif not one.torn:
                raise BadWarc(f"{path}: {one.length} bytes at {one.offset} are damaged; run `newsarchive verify`")
        except BadWarc as error:
            if on_error == "raise":
                raise
            _log.warning("%s", error)


def read_pages(path: Path | str) -> Iterator[Page]:
    """Yield the page of every response in the WARC file *path*; see read_kept."""
    return (kept.page for kept in read_kept(Path(path)))


def read_page(folder: Path | str, place: WarcPlace) -> Kept:
    """Return the page that lies at *place* in the archive *folder*; raise BadWarc when none does."""
    parts = place.file.split("/")
    if any(part in ("", ".", "..") for part in parts) or "\\" in place.file:
        raise BadWarc(f"{place.file!r}: not a path inside an archive; was the record changed by hand?")
    path = Path(folder).joinpath(*parts)
    try:
        with path.open("rb") as stream:
            stream.seek(place.offset)
            member = member_in(stream.read(place.length), place.offset)
    except FileNotFoundError as error:
        raise BadWarc(f"{path}: is missing; copy the archive with its pages/ folder") from error
    found = next(kept_in(member, path, place.file), None) if member else None
    if found is None or found.place != place:
        raise BadWarc(f"{path}: no whole response at byte {place.offset}; run `newsarchive verify`")
    return found


def kept_in(member: Member, path: Path, file: str) -> Iterator[Kept]:
    """Yield the responses in *member* of the WARC file *path*, called *file* in their places; raise BadWarc."""
    for kept in _responses(BytesIO(member.data), path, file):
        place = WarcPlace(file=file, offset=member.offset, length=member.length)
        yield dataclasses.replace(kept, place=place)


def _responses(stream: BinaryIO, path: Path, file: str) -> Iterator[Kept]:
    records = ArchiveIterator(stream)
    try:
        for record in records:
            if record.rec_type != "response":
                continue
            payload = record.raw_stream.read()
            if record.raw_stream.limit:
                return  # torn: the record promises more bytes than the file has
            place = WarcPlace(file=file, offset=records.get_record_offset(), length=records.get_record_length())
            yield Kept(page=_page(record, payload), place=place, payload_sha256=hashlib.sha256(payload).hexdigest())
    # warcio meets a record without its fields with an AttributeError.
    except (ArchiveLoadFailed, AttributeError) as error:
        raise BadWarc(f"{path}: not a WARC record: {_one_line(str(error))}; run `newsarchive verify`") from error


def _page(record: ArcWarcRecord, payload: bytes) -> Page:
    fields, http = record.rec_headers, record.http_headers
    headers = tuple((name, value) for name, value in http.headers) if http else ()
    page = Page(headers=headers)
    if (page.header("Transfer-Encoding") or "").casefold() == "chunked":
        payload = ChunkedDataReader(BytesIO(payload)).read()
    status = http.get_statuscode() if http else "200"
    return Page(
        url=fields.get_header("WARC-Target-URI"),
        body=unpacked(payload, page.header("Content-Encoding")),
        status=int(status) if status.isdigit() else 0,
        content_type=page.header("Content-Type"),
        headers=headers,
        fetched_at=_read_date(fields.get_header("WARC-Date")),
        requested_url=fields.get_header(_REQUESTED),
        redirects=tuple(value for name, value in fields.headers if name == _REDIRECT),
    )


def unpacked(body: bytes, encoding: str | None) -> bytes:
    """Undo the Content-Encoding of *body*; a body that is not packed as *encoding* claims comes back as it is."""
    for name in reversed((encoding or "").casefold().replace(" ", "").split(",")):
        body = _unpack_one(body, name)
    return body


def _unpack_one(body: bytes, name: str) -> bytes:
    if name in ("gzip", "x-gzip"):
        return _inflate(body, (zlib.MAX_WBITS | 16,))
    if name == "deflate":  # some servers leave the zlib header out, and browsers read both
        return _inflate(body, (zlib.MAX_WBITS, -zlib.MAX_WBITS))
    if name == "br":
        return _unbrotli(body)
    return body


def _inflate(body: bytes, ways: tuple[int, ...]) -> bytes:
    for way in ways:
        try:
            return zlib.decompressobj(way).decompress(body, MAX_BODY)
        except zlib.error:
            continue
    return body


def _unbrotli(body: bytes) -> bytes:
    try:
        import brotli  # type: ignore[import-untyped,unused-ignore]
    except ImportError as error:
        raise BadWarc('a page was sent with Content-Encoding "br"; pip install brotli to read it') from error
    try:
        whole: bytes = brotli.Decompressor().process(body, output_buffer_limit=MAX_BODY)
    except brotli.error:
        return body
    return whole


def _member(kind: str, identity: str, fields: list[tuple[str, str]], block: bytes) -> bytes:
    content_type = WARCWriter.WARC_RECORDS[kind]
    named = [("WARC-Type", kind), ("WARC-Record-ID", identity), *fields]
    named.append(("WARC-Block-Digest", _digest_field(hashlib.sha256(block).digest())))
    headers = StatusAndHeaders("", named, protocol=_WARC)
    # The HTTP head goes in as bytes: warcio would parse it and percent-encode what is not ASCII.
    record = ArcWarcRecord("warc", kind, headers, BytesIO(block), None, content_type, len(block))
    out = BytesIO()
    WARCWriter(out, gzip=True, warc_version=_WARC).write_record(record)
    return out.getvalue()


def _identity(*parts: str) -> str:
    """Return a record's name made of what it is: the same exchange gives the same bytes, and no two are alike."""
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, ' '.join(parts))}>"


def _digest_field(digest: bytes) -> str:
    return f"sha256:{base64.b32encode(digest).decode('ascii')}"


def _way(page: Page) -> list[tuple[str, str]]:
    asked = [(_REQUESTED, _one_line(page.requested_url))] if page.requested_url else []
    return [*asked, *((_REDIRECT, _one_line(url)) for url in page.redirects)]


def _response_head(exchange: Exchange, length: int) -> bytes:
    page = exchange.page
    phrase = next((one.phrase for one in HTTPStatus if one == page.status), "Unknown")
    headers = [_true_header(name, value, exchange, length) for name, value in page.headers]
    if page.content_type and page.header("Content-Type") is None:
        headers.append(("Content-Type", page.content_type))
    return _head(f"HTTP/1.1 {page.status:03d} {phrase}", headers)


def _true_header(name: str, value: str, exchange: Exchange, length: int) -> tuple[str, str]:
    """Rename a header that does not describe the body as we have it, in the way other archives do."""
    undone = ("transfer-encoding",) if exchange.wire_body is not None else ("transfer-encoding", "content-encoding")
    key = name.casefold()
    if key in undone or (key == "content-length" and value.strip() != str(length)):
        return f"X-Archive-Orig-{name}", value
    return name, value


def _request_head(exchange: Exchange, url: str) -> bytes:
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    named = any(name.casefold() == "host" for name, _ in exchange.request_headers)
    host = [] if named else [("Host", parts.netloc.rpartition("@")[2])]
    return _head(f"{_one_line(exchange.method)} {_one_line(target)} HTTP/1.1", [*host, *exchange.request_headers])


def _head(first: str, headers: list[tuple[str, str]]) -> bytes:
    lines = [first, *(f"{_one_line(name)}: {_one_line(value)}" for name, value in headers), "", ""]
    return "\r\n".join(lines).encode("latin-1", "backslashreplace")


def _one_line(value: str) -> str:
    """Keep a value on its line: a line feed would begin a header of somebody else's choosing."""
    return " ".join(value.split()) if len(value.splitlines()) > 1 or "\0" in value else value.rstrip("\r\n")


def _date(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _read_date(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text or "").astimezone(UTC)
    except ValueError:
        return None
