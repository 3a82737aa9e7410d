"""Entries of the shared queue that cannot be read are set aside and counted, and the crawl goes on."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from scrapy.statscollectors import StatsCollector
from scrapy.utils.test import get_crawler

from newsarchive.crawl.frontier import redis_queue
from newsarchive.crawl.frontier.redis_queue import RedisQueue


class Site:
    """A site whose queue holds *items*."""

    site = "baovidu"

    def __init__(self, *items: bytes) -> None:
        self.items = list(items)
        self.aside: list[bytes] = []

    def take(self) -> bytes | None:
        return self.items.pop(0) if self.items else None

    def quarantine(self, item: bytes) -> None:
        self.aside.append(item)

    def doubts(self, urls: list[str]) -> list[bytes | None]:
        return [b"\xc1" for _ in urls]


def entry(**changes: Any) -> bytes:
    url = "https://baovidu.example/tin-1.html"
    return msgspec.msgpack.encode(redis_queue._Item(url=url, canonical=url, **changes))


@pytest.mark.parametrize("bad", [b"", b"\xc1", b"not an entry", b"\x02" + entry(), b"\x91" * 100_000, entry()[:-3]])
def test_an_entry_that_cannot_be_read_is_set_aside_and_the_next_one_taken(bad: bytes) -> None:
    crawler = get_crawler()
    crawler.stats = StatsCollector(crawler)
    site: Any = Site(bad, redis_queue._VERSION + entry())
    queue = RedisQueue(crawler, site, lambda candidate: False)
    found = queue.take()
    assert found is not None
    assert found.url == "https://baovidu.example/tin-1.html"
    assert site.aside == [bad]
    assert crawler.stats.get_value("newsarchive/malformed_entries") == 1


def test_an_entry_of_an_earlier_worker_without_a_version_is_read() -> None:
    assert redis_queue._unpacked(entry()) == redis_queue._unpacked(redis_queue._VERSION + entry())
