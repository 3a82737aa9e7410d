"""Draft a publisher file from article pages of a site."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from newsarchive.archive.reasons import current_reason
from newsarchive.article import STORED_KINDS
from newsarchive.cli.site_agreement import GenericPage, agrees, is_inside, read_generic, texts_of
from newsarchive.cli.site_check import match_of, own_address
from newsarchive.cli.terminal import escaped
from newsarchive.cli.url_patterns import article_patterns
from newsarchive.escapes import plain
from newsarchive.page import Page
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.selectors import Selector
from newsarchive.parsers.html.tree import Node, text_of
from newsarchive.publishers import Family, Publisher, check, publisher_from_toml, publisher_of

_FIELDS = ("title", "lead", "published", "body", "byline", "section", "tags")
_LONGEST = 80  # a longer selector is specific to one CMS
_FEED_TYPES = ("application/rss+xml", "application/atom+xml")
_LONGEST_VALUE = 700
_MOST_ANCESTORS = 3
_TEXT_TAGS = ("time", "span", "div", "p", "li", "a", "b", "strong", "em", "i")
_TAGS_OF = {
    "title": ("h1", "h2"),
    "lead": ("h2", "h3", "p", "div", "strong"),
    "published": _TEXT_TAGS,
    "byline": _TEXT_TAGS,
    "section": ("a", "span", "li"),
}


def draft(
    pages: Iterable[Page], urls: Iterable[str], known: Mapping[str, Publisher], families: Mapping[str, Family]
) -> tuple[str, list[str]]:
    """Draft a publisher file; return its TOML and remarks on what each line gives on *pages*.

    *urls* are more article URLs of the site. The draft is a valid file. A field gets a selector only if on every page
    the selector matches within the article and gives what the generic extractor extracts; otherwise it is left out.
    """
    generic = [read_generic(page) for page in pages]
    read = [page.document for page in generic]
    addresses = list(dict.fromkeys([*(page.url for page in pages if page.url), *urls, *_own_addresses(read)]))
    domains = list(dict.fromkeys(_domain(address) for address in addresses if _domain(address)))
    domains = domains or ["example.vn"]
    family = _family(read, families)
    keys: dict[str, Any] = {"name": _name(read, domains[0]), "domains": domains}
    if family:
        keys["family"] = family.key
    patterns = article_patterns(addresses)
    if not (family and addresses and all(_matches(family.article_patterns, address) for address in addresses)):
        keys |= {"article_url": patterns} if patterns else {}
    keys |= _listings(read, domains)
    found, remarks = _selectors(generic, known, family)
    text = _toml(keys | found) + _left_open(keys, domains[0])
    key = domains[0].split(".")[0]
    publisher = publisher_from_toml(text, Path(f"{key}.toml"), families)
    check(publisher, Path(f"{key}.toml"))
    return text, [*_not_articles(generic), *_remarks(addresses, family, key, known), *remarks]


def _not_articles(pages: Iterable[GenericPage]) -> Iterator[str]:
    """Yield a remark for each of *pages* that holds no article: no selector can agree on it."""
    for page in pages:
        if page.article.kind not in STORED_KINDS:
            place = page.document.url or "a saved page"
            yield f"{place}: {current_reason(page.article.kind)}; give pages of articles, or the draft has no selectors"


def _own_addresses(documents: list[Document]) -> Iterator[str]:
    for document in documents:
        address = own_address(document)
        if address and address.startswith("http"):
            yield address


def _domain(address: str) -> str:
    host = urlsplit(address).hostname or ""
    return re.sub(r"^(?:www|m|amp|mobile)\.", "", host)


def _name(documents: list[Document], domain: str) -> str:
    names = Counter(name for document in documents if (name := document.meta("og:site_name", "application-name")))
    return names.most_common(1)[0][0] if names else domain


def _family(documents: list[Document], families: Mapping[str, Family]) -> Family | None:
    """Choose the CMS family with most fingerprints; a single one may be chance, as CMSs share class names."""
    counts = {
        key: sum(bool(document.find(Selector(source))) for source in family.fingerprints for document in documents)
        for key, family in families.items()
    }
    best = max(counts, key=lambda key: counts[key], default=None)
    return families[best] if best and counts[best] >= 2 * len(documents) > 0 else None


def _matches(patterns: tuple[str, ...], address: str) -> bool:
    return any(re.search(pattern, address.partition("?")[0]) for pattern in patterns)


def _listings(documents: list[Document], domains: list[str]) -> dict[str, list[str]]:
    feeds: dict[str, None] = {}
    sections: dict[str, None] = {}
    for document in documents:
        if document.url is None:
            document.url = own_address(document)
        for kind in _FEED_TYPES:
            for link in document.find(Selector(f"css: link[rel=alternate][type='{kind}'] @href")):
                feeds[document.absolute(link)] = None
        for link in document.find(Selector("css: [class*=breadcrumb] a[href] @href")):
            address = document.absolute(link)
            if _domain(address) in domains and urlsplit(address).path.strip("/"):
                sections[address] = None
    listings = {"feeds": [feed for feed in feeds if feed.startswith("http")], "sections": list(sections)}
    return {name: found for name, found in listings.items() if found}


def _selectors(
    pages: list[GenericPage], known: Mapping[str, Publisher], family: Family | None
) -> tuple[dict[str, list[str]], list[str]]:
    """Return for each field the selector that agrees with the generic extractor on every page, and remarks."""
    found: dict[str, list[str]] = {}
    remarks: list[str] = []
    for name in _FIELDS:
        whose = family.selector_sources.get(name, ()) if family else ()
        of_family = next((source for source in whose if _fits(name, source, pages)), None)
        source = of_family or _best(name, pages, known)
        if source is None:
            remarks.append(f"{name}: no selector agrees with the generic extractor on every page; left out")
            continue
        if of_family is None:
            found[name] = [source]
        for page in pages:
            match = match_of(page.document, Selector(source))
            owner = f" (from family {family.key})" if family and of_family else ""
            remarks.append(f"{name}: {source}{owner}: {match.count} × “{match.text[:60]}”")
    if pages and len({page.day for page in pages if page.day}) < 2:
        remarks.append("published: give pages from different days, so that a date of the page's header is recognized")
    return found, remarks


def _best(name: str, pages: list[GenericPage], known: Mapping[str, Publisher]) -> str | None:
    """Choose a selector that fits every page: the most used known one, else one made from the pages' own classes."""
    every = (source for publisher in known.values() for source in publisher.selector_sources.get(name, ()))
    used = Counter(source for source in every if len(source) <= _LONGEST)
    sources = [source for source, _ in used.most_common() if _fits(name, source, pages)]
    if name == "body":
        made = [source for source in _made_bodies(pages) if _fits(name, source, pages)]
        return min([*sources, *made], key=lambda source: _size(source, pages), default=None)
    if sources:
        return sources[0]
    return next((source for source in _made(name, pages) if _fits(name, source, pages)), None)


