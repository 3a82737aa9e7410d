"""robots.txt: its delay is the minimum delay of the host, and an unreadable robots.txt disallows the whole host."""

from __future__ import annotations

import logging
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

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
from twisted.internet.ssl import SSL  # type: ignore[attr-defined]

from newsarchive.crawl.error_messages import is_error_message
from newsarchive.crawl.politeness.pauses import note_pause
from newsarchive.crawl.politeness.retry import INCOMPLETE, missing_ends
from newsarchive.crawl.politeness.slots import HostSlots

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

log = logging.getLogger(__name__)

_MOST_BYTES = 500 * 1024  # RFC 9309, 2.5: the minimum that a crawler must parse; every further rule slows each request
#: Crawlers that fetch text for AI training, by the user-agent tokens that their operators publish for robots.txt.
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
#: Key of Request.meta: the members of AI_CRAWLERS that robots.txt names and disallows from the URL.
REFUSED_AI_CRAWLERS = "newsarchive_refused_ai_crawlers"
_COMMENT = re.compile(rb"^[ \t]*#[^\r\n]*[\r\n]*", re.M)
# A server that returns every text as a page: "<pre>User-agent: *".
_MARKUP = re.compile(rb"<(?:html|body|pre|p|br|a)\b", re.I)
_INLINE_TAG = re.compile(rb"</?(?:a|b|font|span)\b[^<>]*>", re.I)
_GROUP = re.compile(rb"user-?agent\s*:", re.I)
_RULE = re.compile(rb"(?:dis)?allow\s*:", re.I)
_SITEMAP = re.compile(rb"^[ \t]*sitemap[ \t]*:", re.I | re.M)
_TAG = re.compile(rb"<[^<>]*>")
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|h1|p|pre|br|a|div|span|table|center|font|script|meta|link)\b", re.I
)
_PASSWORD = re.compile(rb"<input\b[^<>]{0,500}?\btype\s{0,9}=\s{0,9}[\"']?password", re.I)
# Front pages and "not found" pages, to which servers redirect unknown paths, may have a form to log in, too.
_LOGIN_PATH = re.compile(
    r"(?:^|[/_.-])(?:log[_-]?[io]n|sign[_-]?in|sso|auth|dang[_-]?nhap|anmeld(?:en|ung)|connexion|acceso)(?![^/_.-])",
    re.I,
)
_FRONT_PAGE = re.compile(r"/*|/[a-z]{2}(?:[-_][a-z]{2})?/?", re.I)  # also that of a language: /vi/
# What stands before the file, such as a request for consent, and would lead back to it: /dong-y?return_to=/robots.txt.
# An error page names the file in another way: /404?url=/robots.txt, /error.aspx?aspxerrorpath=/robots.txt.
_LEADS_BACK = re.compile(
    r"(?:^|&)(?:next|continue|goto|(?:return|redirect|back)(?:_?(?:to|ur[il]|path))?|dest(?:ination)?|callback)="
    r"[^&]{0,500}?robots\.txt",
    re.I,
)
_LINE = re.compile(rb"\s*(?:#.*|[\w-]+[ \t]*:.*)?$")
# What word processors put into a text: zero-width blanks, joiners and marks.
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
_SEVERAL_AGENTS = re.compile(rb"^([ \t]*user-?agent[ \t]*:)([^\r\n#]*,[^\r\n#]*)", re.I | re.M)
_QUOTED_VALUE = re.compile(rb"^([ \t]*[\w-]+[ \t]*:[ \t]*)([\"'])([^\"'\r\n]*)\2[ \t]*(?=\r?$)", re.M)
_RULE_WITH_HOST = re.compile(rb"^([ \t]*(?:dis)?allow[ \t]*:[ \t]*)https?://([^/\s]+)/?", re.I | re.M)
_RULE_WITHOUT_SLASH = re.compile(rb"^([ \t]*disallow[ \t]*:[ \t]*)(?:(?=[\w-])(?!https?://)|(?=([.?])))", re.I | re.M)
# Directives of one line: an editor or a CMS has replaced the line breaks.
_UNCOMMENTED = re.compile(rb"^[^#\r\n]+", re.M)
_NEXT_DIRECTIVE = re.compile(
    rb"(?:(?<=\S)[ \t]{1,99}|(?<=\*))(?=(?:user-agent|disallow|allow|sitemap|crawl-delay)[ \t]?:)", re.I
)
# Other signs than the colon: "Disallow = /an", or the wide colon of an Asian keyboard.
_OTHER_COLON = re.compile(
    rb"^([ \t]*(?:user-?agent|(?:dis)?allow|sitemap|crawl-delay)[ \t]*)(?:=|\xef\xbc\x9a)", re.I | re.M
)
_RULE_LINE = re.compile(rb"^[ \t]*(?:dis)?allow[ \t]*:", re.I | re.M)
_ANY_GROUP = re.compile(rb"^[^#\r\n]*agent", re.I | re.M)
# Only the product token counts (RFC 9309, 2.2.1).
_AGENT_VERSION = re.compile(rb"^([ \t]*user-?agent[ \t]*:[ \t]*[a-z_-]+)/[^\r\n#]*", re.I | re.M)
_PACE = re.compile(rb"crawl-?delay|request-?rate", re.I)
_LONGEST_DELAY = 3600.0  # seconds
_CLOSED = b"User-agent: *\nDisallow: /\n"
# Control characters other than tab, line feed, form feed and carriage return.
_NOT_TEXT = bytes(code for code in range(32) if code not in (9, 10, 12, 13)) + b"\x7f"


