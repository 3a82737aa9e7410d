"""Coverage accounts for every address: stored, another name of something stored, or missing with its reason."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import preloaded
import pytest
from archive_pieces import SITE, add
from click.testing import CliRunner, Result
from crawling import HERE, MAIN, paths, records, run
from hourly_site import HourlySite, served

from newsarchive import load
from newsarchive.archive.findings import Finding
from newsarchive.archive.layout import Layout
from newsarchive.archive.ledger import Ledger
from newsarchive.archive.visits import Visit
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.cli import main
from newsarchive.demo import Served, newspaper, serve
from newsarchive.monitoring.article_numbers import Numbers, article_number
from newsarchive.monitoring.coverage import CoverageScope, SiteCoverage, coverage, not_stored
from newsarchive.publishers import all_publishers

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
PUBLISHERS = all_publishers()


def url(number: int) -> str:
    return f"https://baovidu.example/tin-{number}.html"


def discover(archive: ArchiveWriter, number: int, *, source: str = "sitemaps", **values: Any) -> None:
    archive.found(Finding(url=url(number), site=SITE, at=NOON, source=source, **values))


def coverage_of_site(folder: Path, *, last_crawled: date | None = None, **values: Any) -> SiteCoverage:
    with Ledger(folder) as ledger:
        sites = coverage(ledger, PUBLISHERS, CoverageScope(**values), {SITE: last_crawled} if last_crawled else {})
    return next(site for site in sites if site.site == SITE)


def reasons(folder: Path) -> dict[int, str]:
    with Ledger(folder) as ledger:
        found = not_stored(ledger, PUBLISHERS, CoverageScope())
        return {int(row["url"].rpartition("-")[2][:-5]): row["reason"] for row in found}


def test_every_address_is_stored_another_name_or_missing_with_its_reason(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, run="r1") as archive:
        for number in range(1001, 1009):
            discover(archive, number, day=date(2017, 9, 20))
        add(archive, 1001, published="2017-09-20T09:00:00+07:00")
        archive.visit(Visit(url=url(1002), outcome="redirect", status=301, target=url(1001), at=NOON))
        archive.visit(Visit(url=url(1003), outcome="missing", status=404, at=NOON))
        archive.visit(Visit(url=url(1004), outcome="listing", status=200, at=NOON))
        archive.visit(Visit(url=url(1005), outcome="outside 2016-01-01", status=200, at=NOON))
        discover(archive, 1006, reason="excluded")
        discover(archive, 1007, reason="HTTP 503", tried=True)
        add(archive, 1009, published="2017-10-01T09:00:00+07:00")  # no list named it
        archive.visit(Visit(url=url(1010), outcome="missing", status=410, at=NOON))  # visited before there was a ledger
    expected = {
        1003: "HTTP 404",
        1004: "listing page",
        1005: "outside dates",
        1006: "excluded",
        1007: "HTTP 503",
        1008: "not fetched yet",
    }
    assert reasons(tmp_path) == expected | {1010: "HTTP 410"}
    site = coverage_of_site(tmp_path)
    september = site.months["2017-09"]
    assert (september.discovered, september.fetched, september.stored, september.duplicates) == (7, 4, 1, 1)
    assert september.not_stored == {reason: 1 for number, reason in expected.items() if number != 1005}
    assert site.months["2016-01"].not_stored == {"outside dates": 1}
    assert (site.months["2017-10"].discovered, site.months["2017-10"].stored, site.months["2017-10"].duplicates) == (
        1,
        1,
        0,
    )


def test_a_later_visit_replaces_an_earlier_reason(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, run="r1") as archive:
        discover(archive, 1001, reason="HTTP 503", tried=True)
        archive.visit(Visit(url=url(1001), outcome="missing", status=404, at=NOON + timedelta(hours=1)))
    assert reasons(tmp_path) == {1001: "HTTP 404"}
    with ArchiveWriter(tmp_path, run="r2") as archive:
        late = Finding(url=url(1001), site=SITE, at=NOON + timedelta(hours=2), reason="timeout", tried=True)
        archive.found(late)
    assert reasons(tmp_path) == {1001: "timeout"}


def test_sources_count_what_no_other_source_found(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, run="r1") as archive:
        for number, sources in ((1001, ("sitemaps", "feeds")), (1002, ("sitemaps",)), (1003, ("links",))):
            for source in sources:
                discover(archive, number, source=source)
        add(archive, 1002)
    sources = coverage_of_site(tmp_path).sources
    assert {
        name: (counts.discovered, counts.discovered_only_here, counts.stored, counts.stored_only_here)
        for name, counts in sources.items()
    } == {
        "sitemaps": (2, 1, 1, 1),
        "feeds": (1, 0, 0, 0),
        "links": (1, 1, 0, 0),
    }


def _two_months(folder: Path, without: set[int]) -> None:
    """Three articles a day for sixty days, but none on the days *without*; numbers run on."""
    with ArchiveWriter(folder, run="r1") as archive:
        for place in range(180):
            day = place // 3
            if day not in without:
                moment = datetime(2024, 1, 1, 9, tzinfo=UTC) + timedelta(days=day)
                add(archive, 1000 + place, published=moment.isoformat())


def test_missing_days_are_reported_by_their_number_and_by_the_articles(tmp_path: Path) -> None:
    _two_months(tmp_path, {30, 31, 32})
    site = coverage_of_site(tmp_path)
    assert [(run.first, run.last, run.found) for run in site.below_baseline] == [
        (date(2024, 1, 31), date(2024, 2, 2), 0)
    ]
    (hole,) = site.holes
    assert (hole.first, hole.last, hole.remarkable) == (1090, 1098, True)
    assert (hole.before, hole.after) == (date(2024, 1, 30), date(2024, 2, 3))


def test_days_without_articles_before_an_unfinished_run_are_reported(tmp_path: Path) -> None:
    _two_months(tmp_path, set())
    assert coverage_of_site(tmp_path, last_crawled=date(2024, 3, 1)).below_baseline == []
    (run,) = coverage_of_site(tmp_path, last_crawled=date(2024, 3, 11)).below_baseline
    assert (run.first, run.last) == (date(2024, 3, 1), date(2024, 3, 10))


def test_since_and_until_bound_the_months_but_keep_what_has_no_date(tmp_path: Path) -> None:
    _two_months(tmp_path, {59})
    with ArchiveWriter(tmp_path, run="r2") as archive:
        discover(archive, 5000)
    assert set(coverage_of_site(tmp_path, since=date(2024, 2, 1), until=date(2024, 2, 10)).months) == {
        "2024-02",
        "undated",
    }
    assert coverage_of_site(tmp_path, since=date(2024, 2, 1), until=date(2024, 2, 10)).months["2024-02"].stored == 30


@pytest.mark.parametrize("step", [7, 50])
def test_sparse_numbers_have_no_holes(step: int) -> None:
    numbers = Numbers()
    for place in range(400):
        numbers.add(5000 + place * step, None)
    assert numbers.holes() == []


def test_dates_in_urls_are_not_article_numbers() -> None:
    numbers = Numbers()
    for place in range(400):
        day = date(2013, 1, 1) + timedelta(days=place)
        numbers.add(int(f"{day:%y%m%d}"), day)
    assert numbers.holes() == []


def test_numbers_that_run_on_have_no_holes_wherever_they_are() -> None:
    numbers = Numbers()
    for number in range(190_000, 210_000):
        found = article_number(f"https://baovidu.example/cho-phien-{number}.html", None)
        assert found == number
        numbers.add(found, None)
    assert numbers.holes() == []


def test_a_long_hole_does_not_hide_itself_and_short_ones_are_chance() -> None:
    chance, numbers = random.Random(3), Numbers()
    for number in range(10_000, 13_000):
        if not 11_000 <= number < 11_700 and chance.random() < 0.7:
            numbers.add(number, date(2020, 1, 1))
    remarkable = [hole for hole in numbers.holes() if hole.remarkable]
    assert [hole for hole in remarkable if hole.count > 100] == [
        hole for hole in remarkable if hole.first <= 11_000 and hole.last >= 11_699
    ]
    assert len(remarkable) <= 2
    assert len(numbers.holes()) > 300


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("https://baovidu.example/cho-phien-hop-lai-123456.html", 123456),
        ("https://baovidu.example/2017/09/20/cho-phien-5012.html?utm_source=x99999", 5012),
        ("https://baovidu.example/201709/cho-phien-7001", 7001),
        ("https://baovidu.example/a/cho-phien-20170920.html", None),
        ("https://baovidu.example/cho-phien-20170920101112345678.chn", None),
        ("https://baovidu.example/cho-phien/", None),
        ("https://baovidu.example/201709/cho-phien/", None),
        ("https://baovidu.example/cho-phien-201709.html", 201709),
    ],
)
def test_an_article_number_is_read_from_the_end_of_its_address(address: str, number: int | None) -> None:
    assert article_number(address, None) == number


@pytest.fixture(scope="module")
def site() -> Iterator[Served]:
    with serve(newspaper()) as served:
        yield served


def run_coverage(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["coverage", str(folder), *arguments], catch_exceptions=False)


def test_a_crawl_that_was_cut_short_names_what_it_left(site: Served, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    run(f"{site.url}/", folder, *HERE, "--max-pages", "25")
    left = [json.loads(line) for line in run_coverage(folder, "--urls", "--json").stdout.splitlines()]
    waiting = {row["url"].removeprefix(site.url) for row in left if row["reason"] == "not fetched yet"}
    assert waiting
    assert not waiting & set(paths(site, folder))
    run(f"{site.url}/", folder, *HERE)
    assert run_coverage(folder, "--reason", "not fetched yet").stdout == ""
    assert waiting & newspaper().article_paths <= set(paths(site, folder))
    shown = json.loads(run_coverage(folder, "--json").stdout)
    assert sum(row["stored"] for row in shown["months"]) == len(paths(site, folder))
    assert {reason for row in shown["months"] for reason in row["reasons"]} == {
        "HTTP 404",
        "listing page",
        "not an article",
        "robots",
    }
    for month in shown["months"]:
        assert month["discovered"] == month["stored"] + month["duplicates"] + month["not_stored"]


def test_the_answer_is_the_same_when_the_index_is_made_again(tmp_path: Path) -> None:
    _two_months(tmp_path, {30})
    with ArchiveWriter(tmp_path, run="r2") as archive:
        discover(archive, 1001)
        discover(archive, 5000, reason="outside dates", day=date(2016, 1, 1))
        archive.visit(Visit(url=url(5001), outcome="missing", status=404, at=NOON))
    before = run_coverage(tmp_path).stdout
    Layout(tmp_path).index.unlink()
    assert run_coverage(tmp_path).stdout == before
    assert "outside dates" in before


def test_a_table_shows_each_month(tmp_path: Path) -> None:
    _two_months(tmp_path, {30, 31, 32})
    shown = run_coverage(tmp_path).stdout
    assert "below baseline: 2024-01-31 to 2024-02-02: 0 articles, 9 expected" in shown
    assert "not discovered: numbers 1090 to 1098 (9), between 2024-01-30 and 2024-02-03" in shown
    heads = run_coverage(tmp_path, "--sources").stdout.splitlines()[1]
    assert heads.split("  ")[0] == "source"
    assert run_coverage(tmp_path, "--methods").stdout == run_coverage(tmp_path, "--sources").stdout, (
        "the former name still works"
    )


def test_a_folder_that_is_not_an_archive_is_refused(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["coverage", str(tmp_path)])
    assert done.exit_code == 1
    assert "not an archive" in done.stderr


def test_reading_coverage_does_not_block_a_crawl_that_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _two_months(tmp_path, set())

    def refuse(*arguments: object) -> None:
        raise AssertionError("the lock was taken")

    monkeypatch.setattr("newsarchive.archive.ledger.Lock", refuse)
    assert coverage_of_site(tmp_path).months["2024-01"].stored == 93


def test_an_archive_that_is_being_written_can_be_looked_at(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, run="r1") as archive:
        discover(archive, 1001, reason="excluded")
        archive.flush()
        discover(archive, 1002, reason="excluded")
        assert reasons(tmp_path) == {1001: "excluded"}


def _bytes_stored(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("articles/*/*.gz"))


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_a_crawl_killed_again_and_again_accounts_for_every_address(tmp_path: Path) -> None:
    chance, stored, discovered = random.Random(17), 0, 0
    with served(HourlySite(last=400)) as site:
        arguments = ("crawl", f"{site.url}/", "--to", str(tmp_path), "--allow-private", "--by", "sitemaps", "-q")
        for turn in range(20):
            size, before, more = _bytes_stored(tmp_path), site.requests, chance.randint(3, 25)
            crawl = preloaded.Process([*MAIN, *arguments, "--delay", "0.05"])
            # Killed after a few more requests, every other time after a batch, however slow the machine is.
            while crawl.poll() is None and (
                site.requests < before + more or (turn % 2 == 0 and _bytes_stored(tmp_path) == size)
            ):
                time.sleep(0.02)
            crawl.kill()
            crawl.wait()
            for line in run_coverage(tmp_path, "--json").stdout.splitlines():
                months = json.loads(line)["months"]
                # Killed early, a crawl has not written down the whole sitemap yet.
                assert discovered <= (discovered := sum(month["discovered"] for month in months)) <= 400
                waiting = sum(month["reasons"].get("not fetched yet", 0) for month in months)
                assert discovered - waiting >= stored
                stored = sum(month["stored"] for month in months)
                assert stored == discovered - waiting == (len(list(load(tmp_path))) if stored else 0)
        run(f"{site.url}/", tmp_path, *HERE, "--by", "sitemaps")
    (line,) = run_coverage(tmp_path, "--json").stdout.splitlines()
    months = json.loads(line)["months"]
    assert [sum(month[key] for month in months) for key in ("discovered", "stored")] == [400, 400]
    assert len(records(tmp_path)) == 400, "an article is stored twice"
    assert run_coverage(tmp_path, "--urls").stdout == ""
    assert stored > 0, "no batch was stored before a kill"
