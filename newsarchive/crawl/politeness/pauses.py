"""Pauses: why a crawl sends nothing to a host now, and until when; for whoever shows its progress."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from newsarchive.crawl import clock

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


@dataclass(frozen=True, kw_only=True)
class Pause:
    """Nothing is sent to *host* until *until*, because of *why*; without *until*, for the rest of the run."""

    host: str
    why: str
    until: datetime | None = None


class Pauses:
    """Extension: keep the latest pause of each host. It sends and holds nothing itself."""

    def __init__(self) -> None:
        self._pauses: dict[str, Pause] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build for a crawler."""
        return cls()

    def note(self, host: str, why: str, seconds: float | None = None) -> None:
        """Note that nothing is sent to *host* for *seconds*, or for the rest of the run."""
        until = None if seconds is None else clock.now() + timedelta(seconds=seconds)
        self._pauses[host] = Pause(host=host, why=why, until=until)

    def end(self, host: str) -> None:
        """Note that *host* is sent requests again."""
        self._pauses.pop(host, None)

    def current(self, at: datetime) -> list[Pause]:
        """Return the pauses that hold *at* this time, the longest last."""
        now = [one for one in self._pauses.values() if one.until is None or one.until > at]
        return sorted(now, key=lambda one: one.until.timestamp() if one.until else float("inf"))


def note_pause(crawler: Crawler, host: str, why: str, seconds: float | None = None) -> None:
    """Note a pause with the Pauses of *crawler*, if that has some; see `Pauses.note`."""
    if pauses := crawler.get_extension(Pauses):
        pauses.note(host, why, seconds)
