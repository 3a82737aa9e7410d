"""Open the index's SQLite file, check it, or create it again."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from functools import cache
from pathlib import Path

from newsarchive.archive.appending import ArchiveError, archive_error

_VERSION = 5
# "ways" holds the discovery sources (see findings.bit_of): a new name would make the index of every archive useless.
_CACHE_KB = 16_384  # SQLite's default of 2 MB holds the locations of only some thousand articles
_TABLES = """
CREATE TABLE files (path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE records (
    id TEXT PRIMARY KEY, revision INTEGER NOT NULL, site TEXT NOT NULL, url TEXT, text_sha256 TEXT NOT NULL,
    published_at TEXT, first_seen_at TEXT, last_seen_at TEXT, etag TEXT, last_modified TEXT,
    file TEXT, offset INTEGER, texts TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE urls (
    url TEXT PRIMARY KEY, id TEXT, outcome TEXT NOT NULL, status INTEGER, target TEXT,
    seen_at TEXT, etag TEXT, last_modified TEXT, since TEXT) WITHOUT ROWID;
CREATE TABLE found (
    url TEXT PRIMARY KEY, site TEXT NOT NULL, ways INTEGER NOT NULL, day TEXT, found_at TEXT,
    reason TEXT, tried INTEGER NOT NULL, said_at TEXT, requested TEXT) WITHOUT ROWID;
"""
# "texts" are the digests of all revisions, separated by spaces: a moved article is known by any of its texts.
# SQLite reserves the names for its own tables and indexes.
_OBJECTS = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
_LATER = """
SELECT records.id FROM records LEFT JOIN rebuilt.records AS now ON now.id = records.id
WHERE coalesce(now.revision, 0) < records.revision
    AND (records.file IS NULL OR records.file NOT IN (SELECT value FROM json_each(?))) LIMIT 1"""
# What does not depend on the order in which the files are read.
_COMPARED = {
    "records": "id, revision, site, url, text_sha256, published_at",
    "urls": "url",
    "found": "url",
}
_DIFFERENCES = tuple(
    f"SELECT * FROM (SELECT {columns} FROM {first}.{table} EXCEPT SELECT {columns} FROM {second}.{table}) LIMIT 1"
    for table, columns in _COMPARED.items()
    for first, second in (("main", "rebuilt"), ("rebuilt", "main"))
)
# SQLite keeps a value of any type in any column; only a stranger's index has one of another type than its column.
_OTHER_TYPES = {
    "files": ("typeof(path) <> 'text'", "typeof(size) <> 'integer'", "typeof(mtime_ns) <> 'integer'"),
    "records": (
        "typeof(revision) <> 'integer'",
        "typeof(offset) NOT IN ('integer', 'null')",
        "offset < 0",
        *(f"typeof({name}) = 'blob'" for name in ("id", "site", "url", "text_sha256", "published_at", "file")),
        *(f"typeof({name}) = 'blob'" for name in ("first_seen_at", "last_seen_at", "etag", "last_modified", "texts")),
    ),
    "urls": (
        "typeof(status) NOT IN ('integer', 'null')",
        *(f"typeof({name}) = 'blob'" for name in ("url", "id", "outcome", "target", "seen_at", "etag")),
        *(f"typeof({name}) = 'blob'" for name in ("last_modified", "since")),
    ),
    "found": (
        "typeof(ways) <> 'integer'",
        "typeof(tried) <> 'integer'",
        *(f"typeof({name}) = 'blob'" for name in ("url", "site", "day", "found_at", "reason", "said_at", "requested")),
    ),
}
# Indexes made by earlier versions have none.
_REVISED = "CREATE INDEX IF NOT EXISTS revised ON records (id, revision, file) WHERE revision > 1"


def open_database(path: Path, *, writable: bool, checked: bool = True, durable: bool = True) -> sqlite3.Connection:
    """Open the index at *path*; if *writable*, create it, also in place of a damaged one. Raise ArchiveError.

    With *checked* false (only for reading), damage shows on access: the check of a large index takes seconds. With
    *durable* false, no write waits for the disk: for an index that is read once and deleted.
    """
    try:
        return _open(path, durable=durable) if writable else _open_to_read(path, checked=checked)
    except sqlite3.OperationalError as error:  # busy, no permission, no room: not damage
        raise index_error(error, path) from error
    except sqlite3.DatabaseError as error:
        if not writable:
            raise index_error(error, path) from error
        return _begin_anew(path)


def other_row(path: Path, rebuilt: Path, stale: Sequence[str]) -> str | None:
    """Return the id or URL of a row of the index at *path* that *rebuilt* contradicts; ``None`` if there is none.

    *rebuilt* is an index of the same files. Of the *stale* files, the index has a former state.
    """
    with closing(open_database(path, writable=False)) as base:
        try:
            base.execute("ATTACH ? AS rebuilt", (str(rebuilt),))
            found = base.execute(_LATER, (json.dumps(stale),)).fetchone()
            for query in () if stale else _DIFFERENCES:
                found = found or base.execute(query).fetchone()
        except sqlite3.DatabaseError as error:
            raise index_error(error, path) from error
    return str(found[0]) if found else None


def is_damaged(path: Path) -> bool:
    """Return whether the file at *path* exists and is not an index, not even one of another version."""
    if not path.exists():
        return False
    try:
        with closing(_connected(f"{path.absolute().as_uri()}?mode=ro")) as base:
            if _version(base) == _VERSION:
                _check(base)
                return False
            return bool(base.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok")
    except sqlite3.DatabaseError:
        return True


def is_schema_of(base: sqlite3.Connection, script: str) -> bool:
    """Return whether the SQLite file *base* defines nothing but what the statements of *script* define.

    A view or a trigger under the name of a table is code of whoever made the file, and may run for ever.
    """
    found = base.execute(_OBJECTS).fetchall()
    return {tuple(row) for row in found} <= _objects_of(script)


@cache
def _objects_of(script: str) -> frozenset[tuple[str, str, str]]:
    with closing(sqlite3.connect(":memory:")) as base:
        base.executescript(script)
        return frozenset(map(tuple, base.execute(_OBJECTS)))


def index_error(error: sqlite3.DatabaseError, path: Path) -> ArchiveError:
    """Return *error* as an ArchiveError with the remedy."""
    if getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE):
        return archive_error(OSError(errno.ENOSPC, str(error)), path)
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_CANTOPEN:
        cause = _why_not_opened(path.parent)
        if cause is not None:
            return archive_error(cause, path)
    remedy = f"the index cannot be used ({error}); delete it, and the next run builds it again from the records"
    return ArchiveError(errno.EIO, remedy, str(path))


def _why_not_opened(folder: Path) -> OSError | None:
    """Return why no file can be opened in *folder*, which SQLite does not say: no permission, too many open files."""
    handles: list[int] = []
    try:
        while len(handles) < 3:  # the database, its journal and the folder
            handles.append(os.open(folder, os.O_RDONLY))
    except OSError as error:
        return error
    finally:
        for handle in handles:
            os.close(handle)
    return None


def _open(path: Path, *, durable: bool = True) -> sqlite3.Connection:
    base = _connected(path)
    try:
        # One file, no -wal beside it: an archive is copied with cp and read from read-only disks.
        base.execute(f"PRAGMA journal_mode = {'DELETE' if durable else 'MEMORY'}")
        base.execute(f"PRAGMA synchronous = {'NORMAL' if durable else 'OFF'}")
        base.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
        if _version(base) == 0:
            base.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {_VERSION}; COMMIT;")
        _check(base)
        base.execute(_REVISED)
    except sqlite3.DatabaseError:
        base.close()
        raise
    return base


def _open_to_read(path: Path, *, checked: bool) -> sqlite3.Connection:
    # A process killed in a transaction leaves a journal, which only a process with write access can roll back.
    mode = "rw" if path.with_name(f"{path.name}-journal").exists() and os.access(path, os.W_OK) else "ro"
    base = _connected(f"{path.absolute().as_uri()}?mode={mode}")
    try:
        base.execute("PRAGMA query_only = ON")
        if _version(base) == 0 and not base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            base.close()
            return _empty()  # its creator was killed before it wrote anything
        _check(base, pages=checked)
    except sqlite3.DatabaseError:
        base.close()
        raise
    return base


def _empty() -> sqlite3.Connection:
    base = _connected("file::memory:")
    base.executescript(f"{_TABLES} PRAGMA user_version = {_VERSION};")
    return base


def _begin_anew(path: Path) -> sqlite3.Connection:
    try:
        for file in (path, path.with_name(f"{path.name}-journal")):
            file.unlink(missing_ok=True)
        return _open(path)
    except OSError as error:
        raise archive_error(error, path) from error
    except sqlite3.DatabaseError as error:
        raise index_error(error, path) from error


def _connected(place: Path | str) -> sqlite3.Connection:
    base = sqlite3.connect(place, uri=isinstance(place, str), check_same_thread=False)
    base.row_factory = sqlite3.Row
    return base


def _version(base: sqlite3.Connection) -> int:
    version: int = base.execute("PRAGMA user_version").fetchone()[0]
    return version


def _check(base: sqlite3.Connection, *, pages: bool = True) -> None:
    if _version(base) != _VERSION:
        raise sqlite3.DatabaseError("made by another version")
    if not is_schema_of(base, f"{_TABLES} {_REVISED};"):
        raise sqlite3.DatabaseError("its tables are not those of an index")
    if pages and base.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise sqlite3.DatabaseError("damaged")
    if pages and any(_has_row(base, table, " OR ".join(faults)) for table, faults in _OTHER_TYPES.items()):
        raise sqlite3.DatabaseError("a value is not of the type of its column")


def _has_row(base: sqlite3.Connection, table: str, condition: str) -> bool:
    return base.execute(f"SELECT 1 FROM {table} WHERE {condition} LIMIT 1").fetchone() is not None
