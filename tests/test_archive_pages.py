"""Raw pages in the archive: indexes beside the WARC files, and what is kept of a page that has not changed."""

from __future__ import annotations

import dataclasses
import errno
import json
from datetime import timedelta
from pathlib import Path

import pytest
from archive_pieces import NOW, SITE, add, article_of, page_of, record_from, small_archive
from warcio.archiveiterator import ArchiveIterator

from newsarchive.archive.appending import ArchiveError, archive_error
from newsarchive.archive.layout import Layout
from newsarchive.archive.verify import verify
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.article import Record
from newsarchive.page import Page
from newsarchive.warc import Exchange, StoredPage, cdxj_of, read_page

LATER = NOW + timedelta(days=7)


def kinds(path: Path) -> list[str]:
    with path.open("rb") as stream:
        return [record.rec_type for record in ArchiveIterator(stream)]


def again(folder: Path, page: Page, run: str = "later") -> StoredPage:
    """Fetch article 1's page once more."""
    with ArchiveWriter(folder, run=run) as archive:
        return archive.keep(Exchange(page=page), SITE)


def only_record(folder: Path) -> Record:
    from newsarchive import load

    (record,) = load(folder)
    return record


def test_each_warc_file_is_followed_by_its_index(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, run="r", max_warc_bytes=2500) as archive:
        for number in range(1, 8):
            add(archive, number)
    layout = Layout(tmp_path)
    files = layout.page_files()
    assert len(files) > 1
    for path in files:
        lines = layout.cdxj_of(path).read_bytes().splitlines()
        assert lines == cdxj_of(path, f"site={SITE}/{path.name}")
        assert {json.loads(line.split(b" ", 2)[2])["filename"] for line in lines} == {f"site={SITE}/{path.name}"}
    assert not list(layout.pages.rglob(".*"))


def test_an_unchanged_page_is_stored_as_a_revisit(tmp_path: Path) -> None:
    small_archive(tmp_path, 1)
    first = only_record(tmp_path)
    stored_page = again(tmp_path, page_of(1, at=LATER))
    assert (stored_page.place, stored_page.payload_sha256) == (first.warc, first.payload_sha256)
    assert stored_page.page.fetched_at == LATER
    layout = Layout(tmp_path)
    assert kinds(layout.pages_of(SITE, "later", 1)) == ["warcinfo", "revisit", "request", "metadata"]
    (line,) = layout.cdxj_of(layout.pages_of(SITE, "later", 1)).read_bytes().splitlines()
    assert b'"warc/revisit"' in line
    assert verify(tmp_path).state == "whole"


def test_a_page_extracted_differently_from_equal_bytes_refers_to_their_first_copy(tmp_path: Path) -> None:
    small_archive(tmp_path, 1)
    with ArchiveWriter(tmp_path, run="later") as archive:
        stored_page = archive.keep(Exchange(page=page_of(1, at=LATER)), SITE)
        archive.store(record_from(article_of(1, text="Nay đọc khác."), stored_page))
    record = only_record(tmp_path)
    assert record.revision == 2
    assert record.warc is not None
    assert read_page(tmp_path, record.warc).page.fetched_at == NOW
    assert record.fetched_at == LATER
    assert verify(tmp_path).state == "whole"


def test_a_304_refers_to_the_page_that_was_not_modified(tmp_path: Path) -> None:
    small_archive(tmp_path, 1)
    stored_page = again(tmp_path, dataclasses.replace(page_of(1, at=LATER), status=304, body=b""))
    assert stored_page.place == only_record(tmp_path).warc
    with Layout(tmp_path).pages_of(SITE, "later", 1).open("rb") as stream:
        revisit = [record.rec_headers for record in ArchiveIterator(stream) if record.rec_type == "revisit"]
    assert [headers.get_header("WARC-Profile").rpartition("/")[2] for headers in revisit] == ["server-not-modified"]


@pytest.mark.parametrize("change", ["body", "url", "lost", "spoilt"])
def test_a_page_is_stored_in_full_if_its_first_copy_differs_or_is_missing(tmp_path: Path, change: str) -> None:
    small_archive(tmp_path, 1)
    warc = Layout(tmp_path).page_files()[0]
    page = page_of(1, at=LATER)
    if change == "body":
        page = dataclasses.replace(page, body=b"<p>anders")
    elif change == "url":
        page = dataclasses.replace(page, url="https://baovidu.example/tin-2.html")
    elif change == "lost":
        warc.unlink()
    else:
        warc.write_bytes(warc.read_bytes()[:300] + b"\0" + warc.read_bytes()[301:])
    again(tmp_path, page)
    assert kinds(Layout(tmp_path).pages_of(SITE, "later", 1)) == ["warcinfo", "response", "request", "metadata"]


def test_a_page_that_is_not_on_the_disk_yet_is_not_an_original(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, run="r") as archive:
        add(archive, 1)
        archive.keep(Exchange(page=page_of(1, at=LATER)), SITE)
    assert kinds(Layout(tmp_path).pages_of(SITE, "r", 1)).count("response") == 2


@pytest.mark.parametrize("report", [{}, {"finished_at": NOW}])
def test_a_run_that_was_killed_has_its_index_made_at_the_next_opening(
    tmp_path: Path, report: dict[str, object]
) -> None:
    archive = ArchiveWriter(tmp_path, run="r")
    add(archive, 1)
    archive.flush()
    archive.write_report(report)
    archive._pages.close()  # as death does: no index, and its lines lie about
    archive._index.close()
    archive._lock.release()
    layout = Layout(tmp_path)
    (path,) = layout.page_files()
    assert not layout.cdxj_of(path).exists()
    assert list(layout.pages.rglob(".*.lines"))
    ArchiveWriter(tmp_path, run="later").close()
    assert layout.cdxj_of(path).read_bytes().splitlines() == cdxj_of(path, f"site={SITE}/{path.name}")
    assert not list(layout.pages.rglob(".*"))


def test_a_disk_too_full_for_an_index_is_reported_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: bytes) -> None:
        raise archive_error(OSError(errno.ENOSPC, "no room"), path)

    archive = ArchiveWriter(tmp_path, run="r")
    add(archive, 1)
    with monkeypatch.context() as patch:
        patch.setattr("newsarchive.archive.pages.replace_file", full)
        with pytest.raises(ArchiveError, match="the disk is full"):
            archive.close()
    assert only_record(tmp_path).revision == 1
    again(tmp_path, page_of(2))
    layout = Layout(tmp_path)
    assert all(layout.cdxj_of(path).exists() for path in layout.page_files())
    assert verify(tmp_path).state == "whole"


def test_a_stale_index_is_reported_and_rebuilt(tmp_path: Path) -> None:
    small_archive(tmp_path, 2)
    layout = Layout(tmp_path)
    cdxj = layout.cdxj_of(layout.page_files()[0])
    right = cdxj.read_bytes()
    cdxj.write_bytes(right[:-1])
    layout.index.write_bytes(b"no database, but something else")
    report = verify(tmp_path)
    assert (report.state, len(report.problems)) == ("incomplete", 3)
    assert "does not match the content of 20261122T0140Z-0001.warc.gz; it is a cache" in str(report.problems[1])
    report = verify(tmp_path, repair=True)
    assert (report.state, len(report.repairs)) == ("repaired", 2)
    assert cdxj.read_bytes() == right
    cdxj.unlink()
    assert verify(tmp_path).state == "incomplete"
    assert verify(tmp_path, repair=True).repairs == [f"{layout.relative(cdxj)}: rebuilt from its WARC file"]
