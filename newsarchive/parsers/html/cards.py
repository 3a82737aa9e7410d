"""Cards below a headline: boxes that each display another article of the site, with its own date and author."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import islice
from urllib.parse import urlsplit

from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.tree import Node, text_of
from newsarchive.parsers.text import clean, folded, latin_length

_MOST_LINKS, _CLIMB, _MOST_BEFORE, _MOST_IN_CARD = 200, 3, 20, 20
# "Chính trị - Xã hội" and "Ann Reed" have fewer words or letters than a headline.
_FEWEST_WORDS, _FEWEST_LETTERS, _LONGEST_BEFORE = 5, 20, 25
# A link to a part of the page, an author, a list or a message.
_NO_STORY = re.compile(
    r"^\s*(?:#|$|mailto:|javascript:|tel:)"
    r"|/(?:auth?or|auteur|tac-gia|profile|people|user|by|tag|label|topic|category|search|page)s?[/=]",
    re.IGNORECASE,
)
_SAME_HOST = re.compile(r"^(?:www|m|amp)\.")
_INLINE = frozenset(("a", "span", "b", "strong", "em", "i", "font", "small", "u"))


def first_card(document: Document, heading: Node, paragraphs: Collection[Node]) -> Node | None:
    """Return the first element below *heading* that belongs to a card; ``None`` if there is none.

    A card displays another headline as a link to another page of the site, which begins its line. A link in running
    text is none, nor is one in *paragraphs*, the elements of the article's text.
    """
    links = list(islice(_headlines(document, heading, paragraphs), 2))
    # The box around a link alone may also hold the article's own date.
    return _box_of(links[0], heading, paragraphs) if len(links) > 1 else links[0] if links else None


def _headlines(document: Document, heading: Node, paragraphs: Collection[Node]) -> Iterator[Node]:
    host, own = _host(document.url), folded(text_of(heading))
    start, inside = document.position_of(heading), frozenset(heading.iter("a"))
    below = (node for node in islice(document.nodes, start, None) if node.tag == "a" and node not in inside)
    for link in islice(below, _MOST_LINKS):
        href = link.get("href") or ""
        text = text_of(link)
        if _NO_STORY.search(href) or not _is_headline(text) or folded(text) == own:
            continue
        address = document.absolute(href)
        is_other = address.partition("#")[0] != document.url and _host(address) in (host, "")
        if is_other and _begins_line(link) and not any(box in paragraphs for box in _around(link)):
            yield link


def _around(node: Node) -> Iterator[Node]:
    return islice(node.iterancestors(), _CLIMB)


def _host(url: str | None) -> str:
    try:
        return _SAME_HOST.sub("", urlsplit(url or "").hostname or "")
    except ValueError:
        return ""


def _is_headline(text: str) -> bool:
    """Return whether *text* has the length of a headline; Chinese, Japanese and Thai have no spaces between words."""
    if latin_length(text) < _FEWEST_LETTERS:
        return False
    return len(text.split()) >= _FEWEST_WORDS or (not text.isascii() and " " not in text)


def _begins_line(link: Node) -> bool:
    """Return whether at most a date or a number precedes *link* in its line."""
    before: list[str] = []
    node: Node | None = link
    while node is not None and node.tag in _INLINE:
        for sibling in islice(node.itersiblings(preceding=True), _MOST_BEFORE):
            before.append(clean(sibling.tail))
            if sibling.tag not in _INLINE:
                break
            before.append(text_of(sibling))
        else:
            parent = node.getparent()
            before.append("" if parent is None else clean(parent.text))
            node = parent
            continue
        break
    return len("".join(before)) <= _LONGEST_BEFORE


def _box_of(link: Node, heading: Node, paragraphs: Collection[Node]) -> Node:
    """Return the outermost box around *link* that holds no other link and no part of the article."""
    outside = frozenset(heading.iterancestors())
    card, href = link, link.get("href")
    for box in _around(link):
        links = islice(box.iter("a"), _MOST_IN_CARD)
        if box in outside or box in paragraphs or any(other.get("href") != href for other in links):
            break
        card = box
    return card
