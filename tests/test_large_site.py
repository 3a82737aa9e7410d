"""A large site served by nginx: every article is stored exactly once, whatever interrupts the crawl."""

from __future__ import annotations

import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import preloaded
import pytest
from crawling import HERE, MAIN, records
from ports import free_port

from benchmarks.crawl.site import publisher_file, served, write_site
from newsarchive.demo import newspaper

SMALL, LARGE = 240, 20_000
Text = tuple[str | None, str, str | None]


@dataclass(frozen=True)
class LargeSite:
    """A served site; *articles* are their paths, *log* has a line for each request."""

    url: str
    articles: frozenset[str]
    publishers: Path
    log: Path

    def requests(self) -> list[str]:
        """Return the paths of articles that were requested and sent, in order."""
        lines = (line.split() for line in self.log.read_text("utf-8").splitlines())
        requests = ((url.partition("?")[0].removeprefix("/amp"), status) for url, status in lines)
        return [path for path, status in requests if path in self.articles and status == "200"]

    def words(self, folder: Path) -> tuple[str, ...]:
        return ("--to", str(folder), "--publishers", str(self.publishers), *HERE)


@pytest.fixture(scope="module", params=[SMALL, pytest.param(LARGE, marks=pytest.mark.soak)])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LargeSite]:
    folder, port = tmp_path_factory.mktemp("site"), free_port()
    url = f"http://127.0.0.1:{port}"
    write_site(folder, request.param, url, weight=20_000)
    articles = frozenset(newspaper(articles=request.param).article_paths)
    with served(folder, port, log=True):
        yield LargeSite(url, articles, publisher_file(folder, port), folder / "access.log")


@pytest.fixture(scope="module")
def undisturbed(site: LargeSite, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("undisturbed")
    _crawl(site, folder)
    return folder


def _crawl(site: LargeSite, folder: Path) -> None:
    command = [*MAIN, "crawl", f"{site.url}/", *site.words(folder), "-q"]
    done = preloaded.run(command, timeout=3600)
    assert done.returncode == 0, done.stderr


def _texts(folder: Path) -> Counter[Text]:
    return Counter((record.canonical_url, record.text_sha256, str(record.published_at)) for record in records(folder))


def _paths(site: LargeSite, folder: Path) -> Counter[str]:
    return Counter(str(record.canonical_url).removeprefix(site.url) for record in records(folder))


pytestmark = [pytest.mark.needs("nginx"), pytest.mark.timeout(7200)]


def test_every_article_is_discovered_and_requested_once(site: LargeSite, undisturbed: Path) -> None:
    assert _paths(site, undisturbed) == Counter(site.articles)
    assert Counter(site.requests()) == Counter(site.articles)


def test_a_second_run_requests_no_article(site: LargeSite, undisturbed: Path) -> None:
    requests, before = len(site.requests()), _texts(undisturbed)
    _crawl(site, undisturbed)
    assert len(site.requests()) == requests
    assert _texts(undisturbed) == before


def test_a_crawl_killed_at_random_moments_ends_with_the_same_archive(
    site: LargeSite, undisturbed: Path, tmp_path: Path
) -> None:
    large = len(site.articles) == LARGE
    requests = len(site.requests())
    for lived in _lives(100 if large else 4):
        process = subprocess.Popen(
            [*MAIN, "crawl", f"{site.url}/", *site.words(tmp_path), "-q"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        with _killed_after(process, lived):
            process.wait()
    _crawl(site, tmp_path)
    assert _texts(tmp_path) == _texts(undisturbed)
    assert set(_paths(site, tmp_path).values()) == {1}
    assert len(site.requests()) - requests < len(site.articles) * (3 if large else 5)  # it got on between the kills
    checked = preloaded.run([*MAIN, "verify", str(tmp_path)])
    assert checked.returncode == 0, checked.stdout + checked.stderr


def _lives(count: int) -> list[float]:
    """Return how long, in seconds, each crawl may live: some die while they start, most while they fetch."""
    chance = Random(count)
    return [chance.uniform(0.5, 4.0) for _ in range(count)]


class _killed_after:
    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self._process, self._end = process, time.monotonic() + seconds

    def __enter__(self) -> None:
        while time.monotonic() < self._end and self._process.poll() is None:
            time.sleep(0.01)
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)

    def __exit__(self, *_: object) -> None:
        self._process.wait()
