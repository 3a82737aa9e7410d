"""The trend page: articles with a term and its occurrences over time, as line charts and a table.

The numbers are those of `newsarchive trend` and `Dataset.trend`: a term is counted in title, lead and body.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor, log10
from pathlib import Path
from time import monotonic

from newsarchive.browse.page_query import PageQuery
from newsarchive.browse.results import search_of
from newsarchive.browse.timeline import filled_months
from newsarchive.language.trends import UNDATED, TrendPoint, occurrence_counter, trend_point
from newsarchive.search import BadQuery, Search, count_labels
from newsarchive.search.folding import words_of
from newsarchive.search.token_counts import occurrences_by_month, tokens_by_month

MOST_TERMS = 5
_MOST_MONTHS = 36
# The edges of the plot, in user units of the drawing; the margins leave room for the labels of the axes.
_LEFT = 10
_RIGHT = 790
_TOP = 34
_BOTTOM = 230
_MOST_TICKS = 5
# Counting occurrences is stopped after this time, and the page shows a notice.
_SECONDS = 20.0

_Months = Mapping[str, int]
_REMEMBERED = 64
_counted: dict[tuple[object, ...], tuple[_Months, _Months | None]] = {}


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One term in one period: its *point*, and the *link* to its articles."""

    point: TrendPoint
    link: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """The line of one term: its *points* and its confidence *band* in SVG syntax, its *number* for the style sheet."""

    term: str
    number: int
    points: str
    band: str


@dataclass(frozen=True, kw_only=True)
class Tick:
    """A label of an axis: its *text*, and its distance in user units from the left (x axis) or the top (y axis)."""

    text: str
    at: int


@dataclass(frozen=True, kw_only=True)
class Chart:
    """One line for each term, and the labels of both axes: round values from 0, and up to five periods."""

    lines: Sequence[Line]
    values: Sequence[Tick]
    periods: Sequence[Tick]


