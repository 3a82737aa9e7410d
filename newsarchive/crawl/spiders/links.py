"""What a page links to: feeds, sitemaps, sections, articles and its next page, distinguished by their URLs."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from html import unescape
from itertools import chain, islice
from typing import Any
from urllib.parse import urlencode, urlsplit

from newsarchive.crawl.spiders.declared_lists import (
    Declaration,
    dated_articles,
    dated_objects,
    declarations,
    is_feed_declaration,
    is_feed_link,
    is_sitemap_link,
    list_entries,
    without_feed_scheme,
)
from newsarchive.crawl.spiders.link_dates import link_days
from newsarchive.crawl.url_shapes import harmless_url, looks_like_article, may_be_entry, web_address
from newsarchive.page import Page
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.selectors import Selector
from newsarchive.parsers.text import clean
from newsarchive.publishers.url_dates import days_in

_NEXT_WORDS = re.compile(
    r"\W*(?:trang (?:sau|tiếp|kế)|tiếp(?: theo)?|sau|xem thêm|next(?: page)?|older(?: posts)?"
    r"|(?:các |những )?(?:bài(?: viết| đăng)?|tin) cũ hơn)\W*|[›»→>]+",
    re.I,
)
# Links to entries, also in the navigation between them, and not to sections.
_RELS_OF_ENTRIES = frozenset({"bookmark", "next", "prev"})
# Classes of a pager's link or of the element around it: WordPress and its WP-PageNavi, Bootstrap, Drupal, Joomla, Yii.
_NEXT_CLASSES = frozenset(
    {"next", "pager-next", "pagination-next", "next-page", "page-next", "nextpostslink", "pager__item--next"}
)
# Where a click leads by script: location.href='/tin/cau', window.open("/tin/cau").
_SCRIPTED = re.compile(
    r"\b(?:location(?:\.href)?\s{0,9}=|(?:location\.(?:assign|replace)|open)\()\s{0,9}(?:\"([^\"]{1,2000})\"|'([^']{1,2000})')"
)
_CHANGE = re.compile(rb"updated|modified", re.I)
_JSON_LD_LIST = re.compile(rb'itemListElement|hasPart|blogPosts?"|dataFeedElement')
_MOST_IN_LINK = 400  # elements
_MOST_UNDECLARED = 20  # links to feeds or sitemaps on one page
_NOSCRIPT_LINK = re.compile(r"<a\s[^<>]{0,2000}?\bhref\s*=\s*(?:\"([^\"]+)\"|'([^']+)'|([^\s\"'>]+))", re.I)
# Elements other than links that lead to a page: by script, or as an item of microdata.
_OTHER_LINKS = (
    "//*[@onclick or @data-href or @data-url][not(self::a)] | //link[@itemprop='url'][@href]"
    " | //*[@itemid][contains(@itemtype, 'Article') or contains(@itemtype, 'Posting') or @itemprop='mainEntityOfPage']"
)
# The number of a page or of its first article is the last one in the URL of a listing.
_PAGE_URL = re.compile(r"(?:[?&]\w{1,20}=\d{1,6}|[/_-](?:p|page|trang)?[-_/]?\d{1,4}(?:\.\w{2,5})?/?)$", re.I)
_PAGE_PARAMETER = re.compile(r"[?&](?:\w*(?:page|trang|start|offset|skip)\w*|p|pg|pn|cp)=", re.I)
_XML_FILES = (".xml", ".xml.gz")
# A URL or a path in the state of a JavaScript application, also with escaped slashes: "url":"\/tin\/cau-100001.html".
_STATE = re.compile(rb":\s{0,9}\"((?:https?:)?(?:\\?/|\\u002[Ff])(?:[^\"\\\s<>{}]|\\/|\\u002[Ff]){4,2000})\"")
_STATE_SLASH = re.compile(rb"\\/|\\u002[Ff]")
_MOST_IN_STATE = 1000
_Resolve = Callable[[str | None], str | None]
_NOT_PAGES = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|css|js|json|xml|rss|pdf|docx?|xlsx?|zip|mp[34]|m3u8|apk)$", re.I
)
# A host without its scheme: browsers would look for it below the page, and each of these links would lead to the next.
_HOST = re.compile(r"www\.(?:[a-z0-9-]{1,63}\.){1,3}[a-z]{2,18}(?=[/?#]|$)", re.I)


@dataclass(frozen=True, kw_only=True)
class PageLink:
    """One link of a page, resolved; *text* is the link text."""

    url: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Links:
    """Every link of a page to its own site, in order, each URL once; *feeds*, *sitemaps* and *next_page* are separate.

    *feeds* and *sitemaps* are those that the page declares, *linked_feeds* and *linked_sitemaps* those that it only
    links to, and *linked_xml* all XML files that it links to but the feeds. *days* are the days of publication
    displayed beside article links, if requested, and *changes* those of the last change, of links without such a day.
    *bookmarks* are the permanent links of entries (HTML,
    ``rel=bookmark``), which WordPress's themes mark so. *frames* are the pages to which a page without links leads:
    those of a frameset, inline frames, and those behind a button ("Continue").
    """

    inside: tuple[PageLink, ...]
    feeds: tuple[str, ...]
    linked_feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    linked_sitemaps: tuple[str, ...] = ()
    linked_xml: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()
    next_page: str | None
    bookmarks: frozenset[str] = frozenset()
    days: Mapping[str, date] = field(default_factory=dict)
    changes: Mapping[str, date] = field(default_factory=dict)


def links_of(
    page: Page,
    pagination: Sequence[str] = (),
    *,
    is_dated: Callable[[str], bool] | None = None,
    language: str = "vi",
    number: int | None = None,
) -> Links:
    """Extract the links of *page*; *pagination* may contain selectors of the next page's link ("css: a.next @href").

    *is_dated* returns whether to look for the day displayed beside a URL, by default beside none; *language* is that of
    the displayed days. *number* is that of the page in its listing, whose next page may only be linked by its number.
    """
    document = Document(page.body, page.url, page.content_type)
    base = _base(document)
    resolve = cache(lambda place: _harmless(_resolved(base, place)))
    anchors = _read_anchors(document, resolve)
    inside = anchors.inside
    bookmarks = _bookmarks(document, resolve) - {(page.url or "").partition("#")[0]}
    is_entry = (lambda url: url in bookmarks or is_dated(url)) if is_dated and bookmarks else is_dated
    days = dict(link_days(document, resolve, is_entry, language)) if is_entry else {}
    has_changes = is_entry is not None and _CHANGE.search(page.body) is not None
    changes = link_days(document, resolve, is_entry, language, of_changes=True) if is_entry and has_changes else {}
    for entry in list_entries(document, language) if _JSON_LD_LIST.search(page.body) else ():
        if (url := resolve(entry.place)) and not _NOT_PAGES.search(urlsplit(url).path):
            inside.setdefault(url, PageLink(url=url, text=clean(entry.name)))
            if is_dated and entry.day:
                days.setdefault(url, entry.day)
    for entry in dated_articles(document, language) if is_dated and b"datePublished" in page.body else ():
        if (url := resolve(entry.place)) in inside and url and entry.day:
            days.setdefault(url, entry.day)
    # Neither is in the document: drawings, and noscript elements too short for an article.
    for name in (b"svg",) if inside else (b"svg", b"noscript"):
        markups = (page.body[start:end].decode("utf-8", "replace") for _, start, end in _elements(page.body, name))
        for link in _written_links(resolve, markups):
            inside.setdefault(link.url, link)
    if not any(map(looks_like_article, inside)):  # a script displays the list
        inside |= {url: PageLink(url=url, text="") for url in _state_links(page.body, resolve)}
        days |= _state_days(page.body, resolve, inside, language) if is_dated else {}
    declared = [*declarations(document, page)]
    return Links(
        inside=tuple(inside.values()),
        feeds=_resolved_all(resolve, (link.place for link in declared if is_feed_declaration(link))),
        linked_feeds=tuple(islice(anchors.feeds, _MOST_UNDECLARED)),
        sitemaps=_resolved_all(resolve, (link.place for link in declared if "sitemap" in link.rels)),
        linked_sitemaps=tuple(islice(anchors.sitemaps, _MOST_UNDECLARED)),
        linked_xml=tuple(anchors.xml),
        next_page=_next_page(document, resolve, (*inside.values(),), pagination, declared)
        or (_page_by_number((*inside.values(),), number + 1) if number else None)
        or _page_by_class(document, resolve),
        frames=tuple(_frames(document, resolve)),
        bookmarks=bookmarks,
        days=days,
        changes={url: day for url, day in changes.items() if url not in days},
    )


def _base(document: Document) -> str:
    address = document.url or ""
    declared = next((node.get("href") for node in document.root.iter("base") if node.get("href")), None)
    return _resolved(address, declared) or address


def _resolved(base: str, link: str | None) -> str | None:
    link = link or ""
    if _HOST.match(link):
        link = f"//{link}"
    address = web_address(base, link)
    return address.partition("#")[0] if address else None


def _harmless(url: str | None) -> str | None:
    """Return *url* without what acts, or ``None``: what only readers may do, a crawler must never do."""
    return None if url is None else harmless_url(url)


def _resolved_all(resolve: _Resolve, places: Iterable[str]) -> tuple[str, ...]:
    addresses = (resolve(without_feed_scheme(place)) for place in places)
    return tuple(dict.fromkeys(address for address in addresses if address))


@dataclass(frozen=True, kw_only=True)
class _Anchors:
    """What the elements of a page lead to: the links by URL, and the URLs of the feeds and sitemaps among them."""

    inside: dict[str, PageLink]
    feeds: dict[str, None]
    sitemaps: dict[str, None]
    xml: dict[str, None]


def _read_anchors(document: Document, resolve: _Resolve) -> _Anchors:
    found = _Anchors(inside={}, feeds={}, sitemaps={}, xml={})
    for node, place in _places(document):
        plain = without_feed_scheme(place)
        address = resolve(plain)
        if address is None:
            continue
        path = urlsplit(address).path
        text = _text_of(node)
        if plain == place and address not in found.inside and not _NOT_PAGES.search(path):
            found.inside[address] = PageLink(url=address, text=clean(text or node.get("alt") or ""))
        if node.tag == "a":
            if plain != place or is_feed_link(path, text, node.get("type") or ""):
                found.feeds[address] = None
            elif path.lower().endswith(_XML_FILES):
                found.xml[address] = None
            if is_sitemap_link(path):
                found.sitemaps[address] = None
    for link in _written_links(resolve, document.noscripts):
        found.inside.setdefault(link.url, link)
    return found


def _data_place(node: Any) -> str | None:
    """Return the URL that a script opens for an element, in the usual attributes."""
    place: str | None = node.get("data-href") or node.get("data-url")
    return place


def _text_of(link: Any) -> str:
    """Return the text of *link*; one around hundreds of elements was never closed and holds the rest of the page."""
    is_endless = next(islice(link.iter(), _MOST_IN_LINK, None), None) is not None
    return "" if is_endless else "".join(link.itertext())


def _places(document: Document) -> Iterator[tuple[Any, str]]:
    """Yield each element that leads to another page, and where: links, also those of pictures, scripts and items."""
    for node in document.root.iter("a", "area", "frame"):
        place = node.get("src" if node.tag == "frame" else "href") or node.get("xlink:href") or ""
        if not place.strip("# ") or place[:11].lower() == "javascript:":
            yield node, _data_place(node) or _scripted_place(place) or _scripted_place(node.get("onclick") or "")
        else:
            yield node, place
    for node in document.root.xpath(_OTHER_LINKS):
        place = _data_place(node) or _scripted_place(node.get("onclick") or "") or node.get("href")
        yield node, place or _item_place(node)
    for form in document.root.iter("form"):
        yield form, _button_place(form)


def _bookmarks(document: Document, resolve: _Resolve) -> frozenset[str]:
    """Return the permanent links of entries; some pages mark the headings of their sections so, as in their menu."""
    links = (node for node in document.root.iter("a") if "bookmark" in _rels(node))
    urls = {url for node in links if (url := resolve(node.get("href"))) is not None and may_be_entry(url)}
    if not urls:
        return frozenset()
    in_menus = (node for menu in document.root.iter("nav") for node in menu.iter("a"))
    return frozenset(
        urls.difference(resolve(node.get("href")) for node in in_menus if _rels(node).isdisjoint(_RELS_OF_ENTRIES))
    )


def _rels(node: Any) -> frozenset[str]:
    return frozenset((node.get("rel") or "").lower().split())


def _scripted_place(script: str) -> str:
    found = _SCRIPTED.search(script)
    return (found[1] or found[2]) if found else ""


def _item_place(node: Any) -> str:
    """Return the URL that identifies an item (HTML, microdata); a fragment identifies a part of the page itself."""
    place = (node.get("itemid") or "").strip()
    return "" if place.startswith("#") else place


def _button_place(form: Any) -> str:
    """Return where the button of a *form* without a question leads: "Continue", "Accept"; else "".

    The form is sent by GET, and has no other fields than hidden ones; these become the query (HTML, form submission).
    A form sent by POST asks the server to change something.
    """
    place = form.get("action") or ""
    if (form.get("method") or "get").strip().lower() != "get" or not place:
        return ""
    fields, has_button = [], False
    for node in form.iter("input", "button", "select", "textarea"):
        kind = "submit" if node.tag == "button" else (node.get("type") or "text").strip().lower()
        if node.tag in ("select", "textarea") or kind not in ("hidden", "submit", "image", "button", "reset"):
            return ""
        is_sent = kind == "hidden" or (kind == "submit" and not has_button)
        has_button = has_button or kind in ("submit", "image")
        if is_sent and node.get("name"):
            fields.append((node.get("name"), node.get("value") or ""))
    if not has_button:
        return ""
    place = place.partition("#")[0]
    return f"{place.partition('?')[0]}?{urlencode(fields)}" if fields else place


def _written_links(resolve: _Resolve, markups: Iterable[str]) -> Iterator[PageLink]:
    for markup in markups:
        for found in _NOSCRIPT_LINK.finditer(markup):
            address = resolve(unescape(next(group for group in found.groups() if group)))
            if address and not _NOT_PAGES.search(urlsplit(address).path):
                yield PageLink(url=address, text="")


def _elements(body: bytes, name: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield the attributes of each *name* element, and where its content begins and ends; unclosed, at the end."""
    opening, closing, end = *_tags(name), 0
    while (start := opening.search(body, end)) is not None:
        found = closing.search(body, start.end())
        end = found.start() if found is not None else len(body)
        yield start[1], start.end(), end


