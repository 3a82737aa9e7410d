"""Iterate over records; batches are decompressed in other threads meanwhile."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from io import BytesIO
from itertools import chain, groupby
from pathlib import Path
from typing import TypeVar

from newsarchive.archive.reader import OnError, decoded_lines, has_batches, read_batches, read_records
from newsarchive.archive.stored import stored_record
from newsarchive.article import Record, record_from_json

_Value = TypeVar("_Value")

_MOST_THREADS = 8
_AHEAD = 3  # small files, or megabytes of a large file, that may wait decompressed
_SMALL = 2 << 20  # bytes, compressed
FIRST_REVISION = b'"revision":1,'


def records_in(files: Sequence[Path], on_error: OnError) -> Iterator[Record]:
    """Yield every revision of the records in *files*, in order."""
    for in_batches, some in groupby(files, key=has_batches):
        if in_batches:
            yield from _records_ahead(some, on_error)
        else:
            for file in some:
                yield from records_of(file, on_error)


def count_of_first(files: Sequence[Path], on_error: OnError) -> int | None:
    """Count the records of *files* without decoding them; ``None`` if that is not possible.

    It is not possible if a file has no batches, or if some records are later revisions.
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
        if data.count(FIRST_REVISION) != count:
            return None
        total += count
    return total


def side_by_side(
    work: Callable[[Path], _Value], files: Sequence[Path], *, ahead: int = 2 * _MOST_THREADS
) -> Iterator[_Value]:
    """Yield *work(file)* for each of *files*, in order; decompression and Arrow let other threads run.

    At most *ahead* results wait to be requested.
    """
    if len(files) < 2:
        yield from map(work, files)
        return
    # One more than there are processors: while one waits for the interpreter, another decompresses.
    with ThreadPoolExecutor(min(_MOST_THREADS, (os.cpu_count() or 1) + 1)) as pool:
        waiting: deque[Future[_Value]] = deque()
        try:
            for file in files:
                waiting.append(pool.submit(work, file))
                if len(waiting) > ahead:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for one in waiting:
                one.cancel()


def _records_ahead(files: Iterable[Path], on_error: OnError) -> Iterator[Record]:
    # To skip bad lines, they have to be found now.
    decode = stored_record if on_error == "raise" else record_from_json
    for file, batches in _batches_ahead(files, on_error):
        yield from decoded_lines(chain.from_iterable(map(BytesIO, batches)), file, decode, on_error)


def _batches_ahead(files: Iterable[Path], on_error: OnError) -> Iterator[tuple[Path, Iterable[bytes]]]:
    def whole(file: Path) -> tuple[Path, Iterable[bytes]]:
        return file, list(read_batches(file, on_error=on_error))

    for small, some in groupby(files, key=lambda file: file.stat().st_size <= _SMALL):
        if small:
            yield from side_by_side(whole, [*some], ahead=_AHEAD)
        else:
            for file in some:
                yield file, _ahead(read_batches(file, on_error=on_error))


def _ahead(values: Iterator[_Value]) -> Iterator[_Value]:
    """Yield *values*; another thread computes the next ones meanwhile."""
    end = object()
    with ThreadPoolExecutor(1) as pool:
        waiting = deque(pool.submit(next, values, end) for _ in range(_AHEAD))
        while (value := waiting.popleft().result()) is not end:
            waiting.append(pool.submit(next, values, end))
            yield value  # type: ignore[misc]


def records_of(file: Path, on_error: OnError) -> Iterator[Record]:
    """Yield every revision of the records in *file*, which may be Parquet."""
    if file.suffix != ".parquet":
        return read_records(file, on_error=on_error)
    from newsarchive.dataset.parquet_records import read_parquet_records

    return read_parquet_records(file)
