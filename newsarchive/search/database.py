"""The file of a search base: opened, checked, begun anew; its one writer."""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path

from newsarchive.search.schema import APPLICATION, FULL_TEXT, INDEXES, TABLES, VERSION

# One page holds an article; the full text keeps its pending words in memory until a batch is committed.
_PAGE = 8192
_PENDING_BYTES = 128 << 20
_CACHE_KIB = 64 << 10
_FULL_TEXTS = ("articles_fts", "articles_exact")
# SQLite's own choice.
_AUTOMERGE = 4
_PATIENCE_SECONDS = 60.0


class NotOurs(sqlite3.DatabaseError):
    """A file that is no search base of this version."""


def open_base(path: Path | str, *, writable: bool = False) -> sqlite3.Connection:
    """Open the search base at *path*, by default to read; raise NotOurs or another sqlite3.DatabaseError.

    Transactions are the caller's. The SQL function record_json(json) unpacks the column revisions.json.
    """
    mode = "rw" if writable else "ro"
    base = sqlite3.connect(
        f"{Path(path).absolute().as_uri()}?mode={mode}", uri=True, timeout=_PATIENCE_SECONDS, isolation_level=None
    )
    try:
        _check(base, Path(path))
        register(base)
        base.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    except sqlite3.DatabaseError:
        base.close()
        raise
    return base


def register(base: sqlite3.Connection) -> None:
    """Give the connection *base* the SQL function record_json(json): the record's JSON text."""
    base.create_function("record_json", 1, _unpacked, deterministic=True)


def make_base(path: Path) -> sqlite3.Connection:
    """Make an empty base at *path* and begin to fill it, quick and careless; after finish_base it may be renamed."""
    base = sqlite3.connect(path, isolation_level=None)
    base.execute(f"PRAGMA page_size = {_PAGE}")
    base.execute("PRAGMA journal_mode = OFF")
    base.execute("PRAGMA synchronous = OFF")
    base.execute(f"PRAGMA cache_size = -{4 * _CACHE_KIB}")
    base.executescript(
        f"BEGIN; {TABLES} {FULL_TEXT} PRAGMA user_version = {VERSION}; PRAGMA application_id = {APPLICATION}; COMMIT;"
    )
    _set(base, "hashsize", _PENDING_BYTES)
    # Merged once, at the end, instead of again and again on the way.
    _set(base, "automerge", 0)
    register(base)
    base.execute("BEGIN")
    return base


def finish_base(base: sqlite3.Connection) -> None:
    """Merge the full text of a base that has been filled for the first time, index its tables and commit."""
    for table in _FULL_TEXTS:
        base.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")
    _set(base, "automerge", _AUTOMERGE)
    base.execute("COMMIT")
    base.executescript(INDEXES)
    base.execute("PRAGMA optimize")


def _set(base: sqlite3.Connection, name: str, value: int) -> None:
    for table in _FULL_TEXTS:
        base.execute(f"INSERT INTO {table} ({table}, rank) VALUES (?, ?)", (name, value))


@contextlib.contextmanager
def transaction(base: sqlite3.Connection) -> Iterator[None]:
    """Do all of it or nothing; inside a transaction, be a part of it."""
    if base.in_transaction:
        yield
        return
    base.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        base.execute("ROLLBACK")
        raise
    base.execute("COMMIT")


@contextlib.contextmanager
def one_writer(path: Path, *, wait: bool) -> Iterator[bool]:
    """Hold the right to write the base at *path*; yield whether it was got, which it always is with *wait*."""
    handle = os.open(path.with_name(f".{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            held = True
        except BlockingIOError:
            held = False
        yield held
    finally:
        os.close(handle)


def _check(base: sqlite3.Connection, path: Path) -> None:
    found = (base.execute("PRAGMA user_version").fetchone()[0], base.execute("PRAGMA application_id").fetchone()[0])
    if found != (VERSION, APPLICATION):
        raise NotOurs(f"{path}: no search base of this version; delete it, it is made anew when it is needed")


def _unpacked(packed: bytes) -> str:
    return zlib.decompress(packed).decode("utf-8", "surrogatepass")
