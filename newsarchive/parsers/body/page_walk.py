"""Convert a page in one walk: its elements to boxes, its text to a table of blocks in document order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from newsarchive.parsers.body.class_names import (
    HEADINGS,
    INLINE,
    is_card,
    is_hidden,
    leads_on,
    names_caption,
    shows_on_demand,
)
from newsarchive.parsers.body.line_breaks import (
    CLOSING_SIGNS,
    are_sentences,
    is_glossed,
    is_preformatted,
    with_empty_lines_as_breaks,
    with_linked_lines_apart,
    with_signature_apart,
)
from newsarchive.parsers.body.phrases import block_verdict, heading_hint
from newsarchive.parsers.body.pictures.elements import IMAGES, background_in, only_picture
from newsarchive.parsers.body.table import (
    BOLD,
    BREAK,
    CAPTION,
    GAP,
    LINKED,
    SLANTED,
    SMALL,
    BlockTable,
    Box,
    Part,
    TextBlock,
)
from newsarchive.parsers.bylines.lexicon import INTERFACE_WORDS
from newsarchive.parsers.html.tree import Node, text_of
from newsarchive.parsers.lexicons.body import LEAD_CLASS

# No article has more; a malicious page may.
_MOST_BLOCKS = 20_000
#: Elements whose content is not displayed.
_UNSEEN = frozenset(
    ("head", "script", "style", "template", "noscript", "title", "meta", "link", "base", "datalist", "rt", "rp")
)
#: Elements that never contain text, directly or in descendants.
_HOLLOW = frozenset(("source", "col", "embed", "param", "area", "track"))
_ISLANDS = frozenset(("button", "textarea", "select"))
_STYLES = {"b": BOLD, "strong": BOLD, "em": SLANTED, "i": SLANTED, "small": SMALL}
_SMALL_SIZES = frozenset(("1", "2", "-1", "-2"))
_MAY_BE_CAPTIONS = frozenset(("span", "small", "em", "i", "cite", "font"))
# An element whose end the walk has not reached: the flags and the box to restore after it, and its kind.
_Open = tuple[Node, int, "Box | None", int]
_PLAIN, _BLOCK, _ISLAND, _INLINE, _LINE_BREAK, _PICTURE, _HIDDEN, _INPUT, _RULE, _OTHER = range(10)
# Inline elements that a style may turn into lines of their own.
_MAY_BE_BLOCKS = frozenset(("span", "b", "strong", "em", "i", "font", "small"))
_AS_BLOCK = re.compile(r"display\s*:\s*block")
# Elements whose lines are paragraphs if each is a sentence; a heading, a list item or a caption is one block.
_OF_LINES = frozenset(("p", "div", "td", "section", "article", "main", "body", "center", "blockquote", "pre", "span"))
_SENTENCE_ALONE = 40  # characters; a shorter sentence in an unknown element may be a label
# fmt: off
_BLOCK_TAGS = (
    "article", "aside", "blockquote", "body", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "form",
    "header", "html", "li", "main", "nav", "ol", "option", "p", "pre", "section", "table", "tbody", "td", "th", "tr",
    "ul",
)
# fmt: on
# The most frequent tags; `_kind_of_other` decides on the others.
_KINDS = {
    **dict.fromkeys((*_BLOCK_TAGS, *HEADINGS), _BLOCK),
    **dict.fromkeys((*_HOLLOW, "picture"), _PLAIN),
    **dict.fromkeys(INLINE, _INLINE),
    **dict.fromkeys(_ISLANDS, _ISLAND),
    **dict.fromkeys(_UNSEEN - {"template"}, _HIDDEN),
    **dict.fromkeys(IMAGES - {"picture"}, _PICTURE),
    "br": _LINE_BREAK,
    "hr": _RULE,
    "input": _INPUT,
}
_BESIDE_WORD = 10  # characters; a part of a sentence; beside a button, a label is shorter
_AFTER_WORD = (", ", "; ")
_SENTENCE_END = frozenset(".!?…")
_MOST_IN_WORD = 10  # texts in a button; a bound for hostile pages
_FEWEST_GLOSSES = 5  # links; fewer in one sentence lead to other articles


def read_table(nodes: Sequence[Node], tags: Sequence[str], classes: Sequence[str | None]) -> BlockTable:
    """Walk *nodes*, all elements of a page in document order, once; *tags* and *classes* are theirs."""
    walk = _Walk()
    walk.walk(nodes, tags, classes)
    for box in reversed(walk.boxes):
        parent = box.parent
        if parent is not None and (box.size or box.pictures):
            parent.size += box.size
            parent.linked += box.linked
            parent.pictures += box.pictures
    return BlockTable(walk.boxes, walk.blocks, walk.email_boxes, walk.choices, walk.field_boxes)


class _Walk:
    """The boxes and blocks of one page while they are collected."""

    def __init__(self) -> None:
        self.boxes: list[Box] = []
        self.blocks: list[TextBlock] = []
        self.email_boxes: list[Box] = []
        self.choices: list[tuple[Box, str]] = []
        self.field_boxes: list[Box] = []

    def walk(self, nodes: Sequence[Node], tags: Sequence[str], classes: Sequence[str | None]) -> None:
        opened: list[_Open] = []
        asides: list[tuple[list[Part], int]] = []  # the texts around islands, which continue after them
        unseen: set[Node] = set()  # the skipped element without visible text, and its descendants
        parts: list[Part] = []  # the text since the last block ended
        link = -1  # the index in *opened* of the innermost link that has no box yet
        box: Box | None = None
        flags = links = 0
        boxes, blocks, kind_of = self.boxes, self.blocks, _KINDS.get
        for node, tag, names in zip(nodes, tags, classes, strict=True):
            parent = node.getparent()
            if unseen:
                if parent in unseen:
                    unseen.add(node)
                    continue
                unseen = set()
            while opened and opened[-1][0] is not parent:
                closed, flags, before, kind = opened.pop()
                if kind:
                    if parts:
                        self._flush(parts, links, box)
                        parts, links = [], 0
                    box.end, box.last = len(boxes), len(blocks)  # type: ignore[union-attr]
                    box = before
                    if kind == _ISLAND:
                        parts, links = asides.pop()
                if link == len(opened):
                    link = -1
                text = closed.tail
                if text and (parts or not text.isspace()):
                    parts.append((text, flags))
            kind = kind_of(tag, _OTHER)
            if kind == _OTHER:
                kind = _kind_of_other(node, tag)
            if kind == _ISLAND and tag == "button" and parts and _is_word_of_sentence(node, parts[-1][0]):
                kind = _INLINE
            if kind == _INLINE:
                style = node.get("style")
                has_display = style is not None and "display" in style
                if has_display and tag in _MAY_BE_BLOCKS and link < 0 and _is_shown_as_block(node):
                    kind = _BLOCK
            if kind == _BLOCK:
                if parts:
                    self._flush(parts, links, box)
                    parts, links = [], 0
                if link >= 0:
                    if tag == "p" and _is_unclosed(opened[link][0]):
                        flags &= ~LINKED
                    elif is_card(opened[link][0]):
                        opened[link] = (opened[link][0], opened[link][1], box, _BLOCK)
                        box = self._new_box(opened[link][0], "a", opened[link][0].get("class"), box)
                    link = -1
                opened.append((node, flags, box, _BLOCK))
                box = Box(node, tag, names, box, len(boxes), len(blocks))
                boxes.append(box)
                if tag == "figure" and (background := background_in(node)) is not None:
                    self._picture(background, box)
            elif kind == _INLINE:
                before_flags = flags
                if tag == "a":
                    if leads_on(node):
                        flags |= LINKED
                        links += 1
                    link = len(opened)
                elif tag in _STYLES:
                    flags |= _STYLES[tag]
                elif tag == "font" and (node.get("size") or "3") in _SMALL_SIZES:
                    flags |= SMALL
                if names and tag in _MAY_BE_CAPTIONS and names_caption(names):
                    flags |= CAPTION
                if (names and shows_on_demand(node, names)) or (
                    (has_display or (names and node.get("itemprop"))) and is_hidden(node)
                ):
                    asides.append((parts, links))
                    parts, links = [], 0
                    opened.append((node, before_flags, box, _ISLAND))
                    box = self._new_box(node, tag, names, box)
                else:
                    opened.append((node, before_flags, None, _PLAIN))
            elif kind == _ISLAND:
                asides.append((parts, links))
                parts, links = [], 0
                opened.append((node, flags, box, _ISLAND))
                box = self._new_box(node, tag, names, box)
            else:
                opened.append((node, flags, None, _PLAIN))
                if kind == _INPUT:
                    kind = self._input(node, box)
                if kind == _LINE_BREAK:
                    parts.append(BREAK)
                elif kind == _RULE:  # a break between paragraphs: https://html.spec.whatwg.org/#the-hr-element
                    self._flush(parts, links, box)
                    parts, links = [], 0
                elif kind == _PICTURE:
                    self._flush(parts, links, box)
                    parts, links = [], 0
                    self._picture(node, box)
                elif kind == _HIDDEN:
                    if tag == "noscript" and (picture := only_picture(node)) is not None:
                        self._flush(parts, links, box)
                        parts, links = [], 0
                        self._picture(picture, box)
                    unseen = {node}
                    continue
            text = node.text
            if text and (parts or not text.isspace()):
                parts.append((text, flags))
        self._end(opened, asides, parts, links, box)

    def _end(
        self,
        opened: list[_Open],
        asides: list[tuple[list[Part], int]],
        parts: list[Part],
        links: int,
        box: Box | None,
    ) -> None:
        """Close the elements that are open at the page's end."""
        while opened:
            node, flags, before, kind = opened.pop()
            if kind:
                self._flush(parts, links, box)
                parts, links = [], 0
                box.end, box.last = len(self.boxes), len(self.blocks)  # type: ignore[union-attr]
                box = before
                if kind == _ISLAND:
                    parts, links = asides.pop()
            if node.tail:
                parts.append((node.tail, flags))
        self._flush(parts, links, box)

    def _new_box(self, node: Node, tag: str, names: str | None, parent: Box | None) -> Box:
        box = Box(node, tag, names, parent, len(self.boxes), len(self.blocks))
        self.boxes.append(box)
        return box

    def _input(self, node: Node, box: Box | None) -> int:
        """Note the field *node* if it is for an address, a password, a choice or a text, and return its kind."""
        field_type = node.get("type")
        if box is not None and field_type in ("email", "password"):
            self.email_boxes.append(box)
        elif box is not None and field_type == "radio":
            self.choices.append((box, node.get("name") or ""))
        elif box is not None and field_type in (None, "text"):
            self.field_boxes.append(box)
        return _PICTURE if field_type == "image" else _PLAIN

    def _picture(self, node: Node, box: Box | None) -> None:
        if box is not None and len(self.blocks) < _MOST_BLOCKS:
            box.pictures += 1
            self.blocks.append(TextBlock(box, [], picture=node))

    def _flush(self, parts: list[Part], links: int, box: Box | None) -> None:
        """End the block of *parts*; two line breaks in a row separate blocks, and one if each line is a sentence."""
        if box is None or len(self.blocks) >= _MOST_BLOCKS:
            return
        if len(parts) == 1:
            text = parts[0][0].strip()
            has_lines = "\n" in text
            if not has_lines and not parts[0][1]:  # most blocks: a text without formatting
                if text:
                    self._add(TextBlock(box, parts, len(text), links))
                return
        else:
            has_lines = True  # perhaps
        if has_lines and is_preformatted(box) and any("\n" in text for text, _ in parts):
            parts = with_empty_lines_as_breaks(parts)
        if BREAK not in parts:
            self._block(parts, links, box)
            return
        if links and LEAD_CLASS.search((box.node.get("class") or "").casefold()):
            parts = with_linked_lines_apart(parts)
        if box.tag in _OF_LINES:
            parts = with_signature_apart(parts)
        run: list[Part] = []
        breaks = 0
        enough = 1 if box.tag in _OF_LINES and are_sentences(parts) else 2
        for part in parts:
            if part is BREAK:
                breaks += 1
                run.append(GAP)
                if breaks >= enough:
                    self._block(run, links, box)
                    run = []
            else:
                if breaks and not part[0].isspace():
                    breaks = 0
                run.append(part)
        self._block(run, links, box)

    def _block(self, parts: list[Part], links: int, box: Box) -> None:
        size = linked = bold = slanted = small = captioned = 0
        for text, flags in parts:
            count = len(text.strip())
            size += count
            if flags & LINKED:
                linked += count
            if flags > LINKED:
                bold += count if flags & BOLD else 0
                slanted += count if flags & SLANTED else 0
                small += count if flags & SMALL else 0
                captioned += count if flags & CAPTION else 0
        if not size or len(self.blocks) >= _MOST_BLOCKS:
            return
        if links >= _FEWEST_GLOSSES and is_glossed(parts, linked, links):
            linked = links = 0
        self._add(TextBlock(box, parts, size, links, linked, bold, slanted, small, captioned))

    def _add(self, block: TextBlock) -> None:
        box = block.box
        self.blocks.append(block)
        box.own += block.size
        box.own_linked += block.linked
        box.size += block.size
        box.linked += block.linked


