"""The items that the spider passes to the pipelines, and that the pipelines pass to each other."""

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
    """A fetched page that should be an article, as received; *address* is the canonical URL of its request.

    *is_capture* marks a copy from a web archive.
    """

    exchange: Exchange
    address: str
    is_capture: bool = False

    @property
    def url(self) -> str:
        """The URL of the response, after redirects."""
        return self.exchange.page.url or self.address


def fetched(response: Response) -> Fetched:
    """Return the item that your own spider yields for *response*, a page that should be an article.

    The pipelines append the page to the WARC file, extract it, and store it if it is an article.
    """
    return Fetched(
        exchange=exchange_of(response),
        address=canonical_url(response.request.url if response.request else response.url),
    )


@dataclass(frozen=True, kw_only=True)
class ArchivedPage:
    """A fetched page, and its location in the WARC file."""

    fetched: Fetched
    place: warc.StoredPage


@dataclass(frozen=True, kw_only=True)
class ExtractedPage:
    """An archived page and its extracted article."""

    archived: ArchivedPage
    extraction: Extraction


@dataclass(frozen=True, kw_only=True)
class PlannedFetch:
    """A URL that a dry run would fetch.

    *day* is the day of publication, else of the last change, if its *source* (a sitemap, a feed, a listing) or the URL
    itself states one.
    """

    url: str
    day: date | None = None
    source: str | None = None
