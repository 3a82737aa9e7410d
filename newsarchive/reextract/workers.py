"""Worker processes for re-extraction; results come in the order of the tasks."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import newsarchive
from newsarchive.article import record_from_json
from newsarchive.orphans import end_with_parent
from newsarchive.publishers import Publishers, all_publishers
from newsarchive.python_processes import without_working_folder
from newsarchive.reextract.reading import Reread, reread
from newsarchive.swallowed_interrupts import interrupts_blocked

_BATCH = 20
# Batches queued per worker: more would cost memory, fewer would leave a core idle.
_AHEAD = 3

Lines = Sequence[bytes]


@dataclass(frozen=True, kw_only=True)
class ReextractionTask:
    """Configuration of a worker: the archive's *folder* and the folder of additional *publishers* files."""

    folder: Path
    publishers: Path | None = None


class Workers:
    """Processes that extract batches of records again; a page that crashes its process costs only itself.

    With *count* 1, the work is done in this process. Processes are spawned, not forked, so that none inherits the
    archive's lock.
    """

    def __init__(self, count: int, task: ReextractionTask) -> None:
        self._count = count
        self._task = task
        self._pool: ProcessPoolExecutor | None = None

    def reread(self, lines: Iterable[bytes]) -> Iterator[Reread]:
        """Yield the comparison of each of *lines*, in their order, with few of them in memory at a time."""
        if self._count == 1:
            known = all_publishers(self._task.publishers)
            yield from (_reread(line, self._task.folder, known) for line in lines)
            return
        try:
            yield from self._side_by_side(iter(lines))
        finally:
            self._stop()

    def _side_by_side(self, lines: Iterator[bytes]) -> Iterator[Reread]:
        waiting: deque[tuple[Lines, Future[list[Reread]]]] = deque()
        while True:
            while len(waiting) < self._count * _AHEAD and (more := list(islice(lines, _BATCH))):
                waiting.append((more, self._submitted(more)))
            if not waiting:
                return
            batch, answer = waiting.popleft()
            try:
                yield from answer.result()
            except BrokenProcessPool:
                # The pool does not say which page crashed it: waiting batches are repeated one at a time.
                batches = [batch, *(future for future, _ in waiting)]
                waiting.clear()
                yield from self._one_by_one(batches)

    def _one_by_one(self, batches: Iterable[Lines]) -> Iterator[Reread]:
        for batch in batches:
            self._stop()
            try:
                yield from self._submitted(batch).result()
            except BrokenProcessPool:
                if len(batch) > 1:
                    yield from self._one_by_one([line] for line in batch)
                else:
                    yield _ended(batch[0])
        self._stop()

    def _submitted(self, batch: Lines) -> Future[list[Reread]]:
        # The pool may start a process now; this one handles Ctrl-C.
        with without_working_folder(), interrupts_blocked():
            return self._begun().submit(_reread_batch, batch)

    def _begun(self) -> ProcessPoolExecutor:
        if self._pool is None:
            spawned = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._count, spawned, _begin, (self._task,))
        return self._pool

    def _stop(self) -> None:
        if self._pool is not None:
            # Otherwise they would finish their batches first, also after Ctrl-C.
            for process in list((self._pool._processes or {}).values()):
                process.terminate()
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


class _Here:
    """The configuration of this worker process."""

    task: ReextractionTask
    publishers: Publishers


def _begin(task: ReextractionTask) -> None:
    _Here.task = task
    _Here.publishers = all_publishers(task.publishers)
    end_with_parent()


def _reread_batch(batch: Lines) -> list[Reread]:
    return [_reread(line, _Here.task.folder, _Here.publishers) for line in batch]


def _reread(line: bytes, folder: Path, publishers: Publishers) -> Reread:
    return reread(line, folder, publishers, f"newsarchive {newsarchive.__version__}")


def _ended(line: bytes) -> Reread:
    record = record_from_json(line)
    return Reread(id=record.id, site=record.site, url=record.url, unread="its page crashed the extraction process")
