"""Pauses: why and until when a crawl sends no requests to a host, for the display of progress."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from newsarchive.crawl import clock

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


@dataclass(frozen=True, kw_only=True)
class Pause:
    """A pause: *host* gets no request until *until* (without *until*, for the rest of the run); *why* is the reason."""

    host: str
    why: str
    until: datetime | None = None


class Pauses:
    """Extension: record the latest pause of each host. The extension itself neither sends nor delays requests."""

    def __init__(self) -> None:
        self._pauses: dict[str, Pause] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the extension for a crawler."""
        return cls()

    def note(self, host: str, why: str, seconds: float | None = None) -> None:
        """Record that *host* gets no request for *seconds*, or for the rest of the run."""
        until = None if seconds is None else clock.now() + timedelta(seconds=seconds)
        self._pauses[host] = Pause(host=host, why=why, until=until)

    def end(self, host: str) -> None:
        """Record that *host* gets requests again."""
        self._pauses.pop(host, None)

    def left(self) -> dict[str, str]:
        """Return the hosts that get no request for the rest of the run, with the reason of each."""
        return {pause.host: pause.why for pause in self._pauses.values() if pause.until is None}

    def current(self, at: datetime) -> list[Pause]:
        """Return the pauses in effect at the time *at*, the longest last."""
        now = [pause for pause in self._pauses.values() if pause.until is None or pause.until > at]
        return sorted(now, key=lambda pause: pause.until.timestamp() if pause.until else float("inf"))


def note_pause(crawler: Crawler, host: str, why: str, seconds: float | None = None) -> None:
    """Record that *host* gets no request for *seconds*, or for the rest of the run, and *why*; see `Pauses.note`."""
    if pauses := crawler.get_extension(Pauses):
        pauses.note(host, why, seconds)
