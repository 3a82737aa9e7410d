"""The captures of a whole list, stored on disk and grouped by article before the first one is fetched."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby, pairwise

from newsarchive.crawl.frontier.candidate import Capture

#: Which captures of an article are stored.
WHICH = ("first", "last", "all")
# Maximum number of captures to try until one contains the article.
_MOST_TRIES = 6


class CaptureStore:
    """Captures by the canonical URL of their article, in a temporary database that is deleted with its owner.

    Memory use does not depend on the number of captures.
    """

    def __init__(self) -> None:
        self._base = sqlite3.connect("")  # a private file on disk, deleted by SQLite
        self._base.execute("CREATE TABLE captures (article TEXT, at TEXT, url TEXT, digest TEXT, range TEXT)")
        self.articles = 0

    def add(self, captures: Iterable[tuple[str, Capture]]) -> None:
        """Add captures, each with the canonical URL of its article."""
        rows = [
            (article, capture.timestamp, capture.url, capture.digest, capture.place) for article, capture in captures
        ]
        self._base.executemany("INSERT INTO captures VALUES (?, ?, ?, ?, ?)", rows)

    def count(self) -> int:
        """Return how many articles have captures."""
        (number,) = self._base.execute("SELECT count(DISTINCT article) FROM captures").fetchone()
        return int(number)

    def groups(self) -> Iterator[list[Capture]]:
        """Yield the captures of each article, in chronological order; the store is empty afterward."""
        rows = self._base.execute("SELECT * FROM captures ORDER BY article, at, url")
        for _, group in groupby(rows, key=lambda row: row[0]):
            yield [Capture(url=url, at=_moment(at), digest=digest, place=place) for _, at, url, digest, place in group]
        self._base.execute("DELETE FROM captures")

    def close(self) -> None:
        """Remove the database."""
        self._base.close()


def _moment(timestamp: str) -> datetime:
    return datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def chosen(captures: Sequence[Capture], which: str) -> list[Capture]:
    """Return the captures of one article to fetch, best first; *captures* are in chronological order.

    For "first" and "last", the other captures are fallbacks for an error page. For "all", the result is each capture
    whose content differs from that of the previous capture.
    """
    changed = [captures[0], *(later for before, later in pairwise(captures) if _differs(before, later))]
    if which == "all":
        return changed
    return changed[:_MOST_TRIES] if which == "first" else _last(captures)


def _last(captures: Sequence[Capture]) -> list[Capture]:
    newest = captures[::-1]
    others = (earlier for later, earlier in pairwise(newest) if _differs(later, earlier))
    return [newest[0], *others][:_MOST_TRIES]


def _differs(capture: Capture, other: Capture) -> bool:
    return not capture.digest or capture.digest != other.digest
