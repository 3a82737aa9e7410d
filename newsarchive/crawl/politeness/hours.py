"""Crawl hours: send requests only at certain times of the day, such as when a site's own readers sleep."""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scrapy.exceptions import NotConfigured

from newsarchive.crawl import clock
from newsarchive.crawl.errors import BadOption, BadPlan
from newsarchive.crawl.politeness.pauses import note_pause

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

log = logging.getLogger(__name__)

_WINDOW = re.compile(r"(\d{1,2})(?::(\d\d))?\s*-\s*(\d{1,2})(?::(\d\d))?")
_SLICE = 1.0  # seconds between checks, so that a waiting crawl can be stopped


@dataclass(frozen=True, kw_only=True)
class Window:
    """The hours from *begin* to *end*, across midnight if *end* is earlier; the whole day if both are equal."""

    begin: time
    end: time

    def wait(self, at: datetime) -> timedelta:
        """Return the time from *at*, a local time, until the window opens; zero if the window is open."""
        now = at.time().replace(tzinfo=None)
        if self.begin == self.end or self._holds(now):
            return timedelta()
        opens = at.replace(hour=self.begin.hour, minute=self.begin.minute, second=0, microsecond=0)
        return (opens if opens > at else opens + timedelta(days=1)) - at

    @property
    def share_of_day(self) -> float:
        """The fraction of the day during which the window is open."""
        begin, end = (time.hour * 60 + time.minute for time in (self.begin, self.end))
        return ((end - begin) % 1440 or 1440) / 1440

    def _holds(self, now: time) -> bool:
        if self.begin < self.end:
            return self.begin <= now < self.end
        return now >= self.begin or now < self.end


def window_of(text: str) -> Window:
    """Parse a range such as "22-6" or "22:30-6:15"; raise BadOption if the text is not a range of hours."""
    found = _WINDOW.fullmatch(text.strip())
    try:
        if not found:
            raise ValueError(text)
        first, first_minute, last, last_minute = (int(part or 0) for part in found.groups())
        return Window(begin=time(first % 24 if first == 24 else first, first_minute), end=time(last % 24, last_minute))
    except ValueError:
        raise BadOption(f'--hours: "{text}" is not a range of hours; write 22-6 or 22:30-6:15') from None


class Hours:
    """Downloader middleware: delay every request until NEWSARCHIVE_HOURS, in NEWSARCHIVE_TIMEZONE, allow it."""

    def __init__(self, crawler: Crawler) -> None:
        text = crawler.settings["NEWSARCHIVE_HOURS"]
        if not text:
            raise NotConfigured
        self._window = window_of(str(text))
        try:
            self._zone = ZoneInfo(crawler.settings["NEWSARCHIVE_TIMEZONE"])
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise BadPlan(f"NEWSARCHIVE_TIMEZONE: {error}; write a name such as Asia/Ho_Chi_Minh") from error
        self._crawler = crawler
        self._has_warned = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Hours:
        """Build from a crawler's settings; raise NotConfigured if no hours are set."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait until requests are allowed; the timeout of the request starts after the wait."""
        waited = False
        while (wait := self._window.wait(clock.now().astimezone(self._zone))) and self._crawler.engine.running:
            if not self._has_warned:
                self._has_warned = True
                opens = clock.now().astimezone(self._zone) + wait
                log.warning("outside the allowed hours; the crawl continues at %s", f"{opens:%H:%M %Z}")
                self._crawler.stats.inc_value("newsarchive/hours_paused")
                note_pause(self._crawler, "", "outside the hours", wait.total_seconds())
            waited = True
            await asyncio.sleep(min(_SLICE, wait.total_seconds()))
        if waited:
            self._has_warned = False
