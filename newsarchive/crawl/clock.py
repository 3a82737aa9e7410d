"""The one clock of the crawl, and the day a moment falls on in the publisher's calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

_VIETNAM = timezone(timedelta(hours=7))


def local_day(moment: datetime | None, language: str | None) -> date | None:
    """Return the day on which something was published, on the paper's own calendar."""
    if moment is None:
        return None
    # A Vietnamese page whose stamp is in UTC still means the day on which it was read in Vietnam.
    return (moment.astimezone(_VIETNAM) if (language or "vi").startswith("vi") else moment).date()


def now() -> datetime:
    """Return the time, in UTC: the one clock of the crawl."""
    return datetime.now(UTC)
