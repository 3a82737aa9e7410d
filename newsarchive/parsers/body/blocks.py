"""The lines of one region of a page, in reading order, with what is known of each."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice

from newsarchive.article import BlockKind
from newsarchive.parsers.body.class_names import HEADINGS, INLINE, LIST_LIKE, is_hidden, is_skipped, leads_on, traits_of
from newsarchive.parsers.body.main_content import Survey
from newsarchive.parsers.html.tree import Node
from newsarchive.parsers.text import clean

_BREAK = "\u2028"
_KINDS: dict[str, BlockKind] = {
    "h1": "heading",
    "h2": "heading",
    "h3": "heading",
    "h4": "heading",
    "h5": "heading",
    "h6": "heading",
    "blockquote": "quote",
    "li": "list_item",
}
# Japanese, Chinese and Korean say in one character what takes three elsewhere.
_DENSE = re.compile("[\u3040-\u9fff\uac00-\ud7af]")
_ENDS = frozenset('.!?…:;。！？।"”’»)]')
# No article has so many; a page made to keep us busy may.
_MOST = 4000
# What holds more of the page's text is no picture with its caption: a careless template never closes its figure.
_A_FIGURES_SHARE = 0.5
_OF_CODE = frozenset(("code", "pre"))
_IMAGES = frozenset(("img", "picture", "amp-img"))
_LONGEST_CAPTION, _MOST_IN_FRAME, _MOST_WRAPPERS = 400, 50, 5
_Part = tuple[str, int, int, int]
_GAP: _Part = (" ", 0, 0, 0)


@dataclass(slots=True)
class Line:
    """One block of text, or one picture (then *text* is empty).

    *linked*, *bold* and *slanted* count the characters so set; *align* is as the page says; *caption* tells that the
    markup makes it a caption. *sentence* tells that it reads like a sentence of an article, *home* is the element that
    it stands in beside others of its kind, *head* the bold text it begins with.
    """

    text: str
    node: Node
    kind: BlockKind = "paragraph"
    linked: int = 0
    bold: int = 0
    slanted: int = 0
    align: str = ""
    caption: bool = False
    picture: bool = False
    cell: bool = False
    head: str = ""
    sentence: bool = False
    home: Node | None = None


@dataclass(slots=True)
class _Context:
    node: Node
    kind: BlockKind
    align: str
    caption: bool
    cell: bool


def read_lines(
    region: Node, found: Survey, removed: Collection[Node], kept: Collection[Node], captions: Collection[Node]
) -> list[Line]:
    """Read the lines of *region*, passing over junk and what is in *removed*, but never over what is in *kept*."""
    return _Reader(region, found, removed, kept, captions).lines


class _Reader:
    def __init__(
        self, region: Node, found: Survey, removed: Collection[Node], kept: Collection[Node], captions: Collection[Node]
    ) -> None:
        self.lines: list[Line] = []
        self._parts: list[_Part] = []
        self._contexts = [_Context(region, "paragraph", "", False, False)]
        self._linked = self._bold = self._slanted = 0
        self._found, self._removed, self._kept, self._captions = found, removed, kept, captions
        self._walk(region)

    def _walk(self, region: Node) -> None:
        """Visit every element of *region* once, without recursion: pages nest thousands deep."""
        self._add(region.text)
        node: Node | None = next(iter(region), None)
        while node is not None and len(self.lines) < _MOST:
            tag = str(node.tag)
            below = None
            if self._passed_over(node, tag):
                if tag not in INLINE:
                    self._flush()
            elif tag == "p" and len(node) == 0:
                self._flush()
                self._plain(node)
            else:
                self._open(node, tag)
                below = next(iter(node), None)
                if below is None:
                    self._close(node, tag)
            node = below if below is not None else self._next(node, region)
        self._flush()

    def _next(self, node: Node, region: Node) -> Node | None:
        """Return the element behind *node*, closing what ends before it."""
        while True:
            self._add(node.tail)
            following = node.getnext()
            if following is not None:
                return following
            parent = node.getparent()
            if parent is None or parent is region:
                return None
            node = parent
            self._close(node, str(node.tag))

    def _passed_over(self, node: Node, tag: str) -> bool:
        if tag in INLINE or node in self._kept:
            return node in self._removed or is_hidden(node) or (tag == "span" and _is_widget(node))
        if is_skipped(node, tag) or node in self._removed or node in self._found.junk:
            return True
        # What bears text was judged in the survey, where its share of the text was known.
        return node not in self._found.mass and traits_of(node).junk > 0

    def _open(self, node: Node, tag: str) -> None:
        if tag in INLINE:
            if tag == "a":
                self._linked += leads_on(node)
            elif tag in ("b", "strong"):
                self._bold += 1
            elif tag in ("em", "i"):
                self._slanted += 1
        elif tag == "br":
            self._parts.append((_BREAK, 0, 0, 0))
        elif tag in _IMAGES:
            if tag != "picture":
                self._flush()
                self.lines.append(Line("", node, picture=True))
        else:
            self._flush()
            self._contexts.append(self._context(node, tag))
        self._add(node.text)

    def _plain(self, node: Node) -> None:
        """Read a paragraph without any markup in it, the commonest of all."""
        text = node.text
        if text and not text.isspace():
            self._contexts.append(self._context(node, "p"))
            self._line([(text, self._linked, self._bold, self._slanted)])
            self._contexts.pop()

    def _context(self, node: Node, tag: str) -> _Context:
        outer = self._contexts[-1]
        style = node.get("style")
        align = node.get("align") or outer.align
        if style and "text-align" in style:
            align = style.partition("text-align")[2].lstrip(" :").partition(";")[0].strip().casefold()
        traits = traits_of(node)
        caption = (
            (outer.caption and not self._is_shown(node, tag))
            or traits.caption
            or tag == "figcaption"
            or (tag == "figure" and self._found.mass.get(node, 0.0) <= _A_FIGURES_SHARE * self._found.whole)
            or (traits.picture and (tag in ("table", "ul") or self._is_framed_picture(node, tag)))
            or node in self._captions
        )
        kind = _KINDS.get(tag) or outer.kind
        if outer.kind in ("quote", "list_item") and kind == "heading":
            kind = outer.kind
        return _Context(node, kind, align, caption, outer.cell or tag in ("td", "th"))

    def _is_framed_picture(self, node: Node, tag: str) -> bool:
        """Tell whether *node*, named after pictures, holds one with a caption: little text and no heading."""
        if tag != "div" or self._found.size.get(node, 0.0) > _LONGEST_CAPTION:
            return False
        tags = {one.tag for one in islice(node.iterdescendants(), _MOST_IN_FRAME)}
        return not tags.isdisjoint(_IMAGES) and tags.isdisjoint(HEADINGS)

    def _is_shown(self, node: Node, tag: str) -> bool:
        """Tell whether *node* is the table that its figure shows: text, as a picture is not."""
        if tag != "table":
            return False
        around = islice(node.iterancestors(), _MOST_WRAPPERS)
        return next((str(one.tag) for one in around if one.tag != "div"), "") == "figure"

    def _close(self, node: Node, tag: str) -> None:
        if tag in INLINE:
            if tag == "a":
                self._linked -= leads_on(node)
            elif tag in ("b", "strong"):
                self._bold -= 1
            elif tag in ("em", "i"):
                self._slanted -= 1
        elif tag != "br" and tag not in _IMAGES:
            self._flush()
            self._contexts.pop()

    def _add(self, text: str | None) -> None:
        if text:
            self._parts.append((text, self._linked, self._bold, self._slanted))

    def _flush(self) -> None:
        parts = self._parts
        if not parts:
            return
        self._parts = []
        if len(parts) == 1:
            if not parts[0][0].isspace():
                self._line(parts)
            return
        run: list[_Part] = []
        breaks = 0
        for part in parts:
            if part[0] is _BREAK:
                breaks += 1
                run.append(_GAP)
                if breaks >= 2:
                    self._line(run)
                    run = []
            else:
                if breaks and not part[0].isspace():
                    breaks = 0
                run.append(part)
        self._line(run)

    def _line(self, parts: list[_Part]) -> None:
        text = clean("".join([part[0] for part in parts]))
        if not text or len(self.lines) >= _MOST:
            return
        context = self._contexts[-1]
        line = Line(text, context.node, context.kind, align=context.align, caption=context.caption, cell=context.cell)
        for part, linked, bold, slanted in parts:
            if linked or bold or slanted:
                size = len(part.strip())
                line.linked += size if linked else 0
                line.bold += size if bold else 0
                line.slanted += size if slanted else 0
        if line.bold:
            first = next(part for part in parts if not part[0].isspace())
            if first[2]:
                line.head = clean(first[0])
        line.sentence = _is_sentence(line)
        line.home = self._home(context.node)
        self.lines.append(line)

    def _home(self, node: Node) -> Node | None:
        home = node.getparent()
        while home is not None and home.tag in LIST_LIKE:
            home = home.getparent()
        return home


def _is_widget(span: Node) -> bool:
    """Tell whether *span* is no text by its class; a "comment" of highlighted code is."""
    if traits_of(span).junk < 2:
        return False
    around = islice(span.iterancestors(), _MOST_WRAPPERS)
    return next((str(one.tag) for one in around if one.tag != "span"), "") not in _OF_CODE


def _is_sentence(line: Line) -> bool:
    size = len(line.text)
    if line.linked * 2 >= size:
        return False
    if size < 140 and not line.text.isascii() and _DENSE.search(line.text):
        size *= 3
    return size >= 140 or (size >= 60 and line.text[-1] in _ENDS)