def _is_word_of_sentence(button: Node, before: str) -> bool:
    """Return whether *button* opens the note on a word of a sentence, whose other words are around it.

    "ground its first sack of <button>flour</button> in twenty-six years": the text *before* it ends in a word and a
    space, and a small letter follows, or a name behind a word in small letters. A button behind a sentence, or between
    two labels, is a button; one right behind a word is the mark of a note, "sack<button>1</button>", and an icon or a
    tooltip in it is no word.
    """
    tail = button.tail or ""
    behind = tail.lstrip()
    is_within = len(before.strip()) >= _BESIDE_WORD and before[-1].isspace() and before.rstrip()[-1].isalnum()
    return (
        is_within
        and _is_word(button)
        and (len(behind) >= _BESIDE_WORD or behind.rstrip()[-1:] in _SENTENCE_END)
        and (behind[:1].islower() or tail[:2] in _AFTER_WORD or (behind[:1].isupper() and text_of(button).islower()))
    )


def _is_word(button: Node) -> bool:
    """Return whether *button* has one text, of letters, that is no label of a page's controls: "Listen", "Share"."""
    texts = [text.strip() for text in islice(button.itertext(), _MOST_IN_WORD) if not text.isspace()]
    if len(texts) != 1 or len(texts[0]) < 2 or next(button.iter("img", "svg"), None) is not None:
        return False
    word = texts[0]
    if (block_verdict(word) or heading_hint(word)) is not None:
        return False
    is_of_letters = word[0].isalnum() and any(map(str.isalpha, word))  # "12 tấn", but no number of a note
    return word[0].islower() or (is_of_letters and INTERFACE_WORDS.isdisjoint(word.casefold().split()))


