"""Label repeated blocks: a sentence that the page contains twice, a short line that it repeats again and again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from newsarchive.parsers.body.labels import Verdict
from newsarchive.parsers.body.table import SENTENCE_ENDS, TextBlock
from newsarchive.parsers.lengths import WORDS_OF_SENTENCE
from newsarchive.parsers.text import folded

_MOST_REPEATS = 3  # occurrences; a label that occurs as often is of the page
_DOUBLED_SHARE = 0.25  # share of the text; with more, the page shows its text twice
_NEARLY_ALL = 0.8  # share of the blocks; a page that repeats as many shows its text twice
_CONTACT = re.compile(r"\d{3}|@|\bwww\.|://")
_REPEATED = Verdict("widget", "block.repeated", "a short line that the page repeats again and again")
_PULL = re.compile("pull-?(?:ed-?)?quote", re.I)
_SHORTEST_QUOTE = 20  # letters; shorter words may be in a paragraph by chance
_PULLED = Verdict("widget", "block.pulled", "a quotation pulled out of a paragraph, which has it too")
_DOUBLED = Verdict("widget", "block.doubled", "the page carries this sentence twice")


def label_repeats(blocks: Sequence[TextBlock]) -> None:
    """Label repeated sentences, and short lines that occur three times and are not headings.

    A page may contain its whole text again for another screen size; then one copy of each block is kept. Copies are
    in elements of their own or of another class; what stands beside its like is a refrain, which the author repeats,
    unless nearly everything does: a song has verses, too. The page repeats its offer behind paragraphs, a line without
    a stop, but with a telephone number or an address: refrains and the names of speakers have neither.
    """
    _label_pulled_quotes(blocks)
    above = dict(zip(blocks[1:], blocks, strict=False))
    alike: dict[str, list[TextBlock]] = {}
    for block in blocks:
        alike.setdefault(block.text, []).append(block)
    copies = [group for group in alike.values() if len(group) > 1]
    doubled = sum(len(group[0].text) * (len(group) - 1) for group in copies if group[0].sentence)
    whole_twice = doubled > _DOUBLED_SHARE * sum(len(block.text) for block in blocks if block.sentence)
    is_copied = len(copies) >= _MOST_REPEATS and len(copies) >= _NEARLY_ALL * len(alike)
    for first, *others in copies:
        if not first.linked and not is_copied and all(_is_beside(first, other) for other in others):
            if len(others) + 1 >= _MOST_REPEATS and all(_is_inserted(block, above) for block in (first, *others)):
                for block in (first, *others):
                    block.mark(_REPEATED)
            continue
        if first.sentence or whole_twice:
            for block in others:
                block.mark(_DOUBLED)
        elif 1 + len(others) >= _MOST_REPEATS:
            for block in (first, *others):
                if not block.cell and not _may_be_repeated(block):
                    block.mark(_REPEATED)


def _label_pulled_quotes(blocks: Sequence[TextBlock]) -> None:
    """Label the quotations that the page pulls out of a paragraph and shows again, by their class."""
    pulled = [block for block in blocks if _is_pulled(block)]
    if pulled:
        paragraphs = [folded(block.text) for block in blocks if block not in pulled]
        for block in pulled:
            key = folded(block.text)
            if len(key) >= _SHORTEST_QUOTE and any(key in paragraph for paragraph in paragraphs):
                block.mark(_PULLED)


def _is_pulled(block: TextBlock) -> bool:
    around = block.box.parent
    names = f"{block.box.names} {around.names if around is not None else None}"
    return "pull" in names and _PULL.search(names) is not None


def _is_inserted(block: TextBlock, above: Mapping[TextBlock, TextBlock]) -> bool:
    """Return whether *block* is a line without a stop, but with a number or an address, directly behind a sentence."""
    if block.kind != "paragraph" or block.cell or block not in above or not above[block].sentence:
        return False
    return block.text[-1] not in SENTENCE_ENDS and _CONTACT.search(block.text) is not None


def _is_beside(first: TextBlock, second: TextBlock) -> bool:
    """Return whether both blocks are lines of one element, or elements of one class in the same element."""
    own, other = first.box, second.box
    return own is other or (own.parent is other.parent and (own.tag, own.names) == (other.tag, other.names))


def _may_be_repeated(block: TextBlock) -> bool:
    """Return whether *block* is a heading, a label or an unlinked sentence, which each chapter may repeat."""
    text = block.text
    if block.kind != "paragraph" or text[-1] in "?？:：" or ": " in text:
        return True
    return text[-1] in ".!。！" and 2 * block.linked <= block.size and text.count(" ") + 1 >= WORDS_OF_SENTENCE
