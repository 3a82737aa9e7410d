"""Results of language analysis: a sequence of rows that converts to a table, a data frame or a figure."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from datetime import date
from html import escape
from math import nan
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from newsarchive.dataset.gaps import main_period
from newsarchive.dataset.tables import pandas_for, polars_for
from newsarchive.language.trends import UNDATED, TrendPoint

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from newsarchive.charts.figures import Figure

_Row = TypeVar("_Row")
_SHOWN = 20


@dataclasses.dataclass(frozen=True, repr=False)
class Rows(Sequence[_Row], Generic[_Row]):
    """A sequence of rows, frozen dataclasses of *kind*, that converts to a data frame."""

    rows: tuple[_Row, ...]
    kind: type[_Row]

    def __iter__(self) -> Iterator[_Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, key: int) -> _Row: ...

    @overload
    def __getitem__(self, key: slice) -> Rows[_Row]: ...

    def __getitem__(self, key: int | slice) -> _Row | Rows[_Row]:
        return dataclasses.replace(self, rows=self.rows[key]) if isinstance(key, slice) else self.rows[key]

    def __repr__(self) -> str:
        return f"<{len(self):,} rows of {', '.join(self.columns)}>"

    @property
    def columns(self) -> list[str]:
        """Return the names of the columns."""
        return [field.name for field in dataclasses.fields(self.kind)]  # type: ignore[arg-type]

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return each row as a dictionary."""
        return [{name: getattr(row, name) for name in self.columns} for row in self.rows]

    def to_pandas(self) -> pd.DataFrame:
        """Return a pandas data frame; raise ImportError, with the remedy, if pandas is missing."""
        frame: pd.DataFrame = pandas_for("a pandas data frame").DataFrame(self.to_dicts(), columns=self.columns)
        return frame

    def to_polars(self) -> pl.DataFrame:
        """Return a Polars data frame; raise ImportError, with the remedy, if Polars is missing."""
        frame: pl.DataFrame = polars_for("a Polars data frame").DataFrame(
            self.to_dicts() or {name: [] for name in self.columns}, strict=False
        )
        return frame

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(_shown(getattr(row, name)))}</td>" for name in self.columns) + "</tr>"
            for row in self.rows[:_SHOWN]
        )
        more = f"<p>{_SHOWN} of {len(self):,} rows</p>" if len(self) > _SHOWN else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


@dataclasses.dataclass(frozen=True, repr=False)
class Trend(Rows[TrendPoint]):
    """Terms over time; see newsarchive.language.trends.TrendPoint for the columns."""

    def plot(self, *, of: str = "per_million") -> Figure:
        """Plot *of* ("per_million", "share", "articles" or "occurrences") with its 95 % interval, a line for each term.

        Wrong dates (see newsarchive.dataset.gaps.main_period) are not shown. Raise MissingLibrary without matplotlib,
        ValueError for an unknown *of*.
        """
        from newsarchive.charts import lines

        if of not in _LABELS:
            raise ValueError(f"of={of!r}: choose from {', '.join(_LABELS)}")
        dated = [row for row in self.rows if row.period != UNDATED]
        known = main_period({_first_day(row.period): row.all_articles for row in dated if row.all_articles})
        if known:
            dated = [row for row in dated if min(known) <= _first_day(row.period) <= max(known)]
        periods = list(dict.fromkeys(row.period for row in dated))
        places = [_first_day(period) for period in periods]
        series = {term: [nan] * len(periods) for term in dict.fromkeys(row.term for row in dated)}
        bands = {term: ([nan] * len(periods), [nan] * len(periods)) for term in series}
        at = {period: place for place, period in enumerate(periods)}
        for row in dated:
            if row.all_articles:
                place = at[row.period]
                series[row.term][place] = getattr(row, of)
                bands[row.term][0][place] = getattr(row, f"{of}_low", nan)
                bands[row.term][1][place] = getattr(row, f"{of}_high", nan)
        has_bands = of in ("per_million", "share")
        return lines(places, series, title="Terms over time", label=_LABELS[of], bands=bands if has_bands else None)


_LABELS = {
    "per_million": "per million tokens",
    "share": "share of articles",
    "articles": "articles",
    "occurrences": "occurrences",
}


def _first_day(period: str) -> date:
    return date.fromisoformat(f"{period}-01-01"[:10] if len(period) == 4 else f"{period}-01"[:10])


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else str(value if value is not None else "")
