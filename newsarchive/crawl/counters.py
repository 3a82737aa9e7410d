"""RunMeasures: a run's measurements in addition to Scrapy's stats; their size does not depend on the page count."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.statscollectors import MemoryStatsCollector

from newsarchive.archive.reasons import Reason
from newsarchive.article import Record
from newsarchive.crawl.clock import local_day
from newsarchive.monitoring.field_coverage import FIELDS, filled_fields

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response

#: Keys in Scrapy's statistics: unreadable entries of the Redis queue, and Redis keys of a wrong type.
MALFORMED_ENTRIES, WRONG_KEYS = "newsarchive/redis/malformed_entries", "newsarchive/redis/wrong_keys"
#: Upper bounds of the latency buckets, in seconds.
BOUNDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0)
_SHARES = {"p50": 0.5, "p90": 0.9, "p99": 0.99}
_EXAMPLES = 5
_MOST_CAUSES = 50
_STATUS_LINE = 17  # bytes of a status line without its phrase ("HTTP/1.1 200 ") and of the blank line
_HEADER_LINE = 4  # bytes of a header's colon, space and line end
# Fields that differ from article to article. A value that all articles of a run share belongs to the site.
_DISTINCT = ("title", "published_at", "authors")
_DIFFERENT = object()
#: Stats: the beginning of a count of responses by HTTP status, and the bytes of all responses as received.
RESPONSES, RESPONSE_BYTES = "newsarchive/responses/", "newsarchive/response_bytes"


class Latencies:
    """Histogram of response latencies (buckets: BOUNDS); percentiles are interpolated linearly within a bucket."""

    def __init__(self) -> None:
        self.counts = [0] * (len(BOUNDS) + 1)
        self.total = 0.0
        self.longest = 0.0

    def add(self, seconds: float) -> None:
        """Count a response that began after *seconds*."""
        self.counts[bisect_left(BOUNDS, seconds)] += 1
        self.total += seconds
        self.longest = max(self.longest, seconds)

    def percentile(self, share: float) -> float | None:
        """Return the seconds within which *share* of the responses arrived, ``None`` before the first response."""
        wanted, before = share * sum(self.counts), 0
        for place, count in enumerate(self.counts):
            if count and before + count >= wanted:
                low = BOUNDS[place - 1] if place else 0.0
                high = min(BOUNDS[place], self.longest) if place < len(BOUNDS) else self.longest
                return low + max(0.0, high - low) * (wanted - before) / count
            before += count
        return None

    def as_json(self) -> dict[str, Any]:
        """Return count, mean, percentiles and the buckets ("≤ seconds": responses), for the report."""
        number = sum(self.counts)
        names = [*(f"{bound:g}" for bound in BOUNDS), "more"]
        return {
            "count": number,
            "mean": round(self.total / number, 4) if number else None,
            **{name: _rounded(self.percentile(share)) for name, share in _SHARES.items()},
            "max": round(self.longest, 4) if number else None,
            "classes": {name: count for name, count in zip(names, self.counts, strict=True) if count},
        }


class RunMeasures:
    """Extension: count latencies, status codes, articles by day, filled fields and examples of errors.

    The counts of responses include redirects and repeated requests, as those of Scrapy's DownloaderStats do; that
    middleware would also serialize each request to measure it.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self.latencies = Latencies()
        self.days: Counter[date] = Counter()
        self.undated = 0
        self.filled: Counter[str] = Counter()
        self.articles = 0
        self._values: dict[str, object] = {}
        self.last_article: float | None = None  # monotonic seconds
        self._examples: dict[str, list[str]] = {}
        crawler.signals.connect(self._downloaded, signals.response_downloaded)
        crawler.signals.connect(self._received, signals.response_received)
        crawler.signals.connect(self._stored, signals.item_scraped)
        crawler.signals.connect(self._broken, signals.spider_error)
        crawler.signals.connect(self._broken, signals.item_error)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RunMeasures:
        """Create the extension for a crawler."""
        return cls(crawler)

    def failed(self, url: str, cause: str) -> None:
        """Keep *url* as an example of *cause*, up to the maximum number of examples."""
        if cause in self._examples or len(self._examples) < _MOST_CAUSES:
            urls = self._examples.setdefault(cause, [])
            if len(urls) < _EXAMPLES:
                urls.append(url)

    def as_json(self) -> dict[str, Any]:
        """Return all measurements, for the report."""
        return {
            "latency": self.latencies.as_json(),
            "days": {day.isoformat(): self.days[day] for day in sorted(self.days)},
            "undated": self.undated,
            "fields": {
                "articles": self.articles,
                "filled": {name: self.filled[name] for name in FIELDS},
                "identical": sorted(name for name, value in self._values.items() if value is not _DIFFERENT),
            },
            "examples": self._examples,
        }

    def _downloaded(self, response: Response) -> None:
        head = dict.items(response.headers)  # Headers.items() would look up each name again
        lines = sum(len(name) + len(value) + _HEADER_LINE for name, values in head for value in values)
        stats = self._crawler.stats
        stats.inc_value(f"{RESPONSES}{response.status}")
        stats.inc_value(RESPONSE_BYTES, _STATUS_LINE + lines + len(response.body))

    def _received(self, response: Response, request: Request) -> None:
        seconds = request.meta.get("download_latency")
        if seconds is not None:
            self.latencies.add(seconds)

    def _broken(self, response: Response | None, spider: Spider) -> None:
        """Count a page with an internal error (Scrapy logs the traceback), and record it as not stored."""
        if response is None or response.request is None:
            return
        self._crawler.stats.inc_value(f"newsarchive/errors/{Reason.INTERNAL_ERROR}")
        self.failed(response.url, Reason.INTERNAL_ERROR)
        candidate, frontier = response.request.cb_kwargs.get("candidate"), getattr(spider, "frontier", None)
        if candidate and frontier:
            frontier.failed(candidate.canonical, Reason.INTERNAL_ERROR)

    def _stored(self, item: object) -> None:
        if not isinstance(item, Record):
            return
        self.articles += 1
        self.last_article = time.monotonic()
        self.filled.update(filled_fields(item))
        for name in _DISTINCT:
            value = getattr(item, name) or _DIFFERENT
            if self._values.setdefault(name, value) != value:
                self._values[name] = _DIFFERENT
        day = local_day(item.published_at, item.language)
        if day:
            self.days[day] += 1
        else:
            self.undated += 1


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 4)


class PlainStats(MemoryStatsCollector):
    """Stats in memory that ignore the spider argument: Scrapy's check for it takes a fiftieth of a crawl's time."""

    __getattribute__ = object.__getattribute__
