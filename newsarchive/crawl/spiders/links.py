"""What a page links to: feeds, sections, articles and its next page, distinguished by their URLs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from urllib.parse import urlsplit

from newsarchive.crawl.spiders.link_dates import link_days
from newsarchive.crawl.url_shapes import web_address
from newsarchive.page import Page
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.selectors import Selector
from newsarchive.parsers.text import clean

# The last two were used for feeds before feeds had their own media types.
_FEED_TYPES = (
    "application/rss+xml",
    "application/feed+json",
    "application/atom+xml",
    "application/rdf+xml",
    "text/xml",
    "application/xml",
)
_NEXT_WORDS = re.compile(
    r"(?:trang (?:sau|tiếp|kế)|tiếp(?: theo)?|sau|xem thêm|next(?: page)?|older(?: posts)?)\W*|[›»→>]+", re.I
)
_NOSCRIPT_LINK = re.compile(r"<a\s[^>]{0,2000}?\bhref\s*=\s*(?:\"([^\"]+)\"|'([^']+)'|([^\s\"'>]+))", re.I)
_NOT_PAGES = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|css|js|json|xml|rss|pdf|docx?|xlsx?|zip|mp[34]|m3u8|apk)$", re.I
)


@dataclass(frozen=True, kw_only=True)
class PageLink:
    """One link of a page, resolved; *text* is the link text."""

    url: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Links:
    """Every link of a page to its own site, in order, each URL once; *feeds* and *next_page* are separate.

    *days* are the days of publication displayed beside article links, if requested. *frames* are the pages of which a
    page consists that has no content: those of a frameset, or inline frames without a link beside them.
    """

    inside: tuple[PageLink, ...]
    feeds: tuple[str, ...]
    frames: tuple[str, ...] = ()
    next_page: str | None
    days: Mapping[str, date] = field(default_factory=dict)


def links_of(
    page: Page,
    pagination: Sequence[str] = (),
    *,
    is_dated: Callable[[str], bool] | None = None,
    language: str = "vi",
) -> Links:
    """Extract the links of *page*; *pagination* may contain selectors of the next page's link ("css: a.next @href")."""
    document = Document(page.body, page.url, page.content_type)
    base = _base(document)
    inside = tuple(_anchors(document, base))
    return Links(
        inside=inside,
        feeds=tuple(_feeds(document, base)),
        next_page=_next_page(document, base, inside, pagination),
        frames=tuple(_frames(document, base)),
        days=link_days(document, lambda link: _resolved(base, link), is_dated, language) if is_dated else {},
    )


def _base(document: Document) -> str:
    address = document.url or ""
    declared = next((node.get("href") for node in document.root.iter("base") if node.get("href")), None)
    return _resolved(address, declared) or address


def _anchors(document: Document, base: str) -> Iterator[PageLink]:
    seen: set[str] = set()
    for node in document.root.iter("a", "area", "frame"):
        address = _resolved(base, node.get("src" if node.tag == "frame" else "href"))
        if address and address not in seen and not _NOT_PAGES.search(urlsplit(address).path):
            seen.add(address)
            yield PageLink(url=address, text=clean("".join(node.itertext()) or node.get("alt") or ""))

    for markup in document.noscripts:
        for found in _NOSCRIPT_LINK.finditer(markup):
            address = _resolved(base, unescape(next(group for group in found.groups() if group)))
            if address and address not in seen and not _NOT_PAGES.search(urlsplit(address).path):
                seen.add(address)
                yield PageLink(url=address, text="")


def _frames(document: Document, base: str) -> Iterator[str]:
    if next(document.root.iter("a", "area"), None) is not None:
        return
    for node in document.root.iter("frame", "iframe"):
        if address := _resolved(base, node.get("src")):
            yield address


def _resolved(base: str, link: str | None) -> str | None:
    address = web_address(base, link or "")
    return address.partition("#")[0] if address else None


def _feeds(document: Document, base: str) -> Iterator[str]:
    for node in document.root.iter("link"):
        if (node.get("type") or "").lower() in _FEED_TYPES and "alternate" in (node.get("rel") or "").lower():
            address = _resolved(base, node.get("href"))
            if address:
                yield address


def _next_page(document: Document, base: str, inside: Sequence[PageLink], pagination: Sequence[str]) -> str | None:
    for source in pagination:
        if "{page}" not in source:
            for match in document.find(Selector(source)):
                return _resolved(base, match if isinstance(match, str) else match.get("href"))
    for name in ("link", "a"):
        for node in document.root.iter(name):
            if "next" in (node.get("rel") or "").lower().split():
                return _resolved(base, node.get("href"))
    return next((link.url for link in inside if _NEXT_WORDS.fullmatch(link.text)), None)
