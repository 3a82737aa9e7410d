"""The manifest: what was lost is named, what a kill left is entered, and whoever has a head can prove the rest."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from archive_pieces import NOW, add, small_archive
from click.testing import CliRunner, Result

from newsarchive import load
from newsarchive.archive.layout import Layout
from newsarchive.archive.manifest import writer as manifest_writer
from newsarchive.archive.manifest.chain import Chain, read_chain
from newsarchive.archive.merging import merge
from newsarchive.archive.verify import verify
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.cli import main
from newsarchive.members import read_members


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two batches in one file of records, in one run that has finished."""
    with ArchiveWriter(tmp_path / "data", run="first") as archive:
        for number in (1, 2):
            add(archive, number)
        archive.flush()
        add(archive, 3)
        archive.write_report({"run": "first", "finished_at": NOW})
    return tmp_path / "data"


def command(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["verify", *map(str, arguments)])


def chain_of(folder: Path) -> Chain:
    chain = read_chain(Layout(folder))
    assert chain is not None
    return chain


def kinds(folder: Path) -> list[str]:
    return [entry.kind for entry in chain_of(folder).entries]


def records_of(folder: Path) -> Path:
    return Layout(folder).article_files()[0]


def write_more(folder: Path, number: int = 9, run: str = "later") -> None:
    with ArchiveWriter(folder, run=run) as archive:
        add(archive, number)


def test_each_entry_contains_the_hash_of_the_entry_before_it(folder: Path) -> None:
    previous = ""
    for line in (folder / "manifest.jsonl").read_bytes().splitlines():
        assert json.loads(line)["previous"] == previous
        previous = sha256(line).hexdigest()
    assert json.loads((folder / "manifest.head").read_bytes())["sha256"] == previous
    assert f"head {previous}" in command(folder).output


def test_a_report_names_the_head_of_its_time(folder: Path) -> None:
    head = json.loads((folder / "runs/first.json").read_bytes())["manifest"]
    assert chain_of(folder).heads[head["entry"] - 1] == head["sha256"]


def test_a_deleted_month_is_named_with_what_it_held(folder: Path) -> None:
    records_of(folder).unlink()
    done = command(folder)
    assert done.exit_code == 1
    assert "2017-09.jsonl.gz: is missing, with 2 batches of 3 records" in done.stderr


def test_a_batch_cut_off_at_its_edge_is_named_also_after_the_next_crawl(folder: Path) -> None:
    path = records_of(folder)
    path.write_bytes(path.read_bytes()[: [member.offset for member in read_members(path)][-1]])
    for _ in range(2):
        (problem,) = verify(folder).problems
        assert "1 batch of 1 records" in str(problem)
        write_more(folder)


def test_a_report_that_was_changed_is_named(folder: Path) -> None:
    path = folder / "runs/first.json"
    path.write_bytes(path.read_bytes().replace(b"first", b"First"))
    (problem,) = verify(folder).problems
    assert problem.file == "runs/first.json"


@pytest.mark.parametrize("lost", ["manifest.jsonl", "manifest.jsonl manifest.head"])
def test_a_lost_manifest_is_named_also_after_the_next_crawl_has_begun_another(folder: Path, lost: str) -> None:
    for name in lost.split():
        (folder / name).unlink()
    assert any("manifest.jsonl: is missing" in str(problem) for problem in verify(folder).problems)
    write_more(folder)
    assert any("manifest" in str(problem) for problem in verify(folder).problems)


def test_a_manifest_that_lost_its_last_entries_is_named_also_after_the_next_crawl(folder: Path) -> None:
    path = folder / "manifest.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    for _ in range(2):
        assert any("which manifest.head names, does not exist" in str(problem) for problem in verify(folder).problems)
        write_more(folder)


def test_a_changed_entry_breaks_the_chain(folder: Path) -> None:
    path = folder / "manifest.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"count":2', b'"count":1', 1))
    assert any("line 2 does not continue the line before it" in str(problem) for problem in verify(folder).problems)


