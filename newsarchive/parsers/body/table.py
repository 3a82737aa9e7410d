"""The table of a page's text: its elements as boxes, its text as blocks in document order."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from newsarchive.parsers.body.class_names import Traits, traits_of_class
from newsarchive.parsers.body.labels import Verdict
from newsarchive.parsers.cached_property import cached_property
from newsarchive.parsers.html.tree import Node
from newsarchive.parsers.lengths import NEARLY_ALL, SENTENCE
from newsarchive.parsers.text import DENSE, DENSE_FACTOR, clean

#: The formatting of a part, one bit each.
LINKED = 1  # in a link
BOLD = 2  # <b>, <strong>, a bold style
SLANTED = 4  # <i>, <em>, an italic style
SMALL = 8  # <small>, <font size>
CAPTION = 16  # in an element whose class names captions
#: A piece of a block's text, and its formatting.
Part = tuple[str, int]
#: A line break within an element, and one that was decided to stay within a block.
BREAK: Part = ("\u2028", 0)
GAP: Part = (" ", 0)
_LINES = frozenset(("p", "div"))
_STYLED_SHARE = 0.9  # share of letters in bold or italics; a bullet or a bracket may be outside
_FEWEST_LINES = 5  # lines; fewer are the fields of a box: name, date, buttons
#: Scripts whose sentences end without punctuation: Thai, Lao, Burmese, Khmer.
NO_STOP = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
SENTENCE_ENDS = frozenset('.!?…:;。！？।۔؟॥။។"”’»)]')
_LONG_SENTENCE = 140  # characters; a text of this length is a sentence, whatever its end
_SAMPLE = 80  # characters of a block; its beginning shows in which script it is


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
    parts: list[Part]
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
        return 1 + sum(part is GAP for part in self.parts)

    def in_lines(self) -> list[str]:
        """Return the block's text in the lines that the markup splits it into."""
        lines: list[list[str]] = [[]]
        for part in self.parts:
            if part is GAP:
                lines.append([])
            else:
                lines[-1].append(part[0])
        return [clean("".join(line)) for line in lines]

    @property
    def is_bold(self) -> bool:
        """Whether nearly all of the block is set in bold."""
        return self.bold >= _STYLED_SHARE * self.size

    @property
    def is_slanted(self) -> bool:
        """Whether nearly all of the block is set in italics."""
        return self.slanted >= _STYLED_SHARE * self.size

    @property
    def is_linked(self) -> bool:
        """Whether nearly all of the block is in links."""
        return self.linked >= NEARLY_ALL * self.size

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

    *email_boxes* hold fields for an address or a password, *field_boxes* fields for one line of text; *choices* are the
    boxes of radio buttons, each with the group's name. *masses* are the masses of the boxes' own texts. *paid*: the
    page declares that its text is for subscribers only.
    """

    def __init__(
        self,
        boxes: list[Box],
        blocks: list[TextBlock],
        email_boxes: Sequence[Box] = (),
        choices: Sequence[tuple[Box, str]] = (),
        field_boxes: Sequence[Box] = (),
    ) -> None:
        self.boxes, self.blocks, self.email_boxes, self.choices = boxes, blocks, email_boxes, choices
        self.field_boxes = field_boxes
        self.masses: list[float] = []
        self.paid = False

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
        if block.linked * 2 >= block.size:
            return False
        text = block.text
        size = len(text)
        if size < _LONG_SENTENCE and not text.isascii():
            if self.dense or DENSE.search(text):
                size *= DENSE_FACTOR
            elif size >= SENTENCE and NO_STOP.search(text):
                return True
        return size >= _LONG_SENTENCE or (size >= SENTENCE and text[-1:] in SENTENCE_ENDS)


def lines_of_text(boxes: Sequence[Box]) -> set[Box]:
    """Return those of *boxes* that are lines of one text: many unlinked paragraphs or divisions side by side.

    A label, a name or a date stands alone or with a few others; a poem, a line-up or an interview has many lines.
    """
    beside: defaultdict[tuple[Box | None, str], list[Box]] = defaultdict(list)
    for box in boxes:
        if box.own and not box.linked and box.tag in _LINES and box.end == box.index + 1:
            beside[box.parent, box.tag].append(box)
    return {box for lines in beside.values() if len(lines) >= _FEWEST_LINES for box in lines}
