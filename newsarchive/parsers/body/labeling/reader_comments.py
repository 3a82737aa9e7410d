"""Recognize readers' comments below a heading within the element that holds the article's text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile

from newsarchive.parsers.body.labels import Verdict
from newsarchive.parsers.body.phrases import heading_hint, heading_verdict
from newsarchive.parsers.body.table import TextBlock
from newsarchive.parsers.lengths import LONGEST_BARE_NAME

_LONGEST_HEADING = 60  # characters; "Ý kiến bạn đọc (12)"; a longer line is a sub-heading
_FEWEST = 2  # comments; one may be a quotation
_FEWEST_ABOVE = 2  # sentences; one is a lead, below which a count of the comments may stand
_SHARE = 0.8  # share of the blocks below the heading; a comment may have several paragraphs
# "Réagir (3)", "Meinungen (12)": a heading with a count, in any language.
_COUNTED = re.compile(r"\D{3,50}\(\d{1,4}\)")
_COMMENTS = Verdict("comment", "heading.counted", "a heading with a count, above lines that are each signed or dated")
# Below or above a comment: "Ann said...", "Posted by Ann, 4 March", "Ann schrieb am 4. März:".
_SAID = re.compile(
    r"\b(?:said|says|wrote|schrieb|escribió|escreveu|ha scritto|a écrit|viết|schreef|пишет)\W*$"
    r"|^(?:posted|geschrieben|publié) (?:by|von|par) ",
    re.I,
)
_LONGEST_REST = 20  # characters behind a commenter's name: a date, a place
_INITIAL = re.compile(r"\s\w\.$")
# The buttons below a comment.
_BUTTONS = (
    "thích|trả lời|chia sẻ|báo vi phạm|like|reply|report|share|antworten|melden|gefällt mir|répondre|j.aime"
    "|signaler|responder|me gusta|curtir|denunciar|rispondi|odpowiedz|ответить|нравится|回复|返信|赞|답글|ตอบกลับ|balas"
    "|suka"
)
_REPLY = re.compile(rf"(?:\W|\d|{_BUTTONS})+", re.I)
# The same behind the age of a comment: "2 ngày trướcThíchTrả lời", for no space stands between inline elements.
_LAST_BUTTONS = re.compile(rf"(?:\W|{_BUTTONS})+$", re.I)
# A name after a comment.
_NAME_BEHIND = re.compile(r"[(\[][^()\[\]]{2,30}[)\]]\W*$|[—–]\s?[^.!?—–]{2,30}$")
#: The age or the time of a comment.
AGE = re.compile(
    r"\b\d{1,3} (?:giây|phút|giờ|ngày|tuần|tháng) trước\b|\b\d{1,3} (?:second|minute|hour|day|week|month)s? ago\b"
    r"|\bvor \d{1,3} (?:minuten?|stunden?|tagen?|wochen?)\b|\bil y a \d{1,3} (?:minutes?|heures?|jours?)\b"
    r"|\bhace \d{1,3} (?:minutos?|horas?|días?)\b|\d[:h]\d\d\W{1,4}\d\d?[/.-]\d\d?[/.-]\d{2,4}"
    r"|\d\d?[/.-]\d\d?[/.-]\d{2,4}\W{1,4}\d\d?[:h]\d\d",
    re.I,
)


def label_comments(blocks: Sequence[TextBlock]) -> None:
    """Label the comments at the end of *blocks*, the text, all below one heading.

    Each has a name or an age, unless the heading is the term of a list that the comments are in.
    """
    for index in range(len(blocks) - 1, -1, -1):
        verdict = _announces(blocks[index])
        if verdict is None:
            continue
        above, below = blocks[:index], _up_to_list(blocks[index + 1 :], blocks[:index])
        if _is_their_term(blocks[index], below) or _are_comments(below) or _are_named(blocks[index], below, above):
            for block in (blocks[index], *below):
                block.mark(verdict)
        return


def _up_to_list(blocks: Sequence[TextBlock], above: Sequence[TextBlock]) -> Sequence[TextBlock]:
    """Return *blocks* up to the heading of other articles, if the text *above* does not go on behind it.

    With nothing above, the letters of readers are the text.
    """
    if not any(block.kind == "paragraph" for block in above):
        return blocks
    before = [*takewhile(_announces_no_list, blocks)]
    return blocks if any(block.sentence for block in blocks[len(before) :]) else before


def _announces_no_list(block: TextBlock) -> bool:
    verdict = heading_verdict(block.text)
    return verdict is None or verdict.label == "comment"


def _announces(block: TextBlock) -> Verdict | None:
    """Return the verdict on *block* if it is a heading, or is formatted as one, that announces comments."""
    text = block.text
    if len(text) > _LONGEST_HEADING:
        return None
    verdict = heading_verdict(text)
    if block.kind == "paragraph" and not block.is_bold and not text[0].isdigit():
        return verdict if verdict is not None and verdict.label == "comment" else None
    verdict = verdict or heading_hint(text)
    if verdict is None and block.kind == "heading" and _COUNTED.fullmatch(text) is not None:
        return _COMMENTS
    return verdict if verdict is not None and verdict.label == "comment" else None


def _is_their_term(heading: TextBlock, blocks: Sequence[TextBlock]) -> bool:
    """Return whether *heading* is the term of a <dl>, and *blocks* are what the list says of it."""
    own = heading.box
    return own.tag == "dt" and all(block.box.parent is own.parent for block in blocks)


def _are_comments(blocks: Sequence[TextBlock]) -> bool:
    """Return whether nearly all of *blocks* are comments: with a name above, in or below the text, or with a time."""
    signatures = [False, *map(_is_signature, blocks), False]
    signed = [
        signatures[index - 1] or signatures[index + 1] or _is_signed(block)
        for index, block in enumerate(blocks, start=1)
        if not signatures[index]
    ]
    return sum(signed) >= _FEWEST and sum(signed) >= _SHARE * len(signed)


def _are_named(heading: TextBlock, blocks: Sequence[TextBlock], above: Sequence[TextBlock]) -> bool:
    """Return whether *blocks* are names in lines of their own, each above a comment, outside of the elements *above*.

    Buttons to answer may stand below the comments. Sub-headings of the text stand in its element.
    """
    lines = [block for block in blocks if _REPLY.fullmatch(block.text) is None]
    homes = [block.home for block in above if block.sentence]
    if not lines or len(homes) < _FEWEST_ABOVE or any(block.home in homes for block in (heading, *lines)):
        return False
    names = [_is_bare_name(line) and following.sentence for line, following in pairwise(lines)]
    named = [is_named for is_named, block in zip([False, *names], lines, strict=True) if block.sentence]
    return names[:1] == [True] and sum(named) >= _FEWEST and sum(named) >= _SHARE * len(named)


def _is_bare_name(block: TextBlock) -> bool:
    text = block.text
    ends = text[-1] in ".!?:,;…" and _INITIAL.search(text) is None
    return len(text) <= LONGEST_BARE_NAME and not block.sentence and not ends


def _is_signature(block: TextBlock) -> bool:
    """Return whether *block* is the line above or below a comment: who wrote it, and when."""
    text = block.text
    if len(text) > _LONGEST_HEADING:
        return False
    if _begins_with_name(block) and len(text) - len(block.head) <= _LONGEST_REST:
        return True
    if block.box.tag == "dt" or _SAID.search(text) is not None:
        return True
    text = _LAST_BUTTONS.sub("", text)
    age = AGE.search(text)
    return age is not None and age.end() >= len(text) - 1


def _is_signed(block: TextBlock) -> bool:
    return _begins_with_name(block) or _NAME_BEHIND.search(block.text[-80:]) is not None


def _begins_with_name(block: TextBlock) -> bool:
    head = block.head
    return 0 < len(head) <= LONGEST_BARE_NAME and head[-1] not in ".!?"
