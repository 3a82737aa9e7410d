"""The file of a search index: open it, check it, create it, lock it for writing."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from newsarchive.archive.appending import draft_of
from newsarchive.archive.database import is_schema_of
from newsarchive.search.record_lines import reader_of
from newsarchive.search.schema import APPLICATION, FULL_TEXT, TABLES, VERSION

# Several articles fit on one SQLite page, so little space is wasted.
_PAGE = 16384
# FTS5 keeps this many bytes of new words in memory before it writes a segment.
_PENDING_BYTES = 64 << 20
# FTS5 merges this many segments of one size, not four: each word is then rewritten once or twice, not four times.
_SEGMENTS = 16
_CACHE_KIB = 64 << 10  # KiB of SQLite's page cache
_SMALL_CACHE_KIB = 16 << 10  # KiB; during a crawl, which needs the memory itself
_FULL_TEXTS = ("articles_fts", "articles_marks")
_BUSY_SECONDS = 60.0
_PLACE = "place"


class NotAnIndex(sqlite3.DatabaseError):
    """Raised when a file is not a search index of this version."""


def open_index(
    path: Path | str, folder: Path | str | None = None, *, writable: bool = False, saves_memory: bool = False
) -> sqlite3.Connection:
    """Open the search index at *path*, by default read-only; raise NotAnIndex or another sqlite3.DatabaseError.

    The caller controls transactions. The SQL function record_json(file, member, line) reads a record's JSON from the
    archive *folder*, by default the folder of *path*. A writable index caches up to 256 MB of its pages, or 16 MB if it
    *saves_memory*.
    """
    path = Path(path)
    mode = "rw" if writable else "ro"
    index = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=_BUSY_SECONDS, isolation_level=None
    )
    try:
        _check(index, path)
        _register(index, Path(folder) if folder is not None else path.parent)
        cache = _SMALL_CACHE_KIB if saves_memory else 4 * _CACHE_KIB if writable else _CACHE_KIB
        index.execute(f"PRAGMA cache_size = -{cache}")
        index.execute("PRAGMA temp_store = MEMORY")
    except sqlite3.DatabaseError:
        index.close()
        raise
    return index


def create_index(path: Path) -> None:
    """Create an empty index at *path*, atomically; it contains the number of its file, see `is_built_here`."""
    draft = draft_of(path)
    draft.unlink(missing_ok=True)
    index = sqlite3.connect(draft, isolation_level=None)
    try:
        index.execute(f"PRAGMA page_size = {_PAGE}")
        index.executescript(
            f"BEGIN; {TABLES} {FULL_TEXT} PRAGMA user_version = {VERSION}; "
            f"PRAGMA application_id = {APPLICATION}; COMMIT;"
        )
        index.execute("INSERT INTO settings VALUES (?, ?)", (_PLACE, _number_of(draft)))
        for table in _FULL_TEXTS:
            index.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('hashsize', ?)", (_PENDING_BYTES,))
            index.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('automerge', ?)", (_SEGMENTS,))
        index.close()
        draft.replace(path)
    except BaseException:
        index.close()
        draft.unlink(missing_ok=True)
        raise


def is_built_here(index: sqlite3.Connection, path: Path) -> bool:
    """Return whether the open *index* at *path* was built in this place.

    Whoever made an archive cannot choose the number (inode) that its files get where it is unpacked: an index that
    came with an archive, whose rows may differ from the records, contains another one.
    """
    found = index.execute("SELECT value FROM settings WHERE name = ?", (_PLACE,)).fetchone()
    return found is not None and found[0] == _number_of(path)


def _number_of(path: Path) -> int:
    return path.stat().st_ino & ((1 << 63) - 1)  # some file systems use 64 bits and more; SQLite has 63 and a sign


@contextlib.contextmanager
def transaction(index: sqlite3.Connection) -> Iterator[None]:
    """Run the block in a transaction, or as a part of the current one."""
    if index.in_transaction:
        yield
        return
    index.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        index.execute("ROLLBACK")
        raise
    index.execute("COMMIT")


@contextlib.contextmanager
def one_writer(path: Path, *, wait: bool) -> Iterator[bool]:
    """Lock the index at *path* for writing; yield whether the lock was acquired, which is always true with *wait*."""
    from filelock import FileLock, Timeout  # flock(2) on Linux and macOS; the kernel releases it when the holder dies

    lock = FileLock(path.with_name(f".{path.name}.lock"), mode=0o644, thread_local=False)
    try:
        lock.acquire(blocking=wait)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


def _check(index: sqlite3.Connection, path: Path) -> None:
    found = (index.execute("PRAGMA user_version").fetchone()[0], index.execute("PRAGMA application_id").fetchone()[0])
    if found != (VERSION, APPLICATION) or not is_schema_of(index, f"{TABLES} {FULL_TEXT}"):
        raise NotAnIndex(f"{path}: not a search index of this version; delete it, and the next search builds a new one")


def _register(index: sqlite3.Connection, folder: Path) -> None:
    paths = "SELECT path FROM files WHERE number = ?"
    read = reader_of(folder, lambda file: index.execute(paths, (file,)).fetchone()[0])
    index.create_function("record_json", 3, lambda *place: read(*place).decode("utf-8", "surrogatepass"))
