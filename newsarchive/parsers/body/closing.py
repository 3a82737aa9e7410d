"""The text's last sentences in elements of their own, just behind the element that holds the other paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from newsarchive.parsers.body.class_names import HEADINGS
from newsarchive.parsers.body.labeling.credit_lines import is_credit
from newsarchive.parsers.body.lists.last_parts import ends_sentence, is_marked_note
from newsarchive.parsers.body.phrases import block_verdict, end_verdict, heading_verdict
from newsarchive.parsers.body.table import BlockTable, Box, TextBlock
from newsarchive.parsers.dates.date_lines import is_stamp
from newsarchive.parsers.html.tree import class_and_id
from newsarchive.parsers.lexicons.body import ABOUT_AUTHOR

_SHORTEST = 5  # characters; a shorter one is a sign or a number
_FEWEST_WORDS = 3  # words; "Nobody came back." No link, picture or date is beside it, so that it is no button or name
_MOST_CLOSINGS = 8  # boxes behind the text; a bound, as closing words are one or two
_MOST_INSIDE = 20  # blocks of one such box; more are another part of the page
# What stands between two parts of a text in every article.
_BETWEEN = frozenset(("advertisement", "caption"))
_WHOLE = frozenset(("html", "body"))
_PLAIN = frozenset(("p", "div", "section", "blockquote"))
# Names of the part below the content; its sentences are about the site.
_FOOT = re.compile(r"(?<![a-z])(?:foot|bot(?:tom)?(?![a-z])|legal|imprint|impressum|mentions)", re.I)
_OTHER = frozenset(("a", "img", "button", "input", "form", "ul", "ol", "table", "time", "label", "svg", *HEADINGS))


def closing_blocks(table: BlockTable, region: Box, blocks: Sequence[TextBlock]) -> list[TextBlock]:
    """Return the sentences behind *region* that end the text; *blocks* are those in *region*, labeled.

    They stand in elements beside *region* that hold nothing but sentences: without link, picture, button, date or
    heading, and each ending in a full stop or marked as a note. Empty elements and those of advertisements may be
    between. The first element that is different ends the search, and so does a region whose own end is not text.
    """
    last = next((block for block in reversed(blocks) if block.picture is None and block.label not in _BETWEEN), None)
    around = region.parent
    if last is None or last.label or around is None or around.tag in _WHOLE or around.effective is not None:
        return []
    found: list[TextBlock] = []
    index = region.end
    for _ in range(_MOST_CLOSINGS):
        if index >= around.end:
            break
        box = table.boxes[index]
        if box.size and not (box.effective is not None and box.effective.label in _BETWEEN):
            inside = list(islice(table.inside(box), _MOST_INSIDE))
            if not _closes(box, inside):
                break
            found += inside
        index = max(box.end, index + 1)
    return found


def _closes(box: Box, blocks: list[TextBlock]) -> bool:
    if box.tag not in _PLAIN or box.effective is not None or box.linked or len(blocks) >= _MOST_INSIDE:
        return False
    if _FOOT.search(class_and_id(box.node)) is not None:
        return False
    if any(element.tag in _OTHER for element in islice(box.node.iter(), 2 * _MOST_INSIDE)):
        return False
    return all(map(_is_of_text, blocks))


def _is_of_text(block: TextBlock) -> bool:
    text = block.text
    if block.picture is not None or block.box.effective is not None or not _is_whole_sentence(text):
        return False
    is_about_page = block_verdict(text) or end_verdict(text) or heading_verdict(text) or ABOUT_AUTHOR.match(text)
    return not (is_about_page or is_credit(block) or is_stamp(text))


def _is_whole_sentence(text: str) -> bool:
    is_long = len(text) >= _SHORTEST and (" " not in text or text.count(" ") + 1 >= _FEWEST_WORDS)
    return is_marked_note(text) or (is_long and ends_sentence(text))
