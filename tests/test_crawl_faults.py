"""Signals and clocks: however a crawl ends and whatever its clock says, nothing is lost and the next run goes on."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import preloaded
import pytest
from crawling import CRAZY_CLOCK, HERE, MAIN, last_report, paths, records, run

from newsarchive.demo import Served, newspaper, serve

NEWSPAPER = newspaper(articles=120)
# A disk that refuses the last thing that is written, the index beside the WARC file.
FULL_AT_THE_END = """
import errno
from newsarchive.archive.appending import ArchiveError
from newsarchive.archive.pages import PageFiles
def finish(self):
    raise ArchiveError(errno.ENOSPC, "no room; make some", "pages/x.cdxj")
PageFiles.finish = finish
from newsarchive.cli import main
main()
"""


@pytest.fixture
def site() -> Iterator[Served]:
    with serve(NEWSPAPER, delay=0.03) as served:
        yield served


def _started(site: Served, folder: Path) -> subprocess.Popen[str]:
    """Start a crawl and return it when some articles have been sent."""
    command = [*MAIN, "crawl", f"{site.url}/", "--to", str(folder), *HERE]
    process = subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        # The tests may have been started by nohup, whose children ignore a closed terminal.
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),
    )
    end = time.monotonic() + 250
    while sum(path in NEWSPAPER.article_paths for path in site.requests) < 20:
        assert time.monotonic() < end, "the crawl does not get on"
        time.sleep(0.01)
    return process


def _whole(site: Served, folder: Path) -> None:
    checked = preloaded.run([*MAIN, "verify", str(folder)])
    assert checked.returncode == 0, checked.stdout + checked.stderr
    done = run(f"{site.url}/", folder, *HERE)
    assert done.code == 0, done.err
    assert Counter(paths(site, folder)) == Counter(NEWSPAPER.article_paths | set(paths(site, folder)))
    assert set(paths(site, folder)) >= NEWSPAPER.article_paths


@pytest.mark.parametrize("interrupt", [signal.SIGTERM, pytest.param(signal.SIGHUP, marks=pytest.mark.soak)])
def test_an_interrupted_crawl_stores_what_it_has(site: Served, tmp_path: Path, interrupt: signal.Signals) -> None:
    process = _started(site, tmp_path)
    process.send_signal(interrupt)
    _, err = process.communicate(timeout=250)
    assert process.returncode == 130, err
    assert last_report(tmp_path)["counts"]["stored"] == len(records(tmp_path)) > 0
    _whole(site, tmp_path)


def test_a_crawl_interrupted_twice_ends_at_once_with_complete_files(site: Served, tmp_path: Path) -> None:
    process = _started(site, tmp_path)
    for _ in range(2):
        process.send_signal(signal.SIGINT)
        time.sleep(0.05)
    process.communicate(timeout=250)
    assert process.returncode != 0
    _whole(site, tmp_path)


@pytest.mark.parametrize("days", [pytest.param("-1200", marks=pytest.mark.soak), "0,400,-400,3000,-20000"])
def test_a_clock_that_jumps_costs_no_article_and_doubles_none(site: Served, tmp_path: Path, days: str) -> None:
    command = [sys.executable, "-c", CRAZY_CLOCK, days, "crawl", f"{site.url}/", "--to", str(tmp_path), *HERE]
    done = preloaded.run([*command, "--limit", "30"])
    assert done.returncode == 0, done.stderr
    _whole(site, tmp_path)
    assert {record.revision for record in records(tmp_path)} == {1}


def test_an_archive_that_cannot_be_closed_is_an_error(site: Served, tmp_path: Path) -> None:
    command = [sys.executable, "-c", FULL_AT_THE_END, "crawl", f"{site.url}/", "--to", str(tmp_path), *HERE]
    done = preloaded.run([*command, "--limit", "3"])
    assert (done.returncode, len(records(tmp_path))) == (1, 3)
    assert done.stderr.splitlines() == ["Error: pages/x.cdxj: no room; make some"]
