"""Page: the bytes of one web page as fetched, and the facts of the request."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Page:
    """One fetched page: the input of the extractor.

    Attributes:
        url: URL that returned the page, after redirects.
        body: Payload, with any Content-Encoding decoded.
        status: HTTP status code.
        content_type: Content-Type header.
        headers: All response headers.
        fetched_at: Time of the fetch in UTC, or ``None`` if unknown; relative times ("2 giờ trước") then have no value.
        requested_url: URL that was requested.
        redirects: URLs on the way from *requested_url* to *url*, in order, without *url*.
        retrieved_from: Source of the page if it was not its own server: a URL in a web archive, or a WARC file.
        truncated: Whether *body* is incomplete.
        checksum_error: Whether the checksum or length at the end of the compressed body belongs to other bytes.
        refused_ai_crawlers: Crawlers for AI training that the host's robots.txt disallows by name on this page.
        language_hint: Language (BCP 47) that the user states for the site; used if neither the page nor a publisher
            file gives one and the text does not show it.
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
    checksum_error: bool = False
    refused_ai_crawlers: tuple[str, ...] = ()
    language_hint: str | None = None

    def header(self, name: str) -> str | None:
        """Return the first value of the header *name*, matched case-insensitively, or ``None``."""
        wanted = name.casefold()
        for key, value in self.headers:
            if key.casefold() == wanted:
                return value
        return None
