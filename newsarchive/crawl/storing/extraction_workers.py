"""Extraction workers: processes beside the crawl, so that other cores extract and no page can crash the crawl.

A worker is a Python process that runs `work`: pages come in on standard input and extracted articles go out on
standard output, each preceded by its length (4 bytes, big-endian). A worker ends when its input ends, so no worker
outlives its crawl. On Linux, the first workers of a process are forked before its crawl begins: they have all modules
and start at once.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import struct
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from time import monotonic
from typing import IO, NoReturn, Protocol

import msgspec

from newsarchive.archive.records import Marks, marks_of
from newsarchive.article import Article
from newsarchive.extraction import extract
from newsarchive.page import Page
from newsarchive.publishers import Publisher, all_publishers
from newsarchive.python_processes import python_command
from newsarchive.time_limit import PAGE_SECONDS, TimeLimitExceeded, time_limit

_LENGTH = struct.Struct(">I")
_MOST_READERS = 4
_MUCH = 40  # pages sent to a worker whose results are pending
# The crawl serves its workers only between other tasks: meanwhile no worker may run out of pages or block on output.
_PIPE = 1 << 20  # bytes, the most that Linux allows an unprivileged user; other systems keep their default pipe size
# A page takes milliseconds, the slowest known page a second; a later result never comes.
_PATIENCE = 60.0
_BETWEEN_CHECKS = 2.0
_WORK = "from newsarchive.crawl.storing.extraction_workers import work; work()"
_LAST_STANDARD_FILE = 2  # file descriptor of the standard error output
_MOST_FILES = 1 << 16  # file descriptors that are tried where /proc is not mounted; containers allow a billion


@dataclass(frozen=True, kw_only=True)
class Extraction:
    """The article extracted from a page, and the marks of its text."""

    article: Article
    marks: Marks


_reading = msgspec.json.Decoder(Extraction)  # MessagePack would drop the UTC offset of the times
_page = msgspec.msgpack.Decoder(Page)


class ExtractionFailed(RuntimeError):
    """A page at which the extraction worker died or did not finish; the WARC file contains the page."""


class _Child(Protocol):
    """A child process, as asyncio describes it."""

    @property
    def pid(self) -> int: ...
    @property
    def returncode(self) -> int | None: ...
    async def wait(self) -> int: ...


class _Forked:
    """A worker forked from this process, and this side's ends of its pipes (file descriptors)."""

    def __init__(self, pid: int, publishers: Path | None, pages: int, readings: int) -> None:
        self.pid, self.publishers, self.pages, self.readings = pid, publishers, pages, readings
        self.returncode: int | None = None

    async def wait(self) -> int:
        if self.returncode is None:
            self.returncode = await asyncio.to_thread(self._ended)
        return self.returncode

    def end_unused(self) -> None:
        os.close(self.pages)
        os.close(self.readings)
        self.returncode = self._ended()

    def _ended(self) -> int:
        try:
            return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        except ChildProcessError:  # this process ignores SIGCHLD, so that the system has collected the status
            return 0


# Forked workers that no crawl has taken yet.
_reserve: list[_Forked] = []


def fork_workers(count: int, publishers: Path | None) -> None:
    """Fork *count* workers for the next crawls of this process; see ExtractionWorkers.

    Only in a process with a single thread (another one may hold a lock that would never be released in the child), and
    before an archive is open (the child would inherit its lock). Elsewhere than on Linux, system libraries do not
    support it.
    """
    if sys.platform != "linux" or threading.active_count() > 1:
        return
    if any(process.publishers != publishers for process in _reserve):  # of a crawl that could not start
        end_unused_workers()
    while len(_reserve) < count:
        (its_pages, pages), (readings, its_readings) = _pipe(), _pipe()
        pid = os.fork()
        if not pid:
            _work_as_child(its_pages, its_readings, publishers)
        os.close(its_pages)
        os.close(its_readings)
        _reserve.append(_Forked(pid, publishers, pages, readings))


def end_unused_workers() -> None:
    """End the forked workers that no crawl has taken."""
    while _reserve:
        _reserve.pop().end_unused()


def _work_as_child(pages: int, readings: int, publishers: Path | None) -> NoReturn:
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.setsid()
        os.dup2(pages, 0)
        os.dup2(readings, 1)
        _close_inherited_files()
        with open(0, "rb") as its_pages, open(1, "wb") as its_readings:
            answer_pages(its_pages, its_readings, publishers)
        code = 0
    except (KeyboardInterrupt, BrokenPipeError):  # the crawl has ended
        pass
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)  # what the parent process has buffered, and does when it exits, is its own


def _close_inherited_files() -> None:
    """Close all files but the standard ones: while a child has an end of its parent's pipes, its input does not end."""
    try:
        numbers = [int(file.name) for file in Path("/proc/self/fd").iterdir()]
    except OSError:  # /proc is not mounted; containers allow a billion files, too many to try each
        numbers = list(range(_MOST_FILES))
    for number in numbers:
        if number > _LAST_STANDARD_FILE:
            with suppress(OSError):  # the list itself was read from one
                os.close(number)


