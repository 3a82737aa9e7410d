"""Find other whole articles below the page's own, which some sites show when the reader scrolls on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from itertools import islice
from urllib.parse import urljoin, urlsplit

from newsarchive.parsers.body.labels import Verdict
from newsarchive.parsers.body.lists.site_links import leads_out, name_of_site
from newsarchive.parsers.body.table import BlockTable, Box, TextBlock, lines_of_text
from newsarchive.parsers.bylines.parser import is_byline
from newsarchive.parsers.dates.date_lines import is_date_line, is_stamp
from newsarchive.parsers.html.tree import Node, text_of
from newsarchive.parsers.lengths import LITTLE_TEXT, LONGEST_CREDIT_LINE, NEARLY_ALL, SHORTEST_LINK
from newsarchive.parsers.text import folded, has_length, latin_length

_HEADLINES = frozenset(("h1", "h2", "h3"))
_FEWEST_SENTENCES = 3  # sentences; a teaser has one or two
_MOST_HEADLINES = 60  # elements; a bound for listings
_MOST_LEVELS = 12  # levels; from a headline to the whole article; a bound for malicious pages
_MOST_LINES = 8  # blocks between headline and text: picture, caption, section, author, date, buttons
_NEAR_LEVELS = 3  # levels; from a headline to the element whose attributes declare its article
_SHARE = 0.2  # share of the other article's text; less text than this between the two headlines is a lead
# Attributes in which a page that loads articles on scrolling keeps the URL of each.
_URLS = ("data-url", "data-href", "data-permalink", "itemid")
_EXTENSION = re.compile(r"(?:\.\w{1,5})?/*$")
_CLOCK = re.compile(r"\D{0,6}\d{1,2}\s?[:.h]\s?\d{2}(?:[:.]\d{2})?\D{0,6}")
NEXT_ARTICLE = Verdict(
    "related list", "region.next-article", "another whole article below the page's own, with its own headline"
)


def next_articles(table: BlockTable, heading: Node | None, title: str | None, url: str | None) -> list[Box]:
    """Return the boxes below *heading* that are other whole articles, with several paragraphs each.

    *heading* is the element that displays *title*; without it, no part of the page is another article. The headline
    of another article is an <h1> or links to another page of the site at *url*, or its element declares another URL.
    A linked name or pointer may open the page's own text, and so may a chapter: another article has its own date or
    byline and stands below a text or in another <article> element than *heading*, or both a text above and such an
    element. Several beside each other have the same markup as the page's own or declare what they are; the dated
    sections of a chronicle or a diary do not.
    """
    top, key = table.box_of(heading), folded(title or "")
    if heading is None or top is None or not key or folded(text_of(heading)) != key:
        return []
    around = set(heading.iterancestors())
    own = next((node for node in heading.iterancestors() if node.tag == "article"), None)
    found: dict[Box, bool] = {}  # and whether its markup tells that it is an article of its own
    end = top.end
    headlines = (box for box in table.boxes[top.end :] if box.tag in _HEADLINES and box.size)
    for box in islice(headlines, _MOST_HEADLINES):
        if box.index < end or not _may_be_headline(box, top):
            continue
        section = _section(box, table, around)
        if section is None:
            continue
        is_declared = _is_declared(section, box, url)
        if not is_declared and not _is_headline(box, heading, key, url):
            continue
        others = (other for other in table.boxes[box.end : section.end] if other.tag in _HEADLINES and other.size)
        if any(_is_headline(other, heading, key, url) for other in others):
            continue
        articles = [node for node in (section.node, *section.node.iterancestors()) if node.tag == "article"]
        if own is not None and own in articles[1:]:
            continue  # an <article> in the page's own is a part of it: an entry of a live report
        is_apart = own is not None and bool(articles) and own not in articles
        is_signed = _is_dated_or_signed(section, box, table)
        if (is_apart and (is_signed or _has_text(section, top, table))) or (
            is_signed and _is_below_text(section, top, table)
        ):
            found[section] = is_declared or is_apart or _is_beside_like(section, around)
            end = section.end
    beside = Counter(section.parent for section in found)
    return [section for section, is_told in found.items() if is_told or beside[section.parent] == 1]


def _is_beside_like(section: Box, around: Collection[Node]) -> bool:
    """Return whether *section* stands beside an element *around* the headline with its tag and class."""
    own: Box | None = section
    while own is not None and (own.parent is None or own.parent.node not in around):
        own = own.parent
    if own is None:
        return False
    before = own.node.itersiblings(own.tag, preceding=True)
    return any(node in around and node.get("class") == own.names for node in islice(before, _MOST_HEADLINES))


def _may_be_headline(box: Box, top: Box) -> bool:
    """Return whether *box* is linked, an <h1> like *top*, or in an element with attributes of an article."""
    if box.linked or box.tag == top.tag == "h1":
        return True
    around: Box | None = box.parent
    for _ in range(_NEAR_LEVELS):
        if around is None:
            break
        node = around.node
        if any(node.get(name) for name in ("itemtype", *_URLS)):
            return True
        around = around.parent
    return False


def _is_headline(box: Box, heading: Node, key: str, url: str | None) -> bool:
    """Return whether *box*, below *heading*, is an <h1> like it or links to another page of the same site."""
    is_linked = box.linked >= NEARLY_ALL * box.size
    if not is_linked and not box.tag == heading.tag == "h1":
        return False
    text = text_of(box.node)
    own = folded(text)
    if not has_length(own, SHORTEST_LINK) or own in key or key in own or is_byline(text):
        return False
    if not is_linked:
        return True
    link = next(box.node.iter("a"), None)
    link = next(box.node.iterancestors("a"), None) if link is None else link
    return link is not None and not leads_out(box.node, name_of_site(url)) and _is_other(link.get("href") or "", url)


def _is_other(address: str, url: str | None) -> bool:
    """Return whether *address* is that of another page than *url*, not of a part of it."""
    try:
        other, own = urlsplit(urljoin(url or "", address)), urlsplit(url or "")
    except ValueError:
        return False
    # A live report has its entries below its own path.
    path = _EXTENSION.sub("", own.path)
    return bool(other.path.strip("/")) and other.path != own.path and not (path and other.path.startswith(f"{path}/"))


def _section(headline: Box, table: BlockTable, around: Collection[Node]) -> Box | None:
    """Return the smallest element, not *around* the page's headline, that begins with *headline* and has paragraphs."""
    section = headline
    for _ in range(_MOST_LEVELS):
        parent = section.parent
        if parent is None or parent.node in around:
            return None
        if any(map(table.is_sentence, table.blocks[parent.first : headline.first])):
            return None
        section = parent
        sentences = map(table.is_sentence, table.blocks[headline.last : section.last])
        if sum(islice(filter(None, sentences), _FEWEST_SENTENCES)) == _FEWEST_SENTENCES:
            return section
    return None


