"""The timeline of the results: a bar for each month, or for each year if there are many months."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from newsarchive.browse.page_query import PageQuery

# A wide timeline scrolls; for more months than this, years are shown.
_MOST_MONTHS = 24
_HEIGHT = 96
# A century; one end of a longer gap is a wrong date, such as one in the year 9999.
_LONGEST_GAP = 1_200


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One period: its *name* ("2017-09" or "2017"), its number of *articles*, *link*, *height* and label (*tick*)."""

    name: str
    articles: int
    link: str
    height: int
    tick: str


def timeline(counts: Sequence[tuple[str, int]], query: PageQuery) -> Sequence[Bar]:
    """Return the bars for *counts* ("YYYY-MM" or "undated", articles), oldest first, with empty periods.

    A month links to its articles, a year to its months. Undated articles have no bar.
    """
    known = {month: articles for month, articles in counts if month[:4].isdigit()}
    if not known:
        return ()
    months = filled_months(known)
    if len(months) <= _MOST_MONTHS:
        values = [(month, known.get(month, 0)) for month in months]
    else:
        years = dict.fromkeys((month[:4] for month in months), 0)
        for month, articles in known.items():
            years[month[:4]] += articles
        values = list(years.items())
    most = max(articles for _, articles in values)
    return [
        Bar(
            name=name,
            articles=articles,
            link=_link(query, name),
            height=max(2, round(_HEIGHT * articles / most)) if articles else 0,
            tick=name if len(name) == 4 else _month_tick(name, first=at == 0),
        )
        for at, (name, articles) in enumerate(values)
    ]


def _link(query: PageQuery, name: str) -> str:
    return query.link("/", month=(name,)) if len(name) > 4 else query.link("/", month=(), since=name, until=name)


def _month_tick(name: str, *, first: bool) -> str:
    """Return the month as two digits, with the year at the beginning of a year."""
    return f"{name[5:]} {name[:4]}" if first or name.endswith("-01") else name[5:]


def filled_months(months: Iterable[str]) -> list[str]:
    """Return the *months* ("2017-09") sorted, and those between them, unless a gap is longer than _LONGEST_GAP."""
    filled: list[int] = []
    for number in sorted(map(_number, months)):
        if filled and number - filled[-1] <= _LONGEST_GAP:
            filled += range(filled[-1] + 1, number)
        filled.append(number)
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in filled]


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1
