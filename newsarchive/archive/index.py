"""The URL index: which URLs are known, with what outcome and since when. A cache, rebuilt from the files if deleted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Annotated

import msgspec

from newsarchive.archive.database import index_error, open_database
from newsarchive.archive.findings import Finding, bit_of
from newsarchive.archive.visits import Visit
from newsarchive.article import Http, Record, url_digest

_ADD_RECORD = """
INSERT INTO records VALUES (:id, :revision, :site, :url, :text_sha256, :published_at, :first_seen_at, :seen_at,
    :etag, :last_modified, :file, :offset, :text_sha256)
ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, url = excluded.url, text_sha256 = excluded.text_sha256,
    published_at = excluded.published_at, first_seen_at = coalesce(records.first_seen_at, excluded.first_seen_at),
    last_seen_at = max(coalesce(records.last_seen_at, ''), coalesce(excluded.last_seen_at, '')),
    etag = excluded.etag, last_modified = excluded.last_modified, file = excluded.file, offset = excluded.offset
WHERE excluded.revision >= records.revision"""
# Files are read in any order: an earlier revision may come after a later one.
_ADD_TEXT = """
UPDATE records SET texts = texts || ' ' || :text_sha256 WHERE id = :id AND instr(texts, :text_sha256) = 0"""
_PLACE = "UPDATE records SET file = ?, offset = ? WHERE id = ? AND revision = ?"
_PLACE_OF = """
SELECT records.id, records.file, records.offset FROM urls JOIN records ON records.id = urls.id
WHERE urls.url = ? AND records.offset IS NOT NULL"""
_ADD_URL = """
INSERT INTO urls VALUES (:url, :id, :outcome, :status, :target, :seen_at, :etag, :last_modified, :seen_at)
ON CONFLICT (url) DO UPDATE SET id = coalesce(excluded.id, urls.id), outcome = excluded.outcome,
    status = excluded.status, target = excluded.target, seen_at = excluded.seen_at,
    etag = coalesce(excluded.etag, urls.etag), last_modified = coalesce(excluded.last_modified, urls.last_modified),
    since = iif(excluded.outcome = urls.outcome, coalesce(urls.since, excluded.since), excluded.since)
WHERE coalesce(excluded.seen_at, '') >= coalesce(urls.seen_at, '')"""
_ADD_FOUND = """
INSERT INTO found VALUES (:url, :site, :ways, :day, :at, :reason, :tried, :at, :requested)
ON CONFLICT (url) DO UPDATE SET ways = found.ways | excluded.ways, day = coalesce(excluded.day, found.day),
    found_at = min(coalesce(found.found_at, excluded.found_at), coalesce(excluded.found_at, found.found_at)),
    reason = iif(coalesce(excluded.said_at, '') >= coalesce(found.said_at, ''), excluded.reason, found.reason),
    tried = iif(coalesce(excluded.said_at, '') >= coalesce(found.said_at, ''), excluded.tried, found.tried),
    said_at = max(coalesce(excluded.said_at, ''), coalesce(found.said_at, '')),
    requested = coalesce(found.requested, excluded.requested)"""
_KNOWN = """
SELECT urls.url, urls.outcome, urls.status, urls.target, urls.id, records.revision, records.text_sha256,
    records.published_at, records.first_seen_at,
    max(coalesce(urls.seen_at, ''), coalesce(records.last_seen_at, '')) AS last_seen_at,
    urls.etag, urls.last_modified, urls.since
FROM urls LEFT JOIN records ON records.id = urls.id WHERE urls.url = ?"""
_KNOWN_ID = """
SELECT url, 'stored' AS outcome, 200 AS status, NULL AS target, id, revision, text_sha256, published_at,
    first_seen_at, last_seen_at, etag, last_modified, first_seen_at AS since FROM records WHERE id = ?"""

#: SQLite's application id while the file is being written; `manifest.comparison` reads it.
UNSETTLED = 1

Stamp = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the archive knows about one URL or article.

    *outcome* is "stored" or that of the last visit, *since* the time from which all visits had it. *id* is set if the
    URL's article is stored, whatever the outcome of later visits. *etag* and *last_modified* are for conditional
    requests. Times are aware.
    """

    url: str | None
    outcome: str
    status: int | None
    target: str | None
    id: str | None
    revision: int | None
    text_sha256: str | None
    published_at: datetime | None
    first_seen_at: datetime | None
    last_seen_at: datetime | None
    etag: str | None
    last_modified: str | None
    since: datetime | None = None


