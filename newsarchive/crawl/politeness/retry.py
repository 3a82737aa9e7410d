"""Downloader middlewares: no private address, no known article twice, patience when a server asks for it."""

from __future__ import annotations

import logging
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.utils.asyncio import call_later

from newsarchive.crawl.network.private_addresses import PublicResolver, refused_host
from newsarchive.crawl.plan import now
from newsarchive.crawl.politeness.breaker import Breaker
from newsarchive.crawl.storing.raw_response import CUT_OFF

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from newsarchive.crawl.frontier.frontier import Frontier

log = logging.getLogger(__name__)

_TARGET = "newsarchive_target"


class RefusedRequest(IgnoreRequest):
    """A request that is not sent, and why."""


class KnownAlready(IgnoreRequest):
    """A request that was redirected to an article which is in the archive, or is being fetched under its own name."""


class LeadsToOthers(IgnoreRequest):
    """A request for an article that was redirected to another site: the page there is none of the paper's."""


class QuietRedirect(RedirectMiddleware):
    """Scrapy's own, without its warning that no Referer is sent: none is meant to be."""

    def handle_referer(self, request: Request, response: Response) -> None:
        """Send no Referer."""
        request.headers.pop("Referer", None)

    def _engine_started(self) -> None:
        """Look for no Referer middleware."""


class RefusePrivate:
    """Send nothing to a private address or by another scheme than http(s), after redirects too."""

    def __init__(self, crawler: Crawler) -> None:
        self._allow_private = crawler.settings.getbool("NEWSARCHIVE_ALLOW_PRIVATE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RefusePrivate:
        """Build from a crawler's settings."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise RefusedRequest for a literal private address or a scheme other than http(s)."""
        parts = urlsplit(request.url)
        if parts.scheme not in ("http", "https"):
            raise RefusedRequest(f"{request.url}: only http and https are fetched")
        host = None if self._allow_private else refused_host(request.url)
        if host:
            raise _refusal(host)


class SkipKnownRedirects:
    """Do not follow a redirect to an article that is known, or to another site; what came of the address is noted."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SkipKnownRedirects:
        """Build for a crawler."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise KnownAlready or LeadsToOthers for the second half of a redirect that leads there."""
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
        if frontier.leads_to_others(request.url):
            if frontier.archive:
                frontier.archive.visit(candidate.canonical, "other site", status=301)
            raise LeadsToOthers(f"{candidate.url} leads to {request.url}, which is another site's")
        target = frontier.leads_elsewhere(candidate, request.url)
        if target:
            if frontier.archive:
                frontier.archive.visit(candidate.canonical, "redirect", status=301, target=target)
            reason = "known" if frontier.site.is_article_url(target) else "redirected to no article"
            self._crawler.stats.inc_value(f"newsarchive/skipped/{reason}")
            raise KnownAlready(f"{candidate.url} leads to {target}, which is known")

    @staticmethod
    def _has_been_here(request: Request, frontier: Frontier) -> bool:
        """Tell whether *request* itself met its address before: a loop, which REDIRECT_MAX_TIMES ends and counts."""
        names = {frontier.site.canonical(url) for url in request.meta["redirect_urls"]}
        return frontier.site.canonical(request.url) in names


class PatientRetry(RetryMiddleware):
    """Retry as Scrapy does; on 429 and 503 leave the host in peace for as long as Retry-After says, then go slower."""

    async def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Pause the host on 429 and 503, then let Scrapy decide about another try; try again what is cut off."""
        if CUT_OFF in response.flags and not request.meta.get("dont_retry", False):
            again = self._retry(request, CUT_OFF)
            if again is None:
                log.warning("%s is cut off each time; it is read as far as it came", response.url)
            return again or response
        if response.status not in (429, 503) or request.meta.get("dont_retry", False):
            return super().process_response(request, response)
        wait = retry_after(response)
        longest = self.crawler.settings.getfloat("NEWSARCHIVE_MAX_WAIT")
        if wait is not None and wait > longest:
            log.warning("%s asks to wait %.0f s, more than %.0f; left for a later run", response.url, wait, longest)
            return response
        tries = request.meta.get("retry_times", 0)
        self._pause(request, min(longest, wait if wait is not None else 2.0 ** (tries + 1)))
        return super().process_response(request, response)

    def process_exception(self, request: Request, exception: Exception) -> Request | Response | None:  # type: ignore[override]
        """Retry as Scrapy does, but no name that the resolver refused."""
        host = urlsplit(request.url).hostname or ""
        if isinstance(exception, CannotResolveHostError) and host in PublicResolver.refused:
            raise _refusal(f"{host} ({PublicResolver.refused[host]})")
        return super().process_exception(request, exception)

    def _pause(self, request: Request, seconds: float) -> None:
        downloader = self.crawler.engine.downloader
        slot: Slot | None = downloader.slots.get(request.meta.get("download_slot", ""))
        breaker = self.crawler.get_downloader_middleware(Breaker)
        if slot is None or (breaker and breaker.is_open(request.meta["download_slot"])):
            return
        self.crawler.stats.inc_value("newsarchive/pauses")
        log.info("%s answered busy; nothing for %.1f s", urlsplit(request.url).netloc, seconds)
        if slot.latercall:
            slot.latercall.cancel()
        # The downloader sends nothing of a slot while its latercall is pending.
        slot.latercall = call_later(seconds, downloader._latercall, slot)
        ceiling = self.crawler.settings.getfloat("AUTOTHROTTLE_MAX_DELAY")
        slot.delay = min(ceiling, max(slot.delay * 2, 0.5))


def _refusal(host: str) -> RefusedRequest:
    return RefusedRequest(f"{host} is a private address; add --allow-private if it is your own")


def retry_after(response: Response) -> float | None:
    """Return the seconds that Retry-After asks for (a number or an HTTP date, RFC 9110 10.2.3), else ``None``."""
    text = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if text.isdigit():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - now()).total_seconds()) if text else None
    except (ValueError, TypeError):
        return None
