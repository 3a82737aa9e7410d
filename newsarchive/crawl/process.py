"""Scrapy's process, which acts on every Ctrl-C, also while it starts and if a crawl does not end by itself."""

from __future__ import annotations

import _thread
import asyncio
import signal
import time
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from scrapy.utils.ossignal import install_shutdown_handlers

from newsarchive.crawl.politeness.slots import stop_reactor
from newsarchive.json_lines import json_line
from newsarchive.swallowed_interrupts import INTERRUPTED, end_at_once, interrupt_main_thread

_TO_CLOSE = 60.0  # seconds beyond the limit of a response, to store it and to update the search index
_TO_STOP = 10.0  # seconds


class CrawlProcess(AsyncCrawlerProcess):
    """Scrapy's process; a crawl always ends on Ctrl-C, and stored records are safe at any time.

    The first Ctrl-C closes the spiders. The second one stops the reactor, as happens by itself if the spiders do not
    close in time. The third one ends the process, as happens by itself if the reactor does not stop in time.
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._has_run = False
        self._is_interrupted_late = False

    def start(self, stop_after_crawl: bool = True, install_signal_handlers: bool = True) -> None:
        """Run the crawls, see Scrapy; call it in `handling_signals`."""
        try:
            super().start(stop_after_crawl, install_signal_handlers)
        finally:
            self._has_run = True

    @contextmanager
    def handling_signals(self) -> Iterator[None]:
        """Give the signals back to their former handlers after the block, which runs the crawls and their outcomes.

        Raise KeyboardInterrupt if the first Ctrl-C arrived when the crawls had already ended.
        """
        former = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)
        if self._is_interrupted_late:
            raise KeyboardInterrupt

    def _setup_reactor(self, install_signal_handlers: bool) -> None:
        super()._setup_reactor(install_signal_handlers)
        if install_signal_handlers:
            from twisted.internet import reactor

            # Twisted discards each exception of its startup, a KeyboardInterrupt included: until Scrapy sets its
            # handlers at the end of the startup, no handler may raise one.
            early: list[int] = []
            install_shutdown_handlers(lambda number, _: early.append(number))
            reactor.callWhenRunning(_repeat, early)

    def _signal_shutdown(self, signum: int, _: Any) -> None:
        super()._signal_shutdown(signum, _)
        self._is_interrupted_late = self._has_run
        seconds = self.settings.getfloat("DOWNLOAD_TIMEOUT") + _TO_CLOSE
        # Not threading.Thread, which waits for locks that the interrupted code may hold.
        _thread.start_new_thread(self._stop_after, (seconds,))

    def _signal_kill(self, signum: int, _: Any) -> None:
        super()._signal_kill(signum, _)
        install_shutdown_handlers(self._end)
        _thread.start_new_thread(self._end_after, (_TO_STOP,))

    def _stop_after(self, seconds: float) -> None:
        time.sleep(seconds)
        if not self._has_run:
            interrupt_main_thread()  # like the second Ctrl-C
            self._end_after(_TO_STOP)  # the main thread may not act on signals

    def _end_after(self, seconds: float) -> None:
        time.sleep(seconds)
        if not self._has_run:
            self._end()

    def _end(self, signum: int = signal.SIGINT, _: FrameType | None = None) -> None:
        message = "ended at once; what was stored is safe"
        is_json = self.settings["NEWSARCHIVE_LOG"] == "json"
        end_at_once(
            json_line("ended", message=message, exit_code=INTERRUPTED) if is_json else f"newsarchive: {message}"
        )


def _repeat(signals: Sequence[int]) -> None:
    for number in signals:
        signal.raise_signal(number)


class CrawlSupervisor:
    """Work that starts the crawls of *process*, and ends the process when it ends; *failure* is why it failed."""

    def __init__(self, process: CrawlProcess) -> None:
        self._process = process
        self.failure: Exception | None = None

    def begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Schedule *work*, which begins when the process starts; return its task."""
        task = asyncio.get_event_loop().create_task(work)
        task.add_done_callback(self._end)
        return task

    def _end(self, task: asyncio.Task[None]) -> None:
        with suppress(asyncio.CancelledError):
            self.failure = self.failure or task.exception()  # type: ignore[assignment]
        stop_reactor(self._process)
