"""Label the blocks of the article's region: text, caption, credit, navigation and so on."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from newsarchive.parsers.body.class_names import traits_of
from newsarchive.parsers.body.dateline import cut_dateline
from newsarchive.parsers.body.labels import Verdict
from newsarchive.parsers.body.lists.linked_lists import (
    CONTENTS,
    find_linked_lists,
    is_in_list_of_text,
    linked_chapters,
    list_of,
    unfolds_text,
)
from newsarchive.parsers.body.lists.related_lists import label_list_headings, label_lists
from newsarchive.parsers.body.lists.site_links import leads_nowhere, leads_out, leads_within_page
from newsarchive.parsers.body.phrases import block_verdict, end_verdict, heading_hint, heading_verdict, start_verdict
from newsarchive.parsers.body.pictures.captions import (
    MOST_CAPTIONS,
    caption_marks,
    is_credited,
    is_photo_story,
    marks_of,
)
from newsarchive.parsers.body.pointers import pointer_verdict
from newsarchive.parsers.body.reader_comments import label_comments
from newsarchive.parsers.body.table import SENTENCE_ENDS, TextBlock
from newsarchive.parsers.bylines.lexicon import PLACES
from newsarchive.parsers.bylines.parser import is_byline, is_only_names
from newsarchive.parsers.dates.date_lines import is_date_line, is_dated, is_stamp
from newsarchive.parsers.html.page_regions import names_comment
from newsarchive.parsers.html.tree import Node, class_and_id, text_of
from newsarchive.parsers.lexicons.body import ABOUT_AUTHOR, FIRST_PERSON, SHARE_ADDRESS, SIGNED_AT, WRITERS
from newsarchive.parsers.text import folded

_NEAR_TITLE, _SHORTEST_TITLE, _LONGEST_KICKER, _LONGEST_BADGE = 12, 15, 60, 10
_MOST_IN_KICKER, _SHORTEST_NAME = 4, 40
_MOST_BEHIND, _LONGEST_BEHIND, _FEWEST_SENTENCES, _NOTES_SHARE = 4, 80, 2, 0.4
_NUMBER = re.compile(r"\d+")
# "At 10:30 on Monday." is an answer; a stamp ends so only in an abbreviation: "8:22 p.m.", "5 min."
_ENDS_IN_WORD = re.compile(r"[^\W\d_]{4}\.$")
# Above an entry of a live report: its age, its time and its author, "21 mins ago 11:48 Jon King". Without a time,
# the capitalized words may be a feast: "5 ngày trước Tết".
_ENTRY = re.compile(
    r"\d{1,2} (?:(?:secs?|seconds?|mins?|minutes?|hrs?|hours?|days?) ago|(?:giây|phút|giờ|ngày) trước)\W{0,3}"
    r"(?:\d\d?[:.h]\d\d\W{0,3}(?:[^\W\d_a-z][\w.'’-]*(?: |$)){0,4})?"
)
# "name":"value", twice: what is left of a script whose string held an end tag.
_JSON = re.compile(r'[,{]"[\w@-]{2,40}":(?=["\d\[{tfn])')
_OF_CODE = frozenset(("pre", "td", "li", "code", "samp"))
_YEAR = re.compile(r"(?:19|20)\d\d")
_QUESTION_MARKS, _CLOSING_QUOTES, _FEWEST_IN_HEADLINE = "?？؟", "\"'”’»", 5
_LABEL_END = re.compile("[:：】]")
_LONGEST_LINE, _LONGEST_LINKED, _LONGEST_SHARE, _MOST_BUTTONS, _FEWEST_PARTS = 200, 700, 120, 20, 3
_MOST_REPEATS, _DOUBLED_SHARE, _FEWEST_WORDS = 3, 0.25, 4
# Characters before the linked headline of another article.
_ARROWS = re.compile(r"[>»›→▶►•–—-]+\s*")
_OPENING_QUOTES, _BEHIND_NAME, _NEAR_BEGINNING, _FEWEST_ABOUT = "\"'“”„«»‘’", (" ", ",", "'", "’"), 80, 6
_NEAR_SIZE, _NEARLY_ALL = 9, 0.8
_NEAR_LEAD, _SHORTEST_REPEAT, _LONGEST_DATELINE = 3, 30, 25
_OPTION = re.compile(r"[A-Za-z][.)] ")
_LONGEST_HEAD_LINE, _LONGEST_DATES, _MOST_CELLS, _MOST_AROUND = 60, 160, 20, 4
_PICTURE_LABEL = re.compile(r"(?:ảnh|photos?|fotos?|image|bild|фото|crédit photo|写真|图片|照片|사진)\s*[:：]", re.I)

_TITLE = Verdict("title", "block.title", "the headline again")
_LEAD = Verdict("lead", "block.lead", "the lead again")
_ABOVE = Verdict("navigation", "block.above-title", "a section, place or kicker above the headline")
# "* Tên nhân vật đã được thay đổi."
_NOTE, _LONGEST_NAME_LINE = re.compile(r"\(?\*{1,2}\)?\s?\w"), 60
_CREDIT = Verdict("byline", "block.credit", "a credit line: who wrote the article")
_CREDIT_OF_CARD = Verdict(
    "related list",
    "block.card-credit",
    "a credit line below a linked headline, as below others: who wrote that article",
)
_LONGEST_NAMES_OF_OWNERS = 80
_SOURCE = re.compile(r"\W*(?:theo|nguồn)(?: tin)?\b", re.I)
_CAPTION = Verdict("caption", "block.caption", "the words below a picture, by markup, style or credit")
_STORY = Verdict("text", "block.photo-story", "in a photo story the captions are the text")
_DATA = Verdict("widget", "block.data", "names and values of a script that ended too early, not prose")
_SEPARATOR = Verdict("widget", "block.no-words", "signs without any letter or digit")
_LINKED = Verdict("related list", "block.linked", "a line outside of the paragraphs that is nothing but a link")
_HEADLINE = Verdict(
    "related list",
    "block.headline",
    "a line among the paragraphs that is nothing but a link: points to another article",
)
_SHARE = Verdict("widget", "block.share", "all its links pass the page on to networks or by mail")
_PAID = Verdict("advertisement", "block.paid", "nothing but a link that the page marks as paid for")
_STAMP = Verdict("time", "block.stamp", "nothing but a date, a time or a time of reading")
_REPEATED = Verdict("widget", "block.repeated", "a short line that the page repeats again and again")
_DOUBLED = Verdict("widget", "block.doubled", "the page carries this sentence twice")
_ABOUT = Verdict("credit", "end.about-author", "a sentence about the author behind the text")
_SIGNED = Verdict("byline", "head.signed", "a name with day and clock above the text")
_NAME_LIKE = Verdict("navigation", "head.name-like", "a kicker or place above the text, with the form of a name")
_HEAD_LINK = Verdict("navigation", "head.linked", "a short link above the text")
_BEHIND = Verdict("widget", "end.behind-signature", "a short line behind the signature, outside of the text's element")
_JOB = Verdict(
    "byline", "end.below-signature", "a short line below the signature, aligned with it: a job or an address"
)
_LAST_HEADING = Verdict("related list", "end.heading", "the heading of links or widgets behind the last paragraph")
_NO_ARTICLE = frozenset(("related list", "comment", "widget", "advertisement", "navigation", "tags"))


@dataclass(slots=True)
class Findings:
    """The labeled blocks of one region: its *text*, *pictures* with their captions, and credit lines (*bylines*).

    *walled*: the text ends at a paywall notice.
    """

    text: list[TextBlock] = field(default_factory=list)
    pictures: list[tuple[TextBlock, list[TextBlock]]] = field(default_factory=list)
    bylines: list[str] = field(default_factory=list)
    walled: bool = False


def mark(block: TextBlock, verdict: Verdict) -> None:
    """Give *block* the label of *verdict*."""
    block.label, block.rule, block.reason = verdict.label, verdict.rule, verdict.reason


def label_blocks(
    blocks: Sequence[TextBlock],
    title: str,
    lead: Iterable[str],
    site: str,
    language: str | None = None,
    writers: Collection[str] = (),
) -> Findings:
    """Label the unlabeled blocks among *blocks*, the article's region, and return the result.

    *title* and *lead* are already displayed above the text; *site* is the name of the page's site, from `name_of_site`,
    and *language* the page's (BCP 47); *writers* are the authors that the page declares in metadata.
    """
    found = Findings()
    lead = [text for text in lead if text]
    above = {text: verdict for verdict, texts in ((_TITLE, [title]), (_LEAD, lead)) for text in texts if text}
    open_blocks = [block for block in blocks if not block.label]
    open_blocks = _behind_title(open_blocks, title)
    label_lead_again(open_blocks, lead)
    open_blocks = [block for block in open_blocks if not block.label]
    captions = _label_captions(open_blocks, found)
    text = _unlabeled(open_blocks)
    for block in text:
        if 2 * block.linked > block.size and unfolds_text(block):
            block.linked = block.links = 0
    paragraphs = {block.home for block in text if block.sentence}
    linked_lists = find_linked_lists(text, site)
    chapters = linked_chapters(text, site)
    after = dict(itertools.pairwise(text))
    before = {following: block for block, following in after.items()}
    for block in text:
        parent = list_of(block)
        verdict = linked_lists[parent] if parent in linked_lists else _noise(block, above, site)
        if verdict is _LINKED and (block in chapters or is_in_list_of_text(block, site)):
            continue
        if verdict is _LINKED and leads_within_page(block):
            verdict = None if block.kind == "heading" else CONTENTS
        if verdict is _LINKED and block.home in paragraphs:
            verdict = None if _is_named_above(block, before.get(block), after.get(block)) else _HEADLINE
        if verdict is not None:
            mark(block, verdict)
    _label_date_above(text)
    text = _unlabeled(text)
    if is_photo_story(text, captions):
        for block in captions:
            verdict = _noise(block, above, site)
            mark(block, verdict or _STORY)
            if verdict is None:
                block.label = ""
        text = _unlabeled(open_blocks)
    label_comments(text)
    _label_repeats(_unlabeled(text))
    label_lists(_unlabeled(text), blocks, site)
    label_list_headings(blocks)
    _label_credits_of_cards(blocks, language)
    introduced = {block: name for block in _unlabeled(text) if (name := _introduced(block, writers, site))}
    _label_ends(_unlabeled(text), blocks, found, language, chapters, introduced)
    found.text = _unlabeled(text)
    found.walled = _is_walled(blocks)
    return found


def _is_named_above(block: TextBlock, above: TextBlock | None, below: TextBlock | None) -> bool:
    """Return whether *block*, a linked line, follows a line that names it, as in a list made of paragraphs.

    "The table that the clockmaker of Little Wend keeps:", "The tides of 1911" (linked), …: a pointer to another article
    stands alone between paragraphs, or below a kicker, which is short.
    """
    if block.kind != "paragraph" or above is None or below is None or len(above.text) < _SHORTEST_NAME:
        return False
    return (
        above.kind == "paragraph"
        and not any(
            2 * line.linked > line.size or line.sentence or line.home is not block.home for line in (above, below)
        )
        and heading_verdict(above.text) is None
        and heading_hint(above.text) is None
    )


def _is_walled(blocks: Sequence[TextBlock]) -> bool:
    """Return whether no sentence of the text follows a paywall notice."""
    walls = [index for index, block in enumerate(blocks) if block.rule.startswith("wall.")]
    return bool(walls) and not any(block.sentence and not block.label for block in blocks[walls[-1] :])


def _unlabeled(blocks: Iterable[TextBlock]) -> list[TextBlock]:
    return [block for block in blocks if not block.label and block.picture is None]


def _behind_title(blocks: list[TextBlock], title: str) -> list[TextBlock]:
    """Label the *title*, with or without a kicker in it, and the short labels before it: section, place, kicker."""
    key = folded(title)
    near = [block for block in blocks if block.picture is None][:_NEAR_TITLE] if len(key) > _SHORTEST_TITLE else []
    for index, block in enumerate(near):
        text = block.text
        if len(text) < len(title) + _LONGEST_KICKER and _is_title(block, title, key):
            mark(block, _TITLE)
            for above in near[:index]:
                if not above.caption and not is_credit(above):
                    mark(above, _ABOVE)
            break
        if block.sentence:
            break
    return [block for block in blocks if not block.label]


def _is_title(block: TextBlock, title: str, key: str) -> bool:
    """Return whether *block* is the headline, perhaps with a kicker before it, a badge or its date behind it."""
    text = block.text
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
            mark(block, _LEAD)


def _label_captions(blocks: list[TextBlock], found: Findings) -> list[TextBlock]:
    """Label captions, assign each to its picture, and return the pictures that have one."""
    after_picture = 0
    marks = caption_marks([block for block in blocks if block.picture is None])
    waiting: list[TextBlock] = []  # captions displayed above their picture
    captions: list[TextBlock] = []
    credit: Node | None = None  # the definition list whose last term is the label of a picture's credit
    for block in blocks:
        if block.box.tag == "dt":
            credit = block.node.getparent() if _PICTURE_LABEL.fullmatch(block.text) else None
        if credit is not None and block.box.tag in ("dt", "dd") and block.node.getparent() is credit:
            mark(block, _CAPTION)
        elif block.picture is not None:
            found.pictures.append((block, waiting))
            captions += waiting
            waiting = []
            after_picture = MOST_CAPTIONS
        elif block.caption and not after_picture and _is_signature(block):
            found.bylines.append(_credit_of(block))
            mark(block, _CREDIT)
        elif block.caption and not after_picture and (notice := _notice_of(block)) is not None:
            mark(block, notice)
        elif (
            block.caption
            or is_credited(block, below_picture=after_picture > 0)
            or (after_picture and marks & marks_of(block))
        ):
            if after_picture and found.pictures:
                found.pictures[-1][1].append(block)
                captions.append(block)
            elif block.caption and not after_picture:
                waiting.append(block)
            elif found.pictures:
                found.pictures[-1][1].append(block)
                captions.append(block)
            after_picture = max(0, after_picture - 1)
            mark(block, _CAPTION)
        else:
            after_picture = 0
            waiting = _given_to_last(waiting, found, captions)
    _given_to_last(waiting, found, captions)
    return captions


def _given_to_last(waiting: list[TextBlock], found: Findings, captions: list[TextBlock]) -> list[TextBlock]:
    """Assign captions that no picture follows to the picture before them; return an empty list."""
    if found.pictures:
        found.pictures[-1][1].extend(waiting)
        captions += waiting
    return []


def _is_signature(block: TextBlock) -> bool:
    """Return whether *block*, in an element with a credit class and not below a picture, names authors or source."""
    return (WRITERS.match(block.text) or _SOURCE.match(block.text)) is not None and is_credit(block)


def _notice_of(block: TextBlock) -> Verdict | None:
    """Return the verdict on a sentence about rights: the class "copyright" names credits of pictures and notices."""
    verdict = traits_of(block.node).verdict if len(block.text) > _LONGEST_NAMES_OF_OWNERS else None
    return verdict if verdict is not None and verdict.label == "legal" else None


def _noise(block: TextBlock, above: dict[str, Verdict], site: str) -> Verdict | None:
    text = block.text
    size = len(text)
    for other in above:
        if abs(size - len(other)) < _NEAR_SIZE:
            key = folded(text)
            repeated = next((verdict for other, verdict in above.items() if folded(other) == key), None)
            if repeated is not None:
                return repeated
            break
    if not text[0].isalnum() and not any(map(str.isalnum, text)):
        return _SEPARATOR
    if '":' in text and block.box.tag not in _OF_CODE and len(_JSON.findall(text)) > 1:
        return _DATA
    if block.links and size < _LONGEST_SHARE and _only_shares(block):
        return _SHARE
    if block.links >= _FEWEST_PARTS and block.linked >= 0.9 * size and leads_within_page(block):
        return CONTENTS
    share = _linked_share(block) if block.linked else 0.0
    if share >= 0.6 and size < _LONGEST_LINKED and (size >= 60 or share < 0.9):
        verdict = start_verdict(text)
        if verdict is not None and (_LABEL_END.search(text) or (size >= 60 and share >= _NEARLY_ALL)):
            return verdict
    if size >= 250:
        return None
    if share >= 0.9 and size < _LONGEST_LINE:
        if block.cell and any(map(str.isalpha, text)) and _is_beside_text(block):
            return None
        if _is_paid(block.node):
            return _PAID
        if (block.kind == "paragraph" and _is_linked_sentence(block)) or leads_out(block.node, site):
            verdict = block_verdict(text)  # an offer, a share button or a wall whose page is on another site
            return verdict or (start_verdict(text) if text[0] == "[" and ":" in text else None)
        return _LINKED
    if size < _LONGEST_LINE:
        verdict = block_verdict(text)
        if verdict is not None:
            return verdict
    is_short = size < _LONGEST_DATES and not block.cell
    # A clock time as the value of a term is a fact of the text: departures, opening hours.
    is_short = is_short and (block.box.tag != "dd" or _YEAR.search(text) is not None)
    if is_short and block.kind != "heading" and _is_only_date(text):
        return _STAMP
    if is_short and text[0].isdigit() and _ENTRY.fullmatch(text):
        return _STAMP
    if share > 0.5:
        verdict = start_verdict(text)
        if verdict is not None and _LABEL_END.search(text):
            return verdict
    return pointer_verdict(block, site) if 0 < share < 1 else None


def _is_linked_sentence(block: TextBlock) -> bool:
    """Return whether *block*, nothing but a link, ends as a sentence.

    A question that leads to another page is a headline, as is a line in brackets and one that only ends in words
    quoted: "Edda Marlow: ‘Nobody reads the chalk’".
    """
    text = block.text
    end = text[-1]
    if text[0] in "[(" and end in "])" and ":" not in text:
        return False
    if end not in SENTENCE_ENDS or leads_within_page(block) or leads_nowhere(block):
        return end in SENTENCE_ENDS
    if end in _CLOSING_QUOTES:
        is_headline = text[0] not in _OPENING_QUOTES and text[-2:-1] not in SENTENCE_ENDS
        return not is_headline or text.count(" ") + 1 < _FEWEST_IN_HEADLINE
    return end not in _QUESTION_MARKS


def _is_only_date(text: str) -> bool:
    """Return whether *text* is nothing but a date, a time or a time of reading."""
    if not is_dated(text) or _ENDS_IN_WORD.search(text):
        return False
    return is_stamp(text) or (text[-1] != "." and is_date_line(text))


def _label_date_above(blocks: Sequence[TextBlock]) -> None:
    """Label the heading among *blocks* that is a date, if it stands above the text: several head chapters."""
    dated = [block for block in blocks if block.kind == "heading" and not block.label and _is_only_date(block.text)]
    above = itertools.takewhile(lambda block: not block.sentence, blocks)
    if len(dated) == 1 and dated[0] in above:
        mark(dated[0], _STAMP)


def _only_shares(block: TextBlock) -> bool:
    """Return whether the links of *block* pass the page on: a row of share buttons, perhaps with its label."""
    addresses = [link.get("href") or "#" for link in itertools.islice(block.node.iter("a"), _MOST_BUTTONS)]
    leading = [address for address in addresses if address[0] != "#" and address[:11] != "javascript:"]
    return bool(leading) and all(map(SHARE_ADDRESS.search, leading))


def _is_paid(node: Node) -> bool:
    """Return whether the link in or around *node* has a picture and is marked as paid for: a banner, not a product."""
    link = next(node.iter("a"), None)
    link = next(node.iterancestors("a"), None) if link is None else link
    return link is not None and "sponsored" in (link.get("rel") or "") and next(link.iter("img"), None) is not None


def _is_beside_text(cell: TextBlock) -> bool:
    """Return whether the row of *cell* has another cell with words outside links and dates: a table of data."""
    row = next(cell.node.iterancestors("tr"), None)
    return row is not None and any(
        (text := text_of(other))
        and next(other.iter("a", "img"), None) is None
        and any(map(str.isalpha, text))
        and not is_date_line(text)
        for other in itertools.islice(row.iterchildren("td", "th"), _MOST_CELLS)
    )


def _linked_share(block: TextBlock) -> float:
    """Return the share of linked characters; signs before a linked headline do not count."""
    arrows = _ARROWS.match(block.text)
    return block.linked / max(1, block.size - (len(arrows[0].strip()) if arrows else 0))


def is_credit(block: TextBlock, language: str | None = None) -> bool:
    """Return whether *block* is a credit line; *language* is the page's (BCP 47)."""
    if block.kind != "paragraph" or block.cell:
        return False
    if names_comment(class_and_id(block.node)):
        return False  # "Lý Văn Tám 25/11/2026 10:00" above what a reader says
    text = block.text
    if block.box.tag == "dd" and (term := block.node.getprevious()) is not None:
        text = f"{text_of(term)}: {text}"  # a term says what a name is: the place of the ferry, or the author
    return is_byline(text) and not is_only_names(text, language=language)


