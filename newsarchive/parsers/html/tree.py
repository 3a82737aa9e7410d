"""Parse UTF-8 markup into a tree of elements; the only module that imports lxml."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from typing import Any

from lxml import etree

from newsarchive.parsers.text import clean

Node = etree._Element

_HTML_END = re.compile(rb"</[hH][tT][mM][lL]")  # without re.I: twice as fast, since the first two bytes are literal
_PAGE_END = re.compile(rb"</(?:html|body)\s*>", re.I)
_BODY = re.compile(rb"<[bB][oO][dD][yY]")
# What <head> may contain. Any other tag ends it in browsers (HTML, 13.2.6.4.4): authors may leave out <head> and
# <body>. libxml2 does not know the elements of HTML5 and leaves them, with all that they hold, in <head>.
_OF_HEAD = frozenset(
    ("base", "basefont", "bgsound", "link", "meta", "noscript", "object", "script", "style", "template", "title")
)
_BREAKS = frozenset(("br", "div", "p", "li", "h1", "h2", "h3", "h4", "hr", "section", "header"))
_LONGEST_END = 100  # bytes behind </html>; white space and comments; more is the page's text
_LONGEST_TAG = 10_000  # bytes; far more than any element needs: bounds the time that a malicious page can take
_MOST_ATTRIBUTES = 1000  # attributes of one element; page builders write dozens: a bound for malicious pages
_WINDOW = _LONGEST_TAG // 2
_GIANT_TAG = re.compile(rb"(<[a-zA-Z][\w:-]{0,40}+)[^<>]{%d,}+" % _LONGEST_TAG)
_BETWEEN_ATTRIBUTES = re.compile(rb"[\s/]+")
_SPACES = b" \t\n\r\f\v/"
_INDENTED = 4  # characters with indentation for one of the cleaned text; most templates indent less

_parser = etree.HTMLParser(
    encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True, collect_ids=False
)


def parse(utf8: bytes) -> Node:
    """Return the root of the page whose markup is *utf8*; an empty <html> if the markup has no root."""
    # libxml2 stops at </html>. Browsers continue, and careless templates close the page before its text.
    end = _HTML_END.search(utf8)
    if end is not None and end.start() < len(utf8) - _LONGEST_END:
        utf8 = _PAGE_END.sub(b"", utf8)
    giant = _first_giant_tag(utf8)
    if giant is not None:
        utf8 = utf8[:giant] + _GIANT_TAG.sub(_bare_tag, utf8[giant:])
    try:
        root = etree.fromstring(utf8, _parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        root = None
    if root is None:
        return etree.Element("html")
    if _BODY.search(utf8) is None:
        _open_body(root)
    return root


def _open_body(root: Node) -> None:
    """Move the elements of <head> that belong in <body>, and what follows them, to the start of <body>."""
    head, body = root.find("head"), root.find("body")
    first = next((child for child in head if child.tag not in _OF_HEAD), None) if head is not None else None
    if first is None:
        return
    if body is None:
        body = etree.SubElement(root, "body")
    for place, child in enumerate([first, *first.itersiblings()]):
        body.insert(place, child)


def _first_giant_tag(utf8: bytes) -> int | None:
    """Return the start of the first tag that is long enough to leave a whole window without "<" and ">"."""
    tag: int | None = None  # the start of the tag in which the previous window ends
    for start in range(0, len(utf8) - _WINDOW, _WINDOW):
        opening, closing = utf8.rfind(b"<", start, start + _WINDOW), utf8.rfind(b">", start, start + _WINDOW)
        if opening == closing and tag is not None:
            return tag
        tag = opening if opening > closing else None
    return None


def _bare_tag(match: re.Match[bytes]) -> bytes:
    """Drop the attributes of a tag that has thousands: libxml2 compares each attribute with all earlier ones."""
    if len(match[0]) - len(match[0].translate(None, _SPACES)) < _MOST_ATTRIBUTES:
        return match[0]  # most giant tags: one attribute holds the data of a script
    spaces = islice(_BETWEEN_ATTRIBUTES.finditer(match[0]), _MOST_ATTRIBUTES)
    return match[0] if sum(1 for _ in spaces) < _MOST_ATTRIBUTES else match[1]


@cache
def compile_xpath(path: str) -> Callable[..., Any]:
    """Compile the XPath 1.0 expression *path*; call the result with a node. Raise SyntaxError if it is invalid."""
    return etree.XPath(path, smart_strings=False)


def text_of(node: Node) -> str:
    """Return the visible text of *node* on one line."""
    if not len(node):
        return clean(node.text)
    # Several times faster than "".join(node.itertext()): libxml2 joins the texts.
    return clean(etree.tostring(node, encoding="unicode", method="text", with_tail=False))


def is_longer(node: Node, longest: int) -> bool:
    """Return whether `text_of` *node* has more than *longest* characters; the beginning of a long text is enough."""
    text = etree.tostring(node, encoding="unicode", method="text", with_tail=False)
    beginning = text[: _INDENTED * longest]
    return len(clean(beginning)) > longest or (len(beginning) < len(text) and len(clean(text)) > longest)


#: Characters of @class that are read. Results for values of @class are kept for all pages of a site; without a bound, a
#: page with values of 100 KB would fill the memory. Utility classes ("mt-4 flex …") have a few hundred.
LONGEST_CLASS = 1_000


def class_and_id(node: Node) -> str:
    """Return the class and the id of *node*, with a space between them; most templates name a part of a page there."""
    return f"{node.get('class') or ''} {node.get('id') or ''}"[:LONGEST_CLASS]


def make_of(node: Node | None) -> tuple[object, str | None]:
    """Return the tag and the class of *node*, which elements of the same kind share."""
    return (None, None) if node is None else (node.tag, node.get("class"))


def markup_of(node: Node) -> str:
    """Return the markup of *node*, without the text after it."""
    return etree.tostring(node, encoding="unicode", method="html", with_tail=False)


def spaced_text_of(node: Node) -> str:
    """Return the visible text of *node* on one line, with a space where a line or a block ends."""
    if not len(node):
        return clean(node.text)
    return clean("".join(_spaced(node)))


def _spaced(node: Node) -> Iterator[str]:
    for event, element in etree.iterwalk(node, events=("start", "end")):
        if event == "start":
            if element is not node and element.tag in _BREAKS:
                yield " "
            yield element.text or ""
        elif element is not node:
            if element.tag in _BREAKS:
                yield " "
            yield element.tail or ""


def texts_in(node: Node) -> Iterator[tuple[Node, str]]:
    """Yield the texts in *node* in document order, each with the element that contains it."""
    for event, element in etree.iterwalk(node, events=("start", "end")):
        if event == "start":
            if element.text:
                yield element, element.text
        elif element is not node and element.tail:
            parent = element.getparent()
            if parent is not None:
                yield parent, element.tail
