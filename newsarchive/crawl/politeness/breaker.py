"""A circuit breaker for each host: pause a host that fails repeatedly, probe it, and finally give it up."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from newsarchive.crawl.errors import SiteFailing, UnresolvedHost
from newsarchive.crawl.politeness.pauses import note_pause
from newsarchive.crawl.politeness.slots import HostSlots, close_spider
from newsarchive.crawl.site import Site

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

log = logging.getLogger(__name__)

_FAILURES = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)


@dataclass
class Circuit:
    """State of one host: its consecutive failures and pauses, and whether it is paused now.

    *unresolved* counts those of the failures in which the host's name could not be resolved.
    """

    failures: int = 0
    openings: int = 0
    unresolved: int = 0
    is_open: bool = False
    given_up: Callable[[], IgnoreRequest] | None = None  # makes the error of each request that is not sent


class Breaker:
    """Downloader middleware: pause a host after NEWSARCHIVE_BREAKER_FAILURES failures in a row.

    A failure is a response with status 429 or 5xx, a timeout, a failed DNS lookup, or a refused or lost connection. The
    first pause lasts NEWSARCHIVE_BREAKER_PAUSE seconds, each further pause twice as long, up to
    NEWSARCHIVE_BREAKER_MAX_PAUSE. After a pause, the breaker lets one request through: a response closes the circuit, a
    failure begins the next pause. The breaker gives up a host that would be paused more than
    NEWSARCHIVE_BREAKER_OPENINGS times in a row, and at once a host that has never responded and whose name cannot be
    resolved: a pause protects a server, and with a wrong name or without a network there is none.
    If the host is the spider's own site, the spider closes with the finish reason ``site_failing``. A failure count of
    0 turns the breaker off.
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler, self._slots = crawler, HostSlots(crawler)
        self._most = settings.getint("NEWSARCHIVE_BREAKER_FAILURES")
        self._pause = settings.getfloat("NEWSARCHIVE_BREAKER_PAUSE")
        self._longest = settings.getfloat("NEWSARCHIVE_BREAKER_MAX_PAUSE")
        self._openings = settings.getint("NEWSARCHIVE_BREAKER_OPENINGS")
        self._patience = settings.getfloat("DOWNLOAD_TIMEOUT") + 10  # for the response to a probe
        self._circuits: dict[str, Circuit] = {}
        self._responded: set[str] = set()
        self._closing: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Breaker:
        """Build from a crawler's settings."""
        return cls(crawler)

    def is_open(self, key: str) -> bool:
        """Return whether the host with the downloader slot *key* is paused now."""
        circuit = self._circuits.get(key)
        return circuit is not None and circuit.is_open

    def process_request(self, request: Request) -> None:
        """Raise SiteFailing or UnresolvedHost if the request's host was given up."""
        if self._circuits:
            key = self._slots.key_of(request)
            if (circuit := self._circuits.get(key)) and circuit.given_up:
                raise circuit.given_up()

    def process_response(self, request: Request, response: Response) -> Response:
        """Count the response as a success or a failure, and return it unchanged."""
        self._responded.add(request.meta.get("download_slot", ""))
        if response.status == 429 or response.status >= 500:
            self._failed(request, f"HTTP {response.status}")
        elif self._circuits:
            self._answered(request)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Count the exceptions that the server causes."""
        if isinstance(exception, _FAILURES):
            self._failed(request, type(exception).__name__, resolved=not isinstance(exception, CannotResolveHostError))
        elif self._circuits and not isinstance(exception, IgnoreRequest):
            self._answered(request)

    def _failed(self, request: Request, why: str, *, resolved: bool = True) -> None:
        key = request.meta.get("download_slot")
        if not key or not self._most:
            return
        circuit = self._circuits.setdefault(key, Circuit())
        circuit.failures += 1
        circuit.unresolved += not resolved
        if circuit.is_open or circuit.given_up:
            return
        # After a pause, a single failure opens the circuit again.
        if circuit.failures >= self._most or circuit.openings:
            self._open(key, circuit, request, why)

    def _open(self, key: str, circuit: Circuit, request: Request, why: str) -> None:
        if circuit.unresolved == circuit.failures and key not in self._responded:
            circuit.given_up = lambda: UnresolvedHost(f"the name of {key} cannot be resolved")
            self._give_up(key, circuit.given_up, request, f"{why}, given up")
            return
        circuit.openings += 1
        if circuit.openings > self._openings:
            log.error("%s still fails after %d pauses (%s); given up, run again later", key, self._openings, why)
            circuit.given_up = lambda: SiteFailing(f"{key} keeps failing; what is missing is left for a later run")
            self._give_up(key, circuit.given_up, request, f"{why}, given up after {self._openings} pauses")
            return
        seconds = min(self._longest, self._pause * 2 ** (circuit.openings - 1))
        log.warning(
            "%s failed %d times in a row (%s); no requests to it for %.0f s", key, circuit.failures, why, seconds
        )
        self._crawler.stats.inc_value("newsarchive/breaker/opened")
        self._crawler.stats.inc_value("newsarchive/breaker/paused_seconds", seconds)
        note_pause(self._crawler, key, f"{why}, {circuit.failures} failures in a row", seconds)
        circuit.is_open = self._slots.exists(key)
        self._slots.pause(key, seconds, lambda: self._probe(key))

    def _probe(self, key: str) -> None:
        self._circuits[key].is_open = False
        if self._slots.exists(key):
            self._crawler.stats.inc_value("newsarchive/breaker/probes")
            self._slots.send_one(key, self._patience, lambda: self._probe(key))

    def _answered(self, request: Request) -> None:
        key = request.meta.get("download_slot", "")
        circuit = self._circuits.get(key)
        if circuit is None or circuit.is_open or circuit.given_up:
            return
        del self._circuits[key]
        if circuit.openings:
            log.warning("%s responds again", key)
            self._crawler.stats.inc_value("newsarchive/breaker/closed")
            self._slots.resume(key)

    def _give_up(self, key: str, error: Callable[[], IgnoreRequest], request: Request, why: str) -> None:
        note_pause(self._crawler, key, why)
        self._crawler.stats.inc_value("newsarchive/breaker/given_up")
        self._slots.drop_queued(error, key)
        site = getattr(self._crawler.spider, "site", None)
        if isinstance(site, Site) and site.holds(request.url) and not self._closing:
            self._closing = close_spider(self._crawler, "site_failing")
