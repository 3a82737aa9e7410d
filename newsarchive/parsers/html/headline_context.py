"""The texts displayed just above and below the headline, in small pieces."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from newsarchive.parsers.html.tree import Node, texts_in
from newsarchive.parsers.text import clean

_BEFORE, _AFTER = 12, 26
# A byline is close to its headline; a page may have a million empty elements after the headline.
_SIBLINGS = 2_000
_CLIMB = 6
_LONGEST = 400
_CHROME = frozenset({"nav", "header", "footer", "aside", "form", "select"})


class HeadlinePart(NamedTuple):
    """One text between two tags and the *element* around it; *distance* is negative above the headline."""

    text: str
    distance: int
    element: Node


class HeadlineContext(NamedTuple):
    """The headline's element (``None``: not found) and the pieces around it, nearest first."""

    heading: Node | None
    before: list[HeadlinePart]
    after: list[HeadlinePart]


def read_headline_context(heading: Node | None) -> HeadlineContext:
    """Collect the texts around *heading*; two empty lists if the page does not display its headline."""
    if heading is None:
        return HeadlineContext(None, [], [])
    before = [HeadlinePart(text, -step, node) for step, (node, text) in enumerate(islice(_before(heading), _BEFORE), 1)]
    after = [
        HeadlinePart(text, step, node) for step, (node, text) in enumerate(islice(texts_after(heading), _AFTER), 1)
    ]
    return HeadlineContext(heading, before, after)


def texts_after(element: Node, climb: int = _CLIMB) -> Iterator[tuple[Node, str]]:
    """Yield the texts displayed after *element*, each with its element, within the *climb* elements around it."""
    node: Node | None = element
    for _ in range(climb):
        if node is None or node.tag == "body":
            return
        parent = node.getparent()
        if parent is not None and (text := _cleaned(node.tail)):
            yield parent, text
        for sibling in islice(node.itersiblings(), _SIBLINGS):
            yield from _pieces(sibling)
            if parent is not None and (text := _cleaned(sibling.tail)):
                yield parent, text
        node = parent


def _before(heading: Node) -> Iterator[tuple[Node, str]]:
    node: Node | None = heading
    for _ in range(_CLIMB - 1):
        if node is None or node.tag == "body":
            return
        parent = node.getparent()
        for sibling in islice(node.itersiblings(preceding=True), _SIBLINGS):
            if parent is not None and (text := _cleaned(sibling.tail)):
                yield parent, text
            yield from reversed(list(islice(_pieces(sibling), 30)))
        node = parent
        if node is not None and (text := _cleaned(node.text)):
            yield node, text


def _pieces(node: Node) -> Iterator[tuple[Node, str]]:
    if node.tag in _CHROME and node.tag != "header":
        return
    if not len(node):
        if cleaned := _cleaned(node.text):
            yield node, cleaned
        return
    for element, text in texts_in(node):
        if cleaned := _cleaned(text):
            yield element, cleaned


def _cleaned(text: str | None) -> str:
    return "" if not text or text.isspace() else clean(text[:_LONGEST])
