"""Tell whether the first paragraph of a text is its lead."""

from __future__ import annotations

import re

from newsarchive.parsers.body.dateline import cut_dateline
from newsarchive.parsers.body.lead import agrees, is_note, is_set_apart, names_lead
from newsarchive.parsers.body.table import TextBlock
from newsarchive.parsers.html.tree import make_of
from newsarchive.parsers.lengths import SENTENCE
from newsarchive.parsers.text import FULL_STOPS, folded

_SHORTEST_LEAD = 40  # characters; a shorter line is a label or a caption, even with the class of a lead
_FEW_BLOCKS = 2  # blocks; with fewer, a text has no lead: the captions of a photo story follow it
_SIGN = re.compile(r"\([^()]*\)|\S+")
_VIETNAMESE = re.compile("[đơưăĐƠƯĂ\u1ea0-\u1ef9]")


def begins_with_lead(blocks: list[TextBlock], hint: str, publisher: str, site: str) -> bool:
    """Return whether the first of *blocks*, the text, is its lead.

    *hint* is from `lead_hint`, *site* from `name_of_site`; the initials of *publisher*, its name, precede its leads.
    """
    first = blocks[0]
    if len(blocks) <= _FEW_BLOCKS:  # the captions of a photo story, or a drawing, below the lead
        is_marked = names_lead(first.node) or (len(blocks) == _FEW_BLOCKS and first.is_bold and not blocks[1].is_bold)
        is_whole = len(first.text) >= SENTENCE or first.sentence or _is_marked_lead(first, blocks[-1])
        return first.kind in ("paragraph", "heading") and is_whole and is_marked
    # A Vietnamese newspaper's initials ("TTH.VN -") precede its lead; an agency's place precedes any text.
    dateline = cut_dateline(first.text, first.head, publisher, site)[0]
    signed = dateline is not None and _SIGN.fullmatch(dateline) and _VIETNAMESE.search(first.text)
    if first.kind == "heading":  # old newspaper sites format the lead as a heading below the headline
        is_whole = len(first.text) >= SENTENCE and blocks[1].kind != "heading"
        return is_whole and (names_lead(first.node) or _is_only_sentence_of_headings(blocks))
    if first.kind != "paragraph":
        return False
    return bool(signed) or _is_lead(first, blocks[1], hint) or _is_only_bold_sentence(blocks, hint)


def is_subtitle(blocks: list[TextBlock]) -> bool:
    """Return whether *blocks* begin with a line whose class says that it is below the headline, and then the lead."""
    if len(blocks) <= _FEW_BLOCKS + 1:
        return False
    line, lead = blocks[:2]
    return (
        not line.sentence
        and len(line.text) < SENTENCE
        and line.node is not lead.node
        and names_lead(line.node)
        and names_lead(lead.node)
        and not names_lead(blocks[2].node)
    )


def _is_lead(block: TextBlock, following: TextBlock, hint: str) -> bool:
    """Return whether *block*, the first of the text, differs from *following* in style or markup, as a lead does.

    The page's description, *hint*, does not suffice as evidence: it is often the first paragraph. A separate element
    does not suffice either if every paragraph has one.
    """
    if len(block.text) < SENTENCE:
        return _is_marked_lead(block, following)
    if block.is_bold or names_lead(block.node):
        return True
    if is_set_apart(block.node) and not is_set_apart(following.node):
        return True
    own_place = block.node is not following.node and make_of(block.home) != make_of(following.home)
    if _is_slanted_lead(block, following):
        return not hint or agrees(folded(block.text), hint)
    return own_place and agrees(folded(block.text), hint)


def _is_only_bold_sentence(blocks: list[TextBlock], hint: str) -> bool:
    """Return whether the first of *blocks* is a sentence in bold, however short, and no other paragraph is one.

    A heading has no full stop, and several such sentences head the items of a list; "1." counts one of them. The page's
    description, if it has one, tells a lead from what the editors say of the article.
    """
    first = blocks[0]
    if len(first.text) < _SHORTEST_LEAD or first.text[-1] != "." or first.text[0].isdigit() or not first.is_bold:
        return False
    if is_note(first.text) or (hint and not agrees(folded(first.text), hint)):
        return False
    return not any(block.is_bold and block.text[-1] in FULL_STOPS for block in blocks[1:])


def _is_only_sentence_of_headings(blocks: list[TextBlock]) -> bool:
    """Return whether the first of *blocks*, a heading, ends as a sentence, unlike the headings of chapters below."""
    headings = [block for block in blocks if block.kind == "heading"]
    return [block for block in headings if block.text[-1] in FULL_STOPS] == blocks[:1] and blocks[0].text[-1] == "."


def _is_slanted_lead(block: TextBlock, following: TextBlock) -> bool:
    """Return whether only *block* is in italics and Vietnamese: in other languages, that is often an editor's note."""
    is_only_slanted = block.is_slanted and following.slanted < 0.5 * following.size
    return is_only_slanted and block.sentence and _VIETNAMESE.search(block.text) is not None


def _is_marked_lead(block: TextBlock, following: TextBlock) -> bool:
    """Return whether *block*, however short a sentence, has the class of a lead, but not *following*.

    In a photo story, all captions may have the class "desc".
    """
    if len(block.text) < _SHORTEST_LEAD or block.text[-1] not in FULL_STOPS or not names_lead(block.node):
        return False
    return following is block or not names_lead(following.node)
