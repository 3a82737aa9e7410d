"""What a page links to: feeds, sitemaps, sections, articles and its next page, distinguished by their URLs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from newsarchive.crawl.spiders.declared_lists import (
    declarations,
    is_feed_declaration,
    is_feed_link,
    is_sitemap_link,
    list_entries,
    without_feed_scheme,
)
from newsarchive.crawl.spiders.link_dates import link_days
from newsarchive.crawl.url_shapes import web_address
from newsarchive.page import Page
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.selectors import Selector
from newsarchive.parsers.text import clean

_NEXT_WORDS = re.compile(
    r"(?:trang (?:sau|tiếp|kế)|tiếp(?: theo)?|sau|xem thêm|next(?: page)?|older(?: posts)?)\W*|[›»→>]+", re.I
)
# Where a click leads by script: location.href='/tin/cau', window.open("/tin/cau").
_SCRIPTED = re.compile(
    r"\b(?:location(?:\.href)?\s{0,9}=|(?:location\.(?:assign|replace)|open)\()\s{0,9}(?:\"([^\"]{1,2000})\"|'([^']{1,2000})')"
)
_JSON_LD_LIST = re.compile(rb'itemListElement|hasPart|blogPosts?"|dataFeedElement')
_MOST_UNDECLARED = 20  # links to feeds or sitemaps on one page
_NOSCRIPT_LINK = re.compile(r"<a\s[^<>]{0,2000}?\bhref\s*=\s*(?:\"([^\"]+)\"|'([^']+)'|([^\s\"'>]+))", re.I)
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
    """Every link of a page to its own site, in order, each URL once; *feeds*, *sitemaps* and *next_page* are separate.

    *feeds* and *sitemaps* are those that the page declares, *linked_feeds* and *linked_sitemaps* those that it only
    links to. *days* are the days of publication displayed beside article links, if requested. *frames* are the pages of
    which a page consists that has no content: those of a frameset, or inline frames without a link beside them.
    """

    inside: tuple[PageLink, ...]
    feeds: tuple[str, ...]
    linked_feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    linked_sitemaps: tuple[str, ...] = ()
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
    inside = {link.url: link for link in _anchors(document, base)}
    days = dict(link_days(document, lambda link: _resolved(base, link), is_dated, language)) if is_dated else {}
    for entry in list_entries(document, language) if _JSON_LD_LIST.search(page.body) else ():
        if (url := _resolved(base, entry.place)) and not _NOT_PAGES.search(urlsplit(url).path):
            inside.setdefault(url, PageLink(url=url, text=clean(entry.name)))
            if is_dated and entry.day:
                days.setdefault(url, entry.day)
    # Neither is in the document: drawings, and noscript elements too short for an article.
    for name in (b"svg",) if inside else (b"svg", b"noscript"):
        for link in _written_links(base, _elements(page.body, name)):
            inside.setdefault(link.url, link)
    declared = [*declarations(document, page)]
    return Links(
        inside=tuple(inside.values()),
        feeds=_resolved_all(base, (link.place for link in declared if is_feed_declaration(link))),
        linked_feeds=tuple(islice(_linked_feeds(document, base), _MOST_UNDECLARED)),
        sitemaps=_resolved_all(base, (link.place for link in declared if "sitemap" in link.rels)),
        linked_sitemaps=tuple(islice(_linked_sitemaps(document, base), _MOST_UNDECLARED)),
        next_page=_next_page(document, base, (*inside.values(),), pagination),
        frames=tuple(_frames(document, base)),
        days=days,
    )


def _base(document: Document) -> str:
    address = document.url or ""
    declared = next((node.get("href") for node in document.root.iter("base") if node.get("href")), None)
    return _resolved(address, declared) or address


def _anchors(document: Document, base: str) -> Iterator[PageLink]:
    seen: set[str] = set()
    for node, place in _places(document):
        address = _resolved(base, place)
        if address and address not in seen and not _NOT_PAGES.search(urlsplit(address).path):
            seen.add(address)
            yield PageLink(url=address, text=clean("".join(node.itertext()) or node.get("alt") or ""))
    yield from (link for link in _written_links(base, document.noscripts) if link.url not in seen)


def _places(document: Document) -> Iterator[tuple[Any, str | None]]:
    """Yield each element that leads to another page, and where: links, also those of pictures, scripts and items."""
    for node in document.root.iter("a", "area", "frame"):
        place = node.get("src" if node.tag == "frame" else "href") or node.get("xlink:href") or ""
        if not place.strip("# ") or place[:11].lower() == "javascript:":
            yield node, node.get("data-href") or _scripted_place(place) or _scripted_place(node.get("onclick") or "")
        else:
            yield node, place
    for node in document.root.xpath("//*[@onclick or @data-href][not(self::a)] | //link[@itemprop='url'][@href]"):
        yield node, node.get("data-href") or _scripted_place(node.get("onclick") or "") or node.get("href")


def _scripted_place(script: str) -> str | None:
    found = _SCRIPTED.search(script)
    return (found[1] or found[2]) if found else None


def _written_links(base: str, markups: Iterable[str]) -> Iterator[PageLink]:
    for markup in markups:
        for found in _NOSCRIPT_LINK.finditer(markup):
            address = _resolved(base, unescape(next(group for group in found.groups() if group)))
            if address and not _NOT_PAGES.search(urlsplit(address).path):
                yield PageLink(url=address, text="")


def _elements(body: bytes, name: bytes) -> Iterator[str]:
    """Yield the markup of each *name* element that contains a link; one that is not closed ends the search."""
    lower, end = body.lower(), 0
    while (start := lower.find(b"<" + name, end)) >= 0 and (end := lower.find(b"</" + name, start)) >= 0:
        if lower.find(b"<a", start, end) >= 0:
            yield body[start:end].decode("utf-8", "replace")


def _frames(document: Document, base: str) -> Iterator[str]:
    if next(document.root.iter("a", "area"), None) is not None:
        return
    for node in document.root.iter("frame", "iframe"):
        if address := _resolved(base, node.get("src")):
            yield address


def _resolved(base: str, link: str | None) -> str | None:
    address = web_address(base, link or "")
    return address.partition("#")[0] if address else None


def _resolved_all(base: str, places: Iterable[str]) -> tuple[str, ...]:
    addresses = (_resolved(base, without_feed_scheme(place)) for place in places)
    return tuple(dict.fromkeys(address for address in addresses if address))


def _linked_feeds(document: Document, base: str) -> Iterator[str]:
    for node in document.root.iter("a"):
        place = node.get("href") or ""
        plain = without_feed_scheme(place)
        address = _resolved(base, plain)
        if address and (
            plain != place or is_feed_link(urlsplit(address).path, "".join(node.itertext()), node.get("type") or "")
        ):
            yield address


def _linked_sitemaps(document: Document, base: str) -> Iterator[str]:
    for node in document.root.iter("a"):
        address = _resolved(base, node.get("href"))
        if address and is_sitemap_link(urlsplit(address).path):
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
