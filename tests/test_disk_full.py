"""A disk that is full: every export names its file and the remedy, and nothing half-written is left in its place."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from archive_pieces import NOW, SITE, add, page_of
from click.testing import CliRunner

from newsarchive.archive.appending import ArchiveError, archive_error, refuse_device
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.cli import main, one_line
from newsarchive.warc import Exchange

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "sample"
COMMANDS = {
    "JSON Lines": "export {a} --to {w}/out.jsonl",
    "packed": "export {a} --to {w}/out.jsonl.gz",
    "CSV": "export {a} --to {w}/out.csv",
    "Parquet": "export {a} --to {w}/out.parquet",
    "SQLite": "export {a} --to {w}/out.sqlite",
    "Excel": "export {a} --to {w}/out.xlsx",
    "Hugging Face": "export {a} --to {w}/out --format hf",
    "release": "release {a} --to {w}/out --title Thử --contact a@b.example --date 2026-11-22",
    "report": "report {a} --to {w}/out.html",
    "run report": "status {a}/../sample --html {w}/out.html",
    "plot": "trend chợ --in {a} --plot {w}/out.svg",
    "pack": "pack {a} -q",
    "merge": "merge {a} --to {w}/out -q",
    "WARC": "extract {a}/pages --to {w}/out --workers 1",
    "search": "search chợ {a} --index {w}/out.sqlite",
    "push": "push {a} file://{w}/out -q",
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("full") / "a"
    shutil.copytree(SAMPLE, folder.parent / "sample", ignore=shutil.ignore_patterns("*.sqlite*"))
    with ArchiveWriter(folder, run="20261122T0140Z") as writer:
        for number in range(60):
            add(writer, number, text=f"Chợ phiên thứ {number * 7919} họp lại.")
            writer.keep(Exchange(page=page_of(number, at=NOW)), SITE)
        writer.write_report({"run": "20261122T0140Z", "finished_at": NOW})
    return folder


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Let no file grow beyond *size* bytes: the next write is an error, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    writes = sys.dont_write_bytecode
    sys.dont_write_bytecode = True  # Python would store modules cut off at the limit, and fail to load them ever after
    try:
        yield
    finally:
        sys.dont_write_bytecode = writes
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("job", COMMANDS)
def test_every_export_names_its_file_and_the_remedy_and_leaves_nothing(archive: Path, tmp_path: Path, job: str) -> None:
    command = [word.format(a=archive, w=tmp_path) for word in COMMANDS[job].split()]
    with room_for(512):
        done = CliRunner().invoke(main, command)
    assert done.exit_code == 1, done.output
    assert isinstance(done.exception, SystemExit), done.exception
    line = done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert str(archive if job == "pack" else tmp_path / "out") in line
    assert "run" in line.partition("; ")[2], line  # what to do
    assert job == "pack" or not [path for path in tmp_path.glob("out.*") if path.suffix != ".lock"]
    again = CliRunner().invoke(main, command)
    assert again.exit_code == 0, again.output
    drafts = [path for folder in (archive, tmp_path) for path in folder.rglob(".*draft*")]
    assert not drafts


@pytest.mark.parametrize(
    "command",
    [
        "export {a} --format csv --force --to {w}",
        "report {a} --to {w}",
        "status {a}/../sample --html {w}",
        "trend chợ --in {a} --plot {w}.svg",
    ],
)
def test_no_output_takes_the_place_of_a_pipe_or_device(archive: Path, tmp_path: Path, command: str) -> None:
    pipe = tmp_path / ("pipe.svg" if command.endswith(".svg") else "pipe")
    os.mkfifo(pipe)
    done = CliRunner().invoke(main, command.format(a=archive, w=tmp_path / "pipe").split())
    assert (done.exit_code, "a device or pipe" in done.stderr) == (1, True), done.output
    assert list(tmp_path.iterdir()) == [pipe]
    assert pipe.is_fifo()
    with pytest.raises(ArchiveError, match="a device or pipe"):
        refuse_device(Path("/dev/stdout"))


def test_a_full_disk_without_a_name_is_reported_with_the_remedy() -> None:
    assert one_line(OSError(errno.ENOSPC, "No space left on device")) == (
        "output: cannot write: the disk is full; free some space and run the same command again"
    )
    named = archive_error(OSError(errno.ENOSPC, "No space left on device"), Path("data/a"))
    assert one_line(named).startswith("data/a: cannot write: the disk is full; free some space")
