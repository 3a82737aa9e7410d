"""Convert a page in one walk: its elements to boxes, its text to a table of blocks in document order."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import attrgetter

from newsarchive.parsers.body.class_names import (
    HEADINGS,
    INLINE,
    Traits,
    is_card,
    is_hidden,
    leads_on,
    names_caption,
    shows_on_demand,
    traits_of_class,
)
from newsarchive.parsers.body.labels import Verdict
from newsarchive.parsers.cached_property import cached_property
from newsarchive.parsers.html.tree import Node
from newsarchive.parsers.lexicons.body import LEAD_CLASS
from newsarchive.parsers.text import DENSE, DENSE_FACTOR, clean

# No article has more; a malicious page may.
_MOST_BLOCKS = 20_000
#: Elements whose content is not displayed.
_UNSEEN = frozenset(
    ("head", "script", "style", "template", "noscript", "title", "meta", "link", "base", "datalist", "rt", "rp")
)
#: Elements that never contain text, directly or in descendants.
_HOLLOW = frozenset(("source", "col", "embed", "param", "area", "track"))
_ISLANDS = frozenset(("button", "textarea", "select"))
IMAGES = frozenset(("img", "picture", "amp-img", "mip-img"))
LINKED, BOLD, SLANTED, SMALL, CAPTION = 1, 2, 4, 8, 16
_STYLES = {"b": BOLD, "strong": BOLD, "em": SLANTED, "i": SLANTED, "small": SMALL}
_SMALL_SIZES = frozenset(("1", "2", "-1", "-2"))
_MAY_BE_CAPTIONS = frozenset(("span", "small", "em", "i", "cite", "font"))
_Part = tuple[str, int]
_BREAK: _Part = ("\u2028", 0)
_GAP: _Part = (" ", 0)
# An element whose end the walk has not reached: the flags and the box to restore after it, and its kind.
_Open = tuple[Node, int, "Box | None", int]
_PLAIN, _BLOCK, _ISLAND, _INLINE, _LINE_BREAK, _PICTURE, _HIDDEN, _INPUT, _RULE, _OTHER = range(10)
# Inline elements that a style may turn into lines of their own.
_MAY_BE_BLOCKS = frozenset(("span", "b", "strong", "em", "i", "font", "small"))
_AS_BLOCK = re.compile(r"display\s*:\s*block")
_AS_WRITTEN = re.compile(r"white-?space\s*[:-]\s*(?:pre|break-spaces)")
# Elements whose lines are paragraphs if each is a sentence; a heading, a list item or a caption is one block.
_OF_LINES = frozenset(("p", "div", "td", "section", "article", "main", "body", "center", "blockquote", "pre", "span"))
_SENTENCES_SHARE, _SENTENCE_ALONE, _A_HEADLINE, _LONGEST_SIGNATURE = 0.8, 40, 15, 60
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
_LINES, _FEWEST_LINES = frozenset(("p", "div")), 5
_EMPTY_LINE = re.compile(r"\n[ \t\r]*\n")
#: Scripts whose sentences end without punctuation: Thai, Lao, Burmese, Khmer.
NO_STOP = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
SENTENCE_ENDS = frozenset('.!?…:;。！？।۔؟॥။។"”’»)]')
_FULL_STOPS = frozenset('.!?…。！？।۔؟॥"”»')
_LONG_SENTENCE, _SHORT_SENTENCE = 140, 60
_SAMPLE = 80
_MOST_GLOSS_LETTERS, _FEWEST_GLOSSES = 10, 5
_MOST_IN_FIGURE = 30
_BACKGROUNDS = ("data-bg", "data-background", "data-background-image", "data-bg-src")
_BACKGROUND_URL = re.compile(r"url\((?P<url>[^()]{4,2000})\)")


@dataclass(slots=True, eq=False)
class Box:
    """One block-level element, or a link around such elements.

    *names* is the value of its @class. *own*, *own_linked* count the characters of its own text; *size*, *linked* count
    the characters of all text in it; *mass* is the amount of text that resembles an article's text, *worth* the same
    amount before class names are considered. *end* is the index after the last box inside; its blocks are those from
    *first* to before *last*. *effective* is the verdict of the element or of an ancestor on its text (``None``: no
    verdict).
    """

    node: Node
    tag: str
    names: str | None
    parent: Box | None
    index: int
    first: int
    end: int = 0
    last: int = 0
    own: int = 0
    own_linked: int = 0
    size: int = 0
    linked: int = 0
    worth: float = 0.0
    mass: float = 0.0
    pictures: int = 0
    effective: Verdict | None = None
    _traits: Traits | None = field(default=None, repr=False)

    @property
    def traits(self) -> Traits:
        """The traits derived from the class and id of the element."""
        if self._traits is None:
            self._traits = traits_of_class(self.node, self.names)
        return self._traits


@dataclass(slots=True, eq=False)
class TextBlock:
    """One block of text, or one picture (then it has no text).

    *size* counts its characters; *linked*, *bold*, *slanted*, *small* and *captioned* count the characters with that
    formatting, *links* counts its links. *label*, *rule* and *reason* classify the block and name the rule that set the
    label. The rules use the remaining fields: *kind* of the markup, *align* as the page declares, whether the markup
    makes it a *caption* or a table's *cell*, and *home*, the element that contains it beside others of its kind.
    """

    box: Box
    parts: list[_Part]
    size: int = 0
    links: int = 0
    linked: int = 0
    bold: int = 0
    slanted: int = 0
    small: int = 0
    captioned: int = 0
    picture: Node | None = None
    kind: str = "paragraph"
    align: str = ""
    caption: bool = False
    cell: bool = False
    sentence: bool = False
    home: Node | None = None
    label: str = ""
    rule: str = ""
    reason: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    _text: str | None = field(default=None, repr=False)

    @property
    def text(self) -> str:
        """The block's text on one line, in NFC."""
        if self._text is None:
            parts = self.parts
            self._text = clean(parts[0][0] if len(parts) == 1 else "".join([text for text, _ in parts]))
        return self._text

    @text.setter
    def text(self, value: str) -> None:
        self._text = value

    def mark(self, verdict: Verdict) -> None:
        """Set the label of *verdict*, with its rule and reason."""
        self.label, self.rule, self.reason = verdict.label, verdict.rule, verdict.reason

    @property
    def lines(self) -> int:
        """The number of lines that the markup splits the block into."""
        return 1 + sum(part is _GAP for part in self.parts)

    def in_lines(self) -> list[str]:
        """Return the block's text in the lines that the markup splits it into."""
        lines: list[list[str]] = [[]]
        for part in self.parts:
            if part is _GAP:
                lines.append([])
            else:
                lines[-1].append(part[0])
        return [clean("".join(line)) for line in lines]

    @property
    def node(self) -> Node:
        """The element that contains the block; for a picture, the picture."""
        return self.picture if self.picture is not None else self.box.node

    @property
    def head(self) -> str:
        """The bold text at the beginning of the block, else ""."""
        first = next((part for part in self.parts if not part[0].isspace()), None)
        return clean(first[0]) if first is not None and first[1] & BOLD else ""


