"""Gaps: days with fewer articles than the site's baseline.

The expected number of articles of a day is the median of the eight nearest days with the same weekday, four before and
four after it if available. A site that publishes nothing on Sundays therefore has no gap on a Sunday, the baseline
follows growth over the years, and one holiday among eight neighbors does not change the median. Seven or more
consecutive days without an article are called a silence. A silence is not part of the baseline; otherwise, the days in
the middle of a long gap would be compared only with other empty days. Periods of fewer than fourteen days between two
silences are excluded from the baseline, too: a site with only occasional articles has no baseline.

A day is below baseline if it has at most half of the expected articles. Consecutive such days form a run; days with an
expected number of zero neither extend nor end it. A run is a gap if its articles are below the expected number by more
than three times its spread, which chance does not explain. The spread of a day is the larger of two numbers: the square
root of the expected number (Poisson distribution), and 1.4826 times the median absolute deviation of the neighbors
(which estimates the standard deviation of a normal distribution; P. Rousseeuw, C. Croux, JASA 1993). The spread of a
run is the root of the sum of the squared spreads. For a site with four articles a day, one empty day can be chance;
five consecutive empty days cannot. Holidays such as Tết appear as a run; the attribute `around` names the holiday.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import sqrt
from statistics import median

_EACH_SIDE = 4
_SILENCE_DAYS = 7
_BASELINE_DAYS = 14
_MOST_SHARE = 0.5
_SPREADS = 3.0
_FROM_MEDIAN_DEVIATION = 1.4826
_DAY = timedelta(days=1)
# No site is older than the web: a wrong date (year 1, 9999) is at the other end of a longer silence.
_LONGEST_SILENCE = timedelta(days=40 * 365)
# First days of the lunar year in Vietnam, 2000 to 2035 (calculated for GMT+7 since 1968).
_TET = (
    "2000-02-05 2001-01-24 2002-02-12 2003-02-01 2004-01-22 2005-02-09 2006-01-29 2007-02-17 2008-02-07 2009-01-26 "
    "2010-02-14 2011-02-03 2012-01-23 2013-02-10 2014-01-31 2015-02-19 2016-02-08 2017-01-28 2018-02-16 2019-02-05 "
    "2020-01-25 2021-02-12 2022-02-01 2023-01-22 2024-02-10 2025-01-29 2026-02-17 2027-02-06 2028-01-26 2029-02-13 "
    "2030-02-02 2031-01-23 2032-02-11 2033-01-31 2034-02-19 2035-02-08"
)
_TET_DAYS = [date.fromisoformat(day) for day in _TET.split()]


@dataclass(frozen=True, kw_only=True)
class GapDay:
    """A day of a gap, with the numbers of articles *found* and *expected*."""

    day: date
    found: int
    expected: float


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Consecutive days with fewer articles than chance explains, in order."""

    days: tuple[GapDay, ...]

    @property
    def first(self) -> date:
        """Return the first day."""
        return self.days[0].day

    @property
    def last(self) -> date:
        """Return the last day."""
        return self.days[-1].day

    @property
    def found(self) -> int:
        """Return the number of articles found in the gap."""
        return sum(day.found for day in self.days)

    @property
    def expected(self) -> float:
        """Return the number of articles expected in the gap."""
        return sum(day.expected for day in self.days)

    @property
    def around(self) -> str | None:
        """Return the holiday that the gap touches: "Tết" (four days before its first day to ten after it)."""
        for day in _TET_DAYS:
            if self.first <= day + 10 * _DAY and self.last >= day - 4 * _DAY:
                return "Tết"
        return None


