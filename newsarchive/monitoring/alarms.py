"""Alarms: compare a run with its site's history, to detect a redesign or an empty list immediately.

A share (of articles with a field, of pages classified as articles, of requests with a response) raises an alarm if it
is more than 15 points below the site's history and the difference is more than three times its standard error
(two-proportion test with the pooled share), with at least 20 counts on each side. A run with fewer articles is combined
with the runs before it until there are 20. The history consists of the earlier runs, as far back as 1,000 articles. The
yield raises an alarm if a period of days below baseline (the rule of dataset.gaps) reaches the last seven days before
the run's own day, which is not over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from math import sqrt
from typing import Any

from newsarchive.archive.reasons import Reason
from newsarchive.counting import count_of
from newsarchive.dataset.gaps import gaps_in
from newsarchive.monitoring.run_history import PastRun

_FEWEST = 20
_FEWEST_SAME = 10
_FEWEST_DAYS = 10
_MOST_HISTORY = 1000
_POINTS = 0.15
_ERRORS = 3.0
_BASELINE_DAYS = 120
_RECENT_DAYS = 7

Share = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """A finding that a person should check: its kind (*what*), the *field* it concerns, and two values.

    *what* is "field", "articles", "responses" or "yield" for a share or a number that fell, "same value", "outside
    dates" or "failing site" for a run that is suspicious on its own. *now* and *before* are shares; for a yield, the
    numbers of articles found and expected. *message* is for people.
    """

    what: str
    field: str | None = None
    now: float
    before: float
    message: str


def alarms(run: PastRun, earlier: Sequence[PastRun], today: date) -> list[Alarm]:
    """Return the alarms of *run* against *earlier* runs of its site, newest first; *today* is the run's day."""
    runs = [run, *(earlier_run for earlier_run in earlier if earlier_run.run != run.run)]
    found = list(_fields_fallen(runs)) if run.fields.articles else []
    if run.articles + run.no_articles:
        found += _fallen("articles", runs, lambda run: (run.articles, run.articles + run.no_articles), _NOT_ARTICLES)
    found += _fallen("responses", runs, _responses, _NO_RESPONSE)
    if run.is_open and run.finish_reason in (None, "finished"):
        found += _yield_fallen(runs, today)
    return [*found, *_wrong_by_itself(run, had_authors=any("authors" not in run.fields.identical for run in runs[1:]))]


def _wrong_by_itself(run: PastRun, *, had_authors: bool) -> Iterator[Alarm]:
    """Yield alarms about *run* on its own; *had_authors*: an earlier run had articles by several authors.

    One author may write a whole site, but no site publishes all its articles at one time or under one title.
    """
    number = run.fields.articles
    if number >= _FEWEST_SAME:
        for name in run.fields.identical:
            if name == "authors" and not had_authors:
                continue
            message = f"all {number:,} articles have the same {name}; does the page declare it for the whole site?"
            yield Alarm(what="same value", field=name, now=1.0, before=0.0, message=message)
    outside, articles = run.extracted.get(Reason.OUTSIDE_DATES, 0), run.articles
    if outside >= _FEWEST and outside > articles / 2:
        message = f"{outside:,} of {articles:,} pages fetched were published outside the requested dates"
        yield Alarm(what="outside dates", now=round(outside / articles, 4), before=0.0, message=message)
    if left := run.errors.get(Reason.SITE_FAILING, 0):
        message = f"the site kept failing; {count_of(left, 'request')} left for a later run"
        yield Alarm(what="failing site", now=float(left), before=0.0, message=message)


_NOT_ARTICLES = (
    "{share} of {number:,} pages expected to be articles were articles, before {before}; has the site changed?"
)
_NO_RESPONSE = "{share} of {number:,} requests got a response, before {before}; see the errors"
_NO_FIELD = "{field} in {share} of {number:,} articles, before in {before}; has the site's layout changed?"


def _fields_fallen(runs: Sequence[PastRun]) -> Iterator[Alarm]:
    # A field that only newer versions count cannot be compared with older runs.
    for name in runs[0].fields.filled:
        counted = [run for run in runs if name in run.fields.filled]
        yield from _fallen("field", counted, _share_of(name), _NO_FIELD, name)


def _share_of(field: str) -> Callable[[PastRun], Share]:
    return lambda run: (run.fields.filled[field], run.fields.articles)


def _responses(run: PastRun) -> Share:
    pages = run.counts.get("pages", 0)
    return pages, pages + run.counts.get("errors", 0)


