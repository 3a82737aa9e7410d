"""Count articles by site, time, section, author and other groups, in one pass and little memory; describe a dataset."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from newsarchive.archive.layout import UNDATED, month_of
from newsarchive.article import Record
from newsarchive.search.labels import Spellings

if TYPE_CHECKING:
    import polars as pl

    from newsarchive.dataset import Dataset

NONE = "–"
_TEXTS = ("title", "lead", "body", "published_at", "byline", "section")
_LISTS = ("authors", "tags", "pictures")


def _once(*names: str) -> list[str]:
    return list(dict.fromkeys(name for name in names if name)) or [NONE]


#: Group -> the values of one record; times are as displayed. An article by two authors counts for both, an article
#: without authors for NONE. *credit* (anyone credited) and *breadcrumb* (every section) are what the browser's facets
#: and the filters of a search count.
GROUPS: Mapping[str, Callable[[Record], Sequence[str]]] = {
    "site": lambda record: [record.site],
    "year": lambda record: [str(record.published_at.year) if record.published_at else UNDATED],
    "month": lambda record: [month_of(record.published_at)],
    "day": lambda record: [record.published_at.date().isoformat() if record.published_at else UNDATED],
    "section": lambda record: [record.section or NONE],
    "breadcrumb": lambda record: _once(record.section or "", *record.sections),
    "author": lambda record: _once(*record.authors),
    "credit": lambda record: _once(*record.authors, *(credit.name for credit in record.credits)),
    "agency": lambda record: _once(*(credit.name for credit in record.credits if credit.role == "agency")),
    "kind": lambda record: [record.kind],
    "language": lambda record: [record.language or NONE],
}
#: Groups whose values are names, which publishers spell in several ways.
_NAMES = frozenset(("section", "breadcrumb", "author", "credit", "agency"))


@dataclass(frozen=True, kw_only=True)
class Tally:
    """The counts of one group. *group* has the requested values, in that order; *first* and *last* are days.

    *revisions* counts all revisions, *signed* the articles with an author, *words* the words of their bodies.
    """

    group: tuple[str, ...]
    articles: int
    revisions: int
    signed: int
    words: int
    first: date | None
    last: date | None


class _Sum:
    def __init__(self) -> None:
        self.articles = self.revisions = self.signed = self.words = 0
        self.first: date | None = None
        self.last: date | None = None

    def add(self, record: Record, words: int) -> None:
        self.articles += 1
        self.revisions += record.revision
        self.signed += bool(record.authors)
        self.words += words
        if record.published_at is not None:
            day = record.published_at.date()
            self.first = min(self.first or day, day)
            self.last = max(self.last or day, day)


def tallies(records: Iterable[Record], by: Sequence[str]) -> list[Tally]:
    """Count *records*, one per article (its latest revision), by one or more of GROUPS; sorted by group.

    Names that differ only in case, spaces and tone placement (Hoà, Hòa) are one, as in the browser; the most frequent
    spelling is returned. Without *by*, a single tally of all records is returned, or an empty result if there are no
    records. Raise KeyError for a group that is not in GROUPS.
    """
    spellings = {name: Spellings() for name in by if name in _NAMES}
    groups = [_by_key(GROUPS[name], spellings.get(name)) for name in by]
    sums: defaultdict[tuple[str, ...], _Sum] = defaultdict(_Sum)
    for record in records:
        words = record.body.count(" ") + record.body.count("\n\n") + 1 if record.body else 0
        for group in _product([group(record) for group in groups]):
            sums[group].add(record, words)

    def named(group: tuple[str, ...]) -> tuple[str, ...]:
        pairs = zip(by, group, strict=True)
        return tuple(spellings[name].name(value) if name in spellings else value for name, value in pairs)

    return [Tally(group=group, **vars(sum)) for group, sum in sorted((named(keys), sum) for keys, sum in sums.items())]


def _by_key(
    values: Callable[[Record], Sequence[str]], spellings: Spellings | None
) -> Callable[[Record], Sequence[str]]:
    return values if spellings is None else lambda record: spellings.keys(values(record))


Days = defaultdict[str, Counter[date]]


def articles_by_day(records: Iterable[Record]) -> Days:
    """Return the number of articles by local day for each site; undated articles are not counted."""
    days: Days = defaultdict(Counter)
    for _ in noting_days(records, days):
        pass
    return days


def noting_days(records: Iterable[Record], days: Days) -> Iterator[Record]:
    """Yield *records* and count them in *days*, so that two counts need only one pass."""
    for record in records:
        if record.published_at is not None:
            days[record.site][record.published_at.date()] += 1
        yield record


def _product(values: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    groups: list[tuple[str, ...]] = [()]
    for some in values:
        groups = [(*group, value) for group in groups for value in some]
    return groups


def described(dataset: Dataset) -> pl.DataFrame:
    """Return a row for each site, and one for "all": articles, first and last day, shares of filled fields."""
    frame = dataset.to_polars(lazy=True)
    import polars as pl

    shares: list[Any] = [
        *(((pl.col(name).is_not_null()) & (pl.col(name).cast(pl.String) != "")).mean().alias(name) for name in _TEXTS),
        *((pl.col(name).list.len() > 0).mean().alias(name) for name in _LISTS),
    ]
    columns: list[Any] = [
        pl.len().alias("articles"),
        pl.col("published_date").min().alias("first"),
        pl.col("published_date").max().alias("last"),
        *shares,
    ]
    needed = frame.select("site", "published_date", *_TEXTS, *_LISTS).collect().lazy()
    by_site = needed.group_by("site").agg(columns).sort("site")
    whole = needed.select(pl.lit("all").alias("site"), *columns).limit(1)
    return pl.concat([by_site, whole], how="vertical_relaxed").collect()