def test_a_batch_that_was_written_and_not_entered_is_the_open_one_and_is_adopted(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As kill -9 leaves it between the two."""
    stored: list[str] = []
    archive = ArchiveWriter(folder, run="killed", on_stored=stored.extend)
    add(archive, 4)
    with monkeypatch.context() as patch:
        patch.setattr(manifest_writer.Manifest, "append", _die)
        with pytest.raises(KeyboardInterrupt):
            archive.flush()
    _let_go(archive)
    assert stored == []
    report = verify(folder)
    assert report.state == "incomplete"
    assert {problem.file for problem in report.problems} >= {"articles/site=baovidu/2017-09.jsonl.gz"}
    write_more(folder)
    assert verify(folder).state == "whole"
    assert kinds(folder)[-3:] == ["adopted", "batch", "close"]
    assert len(load(folder)) == 5


def test_a_report_that_was_entered_and_not_written_is_known_by_its_last_place(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = ArchiveWriter(folder, run="killed")
    with monkeypatch.context() as patch:
        patch.setattr(manifest_writer, "replace_file", _die)
        with pytest.raises(KeyboardInterrupt):
            archive.write_report({"run": "first"}, run="first")
    _let_go(archive)
    assert verify(folder).state == "incomplete"
    write_more(folder)
    assert verify(folder).state == "whole"


def _die(*arguments: object, **options: object) -> None:
    raise KeyboardInterrupt


def _let_go(archive: ArchiveWriter) -> None:
    """Close the files as the kernel does when a process is killed."""
    archive._manifest.release()
    archive._pages.close()
    archive._index.close()
    archive._lock.release()


def test_damage_to_the_last_batch_is_not_mistaken_for_an_unfinished_batch(folder: Path) -> None:
    path = records_of(folder)
    spoilt = bytearray(path.read_bytes())
    spoilt[-20] ^= 0xFF
    path.write_bytes(spoilt)
    write_more(folder)
    assert path.read_bytes().startswith(bytes(spoilt))
    assert not (folder / "quarantine").exists()
    assert not verify(folder).is_whole


def test_an_archive_of_an_earlier_version_is_given_a_manifest_at_the_next_write(folder: Path) -> None:
    for name in ("manifest.jsonl", "manifest.head"):
        (folder / name).unlink()
    report = folder / "runs/first.json"
    report.write_text(json.dumps({"run": "first", "finished_at": "2026-11-22T01:40:00Z"}))
    assert (verify(folder).state, verify(folder).head) == ("whole", None)
    assert "no manifest yet" in command(folder).output
    write_more(folder)
    assert kinds(folder) == ["baseline", "batch", "close"]
    assert verify(folder).state == "whole"
    records_of(folder).unlink()
    assert "is missing, with 2 batches of 4 records" in str(verify(folder).problems[0])


def test_whoever_has_a_head_can_prove_that_nothing_was_removed_since(folder: Path) -> None:
    head = verify(folder).head
    assert head is not None
    write_more(folder)
    assert command(folder, "--against", head.sha256).exit_code == 0


def test_an_archive_rebuilt_without_an_article_does_not_verify_as_the_old_one(folder: Path, tmp_path: Path) -> None:
    head = verify(folder).head
    assert head is not None
    other = tmp_path / "other"
    with ArchiveWriter(other, run="first") as archive:
        add(archive, 1)
    assert verify(other).is_whole
    done = command(other, "--against", head.sha256)
    assert (done.exit_code, "does not contain the entry" in done.stderr) == (1, True)


def test_an_invalid_head_is_refused(folder: Path) -> None:
    done = command(folder, "--against", "latest")
    assert (done.exit_code, "give the 64 hex digits" in done.stderr) == (2, True)


def test_a_removal_with_a_reason_is_an_entry_and_no_break(folder: Path) -> None:
    head = verify(folder).head
    assert head is not None
    records_of(folder).unlink()
    (folder / "runs/first.json").unlink()
    done = command(folder, "--accept", "takedown: order 12/2026")
    assert (done.exit_code, "removed or changed by entry" in done.output) == (0, True)
    done = command(folder, "--against", head.sha256)
    assert (done.exit_code, done.output.count("takedown: order 12/2026")) == (0, 2)
    write_more(folder, 1)
    assert verify(folder).state == "whole"


def test_a_takedown_list_is_in_the_manifest_and_may_grow(folder: Path) -> None:
    path = folder / "takedown.txt"
    path.write_text("baovidu:0123456789abcdef\n")
    write_more(folder)
    assert "takedown" in kinds(folder)
    path.write_text("baovidu:0123456789abcdef\nbaovidu:fedcba9876543210\n")
    assert verify(folder).state == "whole"
    path.write_text("")
    assert [problem.file for problem in verify(folder).problems] == ["takedown.txt"]
    write_more(folder, 10)
    assert verify(folder).state == "whole"


def test_the_manifest_lists_what_a_merge_adds(folder: Path, tmp_path: Path) -> None:
    before = (folder / "manifest.jsonl").read_bytes()
    merge([folder, small_archive(tmp_path / "other", 5)], tmp_path / "all", run="merge")
    assert (folder / "manifest.jsonl").read_bytes() == before
    assert verify(tmp_path / "all").state == "whole"
    assert kinds(tmp_path / "all").count("merge") >= 2
    (tmp_path / "all/runs/first.json").unlink()
    assert "runs/first.json: is missing" in str(verify(tmp_path / "all").problems[0])


@pytest.mark.parametrize("change", [lambda path: path.unlink(), lambda path: path.write_bytes(b"")])
def test_a_head_file_that_was_lost_is_written_by_the_next_writer(
    folder: Path, change: Callable[[Path], object]
) -> None:
    change(folder / "manifest.head")
    assert verify(folder).state == "incomplete"
    assert verify(folder, repair=True).is_whole
    assert verify(folder).state == "whole"


def test_a_copy_of_an_archive_is_whole(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "copy")
    assert verify(tmp_path / "copy").state == "whole"


def test_opening_an_archive_that_has_nothing_new_enters_nothing(folder: Path) -> None:
    before = (folder / "manifest.jsonl").read_bytes()
    ArchiveWriter(folder, run="idle").close()
    assert (folder / "manifest.jsonl").read_bytes() == before