_MOST_UNDER = 100
_LARGEST = 1 << 31
_TEXT_OF = "SELECT text_sha256 FROM records WHERE id = ?"


class IndexEntry(msgspec.Struct):
    """The part of a record that the index needs."""

    id: str
    site: str
    text_sha256: str
    revision: Annotated[int, msgspec.Meta(ge=-_LARGEST, le=_LARGEST)] = 1
    url: str | None = None
    canonical_url: str | None = None
    aliases: list[str] = msgspec.field(default_factory=list)
    published_at: datetime | None = None
    fetched_at: datetime | None = None
    first_seen_at: datetime | None = None
    http: Http = msgspec.field(default_factory=Http)


@dataclass(frozen=True, kw_only=True)
class IndexedArticle:
    """The ledger's entry of one URL; *sources* are bits, see findings.sources_in; *requested* is as in a Finding."""

    sources: int
    reason: str | None
    tried: bool
    requested: str | None = None


class Index:
    """The open index; additions become durable with *commit*. A damaged file is deleted and created again.

    Only the holder of the archive's lock may write; with *writable* false, nothing is written and damage raises
    ArchiveError. *checked* and *durable* are those of `open_database`.
    """

    def __init__(self, path: Path, *, writable: bool = True, checked: bool = True, durable: bool = True) -> None:
        self.path = path
        self._explained = _Explained(path)
        self._base = open_database(path, writable=writable, checked=checked, durable=durable)
        with self._explained:
            mark: int = self._base.execute("PRAGMA application_id").fetchone()[0]
        self._is_settled = mark != UNSETTLED

    def files(self) -> dict[str, Stamp]:
        """Return size (bytes) and mtime (ns) of every file when it was last read or written."""
        with self._explained:
            return {path: (size, mtime) for path, size, mtime in self._base.execute("SELECT * FROM files")}

    def stamp(self, path: str) -> Stamp | None:
        """Return size (bytes) and mtime (ns) of the file *path* when it was last read or written, ``None`` if never."""
        with self._explained:
            row = self._base.execute("SELECT size, mtime_ns FROM files WHERE path = ?", (path,)).fetchone()
        return (row[0], row[1]) if row else None

    def set_file(self, path: str, stamp: Stamp) -> None:
        """Record that everything in *path* up to this size is in the index."""
        self._unsettle()
        with self._explained:
            self._base.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", (path, *stamp))

    def clear(self) -> None:
        """Remove every entry."""
        self._unsettle()
        for table in ("files", "records", "urls", "found"):
            with self._explained:
                self._base.execute(f"DELETE FROM {table}")

    def add_records(self, records: Iterable[Record | IndexEntry], file: str | None, offset: int | None) -> None:
        """Add *records*, stored in the member at *offset* (bytes) of *file*; the highest revision counts."""
        self._unsettle()
        rows = [_row(record, file, offset) for record in records]
        self._run(_ADD_RECORD, [row for row, _ in rows])
        self._run(_ADD_TEXT, [row for row, _ in rows])
        self._run(_ADD_URL, [{**row, "url": url} for row, urls in rows for url in urls])

    def place_records(self, records: Iterable[Record], file: str, offset: int) -> None:
        """Set the location of added *records*: the member at *offset* (bytes) of *file*."""
        with self._explained:
            self._base.executemany(_PLACE, [(file, offset, record.id, record.revision) for record in records])

    def add_visits(self, visits: Iterable[Visit]) -> None:
        """Add *visits*; the latest of each URL counts."""
        self._unsettle()
        rows = [_visit_row(visit) for visit in visits]
        self._run(_ADD_URL, rows)
        seen = "UPDATE records SET last_seen_at = max(coalesce(last_seen_at, ''), :seen_at) WHERE id = :id"
        self._run(seen, [row for row in rows if row["id"] and row["seen_at"]])

    def add_findings(self, findings: Iterable[Finding]) -> None:
        """Add *findings*: sources accumulate, the latest reason counts."""
        self._unsettle()
        self._run(_ADD_FOUND, [_finding_row(finding) for finding in findings])

    def found(self, url: str) -> IndexedArticle | None:
        """Return the ledger's entry of *url*, or ``None``."""
        with self._explained:
            row = self._base.execute(
                "SELECT ways, reason, tried, requested FROM found WHERE url = ?", (url,)
            ).fetchone()
        return IndexedArticle(sources=row[0], reason=row[1], tried=bool(row[2]), requested=row[3]) if row else None

    def by_url(self, url: str) -> Known | None:
        """Return the entry of *url* (exactly this string), or ``None``."""
        return self._one(_KNOWN, url)

    def by_id(self, id: str) -> Known | None:
        """Return the entry of the stored article *id*, or ``None``."""
        return self._one(_KNOWN_ID, id)

    def place_of(self, url: str) -> tuple[str, str, int] | None:
        """Return the article at *url*, with file and offset (bytes) of the batch that contains its last record.

        ``None`` if there is none, or if it is not on the disk yet.
        """
        with self._explained:
            row = self._base.execute(_PLACE_OF, (url,)).fetchone()
        return (row[0], row[1], row[2]) if row else None

    def recent(self, site: str, since: date) -> list[str]:
        """Return the URLs of *site*'s articles published (without a date: first seen) on *since* or later."""
        # Dates are compared as strings, each in its own UTC offset: callers that need exact bounds check again.
        query = "SELECT url FROM records WHERE site = ? AND coalesce(published_at, first_seen_at) >= ? ORDER BY 1"
        with self._explained:
            rows = self._base.execute(query, (site, since.isoformat())).fetchall()
        return [row[0] for row in rows if row[0]]

    def articles_under(self, prefix: str) -> list[tuple[str, str]]:
        """Return URL and text digest of the articles whose URL begins with *prefix*, at most _MOST_UNDER."""
        query = (
            "SELECT urls.url, records.text_sha256 FROM urls JOIN records ON records.id = urls.id"
            " WHERE urls.url >= ? AND urls.url < ? LIMIT ?"
        )
        with self._explained:
            rows = self._base.execute(query, (prefix, f"{prefix}\U0010ffff", _MOST_UNDER)).fetchall()
        return [(row[0], row[1]) for row in rows]

    def urls(self, site: str) -> Iterator[str]:
        """Return every URL known to lead to an article of *site*."""
        query = "SELECT urls.url FROM urls JOIN records ON records.id = urls.id WHERE records.site = ?"
        with self._explained:
            for (url,) in self._base.execute(query, (site,)):
                yield url

    def later_revisions(self) -> list[tuple[str, int, str | None]]:
        """Return id, last revision and its file for every article that has more than one revision."""
        # The cast is for a stranger's index, which is not checked before reading.
        query = "SELECT id, CAST(revision AS INTEGER), file FROM records WHERE revision > 1"
        with self._explained:
            return [tuple(row) for row in self._base.execute(query)]

    def moved(self) -> Iterator[tuple[str, str]]:
        """Yield the id of each article whose own URL redirects to another article, and that one's id.

        The other article has the same text, or had it in a former revision.
        """
        # The casts are for a stranger's index, which is not checked before reading.
        query = (
            "SELECT CAST(urls.url AS TEXT), CAST(records.id AS TEXT), CAST(records.site AS TEXT),"
            " CAST(records.texts AS TEXT) FROM urls LEFT JOIN urls AS target ON target.url = urls.target"
            " JOIN records ON records.id = coalesce(target.id, urls.id) WHERE urls.outcome = 'redirect'"
        )
        with self._explained:
            for url, new, site, texts in self._base.execute(query).fetchall():
                old = f"{site}:{url_digest(url)}"
                row = self._base.execute(_TEXT_OF, (old,)).fetchone() if old != new else None
                if row and row[0] in texts.split(" "):
                    yield old, new

    def count(self, site: str | None = None) -> int:
        """Return how many articles are stored, of one *site* or of all."""
        query = f"SELECT count(*) FROM records{' WHERE site = ?' if site else ''}"
        with self._explained:
            counted: int = self._base.execute(query, (site,) if site else ()).fetchone()[0]
        return counted

    def settle(self) -> None:
        """Commit, and mark the file as closed properly: no byte of it changes until it is opened for writing again."""
        self.commit()
        if not self._is_settled:
            self._mark(0)
            self._is_settled = True

    def _unsettle(self) -> None:
        # Before the first change, while no commit is pending: a record counts only once its file is written.
        if self._is_settled:
            self._mark(UNSETTLED)
            self._is_settled = False

    def _mark(self, mark: int) -> None:
        with self._explained:
            self._base.execute(f"PRAGMA application_id = {mark}")
            self.commit()

    def commit(self) -> None:
        """Commit the additions."""
        with self._explained:
            self._base.commit()

    def rollback(self) -> None:
        """Discard additions since the last *commit*."""
        self._base.rollback()

    def close(self) -> None:
        """Close without committing."""
        self._base.close()

    def _run(self, command: str, rows: list[dict[str, object]]) -> None:
        with self._explained:
            self._base.executemany(command, rows)

    def _one(self, query: str, key: str) -> Known | None:
        with self._explained:
            row = self._base.execute(query, (key,)).fetchone()
        if row is None:
            return None
        values = dict(row)
        for name in ("published_at", "first_seen_at", "last_seen_at", "since"):
            values[name] = self._time(values[name])
        return Known(**values)

    def _time(self, text: str | None) -> datetime | None:
        try:
            return datetime.fromisoformat(text) if text else None
        except ValueError as error:
            raise index_error(sqlite3.DatabaseError(str(error)), self.path) from error


