"""What a page links to: feeds, sections, articles and its next page, told apart by their addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from newsarchive.page import Page
from newsarchive.parsers.html.document import Document, Finder, clean
from newsarchive.publishers.tracking import is_tracking

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")
_NEXT_WORDS = re.compile(
    r"(?:trang (?:sau|tiếp|kế)|tiếp(?: theo)?|sau|xem thêm|next(?: page)?|older(?: posts)?)\W*|[›»→>]+", re.I
)
_NOT_PAGES = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|css|js|json|xml|rss|pdf|docx?|xlsx?|zip|mp[34]|m3u8|apk)$", re.I
)
_NOT_ARTICLES = re.compile(
    r"/(?:tags?|tu-khoa|chu-de|topics?|authors?|tac-gia|search|tim-kiem|category|danh-muc|trang|pages?|p|login|dang-nhap"
    r"|lien-he|gioi-thieu|quang-cao|rss|amp|print|feed|video-list)(?:/|$|\.)|[?&](?:page|trang|q|s)=",
    re.I,
)
_DATED = re.compile(r"/(?:19|20)\d{2}/\d{1,2}/[^/]+")
_NUMBERED = re.compile(r"[-_.]?(?:a|id|post|art|d|c)?\d{4,18}(?:[.-]|$)", re.I)
_WORDY = re.compile(r"[^/]*[a-z0-9]+(?:-[a-z0-9]+){3,}[^/]*$", re.I)


@dataclass(frozen=True, kw_only=True)
class Link:
    """One link of a page, resolved; *text* is what it shows."""

    url: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Links:
    """Every link of a page to its own site, in order, each address once; *feeds* and *next_page* apart."""

    inside: tuple[Link, ...]
    feeds: tuple[str, ...]
    next_page: str | None


def links_of(page: Page, pagination: Sequence[str] = ()) -> Links:
    """Read the links of *page*; *pagination* may hold finders of the next page's link ("css: a.next @href")."""
    document = Document(page.body, page.url, page.content_type)
    base = _base(document)
    inside = tuple(_anchors(document, base))
    return Links(
        inside=inside,
        feeds=tuple(_feeds(document, base)),
        next_page=_next_page(document, base, inside, pagination),
    )


def looks_like_article(url: str) -> bool:
    """Guess by its shape whether *url* is an article's: an id, a date or a wordy slug, and no listing's word."""
    return _looks_like_article(urlsplit(url))


def is_section_url(url: str) -> bool:
    """Tell by its shape whether *url* may be a section's listing: a short path of words, no numbers, no query."""
    parts = urlsplit(url)
    path = parts.path.strip("/")
    if parts.query or not path or _NOT_ARTICLES.search(parts.path):
        return False
    return path.count("/") <= 1 and len(path) <= 60 and not re.search(r"\d{3,}", path)


def untracked(url: str) -> str:
    """Return *url* without parameters that only tell where a visitor came from; all else stays as it was written."""
    address, mark, query = url.partition("?")
    kept = [part for part in query.split("&") if not is_tracking(part.partition("=")[0])]
    return f"{address}{mark if kept and query else ''}{'&'.join(kept)}"


def _base(document: Document) -> str:
    address = document.url or ""
    declared = next((node.get("href") for node in document.root.iter("base") if node.get("href")), None)
    return _resolved(address, declared) or address


def _anchors(document: Document, base: str) -> Iterator[Link]:
    seen: set[str] = set()
    for node in document.root.iter("a"):
        address = _resolved(base, node.get("href"))
        if address and address not in seen and not _NOT_PAGES.search(urlsplit(address).path):
            seen.add(address)
            yield Link(url=address, text=clean("".join(node.itertext())))


def _resolved(base: str, link: str | None) -> str | None:
    try:
        address = urljoin(base, (link or "").strip()).partition("#")[0]
        return address if link and urlsplit(address).scheme in ("http", "https") else None
    except ValueError:
        return None


def _feeds(document: Document, base: str) -> Iterator[str]:
    for node in document.root.iter("link"):
        if (node.get("type") or "").lower() in _FEED_TYPES and "alternate" in (node.get("rel") or "").lower():
            address = _resolved(base, node.get("href"))
            if address:
                yield address


def _next_page(document: Document, base: str, inside: Sequence[Link], pagination: Sequence[str]) -> str | None:
    for source in pagination:
        if "{page}" not in source:
            for match in document.find(Finder(source)):
                return _resolved(base, match if isinstance(match, str) else match.get("href"))
    for name in ("link", "a"):
        for node in document.root.iter(name):
            if "next" in (node.get("rel") or "").lower().split():
                return _resolved(base, node.get("href"))
    return next((one.url for one in inside if _NEXT_WORDS.fullmatch(one.text)), None)


def _looks_like_article(parts: SplitResult) -> bool:
    path = parts.path.rstrip("/")
    if not path or _NOT_ARTICLES.search(f"{parts.path}?{parts.query}" if parts.query else parts.path):
        return False
    last = path.rpartition("/")[2]
    return bool(_DATED.search(path) or _NUMBERED.search(last) or _WORDY.match(last))
