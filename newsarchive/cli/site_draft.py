"""Draft a publisher file from article pages of a site."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from newsarchive.cli.site_check import match_of, own_address
from newsarchive.cli.url_patterns import article_patterns
from newsarchive.page import Page
from newsarchive.parsers.dates.timestamp import parse_timestamp
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.finders import Finder
from newsarchive.parsers.html.tree import text_of
from newsarchive.parsers.text import clean
from newsarchive.publishers import Family, Publisher, check, publisher_from_toml, publisher_of

_FIELDS = ("title", "lead", "published", "body", "byline", "section", "tags")
_LONGEST = 80  # a longer selector is specific to one CMS
_FEED_TYPES = ("application/rss+xml", "application/atom+xml")
_HOME_WORDS = ("trang chủ", "trang nhất", "home")


def draft(
    pages: Iterable[Page], urls: Iterable[str], known: Mapping[str, Publisher], families: Mapping[str, Family]
) -> tuple[str, list[str]]:
    """Draft a publisher file; return its TOML and remarks on what each line gives on *pages*.

    *urls* are more article URLs of the site. The draft is a valid file; keys without a value are left out.
    """
    read = [Document(page.body, page.url, page.content_type, menus=False) for page in pages]
    addresses = list(dict.fromkeys([*(page.url for page in pages if page.url), *urls, *_own_addresses(read)]))
    domains = list(dict.fromkeys(_domain(address) for address in addresses if _domain(address)))
    domains = domains or ["example.vn"]
    family = _family(read, families)
    keys: dict[str, Any] = {"name": _name(read, domains[0]), "domains": domains}
    if family:
        keys["family"] = family.key
    patterns = article_patterns(addresses)
    if not (family and addresses and all(_matches(family.article_patterns, one) for one in addresses)):
        keys |= {"article_url": patterns} if patterns else {}
    keys |= _listings(read, domains)
    found, remarks = _finders(read, known, family)
    text = _toml(keys | found) + _left_open(keys, domains[0])
    key = domains[0].split(".")[0]
    one = publisher_from_toml(text, Path(f"{key}.toml"), families)
    check(one, Path(f"{key}.toml"))
    return text, [*_remarks(addresses, family, key, known), *remarks]


def _own_addresses(documents: list[Document]) -> Iterator[str]:
    for document in documents:
        address = own_address(document)
        if address and address.startswith("http"):
            yield address


def _domain(address: str) -> str:
    host = urlsplit(address).hostname or ""
    return re.sub(r"^(?:www|m|amp|mobile)\.", "", host)


def _name(documents: list[Document], domain: str) -> str:
    names = Counter(name for one in documents if (name := one.meta("og:site_name", "application-name")))
    return names.most_common(1)[0][0] if names else domain


def _family(documents: list[Document], families: Mapping[str, Family]) -> Family | None:
    """Choose the CMS family with most fingerprints; a single one may be chance, as CMSs share class names."""
    counts = {
        key: sum(bool(one.find(Finder(source))) for source in family.fingerprints for one in documents)
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
            for link in document.find(Finder(f"css: link[rel=alternate][type='{kind}'] @href")):
                feeds[document.absolute(link)] = None
        for link in document.find(Finder("css: [class*=breadcrumb] a[href] @href")):
            address = document.absolute(link)
            if _domain(address) in domains and urlsplit(address).path.strip("/"):
                sections[address] = None
    listings = {"feeds": [one for one in feeds if one.startswith("http")], "sections": list(sections)}
    return {name: found for name, found in listings.items() if found}


def _finders(
    documents: list[Document], known: Mapping[str, Publisher], family: Family | None
) -> tuple[dict[str, list[str]], list[str]]:
    found: dict[str, list[str]] = {}
    remarks: list[str] = []
    for name in _FIELDS:
        whose = family.finder_sources.get(name, ()) if family else ()
        of_family = next((source for source in whose if _fits(name, source, documents)), None)
        source = of_family or _best(name, documents, known)
        if source is None:
            remarks.append(f"{name}: no known selector fits; the generic extractor is used unless you add one")
            continue
        if of_family is None:
            found[name] = [source]
        for document in documents:
            match = match_of(document, Finder(source))
            owner = f" (from family {family.key})" if family and of_family else ""
            remarks.append(f"{name}: {source}{owner}: {match.count} × “{match.text[:60]}”")
    return found, remarks


def _best(name: str, documents: list[Document], known: Mapping[str, Publisher]) -> str | None:
    """Choose a selector that fits every page: the most used known one, else one made from the page's own classes."""
    every = (source for one in known.values() for source in one.finder_sources.get(name, ()))
    used = Counter(source for source in every if len(source) <= _LONGEST)
    sources = [source for source, _ in used.most_common() if _fits(name, source, documents)]
    if name == "body":
        return _innermost([*sources, *_made_bodies(documents)], documents)
    made = [source for source in _made(name, documents) if _fits(name, source, documents)]
    return next(iter([*sources, *made]), None)


