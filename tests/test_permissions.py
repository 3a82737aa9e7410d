"""What may not be read or written is named with the remedy; the tests may run as root, whom no mode stops."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from newsarchive.archive.appending import ArchiveError, naming
from newsarchive.archive.lock import Lock
from newsarchive.cli import main, one_line

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "sample"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLE, tmp_path / "data", ignore=shutil.ignore_patterns("*.sqlite*")))


@pytest.mark.parametrize("command", ["status", "coverage", "methods"])
def test_an_archive_without_an_index_is_read_where_nothing_can_be_written(
    archive: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Lock, *_: object) -> None:
        raise ArchiveError(13, "cannot write: no permission to write", str(archive))

    with monkeypatch.context() as patched:
        patched.setattr(Lock, "__init__", refuse)
        refused = CliRunner().invoke(main, [command, str(archive)])
    assert not (archive / "index.sqlite").exists()
    assert (refused.exit_code, refused.stderr) == (0, "")
    assert refused.stdout == CliRunner().invoke(main, [command, str(archive)]).stdout
    assert (archive / "index.sqlite").exists()


@pytest.mark.parametrize(
    ("named", "is_written"),
    [
        ("x.csv", True),
        (".x.csv.draft-7", True),
        (".x.csv.draft-7/data.parquet", True),
        ("data/articles/site=a/2017-09.jsonl.gz", False),
        ("../other", False),
        (None, False),
    ],
)
def test_an_output_that_may_not_be_written_is_named_and_not_a_file_that_is_read(
    tmp_path: Path, named: str | None, is_written: bool
) -> None:
    with pytest.raises(OSError, match=r"[Pp]ermission") as caught, naming(tmp_path / "x.csv"):
        raise PermissionError(13, "Permission denied", named and str(tmp_path / named))
    assert (caught.value.filename == str(tmp_path / "x.csv")) is is_written
    assert isinstance(caught.value, ArchiveError) is is_written


def test_an_sqlite_file_that_may_not_be_created_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(ArchiveError, match="no permission to write"), naming(tmp_path / "x.sqlite"):
        sqlite3.connect(tmp_path / "missing" / "x.sqlite")


def test_a_file_that_may_not_be_read_is_named_with_the_remedy() -> None:
    message = one_line(PermissionError(13, "Permission denied", "data/articles/site=a/2017-09.jsonl.gz"))
    assert message.startswith("data/articles/site=a/2017-09.jsonl.gz: Permission denied; change the owner or the mode")


def test_a_search_names_the_record_file_that_may_not_be_read(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = next((archive / "articles").glob("*/*.gz"))

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", str(file))

    monkeypatch.setattr("newsarchive.search.index._refresh", refuse)
    done = CliRunner().invoke(main, ["search", "chợ", str(archive)])
    assert done.exit_code == 1
    assert f"{file}: Permission denied; change the owner or the mode" in done.stderr
