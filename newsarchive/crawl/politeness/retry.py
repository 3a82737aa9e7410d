"""Retries: fetch incomplete responses again, articles once after silence, and pause a host that requests a pause."""

from __future__ import annotations

import logging
import re
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import CannotResolveHostError, DownloadTimeoutError

from newsarchive.crawl.clock import now
from newsarchive.crawl.network.private_addresses import PublicResolver, refusal
from newsarchive.crawl.politeness.breaker import Breaker
from newsarchive.crawl.politeness.pauses import note_pause
from newsarchive.crawl.politeness.slots import HostSlots

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response


log = logging.getLogger(__name__)

# An attempt that ends in silence costs DOWNLOAD_TIMEOUT, and a connection of the host meanwhile. A server that is only
# busy answers the second attempt, which is sent behind what is waiting; the next run requests the URL again. This holds
# for articles: without robots.txt the site is not crawled, and a service may take minutes to put a list together.
_SILENT_ATTEMPTS = 2
_SILENCES = "newsarchive_silences"

_CONTENT_RANGE = re.compile(rb"\s*bytes\s+(\d{1,18})-(\d{1,18})/(\d{1,18}|\*)\s*", re.I)


class PatientRetry(RetryMiddleware):
    """Downloader middleware: retry as Scrapy does; after 429 and 503, wait for Retry-After, then slow down."""

    async def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Pause the host on 429 and 503, then let Scrapy decide whether to retry; fetch incomplete responses again."""
        if INCOMPLETE in response.flags and not request.meta.get("dont_retry", False):
            retried = self._retry(request, INCOMPLETE) if self._may_be_silent_again(request, response) else None
            if retried is None:
                log.warning("%s was incomplete in every attempt; the received part is stored", response.url)
            return retried or response
        if response.status not in (429, 503) or request.meta.get("dont_retry", False):
            return super().process_response(request, response)
        wait = retry_after(response)
        longest = self.crawler.settings.getfloat("NEWSARCHIVE_MAX_WAIT")
        if wait is not None and wait > longest:
            log.warning("%s asks to wait %.0f s, more than %.0f; left for a later run", response.url, wait, longest)
            return response
        tries = request.meta.get("retry_times", 0)
        seconds = min(longest, wait if wait is not None else 2.0 ** (tries + 1))
        self._pause(request, seconds, f"HTTP {response.status}")
        return super().process_response(request, response)

    def process_exception(self, request: Request, exception: Exception) -> Request | Response | None:  # type: ignore[override]
        """Retry as Scrapy does, except for host names that the resolver refused."""
        host = urlsplit(request.url).hostname or ""
        if isinstance(exception, CannotResolveHostError) and host in PublicResolver.refused:
            raise refusal(f"{host} ({PublicResolver.refused[host]})")
        if not self._may_be_silent_again(request, exception):
            return None
        return super().process_exception(request, exception)

    def _may_be_silent_again(self, request: Request, outcome: Response | Exception) -> bool:
        """Count an *outcome* that did not come in time; return whether *request* may be sent again after it."""
        is_silence = isinstance(outcome, DownloadTimeoutError) or SILENCE in getattr(outcome, "flags", ())
        if is_silence:
            request.meta[_SILENCES] = request.meta.get(_SILENCES, 0) + 1
        return not is_silence or request.meta[_SILENCES] < _SILENT_ATTEMPTS or "candidate" not in request.cb_kwargs

    def _pause(self, request: Request, seconds: float, why: str) -> None:
        slots, key = HostSlots(self.crawler), request.meta.get("download_slot", "")
        breaker = self.crawler.get_downloader_middleware(Breaker)
        if not slots.exists(key) or (breaker and breaker.is_open(key)):
            return
        self.crawler.stats.inc_value("newsarchive/pauses")
        log.info("%s is busy; no requests to it for %.1f s", urlsplit(request.url).netloc, seconds)
        note_pause(self.crawler, key, why, seconds)
        slots.pause(key, seconds)
        slots.slow_down(key, at_least=0.5, at_most=self.crawler.settings.getfloat("AUTOTHROTTLE_MAX_DELAY"))


def retry_after(response: Response) -> float | None:
    """Return the seconds that Retry-After requests (a number or an HTTP date, RFC 9110 10.2.3), else ``None``."""
    text = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - now()).total_seconds()) if text else None
    except (ValueError, TypeError, OverflowError):
        return None


def missing_ends(response: Response) -> tuple[bool, bool] | None:
    """Return whether the beginning and the end of a page are missing in a *response* with status 206 (RFC 9110, 14.4).

    ``None`` if its Content-Range does not say so.
    """
    found = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range") or b"")
    if found is None:
        return None
    return int(found[1]) > 0, found[3] != b"*" and int(found[2]) + 1 < int(found[3])


#: Flag of an incomplete response.
INCOMPLETE = "incomplete"
#: Flag, beside it, of a response whose end did not come within DOWNLOAD_TIMEOUT.
SILENCE = "silence"
