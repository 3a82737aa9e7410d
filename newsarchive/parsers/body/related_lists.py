"""What stands behind the last paragraph of a text, in places of its own: more of the text, or boxes about others."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import islice, pairwise

from newsarchive.parsers.body.blocks import Line
from newsarchive.parsers.html.document import Node
from newsarchive.parsers.lexicons.body import RELATED_HEADING

_FEW_LINKS, _MOST_SENTENCES = 0.2, 0.75
_LONG_QUESTION, _HEADING = 160, 80
_TABLE = 300
_SECTION, _LONG_SENTENCE, _ELDERS_SHARE = 400, 120, 0.2
# No article has so many, nor stands so deep; a page made to keep us busy may.
_MOST_PARTS, _DEEPEST = 50, 60
_FAQ = re.compile("faq|accordion", re.I)


def last_parts(lines: Sequence[Line], start: int, homes: Collection[Node | None]) -> set[int]:
    """Return the indexes, from *start* on, of the *lines* that carry the text on though they stand outside its *homes*.

    Three kinds of parts do: questions with their answers, tables, and sections of the same make as an earlier section.
    """
    trunk = _trunk(homes)
    parts: dict[Node, list[int]] = defaultdict(list)
    for index in range(start, len(lines)):
        home = lines[index].home
        if home is not None and home not in homes and (part := _part(home, trunk)) is not None:
            parts[part].append(index)
    return {
        index
        for part, indexes in islice(parts.items(), _MOST_PARTS)
        if _carries_on(part, [lines[one] for one in indexes], lines[:start])
        for index in indexes
    }


def _trunk(homes: Collection[Node | None]) -> set[Node]:
    trunk: set[Node] = set()
    for home in homes:
        while home is not None and home not in trunk:
            trunk.add(home)
            home = home.getparent()
    return trunk


def _part(home: Node, trunk: set[Node]) -> Node | None:
    """Return the element around *home* that branches off the *trunk*, the elements around the text."""
    node: Node = home
    while (parent := node.getparent()) is not None and parent not in trunk:
        node = parent
    return None if node in trunk else node


def _carries_on(part: Node, lines: list[Line], text: Sequence[Line]) -> bool:
    size = sum(len(line.text) for line in lines)
    if sum(line.linked for line in lines) >= _FEW_LINKS * size or any(map(_announces_others, lines)):
        return False
    if size > _TABLE and 2 * sum(line.cell for line in lines) > len(lines):
        return True
    sentences = [len(line.text) for line in lines if line.sentence]
    if sum(sentences) < 0.5 * size:
        return False
    return (
        _FAQ.search(f"{part.get('class')} {part.get('id')}") is not None
        or _questions(lines) > 1
        or (
            size > _SECTION
            and sum(sentences) > _MOST_SENTENCES * size
            and len(sentences) > 1
            and sum(sentences) > _LONG_SENTENCE * len(sentences)
            and _has_elder(part, text)
        )
    )


def _announces_others(line: Line) -> bool:
    return len(line.text) < _HEADING and (not line.cell) and RELATED_HEADING.match(line.text.lower()) is not None


def _questions(lines: list[Line]) -> int:
    return sum(
        one.text[-1] in "?？" and len(one.text) < _LONG_QUESTION and after.sentence for one, after in pairwise(lines)
    )


def _has_elder(part: Node, text: Sequence[Line]) -> bool:
    """Tell whether an element of the make of *part*, before it in the same parent, holds a fair share of the *text*."""
    make = _make(part)
    elders = {one for one in part.itersiblings(preceding=True) if _make(one) == make}
    if not elders:
        return False
    sizes = [len(line.text) * line.sentence for line in text]
    held = (size for line, size in zip(text, sizes, strict=True) if size and not elders.isdisjoint(_around(line.node)))
    return sum(held) > _ELDERS_SHARE * sum(sizes)


def _make(node: Node) -> tuple[object, list[str]]:
    return node.tag, (node.get("class") or "").split()[:1]


def _around(node: Node) -> Iterator[Node]:
    yield node
    yield from islice(node.iterancestors(), _DEEPEST)
