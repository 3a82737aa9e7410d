"""Several workers, one frontier in a real Redis: nothing lost, nothing twice, one worker at a site at a time."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import groupby
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import preloaded
import pytest
from crawling import MAIN, crawl_after, records
from handmade_site import HandmadeSite, serving, small_site
from redis_server import RedisServer

from newsarchive.archive.merging import merge
from newsarchive.crawl import workers
from newsarchive.crawl.errors import BadPlan
from newsarchive.crawl.frontier.redis import RedisFrontier, SiteLeaseLost
from newsarchive.crawl.run import Options
from newsarchive.crawl.site import site_at
from newsarchive.crawl.spiders.news import NewsSpider
from newsarchive.demo import Newspaper, Served, newspaper, serve
from newsarchive.publishers import all_publishers

pytestmark = [pytest.mark.needs("redis-server"), pytest.mark.timeout(1800)]


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    (tmp_path / "redis").mkdir()
    server = RedisServer(tmp_path / "redis")
    yield server
    server.close()


def _served(stack: ExitStack, site: Newspaper, count: int, delay: float = 0.0) -> list[Served]:
    # Each newspaper is a host with an IP address of its own, as on the Web.
    return [stack.enter_context(serve(site, delay=delay, host=f"127.0.0.{number + 2}")) for number in range(count)]


class Worker:
    """One crawling process with an archive of its own."""

    def __init__(
        self,
        redis: RedisServer,
        folder: Path,
        sites: Sequence[Served] | Sequence[HandmadeSite],
        *arguments: str,
        lease: int = 60,
    ) -> None:
        self.folder = folder
        targets = [f"{site.url}/" for site in sites]
        command = [*MAIN, "crawl", *targets, "--to", str(folder), "--frontier", redis.url, "--lease", str(lease)]
        self.process = preloaded.Process([*command, "--allow-private", "-q", *(arguments or ("--delay", "0"))])

    def ended(self) -> str:
        """Wait for its end and return what it said; it must have ended well."""
        _, messages = self.process.communicate(timeout=600)
        assert self.process.returncode == 0, messages
        return messages

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def _key(site: Served | HandmadeSite) -> str:
    return site_at(site.url, all_publishers()).key


@contextmanager
def _beginning_together(
    redis: RedisServer, sites: Sequence[Served] | Sequence[HandmadeSite], count: int
) -> Iterator[None]:
    """Let no worker begin until *count* of them are there."""
    frontier = RedisFrontier(redis.url, 1000)
    held = [frontier.lease(_key(site)) for site in sites]

    def give_them() -> None:
        _wait_for(lambda: frontier.workers() == count)
        for lease in held:
            assert lease is not None
            lease.release()

    thread = threading.Thread(target=give_them)
    thread.start()
    yield
    thread.join()


def _articles(site: Served) -> Counter[str]:
    """Return how often each article was requested."""
    paths = (path.partition("?")[0].removeprefix("/amp") for path, status in site.responses if status == 200)
    return Counter(path for path in paths if path in site.newspaper.article_paths)


def _merged(folders: Sequence[Path], target: Path) -> Counter[str]:
    merge([folder for folder in folders if (folder / "articles").exists()], target, run="merge")
    return Counter(str(record.canonical_url) for record in records(target) if record.revision == 1)


def _expected(sites: Sequence[Served]) -> set[str]:
    return {site.url + path for site in sites for path in site.newspaper.article_paths}


def test_workers_share_the_sites_and_fetch_each_article_once(redis: RedisServer, tmp_path: Path) -> None:
    with ExitStack() as stack:
        sites = _served(stack, newspaper(articles=40), 4, delay=0.05)
        stack.enter_context(_beginning_together(redis, sites, 3))
        workers = [Worker(redis, tmp_path / f"w{number}", sites) for number in range(3)]
        for worker in workers:
            worker.ended()
        for site in sites:
            assert set(_articles(site)) == site.newspaper.article_paths
            assert set(_articles(site).values()) == {1}
        assert len([worker for worker in workers if records(worker.folder)]) > 1  # they were shared out
        found = _merged([worker.folder for worker in workers], tmp_path / "all")
        assert set(found.values()) == {1}
        assert set(found) >= _expected(sites)
        request_counts = [len(site.responses) for site in sites]
        Worker(redis, tmp_path / "w9", sites).ended()  # somebody new, with an empty archive, another day
        for site, before in zip(sites, request_counts, strict=True):
            assert not {path for path, _ in site.responses[before:]} & site.newspaper.article_paths


@pytest.mark.parametrize("lost", [True, False])
def test_a_site_whose_lease_ran_out_meanwhile_is_not_finished(
    lost: bool, redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nobody came, so that the lease could be renewed; but the queue was not read since, and looked empty.
    frontier = RedisFrontier(redis.url, lease=3)
    spider = NewsSpider(url="https://a.example/")
    spider._queue = SimpleNamespace(lost=lost)  # type: ignore[assignment]
    crawler = SimpleNamespace(spider=spider, stats=SimpleNamespace(get_value=lambda *_: "finished"))
    job: Any = SimpleNamespace(site=SimpleNamespace(key="a.example"))
    site = frontier.lease("a.example")
    assert site is not None
    running = workers._Running(job, site, crawler, asyncio.Future(loop=asyncio.new_event_loop()))  # type: ignore[arg-type]
    worker = workers._Worker(None, [job], Options(folder=Path()), frontier)  # type: ignore[arg-type]
    worker._running["a.example"] = running
    monkeypatch.setattr(workers, "outcome_of", lambda *_: None)
    worker._take_leave(running)
    assert frontier.unfinished(["a.example"]) == (["a.example"] if lost else [])


@pytest.mark.parametrize(
    ("kills", "restarts"), [(4, 1), pytest.param(30, 3, marks=pytest.mark.soak)], ids=["short", "long"]
)
def test_workers_that_are_killed_and_a_redis_that_restarts_lose_nothing(
    redis: RedisServer, tmp_path: Path, kills: int, restarts: int
) -> None:
    chance = random.Random(kills)
    with ExitStack() as stack:
        sites = _served(stack, newspaper(articles=60 if kills < 10 else 400), 4, delay=0.05)
        workers = [Worker(redis, tmp_path / f"w{number}", sites, lease=3) for number in range(3)]
        at = sorted(chance.sample(range(kills), restarts))
        for number in range(kills):
            time.sleep(chance.uniform(0.5, 3.0))
            place = chance.randrange(3)
            workers[place].kill()
            workers[place] = Worker(redis, workers[place].folder, sites, lease=3)
            if number in at:
                redis.kill()
                time.sleep(1.0)
                redis.start()
        for worker in workers:
            worker.ended()
        found = _merged([worker.folder for worker in workers], tmp_path / "all")
        assert set(found.values()) == {1}
        assert set(found) >= _expected(sites)


def test_a_worker_that_comes_later_helps_at_once(redis: RedisServer, tmp_path: Path) -> None:
    with ExitStack() as stack:
        sites = _served(stack, newspaper(articles=120), 2, delay=0.2)
        first = Worker(redis, tmp_path / "first", sites)
        _wait_for(lambda: all(sum(_articles(site).values()) > 3 for site in sites))  # it has taken both
        second = Worker(redis, tmp_path / "second", sites)
        first.ended()
        second.ended()
        assert {record.site for record in records(second.folder)}
        for site in sites:
            assert set(_articles(site)) == site.newspaper.article_paths
        assert set(_merged([first.folder, second.folder], tmp_path / "all").values()) == {1}


def test_one_worker_at_a_time_sends_requests_to_a_site(redis: RedisServer, tmp_path: Path) -> None:
    # So the delay of a site holds for all workers together.
    with serving(small_site(12)) as site, _beginning_together(redis, [site], 3):
        names = [f"w{number}" for number in range(3)]
        workers = {
            name: Worker(redis, tmp_path / name, [site], "--contact", f"{name}@b.vn", "--delay", "0.2")
            for name in names
        }

        def senders() -> list[str]:
            return [name for agent in site.agents for name in names if f"{name}@" in agent]

        _wait_for(lambda: len(senders()) > 5)
        killed = workers.pop(senders()[0])
        killed.kill()
        RedisFrontier(redis.url)._redis.delete(f"newsarchive:crawl:lease:{_key(site)}")  # it ran out
        for worker in workers.values():
            worker.ended()
    first, second = (name for name, _ in groupby(senders()))
    assert first not in workers
    assert second in workers
    assert len(senders()) == len(site.paths)
    assert {path for path in site.pages if path.endswith(".html")} <= set(site.paths)


def test_whoever_was_away_for_too_long_changes_nothing(redis: RedisServer) -> None:
    mine, other = RedisFrontier(redis.url, 3), RedisFrontier(redis.url, 3)
    lease = mine.lease("bao")
    assert lease is not None
    assert other.lease("bao") is None
    lease.offer([("https://bao.example/1", b"one"), ("https://bao.example/2", b"two")])
    assert lease.take() == b"one"
    mine._redis.delete("newsarchive:crawl:lease:bao")  # it ran out
    theirs = other.lease("bao")
    assert theirs is not None
    for change in (
        lease.take,
        lease.renew,
        lambda: lease.offer([("x", b"x")]),
        lambda: lease.settle(["x"], stored=True),
    ):
        with pytest.raises(SiteLeaseLost):
            change()
    assert sorted([theirs.take(), theirs.take()]) == [b"one", b"two"]  # type: ignore[type-var]
    assert theirs.take() is None


def test_where_a_redirect_led_is_not_lost_with_the_worker_that_followed_it(redis: RedisServer) -> None:
    first, second = RedisFrontier(redis.url, 3), RedisFrontier(redis.url, 3)
    site = first.lease("bao")
    assert site is not None
    site.offer([("https://bao.example/cu", b"old")])
    assert site.take() == b"old"
    assert not site.meet("https://bao.example/moi", b"new")
    assert site.meet("https://bao.example/moi", b"new")
    first._redis.delete("newsarchive:crawl:lease:bao")  # killed
    other = second.lease("bao")
    assert other is not None
    assert {other.take(), other.take()} == {b"old", b"new"}
    assert other.meet("https://bao.example/moi", b"new")
    other.settle(["https://bao.example/cu", "https://bao.example/moi"], stored=True)
    assert other.recover(()) == 0


def test_what_is_stored_is_not_queued_again_unless_it_is_due(redis: RedisServer) -> None:
    frontier = RedisFrontier(redis.url, 3)
    site = frontier.lease("bao")
    assert site is not None
    assert site.offer([("https://bao.example/1", b"one")]) == 1
    assert site.offer([("https://bao.example/1", b"one")]) == 0
    site.take()
    site.settle(["https://bao.example/1"], stored=True)
    frontier._redis.delete("newsarchive:crawl:seen:bao")  # the next round
    assert site.offer([("https://bao.example/1", b"one")]) == 0
    assert site.offer([("https://bao.example/1", b"one")], again=True) == 1
    assert site.size() == 1


def test_pages_not_found_are_requested_again_by_the_next_worker_of_the_site(redis: RedisServer, tmp_path: Path) -> None:
    site, requested_days = small_site(2), []
    site.respond = lambda path: (404, {}, b"") if "1001" in path else None
    with serving(site):
        for number, day in enumerate((0, 0, 1, 2, 8, 9, 30)):
            before = len(site.paths)
            folder = tmp_path / f"w{number % 3}"
            crawl_after(day, site.url, folder, "--frontier", redis.url)
            requested_days += [(day, path[-9:-5]) for path in site.paths[before:] if "cho-que" in path]
    assert sorted(requested_days) == [(0, "1001"), (0, "1002"), (1, "1001"), (8, "1001")]


def test_what_an_earlier_rounds_dates_left_out_is_fetched_by_another_worker(redis: RedisServer, tmp_path: Path) -> None:
    site = small_site(3)
    with serving(site):
        crawl_after(0, site.url, tmp_path / "a", "--frontier", redis.url, "--since", "2017-09-02")
        assert len(records(tmp_path / "a")) == 2
        before = len(site.paths)
        crawl_after(0, site.url, tmp_path / "b", "--frontier", redis.url, "--since", "2017-09-03")
        crawl_after(0, site.url, tmp_path / "c", "--frontier", redis.url)
    assert [path for path in site.paths[before:] if "cho-que" in path] == ["/cho-que-ngay-mua-1001.html"]
    assert len(records(tmp_path / "c")) == 1


def test_other_options_are_refused_while_a_worker_runs(redis: RedisServer) -> None:
    RedisFrontier(redis.url).begin("{}", ["bao"])
    with pytest.raises(BadPlan, match="other options"):
        RedisFrontier(redis.url).begin('{"since": "2017-01-01"}', ["bao"])
    RedisFrontier(f"{redis.url}#tet").begin('{"since": "2017-01-01"}', ["bao"])


@pytest.mark.parametrize(
    ("url", "messages"), [("http://127.0.0.1:6379", "not a Redis URL"), ("redis://127.0.0.1:1/0", "is Redis running")]
)
def test_an_invalid_frontier_is_reported(url: str, messages: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsarchive.crawl.frontier.redis._PATIENCE_AT_FIRST", 0.5)
    with pytest.raises((BadPlan, ConnectionError), match=messages):
        RedisFrontier(url)


def _wait_for(ready: object, seconds: float = 250) -> None:
    end = time.monotonic() + seconds
    while not ready():  # type: ignore[operator]
        assert time.monotonic() < end, "the crawl does not get on"
        time.sleep(0.05)


def test_a_worker_that_starts_before_its_redis_waits_for_it(redis: RedisServer) -> None:
    redis.kill()
    start = threading.Timer(1.0, redis.start)
    start.start()
    assert RedisFrontier(redis.url).workers() == 0
    start.join()
