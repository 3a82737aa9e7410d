"""Extraction workers on this machine, one WARC file each at a time; a page that crashes its worker is skipped."""

from __future__ import annotations

import dataclasses
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from newsarchive.from_warc.pieces import End, write_frame
from newsarchive.from_warc.reading import Task, read_warc

# So many files are read ahead of the one being stored, for each process: their pieces lie on the disk.
_AHEAD = 3
# So many pages of one file may end their process; then the file is given up.
_MOST_DEADLY = 5


class Processes:
    """Reads tasks in *count* processes; pieces come in the order of the tasks, as files in *spool*.

    They are started afresh (spawn), so that none holds the archive's lock open.
    """

    def __init__(self, count: int, spool: Path) -> None:
        self._count = count
        self._spool = spool
        self._pool: ProcessPoolExecutor | None = None

    def read(self, tasks: Iterable[Task]) -> Iterator[Path]:
        """Yield the piece of each task; whoever takes it removes it."""
        rest = enumerate(tasks)
        waiting: deque[tuple[int, Task, Future[None]]] = deque()
        while True:
            while len(waiting) < self._count * _AHEAD and (one := next(rest, None)):
                waiting.append((*one, self._asked(*one)))
            if not waiting:
                return
            number, task, answer = waiting.popleft()
            try:
                answer.result()
                yield self._piece(number)
            except BrokenProcessPool:
                # Whose page it was is not told: each file that was not done is read again in a process of its own.
                torn = [(number, task, answer), *waiting]
                waiting.clear()
                self.stop()
                for number, task, answer in torn:
                    if answer.cancelled() or answer.exception() is not None:
                        self.read_alone(task, number)
                    yield self._piece(number)

    def read_alone(self, task: Task, number: int) -> Path:
        """Read *task* in a process of its own, without the pages that end it, and return its piece."""
        piece = self._piece(number)
        while True:
            alone = _pool(1)
            try:
                alone.submit(_read_into, task, piece).result()
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
        """End the processes; what they were doing is lost."""
        if self._pool is not None:
            for process in list((self._pool._processes or {}).values()):
                process.terminate()
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def _asked(self, number: int, task: Task) -> Future[None]:
        try:
            return self._begun().submit(_read_into, task, self._piece(number))
        except BrokenProcessPool as error:  # known to be broken before the answer that shows it is awaited
            broken: Future[None] = Future()
            broken.set_exception(error)
            return broken

    def _begun(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = _pool(self._count)
        return self._pool

    def _piece(self, number: int) -> Path:
        return self._spool / f"{number}.piece"


def _pool(count: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), _begin)


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's affair
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process if its parent is killed, because a killed parent closes no queue."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _read_into(task: Task, piece: Path) -> None:
    handle = os.open(_mark(piece), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with piece.open("wb") as out:
            read_warc(task, out, lambda ordinal: os.pwrite(handle, b"%12d" % ordinal, 0))
    finally:
        os.close(handle)


def _mark(piece: Path) -> Path:
    return piece.with_suffix(".at")


def _give_up(task: Task, piece: Path) -> None:
    failure = f"{task.name}: ends the process that reads it, again and again; nothing of it is stored"
    with piece.open("wb") as out:
        write_frame(out, End(counts={}, failure=failure))
