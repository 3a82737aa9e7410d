"""The registry of discovery sources: everything else about a source derives from its module and its line there."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import preloaded
import pytest
from crawling import HERE, records
from handmade_site import page, serving, small_site

from newsarchive.archive.findings import DISCOVERY_SOURCES
from newsarchive.crawl.plan import plan_from
from newsarchive.crawl.site import Site
from newsarchive.crawl.spiders import sources
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
        yield Seed("list", site.at_root("/api.json"), source=self.name)

    def candidates(self, response):
        for url in json.loads(response.body):
            yield LinkCandidate(url=url)

findings.SOURCE_NAMES += ("api",)
sources.SOURCES["api"] = Api()
main(sys.argv[1:])
"""


# The module of a source that somebody adds.
TEST_MODULE = """
from newsarchive.crawl.spiders.sources.interface import DiscoverySource

class ForATest(DiscoverySource):
    name, description, step = "for a test", "a list in a test", "L"

    def candidates(self, response):
        return iter(())
"""


@pytest.fixture
def with_another_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A module that defines the source "for a test" is in the folder of sources."""
    (tmp_path / "source_for_a_test.py").write_text(TEST_MODULE, "utf-8")
    monkeypatch.setattr(sources, "__path__", [*sources.__path__, str(tmp_path)])
    yield
    sys.modules.pop(f"{sources.__name__}.source_for_a_test", None)


@pytest.mark.usefixtures("with_another_module")
def test_a_module_in_the_folder_is_a_source_once_its_name_is_registered() -> None:
    names = (*DISCOVERY_SOURCES, "for a test")
    found = sources.defined_sources(names)
    assert tuple(found) == names
    assert found["for a test"].description == "a list in a test"


@pytest.mark.usefixtures("with_another_module")
def test_a_module_whose_name_is_not_registered_is_an_error_that_names_the_registry() -> None:
    with pytest.raises(
        ImportError, match=r'source_for_a_test: .*"for a test" is not registered; add .* archive/findings\.py'
    ):
        sources.defined_sources(DISCOVERY_SOURCES)


def test_a_registered_name_without_a_module_is_an_error_that_names_it() -> None:
    with pytest.raises(ImportError, match=r'no module .* defines the registered discovery source "for a test"'):
        sources.defined_sources((*DISCOVERY_SOURCES, "for a test"))


def test_the_order_of_the_sources_is_that_of_the_registry() -> None:
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


def test_a_crawl_uses_a_new_source_and_the_coverage_report_counts_it(tmp_path: Path) -> None:
    """Its seed is visited, its candidates are fetched, and the coverage report counts them as its own."""
    with serving(small_site(3)) as served_site:
        urls = [f"{served_site.url}/cho-que-ngay-mua-100{number}.html" for number in (1, 2, 3)]
        served_site.pages |= {"/": page(""), "/api.json": page(json.dumps(urls))}
        crawl = ["crawl", f"{served_site.url}/", "--to", str(tmp_path), *HERE]
        for arguments in (crawl, ["coverage", str(tmp_path), "--json"]):
            done = preloaded.run([sys.executable, "-c", NEW_SOURCE, *arguments])
            assert done.returncode == 0, done.stderr
    assert len(records(tmp_path)) == 3
    (site,) = (json.loads(line) for line in done.stdout.splitlines())
    assert site["sources"]["api"]["stored"] == 3
