"""Entries of the shared queue that cannot be read are set aside and counted, and the crawl goes on."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import preloaded
import pytest
from crawling import MAIN, records
from redis_server import RedisServer
from scrapy.statscollectors import StatsCollector
from scrapy.utils.test import get_crawler

from newsarchive.crawl.counters import MALFORMED_ENTRIES
from newsarchive.crawl.frontier import redis_queue
from newsarchive.crawl.frontier.redis import RedisFrontier, SiteLeaseLost, digest_of
from newsarchive.crawl.frontier.redis_queue import RedisQueue
from newsarchive.crawl.site import site_at
from newsarchive.demo import newspaper, serve
from newsarchive.publishers import all_publishers


class Site:
    """A site whose queue holds *items*."""

    site = "baovidu"

    def __init__(self, *items: bytes) -> None:
        self.items = list(items)
        self.aside: list[bytes] = []

    def take(self) -> bytes | None:
        if not self.items:
            return None
        self.taken = self.items.pop(0)
        return self.taken

    keys_set_aside = 0

    def quarantine(self) -> None:
        self.aside.append(self.taken)

    def holds(self, canonical: str) -> bool:
        return True

    def doubts(self, urls: list[str]) -> list[bytes | None]:
        return [b"\xc1" for _ in urls]


def entry(**changes: Any) -> bytes:
    url = "https://baovidu.example/tin-1.html"
    return msgspec.msgpack.encode(redis_queue._Item(url=url, canonical=url, **changes))


@pytest.mark.parametrize("bad", [b"", b"\xc1", b"not an entry", b"\x02" + entry(), b"\x91" * 100_000, entry()[:-3]])
def test_an_unreadable_entry_is_quarantined_and_the_next_one_is_crawled(bad: bytes) -> None:
    crawler = get_crawler()
    crawler.stats = StatsCollector(crawler)
    site: Any = Site(bad, redis_queue._VERSION + entry())
    queue = RedisQueue(crawler, site, lambda candidate: False)
    found = queue.take()
    assert found is not None
    assert found.url == "https://baovidu.example/tin-1.html"
    assert site.aside == [bad]
    assert crawler.stats.get_value(MALFORMED_ENTRIES) == 1


def test_an_entry_of_an_earlier_worker_without_a_version_is_read() -> None:
    assert redis_queue._unpacked(entry()) == redis_queue._unpacked(redis_queue._VERSION + entry())


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    (tmp_path / "redis").mkdir()
    server = RedisServer(tmp_path / "redis")
    yield server
    server.close()


def crawl(redis: RedisServer, folder: Path, url: str) -> subprocess.CompletedProcess[str]:
    arguments = ["crawl", url, "--to", str(folder), "--frontier", redis.url, "--lease", "3", "--allow-private"]
    return preloaded.run([*MAIN, *arguments, "--delay", "0"])


@pytest.mark.needs("redis-server")
@pytest.mark.parametrize(
    "kind", ["lease", "queue", "flight", "seen", "done", "doubtful", "quarantine", "workers", "finished", "plan"]
)
def test_a_key_of_a_wrong_type_is_set_aside_and_the_worker_continues(redis: RedisServer, kind: str) -> None:
    frontier = RedisFrontier(redis.url, 3)
    name = kind if kind in ("workers", "finished", "plan") else f"{kind}:bao"
    raw = frontier._redis
    if kind in ("lease", "plan"):
        raw.rpush(f"newsarchive:crawl:{name}", "not ours")
    else:
        raw.set(f"newsarchive:crawl:{name}", "not ours")
    frontier.begin("{}", ["bao"])
    site = frontier.lease("bao")
    assert site is not None
    assert site.offer([("https://bao.example/1", b"one"), ("https://bao.example/2", b"two")]) == 2
    assert site.take() == b"one"
    site.quarantine()
    assert site.take() == b"two"
    site.settle(["https://bao.example/2"], stored=True)
    site.doubt({"https://bao.example/3": b"known"})
    assert site.doubts(["https://bao.example/3"]) == [b"known"]
    assert frontier.beat() == 1
    frontier.finish("bao")
    assert frontier.unfinished(["bao"]) == []
    assert raw.lrange("newsarchive:crawl:quarantine:bao", 0, -1) == [digest_of("https://bao.example/1") + b".one"]
    aside = list(raw.scan_iter("newsarchive:crawl:wrong-type:*"))
    assert len(aside) == (kind != "plan")  # a plan of nobody at work is written over
    assert site.keys_set_aside == len(aside)


@pytest.mark.needs("redis-server")
def test_a_lease_that_no_worker_can_have_made_keeps_no_site_for_ever(redis: RedisServer) -> None:
    frontier = RedisFrontier(redis.url, 3)
    frontier._redis.set("newsarchive:crawl:lease:bao", "somebody")
    assert frontier.lease("bao") is not None
    assert RedisFrontier(redis.url, 3).lease("bao") is None


@pytest.mark.needs("redis-server")
def test_what_is_spoilt_while_a_worker_holds_the_site_costs_nothing_else(redis: RedisServer) -> None:
    frontier = RedisFrontier(redis.url, 3)
    site = frontier.lease("bao")
    assert site is not None
    frontier._redis.set("newsarchive:crawl:queue:bao", "not ours")
    assert site.offer([("https://bao.example/1", b"one")]) == 1  # and not half of it: met, and in no queue
    assert site.take() == b"one"
    frontier._redis.delete("newsarchive:crawl:lease:bao")
    frontier._redis.rpush("newsarchive:crawl:lease:bao", "not ours")
    with pytest.raises(SiteLeaseLost):
        site.take()


@pytest.mark.needs("redis-server")
def test_a_crawl_counts_what_it_has_set_aside_and_stores_the_rest(redis: RedisServer, tmp_path: Path) -> None:
    with serve(newspaper(articles=6)) as site:
        frontier = RedisFrontier(redis.url, 3)
        key = site_at(site.url, all_publishers()).key
        frontier._redis.rpush(f"newsarchive:crawl:queue:{key}", b"junk", digest_of("x") + b".\xc1")
        frontier._redis.set(f"newsarchive:crawl:done:{key}", "not ours")
        done = crawl(redis, tmp_path / "a", f"{site.url}/")
        assert done.returncode == 0, done.stderr
        assert "set aside in Redis: 2 malformed items" in done.stderr
        assert "1 key of a wrong type" in done.stderr
        assert {str(record.canonical_url) for record in records(tmp_path / "a")} >= {
            site.url + path for path in site.newspaper.article_paths
        }
        (report,) = [json.loads(path.read_bytes()) for path in (tmp_path / "a" / "runs").glob("*.json")]
        assert report["redis"] == {"malformed_entries": 2, "wrong_keys": 1}
        assert frontier._redis.hlen(f"newsarchive:crawl:flight:{key}") == 0
        frontier._redis.delete("newsarchive:crawl:finished")
        frontier._redis.rpush(f"newsarchive:crawl:queue:{key}", b"junk")
        again = crawl(redis, tmp_path / "b", f"{site.url}/")
        assert again.returncode == 7, again.stderr
        assert "nothing was stored; set aside in Redis: 1 malformed item" in again.stderr
