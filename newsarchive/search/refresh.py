"""Bring a search base up to the files of records: only what is new is read, what was rewritten is read again."""

from __future__ import annotations

import os
import sqlite3
import warnings
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from newsarchive.archive.layout import UNDATED, Layout, month_of_file
from newsarchive.archive.reader import ArchiveWarning
from newsarchive.article import BadRecord, Record, record_from_json
from newsarchive.members import Break, read_members
from newsarchive.search.database import transaction
from newsarchive.search.frequent import has_outgrown_its_sample, note_count
from newsarchive.search.rows import Rows

Tell = Callable[[int], None]
Stamp = tuple[int, int]
# So many records are taken into memory, put in order of time and added in one transaction.
_BATCH = 4000
_CHUNK = 1 << 20
_UNFINISHED: Stamp = (-1, -1)


@dataclass(frozen=True, kw_only=True)
class _Known:
    """How far the file *number* has been read: *crc* is the CRC-32 of its first *read* bytes."""

    number: int
    stamp: Stamp
    read: int
    crc: int


@dataclass(frozen=True, kw_only=True)
class _Step:
    """Some whole members of *path*; when they are in, it has been read up to *read*; *stamp* when that is all."""

    path: Path
    records: list[tuple[Record, bytes]]
    read: int
    stamp: Stamp = _UNFINISHED
    anew: bool = False


def is_current(base: sqlite3.Connection, layout: Layout) -> bool:
    """Tell whether the base has read everything, going by size and time of the files."""
    return {path: one.stamp for path, one in _known(base).items()} == _stamps(layout)


def is_outdated(base: sqlite3.Connection, layout: Layout) -> bool:
    """Tell whether beginning anew is better than going on: much was rewritten or has gone, or much has come."""
    if has_outgrown_its_sample(base):
        return True
    known = _known(base)
    stale = sum(one.read for path, one in known.items() if not _continues(layout, path, one))
    return stale * 3 > sum(one.read for one in known.values())


def refresh(base: sqlite3.Connection, layout: Layout, tell: Tell | None = None) -> int:
    """Read what the base has not read and return how many records that were; every batch is committed whole.

    Of a file that is being written the whole members are read. *tell* is called with the count after every batch.
    """
    rows = Rows(base)
    _forget_vanished(base, layout, rows)
    count = waiting = 0
    batch: list[_Step] = []
    for step in _steps(base, layout):
        batch.append(step)
        waiting += len(step.records)
        if waiting >= _BATCH:
            count += _add(base, layout, rows, batch)
            batch, waiting = [], 0
            if tell:
                tell(count)
    count += _add(base, layout, rows, batch)
    note_count(base)
    return count


def _known(base: sqlite3.Connection) -> dict[str, _Known]:
    query = "SELECT path, number, size, mtime_ns, read, crc FROM files"
    return {
        path: _Known(number=number, stamp=(size, mtime), read=read, crc=crc)
        for path, number, size, mtime, read, crc in base.execute(query)
    }


def _stamps(layout: Layout) -> dict[str, Stamp]:
    """Return size and time of every file of records; asked before every search, of thousands of files."""
    return {
        f"{layout.articles.name}/{site.name}/{one.name}": _stamp(one.stat())
        for site in _entries(layout.articles)
        if site.name.startswith("site=") and site.is_dir()
        for one in _entries(site)
        if one.name.endswith(".jsonl.gz")
    }


def _entries(folder: Path | os.DirEntry[str]) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        yield from entries


def _stamp(found: os.stat_result) -> Stamp:
    return found.st_size, found.st_mtime_ns


def _continues(layout: Layout, name: str, known: _Known) -> bool:
    """Tell whether the file still begins with what was read of it."""
    path = layout.folder / name
    if not path.exists():
        return False
    return known.stamp == _stamp(path.stat()) or _crc(path, 0, known.read) == known.crc


def _forget_vanished(base: sqlite3.Connection, layout: Layout, rows: Rows) -> None:
    vanished = [one.number for path, one in _known(base).items() if not (layout.folder / path).exists()]
    if vanished:
        with transaction(base):
            for number in vanished:
                rows.forget_file(number)


