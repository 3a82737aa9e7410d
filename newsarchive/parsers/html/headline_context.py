"""The texts around the headline: what the page displays just above and below it, in small pieces."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from newsarchive.parsers.html.tree import Node
from newsarchive.parsers.text import clean

_BEFORE, _AFTER = 12, 26
_CLIMB = 6
_LONGEST = 400
_CHROME = frozenset({"nav", "header", "footer", "aside", "form", "select"})


class Piece(NamedTuple):
    """One text between two tags; *distance* counts the pieces from the headline, negative above it."""

    text: str
    distance: int


class HeadlineContext(NamedTuple):
    """The headline's element (``None``: not found) and the pieces around it, nearest first."""

    heading: Node | None
    before: list[Piece]
    after: list[Piece]


def read_headline_context(heading: Node | None) -> HeadlineContext:
    """Read what stands around *heading*; two empty lists when the page does not display its headline."""
    if heading is None:
        return HeadlineContext(None, [], [])
    before = [Piece(text, -step) for step, text in enumerate(islice(_before(heading), _BEFORE), 1)]
    after = [Piece(text, step) for step, text in enumerate(islice(_after(heading), _AFTER), 1)]
    return HeadlineContext(heading, before, after)


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
