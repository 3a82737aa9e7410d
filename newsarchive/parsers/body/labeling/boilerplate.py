"""Decide whether a block by itself is boilerplate: a linked line, share buttons, a date, a notice of the site."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from newsarchive.parsers.body.labeling.pointers import pointer_verdict
from newsarchive.parsers.body.labels import Verdict
from newsarchive.parsers.body.lists.linked_lists import CONTENTS
from newsarchive.parsers.body.lists.site_links import leads_nowhere, leads_out, leads_within_page
from newsarchive.parsers.body.phrases import block_verdict, start_verdict
from newsarchive.parsers.body.table import SENTENCE_ENDS, TextBlock
from newsarchive.parsers.bylines.parser import is_picture_credit
from newsarchive.parsers.dates.date_lines import is_date_line, is_dated, is_stamp
from newsarchive.parsers.html.tree import Node, text_of
from newsarchive.parsers.lengths import (
    LITTLE_TEXT,
    LONGEST_BARE_NAME,
    LONGEST_CREDIT_LINE,
    NEARLY_ALL,
    WORDS_OF_HEADLINE,
)
from newsarchive.parsers.lexicons.body import SHARE_ADDRESS, is_video_address
from newsarchive.parsers.text import folded, has_length

# "At 10:30 on Monday." is an answer; a stamp ends so only in an abbreviation: "8:22 p.m.", "5 min."
_ENDS_IN_WORD = re.compile(r"[^\W\d_]{4}\.$")
# Above an entry of a live report: its age, its time and its author, "21 mins ago 11:48 Jon King". Without a time,
# the capitalized words may be a feast: "5 ngày trước Tết".
_ENTRY = re.compile(
    r"\d{1,2} (?:(?:secs?|seconds?|mins?|minutes?|hrs?|hours?|days?) ago|(?:giây|phút|giờ|ngày) trước)\W{0,3}"
    r"(?:\d\d?[:.h]\d\d\W{0,3}(?:[^\W\d_a-z][\w.'’-]*(?: |$)){0,4})?"
)
# "First published 4 hours ago • Updated 2 hours ago", "Cập nhật 4 giờ trước".
_AGES = re.compile(
    r"(?:\W{0,3}(?:(?:first|last) )?(?:published|posted|updated|modified|đăng|cập nhật)\W{1,3}\d{1,3} "
    r"(?:(?:seconds?|mins?|minutes?|hrs?|hours?|days?) ago|(?:giây|phút|giờ|ngày) trước)){1,3}",
    re.IGNORECASE,
)
_AGE_ENDS = ("ago", "trước")
# "name":"value", twice: what is left of a script whose string held an end tag.
_JSON = re.compile(r'[,{]"[\w@-]{2,40}":(?=["\d\[{tfn])')
# The same with blanks, as servers write it; in prose, only a text that is in braces as a whole is data.
_JSON_WITH_BLANKS = re.compile(r'[,{]\s?"[\w@-]{2,40}"\s?:\s?(?=["\d\[{tfn])')
_BRACES = ("{", "}")
# "{{ article.title }}": what a script of the page puts its values into (AngularJS, Vue, Handlebars).
_EXPRESSION = re.compile(r"\{\{[^{}]*\}\}")
_OF_CODE = frozenset(("pre", "td", "li", "code", "samp"))
_YEAR = re.compile(r"(?:19|20)\d\d")
_QUESTION_MARKS, _CLOSING_QUOTES = "?？؟", "\"'”’»"
_OPENING_QUOTES = "\"'“”„«»‘’"
_LABEL_END = re.compile("[:：】]")
_LONGEST_LINE = 200  # characters; a longer linked block is a paragraph with a link
_LONGEST_LINKED = 700  # characters; a list of links in one block, with its label
_LONGEST_SHARE = 120  # characters; a row of buttons to share the page, with its label
_MOST_BUTTONS = 20  # links; a share row has five or six; a bound for malicious pages
_FEWEST_PARTS = 3  # links to parts of the page; fewer are a button or a note
_LONGEST_DATES = 160  # characters; a line of dates, perhaps with a credit
_MOST_CELLS = 20  # cells of a row; a bound for wide tables
_FEWEST_NUMBERS = 2  # cells beside a linked name; one is the rank of an article
# Characters before the linked headline of another article.
_ARROWS = re.compile(r"[>»›→▶►•–—-]+\s*")
_NEAR_SIZE = 9  # characters; texts whose lengths differ by more are not compared: only signs may differ
_DATA = Verdict("widget", "block.data", "names and values of a script that ended too early, not prose")
_TEMPLATE = Verdict("widget", "block.template", "mostly the expressions of a template that no script has filled in")
#: A cell of a data table says by such a sign that it has no value.
SEPARATOR = Verdict("widget", "block.no-words", "signs without any letter or digit")
LINKED = Verdict("related list", "block.linked", "a line outside of the paragraphs that is nothing but a link")
_SHARE = Verdict("widget", "block.share", "all its links pass the page on to networks or by mail")
_PAID = Verdict("advertisement", "block.paid", "nothing but a link that the page marks as paid for")
# The place of a picture among those of a series: "2/7".
_OF_SERIES = re.compile(r"\d{1,3}\s?/\s?(\d{1,3})")
_SERIES = Verdict("widget", "block.series", "counts the pictures of a series, in the element that shows them all")
# "Video: Cảnh quay từ trên cao", "Clip: …"
_OF_VIDEO = re.compile(r"(?:video|clip)\s?[:：]\s?\w", re.I)
_TITLE_OF_VIDEO = Verdict("caption", "block.video", "the label and title of the video right above or below it")
_PLAYERS = ("video", "iframe", "amp-video", "amp-youtube")
_OF_LISTS = frozenset(("li", "dt", "dd"))
_LABELED_LINE = re.compile(r"[^\W\d][^:：.!?]{1,30}[:：]\s?\S")  # "Regie: Ole Brandt"
_PICTURE_CREDIT = Verdict("credit", "block.picture-credit", "a label and a name: who took a picture")
STAMP = Verdict("time", "block.stamp", "nothing but a date, a time or a time of reading")


def boilerplate_verdict(block: TextBlock, above: dict[str, Verdict], site: str) -> Verdict | None:
    """Return the verdict on *block* by its own text and links, or ``None`` if it may be text.

    *above* are the texts displayed above, each with the verdict on its repetition; *site* is the name of the site.
    """
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
        return SEPARATOR
    if block.box.pictures and text[0].isdigit() and _counts_pictures(block):
        return _SERIES
    if '":' in text and block.box.tag not in _OF_CODE:
        pairs = _JSON_WITH_BLANKS if (text[0], text[-1]) == _BRACES and block.box.tag != "p" else _JSON
        if len(pairs.findall(text)) > 1:
            return _DATA
    if "{{" in text and block.box.tag not in _OF_CODE and 2 * len(_EXPRESSION.sub("", text)) < size:
        return _TEMPLATE
    if block.links and size < _LONGEST_SHARE and _only_shares(block):
        return _SHARE
    if block.links >= _FEWEST_PARTS and block.linked >= 0.9 * size and leads_within_page(block):
        return CONTENTS
    share = _linked_share(block) if block.linked else 0.0
    if share >= 0.6 and size < _LONGEST_LINKED and (size >= 60 or share < 0.9):
        verdict = start_verdict(text)
        if verdict is not None and (_LABEL_END.search(text) or (size >= 60 and share >= NEARLY_ALL)):
            return verdict
    if size >= LITTLE_TEXT:
        return None
    if share >= 0.9 and size < _LONGEST_LINE:
        if block.cell and any(map(str.isalpha, text)) and _is_beside_text(block):
            return None
        if _is_paid(block.node):
            return _PAID
        if (block.kind == "paragraph" and _is_linked_sentence(block)) or leads_out(block.node, site):
            verdict = block_verdict(text)  # an offer, a share button or a wall whose page is on another site
            return verdict or (start_verdict(text) if text[0] == "[" and ":" in text else None)
        return LINKED
    if size < _LONGEST_LINE:
        verdict = block_verdict(text)
        if verdict is not None:
            return verdict
    if _OF_VIDEO.match(text) and _is_line(block) and text[-1] not in SENTENCE_ENDS and _is_beside_player(block):
        return _TITLE_OF_VIDEO
    is_short = size < _LONGEST_DATES and not block.cell
    # A clock time as the value of a term is a fact of the text: departures, opening hours.
    is_short = is_short and (block.box.tag != "dd" or _YEAR.search(text) is not None)
    if is_short and block.kind != "heading" and is_only_date(text):
        return STAMP
    if is_short and (
        (text[0].isdigit() and _ENTRY.fullmatch(text)) or (text.endswith(_AGE_ENDS) and _AGES.fullmatch(text))
    ):
        return STAMP
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
        return not is_headline or text.count(" ") + 1 < WORDS_OF_HEADLINE
    return end not in _QUESTION_MARKS


def is_only_date(text: str) -> bool:
    """Return whether *text* is nothing but a date, a time or a time of reading."""
    if not is_dated(text) or _ENDS_IN_WORD.search(text) or _YEAR.fullmatch(text):
        return False  # a year alone heads a chapter
    return is_stamp(text) or (text[-1] != "." and is_date_line(text))


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
    """Return whether the row of *cell* has another cell with words outside links: a table of data.

    A linked name, such as a club's in a league table, also stands beside numbers, or below a row of column names.
    Counter-example: "1." beside a linked headline is a row of the most read articles.
    """
    row = next(cell.node.iterancestors("tr"), None)
    if row is None:
        return False
    others = _unlinked_cells(row)
    if any(any(map(str.isalpha, text)) for text in others):
        return True
    if cell.text.count(" ") + 1 >= WORDS_OF_HEADLINE or has_length(cell.text, LONGEST_BARE_NAME):
        return False
    return len(others) >= _FEWEST_NUMBERS or _has_column_names(row)


def _has_column_names(row: Node) -> bool:
    """Return whether the first row of the table of *row* names its columns."""
    table = next(row.iterancestors("table"), None)
    first = next(table.iter("tr"), None) if table is not None else None
    if first is None or first is row or next(first.iter("a"), None) is not None:
        return False
    return sum(any(map(str.isalpha, text)) for text in _unlinked_cells(first)) > 1


def _unlinked_cells(row: Node) -> list[str]:
    """Return the texts, of letters or digits, of the cells of *row* without links and pictures."""
    cells = itertools.islice(row.iterchildren("td", "th"), _MOST_CELLS)
    texts = [text_of(cell) for cell in cells if next(cell.iter("a", "img"), None) is None]
    return [text for text in texts if any(map(str.isalnum, text))]


def _counts_pictures(block: TextBlock) -> bool:
    """Return whether *block* is the number of one of the pictures in its box or in the box around it: "2/7".

    "2/9" beside one picture is a date, in a cell it may be a fraction.
    """
    number = _OF_SERIES.fullmatch(block.text)
    if number is None or block.box.tag in _OF_CODE:
        return False
    around = block.box.parent
    count = int(number[1])
    return count > 1 and count in (block.box.pictures, around.pictures if around is not None else 0)


def label_picture_credits(blocks: Sequence[TextBlock]) -> None:
    """Label the lines among *blocks* that only say who took the picture beside them, or the pictures of the text.

    The latter are the first or the last line of its element. Elsewhere, in a list or among the lines of a cast, such a
    line is a fact of the text: "Kamera: …", "Fotografie: …".
    """
    credits = [
        (index, block)
        for index, block in enumerate(blocks)
        if not block.label
        and _is_line(block)
        and 0 < len(block.text) < LONGEST_CREDIT_LINE
        and is_picture_credit(block.text)
    ]
    if not credits:
        return
    lines = [block for block in blocks if block.picture is None and not block.label]
    first = {block.home: block for block in reversed(lines)}
    last = {block.home: block for block in lines}
    for index, block in credits:
        beside = [*blocks[max(0, index - 1) : index], *blocks[index + 1 : index + 2]]
        if (block in (first[block.home], last[block.home]) or any(map(_is_of_picture, beside))) and not any(
            _LABELED_LINE.match(other.text) for other in beside if not other.label
        ):
            block.mark(_PICTURE_CREDIT)


def _is_line(block: TextBlock) -> bool:
    """Return whether *block* is a paragraph of its own, and no heading or part of a list or table."""
    return block.kind == "paragraph" and not block.cell and block.box.tag not in _OF_LISTS


def _is_of_picture(block: TextBlock) -> bool:
    return block.picture is not None or block.label == "caption"


def _is_beside_player(block: TextBlock) -> bool:
    """Return whether the element right before or after *block* holds the player of a video and no words."""
    node = block.node
    return any(
        beside is not None and any(map(_is_player, beside.iter(*_PLAYERS))) and not text_of(beside)
        for beside in (node.getprevious(), node.getnext())
    )


def _is_player(node: Node) -> bool:
    """Return whether *node* plays a video: an <iframe> may also be a map or a form."""
    return node.tag != "iframe" or is_video_address(node.get("src") or node.get("data-src") or "")


def _linked_share(block: TextBlock) -> float:
    """Return the share of linked characters; signs before a linked headline do not count."""
    arrows = _ARROWS.match(block.text)
    return block.linked / max(1, block.size - (len(arrows[0].strip()) if arrows else 0))
