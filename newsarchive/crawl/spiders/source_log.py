"""What each source of URLs returned: for the plan of a site, and for the message of a crawl that finds no article."""

from __future__ import annotations

from collections import Counter

from scrapy import Request

from newsarchive.archive.reasons import NOT_FOUND
from newsarchive.crawl.spiders.sources.sitemaps import Sitemaps

_MOST_TRIED = 50  # URLs of sources that are named


class SourceLog:
    """The responses of a site's sources: *read* and *failed* count them by source, *tried* has an outcome by URL."""

    def __init__(self) -> None:
        self.read: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()
        self.tried: dict[str, str] = {}

    @property
    def has_missing(self) -> bool:
        """Whether a source returned 404 or 410, so that the site can be reached."""
        return any(outcome in NOT_FOUND for outcome in self.tried.values())

    def note(self, url: str, number: int, noun: str, articles: int | None = None) -> None:
        """Note that *url* has listed a *number* of things, such as links, and how many of them are *articles*."""
        if len(self.tried) < _MOST_TRIED:
            counts = _counted(number, noun), None if articles is None else _counted(articles, "article")
            self.tried[url] = ", ".join(filter(None, counts))

    def note_failure(self, request: Request, reason: str) -> None:
        """Note why the request of a source failed; a URL that is only tried, or a further page, may well be missing."""
        listing = request.cb_kwargs.get("listing")
        source = listing.source if listing else request.cb_kwargs.get("source", Sitemaps.name)
        is_expected = request.meta["newsarchive_kind"] == "probe" or (listing and listing.number > 1)
        self.failed[source] += not is_expected
        if len(self.tried) < _MOST_TRIED:
            self.tried[request.url] = reason


def _counted(number: int, noun: str) -> str:
    """Return "1 link", "2 links", "3 entries"."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"
