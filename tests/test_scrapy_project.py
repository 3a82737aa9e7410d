"""Somebody else's Scrapy project, made by `scrapy startproject`, with our add-on and two settings."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import preloaded
import pytest
from crawling import MAIN, paths, records

from newsarchive import load
from newsarchive.demo import Served, newspaper, serve
from newsarchive.monitoring.status import statuses

NEWSPAPER = newspaper()
SPIDER = """
import scrapy
from scrapy.linkextractors import LinkExtractor

from newsarchive.crawl.storing.items import fetched


class NewsSite(scrapy.Spider):
    name = "paper"
    links = LinkExtractor(allow=r"-a?\\d{5,}\\.html$")

    def __init__(self, url, **words):
        super().__init__(**words)
        self.start_urls = [url]

    def parse(self, response):
        for link in self.links.extract_links(response):
            yield response.follow(link, self.article)

    def article(self, response):
        yield {"seen": response.url}
        yield fetched(response)
        yield from self.parse(response)
"""
SETTINGS = """
ADDONS = {"newsarchive.crawl.addon.NewsArchive": 500}
NEWSARCHIVE_FOLDER = "kept"
NEWSARCHIVE_ALLOW_PRIVATE = True
DOWNLOAD_DELAY = 0
FEEDS = {"seen.jsonl": {"format": "jsonlines"}}
ITEM_PIPELINES = {"fremd.pipelines.FremdPipeline": 50}
"""


@pytest.fixture(scope="module")
def site() -> Iterator[Served]:
    with serve(NEWSPAPER) as served:
        yield served


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a project as Scrapy does, and add the add-on to its settings and a spider of its own."""
    home = tmp_path_factory.mktemp("home")
    scrapy(home, "startproject", "fremd")
    folder = home / "fremd"
    with (folder / "fremd" / "settings.py").open("a", encoding="utf-8") as stream:
        stream.write(SETTINGS)
    (folder / "fremd" / "spiders" / "paper.py").write_text(SPIDER, "utf-8")
    return folder


def scrapy(folder: Path, *arguments: str) -> str:
    env = {name: value for name, value in os.environ.items() if name != "SCRAPY_SETTINGS_MODULE"}
    done = preloaded.run(
        [sys.executable, "-m", "scrapy", *arguments],
        cwd=folder,
        env=env,
        timeout=250,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_their_spider_fills_an_archive_and_their_items_stay_theirs(site: Served, project: Path) -> None:
    assert "paper" in scrapy(project, "list").split()
    messages = scrapy(project, "crawl", "paper", "-a", f"url={site.url}/", "-s", "LOG_LEVEL=WARNING")
    assert "Traceback" not in messages
    found = Counter(paths(site, project / "kept"))
    assert len(found) > 20
    assert set(found) <= {path for story in NEWSPAPER.expected if (path := _path(str(story.canonical_url)))}
    assert set(found.values()) == {1}
    assert (project / "seen.jsonl").read_text("utf-8").count('"seen"') >= len(found)
    checked = preloaded.run([*MAIN, "verify", str(project / "kept")])
    assert checked.returncode == 0, checked.stdout
    assert len(load(project / "kept")) == len(found)


def test_their_crawl_has_a_status(site: Served, project: Path) -> None:
    scrapy(project, "crawl", "paper", "-a", f"url={site.url}/", "-s", "LOG_LEVEL=WARNING")
    (status,) = statuses(project / "kept", date(2026, 1, 1))
    assert (status.state, status.warnings, status.articles > 20) == ("finished", [], True)


def test_a_second_run_stores_nothing_twice(site: Served, project: Path) -> None:
    before = len(records(project / "kept"))
    scrapy(project, "crawl", "paper", "-a", f"url={site.url}/", "-s", "LOG_LEVEL=WARNING")
    assert len(records(project / "kept")) == before > 0


def test_our_spiders_are_theirs_too_when_they_take_our_loader(project: Path) -> None:
    ours = "SPIDER_LOADER_CLASS=newsarchive.crawl.spiders.loader.PublisherSpiders"
    assert {"huengaynay", "paper"} <= set(scrapy(project, "list", "-s", ours).split())


def _path(url: str) -> str:
    return "/" + url.partition("://")[2].partition("/")[2]
