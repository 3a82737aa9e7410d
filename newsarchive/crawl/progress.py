"""What a person sees while a crawl runs: one live line on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call

from newsarchive.crawl.items import Wanted
from newsarchive.crawl.report import counts
from newsarchive.crawl.session import ArchiveSession

if TYPE_CHECKING:
    from rich.live import Live
    from scrapy import Spider
    from scrapy.crawler import Crawler

_LIVE_SECONDS, _PLAIN_SECONDS = 0.5, 30.0


class ListWanted:
    """Print each address that a dry run would fetch, one per line, to standard output."""

    def __init__(self, crawler: Crawler) -> None:
        crawler.signals.connect(self._item_scraped, signals.item_scraped)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ListWanted:
        """Build for a crawler, unless it is no dry run."""
        plan = getattr(crawler.spider, "plan", None)
        if plan is None or not plan.dry_run:
            raise NotConfigured
        return cls(crawler)

    def _item_scraped(self, item: object) -> None:
        if isinstance(item, Wanted):
            sys.stdout.write(f"{item.url}\n")
            sys.stdout.flush()


class Progress:
    """Tell pages, articles, skipped, errors and pages per second on standard error (NEWSARCHIVE_PROGRESS)."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._live: Live | None = None
        self._before: tuple[float, int] = (time.monotonic(), 0)
        self._rate = 0.0
        crawler.signals.connect(self._opened, signals.spider_opened)
        crawler.signals.connect(self._closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Progress:
        """Build for a crawler, unless nobody wants to see it."""
        if not crawler.settings.getbool("NEWSARCHIVE_PROGRESS"):
            raise NotConfigured
        return cls(crawler)

    def _opened(self, spider: Spider) -> None:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.live import Live

            self._live = Live(self.line(), console=Console(stderr=True), refresh_per_second=4, transient=True)
            self._live.start()
        self._loop = create_looping_call(self._tell)
        self._loop.start(_LIVE_SECONDS if self._live else _PLAIN_SECONDS, now=False)

    def _tell(self) -> None:
        if self._live:
            self._live.update(self.line())
        else:
            sys.stderr.write(f"{self.line()}\n")

    def _closed(self, spider: Spider) -> None:
        if self._loop.running:
            self._loop.stop()
        if self._live:
            self._live.stop()

    def line(self) -> str:
        """Return the state of the crawl in one line."""
        session = self._crawler.get_extension(ArchiveSession)
        n = counts(self._crawler.stats.get_stats(), session.stored if session else 0)
        name = self._crawler.spider.name if self._crawler.spider else ""
        return (
            f"{name}: {n['pages']} pages, {n['new'] + n['revisions']} articles ({n['stored']} on disk), "
            f"{n['skipped']} skipped, {n['errors']} errors, {self._speed(n['pages']):.1f} pages/s"
        )

    def _speed(self, pages: int) -> float:
        moment, before = time.monotonic(), self._before
        if moment - before[0] >= 1:
            self._rate = (pages - before[1]) / (moment - before[0])
            self._before = (moment, pages)
        return self._rate
