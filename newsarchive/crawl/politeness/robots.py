"""robots.txt, taken seriously: its pace is the host's least delay, and one that cannot be had forbids everything."""

from __future__ import annotations

import logging
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError
from scrapy.utils.misc import build_from_crawler
from twisted.internet.defer import Deferred

from newsarchive.crawl.politeness.slots import HostSlots

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

log = logging.getLogger(__name__)

_MOST_BYTES = 500 * 1024  # RFC 9309, 2.5: what a crawler has to read at least; each rule more slows every request
#: Crawlers that fetch text to train machines on, by the names that their operators give for robots.txt.
AI_CRAWLERS = (
    "AI2Bot",
    "Amazonbot",
    "anthropic-ai",
    "Applebot-Extended",
    "Bytespider",
    "CCBot",
    "ClaudeBot",
    "cohere-training-data-crawler",
    "Diffbot",
    "Google-Extended",
    "GPTBot",
    "meta-externalagent",
    "omgili",
)
#: Key of Request.meta: those of AI_CRAWLERS that robots.txt names and keeps from the address.
REFUSED_AI_CRAWLERS = "newsarchive_refused_ai_crawlers"
_CLOSED = b"User-agent: *\nDisallow: /\n"


class StrictRobots(RobotsTxtMiddleware):
    """Scrapy's own, but a server error in place of robots.txt closes the site for this run (RFC 9309, 2.3.1.4).

    So does 429, which says nothing of rules but that we come too often; so does one beyond the size limit, and one that
    does not come in time; of a long one, the first 500 KiB are read.
    Where the host cannot be reached at all, its pages say so themselves.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._ai_crawlers: dict[str, tuple[str, ...]] = {}

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Refuse a forbidden *request*; note on others which crawlers for AI training may not make it."""
        super().process_request_2(rp, request)
        named = self._ai_crawlers.get(urlsplit(request.url).netloc, ()) if rp is not None else ()
        if rp is not None and named:
            refused = tuple(agent for agent in named if not rp.allowed(request.url, agent))
            request.meta[REFUSED_AI_CRAWLERS] = refused

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status == 429 or response.status >= 500:
            log.warning("%s answers HTTP %d; nothing is fetched there now", response.url, response.status)
            response = response.replace(body=_CLOSED)
        body = _in_utf_8(response.body[:_MOST_BYTES])
        text = body.decode("utf-8", "replace").casefold()
        self._ai_crawlers[netloc] = tuple(agent for agent in AI_CRAWLERS if agent.casefold() in text)
        await super()._parse_robots(response.replace(body=body), netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if isinstance(exc, DownloadTimeoutError):
            why = "did not come in time"
        elif isinstance(exc, DownloadCancelledError) or isinstance(exc.__cause__, ValueError):
            why = "is larger than DOWNLOAD_MAXSIZE"
        else:
            super()._robots_error(exc, netloc)
            return
        log.warning("the robots.txt of %s %s; nothing is fetched there now", netloc, why)
        waiting = self._parsers[netloc]
        rules = build_from_crawler(self._parserimpl, self.crawler, _CLOSED)
        self._parsers[netloc] = rules
        if isinstance(waiting, Deferred):
            waiting.callback(rules)


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
        settings, slots = self._crawler.settings, HostSlots(self._crawler)
        asked = requested_delay(robotparser, settings["ROBOTSTXT_USER_AGENT"] or settings["USER_AGENT"])
        if not asked:
            return
        host = slots.key_of(request)
        slots.set_pace(host, max(asked, settings.getfloat("DOWNLOAD_DELAY")))
        log.info("%s: robots.txt asks for %.1f s between two requests", host, asked)


def _in_utf_8(body: bytes) -> bytes:
    """Return *body* in UTF-8, as the parser reads it: to that, UTF-16 is a file without a rule, which allows all."""
    return body.decode("utf-16", "replace").encode() if body.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else body


def requested_delay(robots: RobotParser, agent: str) -> float | None:
    """Return the seconds between two requests that robots.txt asks of *agent*, by either of its two ways."""
    delays = [robots.crawl_delay(agent)]
    # Scrapy's interface has Crawl-delay only; Protego, its default parser, knows Request-rate too.
    rate = getattr(getattr(robots, "rp", None), "request_rate", lambda _: None)(agent)
    if rate is not None and rate.requests:
        delays.append(rate.seconds / rate.requests)
    return max((one for one in delays if one), default=None)
