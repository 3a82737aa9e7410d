"""What a person sees while crawls run."""

from __future__ import annotations

import io
import json
import logging
import os
import pty
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import preloaded
import pytest
from click.testing import CliRunner
from crawling import MAIN
from handmade_site import serving, small_site
from hourly_site import HourlySite, served

from newsarchive.cli import main
from newsarchive.cli.message_stream import JsonMessageStream
from newsarchive.crawl.politeness.pauses import Pauses
from newsarchive.crawl.telemetry.progress import CrawlProgressLine, JsonLog, Speed, total
from newsarchive.json_lines import json_line

LINES = """
import sys
import threading
from pathlib import Path
from newsarchive.crawl.run import Options, crawl_all
settings = {"NEWSARCHIVE_PROGRESS_SECONDS": 0.3}
options = Options(folder=Path(sys.argv[1]), delay=0.1, allow_private=True, progress=True, settings=settings)
crawl_all(sys.argv[2:], {"by": "sitemaps"}, options)
"""
_LINE = re.compile(
    r"((?:\d+ )?\S+): ([\d,]+) pages?, ([\d,]+) articles? \(([\d,]+) on disk\), ([\d,]+) waiting, "
    r"[\d,]+ skipped, [\d,]+ errors?, [\d,.]+ pages/s, \d+ s elapsed(?:, about \d+ \w+ left \([^)]+\))?"
)
_LIVE = re.compile(r"^((?:\d+ )?\S+): [\d,]+ pages?, [\d,]+ articles? \([\d,]+ on disk\), [\d,]+ waiting", re.M)
_STATE = re.compile(r"(\S+): (?:page /\S*|paused: .*)")


@pytest.fixture(scope="module")
def sites() -> Iterator[list[str]]:
    with served(HourlySite(last=12)) as server, served(HourlySite(last=12)) as other:
        yield [f"{server.url}/", f"{other.url}/"]


def test_where_no_terminal_is_a_plain_line_sums_up_now_and_then(sites: list[str], tmp_path: Path) -> None:
    command = [sys.executable, "-c", LINES, str(tmp_path), *sites]
    done = preloaded.run(command, check=True)
    lines = done.stderr.splitlines()
    found = [_LINE.fullmatch(line) for line in lines if not _STATE.fullmatch(line)]
    assert len(found) >= 2
    assert all(found), done.stderr
    assert any(_STATE.fullmatch(line) for line in lines)
    assert {match[1] for match in found if match} >= {"2 sites"}
    pages = [int(match[2]) for match in found if match]
    waiting = [int(match[5]) for match in found if match]
    assert pages == sorted(pages)
    assert max(waiting) > 0


def test_a_terminal_shows_each_site_and_their_sum(sites: list[str], tmp_path: Path) -> None:
    shown = _in_a_terminal([*MAIN, "crawl", *sites, "--to", str(tmp_path), "--allow-private", "--delay", "0.1"])
    names = {match[1] for match in _LIVE.finditer(shown.replace("\r", "\n"))}
    assert names >= {"2 sites", *(url[7:-1].replace(":", "-") for url in sites)}
    assert "  page /" in shown
    assert "elapsed" in shown


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


LINE = CrawlProgressLine(name="a", pages=1, articles=2, stored=3, queue=40, skipped=5, errors=6, elapsed=100.0)
NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)


def test_a_sum_adds_counts_and_has_the_longest_time() -> None:
    found = total([LINE, replace(LINE, elapsed=50.0, seconds_left=7.0)])
    assert found == CrawlProgressLine(
        name="2 sites",
        sites=2,
        pages=2,
        articles=4,
        stored=6,
        queue=80,
        skipped=10,
        errors=12,
        elapsed=100.0,
        seconds_left=7.0,
    )
    assert total([LINE]) == LINE


@pytest.mark.parametrize(
    ("changes", "speed", "left"),
    [
        ({}, 4.0, (10.0, "40 waiting")),
        ({}, 0.0, None),
        ({"queue": 0}, 4.0, None),
        ({"paused": "HTTP 503", "until": NOW}, 4.0, None),
        ({"paused": "one request each 10 s"}, 4.0, (10.0, "40 waiting")),
        ({"wanted": 4, "queue": 4000}, 4.0, (100.0, "--limit 4")),
        ({"seconds_left": 3.0}, 4.0, (3.0, "--max-time")),
        ({"seconds_left": -3.0}, 0.0, (0.0, "--max-time")),
    ],
)
def test_the_remaining_time_says_what_it_is_based_on(
    changes: dict[str, Any], speed: float, left: tuple[float, str] | None
) -> None:
    assert replace(LINE, **changes).remaining(speed) == left


def test_a_paused_site_says_why_and_when_it_is_tried_again() -> None:
    paused = replace(LINE, url="https://bao.example/a?b=1", paused="HTTP 503", until=NOW)
    assert paused.state() == f"paused: HTTP 503, next try {NOW.astimezone():%H:%M:%S}"
    assert replace(paused, until=None).state() == "paused: HTTP 503"
    assert replace(paused, paused=None).state() == "page /a?b=1"
    assert LINE.state() is None


def test_lines_for_a_terminal_fit_80_columns() -> None:
    busy = replace(LINE, name="huengaynay", pages=12_345, articles=11_300, stored=11_000, queue=34_100, errors=77)
    assert max(len(line) for line in busy.as_live_lines(3.9)) <= 80


