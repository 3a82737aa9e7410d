"""Find small boxes of the page beside the text that ask the reader to sign up, to log in or for consent."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import islice
from typing import TypeGuard

from newsarchive.parsers.body.class_names import HEADINGS
from newsarchive.parsers.body.forms import ACCOUNT, ASKED, SIGN_UP
from newsarchive.parsers.body.labels import Verdict
from newsarchive.parsers.body.table import BlockTable, Box, TextBlock
from newsarchive.parsers.html.tree import Node, text_of
from newsarchive.parsers.lengths import LITTLE_TEXT, LONGEST_NAME, NEARLY_ALL
from newsarchive.parsers.lexicons.body import (
    ACCOUNT_LABEL,
    ACCOUNT_PATH,
    APP,
    EMBED_LABEL,
    MAIL,
    TO_READER,
)
from newsarchive.parsers.text import latin_length

_MOST_LINKS = 10  # links of one line; a bound
_SHORTEST_PROSE = 20  # characters; a shorter line beside a button is its label
_LONGEST_NOTICE = 1_000  # characters; a notice on embedded content names the service and its terms
_LONGEST_BOX = 500  # characters; a call, a note on the author; a longer box holds text
_MOST_LINES = 3  # blocks beside the button or below the label; a box with more holds text
_MOST_LEVELS = 5  # levels; from a button to its box
_MOST_CONTROLS = 50  # buttons; a bound for pages with many comments
_CONTROLS = frozenset(("button", "select", "option", "label"))
_WHOLE = frozenset(("html", "body", "main", "article", "td"))


def page_boxes(table: BlockTable, heading: Node | None) -> dict[Box, Verdict]:
    """Return the small boxes that ask something of the reader, wherever they stand, with the verdict on each.

    They ask to sign up or to log in, or for consent to show a post or a video of another site; only fields for an
    address or a password count above the headline. *heading* is the headline's element: no box is around it.
    """
    around = frozenset(heading.iterancestors()) if heading is not None else frozenset[Node]()
    calls = dict.fromkeys(table.email_boxes, SIGN_UP)
    found: dict[Box, Verdict] = {}
    top = table.box_of(heading)
    blocks = [block for block in table.blocks[0 if top is None else top.first :] if block.size]
    for before, block in zip((None, *blocks), blocks, strict=False):
        if block.size > LONGEST_NAME:
            continue
        if block.box.tag == "button":
            if ACCOUNT_LABEL.fullmatch(block.text):
                calls.setdefault(block.box, ACCOUNT)
        elif block.links:
            if block.linked >= NEARLY_ALL * block.size and _is_prose(before) and _leads_to_account(block):
                calls.setdefault(block.box, ACCOUNT)
        elif EMBED_LABEL.fullmatch(block.text) and (part := _embedded(block, table, around)) is not None:
            found[part] = ASKED
    for control, verdict in islice(calls.items(), _MOST_CONTROLS):
        if (part := _call(control, table, around)) is not None:
            found[part] = verdict
    return found


def _is_prose(block: TextBlock | None) -> bool:
    """Return whether *block*, beside a link, may be prose."""
    return block is not None and not block.links and block.size >= _SHORTEST_PROSE


def _leads_to_account(block: TextBlock) -> bool:
    """Return whether the link that is the text of *block* leads to a page to log in or to subscribe."""
    links = [*islice(block.node.iter("a"), _MOST_LINKS), *islice(block.node.iterancestors("a"), 1)]
    return any(ACCOUNT_PATH.search(link.get("href") or "") and text_of(link) in block.text for link in links)


def _lines(table: BlockTable, box: Box) -> list[TextBlock]:
    """Return the text blocks in *box* outside buttons."""
    return [block for block in table.inside(box) if block.picture is None and block.box.tag not in _CONTROLS]


def _may_be_apart(box: Box | None, around: Collection[Node], longest: int = _LONGEST_BOX) -> TypeGuard[Box]:
    """Return whether *box* may be a small box of the page, not an element that holds an article or its text."""
    if box is None or box.node in around or box.tag in _WHOLE or box.size > longest:
        return False
    return not box.traits.body


def _begins_with_label(lines: Sequence[TextBlock], table: BlockTable) -> bool:
    first = lines[0]
    return first.box.tag in HEADINGS or (first.bold >= NEARLY_ALL * first.size and not table.is_sentence(first))


def _call(control: Box, table: BlockTable, around: Collection[Node]) -> Box | None:
    """Return the box that asks the reader for what *control* offers: a field for an address, a button or a link.

    Every sentence in it speaks to the reader; below a heading of its own one line that does is enough. A chapter that
    has such a control at its end speaks to nobody.
    """
    part: Box | None = None
    box: Box | None = control
    size = len(_lines(table, control))
    for _ in range(_MOST_LEVELS):
        if not _may_be_apart(box, around):
            break
        lines = _lines(table, box)
        if len(lines) - size > _MOST_LINES or any(latin_length(line.text) > LITTLE_TEXT for line in lines):
            break
        sentences = [line for line in lines if table.is_sentence(line)]
        is_whole = part is None and bool(lines) and _begins_with_label(lines, table)
        if lines and (all(map(_speaks, sentences)) or (is_whole and any(map(_speaks, lines)))):
            part, size = box, len(lines)
        elif sentences:
            break
        box = box.parent
    lines = _lines(table, part) if part is not None else []
    return part if len(lines) > 1 else None


def _speaks(line: TextBlock) -> bool:
    """Return whether *line* speaks to the reader, or of mail or a program for telephones."""
    return any(words.search(line.text) for words in (TO_READER, MAIL, APP))


def _embedded(label: TextBlock, table: BlockTable, around: Collection[Node]) -> Box | None:
    """Return the box that begins with *label*, "External content", and asks for consent with a button or a check box.

    The post or video that it stands for is not in it, only the notice.
    """
    part: Box | None = None
    box = label.box.parent
    while _may_be_apart(box, around, _LONGEST_NOTICE) and table.blocks[box.first] is label:
        if next(box.node.iter("button", "input"), None) is not None:
            part = box
        box = box.parent
    return part