def _fallen(
    what: str, runs: Sequence[PastRun], share: Callable[[PastRun], Share], message: str, field: str | None = None
) -> Iterator[Alarm]:
    """Yield an alarm if the *share* of the newest runs is well below the share of the runs before them."""
    recent, earlier = _gathered(iter(map(share, runs)), _FEWEST)
    before, _ = _gathered(earlier, _MOST_HISTORY)
    if min(recent[1], before[1]) < _FEWEST or not _is_drop(recent, before):
        return
    now, then = recent[0] / recent[1], before[0] / before[1]
    values = {"field": field, "share": f"{now:.0%}", "number": recent[1], "before": f"{then:.0%}"}
    yield Alarm(what=what, field=field, now=round(now, 4), before=round(then, 4), message=message.format_map(values))


def _gathered(shares: Iterator[Share], enough: int) -> tuple[Share, Iterator[Share]]:
    """Sum shares until they count *enough*; return the sum and the remaining shares."""
    some, number = 0, 0
    for share in shares:
        some, number = some + share[0], number + share[1]
        if number >= enough:
            break
    return (some, number), shares


def _is_drop(recent: Share, before: Share) -> bool:
    difference = before[0] / before[1] - recent[0] / recent[1]
    pooled = (before[0] + recent[0]) / (before[1] + recent[1])
    error = sqrt(pooled * (1 - pooled) * (1 / before[1] + 1 / recent[1]))
    return difference > _POINTS and difference > _ERRORS * error


def _yield_fallen(runs: Iterable[PastRun], today: date) -> list[Alarm]:
    alarm = yield_alarm(_by_day(runs, today - timedelta(days=_BASELINE_DAYS), today - timedelta(days=1)), today)
    return [alarm] if alarm else []


def yield_alarm(counts: Mapping[date, int], today: date) -> Alarm | None:
    """Return an alarm if a gap reaches into the seven days before *today*; *counts* are articles by day."""
    gaps = gaps_in(counts, until=today - timedelta(days=1)) if counts else []
    if not gaps or gaps[-1].last < today - timedelta(days=_RECENT_DAYS):
        return None
    gap = gaps[-1]
    days = f"{gap.first}" if gap.first == gap.last else f"{gap.first} to {gap.last}"
    around = f" (around {gap.around})" if gap.around else ""
    message = f"{gap.found:,} articles of {days}{around}, {gap.expected:,.0f} expected"
    return Alarm(what="yield", now=gap.found, before=round(gap.expected, 1), message=message)


def silence_alarm(days: Iterable[date], today: date) -> Alarm | None:
    """Return an alarm if nothing was published for longer than in any pause of the previous 120 days.

    *days* are the days of publication of a site's articles. A site with fewer than 10 such days has no baseline.
    """
    known = sorted({day for day in days if today - timedelta(days=_BASELINE_DAYS) <= day <= today})
    if len(known) < _FEWEST_DAYS:
        return None
    longest = max((later - earlier).days for earlier, later in pairwise(known))
    silent = (today - known[-1]).days
    if silent <= longest + 1:  # the current day is not over
        return None
    message = f"nothing new since {known[-1]}, for {count_of(silent, 'day')}; the longest pause before was {longest}"
    return Alarm(what="silence", now=float(silent), before=float(longest), message=message)


def _by_day(runs: Iterable[PastRun], first: date, last: date) -> Counter[date]:
    counts: Counter[date] = Counter()
    for run in runs:
        for text, number in run.days.items():
            day = date.fromisoformat(text)
            if first <= day <= last:
                counts[day] += number
    return counts


class AlarmHistory:
    """The alarms that a watch has reported: the same alarm is reported once a day, not in every round."""

    def __init__(self) -> None:
        self._at: dict[tuple[str, Any, Any], datetime] = {}

    def fresh(self, site: str, warnings: Iterable[Mapping[str, Any]], moment: datetime) -> list[Mapping[str, Any]]:
        """Return the *warnings* of *site* that were not reported in the 24 hours before *moment*."""
        found = []
        for warning in warnings:
            key = (site, warning.get("what"), warning.get("field"))
            if key not in self._at or moment - self._at[key] >= timedelta(days=1):
                self._at[key] = moment
                found.append(warning)
        return found


def run_of(report: Mapping[str, Any]) -> PastRun:
    """Return *report*, which is not written yet, in the form in which later runs read it."""
    import msgspec

    return msgspec.convert(report, PastRun, strict=False)
