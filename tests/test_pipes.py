"""Every command closes quietly when the reader of its output has seen enough (`newsarchive … | head -1`)."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from newsarchive import load
from newsarchive.cli import COMMANDS
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
    code, error = head(*(sample if arg == "ARCHIVE" else arg for arg in args))
    assert "Traceback" not in error
    assert "Error" not in error
    assert code == 0


#: A line of arguments for every command but the crawling ones, which have processes of their own.
EVERY = {
    "alarms": "ARCHIVE --verify --dry-run",
    "browse": "--help",
    "cite": "ID ARCHIVE",
    "collocates": "lúa ARCHIVE",
    "concordance": "xã ARCHIVE",
    "coverage": "ARCHIVE --json",
    "diff": "ID ARCHIVE --json",
    "duplicates": "ARCHIVE",
    "export": "ARCHIVE -o -",
    "extract": "PAGE --json",
    "init": "OUT --force",
    "keyness": "ARCHIVE --site baovidu --against-site tinmau",
    "mcp": "--help",
    "methods": "ARCHIVE",
    "merge": "ARCHIVE --to OUT/merged",
    "ngrams": "ARCHIVE",
    "pull": "--help",
    "push": "--help",
    "pack": "ARCHIVE",
    "release": "ARCHIVE --help",
    "report": "ARCHIVE --help",
    "sample": "20 ARCHIVE --json",
    "schema": "",
    "search": "xã ARCHIVE --json",
    "service": "install PROJECT --dry-run",
    "show": "ID ARCHIVE",
    "sites": "--json",
    "stats": "ARCHIVE --by day",
    "status": "ARCHIVE --json",
    "trend": "lúa --in ARCHIVE",
    "verify": "ARCHIVE",
}
CRAWLING = {"backfill", "crawl", "demo", "plan", "probe", "rehydrate", "watch"}
# Runs each command with a standard output whose reader has gone, and prints its exit code and standard error.
DRIVER = """
import io, json, os, sys, tempfile, traceback
from newsarchive.cli import main
results, out = {}, os.dup(1)
for name, words in json.loads(sys.argv[1]).items():
    reading, writing = os.pipe()
    os.close(reading)
    os.dup2(writing, 1)
    os.close(writing)
    sys.stdout = io.TextIOWrapper(os.fdopen(1, "wb", closefd=False), encoding="utf-8")
    sys.stderr = io.StringIO()
    try:
        main([name, *words], prog_name="newsarchive")
        code = 0
    except SystemExit as end:
        code = end.code or 0
    except BaseException:
        code = traceback.format_exc()
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        code = "the end of the process would print an error"
    results[name] = [code, sys.stderr.getvalue()]
    sys.stdout = sys.stderr = io.StringIO()
os.write(out, json.dumps(results).encode())
os._exit(0)
"""


def test_every_command_ends_quietly_when_its_reader_has_gone(sample: str, tmp_path: Path) -> None:
    assert {*EVERY, *CRAWLING} >= {*COMMANDS}, "a new command needs a line here"
    (tmp_path / "newsarchive.toml").write_text('sites = ["nld"]\n', "utf-8")
    known = {
        "ARCHIVE": sample,
        "ID": next(iter(load(sample))).id,
        "PAGE": str(next((Path(__file__).parent / "pages").rglob("*.html"))),
        "PROJECT": str(tmp_path),
        "OUT": str(tmp_path / "out"),
    }
    words = {
        name: [re.sub(r"[A-Z]{2,}", lambda match: known.get(match[0], match[0]), word) for word in line.split()]
        for name, line in EVERY.items()
    }
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, json.dumps(words)], capture_output=True, text=True, check=False, timeout=100
    )
    results = json.loads(done.stdout)
    wrong = {name: found for name, found in results.items() if found[0] != 0 or "Error" in found[1]}
    assert wrong == {}
    assert {*results} == {*EVERY}


def test_a_closed_pipe_ends_a_dry_run_of_a_list_at_once(tmp_path: Path) -> None:
    urls = tmp_path / "urls"
    urls.write_text("".join(f"http://127.0.0.1:9/bai-{number}.html\n" for number in range(1000, 3000)))
    code, error = head("crawl", "--urls", str(urls), "--to", str(tmp_path), "--allow-private", "--dry-run")
    assert "Traceback" not in error
    assert "at least" in error
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
