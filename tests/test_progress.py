"""What a person sees while crawls run."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import preloaded
import pytest
from crawling import MAIN
from papers import Paper, served

from newsarchive.crawl.telemetry.progress import CrawlProgressLine, Speed, total

LINES = """
import sys
from pathlib import Path
from newsarchive.crawl.run import Options, crawl_all
settings = {"NEWSARCHIVE_PROGRESS_SECONDS": 0.3}
options = Options(folder=Path(sys.argv[1]), delay=0.1, allow_private=True, progress=True, settings=settings)
crawl_all(sys.argv[2:], {"by": "sitemaps"}, options)
"""
_LINE = re.compile(
    r"((?:\d+ )?\S+): ([\d,]+) pages?, ([\d,]+) articles? \(([\d,]+) on disk\), ([\d,]+) waiting, "
    r"[\d,]+ skipped, [\d,]+ errors?, [\d,.]+ pages/s"
)


@pytest.fixture(scope="module")
def papers() -> Iterator[list[str]]:
    with served(Paper(last=12)) as one, served(Paper(last=12)) as other:
        yield [f"{one.url}/", f"{other.url}/"]


def test_where_no_terminal_is_a_plain_line_sums_up_now_and_then(papers: list[str], tmp_path: Path) -> None:
    command = [sys.executable, "-c", LINES, str(tmp_path), *papers]
    done = preloaded.run(command, check=True, timeout=60)
    found = [_LINE.fullmatch(line) for line in done.stderr.splitlines()]
    assert len(found) >= 2
    assert all(found), done.stderr
    assert {one[1] for one in found if one} >= {"2 sites"}
    pages = [int(one[2]) for one in found if one]
    waiting = [int(one[5]) for one in found if one]
    assert pages == sorted(pages)
    assert max(waiting) > 0


def test_a_terminal_shows_each_site_and_their_sum(papers: list[str], tmp_path: Path) -> None:
    shown = _in_a_terminal([*MAIN, "crawl", *papers, "--to", str(tmp_path), "--allow-private", "--delay", "0.1"])
    names = {one[1] for one in _LINE.finditer(shown)}
    assert names >= {"2 sites", *(url[7:-1].replace(":", "-") for url in papers)}


def _in_a_terminal(command: list[str]) -> str:
    """Run *command* with a terminal of 200 columns as its standard error; return what appeared there."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": "200", "TERM": "xterm"}
    with subprocess.Popen(command, stderr=theirs, env=environment):
        os.close(theirs)
        pieces = []
        while piece := _read(ours):
            pieces.append(piece)
    os.close(ours)
    return re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", b"".join(pieces).decode())


def _read(handle: int) -> bytes:
    try:
        return os.read(handle, 4096)
    except OSError:  # the other end is closed
        return b""


def test_a_sum_adds_everything_but_names() -> None:
    one = CrawlProgressLine(name="a", pages=1, articles=2, stored=3, queue=4, skipped=5, errors=6)
    assert total([one, one]) == CrawlProgressLine(
        name="2 sites", sites=2, pages=2, articles=4, stored=6, queue=8, skipped=10, errors=12
    )
    assert total([one]) == one


def test_speed_is_that_of_the_last_seconds() -> None:
    speed = Speed()
    speeds = [speed.at(moment, pages) for moment, pages in ((0, 0), (1, 10), (5, 50), (10, 60), (11, 90))]
    assert speeds == [0, 10, 10, 2, 2]
