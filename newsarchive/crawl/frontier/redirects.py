"""Redirects: recorded as aliases, and not followed again once known; known articles are not requested again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import unescape
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware, RedirectMiddleware
from scrapy.http import HtmlResponse, TextResponse
from scrapy.utils.response import get_base_url

from newsarchive.archive.reasons import Reason
from newsarchive.crawl.errors import AlreadyKnown, OffsiteRedirect
from newsarchive.crawl.frontier.script_redirects import script_redirect
from newsarchive.crawl.url_shapes import browser_spelling, leads_on, web_address

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from newsarchive.crawl.frontier.candidate import UrlCandidate
    from newsarchive.crawl.frontier.frontier import Frontier


_TARGET = "newsarchive_target"
_LISTS = ("list", "sitemap", "probe")
_PAGES = ("article", "listing", "page", *_LISTS)
_HTML = re.compile(rb"\s*<(?:!doctype html|html|head|meta)\b", re.I)  # a page under the type of a feed
_REFRESH = re.compile(rb"<meta[^>]{0,200}http-equiv\s*=\s*[\"']?refresh", re.I)
_HEAD = 1 << 16  # some pages have long styles before it
_LONGEST_NOTICE_PAGE = 8192
# What is not closed ends with the page, as in browsers; so each search is linear.
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_SCRIPT = re.compile(r"<(script|noscript)\b.*?(?:</\1\s*>|\Z)", re.I | re.S)
_NOT_SHOWN = re.compile(r"<(script|style|title|noscript)\b.*?(?:</\1\s*>|\Z)|<[^<>]*>", re.I | re.S)
# What a page displays that only redirects: "Đang chuyển trang, xin chờ trong giây lát", and a link for the impatient.
_LONGEST_NOTICE = 200
_MOST_NOTICE_LINKS = 2
_LINK = re.compile(r"<a\s[^>]{0,2000}href", re.I)
# Data that a script displays, or that search engines read: the page may have an article.
_DATA = re.compile(r"<script\b[^>]{0,500}\btype\s*=\s*[\"']?application/(?:ld\+)?json", re.I)
_SCRIPT_FILE = re.compile(r"<script\b[^>]{0,500}\bsrc\s*=", re.I)
_META = re.compile(r"<meta\s[^>]{1,2000}>", re.I)
_ATTRIBUTE = re.compile(r"([a-z-]{1,40})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.I)
_RELOAD = re.compile(r"(\d{1,9})[\d.]*\s*[;,]?\s*")  # of the same page
_CONTENT = re.compile(r"(\d{1,9})[\d.]*\s*[;,\s]\s*(?:url\s*=\s*)?(?:\"([^\"]*)|'([^']*)|(\S+))", re.I)


class QuietRedirect(RedirectMiddleware):
    """Downloader middleware: Scrapy's redirects, without the warning about a missing Referer middleware.

    A cookie that a redirect sets is sent to its host for the rest of the redirect chain and then discarded: some
    servers respond to a request without their cookie with the cookie and a redirect to the same URL.
    """

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Follow a redirect, with the cookies that the redirect sets.

        A redirect without a usable Location is returned. The status 300 with a Location is a redirect (RFC 9110,
        15.4.1), and the Location is read as browsers read it.
        """
        place = response.headers.get("Location")
        if place is not None and not leads_on(response.url, place.decode("latin-1")):
            return response  # browsers display its page
        if place:
            spelled = browser_spelling(response.url, place.decode("latin-1")).encode("latin-1")
            if spelled != place:
                response.headers["Location"] = spelled
            if response.status == 300:
                response = response.replace(status=302)
        redirected = super().process_response(request, response)
        if isinstance(redirected, Request) and "Set-Cookie" in response.headers:
            _carry_cookies(response, redirected)
        return redirected

    def handle_referer(self, request: Request, response: Response) -> None:
        """Send no Referer."""
        request.headers.pop("Referer", None)

    def _engine_started(self) -> None:
        """Do not look for a Referer middleware."""


