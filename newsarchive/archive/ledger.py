"""The ledger read: every address an archive knows of, and what became of it; asked of the index, which is a cache."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from newsarchive.archive.appending import ArchiveError
from newsarchive.archive.catching_up import Mended, catch_up_to_read, sound_index
from newsarchive.archive.database import index_error, open_database
from newsarchive.archive.index import Index, stamp_of
from newsarchive.archive.layout import Layout
from newsarchive.archive.lock import Lock
from newsarchive.archive.manifest.writer import Manifest
from newsarchive.archive.reasons import Reason, http_reason, reason_named

# A redirect that was not followed leads to what its target is.
_ENTRIES = """
SELECT found.url, found.site, found.ways, found.day, found.reason, found.tried, found.said_at > urls.seen_at AS later,
    found.requested, urls.outcome, urls.status, records.site AS stored_site, records.published_at, records.id,
    urls.seen_at
FROM found LEFT JOIN urls ON urls.url = found.url LEFT JOIN urls AS target ON target.url = urls.target
    LEFT JOIN records ON records.id = coalesce(urls.id, target.id)
UNION ALL
SELECT urls.url, NULL, 0, NULL, NULL, 0, 0, NULL, urls.outcome, urls.status, NULL, NULL, NULL, urls.seen_at
FROM urls LEFT JOIN urls AS target ON target.url = urls.target
WHERE coalesce(urls.id, target.id) IS NULL AND NOT EXISTS (SELECT 1 FROM found WHERE found.url = urls.url)"""
_UNMET = """
SELECT id, url, site, published_at FROM records WHERE id IN (
    SELECT id FROM records EXCEPT SELECT urls.id FROM found JOIN urls ON urls.url = found.url
    WHERE urls.id IS NOT NULL)"""
_DAYS = "SELECT site, substr(published_at, 1, 10), count(*) FROM records GROUP BY 1, 2"
_LAST = "SELECT site, max(last_seen_at), max(published_at), max(first_seen_at), count(*) FROM records GROUP BY site"
_OUTSIDE = "outside "


@dataclass(frozen=True, kw_only=True)
class LedgerEntry:
    """One address: *article* is the id of the stored article it leads to, else *reason* says why there is none.

    *day* is the day of publication, as stored or as the list told it. *fetched* tells that the site answered for it.
    *site* is ``None`` for an address that was visited before there was a ledger. *requested* is the address to fetch.
    """

    url: str
    site: str | None
    ways: int
    day: date | None
    fetched: bool
    article: str | None
    reason: str | None
    requested: str


@dataclass(frozen=True, kw_only=True)
class SiteNumbers:
    """What an archive has of one site; times are as the index writes them (ISO 8601), the visits' in UTC."""

    articles: int
    last_visit: str | None
    last_published: str | None
    last_new: str | None


class Ledger:
    """An archive's index, open to be asked; *mended* is what had to be mended to bring it up to date.

    Raise FileNotFoundError when *folder* is no archive. While a crawl writes, or on a disk that cannot be written, the
    index is read as it is.
    """

    def __init__(self, folder: Path | str) -> None:
        self._layout = Layout(Path(folder))
        if not self._layout.articles.is_dir() and not self._layout.runs.is_dir():
            raise FileNotFoundError(
                f"{folder}: no archive (neither articles/ nor runs/); name the folder of an archive"
            )
        self.mended = bring_index_up(self._layout)
        self._base = open_database(self._layout.index, writable=False)

    def entries(self) -> Iterator[LedgerEntry]:
        """Yield every address that was met or visited, except other addresses of stored articles that no list named."""
        for row in self._asked(_ENTRIES):
            yield _entry(row)

    def unmet(self) -> Iterator[LedgerEntry]:
        """Yield the stored articles that no list named, or that were stored before there was a ledger."""
        for row in self._asked(_UNMET):
            yield LedgerEntry(
                url=row["url"] or row["id"],
                site=row["site"],
                ways=0,
                day=_day(row["published_at"]),
                fetched=True,
                article=row["id"],
                reason=None,
                requested=row["url"] or row["id"],
            )

    def days(self) -> Iterator[tuple[str, date | None, int]]:
        """Yield site, day of publication (as the paper writes it) and how many articles are stored."""
        for site, day, count in self._asked(_DAYS):
            yield site, _day(day), count

    def sites(self) -> dict[str, SiteNumbers]:
        """Return what there is of each site."""
        return {
            site: SiteNumbers(articles=count, last_visit=seen, last_published=published, last_new=new)
            for site, seen, published, new, count in self._asked(_LAST)
        }

    def close(self) -> None:
        """Close the index."""
        self._base.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _asked(self, query: str) -> Iterator[sqlite3.Row]:
        try:
            yield from self._base.execute(query)
        except sqlite3.DatabaseError as error:
            raise index_error(error, self._layout.index) from error


def bring_index_up(layout: Layout) -> list[Mended]:
    """Bring the index up to the files when it lags behind, and write nothing but the index.

    Whoever only reads must not stand in a crawl's way, and must not change what is kept, copied or signed: the manifest
    is left to writers.
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
    try:
        known = {name: stamp for name, stamp in index.files().items() if not name.startswith("pages/")}
    finally:
        index.close()
    files = layout.batch_files()
    return known == {layout.relative(path): stamp_of(path) for path in files}


def _entry(row: sqlite3.Row) -> LedgerEntry:
    outcome, article = row["outcome"], row["id"]
    told = _day(row["published_at"]) if article else _day_left_out(outcome) or _day(row["day"])
    return LedgerEntry(
        url=row["url"],
        site=row["stored_site"] or row["site"],
        ways=row["ways"],
        day=told,
        fetched=bool(outcome),
        article=article,
        reason=None if article else _reason(row),
        requested=row["requested"] or row["url"],
    )


def _reason(row: sqlite3.Row) -> str:
    """Return why nothing is stored of an address, the latest that is known."""
    outcome: str | None = row["outcome"]
    said: str | None = row["reason"]
    if outcome is None or (said and row["later"]):
        return reason_named(said) if said else Reason.NOT_FETCHED
    if outcome == "missing":
        return Reason.NOT_FOUND_PAGE if row["status"] == 200 else http_reason(row["status"])
    if outcome.startswith(_OUTSIDE):
        return Reason.OUTSIDE_DATES
    return reason_named(outcome)


def _day_left_out(outcome: str | None) -> date | None:
    return _day(outcome.removeprefix(_OUTSIDE)) if outcome and outcome.startswith(_OUTSIDE) else None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None
