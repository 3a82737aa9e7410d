"""Cards below a headline: boxes that each display another article of the site, with its own date and author."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple
from urllib.parse import urlsplit

from newsarchive.parsers.html.article_links import is_headline, may_lead_to_article, other_article
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.tree import Node, text_of
from newsarchive.parsers.text import clean, folded

_MOST_LINKS = 200  # links below the headline; a bound for large pages
_CLIMB_TO_CARD = 3  # levels; the heading, the text and the box around a link
_MOST_BEFORE = 20  # elements in the line before a link; a bound for long texts
_MOST_IN_CARD = 20  # links; a bound: a box with more is a list
_CLIMB_TO_LIST = 8  # levels; from the link over the card and its list to the box of the list
_MOST_LISTS = 3  # lists of cards above the text; a bound
_LONGEST_BEFORE = 25  # characters; a date and a clock time, or a number
_LONGEST_CARD = 600  # characters; kicker, headline, teaser, author and date
_MOST_PARTS = 8  # elements; picture, headline, teaser, author, date and the link, or a column for several of them
# Addresses of a larger picture, which an empty link over it leads to.
_OF_PICTURE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:$|\?)|/(?:photo|image|picture|galler|album|anh)", re.I)
_SAME_HOST = re.compile(r"^(?:www|m|amp)\.")
_INLINE = frozenset(("a", "span", "b", "strong", "em", "i", "font", "small", "u"))


class Cards(NamedTuple):
    """The cards between a headline and its text."""

    #: The elements of lists of cards above the text.
    listed: frozenset[Node]
    #: The first element of a card outside such lists; a date or name behind it may belong to a card.
    end: Node | None


def cards_below(
    document: Document,
    heading: Node,
    below: Iterable[Node],
    paragraphs: Collection[Node],
    *,
    texts: Sequence[Node],
    is_short: bool,
) -> Cards:
    """Return the cards among *below*, as `first_card` does, and the lists of cards above the last of *texts*.

    Newspapers display related articles between the lead and the line with date and author. What is behind an element
    that holds several cards, and neither the headline nor one of *texts*, is the page's own again. So is what is behind
    several links without any text between them: such cards have neither date nor author.
    """
    nodes, listed = list(below), frozenset[Node]()
    for _ in range(_MOST_LISTS):
        card = first_card(document, heading, nodes, paragraphs, is_short=is_short)
        if card is None or not texts or document.position_of(texts[-1]) < document.position_of(card):
            return Cards(listed, card)
        run = _bare_run(document, list(islice(_headlines(document, heading, nodes, paragraphs), _MOST_IN_CARD)))
        box = None if run else _list_around(document, heading, card, paragraphs, texts)
        if not run and box is None:
            return Cards(listed, card)
        listed |= frozenset(node for part in (run or (box,)) if part is not None for node in part.iter("*"))
        nodes = [node for node in nodes if node not in listed]
    return Cards(listed, first_card(document, heading, nodes, paragraphs, is_short=is_short))


def _bare_run(document: Document, links: Sequence[Node]) -> list[Node]:
    """Return the first of *links* that follow each other without text between them; empty if there are not two."""
    run = list(links[:1])
    for before, link in pairwise(links):
        around = frozenset(link.iterancestors())
        start, end = document.position_of(before), document.position_of(link)
        inside = frozenset(before.iter("*"))
        between = [node for node in document.nodes[start + 1 : end] if node not in inside]
        closed = [box for box in before.iterancestors() if box not in around]
        texts = [node.text for node in between]
        texts += [node.tail for node in (before, *between, *closed) if node not in around]
        if any(char.isalnum() for text in texts if text for char in text):
            break
        run.append(link)
    # Headline and teaser of one card may both be links.
    return run if len({link.get("href") for link in run}) > 1 else []


def _list_around(
    document: Document, heading: Node, card: Node, paragraphs: Collection[Node], texts: Sequence[Node]
) -> Node | None:
    """Return the outermost element around *card* that holds another card, but neither the headline nor a text."""
    outside = {*heading.iterancestors(), *texts}
    outside.update(*(text.iterancestors() for text in texts))
    found: Node | None = None
    for box in (card, *islice(card.iterancestors(), _CLIMB_TO_LIST)):
        if box in outside:
            break
        found = box
    if found is None:
        return None
    return found if len(list(islice(_headlines(document, heading, found.iter("*"), paragraphs), 2))) > 1 else None


def first_card(
    document: Document, heading: Node, below: Iterable[Node], paragraphs: Collection[Node], *, is_short: bool
) -> Node | None:
    """Return the first element of a card among *below*, elements that follow *heading*; ``None`` if there is none.

    A card displays another headline as a link to another page of the site, which begins its line. A link in running
    text is none, nor is one in *paragraphs*, the elements of the article's text. One link alone is a card only on a
    page with little text (*is_short*): above a text, it may lead to the series that the article is a part of.
    """
    links = list(islice(_headlines(document, heading, below, paragraphs), 2))
    if len(links) > 1:
        return _box_of(links[0], heading, paragraphs)
    if not links or not is_short or _is_pointer_above(document, links[0], heading, paragraphs):
        return None
    # The box around a link alone may also hold the article's own date.
    return links[0]


def _is_pointer_above(document: Document, link: Node, heading: Node, paragraphs: Collection[Node]) -> bool:
    """Return whether *link* has a box to itself above the text: it points to another article without date and author.

    A card of another article has its date and author in a box with the link.
    """
    box = _box_of(link, heading, paragraphs)
    start = min((document.position_of(node) for node in paragraphs), default=-1)
    return document.position_of(box) < start and box.tag not in _INLINE and text_of(box) == text_of(link)


def _headlines(
    document: Document, heading: Node, below: Iterable[Node], paragraphs: Collection[Node]
) -> Iterator[Node]:
    host, own, inside = _host(document.url), folded(text_of(heading)), frozenset(heading.iter("a"))
    for link in islice((node for node in below if node.tag == "a" and node not in inside), _MOST_LINKS):
        text = text_of(link)
        if (
            is_headline(text)
            and folded(text) != own
            and (url := other_article(document, link)) is not None
            and _host(url) in (host, "")
            and _begins_line(link)
            and not any(box in paragraphs for box in _around(link))
        ):
            yield link


def _around(node: Node) -> Iterator[Node]:
    return islice(node.iterancestors(), _CLIMB_TO_CARD)


def _host(url: str | None) -> str:
    try:
        return _SAME_HOST.sub("", urlsplit(url or "").hostname or "")
    except ValueError:
        return ""


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


def is_covered(box: Node) -> bool:
    """Return whether an empty link covers *box*, a card with a picture and a headline that is no link itself.

    Such cards come in lists: a box beside it, with the same class, has a link of the same kind. An empty link beside a
    text without picture may be a symbol, such as that of an entry's own address.
    """
    names = box.get("class")
    beside = [
        other for other in (box.getprevious(), box.getnext()) if other is not None and other.get("class") == names
    ]
    cover = _cover_of(box) if beside else None
    if cover is None:
        return False
    covers = (_cover_of(other) for other in beside if other.tag == box.tag)
    return any(other is not None and other.get("href") != cover.get("href") for other in covers)


def _cover_of(box: Node) -> Node | None:
    """Return the empty link to another page among the children of *box*, if the box may be a card."""
    # libxml2 counts the children one by one: len() of an element with 250,000 takes as long as reading them.
    if next(islice(box, _MOST_PARTS, None), None) is not None:
        return None
    links = [link for link in box.iterchildren("a") if len(link) == 0 and not clean(link.text)]
    if len(links) != 1 or not may_lead_to_article(links[0]) or _OF_PICTURE.search(links[0].get("href") or ""):
        return None
    text = text_of(box)
    is_card = len(text) <= _LONGEST_CARD and is_headline(text) and next(box.iter("img"), None) is not None
    return links[0] if is_card else None
