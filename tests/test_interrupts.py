"""Ctrl-C ends every long command at any moment: without a traceback, with the exit code that its help names."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from archive_pieces import small_archive

from newsarchive.demo import newspaper, serve

#: Long commands -> their arguments. {data}: a large archive of its own, {site}: a slow site, {w}: an empty folder.
LONG = {
    "backfill": "nld --from {site}/cdx/ --to {w}/out --allow-private",
    "browse": "{data} --port 0",
    "crawl": "{site}/ --to {w}/out --allow-private --delay 0.2",
    "demo": "--serve",
    "duplicates": "{data}",
    "export": "{data} -o {w}/all.csv",
    "extract": "-",
    "merge": "{data} --to {w}/merged",
    "pack": "{data}",
    "release": "{data} --to {w}/release --title Báo --contact a@b.vn",
    "search": "xã {data}",
    "stats": "{data}",
    "verify": "{data}",
    "watch": "{site}/ --to {w}/out --allow-private --delay 0.2",
}
_INTERRUPTED = 130
# What ends by Ctrl-C has then done what it should.
_ENDS_WELL = {"demo": 0, "browse": 0}


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with serve(newspaper(), delay=0.2) as served:
        yield served.url


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_archive(tmp_path_factory.mktemp("large") / "data", 1500)


def started(name: str, site: str, large: Path, folder: Path) -> subprocess.Popen[str]:
    data = folder / "data"
    if "{data}" in LONG[name]:
        shutil.copytree(large, data)
    words = [word.format(site=site, data=data, w=folder) for word in LONG[name].split()]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, "-m", "newsarchive", name, *words], stdin=pipe, stdout=pipe, stderr=pipe, text=True, cwd=folder
    )


def check_end(name: str, process: subprocess.Popen[str]) -> None:
    out, error = process.communicate(timeout=60)
    assert "Traceback" not in error + out, (name, error)
    assert "Unknown child process" not in error, name
    assert "Exception ignored" not in error, (name, error)
    # A command may have come to its own end before the signal.
    expected = {_INTERRUPTED, -signal.SIGINT, _ENDS_WELL.get(name, _INTERRUPTED), 0}
    assert process.returncode in expected, (name, process.returncode, error)


def test_ctrl_c_ends_the_long_commands_quietly(site: str, large: Path, tmp_path: Path) -> None:
    running = {}
    for name in ("browse", "crawl", "demo", "verify"):
        (tmp_path / name).mkdir()
        running[name] = started(name, site, large, tmp_path / name)
    time.sleep(2.5)
    for process in running.values():
        process.send_signal(signal.SIGINT)
    for name, process in running.items():
        check_end(name, process)


@pytest.mark.soak
@pytest.mark.timeout(300)
@pytest.mark.parametrize("seconds", [0.4, 1.5, 4])
@pytest.mark.parametrize("name", LONG)
def test_ctrl_c_ends_every_long_command_quietly_at_any_moment(
    name: str, seconds: float, site: str, large: Path, tmp_path: Path
) -> None:
    process = started(name, site, large, tmp_path)
    time.sleep(seconds)
    process.send_signal(signal.SIGINT)
    check_end(name, process)
