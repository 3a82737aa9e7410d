"""The lead (sapo): the sentence or two that a page displays between its title and its text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import dropwhile, islice, takewhile

from newsarchive.parsers.body.class_names import CAMEL, HEADINGS, HIDDEN, LIST_LIKE, TEXTLIKE, is_hidden, traits_of
from newsarchive.parsers.body.phrases import block_verdict, end_verdict, heading_hint
from newsarchive.parsers.body.table import BlockTable, Box, TextBlock
from newsarchive.parsers.bylines.parser import is_byline
from newsarchive.parsers.dates.date_lines import consists_of_fields, is_date_line
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.selectors import Selector
from newsarchive.parsers.html.tree import Node, class_and_id, text_of
from newsarchive.parsers.lengths import NEAR_HEADLINE, SENTENCE
from newsarchive.parsers.lexicons.body import ABOUT_AUTHOR, LEAD_CLASS, OF_ARTICLE, TO_ACT
from newsarchive.parsers.text import folded

_SHORTEST = 30  # characters; a shorter text is a label, a date or a place
# What the editors say of the article: "This story was updated to correct a name."
_NOTE = re.compile(
    r"\W*(?:this (?:article|story|post|report|page)\b|correction\b|(?:editor.s |author.s )?note\s?:|đính chính\b"
    r"|lưu ý\s?:|bài(?: viết)?(?: này)? (?:đã )?được\b|tên (?:các )?nhân vật\b"
    r"|(?:some )?names\b[^.!?]{0,25} been changed\b"
    r"|dieser (?:artikel|text|beitrag)\b|korrektur\b|cet article\b|est[ea] (?:artículo|noticia|artigo)\b)",
    re.I,
)
# The same wherever it stands; "This article has changed the law" is none.
_OF_CHANGE = re.compile(
    r"\W*(?:[\w’']+(?: note)?\s?: )?(?:this|dieser|cet|est[ea]|questo) "
    r"(?:article|story|post|report|page|artikel|text|beitrag|artículo|noticia|artigo|notícia|articolo) "
    r"(?:was|has been|wurde|a été|fue|ha sido|foi|è stato)\b[^!?]{0,80}?\b"
    r"(?:updated|corrected|amended|edited|(?:first|originally|re)\s?published|aktualisiert|korrigiert|ergänzt|überarbeitet"
    r"|mis à jour|corrigé|modifié|actualizad[oa]|corregid[oa]|modificad[oa]|atualizad[oa]|corrigid[oa]|aggiornato"
    r"|corretto)\b",
    re.I,
)
_FEWEST_BELOW = 2  # sentences; a lead introduces more than one
_LONGEST = 1500  # characters; a longer one is the article's text
_BRIEF = 10  # characters; a shorter box holds a sign or a button
_WRAPPERS = 4  # levels; the fields of Drupal have an element for the field, its list and its item
_FEWEST_ROWS = 2  # rows of a table of results; one row is a frame
_MOST_PARTS = 30  # elements; a bound for boxes with the whole text
_MOST_LEADS = 4  # paragraphs of a lead; more with the same class are the text
_MOST_POINTS = 8  # points of a summary; more are a list of the text
_LONGEST_KICKER = 50  # characters beside a headline; with little more, a text repeats the headline
_LONG = 110  # characters; a plain paragraph of this length may be the first of the text, and no notice is as long
_NEXT = 2  # boxes; the one right below the headline, in a box of its own or not
_WORDS_OF_DECK = 6  # words; with fewer, a name and a job, a section or a label
_STAMP = re.compile(r"\d[:/]\d\d")  # of the time in a line of fields without spaces: icon, date, readers
_FIELDS = frozenset("|•·›»")  # between the fields of a line: section, date, minutes to read
_FEW_LINKS = 0.25  # share of letters in links; a lead of two sentences may link a name in each
_ENDS = frozenset('.!?…。！？"”»)')
_LEAD_TAGS = frozenset(("p", "div", "section", "h2", "h3", "h4"))
# Utility classes of a paragraph in bold or large type.
_SET_APART = re.compile(r"(?<![\w-])(?:font-(?:semi|extra)?bold|fw-(?:semi)?bold|text-(?:lg|[2-4]?xl))(?![\w-])")
_NEAR_LEVELS = 2  # levels; beside the element of the text or of the box around it
_SMALL_SHARE = 0.5  # share of the text; a lead is shorter than half of it
_OTHER_BOXES = frozenset(("class.newsletter", "class.on-demand", "tag.form", "tag.linked-card"))
_NO_PLACE = LIST_LIKE | {"figcaption"}


#: The boxes between the title and the region of the article; the box of the title, if the page displays it.
BoxesBefore = tuple[list[Box], Box | None]


def found_lead(document: Document, selectors: tuple[Selector, ...]) -> Node | None:
    """Return the first element with text that a publisher's *selectors* match."""
    for selector in selectors:
        for match in document.find(selector):
            if not isinstance(match, str) and len(text_of(match)) >= _SHORTEST:
                node: Node = match
                return node
    return None


