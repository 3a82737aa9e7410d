"""The status of an archive: what its last runs say, who is at work, and what is less than usual."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import preloaded
import pytest
from archive_pieces import SITE, add
from click.testing import CliRunner, Result
from crawling import MAIN
from hourly_site import HourlySite, served

from newsarchive.archive.layout import Layout
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.cli import main
from newsarchive.cli import status as status_command
from newsarchive.monitoring.run_history import runs_of
from newsarchive.monitoring.run_page import page_of_run
from newsarchive.monitoring.status import SiteStatus, next_step, statuses

TODAY = date(2024, 6, 15)


def report(archive: ArchiveWriter, name: str, day: date, **values: Any) -> None:
    moment = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
    report_values = {
        "site": SITE,
        "started_at": moment,
        "finished_at": moment + timedelta(hours=1),
        "finish_reason": "finished",
    }
    archive.write_report({"run": name, **report_values, **values}, run=name)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two articles a day up to yesterday for eighty days; a run a day ago."""
    with ArchiveWriter(tmp_path, run="20240614T0800Z") as archive:
        for number in range(160):
            moment = datetime(2024, 6, 14, 9, tzinfo=UTC) - timedelta(days=number // 2)
            add(archive, 1000 + number, published=moment.isoformat())
        report(archive, "20240614T0800Z", TODAY - timedelta(days=1), counts={"new": 160})
    return tmp_path


def only(folder: Path, today: date = TODAY) -> SiteStatus:
    (status,) = statuses(folder, today)
    return status


def test_a_site_that_does_well_has_no_warning(folder: Path) -> None:
    status = only(folder)
    assert (status.site, status.state, status.run, status.articles, status.warnings) == (
        SITE,
        "finished",
        "20240614T0800Z",
        160,
        [],
    )
    assert (status.today, status.expected_today, status.week, status.expected_week) == (0, 2, 12, 14)
    assert status.last_article == "2024-06-14T09:00:00+00:00"


def test_a_baseline_needs_nine_weeks(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, run="r1") as archive:
        add(archive, 1, published="2024-06-14T09:00:00+07:00")
    status = only(tmp_path)
    assert (status.state, status.week, status.expected_week) == ("never crawled", 1, None)


def test_days_without_articles_before_the_last_open_run_warn(folder: Path) -> None:
    with ArchiveWriter(folder, run="20240620T0800Z") as archive:
        report(archive, "20240620T0800Z", TODAY + timedelta(days=8))
    (warning,) = only(folder, TODAY + timedelta(days=8)).warnings
    assert warning == "0 articles of 2024-06-15 to 2024-06-22, 16 expected"


@pytest.mark.parametrize(
    ("arguments", "state", "warning"),
    [
        (
            {"finish_reason": "shutdown"},
            "interrupted",
            "the run 20240615T0800Z was interrupted; the same command continues it",
        ),
        ({"finish_reason": None, "finished_at": None}, "killed", "the run 20240615T0800Z was killed"),
        ({"finish_reason": "archive"}, "failed", "the run 20240615T0800Z ended early: archive"),
        ({"warnings": [{"what": "field", "message": "body in 0%"}]}, "finished", "body in 0%"),
    ],
)
def test_a_failed_run_and_its_warnings_are_reported(
    folder: Path, arguments: dict[str, Any], state: str, warning: str
) -> None:
    with ArchiveWriter(folder, run="20240615T0800Z") as archive:
        report(archive, "20240615T0800Z", TODAY, **arguments)
    status = only(folder)
    assert status.state == state
    assert [text[: len(warning)] for text in status.warnings] == [warning]


@pytest.mark.parametrize(
    ("arguments", "is_silent"),
    [
        ({}, True),
        ({"options": {"max_time": 60}, "finish_reason": "max_time"}, True),
        ({"options": {"since": "2024-01-01", "until": "2024-06-14"}}, False),
        ({"backfill": {"from": "wayback", "captures": "first"}}, False),
        (None, False),
    ],
    ids=["open", "limited", "past period", "backfill", "imported"],
)
def test_only_a_site_of_which_new_articles_were_requested_is_silent(
    arguments: dict[str, Any] | None, is_silent: bool, tmp_path: Path
) -> None:
    with ArchiveWriter(tmp_path, run="20240614T0800Z") as archive:
        for number in range(30):
            moment = datetime(2024, 6, 14, 9, tzinfo=UTC) - timedelta(days=number)
            add(archive, 1000 + number, published=moment.isoformat())
        if arguments is not None:
            report(archive, "20240614T0800Z", TODAY - timedelta(days=1), **arguments)
    warnings = only(tmp_path, TODAY + timedelta(days=20)).warnings
    assert any(text.startswith("nothing new since") for text in warnings) == is_silent


def test_the_counts_of_a_killed_run_are_unknown_and_not_zero(folder: Path) -> None:
    with ArchiveWriter(folder, run="20240615T0800Z") as archive:
        report(archive, "20240615T0800Z", TODAY, finish_reason=None, finished_at=None, counts={"new": 0, "errors": 0})
    assert only(folder).counts == {}
    with ArchiveWriter(folder, run="20240616T0800Z") as archive:
        report(archive, "20240616T0800Z", TODAY, counts={"new": 0, "errors": 0})
    assert only(folder).counts == {"new": 0, "errors": 0}


def test_a_later_run_without_the_problem_ends_the_warning(folder: Path) -> None:
    with ArchiveWriter(folder, run="20240615T0800Z") as archive:
        report(archive, "20240615T0800Z", TODAY, finish_reason="shutdown")
        report(archive, "20240615T0800Z-10", TODAY)
    assert only(folder).warnings == []


def test_a_file_that_is_not_a_report_is_skipped(folder: Path) -> None:
    (folder / "runs" / "20240615T0900Z.json").write_text("{torn", "utf-8")
    assert only(folder).run == "20240614T0800Z"


def test_a_report_of_an_earlier_version_is_read(folder: Path) -> None:
    with ArchiveWriter(folder, run="20240615T0800Z") as archive:
        former_keys = {"asked": {"section": "kinh-te"}, "read": {"new": 1, "listing": 2}}
        report(archive, "20240615T0800Z", TODAY, **former_keys, counts={"new": 1, "gone": 3})
    former = runs_of(Layout(folder), SITE)[0]
    assert former.options == {"section": "kinh-te"}
    assert not former.is_open
    assert (former.articles, former.no_articles) == (1, 2)
    page = page_of_run(folder, "20240615T0800Z")
    assert "section kinh-te" in page
    assert "listing page" in page


def shown(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["status", str(folder), *arguments])


def test_fail_on_warning_ends_with_nine(folder: Path) -> None:
    assert shown(folder, "--fail-on-warning").exit_code == 0
    with ArchiveWriter(folder, run="20240615T0800Z") as archive:
        report(archive, "20240615T0800Z", TODAY, finish_reason="shutdown")
    assert shown(folder).exit_code == 0
    assert shown(folder, "--fail-on-warning").exit_code == 9
    assert f"WARNING: {SITE}: the run 20240615T0800Z was interrupted" in shown(folder).output
    with ArchiveWriter(folder, run="20240615T0900Z") as archive:
        report(archive, "20240615T0900Z", TODAY, site="other")
    assert shown(folder, "--site", "other", "--fail-on-warning").exit_code == 0


@pytest.mark.parametrize("command", ["status", "coverage"])
def test_a_site_that_the_archive_does_not_have_is_named(folder: Path, command: str) -> None:
    done = CliRunner().invoke(main, [command, str(folder), "--site", "nix"])
    assert done.exit_code == 1
    assert f'no site "nix" in this archive; choose from {SITE}' in done.stderr


def test_json_gives_one_object_a_site(folder: Path) -> None:
    status = json.loads(shown(folder, "--json").stdout)
    assert (status["site"], status["articles"], status["counts"]) == (SITE, 160, {"new": 160})


def test_the_sample_was_crawled(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    sample = shutil.copytree(Path(__file__).parents[1] / "data" / "sample", tmp_path / "sample")
    found = statuses(sample, TODAY)
    assert [(status.site, status.state, status.counts.get("revisions")) for status in found] == [
        ("baovidu", "finished", 1),
        ("tinmau", "finished", None),  # the run that it was last in counts two sites together
    ]
    assert not caplog.records


def test_no_archive_is_refused(tmp_path: Path) -> None:
    assert shown(tmp_path).exit_code == 1
    assert "not an archive" in shown(tmp_path).stderr


@pytest.fixture
def slow_crawl(tmp_path: Path) -> Iterator[tuple[preloaded.Process, Path]]:
    """A crawl that has begun to store and takes a minute more."""
    with served(HourlySite(last=40)) as site:
        arguments = ("crawl", f"{site.url}/", "--to", str(tmp_path), "--allow-private", "--by", "sitemaps")
        command = preloaded.Process([*MAIN, *arguments, "--delay", "1.5"])
        try:
            until = time.monotonic() + 250
            while not list(tmp_path.glob("runs/*.json")) and time.monotonic() < until:
                time.sleep(0.1)
            yield command, tmp_path
        finally:
            command.kill()
            command.wait()


def test_a_running_crawl_is_seen_and_a_killed_one_is_not(slow_crawl: tuple[preloaded.Process, Path]) -> None:
    command, folder = slow_crawl
    (status,) = statuses(folder, TODAY)
    assert (status.state, status.process) == ("running", command.pid)
    command.kill()
    command.wait()
    (status,) = statuses(folder, TODAY)
    assert (status.state, status.process) == ("killed", None)


def test_a_site_that_never_responded_is_listed_with_a_warning(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, run="20240615T0800Z") as archive:
        report(archive, "20240615T0800Z", TODAY, counts={"pages": 0, "errors": 3})
    status = only(tmp_path)
    assert (status.articles, status.warnings) == (
        0,
        ["no request of the run 20240615T0800Z got a response; see its errors"],
    )


@pytest.mark.parametrize(
    ("left", "why"),
    [
        ({"bao.example": "robots.txt cannot be fetched"}, "bao.example: robots.txt cannot be fetched"),
        ({}, "robots.txt forbids the start pages"),
    ],
)
def test_a_site_that_robots_txt_closed_has_a_warning(left: dict[str, str], why: str, tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, run="20240615T0800Z") as archive:
        counts = {"pages": 0, "errors": 0}
        report(archive, "20240615T0800Z", TODAY, counts=counts, skipped={"robots": 3}, hosts_left=left)
    assert only(tmp_path).warnings == [f"the run 20240615T0800Z fetched nothing: {why}"]


def site_status(**values: Any) -> SiteStatus:
    usual: dict[str, Any] = {"site": "huengaynay", "state": "finished", "counts": {"new": 3, "errors": 0}}
    return SiteStatus(**{**usual, **values})


@pytest.mark.parametrize(
    ("values", "step"),
    [
        ({}, "newsarchive watch huengaynay --to a"),
        ({"counts": {"errors": 2}}, "newsarchive crawl huengaynay --retry-failed --to a"),
        (
            {"counts": {"errors": 2}, "backfill": {"from": "wayback"}},
            "newsarchive backfill huengaynay --from wayback --to a",
        ),
        ({"state": "limit reached"}, "newsarchive crawl huengaynay --to a  (continues)"),
        ({"state": "killed"}, "newsarchive crawl huengaynay --to a  (continues)"),
        (
            {
                "state": "killed",
                "options": {
                    "until": "2017-09-30",
                    "since": "2017-09-01",
                    "section": "Kinh tế",
                    "by": ["feeds", "listings"],
                    "limit": 9,
                },
            },
            "newsarchive crawl huengaynay --since 2017-09-01 --until 2017-09-30 --section 'Kinh tế'"
            " --discover feeds,listings --to a  (continues)",
        ),
        (
            {"state": "interrupted", "options": {"urls": 12}},
            "newsarchive crawl huengaynay --urls FILE --to a  (continues)",
        ),
        (
            {"state": "interrupted", "options": {"urls": 12, "retry": True}},
            "newsarchive crawl huengaynay --retry-failed --to a  (continues)",
        ),
        # Imported from WARC files: no run has noted where the site is.
        ({"site": "bao.example", "state": "never crawled"}, "newsarchive crawl https://bao.example/ --to a"),
        ({"site": "127.0.0.1-8731", "state": "never crawled"}, "newsarchive crawl http://127.0.0.1:8731/ --to a"),
        ({"state": "never crawled"}, "newsarchive crawl huengaynay --to a"),
        ({"site": "baovidu"}, "newsarchive watch baovidu --to a --publishers FOLDER"),
        ({"state": "handed over"}, "newsarchive watch huengaynay --to a"),
        ({"state": "running", "process": 7}, "wait; Ctrl-C, or kill -INT 7, ends it in good order"),
        ({"warnings": ["fewer"]}, "newsarchive status a --site huengaynay --html run.html  (see the warning)"),
        (
            {"site": "bao.example", "start": "https://bao.example/?a&b"},
            "newsarchive watch 'https://bao.example/?a&b' --to a",
        ),
        (
            {"site": "127.0.0.1-8000", "start": "http://127.0.0.1:8000/", "is_private": True, "state": "killed"},
            "newsarchive crawl http://127.0.0.1:8000/ --to a --allow-private  (continues)",
        ),
        (
            {
                "state": "killed",
                "options": {"since": "2017-09-01", "limit": 9},
                "backfill": {"from": "wayback", "captures": "all"},
            },
            "newsarchive backfill huengaynay --since 2017-09-01 --captures all --from wayback --to a  (continues)",
        ),
        (
            {
                "site": "bao.example",
                "start": "http://bao.example/",
                "state": "interrupted",
                "backfill": {"from": "http://127.0.0.1:8080/cdx", "captures": "first"},
            },
            "newsarchive backfill http://bao.example/ --from SOURCE --to a  (continues)",
        ),
    ],
)
def test_each_state_has_a_next_step(values: dict[str, Any], step: str) -> None:
    assert next_step(site_status(**values), "a", has_project=False) == step


@pytest.mark.parametrize(
    ("site", "start", "allowed", "step"),
    [
        ("localhost-8000", "http://localhost:8000/", False, "crawl http://localhost:8000/ --to a --allow-private"),
        ("127.0.0.1-8000", "http://127.0.0.1:8000/", False, "crawl http://127.0.0.1:8000/ --to a --allow-private"),
        # A name that resolves to a private address, and a publisher file of such a site.
        ("intranet", "https://intranet/", True, "crawl https://intranet/ --to a --allow-private"),
        ("baonoibo", "https://bao.example/", True, "crawl baonoibo --to a --allow-private --publishers FOLDER"),
        ("bao.example", "https://bao.example/", False, "crawl https://bao.example/ --to a"),
        ("bao.example", "https://bao.example:port/", False, "crawl https://bao.example:port/ --to a"),
    ],
)
def test_the_next_crawl_of_a_private_site_allows_private_addresses(
    tmp_path: Path, site: str, start: str, allowed: bool, step: str
) -> None:
    with ArchiveWriter(tmp_path, run="20240614T0800Z") as archive:
        values = {"site": site, "start": start, "allow_private": allowed, "finish_reason": "max_time"}
        report(archive, "20240614T0800Z", TODAY, **values)
    assert next_step(only(tmp_path), "a", has_project=False) == f"newsarchive {step}  (continues)"


def test_a_project_file_needs_no_target() -> None:
    assert next_step(site_status(state="killed"), "a b", has_project=True).startswith("newsarchive crawl --to 'a b'")


def test_the_table_fits_80_columns_and_shares_next_steps(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "newsarchive.toml").write_text("")
    long = site_status(
        site="thoibaotaichinhvietnam.example-8801",
        state="limit reached",
        articles=1_234_567,
        counts={"new": 123_456, "errors": 12_345},
        week=1234,
        expected_week=1234.5,
        finished_at=datetime(2026, 11, 29, 12, tzinfo=UTC),
    )
    status_command._print([long, site_status(), site_status(site="nld")], tmp_path)
    lines = capsys.readouterr().out.splitlines()
    assert max(len(line) for line in lines[:5]) <= 80
    assert "  huengaynay, nld:" in lines


def test_a_site_handed_to_another_worker_is_not_a_failure(folder: Path) -> None:
    with ArchiveWriter(folder, run="20240615T0800Z") as archive:
        report(archive, "20240615T0800Z", TODAY, finish_reason="handed over")
    assert (only(folder).state, only(folder).warnings) == ("handed over", [])