def _fits(name: str, source: str, documents: list[Document]) -> bool:
    return bool(documents) and all(_fits_page(name, source, document) for document in documents)


def _fits_page(name: str, source: str, document: Document) -> bool:
    match = match_of(document, Finder(source))
    text, title = match.text, document.meta("og:title") or ""
    if name == "title":
        return match.count == 1 and bool(text) and (not title or text in title or title in text)
    if name == "published":
        return len(text) < 80 and parse_timestamp(text) is not None
    if name == "body":
        return len(text) > 300
    if name == "lead":
        return match.count == 1 and 40 < len(text) < 700 and text not in title
    return 1 < len(text) < (80 if name == "byline" else 40) and text.casefold() not in _HOME_WORDS


def _innermost(sources: list[str], documents: list[Document]) -> str | None:
    """Choose the selector of the smallest element that still holds nearly all the running text."""

    def size(source: str) -> int:
        return sum(len(match_of(document, Finder(source)).text) for document in documents)

    def running(source: str) -> int:
        found = [node for document in documents for node in document.find(Finder(source))[:1]]
        return sum(len(text_of(paragraph)) for node in found for paragraph in node.iter("p"))

    fitting = [source for source in dict.fromkeys(sources) if _fits("body", source, documents)]
    most = max(map(running, fitting), default=0)
    return min((one for one in fitting if running(one) >= 0.8 * most), key=size, default=None)


def _made(name: str, documents: list[Document]) -> Iterator[str]:
    if name == "title" and documents:
        for node in documents[0].root.iter("h1", "h2"):
            yield from _selectors(node)
    elif name == "published" and documents:
        for node in documents[0].root.iter("time", "span", "div", "p", "li"):
            text = clean(node.text)
            if 9 < len(text) < 60 and parse_timestamp(text):
                yield from _selectors(node)


def _made_bodies(documents: list[Document]) -> Iterator[str]:
    held: Counter[str] = Counter()
    for paragraph in documents[0].root.iter("p") if documents else ():
        parent = paragraph.getparent()
        for selector in _selectors(parent) if parent is not None else ():
            held[selector] += len(text_of(paragraph))
    return (selector for selector, _ in held.most_common(3))


def _selectors(node: Any) -> Iterator[str]:
    identifier, classes = node.get("id"), (node.get("class") or "").split()
    if identifier and re.fullmatch(r"[A-Za-z][\w-]*", identifier) and not re.search(r"\d{3}", identifier):
        yield f"css: #{identifier}"
    for one in classes:
        if re.fullmatch(r"[A-Za-z_][\w-]*", one):
            yield f"css: {node.tag}.{one}"


def _toml(keys: Mapping[str, Any]) -> str:
    return "".join(f"{name} = {_value(value)}\n" for name, value in keys.items())


def _left_open(keys: Mapping[str, Any], domain: str) -> str:
    if "feeds" in keys or "sections" in keys:
        return ""
    return f'# where new articles appear; set at least one of feeds, sitemaps or sections:\n# sections = ["https://{domain}/thoi-su"]\n'


def _value(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_value(one) for one in value)}]"
    # A JSON string is a valid TOML string; a regex is easier to read in single quotes.
    return f"'{value}'" if "\\" in value and "'" not in value else json.dumps(value, ensure_ascii=False)


def _remarks(addresses: list[str], family: Family | None, key: str, known: Mapping[str, Publisher]) -> Iterator[str]:
    owners = {one.key for address in addresses if (one := publisher_of(address, known))}
    for owner in sorted(owners):
        yield f"already known as {owner}: a file {owner}.toml in your folder replaces the built-in one"
    if not addresses:
        yield "no URL in the page: replace example.vn with the site's domain"
    yield f"CMS: {family.name}" if family else "CMS: not a known family"
    yield f"save it as {key}.toml, then: newsarchive sites check {key} --publishers FOLDER --html PAGE"
