"""Extraction workers on this machine, one WARC file each at a time; a page that crashes its worker is skipped."""

from __future__ import annotations

import dataclasses
import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from newsarchive.archive.appending import naming
from newsarchive.from_warc.pieces import End, write_frame
from newsarchive.from_warc.reading import ImportTask, read_warc
from newsarchive.orphans import end_with_parent
from newsarchive.python_processes import without_working_folder
from newsarchive.swallowed_interrupts import interrupts_blocked

# How many files, per process, are extracted ahead of the one being stored; their pieces wait on the disk.
_AHEAD = 3
# How many pages of one file may crash their process before the file counts as failed.
_MOST_DEADLY = 5


class Processes:
    """Runs tasks in *count* processes; pieces arrive in the order of the tasks, as files in *spool*.

    Processes are spawned, not forked, so that none inherits the archive's lock.
    """

    def __init__(self, count: int, spool: Path) -> None:
        self._count = count
        self._spool = spool
        self._pool: ProcessPoolExecutor | None = None

    def read(self, tasks: Iterable[ImportTask]) -> Iterator[Path]:
        """Yield the path of each task's piece, in the order of the tasks; the caller removes the file."""
        remaining = enumerate(tasks)
        waiting: deque[tuple[int, ImportTask, Future[None]]] = deque()
        while True:
            while len(waiting) < self._count * _AHEAD and (numbered := next(remaining, None)):
                waiting.append((*numbered, self._submitted(*numbered)))
            if not waiting:
                return
            number, task, future = waiting.popleft()
            try:
                future.result()
                yield self._piece(number)
            except BrokenProcessPool:
                # The pool does not say which task crashed it: each unfinished file is read again in a process of its
                # own.
                interrupted = [(number, task, future), *waiting]
                waiting.clear()
                self.stop()
                for number, task, future in interrupted:
                    if future.cancelled() or future.exception() is not None:
                        self.read_alone(task, number)
                    yield self._piece(number)

    def read_alone(self, task: ImportTask, number: int) -> Path:
        """Run *task* in a process of its own, skipping the pages that crash it, and return the path of its piece."""
        piece = self._piece(number)
        while True:
            alone = _pool(1)
            try:
                _submit(alone, task, piece).result()
                break
            except BrokenProcessPool:
                deadly = int(_mark(piece).read_bytes() or b"0") if _mark(piece).exists() else 0
                if deadly in (0, *task.skipped) or len(task.skipped) >= _MOST_DEADLY:
                    _give_up(task, piece)
                    break
                task = dataclasses.replace(task, skipped=(*task.skipped, deadly))
            finally:
                alone.shutdown()
        return piece

    def stop(self) -> None:
        """Kill the processes; their unfinished tasks are lost."""
        if self._pool is not None:
            for process in list((self._pool._processes or {}).values()):
                process.terminate()
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def _submitted(self, number: int, task: ImportTask) -> Future[None]:
        try:
            return _submit(self._running_pool(), task, self._piece(number))
        except BrokenProcessPool as error:  # the pool is already known to be broken
            broken: Future[None] = Future()
            broken.set_exception(error)
            return broken

    def _running_pool(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = _pool(self._count)
        return self._pool

    def _piece(self, number: int) -> Path:
        return self._spool / f"{number}.piece"


def _pool(count: int) -> ProcessPoolExecutor:
    with without_working_folder():  # multiprocessing starts a process for its semaphores
        return ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), _begin)


def _submit(pool: ProcessPoolExecutor, task: ImportTask, piece: Path) -> Future[None]:
    with without_working_folder(), interrupts_blocked():  # the pool may start a process now; this one handles Ctrl-C
        return pool.submit(_read_into, task, piece)


def _begin() -> None:
    end_with_parent()


def _read_into(task: ImportTask, piece: Path) -> None:
    handle = os.open(_mark(piece), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with naming(piece), piece.open("wb") as out:
            read_warc(task, out, lambda ordinal: os.pwrite(handle, b"%12d" % ordinal, 0))
    finally:
        os.close(handle)


def _mark(piece: Path) -> Path:
    return piece.with_suffix(".at")


def _give_up(task: ImportTask, piece: Path) -> None:
    failure = f"{task.name}: crashed every process that read it; nothing from it is stored"
    with piece.open("wb") as out:
        write_frame(out, End(counts={}, failure=failure))