def _label_ends(
    blocks: list[TextBlock],
    region: Sequence[TextBlock],
    found: Findings,
    language: str | None,
    chapters: Collection[TextBlock],
    introduced: Mapping[TextBlock, str],
) -> None:
    """Label the blocks after the last paragraph and before the first: credits, notices about the page.

    *chapters* are linked headings of the text, *introduced* the declared authors whom a sentence introduces.
    """
    displayed = [block for block in region if block.picture is None]
    following = dict(itertools.pairwise(displayed))
    end = _end_behind_signature(blocks, language)
    while end:
        block = blocks[end - 1]
        if _is_signed(block, language) or (
            is_credit(block, language) and not (end > 1 and _are_options(blocks[end - 2], block))
        ):
            found.bylines.insert(0, _credit_of(block))
            mark(block, _CREDIT)
        elif (verdict := _closing(block, blocks[: end - 1], introduced.get(block))) is not None:
            if verdict.label == _CREDIT.label:
                found.bylines.insert(0, _credit_of(block))
            mark(block, verdict)
        elif block.kind == "heading" and _announces_nothing(block, following.get(block)):
            mark(block, _LAST_HEADING)
        else:
            break
        end -= 1
    _label_signature_above(blocks[:end], found, language)
    start = int(_is_signed_below_lead(blocks[:end], language))
    paragraphs = {block.home for block in blocks[start:end] if block.sentence}
    for block in blocks[start:end]:
        verdict = _head_verdict(block, language, paragraphs) if block not in chapters else None
        if verdict is None:
            break
        if verdict is _CREDIT:
            found.bylines.append(_credit_of(block))
        mark(block, verdict)


