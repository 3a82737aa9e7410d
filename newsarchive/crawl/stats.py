"""PlainStats: Scrapy's statistics, without the check at each of the hundred times a page counts something."""

from __future__ import annotations

from scrapy.statscollectors import MemoryStatsCollector


class PlainStats(MemoryStatsCollector):
    """Count in memory; nobody here passes the spider, for which Scrapy's own looks (a fiftieth of a crawl's time)."""

    __getattribute__ = object.__getattribute__
