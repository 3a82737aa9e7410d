"""Recognize teaser cards: a linked headline of another article with its picture, kicker, author and date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from itertools import islice

from newsarchive.parsers.body.labels import Verdict
from newsarchive.parsers.body.lists.last_parts import part_around, trunk_of
from newsarchive.parsers.body.lists.site_links import MOST_ELEMENTS
from newsarchive.parsers.body.table import SENTENCE_ENDS, TextBlock
from newsarchive.parsers.html.cards import is_covered
from newsarchive.parsers.html.tree import Node, text_of
from newsarchive.parsers.lengths import LONGEST_NAME, SHORTEST_LINK

_CARD = Verdict(
    "related list", "block.card", "stands with a linked headline in a small box between paragraphs: another article"
)
# Single linked headlines, and lists: counted apart.
_LINKED_RULES = (
    frozenset(("block.linked", "block.headline")),
    frozenset(("list.linked", "tag.linked-card", "block.keywords")),
)
_LONGEST_CARD = 160  # characters; kicker, author and date together
_MOST_CARDS = 3  # cards; with more, they are the text's own boxes
_MOST_TEASERS = 6  # teasers of one box; a box with more holds the text
_LONGEST_TEASER = 300  # characters; longer ones are paragraphs
_CLIMB_TO_CARD = 4  # levels; from a line over its column to the card


def label_cards(blocks: Sequence[TextBlock], region: Sequence[TextBlock], homes: Collection[Node | None]) -> None:
    """Label the lines beside a linked headline in a small box among the text's paragraphs: kicker, author, date.

    *blocks* are the unlabeled blocks of the *region*. A line that ends in a full stop is a sentence of the text, unless
    picture and headline link to the same page, and many such boxes are its chapters: products, books, recipes.
    """
    _label_covered(blocks, homes)
    for rules in _LINKED_RULES:
        linked = {
            block.home
            for block in region
            if block.rule in rules and block.size >= SHORTEST_LINK and block.home not in homes
        }
        if linked:
            _label_beside(linked, [block for block in blocks if not block.label], homes)


def _label_covered(blocks: Sequence[TextBlock], homes: Collection[Node | None]) -> None:
    """Label the lines of cards that an empty link covers, below the text and outside of its *homes*.

    Among the paragraphs or in their element, such cards are the text's own: inns, dishes, players.
    """
    covered: dict[Node, bool] = {}  # the lines of a page share their boxes
    for block in reversed(blocks):
        if block.home in homes and block.sentence:
            break
        if block.label or block.home is None or block.home in homes:
            continue
        around = [*block.home.iterancestors()]
        if any(box in homes for box in around):
            continue
        for box in (block.home, *around[:_CLIMB_TO_CARD]):
            if box not in covered:
                covered[box] = is_covered(box)
            if covered[box]:
                block.mark(_CARD)
                break


def _label_beside(linked: Collection[Node | None], blocks: Sequence[TextBlock], homes: Collection[Node | None]) -> None:
    trunk = trunk_of(homes)
    cards = {part for home in linked if home is not None and (part := part_around(home, trunk)) is not None}
    lines: defaultdict[Node, list[TextBlock]] = defaultdict(list)
    for block in blocks:
        if block.home is not None and block.home not in homes and (part := part_around(block.home, trunk)) in cards:
            lines[part].append(block)
    if len(lines) > _MOST_CARDS:
        return
    for part, its in lines.items():
        sizes = [len(block.text) for block in its]
        is_small = sum(sizes) <= _LONGEST_CARD and max(sizes) <= LONGEST_NAME and not any(map(_is_closed, its))
        if is_small or (sum(sizes) <= _LONGEST_TEASER and is_teaser(part)) or _are_teasers(part, its):
            for block in its:
                block.mark(_CARD)


def is_teaser(part: Node) -> bool:
    """Return whether *part* has a linked picture and a linked headline with the same address, and no other link."""
    links = list(islice(part.iter("a"), MOST_ELEMENTS))
    if len(links) < 2 or len({link.get("href") for link in links}) > 1:
        return False
    pictured = [next(link.iter("img"), None) is not None for link in links]
    return any(pictured) and not all(pictured)


def _are_teasers(part: Node, lines: Sequence[TextBlock]) -> bool:
    """Return whether *part* consists of a few teasers, and *lines* are as short as those of teasers."""
    cards = [child for child in islice(part.iterchildren("*"), _MOST_TEASERS + 1) if text_of(child)]
    if not 1 < len(cards) <= _MOST_TEASERS or not all(map(is_teaser, cards)):
        return False
    return all(len(line.text) <= _LONGEST_TEASER for line in lines)


def _is_closed(block: TextBlock) -> bool:
    return block.text[-1] in SENTENCE_ENDS or block.cell
