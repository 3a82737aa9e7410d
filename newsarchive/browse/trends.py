"""The trend page: terms over time, counted by the search index, as a line chart and a table."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from newsarchive.browse.asked import PageQuery
from newsarchive.browse.results import search_of
from newsarchive.browse.timeline import months_between
from newsarchive.search import count_labels

MOST_TERMS = 5
_MOST_MONTHS = 36
_WIDTH, _HEIGHT, _MARGIN = 800, 220, 10


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One term in one period: the number of *articles* with it, their *share*, and the *link* to them."""

    articles: int
    share: float
    link: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """The line of one term: its *points* in SVG syntax, its *number* for the style sheet."""

    term: str
    number: int
    points: str


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Terms over *periods* (with all their articles) and a row of cells for each period; *most* is the top share."""

    terms: Sequence[str]
    periods: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[Cell]]
    lines: Sequence[Line]
    most: float


def compare(index: sqlite3.Connection, asked: PageQuery, terms: Sequence[str]) -> Comparison:
    """Return the number of articles with each of *terms*, as a phrase, in each month or year; raise BadQuery."""
    every = _months(index, asked, "")
    counted = [_months(index, asked, term) for term in terms]
    names = months_between(min(every), max(every)) if every else []
    if len(names) > _MOST_MONTHS:
        every, counted = _years(every), [_years(series) for series in counted]
        names = [str(year) for year in range(int(names[0][:4]), int(names[-1][:4]) + 1)]
    rows = [
        [
            _cell(asked, term, name, found.get(name, 0), every.get(name, 0))
            for term, found in zip(terms, counted, strict=True)
        ]
        for name in names
    ]
    most = max((cell.share for row in rows for cell in row), default=0.0)
    return Comparison(
        terms=terms,
        periods=[(name, every.get(name, 0)) for name in names],
        rows=rows,
        lines=[
            Line(term=term, number=at + 1, points=_points([row[at].share for row in rows], most))
            for at, term in enumerate(terms)
        ],
        most=most,
    )


def _months(index: sqlite3.Connection, asked: PageQuery, term: str) -> Mapping[str, int]:
    labels = count_labels(index, replace(search_of(asked), query=_query(term))).labels
    return {month: count for month, count in (labels or {}).get("month", ()) if month[:4].isdigit()}


def _query(term: str) -> str:
    text = term.replace('"', " ").strip()
    return f'"{text}"' if text else ""


def _years(months: Mapping[str, int]) -> Mapping[str, int]:
    years: dict[str, int] = {}
    for month, count in months.items():
        years[month[:4]] = years.get(month[:4], 0) + count
    return years


def _cell(asked: PageQuery, term: str, period: str, articles: int, total: int) -> Cell:
    chosen = replace(asked, q=_query(term))
    link = chosen.link("/", month=(period,)) if len(period) > 4 else chosen.link("/", since=period, until=period)
    return Cell(articles=articles, share=articles / total if total else 0.0, link=link)


def _points(shares: Sequence[float], most: float) -> str:
    step = (_WIDTH - 2 * _MARGIN) / max(1, len(shares) - 1)
    height = _HEIGHT - 2 * _MARGIN
    return " ".join(
        f"{_MARGIN + at * step:.0f},{_HEIGHT - _MARGIN - height * (share / most if most else 0):.0f}"
        for at, share in enumerate(shares)
    )
