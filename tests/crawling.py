"""The real command run in a process of its own, and what it left on the disk."""

from __future__ import annotations

import gzip
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import preloaded

from newsarchive.article import Record, record_from_json
from newsarchive.demo import Served

MAIN = (sys.executable, "-c", "from newsarchive.cli import main; main()")
HERE = ("--allow-private", "--delay", "0")
# The clock of the crawl, in days off: by what the words say for each time it is asked.
CRAZY_CLOCK = """
import itertools, sys
from datetime import datetime, timedelta
from newsarchive.crawl import clock
jumps = itertools.cycle([int(day) for day in sys.argv.pop(1).split(",")])
class Clock(datetime):
    @classmethod
    def now(cls, zone=None):
        return datetime.now(zone) + timedelta(days=next(jumps))  # no Clock: that could not be written as JSON
clock.datetime = Clock
from newsarchive.cli import main
main()
"""


@dataclass(frozen=True)
class Crawl:
    """One run of the command; *report* is empty when it wrote none."""

    code: int
    out: str
    err: str
    folder: Path
    report: dict[str, Any]


def run(
    target: str,
    folder: Path,
    *arguments: str,
    stdin: str | None = None,
    env: dict[str, str] | None = None,
    most_bytes: int | None = None,
) -> Crawl:
    """Run `newsarchive crawl`; no file it writes may grow beyond *most_bytes*."""
    limited = limiting_files(most_bytes) if most_bytes else ""
    command = [*MAIN[:-1], limited + MAIN[-1], "crawl", *([target] if target else []), "--to", str(folder), *arguments]
    done = preloaded.run(command, stdin=stdin, env={**os.environ, **(env or {})})
    return Crawl(done.returncode, done.stdout, done.stderr, folder, last_report(folder))


def limiting_files(most_bytes: int) -> str:
    """Return code that lets no file grow beyond *most_bytes*, and stores no module that would be cut off there."""
    return (
        "import resource, sys; sys.dont_write_bytecode = True; "
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({most_bytes}, -1)); "
    )


def crawl_after(days: int, url: str, folder: Path, *arguments: str) -> str:
    """Crawl the site at *url* as if so many *days* had passed; return what the command said."""
    command = [sys.executable, "-c", CRAZY_CLOCK, str(days), "crawl", f"{url}/", "--to", folder, *HERE, *arguments]
    return preloaded.run(command, check=True).stderr


def last_report(folder: Path) -> dict[str, Any]:
    written = sorted((folder / "runs").glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
    found: dict[str, Any] = json.loads(written[-1].read_text("utf-8")) if written else {}
    return found


def records(folder: Path) -> list[Record]:
    """Read every line that is on the disk, without any help of the index; a torn batch fails the test."""
    files = sorted((folder / "articles").rglob("*.jsonl.gz"))
    return [record_from_json(line) for path in files for line in gzip.decompress(path.read_bytes()).splitlines()]


def paths(site: Served, folder: Path) -> list[str]:
    return [str(record.canonical_url).removeprefix(site.url) for record in records(folder) if record.canonical_url]
