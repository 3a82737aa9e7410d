"""Storing: what is new, what is revised, what is known; one writer; a disk that refuses."""

from __future__ import annotations

import errno
import gzip
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from archive_pieces import NOW, SITE, add, article_of, page_of, record_from, small_archive

from newsarchive import load
from newsarchive.archive.appending import ArchiveError
from newsarchive.archive.lock import ArchiveLocked
from newsarchive.archive.verify import verify
from newsarchive.archive.visits import Visit
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.article import WarcPlace
from newsarchive.members import Member, read_members
from newsarchive.warc import Exchange, StoredPage, read_page


def open_archive(folder: Path, *, run: str = "20261122T0140Z", batch: int = 200) -> ArchiveWriter:
    return ArchiveWriter(folder, run=run, batch=batch)


def lines_in(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


def test_an_article_is_stored_once(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        assert [add(archive), add(archive)] == ["new", "unchanged"]
    with open_archive(tmp_path, run="later") as archive:
        assert add(archive) == "unchanged"
    assert len(load(tmp_path, revisions="all")) == 1


def test_a_changed_text_is_the_next_revision_of_the_same_article(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        add(archive)
        assert add(archive, text="Chợ dời sang chủ nhật.") == "revised"
    with open_archive(tmp_path, run="later") as archive:
        later = NOW + timedelta(days=1)
        stored_page = archive.keep(Exchange(page=page_of(1, at=later)), SITE)
        assert archive.store(record_from(article_of(1, text="Chợ nghỉ."), stored_page)) == "revised"
    records = list(load(tmp_path, revisions="all"))
    assert [record.revision for record in records] == [1, 2, 3]
    assert {record.first_seen_at for record in records} == {NOW}
    assert records[-1].fetched_at == later
    assert [record.body for record in load(tmp_path)] == ["Chợ nghỉ. Số 1."]


def test_a_revision_is_stored_in_the_month_of_its_own_publication_time(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        add(archive, published="2017-09-01T00:00:00+07:00")
        add(archive, text="Chợ dời.", published="2017-10-01T00:00:00+07:00")
    names = [path.name for path in archive.layout.article_files()]
    assert names == ["2017-09.jsonl.gz", "2017-10.jsonl.gz"]
    assert [record.revision for record in load(tmp_path)] == [2]


def test_a_record_counts_as_stored_only_after_the_flush(tmp_path: Path) -> None:
    stored: list[str] = []
    with ArchiveWriter(tmp_path, run="r", batch=3, on_stored=stored.extend) as archive:
        add(archive, 1)
        add(archive, 2)
        assert stored == []
        assert not archive.layout.article_files()
        add(archive, 3)
        assert len(stored) == 3
        add(archive, 4)
        assert archive.flush() == [f"{SITE}:https://baovidu.example/tin-4.html"]
    assert len(stored) == len(load(tmp_path)) == 4


def test_a_large_flush_writes_batches_that_are_quick_to_unpack_and_knows_the_batch_of_each_record(
    tmp_path: Path,
) -> None:
    with open_archive(tmp_path, batch=1000) as archive:
        for number in range(450):
            add(archive, number)
        archive.flush()
        [path] = archive.layout.article_files()
        places = [archive.place_of(f"https://baovidu.example/tin-{number}.html") for number in (0, 199, 200, 449)]
    batches = [member for member in read_members(path) if isinstance(member, Member)]
    assert [batch.data.count(b"\n") for batch in batches] == [200, 200, 50]
    assert [place[2] for place in places if place] == [batches[at].offset for at in (0, 0, 1, 2)]
    assert verify(tmp_path).state == "whole"


def test_pages_are_on_the_disk_before_their_records_and_both_before_they_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        real(handle)
        synced.append(Path(f"/proc/self/fd/{handle}").readlink().name)

    archive = ArchiveWriter(tmp_path, run="r", on_stored=lambda ids: synced.append("counted"))
    add(archive)
    monkeypatch.setattr(os, "fsync", fsync)
    archive.close()
    # The folders too: a new file's name is lost with its folder in a power cut.
    folders = ["articles", tmp_path.name, "site=baovidu"]
    entered = [tmp_path.name, "manifest.jsonl"]
    assert synced[:8] == ["r-0001.warc.gz", *folders, "2017-09.jsonl.gz", *entered, "counted"]


@pytest.mark.parametrize("text", ["dòng một\u2028dòng hai\x85dòng ba", "a\r\nb\tc\x00d", '"}\n{"id": 1}'])
def test_no_sign_in_a_text_breaks_its_line(tmp_path: Path, text: str) -> None:
    with open_archive(tmp_path) as archive:
        add(archive, 1, text=text)
        add(archive, 2)
    assert [record.body for record in load(tmp_path)] == [f"{text} Số 1.", "Chợ phiên họp lại. Số 2."]
    assert len(lines_in(archive.layout.article_files()[0])) == 2


def test_a_batch_is_one_gzip_member(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        for number in (1, 2, 3):
            add(archive, number)
        archive.flush()
        add(archive, 4)
    found = [member for member in read_members(archive.layout.article_files()[0]) if isinstance(member, Member)]
    assert [member.data.count(b"\n") for member in found] == [3, 1]


def test_every_record_locates_its_raw_bytes(tmp_path: Path) -> None:
    for record in load(small_archive(tmp_path)):
        assert record.warc is not None
        stored_page = read_page(tmp_path, record.warc)
        assert (stored_page.page.url, stored_page.payload_sha256) == (record.url, record.payload_sha256)


def test_a_visit_is_remembered_by_the_next_run(tmp_path: Path) -> None:
    listing = Visit(url="https://baovidu.example/thoi-su", outcome="listing", at=NOW, status=200, etag='"e"')
    moved = Visit(url="https://baovidu.example/a", outcome="redirect", target="https://baovidu.example/b", status=301)
    with open_archive(tmp_path) as archive:
        archive.visit(listing)
        archive.visit(moved)
    with open_archive(tmp_path, run="later") as archive:
        known = archive.known(listing.url)
        assert known is not None
        assert (known.outcome, known.etag, known.last_seen_at, known.id) == ("listing", '"e"', NOW, None)
        known = archive.known(moved.url)
        assert known is not None
        assert (known.outcome, known.target) == ("redirect", "https://baovidu.example/b")
        assert archive.known("https://baovidu.example/c") is None


def test_what_waits_for_the_flush_is_known_already(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        add(archive)
        known = archive.known("https://baovidu.example/tin-1.html")
        assert known is not None
        assert known.id is not None
        assert archive.known_id(known.id) is not None


def test_an_article_that_went_missing_is_still_known_as_stored(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        add(archive)
        url = "https://baovidu.example/tin-1.html"
        archive.visit(Visit(url=url, outcome="missing", status=404, at=NOW + timedelta(days=1)))
        known = archive.known(url)
        assert known is not None
        assert (known.outcome, known.status, known.revision) == ("missing", 404, 1)


def test_a_second_writer_is_refused_by_the_pid_of_the_first(tmp_path: Path) -> None:
    with open_archive(tmp_path), pytest.raises(ArchiveLocked, match=f"process {os.getpid()} is writing"):
        open_archive(tmp_path, run="other")
    open_archive(tmp_path, run="other").close()


def test_a_writer_that_was_killed_does_not_lock_others_out(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from newsarchive.archive.writer import ArchiveWriter; "
        "ArchiveWriter(sys.argv[1], run='r'); os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False).returncode == -9
    open_archive(tmp_path, run="other").close()


def test_an_unsafe_site_is_refused_and_costs_nothing_else(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        place = WarcPlace(file="x", offset=0, length=0)
        with pytest.raises(ValueError, match="not a valid folder name"):
            archive.store(
                record_from(article_of(), StoredPage(page=page_of(), place=place, payload_sha256=""), site="../x")
            )
        add(archive)
    assert len(load(tmp_path)) == 1


def test_a_text_that_utf8_cannot_say_is_refused_before_its_batch(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        with pytest.raises(ValueError, match="surrogate"):
            add(archive, 1, text="\ud800")
        add(archive, 2)
    assert [record.title for record in load(tmp_path)] == ["Tin 2"]


def test_a_report_is_written_whole(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        archive.write_report({"begun_at": NOW, "finished_at": None})
        archive.write_report({"begun_at": NOW, "finished_at": NOW, "sites": ["baovidu"]})
    report = json.loads((tmp_path / "runs/20261122T0140Z.json").read_text())
    head = report.pop("manifest")
    assert report == {"begun_at": "2026-11-22T01:40:00Z", "finished_at": "2026-11-22T01:40:00Z", "sites": ["baovidu"]}
    assert head["entry"] == 1


def test_a_full_warc_file_is_followed_by_the_next(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, run="r", max_warc_bytes=1500) as archive:
        for number in range(6):
            add(archive, number)
    names = [path.name for path in archive.layout.page_files()]
    assert names == ["r-0001.warc.gz", "r-0002.warc.gz", "r-0003.warc.gz"]
    assert verify(tmp_path).state == "whole"


def add_twenty(archive: ArchiveWriter) -> None:
    """Add a visit and twenty articles of two months, and close the archive."""
    with archive:
        archive.visit(Visit(url="https://baovidu.example/", outcome="listing"))
        for number in range(100, 120):
            add(archive, number, published=f"2017-{9 + number % 2:02d}-01T00:00:00+07:00")


def _refuse(monkeypatch: pytest.MonkeyPatch, code: int, *, endings: Sequence[str], after: int) -> None:
    """Let os.write take *after* bytes more into files of these *endings*, then fail with *code*."""
    real, left = os.write, [after]

    def write(handle: int, data: bytes) -> int:
        if not str(Path(f"/proc/self/fd/{handle}").readlink()).endswith(tuple(endings)):
            return real(handle, data)
        if not left[0]:
            raise OSError(code, os.strerror(code))
        piece = bytes(data)[: left[0]]
        left[0] -= len(piece)
        return real(handle, piece)

    monkeypatch.setattr(os, "write", write)


@pytest.mark.parametrize("ending", ["2017-10.jsonl.gz", "visits.jsonl.gz", "warc.gz"])
@pytest.mark.parametrize("after", [0, 1, 30])
@pytest.mark.parametrize(("code", "remedy"), [(errno.ENOSPC, "free some space"), (errno.EIO, "check the disk")])
def test_a_disk_that_refuses_is_named_and_what_was_stored_stays_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str, after: int, code: int, remedy: str
) -> None:
    small_archive(tmp_path, 20)
    stored: list[str] = []
    archive = ArchiveWriter(tmp_path, run="later", on_stored=stored.extend)
    with monkeypatch.context() as patch:
        _refuse(patch, code, endings=[ending], after=after)
        with pytest.raises(ArchiveError, match=remedy) as caught:
            add_twenty(archive)
    assert str(caught.value.filename).endswith(ending)
    assert verify(tmp_path).state == "whole"
    assert {record.id for record in load(tmp_path)} >= set(stored)
    with open_archive(tmp_path, run="again") as archive:
        assert archive.repairs == []
        add_twenty(archive)
    assert len(load(tmp_path)) == 40
    assert verify(tmp_path).state == "whole"


def test_after_a_failed_write_no_more_records_are_accepted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = open_archive(tmp_path)
    with monkeypatch.context() as patch:
        _refuse(patch, errno.ENOSPC, endings=["warc.gz"], after=0)
        with pytest.raises(ArchiveError, match="free some space"):
            add(archive)
    with pytest.raises(ArchiveError, match="an earlier write failed"):
        archive.visit(Visit(url="https://baovidu.example/", outcome="listing"))
    archive.close()


def test_an_error_of_the_kernel_gets_a_remedy(tmp_path: Path) -> None:
    code = """
import resource, sys
from archive_pieces import add
from newsarchive.archive.writer import ArchiveWriter
sys.dont_write_bytecode = True
resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
with ArchiveWriter(sys.argv[1], run="r", batch=5, on_stored=lambda ids: print(len(ids))) as archive:
    for number in range(500):
        add(archive, number)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
    )
    assert "raise the file size limit" in done.stderr
    stored = sum(map(int, done.stdout.split()))
    assert stored > 20
    assert len(load(tmp_path)) == stored
    assert verify(tmp_path).state == "whole"


@pytest.mark.parametrize(("code", "remedy"), [(errno.EACCES, "no permission"), (errno.EROFS, "read-only")])
def test_a_folder_that_may_not_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, remedy: str
) -> None:
    def refuse(path: object, *_: object) -> int:
        raise OSError(code, os.strerror(code), path)

    monkeypatch.setattr(os, "open", refuse)  # the tests may run as root, whom no mode stops
    with pytest.raises(ArchiveError, match=remedy) as caught:
        open_archive(tmp_path)
    assert caught.value.filename == str(tmp_path / "writer.lock")


def test_a_folder_below_a_file_is_refused_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ArchiveError, match="choose another folder"):
        open_archive(tmp_path / "file" / "archive")
    with pytest.raises(ArchiveError):
        open_archive(tmp_path / "file")
