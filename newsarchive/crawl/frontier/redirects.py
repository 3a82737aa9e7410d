"""Redirects: recorded as aliases, and not followed again once known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware, RedirectMiddleware

from newsarchive.archive.reasons import Reason
from newsarchive.crawl.errors import AlreadyKnown, OffsiteRedirect

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from newsarchive.crawl.frontier.frontier import Frontier


_TARGET = "newsarchive_target"
_PAGES = ("article", "listing", "page")
_REFRESH = re.compile(rb"<meta[^>]{0,200}http-equiv\s*=\s*[\"']?refresh", re.I)
_HEAD = 8192


class QuietRedirect(RedirectMiddleware):
    """Downloader middleware: Scrapy's redirects, without the warning that no Referer is sent.

    A cookie that is set with a redirect is sent along the chain, on its host, and forgotten behind it: some servers
    answer a request without their cookie with the cookie and a redirect to the same URL.
    """

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Follow a redirect, with the cookies that came with it."""
        redirected = super().process_response(request, response)
        if isinstance(redirected, Request) and "Set-Cookie" in response.headers:
            _carry_cookies(response, redirected)
        return redirected

    def handle_referer(self, request: Request, response: Response) -> None:
        """Send no Referer."""
        request.headers.pop("Referer", None)

    def _engine_started(self) -> None:
        """Look for no Referer middleware."""


class FollowMetaRefresh(MetaRefreshMiddleware):
    """Downloader middleware: follow a page's own redirect (``<meta http-equiv=refresh>``) like one by HTTP.

    Not that of a page which reloads itself, or goes elsewhere only after METAREFRESH_MAXDELAY seconds.
    """

    def handle_referer(self, request: Request, response: Response) -> None:
        """Send no Referer."""
        request.headers.pop("Referer", None)

    def _engine_started(self) -> None:
        """Look for no Referer middleware."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Follow a refresh in the head of a page; pass all else on."""
        if request.meta.get("newsarchive_kind") not in _PAGES or not _REFRESH.search(response.body, 0, _HEAD):
            return response
        redirected = super().process_response(request, response)
        is_page = isinstance(redirected, Request) and redirected.url != response.url
        return redirected if is_page else response


def _carry_cookies(response: Response, request: Request) -> None:
    if urlsplit(request.url).hostname != urlsplit(response.url).hostname:
        return
    cookies = dict(one.split("=", 1) for one in _pairs(request.headers.get("Cookie")))
    for header in response.headers.getlist("Set-Cookie"):
        cookies |= dict(one.split("=", 1) for one in _pairs(header.partition(b";")[0]))
    request.headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    request.dont_filter = True  # the same URL again is no loop: REDIRECT_MAX_TIMES bounds it


def _pairs(header: bytes | None) -> list[str]:
    return [one.strip() for one in (header or b"").decode("latin-1").split(";") if "=" in one]


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
        if not candidate.is_offsite and frontier.is_offsite_redirect(request.url):
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
