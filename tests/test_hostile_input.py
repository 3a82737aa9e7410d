"""No input is slow: a run of any sign or phrase, anywhere in a page, costs no more than a page of its length."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Callable
from types import FrameType

import pytest
from hostile_runs import PHRASES, PLACES, SIGNS, STORY, URL

from newsarchive import extract
from newsarchive.parsers.html.schema_org import text_in

# Seconds of CPU for 3 MB; a tenth of that for 8,000 characters is a hundred times what they take.
MOST, LONG = 1.0, 3_000_000
MOST_SHORT, SHORT = 0.1, 8_000


class Slow(BaseException):
    """A reader that has used up its time; no handler of errors in the extractor stops it."""


def seconds(read: Callable[[str], object], run: str, most: float) -> float:
    """Return the CPU time that *read* takes for *run*; stopped at four times *most*."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise Slow

    before = signal.signal(signal.SIGVTALRM, stop)
    begun = time.process_time()
    try:
        try:
            signal.setitimer(signal.ITIMER_VIRTUAL, 4 * most)
            read(run)
            return time.process_time() - begun
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    except Slow:
        return 4 * most
    finally:
        signal.signal(signal.SIGVTALRM, before)


def slow_ones(place: str, size: int, most: float) -> list[str]:
    """Return what takes longer than *most* at *place*, twice: once may be bad luck."""
    found: list[str] = []
    for unit in [*SIGNS, *PHRASES]:
        run = (unit * (size // len(unit) + 1))[:size]
        if all(seconds(PLACES[place], run, most) > most for _ in range(2)):
            found.append(f"{unit!r} at {place}")
    return found


@pytest.mark.parametrize("place", PLACES)
def test_no_run_of_eight_thousand_signs_is_slow(place: str) -> None:
    run = [
        "@",
        " ",
        "(",
        "()",
        "a",
        "a ",
        "1",
        "1/1/",
        "Nguyễn Văn An, ",
        "<p>",
        "<b>a</b>",
        "A ",
        ".",
        "10:20 ",
        "<li>a",
    ]
    slow = [unit for unit in run if seconds(PLACES[place], unit * (SHORT // len(unit)), MOST_SHORT) > MOST_SHORT]
    again = [unit for unit in slow if seconds(PLACES[place], unit * (SHORT // len(unit)), MOST_SHORT) > MOST_SHORT]
    assert not again


@pytest.mark.soak
@pytest.mark.timeout(3600)  # for some two hundred runs, twice; each is stopped by itself
@pytest.mark.parametrize("place", PLACES)
def test_no_run_of_three_megabytes_is_slow(place: str) -> None:
    assert not slow_ones(place, LONG, MOST)


def test_of_a_list_of_keywords_only_the_beginning_is_read() -> None:
    far = "cầu" + "," * 30_000 + "đò"
    assert extract(_json_ld_page({"keywords": far}), URL).tags == ["cầu"]


def test_of_a_stated_text_only_the_beginning_is_read() -> None:
    assert len(text_in("a" * 1_000_000)) < 1_000_000


def _json_ld_page(values: dict[str, str]) -> bytes:
    node = json.dumps({"@type": "NewsArticle", "headline": "Bến đò mở lại", **values})
    return f"<script type='application/ld+json'>{node}</script><h1>Bến đò mở lại</h1>{STORY}".encode()
