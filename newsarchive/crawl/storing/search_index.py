"""Update the search index while the archive grows, so that the first search after a crawl starts at once."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import subprocess
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import NotConfigured

from newsarchive.crawl.storing.session import ArchiveSession, archive_flushed
from newsarchive.crawl.storing.shared_writer import is_open
from newsarchive.python_processes import python_command

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy.crawler import Crawler

log = logging.getLogger(__name__)

_SECONDS = 60.0  # between two updates
_one_at_a_time = Lock()  # the crawls of several sites share the archive
_processes: list[subprocess.Popen[str]] = []  # those that update an index now
# New records that take as long as the start of a process does.
_WORTH_A_PROCESS = 1000
_UPDATE = "from newsarchive.search.index import keep_up_to_date; sys.exit(not keep_up_to_date(sys.argv[1]))"
_NOT_DONE = 1


class UpdateSearchIndex:
    """Extension: add stored records to the search index every minute and at the end (NEWSARCHIVE_SEARCH_INDEX).

    The extension works in a thread; many new records at the end of the last crawl are added by another process, while
    this one writes the page of the run: `finish` waits for it. If the index lacks much of the archive, the extension
    leaves the update to the next search, which shows its progress. A failure is logged and never ends the crawl,
    because the index is a cache.
    """

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("NEWSARCHIVE_SEARCH_INDEX"):
            raise NotConfigured
        self._crawler = crawler
        self._folder = Path(crawler.settings["NEWSARCHIVE_FOLDER"])
        self._has_news = False
        self._added = 0  # records that were stored before the last update
        self._last = monotonic()
        self._running: asyncio.Future[None] | None = None
        self._process: subprocess.Popen[str] | None = None
        crawler.signals.connect(self._flushed, archive_flushed)
        crawler.signals.connect(self._closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> UpdateSearchIndex:
        """Create the extension for a crawler; open nothing yet."""
        return cls(crawler)

    def finish(self) -> None:
        """Wait for the process that updates the index, if there is one."""
        if self._process is None:
            return
        _, errors = self._process.communicate()
        _processes.remove(self._process)
        if self._process.returncode == _NOT_DONE and not errors:
            _log_not_done(self._folder)
        elif self._process.returncode:
            _log_failure(self._folder, errors.strip().rpartition("\n")[2] or f"exit code {self._process.returncode}")
        self._process = None

    def _flushed(self) -> None:
        self._has_news = True
        if self._running is None and monotonic() - self._last >= _SECONDS:
            self._running = asyncio.ensure_future(self._update())

    async def _closed(self) -> None:
        if self._running is not None:
            await self._running
        if not self._has_news:
            return
        is_last = not (is_open(self._folder) or _one_at_a_time.locked() or _processes)
        if is_last and self._stored() - self._added >= _WORTH_A_PROCESS:
            self._process = _begun(python_command(_UPDATE, str(self._folder.resolve())))
        if self._process is None:
            await self._update()

    def _stored(self) -> int:
        session = self._crawler.get_extension(ArchiveSession)
        return session.stored.total() if session else 0

    async def _update(self) -> None:
        self._has_news, self._added = False, self._stored()
        try:
            await asyncio.to_thread(_updated, self._folder)
        finally:
            self._last, self._running = monotonic(), None


def _begun(command: Sequence[str]) -> subprocess.Popen[str] | None:
    """Return the process of *command*, in a session of its own, out of reach of Ctrl-C; ``None`` if it cannot start."""
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
    except OSError:  # too many processes, or not enough memory for another one
        return None
    _processes.append(process)
    return process


def _updated(folder: Path) -> None:
    from newsarchive.search.index import keep_up_to_date

    try:
        with _one_at_a_time:
            for process in [*_processes]:
                process.wait()
            done = keep_up_to_date(folder)
        if not done:
            _log_not_done(folder)
    except (OSError, sqlite3.Error) as error:
        _log_failure(folder, str(error))


def _log_not_done(folder: Path) -> None:
    log.info("%s: the search index was not updated; the next search updates it", folder)


def _log_failure(folder: Path, cause: str) -> None:
    log.warning("%s: the search index was not updated (%s); the next search updates it", folder, cause)