def displayed_lead(
    document: Document, table: BlockTable, region: Box, title: str | None, before: BoxesBefore
) -> Box | None:
    """Return the box between title and *region* that looks like a lead, or ``None``; *before*: the boxes before it."""
    description = lead_hint(document)
    key = folded(title or "")
    best: tuple[float, Box] | None = None
    boxes, titled = before
    for box in boxes:
        if _is_of_other_box(box, titled, description):
            continue  # a dialog, a form or a card has titles and descriptions of its own
        points = (
            _points(box.node, description, key)
            if titled is not None or agrees(folded(text_of(box.node)), description)
            else 0.0
        )
        if points and (best is None or points > best[0]):
            best = (points, box)
    placed = _placed(boxes, region, titled) if best is None and titled is not None else None
    return best[1] if best else placed if placed is None or not _speaks_of_page(text_of(placed.node)) else None


def _is_of_other_box(box: Box, title: Box | None, description: str) -> bool:
    """Return whether *box* is in a dialog, or in a form, card or panel, and no *description*.

    What holds the *title* as well is the head of the article, whatever its class says. An <aside> and a box named after
    related articles do hold leads.
    """
    verdict = box.effective
    if verdict is None or verdict.rule == "class.consent":
        return verdict is not None
    around = box
    while around.parent is not None and around.parent.effective is not None:
        around = around.parent
    if title is not None and around.index <= title.index < around.end:
        return False
    return verdict.rule in _OTHER_BOXES and not agrees(folded(text_of(box.node)), description)


def lead_parts(table: BlockTable, lead: Box) -> list[Box]:
    """Return *lead* and the unlinked boxes beside it of the same tag and class, if that class names leads."""
    names, around = lead.node.get("class"), lead.node.getparent()
    is_point = lead.tag == "li"
    if not (names or is_point) or around is None or not names_lead(lead.node):
        return [lead]
    parts = [
        box
        for node in islice(around.iterchildren(lead.tag), _MOST_PARTS)
        if node.get("class") == names
        and (box := table.by_node.get(node)) is not None
        and (box is lead or (box.effective is None and box.size >= _SHORTEST and box.linked <= _FEW_LINKS * box.size))
    ]
    return parts if len(parts) <= (_MOST_POINTS if is_point else _MOST_LEADS) else [lead]


def placed_notice(before: BoxesBefore, region: Box) -> Box | None:
    """Return the box at the position of a lead that speaks of the page or the article: text, but no lead."""
    boxes, titled = before
    placed = _placed(boxes, region, titled) if titled is not None else None
    return placed if placed is not None and _speaks_of_page(text_of(placed.node)) else None


