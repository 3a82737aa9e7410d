"""robots.txt, taken seriously: its pace is the host's least delay, and one that cannot be had forbids everything."""

from __future__ import annotations

import logging
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.utils.misc import build_from_crawler
from twisted.internet.defer import Deferred

from newsarchive.crawl.politeness.pauses import note_pause
from newsarchive.crawl.politeness.retry import INCOMPLETE
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
# Control characters other than tab, line feed, form feed and carriage return.
_NOT_TEXT = bytes(one for one in range(32) if one not in (9, 10, 12, 13)) + b"\x7f"


@dataclass(frozen=True, kw_only=True)
class RobotsFile:
    """What the robots.txt of a host says: how many *sitemaps* it names and the *delay* in seconds that it asks for.

    *fault* says why it could not be read, which closes the host; *exists* is false after 404 and 410.
    """

    url: str
    exists: bool = True
    sitemaps: int = 0
    delay: float | None = None
    fault: str | None = None


class StrictRobots(RobotsTxtMiddleware):
    """Downloader middleware: obey robots.txt; one that cannot be read disallows its host (RFC 9309, 2.3.1.4).

    That is any status but success, 404 and 410, one that is incomplete, no text, too large or too slow. Of a long one
    the first 500 KiB are read. Where the host cannot be reached at all, its pages say so themselves.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._ai_crawlers: dict[str, tuple[str, ...]] = {}
        #: The robots.txt of each host that was asked for one.
        self.files: dict[str, RobotsFile] = {}

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Refuse a forbidden *request*; note on others which crawlers for AI training may not make it."""
        super().process_request_2(rp, request)
        named = self._ai_crawlers.get(urlsplit(request.url).netloc, ()) if rp is not None else ()
        if rp is not None and named:
            refused = tuple(agent for agent in named if not rp.allowed(request.url, agent))
            request.meta[REFUSED_AI_CRAWLERS] = refused

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        status = response.status
        if why := unreadable(response):
            log.warning("%s %s; nothing is fetched from this host in this run", response.url, why)
            note_pause(self.crawler, netloc, f"robots.txt {why}")
            response = response.replace(body=_CLOSED)
        body = _in_utf_8(response.body[:_MOST_BYTES])
        text = body.decode("utf-8", "replace").casefold()
        self._ai_crawlers[netloc] = tuple(agent for agent in AI_CRAWLERS if agent.casefold() in text)
        await super()._parse_robots(response.replace(body=body), netloc, request)
        parser, agent = self._parsers[netloc], self._robotstxt_useragent or self._default_useragent
        self.files[netloc] = RobotsFile(
            url=response.url,
            exists=status not in (404, 410),
            sitemaps=len(list(getattr(getattr(parser, "rp", None), "sitemaps", ()))),
            delay=requested_delay(parser, agent) if parser is not None and not isinstance(parser, Deferred) else None,
            fault=why,
        )

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        is_own = isinstance(exc, IgnoreRequest) and not str(exc).startswith("max redirections")
        if is_own or isinstance(exc, CannotResolveHostError | DownloadConnectionRefusedError):
            super()._robots_error(exc, netloc)  # the pages fail for the same reason, and say so themselves
            return
        why = "cannot be fetched"
        if isinstance(exc, DownloadTimeoutError):
            why = "did not come in time"
        elif isinstance(exc, DownloadCancelledError) or isinstance(exc.__cause__, ValueError):
            why = "is larger than DOWNLOAD_MAXSIZE"
        elif isinstance(exc, IgnoreRequest):
            why = "redirects in a circle"
        log.warning("the robots.txt of %s %s; nothing is fetched from this host in this run", netloc, why)
        self.files[netloc] = RobotsFile(url=f"robots.txt of {netloc}", fault=why)
        note_pause(self.crawler, netloc, f"robots.txt {why}")
        waiting = self._parsers[netloc]
        rules = build_from_crawler(self._parserimpl, self.crawler, _CLOSED)
        self._parsers[netloc] = rules
        if isinstance(waiting, Deferred):
            waiting.callback(rules)


class RobotsPace:
    """Extension: set each host's delay to its robots.txt (Crawl-delay, Request-rate), one request at a time."""

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


def unreadable(response: Response) -> str | None:
    """Return why *response* to a request for robots.txt is no list of rules, ``None`` when it is one.

    RFC 9309 2.3.1.4: one that cannot be had forbids everything; so do an incomplete one and bytes that are no text, in
    which a rule may be hidden. Only "not found" says that there is none; 401 and 403 are not taken for permission,
    though 2.3.1.3 would allow it. An HTML page has no rules: many servers answer unknown paths with their front page.
    """
    if response.status in (404, 410):
        return None
    if not 200 <= response.status < 300:
        return f"answers HTTP {response.status}"
    if INCOMPLETE in response.flags:
        return "is incomplete"
    body = _in_utf_8(response.body[:_MOST_BYTES])
    odd = len(body) - len(body.translate(None, _NOT_TEXT))
    return "is no text" if odd * 50 > len(body) else None


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
