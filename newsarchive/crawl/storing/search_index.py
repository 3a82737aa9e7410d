"""Update the search index while the archive grows, so that the first search after a crawl starts at once."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import NotConfigured

from newsarchive.crawl.storing.session import archive_flushed

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

log = logging.getLogger(__name__)

_SECONDS = 60.0  # between two updates
_one_at_a_time = Lock()  # the crawls of several sites share the archive


class UpdateSearchIndex:
    """Extension: add stored records to the search index every minute and at the end (NEWSARCHIVE_SEARCH_INDEX).

    The extension works in a thread. If the index lacks much of the archive, the extension leaves the update to the next
    search, which shows its progress. A failure is logged and never ends the crawl, because the index is a cache.
    """

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("NEWSARCHIVE_SEARCH_INDEX"):
            raise NotConfigured
        self._folder = Path(crawler.settings["NEWSARCHIVE_FOLDER"])
        self._has_news = False
        self._last = monotonic()
        self._running: asyncio.Future[None] | None = None
        crawler.signals.connect(self._flushed, archive_flushed)
        crawler.signals.connect(self._closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> UpdateSearchIndex:
        """Create the extension for a crawler; open nothing yet."""
        return cls(crawler)

    def _flushed(self) -> None:
        self._has_news = True
        if self._running is None and monotonic() - self._last >= _SECONDS:
            self._running = asyncio.ensure_future(self._update())

    async def _closed(self) -> None:
        if self._running is not None:
            await self._running
        if self._has_news:
            await self._update()

    async def _update(self) -> None:
        self._has_news = False
        try:
            await asyncio.to_thread(_updated, self._folder)
        finally:
            self._last, self._running = monotonic(), None


def _updated(folder: Path) -> None:
    from newsarchive.search.index import keep_up_to_date

    try:
        with _one_at_a_time:
            done = keep_up_to_date(folder)
        if not done:
            log.info("%s: the search index was not updated; the next search updates it", folder)
    except (OSError, sqlite3.Error) as error:
        log.warning("%s: the search index was not updated (%s); the next search updates it", folder, error)