@cache
def _tags(name: bytes) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    return re.compile(rb"<%b\b([^>]{0,2000})" % name, re.I), re.compile(rb"</%b\b" % name, re.I)


def _state_links(body: bytes, resolve: _Resolve) -> Iterator[str]:
    """Yield the article URLs in the state of a JavaScript application, which displays them (Next, Nuxt, Fusion)."""
    scripts = _elements(body, b"script")  # JSON-LD describes a page and displays nothing
    states = (_STATE.finditer(body, start, end) for kind, start, end in scripts if b"ld+json" not in kind.lower())
    for found in islice(chain.from_iterable(states), _MOST_IN_STATE):
        url = resolve(_STATE_SLASH.sub(b"/", found[1]).decode("utf-8", "replace"))
        if url and looks_like_article(url) and not _NOT_PAGES.search(urlsplit(url).path):
            yield url


def _state_days(body: bytes, resolve: _Resolve, links: Collection[str], language: str) -> dict[str, date]:
    """Return the days of publication in the state of an application, of those of its *links* that have one day."""
    found: dict[str, set[date]] = {}
    for kind, start, end in _elements(body, b"script"):
        if b"json" in kind.lower() and b"ld+json" not in kind.lower():
            for places, day in dated_objects(body[start:end].lstrip(b">"), language):
                urls = {url for place in places if (url := resolve(place)) and url in links}
                for url in urls if len(urls) == 1 else ():
                    found.setdefault(url, set()).add(day)
    return {url: days.pop() for url, days in found.items() if len(days) == 1}


