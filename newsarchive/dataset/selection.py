"""Which records are requested: sites and a span of publication times."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Literal, get_args

from newsarchive.archive.layout import UNDATED, NoArchive, month_of_file, site_of_file
from newsarchive.article import Record

__all__ = ["NoArchive", "Revisions", "Selection", "When", "check_choice", "check_span", "span_end", "span_start"]

When = str | date | datetime
Revisions = Literal["latest", "all"]
_PERIOD = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
# UTC offsets are at most 14 hours, so a local time differs from UTC by less than a day.
_ANY_OFFSET = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Selection:
    """The part of an archive that *load* opens. *since* and *until* are inclusive; naive ones are local times."""

    sites: frozenset[str] | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def is_all(self) -> bool:
        """Whether every record is selected."""
        return self.sites is None and self.is_timeless

    @property
    def is_timeless(self) -> bool:
        """Whether no time span is selected."""
        return self.since is None and self.until is None

    @property
    def is_by_file(self) -> bool:
        """Whether file names alone decide, because the span consists of whole months as displayed."""
        begins = self.since is None or (self.since.tzinfo is None and self.since == _month_begin(self.since))
        return begins and (self.until is None or (self.until.tzinfo is None and self.until == _month_end(self.until)))

    def wants_file(self, path: Path) -> bool:
        """Return whether *path* can contain a record of the selection, by its name alone."""
        site = site_of_file(path)
        if site is None:
            return True
        if self.sites is not None and site not in self.sites:
            return False
        month = month_of_file(path)
        if month is None or (self.since is None and self.until is None):
            return True
        return month != UNDATED and _month(self.since, -1, "0000-00") <= month <= _month(self.until, 1, "9999-99")

    def wants(self, record: Record) -> bool:
        """Return whether *record* is selected; a record without publication time is outside every time span."""
        if self.sites is not None and record.site not in self.sites:
            return False
        return self._in_span(record.published_at)

    def _in_span(self, at: datetime | None) -> bool:
        if self.since is None and self.until is None:
            return True
        if at is None:
            return False
        printed = at.replace(tzinfo=None)
        return (self.since is None or (at if self.since.tzinfo else printed) >= self.since) and (
            self.until is None or (at if self.until.tzinfo else printed) <= self.until
        )


def check_choice(name: str, value: str, choices: Any) -> None:
    """Raise ValueError if *value* of the argument *name* is not one of the Literal *choices*."""
    if value not in get_args(choices):
        raise ValueError(f"{name}={value!r}: choose from {', '.join(map(repr, get_args(choices)))}")


class EmptySpan(ValueError):
    """Raised for a time span that ends before it begins."""


def check_span(since: datetime | None, until: datetime | None) -> None:
    """Raise EmptySpan if *since* is after *until*; an aware and a naive time cannot be compared and pass."""
    if since and until and (since.tzinfo is None) == (until.tzinfo is None) and since > until:
        raise EmptySpan(f"since {_shown(since)} is after until {_shown(until)}; swap them")


def _shown(at: datetime) -> str:
    return str(at.date()) if at.time() in (time.min, time.max) else at.isoformat(" ")


def span_start(when: When | None) -> datetime | None:
    """Return the first moment of *when*, which may be a year, a month or a day ("2017", "2017-09", a date)."""
    return _moment(when, end=False)


def span_end(when: When | None) -> datetime | None:
    """Return the last moment of *when*: for a year, month or day, its last microsecond."""
    return _moment(when, end=True)


def _moment(when: When | None, *, end: bool) -> datetime | None:
    if when is None or isinstance(when, datetime):
        return when
    if isinstance(when, date):
        return datetime.combine(when, time.max if end else time.min)
    try:
        period = _PERIOD.fullmatch(when.strip())
        if period is None:
            return datetime.fromisoformat(when.strip())
        year, month, day = (int(part) if part else None for part in period.groups())
        assert year is not None
        month = month or (12 if end else 1)
        day = day or (calendar.monthrange(year, month)[1] if end else 1)
        return datetime.combine(date(year, month, day), time.max if end else time.min)
    except (ValueError, AttributeError) as error:
        raise ValueError(f'{when!r}: not a time; write "2017", "2017-09", "2017-09-11" or an ISO 8601 time') from error


def _month_begin(at: datetime) -> datetime:
    return datetime(at.year, at.month, 1)


def _month_end(at: datetime) -> datetime:
    return datetime.combine(date(at.year, at.month, calendar.monthrange(at.year, at.month)[1]), time.max)


def _month(at: datetime | None, towards: int, otherwise: str) -> str:
    if at is None:
        return otherwise
    try:
        day = at.astimezone(UTC) + towards * _ANY_OFFSET if at.tzinfo else at
    except OverflowError:
        return otherwise
    return f"{day.year:04d}-{day.month:02d}"
