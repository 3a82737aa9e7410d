"""Every text block of a page with its label, for `extract(..., explain=True)`."""

from __future__ import annotations

from newsarchive.parsers.body.labeling.credit_lines import is_credit
from newsarchive.parsers.body.labels import LabeledBlock, Verdict
from newsarchive.parsers.body.phrases import block_verdict
from newsarchive.parsers.body.reader import ExtractedBody
from newsarchive.parsers.body.table import Box, TextBlock
from newsarchive.parsers.dates.date_lines import is_stamp
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.tree import Node
from newsarchive.parsers.text import folded

_LONGEST_LINE = 200  # characters; a headline with a kicker, or a credit; longer texts are not compared
_LONGEST_STAMP = 80  # characters; a date with weekday, clock and label
_DEEPEST = 8  # levels; enough to find an element in the page's source
_TITLE = Verdict("title", "page.title", "the headline")
_CREDIT = Verdict("byline", "page.credit", "a credit line outside of the text")
_STAMP = Verdict("time", "page.stamp", "nothing but a date, a time or a time of reading")
_LINKS = Verdict("navigation", "page.links", "mostly links, outside of the element that holds the text")
_OTHER = Verdict("widget", "page.outside", "stands outside of the element that holds the article's text")
_MENU = Verdict("navigation", "page.menu", "a menu or footer of links, without a paragraph")

_UNDISPLAYED = Verdict(
    "text", "page.undisplayed", "the page contains it for scripts and displays only its beginning, or nothing of it"
)


def labeled_blocks(document: Document, body: ExtractedBody, title: str | None) -> list[LabeledBlock]:
    """Return the text blocks of the page in document order, each with its label; *title* is the article's.

    Texts of links-only menus come after the blocks: they are removed before the page is parsed. Text that the page
    contains but does not display comes last.
    """
    key = folded(title or "")
    blocks = body.table.blocks if body.table is not None else []
    found = [_labeled(block, key) for block in blocks if block.picture is None and block.text]
    undisplayed = body.blocks[len(body.blocks) - body.undisplayed :]
    found += [LabeledBlock(block.text, *_UNDISPLAYED[:3], "script or noscript") for block in undisplayed]
    menus = [LabeledBlock(text, *_MENU[:3], "nav") for text in document.menu_texts]
    return found + menus


def _labeled(block: TextBlock, title: str) -> LabeledBlock:
    location = place_of(block.box)
    if block.label:
        return LabeledBlock(block.text, block.label, block.rule, block.reason, location)
    verdict = _outside_verdict(block, title)
    return LabeledBlock(block.text, verdict.label, verdict.rule, verdict.reason, location)


def _outside_verdict(block: TextBlock, title: str) -> Verdict:
    """Return the verdict on a block outside the article's region."""
    text = block.text
    if title and len(text) < 2 * len(title) + _LONGEST_LINE and folded(text) == title:
        return _TITLE
    if block.box.effective is not None:
        return block.box.effective
    if len(text) < _LONGEST_STAMP and is_stamp(text):
        return _STAMP
    if len(text) < _LONGEST_LINE and is_credit(block):
        return _CREDIT
    verdict = block_verdict(text)
    if verdict is not None:
        return verdict
    return _LINKS if block.linked * 2 > block.size else _OTHER


def place_of(box: Box | None) -> str:
    """Return the path of *box*: tags with their first class, outermost first, at most eight of them."""
    steps: list[str] = []
    while box is not None and len(steps) < _DEEPEST:
        steps.append(_step(box.node, box.tag))
        box = box.parent
    return " > ".join(reversed(steps))


def _step(node: Node, tag: str) -> str:
    names = (node.get("class") or "").split()
    identity = node.get("id")
    return tag + (f"#{identity[:30]}" if identity else f".{names[0][:30]}" if names else "")
