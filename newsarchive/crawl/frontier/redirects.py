"""Redirects: recorded as aliases, and not followed again once known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.redirect import RedirectMiddleware

from newsarchive.archive.reasons import Reason
from newsarchive.crawl.errors import AlreadyKnown, OffsiteRedirect

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from newsarchive.crawl.frontier.frontier import Frontier


_TARGET = "newsarchive_target"


class QuietRedirect(RedirectMiddleware):
    """Downloader middleware: Scrapy's redirects, without the warning that no Referer is sent."""

    def handle_referer(self, request: Request, response: Response) -> None:
        """Send no Referer."""
        request.headers.pop("Referer", None)

    def _engine_started(self) -> None:
        """Look for no Referer middleware."""


class SkipKnownRedirects:
    """Downloader middleware: do not follow redirects to stored articles or to other sites; record the outcome."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SkipKnownRedirects:
        """Build for a crawler."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise AlreadyKnown or OffsiteRedirect for the second half of a redirect that leads there."""
        candidate = request.cb_kwargs.get("candidate")
        # A retry of a redirected request has been judged before.
        if candidate is None or not request.meta.get("redirect_urls") or request.meta.get(_TARGET) == request.url:
            return
        if candidate.captures:  # a web archive leads to the nearest capture it has, of the same page
            return
        request.meta[_TARGET] = request.url
        frontier = getattr(self._crawler.spider, "frontier", None)
        if frontier is None or self._has_been_here(request, frontier):
            return
        if frontier.is_offsite_redirect(request.url):
            if frontier.archive:
                frontier.archive.visit(candidate.canonical, Reason.OTHER_SITE, status=301)
            raise OffsiteRedirect(f"{candidate.url} leads to {request.url}, which is another site's")
        target = frontier.known_redirect_target(candidate, request.url)
        if target:
            if frontier.archive:
                frontier.archive.visit(candidate.canonical, "redirect", status=301, target=target)
            reason = Reason.KNOWN if frontier.site.is_article_url(target) else Reason.REDIRECTED
            self._crawler.stats.inc_value(f"newsarchive/skipped/{reason}")
            raise AlreadyKnown(f"{candidate.url} leads to {target}, which is known")

    @staticmethod
    def _has_been_here(request: Request, frontier: Frontier) -> bool:
        """Tell whether *request* itself met its address before: a loop, which REDIRECT_MAX_TIMES ends and counts."""
        names = {frontier.site.canonical(url) for url in request.meta["redirect_urls"]}
        return frontier.site.canonical(request.url) in names
