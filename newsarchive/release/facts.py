"""Counts of a release's records, made while they are written, for the data card and the metadata."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from newsarchive.article import Record
from newsarchive.release.columns import ReleaseColumn


@dataclass(kw_only=True)
class SiteFacts:
    """The counts of one site; *first* and *last* are publication days as displayed, ``None`` if all are undated."""

    publisher: str | None = None
    articles: int = 0
    first: date | None = None
    last: date | None = None

    def add(self, record: Record) -> None:
        """Add *record* to the counts."""
        self.articles += 1
        self.publisher = self.publisher or record.publisher
        if record.published_at:
            day = record.published_at.date()
            self.first, self.last = min(self.first or day, day), max(self.last or day, day)


@dataclass(kw_only=True)
class Facts:
    """The counts of a release. *filled* counts, by column, the records in which it is neither null nor empty.

    *withdrawn* holds the ids that the takedown list withheld. *reserved* counts the records that were left out because
    their publisher reserves AI training.
    """

    records: int = 0
    sites: dict[str, SiteFacts] = field(default_factory=dict)
    languages: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    extractors: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    fetched: tuple[datetime, datetime] | None = None
    withdrawn: set[str] = field(default_factory=set)
    reserved: int = 0

    def add(self, record: Record, columns: tuple[ReleaseColumn, ...]) -> None:
        """Add *record*, which is released with *columns*, to the counts."""
        self.records += 1
        self.sites.setdefault(record.site, SiteFacts()).add(record)
        self.kinds[record.kind] += 1
        self.extractors[record.extractor or "unknown"] += 1
        if record.language:
            self.languages[record.language.partition("-")[0].lower()] += 1
        self.filled.update(column.name for column in columns if getattr(record, column.name) not in (None, "", []))
        at = record.fetched_at
        if at:
            self.fetched = (min(self.fetched[0], at), max(self.fetched[1], at)) if self.fetched else (at, at)

    @property
    def span(self) -> tuple[date, date] | None:
        """The first and the last publication day, ``None`` if all records are undated."""
        days = [day for site in self.sites.values() for day in (site.first, site.last) if day]
        return (min(days), max(days)) if days else None

    def share(self, column: str) -> float:
        """Return the share of records in which *column* is filled, from 0 to 1."""
        return self.filled[column] / self.records if self.records else 0.0
