"""A page decoded once and parsed once: the one door for lxml and BeautifulSoup."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any
from urllib.parse import urljoin

import msgspec
from lxml import etree

_SPACES = re.compile(r"[\s\u200b\u200c\u200d\u2060\ufeff\u00ad]+")
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.I)


def clean(text: str | None) -> str:
    """Return *text* on one line: blanks of every kind collapsed to one space, invisible characters dropped."""
    return _SPACES.sub(" ", text).strip() if text else ""


@dataclass(frozen=True)
class Finder:
    """Where a publisher keeps a field: ``css: SELECTOR [@ATTRIBUTE]``, ``xpath: PATH``, ``meta: NAME``."""

    source: str

    def __post_init__(self) -> None:
        _compiled(self.source)  # a bad finder is an error when it is written, not when a page is read


@cache
def _compiled(source: str) -> tuple[str, Any]:
    way, _, rest = source.partition(":")
    way, rest = way.strip(), rest.strip()
    if way == "css":
        from cssselect import HTMLTranslator

        selector, _, attribute = rest.partition(" @")
        path = HTMLTranslator().css_to_xpath(selector.strip())
        return way, etree.XPath(path + (f"/@{attribute.strip()}" if attribute else ""))
    if way == "xpath":
        return way, etree.XPath(rest)
    if way == "meta" and rest:
        return way, rest.casefold()
    raise ValueError(
        f'"{source}" is no finder; write "css: SELECTOR", "css: SELECTOR @ATTRIBUTE", "xpath: PATH" or "meta: NAME"'
    )


class Document:
    """One page, decoded to NFC text and parsed to a tree; metas and JSON-LD are read at most once."""

    def __init__(self, body: bytes | str, url: str | None = None, content_type: str | None = None) -> None:
        self.url = url
        self.html = unicodedata.normalize("NFC", body if isinstance(body, str) else decode(body, content_type))
        self.root = _parse(self.html)

    @cached_property
    def metas(self) -> dict[str, list[str]]:
        """Contents of all <meta>, by lower-case name, property or itemprop."""
        found: dict[str, list[str]] = {}
        for node in self.root.iter("meta"):
            content = clean(node.get("content"))
            if content:
                for attribute in ("name", "property", "itemprop", "http-equiv"):
                    name = node.get(attribute)
                    if name:
                        found.setdefault(name.strip().casefold(), []).append(content)
        return found

    def meta(self, *names: str) -> str | None:
        """Return the first content of the first of *names* (lower case) that the page has."""
        return next((self.metas[name][0] for name in names if name in self.metas), None)

    @cached_property
    def json_ld(self) -> list[dict[str, Any]]:
        """Every JSON-LD node of the page as a plain dict, @graph and lists opened; broken scripts are passed over."""
        nodes: list[dict[str, Any]] = []
        for script in self.root.iter("script"):
            if "ld+json" in (script.get("type") or "") and script.text:
                try:
                    _collect(msgspec.json.decode(script.text.strip()), nodes)
                except msgspec.DecodeError:
                    continue
        return nodes

    def find(self, finder: Finder) -> list[Any]:
        """Return what *finder* matches, in document order: elements, or strings for an attribute or a meta."""
        way, compiled = _compiled(finder.source)
        if way == "meta":
            return list(self.metas.get(compiled, ()))
        found = compiled(self.root)
        return found if isinstance(found, list) else [found]

    def absolute(self, link: str) -> str:
        """Resolve *link* against the page's own address."""
        return urljoin(self.url or "", link)


def _collect(value: Any, nodes: list[dict[str, Any]]) -> None:
    if isinstance(value, list):
        for one in value:
            _collect(one, nodes)
    elif isinstance(value, dict):
        nodes.append(value)
        _collect(value.get("@graph"), nodes)


def text_of(node: etree._Element) -> str:
    """Return the visible text of *node* on one line."""
    return clean("".join(node.itertext()))


def decode(body: bytes, content_type: str | None = None) -> str:
    """Turn bytes into text: UTF-8 when it is UTF-8, else what is declared, else what bs4 detects."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        from bs4.dammit import UnicodeDammit

        declared = _CHARSET.search((content_type or "").encode()) or _CHARSET.search(body[:4096])
        known = [declared[1].decode("ascii", "replace")] if declared else []
        return UnicodeDammit(body, known_definite_encodings=known, is_html=True).unicode_markup or body.decode(
            "utf-8", "replace"
        )


def _parse(html: str) -> etree._Element:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(html.encode("utf-8", "replace"), parser)
    except etree.ParserError:
        root = None
    return root if root is not None else etree.Element("html")


def finders(sources: Iterable[str]) -> tuple[Finder, ...]:
    """Compile a publisher's list of finders, best first; raise ValueError naming the bad one."""
    return tuple(Finder(source) for source in sources)


def first_texts(document: Document, chosen: Sequence[Finder]) -> list[tuple[str, str]]:
    """Return ``(finder source, text)`` of the first match of each of *chosen* that is not blank."""
    out = []
    for finder in chosen:
        for match in document.find(finder):
            text = clean(match) if isinstance(match, str) else text_of(match)
            if text:
                out.append((finder.source, text))
                break
    return out
