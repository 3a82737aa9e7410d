"""A dry run: print the URLs that would be fetched, one per line, and count them for the plan."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import quote

from scrapy import signals
from scrapy.exceptions import NotConfigured

from newsarchive.crawl.politeness.slots import close_spider
from newsarchive.crawl.storing.items import PlannedFetch
from newsarchive.escapes import DIRECTIONS

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_MOST_EXAMPLES = 3
# Control characters would act on the terminal; percent-encoded, they leave the URL equivalent (RFC 3986, 2.1).
_ACTING = re.compile(f"[\x00-\x1f\x7f-\x9f{DIRECTIONS}]")


class DryRun:
    """Extension: count the URLs that a dry run would fetch, and print them unless NEWSARCHIVE_PRINT_URLS is off.

    A line contains URL, day and source, separated by tabs; `--urls` reads such lines. *months* counts the articles by
    month of publication, *examples* are the first articles. *is_over* is true once the reader has closed the pipe, or
    the output cannot be written: *failure* is then the reason.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._prints = crawler.settings.getbool("NEWSARCHIVE_PRINT_URLS")
        self._closing: asyncio.Future[None] | None = None
        self.is_over = False
        self.failure: OSError | None = None
        self.months: Counter[str] = Counter()
        self.examples: list[str] = []
        crawler.signals.connect(self._item_scraped, signals.item_scraped)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> DryRun:
        """Create the extension for a crawler, if this is a dry run."""
        plan = getattr(crawler.spider, "plan", None)
        if plan is None or not plan.dry_run:
            raise NotConfigured
        return cls(crawler)

    def _item_scraped(self, item: object) -> None:
        if not isinstance(item, PlannedFetch):
            return
        self.months[f"{item.day:%Y-%m}" if item.day else "undated"] += 1
        url = _ACTING.sub(lambda sign: quote(sign[0]), item.url)
        if len(self.examples) < _MOST_EXAMPLES:
            self.examples.append(url)
        if self._prints and not self.is_over:
            self._print(f"{url}\t{item.day or ''}\t{item.source or ''}\n")

    def _print(self, line: str) -> None:
        try:
            sys.stdout.write(line)
            sys.stdout.flush()
        except OSError as error:
            # `… --dry-run | head`: the reader has closed the pipe, and no other work remains.
            self.failure = None if isinstance(error, BrokenPipeError) else error
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            self.is_over = True
            # Scrapy never finishes closing a spider during an item of its start; the start ends by itself
            # (NewsSpider.start).
            if getattr(self._crawler.spider, "has_started", True):
                self._closing = close_spider(self._crawler, "finished")
