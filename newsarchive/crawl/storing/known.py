"""What this or an earlier run knows about a URL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from newsarchive.archive import index
from newsarchive.crawl.clock import local_day

_OUTSIDE = "outside "
# A site that is down responds to every URL with 404, its front page or a notice, sometimes for days.
_ASKED_AGAIN = (timedelta(days=1), timedelta(days=7))


@dataclass(frozen=True, kw_only=True)
class KnownUrl:
    """A URL that need not be fetched again: an article's (*id* is set), or a URL that is not an article's.

    *published* is the day of publication, *seen* the day on which the article was first discovered. *since* and *last*
    are the first and the last visit with the outcome that is known now. *outside* marks an article that was excluded
    only because of an earlier run's dates. *validators* are headers of a conditional request.
    """

    id: str | None = None
    published: date | None = None
    seen: date | None = None
    since: datetime | None = None
    last: datetime | None = None
    outside: bool = False
    validators: Mapping[str, str] = field(default_factory=dict)

    def should_recheck(self, at: datetime) -> bool:
        """Return whether to request again, *at* this time, a URL that was not an article or not found (404, 410).

        This happens a day and a week after the first such outcome, once each; then the outcome is final.
        """
        if self.id or self.since is None or self.last is None:
            return False
        return any(self.last - self.since < wait <= at - self.since for wait in _ASKED_AGAIN)


def outside(day: date | None) -> str:
    """Return the outcome of a visit to an article that was published on *day*, outside the requested dates."""
    return f"{_OUTSIDE}{day}"


def known_as(found: index.Known | None) -> KnownUrl | None:
    """Return an entry of the archive's URL index in the form that the crawl needs."""
    if found is None:
        return None
    left_out = found.revision is None and found.outcome.startswith(_OUTSIDE)
    day = date.fromisoformat(found.outcome.removeprefix(_OUTSIDE)) if left_out else local_day(found.published_at, None)
    validators = {"If-None-Match": found.etag, "If-Modified-Since": found.last_modified}
    return KnownUrl(
        id=found.id if found.revision is not None else None,
        published=day,
        seen=found.first_seen_at.date() if found.first_seen_at else None,
        since=found.since,
        last=found.last_seen_at,
        outside=left_out,
        validators={name: value for name, value in validators.items() if value},
    )
