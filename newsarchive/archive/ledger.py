"""Read the ledger: every URL an archive knows, and its outcome; from the index, which is a cache."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from newsarchive.archive.appending import ArchiveError
from newsarchive.archive.catching_up import Repair, catch_up_to_read, index_from_files, sound_index, stale_files
from newsarchive.archive.database import index_error, open_database
from newsarchive.archive.index import Index
from newsarchive.archive.layout import Layout, no_archive
from newsarchive.archive.lock import Lock
from newsarchive.archive.manifest.writer import Manifest
from newsarchive.archive.reasons import Reason, current_reason, http_reason
from newsarchive.archive.revised import unreturned

#: The outcome of the URL of a capture in a web archive, which is no URL of the site.
CAPTURE = "capture"
# A redirect that was not followed has the outcome of its target.
_ENTRIES = f"""
SELECT found.url, found.site, found.ways, found.day, found.reason, found.tried, found.said_at > urls.seen_at AS later,
    found.requested, urls.outcome, urls.status, records.site AS stored_site, records.published_at, records.id,
    urls.seen_at
FROM found LEFT JOIN urls ON urls.url = found.url LEFT JOIN urls AS target ON target.url = urls.target
    LEFT JOIN records ON records.id = coalesce(urls.id, target.id)
UNION ALL
SELECT urls.url, NULL, 0, NULL, NULL, 0, 0, NULL, urls.outcome, urls.status, NULL, NULL, NULL, urls.seen_at
FROM urls LEFT JOIN urls AS target ON target.url = urls.target
WHERE urls.outcome != '{CAPTURE}' AND coalesce(urls.id, target.id) IS NULL
    AND NOT EXISTS (SELECT 1 FROM found WHERE found.url = urls.url)"""
# An article that has moved counts once, as for `load`: under its new URL.
_STORED = "FROM records WHERE id NOT IN (SELECT value FROM json_each(?))"
_UNDISCOVERED = f"""
SELECT id, url, site, published_at {_STORED} AND id IN (
    SELECT id FROM records EXCEPT SELECT urls.id FROM found JOIN urls ON urls.url = found.url
    WHERE urls.id IS NOT NULL)"""
_DAYS = f"SELECT site, substr(published_at, 1, 10), count(*) {_STORED} GROUP BY 1, 2"
_LAST = f"SELECT site, max(last_seen_at), max(published_at), max(first_seen_at), count(*) {_STORED} GROUP BY site"
_OUTSIDE = "outside "


@dataclass(frozen=True, kw_only=True)
class LedgerEntry:
    """One URL: *article* is the id of the stored article it leads to; else *reason* says why there is none.

    *day* is the day of publication, as stored or as the source stated it. *fetched*: the site responded to a request.
    *sources* are the bits of the sources that discovered it (see findings.sources_in). *site* is ``None`` for a URL
    that was visited before there was a ledger. *requested* is the URL to fetch.
    """

    url: str
    site: str | None
    sources: int
    day: date | None
    fetched: bool
    article: str | None
    reason: str | None
    requested: str


@dataclass(frozen=True, kw_only=True)
class SiteNumbers:
    """Totals of one site; times as in the index (ISO 8601), those of visits in UTC."""

    articles: int
    last_visit: str | None
    last_published: str | None
    last_new: str | None


class Ledger:
    """An archive's index, open for queries; *repairs* lists the repairs made while updating it.

    Raise FileNotFoundError if *folder* is not an archive. While a crawl writes, or on a read-only disk, the index is
    read without an update; if there is none, one is built in a temporary folder.
    """

    def __init__(self, folder: Path | str) -> None:
        self._layout = Layout(Path(folder))
        if not self._layout.articles.is_dir() and not self._layout.runs.is_dir():
            raise no_archive(folder, "not an archive (neither articles/ nor runs/)")
        self.repairs = update_index(self._layout)
        self._temporary: TemporaryDirectory[str] | None = None
        path = self._layout.index
        if not path.exists():
            self._temporary = TemporaryDirectory(prefix="newsarchive-")
            path = Path(self._temporary.name) / path.name
            index_from_files(self._layout, path).close()
        with contextlib.closing(Index(path, writable=False, checked=False)) as index:
            self._moved = json.dumps([*unreturned(dict(index.moved()))])
        self._base = open_database(path, writable=False)

    def entries(self) -> Iterator[LedgerEntry]:
        """Yield every discovered or visited URL, except other URLs of stored articles that no source contained."""
        for row in self._rows(_ENTRIES):
            yield _entry(row)

    def undiscovered(self) -> Iterator[LedgerEntry]:
        """Yield the stored articles that no source contained, or that were stored before there was a ledger."""
        for row in self._rows(_UNDISCOVERED, self._moved):
            yield LedgerEntry(
                url=row["url"] or row["id"],
                site=row["site"],
                sources=0,
                day=_day(row["published_at"]),
                fetched=True,
                article=row["id"],
                reason=None,
                requested=row["url"] or row["id"],
            )

    def days(self) -> Iterator[tuple[str, date | None, int]]:
        """Yield site, day of publication (in the publisher's time zone) and number of stored articles."""
        for site, day, count in self._rows(_DAYS, self._moved):
            yield site, _day(day), count

    def sites(self) -> dict[str, SiteNumbers]:
        """Return the totals of each site."""
        return {
            site: SiteNumbers(articles=count, last_visit=seen, last_published=published, last_new=new)
            for site, seen, published, new, count in self._rows(_LAST, self._moved)
        }

    def close(self) -> None:
        """Close the index."""
        self._base.close()
        if self._temporary:
            self._temporary.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _rows(self, query: str, *values: str) -> Iterator[sqlite3.Row]:
        try:
            yield from self._base.execute(query, values)
        except sqlite3.DatabaseError as error:
            raise index_error(error, self._layout.index) from error


def update_index(layout: Layout) -> list[Repair]:
    """Update the index if it is older than the files, and write nothing else.

    Reading must neither block a crawl nor change what is stored, copied or signed: only writers touch the manifest.
    """
    if _is_current(layout):
        return []
    with contextlib.suppress(ArchiveError):
        lock = Lock(layout)
        try:
            manifest = Manifest(layout)
            with contextlib.closing(sound_index(layout, manifest)) as index:
                return catch_up_to_read(layout, index, manifest)
        finally:
            lock.release()
    return []


def _is_current(layout: Layout) -> bool:
    try:
        index = Index(layout.index, writable=False)
    except ArchiveError:
        return False
    with contextlib.closing(index):
        return not stale_files(layout, index)


def _entry(row: sqlite3.Row) -> LedgerEntry:
    outcome, article = row["outcome"], row["id"]
    day = _day(row["published_at"]) if article else _day_left_out(outcome) or _day(row["day"])
    return LedgerEntry(
        url=row["url"],
        site=row["stored_site"] or row["site"],
        sources=row["ways"],
        day=day,
        fetched=bool(outcome),
        article=article,
        reason=None if article else _reason(row),
        requested=row["requested"] or row["url"],
    )


def _reason(row: sqlite3.Row) -> str:
    """Return the latest known reason why nothing is stored of a URL."""
    outcome: str | None = row["outcome"]
    reason: str | None = row["reason"]
    if outcome is None or (reason and row["later"]):
        return current_reason(reason) if reason else Reason.NOT_FETCHED
    if outcome == "missing":
        return Reason.NOT_FOUND_PAGE if row["status"] == 200 else http_reason(row["status"])
    if outcome.startswith(_OUTSIDE):
        return Reason.OUTSIDE_DATES
    return current_reason(outcome)


def _day_left_out(outcome: str | None) -> date | None:
    return _day(outcome.removeprefix(_OUTSIDE)) if outcome and outcome.startswith(_OUTSIDE) else None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None
