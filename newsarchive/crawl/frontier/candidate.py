"""A URL that may be an article, and a capture of one in a web archive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsarchive.crawl.storing.known import KnownUrl


@dataclass(frozen=True, kw_only=True, slots=True)
class UrlCandidate:
    """An address to fetch under the name *canonical*; *known* is what the archive has of it, when it is revisited.

    *hops* counts the articles through whose links it was found, one after the other; *way* is how it was met first and
    *via* the address of the page or list that named it. With *captures*, *url* is where a web archive plays back the
    first of them.
    """

    url: str
    canonical: str
    changed: date | None = None
    known: KnownUrl | None = None
    hops: int = 0
    way: str | None = None
    via: str | None = None
    captures: tuple[Capture, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Capture:
    """One page as it was at a moment: its address then, the moment, and the digest of what came."""

    url: str
    at: datetime
    digest: str = ""

    @property
    def timestamp(self) -> str:
        """The moment as web archives write it: 14 digits, UTC."""
        return self.at.strftime("%Y%m%d%H%M%S")