@dataclass(frozen=True, kw_only=True)
class Period:
    """A month or year: its *name*, all its *articles*, the *link* to those with any of the terms, a *cell* per term."""

    name: str
    articles: int
    link: str
    cells: Sequence[Cell]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Terms over *periods*. *per_million* is ``None`` if counting the occurrences took too long."""

    terms: Sequence[str]
    periods: Sequence[Period]
    share: Chart
    per_million: Chart | None


def compare(index: sqlite3.Connection, query: PageQuery, terms: Sequence[str]) -> Comparison:
    """Return how often each of *terms*, as a phrase, occurs in each month or year; raise BadQuery."""
    deadline = monotonic() + _SECONDS
    every, tokens = _all_articles(index, query, deadline)
    counted = [_articles_and_occurrences(index, query, term, deadline) for term in terms]
    names = [name for name in every if name != UNDATED]
    months = filled_months(names)
    length = 4 if len(months) > _MOST_MONTHS else 7
    is_complete = tokens is not None and all(occurrences is not None for _, occurrences in counted)
    totals, sizes = _by_period(every, length), _by_period(tokens or {}, length)
    by_period = [(_by_period(articles, length), _by_period(found or {}, length)) for articles, found in counted]
    periods = [
        Period(
            name=name,
            articles=totals.get(name, 0),
            link=_link(query, " OR ".join(map(_query, terms)), name),
            cells=[
                Cell(
                    point=trend_point(
                        term, name, articles.get(name, 0), totals.get(name, 0), found.get(name, 0), sizes.get(name, 0)
                    ),
                    link=_link(query, _query(term), name),
                )
                for term, (articles, found) in zip(terms, by_period, strict=True)
            ],
        )
        for name in (*_dated(months, length), *((UNDATED,) if UNDATED in totals else ()))
    ]
    return Comparison(
        terms=terms,
        periods=periods,
        share=_chart(terms, periods, "share"),
        per_million=_chart(terms, periods, "per_million") if is_complete else None,
    )


def _all_articles(index: sqlite3.Connection, query: PageQuery, deadline: float) -> tuple[_Months, _Months | None]:
    search = replace(search_of(query), query="")
    return _remembered(index, search, lambda: tokens_by_month(index, search, deadline=deadline))


def _articles_and_occurrences(
    index: sqlite3.Connection, query: PageQuery, term: str, deadline: float
) -> tuple[_Months, _Months | None]:
    search = replace(search_of(query), query=_query(term))
    count = occurrence_counter(term, exact=search.exact)
    return _remembered(index, search, lambda: occurrences_by_month(index, search, count, deadline=deadline))


def _remembered(
    index: sqlite3.Connection, search: Search, count: Callable[[], _Months | None]
) -> tuple[_Months, _Months | None]:
    """Return the articles of *search* and the result of *count* by month, cached while the index is unchanged."""
    path = index.execute("PRAGMA database_list").fetchone()[2]
    stamp = Path(path).stat()
    key = (path, stamp.st_mtime_ns, stamp.st_size, replace(search, limit=0, offset=0, order="rank"))
    if key in _counted:
        return _counted[key]
    found = dict((count_labels(index, search).labels or {}).get("month", ())), count()
    if found[1] is not None:
        if len(_counted) >= _REMEMBERED:
            _counted.clear()
        _counted[key] = found
    return found


def _query(term: str) -> str:
    words = words_of(term)
    if not words:
        raise BadQuery(f"{term!r}: no word to search")
    return f'text:"{" ".join(words)}"'


def _link(page_query: PageQuery, query: str, period: str) -> str:
    chosen = replace(page_query, q=query)
    return chosen.link("/", since=period, until=period) if len(period) == 4 else chosen.link("/", month=(period,))


def _by_period(months: _Months, length: int) -> _Months:
    periods: dict[str, int] = {}
    for month, count in months.items():
        name = month if month == UNDATED else month[:length]
        periods[name] = periods.get(name, 0) + count
    return periods


def _dated(months: Sequence[str], length: int) -> Sequence[str]:
    return list(dict.fromkeys(month[:length] for month in months))


def _chart(terms: Sequence[str], periods: Sequence[Period], name: str) -> Chart:
    dated = [period for period in periods if period.name != UNDATED]
    values = [
        [tuple(getattr(period.cells[at].point, f"{name}{end}") for end in ("", "_low", "_high")) for period in dated]
        for at in range(len(terms))
    ]
    # The interval of a month with few articles may be wide; the values keep at least half of the height.
    top = max((value for row in values for value, _, _ in row), default=0.0)
    most = min(2 * top, max((high for row in values for _, _, high in row), default=0.0))
    lines = [
        Line(
            term=term,
            number=at + 1,
            points=_points([value for value, _, _ in row], most),
            band=" ".join(
                (_points([high for _, _, high in row], most), _points([low for _, low, _ in row], most, backwards=True))
            ),
        )
        for at, (term, row) in enumerate(zip(terms, values, strict=True))
    ]
    return Chart(
        lines=lines,
        values=[
            Tick(text=f"{value:.6g}" if value < 1000 else f"{value:,.0f}", at=round(_height(value / scale, most)))
            for scale in (100 if name == "share" else 1,)
            for value in round_values(most * scale)
        ],
        periods=_period_ticks([period.name for period in dated]),
    )


def round_values(most: float) -> list[float]:
    """Return 0 and the multiples of 1, 2 or 5 times a power of ten up to *most*: at most five values in all."""
    if most <= 0:
        return [0.0]
    power = 10.0 ** (floor(log10(most)) - 1)
    step = next(size * power for size in (1, 2, 5, 10, 20, 50) if most < size * power * _MOST_TICKS)
    return [round(step * number, 12) for number in range(int(most / step + 1e-9) + 1)]


def _period_ticks(names: Sequence[str]) -> list[Tick]:
    """Return evenly spaced labels: the first period and every n-th after it."""
    stride = max(1, ceil((len(names) - 1) / (_MOST_TICKS - 1)))
    return [Tick(text=names[at], at=round(_across(at, len(names)))) for at in range(0, len(names), stride)]


def _points(values: Sequence[float], most: float, *, backwards: bool = False) -> str:
    # One period has no line; its value is drawn across the whole width.
    drawn = [*values, *values] if len(values) == 1 else values
    points = [f"{_across(at, len(drawn)):.0f},{_height(value, most):.0f}" for at, value in enumerate(drawn)]
    return " ".join(reversed(points) if backwards else points)


def _across(at: int, count: int) -> float:
    return _LEFT + (_RIGHT - _LEFT) * at / max(1, count - 1)


def _height(value: float, most: float) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * (min(1.0, value / most) if most else 0)
