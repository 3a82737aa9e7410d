"""The day in a news agency's dateline ("PENNER, May 3, 2024 /Wire/ --") or behind the name that signs a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from newsarchive.parsers.bylines.foreign_names import is_known_person
from newsarchive.parsers.bylines.lexicon import ORGANIZATION_WORDS, PLACES, SURNAMES
from newsarchive.parsers.bylines.outlets import is_outlet
from newsarchive.parsers.bylines.person_names import is_person
from newsarchive.parsers.context import PageContext
from newsarchive.parsers.dates.resolution import MINUTE, DateCandidate
from newsarchive.parsers.dates.timestamp import Timestamp, parse_timestamp
from newsarchive.parsers.dates.zones import DateZones
from newsarchive.parsers.evidence import Candidate, Source
from newsarchive.parsers.html.tree import Node, text_of

_LONGEST_LINE = 60  # characters; a name and the day; a longer line is a sentence
_LONGEST_DATELINE = 90  # characters; a place, a day and the agency that stands between them
_MOST_WORDS = 6  # words; "Thị xã Tân Phú", "New York, N.Y."
_LONGEST_CELL = 600  # characters; a quotation or a cell of data; a cell of the layout holds the article
_CLIMB = 4  # levels; from a paragraph to the quotation, the list or the table around it
_NOT_PROSE = frozenset(
    {"blockquote", "li", "td", "th", "figure", "figcaption", "dd", "h1", "h2", "h3", "h4", "h5", "h6"}
)
# Between a name and a day: "Tân Phú, ngày", "Paris, le", "Berlin, den".
_JOINING = re.compile(r"(?:,|/|\s[-–—|])?\s*(?:ngày|le|den|am|il|a|el|em|dnia|dne)?\s*$")
_JOINED = re.compile(r"(?:,|/|\s[-–—|])\s*\w{0,4}\s*$|\s(?:ngày|le|den)\s*$")
# After the day of an agency's dateline: "/PRNewswire/", "(TTXVN) -", "--". Behind one dash, the day may be one that the
# article tells of: "New York, September 11, 2001 — The potter heard the news on the radio."
_BEHIND = re.compile(r"\s*(?:/[^/]{2,40}/|--\s|\((?P<agency>[^()]{2,40})\)\s?[-–—:])")
_QUOTATION_ENDS = tuple('"”“»«’')
_WORDS_OF_NAME = 3  # words; a Vietnamese place has one or two: "Hội An"
_CLOSING = " .)]"
_DIGIT = re.compile(r"\d")


def datelines(context: PageContext, zones: DateZones) -> Iterator[DateCandidate]:
    """Yield the day of the agency's dateline in the first block of the text, and the day behind a name in the last one.

    A place with a day ("Hội An, ngày 12/2/2019") may be that of an event, of a photo or of a letter.
    """
    blocks = zones.ends()
    if blocks is None:
        return
    (node, text), (last, line), before = blocks
    stamp = _of_dateline(text[:_LONGEST_DATELINE], context)
    if stamp is not None and not _is_in_other(node):
        yield Candidate(value=stamp, source=Source.ALONE, name="dateline", raw=stamp.raw, element=node)
    stamp = _of_signature(line, context)
    is_quoted = before.endswith(_QUOTATION_ENDS)
    if stamp is not None and not (is_quoted or _is_in_other(last)) and _of_signature(before, context) is None:
        yield Candidate(value=stamp, source=Source.ALONE, name="last line", raw=stamp.raw, element=last)


def _of_dateline(text: str, context: PageContext) -> Timestamp | None:
    stamp = _read(text, context)
    if stamp is None:
        return None
    before, _, behind = text.partition(stamp.raw.lstrip(" .,"))
    found = _BEHIND.match(behind)
    if found is None or (found["agency"] and not _is_agency(found["agency"])):
        return None
    return stamp if _names_only(before) else None


def _is_agency(name: str) -> bool:
    return is_outlet(name) or not ORGANIZATION_WORDS.isdisjoint(name.casefold().split())


def _of_signature(text: str, context: PageContext) -> Timestamp | None:
    stamp = _read(text, context) if len(text) <= _LONGEST_LINE else None
    if stamp is None:
        return None
    before, _, behind = text.partition(stamp.raw.lstrip(" .,"))
    if behind.strip(_CLOSING) or _JOINED.search(before) is None:
        return None
    return stamp if _is_name(_JOINING.sub("", before), context) else None


def _is_name(text: str, context: PageContext) -> bool:
    """Return whether *text* is the name of a person, on a Vietnamese page a whole one."""
    if not context.is_vietnamese:
        return is_known_person(text, context.language)
    words = text.casefold().split()
    return (
        len(words) >= _WORDS_OF_NAME
        and words[0] in SURNAMES
        and is_person(text, sure=True)
        and text.casefold() not in PLACES
    )


def _read(text: str, context: PageContext) -> Timestamp | None:
    if not _DIGIT.search(text):
        return None
    stamp = parse_timestamp(text, now=None, tz=context.time_zone, language=context.date_language)
    return stamp if stamp is not None and (stamp.precision in MINUTE or stamp.precision == "day") else None


def _names_only(before: str) -> bool:
    """Return whether *before*, the words before a day, are a few capitalized words and a comma or "ngày"."""
    if _JOINED.search(before) is None or ":" in before:
        return False
    words = re.findall(r"[^\W_]+", _JOINING.sub("", before))
    return 0 < len(words) <= _MOST_WORDS and all(word[0].isupper() for word in words)


def _is_in_other(node: Node) -> bool:
    """Return whether *node* is a heading, or in a quotation, a list, a table or a figure.

    The cell of a table that lays out the page holds the whole text.
    """
    boxes = (node, *islice(node.iterancestors(), _CLIMB))
    return any(box.tag in _NOT_PROSE and len(text_of(box)) <= _LONGEST_CELL for box in boxes)