class FollowMetaRefresh(MetaRefreshMiddleware):
    """Downloader middleware: follow a page's own redirect (``<meta http-equiv=refresh>``) like one by HTTP.

    A page that reloads itself, or redirects only after METAREFRESH_MAXDELAY seconds, is not followed. The header
    ``Refresh`` has the same meaning. Both are parsed according to the HTML standard ("shared declarative refresh
    steps"), which accepts more than Scrapy does: a comma instead of the semicolon, a missing "url=".

    A page that displays nothing but a short notice also redirects by the refresh in its ``noscript`` and by a script
    that sets ``location`` to a string when the page loads; the script is not run. On a page with content, these are for
    other browsers.
    """

    def handle_referer(self, request: Request, response: Response) -> None:
        """Send no Referer."""
        request.headers.pop("Referer", None)

    def _engine_started(self) -> None:
        """Do not look for a Referer middleware."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Follow a refresh in the head of a page; return any other response unchanged."""
        kind = request.meta.get("newsarchive_kind")
        is_html = isinstance(response, HtmlResponse) or (
            kind in _LISTS and isinstance(response, TextResponse) and _HTML.match(response.body)
        )
        if not (kind in _PAGES and is_html):
            return response
        page = cast(HtmlResponse, response)
        cookies: Sequence[str] = ()
        target = None
        if "Refresh" in response.headers or _REFRESH.search(response.body, 0, _HEAD):
            target = _refresh_target(page, self._maxdelay)
        candidate = request.cb_kwargs.get("candidate")
        is_capture = candidate is not None and candidate.captures  # its own addresses are those of the archive
        if target is None and not is_capture and len(response.body) <= _LONGEST_NOTICE_PAGE and _is_notice(page.text):
            target, cookies = _scripted_target(page)
        if target is None:
            return response
        redirected = self._redirect(self._redirect_request_using_get(request, response, target), request, "refresh")
        is_other = redirected.url != response.url
        if ("Set-Cookie" in response.headers or cookies) and (is_other or "Cookie" not in request.headers):
            # Some servers set a cookie and make the browser reload the same page; a live page reloads itself forever.
            _carry_cookies(response, redirected, cookies)
            return redirected
        return redirected if is_other else response


def _refresh_target(response: HtmlResponse, longest: float) -> str | None:
    """Return the URL to which a page or its header ``Refresh`` redirects in less than *longest* seconds."""
    header = response.headers.get("Refresh")
    declared = [header.decode("latin-1")] if header else []
    head = _COMMENT.sub("", response.text[:_HEAD])
    # Where a script file builds the page, the refresh is for browsers that could not display it.
    is_notice = (
        len(response.body) <= _LONGEST_NOTICE_PAGE
        and _is_notice(response.text)
        and not _SCRIPT_FILE.search(response.text)
    )
    for tag in _META.findall(head if is_notice else _SCRIPT.sub("", head)):
        attributes = {name.lower(): value for name, *values in _ATTRIBUTE.findall(tag) for value in values if value}
        if attributes.get("http-equiv", "").strip().lower() == "refresh":
            declared.append(attributes.get("content", ""))
    content = unescape(declared[0]).strip() if declared else ""
    if is_notice and (reload := _RELOAD.fullmatch(content)) and float(reload[1]) < longest:
        return response.url
    found = _CONTENT.match(content)
    if found is None or float(found[1]) >= longest:
        return None
    return web_address(get_base_url(response), next((group for group in found.groups()[1:] if group), ""))


def _is_notice(text: str) -> bool:
    """Return whether the page *text* displays nothing but a short notice, and holds no data to display."""
    if _DATA.search(text):
        return False
    shown = _NOT_SHOWN.sub(" ", _COMMENT.sub("", text))
    return len(" ".join(shown.split())) <= _LONGEST_NOTICE and len(_LINK.findall(text)) <= _MOST_NOTICE_LINKS


