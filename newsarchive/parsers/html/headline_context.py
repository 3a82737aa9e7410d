"""The texts displayed just above and below the headline, in small pieces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from newsarchive.parsers.html.tree import Node, texts_in
from newsarchive.parsers.lengths import LONGEST_TITLE, NEAR_HEADLINE
from newsarchive.parsers.text import clean

_AFTER = 26  # texts; date and author are among them also behind a lead, buttons and a picture with caption
# elements; a byline is close to its headline; a page may have a million empty elements after the headline
_SIBLINGS = 2_000
_CLIMB_AROUND = 6  # levels; from the headline to the box that also holds the text
_CHROME = frozenset({"nav", "header", "footer", "aside", "form", "select"})


class HeadlinePart(NamedTuple):
    """One text between two tags and the *element* around it; *distance* is negative above the headline."""

    text: str
    distance: int
    element: Node


class _PartsAfter:
    """The pieces after a headline, in order; each is looked for when it is first asked for: few are, on most pages."""

    def __init__(self, heading: Node | None) -> None:
        self._found: list[HeadlinePart] = []
        self._texts = islice(texts_after(heading), _AFTER) if heading is not None else iter(())

    def __iter__(self) -> Iterator[HeadlinePart]:
        at = 0
        while at < len(self._found) or self._has_another():
            yield self._found[at]
            at += 1

    def _has_another(self) -> bool:
        for element, text in self._texts:
            self._found.append(HeadlinePart(text, len(self._found) + 1, element))
            return True
        return False


class HeadlineContext(NamedTuple):
    """The headline's element (``None``: not found) and the pieces around it, nearest first."""

    heading: Node | None
    before: list[HeadlinePart]
    after: Iterable[HeadlinePart]


def read_headline_context(heading: Node | None) -> HeadlineContext:
    """Collect the texts around *heading*; none if the page does not display its headline."""
    texts = islice(_before(heading), NEAR_HEADLINE) if heading is not None else ()
    before = [HeadlinePart(text, -step, element) for step, (element, text) in enumerate(texts, 1)]
    return HeadlineContext(heading, before, _PartsAfter(heading))


def texts_after(element: Node, climb: int = _CLIMB_AROUND) -> Iterator[tuple[Node, str]]:
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
    for _ in range(_CLIMB_AROUND - 1):
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
    return "" if not text or text.isspace() else clean(text[:LONGEST_TITLE])
