"""What stands behind the last paragraph of a text, in places of its own: more of the text, or boxes about others."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import islice, pairwise
from urllib.parse import urlsplit

from newsarchive.parsers.body.blocks import Line
from newsarchive.parsers.html.tree import Node
from newsarchive.parsers.lexicons.body import NETWORKS, RELATED_HEADING

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
    own = _tag_and_class(part)
    elders = {one for one in part.itersiblings(preceding=True) if _tag_and_class(one) == own}
    if not elders:
        return False
    sizes = [len(line.text) * line.sentence for line in text]
    held = (size for line, size in zip(text, sizes, strict=True) if size and not elders.isdisjoint(_around(line.node)))
    return sum(held) > _ELDERS_SHARE * sum(sizes)


def _tag_and_class(node: Node) -> tuple[object, list[str]]:
    return node.tag, (node.get("class") or "").split()[:1]


def _around(node: Node) -> Iterator[Node]:
    yield node
    yield from islice(node.iterancestors(), _DEEPEST)


_LINKED_SHARE, _LONG_ITEM = 0.6, 150


def find_linked_lists(lines: list[Line], site: str) -> set[Node | None]:
    """Return the lists whose items are short and mostly links within *site*, as lists of other stories are."""
    items: defaultdict[Node | None, list[Line]] = defaultdict(list)
    for line in lines:
        if line.kind == "list_item" and line.node.tag == "li":
            items[line.node.getparent()].append(line)
    return {one for one, its in items.items() if len(its) > 1 and _are_linked(its) and not _lead_out(its, site)}


def _are_linked(lines: list[Line]) -> bool:
    size = sum(len(line.text) for line in lines)
    return size < _LONG_ITEM * len(lines) and sum(line.linked for line in lines) > _LINKED_SHARE * size


def _lead_out(lines: list[Line], site: str) -> bool:
    return 2 * sum(leads_out(line.node, site) for line in lines) > len(lines)


def without_lists(lines: list[Line]) -> list[Line]:
    """Leave out lists of other stories, and what is linked behind the last text of the article's own places."""
    homes, solid = _homes(lines)
    left = [0] * (len(lines) + 1)
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        left[index] = left[index + 1] + (len(line.text) if line.sentence and line.home in homes else 0)
    end = next((index for index, size in enumerate(left) if size == 0), 0) if left[0] else len(lines)
    going_on = last_parts(lines, end, homes)
    kept: list[Line] = []
    skipping = False
    for index, line in enumerate(lines):
        home = line.home
        if len(line.text) < 80 and RELATED_HEADING.match(line.text.lower()):
            if left[index] < 0.08 * left[0]:
                break
            skipping = True
        elif skipping and line.sentence and home in homes:
            skipping = False
        going = index < end or home in homes or home in solid or index in going_on
        if going and not skipping:
            kept.append(line)
    return kept


def _homes(lines: list[Line]) -> tuple[set[Node | None], set[Node | None]]:
    """Return the elements of the makes (tag and class) that hold much text, and those that hold some and no links."""
    makes: Counter[tuple[str, str | Node | None]] = Counter()
    sizes: Counter[Node | None] = Counter()
    links: Counter[Node | None] = Counter()
    for line in lines:
        home = line.home
        sizes[home] += len(line.text)
        links[home] += line.linked
        makes[_make(home)] += len(line.text) if line.sentence else 0
    enough = 0.2 * makes.total()
    main = {
        home
        for home in sizes
        if makes[_make(home)] >= enough and (sizes[home] >= enough or links[home] < 0.2 * sizes[home])
    }
    return main, {home for home in sizes if sizes[home] > 0.08 * sizes.total() and links[home] < 0.05 * sizes[home]}


def _make(home: Node | None) -> tuple[str, str | Node | None]:
    """Return what elements of one make share: tag and class, or the parent where there is no class."""
    if home is None:
        return "", None
    parent = home.getparent()
    return str(home.tag), home.get("class") or (parent.get("class") if parent is not None else None) or parent


# No headline nor item of a list has so many elements; a page made to keep us busy may.
_MOST = 30


_SECOND_LEVELS = frozenset(("com", "co", "net", "org", "gov", "edu", "ac", "or", "ne"))


def name_of_site(url: str | None) -> str:
    """Return the label that a site's owner chose: "example" of https://news.example.co.uk/; "" when there is none."""
    try:
        labels = (urlsplit(url or "").hostname or "").split(".")[:-1]
    except ValueError:
        return ""
    if len(labels) > 1 and labels[-1] in _SECOND_LEVELS:
        labels.pop()
    return labels[-1] if labels else ""


def leads_out(node: Node, site: str) -> bool:
    """Tell whether all links in *node*, or the link around it, lead to other sites than *site*, and none to share."""
    inside = islice(node.iterdescendants(), _MOST)
    links = [one for one in inside if one.tag == "a"] or list(islice(node.iterancestors("a"), 1))
    return bool(site and links) and all(_is_foreign(link.get("href") or "", site) for link in links)


def _is_foreign(href: str, site: str) -> bool:
    if not href.startswith(("http://", "https://", "//")):
        return False
    host = href.partition("//")[2].partition("/")[0].lower()
    return site not in host and NETWORKS.search(host) is None
