"""Page: the bytes of one web page as they were fetched, and how we came by them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Page:
    """One fetched page; everything a parser may know about it.

    *url* is the address that answered, after redirects; *requested_url* and *redirects* tell how it was reached
    (in the order they were visited, without *url*). *body* is the payload with any Content-Encoding undone.
    *fetched_at* is an aware UTC time, or ``None`` when nobody knows: relative times ("2 giờ trước") are then not read.
    *retrieved_from* names who gave us the page when its own server did not: an address in a web archive, a WARC file.
    *truncated* tells that the end of *body* never came.
    *refused_ai_crawlers* are the crawlers for AI training that the host's robots.txt keeps from this page by name.
    """

    url: str | None = None
    body: bytes = field(default=b"", repr=False)
    status: int = 200
    content_type: str | None = None
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    fetched_at: datetime | None = None
    requested_url: str | None = None
    redirects: tuple[str, ...] = ()
    retrieved_from: str | None = None
    truncated: bool = False
    refused_ai_crawlers: tuple[str, ...] = ()

    def header(self, name: str) -> str | None:
        """Return the first value of the header *name* (any case), or ``None``."""
        wanted = name.casefold()
        return next((value for key, value in self.headers if key.casefold() == wanted), None)
