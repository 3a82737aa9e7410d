"""Ending: a crawl that is to end lets go of what it has not sent, however long a host's pause or pace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.utils.asyncio import create_looping_call

from newsarchive.crawl.errors import NotSent
from newsarchive.crawl.politeness.slots import HostSlots, is_closing

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_SECONDS = 0.5  # between two looks: Scrapy tells nobody that a spider is to be closed


class EndSoon:
    """Extension: drop requests waiting in the downloader when the spider is closing.

    Scrapy would send them first: sixteen at a Crawl-delay of a minute, or after a pause of a quarter of an hour.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._looking = create_looping_call(self._look)
        crawler.signals.connect(self._opened, signals.spider_opened)
        crawler.signals.connect(self._closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> EndSoon:
        """Build for a crawler."""
        return cls(crawler)

    def _opened(self) -> None:
        self._looking.start(_SECONDS, now=False)

    def _closed(self) -> None:
        if self._looking.running:
            self._looking.stop()

    def _look(self) -> None:
        if is_closing(self._crawler):
            HostSlots(self._crawler).drop_queued(lambda: NotSent("the crawl ends"))