class _Explained:
    """Raises errors of SQLite as ArchiveError with the remedy; a generator would cost more than a short query."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, sqlite3.DatabaseError):
            raise index_error(error, self._path) from error


def stamp_of(path: Path) -> Stamp:
    """Return size (bytes) and mtime (ns) of *path*; raise OSError if there is no such file."""
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns


def _row(record: Record | IndexEntry, file: str | None, offset: int | None) -> tuple[dict[str, object], list[str]]:
    urls = [url for url in dict.fromkeys((record.url, record.canonical_url, *record.aliases)) if url]
    row: dict[str, object] = {
        "id": record.id,
        "revision": record.revision,
        "site": record.site,
        "url": record.url,
        "text_sha256": record.text_sha256,
        "published_at": record.published_at and record.published_at.isoformat(),
        "first_seen_at": _utc(record.first_seen_at),
        "seen_at": _utc(record.fetched_at),
        "etag": record.http.etag,
        "last_modified": record.http.last_modified,
        "status": record.http.status,
        "outcome": "stored",
        "target": None,
        "file": file,
        "offset": offset,
    }
    return row, urls


def _visit_row(visit: Visit) -> dict[str, object]:
    return {
        "url": visit.url,
        "id": visit.id,
        "outcome": visit.outcome,
        "status": visit.status,
        "target": visit.target,
        "seen_at": _utc(visit.at),
        "etag": visit.etag,
        "last_modified": visit.last_modified,
    }


def _finding_row(finding: Finding) -> dict[str, object]:
    return {
        "url": finding.url,
        "site": finding.site,
        "ways": bit_of(finding.source),
        "day": finding.day and finding.day.isoformat(),
        "at": _utc(finding.at),
        "reason": finding.reason,
        "tried": finding.tried,
        "requested": finding.requested,
    }


def _utc(at: datetime | None) -> str | None:
    try:
        return at.astimezone(UTC).isoformat() if at else None
    except OverflowError:  # the first or last day of the calendar, which only a hostile record has
        return None
