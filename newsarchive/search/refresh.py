"""Update a search index from the record files: new records are read, and rewritten files are read again."""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from newsarchive.archive.layout import UNDATED, Layout, month_of_file
from newsarchive.article import BadRecord
from newsarchive.members import Break, read_members
from newsarchive.search import moves
from newsarchive.search.database import transaction
from newsarchive.search.record_lines import reader_of
from newsarchive.search.rows import IndexRows, Place
from newsarchive.search.searched import SearchedRecord, searched_from_json

Stamp = tuple[int, int]
_BATCH = 10_000  # records that are read into memory, sorted by time and added in one transaction: 100 MB
_SMALL_BATCH = 1_000  # records; during a crawl, 10 MB
_LINES_AT_ONCE = 500
_CHUNK = 1 << 20
_UNFINISHED: Stamp = (-1, -1)
_COMPLETE = "complete"


@dataclass(frozen=True, kw_only=True)
class IndexProgress:
    """The progress of an update: *records* read so far, *done* of *total* bytes of the files to read."""

    records: int
    done: int
    total: int


Report = Callable[[IndexProgress], None]


@dataclass(frozen=True, kw_only=True)
class _Known:
    """The state of the file *number*: *crc* is the CRC-32 of its first *read* bytes."""

    number: int
    stamp: Stamp
    read: int
    crc: int


@dataclass(frozen=True, kw_only=True)
class _Problem:
    message: str


@dataclass(frozen=True, kw_only=True)
class _Line:
    record: SearchedRecord
    member: int
    line: int


@dataclass(frozen=True, kw_only=True)
class _Step:
    """Some complete members of *path*, up to byte *read*; *stamp* if these are the last. *start*: reread the file."""

    path: Path
    lines: list[_Line]
    problems: list[_Problem]
    read: int
    stamp: Stamp = _UNFINISHED
    again: bool = False


def is_complete(index: sqlite3.Connection) -> bool:
    """Return whether the index has ever been complete; if not, its first build was interrupted."""
    return index.execute("SELECT 1 FROM settings WHERE name = ?", (_COMPLETE,)).fetchone() is not None


def is_current(index: sqlite3.Connection, layout: Layout) -> bool:
    """Return whether the index is complete, judged by size and modification time of the files."""
    stamps = {path: indexed.stamp for path, indexed in _known(index).items()}
    return stamps == _stamps(layout) and moves.is_current(index, layout)


def is_outdated(index: sqlite3.Connection, layout: Layout) -> bool:
    """Return whether rebuilding is better than updating, because many records were rewritten or removed."""
    known = _known(index)
    stale = sum(indexed.read for path, indexed in known.items() if not _continues(layout, path, indexed))
    return stale * 3 > sum(indexed.read for indexed in known.values())


def problems(index: sqlite3.Connection) -> list[str]:
    """Return the parts of the archive that could not be read, each with its file."""
    query = "SELECT path, message FROM problems JOIN files ON number = file ORDER BY path, problems.rowid"
    return [f"{path}: {message}" for path, message in index.execute(query)]


def refresh(
    index: sqlite3.Connection, layout: Layout, report: Report | None = None, *, saves_memory: bool = False
) -> int:
    """Add records that are not in the index and return their number; every batch is one transaction.

    Of a file that is being written, the complete members are read. *report* is called after every batch.
    *saves_memory*: with smaller batches, which write more to the disk in total.
    """
    most = min(_BATCH, _SMALL_BATCH) if saves_memory else _BATCH
    lines = reader_of(layout.folder, lambda file: _path_of(index, file))
    rows = IndexRows(index, lambda place: searched_from_json(lines(place.file, place.member, place.line)))
    _forget_vanished(index, layout, rows)
    total = sum(size for _, size in unread(index, layout))
    count = waiting = done = 0
    batch: list[_Step] = []
    for step, size in _steps(index, layout):
        batch.append(step)
        waiting += len(step.lines)
        done += size
        if waiting >= most:
            count += _add(index, layout, rows, batch)
            batch, waiting = [], 0
            if report:
                report(IndexProgress(records=count, done=done, total=max(total, done)))
    with transaction(index):
        count += _add(index, layout, rows, batch)
        moves.leave_out_moved(index, layout, rows)
        index.execute("INSERT OR REPLACE INTO settings VALUES (?, 1)", (_COMPLETE,))
    return count


def _path_of(index: sqlite3.Connection, file: int) -> str:
    return str(index.execute("SELECT path FROM files WHERE number = ?", (file,)).fetchone()[0])


def _known(index: sqlite3.Connection) -> dict[str, _Known]:
    query = "SELECT path, number, size, mtime_ns, read, crc FROM files"
    return {
        path: _Known(number=number, stamp=(size, mtime), read=read, crc=crc)
        for path, number, size, mtime, read, crc in index.execute(query)
    }


def _stamps(layout: Layout) -> dict[str, Stamp]:
    """Return size and time of every record file; this function runs before every search, for thousands of files."""
    return {
        f"{layout.articles.name}/{site.name}/{entry.name}": _stamp(entry.stat())
        for site in _entries(layout.articles)
        if site.name.startswith("site=") and site.is_dir()
        for entry in _entries(site)
        if entry.name.endswith(".jsonl.gz")
    }


def _entries(folder: Path | os.DirEntry[str]) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        yield from entries


def _stamp(found: os.stat_result) -> Stamp:
    return found.st_size, found.st_mtime_ns


