"""Microdata and RDFa on visible elements: the few properties an article needs, read without building a graph."""

from __future__ import annotations

from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.tree import Node, compile_xpath, text_of
from newsarchive.parsers.text import clean

_RDFA = compile_xpath("descendant::*[@property][not(self::meta)]")


def _items(document: Document) -> dict[str, list[Node]]:
    """Return the page's elements by the property they carry; read once per document."""
    return document.remembered("microdata", _read)


def _read(document: Document) -> dict[str, list[Node]]:
    found: dict[str, list[Node]] = {}
    nodes = list(document.elements.having("itemprop"))
    # Open Graph's metas are RDFa, too; only pages with types have properties elsewhere.
    nodes += _RDFA(document.root) if "typeof=" in document.html else []
    for node in nodes:
        for name in (node.get("itemprop") or node.get("property") or "").split():
            found.setdefault(name.rpartition(":")[2].rpartition("/")[2], []).append(node)
    return found


def item_nodes(document: Document, name: str) -> list[Node]:
    """Return the elements that carry the property *name* (of schema.org)."""
    return _items(document).get(name, [])


def item_texts(document: Document, name: str) -> list[str]:
    """Return the values of the property *name* in document order: @content, @datetime, else the text."""
    return [text for node in item_nodes(document, name) if (text := value_of(node))]


def value_of(node: Node) -> str:
    """Return the value of one property's element: @content, @datetime, else its text."""
    return clean(node.get("content") or node.get("datetime")) or text_of(node)
