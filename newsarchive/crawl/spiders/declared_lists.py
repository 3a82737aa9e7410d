"""What a page declares beside its links: feeds and sitemaps (HTML and RFC 8288), and lists in JSON-LD (schema.org)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from newsarchive.crawl.clock import local_day
from newsarchive.crawl.spiders.link_dates import may_begin_with_month
from newsarchive.crawl.url_shapes import web_address
from newsarchive.parsers.dates.timestamp import parse_timestamp
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.json_ld import is_article_type, types_of

if TYPE_CHECKING:
    from newsarchive.page import Page

# The last two were used for feeds before feeds had their own media types.
_FEED_TYPES = (
    "application/rss+xml",
    "application/feed+json",
    "application/atom+xml",
    "application/rdf+xml",
    "text/xml",
    "application/xml",
)
_OWN_FEED_TYPES = _FEED_TYPES[:4]
# Links to feeds: /rss, /rss/thoi-su, /feed/, /thoi-su.rss, /rss.aspx?id=3, /atom.xml, /kenh-rss.htm.
_FEED_PATH = re.compile(
    r"(?:^|/)(?:rss|feeds?|atom|rdf)(?:/[^/]{0,80}){0,2}$|\.(?:rss|atom|rdf)$"
    r"|(?:^|/)(?:[^/]{0,40}[-_.])?(?:rss|feed|atom)(?:[-_][^/]{0,40})?\.(?:xml|html?|aspx?|php)$",
    re.I,
)
_FEED_WORDS = re.compile(r"(?:(?:kênh|nguồn|xem) )?(?:rss|atom|feeds?)(?: feeds?| 2\.0)?\W{0,5}", re.I)
_OF_COMMENTS = re.compile(r"comment|binh-luan", re.I)
_FEED_SCHEME = re.compile(r"\s*feed:(?:(?=https?://)|(?=//))", re.I)
_SITEMAP_PATH = re.compile(
    r"sitemap[^/]{0,60}\.(?:xml(?:\.gz)?|php|aspx?)$|/(?:sitemap|site_map)s?/[^/]{1,80}\.xml(?:\.gz)?$", re.I
)
_LINK_HEADER = re.compile(r"<([^<>]{1,2000})>([^<]{0,1000})")
_PARAMETER = re.compile(r";\s{0,9}([\w*-]{1,40})\s{0,9}=\s{0,9}(?:\"([^\"]{0,300})\"|([^\s;,\"]{1,300}))")
# Types of schema.org whose entries are other pages.
_LISTS = frozenset(
    ("ItemList", "BreadcrumbList", "CollectionPage", "SearchResultsPage", "WebPage", "WebSite", "Blog", "DataFeed")
)
_ENTRIES = ("itemListElement", "mainEntity", "hasPart", "blogPost", "blogPosts", "dataFeedElement")
_MOST_ENTRIES = 2000
_DEPTH = 6


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """A ``link`` element or a header ``Link``: *rels* and *kind* (media type) in lower case, *place* as written."""

    rels: frozenset[str]
    kind: str
    place: str


@dataclass(frozen=True, kw_only=True)
class ListEntry:
    """An entry of a list in JSON-LD: *place* as written, its name, and its day of publication."""

    place: str
    name: str
    day: date | None


def declarations(document: Document, page: Page) -> Iterator[Declaration]:
    """Yield the declarations in the elements of *document*, then those in the headers of *page* (RFC 8288)."""
    for node in document.root.iter("link"):
        yield _declaration(node.get("rel") or "", node.get("type") or "", node.get("href") or "")
    for name, value in page.headers:
        if name.lower() == "link":
            for link in _LINK_HEADER.finditer(value):
                values = {key.lower(): quoted or plain for key, quoted, plain in _PARAMETER.findall(link[2])}
                yield _declaration(values.get("rel", ""), values.get("type", ""), link[1])


def _declaration(rel: str, kind: str, place: str) -> Declaration:
    return Declaration(
        rels=frozenset(rel.lower().split()), kind=kind.partition(";")[0].strip().lower(), place=place.strip()
    )


def amp_version(page: Page) -> str | None:
    """Return the URL of the AMP version that *page* declares, or ``None``."""
    if b"amphtml" not in page.body:
        return None
    declared = declarations(Document(page.body, page.url, page.content_type), page)
    place = next((found.place for found in declared if "amphtml" in found.rels), None)
    return web_address(page.url or "", place) if place else None


def is_feed_declaration(declared: Declaration) -> bool:
    """Return whether a feed is declared: an alternate in a feed's type, or the relation "feed" of HTML 5's drafts."""
    if "feed" in declared.rels or "outline" in declared.rels:
        return True
    return declared.kind in (
        _FEED_TYPES if "alternate" in declared.rels else _OWN_FEED_TYPES if not declared.rels else ()
    )


def is_feed_link(path: str, text: str, kind: str) -> bool:
    """Return whether a link leads to a feed or to a page of feeds: by its *path*, *text* or media type *kind*."""
    if _OF_COMMENTS.search(path):
        return False
    is_named = _FEED_PATH.search(path) or _FEED_WORDS.fullmatch(" ".join(text.split()))
    return kind.partition(";")[0].strip().lower() in _OWN_FEED_TYPES or bool(is_named)


def without_feed_scheme(place: str) -> str:
    """Return a link without the scheme of feed readers: "feed:https://bao.example/rss", "feed://bao.example/rss"."""
    found = _FEED_SCHEME.match(place)
    return place[found.end() :] if found else place


def is_sitemap_link(path: str) -> bool:
    """Return whether a link with this *path* leads to a sitemap for crawlers, and not to one for readers."""
    return bool(_SITEMAP_PATH.search(path))


_LONGEST_STATE = 2_000_000  # bytes; parsed in 20 ms
_MOST_OBJECTS = 200_000
_PUBLISHED = re.compile(r"(?:first_?)?publish(?:ed)?_?(?:at|on|date|time)?|date_?published|pub_?date", re.I)


def list_entries(document: Document, language: str) -> Iterator[ListEntry]:
    """Yield the entries of the lists in the JSON-LD of *document*: ItemList, CollectionPage, Blog and others.

    An entry is a URL, an item with one, or a ListItem around either (schema.org; Google's "carousel" and "breadcrumb").
    """
    left = _MOST_ENTRIES
    for node in document.json_ld:
        if not _LISTS.isdisjoint(types_of(node)):
            for entry in _entries(node, 0):
                if left == 0:
                    return
                left -= 1
                if place := _place(entry):
                    yield ListEntry(place=place, name=_name(entry), day=_day(entry, language))


def dated_articles(document: Document, language: str) -> Iterator[ListEntry]:
    """Yield the articles with a day that stand alone in the JSON-LD of a listing, beside its links."""
    for node in document.json_ld:
        if any(map(is_article_type, types_of(node))):
            place, day = _place(node), _day(node, language)
            if place and day:
                yield ListEntry(place=place, name=_name(node), day=day)


def dated_objects(state: bytes, language: str) -> Iterator[tuple[list[str], date]]:
    """Yield URLs and day of publication of each object that has both in the JSON *state* of an application.

    The URLs may be those of an article, its section and its picture.
    """
    try:
        waiting = [json.loads(state)] if len(state) <= _LONGEST_STATE else []
    except (ValueError, RecursionError):
        return
    left = _MOST_OBJECTS
    while waiting and left:
        left -= 1
        node = waiting.pop()
        waiting += node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        texts = {key: value for key, value in node.items() if isinstance(value, str)} if isinstance(node, dict) else {}
        if day := next(
            filter(None, (_day_in(texts[key], language) for key in texts if _PUBLISHED.fullmatch(key))), None
        ):
            yield [text for text in texts.values() if text.startswith(("/", "http://", "https://"))], day


def _entries(node: dict[str, Any], depth: int) -> Iterator[Any]:
    """Yield the entries of *node*, and those of the lists that it contains."""
    for key in _ENTRIES:
        value = node.get(key)
        for entry in value if isinstance(value, list) else [value]:
            inside = depth
            while isinstance(entry, dict) and entry.get("item") and inside < _DEPTH:
                entry, inside = entry["item"], inside + 1
            if isinstance(entry, dict) and not _LISTS.isdisjoint(types_of(entry)):
                if inside < _DEPTH:
                    yield from _entries(entry, inside + 1)
            elif entry:
                yield entry


def _place(entry: Any) -> str | None:
    if isinstance(entry, dict):
        of_page = entry.get("mainEntityOfPage")
        places = (entry.get("url"), of_page.get("@id") if isinstance(of_page, dict) else of_page, entry.get("@id"))
        return next((place for place in places if isinstance(place, str) and place), None)
    return entry if isinstance(entry, str) else None


def _name(entry: Any) -> str:
    names = (entry.get("headline"), entry.get("name")) if isinstance(entry, dict) else ()
    return next((name for name in names if isinstance(name, str)), "")


def _day(entry: Any, language: str) -> date | None:
    return _day_in(entry.get("datePublished"), language) if isinstance(entry, dict) else None


def _day_in(text: object, language: str) -> date | None:
    if not isinstance(text, str) or len(text) > 80 or may_begin_with_month(text, language):
        return None
    found = parse_timestamp(text, language=language)
    moment = found.value if found else None
    return local_day(moment, language) if isinstance(moment, datetime) else None
