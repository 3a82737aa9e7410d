"""`newsarchive plan` and `probe` say what a crawl will find and take, and store nothing."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date, time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import preloaded
import pytest
from click.testing import CliRunner
from crawling import MAIN

from newsarchive.archive.layout import Layout
from newsarchive.cli import main
from newsarchive.cli.plan_text import print_plans
from newsarchive.counting import duration_of, size_of
from newsarchive.crawl import site_plan
from newsarchive.crawl.politeness.hours import Window
from newsarchive.crawl.politeness.robots import RobotsFile
from newsarchive.crawl.run import Outcome
from newsarchive.crawl.site_plan import (
    USUAL_BYTES,
    ProjectChange,
    SitePlan,
    SourcePlan,
    least_seconds,
    size_per_article,
)
from newsarchive.demo import newspaper, serve

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "sample"


def source(name: str, read: int, urls: int = 0, only_here: int = 0, failed: int = 0) -> SourcePlan:
    return SourcePlan(name=name, read=read, failed=failed, urls=urls, only_here=only_here, first=None, last=None)


def plan_of(site: str, **values: Any) -> SitePlan:
    usual: dict[str, Any] = {
        "start": f"https://{site}/",
        "publisher": None,
        "robots": RobotsFile(url=f"https://{site}/robots.txt", sitemaps=2, delay=10.0),
        "sources": [source("sitemaps", 3, 1200, 400)],
        "articles": 1200,
        "stored": 33,
        "months": {"2017-01": 700, "2017-02": 500},
        "examples": [],
        "discovery": 45,
        "requests": 1245,
        "pace": 10.0,
        "seconds": 12450.0,
        "bytes": 30_000_000,
        "basis": "the average",
        "is_complete": True,
        "unread": 0,
        "changes": [],
    }
    return SitePlan(site=site, **{**usual, **values})


def shown(*plans: SitePlan, capsys: pytest.CaptureFixture[str]) -> str:
    print_plans([Outcome(site=plan.site, report={}, plan=plan) for plan in plans], 8)
    return capsys.readouterr().out


def changes(sources: list[SourcePlan], *, by: str | None = None, is_complete: bool = True) -> list[ProjectChange]:
    plan = SimpleNamespace(by=by, section=None, looks_by=lambda name: by is None or name in by)
    spider: Any = SimpleNamespace(plan=plan, site=SimpleNamespace(key="bao.example"))
    return list(site_plan._source_changes(spider, sources, is_complete=is_complete))


@pytest.mark.parametrize(
    ("seconds", "text"), [(45, "45 s"), (720, "12 min"), (12_000, "3 h 20 min"), (190_800, "2 d 5 h")]
)
def test_a_duration_has_two_units(seconds: float, text: str) -> None:
    assert duration_of(seconds) == text


@pytest.mark.parametrize(
    ("size", "text"), [(900, "900 B"), (25_000, "25 kB"), (1_200_000, "1.2 MB"), (2e10, "20 GB"), (4.1e12, "4.1 TB")]
)
def test_a_size_is_decimal(size: float, text: str) -> None:
    assert size_of(size) == text


@pytest.mark.parametrize(("begin", "end", "share"), [(22, 6, 8 / 24), (6, 22, 16 / 24), (5, 5, 1.0)])
def test_hours_are_a_share_of_the_day(begin: int, end: int, share: float) -> None:
    assert Window(begin=time(begin), end=time(end)).share_of_day == pytest.approx(share)


def test_a_source_that_gives_every_url_with_fewer_requests_is_enough() -> None:
    enough = [source("sitemaps", 3, 100, 40), source("listings", 60, 60), source("feeds", 1, 20)]
    assert [(change.key, change.value) for change in changes(enough)] == [("discover", '["sitemaps"]')]
    assert not changes(enough, is_complete=False)
    assert not changes([source("listings", 60, 100, 40), source("sitemaps", 3, 60), source("feeds", 1, 20)])
    assert not changes([source("sitemaps", 3, 100, 40), source("listings", 60, 60, 1), source("feeds", 1, 20)])


def test_a_site_without_a_feed_needs_another_source_for_a_watch() -> None:
    [change] = changes([source("listings", 5, 30, 30)])
    assert (change.table, change.key, change.value) == ("schedule", "discover", '["feeds", "listings"]')


def test_a_crawl_of_more_than_a_week_is_cut_to_the_months_that_fit() -> None:
    from collections import Counter

    months = Counter({"2016-01": 600_000, "2017-01": 300_000, "2017-02": 300_000})
    spider: Any = SimpleNamespace(plan=SimpleNamespace(is_bounded=False))
    [change] = site_plan._shorter(spider, months, 1_200_000.0)
    assert (change.key, change.value) == ("since", '"2017-01"')
    assert "600,000 articles, about 6 d" in change.why
    assert not list(site_plan._shorter(spider, months, 600_000.0))


def test_several_sites_take_as_long_as_the_slowest_or_as_all_in_turn() -> None:
    plans = [plan_of("a", seconds=100.0), plan_of("b", seconds=50.0), plan_of("c", seconds=60.0)]
    assert (least_seconds(plans, 8), least_seconds(plans, 1)) == (100.0, 210.0)
    assert least_seconds([*plans, plan_of("d", seconds=None)], 8) is None


def test_an_article_is_as_large_as_those_of_its_site_in_the_archive(tmp_path: Path) -> None:
    assert size_per_article(tmp_path, "demo") == (USUAL_BYTES, "the average of Vietnamese newspapers")
    site = next(Layout(SAMPLE).articles.iterdir()).name.removeprefix("site=")
    size, basis = size_per_article(SAMPLE, site)
    assert size > 0
    assert (size == USUAL_BYTES) == ("average" in basis)


def test_a_plan_names_sources_requests_time_and_space(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(plan_of("bao.example"), plan_of("kia.example", is_complete=False, unread=4), capsys=capsys)
    assert "robots.txt  names 2 sitemaps, asks for 10 s between two requests" in text
    assert "articles    1,200 to fetch, 33 more are in the archive" in text
    assert "requests    1,245, 45 of them to discover the articles" in text
    assert "time        about 3 h 28 min at one request each 10 s" in text
    assert "disk        about 30 MB (the average)" in text
    assert "articles    at least 1,200 to fetch" in text
    assert "4 sitemaps not read; --max-pages" in text
    assert "2 sites: 2,400 articles, 2,490 requests, 60 MB, at least 3 h 28 min with 2 sites at the same time" in text
    assert all(len(line) <= 80 for line in text.splitlines() if "sites:" not in line)


def test_many_months_are_shown_by_year(capsys: pytest.CaptureFixture[str]) -> None:
    months = {f"{year}-{month:02}": 1 for year in (2016, 2017) for month in range(1, 13)}
    assert "published   2016 12, 2017 12" in shown(plan_of("bao.example", months=months), capsys=capsys)


def test_what_to_change_is_a_project_file(capsys: pytest.CaptureFixture[str]) -> None:
    contact = ProjectChange(table="", key="contact", value='"you@example.org"', why="lets the publisher reach you")
    only = ProjectChange(table="sites", key="discover", value='["sitemaps"]', why="gives every URL")
    watch = ProjectChange(table="schedule", key="discover", value='["feeds", "listings"]', why="no feed")
    plans = [plan_of("a.example", changes=[contact, watch]), plan_of("b.example", changes=[contact, only])]
    text = shown(*plans, capsys=capsys).partition("To change in newsarchive.toml")[2].partition("\n")[2]
    assert tomllib.loads(text) == {
        "contact": "you@example.org",
        "sites": [{"name": "https://b.example/", "discover": ["sitemaps"]}],
        "schedule": {"discover": ["feeds", "listings"]},
    }


def test_a_site_that_cannot_be_planned_shows_no_plan(capsys: pytest.CaptureFixture[str]) -> None:
    print_plans([Outcome(site="a", report={}, plan=plan_of("a"), failure=ValueError("gone"))], 8)
    assert capsys.readouterr().out == ""


def test_a_plan_counts_what_the_demo_newspaper_has_and_stores_nothing(tmp_path: Path) -> None:
    with serve(newspaper(60)) as site:
        toml = f'sites = ["{site.url}/"]\ncontact = "me@example.org"\ndelay = 0.01\n'
        (tmp_path / "newsarchive.toml").write_text(toml)
        command = [*MAIN, "plan", "--to", str(tmp_path), "--allow-private", "--json"]
        done = preloaded.run(command)
        requested_paths = [path for path, _ in site.responses]
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [path.name for path in tmp_path.iterdir()] == ["newsarchive.toml"]
    assert not set(requested_paths) & site.newspaper.article_paths
    assert found["articles"] == sum(found["months"].values()) >= 60
    assert found["discovery"] == len(requested_paths)
    assert found["requests"] == found["articles"] + found["discovery"]
    assert found["bytes"] == found["articles"] * USUAL_BYTES
    assert found["robots"]["sitemaps"] == 1
    sources = {row["name"]: row for row in found["sources"]}
    assert sources.keys() == {"sitemaps", "feeds", "listings"}
    assert sources["sitemaps"]["urls"] == 60
    assert sources["sitemaps"]["first"] == "2017-09-01"
    assert date.fromisoformat(sources["feeds"]["first"]) > date(2017, 12, 1)


def test_a_probe_reads_an_unknown_site_stores_nothing_and_says_what_is_next(tmp_path: Path) -> None:
    with serve(newspaper()) as site:
        command = [*MAIN, "probe", f"{site.url}/", "--allow-private", "--delay", "0", "--max-pages", "5"]
        done = preloaded.run(command, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "articles    at least " in done.stdout
    (proposed,) = re.findall(r"newsarchive sites new (.*) --allow-private\n", done.stdout)
    assert proposed.split() == re.findall(r"^  such as +(http\S+)$", done.stdout, re.M)
    assert f"{site.url}/" not in proposed.split()
    assert f"newsarchive crawl {site.url}/ --allow-private\n" in done.stdout
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("probe", "http://127.0.0.1:9/"), 6, "private address"),
        (("probe", "huengaynay"), 2, "is a publisher, not a URL; see what it offers with: newsarchive plan huengaynay"),
        (("probe", "huengay"), 1, "is neither a publisher nor a web address; write https://"),
        (("probe", "http://user:pw@bao.example/"), 1, "must not contain a user name or password"),
        (("plan", "--to", "nowhere"), 1, "nothing to crawl; name a publisher"),
        (("plan", "https://bao.example/", "--since", "soon"), 2, "2017-09-30"),
    ],
)
def test_wrong_input_is_refused_with_the_remedy(arguments: tuple[str, ...], code: int, message: str) -> None:
    done = CliRunner().invoke(main, arguments)
    assert (done.exit_code, message in done.stderr) == (code, True), done.stderr
