"""Find what the page asks of the reader inside the article: sign-up fields, polls, buttons, consent, players."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import TypeGuard

from newsarchive.parsers.body.class_names import TEXTLIKE
from newsarchive.parsers.body.labels import Verdict
from newsarchive.parsers.body.phrases import block_verdict
from newsarchive.parsers.body.table import SENTENCE_ENDS, BlockTable, Box, TextBlock
from newsarchive.parsers.html.tree import Node, text_of
from newsarchive.parsers.lexicons.body import (
    ACCOUNT_LABEL,
    ACCOUNT_PATH,
    CALL_LABEL,
    CONSENT,
    MAIL,
    MAIL_LABEL,
    OF_PAGE,
    ON_THE_WEB,
    TERMS_PATH,
    TO_READER,
)
from newsarchive.parsers.text import FULL_STOPS, clean

_LONGEST_BAR_LABEL = 60  # characters; "Share this", "Was this useful?"
_LONGEST_CALL = 160  # characters; one sentence that offers mail, or the title of a video
_LONGEST_OFFER = 120  # characters; a sentence beside the buttons to an offer; longer texts are of the article
_LONGEST_NOTICE = 2_000  # characters; a notice on cookies explains several purposes
_PLAYERS = frozenset(("video", "iframe", "audio"))
_LONGEST_SIGN_UP = 400  # characters; a call, the terms and the labels of fields
_MOST_FIELDS = 20  # elements; a bound for pages with many forms
_SMALL_SHARE = 0.25  # share of the text; a box with more may hold the article
_ADDED_SHARE = 0.45  # share of the text, also of a short one; a box with more may hold the article
_MOST_CALLS = 2  # boxes that a page adds behind or between the paragraphs; more are the text's products
_NEAR_BUTTON = 3  # levels; a row of buttons and the paragraphs above it are parts of one notice
_NOWHERE = ("#", "javascript:")  # the targets of links that a script uses as buttons
PLAYER = Verdict("caption", "form.player", "one short line in the box of a player: its title")
ASKED = Verdict("widget", "form.consent", "a box with buttons that asks for consent to cookies")
ACCOUNT = Verdict("widget", "form.account", "a box whose only links lead to an account or a subscription")
BUTTONS = Verdict("widget", "form.buttons", "a short label beside nothing but buttons")
POLL = Verdict("widget", "form.poll", "one question with choices to click and a button")
CALL = Verdict("advertisement", "form.call", "a small box whose only link is a button to buy, to book or to give money")
FIELDS = Verdict("widget", "form.fields", "a small box with several fields to fill in: a form for comments")
WALL = Verdict("widget", "wall.box", "stands beside the notice of a paywall in its box")
SIGN_UP = Verdict("widget", "form.email", "a box with a field for an e-mail address: a newsletter or an account")


def form_boxes(table: BlockTable, region: Box, heading: Node | None) -> list[tuple[Box, Verdict]]:
    """Return the boxes in *region* with little text and a field for an address, a poll, buttons or links to an account.

    A poll has one group of choices and a button; a page with several groups is a quiz. *heading* is the headline's
    element.
    """
    found = [(box, SIGN_UP) for field in table.email_boxes[:_MOST_FIELDS] if (box := _around(field, region))]
    found += [(call, SIGN_UP) for box, _ in found if (call := _call_above(box, table)) is not None]
    found += [(box, ACCOUNT) for box in _account_boxes(table, region)]
    found += _added_boxes(table, region)
    found += [(box, FIELDS) for box in _boxes_to_fill_in(table, region)]
    if len({name for _, name in table.choices}) == 1:
        boxes = {box for choice, _ in table.choices[:_MOST_FIELDS] if (box := _around(choice, region))}
        found += [(box, POLL) for box in boxes if _has_button(box)]
    inside = table.boxes[region.index + 1 : region.end]
    players = [box.parent for box in inside if box.tag in _PLAYERS]
    found += [(box, PLAYER) for box in players if _has_title(box, region, table)]
    buttons = Counter([box.parent for box in inside if box.tag == "button"])
    several = [box for box, count in buttons.items() if count > 1 and box is not None]
    found += [(box, ASKED) for box in several[:_MOST_FIELDS] if _asks_consent(box, region)]
    asking = [box for box in buttons if box is not None and box is not region][:_MOST_FIELDS]
    found += [(notice, ASKED) for box in asking if (notice := _notice_around(box, region, heading)) is not None]
    bars = [(box, label) for box in several[:_MOST_FIELDS] if (label := _label_of_bar(box, table))]
    # A page with several questions beside buttons is a quiz.
    is_quiz = sum(label[-1:] in "?？؟" for _, label in bars) > 1
    found += [(box, BUTTONS) for box, label in bars if not (is_quiz and label[-1:] in "?？؟")]
    return found


def _boxes_to_fill_in(table: BlockTable, region: Box) -> list[Box]:
    """Return the boxes in *region* with little text and several fields for a line of text: the name, the place, a code.

    A paragraph or another sentence with several fields is an exercise, as is a box with much of the text. Beside a
    field for a longer text or for an address, a sentence is a note on comments.
    """
    if len(table.field_boxes) < 2:
        return []
    fields = Counter(table.field_boxes)
    asking = {
        block.box
        for block in table.blocks
        if block.box in fields and block.text[-1:] in FULL_STOPS and not _asks_for_comment(block.box)
    }
    return [
        box
        for box in islice(fields, _MOST_FIELDS)
        if fields[box] > 1
        and box not in asking
        and region.index < box.index < region.end
        and box.tag not in TEXTLIKE
        and box.size <= min(_LONGEST_SIGN_UP, _ADDED_SHARE * region.size)
    ]


def _asks_for_comment(box: Box) -> bool:
    """Return whether *box* has a field for a longer text, or one right behind the label "E-mail:"."""
    if next(box.node.iter("textarea"), None) is not None:
        return True
    return any(MAIL_LABEL.search(_text_before(field)) for field in islice(box.node.iter("input"), _MOST_FIELDS))


def _text_before(field: Node) -> str:
    """Return the text right before *field*; a <label> there ends in a colon, whether it displays one or not."""
    before, parent = field.getprevious(), field.getparent()
    if before is not None:
        tail = clean(before.tail)
        return tail if tail or before.tag != "label" else f"{text_of(before)}:"
    return clean(parent.text) if parent is not None else ""


def _notice_around(box: Box, region: Box, heading: Node | None) -> Box | None:
    """Return *box*, around a button, or the element near it that is a notice on cookies; ``None`` if none is."""
    near: Box | None = box
    for _ in range(_NEAR_BUTTON):
        if near is None or near is region or near.size > _LONGEST_SIGN_UP:
            return None
        if is_notice(near, heading):
            return near
        near = near.parent
    return None


def is_notice(box: Box, heading: Node | None) -> bool:
    """Return whether *box* is nothing but a notice on cookies with a button; *heading* is the headline's element.

    A report on cookies is longer, or it does not speak to the reader, or the headline stands in its box.
    """
    if box.size > _LONGEST_SIGN_UP or (heading is not None and box.node in heading.iterancestors()):
        return False
    links = islice(box.node.iter("a"), _MOST_FIELDS)
    if not _has_button(box) and not any((link.get("href") or "#").startswith(_NOWHERE) for link in links):
        return False
    text = text_of(box.node).lower()
    return all(words.search(text) is not None for words in (CONSENT, ON_THE_WEB, TO_READER))


def _account_boxes(table: BlockTable, region: Box) -> list[Box]:
    """Return the boxes in *region* with little text and with buttons, all of which lead to an account or an offer.

    A sentence beside the buttons may link to the terms that the reader accepts.
    """
    blocks = [block for block in table.inside(region) if block.size]
    buttons = {block.box.index: block for block in blocks if block.linked and _leads_to_account(block)}
    if not buttons:
        return []
    boxes = {box for block in islice(buttons.values(), _MOST_FIELDS) if (box := _around(block.box, region))}
    others = {
        block.box.index
        for block in blocks
        if (block.linked or block.size >= _LONGEST_OFFER) and not (block.linked and _leads(block, TERMS_PATH))
    } - buttons.keys()
    return [box for box in boxes if others.isdisjoint(range(box.index, box.end))]


def _added_boxes(table: BlockTable, region: Box) -> list[tuple[Box, Verdict]]:
    """Return the small boxes in *region*, below a sentence, that sell or advertise something or belong to a paywall.

    The blocks of a box that sells are short, and it has one link, a button; several such boxes are the products of a
    text. The lines below the notice of a paywall are short, or speak to the reader.
    """
    blocks = [block for block in table.inside(region) if block.size]
    first = next((number for number, block in enumerate(blocks) if table.is_sentence(block)), len(blocks))
    calls: list[tuple[Box, Verdict]] = []
    others: list[tuple[Box, Verdict]] = []
    for block in blocks[first + 1 :]:
        if block.size > _LONGEST_SIGN_UP:
            continue
        if block.is_linked:
            if block.size <= _LONGEST_BAR_LABEL and _calls(block.text):
                box = _added(block, region)
                if box is not None and _is_offer(list(table.inside(box)), block):
                    calls.append((box, CALL))
        elif (box := _added(block, region)) is not None:  # most paragraphs stand in no such box: the cheaper test first
            verdict = block_verdict(block.text)
            if (
                verdict is not None
                and verdict.rule.startswith("wall.")
                and _is_wall(list(table.inside(box)), block, table)
            ):
                others.append((box, WALL))
    return others + (calls if len({box for box, _ in calls}) <= _MOST_CALLS else [])


def _calls(text: str) -> bool:
    return CALL_LABEL.fullmatch(text) is not None or ACCOUNT_LABEL.fullmatch(text) is not None


def _added(block: TextBlock, region: Box) -> Box | None:
    """Return the largest small box around *block* in *region* that may hold several lines."""
    box = _around(block.box, region, _ADDED_SHARE)
    return box if box is not None and box.tag not in TEXTLIKE else None


def _is_offer(blocks: list[TextBlock], button: TextBlock) -> bool:
    return all(block is button or (block.size < _LONGEST_OFFER and not block.linked) for block in blocks)


def _is_wall(blocks: list[TextBlock], notice: TextBlock, table: BlockTable) -> bool:
    """Return whether all *blocks*, of one box, belong to the *notice* of a paywall.

    A line above the notice may be the last one of the article that the reader may read.
    """
    place = blocks.index(notice)
    return all(
        block_verdict(block.text) is not None or (number > place and _is_below_notice(block, table))
        for number, block in enumerate(blocks)
        if block.size
    )


def _is_below_notice(block: TextBlock, table: BlockTable) -> bool:
    speaks = TO_READER.search(block.text) is not None or OF_PAGE.search(block.text) is not None
    return speaks or not table.is_sentence(block)


def _leads_to_account(block: TextBlock) -> bool:
    if block.size > block.lines * _LONGEST_BAR_LABEL or not block.is_linked:
        return False
    return _leads(block, ACCOUNT_PATH)


def _leads(block: TextBlock, path: re.Pattern[str]) -> bool:
    """Return whether all links in *block* lead to a *path*."""
    links = list(islice(block.node.iter("a"), _MOST_FIELDS))
    return bool(links) and all(path.search(link.get("href") or "") for link in links)


def _has_title(around: Box | None, region: Box, table: BlockTable) -> TypeGuard[Box]:
    """Return whether *around*, the box of a player, holds nothing else but one short line, its title, and times."""
    if around is None or around is region or around.tag == "p" or not 0 < around.size <= _LONGEST_CALL:
        return False
    blocks = [block for block in table.inside(around) if block.size and any(map(str.isalpha, block.text))]
    if len(blocks) != 1 or blocks[0].box.tag in TEXTLIKE:
        return False
    return blocks[0].text[-1] not in SENTENCE_ENDS


def _asks_consent(box: Box, region: Box) -> bool:
    """Return whether *box*, with several buttons, is a notice that asks for consent to cookies."""
    if box.size > min(_LONGEST_NOTICE, region.size / 2):
        return False
    text = text_of(box.node).lower()
    return CONSENT.search(text) is not None and ON_THE_WEB.search(text) is not None


def _label_of_bar(box: Box, table: BlockTable) -> str:
    """Return the short label of *box* if only buttons are beside it: "Share this", "Was this useful?"; else ""."""
    if box.tag in TEXTLIKE or box.size > _LONGEST_SIGN_UP:
        return ""
    blocks = [block for block in table.inside(box) if block.picture is None and block.box.tag != "button"]
    if len(blocks) != 1 or not 0 < len(blocks[0].text) <= _LONGEST_BAR_LABEL:
        return ""
    label = blocks[0].text
    return label if label[-1:] in "?？؟" or label[-1:] not in SENTENCE_ENDS else ""


def _call_above(form: Box, table: BlockTable) -> Box | None:
    """Return the paragraph directly above *form*, a field for an address, if it offers the reader mail.

    A paragraph of an article about mail may stand there too: it does not speak to the reader, or it is longer.
    """
    before = form.node.getprevious()
    box = table.by_node.get(before) if before is not None and before.tag in ("p", "div") else None
    if box is None or not 0 < box.size <= _LONGEST_CALL or box.linked:
        return None
    text = text_of(box.node)
    return box if MAIL.search(text) is not None and TO_READER.search(text) is not None else None


def _around(field: Box, region: Box, share: float = _SMALL_SHARE) -> Box | None:
    """Return the largest box around *field*, inside *region*, that holds little text: at most a *share* of it."""
    box: Box | None = field
    largest: Box | None = None
    most = min(_LONGEST_SIGN_UP, share * region.size)
    while box is not None and box is not region and box.size <= most:
        largest, box = box, box.parent
    return largest if largest is not None and region.index < largest.index < region.end else None


def _has_button(box: Box) -> bool:
    inside = islice(box.node.iterdescendants("button", "input"), _MOST_FIELDS)
    return any(element.tag == "button" or element.get("type") in ("submit", "button") for element in inside)