def _frames(document: Document, resolve: _Resolve) -> Iterator[str]:
    if next(document.root.iter("a", "area"), None) is not None:
        return
    for node in document.root.iter("frame", "iframe", "form"):
        if address := resolve(_button_place(node) if node.tag == "form" else node.get("src")):
            yield address


def _next_page(
    document: Document,
    resolve: _Resolve,
    inside: Sequence[PageLink],
    pagination: Sequence[str],
    declared: Iterable[Declaration],
) -> str | None:
    for source in pagination:
        if "{page}" not in source:
            for match in document.find(Selector(source)):
                return resolve(match if isinstance(match, str) else match.get("href"))
    links = (node for node in document.root.iter("a") if "next" in (node.get("rel") or "").lower().split())
    places = chain((link.place for link in declared if "next" in link.rels), (link.get("href") for link in links))
    if (place := next(places, None)) is not None:
        return resolve(place)
    return next((link.url for link in inside if _NEXT_WORDS.fullmatch(link.text)), None)


def _page_by_class(document: Document, resolve: _Resolve) -> str | None:
    """Return the link that a pager marks as the next page by its class, whatever its text or picture says.

    Slideshows and the links to the next article or the next month have such classes, too.
    """
    for node in document.root.iter("a"):
        parent = node.getparent()
        around = (parent.get("class") if parent is not None else None) or ""
        classes = f"{node.get('class') or ''} {around}".lower().split()
        if _NEXT_CLASSES.isdisjoint(classes) or not (url := resolve(node.get("href"))):
            continue
        if _turns_page(url) and not looks_like_article(url) and days_in(url) == (None, None):
            return url
    return None


def _turns_page(url: str) -> bool:
    """Return whether the number at the end of *url* may be a page's; ?thang=6 is a month, ?anh=2 a picture."""
    found = _PAGE_URL.search(url)
    return found is not None and (found[0][0] not in "?&" or _PAGE_PARAMETER.match(found[0]) is not None)


def _page_by_number(inside: Sequence[PageLink], number: int) -> str | None:
    """Return the link of a pager to page *number*: its text is the number, and its URL has one ("/tin?start=20").

    The number in a calendar leads to a day.
    """
    texts = (f"{number}", f"trang {number}", f"page {number}")
    found = (link.url for link in inside if link.text.lower() in texts and _PAGE_URL.search(link.url))
    return next((url for url in found if days_in(url) == (None, None)), None)
