"""What a person sees while crawls run: a live table on a terminal, a plain line each minute elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call

from newsarchive.counting import count_of
from newsarchive.crawl.storing.run_report import counts
from newsarchive.crawl.storing.session import ArchiveSession
from newsarchive.crawl.telemetry.prometheus import queued, site_of

if TYPE_CHECKING:
    from rich.live import Live
    from scrapy import Spider
    from scrapy.crawler import Crawler

_LIVE_SECONDS = 0.5
_RATE_SECONDS = 5.0
_MOST_LINES = 20


class CrawlProgress:
    """Extension: show the progress of the crawl on standard error (NEWSARCHIVE_PROGRESS)."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        crawler.signals.connect(self._opened, signals.spider_opened)
        crawler.signals.connect(self._closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CrawlProgress:
        """Build for a crawler, unless nobody wants to see it."""
        if not crawler.settings.getbool("NEWSARCHIVE_PROGRESS"):
            raise NotConfigured
        return cls(crawler)

    def _opened(self, spider: Spider) -> None:
        _board.add(self._crawler, self._crawler.settings.getfloat("NEWSARCHIVE_PROGRESS_SECONDS"))

    def _closed(self, spider: Spider) -> None:
        _board.drop(self._crawler)


@dataclass(frozen=True, kw_only=True)
class CrawlProgressLine:
    """How far one crawl is, or several together."""

    name: str
    sites: int = 1
    pages: int
    articles: int
    stored: int
    queue: int
    skipped: int
    errors: int

    def as_line(self, speed: float) -> str:
        """Return it in one line; *speed* is in pages per second."""
        return (
            f"{self.name}: {count_of(self.pages, 'page')}, {count_of(self.articles, 'article')} "
            f"({self.stored:,} on disk), {self.queue:,} waiting, {self.skipped:,} skipped, "
            f"{count_of(self.errors, 'error')}, {speed:.1f} pages/s"
        )


def progress_of(crawler: Crawler) -> CrawlProgressLine:
    """Return how far *crawler* is."""
    session = crawler.get_extension(ArchiveSession)
    stats = crawler.stats.get_stats()
    n = counts(stats, session.stored if session else {})
    return CrawlProgressLine(
        name=site_of(crawler.spider) if crawler.spider else "",
        pages=n["pages"],
        articles=stats.get("newsarchive/read/new", 0) + stats.get("newsarchive/read/revised", 0),
        stored=n["stored"],
        queue=queued(crawler),
        skipped=n["skipped"],
        errors=n["errors"],
    )


def total(lines: Sequence[CrawlProgressLine]) -> CrawlProgressLine:
    """Return *lines* together."""
    sums = {name: sum(getattr(one, name) for one in lines) for name in vars(lines[0]) if name != "name"}
    return CrawlProgressLine(name=lines[0].name if len(lines) == 1 else f"{len(lines)} sites", **sums)


class Speed:
    """Pages per second over the last few seconds."""

    def __init__(self) -> None:
        self._before: tuple[float, int] | None = None
        self._rate = 0.0

    def at(self, moment: float, pages: int) -> float:
        """Return the speed when so many *pages* have come at *moment*, a time in seconds."""
        if self._before is None:
            self._before = (moment, pages)
        elapsed, come = moment - self._before[0], pages - self._before[1]
        if elapsed >= _RATE_SECONDS:
            self._rate, self._before = come / elapsed, (moment, pages)
        elif not self._rate and elapsed > 0:
            return come / elapsed
        return self._rate


class _Board:
    """The one display of a process, whose crawls come and go; those that have ended stay in the sums."""

    def __init__(self) -> None:
        self._crawlers: list[Crawler] = []
        self._running = 0
        self._live: Live | None = None
        self._loop: Any = None
        self._speeds: dict[str, Speed] = {}

    def add(self, crawler: Crawler, seconds: float) -> None:
        self._crawlers.append(crawler)
        self._running += 1
        if self._running > 1:
            return
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.live import Live

            self._live = Live(self._all(), console=Console(stderr=True), refresh_per_second=4, transient=True)
            self._live.start()
        self._loop = create_looping_call(self._tell)
        self._loop.start(_LIVE_SECONDS if self._live else seconds, now=False)

    def drop(self, crawler: Crawler) -> None:
        self._running -= 1
        if self._running:
            return
        if self._loop.running:
            self._loop.stop()
        if self._live:
            self._live.stop()
            self._live = None

    def _tell(self) -> None:
        if self._live:
            self._live.update(self._all())
        else:
            sys.stderr.write(f"{self._sum()}\n")
            sys.stderr.flush()

    def _all(self) -> str:
        """Return the crawls that are under way line by line, and their sum when there are several."""
        running = [one for one in self._crawlers if one.crawling]
        lines = [self._told(progress_of(one)) for one in running[:_MOST_LINES]]
        if len(running) > _MOST_LINES:
            lines.append(f"… and {len(running) - _MOST_LINES} more")
        return "\n".join([*lines, self._sum()] if len(self._crawlers) > 1 else lines)

    def _sum(self) -> str:
        return self._told(total([progress_of(one) for one in self._crawlers]))

    def _told(self, line: CrawlProgressLine) -> str:
        # What the name of a sum tells changes from crawl to crawl, the sum itself goes on.
        name = line.name if line.sites == 1 else ""
        return line.as_line(self._speeds.setdefault(name, Speed()).at(time.monotonic(), line.pages))


_board = _Board()
