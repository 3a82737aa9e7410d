"""An HTTP exchange to store, and its location once stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from newsarchive.article import WarcPlace
from newsarchive.page import Page

# WARC fields of our own, which the standard allows: how the page was reached, and the language that was stated for it.
REQUESTED = "Newsarchive-Requested-URI"
RETRIEVED = "Newsarchive-Retrieved-From"
REDIRECT = "Newsarchive-Redirect-URI"
LANGUAGE = "Newsarchive-Language-Hint"


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """A page and the bytes received for it.

    *page.headers* are the response headers as received. *wire_body* is the body as received, with its Content-Encoding
    but without Transfer-Encoding; ``None`` if only *page.body* is known. *page.fetched_at* must be set. The other
    fields go into the metadata record: *via* is the URL of the page, feed or sitemap that contained this URL; *hops*
    the path from there in Heritrix's letters (L: link, M: sitemap or feed, R: redirect); *found_by* the discovery
    source; *fetch_ms* the milliseconds from request to response.
    """

    page: Page
    wire_body: bytes | None = field(default=None, repr=False)
    method: str = "GET"
    request_headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    ip_address: str | None = None
    via: str | None = None
    hops: str | None = None
    found_by: str | None = None
    fetch_ms: int | None = None


@dataclass(frozen=True, kw_only=True)
class StoredPage:
    """A page stored in a WARC file: its location (*place*) and the digest of its body as received."""

    page: Page
    place: WarcPlace
    payload_sha256: str


@dataclass(frozen=True, kw_only=True)
class Copied:
    """A response of another WARC file, copied unchanged: *packed* is gzip members; the response has *length* bytes.

    The other fields are for the index: *mime* is the Content-Type, *digest* as in the record ("-" if it has none).
    """

    packed: bytes = field(repr=False)
    length: int
    url: str
    fetched_at: datetime
    mime: str
    status: int
    digest: str