def _label_credits_of_cards(region: Iterable[TextBlock], language: str | None) -> None:
    """Label the credit lines below linked headings: in a list of other articles, each names its own author.

    A single one may sign the article itself, below a pointer to another one.
    """
    credits: list[TextBlock] = []
    is_below = False
    for block in region:
        if block.kind == "heading":
            is_below = block.label == "related list" and block.linked > 0
        elif not block.label and block.picture is None:
            if is_below and is_credit(block, language):
                credits.append(block)
            is_below = False
    if len(credits) > 1:
        for block in credits:
            mark(block, _CREDIT_OF_CARD)


def _credit_of(block: TextBlock) -> str:
    """Return the text of a credit line; names on lines of their own are separated: "Lam Giang<br>Minh Tú"."""
    if block.lines == 1:
        return block.text
    lines = [line for line in block.in_lines() if line]
    if len(lines) > 1 and all(" " in line and not _LABEL_END.search(line) and is_byline(line) for line in lines):
        return ", ".join(lines)
    return block.text


def _label_signature_above(blocks: Sequence[TextBlock], found: Findings, language: str | None) -> None:
    """Label the only signature aligned to the right, as Vietnamese texts have it, if only a few notes follow it.

    Right above notes with an asterisk, a name in a line of its own needs no alignment.
    """
    if language is not None and language[:2] != "vi":
        return
    signed = [index for index, block in enumerate(blocks) if block.align == "right" and _is_signed(block, language)]
    end = len(blocks)
    while end and _NOTE.match(blocks[end - 1].text):
        end -= 1
    if not signed and 0 < end < len(blocks) and _is_name_line(blocks[end - 1], language):
        signed = [end - 1]
    if len(signed) != 1 or not 0 < len(blocks) - 1 - signed[0] <= _MOST_BEHIND:
        return
    above, below = blocks[: signed[0]], blocks[signed[0] + 1 :]
    size = sum(len(block.text) for block in above if block.sentence)
    if sum(len(block.text) for block in below) <= _NOTES_SHARE * size:
        found.bylines.insert(0, _credit_of(blocks[signed[0]]))
        mark(blocks[signed[0]], _CREDIT)


