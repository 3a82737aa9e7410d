"""A machine without a battery begins in 1970, and a wrong clock may show any year: no command depends on it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from archive_pieces import small_archive
from click.testing import CliRunner

from newsarchive.archive.verify import verify
from newsarchive.cli import main

COMMANDS = (
    "extract {a} --again --yes --workers 1",
    "pack {a} -q",
    "search chợ {a}",
    "coverage {a}",
    "merge {a} --to {b} -q",
    "export {a} --to {b}.csv",
)


@pytest.mark.parametrize("now", [-40_000_000.0, 0.0, 2.0**31, 2.0**32 + 1], ids=["1968", "1970", "2038", "2106"])
def test_every_command_works_in_any_year_of_the_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, now: float
) -> None:
    places = {"a": small_archive(tmp_path / "a"), "b": tmp_path / "b"}
    monkeypatch.setattr(time, "time", lambda: now)
    for command in COMMANDS:
        done = CliRunner().invoke(main, [word.format(**places) for word in command.split()])
        assert (done.exit_code, done.exception) == (0, None), f"{command}: {done.output}"
    for place in places.values():
        assert verify(place).is_whole
