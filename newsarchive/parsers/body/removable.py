"""Limit what a publisher's `remove` selectors remove from a page: cards, widgets and labels, never the text itself."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from newsarchive.parsers.body.class_names import INLINE
from newsarchive.parsers.html.tree import Node
from newsarchive.parsers.lengths import SENTENCE
from newsarchive.parsers.text import clean

_SHORT_PROSE = 20  # letters outside links; a line that ends as a sentence; fewer are a button or a name
_WORD = re.compile(r"\w")
_SENTENCE_END = re.compile(r"[.!?…。！？]['\"”’»)]*$")
_MOST_SIBLINGS = 50  # elements of one line; far more than any has: bounds the time that a malicious page can take
_MOST_RUNS = 5_000  # texts inside an element; a long article has hundreds: a bound for malicious pages


def removable(nodes: Iterable[Node]) -> set[Node]:
    """Return the nodes in *nodes* that a publisher's selector may remove.

    A selector is written for cards and widgets, but a CMS gives the same class to a keyword link within a sentence. So
    an inline element stays if text is beside it on its line ("xã thuê <a>máy bơm mới</a> cho vụ hè"), and a block stays
    if it contains more paragraphs of unlinked prose than links alone on their line, as a quotation does. A card with a
    headline and its teaser is removed.
    """
    chosen = set(nodes)
    return {
        element
        for element in chosen
        if not (_stands_in_a_line(element, chosen) if element.tag in INLINE else _is_prose(element))
    }


def _stands_in_a_line(node: Node, chosen: Collection[Node]) -> bool:
    """Return whether text outside *chosen* is beside the inline *node* on its line."""
    while True:
        parent = node.getparent()
        if parent is None:
            return False
        if any(_WORD.search(text) for text in _text_beside(node, parent, chosen)):
            return True
        if parent.tag not in INLINE:
            return False
        node = parent


def _text_beside(node: Node, parent: Node, chosen: Collection[Node]) -> Iterator[str]:
    """Yield the texts of *parent* on the line of its child *node*, without those of other *chosen* elements."""
    yield node.tail or ""
    for sibling in islice(node.itersiblings(), _MOST_SIBLINGS):
        if sibling.tag not in INLINE:
            break
        if sibling not in chosen:
            yield from sibling.itertext()
        yield sibling.tail or ""
    for sibling in islice(node.itersiblings(preceding=True), _MOST_SIBLINGS):
        yield sibling.tail or ""
        if sibling.tag not in INLINE:
            return
        if sibling not in chosen:
            yield from sibling.itertext()
    yield parent.text or ""


def _is_prose(node: Node) -> bool:
    """Return whether *node* contains more lines of prose than links that are alone on their line."""
    prose = links = 0
    for plain, linked in _lines(node):
        if len(plain) >= SENTENCE or (len(plain) >= _SHORT_PROSE and _SENTENCE_END.search(plain)):
            prose += 1
        elif linked and not plain:
            links += 1
    return prose > links


def _lines(node: Node) -> Iterator[tuple[str, str]]:
    """Yield the text outside links and the text inside links for each line or block in *node*."""
    plain: list[str] = []
    linked: list[str] = []
    for text, is_linked in islice(_runs(node), _MOST_RUNS):
        if text is None:
            yield clean("".join(plain)), clean("".join(linked))
            plain, linked = [], []
        else:
            (linked if is_linked else plain).append(text)
    yield clean("".join(plain)), clean("".join(linked))


def _runs(root: Node) -> Iterator[tuple[str | None, bool]]:
    """Yield the texts in *root* and whether they are linked; ``None`` where a line ends."""
    waiting: list[tuple[Node, bool, bool]] = [(root, False, False)]
    while waiting:
        node, within_link, is_done = waiting.pop()
        if node is not root and node.tag not in INLINE:
            yield None, False
        if is_done:
            if node is not root and node.tail:
                yield node.tail, within_link
            continue
        is_linked = within_link or node.tag == "a"
        if node.text:
            yield node.text, is_linked
        waiting.append((node, within_link, True))
        waiting.extend((child, is_linked, False) for child in reversed(node))
