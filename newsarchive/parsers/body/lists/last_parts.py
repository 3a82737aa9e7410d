"""Find separate elements after the last paragraph that continue the text: notes, entries, questions, items."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice, pairwise

from newsarchive.parsers.body.lists.site_links import leads_out, leads_to_headline, leads_within_page
from newsarchive.parsers.body.phrases import heading_verdict
from newsarchive.parsers.body.table import NO_STOP, TextBlock
from newsarchive.parsers.html.tree import Node, class_and_id
from newsarchive.parsers.lengths import FEW_LINKS, SENTENCE_WITHOUT_STOP, WORDS_OF_SENTENCE
from newsarchive.parsers.lexicons.body import FACT_CLASS, NOTE_MARK
from newsarchive.parsers.text import FULL_STOPS

_SHORTEST_TABLE = 300  # characters; a smaller table behind the text is a box of the page
_SHORTEST_LIST = 100  # characters; a shorter list is a menu or tags
_FEWEST_ITEMS = 5  # items; fewer may be labels or tags
# The link of a note back to its place in the text.
_WAY_BACK = " \u21a9\u21a5\u2191^\ufe0e"
_SHORTEST_SECTION = 400  # characters; a shorter part behind the text is a note, a teaser or a call
_PROSE_SHARE = 0.75  # share of letters in sentences; the rest are headings and a credit
_ELDERS_SHARE = 0.2  # share of the text; the template gives its parts one class, and those before hold much of the text
_FEWEST_TEASERS = 2  # sentences; one may follow a link between two parts of the text
_MOST_PARTS = 50  # parts; no article exceeds this limit; a malicious page may
_DEEPEST = 60  # levels; no article exceeds this limit; a malicious page may
_MUCH_PROSE = 200  # characters in sentences; a box with as much and hardly a link belongs to the article
_MOSTLY = 0.7  # share of letters in sentences
_HARDLY_LINKED = 0.1  # share of letters in links; a name or a source
# The time above an entry of a live report.
_CLOCK = re.compile(
    r"\d\d?\s?(?:[:.h]|giờ|uhr)\s?(?:\d\d)?(?::\d\d)?(?:\s?(?:[ap]\.?m\.?|uhr|\([a-z]{3,4}\)|[A-Z]{3,4}|'))?", re.I
)
_FAQ = re.compile("faq|accordion", re.I)


def last_parts(
    blocks: Sequence[TextBlock], start: int, homes: Collection[Node | None], region: Sequence[TextBlock], site: str
) -> set[int]:
    """Return the indexes, from *start* on, of *blocks* that continue the text although they are outside its *homes*.

    Seven kinds of parts continue it: questions with their answers, tables, unlinked lists and notes, unlinked prose,
    one unlinked sentence, sections with the same tag and class as an earlier section, and entries below headings or
    times. *blocks* are the unlabeled blocks of the *region*; *site* is from `name_of_site`.
    """
    trunk = trunk_of(homes)
    parts: dict[Node, list[int]] = defaultdict(list)
    for index in range(start, len(blocks)):
        home = blocks[index].home
        if home is not None and home not in homes and (part := part_around(home, trunk)) is not None:
            parts[part].append(index)
    inside: defaultdict[Node, list[TextBlock]] = defaultdict(list)
    for block in region if parts else ():
        if (part := part_around(block.node, trunk)) is not None and part in parts:
            inside[part].append(block)
    entries = _entries(inside)
    return {
        index
        for part, indexes in islice(parts.items(), _MOST_PARTS)
        if part in entries
        or _is_note(inside[part], site)
        or (
            not _are_teasers(inside[part], site)
            and _carries_on(part, [blocks[index] for index in indexes], blocks[:start])
        )
        for index in indexes
    }


def _is_note(blocks: list[TextBlock], site: str) -> bool:
    """Return whether *blocks*, all of one part, are one sentence: a note of the author or the last words.

    It has no link, or links to sources outside *site*.
    """
    if len(blocks) != 1 or blocks[0].kind != "paragraph":
        return False
    note = blocks[0]
    if note.linked and (2 * note.linked >= note.size or not leads_out(note.node, site)):
        return False
    return is_marked_note(note.text) or ends_sentence(note.text)


def ends_sentence(text: str) -> bool:
    """Return whether *text* ends in a full stop, or is as long as a sentence in a script that has none."""
    if NO_STOP.search(text) is not None:
        return len(text) >= SENTENCE_WITHOUT_STOP
    return text[-1] in FULL_STOPS


def is_marked_note(text: str) -> bool:
    """Return whether *text* is marked as a note on what stands above: "* Tên nhân vật đã đổi", "(Còn nữa)"."""
    if NOTE_MARK.match(text) is not None:
        return text.count(" ") + 1 >= WORDS_OF_SENTENCE
    return text[0] in "(（" and text[-1] in ")）" and (" " in text or not text.isascii())


def _are_teasers(blocks: Sequence[TextBlock], site: str) -> bool:
    """Return whether most sentences of *blocks*, all of one part, stand one by one below linked headlines of *site*."""
    sentences = teasers = 0
    is_below_link = False
    for block in blocks:
        if block.sentence:
            sentences += 1
            teasers += is_below_link
            is_below_link = False
        elif block.picture is None and block.label != "time":
            is_below_link = block.is_linked and leads_to_headline(block, site)
    return teasers >= _FEWEST_TEASERS and 2 * teasers > sentences


def _entries(inside: Mapping[Node, list[TextBlock]]) -> Collection[Node]:
    """Return those of the parts *inside* that are entries of one kind, without links, each below a heading or a time.

    So editors' software lays out live reports, questions with their answers, steps, and lists of dishes or products.
    """
    kinds: defaultdict[tuple[object, ...], list[Node]] = defaultdict(list)
    for part in inside:
        tag, names = _tag_and_class(part)
        kinds[tag, *names].append(part)
    return {
        part
        for entries in kinds.values()
        if len(entries) > 1 and all(_is_entry(inside[entry]) for entry in entries)
        for part in entries
    }


def _is_entry(blocks: list[TextBlock]) -> bool:
    texts = [block for block in blocks if block.picture is None]
    if len(texts) < 2 or any(block.linked for block in texts):
        return False
    return texts[0].kind == "heading" or _CLOCK.fullmatch(texts[0].text) is not None


def trunk_of(homes: Collection[Node | None]) -> set[Node]:
    """Return *homes*, the elements of the text, and the elements around any of them."""
    trunk: set[Node] = set()
    for home in homes:
        while home is not None and home not in trunk:
            trunk.add(home)
            home = home.getparent()
    return trunk


def part_around(home: Node, trunk: set[Node]) -> Node | None:
    """Return the element around *home* that is a child of the *trunk*, the ancestors of the text."""
    node: Node = home
    while (parent := node.getparent()) is not None and parent not in trunk:
        node = parent
    return None if node in trunk else node


def _carries_on(part: Node, blocks: list[TextBlock], text: Sequence[TextBlock]) -> bool:
    size = sum(len(block.text) for block in blocks)
    if sum(block.linked for block in blocks) >= FEW_LINKS * size or any(map(_announces_others, blocks)):
        return False
    if size > _SHORTEST_TABLE and 2 * sum(block.cell for block in blocks) > len(blocks):
        return True
    if size >= _SHORTEST_LIST and _are_items_of_text(blocks):
        return True
    names = class_and_id(part)
    if FACT_CLASS.search(names.casefold()) is not None:
        return True
    is_faq = _FAQ.search(names) is not None
    if is_faq and any(block.text[-1] in "?？" for block in blocks) and size < _SHORTEST_SECTION:
        return True
    sentences = [len(block.text) for block in blocks if block.sentence]
    if sum(sentences) < 0.5 * size:
        return False
    is_unlinked_prose = sum(sentences) >= max(_MUCH_PROSE, _MOSTLY * size) and not _are_linked_at_all(blocks, size)
    return (
        is_unlinked_prose
        or is_faq
        or _questions(blocks) > 1
        or (size > _SHORTEST_SECTION and sum(sentences) > _PROSE_SHARE * size and _has_elder(part, text))
    )


def _are_items_of_text(blocks: list[TextBlock]) -> bool:
    """Return whether most *blocks* are items of a list without links, five or more of them, or each a sentence.

    A note's link back to its place in the text does not count.
    """
    items = [block for block in blocks if block.kind == "list_item" and (not block.linked or leads_within_page(block))]
    if len(items) < 2 or 2 * len(items) <= len(blocks):
        return False
    return len(items) >= _FEWEST_ITEMS or all(block.text.rstrip(_WAY_BACK)[-1:] in FULL_STOPS for block in items)


def _are_linked_at_all(blocks: list[TextBlock], size: int) -> bool:
    return sum(block.linked for block in blocks) >= _HARDLY_LINKED * size


def _announces_others(block: TextBlock) -> bool:
    return not block.cell and heading_verdict(block.text) is not None


def _questions(blocks: list[TextBlock]) -> int:
    return sum(block.text[-1] in "?？" and after.sentence for block, after in pairwise(blocks))


def _has_elder(part: Node, text: Sequence[TextBlock]) -> bool:
    """Return whether an earlier sibling with the tag and class of *part* holds a large enough share of the *text*."""
    own = _tag_and_class(part)
    elders = {sibling for sibling in part.itersiblings(preceding=True) if _tag_and_class(sibling) == own}
    if not elders:
        return False
    sizes = [len(block.text) * block.sentence for block in text]
    elder_sizes = (
        size for block, size in zip(text, sizes, strict=True) if size and not elders.isdisjoint(path_up(block.node))
    )
    return sum(elder_sizes) > _ELDERS_SHARE * sum(sizes)


def _tag_and_class(node: Node) -> tuple[object, list[str]]:
    return node.tag, (node.get("class") or "").split()[:1]


def path_up(node: Node) -> Iterator[Node]:
    """Yield *node* and the elements around it, inner ones first."""
    yield node
    yield from islice(node.iterancestors(), _DEEPEST)
