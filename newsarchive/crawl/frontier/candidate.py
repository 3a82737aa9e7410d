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

    *hops* counts the articles through whose links it was found, one after the other; *way* is the source that named it
    first and *via* the URL of the page or list. *is_offsite* marks a proxy's URL that redirects to the site. With
    *captures*, *url* is where a web archive plays back the first of them.
    """

    url: str
    canonical: str
    changed: date | None = None
    known: KnownUrl | None = None
    hops: int = 0
    way: str | None = None
    via: str | None = None
    captures: tuple[Capture, ...] = ()
    is_offsite: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Capture:
    """One page as it was at a moment: its URL then, the moment, the digest of its content.

    *place* is where its record lies in a WARC file of the web archive ("file offset length"), if that is known.
    """

    url: str
    at: datetime
    digest: str = ""
    place: str = ""

    @property
    def timestamp(self) -> str:
        """The moment as web archives write it: 14 digits, UTC."""
        return self.at.strftime("%Y%m%d%H%M%S")
