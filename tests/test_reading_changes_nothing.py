"""A command that only reads leaves an archive as it is, but for caches."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from archive_pieces import add, small_archive
from click.testing import CliRunner

from newsarchive.archive.layout import Layout
from newsarchive.archive.ledger import Ledger
from newsarchive.archive.verify import verify
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.cli import main

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "sample"
CACHES = {"index.sqlite", "search.sqlite", ".search.sqlite.lock", "writer.lock"}
READING = [
    ["status"],
    ["coverage"],
    ["methods"],
    ["search", "thành"],
    ["stats"],
    ["show", "1f1bc2"],
    ["sample", "2"],
    ["verify"],
]


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of *folder* but its caches."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name not in CACHES)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize("index", ["none", "of another archive", "behind"])
@pytest.mark.parametrize("command", READING, ids=lambda words: words[0])
def test_a_reading_command_writes_only_caches(tmp_path: Path, command: list[str], index: str) -> None:
    folder = shutil.copytree(SAMPLE, tmp_path / "a", ignore=shutil.ignore_patterns(*CACHES))
    if index == "of another archive":
        shutil.copy(small_archive(tmp_path / "b") / "index.sqlite", folder)
    elif index == "behind":
        Ledger(folder).close()
        with ArchiveWriter(tmp_path / "b", run="r") as archive:
            add(archive, 1)
        shutil.copytree(tmp_path / "b" / "articles", folder / "articles", dirs_exist_ok=True)
    before = contents(folder)
    result = CliRunner().invoke(main, [*command, str(folder)])
    assert result.exit_code in (0, 1), result.output
    assert contents(folder) == before


def test_the_sample_has_no_entry_that_a_reader_has_left() -> None:
    entries = (SAMPLE / "manifest.jsonl").read_text().splitlines()
    assert all('"run":' in entry for entry in entries)
    assert verify(SAMPLE).is_whole


def test_an_index_built_by_a_reader_is_not_damage_and_the_next_writer_records_it(tmp_path: Path) -> None:
    folder = shutil.copytree(SAMPLE, tmp_path / "a", ignore=shutil.ignore_patterns(*CACHES))
    with Ledger(folder) as ledger:
        assert sum(count for _, _, count in ledger.days()) > 0
    report = verify(folder)
    assert (report.state, report.problems) == ("whole", [])
    before = len((folder / "manifest.jsonl").read_bytes().splitlines())
    ArchiveWriter(folder, run="r").close()
    assert len((folder / "manifest.jsonl").read_bytes().splitlines()) > before
    assert verify(folder).is_whole
    (folder / "index.sqlite").write_bytes((folder / "index.sqlite").read_bytes().replace(b"tinmau", b"tinmaw"))
    assert [problem.file for problem in verify(folder).problems] == ["index.sqlite"]


def test_a_reader_leaves_an_incomplete_final_batch_to_the_next_writer(tmp_path: Path) -> None:
    folder = small_archive(tmp_path / "a")
    (path,) = Layout(folder).article_files()
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:100])
    for _ in range(2):
        with Ledger(folder) as ledger:
            assert [damage.length for damage in ledger.repairs] == [100]
            assert "incomplete final batch" in ledger.repairs[0].message
            assert sum(count for _, _, count in ledger.days()) == 3
    assert path.read_bytes() == whole + whole[:100]
    with ArchiveWriter(folder, run="r2") as archive:
        assert [damage.quarantine is not None for damage in archive.repairs] == [True]
    assert path.read_bytes() == whole
