"""Weigh the text of every element: how much of it can be an article's, by its tag, class, links and first heading."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from math import inf

from newsarchive.parsers.body.class_names import (
    CARD,
    HEADINGS,
    HIDDEN,
    is_card,
    is_folded,
    is_hidden,
    is_unfolded_by_heading,
    tag_verdict,
)
from newsarchive.parsers.body.labels import Verdict
from newsarchive.parsers.body.phrases import heading_hint, heading_verdict
from newsarchive.parsers.body.table import BlockTable, Box, lines_of_text
from newsarchive.parsers.body.wall_notices import sells_access
from newsarchive.parsers.html.tree import Node, class_and_id, text_of
from newsarchive.parsers.lengths import FEW_LINKS, LITTLE_TEXT, LONGEST_CAPTION, LONGEST_HEADING, SENTENCE
from newsarchive.parsers.lexicons.body import CAPTION_CLASS, CONTROL_HEADING, FACT_CLASS, VOTES
from newsarchive.parsers.text import DENSE_FACTOR, FULL_STOPS, folded

STRONG_SHARE = 0.6  # share of the page's text; an element with more is the article, whatever its class says
_WEAK_SHARE = 0.25  # share of the page's text; the same for classes that say little
_TOO_LITTLE = 0.2  # share of the page's text; if weak classes leave less, they mean something else on this page
SHORT_PAGE = 1_000.0  # letters; on a page with fewer, no share of them makes an element the article
_NO_SENTENCE = frozenset(("figure", "figcaption", *HEADINGS))
WHOLE = frozenset(("html", "body", "main"))
_WEIGHT = {"p": 1.0, "div": 0.8, "blockquote": 0.8, "pre": 0.8, "td": 0.6, "li": 0.4, "dd": 0.4, "figcaption": 0.1}
SHORT = 25  # letters; fewer are not an article's text, unless nothing longer is found
_MOST_WRAPPERS = 3  # levels; the divisions around a heading
MOST_BESIDE = 60  # elements; a bound for long pages
_MOST_EMPTY = 3  # elements; between two paragraphs there may be slots for advertisements
_OF_OFFER = ("form", "input", "button")
_FEWEST_HIDDEN = 3  # paragraphs; an offer or a note has fewer
_MOST_IN_FOOTER = 50  # elements; a bound: what tells the kind of a footer or an aside is among the first
_FEW_IN_SWITCH = 5  # elements; a button with its icon and label
_QUOTED = re.compile(r"[“„«»”「『]|(?<!\w)[\"'‘]")
_NO_PROSE = frozenset(("form", "input", "button", "iframe", "video", "audio", "blockquote", "q"))
# An element around the page's headline does not consist of these, whatever its class: it opens the article.
_WITHOUT_HEADLINE = frozenset(("related list", "advertisement", "widget"))
_WORD_FOR_COMMENTS = "heading.comments-word"
_LISTS, _ENTRIES = ("section", "div", "ol", "ul", "dl"), ("li", "dd", "article", "div")
_FEWEST_ENTRIES = 2  # comments; one element may hold the paragraphs of a section
_SHARE_OF_ARTICLE = 0.25  # of the page's text; comments may be longer than the article that they are below
_FEWEST_SENTENCES = 4  # the element of the article, around the headline, has more than a lead
_NEEDS_LINKS = frozenset(("related list", "advertisement"))
_PROSE_IF_UNLINKED = frozenset(("class.rating", "class.more"))
ABOUT_AUTHOR = Verdict("credit", "microdata.author", "the markup says that it describes the author")
_NONE: Mapping[Box, Verdict] = {}
_REMOVED = Verdict("widget", "publisher.remove", "the publisher's file says that it is not part of the text")


def weigh(
    table: BlockTable, heading: Node | None, removed: Collection[Node] = (), others: Mapping[Box, Verdict] = _NONE
) -> None:
    """Set the mass and the verdict of every box of *table*.

    The mass of a box is the number of characters in it that can be an article's text: not linked, in pieces that are
    long enough, not excluded by a rule, and weighted by tag (those of a paragraph count in full).
    *heading* is the headline's element; *removed* are the elements that the publisher's file removes from the text;
    *others* are other whole articles and small boxes of the page, each with its verdict.
    """
    _weigh(table, heading, removed, others, short=False)
    if whole(table) < LITTLE_TEXT:
        # If the text consists of short lines, every unlinked line counts.
        _weigh(table, heading, removed, others, short=True)


def whole(table: BlockTable) -> float:
    """Return the mass of the page (see `weigh`): that of <html>, the first box, which contains all others.

    It is 0.0 for a page without elements.
    """
    return table.boxes[0].mass if table.boxes else 0.0


def _weigh(
    table: BlockTable, heading: Node | None, removed: Collection[Node], others: Mapping[Box, Verdict], *, short: bool
) -> None:
    boxes = table.boxes
    factor = DENSE_FACTOR if table.dense else 1
    lines = lines_of_text(boxes)
    own = [_worth(box, factor, 2 if short or box in lines else SHORT) if box.own else 0.0 for box in boxes]
    for box, worth in zip(boxes, own, strict=True):
        box.worth = worth
    for box in reversed(boxes):
        if box.worth and box.parent is not None:
            box.parent.worth += box.worth
    most = boxes[0].worth if boxes else 0.0
    sections = _announced_sections(boxes, heading, most) | dict(others)
    opening = frozenset(heading.iterancestors()) if heading is not None else frozenset[Node]()
    limits = (STRONG_SHARE * most, _WEAK_SHARE * most)
    title = table.box_of(heading)
    if most < SHORT_PAGE and title is not None:
        # The footer of a short notice, or a notice on cookies, is most of its page. The text is the first sentence
        # below the headline: what excludes that one names the text itself ("modal-body").
        _judge(table, own, (inf, limits[1]), sections, removed, opening)
        beside = {block.box for block in table.blocks[title.last :] if table.is_sentence(block)}  # a table
        below = (box for box in boxes[title.end :] if box.tag not in _NO_SENTENCE and 2 * box.linked <= box.size)
        first = next((box for box in below if box in beside or _reads_as_sentence(box)), None)
        if first is not None and first.effective is None:
            return
    _judge(table, own, limits, sections, removed, opening)
    if whole(table) < _TOO_LITTLE * most:
        # If weak class names exclude nearly all of the text, they mean something else on this page.
        _judge(table, own, (STRONG_SHARE * most, _TOO_LITTLE / 2 * most), sections, removed, opening)


def is_sentence(box: Box) -> bool:
    """Return whether *box* holds a sentence that no rule excludes, outside headings and captions."""
    return box.effective is None and box.mass > 0 and _reads_as_sentence(box)


def _reads_as_sentence(box: Box) -> bool:
    if not box.size or box.own * 2 < box.size or box.tag in _NO_SENTENCE:
        return False
    text = text_of(box.node)
    return text[-1:] in FULL_STOPS and not box.traits.caption


def _announced_sections(boxes: list[Box], heading: Node | None, most: float) -> dict[Box, Verdict]:
    """Return the boxes that begin with the heading of a list of other articles or of comments."""
    headline = set() if heading is None else {heading, *heading.iterancestors()}
    found: dict[Box, Verdict] = {}
    article = next((node for node in headline if node.tag == "article"), None)
    if article is None and heading is not None:
        least = max(_SHARE_OF_ARTICLE * most, _FEWEST_SENTENCES * SENTENCE)
        article = next((box.node for box in reversed(boxes) if box.node in headline and box.worth >= least), None)
    for box in boxes:
        if box.tag not in HEADINGS or not 0 < box.size <= LONGEST_HEADING or box.node is heading:
            continue
        verdict = _announced(box, article)
        section = box
        for _ in range(_MOST_WRAPPERS):
            parent = section.parent
            if verdict is None or parent is None or parent.index + 1 != section.index:
                break
            section = parent
            if section.size > box.size:
                break
        if verdict is None or section is box or section.node in headline or section.tag in WHOLE:
            continue
        is_sure = verdict.rule != _WORD_FOR_COMMENTS or (article is not None and article.tag == "article")
        if not is_sure and not _holds_entries(section.node):
            continue  # what an expert says: "Kommentare" above paragraphs
        # Comments may be longer than the article; a list of other articles is not.
        limit = most - SENTENCE if verdict.label == "comment" else STRONG_SHARE * most
        if section.worth <= limit:
            found[section] = verdict
    return found


def _holds_entries(section: Node) -> bool:
    """Return whether *section* holds a list, or elements of one tag side by side, as comments are."""
    for box in islice(section.iter(*_LISTS), _MOST_IN_FOOTER):
        tags = [part.tag for part in islice(box, _MOST_IN_FOOTER)]
        if any(tags.count(tag) >= _FEWEST_ENTRIES for tag in _ENTRIES):
            return True
    return False


def _worth(box: Box, factor: int, least: int) -> float:
    """Return the weight of the own text of *box* as article text."""
    size = box.own * factor
    if size < least or box.own_linked * 2 > box.own:
        return 0.0
    tag = box.tag
    return (size - box.own_linked * factor) * _WEIGHT.get(tag, 0.2 if tag in HEADINGS else 0.7)


def _announced(heading: Box, article: Node | None) -> Verdict | None:
    """Return what *heading* announces; the word "comments" counts only outside the headline's *article*.

    Without an <article>, that is the smallest element around the headline that holds the text, too.
    """
    text = text_of(heading.node)
    verdict = heading_verdict(text)
    if verdict is None and article is not None:
        hint = heading_hint(text)
        is_word = hint is not None and hint.rule == _WORD_FOR_COMMENTS
        verdict = hint if is_word and article not in heading.node.iterancestors() else None
    return verdict


def _judge(
    table: BlockTable,
    own: list[float],
    limits: tuple[float, float],
    sections: dict[Box, Verdict],
    removed: Collection[Node],
    opening: Collection[Node],
) -> None:
    boxes = table.boxes
    for box, worth in zip(boxes, own, strict=True):
        parent = box.parent
        outer = parent.effective if parent is not None else None
        if outer is None and (box.size or box.pictures):
            outer = _verdict(box, limits, sections, removed, opening, is_paid=table.paid)
        box.effective = outer
        box.mass = 0.0 if outer is not None else worth
    table.masses = [box.mass for box in boxes]
    for box in reversed(boxes):
        if box.mass and box.parent is not None:
            box.parent.mass += box.mass


def _verdict(
    box: Box,
    limits: tuple[float, float],
    sections: dict[Box, Verdict],
    removed: Collection[Node],
    opening: Collection[Node] = (),
    *,
    is_paid: bool,
) -> Verdict | None:
    """Return the verdict on the text of *box*, by tag, style, class, id, or its first heading.

    *opening* are the elements around the headline; *is_paid*: the page declares that its text is for subscribers.
    """
    node, tag = box.node, box.tag
    if tag in WHOLE:
        return None
    if node in removed:
        return _REMOVED
    if box in sections:
        return sections[box]
    if box.worth > limits[0]:
        return None
    if is_hidden(node) and not (box.linked < FEW_LINKS * box.size and _is_unfolded_or_unlocked(box, is_paid=is_paid)):
        return HIDDEN
    verdict = tag_verdict(node, tag) or (CARD if tag == "a" and is_card(node) else None)
    if tag == "aside" and (
        _is_fact_box(box) or (box.traits.verdict is None and (_is_among_paragraphs(box) or _is_captioned_picture(box)))
    ):
        return None
    if (tag == "footer" and holds_answers(box)) or (
        tag == "form" and (node in opening or box.worth > max(limits[1], LITTLE_TEXT))
    ):
        return None  # some software wraps a page, or the content of one, in a form
    if verdict is not None:
        return verdict
    if box.worth and node.get("itemprop") == "author" and _is_described(node):
        return ABOUT_AUTHOR
    verdict = box.traits.verdict
    if verdict is None or box.worth > limits[0 if verdict.strong else 1]:
        return None
    if node in opening and (verdict.label in _WITHOUT_HEADLINE or _is_titled_comment(node, verdict)):
        return None
    if verdict.label == "comment" and _is_among_paragraphs(box):
        return None  # what an editor or an expert comments on the paragraph above
    if _is_prose(box) or (not verdict.strong and _is_quotation(box)) or _lacks_links(box, verdict):
        return None
    return verdict


def _is_titled_comment(node: Node, verdict: Verdict) -> bool:
    """Return whether *node*, by its class comments, holds the page's title: "binh-luan" is also a section for opinions.

    Comments repeat the headline of the article in a heading of a lower level.
    """
    return verdict.label == "comment" and next(node.iter("h1"), None) is not None


def _is_described(author: Node) -> bool:
    """Return whether microdata in *author* describe a person: https://schema.org/description."""
    inside = islice(author.iterdescendants(), _MOST_IN_FOOTER)
    return any(element.get("itemprop") == "description" for element in inside)