class _Process(asyncio.Protocol):
    """A worker process, and this side's ends of its pipes; *received* is called with each result.

    Not a StreamReader: to wait for each result twice, for its length and for itself, takes longer than to decode it.
    """

    def __init__(self, process: _Child, received: Callable[[bytes], None]) -> None:
        self._process, self._received = process, received
        self._pages: asyncio.WriteTransport | None = None
        self._buffer = bytearray()
        self.pid = process.pid
        #: Done when the process has closed its end: it has ended or is about to.
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @classmethod
    async def begun(cls, received: Callable[[bytes], None], *command: str) -> _Process:
        (its_pages, pages), (readings, its_readings) = _pipe(), _pipe()
        try:
            # In a separate session: only the crawl receives a Ctrl-C at the terminal, even while a worker still
            # imports.
            process = await asyncio.create_subprocess_exec(
                *command, stdin=its_pages, stdout=its_readings, start_new_session=True
            )
        finally:
            os.close(its_pages)
            os.close(its_readings)
        return await cls.connected(received, process, pages, readings)

    @classmethod
    async def connected(cls, received: Callable[[bytes], None], process: _Child, pages: int, readings: int) -> _Process:
        loop = asyncio.get_running_loop()
        worker = cls(process, received)
        worker._pages, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, os.fdopen(pages, "wb", 0))
        await loop.connect_read_pipe(lambda: worker, os.fdopen(readings, "rb", 0))
        return worker

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while len(self._buffer) >= _LENGTH.size:
            end = _LENGTH.size + _LENGTH.unpack_from(self._buffer)[0]
            if len(self._buffer) < end:
                return
            frame = bytes(self._buffer[_LENGTH.size : end])
            del self._buffer[:end]
            self._received(frame)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.ended.done():
            self.ended.set_result(None)

    def send(self, frame: bytes) -> None:
        if self._pages and not self._pages.is_closing():  # the end of the process is reported by *ended*
            self._pages.writelines((_LENGTH.pack(len(frame)), frame))

    def kill(self) -> None:
        self._received = _ignored
        if self._pages and not self._pages.is_closing():
            self._pages.abort()
        if self._process.returncode is None:
            # Not Process.kill(): Popen checks whether the process has ended and collects its exit status, for which
            # asyncio's child watcher waits in a separate thread ("Unknown child process").
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    async def wait(self) -> None:
        await self._process.wait()


def _ignored(frame: bytes) -> None:
    """Discard a result of a process that was given up."""


def _pipe() -> tuple[int, int]:
    """Return the reading and the writing end of a new pipe, neither with the number of a standard file."""
    ends, low = os.pipe(), []
    while ends[0] <= _LAST_STANDARD_FILE or ends[1] <= _LAST_STANDARD_FILE:  # `newsarchive crawl … <&- 2>&-`
        low.append(ends)
        ends = os.pipe()
    for end in chain.from_iterable(low):
        os.close(end)
    with suppress(OSError, AttributeError, ImportError):  # the default size stays: only Linux can change it
        import fcntl

        fcntl.fcntl(ends[1], fcntl.F_SETPIPE_SZ, _PIPE)
    return ends


