"""The report of a run tells what came of it, field by field and second by second, and stays small."""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from crawling import HERE, Crawl, records, run

from newsarchive.archive.findings import finding_from_json
from newsarchive.archive.layout import Layout
from newsarchive.crawl.measures import BOUNDS, FIELDS, Latencies, coverage_of, filled_fields
from newsarchive.demo import Served, newspaper, serve


@pytest.fixture(scope="module")
def site() -> Iterator[Served]:
    with serve(newspaper()) as served:
        yield served


@pytest.fixture(scope="module")
def done(site: Served, tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    return run(f"{site.url}/", tmp_path_factory.mktemp("report") / "data", *HERE)


def test_articles_are_counted_by_their_day_of_publication(done: Crawl) -> None:
    stored = [one.published_at for one in records(done.folder)]
    dated = [f"{one:%Y-%m-%d}" for one in stored if one]
    assert done.report["days"] == {day: dated.count(day) for day in sorted(set(dated))}
    assert done.report["undated"] == len(stored) - len(dated)


def test_filled_fields_are_counted_as_stored(done: Crawl) -> None:
    stored = records(done.folder)
    fields = done.report["fields"]
    assert fields["articles"] == len(stored)
    assert fields["filled"] == {name: sum(name in filled_fields(one) for one in stored) for name in FIELDS}
    assert coverage_of(fields)["title"] == 1.0


def test_every_answer_is_counted_with_its_latency_and_status(site: Served, done: Crawl) -> None:
    latency = done.report["latency"]
    assert latency["count"] == sum(latency["classes"].values()) == done.report["counts"]["pages"]
    assert 0 < latency["p50"] <= latency["p90"] <= latency["p99"] <= latency["max"]
    asked = [status for _, status in site.answers]
    assert done.report["statuses"] == {str(status): asked.count(status) for status in sorted(set(asked))}


def test_the_report_names_its_site(done: Crawl) -> None:
    assert {one.site for one in records(done.folder)} == {done.report["site"]}


@pytest.mark.parametrize("share", [0.5, 0.9, 0.99])
def test_a_percentile_lies_in_the_class_of_the_true_one(share: float) -> None:
    chance = random.Random(7)
    seconds = sorted(chance.lognormvariate(-2, 1) for _ in range(5000))
    latencies = Latencies()
    for one in seconds:
        latencies.add(one)
    true, found = seconds[int(share * len(seconds))], latencies.percentile(share)
    assert found is not None
    assert sum(bound < true for bound in BOUNDS) == sum(bound < found for bound in BOUNDS)


def test_no_answer_has_no_percentile() -> None:
    assert Latencies().percentile(0.5) is None
    assert coverage_of({"articles": 0, "filled": {}}) == {}


def test_every_address_met_is_in_the_findings_with_its_ways(done: Crawl) -> None:
    found = findings(done.folder)
    stored = {one.canonical_url for one in records(done.folder)}
    assert stored <= set(found)
    ways = {way for ways in found.values() for way in ways if way}
    assert ways >= {"sitemaps", "feeds", "listings"}


def findings(folder: Path) -> dict[str, set[str | None]]:
    found: dict[str, set[str | None]] = {}
    for path in Layout(folder).found_files():
        for line in gzip.decompress(path.read_bytes()).splitlines():
            one = finding_from_json(line)
            found.setdefault(one.url, set()).add(one.way)
    return found


def test_an_error_leaves_its_reason_in_the_findings_and_an_example_in_the_report(tmp_path: Path) -> None:
    done = run("", tmp_path / "data", "--urls", "-", *HERE, stdin="http://127.0.0.1:9/bai-viet-moi-20240101.html\n")
    (path,) = Layout(done.folder).found_files()
    said = [finding_from_json(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
    assert [(one.way, one.reason, one.tried) for one in said] == [("urls", None, False), (None, "refused", True)]
    assert done.report["examples"] == {"refused": [said[0].url]}