def _steps(base: sqlite3.Connection, layout: Layout) -> Iterator[_Step]:
    known = _known(base)
    # Month by month, all sites: the rows then come nearly in order of their keys, which the full text takes fastest.
    for path in sorted(layout.article_files(), key=lambda path: (_month(path), path)):
        name = layout.relative(path)
        stamp, before = _stamp(path.stat()), known.get(name)
        if before and before.stamp == stamp:
            continue
        anew = before is not None and not _continues(layout, name, before)
        yield from _steps_of(path, before.read if before and not anew else 0, stamp, anew)


def _month(path: Path) -> str:
    month = month_of_file(path)
    return "" if month in (None, UNDATED) else str(month)


def _steps_of(path: Path, start: int, stamp: Stamp, anew: bool) -> Iterator[_Step]:
    """Yield the members from *start* on, in portions, and at last a step that bears the *stamp*."""
    records: list[tuple[Record, bytes]] = []
    read = start
    for one in read_members(path, start):
        if isinstance(one, Break):
            if one.torn:
                break
            _warn(f"{path}: {one.length} bytes at {one.offset} are damaged; they were left out")
        else:
            records += _records(path, one.data)
        read = one.offset + one.length
        if len(records) >= _BATCH:
            yield _Step(path=path, records=records, read=read, anew=anew)
            records, anew = [], False
    yield _Step(path=path, records=records, read=read, stamp=stamp, anew=anew)


def _records(path: Path, data: bytes) -> Iterator[tuple[Record, bytes]]:
    for line in BytesIO(data):
        try:
            yield record_from_json(line), line
        except BadRecord as error:
            _warn(f"{path}: {error}; the line was left out")


def _add(base: sqlite3.Connection, layout: Layout, rows: Rows, batch: list[_Step]) -> int:
    with transaction(base):
        numbers = {step.path: _number(base, layout, rows, step) for step in batch}
        found = [(record, line, numbers[step.path]) for step in batch for record, line in step.records]
        if found:
            rows.learn_common(record for record, _, _ in found)
        for record, line, number in sorted(found, key=_order):
            rows.add(record, line, number)
        for step in batch:
            _note(base, numbers, step)
    return len(found)


def _order(found: tuple[Record, bytes, int]) -> tuple[str, str, int]:
    record = found[0]
    at = record.published_at
    return at.replace(tzinfo=None).isoformat() if at else "", record.id, record.revision


def _number(base: sqlite3.Connection, layout: Layout, rows: Rows, step: _Step) -> int:
    name = layout.relative(step.path)
    row = base.execute("SELECT number FROM files WHERE path = ?", (name,)).fetchone()
    if row is not None and step.anew:
        rows.forget_file(row[0])
    base.execute("INSERT OR IGNORE INTO files (path, size, mtime_ns, read, crc) VALUES (?, -1, -1, 0, 0)", (name,))
    return int(base.execute("SELECT number FROM files WHERE path = ?", (name,)).fetchone()[0])


def _note(base: sqlite3.Connection, numbers: Mapping[Path, int], step: _Step) -> None:
    number = numbers[step.path]
    read, crc = base.execute("SELECT read, crc FROM files WHERE number = ?", (number,)).fetchone()
    crc = _crc(step.path, read, step.read, crc)
    base.execute(
        "UPDATE files SET size = ?, mtime_ns = ?, read = ?, crc = ? WHERE number = ?",
        (*step.stamp, step.read, crc, number),
    )


def _crc(path: Path, start: int, end: int, crc: int = 0) -> int:
    """Return the CRC-32 of the bytes from *start* to *end*, going on from *crc*; -1 when the file is shorter."""
    with path.open("rb") as stream:
        stream.seek(start)
        while start < end and (chunk := stream.read(min(_CHUNK, end - start))):
            crc = zlib.crc32(chunk, crc)
            start += len(chunk)
    return crc if start == end else -1


def _warn(message: str) -> None:
    warnings.warn(message, ArchiveWarning, stacklevel=4)