def test_a_json_line_has_the_documented_fields() -> None:
    line = json.loads(json_line("progress", **replace(LINE, paused="HTTP 503", until=NOW).as_json(2.0)))
    documented = (Path(__file__).resolve().parent.parent / "docs" / "monitoring.md").read_text("utf-8")
    assert all(f"`{name}`" in documented for name in line)
    assert (line["event"], line["site"], line["paused_until"]) == ("progress", "a", "2026-11-29T12:00:00+00:00")
    assert datetime.fromisoformat(line["time"]).tzinfo


def test_a_log_record_is_a_json_line_with_its_traceback() -> None:
    try:
        raise ValueError("odd\nline")
    except ValueError:
        record = logging.LogRecord("a.b", logging.WARNING, "x.py", 1, "%s failed", ("site",), sys.exc_info())
    line = json.loads(JsonLog().format(record))
    assert (line["event"], line["level"], line["logger"], line["message"]) == ("log", "WARNING", "a.b", "site failed")
    assert "ValueError: odd" in line["traceback"]


def test_pauses_end_by_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsarchive.crawl.clock.now", lambda: NOW)
    pauses = Pauses()
    pauses.note("a", "HTTP 503", 60)
    pauses.note("b", "robots.txt returned HTTP 500")
    assert [pause.why for pause in pauses.current(NOW)] == ["HTTP 503", "robots.txt returned HTTP 500"]
    assert [pause.host for pause in pauses.current(NOW + timedelta(seconds=61))] == ["b"]
    pauses.end("b")
    assert not pauses.current(NOW + timedelta(seconds=61))


def test_a_stalled_site_says_why_and_json_lines_are_json(tmp_path: Path) -> None:
    site = small_site(3)
    site.respond = lambda path: None if path in ("/", "/robots.txt") else (503, {}, b"")
    with serving(site):
        command = [*MAIN, "crawl", f"{site.url}/", "--to", str(tmp_path), "--allow-private", "--delay", "0"]
        code = "from newsarchive.crawl import settings; settings.NEWSARCHIVE_PROGRESS_SECONDS = 0.3; "
        command[2] = code + command[2]
        done = preloaded.run([*command, "--log", "json", "--max-time", "4s"])
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert {line["event"] for line in lines} >= {"progress", "end", "ended"}
    assert any(line.get("paused") == "HTTP 503" and line["paused_until"] for line in lines)
    assert [line["finish_reason"] for line in lines if line["event"] == "end"] == ["max_time"]
    assert (lines[-1]["exit_code"], done.returncode) == (8, 8)


def test_log_lines_are_printed_above_the_display(tmp_path: Path) -> None:
    site = small_site(30)
    site.respond = lambda path: None if path in ("/", "/robots.txt") else (500, {}, b"")
    with serving(site):
        command = [*MAIN, "crawl", f"{site.url}/", "--to", str(tmp_path), "--allow-private", "--delay", "0"]
        shown = _in_a_terminal([*command, "--max-time", "5s"])
    lines = [line.strip() for line in shown.replace("\r", "\n").splitlines() if "WARNING" in line]
    assert lines
    assert all(re.match(r"\d\d:\d\d:\d\d WARNING ", line) for line in lines), lines


def test_speed_is_that_of_the_last_seconds() -> None:
    speed = Speed()
    speeds = [speed.at(moment, pages) for moment, pages in ((0, 0), (1, 10), (5, 50), (10, 60), (11, 90))]
    assert speeds == [0, 10, 10, 2, 2]


@pytest.mark.parametrize(
    ("text", "event", "message"),
    [
        ("Error: no such site\n", "error", "no such site"),
        ("WARNING: the disk is nearly full\n", "warning", "the disk is nearly full"),
        ("Nothing to retry: đã đủ\n", "message", "Nothing to retry: đã đủ"),
        ("{not JSON}\n", "message", "{not JSON}"),
        ('{"event": "end", "message": "x"}\n', "end", "x"),
    ],
)
def test_a_stream_of_json_messages_has_only_json_lines(text: str, event: str, message: str) -> None:
    stream = io.StringIO()
    messages = JsonMessageStream(stream)
    for piece in ("\n", text[:4], text[4:]):
        messages.write(piece)
    (line,) = stream.getvalue().splitlines()
    assert {**json.loads(line), "time": ""} | {"event": event, "message": message} == {**json.loads(line), "time": ""}


def test_the_handler_of_a_signal_may_write_while_its_thread_writes() -> None:
    class Interrupted(io.StringIO):
        def write(self, text: str) -> int:
            if not self.getvalue():
                super().write("\n")
                messages.write("a signal\n")
            return super().write(text)

    stream = Interrupted()
    messages = JsonMessageStream(stream)
    writing = threading.Thread(target=messages.write, args=("a line\n",), daemon=True)
    writing.start()
    writing.join(5)
    assert [json.loads(line)["message"] for line in stream.getvalue().split("\n") if line] == ["a signal", "a line"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("crawl", "http://127.0.0.1/", "--log", "json"),
        ("crawl", "--delay", "soon", "--log", "json"),
        ("crawl", "--log", "json", "--retry-failed", "no such reason"),
        ("watch", "http://127.0.0.1/", "--every", "often", "--log", "json"),
        ("backfill", "no-such-paper", "--log", "json"),
        ("crawl", "--no-such-option", "--log", "json"),
        ("rehydrate", "--log=json", "--no-such-option"),
    ],
    ids=" ".join,
)
def test_even_the_first_error_of_a_command_is_json(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = CliRunner().invoke(main, [*arguments, "--to", str(tmp_path)])
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert lines[-1]["event"] == "error"
    assert lines[-1]["message"]
    assert done.exit_code in (1, 2, 6)
    assert not isinstance(sys.stderr, JsonMessageStream), "the end of the command restores the stream"
