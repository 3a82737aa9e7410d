"""verify: every kind of fault is found, torn tails are mended, nothing else is touched."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from archive_pieces import add, small_archive
from click.testing import CliRunner, Result

from newsarchive.archive import verify as verify_module
from newsarchive.archive.catching_up import index_from_files
from newsarchive.archive.index import Index
from newsarchive.archive.layout import Layout
from newsarchive.archive.lock import ArchiveLocked
from newsarchive.archive.verify import Places, VerifyReport, verify
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.cli import main

Line = dict[str, object]


@pytest.fixture
def archive_folder(tmp_path: Path) -> Path:
    return small_archive(tmp_path)


def command(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["verify", *arguments])


def rewrite(folder: Path, change: Callable[[list[Line]], object]) -> Path:
    path = Layout(folder).article_files()[0]
    lines = [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
    change(lines)
    path.write_bytes(gzip.compress(b"".join(json.dumps(line).encode() + b"\n" for line in lines)))
    return path


def without_manifest(folder: Path) -> Path:
    """Make *folder* what an earlier version would have left: only the lines themselves say what is wrong."""
    layout = Layout(folder)
    layout.manifest.unlink()
    layout.manifest_head.unlink()
    for path in layout.report_files():
        report = json.loads(path.read_text())
        report.pop("manifest", None)
        path.write_text(json.dumps(report))
    return folder


def set_in_first(key: str, value: object) -> Callable[[list[Line]], object]:
    return lambda lines: lines[0].update({key: value})


def test_a_whole_archive_is_called_whole(archive_folder: Path) -> None:
    report = verify(archive_folder)
    assert (report.state, report.articles, report.records, report.pages) == ("whole", 3, 3, 3)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda lines: lines.append(lines[0]), "revisions should run 1, 2, … and are 1, 1"),
        (set_in_first("revision", 3), "revisions should run 1, 2, … and are 3"),
        (set_in_first("site", "tinmau"), 'is of site "tinmau" but stored with site=baovidu'),
        (
            set_in_first("published_at", "2018-01-01T00:00:00+07:00"),
            "was published in 2018-01 but is stored in 2017-09",
        ),
        (set_in_first("published_at", None), "was published in undated"),
        (set_in_first("payload_sha256", "00"), "do not have the digest in the record"),
        (
            set_in_first("warc", {"file": "pages/nix.warc.gz", "offset": 0, "length": 1}),
            "is missing, with the pages of 1 record",
        ),
        (set_in_first("warc", {"file": "../../etc/passwd", "offset": 0, "length": 1}), "not a path inside an archive"),
        (set_in_first("title", 7), "not a record"),
        (set_in_first("schema", "newsarchive/9"), "upgrade newsarchive"),
    ],
)
def test_a_fault_in_a_record_is_damage(
    archive_folder: Path, change: Callable[[list[Line]], object], complaint: str
) -> None:
    rewrite(archive_folder, change)
    report = verify(archive_folder)
    assert report.state == "damaged"
    assert any(complaint in str(problem) for problem in report.problems), report.problems


def test_a_place_at_which_no_response_begins_is_damage(archive_folder: Path) -> None:
    def shift(lines: list[Line]) -> None:
        place = lines[0]["warc"]
        assert isinstance(place, dict)
        place["offset"] += 1

    rewrite(without_manifest(archive_folder), shift)
    (problem,) = verify(archive_folder).problems
    assert "no complete response at byte" in str(problem)


def test_only_the_index_made_for_the_comparison_does_not_wait_for_the_disk(
    archive_folder: Path, tmp_path: Path
) -> None:
    def is_synchronous(index: Index) -> bool:
        return bool(index._base.execute("PRAGMA synchronous").fetchone()[0])

    layout = Layout(archive_folder)
    with closing(index_from_files(layout, tmp_path / "new.sqlite")) as made, closing(Index(layout.index)) as own:
        assert (is_synchronous(made), is_synchronous(own)) == (False, True)


def test_every_flipped_byte_of_a_warc_file_is_noticed(archive_folder: Path) -> None:
    (path,) = Layout(archive_folder).page_files()
    whole = path.read_bytes()
    for at in range(0, len(whole), 7):
        spoilt = bytearray(whole)
        spoilt[at] ^= 0x10
        path.write_bytes(spoilt)
        header = bytes(spoilt[:10]) if at < 10 else b""
        if gzip_reads_the_same(spoilt, whole):
            continue
        assert not verify(archive_folder).is_whole, (at, header)


def gzip_reads_the_same(spoilt: bytearray, whole: bytes) -> bool:
    """Tell whether the flipped bit was one that means nothing (time and system in a gzip header)."""
    try:
        return gzip.decompress(spoilt) == gzip.decompress(whole)
    except Exception:
        return False


def test_an_incomplete_final_record_is_named_and_then_repaired(archive_folder: Path) -> None:
    for path in (Layout(archive_folder).article_files()[0], Layout(archive_folder).page_files()[0]):
        with path.open("ab") as stream:
            stream.write(b"\x1f\x8b\x08torn")
    done = command(str(archive_folder))
    assert (done.exit_code, "incomplete; 3 articles" in done.output, "--repair cuts it" in done.output) == (
        1,
        True,
        True,
    )
    done = command(str(archive_folder), "--repair")
    assert (done.exit_code, "repaired; 3 articles" in done.output) == (0, True)
    done = command(str(archive_folder))
    assert (done.exit_code, done.output.count("\n") - 1, "whole; 3 articles" in done.output) == (0, 1, True)
    assert len(list((archive_folder / "quarantine").iterdir())) == 2


def test_damage_is_never_cut(archive_folder: Path) -> None:
    path = Layout(archive_folder).page_files()[0]
    spoilt = bytearray(path.read_bytes())
    spoilt[400] ^= 0xFF
    path.write_bytes(spoilt)
    report = verify(archive_folder, repair=True)
    assert (report.state, report.repairs) == ("damaged", [])
    assert path.read_bytes() == bytes(spoilt)


def test_an_archive_that_is_being_written_is_not_reported_as_incomplete(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, run="r") as archive:
        add(archive)
        archive.flush()
        path = archive.layout.article_files()[0]
        with path.open("ab") as stream:
            stream.write(b"\x1f\x8b\x08half")
        report = verify(tmp_path)
        assert (report.state, report.is_whole) == ("being written", True)
        with pytest.raises(ArchiveLocked):
            verify(tmp_path, repair=True)


def test_what_a_crawl_stores_during_the_check_is_not_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ArchiveWriter(small_archive(tmp_path), run="r") as archive:
        pages_checked = verify_module._check_pages

        def check_then_crawl_on(layout: Layout, report: VerifyReport) -> Places:
            places = pages_checked(layout, report)
            add(archive, 9)
            archive.flush()
            return places

        monkeypatch.setattr(verify_module, "_check_pages", check_then_crawl_on)
        report = verify(tmp_path)
    assert (report.state, report.records, report.pages) == ("whole", 4, 3)


def test_the_report_is_had_as_json(archive_folder: Path) -> None:
    rewrite(without_manifest(archive_folder), set_in_first("title", 7))
    done = command(str(archive_folder), "--json")
    report = json.loads(done.output)
    assert (done.exit_code, report["state"], report["records"]) == (1, "damaged", 2)
    assert report["problems"][0]["file"] == "articles/site=baovidu/2017-09.jsonl.gz:1"


def test_a_folder_without_an_archive_is_refused(tmp_path: Path) -> None:
    done = command(str(tmp_path))
    assert (done.exit_code, "not an archive" in done.output) == (1, True)
