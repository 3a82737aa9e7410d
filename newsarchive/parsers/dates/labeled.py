"""Dates displayed far from the headline: after a label ("Erschienen am:"), or alone at the beginning of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from newsarchive.parsers.context import PageContext
from newsarchive.parsers.dates.date_lines import is_date_line
from newsarchive.parsers.dates.resolution import DateCandidate
from newsarchive.parsers.dates.timestamp import Timestamp, parse_timestamp
from newsarchive.parsers.dates.tokens import fold
from newsarchive.parsers.dates.zones import DateZones, is_front_page
from newsarchive.parsers.evidence import Candidate, Source
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.headline_context import texts_after
from newsarchive.parsers.html.page_regions import is_aside
from newsarchive.parsers.html.tree import Node, text_of
from newsarchive.parsers.lexicons.dates import (
    OTHER_DATES,
    PLACES_OF_EVENTS,
    PRICES_OF_EVENTS,
    PUBLISHED_AROUND,
    UPDATED_AROUND,
)
from newsarchive.parsers.text import clean

_PUBLISHED = re.compile(rf"(?<![a-z])(?:{PUBLISHED_AROUND})(?![a-z])")
_UPDATED = re.compile(rf"(?<![a-z])(?:{UPDATED_AROUND})(?![a-z])")
_OTHER = re.compile(rf"(?<![a-z])(?:{OTHER_DATES})(?![a-z])")
_FULL_DATE = re.compile(r"\d[^\d]{0,14}\d{4}(?!\d)|\d{4}\D\d{1,2}\D\d|\d\.\d\d\.\d\d(?!\d)|\d,? \d{4}(?!\d)")
_DIGIT = re.compile(r"\d")
# A calendar displays the lunar day beside today's.
_COPYRIGHT = re.compile(r"copyright|©|âm lịch", re.I)
_SEPARATOR = re.compile(r"\s*(?:$|[-–—|•·:/,(]|uhr\b)", re.I)
_LEAD_SIGNS = " \t[(|•·-–—,"
#: The label of the place or the price of an event, folded.
PLACE = re.compile(rf"(?:{PLACES_OF_EVENTS})\s?:")
#: The price of an event in the line of its date, folded: "12.12.2026 | Eintritt: 5 Euro".
PRICE = re.compile(rf"[|•·,;/-]\s?(?:{PRICES_OF_EVENTS})\s?:\s?\S")
_CLIMB_TO_PLACE = 2  # levels; the place of an event is in the next row
_NEXT_TEXTS = 2  # texts behind the date; the label of the place, or the rest of the row before it
_FEEDS = frozenset({"rss", "feed", "channel", "urlset"})
_MOST_LOOKED_AT = 200  # texts with a date; a bound for calendars and archives
_MOST_DATED = 8  # texts; labeled times come in pairs, the further ones are other articles'
_BEGINNING = 300  # characters of a text; a date of publication is at its beginning
_LONGEST_LABEL = 60  # characters before the date
_MOST_BEHIND_COMMA = 40  # characters; the clock and the zone; more continues the sentence


class _Text(NamedTuple):
    node: Node
    text: str
    label: str
    behind: bool
    is_long: bool


def labeled_dates(context: PageContext, zones: DateZones) -> Iterator[DateCandidate]:
    """Yield full dates after a label anywhere on the page, and full dates that begin a text at the headline.

    On a front page or in a feed, the latter are the dates of single articles and are skipped.
    """
    document, heading = context.document, context.heading
    is_list = is_front_page(document.url) or not _FEEDS.isdisjoint(document.by_tag)
    for dated in islice(_dated_texts(document, heading), _MOST_DATED):
        stamp = parse_timestamp(dated.text, now=None, tz=context.time_zone, language=context.date_language)
        if stamp is None or stamp.precision == "month" or zones.is_foreign(dated.node, labeled=True):
            continue
        paragraph = zones.paragraph_of(dated.node, dated.text)
        if paragraph is not None and not (paragraph == zones.first and _is_alone(dated.text, stamp)):
            continue
        if _COPYRIGHT.search(dated.text) or zones.is_in_card(dated.node) or _precedes_place(dated.node):
            continue
        before = _before(dated, stamp) or (stamp.label or "" if not dated.is_long else "")
        if _OTHER.search(before):
            continue
        if _UPDATED.search(before):
            yield Candidate(value=stamp, source=Source.LABEL, raw=stamp.raw, element=dated.node, is_update=True)
        elif _PUBLISHED.search(before) or _precedes_change(dated.node, stamp, context):
            yield Candidate(value=stamp, source=Source.LABEL, raw=stamp.raw, element=dated.node)
        elif (
            dated.behind
            and not is_list
            and _is_alone(dated.text, stamp)
            and not PRICE.search(fold(dated.text))
            and zones.is_at_headline(dated.node)
            and not zones.is_in_headline(dated.node)
            and not zones.is_beside_headline_of_another(dated.node, above=False)
        ):
            yield Candidate(value=stamp, source=Source.ALONE, raw=stamp.raw, element=dated.node)


def _precedes_place(node: Node) -> bool:
    """Return whether the place of an event follows the date in *node*: "Thời gian: …" above "Địa điểm: …"."""
    return any(
        PLACE.match(fold(text)) for _, text in islice(texts_after(node, _CLIMB_TO_PLACE), _NEXT_TEXTS) if ":" in text
    )


def _precedes_change(node: Node, stamp: Timestamp, context: PageContext) -> bool:
    """Return whether *stamp* begins a line of *node* that continues with the last change.

    "December 3, 2025. Updated: December 7, 2025".
    """
    text = text_of(node)
    if not text.startswith(stamp.raw) or not is_date_line(text, context.date_language):
        return False
    behind = text[len(stamp.raw) :]
    return _UPDATED.search(fold(behind)) is not None and _FULL_DATE.search(behind) is not None


def _before(dated: _Text, stamp: Timestamp) -> str:
    """Return the words right before the date, else the preceding text; an empty string in running text."""
    if dated.is_long:
        return ""
    words = dated.text[: max(0, dated.text.find(stamp.raw))][-_LONGEST_LABEL:].strip() or clean(dated.label)
    return "" if _DIGIT.search(words) else fold(words)


def _dated_texts(document: Document, heading: Node | None) -> Iterator[_Text]:
    looked_at = 0
    behind, label = heading is None, ""
    for node in document.nodes:
        behind = behind or node is heading
        # The tail text of an element is read before the element's children; this saves a second walk. Few labels are
        # there.
        for text, is_tail in ((node.text, False), (node.tail, True)):
            if not text or text.isspace():
                continue
            if _may_be_dated(text) and _FULL_DATE.search(text, 0, _BEGINNING):
                looked_at += 1
                if looked_at > _MOST_LOOKED_AT:
                    return
                holder = node.getparent() if is_tail else node
                if holder is not None and holder.tag != "a" and not is_aside(holder, heading):
                    yield _Text(holder, clean(text[:_BEGINNING]), label, behind, len(text) > _BEGINNING)
                label = ""
            else:
                label = text if len(text) < _LONGEST_LABEL else ""


def _may_be_dated(text: str) -> bool:
    """Return whether *text* can hold a year; a quick test."""
    return "20" in text or "19" in text or (len(text) < _LONGEST_LABEL and text.count(".") > 1)


def _is_alone(text: str, stamp: Timestamp) -> bool:
    """Return whether *text* begins with the date and only punctuation or the end of the text follows."""
    without_signs = text.lstrip(_LEAD_SIGNS)
    behind = without_signs[len(stamp.raw) :].lstrip()
    if behind[:1] == "," and len(behind) > _MOST_BEHIND_COMMA:
        return False  # "On 2 October 2023, the council met …"
    return without_signs.startswith(stamp.raw) and _SEPARATOR.match(behind) is not None
