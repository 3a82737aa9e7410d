"""The report of a run tells what came of it, field by field and second by second, and stays small."""

from __future__ import annotations

import gzip
import html
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import preloaded
import pytest
from click.testing import CliRunner
from crawling import HERE, Crawl, last_report, records, run
from hourly_site import HourlySite, served

from newsarchive.archive.findings import finding_from_json
from newsarchive.archive.layout import Layout
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.article import Article, Picture
from newsarchive.cli import main
from newsarchive.crawl.counters import BOUNDS, Latencies
from newsarchive.crawl.storing.run_report import summary_lines
from newsarchive.demo import Served, newspaper, serve
from newsarchive.monitoring.field_coverage import FIELDS, coverage_of, filled_fields
from newsarchive.monitoring.run_page import page_of, write_run_page


@pytest.fixture(scope="module")
def site() -> Iterator[Served]:
    with serve(newspaper()) as served:
        yield served


@pytest.fixture(scope="module")
def done(site: Served, tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    return run(f"{site.url}/", tmp_path_factory.mktemp("report") / "data", *HERE)


def test_articles_are_counted_by_their_day_of_publication(done: Crawl) -> None:
    stored = [record.published_at for record in records(done.folder)]
    dated = [f"{time:%Y-%m-%d}" for time in stored if time]
    assert done.report["days"] == {day: dated.count(day) for day in sorted(set(dated))}
    assert done.report["undated"] == len(stored) - len(dated)


def test_filled_fields_are_counted_as_stored(done: Crawl) -> None:
    stored = records(done.folder)
    fields = done.report["fields"]
    assert fields["articles"] == len(stored)
    assert fields["filled"] == {name: sum(name in filled_fields(record) for record in stored) for name in FIELDS}
    assert coverage_of(fields)["title"] == 1.0


def test_every_answer_is_counted_with_its_latency_and_status(site: Served, done: Crawl) -> None:
    latency = done.report["latency"]
    assert latency["count"] == sum(latency["classes"].values()) == done.report["counts"]["pages"]
    assert 0 < latency["p50"] <= latency["p90"] <= latency["p99"] <= latency["max"]
    statuses = [status for _, status in site.responses]
    assert done.report["statuses"] == {str(status): statuses.count(status) for status in sorted(set(statuses))}


def test_the_report_names_its_site(done: Crawl) -> None:
    assert {record.site for record in records(done.folder)} == {done.report["site"]}


@pytest.mark.parametrize("share", [0.5, 0.9, 0.99])
def test_a_percentile_is_in_the_histogram_class_of_the_exact_one(share: float) -> None:
    chance = random.Random(7)
    seconds = sorted(chance.lognormvariate(-2, 1) for _ in range(5000))
    latencies = Latencies()
    for second in seconds:
        latencies.add(second)
    true, found = seconds[int(share * len(seconds))], latencies.percentile(share)
    assert found is not None
    assert sum(bound < true for bound in BOUNDS) == sum(bound < found for bound in BOUNDS)


@pytest.mark.parametrize(
    ("article", "filled"),
    [
        (Article(), []),
        (Article(title="Chợ phiên", body="Ngắn."), ["title", "body"]),
        (Article(body="Chợ họp sớm. " * 50), ["body", "long_body"]),
        (Article(pictures=[Picture(url="a.jpg")]), ["pictures"]),
        (Article(pictures=[Picture(url="a.jpg", caption="Chợ")]), ["pictures", "captions"]),
    ],
)
def test_a_truncated_body_is_distinguished_from_an_article_of_pictures(article: Article, filled: list[str]) -> None:
    assert filled_fields(article) == filled


def test_no_answer_has_no_percentile() -> None:
    assert Latencies().percentile(0.5) is None
    assert coverage_of({"articles": 0, "filled": {}}) == {}


def test_every_discovered_url_is_in_the_findings_with_its_sources(done: Crawl) -> None:
    found = findings(done.folder)
    stored = {record.canonical_url for record in records(done.folder)}
    assert stored <= set(found)
    sources = {source for sources in found.values() for source in sources if source}
    assert sources >= {"sitemaps", "feeds", "listings"}


def findings(folder: Path) -> dict[str, set[str | None]]:
    found: dict[str, set[str | None]] = {}
    for path in Layout(folder).found_files():
        for line in gzip.decompress(path.read_bytes()).splitlines():
            finding = finding_from_json(line)
            found.setdefault(finding.url, set()).add(finding.source)
    return found


@pytest.fixture(scope="module")
def redesigned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Crawl, Crawl]:
    """Thirty articles, then twenty in a layout without authors."""
    folder = tmp_path_factory.mktemp("page") / "data"
    with served(HourlySite(last=30)) as site:
        first = run(f"{site.url}/", folder, *HERE, "--by", "sitemaps")
        site.last, site.layout = 50, "new"
        return first, run(f"{site.url}/", folder, *HERE, "--by", "sitemaps")


def test_a_silent_redesign_shows_as_a_drop_of_the_fields_it_hides(redesigned: tuple[Crawl, Crawl]) -> None:
    first, second = redesigned
    assert first.report["fields"]["filled"]["authors"] == 30
    assert first.report["warnings"] == []
    assert {row["field"] for row in second.report["warnings"]} == {"byline", "authors"}
    assert "WARNING: authors in 0% of 20 articles, before in 100%; has the site's layout changed?" in second.err
    shown = CliRunner().invoke(main, ["status", str(second.folder), "--fail-on-warning"])
    assert shown.exit_code == 9
    assert "authors in 0% of 20 articles" in shown.stdout