class ExtractionWorker:
    """One extraction process, started with its first page and restarted after a page that ended it.

    With *forked*, a worker that exists already is the first process.
    """

    def __init__(self, publishers: Path | None, forked: _Forked | None = None) -> None:
        self._forked = forked
        self._command = python_command(_WORK, *([str(publishers)] if publishers else []))
        self._process: _Process | None = None
        self._attending: asyncio.Task[None] | None = None
        self._last = 0.0  # when the process has last sent a result or received the first of the pending pages
        self._pending: deque[tuple[bytes, asyncio.Future[Extraction]]] = deque()
        self._tried: asyncio.Future[Extraction] | None = None  # the page at which a process has ended
        self._begun = asyncio.Lock()
        self._closed = False

    @property
    def is_ready(self) -> bool:
        """Whether the process exists, so that the next page need not wait for its start."""
        return self._process is not None or self._forked is not None

    @property
    def waiting(self) -> int:
        """The number of pages sent to the process whose results are pending."""
        return len(self._pending)

    async def read(self, page: Page) -> Extraction:
        """Return the article extracted from *page*; raise ExtractionFailed if extraction fails."""
        answer: asyncio.Future[Extraction] = asyncio.get_running_loop().create_future()
        frame = msgspec.msgpack.encode(page)
        async with self._begun:
            process = self._process or await self._begin()
        if not self._pending:
            self._last = monotonic()
        self._pending.append((frame, answer))
        process.send(frame)
        return await answer

    async def close(self) -> None:
        """End the process; each page without a result raises ExtractionFailed."""
        self._closed = True
        if self._forked:
            self._forked.end_unused()
            self._forked = None
        if self._process and self._attending:
            self._process.kill()
            await self._attending

    async def _begin(self) -> _Process:
        forked, self._forked = self._forked, None
        if forked:
            self._process = await _Process.connected(self._received, forked, forked.pages, forked.readings)
        else:
            self._process = await _Process.begun(self._received, *self._command)
        self._attending = asyncio.ensure_future(self._attend(self._process))
        return self._process

    def _received(self, frame: bytes) -> None:
        self._last = monotonic()
        answer = self._pending.popleft()[1]
        if not answer.done():  # cancelled, if the crawl ends at once
            answer.set_result(_reading.decode(frame))

    async def _attend(self, process: _Process) -> None:
        """Wait until the process ends, or has worked on one page for too long."""
        while not process.ended.done() and not (self._pending and monotonic() - self._last >= _PATIENCE):
            await asyncio.wait([process.ended], timeout=_BETWEEN_CHECKS)
        await self._begin_behind(process)

    async def _begin_behind(self, process: _Process) -> None:
        """Give up the page in extraction (the first pending page) if it is at fault, and continue in a new process.

        A process that did not end took too long. One that ended may have been killed by the system, while it waited
        for a page or worked on any: only a page at which a second process ends is at fault.
        """
        has_ended = process.ended.done()
        process.kill()
        await process.wait()
        async with self._begun:
            self._process = None
            first = self._pending[0][1] if self._pending else None
            is_at_fault = not has_ended or first is self._tried
            self._tried = first
            for _ in range(len(self._pending) if self._closed else bool(self._pending) and is_at_fault):
                self._pending.popleft()[1].set_exception(
                    ExtractionFailed("the extraction process crashed at this page")
                )
            if not self._pending:
                return
            process = await self._begin()
            self._last = monotonic()
            for frame, _ in self._pending:
                process.send(frame)


class ExtractionWorkers:
    """Extraction processes for one crawl; `read` sends a page to the process with the fewest pending pages.

    The processes are those of `fork_workers`, as long as there are any for these *publishers*; they are *ready*.
    """

    def __init__(self, count: int, publishers: Path | None) -> None:
        forked = [process for process in _reserve if process.publishers == publishers][:count]
        for process in forked:
            _reserve.remove(process)
        self._readers = [ExtractionWorker(publishers, process) for process in forked]
        self._readers += [ExtractionWorker(publishers) for _ in range(count - len(forked))]

    @property
    def are_ready(self) -> bool:
        """Whether all processes exist: pages are extracted without waiting for their start."""
        return all(worker.is_ready for worker in self._readers)

    async def read(self, page: Page) -> Extraction:
        """Return the article extracted from *page*; raise ExtractionFailed if extraction fails."""
        return await min(self._readers, key=lambda worker: worker.waiting).read(page)

    @property
    def are_behind(self) -> bool:
        """Whether so many pages are pending that the crawl itself should also extract a page."""
        return min(worker.waiting for worker in self._readers) > _MUCH

    async def close(self) -> None:
        """End the processes."""
        for worker in self._readers:
            await worker.close()


def usual_count() -> int:
    """Return the number of workers that this machine can keep busy beside the crawl itself."""
    return min(_MOST_READERS, (os.cpu_count() or 1) - 1)


def extraction_of(page: Page, publishers: Mapping[str, Publisher]) -> Extraction:
    """Return the article extracted from *page*; raise ExtractionFailed if extraction exceeds the time limit."""
    try:
        with time_limit():
            article = extract(page, publishers=publishers)
            return Extraction(article=article, marks=marks_of(article))
    except TimeLimitExceeded as error:
        raise ExtractionFailed(f"extraction took longer than {PAGE_SECONDS:.0f} s and was stopped") from error


def collect_seldom() -> None:
    """Run garbage collection less often: objects loaded so far stay, and pages are freed many at a time.

    This saves a worker a tenth of its time, and a crawl a twentieth.
    """
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def answer_pages(pages: IO[bytes], readings: IO[bytes], publishers: Path | None) -> None:
    """Read framed pages from *pages* until it ends, and write a frame with the extraction of each to *readings*.

    A frame is its length and as many bytes: of msgpack for a page, of JSON for an extraction. *publishers* is a folder
    of publisher files.
    """
    known = all_publishers(publishers)
    while head := pages.read(_LENGTH.size):
        page = _page.decode(pages.read(_LENGTH.unpack(head)[0]))
        frame = msgspec.json.encode(extraction_of(page, known))
        readings.write(_LENGTH.pack(len(frame)) + frame)
        readings.flush()


def work() -> None:
    """Run this process as a worker; its only argument, if any, is a folder of publisher files."""
    collect_seldom()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the crawl handles Ctrl-C; this process ends with the crawl
    try:
        answer_pages(sys.stdin.buffer, sys.stdout.buffer, Path(sys.argv[1]) if sys.argv[1:] else None)
    except BrokenPipeError:
        os._exit(0)  # the crawl has ended; at a usual exit, Python would try to write the result again
