"""Archives of several workers become one: nothing twice, nothing lost, revisions in the order of their fetching."""

from __future__ import annotations

import dataclasses
import sys
from datetime import timedelta
from pathlib import Path

import preloaded
import pytest
from archive_pieces import NOW, SITE, article_of, page_of, record_from, small_archive
from crawling import records

from newsarchive.archive.lock import ArchiveLocked
from newsarchive.archive.merging import merge
from newsarchive.archive.verify import verify
from newsarchive.archive.visits import Visit
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.warc import Exchange, read_page

RUN = "20261122T0140Z"


def _archive(folder: Path, *texts: tuple[int, str, int], run: str = RUN) -> Path:
    """Write an archive of (number, text, minutes after NOW) in one run."""
    with ArchiveWriter(folder, run=run) as archive:
        for number, text, minutes in texts:
            at = NOW + timedelta(minutes=minutes)
            stored = archive.keep(Exchange(page=page_of(number, text=text, at=at)), SITE)
            archive.store(record_from(article_of(number, text=text), stored))
    return folder


def _told(folder: Path) -> list[tuple[str | None, int, str]]:
    return sorted((record.title, record.revision, record.body) for record in records(folder))


def test_two_archives_become_one_that_is_whole(tmp_path: Path) -> None:
    first = _archive(tmp_path / "a", (1, "Một.", 0), (2, "Hai.", 1))
    second = _archive(tmp_path / "b", (3, "Ba.", 2))
    done = merge([first, second], tmp_path / "all", run="merge")
    assert (done.articles, done.records, done.duplicates, done.files) == (3, 3, 0, 2)
    assert [record.title for record in sorted(records(tmp_path / "all"), key=lambda record: record.id)] == [
        "Tin 1",
        "Tin 2",
        "Tin 3",
    ]
    for record in records(tmp_path / "all"):
        assert record.warc is not None
        assert read_page(tmp_path / "all", record.warc).page.url == record.url
    assert verify(tmp_path / "all").state == "whole"


def test_runs_of_the_same_minute_keep_their_files_apart(tmp_path: Path) -> None:
    sources = [_archive(tmp_path / name, (number, "Một.", 0)) for number, name in enumerate("abc", 1)]
    merge(sources, tmp_path / "all", run="merge")
    assert len(list((tmp_path / "all" / "pages").rglob("*.warc.gz"))) == 3
    assert len(list((tmp_path / "all" / "pages").rglob("*.cdxj"))) == 3
    assert verify(tmp_path / "all").state == "whole"


def test_the_same_text_is_a_duplicate_and_another_a_revision(tmp_path: Path) -> None:
    late = _archive(tmp_path / "late", (1, "Đã sửa.", 30), (2, "Hai.", 31))
    early = _archive(tmp_path / "early", (1, "Ban đầu.", 0), (2, "Hai.", 1))
    done = merge([late, early], tmp_path / "all", run="merge")
    assert (done.articles, done.records, done.duplicates) == (2, 3, 1)
    assert _told(tmp_path / "all") == [
        ("Tin 1", 1, "Ban đầu. Số 1."),
        ("Tin 1", 2, "Đã sửa. Số 1."),
        ("Tin 2", 1, "Hai. Số 2."),
    ]
    stored = {record.title: record for record in records(tmp_path / "all")}
    assert stored["Tin 2"].fetched_at == NOW + timedelta(minutes=1)
    assert {record.first_seen_at for record in records(tmp_path / "all") if record.title == "Tin 1"} == {NOW}


def test_a_new_reading_of_the_same_text_stays_a_revision(tmp_path: Path) -> None:
    folder = _archive(tmp_path / "a", (1, "Một.", 0))
    (record,) = records(folder)
    with ArchiveWriter(folder, run="again") as archive:
        archive.revise(dataclasses.replace(record, tags=["chợ"]))
    merge([folder], tmp_path / "all", run="merge")
    assert [(record.revision, record.tags) for record in records(tmp_path / "all")] == [(1, []), (2, ["chợ"])]
    assert merge([folder], tmp_path / "all", run="again").records == 0


def test_the_same_merge_again_adds_nothing_and_a_grown_source_only_what_is_new(tmp_path: Path) -> None:
    first = _archive(tmp_path / "a", (1, "Một.", 0))
    merge([first], tmp_path / "all", run="merge")
    again = merge([first], tmp_path / "all", run="merge-2")
    assert (again.articles, again.records, again.files) == (0, 0, 0)
    _archive(first, (1, "Một, đã sửa.", 60), (5, "Năm.", 61), run="20261122T0240Z")
    grown = merge([first], tmp_path / "all", run="merge-3")
    assert (grown.articles, grown.records, grown.files) == (1, 2, 1)
    assert verify(tmp_path / "all").state == "whole"


def test_what_a_run_remembers_comes_along(tmp_path: Path) -> None:
    first = small_archive(tmp_path / "a")
    with ArchiveWriter(first, run="20261122T0300Z") as archive:
        archive.visit(Visit(url="https://baovidu.example/lien-he", outcome="other", at=NOW))
    merge([first], tmp_path / "all", run="merge")
    with ArchiveWriter(tmp_path / "all", run="later") as archive:
        listing_visit = archive.known("https://baovidu.example/lien-he")
    assert listing_visit is not None
    assert listing_visit.outcome == "other"
    assert (tmp_path / "all" / "runs" / f"{RUN}.json").exists()


def test_a_truncated_source_is_repaired_and_its_complete_part_merged(tmp_path: Path) -> None:
    first = small_archive(tmp_path / "a")
    (file,) = (first / "articles").rglob("*.jsonl.gz")
    with file.open("ab") as stream:
        stream.write(b"\x1f\x8b\x08\x00torn")
    done = merge([first], tmp_path / "all", run="merge")
    assert done.records == 3
    assert verify(tmp_path / "all").state == "whole"


def test_a_merge_waits_for_no_crawl_and_needs_archives(tmp_path: Path) -> None:
    first = small_archive(tmp_path / "a")
    with ArchiveWriter(first, run="crawl"), pytest.raises(ArchiveLocked):
        merge([first], tmp_path / "all", run="merge")
    with pytest.raises(FileNotFoundError, match="is the target"):
        merge([first], first, run="merge")
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileNotFoundError, match="not an archive"):
        merge([tmp_path / "empty"], tmp_path / "all", run="merge")


def test_the_command_says_what_it_did(tmp_path: Path) -> None:
    sources = [str(_archive(tmp_path / name, (number, "Một.", 0))) for number, name in enumerate("ab", 1)]
    command = [sys.executable, "-m", "newsarchive", "merge", *sources, "--to", str(tmp_path / "all")]
    done = preloaded.run(command)
    assert done.returncode == 0, done.stderr
    assert "added 2 articles in 2 records and 2 WARC files; skipped 0 duplicates" in done.stderr


def test_a_line_stored_twice_in_one_archive_is_merged_once(tmp_path: Path) -> None:
    source = small_archive(tmp_path / "a")
    for file in (source / "articles").rglob("*.jsonl.gz"):
        file.write_bytes(file.read_bytes() * 2)
    assert any("newsarchive merge ARCHIVE --to NEW" in str(problem) for problem in verify(source).problems)
    done = merge([source], tmp_path / "all", run="merge")
    assert (done.articles, done.records, done.duplicates) == (3, 3, 3)
    assert len(records(tmp_path / "all")) == 3
