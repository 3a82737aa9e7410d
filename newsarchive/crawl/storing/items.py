"""What the spider hands to the pipelines, and what they hand to each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from newsarchive import warc
from newsarchive.crawl.storing.exchange import exchange_of
from newsarchive.crawl.storing.extraction_workers import Extraction
from newsarchive.publishers.canonical import canonical_url
from newsarchive.warc import Exchange

if TYPE_CHECKING:
    from scrapy.http import Response


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """A page that should be an article, as it came; *address* is the canonical URL it was requested under.

    *is_capture* tells that it is a copy from a web archive.
    """

    exchange: Exchange
    address: str
    is_capture: bool = False

    @property
    def url(self) -> str:
        """The address that answered, after redirects."""
        return self.exchange.page.url or self.address


def fetched(response: Response) -> Fetched:
    """Return the item to yield for *response*, a page that should be an article, from a spider of your own.

    The pipelines keep the page in the WARC, read it, and store it when it is an article.
    """
    return Fetched(
        exchange=exchange_of(response),
        address=canonical_url(response.request.url if response.request else response.url),
    )


@dataclass(frozen=True, kw_only=True)
class ArchivedPage:
    """A fetched page that lies in the WARC, and where."""

    fetched: Fetched
    place: warc.Kept


@dataclass(frozen=True, kw_only=True)
class ExtractedPage:
    """A kept page and what it says."""

    kept: ArchivedPage
    reading: Extraction


@dataclass(frozen=True, kw_only=True)
class PlannedFetch:
    """A URL that a dry run would fetch.

    *day* is the day of publication, else of the last change, as far as its *source* (a sitemap, a feed, a listing) or
    the URL itself says.
    """

    url: str
    day: date | None = None
    source: str | None = None