class BlockTable:
    """A page's boxes (parents first) and blocks, both in document order.

    *email_boxes* hold fields for an address or a password; *choices* are the boxes of radio buttons, each with the
    group's name. *masses* are the masses of the boxes' own texts.
    """

    def __init__(
        self,
        boxes: list[Box],
        blocks: list[TextBlock],
        email_boxes: Sequence[Box] = (),
        choices: Sequence[tuple[Box, str]] = (),
    ) -> None:
        self.boxes, self.blocks, self.email_boxes, self.choices = boxes, blocks, email_boxes, choices
        self.masses: list[float] = []

    @cached_property
    def by_node(self) -> dict[Node, Box]:
        """The box of each block-level element."""
        return {box.node: box for box in self.boxes}

    def box_of(self, node: Node | None) -> Box | None:
        """Return the box of *node*, or of its nearest ancestor that has one."""
        while node is not None:
            box = self.by_node.get(node)
            if box is not None:
                return box
            node = node.getparent()
        return None

    def inside(self, box: Box) -> Iterator[TextBlock]:
        """Yield the blocks in *box*."""
        return iter(self.blocks[box.first : box.last])

    @cached_property
    def dense(self) -> bool:
        """Whether the page is in Chinese, Japanese or Korean, whose lines have few characters."""
        longest = sorted(self.blocks, key=attrgetter("size"), reverse=True)[:12]
        sample = "".join([block.text[:_SAMPLE] for block in longest])
        return len(DENSE.findall(sample)) > 0.3 * len(sample)

    def is_sentence(self, block: TextBlock) -> bool:
        """Return whether *block* has the form of a sentence of an article."""
        if block.linked * 2 >= block.size or not block.size:
            return False
        text = block.text
        size = len(text)
        if size < _LONG_SENTENCE and not text.isascii():
            if self.dense or DENSE.search(text):
                size *= DENSE_FACTOR
            elif size >= _SHORT_SENTENCE and NO_STOP.search(text):
                return True
        return size >= _LONG_SENTENCE or (size >= _SHORT_SENTENCE and text[-1:] in SENTENCE_ENDS)


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
    return BlockTable(walk.boxes, walk.blocks, walk.email_boxes, walk.choices)


