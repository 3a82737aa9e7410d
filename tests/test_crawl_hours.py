"""Requests at certain hours only."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from pathlib import Path

import preloaded
import pytest
from crawling import HERE, last_report, records

from newsarchive.crawl.errors import BadPlan
from newsarchive.crawl.politeness.hours import window_of
from newsarchive.demo import newspaper, serve

# A clock that stands at noon in Vietnam, and after the crawl has said that it waits, at 22:00.
LATE = """
from newsarchive.crawl import clock
from newsarchive.crawl.politeness import hours
real, at = clock.datetime, [5]
class Clock(real):
    @classmethod
    def now(cls, zone=None):
        return real(2026, 11, 23, at[-1], tzinfo=clock.UTC)
def note_pause(*arguments, former=hours.note_pause):
    former(*arguments)
    at.append(15)
clock.datetime, hours.note_pause = Clock, note_pause
from newsarchive.cli import main
main()
"""


@pytest.mark.parametrize(
    ("hours", "at", "minutes"),
    [
        ("22-6", "21:00", 60),
        ("22-6", "23:30", 0),
        ("22-6", "05:59", 0),
        ("22-6", "06:00", 16 * 60),
        ("22:30-6:15", "22:00", 30),
        ("1-5", "04:00", 0),
        ("1-5", "05:00", 20 * 60),
        ("0-24", "13:00", 0),
        ("12-24", "11:30", 30),
    ],
)
def test_the_wait_is_until_the_window_opens(hours: str, at: str, minutes: int) -> None:
    moment = datetime.fromisoformat(f"2026-11-23T{at}:00+07:00")
    assert window_of(hours).wait(moment) == timedelta(minutes=minutes)


@pytest.mark.parametrize("hours", ["", "22", "22-", "25-6", "22:75-6", "night", "22-6-7"])
def test_invalid_hours_are_reported(hours: str) -> None:
    with pytest.raises(BadPlan, match="22-6"):
        window_of(hours)


def test_a_crawl_waits_for_its_hour_and_then_continues(tmp_path: Path) -> None:
    with serve(newspaper()) as site:
        command = [sys.executable, "-c", LATE, "crawl", f"{site.url}/", "--to", str(tmp_path), *HERE]
        done = preloaded.run([*command, "--hours", "22-6", "--limit", "5"])
    assert done.returncode == 0, done.stderr
    assert "continues at 22:00" in done.stderr
    assert len(records(tmp_path)) == 5
    assert last_report(tmp_path)["finish_reason"] == "limit"


def test_wrong_hours_are_reported_before_anything_is_fetched(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "newsarchive", "crawl", "huengaynay", "--to", str(tmp_path), "--hours", "late"]
    done = preloaded.run(command)
    assert done.returncode == 2
    assert "--hours" in done.stderr
    assert "Traceback" not in done.stderr
