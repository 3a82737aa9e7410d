"""Failed URLs are listed as they were requested, and `crawl --retry-failed` requests them again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import preloaded
import pytest
from click.testing import CliRunner
from crawling import MAIN, records
from handmade_site import serving, small_site

from newsarchive.archive.findings import Finding
from newsarchive.archive.reasons import Reason, is_retried
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.cli import main
from newsarchive.crawl.errors import BadPlan
from newsarchive.crawl.frontier.frontier import Frontier
from newsarchive.crawl.plan import plan_from
from newsarchive.crawl.retry import retry_of
from newsarchive.crawl.site import site_at
from newsarchive.monitoring.coverage import CoverageScope
from newsarchive.monitoring.retries import UnknownReason, failed_urls, reasons_from, retried_urls
from newsarchive.publishers import all_publishers

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
HTTPS, HTTP = "https://bao.example/a-1.html", "http://www.bao.example/a-1.html"


def write(folder: Path, *findings: dict[str, Any]) -> None:
    with ArchiveWriter(folder, run="r1") as writer:
        for finding in findings:
            writer.found(Finding(**{"site": "bao.example", "at": NOON, "source": "sitemaps", **finding}))


def urls_of(folder: Path, *reasons: str, scope: CoverageScope | None = None) -> list[str]:
    found = failed_urls(folder, all_publishers(), scope or CoverageScope(), reasons)
    return [url for site in found for url in site.urls]


def test_a_url_is_listed_as_it_was_requested(tmp_path: Path) -> None:
    write(tmp_path, {"url": HTTPS, "requested": HTTP, "reason": "timeout", "tried": True})
    shown = [CliRunner().invoke(main, ["coverage", str(tmp_path), "--urls"]).stdout]
    (tmp_path / "index.sqlite").unlink()
    shown.append(CliRunner().invoke(main, ["coverage", str(tmp_path), "--urls"]).stdout)
    assert shown == [f"timeout\t\t{HTTP}\n"] * 2


def test_the_spelling_that_was_requested_first_stays_and_one_that_was_missing_is_added(tmp_path: Path) -> None:
    write(tmp_path, {"url": HTTPS, "reason": "timeout"})
    assert urls_of(tmp_path) == [HTTPS]
    write(tmp_path, {"url": HTTPS, "reason": "timeout", "requested": HTTP})
    write(tmp_path, {"url": HTTPS, "reason": "timeout", "requested": "http://m.bao.example/a-1.html"})
    assert urls_of(tmp_path) == [HTTP]


def test_the_frontier_notes_the_address_where_it_is_not_the_canonical_url() -> None:
    noted: list[Finding] = []

    class Archive:
        def known(self, url: str) -> None:
            return None

        def found(self, finding: Finding, *, again: bool = False) -> None:
            noted.append(finding)

    class Stats:
        def inc_value(self, name: str) -> None:
            """Count nothing."""

    site = site_at("http://bao.example/", {})
    frontier = Frontier(site=site, plan=plan_from({}), archive=Archive(), stats=Stats())  # type: ignore[arg-type]
    frontier.judge("http://bao.example/a-1.html?utm_source=x", source="feeds")
    frontier.judge("https://bao.example/b-2.html", source="feeds")
    assert [(finding.url, finding.requested) for finding in noted] == [
        ("https://bao.example/a-1.html", "http://bao.example/a-1.html"),
        ("https://bao.example/b-2.html", None),
    ]


@pytest.mark.parametrize(
    ("reason", "retried"),
    [
        ("HTTP 503", True),
        ("timeout", True),
        (Reason.SITE_FAILING, True),
        (Reason.INTERNAL_ERROR, True),
        ("HTTP 404", False),
        (Reason.ROBOTS, False),
        (Reason.PRIVATE, False),
        (Reason.EXCLUDED, False),
        (Reason.NOT_FETCHED, False),
        (Reason.NOT_ARTICLE, False),
    ],
)
def test_what_may_succeed_is_retried(reason: str, retried: bool) -> None:
    assert is_retried(reason) is retried


def test_reasons_are_those_of_coverage_with_former_names_and_commas() -> None:
    assert reasons_from(["HTTP 503, timeout", "error of ours"]) == {"HTTP 503", "timeout", Reason.INTERNAL_ERROR}
    assert reasons_from([""]) == frozenset()
    with pytest.raises(
        UnknownReason, match=r'"huengaynay" is not a reason .* `newsarchive coverage` prints those of an archive'
    ):
        reasons_from(["huengaynay"])


def test_failures_are_selected_by_site_day_and_reason(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"url": HTTPS, "reason": "timeout", "day": date(2024, 4, 1)},
        {"url": "https://bao.example/b-2.html", "reason": "HTTP 503", "day": date(2024, 5, 1)},
        {"url": "https://kia.example/c-3.html", "site": "kia.example", "reason": "timeout"},
        {"url": "https://kia.example/d-4.html", "site": "kia.example", "reason": "robots"},
    )
    assert len(urls_of(tmp_path)) == 3
    assert urls_of(tmp_path, "HTTP 503") == ["https://bao.example/b-2.html"]
    assert urls_of(tmp_path, "robots") == ["https://kia.example/d-4.html"]
    assert len(urls_of(tmp_path, scope=CoverageScope(sites=("kia.example",)))) == 1
    assert len(urls_of(tmp_path, scope=CoverageScope(sites=("bao.example",), since=date(2024, 4, 20)))) == 1


def test_each_site_is_retried_under_its_own_target_and_with_its_own_options(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"url": HTTPS, "requested": HTTP, "reason": "timeout"},
        {"url": "https://huengaynay.vn/x-1.html", "site": "huengaynay", "reason": "HTTP 500"},
    )
    publishers = all_publishers()
    everything = retry_of(tmp_path, (), frozenset(), publishers, {}, {"huengaynay": {"exclude": "z", "by": "feeds"}})
    assert everything.targets == ("http://www.bao.example/", "huengaynay")
    assert everything.own["http://www.bao.example/"]["urls"] == (HTTP,)
    assert everything.own["huengaynay"] == {
        "exclude": "z",
        "by": None,
        "section": None,
        "retry": True,
        "urls": ("https://huengaynay.vn/x-1.html",),
    }
    assert retry_of(tmp_path, ("huengaynay",), frozenset(), publishers, {}, {}).targets == ("huengaynay",)
    with pytest.raises(BadPlan):
        retry_of(tmp_path, ("ftp://bao.example/",), frozenset(), publishers, {}, {})


def test_what_was_recovered_is_counted(tmp_path: Path) -> None:
    site = small_site(6)
    failing = [path for path in site.pages if path.endswith(("1002.html", "1004.html", "1006.html"))]
    with serving(site):
        (tmp_path / "newsarchive.toml").write_text(f'sites = ["{site.url}/"]\ndelay = 0\ndiscover = ["listings"]\n')
        command = [*MAIN, "crawl", "--to", str(tmp_path), "--allow-private"]
        site.respond = lambda path: (500, {}, b"") if path in failing else None
        preloaded.run(command, check=True)
        assert len(records(tmp_path)) == 3
        site.respond = lambda path: (500, {}, b"") if path == failing[0] else None
        before = len(site.requests)
        done = preloaded.run([*command, "--retry-failed"])
        failed = preloaded.run([*command, "--retry-failed"])
    assert done.returncode == 0, done.stderr
    assert "retried 3 URLs: 2 recovered, still missing: 1 HTTP 500\n" in done.stderr
    assert len(records(tmp_path)) == 5
    assert set(site.paths[before:]) == {"/robots.txt", *failing}
    assert urls_of(tmp_path) == [f"{site.url}{failing[0]}"]
    assert failed.returncode == 3
    assert f"{site.url}{failing[0]}: the server returned HTTP 500" in failed.stderr, "not the URL of the site"
    nothing = retried_urls(tmp_path, failed_urls(tmp_path, {}, CoverageScope(), ["timeout"]))
    assert (nothing.total, nothing.recovered) == (0, 0)


def test_nothing_to_retry_is_reported_and_not_an_error(tmp_path: Path) -> None:
    write(tmp_path, {"url": HTTPS})
    done = CliRunner().invoke(main, ["crawl", "--retry-failed", "--to", str(tmp_path)])
    assert (done.exit_code, done.stderr.partition(":")[0]) == (0, "Nothing to retry")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--retry-failed", "huengaynay"), "write a TARGET before --retry-failed"),
        (("--retry-failed", "--frontier", "redis://127.0.0.1:1/0"), "cannot be combined"),
    ],
)
def test_a_use_that_cannot_work_is_refused_with_the_remedy(
    arguments: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    write(tmp_path, {"url": HTTPS})
    done = CliRunner().invoke(main, ["crawl", "--to", str(tmp_path), *arguments])
    assert done.exit_code == 2
    assert message in done.stderr
