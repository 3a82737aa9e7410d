"""Set what the markup declares about each block: kind, alignment, caption, table cell, surrounding element."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import islice
from typing import NamedTuple

from newsarchive.parsers.body.class_names import HEADINGS, LIST_LIKE
from newsarchive.parsers.body.data_tables import MOST_IN_CELL
from newsarchive.parsers.body.line_breaks import CLOSING_SIGNS
from newsarchive.parsers.body.pictures.elements import IMAGES
from newsarchive.parsers.body.table import BlockTable, Box, TextBlock
from newsarchive.parsers.html.tree import Node, class_and_id, text_of
from newsarchive.parsers.lengths import LONGEST_CAPTION, LONGEST_SLIDE_NUMBER
from newsarchive.parsers.lexicons.body import SLIDE_NUMBER

_KINDS = {**dict.fromkeys(HEADINGS, "heading"), "blockquote": "quote", "li": "list_item"}
# share of the page's text; with more, an element is not a picture with a caption: the template never closes its figure
_A_FIGURES_SHARE = 0.5
_FRAME_NAME = re.compile(
    r"(?<![a-z])(?:pic|picture|photo|foto|img|image|bild|imagen|imagem|immagine|anh|hinh|feature|media)(?![a-z])"
)
_NOTE_NAME = re.compile(r"(?<![a-z])(?:cap|note)(?![a-z])")
_LINES = frozenset(("div", "span", "em", "i", "small"))
_LONGEST_SHORT_CAPTION = 200  # characters; without markup, a longer text below a picture may be a paragraph
_PART_OF_PAGE = 4  # a caption is at most the fourth part of the page's text
_MOST_IN_FRAME = 50  # elements; a picture in its wrappers and a caption
_MOST_WRAPPERS = 5  # levels; divisions between a table and its <figure>
# The classes of editors and of style sheets: WordPress ("has-text-align-right"), Drupal, Bootstrap ("text-end"). One
# behind a colon counts on wide screens only.
_ALIGNED = re.compile(r"(?<![\w:-])(?:has-)?text-(?:align-)?(?:(right|end)|left|start|center|justify)(?![\w-])")
_PULLED = re.compile("pull-?quote|embed|tweet|instagram|tiktok", re.I)
_CAPTIONED_SHARE = 0.9  # share of letters with the class of a caption; the rest are the credit's or a button's
_FRAME_ROWS = 2  # rows of a table; the picture and its caption
# Headings of the lowest ranks serve as captions; headings of higher ranks name chapters and products.
_SMALL_HEADINGS = frozenset(("h5", "h6"))


class _Context(NamedTuple):
    kind: str
    align: str
    caption: bool
    cell: bool


_OUTSIDE = _Context("paragraph", "", False, False)


def describe(table: BlockTable, region: Box, captions: Collection[Node], whole: float) -> list[TextBlock]:
    """Set the markup's facts about each block in *region* and return the blocks; *whole* is the mass of the page.

    *captions* are the elements that the publisher's file names as captions; for masses see `text_mass.weigh`.
    """
    contexts: dict[Box, _Context] = {region: _context(region, _OUTSIDE, captions, whole)}
    for box in table.boxes[region.index + 1 : region.end]:
        if box.effective is None and (box.size or box.pictures):
            outer = contexts.get(box.parent, _OUTSIDE) if box.parent is not None else _OUTSIDE
            contexts[box] = _context(box, outer, captions, whole)
    homes: dict[Box, Node | None] = {}
    blocks = [block for block in table.inside(region) if block.picture is not None or block.text]
    for block in blocks:
        box = block.box
        if box not in homes:
            homes[box] = home_of(box.node)
        block.home = homes[box]
        if box.effective is not None:
            continue
        context = contexts.get(box, _OUTSIDE)
        block.kind, block.align, block.cell = context.kind, context.align, context.cell
        if block.picture is None:
            block.caption = context.caption or block.captioned >= _CAPTIONED_SHARE * block.size
            block.sentence = table.is_sentence(block)
    return blocks


def home_of(node: Node) -> Node | None:
    """Return the element that contains *node* beside others of its kind; list and table parts do not count."""
    home = node.getparent()
    while home is not None and home.tag in LIST_LIKE:
        home = home.getparent()
    return home


def _context(box: Box, outer: _Context, captions: Collection[Node], whole: float) -> _Context:
    node, tag = box.node, box.tag
    style = node.get("style")
    align = node.get("align") or outer.align
    if style and "text-align" in style:
        align = style.partition("text-align")[2].lstrip(" :").partition(";")[0].strip().casefold()
    elif box.names and "text-" in box.names and (found := _ALIGNED.search(box.names)) is not None:
        align = "right" if found[1] else align.replace("right", "")
    traits = box.traits
    caption = (
        (outer.caption and not _is_shown(node, tag))
        or traits.caption
        or tag == "figcaption"
        or node.get("itemprop") == "caption"
        or (tag == "figure" and box.mass <= _A_FIGURES_SHARE * whole and not _is_quotation(box))
        or (traits.picture and (tag in ("table", "ul") or _is_framed_picture(box)))
        or node in captions
        or (tag == "table" and _is_framed_table(box))
        or (tag in _SMALL_HEADINGS and _is_below_picture(box))
        or (tag == "p" and traits.picture and not box.pictures and _follows_picture(node))
        or (box.mass * _PART_OF_PAGE <= whole and _is_line_of_frame(box))
    )
    kind = _KINDS.get(tag) or outer.kind
    if outer.kind in ("quote", "list_item") and kind == "heading":
        kind = outer.kind
    return _Context(kind, align, caption, outer.cell or (tag in ("td", "th") and box.size <= MOST_IN_CELL))


def _is_quotation(box: Box) -> bool:
    """Return whether *box*, a figure, holds a quotation, not one from the text or a network.

    A portrait may stand beside it; the caption of a larger picture would be longer than the quotation's source.
    """
    quote = next(box.node.iter("blockquote"), None)
    if quote is None or (box.pictures and len(text_of(quote)) * 2 < box.size):
        return False
    return not any(_PULLED.search(node.get("class") or "") for node in (box.node, quote))


def _is_framed_picture(box: Box) -> bool:
    """Return whether *box*, whose class names pictures, holds a captioned picture: little text and no heading."""
    if box.tag != "div" or box.size > LONGEST_CAPTION:
        return False
    tags = {element.tag for element in islice(box.node.iterdescendants(), _MOST_IN_FRAME)}
    return not tags.isdisjoint(IMAGES) and tags.isdisjoint(HEADINGS)


def _follows_picture(node: Node) -> bool:
    """Return whether the element before *node* has the same class and shows a picture.

    Some editors give the picture and its caption a paragraph each, with one class for both.
    """
    before = node.getprevious()
    return (
        before is not None and before.get("class") == node.get("class") and next(before.iter("img"), None) is not None
    )


def _is_below_picture(box: Box) -> bool:
    """Return whether *box* is all the text of an element that shows a picture, but for the number of the picture."""
    frame = box.parent
    if frame is None or frame.pictures != 1 or box.size > LONGEST_CAPTION:
        return False
    return frame.size == box.size or (
        frame.size - box.size <= LONGEST_SLIDE_NUMBER
        and any(
            SLIDE_NUMBER.fullmatch(text_of(line)) for line in islice(frame.node.iterchildren(*_LINES), _MOST_IN_FRAME)
        )
    )


def _is_line_of_frame(box: Box) -> bool:
    """Return whether *box* is the one short text of a picture's frame, right after the picture and not a plain <p>.

    The frame's class says what it is, or that of the line ("lf-note", "lv-cap"), which then is no sentence: page
    builders also put a picture and its paragraph into one section, recipes the picture of a step and a note on it, and
    lists of products have a picture and a text each.
    """
    node = box.node
    if box.pictures or box.size > _LONGEST_SHORT_CAPTION or not _is_below_picture(box):
        return False
    names = class_and_id(box.parent.node) if box.parent is not None else ""
    if not (_FRAME_NAME.search(names.lower()) or _is_note(node)):
        return False
    if box.tag not in _LINES and not (box.tag == "p" and node.get("class")):
        return False
    before = node.getprevious()
    return before is not None and (before.tag in IMAGES or next(before.iter(*IMAGES), None) is not None)


def _is_note(node: Node) -> bool:
    return _NOTE_NAME.search(class_and_id(node).lower()) is not None and text_of(node)[-1:] not in CLOSING_SIGNS


def _is_framed_table(box: Box) -> bool:
    """Return whether *box*, a table, holds a picture and one short text, as editors frame captioned pictures."""
    return box.pictures == 1 and 0 < box.size <= LONGEST_CAPTION and len(box.node.findall(".//tr")) <= _FRAME_ROWS


def _is_shown(node: Node, tag: str) -> bool:
    """Return whether *node* is the table that its figure displays: text rather than a picture."""
    if tag != "table":
        return False
    around = islice(node.iterancestors(), _MOST_WRAPPERS)
    return next((str(element.tag) for element in around if element.tag != "div"), "") == "figure"