def _speaks_of_page(text: str) -> bool:
    """Return whether *text* is about the article, not its subject: "This article was first published in …"."""
    return OF_ARTICLE.search(text) is not None or TO_ACT.match(text) is not None


def _placed(boxes: list[Box], region: Box, title: Box) -> Box | None:
    """Return the only one of *boxes*, between *title* and *region*, whose position makes it a lead.

    It is a sentence with hardly a link, to which no other rule applies, in an element beside the *title*, *region* or
    an ancestor of *region*. If two boxes have such a position, return ``None``.
    """
    around = {title.node.getparent(), region.node.getparent(), *islice(region.node.iterancestors(), _NEAR_LEVELS)}
    near = boxes[-NEAR_HEADLINE:]
    placed = [box for box in near if box.node.getparent() in around and _may_be_lead(box)] or _decks(boxes, title)
    return placed[0] if len(placed) == 1 and placed[0].size < _SMALL_SHARE * region.size else None


def subtitle_below(before: BoxesBefore) -> Box | None:
    """Return the heading right below the headline that is a deck (see `_is_deck`); a lead may follow it."""
    boxes, titled = before
    decks = _decks(boxes, titled) if titled is not None else []
    return decks[0] if decks and decks[0].tag in HEADINGS else None


def _decks(boxes: list[Box], title: Box) -> list[Box]:
    """Return the one of *boxes* right below the *title* that is a deck, in a list.

    The headline once more, with a few words, is none, nor is the first of several headings of one rank: a chapter's.
    """
    below, key = title.node.getnext(), folded(text_of(title.node))
    decks = [box for box in boxes[:_NEXT] if box.node is below and _is_deck(box)]
    return [
        box
        for box in decks
        if (letters := folded(text_of(box.node))) not in key
        and not (key in letters and len(letters) < len(key) + _LONGEST_KICKER)
        and (box.tag not in HEADINGS or next(box.node.itersiblings(box.tag), None) is None)
    ]


def _is_deck(box: Box) -> bool:
    """Return whether *box*, right below the headline in its element, is a deck: a short sentence, or a long phrase.

    A name, a job, a section or a label has few words and no full stop, or most words begin with a capital letter.
    """
    text = text_of(box.node)
    words = text.split()
    return (
        box.effective is None
        and box.tag in _LEAD_TAGS
        and box.own == box.size
        and not box.linked
        and len(words) >= _WORDS_OF_DECK
        and (_SHORTEST if text[-1] in _ENDS else SENTENCE) <= len(text) <= _LONGEST
        and (text[-1] in _ENDS or _STAMP.search(text) is None)
        # else it is the first paragraph of the text, see `opening`
        and (box.tag != "p" or box.size < _LONG or (box.parent is not None and box.parent.tag == "header"))
        and 2 * sum(word[0].islower() for word in words) >= len(words)
        and _FIELDS.isdisjoint(text)
        and not traits_of(box.node).caption
        and not traits_of(box.node).picture
        and _is_of_article(box.node, text)
    )


def _is_of_article(node: Node, text: str) -> bool:
    """Return whether *text* is no line about the author, the time or the page."""
    return not (
        ABOUT_AUTHOR.match(text)
        or is_note(text)
        or _OF_CHANGE.match(text)
        or is_date_line(text)
        or consists_of_fields(node, text)
        or is_byline(text)
        or _speaks_of_page(text)
        or end_verdict(text) is not None
        or block_verdict(text) is not None
        or heading_hint(text) is not None
    )


def is_note(text: str) -> bool:
    """Return whether *text* begins as what the editors say of the article: "This story was updated …"."""
    return _NOTE.match(text) is not None


