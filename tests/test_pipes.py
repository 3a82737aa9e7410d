"""Every command ends quietly when its output has no reader (`newsarchive … | head -1`) or no room (a full disk)."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import preloaded
import pytest
from crawling import HERE, MAIN, records
from handmade_site import serving, small_site
from wayback_server import FILE, OF_ITS_OWN, Wayback, serving_captures

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
        ("sample", "300", "ARCHIVE", "--json"),
        ("search", "xã", "ARCHIVE", "--limit", "1000"),
        ("status", "ARCHIVE"),
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
# Makes a pipe without a reader, or a full disk, the standard output.
WRITES_TO = {
    "closed": "import os; r, w = os.pipe(); os.close(r); os.dup2(w, 1); os.close(w)",
    "full": "import os; w = os.open('/dev/full', os.O_WRONLY); os.dup2(w, 1); os.close(w)",
}
# Runs each command with such a standard output, and prints its exit code and standard error.
DRIVER = """
import io, json, os, sys, tempfile, traceback
from newsarchive.cli import main
results, out = {}, os.dup(1)
for name, words in json.loads(sys.argv[1]).items():
    exec(sys.argv[2])
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
    except OSError:
        code = "the end of the process would print an error"
    results[name] = [code, sys.stderr.getvalue()]
    sys.stdout = sys.stderr = io.StringIO()
os.write(out, json.dumps(results).encode())
os._exit(0)
"""


@pytest.fixture(scope="module")
def command_lines(sample: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Return the arguments of each command in EVERY."""
    folder = tmp_path_factory.mktemp("words")
    (folder / "newsarchive.toml").write_text('sites = ["nld"]\n', "utf-8")
    known = {
        "ARCHIVE": sample,
        "ID": next(iter(load(sample))).id,
        "PAGE": str(next((Path(__file__).parent / "pages").rglob("*.html"))),
        "PROJECT": str(folder),
        "OUT": str(folder / "out"),
    }
    return {
        name: [re.sub(r"[A-Z]{2,}", lambda found: known.get(found[0], found[0]), word) for word in line.split()]
        for name, line in EVERY.items()
    }


@pytest.mark.parametrize("output", WRITES_TO)
def test_every_command_ends_quietly_without_a_reader_and_on_a_full_disk(
    output: str, command_lines: dict[str, list[str]]
) -> None:
    assert {*EVERY, *CRAWLING} >= {*COMMANDS}, "a new command needs a line here"
    command = [sys.executable, "-c", DRIVER, json.dumps(command_lines), WRITES_TO[output]]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=250)
    results = json.loads(done.stdout)
    assert {*results} == {*EVERY}
    if output == "closed":
        assert {name: end for name, end in results.items() if end[0] != 0 or "Error" in end[1]} == {}
    else:
        silent = {name for name, (code, error) in results.items() if code == 0}
        assert silent <= {"alarms", "duplicates", "init", "merge", "pack"}, silent
        wrong = {name: end for name, end in results.items() if name not in silent and not _says_full(*end)}
        assert wrong == {}


def _says_full(code: int, error: str) -> bool:
    return code == 1 and error.count("Error: output: cannot write: the disk is full; free some space") == 1


@pytest.mark.parametrize("output", WRITES_TO)
def test_every_crawling_command_ends_quietly_without_a_reader_and_on_a_full_disk(output: str, tmp_path: Path) -> None:
    article, folder = {"id": "x:0000000000000001", "site": "x", "text_sha256": "a"}, tmp_path / "data"
    (tmp_path / "publishers").mkdir()
    (tmp_path / "publishers" / "lamgiang.toml").write_text(FILE, "utf-8")
    results = {}
    with serving(small_site(2)) as site, serving_captures(Wayback()) as captures:
        article["url"] = f"{site.url}{next(iter(path for path in site.pages if path.endswith('.html')))}"
        (tmp_path / "release.jsonl").write_text(f"{json.dumps(article)}\n", "utf-8")
        backfill = ("lamgiang", "--publishers", str(tmp_path / "publishers"), "--since", "2010", "--until", "2019")
        printing = {
            "backfill": (*backfill, "--to", str(tmp_path / "past"), "--dry-run", *HERE),
            "crawl": (f"{site.url}/", "--to", str(tmp_path / "none"), "--dry-run", *HERE),
            "demo": ("--to", str(tmp_path / "demo")),
            "plan": (f"{site.url}/", "--to", str(tmp_path / "none"), *HERE),
            "probe": (f"{site.url}/", *HERE),
            "rehydrate": (str(tmp_path / "release.jsonl"), "--to", str(tmp_path / "back"), "--json", *HERE),
        }
        for name, arguments in printing.items():
            main = f"{OF_ITS_OWN}" if name == "backfill" else MAIN[-1]
            place = [captures] if name == "backfill" else []
            command = [sys.executable, "-c", f"{WRITES_TO[output]}\n{main}", *place, name, *arguments]
            done = preloaded.run(command)
            results[name] = (done.returncode, done.stderr)
        # Nor do messages have a reader (`2>&1 | head -1`): the exit code is all that is left of them.
        main = f"{WRITES_TO[output]}; os.dup2(1, 2); {MAIN[-1]}"
        stored = preloaded.run([*MAIN[:-1], main, "crawl", f"{site.url}/", "--to", folder, *HERE])
        watched = preloaded.run([*MAIN[:-1], main, "watch", f"{site.url}/", "--to", folder, "--rounds", "1", *HERE])
        unreachable = preloaded.run([*MAIN[:-1], main, "crawl", "http://127.0.0.1:9/", "--to", folder, *HERE])
    assert {*printing, "watch"} == CRAWLING
    for name, (code, error) in results.items():
        assert "Traceback" not in error, (name, error)
        assert "Exception ignored" not in error, (name, error)
        assert (code == 0 and "Error" not in error) if output == "closed" else _says_full(code, error), (name, error)
    assert (stored.returncode, watched.returncode, unreachable.returncode) == (0, 7, 3)
    assert len(records(folder)) == 2


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
        requests_before = len(site.requests)
    assert "Traceback" not in error
    assert code == 0
    assert requests_before < 60, "it goes on although nobody reads"