def _is_name_line(block: TextBlock, language: str | None) -> bool:
    """Return whether *block* is a credit line, which may be set in bold like a heading."""
    if block.cell or block.kind not in ("paragraph", "heading") or len(block.text) > _LONGEST_NAME_LINE:
        return False
    return is_byline(block.text) and not is_only_names(block.text, language=language)


def _is_signed_below_lead(blocks: Sequence[TextBlock], language: str | None) -> bool:
    """Return whether the first of *blocks* is a lead in another element than the text, with a byline in capitals below.

    A text with several such lines has a chapter for each person.
    """
    if len(blocks) <= _FEWEST_SENTENCES + 1:
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


def _is_signed(block: TextBlock, language: str | None) -> bool:
    """Return whether *block* is a credit line aligned to the right, which may have the markup of a heading."""
    if block.align != "right" or block.cell or block.kind not in ("paragraph", "heading"):
        return False
    return is_byline(block.text) and not is_only_names(block.text, language=language)


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
        if _is_signed(block, language):
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
            mark(other, verdict)
    return at + 1


def _verdict_behind(block: TextBlock, signature: TextBlock) -> Verdict | None:
    if len(_NUMBER.findall(block.text)) > 1 and not block.linked and not is_stamp(block.text):
        return None  # results and figures: "Sông Lam 2 - 1 Bến Tre"
    if block.home is not signature.home or (block.box.tag == "div" and signature.box.tag != "div"):
        return _BEHIND
    if block.align == "right":
        return _JOB
    return start_verdict(block.text) if block.linked else None


