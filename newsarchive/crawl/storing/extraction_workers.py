"""Extraction workers: processes beside the crawl, so that other cores extract and no page can end the crawl.

A worker is ``python -m newsarchive.crawl.storing.extraction_workers [PUBLISHERS]``: pages come in on standard input
and extracted articles go out on standard output, each preceded by its length (4 bytes, big-endian). A worker ends
when its input ends, so none outlives its crawl.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import struct
import sys
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import msgspec

from newsarchive.archive.records import Marks, marks_of
from newsarchive.article import Article
from newsarchive.extraction import extract
from newsarchive.page import Page
from newsarchive.publishers import Publisher, all_publishers
from newsarchive.time_limit import PAGE_SECONDS, TimeLimitExceeded, time_limit

_LENGTH = struct.Struct(">I")
_MOST_READERS = 4
_MUCH = 40  # pages a reader has been given and not answered
# A crawl looks after its readers between other things only: meanwhile they must neither run dry nor be held up.
_PIPE = 1 << 20  # bytes, as many as Linux lets anybody have; elsewhere a pipe is as long as it is
# A page takes milliseconds and the worst known one a second; whatever has not come by then, does not come.
_PATIENCE = 60.0


@dataclass(frozen=True, kw_only=True)
class Extraction:
    """What a page says, and the marks of its text."""

    article: Article
    marks: Marks


_reading = msgspec.json.Decoder(Extraction)  # MessagePack would take the offset from the times
_page = msgspec.msgpack.Decoder(Page)


class ExtractionFailed(RuntimeError):
    """A page at which the reading process died or did not come to an end; it lies in the WARC."""


class _Process:
    """A process, and the ends of its pipes on this side."""

    def __init__(self, process: asyncio.subprocess.Process, pages: asyncio.WriteTransport) -> None:
        self._process, self._pages = process, pages
        self.pid = process.pid
        self.readings = asyncio.StreamReader(limit=_PIPE)

    @classmethod
    async def begun(cls, *command: str) -> _Process:
        loop = asyncio.get_running_loop()
        (its_pages, pages), (readings, its_readings) = _pipe(), _pipe()
        try:
            # In a session of its own: a Ctrl-C at the terminal is the crawl's, also while a worker still imports.
            process = await asyncio.create_subprocess_exec(
                *command, stdin=its_pages, stdout=its_readings, start_new_session=True
            )
        finally:
            os.close(its_pages)
            os.close(its_readings)
        transport, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, os.fdopen(pages, "wb", 0))
        one = cls(process, transport)
        protocol = asyncio.StreamReaderProtocol(one.readings)
        await loop.connect_read_pipe(lambda: protocol, os.fdopen(readings, "rb", 0))
        return one

    def send(self, frame: bytes) -> None:
        if not self._pages.is_closing():  # its end is told where its answers are awaited
            self._pages.write(_LENGTH.pack(len(frame)) + frame)

    async def answer(self) -> bytes:
        head = await self.readings.readexactly(_LENGTH.size)
        return await self.readings.readexactly(_LENGTH.unpack(head)[0])

    def kill(self) -> None:
        if not self._pages.is_closing():
            self._pages.abort()
        if self._process.returncode is None:
            # Not Process.kill(): Popen looks whether the process has ended and takes its exit status, for which
            # asyncio's child watcher waits in a thread of its own ("Unknown child process").
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    async def wait(self) -> None:
        await self._process.wait()


def _pipe() -> tuple[int, int]:
    ends = os.pipe()
    with suppress(OSError, AttributeError, ImportError):  # as long as it is: only Linux can change that
        import fcntl

        fcntl.fcntl(ends[1], fcntl.F_SETPIPE_SZ, _PIPE)
    return ends


class ExtractionWorker:
    """One reading process, begun with its first page and begun anew behind a page that ended it."""

    def __init__(self, publishers: Path | None) -> None:
        self._words = ("-m", "newsarchive.crawl.storing.extraction_workers", *([str(publishers)] if publishers else []))
        self._process: _Process | None = None
        self._answering: asyncio.Task[None] | None = None
        self._asked: deque[tuple[bytes, asyncio.Future[Extraction]]] = deque()
        self._begun = asyncio.Lock()
        self._closed = False

    @property
    def waiting(self) -> int:
        """How many pages it has been given and not answered."""
        return len(self._asked)

    async def read(self, page: Page) -> Extraction:
        """Return what *page* says; raise ExtractionFailed."""
        answer: asyncio.Future[Extraction] = asyncio.get_running_loop().create_future()
        frame = msgspec.msgpack.encode(page)
        async with self._begun:
            process = self._process or await self._begin()
        self._asked.append((frame, answer))
        process.send(frame)
        return await answer

    async def close(self) -> None:
        """End the process; what it has not answered is ExtractionFailed."""
        self._closed = True
        if self._process and self._answering:
            self._process.kill()
            await self._answering

    async def _begin(self) -> _Process:
        self._process = await _Process.begun(sys.executable, *self._words)
        self._answering = asyncio.ensure_future(self._answer(self._process))
        return self._process

    async def _answer(self, process: _Process) -> None:
        try:
            while True:
                async with asyncio.timeout(_PATIENCE if self._asked else None):
                    frame = await process.answer()
                self._asked.popleft()[1].set_result(_reading.decode(frame))
        except (asyncio.IncompleteReadError, TimeoutError):
            await self._begin_behind(process)

    async def _begin_behind(self, process: _Process) -> None:
        """Give up the page that was being read, the first of those that wait, and read on behind it."""
        process.kill()
        await process.wait()
        async with self._begun:
            self._process = None
            for _ in range(len(self._asked) if self._closed else bool(self._asked)):
                self._asked.popleft()[1].set_exception(ExtractionFailed("the reading process ended at this page"))
            if not self._asked:
                return
            process = await self._begin()
            for frame, _ in self._asked:
                process.send(frame)


class ExtractionWorkers:
    """Extraction processes for one crawl; `read` gives a page to the one with the least to do."""

    def __init__(self, count: int, publishers: Path | None) -> None:
        self._readers = [ExtractionWorker(publishers) for _ in range(count)]

    async def read(self, page: Page) -> Extraction:
        """Return what *page* says; raise ExtractionFailed."""
        return await min(self._readers, key=lambda one: one.waiting).read(page)

    @property
    def are_behind(self) -> bool:
        """Whether so much waits that the crawl itself had better read a page, too."""
        return min(one.waiting for one in self._readers) > _MUCH

    async def close(self) -> None:
        """End the processes."""
        for one in self._readers:
            await one.close()


def usual_count() -> int:
    """Return how many readers this machine can keep busy beside the crawl itself."""
    return min(_MOST_READERS, (os.cpu_count() or 1) - 1)


def extraction_of(page: Page, publishers: Mapping[str, Publisher]) -> Extraction:
    """Return what *page* says; raise ExtractionFailed for one that takes longer than any page may."""
    try:
        with time_limit():
            article = extract(page, publishers=publishers)
            return Extraction(article=article, marks=marks_of(article))
    except TimeLimitExceeded as error:
        raise ExtractionFailed(f"extraction took longer than {PAGE_SECONDS:.0f} s and was stopped") from error


def collect_seldom() -> None:
    """Let the process look for garbage less often: what is loaded by now stays, and pages leave few cycles.

    It spares a reader a tenth of its time, and a crawl a twentieth.
    """
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def answer_pages(pages: IO[bytes], readings: IO[bytes], publishers: Path | None) -> None:
    """Read pages from one stream until it ends, and write what was extracted from each to the other."""
    known = all_publishers(publishers)
    while head := pages.read(_LENGTH.size):
        page = _page.decode(pages.read(_LENGTH.unpack(head)[0]))
        frame = msgspec.json.encode(extraction_of(page, known))
        readings.write(_LENGTH.pack(len(frame)) + frame)
        readings.flush()


if __name__ == "__main__":
    collect_seldom()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the crawl's affair; this ends with it
    answer_pages(sys.stdin.buffer, sys.stdout.buffer, Path(sys.argv[1]) if sys.argv[1:] else None)