def lines_of_text(boxes: Sequence[Box]) -> set[Box]:
    """Return those of *boxes* that are lines of one text: many unlinked paragraphs or divisions side by side.

    A label, a name or a date stands alone or with a few others; a poem, a line-up or an interview has many lines.
    """
    beside: defaultdict[tuple[Box | None, str], list[Box]] = defaultdict(list)
    for box in boxes:
        if box.own and not box.linked and box.tag in _LINES and box.end == box.index + 1:
            beside[box.parent, box.tag].append(box)
    return {box for lines in beside.values() if len(lines) >= _FEWEST_LINES for box in lines}


class _Walk:
    """The boxes and blocks of one page while they are collected."""

    def __init__(self) -> None:
        self.boxes: list[Box] = []
        self.blocks: list[TextBlock] = []
        self.email_boxes: list[Box] = []
        self.choices: list[tuple[Box, str]] = []

    def walk(self, nodes: Sequence[Node], tags: Sequence[str], classes: Sequence[str | None]) -> None:
        opened: list[_Open] = []
        asides: list[tuple[list[_Part], int]] = []  # the texts around islands, which continue after them
        unseen: set[Node] = set()  # the skipped element without visible text, and its descendants
        parts: list[_Part] = []  # the text since the last block ended
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
                    if is_card(opened[link][0]):
                        opened[link] = (opened[link][0], opened[link][1], box, _BLOCK)
                        box = self._new_box(opened[link][0], "a", opened[link][0].get("class"), box)
                    link = -1
                opened.append((node, flags, box, _BLOCK))
                box = Box(node, tag, names, box, len(boxes), len(blocks))
                boxes.append(box)
                if tag == "figure" and (background := _background_in(node)) is not None:
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
                    parts.append(_BREAK)
                elif kind == _RULE:  # a break between paragraphs: https://html.spec.whatwg.org/#the-hr-element
                    self._flush(parts, links, box)
                    parts, links = [], 0
                elif kind == _PICTURE:
                    self._flush(parts, links, box)
                    parts, links = [], 0
                    self._picture(node, box)
                elif kind == _HIDDEN:
                    if tag == "noscript" and (picture := _only_picture(node)) is not None:
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
        asides: list[tuple[list[_Part], int]],
        parts: list[_Part],
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
        """Note the field *node* if it is for an address, a password or a choice, and return its kind."""
        field_type = node.get("type")
        if box is not None and field_type in ("email", "password"):
            self.email_boxes.append(box)
        elif box is not None and field_type == "radio":
            self.choices.append((box, node.get("name") or ""))
        return _PICTURE if field_type == "image" else _PLAIN

    def _picture(self, node: Node, box: Box | None) -> None:
        if box is not None and len(self.blocks) < _MOST_BLOCKS:
            box.pictures += 1
            self.blocks.append(TextBlock(box, [], picture=node))

    def _flush(self, parts: list[_Part], links: int, box: Box | None) -> None:
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
        if has_lines and _is_preformatted(box) and any("\n" in text for text, _ in parts):
            parts = _parted(parts)
        if _BREAK not in parts:
            self._block(parts, links, box)
            return
        if links and LEAD_CLASS.search((box.node.get("class") or "").casefold()):
            parts = _linked_lines_apart(parts)
        if box.tag in _OF_LINES:
            parts = _last_line_apart(parts)
        run: list[_Part] = []
        breaks = 0
        enough = 1 if box.tag in _OF_LINES and _are_sentences(parts) else 2
        for part in parts:
            if part is _BREAK:
                breaks += 1
                run.append(_GAP)
                if breaks >= enough:
                    self._block(run, links, box)
                    run = []
            else:
                if breaks and not part[0].isspace():
                    breaks = 0
                run.append(part)
        self._block(run, links, box)

    def _block(self, parts: list[_Part], links: int, box: Box) -> None:
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
        if links >= _FEWEST_GLOSSES and _is_glossed(parts, linked, links):
            linked = links = 0
        self._add(TextBlock(box, parts, size, links, linked, bold, slanted, small, captioned))

    def _add(self, block: TextBlock) -> None:
        box = block.box
        self.blocks.append(block)
        box.own += block.size
        box.own_linked += block.linked
        box.size += block.size
        box.linked += block.linked


def _kind_of_other(node: Node, tag: str) -> int:
    """Return the kind of *node* if its *tag* is not among the most frequent ones."""
    if tag == "template":  # the page displays a declarative shadow root
        return _BLOCK if node.get("shadowrootmode") else _HIDDEN
    # a custom element around a word
    return _INLINE if "-" in tag and not len(node) and not _is_paragraph(node) else _BLOCK


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
    return len(text) >= _SENTENCE_ALONE and text[-1] in _FULL_STOPS and not (custom.tail or "").strip()


