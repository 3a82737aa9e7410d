"""The methods appendix says only what the archive's own files say, and says all of it."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import preloaded
import pytest
from click.testing import CliRunner

from newsarchive.archive.layout import Layout
from newsarchive.cli import main
from newsarchive.demo import newspaper, serve
from newsarchive.monitoring.methods import Methods, bibtex, markdown, methods_of

TODAY = date(2026, 11, 28)
SAMPLE = Path(__file__).parent.parent / "data" / "sample"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("methods") / "muc_luc"
    with serve(newspaper()) as site:
        command = [sys.executable, "-m", "newsarchive", "crawl", f"{site.url}/", "--to", str(made)]
        preloaded.run([*command, "--allow-private", "--delay", "0", "-q"], check=True)
    return made


def methods(folder: Path) -> Methods:
    return methods_of(Layout(folder), {})


def test_the_figures_are_those_of_the_archive(folder: Path) -> None:
    text = markdown(methods(folder), TODAY)
    assert "imported pages have no source" in text
    assert f"holds {len(newspaper().expected)} articles of 1 site, published from 2017-09-11 to 2018-02-" in text
    report = json.loads(next((folder / "runs").glob("*.json")).read_text("utf-8"))
    assert f"| {report['run']} | {report['site']} |" in text
    assert f"newsarchive {report['versions']['newsarchive']}" in text
    assert "| robots | 1 |" in text
    assert "HTTP 404 1" in text
    assert "*Written by `newsarchive methods` on 2026-11-28" in text


def test_an_archive_fetched_on_one_day_names_the_day_once(folder: Path) -> None:
    morning, evening = datetime(2026, 11, 28, 1, tzinfo=UTC), datetime(2026, 11, 28, 23, tzinfo=UTC)
    found = methods(folder)
    assert ", fetched on 2026-11-28 (UTC)." in markdown(replace(found, fetched=(morning, evening)), TODAY)
    later = replace(found, fetched=(morning, evening + timedelta(hours=1)))
    assert ", fetched between 2026-11-28 and 2026-11-29 (UTC)." in markdown(later, TODAY)


def test_the_head_it_prints_is_one_that_verify_accepts(folder: Path) -> None:
    found = methods(folder)
    assert found.head is not None
    head = found.head.sha256
    assert f"--against {head}`" in markdown(found, TODAY)
    assert CliRunner().invoke(main, ["verify", str(folder), "--against", head]).exit_code == 0


def test_the_entry_names_archive_head_and_version_in_valid_bibtex(folder: Path) -> None:
    text = bibtex(methods(folder), TODAY)
    assert text.startswith("@dataset{mucluc2026,")
    assert r"title = {muc\_luc: 45 articles of Báo Lam Giang, 2017-09-11 to 2018-02-" in text
    assert text.count("{") == text.count("}")
    assert "@software{newsarchive," in text


def test_what_is_unusual_is_named(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "cut")
    path = next((tmp_path / "cut" / "runs").glob("*.json"))
    report = json.loads(path.read_text("utf-8"))
    report |= {"finish_reason": "shutdown", "warnings": [{"message": "byline in 3% of 40 articles"}]}
    path.write_text(json.dumps(report), "utf-8")
    text = markdown(methods(tmp_path / "cut"), TODAY)
    assert f"1 run ended early: {report['run']}." in text
    assert "Warning of 1 run: byline in 3% of 40 articles." in text


def test_a_run_that_was_killed_has_no_counts_instead_of_zeros(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "killed")
    path = next((tmp_path / "killed" / "runs").glob("*.json"))
    report = json.loads(path.read_text("utf-8"))
    report |= {"finished_at": None, "finish_reason": None, "counts": {"pages": 0, "new": 0}}
    path.write_text(json.dumps(report), "utf-8")
    text = markdown(methods(tmp_path / "killed"), TODAY)
    assert "| not finished |  | not counted | not counted |" in text
    assert f"1 run killed or not ended yet, without counts: {report['run']}." in text


def test_a_run_that_imported_pages_has_no_number_of_fetched_pages(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "imported")
    path = next((tmp_path / "imported" / "runs").glob("*.json"))
    report = json.loads(path.read_text("utf-8"))
    report |= {
        "options": {"extract": "warc", "sites": [], "language": None, "by": ["feeds", "links"]},
        "counts": {"new": 45},
    }
    path.write_text(json.dumps(report), "utf-8")
    assert "| finished | extract=warc, discover=feeds,links |  | 45 |" in markdown(
        methods(tmp_path / "imported"), TODAY
    )


def test_urls_are_stored_articles_duplicates_or_not_stored(folder: Path) -> None:
    text = markdown(methods(folder), TODAY)
    (heads, _, row) = text[text.index("| site | URLs discovered | articles stored") :].splitlines()[:3]
    found, stored, duplicates, missing = map(int, row.split(" | ")[1:5])
    assert (stored, found) == (45, stored + duplicates + missing), heads


def test_an_archive_without_run_reports_or_manifest_says_so(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder / "articles", tmp_path / "bare" / "articles")
    text = markdown(methods(tmp_path / "bare"), TODAY)
    assert "The archive has no run reports" in text
    assert "The archive has no manifest" in text


def test_the_command_prints_either(folder: Path, tmp_path: Path) -> None:
    run = CliRunner()
    sample = shutil.copytree(SAMPLE, tmp_path / "sample")
    assert run.invoke(main, ["methods", str(sample)]).stdout.startswith("## Data collection: sample")
    assert run.invoke(main, ["methods", str(folder), "--bibtex"]).stdout.startswith("@dataset{")
    missing = run.invoke(main, ["methods", str(folder / "none")])
    assert missing.exit_code == 1
    assert "none" in missing.output
