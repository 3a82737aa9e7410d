"""The registry of discovery sources: everything else about a source derives from its module and its line there."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import preloaded
import pytest
from crawling import HERE, records
from test_crawl_manners import page, serving, small_paper

from newsarchive.archive.findings import DISCOVERY_SOURCES
from newsarchive.crawl.plan import plan_from
from newsarchive.crawl.site import Site
from newsarchive.crawl.spiders.seeds import Seeds
from newsarchive.crawl.spiders.sources import SOURCES, sources_of
from newsarchive.publishers import Publisher

# A source as somebody would add it: a list of articles as JSON at a fixed path.
NEW_SOURCE = """
import json, sys
from newsarchive.archive import findings
from newsarchive.cli import main
from newsarchive.crawl.spiders import sources
from newsarchive.crawl.spiders.sources.interface import DiscoverySource, LinkCandidate, Seed

class Api(DiscoverySource):
    name, description, step = "api", "a list in JSON", "M"

    def seeds(self, site, plan):
        yield Seed("feed", site.at_root("/api.json"), source=self.name)

    def candidates(self, response):
        for url in json.loads(response.body):
            yield LinkCandidate(url=url)

findings.WAYS += ("api",)
sources.SOURCES["api"] = Api()
main(sys.argv[1:])
"""


def test_the_archive_has_a_name_for_every_source_in_the_order_of_the_registry() -> None:
    assert tuple(SOURCES) == DISCOVERY_SOURCES


def test_discover_chooses_among_the_registered_sources() -> None:
    assert [source.name for source in sources_of(plan_from({"by": "days,feeds"}))] == ["feeds", "days"]
    assert [*sources_of(plan_from({}))] == [*SOURCES.values()]


@pytest.mark.parametrize(
    ("discover", "seeds"),
    [
        ("feeds", {"https://bao.example/tin.rss"}),
        ("listings", {"https://bao.example/", "https://bao.example/kinh-te"}),
        ("days", {"https://bao.example/2017/09/30", "https://bao.example/2017/10/01"}),
        ("links", {"https://bao.example/"}),
        ("sitemaps", set()),  # they wait in a queue
    ],
)
def test_each_source_contributes_its_own_seeds(discover: str, seeds: set[str]) -> None:
    publisher = Publisher(
        key="bao",
        name="Báo",
        domains=("bao.example",),
        feeds=("https://bao.example/tin.rss",),
        sections=("https://bao.example/kinh-te",),
        sitemaps=("https://bao.example/so-do.xml",),
        archive=("https://bao.example/{yyyy}/{mm}/{dd}",),
    )
    site = Site(start="https://bao.example/", publisher=publisher)
    plan = plan_from({"by": discover, "since": date(2017, 9, 30), "until": date(2017, 10, 1)})
    found = Seeds(site, plan)
    assert {seed.url for seed in found.initial()} == seeds
    queued = found.next_sitemap()
    assert (queued.url if queued else None) == ("https://bao.example/so-do.xml" if discover == "sitemaps" else None)


def test_a_new_source_takes_a_module_and_a_name(tmp_path: Path) -> None:
    """Its seed is visited, its candidates are fetched, and the coverage report counts them as its own."""
    with serving(small_paper(3)) as paper:
        urls = [f"{paper.url}/cho-que-ngay-mua-100{number}.html" for number in (1, 2, 3)]
        paper.pages |= {"/": page(""), "/api.json": page(json.dumps(urls))}
        crawl = ["crawl", f"{paper.url}/", "--to", str(tmp_path), *HERE]
        for words in (crawl, ["coverage", str(tmp_path), "--json"]):
            done = preloaded.run([sys.executable, "-c", NEW_SOURCE, *words])
            assert done.returncode == 0, done.stderr
    assert len(records(tmp_path)) == 3
    (site,) = (json.loads(line) for line in done.stdout.splitlines())
    assert site["ways"]["api"]["stored"] == 3
