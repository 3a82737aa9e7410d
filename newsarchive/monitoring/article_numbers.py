"""Gaps in article numbers: many sites number their articles, and a missing number was probably published.

A missing number is informative only if the numbers are dense: sites that share a counter, or number pictures with it,
use few of them. The analysis divides the discovered numbers into stretches. The density of a stretch is computed from
the steps between its numbers without the widest tenth, so that a hole does not conceal itself. A stretch is dense if at
least half of its numbers were discovered. A hole is *remarkable* if chance is an unlikely explanation: if numbers were
missing independently at the rate of their stretch, a hole of at least this length would be expected in fewer than one
of twenty such stretches.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from newsarchive.publishers import Publisher

_STRETCH = 200
_FEWEST = 20
_DENSE = 0.5
_RARE = 0.05
_NUMBER = re.compile(r"(?<!\d)\d{3,12}(?!\d)")
# 20170930 is a day; 170930 may be a day, depending on the other numbers.
_DAY = re.compile(r"(?:19[89]|20[0-3])\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_SHORT_DAY = re.compile(r"\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")


@dataclass(frozen=True, kw_only=True)
class Hole:
    """Numbers *first* to *last* that were never discovered; *before* and *after* are the days of their neighbours."""

    first: int
    last: int
    before: date | None
    after: date | None
    remarkable: bool

    @property
    def count(self) -> int:
        """Return how many numbers are missing."""
        return self.last - self.first + 1


class Numbers:
    """The article numbers discovered of one site, 12 bytes each; *stored* counts those whose article is stored."""

    def __init__(self) -> None:
        self.stored = 0
        self._numbers = array("q")
        self._days = array("i")

    def __len__(self) -> int:
        return len(self._numbers)

    def add(self, number: int, day: date | None, *, is_stored: bool = True) -> None:
        """Add a number and the day of its article."""
        self.stored += is_stored
        self._numbers.append(number)
        self._days.append(day.toordinal() if day else 0)

    def holes(self) -> list[Hole]:
        """Return the holes in dense stretches, in order; none if the numbers are days or few articles are stored.

        After a crawl of a few articles, the numbers in its first lists say nothing about the numbers between them.
        """
        if self.stored < _FEWEST:
            return []
        days = dict(zip(self._numbers, self._days, strict=True))
        discovered = sorted(days)
        found: list[Hole] = []
        if 2 * sum(bool(_SHORT_DAY.fullmatch(str(number))) for number in discovered) > len(discovered):
            return []
        for start in range(0, len(discovered), _STRETCH):
            stretch = discovered[start : start + _STRETCH + 1]
            found += _holes(stretch, days) if len(stretch) >= _FEWEST else ()
        return found


def article_number(url: str, publisher: Publisher | None) -> int | None:
    """Return the article number in *url*: from the match of the publisher's pattern, else from the path's end."""
    address = url.partition("?")[0].partition("#")[0]
    found = publisher.article_url.search(address) if publisher and publisher.article_url else None
    # Folders are years, months and sections.
    part = (found[0] if found else address.partition("://")[2].partition("/")[2]).rstrip("/").rpartition("/")[2]
    numbers = [number for number in _NUMBER.findall(part) if not _DAY.fullmatch(number)]
    return int(numbers[-1]) if numbers else None


def _holes(stretch: list[int], days: dict[int, int]) -> Iterator[Hole]:
    hops = sorted(after - before for before, after in pairwise(stretch))
    usual = hops[: max(1, len(hops) * 9 // 10)]
    density = len(usual) / sum(usual)
    if density < _DENSE:
        return
    for before, after in pairwise(stretch):
        missing = after - before - 1
        if missing:
            by_chance = len(hops) * (1 - density) ** missing
            yield Hole(
                first=before + 1,
                last=after - 1,
                before=_day(days[before]),
                after=_day(days[after]),
                remarkable=by_chance < _RARE,
            )


def _day(ordinal: int) -> date | None:
    return date.fromordinal(ordinal) if ordinal else None
