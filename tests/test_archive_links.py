"""Symbolic links inside an archive: whatever writes refuses them, and the file they lead to stays as it is."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from archive_pieces import small_archive
from click.testing import CliRunner

from newsarchive.archive.appending import AppendFile, ArchiveError, replace_file
from newsarchive.archive.ledger import Ledger
from newsarchive.archive.merging import merge
from newsarchive.archive.verify import verify
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.cli import main
from newsarchive.dataset.packing import pack
from newsarchive.reextract import Rereading
from newsarchive.storage import Store, pull, push

WRITERS: dict[str, Callable[[Path], object]] = {
    "crawl": lambda folder: ArchiveWriter(folder, run="r"),
    "repair": lambda folder: verify(folder, repair=True),
    "accept": lambda folder: verify(folder, accept="lost"),
    "merge from": lambda folder: merge([folder], folder.with_name("all"), run="m"),
    "merge to": lambda folder: merge([small_archive(folder.with_name("other"))], folder, run="m"),
    "extract --again": lambda folder: Rereading(folder),
    "pack": lambda folder: pack(folder),
    "pull": lambda folder: pull(_store(folder), folder),
}
PLACES = [
    "articles/site=baovidu/2016-01.jsonl.gz",
    "articles/site=tinmau",
    "pages/site=baovidu/x-0001.warc.gz",
    "runs/x.json",
    "quarantine",
    "tables",
    "index.sqlite",
    "manifest.jsonl",
    "manifest.head",
    "writer.lock",
]


def _store(folder: Path) -> Store:
    store = Store(f"file://{folder.with_name('store')}")
    push(small_archive(folder.with_name("pushed")), store)
    return store


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("writer", WRITERS)
def test_a_writer_refuses_a_symbolic_link_and_leaves_its_target_unchanged(
    tmp_path: Path, writer: str, place: str
) -> None:
    folder = small_archive(tmp_path / "data")
    outside = tmp_path / "notes"
    if place in ("quarantine", "tables") or place.endswith("tinmau"):
        outside.mkdir()
    else:
        outside.write_bytes(b"my notes")
    link = folder / place
    link.unlink(missing_ok=True)
    link.symlink_to(outside)
    with pytest.raises(ArchiveError, match="symbolic link") as caught:
        WRITERS[writer](folder)
    assert str(caught.value.filename) == str(link)
    assert list(outside.iterdir()) == [] if outside.is_dir() else outside.read_bytes() == b"my notes"


def test_verify_names_a_link_and_follows_none(tmp_path: Path) -> None:
    folder = small_archive(tmp_path / "data")
    (folder / "runs/x.json").symlink_to(tmp_path / "nowhere")
    assert any("runs/x.json: is a symbolic link" in str(problem) for problem in verify(folder).problems)


def test_a_named_pipe_does_not_hold_a_writer_up(tmp_path: Path) -> None:
    folder = small_archive(tmp_path / "data")
    os.mkfifo(folder / "articles/site=baovidu/2016-01.jsonl.gz")
    with pytest.raises(ArchiveError, match="not a regular file"):
        ArchiveWriter(folder, run="r")


def test_the_archives_own_folder_may_be_a_link(tmp_path: Path) -> None:
    small_archive(tmp_path / "disk")
    (tmp_path / "data").symlink_to(tmp_path / "disk")
    ArchiveWriter(tmp_path / "data", run="r").close()
    Ledger(tmp_path / "data").close()
    assert verify(tmp_path / "data").is_whole


def test_a_link_that_is_put_there_while_a_writer_works_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "notes"
    target.write_bytes(b"my notes")
    (tmp_path / "file.gz").symlink_to(target)
    with pytest.raises(ArchiveError, match="symbolic link"):
        AppendFile(tmp_path / "file.gz")
    (tmp_path / ".x.json.draft").symlink_to(target)
    replace_file(tmp_path / "x.json", b"{}")
    assert target.read_bytes() == b"my notes"


def test_init_writes_through_no_link(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("keep")
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / "newsarchive.toml.draft").symlink_to(outside)
    (folder / "newsarchive.toml").symlink_to(outside)
    done = CliRunner().invoke(main, ["init", str(folder), "dantri", "--contact", "a@b.example", "--force"])
    assert done.exit_code == 0, done.output
    assert outside.read_text() == "keep"
    assert not (folder / "newsarchive.toml").is_symlink()
