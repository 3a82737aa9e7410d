"""Lists of links with dates below a headline: on pages of topics, archives and search results, or below a short text.

The dates belong to the linked articles. A page that is such a list is not an article itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from newsarchive.parsers.context import PageContext
from newsarchive.parsers.dates.timestamp import parse_timestamp
from newsarchive.parsers.html.article_links import is_headline, other_article
from newsarchive.parsers.html.tree import Node, text_of
from newsarchive.parsers.lengths import PARAGRAPH, SENTENCE
from newsarchive.parsers.text import clean, has_length, latin_length

_FEWEST_EVENTS = 4  # dates, and as many links; fewer are a box beside an article
_MOST_EVENTS = 40  # dates and links; the first screens of a list show whether they alternate
_MOST_NODES = 1500  # elements below the headline; a bound for long pages
_LONGEST_STAMP = 60  # characters; a longer text that begins with a date is a teaser
_SENTENCES_OF_ARTICLE = 2  # long texts outside the list; a list has at most one, its introduction
_REGULAR_SHARE = 0.8  # share of neighbors that are a link and a date; single entries lack the date or link twice
_LONGEST_TEASER = 300  # characters for each link; an article's text has more between its links
_NOT_DISPLAYED = frozenset({"a", "script", "style", "template"})


class DatedList(NamedTuple):
    """A list of links with dates: its first and last element and all between them, by their number on the page."""

    start: int
    end: int
    #: Whether no sentence stands between the headline and the list.
    is_first: bool


class _Event(NamedTuple):
    """A link or a date; *number* is that of its element or, if it is text behind an element, of that element."""

    number: int
    # The element that displays it.
    holder: Node
    # Of a date: its element and the one around it, by tag and class. Of a link: ``None``.
    markup: str | None
    is_behind_sentence: bool = False


def dated_list(context: PageContext) -> DatedList | None:
    """Return the list that begins below the headline, perhaps after a short introduction; computed once.

    In it, at least four links to other pages and dates alternate, and all dates have the same markup. A date of other
    markup above them is the page's own: "Video: The ferry | 4 March" above other videos.
    """
    return context.document.remembered("dated list", lambda _: _find(context))


def is_dated_list(context: PageContext, blocks: Sequence[tuple[Node, str]]) -> bool:
    """Return whether the page is such a list: no long paragraph, and no two, of *blocks*, its text, are outside it."""
    found = dated_list(context)
    if found is None or not found.is_first:
        return False
    inside = frozenset(context.document.nodes[found.start : found.end + 1])
    outside = [text for node, text in blocks if has_length(text, SENTENCE) and node not in inside]
    return len(outside) < _SENTENCES_OF_ARTICLE and not any(has_length(text, PARAGRAPH) for text in outside)


def _find(context: PageContext) -> DatedList | None:
    document = context.document
    events = list(islice(_events(context), _MOST_EVENTS))
    dates = [event for event in events if event.markup is not None]
    if context.heading is None and dates and dates[0] is events[0] and dates[0].markup != dates[-1].markup:
        # On a page without a headline, the first date is a clock in its header.
        events, dates = events[1:], dates[1:]
    others = [date for date in dates if date.markup != dates[0].markup]
    if len(others) >= _FEWEST_EVENTS and dates.index(others[0]) >= _FEWEST_EVENTS:
        # Another list follows: the latest articles in a sidebar.
        events = events[: events.index(others[0])]
        dates = dates[: dates.index(others[0])]
    if min(len(dates), len(events) - len(dates)) < _FEWEST_EVENTS or any(
        date.markup != dates[-1].markup for date in dates
    ):
        return None
    alternating = sum((first.markup is None) != (second.markup is None) for first, second in pairwise(events))
    if alternating < _REGULAR_SHARE * (len(events) - 1) or _is_date_of_page(events[:3]):
        return None
    longest = max(second.number - first.number for first, second in pairwise(events))
    first, second = islice((event.holder for event in events if event.markup is None), 2)
    card = _card_of(first, second, context.heading)
    return DatedList(
        min(events[0].number, document.position_of(card)),
        events[-1].number + longest,  # a teaser may follow the last date
        is_first=not events[0].is_behind_sentence,
    )


def _card_of(link: Node, following: Node, heading: Node | None) -> Node:
    """Return the outermost element around *link* that holds neither the *following* link nor the headline."""
    outside = {*following.iterancestors(), *(heading.iterancestors() if heading is not None else ())}
    card = link
    for box in link.iterancestors():
        if box in outside:
            break
        card = box
    return card


def _is_date_of_page(first: Sequence[_Event]) -> bool:
    """Return whether of a date, a link and a date, the *first* events, the second date is that of the link.

    Templates display the page's own date in the markup of those on cards: "4 March 2024" above related articles.
    """
    own, link, date = first
    if own.markup is None or link.markup is not None or date.markup is None:
        return False
    around = frozenset(link.holder.iterancestors())
    card = next((box for box in (date.holder, *date.holder.iterancestors()) if box in around), None)
    return card is not None and card is not own.holder and card not in own.holder.iterancestors()


def _events(context: PageContext) -> Iterator[_Event]:
    """Yield the links and dates below the headline, up to an article's text."""
    document, heading = context.document, context.heading
    nodes = document.nodes
    start = document.position_of(heading) + 1 if heading is not None else 0
    inside = frozenset(heading.iter("*")) if heading is not None else frozenset()
    last, links, size = "", 0, 0
    for number, node in enumerate(islice(nodes, start, start + _MOST_NODES), start):
        if node in inside:
            continue
        if node.tag == "a" and is_headline(text_of(node), is_dated=True) and (url := other_article(document, node)):
            if url != last:
                yield _Event(number, node, None, size > 0)
            last, links = url, links + 1
        is_time = node.tag == "time" and node.get("datetime") is not None
        if is_time:
            yield _Event(number, node, _markup_around(node), size > 0)
        own = () if is_time or node.tag in _NOT_DISPLAYED else ((node.text, node),)
        for text, holder in (*own, (node.tail, node.getparent())):
            if not text or text.isspace() or holder is None:
                continue
            if len(text) <= _LONGEST_STAMP and _is_stamp(clean(text), context):
                yield _Event(number, holder, _markup_around(holder), size > 0)
            elif has_length(text, SENTENCE):
                size += latin_length(text)
                # An introduction or a short text may precede the first link, and a teaser follow each.
                if size > _LONGEST_TEASER * (links + 1):
                    return


def _is_stamp(text: str, context: PageContext) -> bool:
    """Return whether *text* is short and has a full date."""
    if not any(map(str.isdecimal, text)):
        return False
    stamp = parse_timestamp(text, tz=context.time_zone, language=context.date_language)
    return stamp is not None and stamp.precision != "month"


def _markup_around(holder: Node) -> str:
    """Return tag and class of *holder* and of the element around it."""
    return f"{_markup(holder)} {_markup(holder.getparent())}"


def _markup(node: Node | None) -> str:
    return "" if node is None else " ".join((str(node.tag), node.get("class") or ""))
