"""Label the blocks above the first paragraph: the headline and lead again, kickers, bylines and dates."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Sequence

from newsarchive.parsers.body.class_names import traits_of
from newsarchive.parsers.body.dateline import cut_dateline, dateline_above
from newsarchive.parsers.body.labeling.boilerplate import STAMP, is_only_date
from newsarchive.parsers.body.labeling.credit_lines import CREDIT, credit_of, is_credit
from newsarchive.parsers.body.labeling.findings import Findings
from newsarchive.parsers.body.labels import Verdict
from newsarchive.parsers.body.lists.site_links import addresses_of, leads_nowhere
from newsarchive.parsers.body.table import SENTENCE_ENDS, TextBlock
from newsarchive.parsers.bylines.lexicon import PLACES, PREPOSITIONS
from newsarchive.parsers.bylines.normalize import trimmed
from newsarchive.parsers.bylines.parser import is_byline
from newsarchive.parsers.dates.date_lines import is_dated, is_stamp, is_stamp_of_page
from newsarchive.parsers.html.tree import Node, text_of
from newsarchive.parsers.lengths import LONGEST_NAME, NEAR_HEADLINE, SHORTEST_HEADLINE
from newsarchive.parsers.lexicons.body import SIGNED_AT
from newsarchive.parsers.text import folded

_LONGEST_KICKER = 60  # characters beside the headline; a longer line is a sentence that repeats it
_LONGEST_BADGE = 10  # characters behind the headline in its element: "Video", "Premium", "3 min"
_NEAR_LEAD = 3  # blocks; the text repeats its lead at once
_SHORTEST_REPEAT = 30  # characters; a shorter text may be in a lead by chance
_LONGEST_DATELINE = 25  # characters before the lead: "(Tin Xa) -", "HÀ NỘI, 30/11 -"
_LONGEST_DATED_LINE = 120  # characters; names, date and clock time
_INLINE_CREDITS = ("span", "cite", "small", "a", "em", "i", "b", "strong")
_MOST_INLINE = 30  # elements; a bound: the credit line is above the text
_MARKED_SHARE = 0.9  # share of letters; spaces and commas stand between the elements
_FEWEST_BUTTONS = 2  # links; one without an address may be left in a line of the text
_MOST_IN_KICKER = 4  # words; a longer linked line may be a sentence of the text
_FEWEST_BLOCKS = 4  # blocks; lead, byline and at least two paragraphs
TITLE = Verdict("title", "block.title", "the headline again")
LEAD = Verdict("lead", "block.lead", "the lead again")
_ABOVE = Verdict("navigation", "block.above-title", "a section, place or kicker above the headline")
_SIGNED = Verdict("byline", "head.signed", "a name with day and clock above the text")
_MARKED = Verdict("byline", "head.author", "microdata or the class of its element name the author")
_NAME_LIKE = Verdict("navigation", "head.name-like", "a kicker or place above the text, with the form of a name")
_BUTTONS = Verdict("widget", "head.buttons", "a short line above the text with links that a script turns into buttons")
_HEAD_LINK = Verdict("navigation", "head.linked", "a short link above the text")


def label_title(blocks: list[TextBlock], title: str) -> list[TextBlock]:
    """Label the *title*, with or without a kicker in it, and the short labels before it: section, place, kicker."""
    key = folded(title)
    near = [block for block in blocks if block.picture is None][:NEAR_HEADLINE] if len(key) > SHORTEST_HEADLINE else []
    for index, block in enumerate(near):
        text = block.text
        if len(text) < len(title) + _LONGEST_KICKER and _is_title(block, title, key):
            block.mark(TITLE)
            for above in near[:index]:
                # One word is the name of a section, "Vàng" is also a surname, or that of an agency: "AFP".
                is_word = " " not in above.text and not above.text.isupper()
                if not above.caption and (is_word or not is_credit(above)):
                    above.mark(_ABOVE)
            break
        if block.sentence:
            break
    return [block for block in blocks if not block.label]


def _is_title(block: TextBlock, title: str, key: str) -> bool:
    """Return whether *block* is the headline, perhaps with a kicker before it, a badge or its date behind it."""
    text = block.text
    if text == title and not block.linked:
        return True
    if block.kind == "heading":
        folded_text = folded(text)
        if folded_text.endswith(key):
            return True
        if block.box.tag == "h1" and folded_text.startswith(key) and len(folded_text) - len(key) <= _LONGEST_BADGE:
            return True
    return len(text) > len(title) and text.startswith(title) and is_stamp(text[len(title) :].strip(" -–|"))


def label_lead_again(blocks: Iterable[TextBlock], lead: Sequence[str]) -> None:
    """Label the *lead* if the text begins with it again: with a different dateline, without one, or truncated."""
    if not lead:
        return
    whole = folded(" ".join(lead))
    bare = folded(cut_dateline(lead[0])[1]) if len(lead) == 1 else whole
    for block in itertools.islice((text_block for text_block in blocks if text_block.picture is None), _NEAR_LEAD):
        key = folded(block.text)
        if len(key) >= _SHORTEST_REPEAT and (
            key in whole or (key.endswith(bare) and len(key) - len(bare) <= _LONGEST_DATELINE)
        ):
            block.mark(LEAD)


def label_date_above(blocks: Sequence[TextBlock]) -> None:
    """Label the only date among *blocks* if it stands above the text: several head chapters or entries."""
    above = [*itertools.takewhile(lambda block: not block.sentence, blocks)]
    dated = [block for block in above if not block.label and _is_page_date(block)]
    if len(dated) != 1 or any(not block.label and _is_page_date(block) for block in blocks[len(above) :]):
        return
    # On a page without a sentence, a line with a date is what the page says.
    if dated[0].kind == "heading" or len(above) < len(blocks):
        dated[0].mark(STAMP)


def _is_page_date(block: TextBlock) -> bool:
    return is_only_date(block.text) if block.kind == "heading" else not block.cell and is_stamp_of_page(block.text)


def label_above_text(
    blocks: Sequence[TextBlock], found: Findings, language: str | None, chapters: Collection[TextBlock]
) -> None:
    """Label the first of *blocks* that are not text: credits, kickers, short links; *chapters* are linked headings."""
    start = int(_is_signed_below_lead(blocks, language))
    paragraphs = {block.home for block in blocks[start:] if block.sentence}
    for index, block in enumerate(blocks[start:], start + 1):
        verdict = _verdict_above(block, language, paragraphs) if block not in chapters else None
        if verdict is None or (verdict in (CREDIT, _MARKED) and _is_one_of_several(block, blocks[index:], language)):
            break
        if verdict is CREDIT or (verdict is _SIGNED and _is_labeled_credit(block)):
            found.bylines.append(credit_of(block))
        block.mark(verdict)


def _is_labeled_credit(block: TextBlock) -> bool:
    """Return whether *block*, perhaps the item of a list, names an author after a label: "Người viết: Lam Giang …"."""
    label = block.text.partition(":")[0]
    return label.replace(" ", "").isalpha() and is_byline(block.text)


def _is_one_of_several(name: TextBlock, following: Sequence[TextBlock], language: str | None) -> bool:
    """Return whether *name* and other names in the same form head parts of the text: poets, speakers, places."""
    if not following or not _is_unlabeled_credit(name, language) or _is_unlabeled_credit(following[0], language):
        return False
    form = _form(name)
    return any(
        line.text != name.text
        and _form(line) == form
        and _is_unlabeled_credit(line, language)
        and not _is_unlabeled_credit(after, language)
        for line, after in itertools.pairwise(following)
    )


def _form(block: TextBlock) -> tuple[Node | None, str, bool, bool, bool]:
    """Return what the lines that head the parts of a text share: their element, tag, bold type, capitals, additions.

    An addition is a title or a place: "Nhà thơ Lam Giang", "Lam Giang (Long An)".
    """
    is_bare = all(word[0].isupper() for word in block.text.split())
    return block.home, block.box.tag, block.bold > 0, block.text.isupper(), is_bare


def _is_unlabeled_credit(block: TextBlock, language: str | None) -> bool:
    """Return whether *block* is a credit line without a label such as "By"."""
    text = block.text
    if len(text) >= LONGEST_NAME or ":" in text or text.partition(" ")[0].casefold() in PREPOSITIONS:
        return False
    return is_credit(block, language)


def _is_signed_below_lead(blocks: Sequence[TextBlock], language: str | None) -> bool:
    """Return whether the first of *blocks* is a lead in another element than the text, with a byline in capitals below.

    A text with several such lines has a chapter for each person.
    """
    if len(blocks) < _FEWEST_BLOCKS:
        return False
    lead, line, text = blocks[0], blocks[1], blocks[2]
    if not (lead.sentence and text.sentence and line.kind == "paragraph" and line.text.isupper()):
        return False
    if line.text.casefold() in PLACES:  # a place in capitals heads a chapter
        return False
    return (
        (lead.home, lead.box.tag) != (text.home, text.box.tag)
        and is_credit(line, language)
        and not any(block.text.isupper() for block in blocks[2:])
    )


def _is_marked_inline(block: TextBlock) -> bool:
    """Return whether inline elements whose classes name the author contain *block*: <cite class=byline>.

    Their boxes are those of the text around them.
    """
    if block.sentence or len(block.text) > _LONGEST_DATED_LINE:
        return False
    marked = 0
    inside: set[Node] = set()
    for element in itertools.islice(block.node.iterdescendants(*_INLINE_CREDITS), _MOST_INLINE):
        if element.getparent() in inside:
            inside.add(element)
        elif (verdict := traits_of(element).verdict) is not None and verdict.label == "byline":
            text = text_of(element)
            marked += len(text) if text in block.text else 0
            inside.add(element)
    return marked >= _MARKED_SHARE * len(block.text)


def _length_of_names(text: str) -> int:
    """Return the length of *text*, a line above the text, without the date and time next to the names."""
    return len(trimmed(text) if LONGEST_NAME <= len(text) <= _LONGEST_DATED_LINE and is_dated(text) else text)


def _is_row_of_buttons(block: TextBlock) -> bool:
    """Return whether *block* has several links, all left to a script, without words between or behind: "Cỡ chữ A A"."""
    if block.text[-1] in SENTENCE_ENDS or block.cell or len(addresses_of(block)) < _FEWEST_BUTTONS:
        return False
    return leads_nowhere(block) and not any(
        link.get("name") or link.get("id") or any(map(str.isalpha, link.tail or "")) for link in block.node.iter("a")
    )


def _verdict_above(block: TextBlock, language: str | None, paragraphs: Collection[Node | None]) -> Verdict | None:
    """Return the verdict on *block*, above the text; *paragraphs* are the elements that hold its sentences."""
    if block.node.get("itemprop") == "author" and not block.sentence:
        return _MARKED  # "Ann Reed, Harbor Sports 3:15 p.m. EDT July 18, 2013", longer than a name
    if block.kind == "heading" or dateline_above(block.text, block.node) is not None:
        return None
    if _length_of_names(block.text) >= LONGEST_NAME:
        return _MARKED if _is_marked_inline(block) else None
    if is_credit(block):
        # Names in capitals above the text are credits more often than headings are.
        return CREDIT if is_credit(block, language) or block.text.isupper() else _NAME_LIKE
    if block.linked * 2 > block.size:
        is_line = block.home in paragraphs and block.text.count(" ") + 1 > _MOST_IN_KICKER
        return None if is_line else _HEAD_LINK
    if not block.sentence and SIGNED_AT.search(block.text) is not None:
        return _SIGNED
    if _is_row_of_buttons(block):
        return _BUTTONS
    return _MARKED if _is_marked_inline(block) else None