def _is_preformatted(box: Box) -> bool:
    """Return whether the lines in *box* are displayed as written: <pre> without code, or a style that does so."""
    if box.tag == "pre":
        return box.node.find(".//code") is None
    style, names = box.node.get("style"), box.names
    return bool(
        (style and "pre" in style and _AS_WRITTEN.search(style))
        or (names and "whitespace-" in names and _AS_WRITTEN.search(names))
    )


def _are_sentences(parts: list[_Part]) -> bool:
    """Return whether the lines of *parts*, between line breaks, are sentences: paragraphs, not verses."""
    lines = [line.strip() for line in "".join([text for text, _ in parts]).split(_BREAK[0])]
    lines = [line for line in lines if line]
    return len(lines) > 1 and sum(line[-1] in _FULL_STOPS for line in lines) >= _SENTENCES_SHARE * len(lines)


def _linked_lines_apart(parts: list[_Part]) -> list[_Part]:
    """Return *parts* of a lead with a second line break around lines that are nothing but a link to another article."""
    result: list[_Part] = []
    line: list[_Part] = []
    for part in (*parts, _BREAK):
        if part is not _BREAK:
            line.append(part)
            continue
        texts = [(text.strip(), flags) for text, flags in line if not text.isspace()]
        linked = sum(len(text) for text, flags in texts if flags & LINKED)
        is_linked = linked >= _A_HEADLINE and all(flags & LINKED or not any(map(str.isalnum, t)) for t, flags in texts)
        result += [_BREAK, *line, _BREAK, _BREAK] if is_linked else [*line, _BREAK]
        line = []
    return result[:-1]


def _last_line_apart(parts: list[_Part]) -> list[_Part]:
    """Return *parts* with a second line break before a last line that is a signature: short, bold or slanted, no stop.

    Editors put it into the last paragraph: "… cho kịp mùa gieo.<br><strong>Lam Giang</strong>".
    """
    at = len(parts) - 1 - parts[::-1].index(_BREAK)
    line = [(text.strip(), flags) for text, flags in parts[at + 1 :] if text.strip()]
    above = "".join(text for text, _ in parts[:at]).rstrip(" \u2028")
    if not line or not above or above[-1] not in _FULL_STOPS or line[-1][0][-1] in _FULL_STOPS:
        return parts
    is_apart = all(flags & (BOLD | SLANTED) and not flags & LINKED for _, flags in line)
    if not is_apart or sum(len(text) for text, _ in line) > _LONGEST_SIGNATURE:
        return parts
    return [*parts[:at], _BREAK, *parts[at:]]


def _parted(parts: list[_Part]) -> list[_Part]:
    """Return *parts* of a preformatted text; if it is prose, empty lines become line breaks."""
    paragraphs = [text.strip() for part, _ in parts for text in _EMPTY_LINE.split(part) if text.strip()]
    if sum(text[-1] in _FULL_STOPS for text in paragraphs) * 2 <= len(paragraphs):
        return parts
    result: list[_Part] = []
    for text, flags in parts:
        for number, line in enumerate(text.split("\n")):
            result += [_BREAK] if number else []
            if line:
                result.append((line, flags))
    return result


def _background_in(figure: Node) -> Node | None:
    """Return the element of *figure* that shows its picture as a background; ``None`` if *figure* has an image."""
    found: Node | None = None
    for element in islice(figure.iterdescendants(), _MOST_IN_FIGURE):
        if element.tag in IMAGES or element.tag in ("input", "noscript"):
            return None
        if found is None and background_of(element):
            found = element
    return found


def background_of(node: Node) -> str:
    """Return the URL of the picture that *node* shows as its background, "" if it has no such picture."""
    for name in _BACKGROUNDS:
        value = node.get(name)
        if value:
            match = _BACKGROUND_URL.search(value)
            return match["url"].strip("'\" ") if match else value.strip()
    style = node.get("style")
    match = _BACKGROUND_URL.search(style) if style and "url(" in style else None
    return match["url"].strip("'\" ") if match else ""


def _only_picture(noscript: Node) -> Node | None:
    """Return the picture in *noscript* unless a picture loaded by scripts is beside it."""
    for beside in (noscript.getprevious(), noscript.getnext()):
        if beside is not None and (beside.tag in IMAGES or next(beside.iter("img"), None) is not None):
            return None
    return next(noscript.iter("img"), None)


def _is_glossed(parts: list[_Part], linked: int, links: int) -> bool:
    """Return whether the words of a sentence are linked one by one, for instance to a dictionary: prose, not a list."""
    if linked > _MOST_GLOSS_LETTERS * links:
        return False
    words = [(text.strip(), flags) for text, flags in parts if text.strip()]
    if not words or words[-1][0][-1] not in _FULL_STOPS:
        return False
    starts = [word[0] for word, flags in words if flags & LINKED]
    return sum(map(str.isupper, starts)) * 2 < len(starts)