def _fits(name: str, source: str, pages: list[GenericPage]) -> bool:
    if not pages or not all(agrees(name, source, page) for page in pages):
        return False
    if name != "published":
        return True
    # A date alone may be today's, in the header of a page fetched on the day it appeared.
    stamps = [page.stamp(next(filter(None, texts_of(source, page.document)), "")) for page in pages]
    return all(stamp and stamp.precision != "day" for stamp in stamps) or len({page.day for page in pages}) > 1


def _size(source: str, pages: list[GenericPage]) -> int:
    return sum(len(match_of(page.document, Selector(source)).text) for page in pages)


def _made(name: str, pages: list[GenericPage]) -> Iterator[str]:
    """Yield selectors of elements within the article whose text may be the field's value on the first page."""
    first = pages[0] if pages else None
    if first is None or name == "tags":
        return
    nodes = [node for node in first.document.root.iter(*_TAGS_OF[name]) if len(text_of(node)) <= _LONGEST_VALUE]
    for node in sorted(nodes, key=lambda node: len(text_of(node))):  # the innermost element first
        if is_inside(node, first.scope):
            for source in _selectors_of(node, first.scope):
                if agrees(name, source, first):
                    yield source


def _made_bodies(pages: list[GenericPage]) -> Iterator[str]:
    held: Counter[str] = Counter()
    for paragraph in pages[0].document.root.iter("p") if pages else ():
        parent = paragraph.getparent()
        for selector in _simple_selectors(parent) if parent is not None else ():
            held[selector] += len(text_of(paragraph))
    return (f"css: {selector}" for selector, _ in held.most_common(3))


def _selectors_of(node: Node, scope: Node | None) -> Iterator[str]:
    """Yield selectors of *node*: by its own id and classes, then within an ancestor's, as far as *scope*."""
    own = list(_simple_selectors(node))
    yield from (f"css: {selector}" for selector in own)
    above = node.getparent()
    for _ in range(_MOST_ANCESTORS):
        if above is None:
            return
        outers = [*_simple_selectors(above), *([str(above.tag)] if above.tag in ("article", "main") else ())]
        yield from (f"css: {outer} {selector}" for outer in outers for selector in own)
        if above is scope:
            return
        above = above.getparent()


def _simple_selectors(node: Any) -> Iterator[str]:
    identifier, classes = node.get("id"), (node.get("class") or "").split()
    if identifier and re.fullmatch(r"[A-Za-z][\w-]*", identifier) and not re.search(r"\d{3}", identifier):
        yield f"#{identifier}"
    for name in classes:
        if re.fullmatch(r"[A-Za-z_][\w-]*", name):
            yield f"{node.tag}.{name}"


def _toml(keys: Mapping[str, Any]) -> str:
    return "".join(f"{name} = {_value(value)}\n" for name, value in keys.items())


def _left_open(keys: Mapping[str, Any], domain: str) -> str:
    if "feeds" in keys or "sections" in keys:
        return ""
    return f'# where new articles appear; set at least one of feeds, sitemaps or sections:\n# sections = ["https://{domain}/thoi-su"]\n'


def _value(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_value(item) for item in value)}]"
    # A JSON string is a valid TOML string; a regex is easier to read in single quotes.
    if "\\" in value and "'" not in value and plain(value) == value:
        return f"'{value}'"
    return escaped(json.dumps(value, ensure_ascii=False))


def _remarks(addresses: list[str], family: Family | None, key: str, known: Mapping[str, Publisher]) -> Iterator[str]:
    owners = {publisher.key for address in addresses if (publisher := publisher_of(address, known))}
    for owner in sorted(owners):
        yield f"already known as {owner}: a file {owner}.toml in your folder replaces the built-in one"
    if not addresses:
        yield "no URL in the page: replace example.vn with the site's domain"
    yield f"CMS: {family.name}" if family else "CMS: not a known family"
    yield f"save it as {key}.toml, then: newsarchive sites check {key} --publishers FOLDER --html PAGE"
