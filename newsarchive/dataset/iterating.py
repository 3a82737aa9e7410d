"""Records one after the other, and which revision of each is the last: batches are unpacked while others are read."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from io import BytesIO
from itertools import chain, groupby
from pathlib import Path
from typing import TypeVar

import msgspec

from newsarchive.archive.reader import OnError, decode_lines, decoded_lines, has_batches, read_batches, read_records
from newsarchive.archive.stored import stored_record
from newsarchive.article import Record

_Value = TypeVar("_Value")

_MOST_THREADS = 8
_AHEAD = 3  # megabytes that may wait unpacked
_FIRST = b'"revision":1,'


def records_in(files: Sequence[Path], on_error: OnError) -> Iterator[Record]:
    """Yield the records of *files* in their order, every revision."""
    for in_batches, some in groupby(files, key=has_batches):
        if in_batches:
            yield from _records_ahead(some, on_error)
        else:
            for file in some:
                yield from _records_of(file, on_error)


def latest_revisions(files: Sequence[Path], on_error: OnError) -> dict[str, int]:
    """Return the highest revision of each article that has more than one."""
    latest: dict[str, int] = {}
    for found in side_by_side(lambda file: list(_later_revisions(file, on_error)), files):
        for id, revision in found:
            latest[id] = max(revision, latest.get(id, 1))
    return latest


def count_of_first(files: Sequence[Path], on_error: OnError) -> int | None:
    """Count the records of *files* without decoding them; ``None`` where that is not possible.

    That is: where a file has no batches, and where some records are later revisions.
    """
    if not all(map(has_batches, files)):
        return None
    total = 0
    for count in side_by_side(lambda file: _count_of_first(file, on_error), files):
        if count is None:
            return None
        total += count
    return total


def _count_of_first(file: Path, on_error: OnError) -> int | None:
    total = 0
    for data in read_batches(file, on_error=on_error):
        count = data.count(b"\n")
        if data.count(_FIRST) != count:
            return None
        total += count
    return total


def side_by_side(work: Callable[[Path], _Value], files: Sequence[Path]) -> Iterator[_Value]:
    """Yield *work(file)* for each of *files* in their order; unpacking, and Arrow, let other threads run."""
    if len(files) < 2:
        yield from map(work, files)
        return
    # One more than there are processors: while one waits for the interpreter, another unpacks.
    with ThreadPoolExecutor(min(_MOST_THREADS, (os.cpu_count() or 1) + 1)) as pool:
        waiting: deque[Future[_Value]] = deque()
        try:
            for file in files:
                waiting.append(pool.submit(work, file))
                if len(waiting) > 2 * _MOST_THREADS:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for one in waiting:
                one.cancel()


def _records_ahead(files: Iterable[Path], on_error: OnError) -> Iterator[Record]:
    batches = ((file, data) for file in files for data in read_batches(file, on_error=on_error))
    for file, some in groupby(_ahead(batches), key=lambda one: one[0]):
        lines = chain.from_iterable(BytesIO(data) for _, data in some)
        yield from decoded_lines(lines, file, stored_record, on_error)


def _ahead(values: Iterator[_Value]) -> Iterator[_Value]:
    """Yield *values*, the next ones of which are made in another thread meanwhile."""
    end = object()
    with ThreadPoolExecutor(1) as pool:
        waiting = deque(pool.submit(next, values, end) for _ in range(_AHEAD))
        while (value := waiting.popleft().result()) is not end:
            waiting.append(pool.submit(next, values, end))
            yield value  # type: ignore[misc]


def _records_of(file: Path, on_error: OnError) -> Iterator[Record]:
    if file.suffix != ".parquet":
        return read_records(file, on_error=on_error)
    from newsarchive.dataset.parquet_records import read_parquet_records

    return read_parquet_records(file)


class _Revision(msgspec.Struct):
    id: str
    revision: int = 1


_revision = msgspec.json.Decoder(_Revision)


def _decode_revision(line: bytes) -> _Revision | None:
    # Nearly every line is a first revision and says so near its beginning; only the others are worth decoding.
    if _FIRST in line[:300]:
        return None
    try:
        return _revision.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None  # the second reading names the line


def _later_revisions(file: Path, on_error: OnError) -> Iterator[tuple[str, int]]:
    found: Iterable[_Revision | Record | None]
    if file.suffix == ".parquet":
        found = _records_of(file, on_error)
    elif has_batches(file):
        # Within a text every quotation mark has a backslash before it: what is counted are keys.
        batches = (data for data in read_batches(file, on_error=on_error) if data.count(_FIRST) != data.count(b"\n"))
        found = (_decode_revision(line) for data in batches for line in BytesIO(data))
    else:
        found = decode_lines(file, _decode_revision, on_error)
    return ((one.id, one.revision) for one in found if one is not None and one.revision > 1)
