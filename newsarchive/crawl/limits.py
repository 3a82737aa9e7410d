"""Limits of a run: the run shuts down cleanly after --max-time, or after it has stored --max-size.

Both limits apply to the process: the sites that one command crawls, and the rounds of a watch, share them.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call

from newsarchive.crawl.plan import Plan
from newsarchive.crawl.politeness.slots import close_spider
from newsarchive.crawl.storing.shared_writer import bytes_taken
from newsarchive.monitoring.run_history import MAX_SIZE, MAX_TIME

if TYPE_CHECKING:
    import asyncio

    from scrapy.crawler import Crawler

_SECONDS = 0.5  # seconds between two checks


class RunClock:
    """When the first crawl of the process began, in monotonic seconds; ``None`` before."""

    def __init__(self) -> None:
        self._begun: float | None = None

    def begin(self) -> None:
        """Start the clock, unless it already runs."""
        if self._begun is None:
            self._begun = time.monotonic()

    def elapsed(self) -> float:
        """Return the seconds since the first crawl began."""
        return 0.0 if self._begun is None else time.monotonic() - self._begun


run_clock = RunClock()


def limit_reached(plan: Plan) -> str | None:
    """Return the finish reason for the limit of *plan* that this process has reached; ``None`` below all limits."""
    if (left := seconds_left(plan)) is not None and left <= 0:
        return MAX_TIME
    return MAX_SIZE if plan.max_size is not None and bytes_taken() >= plan.max_size else None


def seconds_left(plan: Plan) -> float | None:
    """Return the seconds until --max-time, negative after it; ``None`` without that limit."""
    return None if plan.max_time is None else plan.max_time.total_seconds() - run_clock.elapsed()


class RunLimits:
    """Extension: close the spider when the run has reached --max-time or --max-size (`max_time`, `max_size`).

    The finish reason names that limit. The next run fetches the URLs that were discovered and not fetched.
    """

    def __init__(self, crawler: Crawler, plan: Plan) -> None:
        self._crawler, self._plan = crawler, plan
        self._closing: asyncio.Future[None] | None = None
        self._looking = create_looping_call(self._look)
        crawler.signals.connect(self._opened, signals.spider_opened)
        crawler.signals.connect(self._closed, signals.spider_closed)
        # After each page: the size is exceeded by no more than the pages that are being fetched at that moment.
        crawler.signals.connect(self._look, signals.item_scraped)
        crawler.signals.connect(self._look, signals.item_dropped)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RunLimits:
        """Create the extension for a crawler, unless its plan has no limit."""
        plan = getattr(crawler.spider, "plan", None)
        if not isinstance(plan, Plan) or (plan.max_time is None and plan.max_size is None):
            raise NotConfigured
        return cls(crawler, plan)

    def _opened(self) -> None:
        run_clock.begin()
        self._looking.start(_SECONDS, now=False)

    def _closed(self) -> None:
        if self._looking.running:
            self._looking.stop()

    def _look(self) -> None:
        if self._closing is None and (limit := limit_reached(self._plan)):
            self._closing = close_spider(self._crawler, limit)
