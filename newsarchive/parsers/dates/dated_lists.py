"""Lists of links with dates right below a headline: pages of topics, archives and search results.

The dates belong to the linked articles, and the page is not an article itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from newsarchive.parsers.context import PageContext
from newsarchive.parsers.dates.timestamp import parse_timestamp
from newsarchive.parsers.html.article_links import is_headline, may_lead_to_article
from newsarchive.parsers.html.tree import Node, text_of
from newsarchive.parsers.text import clean, has_length, latin_length

_FEWEST, _MOST_EVENTS, _MOST_NODES = 4, 40, 1500
_PROSE, _LONGEST_STAMP, _PARAGRAPH, _SEVERAL = 60, 60, 120, 2
_REGULAR = 0.8
_TEASER = 300
_NOT_DISPLAYED = frozenset({"a", "script", "style", "template"})


class DatedList(NamedTuple):
    """A list of links with dates: its first and last element and all between them, by their number on the page."""

    start: int
    end: int


class _Event(NamedTuple):
    is_date: bool
    # Of a date: its element and the one around it, by tag and class. Of a link: its address.
    key: str
    number: int


def dated_list(context: PageContext) -> DatedList | None:
    """Return the list that begins below the headline of the page before any sentence; computed once.

    In it, at least four links to other pages and dates alternate, and all dates have the same markup. A date of other
    markup above them is the page's own: "Video: The ferry | 4 March" above other videos.
    """
    return context.document.remembered("dated list", lambda _: _find(context))


def is_dated_list(context: PageContext, blocks: Sequence[tuple[Node, str]]) -> bool:
    """Return whether the page is such a list: no long paragraph, and no two, of *blocks*, its text, are outside it."""
    found = dated_list(context)
    if found is None:
        return False
    inside = frozenset(context.document.nodes[found.start : found.end + 1])
    outside = [text for node, text in blocks if has_length(text, _PROSE) and node not in inside]
    return len(outside) < _SEVERAL and not any(has_length(text, _PARAGRAPH) for text in outside)


def _find(context: PageContext) -> DatedList | None:
    events = list(islice(_events(context), _MOST_EVENTS))
    dates = [event for event in events if event.is_date]
    if min(len(dates), len(events) - len(dates)) < _FEWEST or any(date.key != dates[-1].key for date in dates):
        return None
    alternating = sum(first.is_date != second.is_date for first, second in pairwise(events))
    if alternating < _REGULAR * (len(events) - 1):
        return None
    if _is_date_of_page(events[:3], context.document.nodes):
        return None
    longest = max(second.number - first.number for first, second in pairwise(events))
    return DatedList(events[0].number, events[-1].number + longest)  # a teaser may follow the last date


def _is_date_of_page(first: Sequence[_Event], nodes: Sequence[Node]) -> bool:
    """Return whether of a date, a link and a date, the *first* events, the second date is that of the link.

    Templates display the page's own date in the markup of those on cards: "4 March 2024" above related articles.
    """
    if [event.is_date for event in first] != [True, False, True]:
        return False
    own, link, date = (nodes[event.number] for event in first)
    around = frozenset(link.iterancestors())
    card = next((box for box in date.iterancestors() if box in around), None)
    return card is not None and card not in own.iterancestors()


def _events(context: PageContext) -> Iterator[_Event]:
    """Yield the links and dates below the headline, up to a sentence before the first link or an article's text."""
    document, heading = context.document, context.heading
    nodes = document.nodes
    start = document.position_of(heading) + 1 if heading is not None else 0
    inside = frozenset(heading.iter("*")) if heading is not None else frozenset()
    last, links, size = "", 0, 0
    for number, node in enumerate(islice(nodes, start, start + _MOST_NODES), start):
        if node in inside:
            continue
        if node.tag == "a" and (address := _story(node, context)):
            if address != last:
                yield _Event(False, address, number)
            last, links = address, links + 1
        is_time = node.tag == "time" and node.get("datetime") is not None
        if is_time:
            yield _dated(node, number)
        own = () if is_time or node.tag in _NOT_DISPLAYED else ((node.text, node),)
        for text, holder in (*own, (node.tail, node.getparent())):
            if not text or text.isspace() or holder is None:
                continue
            if len(text) <= _LONGEST_STAMP and _is_stamp(clean(text), context):
                yield _dated(holder, number)
            elif has_length(text, _PROSE):
                size += latin_length(text)
                if size > _TEASER * links:
                    return


def _story(link: Node, context: PageContext) -> str | None:
    """Return the address of another page if the text of *link* can be a headline."""
    if not may_lead_to_article(link) or not is_headline(text_of(link), is_dated=True):
        return None
    address = context.document.absolute(link.get("href") or "")
    return None if address == context.url else address


def _is_stamp(text: str, context: PageContext) -> bool:
    """Return whether *text* is short and has a full date."""
    if not any(map(str.isdecimal, text)):
        return False
    stamp = parse_timestamp(text, tz=context.time_zone, language=context.date_language)
    return stamp is not None and stamp.precision != "month"


def _dated(holder: Node, number: int) -> _Event:
    """Return a date displayed by *holder*."""
    return _Event(True, f"{_markup(holder)} {_markup(holder.getparent())}", number)


def _markup(node: Node | None) -> str:
    return "" if node is None else " ".join((str(node.tag), node.get("class") or ""))
