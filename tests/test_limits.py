"""--max-time and --max-size end a crawl in good order; the same command continues."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import preloaded
import pytest
from click.testing import CliRunner
from crawling import MAIN, last_report, records

from newsarchive.archive.reasons import Reason
from newsarchive.cli import main
from newsarchive.cli.crawl import CommandFailed, print_outcomes
from newsarchive.crawl import limits
from newsarchive.crawl.errors import BadPlan
from newsarchive.crawl.plan import Plan, plan_from
from newsarchive.crawl.run import Code, CrawlFailed, Outcome, limit_failure
from newsarchive.demo import newspaper, serve
from newsarchive.monitoring.run_history import LIMITS, PastRun
from newsarchive.project import BadProject, read_project

SMALL = """
import sys
from pathlib import Path
from newsarchive.crawl.run import Options, crawl_all
options = Options(folder=Path(sys.argv[1]), delay=0.02, allow_private=True, settings={"NEWSARCHIVE_FLUSH_SECONDS": 60})
print(crawl_all([sys.argv[2]], {"max_size": "60kB"}, options)[0].failure)
"""


@pytest.mark.parametrize(
    ("text", "period"),
    [("90m", timedelta(minutes=90)), ("2h", timedelta(hours=2)), ("7d", timedelta(days=7)), ("", None)],
)
def test_max_time_is_a_number_and_a_unit(text: str, period: timedelta | None) -> None:
    assert plan_from({"max_time": text}).max_time == period


@pytest.mark.parametrize(
    ("text", "size"),
    [("500MB", 500_000_000), ("20 GB", 20_000_000_000), ("1.5k", 1500), ("2tb", 2_000_000_000_000), ("", None)],
)
def test_max_size_is_decimal(text: str, size: int | None) -> None:
    assert plan_from({"max_size": text}).max_size == size


@pytest.mark.parametrize("text", ["0s", "5", "soon", "-2h", "2 weeks"])
def test_a_time_without_a_unit_is_refused_with_the_remedy(text: str) -> None:
    with pytest.raises(BadPlan, match=r"--max-time: .* write 90m, 2h or 7d"):
        plan_from({"max_time": text})


@pytest.mark.parametrize("text", ["0MB", "500", "MB", "-1GB", "1e3GB"])
def test_a_size_without_a_unit_is_refused_with_the_remedy(text: str) -> None:
    with pytest.raises(BadPlan, match=r"--max-size: .* write 500MB or 20GB"):
        plan_from({"max_size": text})


def test_the_project_file_names_its_limits_and_refuses_others(tmp_path: Path) -> None:
    path = tmp_path / "newsarchive.toml"
    path.write_text('max_time = "8h"\nmax_size = "1.5GB"\n')
    assert read_project(path).project.max_size == "1.5GB"
    path.write_text('max_time = "long"\n')
    with pytest.raises(BadProject, match='max_time: not in a known form; write "90m", "2h" or "7d"'):
        read_project(path)


def test_a_report_writes_a_period_in_its_largest_whole_unit() -> None:
    plan = plan_from({"max_time": "90m", "max_size": "1MB", "refresh": "2w"})
    assert plan.given_options() == {"max_time": "90m", "max_size": 1_000_000, "refresh": "336h"}


def test_time_counts_from_the_first_crawl_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("newsarchive.crawl.limits.time.monotonic", lambda: now)
    monkeypatch.setattr(limits, "run_clock", limits.RunClock())
    plan = Plan(max_time=timedelta(seconds=10))
    assert limits.limit_reached(plan) is None
    limits.run_clock.begin()
    now = 105.0
    limits.run_clock.begin()
    assert limits.seconds_left(plan) == 5
    now = 110.0
    assert limits.limit_reached(plan) == "max_time"
    assert limits.limit_reached(Plan()) is None


def test_size_is_what_the_archives_of_the_process_have_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "bytes_taken", lambda: 1000)
    assert limits.limit_reached(Plan(max_size=1000)) == "max_size"
    assert limits.limit_reached(Plan(max_size=1001)) is None


def test_a_run_that_a_limit_ended_did_not_look_at_everything() -> None:
    options = {"max_time": "8h"}
    assert PastRun(run="a", options=options, finish_reason="finished").is_open
    assert not any(PastRun(run="a", options=options, finish_reason=limit).is_open for limit in LIMITS)


def test_a_limit_is_reported_once_and_not_as_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    report: dict[str, Any] = {
        "counts": dict.fromkeys(("new", "revisions", "pages", "errors", "not_found", "stored"), 0)
    }
    report = {**report, "extracted": {}, "skipped": {}, "errors": {}}
    report["counts"] |= {"not_modified": 0, "known": 0}
    unreachable = CrawlFailed("b: it does not answer", Code.UNREACHABLE, report)
    outcomes = [
        Outcome(site="a", report=report, failure=limit_failure("max_time", report)),
        Outcome(site="b", report=report, failure=unreachable),
        Outcome(site="c", report={}, failure=limit_failure("max_time")),
    ]
    with pytest.raises(CommandFailed) as failed:
        print_outcomes(outcomes, quiet=False)
    failed.value.show()
    messages = capsys.readouterr().err
    assert failed.value.exit_code == Code.LIMIT == 8
    assert messages.count("imit reached (--max-time)") == 1
    assert "Error: limit" not in messages
    assert "not started: c\n" in messages
    assert "Error: b: b: it does not answer" in messages


def test_a_limit_ends_a_crawl_and_the_same_command_continues(tmp_path: Path) -> None:
    with serve(newspaper(60)) as site, serve(newspaper()) as other:
        project = f'sites = ["{site.url}/", "{other.url}/"]\nmax_time = "2s"\ndelay = 0.1\nconcurrent_sites = 1\n'
        (tmp_path / "newsarchive.toml").write_text(project)
        command = [*MAIN, "crawl", "--to", str(tmp_path), "--allow-private"]
        first = preloaded.run(command)
        report, stored = last_report(tmp_path), len(records(tmp_path))
        status = CliRunner().invoke(main, ["status", str(tmp_path), "--json"]).stdout
        missing = CliRunner().invoke(main, ["coverage", str(tmp_path), "--urls", "--reason", Reason.NOT_FETCHED]).stdout
        watched = preloaded.run(
            [*MAIN, "watch", "--to", tmp_path, "--allow-private", "--max-time", "1s", "--every", "1h"]
        )
        second = preloaded.run([*command, "--max-time", "1h", "--delay", "0"])
        articles = [path for path, status in site.responses if path in site.newspaper.article_paths and status == 200]
    assert first.returncode == Code.LIMIT, first.stderr
    assert "new article" in first.stderr
    assert f"not started: {other.url[7:].replace(':', '-')}\n" in first.stderr
    assert first.stderr.count("Limit reached (--max-time)") == 1
    assert (report["finish_reason"], report["options"]["max_time"]) == ("max_time", "2s")
    assert '"state":"limit reached"' in status
    assert stored < 60
    assert missing
    assert watched.returncode == Code.LIMIT, watched.stderr
    assert second.returncode == 0, second.stderr
    assert len(articles) == len(set(articles)) == len(site.newspaper.article_paths)


def test_a_crawl_ends_when_it_has_stored_its_size(tmp_path: Path) -> None:
    with serve(newspaper(200)) as site:
        command = [sys.executable, "-c", SMALL, str(tmp_path), f"{site.url}/"]
        done = preloaded.run(command, check=True)
    assert "limit reached (--max-size)" in done.stdout
    written = sum(path.stat().st_size for name in ("pages", "articles") for path in (tmp_path / name).rglob("*.gz"))
    # All 200 pages of the demo newspaper take about 300 kB; those on their way are stored too.
    assert 40_000 < written < 150_000
    assert 0 < len(records(tmp_path)) < 200
    assert last_report(tmp_path)["finish_reason"] == "max_size"