def _continues(layout: Layout, name: str, known: _Known) -> bool:
    """Return whether the file still begins with the bytes that were read."""
    path = layout.folder / name
    if not path.exists():
        return False
    return known.stamp == _stamp(path.stat()) or _crc(path, 0, known.read) == known.crc


def _forget_vanished(index: sqlite3.Connection, layout: Layout, rows: IndexRows) -> None:
    vanished = [indexed.number for path, indexed in _known(index).items() if not (layout.folder / path).exists()]
    if vanished:
        with transaction(index):
            for number in vanished:
                rows.forget_file(number)


def unread(index: sqlite3.Connection, layout: Layout) -> list[tuple[Path, int]]:
    """Return the files with new content, and the approximate size of that content in bytes, in reading order."""
    known, found = _known(index), list[tuple[Path, int]]()
    # By month, all sites: the rows are then nearly in the order of their keys, which is fastest for the full text.
    for path in sorted(layout.article_files(), key=lambda path: (_month(path), path)):
        stamp, before = _stamp(path.stat()), known.get(layout.relative(path))
        if before is None or before.stamp != stamp:
            found.append((path, max(0, stamp[0] - (before.read if before else 0))))
    return found


def _steps(index: sqlite3.Connection, layout: Layout) -> Iterator[tuple[_Step, int]]:
    """Yield the steps to add, with their number of bytes."""
    known = _known(index)
    for path, _ in unread(index, layout):
        name = layout.relative(path)
        stamp, before = _stamp(path.stat()), known.get(name)
        again = before is not None and not _continues(layout, name, before)
        at = before.read if before and not again else 0
        for step in _steps_of(path, at, stamp, again):
            yield step, step.read - at
            at = step.read


def _month(path: Path) -> str:
    month = month_of_file(path)
    return "" if month in (None, UNDATED) else str(month)


def _steps_of(path: Path, start: int, stamp: Stamp, again: bool) -> Iterator[_Step]:
    """Yield the members from *start* on, in portions; the last step has the *stamp*."""
    lines: list[_Line] = []
    bad: list[_Problem] = []
    read = start
    for member in read_members(path, start):
        if isinstance(member, Break):
            if member.torn:
                bad.append(
                    _Problem(message=f"the last {member.length} bytes are not a complete batch (is it being written?)")
                )
                break
            bad.append(_Problem(message=f"{member.length} bytes at {member.offset} are damaged"))
        else:
            for found in _lines(member.offset, member.data):
                (bad if isinstance(found, _Problem) else lines).append(found)  # type: ignore[arg-type]
        read = member.offset + member.length
        if len(lines) >= _LINES_AT_ONCE:
            yield _Step(path=path, lines=lines, problems=bad, read=read, again=again)
            lines, bad, again = [], [], False
    yield _Step(path=path, lines=lines, problems=bad, read=read, stamp=stamp, again=again)


def _lines(member: int, data: bytes) -> Iterator[_Line | _Problem]:
    for number, line in enumerate(data.split(b"\n")):
        if not line.strip():
            continue
        try:
            yield _Line(record=searched_from_json(line), member=member, line=number)
        except BadRecord as error:
            yield _Problem(message=f"line {number + 1} of the batch at byte {member} was skipped ({error})")


def _add(index: sqlite3.Connection, layout: Layout, rows: IndexRows, batch: list[_Step]) -> int:
    with transaction(index):
        numbers = {step.path: _number(index, layout, rows, step) for step in batch}
        found = [(line, numbers[step.path]) for step in batch for line in step.lines]
        found.sort(key=_order)
        rows.add_all([(line.record, Place(number, line.member, line.line)) for line, number in found])
        for step in batch:
            _note(index, numbers, step)
    return len(found)


def _order(found: tuple[_Line, int]) -> tuple[str, str, int]:
    record = found[0].record
    at = record.published_at
    return at.replace(tzinfo=None).isoformat() if at else "", record.id, record.revision


def _number(index: sqlite3.Connection, layout: Layout, rows: IndexRows, step: _Step) -> int:
    name = layout.relative(step.path)
    row = index.execute("SELECT number FROM files WHERE path = ?", (name,)).fetchone()
    if row is not None and step.again:
        rows.forget_file(row[0])
    index.execute("INSERT OR IGNORE INTO files (path, size, mtime_ns, read, crc) VALUES (?, -1, -1, 0, 0)", (name,))
    return int(index.execute("SELECT number FROM files WHERE path = ?", (name,)).fetchone()[0])


def _note(index: sqlite3.Connection, numbers: Mapping[Path, int], step: _Step) -> None:
    number = numbers[step.path]
    read, crc = index.execute("SELECT read, crc FROM files WHERE number = ?", (number,)).fetchone()
    crc = _crc(step.path, read, step.read, crc)
    index.execute(
        "UPDATE files SET size = ?, mtime_ns = ?, read = ?, crc = ? WHERE number = ?",
        (*step.stamp, step.read, crc, number),
    )
    # A batch that is still being written will be complete at the next update.
    index.execute("DELETE FROM problems WHERE file = ? AND message LIKE 'the last %'", (number,))
    index.executemany(
        "INSERT INTO problems (file, message) VALUES (?, ?)", [(number, problem.message) for problem in step.problems]
    )


def _crc(path: Path, start: int, end: int, crc: int = 0) -> int:
    """Return the CRC-32 of the bytes from *start* to *end*, continuing *crc*; -1 if the file is shorter."""
    with path.open("rb") as stream:
        stream.seek(start)
        while start < end and (chunk := stream.read(min(_CHUNK, end - start))):
            crc = zlib.crc32(chunk, crc)
            start += len(chunk)
    return crc if start == end else -1
