"""Label the blocks below the last paragraph: signatures, notices about the page, sentences about the author."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Mapping, Sequence
from itertools import islice

from newsarchive.parsers.body.labeling.credit_lines import (
    CREDIT,
    credit_behind,
    credit_of,
    is_credit,
    is_item_of_signature,
    is_name_line,
    is_signed,
)
from newsarchive.parsers.body.labeling.findings import Findings
from newsarchive.parsers.body.labels import Verdict
from newsarchive.parsers.body.lists.site_links import MOST_ELEMENTS, leads_nowhere, leads_out
from newsarchive.parsers.body.phrases import end_verdict, start_verdict
from newsarchive.parsers.body.table import SENTENCE_ENDS, TextBlock
from newsarchive.parsers.bylines.parser import is_byline
from newsarchive.parsers.bylines.people import is_affiliation
from newsarchive.parsers.bylines.person_names import without_titles
from newsarchive.parsers.html.tree import text_of
from newsarchive.parsers.lexicons.body import ABOUT_AUTHOR, FIRST_PERSON, NOTE_MARK
from newsarchive.parsers.text import FULL_STOPS, folded

_MOST_ITEMS = 40  # blocks; a bound for long lists of names
_MOST_BEHIND = 4  # blocks behind a signature: notes, a source, a contact
_LONGEST_BEHIND = 80  # characters; longer ones are paragraphs
_FEWEST_SENTENCES = 2  # sentences above a signature; with fewer, it may be the beginning of the text
_NOTES_SHARE = 0.4  # share of the sentences above; a longer part behind a signature is text
_MOST_AROUND = 4  # levels; a card or a comment in an element of its own
_OPENING_QUOTES = "\"'“”„«»‘’"
_BEHIND_NAME = (" ", ",", "'", "’")
_NEAR_BEGINNING = 80  # characters; a note on the author names him at its beginning
_FEWEST_ABOUT = 6  # words; fewer are a credit
_LONGEST_BUTTON = 60  # characters; a longer line is a sentence
_WORDS_OF_BUTTON = 2  # words; "Bình luận", "1.204", "Chia sẻ"
_FEWEST_IN_BAR = 3  # lines; two may be a name and a place
_NUMBER = re.compile(r"\d+")
# A line that announces a recording or a picture, which is no block: "Mời xem clip:".
_SHOWS = re.compile(r"\b(?:xem|clips?|videos?|ảnh|hình|photos?|fotos?|watch)\b", re.I)
_OPTION = re.compile(r"[A-Za-z][.)] ")
_NO_ARTICLE = frozenset(("related list", "comment", "widget", "advertisement", "navigation", "tags"))
_ABOUT = Verdict("credit", "end.about-author", "a sentence about the author behind the text")
_BEHIND = Verdict("widget", "end.behind-signature", "a short line behind the signature, outside of the text's element")
_JOB = Verdict(
    "byline", "end.below-signature", "a short line below the signature, aligned with it: a job or an address"
)
_BUTTON = Verdict("widget", "end.button", "nothing but links without a target behind the text: a script's buttons")
_BAR = Verdict("widget", "end.bar", "a word or a number beside a button, in an element of such lines behind the text")
_LAST_HEADING = Verdict("related list", "end.heading", "the heading of links or widgets behind the last paragraph")


def label_below_text(
    blocks: list[TextBlock],
    region: Sequence[TextBlock],
    found: Findings,
    language: str | None,
    introduced: Mapping[TextBlock, str],
) -> int:
    """Label the last of *blocks* that are not text: credits, notices about the page; return the number before them.

    *region* are all blocks, labeled or not; *introduced* are the declared authors whom a sentence introduces.
    """
    displayed = [block for block in region if block.picture is None]
    following = dict(itertools.pairwise(displayed))
    end = _end_behind_signature(blocks, language)
    while end:
        block = blocks[end - 1]
        if (
            is_signed(block, language)
            or is_item_of_signature(block, language)
            or (
                is_credit(block, language)
                and not (end > 1 and _are_options(blocks[end - 2], block))
                and not _is_announced(blocks[:end], language)
            )
        ):
            found.bylines.insert(0, credit_of(block))
            block.mark(CREDIT)
        elif (verdict := _closing(block, blocks[: end - 1], introduced.get(block))) is not None:
            if verdict.label == CREDIT.label:
                found.bylines.insert(0, credit_of(block))
            block.mark(verdict)
        elif block.kind == "heading" and _announces_nothing(block, following.get(block)):
            block.mark(_LAST_HEADING)
        elif _is_button(block, blocks[: end - 1]):
            block.mark(_BUTTON)
        elif _is_of_bar(block, displayed):
            block.mark(_BAR)
        else:
            if (credit := credit_behind(block, language)) is not None:
                found.bylines.insert(0, credit)
            break
        end -= 1
    _label_signature_above(blocks[:end], found, language)
    return end


def _is_button(block: TextBlock, above: Sequence[TextBlock]) -> bool:
    """Return whether *block*, no sentence, is nothing but links that a script turns into buttons: "Back", "Watch live".

    They have no address, or one that leads nowhere. Editors leave links without an address in paragraphs, too: only
    outside of the element of the last paragraph *above*, such a link is a button.
    """
    if len(block.text) > _LONGEST_BUTTON or block.text[-1] in SENTENCE_ENDS or block.cell:
        return False
    links = list(islice(block.node.iter("a"), MOST_ELEMENTS))
    if not links or any(link.get("name") or link.get("id") for link in links):
        return False
    if any(link.get("href") is None for link in links) and (not above or above[-1].home is block.home):
        return False
    return leads_nowhere(block) and folded("".join(map(text_of, links))) == folded(block.text)


def _is_of_bar(block: TextBlock, displayed: Sequence[TextBlock]) -> bool:
    """Return whether *block* is a word or number in an element of such lines, half of them buttons or counts.

    *displayed* are all blocks of the page's region: "Like", "128", "Comments" and "Share", each in a division. In
    results and line-ups, hardly a line is a button.
    """
    if not _is_as_short_as_button(block):
        return False
    lines = [other for other in displayed if other.home is block.home]
    return (
        len(lines) >= _FEWEST_IN_BAR
        and all(map(_is_as_short_as_button, lines))
        and 2 * sum(other.label in _NO_ARTICLE or other.text.isdecimal() for other in lines) >= len(lines)
        and any(other.label in _NO_ARTICLE for other in lines)
    )


def _is_as_short_as_button(block: TextBlock) -> bool:
    return block.text.count(" ") < _WORDS_OF_BUTTON and block.text[-1] not in FULL_STOPS and not block.cell


def _label_signature_above(blocks: Sequence[TextBlock], found: Findings, language: str | None) -> None:
    """Label the only signature aligned to the right, as Vietnamese texts have it, if only a few notes follow it.

    Right above notes with an asterisk, or in bold above the office of a lawyer, a doctor or a teacher, a name in a line
    of its own needs no alignment.
    """
    if language is not None and language[:2] != "vi":
        return
    signed = [
        index
        for index, block in enumerate(blocks)
        if block.align == "right" and not _is_of_letter(blocks, index) and is_signed(block, language)
    ]
    end = len(blocks)
    if end > 2 and is_affiliation(blocks[-1].text) and _is_titled_signature(blocks[-2], blocks[-3]):
        end -= 1
    while end and NOTE_MARK.match(blocks[end - 1].text):
        end -= 1
    if not signed and 0 < end < len(blocks) and is_name_line(blocks[end - 1], language):
        signed = [end - 1]
    if len(signed) != 1 or not 0 < len(blocks) - 1 - signed[0] <= _MOST_BEHIND:
        return
    above, below = blocks[: signed[0]], blocks[signed[0] + 1 :]
    size = sum(len(block.text) for block in above if block.sentence)
    if sum(len(block.text) for block in below) <= _NOTES_SHARE * size:
        found.bylines.insert(0, credit_of(blocks[signed[0]]))
        blocks[signed[0]].mark(CREDIT)


def _is_of_letter(blocks: Sequence[TextBlock], index: int) -> bool:
    """Return whether the name at *index* ends a letter that the text quotes: "Kính thư," stands above it."""
    above = blocks[index - 1] if index else None
    return above is not None and above.align == "right" and above.text[-1] == ","


def _is_titled_signature(name: TextBlock, above: TextBlock) -> bool:
    """Return whether *name* is a titled name in bold below a whole sentence: "The winner is" is none."""
    is_set_off = bool(name.bold) and above.text[-1:] in FULL_STOPS
    return is_set_off and without_titles(name.text) != name.text


def _end_behind_signature(blocks: list[TextBlock], language: str | None) -> int:
    """Label short lines behind a signature aligned to the right; return the number of blocks up to the signature.

    Only the last lines of a text with sentences are labeled: those below the signature with its alignment, those
    outside the element that holds it, and pointers. Verses and further letters stand in the same element or have
    sentences; results have numbers.
    """
    behind = 0
    while behind <= _MOST_BEHIND and behind < len(blocks):
        at = len(blocks) - 1 - behind
        block = blocks[at]
        if is_signed(block, language):
            break
        ends_sentence = block.text[-1] in SENTENCE_ENDS and not block.linked and block.align != "right"
        if ends_sentence or block.cell or len(block.text) > _LONGEST_BEHIND:
            return len(blocks)
        behind += 1
    else:
        return len(blocks)
    rest = blocks[at + 1 :]
    if not rest or sum(other.sentence for other in blocks[:at]) < _FEWEST_SENTENCES:
        return len(blocks)
    verdicts = [_verdict_behind(other, block) for other in rest]
    if None in verdicts:
        return len(blocks)
    for other, verdict in zip(rest, verdicts, strict=True):
        if verdict is not None:
            other.mark(verdict)
    return at + 1


def _verdict_behind(block: TextBlock, signature: TextBlock) -> Verdict | None:
    if len(_NUMBER.findall(block.text)) > 1:
        return None  # results and figures: "Sông Lam 2 - 1 Bến Tre"
    if block.home is not signature.home or (block.box.tag == "div" and signature.box.tag != "div"):
        return _BEHIND
    if block.align == "right":
        return _JOB
    return start_verdict(block.text) if block.linked else None


def _are_options(first: TextBlock, second: TextBlock) -> bool:
    """Return whether both blocks are choices of a quiz: "A. …", "B. …"."""
    return _OPTION.match(first.text) is not None and _OPTION.match(second.text) is not None


def _is_announced(blocks: Sequence[TextBlock], language: str | None) -> bool:
    """Return whether the last of *blocks* and those like it follow a line that says what they are: "The winners:".

    "Thực hiện:" is the label of a credit in a line of its own.
    """
    items = list(itertools.takewhile(lambda block: is_credit(block, language), reversed(blocks[-_MOST_ITEMS:])))
    above = blocks[-len(items) - 1] if len(items) < len(blocks) else None
    if above is None or above.text[-1:] != ":" or _SHOWS.search(above.text):
        return False
    return not is_byline(f"{above.text} {items[-1].text}")


def _announces_nothing(heading: TextBlock, following: TextBlock | None) -> bool:
    """Return whether *following*, after *heading* and the last paragraph, is not part of the article."""
    if following is None or following.label not in _NO_ARTICLE:
        return False
    if following.home is heading.home:
        return True
    # a card or a comment in an element of its own below the heading; a heading that is a sentence may be the last words
    if heading.text[-1] in SENTENCE_ENDS or heading.home is None:
        return False
    return heading.home in itertools.islice(following.node.iterancestors(), _MOST_AROUND)


def _closing(block: TextBlock, above: Sequence[TextBlock], introduced: str | None) -> Verdict | None:
    """Return the verdict on *block*, the last block, if it is about the page or its author, perhaps the *introduced*.

    Someone whom the text *above* names is its subject: "Ann Lee is a professor …" ends an article about her.
    """
    if block.kind != "paragraph" or block.cell:
        return None
    person = ABOUT_AUTHOR.match(block.text[:700])
    name = person["name"] if person is not None else introduced
    if name is not None:
        surname = name.split()[-1]
        return None if any(surname in other.text for other in above) else _ABOUT
    return end_verdict(block.text)


def introduced_author(block: TextBlock, writers: Collection[str], site: str) -> str | None:
    """Return the one of *writers* whom *block* introduces: "Its own correspondent Ann Lee lives in …".

    A sentence in the first person is the author's own, and one that links to sites other than *site* has its subject
    there.
    """
    text = block.text
    if text[-1] not in SENTENCE_ENDS or text[0] in _OPENING_QUOTES or text.count(" ") + 1 < _FEWEST_ABOUT:
        return None
    for name in writers:
        at = text.find(name, 0, _NEAR_BEGINNING + len(name)) if " " in name else -1
        if at >= 0 and text.startswith(_BEHIND_NAME, at + len(name)) and FIRST_PERSON.search(text) is None:
            return None if block.linked and leads_out(block.node, site) else name
    return None
