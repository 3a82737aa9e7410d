"""What an earlier run, or this one, has learned of an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from newsarchive.archive import index
from newsarchive.crawl.plan import local_day

_OUTSIDE = "outside "


@dataclass(frozen=True, kw_only=True)
class Known:
    """An address that need not be fetched again: an article's (*id* is set), or one that is none.

    *published* is its day at the paper, *seen* the day of the last visit. *outside* tells that it is an article which
    was left out only because of an earlier run's dates. *validators* are headers of a conditional request.
    """

    id: str | None = None
    published: date | None = None
    seen: date | None = None
    outside: bool = False
    validators: Mapping[str, str] = field(default_factory=dict)


def outside(day: date | None) -> str:
    """Return the outcome of a visit to an article that was published on *day*, which nobody asked for."""
    return f"{_OUTSIDE}{day}"


def known_as(found: index.Known | None) -> Known | None:
    """Return an entry of the archive's index as the crawl needs it."""
    if found is None:
        return None
    left_out = found.revision is None and found.outcome.startswith(_OUTSIDE)
    day = date.fromisoformat(found.outcome.removeprefix(_OUTSIDE)) if left_out else local_day(found.published_at, None)
    validators = {"If-None-Match": found.etag, "If-Modified-Since": found.last_modified}
    return Known(
        id=found.id if found.revision is not None else None,
        published=day,
        seen=found.last_seen_at.date() if found.last_seen_at else None,
        outside=left_out,
        validators={name: value for name, value in validators.items() if value},
    )