def gaps_in(counts: Mapping[date, int], *, since: date | None = None, until: date | None = None) -> list[Gap]:
    """Return the gaps, by the rule of this module.

    *counts* are the articles of one site by day; a missing day has none. The days from *since* to *until* are examined,
    by default from the first to the last day with an article, but no silence of forty years, behind which is a wrong
    date. Note that a crawl often ends before its last day does.
    """
    if not counts:
        return []
    first, last = since or min(counts), until or max(counts)
    found = sorted(day for day in counts if first <= day <= last)
    if found:
        first = found[0] if found[0] - first > _LONGEST_SILENCE else first
        last = found[-1] if last - found[-1] > _LONGEST_SILENCE else last
    breaks = [place for place, (day, later) in enumerate(pairwise(found), 1) if later - day > _LONGEST_SILENCE]
    starts = [first, *(found[place] for place in breaks)]
    ends = [*(found[place - 1] for place in breaks), last]
    return [gap for start, end in zip(starts, ends, strict=True) for gap in _gaps_between(counts, start, end)]


def _gaps_between(counts: Mapping[date, int], first: date, last: date) -> list[Gap]:
    days = [first + number * _DAY for number in range((last - first).days + 1)]
    found = [counts.get(day, 0) for day in days]
    runs = _runs(days, found, _baselines(days, found))
    return [Gap(days=tuple(day for day, _ in run)) for run in runs if _is_gap(run)]


def main_period(counts: Mapping[date, int]) -> dict[date, int]:
    """Return *counts* (articles by day) without wrong dates, such as one in the year 9999.

    Of days that are more than forty years apart, those with most articles are returned.
    """
    parts: list[dict[date, int]] = []
    before: date | None = None
    for day in sorted(counts):
        if before is None or day - before > _LONGEST_SILENCE:
            parts.append({})
        parts[-1][day] = counts[day]
        before = day
    return max(parts, key=lambda part: sum(part.values()), default={})


_Baseline = tuple[float, float]


def _baselines(days: Sequence[date], found: Sequence[int]) -> list[_Baseline]:
    """Return the expected number of articles of each day, and its spread."""
    evidence: list[list[int]] = [[] for _ in range(7)]
    for place in _busy(found):
        evidence[days[place].weekday()].append(place)
    return [_baseline(found, place, evidence[day.weekday()]) for place, day in enumerate(days)]


def _busy(found: Sequence[int]) -> Iterator[int]:
    """Yield the indices of the days that form the baseline: not in a silence, and not too few between two."""
    start = 0
    for first, last in [*_silences(found), (len(found), len(found))]:
        if first - start >= _BASELINE_DAYS:
            yield from range(start, first)
        start = last


def _silences(found: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the start and the end of each period of seven or more days without an article."""
    start = 0
    for place in range(len(found) + 1):
        if place < len(found) and not found[place]:
            continue
        if place - start >= _SILENCE_DAYS:
            yield start, place
        start = place + 1


def _baseline(found: Sequence[int], place: int, same_weekday: Sequence[int]) -> _Baseline:
    at = bisect_left(same_weekday, place)
    before = same_weekday[:at]
    after = same_weekday[at + 1 :] if at < len(same_weekday) and same_weekday[at] == place else same_weekday[at:]
    # At both ends of the period, the missing neighbors are replaced by neighbors from the other side.
    wanted_before = 2 * _EACH_SIDE - min(len(after), _EACH_SIDE)
    near = [*before[-wanted_before:], *after[: 2 * _EACH_SIDE - min(len(before), _EACH_SIDE)]]
    counts = [found[day] for day in near]
    if not counts:
        return 0.0, 0.0
    middle = float(median(counts))
    deviation = float(median(abs(count - middle) for count in counts))
    return middle, max(sqrt(middle), _FROM_MEDIAN_DEVIATION * deviation)


def _runs(
    days: Sequence[date], found: Sequence[int], baselines: Sequence[_Baseline]
) -> Iterator[list[tuple[GapDay, float]]]:
    """Yield the runs of days below baseline, each day with its spread."""
    run: list[tuple[GapDay, float]] = []
    for day, count, (expected, spread) in zip(days, found, baselines, strict=True):
        if not expected and not count:
            continue
        if count <= _MOST_SHARE * expected:
            run.append((GapDay(day=day, found=count, expected=expected), spread))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _is_gap(run: Sequence[tuple[GapDay, float]]) -> bool:
    missing = sum(day.expected - day.found for day, _ in run)
    return missing > _SPREADS * sqrt(sum(spread * spread for _, spread in run))
