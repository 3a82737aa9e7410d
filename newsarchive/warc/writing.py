"""Serialize a fetch as WARC records; the same fetch always gives the same bytes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from newsarchive.page import Page
from newsarchive.warc.exchange import LANGUAGE, REDIRECT, REQUESTED, RETRIEVED, Exchange, StoredPage
from newsarchive.warc.record import big_member, date_field, digest_field, member, one_line, record_id

# Profiles of WARC 1.1, 6.7.
SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

_NO_PAYLOAD = digest_field(hashlib.sha256().digest())
_PHRASES = {status.value: status.phrase for status in HTTPStatus}
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.I)
_LOOK_FOR_CHARSET = 1024  # HTML 13.2.3.2: the bytes in which a page must declare its encoding


@dataclass(frozen=True, kw_only=True)
class WarcBytes:
    """An exchange as three gzip members, in the order in which they are written.

    *response* is the response, or a revisit record instead. *payload_sha256* is the hex digest of the body as received;
    *payload_digest* that of the payload that *response* contains or refers to, in the form of WARC fields.
    """

    response: bytes = field(repr=False)
    request: bytes = field(repr=False)
    metadata: bytes = field(repr=False)
    payload_sha256: str
    payload_digest: str
    is_revisit: bool

    def __bytes__(self) -> bytes:
        return self.response + self.request + self.metadata


def info_bytes(filename: str, created_at: datetime, about: Mapping[str, str]) -> bytes:
    """Return the warcinfo record (WARC 1.1, 6.2) that opens the WARC file *filename*, as one gzip member.

    *about* are its fields, such as "software" and "format"; *created_at* is an aware time.
    """
    body = "".join(f"{key}: {one_line(value)}\r\n" for key, value in about.items()).encode("utf-8")
    date = date_field(created_at)
    fields = (
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", record_id("warcinfo", filename, date)),
        ("WARC-Filename", one_line(filename)),
        ("WARC-Date", date),
        ("Content-Type", "application/warc-fields"),
    )
    return member(fields, body)


def warc_bytes(exchange: Exchange, original: StoredPage | None = None) -> WarcBytes:
    """Return *exchange* as WARC records; raise ValueError when it has no URL or no time.

    With *original*, an earlier response with the same payload (or, for a 304, the unmodified one), *response* is a
    revisit record that refers to it; its page must have a URL and a time too.
    """
    page = exchange.page
    if page.url is None or page.fetched_at is None:
        raise ValueError(f"{page.url}: a stored page needs its URL and the time of the fetch; set both")
    payload = page.body if exchange.wire_body is None else exchange.wire_body
    digest = hashlib.sha256(payload)
    target, date = one_line(page.url), date_field(page.fetched_at)
    made_of = (page.url, date, digest.hexdigest())
    name = record_id("revisit" if original else "response", *made_of)
    shared = [("WARC-Target-URI", target), ("WARC-Date", date)]
    if exchange.ip_address:
        shared.append(("WARC-IP-Address", one_line(exchange.ip_address)))
    beside = [*shared, ("WARC-Concurrent-To", name)]
    payload_digest = digest_field(bytes.fromhex(original.payload_sha256) if original else digest.digest())
    request_headers = [("WARC-Payload-Digest", _NO_PAYLOAD), ("Content-Type", "application/http; msgtype=request")]
    return WarcBytes(
        response=_response(exchange, name, [*shared, ("WARC-Payload-Digest", payload_digest)], payload, original),
        request=member([*_named("request", made_of), *beside, *request_headers], _request_head(exchange, page.url)),
        metadata=member(
            [*_named("metadata", made_of), *beside, ("Content-Type", "application/warc-fields")], _metadata(exchange)
        ),
        payload_sha256=digest.hexdigest(),
        payload_digest=payload_digest,
        is_revisit=original is not None,
    )


def origin_bytes(fields: Mapping[str, str], file: str, offset: int) -> bytes:
    """Return a metadata record, as one gzip member, that names the *file* and *offset* a record was copied from.

    *fields* are the copied record's own, by lower-case name.
    """
    source = [("WARC-Target-URI", fields.get("warc-target-uri", "")), ("WARC-Date", fields.get("warc-date", ""))]
    name = record_id("origin", *(value for _, value in source), file, str(offset))
    beside = [("WARC-Concurrent-To", fields["warc-record-id"])] if "warc-record-id" in fields else []
    content = f"newsarchive-source: {one_line(file)}\r\nnewsarchive-source-offset: {offset}\r\n".encode()
    kind = [("WARC-Type", "metadata"), ("WARC-Record-ID", name), *source, *beside]
    safe = [(key, one_line(value)) for key, value in kind]
    return member([*safe, ("Content-Type", "application/warc-fields")], content)


def _response(
    exchange: Exchange,
    name: str,
    shared: list[tuple[str, str]],
    payload: bytes,
    original: StoredPage | None,
) -> bytes:
    fields = [("WARC-Record-ID", name), *shared, *_way(exchange.page)]
    if exchange.page.truncated:
        fields.append(("WARC-Truncated", "disconnect"))
    fields.append(("Content-Type", "application/http; msgtype=response"))
    head = _response_head(exchange, len(payload))
    if original is None:
        is_packed = exchange.wire_body is not None and bool(exchange.page.header("Content-Encoding"))
        return big_member([("WARC-Type", "response"), *fields], head, payload, is_packed=is_packed)
    not_modified = exchange.page.status == HTTPStatus.NOT_MODIFIED
    refers = [("WARC-Profile", NOT_MODIFIED if not_modified else SAME_PAYLOAD), *_refers_to(original)]
    # No head after a 304, as WARC 1.1, 6.7.3 allows: pywb would replay "304 Not Modified" and an empty page.
    return member([("WARC-Type", "revisit"), *fields, *refers], b"" if not_modified else head)


def _refers_to(original: StoredPage) -> list[tuple[str, str]]:
    assert original.page.url is not None
    assert original.page.fetched_at is not None
    return [
        ("WARC-Refers-To-Target-URI", one_line(original.page.url)),
        ("WARC-Refers-To-Date", date_field(original.page.fetched_at)),
    ]


def _named(kind: str, made_of: tuple[str, ...]) -> list[tuple[str, str]]:
    return [("WARC-Type", kind), ("WARC-Record-ID", record_id(kind, *made_of))]


def _way(page: Page) -> list[tuple[str, str]]:
    fields = [(REQUESTED, page.requested_url), (RETRIEVED, page.retrieved_from), (LANGUAGE, page.language_hint)]
    fields += [(REDIRECT, url) for url in page.redirects]
    return [(name, one_line(value)) for name, value in fields if value]


def _metadata(exchange: Exchange) -> bytes:
    """Return how the page was discovered and how long the fetch took; field names as in WARC 1.1, 6.6, and Heritrix."""
    fields = {
        "via": exchange.via,
        "hopsFromSeed": exchange.hops,
        "fetchTimeMs": exchange.fetch_ms,
        "charsetForLinkExtraction": _charset(exchange.page),
        "newsarchive-found-by": exchange.found_by,
    }
    lines = (f"{name}: {one_line(str(value))}\r\n" for name, value in fields.items() if value not in (None, ""))
    return "".join(lines).encode("utf-8", "backslashreplace")


def _charset(page: Page) -> str | None:
    """Return the encoding declared by the server, or else by the page's head; not the detected one."""
    declared = (page.content_type or "").encode("latin-1", "replace")
    found = _CHARSET.search(declared) or _CHARSET.search(page.body, 0, _LOOK_FOR_CHARSET)
    return found[1].decode("ascii") if found else None


def _response_head(exchange: Exchange, length: int) -> bytes:
    page = exchange.page
    headers = [_true_header(name, value, exchange, length) for name, value in page.headers]
    if page.content_type and page.header("Content-Type") is None:
        headers.append(("Content-Type", page.content_type))
    return _head(f"HTTP/1.1 {page.status:03d} {_PHRASES.get(page.status, 'Unknown')}", headers)


def _true_header(name: str, value: str, exchange: Exchange, length: int) -> tuple[str, str]:
    """Rename a header that does not describe the stored body, as other web archives do."""
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
    return _head(f"{one_line(exchange.method)} {one_line(target)} HTTP/1.1", [*host, *exchange.request_headers])


def _head(first: str, headers: list[tuple[str, str]]) -> bytes:
    lines = [f"{name}: {value}" for name, value in headers]
    if not all(map(str.isprintable, lines)):
        lines = [f"{one_line(name)}: {one_line(value)}" for name, value in headers]
    return "\r\n".join((first, *lines, "", "")).encode("latin-1", "backslashreplace")
