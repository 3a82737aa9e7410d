"""Several sites crawled by one command, side by side, into one archive."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from crawling import HERE, records, run

from newsarchive.crawl.errors import BadPlan
from newsarchive.crawl.spiders.targets import jobs_for
from newsarchive.demo import Served, newspaper, serve
from newsarchive.publishers import all_publishers


@pytest.fixture(scope="module")
def sites() -> Iterator[tuple[Served, Served]]:
    demo_newspaper = newspaper()
    with serve(demo_newspaper) as server, serve(demo_newspaper) as other:
        yield server, other


def _addresses(sites: tuple[Served, Served]) -> tuple[str, str]:
    return sites[0].url + "/", sites[1].url.replace("127.0.0.1", "localhost") + "/"


@pytest.mark.parametrize("at_once", ["2", "1"])
def test_each_article_of_each_site_is_stored_once(sites: tuple[Served, Served], tmp_path: Path, at_once: str) -> None:
    first, second = _addresses(sites)
    done = run(first, tmp_path, second, "--at-once", at_once, *HERE)
    assert done.code == 0, done.err
    stored = [(record.site, record.id) for record in records(tmp_path)]
    assert len(stored) == len(set(stored)) == 2 * len(sites[0].newspaper.expected)
    assert {site for site, _ in stored} == {first[7:-1].replace(":", "-"), second[7:-1].replace(":", "-")}
    assert done.err.count("45 new articles") == 2


def test_each_site_has_a_report_of_its_own(sites: tuple[Served, Served], tmp_path: Path) -> None:
    first, second = _addresses(sites)
    run(first, tmp_path, second, "--limit", "2", *HERE)
    reports = [json.loads(path.read_text("utf-8")) for path in (tmp_path / "runs").glob("*.json")]
    assert sorted(report["start"] for report in reports) == sorted([first, second])
    assert [report["counts"]["stored"] for report in reports] == [2, 2]
    assert len({report["run"] for report in reports}) == 2


def test_a_site_that_cannot_be_reached_does_not_stop_the_other(sites: tuple[Served, Served], tmp_path: Path) -> None:
    done = run("http://127.0.0.1:9/", tmp_path, _addresses(sites)[1], *HERE)
    assert done.code == 3
    assert "127.0.0.1-9: http://127.0.0.1:9/: the connection was refused" in done.err
    assert len(records(tmp_path)) == len(sites[0].newspaper.expected)


def test_a_site_named_twice_is_refused() -> None:
    with pytest.raises(BadPlan, match="huengaynay is named twice"):
        jobs_for(["huengaynay", "https://huengaynay.vn/kinh-te"], {}, all_publishers())


def test_a_list_of_urls_needs_no_target() -> None:
    with pytest.raises(BadPlan, match="--urls names its own sites"):
        jobs_for(["huengaynay", "dantri"], {"urls": ["https://dantri.com.vn/x-20240101.htm"]}, all_publishers())