def _is_prose(box: Box) -> bool:
    """Return whether *box* itself is a paragraph of unlinked prose; class names do not exclude such a paragraph."""
    return box.tag in ("p", "blockquote") and box.own >= SENTENCE and box.linked < FEW_LINKS * box.size


def _is_fact_box(box: Box) -> bool:
    """Return whether class or id name *box* a box of facts, and its text hardly has a link."""
    names = class_and_id(box.node)
    return FACT_CLASS.search(names.casefold()) is not None and box.linked < FEW_LINKS * box.size


def _is_among_paragraphs(box: Box) -> bool:
    """Return whether *box*, an aside or a comment between two paragraphs, holds prose that the text does not repeat.

    One with a link, picture, field or button shows something else, and a quotation from the text stands there too.
    """
    node = box.node
    if box.linked or box.pictures or box.worth < SENTENCE or not (_is_beside(node, -1) and _is_beside(node, 1)):
        return False
    if any(element.tag in _NO_PROSE for element in islice(node.iterdescendants(), _MOST_IN_FOOTER)):
        return False
    text = folded(text_of(node))
    return all(folded(text_of(paragraph)).find(text) < 0 for paragraph in islice(_siblings(node), MOST_BESIDE))


def _is_captioned_picture(box: Box) -> bool:
    """Return whether *box*, an aside between two paragraphs, holds one picture and its caption only."""
    if box.linked or box.pictures != 1 or not 0 < box.size <= LONGEST_CAPTION:
        return False
    if not (_is_beside(box.node, -1) and _is_beside(box.node, 1)):
        return False
    inside = list(islice(box.node.iterdescendants("*"), _MOST_IN_FOOTER))
    captions = [node for node in inside if node.tag == "figcaption" or CAPTION_CLASS.search(class_and_id(node).lower())]
    return any(len(text_of(caption)) == len(text_of(box.node)) for caption in captions)


