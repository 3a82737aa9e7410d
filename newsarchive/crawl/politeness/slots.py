"""Access to Scrapy's private attributes: a host's downloader slot, the engine's state and the reactor.

Scrapy has no public API to pause one host, to set its delay, or to drop its queued requests. This module uses these
attributes, as found in the source of Scrapy 2.19: ``Downloader.slots``, ``Downloader._latercall``,
``Downloader.per_slot_settings``, ``Slot.latercall``,
``ExecutionEngine._slot`` and ``AsyncCrawlerProcess._stop_reactor``. No other module uses these
attributes.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from scrapy.utils.asyncio import call_later

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Request
    from scrapy.core.downloader import Slot
    from scrapy.crawler import AsyncCrawlerProcess, Crawler


class HostSlots:
    """The downloader slots of *crawler*, one for each host; *key* is always the name of a slot (see `key_of`).

    A host without a slot has no request queued or in flight, so calls for such a host do nothing.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    def key_of(self, request: Request) -> str:
        """Return the slot's name for *request*: its host, unless the request names another slot."""
        return str(self._crawler.engine.downloader.get_slot_key(request))

    def exists(self, key: str) -> bool:
        """Return whether the downloader has a slot named *key* now."""
        return key in self._crawler.engine.downloader.slots

    def pause(self, key: str, seconds: float, then: Callable[[], None] | None = None) -> None:
        """Send no request to the host for *seconds*; then call *then* if given, else continue."""
        if slot := self._slot(key):
            # The downloader sends no request of a slot while the slot's latercall is pending.
            _cancel(slot)
            resume = then or (lambda: self._crawler.engine.downloader._latercall(slot))
            slot.latercall = call_later(seconds, resume)

    def resume(self, key: str) -> None:
        """End a pause now."""
        if slot := self._slot(key):
            _cancel(slot)
            self._crawler.engine.downloader._latercall(slot)

    def send_one(self, key: str, patience: float, then: Callable[[], None]) -> None:
        """Send one request now and no other for *patience* seconds; then call *then*."""
        if slot := self._slot(key):
            usual, slot.delay = slot.delay, patience
            slot.lastseen = float("-inf")  # no delay before this request, a long delay after it
            self._crawler.engine.downloader._latercall(slot)
            slot.delay = usual
            if slot.latercall:
                self.pause(key, patience, then)

    def slow_down(self, key: str, *, at_least: float, at_most: float) -> None:
        """Double the host's delay, within the given bounds in seconds."""
        if slot := self._slot(key):
            slot.delay = min(at_most, max(slot.delay * 2, at_least))

    def set_pace(self, key: str, delay: float) -> None:
        """Send one request at a time, exactly *delay* seconds apart, in this slot and in the host's later slots."""
        # Scrapy drops idle slots and creates new slots from these settings.
        self._crawler.engine.downloader.per_slot_settings[key] = {"delay": delay, "concurrency": 1, "jitter": 0.0}
        if slot := self._slot(key):
            slot.delay, slot.concurrency, slot.jitter = delay, 1, 0.0

    def keep_pace(self, key: str) -> None:
        """Raise the host's delay to the delay given to `set_pace`, if it fell below that delay."""
        if slot := self._slot(key):
            least = self._crawler.engine.downloader.per_slot_settings.get(key, {}).get("delay", 0.0)
            slot.delay = max(slot.delay, least)

    def pace_of(self, host: str) -> float:
        """Return the seconds between two requests to *host*: the delay in its robots.txt, else the default delay."""
        own = self._crawler.engine.downloader.per_slot_settings.get(host, {}).get("delay")
        return float(self._crawler.settings.getfloat("DOWNLOAD_DELAY") if own is None else own)

    def in_transfer(self) -> list[Request]:
        """Return the requests in flight, the oldest first."""
        slots = self._crawler.engine.downloader.slots.values() if self._crawler.engine else ()
        return [request for slot in slots for request in slot.transferring]

    def slowest(self) -> tuple[str, float] | None:
        """Return the host with the longest delay between two requests, and that delay in seconds."""
        slots = self._crawler.engine.downloader.slots if self._crawler.engine else {}
        return max(((key, slot.delay) for key, slot in slots.items()), key=lambda pair: pair[1], default=None)

    def drop_queued(self, make_error: Callable[[], Exception], key: str | None = None) -> None:
        """Fail the queued requests of the host (without *key*, of every host), each with a separate error."""
        slots = self._crawler.engine.downloader.slots
        for slot in list(slots.values()) if key is None else filter(None, [slots.get(key)]):
            while slot.queue:
                slot.queue.popleft()[1].errback(make_error())

    def _slot(self, key: str) -> Slot | None:
        slot: Slot | None = self._crawler.engine.downloader.slots.get(key)
        return slot


def _cancel(slot: Slot) -> None:
    if slot.latercall:
        slot.latercall.cancel()
        slot.latercall = None


def is_closing(crawler: Crawler) -> bool:
    """Return whether the spider is about to close; Scrapy sends no signal for this state."""
    slot = crawler.engine._slot
    return slot is not None and slot.closing is not None


def close_spider(crawler: Crawler, reason: str) -> asyncio.Future[None]:
    """Begin to close the spider with *reason*; the caller must keep the future, or Python may drop the task."""
    return asyncio.ensure_future(crawler.engine.close_spider_async(reason=reason))


def stop_reactor(process: AsyncCrawlerProcess) -> None:
    """Stop the reactor of a process that was started with an option not to stop after its crawls."""
    process._stop_reactor()