def test_a_run_with_warnings_leaves_a_page_with_plots(redesigned: tuple[Crawl, Crawl]) -> None:
    first, second = redesigned
    page = Layout(second.folder).run_report(second.report["run"]).with_suffix(".html")
    assert list(page.parent.glob("*.html")) == [page]
    assert "plots" not in first.err
    assert f"with plots: {page}" in second.err
    text = page.read_text("utf-8")
    assert text.count("<svg") == 5
    assert "<script" not in text
    assert "default-src 'none'" in html.unescape(text)
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", text)
    assert "authors in 0% of 20 articles, before in 100%" in text
    assert f"{first.report['run']} (30)" in text


@pytest.mark.parametrize(("articles", "drawn"), [(49, False), (50, True)])
def test_a_large_run_leaves_one_too(
    articles: int, drawn: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsarchive.monitoring.run_page.page_of", lambda *_: "a page")
    report = {"run": "r1", "counts": {"new": articles, "revisions": 0}, "warnings": []}
    with ArchiveWriter(tmp_path, run="r1") as archive:
        archive.write_report(report)
    write_run_page(tmp_path, report)
    assert (tmp_path / "runs" / "r1.html").exists() is drawn


def test_what_robots_txt_forbids_is_not_an_error_on_the_page(done: Crawl) -> None:
    forbidden = {"examples": {"robots": ["https://baovidu.vn/rieng"]}, "skipped": {"robots": 1}, "errors": {}}
    page = page_of(done.folder, {**done.report, **forbidden})
    errors, left_out = page.split("<h2>Errors</h2>")[1].split("<h2>Not stored</h2>")
    assert "baovidu.vn/rieng" not in errors
    assert "baovidu.vn/rieng" in left_out


def test_articles_extracted_but_not_on_disk_are_reported(done: Crawl) -> None:
    assert not any("not on disk" in line for line in summary_lines(done.report))
    extracted = {**done.report["extracted"], "new": done.report["counts"]["new"] + 2}
    assert "2 more were extracted but are not on disk; run the same command again" in summary_lines(
        {**done.report, "extracted": extracted}
    )


def test_the_page_of_a_run_that_is_not_there_is_refused(done: Crawl) -> None:
    missing = CliRunner().invoke(main, ["status", str(done.folder), "--html", "-", "--run", "20200101T0000Z"])
    assert missing.exit_code == 1
    assert "no report of the run 20200101T0000Z" in missing.stderr


def test_a_missing_library_is_reported_and_the_crawl_succeeds(
    redesigned: tuple[Crawl, Crawl], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    crawl = redesigned[1]
    message = write_run_page(crawl.folder, crawl.report)
    assert message.startswith(
        'no page was written for this run: a chart needs matplotlib; run `pip install ".[report]"`'
    )
    failed = CliRunner().invoke(main, ["status", str(crawl.folder), "--html", str(tmp_path / "x.html")])
    assert failed.exit_code == 1
    assert ".[report]" in failed.stderr
    assert not (tmp_path / "x.html").exists()


def test_the_page_made_afterwards_shows_months_and_holds_what_a_site_says_of_itself_as_text(
    done: Crawl, tmp_path: Path
) -> None:
    days = {f"{year}-03-0{day}": 2 for year in (2015, 2017, 2019) for day in (1, 2)}
    hostile = {"errors": {"<script>alert(1)</script>": 3}, "examples": {"x": ["http://a/<img src=//b>"]}}
    with ArchiveWriter(tmp_path, run="r1") as archive:
        archive.write_report({**done.report, **hostile, "days": days, "run": "r1"})
    shown = CliRunner().invoke(main, ["status", str(tmp_path), "--html", "-"])
    assert shown.exit_code == 0
    assert "run r1" in shown.stdout
    assert "by month of publication" in shown.stdout
    assert "<script" not in shown.stdout
    assert "<img" not in shown.stdout


BROKEN = """
import sys
from pathlib import Path
from newsarchive.crawl import run
from newsarchive.crawl.spiders import news
from newsarchive.crawl.storing import pipelines
real = pipelines.StoreRecord.process_item
def process_item(self, item):
    if item.archived.fetched.url.endswith("1003.html"):
        raise ZeroDivisionError
    return real(self, item)
pipelines.StoreRecord.process_item = process_item
parse = news.NewsSpider.parse_article
def parse_article(self, response, candidate):
    if response.url.endswith("1004.html"):
        raise ZeroDivisionError
    yield from parse(self, response, candidate)
news.NewsSpider.parse_article = parse_article
options = run.Options(folder=Path(sys.argv[1]), delay=0, allow_private=True)
run.crawl(None, {"urls": sys.argv[2:]}, options)
"""


def test_every_error_is_reported_with_its_url_internal_errors_too(tmp_path: Path) -> None:
    with served(HourlySite(last=6)) as site:
        urls = [*(site.url + site.address(number) for number in range(6)), "http://127.0.0.1:9/cho-phien-1009.html"]
        command = [sys.executable, "-c", BROKEN, str(tmp_path), *urls]
        preloaded.run(command, check=True)
    report = last_report(tmp_path)
    assert report["errors"] == {"internal error": 2, "refused": 1}
    assert [url[-9:-5] for url in sorted(report["examples"]["internal error"])] == ["1003", "1004"]
    shown = CliRunner().invoke(main, ["coverage", str(tmp_path), "--urls"])
    assert sorted((line.split("\t")[0], line[-9:-5]) for line in shown.stdout.splitlines()) == [
        ("internal error", "1003"),
        ("internal error", "1004"),
        ("refused", "1009"),
    ]