def _is_declared(section: Box, headline: Box, url: str | None) -> bool:
    """Return whether attributes of *section* declare an article or another URL; an entry of a live report does not."""
    if headline.linked or not has_length(text_of(headline.node), SHORTEST_LINK):
        return False
    node = section.node
    declared = (node.get("itemtype") or "").endswith("Article")
    return declared or any(_is_other(value, url) for name in _URLS if (value := node.get(name)))


def _is_dated_or_signed(section: Box, headline: Box, table: BlockTable) -> bool:
    """Return whether a date or a byline stands between the *headline* and the first paragraph of *section*."""
    for block in islice(table.blocks[headline.last : section.last], _MOST_LINES):
        if block.picture is None and table.is_sentence(block):
            return False
        if block.picture is None and _is_date_or_byline(block):
            return True
    return False


def _is_date_or_byline(block: TextBlock) -> bool:
    text = block.text
    if len(text) > LONGEST_CREDIT_LINE or _CLOCK.fullmatch(text):
        return False  # a clock time alone is that of an entry in a live report
    return next(block.node.iter("time"), None) is not None or is_stamp(text) or is_date_line(text) or is_byline(text)


def _has_text(section: Box, top: Box, table: BlockTable) -> bool:
    """Return whether any text stands between the headline, *top*, and *section*; else *section* may be the text."""
    if any(map(table.is_sentence, table.blocks[top.last : section.first])):
        return True
    return bool(lines_of_text(table.boxes[top.end : section.index]))


def _is_below_text(section: Box, top: Box, table: BlockTable) -> bool:
    """Return whether there is a text between the headline, *top*, and *section*: more than a lead, or many lines."""
    if lines_of_text(table.boxes[top.end : section.index]):
        return True
    above, inside = (
        sum(latin_length(block.text) for block in blocks if block.box.tag not in _HEADLINES and not block.linked)
        for blocks in (table.blocks[top.last : section.first], table.inside(section))
    )
    return above >= max(LITTLE_TEXT, _SHARE * inside)
