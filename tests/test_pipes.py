"""Every command closes quietly when the reader of its output has seen enough (`newsarchive … | head -1`)."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from newsarchive.demo import newspaper, serve

SAMPLE = Path(__file__).parent.parent / "data" / "sample"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A copy of the sample archive: commands make caches in the archive that they read."""
    return str(shutil.copytree(SAMPLE, tmp_path_factory.mktemp("pipes") / "sample"))


def head(*args: str) -> tuple[int, str]:
    """Run the command, read its first line, close the pipe; return its exit code and standard error."""
    command = [sys.executable, "-m", "newsarchive", *args]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        error = process.stderr.read()
    return process.returncode, error


@pytest.mark.parametrize(
    "args",
    [
        ("coverage", "ARCHIVE", "--urls"),
        ("methods", "ARCHIVE"),
        ("sample", "300", "ARCHIVE", "--json"),
        ("search", "xã", "ARCHIVE", "--limit", "1000"),
        ("sites", "--json"),
        ("stats", "ARCHIVE", "--by", "day"),
        ("status", "ARCHIVE"),
        ("verify", "ARCHIVE", "--json"),
    ],
    ids=lambda args: args[0],
)
def test_a_closed_pipe_ends_a_command_quietly(args: tuple[str, ...], sample: str) -> None:
    code, error = head(*(sample if one == "ARCHIVE" else one for one in args))
    assert "Traceback" not in error
    assert "Error" not in error
    assert code == 0


def test_a_closed_pipe_ends_a_dry_run_quietly(tmp_path: Path) -> None:
    with serve(newspaper(), delay=0.02) as site:
        code, error = head(
            "crawl", f"{site.url}/", "--to", str(tmp_path), "--allow-private", "--delay", "0", "--dry-run"
        )
        asked = len(site.requests)
    assert "Traceback" not in error
    assert code == 0
    assert asked < 60, "it goes on although nobody reads"
