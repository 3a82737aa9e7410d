"""The progress of running crawls: a live display on a terminal, else plain lines each minute, or JSON Lines."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call

from newsarchive.counting import count_of, duration_of
from newsarchive.crawl import clock
from newsarchive.crawl.limits import seconds_left
from newsarchive.crawl.plan import Plan
from newsarchive.crawl.politeness.pauses import Pause, Pauses
from newsarchive.crawl.politeness.slots import HostSlots
from newsarchive.crawl.storing.run_report import counts
from newsarchive.crawl.storing.session import ArchiveSession
from newsarchive.crawl.telemetry.log_filter import ACTING
from newsarchive.crawl.telemetry.prometheus import queued, site_of
from newsarchive.json_lines import json_line
from newsarchive.redaction import redacted

if TYPE_CHECKING:
    from rich.live import Live
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_LIVE_SECONDS = 0.5
_RATE_SECONDS = 5.0
_MOST_SITES = 10
_SLOW = 5.0  # seconds between two requests from which the display explains the wait
_SILENT = 10.0  # seconds without a response after which the display reports that the server does not respond


class CrawlProgress:
    """Extension: show the progress of the crawl on standard error (NEWSARCHIVE_PROGRESS)."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self.begun = self.last_response = time.monotonic()
        self.last_url: str | None = None
        crawler.signals.connect(self._opened, signals.spider_opened)
        crawler.signals.connect(self._closed, signals.spider_closed)
        crawler.signals.connect(self._received, signals.response_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CrawlProgress:
        """Create the extension for a crawler, unless progress is switched off."""
        if not crawler.settings.getbool("NEWSARCHIVE_PROGRESS"):
            raise NotConfigured
        return cls(crawler)

    def _opened(self, spider: Spider) -> None:
        self.begun = self.last_response = time.monotonic()
        _board.add(self._crawler, self._crawler.settings.getfloat("NEWSARCHIVE_PROGRESS_SECONDS"))

    def _closed(self, spider: Spider) -> None:
        _board.drop(self._crawler)

    def _received(self, response: Response) -> None:
        self.last_response, self.last_url = time.monotonic(), response.url


@dataclass(frozen=True, kw_only=True)
class CrawlProgressLine:
    """The progress of one crawl, or of several together; *elapsed* is in seconds.

    *url* is the current or last requested page. *paused* is the reason why the crawl sends no requests now. *wanted* is
    the plan's limit on the number of articles, *seconds_left* the remainder of --max-time.
    """

    name: str
    sites: int = 1
    pages: int
    articles: int
    stored: int
    queue: int
    skipped: int
    errors: int
    elapsed: float = 0.0
    url: str | None = None
    paused: str | None = None
    until: datetime | None = None
    wanted: int | None = None
    seconds_left: float | None = None

    def as_line(self, speed: float) -> str:
        """Return the progress in one line; *speed* is in pages per second."""
        return (
            f"{self.name}: {count_of(self.pages, 'page')}, {count_of(self.articles, 'article')} "
            f"({self.stored:,} on disk), {self.queue:,} waiting, {self.skipped:,} skipped, "
            f"{count_of(self.errors, 'error')}, {speed:.1f} pages/s, {self._times(speed)}"
        )

    def as_live_lines(self, speed: float) -> list[str]:
        """Return the progress in two lines for a terminal of 80 columns: counts and time, then the current page."""
        lines = [
            f"{self.name}: {count_of(self.pages, 'page')}, {count_of(self.articles, 'article')} "
            f"({self.stored:,} on disk), {self.queue:,} waiting",
            f"  {count_of(self.errors, 'error')}, {speed:.1f} pages/s, {self._times(speed)}",
        ]
        return [*lines, f"  {state}"] if (state := self.state()) else lines

    def state(self) -> str | None:
        """Return why the crawl sends no requests now, else the current page; ``None`` for several crawls."""
        if self.paused:
            next_try = f", next try {self.until.astimezone():%H:%M:%S}" if self.until else ""
            return f"paused: {self.paused}{next_try}"
        parts = urlsplit(self.url or "")
        return f"page {parts.path or '/'}{'?' if parts.query else ''}{parts.query}" if self.url else None

    def remaining(self, speed: float) -> tuple[float, str] | None:
        """Return the remaining seconds and the basis of the estimate; ``None`` if no estimate is possible.

        The waiting URLs are those known so far: more may be discovered, so the estimate is a minimum.
        """
        estimates = []
        if self.queue and speed and not self.until:
            estimates.append((self.queue / speed, f"{self.queue:,} waiting"))
        if self.wanted and self.articles and self.elapsed:
            left = max(0, self.wanted - self.articles)
            estimates.append((left * self.elapsed / self.articles, f"--limit {self.wanted:,}"))
        if self.seconds_left is not None:
            estimates.append((max(0.0, self.seconds_left), "--max-time"))
        return min(estimates, default=None)

    def as_json(self, speed: float) -> dict[str, Any]:
        """Return the progress as the fields of a JSON line."""
        left = self.remaining(speed)
        return {
            "site": self.name if self.sites == 1 else None,
            "sites": self.sites,
            "pages": self.pages,
            "articles": self.articles,
            "stored": self.stored,
            "waiting": self.queue,
            "skipped": self.skipped,
            "errors": self.errors,
            "pages_per_second": round(speed, 2),
            "elapsed_seconds": round(self.elapsed),
            "remaining_seconds": round(left[0]) if left else None,
            "remaining_basis": left[1] if left else None,
            "url": self.url,
            "paused": self.paused,
            "paused_until": self.until.isoformat(timespec="seconds") if self.until else None,
        }

    def _times(self, speed: float) -> str:
        left = self.remaining(speed)
        estimate = f", about {duration_of(left[0])} left ({left[1]})" if left else ""
        return f"{duration_of(self.elapsed)} elapsed{estimate}"


def progress_of(crawler: Crawler) -> CrawlProgressLine:
    """Return the progress of *crawler*."""
    session, watched = crawler.get_extension(ArchiveSession), crawler.get_extension(CrawlProgress)
    stats = crawler.stats.get_stats()
    n = counts(stats, session.stored if session else {})
    plan = getattr(crawler.spider, "plan", Plan())
    pause = pause_of(crawler, watched) if crawler.crawling else None
    return CrawlProgressLine(
        name=site_of(crawler.spider) if crawler.spider else "",
        pages=n["pages"],
        articles=stats.get("newsarchive/extracted/new", 0) + stats.get("newsarchive/extracted/revised", 0),
        stored=n["stored"],
        queue=queued(crawler),
        skipped=n["skipped"],
        errors=n["errors"],
        elapsed=time.monotonic() - watched.begun if watched else 0.0,
        url=_current_url(crawler, watched),
        paused=pause.why if pause else None,
        until=pause.until if pause else None,
        wanted=plan.limit,
        seconds_left=seconds_left(plan),
    )


def pause_of(crawler: Crawler, watched: CrawlProgress | None) -> Pause | None:
    """Return why *crawler* sends no requests now: a recorded pause, a long delay between requests, a silent server."""
    pauses, slots = crawler.get_extension(Pauses), HostSlots(crawler)
    if pauses and (noted := pauses.current(clock.now())):
        return noted[-1]
    silent = time.monotonic() - watched.last_response if watched else 0.0
    slowest = slots.slowest()
    if slowest and slowest[1] >= _SLOW:
        is_requested = slots.pace_of(slowest[0]) >= slowest[1]
        why = "as robots.txt or --delay asks" if is_requested else "the server is slow or busy"
        return Pause(host=slowest[0], why=f"one request each {slowest[1]:.0f} s, {why}")
    if silent >= _SILENT and slots.in_transfer():
        return Pause(host="", why=f"no response for {duration_of(silent)}")
    return None


def _current_url(crawler: Crawler, watched: CrawlProgress | None) -> str | None:
    sent = HostSlots(crawler).in_transfer() if crawler.crawling else []
    url = sent[0].url if sent else watched.last_url if watched else None
    return redacted(ACTING.sub("\ufffd", url)) if url else None


def total(lines: Sequence[CrawlProgressLine]) -> CrawlProgressLine:
    """Return the combination of *lines*: the sum of each count, and the longest of the times."""
    if len(lines) == 1:
        return lines[0]
    names = ("sites", "pages", "articles", "stored", "queue", "skipped", "errors")
    sums = {name: sum(getattr(line, name) for line in lines) for name in names}
    left = [line.seconds_left for line in lines if line.seconds_left is not None]
    return CrawlProgressLine(
        name=f"{len(lines)} sites",
        elapsed=max(line.elapsed for line in lines),
        seconds_left=min(left, default=None),
        **sums,
    )


class Speed:
    """Pages per second over the last few seconds."""

    def __init__(self) -> None:
        self._before: tuple[float, int] | None = None
        self._rate = 0.0

    def at(self, moment: float, pages: int) -> float:
        """Return the speed, given the number of *pages* received by *moment*, a time in seconds."""
        if self._before is None:
            self._before = (moment, pages)
        elapsed, come = moment - self._before[0], pages - self._before[1]
        if elapsed >= _RATE_SECONDS:
            self._rate, self._before = come / elapsed, (moment, pages)
        elif not self._rate and elapsed > 0:
            return come / elapsed
        return self._rate


class _Board:
    """The only display of a process, for crawls that start and end; the totals include ended crawls."""

    def __init__(self) -> None:
        self._crawlers: list[Crawler] = []
        self._running = 0
        self._live: Live | None = None
        self._loop: Any = None
        self._speeds: dict[str, Speed] = {}
        self._is_json = False
        self._handlers: list[tuple[logging.StreamHandler[Any], Any]] = []

    def add(self, crawler: Crawler, seconds: float) -> None:
        self._crawlers.append(crawler)
        self._running += 1
        if self._running > 1:
            return
        self._is_json = crawler.settings["NEWSARCHIVE_LOG"] == "json"
        if sys.stderr.isatty() and not self._is_json:
            self._begin_live()
        self._loop = create_looping_call(self._tell)
        self._loop.start(_LIVE_SECONDS if self._live else seconds, now=False)

    def drop(self, crawler: Crawler) -> None:
        self._running -= 1
        if self._running:
            return
        if self._loop.running:
            self._loop.stop()
        if self._live:
            self._end_live(self._live)
            self._live = None

    def _begin_live(self) -> None:
        from rich.console import Console
        from rich.live import Live

        before = sys.stderr
        self._live = Live(self._shown(), console=Console(stderr=True), refresh_per_second=4, transient=True)
        self._live.start()
        # From now on sys.stderr prints above the display; the log still holds the old stream and would print into the
        # display.
        for handler in logging.root.handlers:
            if isinstance(handler, logging.StreamHandler) and handler.stream is before:
                self._handlers.append((handler, handler.setStream(sys.stderr)))

    def _end_live(self, live: Live) -> None:
        for handler, stream in self._handlers:
            handler.setStream(stream)
        self._handlers.clear()
        live.stop()

    def _tell(self) -> None:
        if self._live:
            self._live.update(self._shown())
            return
        sys.stderr.write("".join(f"{line}\n" for line in (self._json() if self._is_json else self._plain())))
        sys.stderr.flush()

    def _lines(self) -> list[CrawlProgressLine]:
        """Return the running crawls and, if there are several, their total including ended crawls."""
        lines = [progress_of(crawler) for crawler in self._crawlers if crawler.crawling]
        return (
            [*lines, total([progress_of(crawler) for crawler in self._crawlers])] if len(self._crawlers) > 1 else lines
        )

    def _shown(self) -> Any:
        from rich.text import Text

        *sites, last = self._lines() or [total([progress_of(crawler) for crawler in self._crawlers])]
        shown = [line for site in sites[:_MOST_SITES] for line in site.as_live_lines(self._speed(site))]
        if len(sites) > _MOST_SITES:
            shown.append(f"… and {len(sites) - _MOST_SITES} more sites")
        return Text("\n".join([*shown, *last.as_live_lines(self._speed(last))]), no_wrap=True, overflow="ellipsis")

    def _plain(self) -> Iterator[str]:
        """Yield the total and, for each displayed site, the reason for its pause or its current page."""
        lines = self._lines()
        yield from (line.as_line(self._speed(line)) for line in lines[-1:])
        for line in lines[: _MOST_SITES + 1]:
            if state := line.state():
                yield f"{line.name}: {state}"

    def _json(self) -> Iterator[str]:
        for line in self._lines():
            yield json_line("progress", **line.as_json(self._speed(line)))

    def _speed(self, line: CrawlProgressLine) -> float:
        # The name of a total changes from crawl to crawl; the total itself continues.
        name = line.name if line.sites == 1 else ""
        return self._speeds.setdefault(name, Speed()).at(time.monotonic(), line.pages)


class JsonLog(logging.Formatter):
    """Format log records as JSON lines; a traceback is one of the fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Return *record* as one JSON line."""
        trace = record.exc_text or (self.formatException(record.exc_info) if record.exc_info else None)
        fields = {"level": record.levelname, "logger": record.name, "message": record.getMessage()}
        return json_line("log", **fields, **({"traceback": trace} if trace else {}))


_board = _Board()