def _are_options(first: TextBlock, second: TextBlock) -> bool:
    """Return whether both blocks are choices of a quiz: "A. …", "B. …"."""
    return _OPTION.match(first.text) is not None and _OPTION.match(second.text) is not None


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
    return end_verdict(block.text) or block_verdict(block.text)


def _introduced(block: TextBlock, writers: Collection[str], site: str) -> str | None:
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


def _head_verdict(block: TextBlock, language: str | None, paragraphs: Collection[Node | None]) -> Verdict | None:
    """Return the verdict on *block*, above the text; *paragraphs* are the elements that hold its sentences."""
    if block.kind == "heading" or len(block.text) >= _LONGEST_HEAD_LINE:
        return None
    if is_credit(block):
        # Names in capitals above the text are credits more often than headings are.
        return _CREDIT if is_credit(block, language) or block.text.isupper() else _NAME_LIKE
    if block.linked * 2 > block.size:
        is_line = block.home in paragraphs and block.text.count(" ") + 1 > _MOST_IN_KICKER
        return None if is_line else _HEAD_LINK
    return _SIGNED if not block.sentence and SIGNED_AT.search(block.text) is not None else None


def _label_repeats(blocks: Sequence[TextBlock]) -> None:
    """Label repeated sentences, and short lines that occur three times and are not headings.

    A page may contain its whole text again for another screen size; then one copy of each block is kept. Copies are
    in elements of their own or of another class; what stands beside its like is a refrain, which the author repeats,
    unless nearly everything does: a song has verses, too.
    """
    alike: dict[str, list[TextBlock]] = {}
    for block in blocks:
        alike.setdefault(block.text, []).append(block)
    copies = [group for group in alike.values() if len(group) > 1]
    doubled = sum(len(group[0].text) * (len(group) - 1) for group in copies if group[0].sentence)
    whole_twice = doubled > _DOUBLED_SHARE * sum(len(block.text) for block in blocks if block.sentence)
    is_copied = len(copies) >= _MOST_REPEATS and len(copies) >= _NEARLY_ALL * len(alike)
    for first, *others in copies:
        if not first.linked and not is_copied and all(_is_beside(first, other) for other in others):
            continue
        if first.sentence or whole_twice:
            for block in others:
                mark(block, _DOUBLED)
        elif 1 + len(others) >= _MOST_REPEATS:
            for block in (first, *others):
                if not block.cell and not _may_be_repeated(block):
                    mark(block, _REPEATED)


def _is_beside(first: TextBlock, second: TextBlock) -> bool:
    """Return whether both blocks are lines of one element, or elements of one class in the same element."""
    own, other = first.box, second.box
    return own is other or (own.parent is other.parent and (own.tag, own.names) == (other.tag, other.names))


def _may_be_repeated(block: TextBlock) -> bool:
    """Return whether *block* is a heading, a label or an unlinked sentence, which each chapter may repeat."""
    text = block.text
    if block.kind != "paragraph" or text[-1] in "?？:：" or ": " in text:
        return True
    return text[-1] in ".!。！" and 2 * block.linked <= block.size and text.count(" ") + 1 >= _FEWEST_WORDS
