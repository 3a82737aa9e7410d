"""The day in the dateline that opens a report ("PENNER, May 3, 2024 /Wire/ --") or in the line that signs its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from newsarchive.parsers.context import PageContext
from newsarchive.parsers.dates.resolution import MINUTE, DateCandidate
from newsarchive.parsers.dates.timestamp import Timestamp, parse_timestamp
from newsarchive.parsers.dates.zones import DateZones
from newsarchive.parsers.evidence import Candidate, Source
from newsarchive.parsers.html.tree import Node, text_of

_LONGEST_LINE = 60  # characters; a name or a place, and the day; a longer line is a sentence
_LONGEST_DATELINE = 90  # characters; a place, a day and the agency that stands between them
_MOST_WORDS = 6  # words; "Thị xã Tân Phú", "New York, N.Y."
_LONGEST_CELL = 600  # characters; a quotation or a cell of data; a cell of the layout holds the article
_CLIMB = 4  # levels; from a paragraph to the quotation, the list or the table around it
_NOT_PROSE = frozenset(
    {"blockquote", "li", "td", "th", "figure", "figcaption", "dd", "h1", "h2", "h3", "h4", "h5", "h6"}
)
# Between a place and a day: "Tân Phú, ngày", "Paris, le", "Berlin, den".
_JOINING = re.compile(r"(?:,|/|\s[-–—|])?\s*(?:ngày|le|den|am|il|a|el|em|dnia|dne)?\s*$")
_JOINED = re.compile(r"(?:,|/|\s[-–—|])\s*\w{0,4}\s*$|\s(?:ngày|le|den)\s*$")
# After the day of a dateline: "/PRNewswire/", "(TTXVN)", "--".
_BEHIND = re.compile(r"\s*(?:/|\(|-{1,2}\s|[–—])")
_CLOSING = " .)]"
_DIGIT = re.compile(r"\d")


def datelines(context: PageContext, zones: DateZones) -> Iterator[DateCandidate]:
    """Yield the day of the dateline of the first block of the text, and the day in its last line.

    The last line counts if it is a name or a place with a day, and the line before it is not: "Paris, May 3, 2024" and
    "Lyon, May 5, 2024" are a list.
    """
    blocks = zones.ends()
    if blocks is None:
        return
    (node, text), (last, line), before = blocks
    stamp = _of_dateline(text[:_LONGEST_DATELINE], context)
    if stamp is not None and not _is_in_other(node):
        yield Candidate(value=stamp, source=Source.ALONE, name="dateline", raw=stamp.raw, element=node)
    stamp = _of_signature(line, context)
    if stamp is not None and not _is_in_other(last) and _of_signature(before, context) is None:
        yield Candidate(value=stamp, source=Source.ALONE, name="last line", raw=stamp.raw, element=last)


def _of_dateline(text: str, context: PageContext) -> Timestamp | None:
    stamp = _read(text, context)
    if stamp is None:
        return None
    before, _, behind = text.partition(stamp.raw.lstrip(" .,"))
    return stamp if _BEHIND.match(behind) and _names_only(before) else None


def _of_signature(text: str, context: PageContext) -> Timestamp | None:
    stamp = _read(text, context) if len(text) <= _LONGEST_LINE else None
    if stamp is None:
        return None
    before, _, behind = text.partition(stamp.raw.lstrip(" .,"))
    return stamp if not behind.strip(_CLOSING) and _names_only(before) else None


def _read(text: str, context: PageContext) -> Timestamp | None:
    if not _DIGIT.search(text):
        return None
    stamp = parse_timestamp(text, now=None, tz=context.time_zone, language=context.date_language)
    return stamp if stamp is not None and (stamp.precision in MINUTE or stamp.precision == "day") else None


def _names_only(before: str) -> bool:
    """Return whether *before*, the words before a day, are a few capitalized words and a comma or "ngày"."""
    if _JOINED.search(before) is None:
        return False
    words = re.findall(r"[^\W_]+", _JOINING.sub("", before))
    return 0 < len(words) <= _MOST_WORDS and all(word[0].isupper() for word in words)


def _is_in_other(node: Node) -> bool:
    """Return whether *node* is a heading, or in a quotation, a list, a table or a figure.

    The cell of a table that lays out the page holds the whole text.
    """
    boxes = (node, *islice(node.iterancestors(), _CLIMB))
    return any(box.tag in _NOT_PROSE and len(text_of(box)) <= _LONGEST_CELL for box in boxes)