def _is_unfolded_or_unlocked(box: Box, *, is_paid: bool) -> bool:
    """Return whether the page displays *box*, which is hidden, when its reader unfolds it or signs in."""
    node = box.node
    is_panel = is_unfolded_by_heading(node) and not _is_below_control(node)
    return is_folded(node) or is_panel or _is_unfolded(box) or (is_paid and _is_rest_of_text(node))


def _is_below_control(node: Node) -> bool:
    """Return whether the heading right before *node*, or around it, says what to do with the page: "Share this"."""
    before = node.getprevious()
    if before is None and (around := node.getparent()) is not None:
        before = around.getprevious()
    return before is not None and CONTROL_HEADING.fullmatch(text_of(before).strip()) is not None


def _is_rest_of_text(node: Node) -> bool:
    """Return whether *node*, hidden on a page for subscribers, holds paragraphs of the text behind those displayed.

    They are in one element, or each is in one of its own, and none is displayed behind them. Hidden there, too, are the
    offer of a subscription, which has fewer paragraphs, a button or a field, or speaks of itself, and the next article,
    which has its own element or headline.
    """
    if next(node.iterchildren("p"), None) is None or next(node.iter(*_OF_OFFER), None) is not None:
        return False
    if _is_headed_as_article(node) or any(map(_is_displayed_prose, islice(node.itersiblings("p"), MOST_BESIDE))):
        return False
    above = list(islice(node.itersiblings("p", "div", preceding=True), MOST_BESIDE))
    hidden = _long_paragraphs(node)
    if len(hidden) < _FEWEST_HIDDEN:  # each paragraph in an element of its own; a box with several is something else
        beside = [node, *above, *islice(node.itersiblings("p", "div"), MOST_BESIDE)]
        alike = [_long_paragraphs(element) for element in beside if is_hidden(element)]
        hidden = [text for texts in alike if len(texts) < _FEWEST_HIDDEN for text in texts]
    return (
        len(hidden) >= _FEWEST_HIDDEN
        and any(map(_is_displayed_prose, above))
        and not any(map(sells_access, hidden[:_FEWEST_HIDDEN]))
    )


