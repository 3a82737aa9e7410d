"""A fetch as WARC records: its bytes, the same for the same fetch."""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from urllib.parse import urlsplit

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsarchive.page import Page
from newsarchive.warc.exchange import REDIRECT, REQUESTED, Exchange

_WARC = "WARC/1.1"


@dataclass(frozen=True, kw_only=True)
class WarcBytes:
    """An exchange as two gzip members; *payload_sha256* is the hex digest of the response's body as written."""

    response: bytes = field(repr=False)
    request: bytes = field(repr=False)
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
    asked = [(REQUESTED, _one_line(page.requested_url))] if page.requested_url else []
    return [*asked, *((REDIRECT, _one_line(url)) for url in page.redirects)]


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
