"""An article's text: lead, dateline, blocks and pictures, apart from all that is printed around them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from html import unescape
from itertools import zip_longest

from newsarchive.article import Block, BlockKind, Picture
from newsarchive.parsers.body.blocks import Line, read_lines
from newsarchive.parsers.body.boilerplate import cut
from newsarchive.parsers.body.captions import Cut
from newsarchive.parsers.body.dateline import cut_dateline
from newsarchive.parsers.body.images import captioned, picture_url
from newsarchive.parsers.body.lead import agrees, found_lead, lead_hint, names_lead, opening, printed_lead
from newsarchive.parsers.body.main_content import Survey, choose, survey
from newsarchive.parsers.body.related_lists import name_of_site
from newsarchive.parsers.body.removable import removable
from newsarchive.parsers.context import find_headline
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.finders import Finder
from newsarchive.parsers.html.tree import Node
from newsarchive.parsers.text import folded, plain

_ENOUGH = 250
# A page that tells so many times what it shows is drawn by scripts.
_MUCH_MORE = 4
_SHORTEST_LEAD = 60
_LONGEST_HEADING = 100
_SIGN = re.compile(r"\([^()]*\)|\S+")
_VIETNAMESE = re.compile("[đơưăĐƠƯĂ\u1ea0-\u1ef9]")
_SENTENCE_ENDS = frozenset('.!?…:;,”")')
_MOST_PICTURES = 500


@dataclass(frozen=True, kw_only=True)
class BodyReading:
    """The text of one page.

    *elements* are the elements that lead and blocks were read from, each with its text, in reading order.
    *bylines* are the credit lines cut from its head and tail, as printed. *source* says how the text was found:
    the publisher's finder, "scored", "told" (by JSON-LD, not shown), or "nothing". *teasers* counts the paragraphs that
    stand under a heading of their own which links elsewhere: many of them make a list of articles, not an article.
    """

    lead: str | None = None
    dateline: str | None = None
    blocks: list[Block] = field(default_factory=list)
    elements: list[tuple[Node, str]] = field(default_factory=list, repr=False)
    pictures: list[Picture] = field(default_factory=list)
    bylines: list[str] = field(default_factory=list)
    source: str = "nothing"
    teasers: int = 0


def read_body(
    document: Document, finders: Mapping[str, tuple[Finder, ...]], *, title: str | None, paper: str | None = None
) -> BodyReading:
    """Read the article's text from *document*; *finders* are the publisher's, *title* is left out of the text.

    *paper* is the publisher's name: its initials may stand before the first sentence.
    """
    shown = _shown(document, finders, title, paper or "")
    told = told_paragraphs(document)
    letters = len(shown.lead or "") + sum(len(block.text) for block in shown.blocks)
    if sum(map(len, told)) < max(_ENOUGH, _MUCH_MORE * letters):
        return shown
    lead = shown.lead if shown.lead and folded(shown.lead) not in folded("".join(told)) else None
    return replace(shown, lead=lead, blocks=[Block(kind="paragraph", text=one) for one in told], source="told")


def _shown(document: Document, finders: Mapping[str, tuple[Finder, ...]], title: str | None, paper: str) -> BodyReading:
    """Read the text that the page shows."""
    found = survey(document.nodes)
    heading = find_headline(document, title)
    source, region = _region(document, finders.get("body", ()), found, heading)
    if region is None:
        return BodyReading()
    captions = _elements(document, finders.get("caption", ()))
    removed = removable(_elements(document, finders.get("remove", ())))
    lead_node = found_lead(document, finders.get("lead", ()))
    if lead_node is None:
        lead_node = printed_lead(document, found, region, title)
    lines = read_lines(region, found, removed, {region}, captions)
    before = [node for node in opening(found, region, title) if node is not lead_node]
    lines[:0] = [line for node in before for line in read_lines(node, found, removed, {node}, captions)]
    lead_lines = read_lines(lead_node, found, removed, {lead_node}, ()) if lead_node is not None else []
    lead_lines = [line for line in lead_lines if not line.picture]
    result = cut(lines, title or "", [line.text for line in lead_lines], name_of_site(document.url))
    return _reading(document, source, lead_lines, result, paper)


def _region(
    document: Document, finders: tuple[Finder, ...], found: Survey, heading: Node | None
) -> tuple[str, Node | None]:
    for finder in finders:
        for match in document.find(finder):
            if not isinstance(match, str) and found.size.get(match, 0.0) >= _ENOUGH:
                return finder.source, match
    return "scored", choose(found, heading)


def _elements(document: Document, finders: tuple[Finder, ...]) -> set[Node]:
    return {match for finder in finders for match in document.find(finder) if not isinstance(match, str)}


def _reading(document: Document, source: str, lead_lines: list[Line], result: Cut, paper: str) -> BodyReading:
    lines = result.text
    if not lead_lines and len(lines) > 2 and _begins_with_lead(lines, lead_hint(document), paper):
        lead_lines, lines = lines[:1], lines[1:]
    lead: str | None = " ".join(line.text for line in lead_lines) or None
    dateline = None
    if lead:
        dateline, lead = cut_dateline(lead, lead_lines[0].head, paper)
    blocks = [Block(kind=_kind(line, after), text=line.text) for line, after in zip_longest(lines, lines[1:])]
    if dateline is None and lines:
        dateline, text = cut_dateline(lines[0].text, lines[0].head, paper)
        blocks[0] = Block(kind=blocks[0].kind, text=text)
    return BodyReading(
        lead=lead,
        dateline=dateline,
        blocks=blocks,
        elements=[(line.node, line.text) for line in (*lead_lines, *lines)],
        pictures=_pictures(document, result),
        bylines=result.bylines,
        source=source,
        teasers=_teasers(lines),
    )


def _kind(line: Line, after: Line | None) -> BlockKind:
    """Return the kind of *line*'s block: many editors set a sub-heading as a bold paragraph of its own."""
    short = len(line.text) <= _LONGEST_HEADING and line.text[-1:] not in _SENTENCE_ENDS
    if line.kind == "paragraph" and short and _is_bold(line) and after is not None and not _is_bold(after):
        return "heading" if after.kind != "heading" else line.kind
    return line.kind


