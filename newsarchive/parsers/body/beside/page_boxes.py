"""Find small boxes of the page beside the text, by what they hold: calls to sign up, authors, readers' comments."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import groupby, islice
from typing import TypeGuard

from newsarchive.parsers.body.class_names import HEADINGS
from newsarchive.parsers.body.forms import ACCOUNT, ASKED, SIGN_UP
from newsarchive.parsers.body.labeling.reader_comments import AGE
from newsarchive.parsers.body.labels import Verdict
from newsarchive.parsers.body.phrases import block_verdict
from newsarchive.parsers.body.table import SENTENCE_ENDS, BlockTable, Box, TextBlock
from newsarchive.parsers.dates.date_lines import is_stamp
from newsarchive.parsers.html.tree import Node, text_of
from newsarchive.parsers.lengths import LITTLE_TEXT, LONGEST_NAME, NEARLY_ALL
from newsarchive.parsers.lexicons.body import (
    ABOUT_WRITER,
    ACCOUNT_LABEL,
    ACCOUNT_PATH,
    APP,
    AUTHOR_HEADING,
    EMBED_LABEL,
    MAIL,
    NETWORKS,
    PROFILE_PATH,
    REACTION,
    REPLY_LABELS,
    SHARE_ADDRESS,
    TO_READER,
)
from newsarchive.parsers.text import latin_length

_LONGEST_LABEL = 40  # characters; "Sponsored stories"
_LONGEST_REPLY = 30  # characters; "Reply (12)"
_MOST_LINKS = 10  # links of one line; a bound
_SHORTEST_COMMENT = 15  # characters; a shorter line of a comment is a name, a time or a button
_MOST_IN_COMMENT = 8  # blocks; name, time, text and buttons; an article has more
_SHORTEST_PROSE = 20  # characters; a shorter line beside a button is its label
_LONGEST_NOTICE = 1_000  # characters; a notice on embedded content names the service and its terms
_LONGEST_BOX = 500  # characters; a call, a note on the author; a longer box holds text
_MOST_LINES = 3  # blocks beside the button or below the label; a box with more holds text
_MOST_LEVELS = 5  # levels; from a button to its box
_MOST_CONTROLS = 50  # buttons; a bound for pages with many comments
_CONTROLS = frozenset(("button", "select", "option", "label"))
_WHOLE = frozenset(("html", "body", "main", "article", "td"))
_WORD = re.compile(r"[^\W\d_](?:[\w'-]*\w)?")
_WORDS_OF_ABOUT = 3  # words; "About Ann" may be a heading of the text, "About the author" not
ABOUT = Verdict("credit", "box.author", "a small box about someone who writes for the page")
FOLLOW = Verdict("widget", "box.follow", "asks the reader to follow the publisher elsewhere or to install its app")
PAID = Verdict("advertisement", "box.paid", "a box of links below a label that says that it is paid for")
REPLY = Verdict("comment", "box.reply", "stands beside a button with which a reader answers it: a comment")


def page_boxes(table: BlockTable, heading: Node | None) -> dict[Box, Verdict]:
    """Return the small boxes that do not belong to a text, wherever they stand, with the verdict on each.

    They ask the reader to sign up or to log in, introduce the author, hold readers' comments, or are paid for; only
    fields for an address or a password count above the headline. *heading* is the headline's element: no box is around
    it.
    """
    around = frozenset(heading.iterancestors()) if heading is not None else frozenset[Node]()
    calls = dict.fromkeys(table.email_boxes, SIGN_UP)
    found: dict[Box, Verdict] = {}
    replies: list[Box] = []
    top = table.box_of(heading)
    blocks = [block for block in table.blocks[0 if top is None else top.first :] if block.size]
    for before, block, behind in zip((None, *blocks), blocks, (*blocks[1:], None), strict=False):
        size, box = block.size, block.box
        if size > LONGEST_NAME:
            continue
        if _is_reply(block):
            replies.append(box)
        elif box.tag == "button":
            if ACCOUNT_LABEL.fullmatch(block.text):
                calls.setdefault(box, ACCOUNT)
        elif block.links:
            if block.linked >= NEARLY_ALL * size:
                if _is_prose(before) and _leads(block, ACCOUNT_PATH):
                    calls.setdefault(box, ACCOUNT)
                elif _is_prose(before) and _leads_to_networks(block):
                    calls.setdefault(box, FOLLOW)
                elif _is_prose(behind) and _leads(block, PROFILE_PATH):
                    part = _about_linked(block, table, around)
                    found |= {part: ABOUT} if part is not None else {}
        elif behind is not None and behind.links and (part := _advertised(block, table, around)) is not None:
            found[part] = PAID
        elif box.tag in HEADINGS and AUTHOR_HEADING.fullmatch(block.text):
            part = _about_author(block, table, around)
            found |= {part: ABOUT} if part is not None else {}
        elif EMBED_LABEL.fullmatch(block.text) and (part := _embedded(block, table, around)) is not None:
            found[part] = ASKED
    for control, verdict in islice(calls.items(), _MOST_CONTROLS):
        if (part := _call(control, table, around, must_address=verdict is FOLLOW)) is not None:
            found[part] = verdict
    for part in _comments(replies[:_MOST_CONTROLS], table, around):
        found[part] = REPLY
    return _without_entries(found, table)


def _is_prose(block: TextBlock | None) -> bool:
    """Return whether *block*, beside a link, may be prose."""
    return block is not None and not block.links and block.size >= _SHORTEST_PROSE


def _leads(block: TextBlock, path: re.Pattern[str]) -> bool:
    """Return whether the link that is the text of *block* leads to a *path*."""
    links = [*islice(block.node.iter("a"), _MOST_LINKS), *islice(block.node.iterancestors("a"), 1)]
    return any(path.search(link.get("href") or "") and text_of(link) in block.text for link in links)


def _leads_to_networks(block: TextBlock) -> bool:
    """Return whether all links in *block* lead to social networks, and none passes the page on."""
    addresses = [link.get("href") or "" for link in islice(block.node.iter("a"), _MOST_LINKS)]
    hosts = [address.partition("//")[2].partition("/")[0].lower() for address in addresses]
    return bool(hosts) and all(map(NETWORKS.search, hosts)) and not any(map(SHARE_ADDRESS.search, addresses))


def _is_reply(block: TextBlock) -> bool:
    """Return whether *block* is a button with which a reader answers a comment, or a line with such a link."""
    for text, _ in block.parts:  # most blocks have one part, for which a generator costs more than the test
        if len(text) < _LONGEST_REPLY and text.strip(" ()\n\t\r0123456789").lower() in REPLY_LABELS:
            return True
    return False


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


def _call(control: Box, table: BlockTable, around: Collection[Node], *, must_address: bool) -> Box | None:
    """Return the box that asks the reader for what *control* offers: a field for an address, a button or a link.

    Every sentence in it speaks to the reader; below a heading of its own one line that does is enough. A chapter that
    has such a control at its end speaks to nobody. If the box *must_address* the reader, one of its lines does
    so anyway.
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
    return part if len(lines) > 1 and (not must_address or any(map(_speaks, lines))) else None