@dataclass(frozen=True, kw_only=True)
class RobotsFile:
    """Content of a host's robots.txt: the number of *sitemaps* it lists and the *delay* in seconds it requests.

    *fault* is the reason why robots.txt could not be read, which disallows the host; *exists* is false after 404 and
    410.
    """

    url: str
    exists: bool = True
    sitemaps: int = 0
    delay: float | None = None
    fault: str | None = None


class StrictRobots(RobotsTxtMiddleware):
    """Downloader middleware: obey robots.txt; an unreadable robots.txt disallows its host (RFC 9309, 2.3.1.4).

    A robots.txt is unreadable if its status is anything but success, 404 or 410, or if it is incomplete, not text, too
    large or too slow. Only the first 500 KiB of a long robots.txt are parsed. If the host cannot be reached at all, the
    requests for its pages report the failure.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._ai_crawlers: dict[str, tuple[str, ...]] = {}
        #: The robots.txt of each host from which it was requested.
        self.files: dict[str, RobotsFile] = {}

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """Return the rules of the host of *request*, once its robots.txt has been read; ``None`` if it has no rules."""
        host = urlsplit(request.url).netloc
        if host not in self._parsers or isinstance(self._parsers[host], Deferred):
            # Several requests wait for one Deferred, which gives only the first of them its result: the others would
            # get None and be sent.
            await super().robot_parser(request)
        rules = self._parsers[host]
        return None if isinstance(rules, Deferred) else rules

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Refuse a disallowed *request*; record on an allowed request which AI training crawlers may not make it."""
        super().process_request_2(rp, request)
        named = self._ai_crawlers.get(urlsplit(request.url).netloc, ()) if rp is not None else ()
        if rp is not None and named:
            refused = tuple(agent for agent in named if not rp.allowed(request.url, agent))
            request.meta[REFUSED_AI_CRAWLERS] = refused

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        status = response.status
        if why := unreadable(response):
            response = response.replace(body=_CLOSED)
        body = parsed_text(response.body, netloc)
        if why is None and self._is_endless(body):
            why = "asks for more than an hour between two requests"
            body = _CLOSED
        if why:
            log.warning("%s %s; nothing is fetched from this host in this run", response.url, why)
            note_pause(self.crawler, netloc, f"robots.txt {why}")
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

    def _is_endless(self, body: bytes) -> bool:
        """Return whether *body* asks for so long a delay that a crawl would never end, and hold its archive's lock."""
        if not _PACE.search(body):
            return False
        rules = build_from_crawler(self._parserimpl, self.crawler, body)
        return (requested_delay(rules, self._robotstxt_useragent or self._default_useragent) or 0) > _LONGEST_DELAY

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        is_own = isinstance(exc, IgnoreRequest) and not str(exc).startswith("max redirections")
        if is_own or isinstance(exc, CannotResolveHostError | DownloadConnectionRefusedError):
            super()._robots_error(exc, netloc)  # the requests for pages fail for the same reason and report it
            return
        why = f"cannot be fetched{tls_failure(exc)}"
        if isinstance(exc, DownloadTimeoutError):
            why = "was not received in time"
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


def tls_failure(error: Exception) -> str:
    """Return in parentheses why no encrypted connection was made; "" if that is not why *error* was raised."""
    failures = getattr(error.__cause__, "reasons", ())
    reasons = [str(failure.value.args) for failure in failures if failure.check(SSL.Error)]
    if not reasons:
        return ""
    is_plain = any("wrong version number" in reason or "packet length" in reason for reason in reasons)
    return " (the server does not speak TLS; is its address http://…?)" if is_plain else " (the TLS handshake failed)"