def _long_paragraphs(node: Node) -> list[str]:
    """Return the texts of the first paragraphs in *node* that are as long as a sentence."""
    texts = (text_of(paragraph) for paragraph in node.iterchildren("p"))
    return list(islice((text for text in texts if len(text) >= SENTENCE), _FEWEST_HIDDEN))


def _is_headed_as_article(node: Node) -> bool:
    """Return whether *node* has an <article>, an <h1>, or a linked heading, as the next article and no chapter has."""
    headings = (part for part in node.iter(*HEADINGS, "article"))
    return any(part.tag in ("article", "h1") or next(part.iter("a"), None) is not None for part in headings)


def _is_displayed_prose(paragraph: Node) -> bool:
    is_prose = paragraph.tag == "p" and len(text_of(paragraph)) >= SENTENCE
    return is_prose and not is_hidden(paragraph)


def _is_unfolded(box: Box) -> bool:
    """Return whether *box*, hidden prose behind a paragraph, is unfolded by a button or link beside it."""
    node = box.node
    if box.worth < SENTENCE or not _is_beside(node, -1, ("p", "div")):
        return False
    return any(
        element.tag == "button" or (element.tag == "a" and (element.get("href") or "#")[0] in "#j")
        for following in islice(node.itersiblings("*"), 1)
        for element in islice(following.iter("*"), _FEW_IN_SWITCH)
    )


