"""Iterate over records, while other threads decompress the next batches."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from itertools import chain, groupby
from pathlib import Path
from threading import Lock
from typing import TypeVar

from newsarchive.archive.reading.lines import (
    Block,
    OnError,
    decoded_lines,
    has_batches,
    read_batches,
    read_blocks,
    read_records,
)
from newsarchive.archive.reading.stored import stored_record
from newsarchive.article import Record, record_from_json
from newsarchive.dataset.showing.progress import ProgressLine

_Value = TypeVar("_Value")

_MOST_THREADS = 8
# A file of at most _SMALL bytes (compressed) is decompressed as a whole, and several at once: a single thread that
# decompresses waits too often for the interpreter lock. Decompressed data wait for the decoder: _AHEAD files or _BLOCKS
# half megabytes, which must be more than a batch.
_SMALL = 8 << 20
_AHEAD = 3
_BLOCKS = 24
FIRST_REVISION = b'"revision":1,'
_LARGEST_BLOCK = 24 << 20  # bytes; glibc's limit is 32 MiB
_SHORT_TURN = 0.0001  # seconds
_turns = Lock()
_blocks: list[float] = []


def records_in(files: Sequence[Path], on_error: OnError, *, progress: bool = False) -> Iterator[Record]:
    """Yield every revision of the records in *files*, in order; with *progress*, show it if it takes long."""
    # Where no progress can be shown, records are not counted, which would cost time for each.
    if progress and ProgressLine.can_be_shown():
        return _records_with_progress(files, on_error)
    return _records(files, on_error, lambda file: None)


def _records_with_progress(files: Sequence[Path], on_error: OnError) -> Iterator[Record]:
    sizes = {file: file.stat().st_size for file in files}
    total, done, current = sum(sizes.values()), 0, 0

    def begin(file: Path) -> None:
        nonlocal done, current
        done, current = done + current, sizes[file]

    with ProgressLine("reading") as line:
        for count, record in enumerate(_records(files, on_error, begin), start=1):
            yield record
            line.show(count, done, total)


def _records(files: Sequence[Path], on_error: OnError, begin: Callable[[Path], None]) -> Iterator[Record]:
    """Yield the records in *files*; *begin* is called with each file before its first record."""
    for in_batches, some in groupby(files, key=has_batches):
        if in_batches:
            yield from _records_ahead(some, on_error, begin)
        else:
            for file in some:
                begin(file)
                yield from records_of(file, on_error)


def count_of_first(files: Sequence[Path], on_error: OnError) -> int | None:
    """Count the records of *files* without decoding them; ``None`` if that is not possible.

    Counting is not possible if a file has no batches, or if some records are later revisions.
    """
    if not all(map(has_batches, files)):
        return None
    total = 0
    for count in with_progress(lambda file: _count_of_first(file, on_error), files, lambda count: count):
        if count is None:
            return None
        total += count
    return total


def with_progress(
    work: Callable[[Path], _Value], files: Sequence[Path], records: Callable[[_Value], int | None]
) -> Iterator[_Value]:
    """Yield *work(file)* for each of *files*, in order, and show the progress if it takes long.

    *records* returns the number of records that a value represents, ``None`` if it is not known.
    """
    sizes = [file.stat().st_size for file in files]
    total, done, read = sum(sizes), 0, 0
    with ProgressLine("reading") as line:
        for size, value in zip(sizes, side_by_side(work, files), strict=True):
            done, number = done + size, records(value)
            read += number or 0
            line.show(read if number is not None else None, done, total)
            yield value


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
    _keep_freed_memory()
    # One more thread than processors: while one thread waits for the interpreter lock, another decompresses.
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
            for future in waiting:
                future.cancel()


@cache
def _keep_freed_memory() -> None:
    """Make the C library reuse the memory of one batch for the next, instead of returning it to the kernel.

    glibc returns freed blocks to the kernel that are larger than the largest one freed so far (mallopt(3),
    M_MMAP_THRESHOLD), and requesting new pages took a third of the time. The allocated block is never accessed, so it
    occupies no memory.
    """
    bytes(_LARGEST_BLOCK)


@contextmanager
def short_turns() -> Iterator[None]:
    """Switch between threads every 0.1 ms instead of every 5 ms (sys.setswitchinterval).

    A decompressing thread needs the interpreter lock briefly after each half megabyte. While another thread decodes,
    the decompressing thread would wait for the lock ten times as long as it works. The interval is reset at the end of
    the outermost block.
    """
    with _turns:
        _blocks.append(sys.getswitchinterval())
        sys.setswitchinterval(min(_SHORT_TURN, _blocks[0]))
    try:
        yield
    finally:
        with _turns:
            before = _blocks.pop()
            if not _blocks:
                sys.setswitchinterval(before)


def _records_ahead(files: Iterable[Path], on_error: OnError, begin: Callable[[Path], None]) -> Iterator[Record]:
    # Skipping invalid lines requires finding them now.
    decode = stored_record if on_error == "raise" else record_from_json
    with short_turns():
        for file, batches in _batches_ahead(files, on_error):
            begin(file)
            yield from decoded_lines(chain.from_iterable(map(BytesIO, batches)), file, decode, on_error)


def _batches_ahead(files: Iterable[Path], on_error: OnError) -> Iterator[tuple[Path, Iterable[Block]]]:
    def whole(file: Path) -> tuple[Path, Iterable[Block]]:
        return file, list(read_blocks(file, on_error=on_error))

    for small, some in groupby(files, key=lambda file: file.stat().st_size <= _SMALL):
        if small:
            yield from side_by_side(whole, [*some], ahead=_AHEAD)
        else:
            for file in some:
                yield file, _ahead(read_blocks(file, on_error=on_error))


def _ahead(values: Iterator[_Value]) -> Iterator[_Value]:
    """Yield *values*; another thread computes the next values meanwhile."""
    end = object()
    _keep_freed_memory()
    with ThreadPoolExecutor(1) as pool:
        waiting = deque(pool.submit(next, values, end) for _ in range(_BLOCKS))
        while (value := waiting.popleft().result()) is not end:
            waiting.append(pool.submit(next, values, end))
            yield value  # type: ignore[misc]


def records_of(file: Path, on_error: OnError) -> Iterator[Record]:
    """Yield every revision of the records in *file*, which may be Parquet."""
    if file.suffix != ".parquet":
        return read_records(file, on_error=on_error)
    from newsarchive.dataset.parquet_records import read_parquet_records

    return read_parquet_records(file)
