"""The pace: what robots.txt asks for is the least delay of a host, and AutoThrottle never goes below it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.extensions.throttle import AutoThrottle

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

log = logging.getLogger(__name__)


class RobotsPace:
    """Set each host's delay to what its robots.txt asks (Crawl-delay, Request-rate), one request at a time."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        crawler.signals.connect(self._robots_parsed, signal=signals.robots_parsed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsPace:
        """Build for a crawler."""
        return cls(crawler)

    def _robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        settings, downloader = self._crawler.settings, self._crawler.engine.downloader
        asked = requested_delay(robotparser, settings["ROBOTSTXT_USER_AGENT"] or settings["USER_AGENT"])
        if not asked:
            return
        host = downloader.get_slot_key(request)
        delay = max(asked, settings.getfloat("DOWNLOAD_DELAY"))
        # For slots still to come (Scrapy drops idle ones) and for the one that fetched robots.txt.
        downloader.per_slot_settings[host] = {"delay": delay, "concurrency": 1, "jitter": 0.0}
        slot = downloader.slots.get(host)
        if slot:
            slot.delay, slot.concurrency, slot.jitter = delay, 1, 0.0
        log.info("%s: robots.txt asks for %.1f s between two requests", host, asked)


class PoliteThrottle(AutoThrottle):
    """Adjust delays to the server's speed, never below the host's own entry in the downloader's slot settings."""

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        super()._response_downloaded(response, request, spider)
        key, slot = self._get_slot(request, spider)
        if key and slot:
            least = self.crawler.engine.downloader.per_slot_settings.get(key, {}).get("delay", 0.0)
            slot.delay = max(slot.delay, least)


def requested_delay(robots: RobotParser, agent: str) -> float | None:
    """Return the seconds between two requests that robots.txt asks of *agent*, by either of its two ways."""
    delays = [robots.crawl_delay(agent)]
    # Scrapy's interface has Crawl-delay only; Protego, its default parser, knows Request-rate too.
    rate = getattr(getattr(robots, "rp", None), "request_rate", lambda _: None)(agent)
    if rate is not None and rate.requests:
        delays.append(rate.seconds / rate.requests)
    return max((one for one in delays if one), default=None)