def is_beside_headline(table: BlockTable, heading: Node | None, blocks: Sequence[TextBlock], hint: str) -> bool:
    """Return whether the first of *blocks*, the text, stands beside the headline and apart from the other sentences.

    It and the headline are in one box, and the rest of the text is apart: outside of that box, as below a <header>, or
    inside in an element of its own. There, a paragraph like those of the rest may be the first of a text that an
    advertisement or a button to read on divides, and a sentence below a picture may be its caption, unless it agrees
    with *hint*, the page's description (see `lead_hint`).
    """
    title, box = table.box_of(heading), blocks[0].box
    around = box.parent
    if title is None or around is None or not around.index < title.index < box.index:
        return False
    rest = [block.box for block in blocks[1:] if block.sentence]
    if (
        len(rest) < _FEWEST_BELOW
        or is_note(blocks[0].text)
        or _speaks_of_page(blocks[0].text)
        or not _may_be_lead(box, is_in_header=around.tag == "header")
    ):
        return False
    is_described = agrees(folded(blocks[0].text), hint)
    above = takewhile(
        lambda block: block is not blocks[0], dropwhile(lambda block: block.box is not title, table.blocks)
    )
    if not is_described and any(block.picture is not None for block in above):
        return False
    if all(other.index >= around.end for other in rest):
        return True
    if any(other.tag == box.tag == "p" for other in rest) and not is_described:
        return False
    inner = rest[0]
    while inner.parent is not None and inner.parent is not around:
        inner = inner.parent
    return (
        inner is not box and inner.tag not in TEXTLIKE and all(inner.index <= other.index < inner.end for other in rest)
    )


def _may_be_lead(box: Box, *, is_in_header: bool = False) -> bool:
    node = box.node
    text = text_of(node)
    return (
        box.effective is None
        and box.tag in _LEAD_TAGS
        and box.own == box.size
        and SENTENCE <= len(text) <= _LONGEST
        and text[-1:] in _ENDS
        and box.linked <= _FEW_LINKS * box.size
        and not traits_of(node).caption
        and not traits_of(node).picture
        # else it is the first paragraph of the text, see `opening`
        and (box.tag != "p" or box.size < _LONG or is_in_header)
        and not ABOUT_AUTHOR.match(text)
        and not _OF_CHANGE.match(text)
        and not is_date_line(text)
        and end_verdict(text) is None
        and block_verdict(text) is None
    )


def lead_hint(document: Document) -> str:
    """Return the folded letters of the page's description, often the lead, sometimes truncated; "" without one."""
    return folded(document.meta("og:description", "description", "twitter:description") or "")


def agrees(letters: str, hint: str) -> bool:
    """Return whether the folded text *letters* or the *hint* (see `lead_hint`) contains the beginning of the other.

    Their first 60 letters are compared. A hint of 30 letters or fewer says nothing.
    """
    return len(hint) > 30 and (hint[:60] in letters or letters[:60] in hint)


def opening(before: BoxesBefore) -> list[Box]:
    """Return the paragraphs of the text *before* the region of the article, in elements of their own."""
    boxes, titled = before
    paragraphs = [box for box in boxes if titled is not None and _is_plain_paragraph(box)]
    # Notices are there too, but notices are short; beside a long paragraph a short paragraph is text.
    homes = {box.node.getparent() for box in paragraphs if box.size >= _LONG and text_of(box.node)[-1:] in _ENDS}
    return [box for box in paragraphs if box.node.getparent() in homes]


def tables_above(table: BlockTable, region: Box, heading: Node | None) -> list[Box]:
    """Return the data tables between the *heading* and *region*: the results or prices that its sentence explains.

    Such a table has rows of several cells, no link and no picture, and stands beside *region*.
    """
    title = table.box_of(heading)
    around = region.node.getparent()
    if title is None or around is None or title.index > region.index:
        return []
    return [
        box
        for box in table.boxes[title.index + 1 : region.index]
        if box.tag == "table"
        and box.node.getparent() is around
        and box.effective is None
        and not box.linked
        and not box.pictures
        and _is_of_data(box)
    ]


def _is_of_data(box: Box) -> bool:
    rows = list(islice(box.node.iter("tr"), _FEWEST_ROWS))
    return len(rows) == _FEWEST_ROWS and all(len(row) > 1 for row in rows) and box.node.find(".//table") is None


