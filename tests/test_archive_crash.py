"""kill -9 at any moment: what was reported as stored is there, every line is whole, and work goes on."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newsarchive import load
from newsarchive.archive.verify import verify
from newsarchive.archive.writer import ArchiveWriter

# Writes for ever, and says which records are stored as soon as it is told so.
ENDLESS = """
import itertools, os, sys
from archive_pieces import add
from newsarchive.archive.visits import Visit
from newsarchive.archive.writer import ArchiveWriter

folder, run, first = sys.argv[1], sys.argv[2], int(sys.argv[3])
said = lambda ids: os.write(1, "".join(f"{one}\\n" for one in ids).encode())
with ArchiveWriter(folder, run=run, batch=7, max_warc_bytes=20_000, on_stored=said) as archive:
    os.write(1, b"begun\\n")
    for number in itertools.count(first):
        add(archive, number, published=f"2017-{1 + number % 3:02d}-01T00:00:00+07:00")
        archive.visit(Visit(url=f"https://baovidu.example/{number}", outcome="listing"))
"""
# The same, but dies by its own hand in the middle of its nth write.
SELF_KILLER = """
import os, signal, sys
real, left = os.write, [int(sys.argv[4])]

def write(handle, data):
    if handle == 1:
        return real(handle, data)
    left[0] -= 1
    if not left[0]:
        real(handle, bytes(data)[: len(data) * 2 // 3])
        os.kill(os.getpid(), signal.SIGKILL)
    return real(handle, data)

os.write = write
"""


def begin(code: str, folder: Path, *rest: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    command = [sys.executable, "-c", code, str(folder), *rest]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def check(folder: Path, stored: set[str], run: str) -> None:
    assert verify(folder).state in ("whole", "incomplete")
    with ArchiveWriter(folder, run=run) as archive:
        assert all(archive.known_id(url) for url in stored)
    assert stored <= ({record.id for record in load(folder)} if stored else set())
    assert verify(folder).state == "whole"


def kill_at_random(folder: Path, rounds: int, seed: int) -> int:
    """Kill a writer *rounds* times, check the archive each time, and return how many records were stored."""
    moment = random.Random(seed)
    stored: set[str] = set()
    for turn in range(rounds):
        process = begin(ENDLESS, folder, f"run{turn}", str(turn * 100_000))
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        # Every other time only after a first batch: on a busy machine, each pause may be too short for one.
        lines = [process.stdout.readline()] if turn % 2 else []
        time.sleep(moment.uniform(0, 0.4))
        process.send_signal(signal.SIGKILL)
        lines += process.stdout.read().splitlines(keepends=True)
        process.wait()
        stored |= {line.strip() for line in lines if line.endswith("\n")}
        check(folder, stored, f"check{turn}")
    return len(stored)


def test_a_killed_crawl_keeps_what_it_reported_as_stored(tmp_path: Path) -> None:
    assert kill_at_random(tmp_path, rounds=6, seed=7) > 0


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_crawl_killed_three_hundred_times_keeps_what_it_reported_as_stored(tmp_path: Path) -> None:
    for part in range(30):
        assert kill_at_random(tmp_path / str(part), rounds=10, seed=part) > 0


@pytest.mark.parametrize("write", [1, 2, 8, 9, 10, 11, 12, 13, 20, 21])
def test_a_death_in_the_middle_of_a_write_leaves_no_partial_line(tmp_path: Path, write: int) -> None:
    process = begin(SELF_KILLER + ENDLESS, tmp_path, "run", "0", str(write))
    assert process.stdout is not None
    output = process.stdout.read().splitlines()
    assert process.wait() == -signal.SIGKILL
    check(tmp_path, set(output) - {"begun"}, "later")
