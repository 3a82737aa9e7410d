"""noarchive: pages that declare, in a header or a meta element, that no copy may be kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from newsarchive.crawl.clock import now
from newsarchive.crawl.errors import NotToBeArchived

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_AGENT = "newsarchive"
_HEAD = 32_768  # bytes of a page that are searched for meta elements
_META = re.compile(rb"<meta\s[^>]{0,500}>", re.I)
_NAME = re.compile(rb"""\bname\s*=\s*["']?(?:robots|newsarchive)["'\s/>]""", re.I)
_OUR_NAME = re.compile(rb"""\bname\s*=\s*["']?newsarchive["'\s/>]""", re.I)
_CONTENT = re.compile(rb"""\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.I)
_SCOPE = re.compile(r"\s*([\w-]+)\s*:")
_UNTIL = re.compile(r"unavailable_after:\s*([^;]+)", re.I)


class RespectNoArchive:
    """Downloader middleware: drop articles that declare noarchive, or unavailable_after with a past date.

    NEWSARCHIVE_NOARCHIVE sets which directives apply: "named" applies those that name newsarchive, "respect" also those
    for all robots, and "ignore" none. Directives for other robots (``otherbot: noarchive``) never apply.
    """

    def __init__(self, crawler: Crawler) -> None:
        policy = crawler.settings["NEWSARCHIVE_NOARCHIVE"]
        if policy not in ("named", "respect", "ignore"):
            raise ValueError(f'NEWSARCHIVE_NOARCHIVE is {policy!r}; write "named", "respect" or "ignore"')
        self._policy = policy

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RespectNoArchive:
        """Build from a crawler's settings; raise ValueError for an unknown policy."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Raise NotToBeArchived for an article that must not be kept; return any other response unchanged."""
        if "candidate" in request.cb_kwargs:
            headers = [header.decode("latin-1") for header in response.headers.getlist("X-Robots-Tag")]
            if page_forbids(headers, response.body, self._policy):
                raise NotToBeArchived(f"{response.url}: noarchive")
        return response


def page_forbids(headers: Sequence[str], body: bytes, policy: str) -> bool:
    """Return whether a page with these X-Robots-Tag *headers* forbids keeping a copy under *policy*."""
    if policy == "ignore":
        return False
    named = policy == "named"
    directives = [header for header in headers if not named or _names_us(header)] + meta_robots(body, named=named)
    return any(forbids(header, now()) for header in directives)


def _names_us(header: str) -> bool:
    scope = _SCOPE.match(header)
    return scope is not None and scope[1].lower() == _AGENT


def meta_robots(body: bytes, *, named: bool = False) -> list[str]:
    """Return the directives in a page's first 32 KB of meta elements "newsarchive" and, unless *named*, "robots"."""
    name = _OUR_NAME if named else _NAME
    contents = [_CONTENT.search(tag) for tag in _META.findall(body[:_HEAD]) if name.search(tag)]
    return [(content[1] or content[2] or b"").decode("latin-1") for content in contents if content]


def forbids(text: str, moment: datetime) -> bool:
    """Return whether robots directives, as in X-Robots-Tag, forbid keeping a copy at *moment*."""
    scope = _SCOPE.match(text)
    if scope and scope[1].lower() not in ("unavailable_after", _AGENT) and not scope[1].lower().startswith("max-"):
        return False
    text = text[scope.end() :] if scope and scope[1].lower() == _AGENT else text
    until = _UNTIL.search(text)
    words = {directive.strip().lower() for directive in text.split(",")}
    return "noarchive" in words or (until is not None and _is_past(until[1], moment))


def _is_past(text: str, moment: datetime) -> bool:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            until = read(text.strip())
        except ValueError:
            continue
        return (until if until.tzinfo else until.replace(tzinfo=moment.tzinfo)) < moment
    return False  # an unparsable date forbids nothing