class RobotsPace:
    """Extension: set each host's delay from its robots.txt (Crawl-delay, Request-rate), with one request at a time."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        crawler.signals.connect(self._robots_parsed, signal=signals.robots_parsed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsPace:
        """Build the extension for a crawler."""
        return cls(crawler)

    def _robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        settings, slots = self._crawler.settings, HostSlots(self._crawler)
        delay = requested_delay(robotparser, settings["ROBOTSTXT_USER_AGENT"] or settings["USER_AGENT"])
        if not delay:
            return
        host = slots.key_of(request)
        slots.set_pace(host, max(delay, settings.getfloat("DOWNLOAD_DELAY")))
        log.info("%s: robots.txt asks for %.1f s between two requests", host, delay)


def unreadable(response: Response) -> str | None:
    """Return the reason why *response* is not a usable robots.txt, or ``None`` if it is usable.

    By RFC 9309, 2.3.1.4, an unreachable robots.txt disallows everything. An incomplete robots.txt or one that is not
    text also disallows everything, since it may hide a rule. Only "not found" means that the host has no robots.txt;
    401 and 403 do not count as permission, though 2.3.1.3 would allow it. An HTML page, also after a redirect, was
    fetched successfully and has no rules to follow (2.3.1.1): many servers return their front page for unknown paths,
    or redirect to it. But a login at the URL of one, a page that would lead back to the file, a page that states that
    the server fails or refuses, and the error of an API or a file store (JSON, XML), say nothing about the rules.
    """
    if response.status in (404, 410):
        return None
    if not 200 <= response.status < 300:
        return f"returned HTTP {response.status}"
    if INCOMPLETE in response.flags or (response.status == 206 and missing_ends(response) != (False, False)):
        return "is incomplete"
    body = _in_utf_8(response.body[:_MOST_BYTES])
    if b"\0" in body and _GROUP.search(body) and all(map(_LINE.match, body.replace(b"\0", b"").splitlines())):
        body = body.replace(b"\0", b"")
    odd = len(body) - len(body.translate(None, _NOT_TEXT))
    if odd * 50 > len(body):
        return "is not text"
    # A page that refuses a request may tell the reader's "User-Agent:", but no rule.
    if _GROUP.search(body) and _RULE.search(body):
        return None
    if _LOGIN_PATH.search(urlsplit(response.url).path) and _PASSWORD.search(body):
        return "redirects to a login"
    place = urlsplit(response.url)
    is_page = _HTML.search(body) is not None and _FRONT_PAGE.fullmatch(place.path) is None
    if is_page and _LEADS_BACK.search(unquote(place.query)):
        return "redirects to a page that stands before it"
    return _unrelated(body)


def _unrelated(body: bytes) -> str | None:
    """Return why a *body* without rules is not a robots.txt; ``None`` for a page, a comment, or nothing."""
    if body.lstrip()[:1] in (b"{", b"[") or (body.lstrip()[:1] == b"<" and not _HTML.search(body)):
        return "has another format"
    return "is an error message" if is_error_message(body) else None


def _in_utf_8(body: bytes) -> bytes:
    """Return *body* in UTF-8 without byte order marks, as the parser expects; otherwise it misses rules.

    Files that were joined from several, or saved twice, begin with two marks.
    """
    text = body.decode("utf-16", "replace").encode() if body.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else body
    if text.isascii():
        return text
    return _INVISIBLE.sub("", text.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


def parsed_text(body: bytes, host: str = "") -> bytes:
    r"""Return what of the robots.txt *body* is parsed, in UTF-8: its first 500 KiB, if it is long without comments.

    NUL characters, and markup around rules, are removed. Common mistakes count as what they mean: several agents or
    directives in one line, line breaks that were written as ``\n``, an agent with its version, rules for whole URLs
    of the *host* or without the first slash, another sign than the colon, and rules for no agent, which are for all.
    """
    body = _OTHER_COLON.sub(rb"\1:", _in_utf_8(body))
    if len(body) > _MOST_BYTES:
        body = _COMMENT.sub(b"", body)[:_MOST_BYTES]
    if not body.strip().count(b"\n"):
        body = body.replace(b"\\r", b"").replace(b"\\n", b"\n")
    body = _UNCOMMENTED.sub(lambda line: _NEXT_DIRECTIVE.sub(b"\n", line[0]), body)
    body = _QUOTED_VALUE.sub(rb"\1\3", body)
    body = _AGENT_VERSION.sub(rb"\1", body)
    body = _SEVERAL_AGENTS.sub(
        lambda found: b"\n".join(found[1] + agent for agent in found[2].split(b",") if agent.strip()), body
    )
    # A parameter or an ending ("?print=", ".pdf") may follow any path.
    body = _RULE_WITHOUT_SLASH.sub(lambda found: found[1] + (b"/*" if found[2] else b"/"), body)
    body = _RULE_WITH_HOST.sub(lambda found: found[1] + b"/" if found[2].lower() == host.encode() else found[0], body)
    if _MARKUP.search(body) and (_GROUP.search(body) or _SITEMAP.search(body)):
        body = _TAG.sub(b"\n", _INLINE_TAG.sub(b"", body))
    if _RULE_LINE.search(body) and not _ANY_GROUP.search(body):
        body = b"User-agent: *\n" + body
    return body.replace(b"\0", b"")


def requested_delay(robots: RobotParser, agent: str) -> float | None:
    """Return the seconds between two requests that robots.txt sets for *agent*, by Crawl-delay or Request-rate."""
    delays = [robots.crawl_delay(agent)]
    # Scrapy's interface offers only Crawl-delay; Protego, its default parser, also supports Request-rate.
    rate = getattr(getattr(robots, "rp", None), "request_rate", lambda _: None)(agent)
    if rate is not None and rate.requests:
        delays.append(rate.seconds / rate.requests)
    return max((delay for delay in delays if delay), default=None)
