"""STUB until the archive lands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from scrapy import signals

from newsarchive.article import WarcPlace

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


@dataclass(frozen=True, kw_only=True)
class Known:
    is_article: bool = True
    was_outside: bool = False
    published: date | None = None
    met: date | None = None
    validators: dict[str, str] = field(default_factory=dict)


class ArchiveSession:
    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.stored = 0
        self.run = "x"
        self.failure: Exception | None = None
        self.mem: dict[str, Known] = {}
        self.kinds: list[Any] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArchiveSession:
        return cls(crawler)

    def known(self, canonical: str) -> Known | None:
        return self.mem.get(canonical)

    def published_since(self, site: str, day: date) -> Iterable[str]:
        return []

    def keep(self, item: Any) -> WarcPlace:
        return WarcPlace(file="x", offset=0, length=0)

    def remember(self, item: Any, reason: str | None) -> None: ...
    def note(self, canonical: str, what: str) -> None:
        print("note", canonical, what)

    def note_alias(self, a: str, b: str) -> None:
        print("alias", a, b)

    def note_unchanged(self, a: str) -> None: ...
    def store(self, item: Any) -> str:
        self.stored += 1
        self.mem[item.kept.fetched.address] = Known()
        return "new"

    def close(self, reason: str) -> None: ...