def _is_bold(line: Line) -> bool:
    return line.bold >= 0.9 * len(line.text)


def _teasers(lines: list[Line]) -> int:
    around = [line.node.getparent() for line in lines if line.kind == "paragraph"]
    linking = {node: _has_linking_heading(node) for node in set(around) if node is not None}
    # Paragraphs of one text share the element around them: only one of them can belong to a heading in it.
    return sum(linking.values())


def _has_linking_heading(node: Node) -> bool:
    return any(heading.find(".//a[@href]") is not None for heading in node.iterchildren("h2", "h3", "h4"))


def _begins_with_lead(lines: list[Line], hint: str, paper: str) -> bool:
    first = lines[0]
    letters = folded(first.text)
    # A Vietnamese paper's sign ("TTH.VN -") stands before its lead; an agency's place before any text. And a
    # description that is the whole paragraph, to the last letter, is the paper's own lead; a cut one is an excerpt.
    dateline = cut_dateline(first.text, first.head, paper)[0]
    signed = dateline is not None and _SIGN.fullmatch(dateline) and _VIETNAMESE.search(first.text)
    told = signed or (agrees(letters, hint) if dateline else letters == hint)
    if first.kind == "heading":  # old papers set the lead as a heading below the headline
        return len(first.text) >= _SHORTEST_LEAD and names_lead(first.node) and lines[1].kind != "heading"
    return first.kind == "paragraph" and (bool(told) or _is_lead(first, lines[1], hint))


def _is_lead(line: Line, following: Line, hint: str) -> bool:
    """Tell whether *line*, the first of the text, is set apart from *following* as a lead.

    The page's description, *hint*, is no proof by itself: it is often the first paragraph.
    """
    size = len(line.text)
    if size < _SHORTEST_LEAD or line.kind != "paragraph":
        return False
    if _is_bold(line) or names_lead(line.node):
        return True
    return line.home is not following.home and line.node is not following.node and agrees(folded(line.text), hint)


def _pictures(document: Document, result: Cut) -> list[Picture]:
    pictures: dict[str, Picture] = {}
    for line, captions in result.pictures[:_MOST_PICTURES]:
        url = picture_url(document, line.node)
        if url and url not in pictures:
            pictures[url] = captioned(url, " ".join(one.text for one in captions))
    return list(pictures.values())


_PARAGRAPH_END = re.compile(r"</(?:p|h[1-6]|li|div|blockquote)\s*>|<br\s*/?>|[\r\n]+", re.I)


_LONGEST = 500_000


def told_paragraphs(document: Document) -> list[str]:
    """Return the paragraphs of the longest ``articleBody`` in *document*'s JSON-LD (schema.org), freed of markup."""
    bodies = [body for node in document.json_ld if isinstance(body := node.get("articleBody"), str)]
    text = unescape(max(bodies, key=len, default="")[:_LONGEST])
    return [paragraph for part in _PARAGRAPH_END.split(text) if (paragraph := plain(part))]