def _speaks(line: TextBlock) -> bool:
    """Return whether *line* speaks to the reader, or of mail or a program for telephones."""
    return any(words.search(line.text) for words in (TO_READER, MAIL, APP))


def _has_sentence(table: BlockTable, parts: Collection[Box]) -> bool:
    """Return whether the page has a sentence outside *parts*; if not, they are its text."""
    inside = {index for part in parts for index in range(part.first, part.last)}
    return any(index not in inside and table.is_sentence(block) for index, block in enumerate(table.blocks))


def _is_subject(person: str, part: Box, table: BlockTable) -> bool:
    """Return whether a sentence outside *part* names *person*, if only with the last name.

    Vietnamese texts call Nguyễn Thị Bến "bà Bến". A copy of *part* for another screen size does not count.
    """
    words = _WORD.findall(person)
    if not words:
        return False
    name = re.compile(rf"(?<!\w){re.escape(words[-1])}(?!\w)")
    copies = {block.text for block in table.inside(part)}
    others = (*table.blocks[: part.first], *table.blocks[part.last :])
    return any(name.search(block.text) and block.text not in copies and table.is_sentence(block) for block in others)


def _about_author(heading: TextBlock, table: BlockTable, around: Collection[Node]) -> Box | None:
    """Return the small box that begins with *heading*, "About the author", unless the text is about that person.

    "The author" alone may head a chapter about a painter: then the box has to tell of somebody who writes.
    """
    part: Box | None = None
    box = heading.box.parent
    for _ in range(_MOST_LEVELS):
        if not _may_be_apart(box, around) or next(iter(_lines(table, box)), None) is not heading:
            break
        part, box = box, box.parent
    if part is None:
        return None
    lines = _lines(table, part)[1:]
    if not lines or len(lines) > _MOST_LINES + 1:
        return None
    is_bare = len(heading.text.split()) < _WORDS_OF_ABOUT
    if is_bare and not any(ABOUT_WRITER.search(line.text) for line in lines):
        return None
    return None if _is_subject(_first_name(lines[0].text), part, table) else part


