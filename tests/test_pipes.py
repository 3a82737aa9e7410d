"""Every command closes quietly when the reader of its output has seen enough (`newsarchive … | head -1`)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from newsarchive.demo import newspaper, serve

SAMPLE = Path(__file__).parent.parent / "data" / "sample"


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
        ("coverage", str(SAMPLE), "--urls"),
        ("methods", str(SAMPLE)),
        ("sample", "300", str(SAMPLE), "--json"),
        ("search", "xã", str(SAMPLE), "--limit", "1000"),
        ("sites", "--json"),
        ("stats", str(SAMPLE), "--by", "day"),
        ("status", str(SAMPLE)),
        ("verify", str(SAMPLE), "--json"),
    ],
    ids=lambda args: args[0],
)
def test_a_closed_pipe_ends_a_command_quietly(args: tuple[str, ...]) -> None:
    code, error = head(*args)
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
