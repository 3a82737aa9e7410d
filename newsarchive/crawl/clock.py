"""The crawl's only source of the current time, and the date of a timestamp in the publisher's time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

_VIETNAM = timezone(timedelta(hours=7))


def local_day(moment: datetime | None, language: str | None) -> date | None:
    """Return the day of publication in the publisher's time zone."""
    if moment is None:
        return None
    # If a Vietnamese page has a UTC timestamp, its day of publication is still the day in Vietnam.
    return (moment.astimezone(_VIETNAM) if (language or "vi").startswith("vi") else moment).date()


def now() -> datetime:
    """Return the current time in UTC; the crawl reads the time only here."""
    return datetime.now(UTC)