def _scripted_target(response: HtmlResponse) -> tuple[str | None, Sequence[str]]:
    """Return the URL to which the scripts of a page lead, and the cookies that they set."""
    found = script_redirect(response.text)
    if found.place is None:
        return (response.url if found.cookies and found.reloads else None), found.cookies
    return web_address(get_base_url(response), found.place), found.cookies


def _carry_cookies(response: Response, request: Request, more: Iterable[str] = ()) -> None:
    """Add the cookies that *response* sets, and *more* of the form name=value, to a *request* to the same host."""
    if urlsplit(request.url).hostname != urlsplit(response.url).hostname:
        return
    cookies = _cookies(request.headers.get("Cookie"))
    for header in response.headers.getlist("Set-Cookie"):
        cookies |= _cookies(header.partition(b";")[0])
    for pair in more:
        cookies |= _cookies(pair.encode("latin-1", "replace"))
    request.headers["Cookie"] = "; ".join(f"{name}={value}" if name else value for name, value in cookies.items())
    request.dont_filter = True  # the same URL again is not an endless loop: REDIRECT_MAX_TIMES limits it


def _cookies(header: bytes | None) -> dict[str, str]:
    """Return the cookies of a header by name; one without "=" is a value without a name (RFC 6265bis, 5.6)."""
    found: dict[str, str] = {}
    for pair in (header or b"").decode("latin-1").split(";"):
        name, equals, value = pair.strip().partition("=")
        if name or equals:
            found[name if equals else ""] = value if equals else name
    return found


class SkipKnown:
    """Downloader middleware: skip requests for articles that are stored by now, and redirects to stored articles.

    Redirects to other sites are not followed either. The outcome is recorded.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SkipKnown:
        """Create the middleware for a crawler."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise AlreadyKnown for an article that is stored by now, and for a redirect to a known URL.

        Raise OffsiteRedirect for a redirect to another site.
        """
        candidate = request.cb_kwargs.get("candidate")
        if candidate is None:
            return
        if not request.meta.get("redirect_urls"):
            self._skip_stored(candidate)
            return
        if request.meta.get(_TARGET) == request.url:  # a retry of a redirected request has already been judged
            return
        if candidate.captures:  # a web archive redirects to its nearest capture of the same page
            return
        request.meta[_TARGET] = request.url
        frontier = getattr(self._crawler.spider, "frontier", None)
        if frontier is None or self._has_been_here(request, frontier):
            return
        if not candidate.is_offsite and frontier.is_offsite_redirect(request.url):
            if frontier.archive:
                frontier.archive.visit(candidate.canonical, Reason.OTHER_SITE, status=301)
            raise OffsiteRedirect(f"{candidate.url} redirects to {request.url}, which belongs to another site")
        target = frontier.known_redirect_target(candidate, request.url)
        if target:
            if frontier.archive:
                frontier.archive.visit(candidate.canonical, "redirect", status=301, target=target)
            reason = Reason.KNOWN if frontier.site.is_article_url(target) else Reason.REDIRECTED
            self._crawler.stats.inc_value(f"newsarchive/skipped/{reason}")
            raise AlreadyKnown(f"{candidate.url} redirects to {target}, which was discovered before")

    def _skip_stored(self, candidate: UrlCandidate) -> None:
        """Raise AlreadyKnown if a page that was fetched while *candidate* waited has turned out to be its article."""
        frontier = getattr(self._crawler.spider, "frontier", None)
        if frontier is not None and frontier.is_stored_since(candidate):
            self._crawler.stats.inc_value(f"newsarchive/skipped/{Reason.KNOWN}")
            raise AlreadyKnown(f"{candidate.url}: its article was stored under another URL")

    @staticmethod
    def _has_been_here(request: Request, frontier: Frontier) -> bool:
        """Return whether *request* has visited its URL before: a loop, which REDIRECT_MAX_TIMES ends and counts."""
        names = {frontier.site.canonical(url) for url in request.meta["redirect_urls"]}
        return frontier.site.canonical(request.url) in names