def _first_name(text: str) -> str:
    """Return the first two or more words with capitals in *text*, or the first one: "Lucy Marsh was born …"."""
    names = [" ".join(run) for is_name, run in groupby(_WORD.findall(text), _has_capital) if is_name]
    return next((name for name in names if " " in name), names[0] if names else "")


def _has_capital(word: str) -> bool:
    return word[0].isupper()


def _about_linked(name: TextBlock, table: BlockTable, around: Collection[Node]) -> Box | None:
    """Return the small box that begins with the linked *name* of an author, and tells what that person does.

    It is not about somebody of whom the text tells: "The bell, writes Ann Reed, was cast in 1811".
    """
    box: Box | None = name.box
    for _ in range(_MOST_LEVELS):
        if not _may_be_apart(box, around):
            return None
        lines = _lines(table, box)
        if not lines or lines[0] is not name or len(lines) > _MOST_LINES + 1:
            return None
        texts = [line.text for line in lines[1:] if not line.is_linked]
        if texts:
            is_told = any(ABOUT_WRITER.search(text) or text.startswith(name.text) for text in texts)
            is_about = is_told and not _is_subject(name.text, box, table)
            return box if is_about else None
        box = box.parent
    return None


def _without_entries(found: dict[Box, Verdict], table: BlockTable) -> dict[Box, Verdict]:
    """Return *found* without the boxes below linked names if several have prose, and not the same.

    Those are the entries of a live report, or people who answer the same question.
    """
    abouts = [part for part, verdict in found.items() if verdict is ABOUT and _lines(table, part)[0].links]
    linked = [part for part in abouts if any(line.text[-1:] in SENTENCE_ENDS for line in _lines(table, part))]
    if len({text_of(part.node) for part in linked}) > 1:
        found = {part: verdict for part, verdict in found.items() if part not in linked}
    return found


def _advertised(label: TextBlock, table: BlockTable, around: Collection[Node]) -> Box | None:
    """Return the small box that begins with *label*, "Sponsored stories", and consists of links with their teasers."""
    around_label = label.box.parent
    if label.size > _LONGEST_LABEL or around_label is None or table.blocks[around_label.first] is not label:
        return None
    verdict = block_verdict(label.text)
    if verdict is None or verdict.label != "advertisement":
        return None
    part: Box | None = None
    box: Box | None = around_label
    for _ in range(_MOST_LEVELS):
        if not _may_be_apart(box, around):
            break
        lines = _lines(table, box)
        links = [line for line in lines if line.is_linked]
        if not lines or lines[0] is not label or 2 * len(links) < len(lines) - 1:
            break
        part, box = box if links else part, box.parent
    return part


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


def _comments(replies: Sequence[Box], table: BlockTable, around: Collection[Node]) -> list[Box]:
    """Return the boxes of the comments to which the buttons *replies* belong.

    The reader likes or reports a comment, or sees its age; it begins with a name. "Trả lời" between a question and its
    answer has none of these.
    """
    found: list[Box] = []
    for reply in replies:
        box: Box | None = reply
        for _ in range(_MOST_LEVELS):
            if box is None or box.node in around or (box.tag in _WHOLE and box.tag != "article") or box.traits.body:
                break
            lines = _lines(table, box)
            if any(not line.links and latin_length(line.text) >= _SHORTEST_COMMENT for line in lines):
                # Above the text of a comment stands a name; an article has more paragraphs, or a headline.
                if 1 < len(lines) <= _MOST_IN_COMMENT and _is_comment(lines, box, reply, table):
                    found.append(box)
                break
            box = box.parent
    return found if found and _has_sentence(table, found) else []


def _is_comment(lines: Sequence[TextBlock], box: Box, reply: Box, table: BlockTable) -> bool:
    if table.is_sentence(lines[0]) or any(line.box.tag in HEADINGS for line in lines):
        return False
    if any(table.is_sentence(block) for block in table.blocks[reply.last : box.last]):
        return False  # the answer
    return any(
        REACTION.search(block.text) or AGE.search(block.text) or is_stamp(block.text) for block in table.inside(box)
    )