def _is_plain_paragraph(box: Box) -> bool:
    if box.tag != "p" or box.effective is not None or box.linked > _FEW_LINKS * box.size:
        return False
    around = (box.node, *islice(box.node.iterancestors(), 2))
    return not any(element.tag in _NO_PLACE or traits_of(element).caption for element in around)


def boxes_before(table: BlockTable, region: Box, title: str | None) -> BoxesBefore:
    """Return boxes before *region* and after the *title*, and the box of the title.

    Of many, these are the last, and the first to which no rule applies.
    """
    key, length = folded(title or ""), len(title or "")
    before: list[Box] = []
    titled: Box | None = None
    for box in table.boxes[: region.index]:
        if box.own < _BRIEF or box.end > region.index or box.effective is HIDDEN:
            continue
        node = box.node
        if box.tag == "h1" or (key and abs(box.size - length) < 15 and folded(text_of(node)) == key):
            before, titled = [], box
        elif box.size >= _SHORTEST:
            before.append(box)
    near = before[-NEAR_HEADLINE:]
    if titled is not None:  # a list of other articles or a gallery may follow the lead
        below = islice(before[:-NEAR_HEADLINE], NEAR_HEADLINE)
        near = [*(box for box in below if box.effective is None), *near]
    return near, titled


def _points(node: Node, description: str, key: str) -> float:
    text = text_of(node)
    if not _SHORTEST <= len(text) <= _LONGEST or is_hidden(node):
        return 0.0
    letters = folded(text)
    is_in_figure = any(element.tag in ("figure", "figcaption") for element in (node, *islice(node.iterancestors(), 2)))
    is_caption = traits_of(node).caption and LEAD_CLASS.search(class_and_id(node).casefold()) is None
    # Some templates put the lead below the large picture.
    if (is_in_figure or is_caption) and not agrees(letters, description):
        return 0.0
    if is_date_line(text) or consists_of_fields(node, text):
        return 0.0
    if key and key in letters and len(letters) < len(key) + _LONGEST_KICKER:
        return 0.0
    if ABOUT_AUTHOR.match(text) and not agrees(letters, description):  # else the article is about this person
        return 0.0
    points = 0.0
    verdict = traits_of(node).verdict
    if verdict is not None and (verdict.label in ("byline", "credit") or not names_lead(node)):
        return 0.0
    if _describes_author(node) and not agrees(letters, description):
        return 0.0
    if names_lead(node):
        points += 1.0
    if node.get("itemprop") == "description":
        points += 1.0
    if node.tag == "h2" and len(text) > 60:
        points += 0.8
    if agrees(letters, description):
        points += 1.0
    return points


def _describes_author(node: Node) -> bool:
    """Return whether *node* is, or is in, the "description" in a box whose class names the author."""
    around = (node, *islice(node.iterancestors(), _WRAPPERS))
    box = next((box.getparent() for box in around if "desc" in (box.get("class") or "")), None)
    verdict = traits_of(box).verdict if box is not None else None
    return verdict is not None and verdict.label in ("byline", "credit")


def is_set_apart(node: Node) -> bool:
    """Return whether a utility class of *node* sets it in bold or large type."""
    return _SET_APART.search(node.get("class") or "") is not None


def names_lead(node: Node) -> bool:
    """Return whether class or id of *node*, or of an element around it alone, mark it as a lead.

    The fields of Drupal stand in several elements: "field-name-summary" around "field-items" around "field-item".
    """
    for level in range(_WRAPPERS):
        if LEAD_CLASS.search(CAMEL.sub("-", class_and_id(node)).casefold()):
            return True
        parent = node.getparent()
        if (
            parent is None
            or len(parent) > 3
            or (level and (len(parent) > 1 or "field" not in (node.get("class") or "")))
        ):
            return False
        node = parent
    return False
