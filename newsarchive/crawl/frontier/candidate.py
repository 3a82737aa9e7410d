"""A URL that may be an article, and a capture of one in a web archive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsarchive.crawl.storing.known import KnownUrl


@dataclass(frozen=True, kw_only=True, slots=True)
class UrlCandidate:
    """A URL to fetch, with its *canonical* URL; on a revisit, *known* is the archive's knowledge of the URL.

    *hops* is the length of the chain of article links that led to the URL. *source* is the discovery source that
    contained the URL first, and *via* the URL of the page or list. *is_offsite* marks a proxy's URL that redirects to
    the site. With *captures*, *url* is the playback URL of the first capture in a web archive.
    """

    url: str
    canonical: str
    changed: date | None = None
    known: KnownUrl | None = None
    hops: int = 0
    source: str | None = None
    via: str | None = None
    captures: tuple[Capture, ...] = ()
    is_offsite: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Capture:
    """A capture of one page: its URL at that time, the time of capture, the digest of its content.

    *place* is the location of its record in a WARC file of the web archive ("file offset length"), if known.
    """

    url: str
    at: datetime
    digest: str = ""
    place: str = ""

    @property
    def timestamp(self) -> str:
        """The time of capture in the format of web archives: 14 digits, UTC."""
        return self.at.strftime("%Y%m%d%H%M%S")