def _kind_of_other(node: Node, tag: str) -> int:
    """Return the kind of *node* if its *tag* is not among the most frequent ones."""
    if tag == "template":  # the page displays a declarative shadow root
        return _BLOCK if node.get("shadowrootmode") else _HIDDEN
    if ":" in tag:
        return _INLINE  # what Word saved: <st1:place>Paris</st1:place>; browsers display it within its line
    # a custom element around a word
    return _INLINE if "-" in tag and not len(node) and not _is_paragraph(node) else _BLOCK


def _is_unclosed(link: Node) -> bool:
    """Return whether *link* began within the text of a paragraph that ended before it: its end tag is missing."""
    around = link.getparent()
    return around is not None and around.tag == "p" and bool((around.text or "").strip() and (link.text or "").strip())


def _is_shown_as_block(node: Node) -> bool:
    """Return whether the style of the inline *node* makes it a separate line, outside headings."""
    style = node.get("style")
    if style is None or _AS_BLOCK.search(style) is None:
        return False
    parent = node.getparent()
    return parent is not None and parent.tag not in HEADINGS


def _is_paragraph(custom: Node) -> bool:
    """Return whether the *custom* element, which has no child elements, contains only a sentence."""
    text = (custom.text or "").strip()
    return len(text) >= _SENTENCE_ALONE and text[-1] in CLOSING_SIGNS and not (custom.tail or "").strip()
