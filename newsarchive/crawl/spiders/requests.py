"""RequestFactory: build the requests of a crawl, each with its kind, its priority and whether a browser opens it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from scrapy import Request

from newsarchive.crawl.network import browser
from newsarchive.crawl.spiders.sources import SOURCES
from newsarchive.crawl.storing.exchange import STEP

if TYPE_CHECKING:
    from newsarchive.crawl.frontier.candidate import UrlCandidate

# Articles first: the queue stays short, and the fetched articles decide about a listing's next page.
_PRIORITY = {"article": 20, "list": 10, "probe": 10, "listing": 0, "sitemap": 0}
# Kinds of requests that a browser opens; feeds and sitemaps do not need a browser.
_SHOWN = ("article", "listing", "page")


class RequestFactory:
    """Create requests, with *failed* as errback; a browser opens pages if the site *needs_browser*."""

    def __init__(self, failed: Callable[[Any], Any], *, needs_browser: bool) -> None:
        self._failed, self._needs_browser = failed, needs_browser

    def request(self, url: str, callback: Any, kind: str, **kwargs: Any) -> Request:
        """Return a request for *url*, a seed of *kind* (or "page", "article"); *callback* receives *kwargs*."""
        return Request(
            url,
            callback=callback,
            errback=self._failed,
            priority=_PRIORITY.get(kind, 0),
            meta={"newsarchive_kind": kind, **(browser.META if self._needs_browser and kind in _SHOWN else {})},
            cb_kwargs=kwargs,
        )

    def article(self, candidate: UrlCandidate, callback: Any) -> Request:
        """Return a request for *candidate*: a conditional request, if the archive has the validators."""
        request = self.request(candidate.url, callback, "article", candidate=candidate)
        request.dont_filter = True  # the frontier has already filtered duplicates
        source = SOURCES.get(candidate.source or "")
        if source is not None:
            request.meta[STEP] = source.step
        if candidate.known and candidate.known.id:
            request.meta["handle_httpstatus_list"] = [304]  # some servers and proxies send it unasked
            request.headers.update(candidate.known.validators)
        return request
