"""What is kept of a fetch, and where it then lies."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from newsarchive.article import WarcPlace
from newsarchive.page import Page

# WARC fields of our own, which the standard allows: how the page was reached.
REQUESTED = "Newsarchive-Requested-URI"
RETRIEVED = "Newsarchive-Retrieved-From"
REDIRECT = "Newsarchive-Redirect-URI"


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """A page and what went over the wire for it.

    *page.headers* are the response's headers as received and *wire_body* its body as received, with Content-Encoding
    still on (but Transfer-Encoding undone); ``None`` when only *page.body* is known. *page.fetched_at* must be set.
    The rest goes into the metadata record: *via* is the address of the page, feed or sitemap that named this one,
    *hops* the way from there in the letters of other archives (L a link, M a list such as a sitemap or feed, R a
    redirect), *found_by* the way of discovery and *fetch_ms* the time from the request to the answer, in milliseconds.
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
class Kept:
    """A page that lies in a WARC file: its *place* there and the digest of its body as received."""

    page: Page
    place: WarcPlace
    payload_sha256: str


@dataclass(frozen=True, kw_only=True)
class Copied:
    """A response of another WARC file, to be kept as it is: *packed* is gzip members, the first *length* bytes its own.

    The rest is for the index: *mime* the Content-Type, *digest* as the record spells it ("-" when it does not).
    """

    packed: bytes = field(repr=False)
    length: int
    url: str
    fetched_at: datetime
    mime: str
    status: int
    digest: str
