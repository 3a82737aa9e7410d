"""Which revision is the last: the index says it of the files it knows, and only the others are read for it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from archive_pieces import SITE, add

from newsarchive import load
from newsarchive.archive.layout import Layout
from newsarchive.archive.reading import lines
from newsarchive.archive.revised import revisions_known
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.dataset import revisions
from newsarchive.dataset.packing import pack

ID = f"{SITE}:https://baovidu.example/tin-1.html"
SEPTEMBER, OCTOBER = "2017-09-01T00:00:00+07:00", "2017-10-01T00:00:00+07:00"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An archive whose first article has a second revision, filed under the next month."""
    with ArchiveWriter(tmp_path, run="20261122T0140Z", batch=200) as archive:
        add(archive, 1, published=SEPTEMBER)
        add(archive, 2, published=SEPTEMBER)
        archive.flush()
        add(archive, 1, text="Chợ dời.", published=OCTOBER)
    return tmp_path


@pytest.fixture
def files(folder: Path) -> list[Path]:
    return Layout(folder).article_files()


@pytest.fixture
def read_for_it(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read to find later revisions."""
    digests: list[str] = []

    def noted(path: Path, *, on_error: lines.OnError = "raise") -> Iterator[bytes]:
        digests.append(path.name)
        return lines.read_batches(path, on_error=on_error)

    monkeypatch.setattr(revisions, "read_batches", noted)
    return digests


def yielded(folder: Path) -> list[tuple[str, int]]:
    return sorted((record.id[-6:], record.revision) for record in load(folder))


EXPECTED = [("1.html", 2), ("2.html", 1)]


def test_the_index_says_it_and_no_file_is_read_for_it(folder: Path, files: list[Path], read_for_it: list[str]) -> None:
    assert revisions_known(Layout(folder), files) == ({ID: 2}, [])
    assert yielded(folder) == EXPECTED
    assert read_for_it == []


@pytest.mark.parametrize("done", ["touched", "grown"])
def test_a_file_that_the_index_has_not_seen_as_it_is_is_read(
    folder: Path, files: list[Path], read_for_it: list[str], done: str
) -> None:
    if done == "touched":
        os.utime(files[1], ns=(0, 0))
    else:
        shutil.copyfile(Layout(folder).index, folder / "index.then")
        with ArchiveWriter(folder, run="later") as archive:
            add(archive, 1, text="Chợ nghỉ.", published=OCTOBER)
        (folder / "index.then").replace(Layout(folder).index)
    assert yielded(folder) == [("1.html", 2 if done == "touched" else 3), ("2.html", 1)]
    assert read_for_it == ["2017-10.jsonl.gz"]


@pytest.mark.parametrize("known", ["index", "packed", "files", "stale index"])
def test_an_article_belongs_to_the_month_of_its_last_revision_only(
    folder: Path, read_for_it: list[str], known: str
) -> None:
    if known == "packed":
        pack(folder)
    elif known == "files":
        Layout(folder).index.unlink()
    elif known == "stale index":
        os.utime(Layout(folder).article_files()[1], ns=(0, 0))
    for months, expected in ((("2017-09", "2017-09"), [("2.html", 1)]), (("2017-10", "2017-10"), [("1.html", 2)])):
        part = load(folder, since=months[0], until=months[1])
        assert [(record.id[-6:], record.revision) for record in part] == expected
        assert part.sql("SELECT right(id, 6), revision FROM articles").fetchall() == expected
        assert part.to_polars().height == part.to_polars(lazy=True).collect().height == len(part) == len(part.sample(9))
        assert len(part) == len(part.search("")) == 1
    assert [r.id[-6:] for r in load([folder, folder / "articles"], until="2017-09")] == ["2.html"]
    assert len(load(folder, until="2017-09", revisions="all")) == 2
    assert len(load(f"{folder}/articles/*/2017-09.jsonl.gz")) == 2
    assert known in ("files", "stale index") or read_for_it == []


@pytest.mark.parametrize("done", ["gone", "damaged", "of another version", "unreadable"])
def test_without_an_index_that_can_be_used_every_file_is_read(folder: Path, read_for_it: list[str], done: str) -> None:
    index = Layout(folder).index
    if done == "gone":
        index.unlink()
    elif done == "damaged":
        index.write_bytes(index.read_bytes()[:5000] + b"\xff" * 20_000)
    elif done == "of another version":
        with closing(sqlite3.connect(index)) as base:
            base.execute("PRAGMA user_version = 99")
    else:
        index.write_bytes(b"khong phai la co so du lieu" * 100)
    assert yielded(folder) == EXPECTED
    assert sorted(read_for_it) == ["2017-09.jsonl.gz", "2017-10.jsonl.gz"]


def test_two_archives_loaded_together_are_each_queried(folder: Path, read_for_it: list[str]) -> None:
    both = folder.parent / "both"
    for name in ("a", "b"):
        shutil.copytree(folder, both / name)  # with the files' times, so that the index knows them
    (both / "b" / "index.sqlite").unlink()
    found = load(f"{both}/*/articles/*/*.gz")
    assert sorted({(record.id[-6:], record.revision) for record in found}) == EXPECTED
    assert len(read_for_it) == 2