def _is_beside(node: Node, step: int, tags: tuple[str, ...] = ("p",)) -> bool:
    """Return whether the element before (*step* -1) or after *node*, but for empty ones, is a paragraph of prose.

    *tags* are those of a paragraph; one that is no <p> has only text in it.
    """
    for beside in islice(node.itersiblings("*", preceding=step < 0), _MOST_EMPTY):
        if text := text_of(beside):
            is_line = beside.tag == "p" or len(beside) == 0
            return beside.tag in tags and is_line and len(text) >= SENTENCE
    return False


def _siblings(node: Node) -> Iterator[Node]:
    yield from node.itersiblings("p", preceding=True)
    yield from node.itersiblings("p")


def holds_answers(box: Box) -> bool:
    """Return whether *box*, the footer of an article, holds questions that unfold their answers."""
    return (
        box.worth >= 2 * SENTENCE
        and box.linked < FEW_LINKS * box.size
        and any(element.tag == "summary" for element in islice(box.node.iterdescendants(), _MOST_IN_FOOTER))
        and next(box.node.iterancestors("article"), None) is not None
    )


def _is_quotation(box: Box) -> bool:
    """Return whether *box* is a <blockquote> around unlinked prose, or a division that is a sentence with a quotation.

    Editors style a quotation with whatever class looks right.
    """
    if box.size < SENTENCE:
        return False
    if box.tag == "div":
        return box.own == box.size and not box.linked and _QUOTED.search(text_of(box.node)) is not None
    return box.tag == "blockquote" and box.linked < FEW_LINKS * box.size


def _lacks_links(box: Box, verdict: Verdict) -> bool:
    """Return whether *box*, with a class for related lists, advertisements or widgets, holds prose without links.

    Page builders call any box a widget: a box with hardly a link in its prose does not consist of buttons.
    """
    if verdict.rule in _PROSE_IF_UNLINKED:
        return (
            box.worth >= SENTENCE
            and box.linked == 0
            and (verdict.rule != "class.rating" or VOTES.search(text_of(box.node)) is None)
        )
    if verdict.label in _NEEDS_LINKS and not box.linked and _are_sentences(box):
        return True
    if box.worth < 2 * SENTENCE:
        return False
    if verdict.label in _NEEDS_LINKS:
        return box.linked == 0
    return verdict.rule == "class.widget" and box.linked < FEW_LINKS * box.size


def _are_sentences(box: Box) -> bool:
    """Return whether *box* is a list whose items are all sentences, without links or pictures."""
    items = list(islice(box.node.iter("li"), _MOST_IN_FOOTER))
    return (
        len(items) > 1
        and next(box.node.iter("a", "img"), None) is None
        and all(text_of(item)[-1:] in FULL_STOPS for item in items)
    )


def judge_inside(table: BlockTable, region: Box, removed: Collection[Node]) -> None:
    """Classify the elements in *region*, the article's, regardless of the class names of its ancestors."""
    if region.effective is None:
        return
    boxes = table.boxes[region.index : region.end]
    limits = (STRONG_SHARE * region.worth, _WEAK_SHARE * region.worth)
    region.effective = None
    for box in boxes[1:]:
        outer = box.parent.effective if box.parent is not None else None
        box.effective = outer or _verdict(box, limits, {}, removed, is_paid=table.paid)
