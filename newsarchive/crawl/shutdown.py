"""Shutdown: a closing crawl drops its unsent requests, regardless of a host's pause or delay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.utils.asyncio import create_looping_call

from newsarchive.crawl.errors import NotSent
from newsarchive.crawl.politeness.slots import HostSlots, is_closing

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_SECONDS = 0.5  # seconds between two checks: Scrapy has no signal for a spider that is about to close


class EndSoon:
    """Extension: drop requests waiting in the downloader when the spider is closing.

    Scrapy would send these requests first: up to sixteen, at a Crawl-delay of a minute or after a pause of 15 minutes.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._looking = create_looping_call(self._look)
        crawler.signals.connect(self._opened, signals.spider_opened)
        crawler.signals.connect(self._closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> EndSoon:
        """Create the extension for a crawler."""
        return cls(crawler)

    def _opened(self) -> None:
        self._looking.start(_SECONDS, now=False)

    def _closed(self) -> None:
        if self._looking.running:
            self._looking.stop()

    def _look(self) -> None:
        if is_closing(self._crawler):
            HostSlots(self._crawler).drop_queued(lambda: NotSent("the crawl ends"))
