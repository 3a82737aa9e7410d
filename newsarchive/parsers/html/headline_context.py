"""The words around the headline: what the page prints just above and below it, in small pieces."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from newsarchive.parsers.html.document import Document, Node, clean, compile_xpath, text_of

_BEFORE, _AFTER = 12, 26
_CLIMB = 6
_LONGEST = 400
_CHROME = frozenset({"nav", "header", "footer", "aside", "form", "select"})
_SAME_TEXT = compile_xpath("//body//*[normalize-space(text())=$text]")


class Piece(NamedTuple):
    """One text between two tags; *distance* counts the pieces from the headline, negative above it."""

    text: str
    distance: int


class Surroundings(NamedTuple):
    """The headline's element (``None``: not found) and the pieces around it, nearest first."""

    heading: Node | None
    before: list[Piece]
    after: list[Piece]


def read_surroundings(document: Document, title: str | None) -> Surroundings:
    """Read what stands around *title* in the page; two empty lists when the page does not print it."""
    heading = _heading(document, title) if title else None
    if heading is None:
        return Surroundings(None, [], [])
    before = [Piece(text, -step) for step, text in enumerate(islice(_before(heading), _BEFORE), 1)]
    after = [Piece(text, step) for step, text in enumerate(islice(_after(heading), _AFTER), 1)]
    return Surroundings(heading, before, after)


def _heading(document: Document, title: str) -> Node | None:
    key = _key(title)
    for level in ("h1", "h2"):
        for node in document.by_tag.get(level, ()):
            if _key(text_of(node)) == key:
                return node
    if title in document.html[document.html.find("<body") :]:
        found: list[Node] = _SAME_TEXT(document.root, text=title)
        if found:
            return found[0]
    return next(iter(document.by_tag.get("h1", ())), None)


def _key(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _after(heading: Node) -> Iterator[str]:
    node: Node | None = heading
    for _ in range(_CLIMB):
        if node is None or node.tag == "body":
            return
        if node.tail:
            yield from _piece(node.tail)
        for sibling in node.itersiblings():
            yield from _pieces(sibling)
            if sibling.tail:
                yield from _piece(sibling.tail)
        node = node.getparent()


def _before(heading: Node) -> Iterator[str]:
    node: Node | None = heading
    for _ in range(_CLIMB - 1):
        if node is None or node.tag == "body":
            return
        for sibling in node.itersiblings(preceding=True):
            if sibling.tail:
                yield from _piece(sibling.tail)
            yield from reversed(list(islice(_pieces(sibling), 30)))
        node = node.getparent()
        if node is not None and node.text:
            yield from _piece(node.text)


def _pieces(node: Node) -> Iterator[str]:
    if node.tag in _CHROME and node.tag != "header":
        return
    for text in node.itertext():
        if not text.isspace() and (cleaned := clean(text[:_LONGEST])):
            yield cleaned


def _piece(text: str) -> Iterator[str]:
    if not text.isspace() and (cleaned := clean(text[:_LONGEST])):
        yield cleaned
