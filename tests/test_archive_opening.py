"""Opening an archive for writing: torn tails, and an index that was lost, aged or spoilt."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from archive_pieces import SITE, add, small_archive
from click.testing import CliRunner

from newsarchive import load
from newsarchive.archive.appending import ArchiveError
from newsarchive.archive.index import Index
from newsarchive.archive.layout import Layout
from newsarchive.archive.reading.lines import ArchiveWarning
from newsarchive.archive.verify import verify
from newsarchive.archive.visits import Visit
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.cli import main
from newsarchive.crawl.storing.identity import stored_title
from newsarchive.search import Search, ask_index, find, open_index, search_index

URL = "https://baovidu.example/tin-1.html"


@pytest.fixture
def archive_folder(tmp_path: Path) -> Path:
    """Two batches in one file: articles 1, 2, then 3; and one visit."""
    with ArchiveWriter(tmp_path, run="r") as archive:
        add(archive, 1)
        add(archive, 2)
        archive.flush()
        add(archive, 3)
        archive.visit(Visit(url="https://baovidu.example/thoi-su", outcome="listing"))
    return tmp_path


def add_many(archive: ArchiveWriter) -> None:
    for number in range(100, 400):
        add(archive, number)


def reopened(folder: Path) -> ArchiveWriter:
    return ArchiveWriter(folder, run="later")


def known_ids(folder: Path) -> set[int]:
    with reopened(folder) as archive:
        return {number for number in range(1, 6) if archive.known(f"https://baovidu.example/tin-{number}.html")}


def test_an_article_file_truncated_anywhere_loses_only_the_incomplete_batch(archive_folder: Path) -> None:
    path = Layout(archive_folder).article_files()[0]
    whole = path.read_bytes()
    first = whole.index(b"\x1f\x8b", 2)
    for size in (
        0,
        1,
        9,
        first - 1,
        first,
        first + 1,
        first + 9,
        (first + len(whole)) // 2,
        len(whole) - 1,
        len(whole),
    ):
        path.write_bytes(whole[:size])
        with reopened(archive_folder) as archive:
            are_known = [
                archive.known(f"https://baovidu.example/tin-{number}.html") is not None for number in (1, 2, 3)
            ]
            assert are_known == [size >= first, size >= first, size == len(whole)], size
            assert len(archive.repairs) == (size not in (0, first, len(whole))), size
        assert path.stat().st_size == (len(whole) if size == len(whole) else first if size >= first else 0)


def test_an_incomplete_batch_is_moved_to_quarantine_and_reported(archive_folder: Path) -> None:
    path = Layout(archive_folder).article_files()[0]
    with path.open("ab") as stream:
        stream.write(b"\x1f\x8b\x08torn")
    with reopened(archive_folder) as archive:
        (found,) = archive.repairs
    assert "moved an incomplete final batch of 7 bytes to" in found.message
    assert found.quarantine is not None
    assert (archive_folder / found.quarantine).read_bytes() == b"\x1f\x8b\x08torn"
    assert len(load(archive_folder)) == 3


def test_zeros_after_the_last_batch_are_an_incomplete_batch(archive_folder: Path) -> None:
    path = Layout(archive_folder).article_files()[0]
    os.truncate(path, path.stat().st_size + 4096)
    with reopened(archive_folder) as archive:
        assert len(archive.repairs) == 1
    assert verify(archive_folder).is_whole


def test_a_truncated_warc_file_of_an_unfinished_run_is_cut(archive_folder: Path) -> None:
    path = Layout(archive_folder).page_files()[0]
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:100])
    with reopened(archive_folder) as archive:
        assert [damage.length for damage in archive.repairs] == [100]
    assert path.read_bytes() == whole


def test_damage_in_the_middle_is_reported_and_never_cut(archive_folder: Path) -> None:
    path = Layout(archive_folder).article_files()[0]
    spoilt = bytearray(path.read_bytes())
    spoilt[40] ^= 0xFF
    path.write_bytes(spoilt)
    with reopened(archive_folder) as archive:
        assert [damage.quarantine for damage in archive.repairs] == [None]
        assert archive.known("https://baovidu.example/tin-3.html") is not None
        assert archive.known(URL) is None
    assert path.read_bytes() == bytes(spoilt)


def test_a_deleted_index_is_made_again_from_the_files(archive_folder: Path) -> None:
    (archive_folder / "index.sqlite").unlink()
    with reopened(archive_folder) as archive:
        known = archive.known(URL)
        assert known is not None
        assert (known.revision, known.etag, known.id) == (1, '"1"', f"{SITE}:{URL}")
        assert archive.known("https://baovidu.example/thoi-su") is not None


@pytest.mark.parametrize("spoil", ["text", "middle", "empty", "cut"])
def test_a_spoilt_index_is_made_again_from_the_files(archive_folder: Path, spoil: str) -> None:
    path = archive_folder / "index.sqlite"
    whole = path.read_bytes()
    middle = whole[:4096] + b"\xa5" * (len(whole) - 4096)
    path.write_bytes({"text": b"no database" * 100, "middle": middle, "empty": b"", "cut": whole[:5000]}[spoil])
    assert known_ids(archive_folder) == {1, 2, 3}


def test_an_aged_index_is_caught_up(archive_folder: Path) -> None:
    aged = (archive_folder / "index.sqlite").read_bytes()
    with reopened(archive_folder) as archive:
        add(archive, 4)
        add(archive, 1, text="Chợ dời.")
    (archive_folder / "index.sqlite").write_bytes(aged)
    with ArchiveWriter(archive_folder, run="third") as archive:
        known = archive.known(URL)
        assert known is not None
        assert known.revision == 2
        assert archive.known("https://baovidu.example/tin-4.html") is not None


def test_an_index_from_the_future_of_its_files_is_forgotten(archive_folder: Path) -> None:
    path = Layout(archive_folder).article_files()[0]
    path.write_bytes(path.read_bytes()[: path.read_bytes().index(b"\x1f\x8b", 2)])
    assert known_ids(archive_folder) == {1, 2}
    path.unlink()
    assert known_ids(archive_folder) == set()


def test_an_index_is_not_believed_when_a_file_was_exchanged(archive_folder: Path, tmp_path: Path) -> None:
    path = Layout(archive_folder).article_files()[0]
    other = small_archive(tmp_path / "other", 5)
    path.write_bytes(Layout(other).article_files()[0].read_bytes())
    assert known_ids(archive_folder) == {1, 2, 3, 4, 5}
    assert verify(archive_folder).problems
    assert not (archive_folder / "quarantine").exists()


def test_opening_an_unchanged_archive_changes_nothing(archive_folder: Path) -> None:
    def state() -> dict[str, bytes]:
        files = [path for path in archive_folder.rglob("*") if path.is_file() and path.name != "writer.lock"]
        return {str(path): path.read_bytes() for path in files}

    before = state()
    reopened(archive_folder).close()
    assert state() == before


def test_an_index_that_finds_no_room_stops_the_writer_but_costs_no_record(archive_folder: Path) -> None:
    archive = reopened(archive_folder)
    archive._index._base.execute("PRAGMA max_page_count = 1")  # no further page
    with pytest.raises(ArchiveError, match="free some space"):
        add_many(archive)
    archive.close()
    assert verify(archive_folder).state == "whole"
    reopened(archive_folder).close()


def test_an_index_that_another_process_writes_is_not_deleted(
    archive_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = archive_folder / "index.sqlite"
    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *where, **how: real(*where, **how, timeout=0.01))
    other = sqlite3.connect(path)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(ArchiveError, match="locked"):
        Index(path)
    other.rollback()
    assert known_ids(archive_folder) == {1, 2, 3}


def test_an_index_can_be_opened_to_read_only(archive_folder: Path) -> None:
    path = archive_folder / "index.sqlite"
    index = Index(path, writable=False)
    assert index.by_url(URL) is not None
    with pytest.raises(ArchiveError, match="readonly"):
        index.add_visits([Visit(url=URL, outcome="missing")])
    index.close()
    path.write_bytes(b"no database" * 100)
    with pytest.raises(ArchiveError, match="delete it"):
        Index(path, writable=False)
    with pytest.raises(ArchiveError, match="cannot be used"):
        Index(archive_folder / "nix.sqlite", writable=False)


def test_an_index_whose_creator_was_killed_at_once_is_empty(tmp_path: Path) -> None:
    (tmp_path / "index.sqlite").touch()
    index = Index(tmp_path / "index.sqlite", writable=False)
    assert index.by_url(URL) is None
    index.close()


KILLED = """
import os, sqlite3, sys
base = sqlite3.connect(sys.argv[1])
base.execute("PRAGMA cache_size = 1")
base.execute("BEGIN")
for number in range(500):
    url = f"https://baovidu.example/{number}" + "x" * 500
    base.execute("INSERT INTO urls (url, outcome) VALUES (?, 'listing')", (url,))
os.kill(os.getpid(), 9)
"""


def test_an_index_whose_writer_was_killed_in_a_transaction_can_be_read(archive_folder: Path) -> None:
    path = archive_folder / "index.sqlite"
    subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)
    assert path.with_name("index.sqlite-journal").stat().st_size > 0
    index = Index(path, writable=False)
    assert index.by_url(URL) is not None
    assert index.by_url("https://baovidu.example/0" + "x" * 500) is None
    index.close()


def test_an_index_without_room_says_so_when_it_is_caught_up_too(tmp_path: Path) -> None:
    index = Index(tmp_path / "index.sqlite")
    index._base.execute("PRAGMA max_page_count = 8")
    with pytest.raises(ArchiveError, match="the disk is full"):
        remember_many_files(index)
    index.close()


def remember_many_files(index: Index) -> None:
    for number in range(1000):
        index.set_file(f"articles/site={SITE}/{number:0100}.jsonl.gz", (1, 1))


_FOR_EVER = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"


def test_an_index_with_code_of_a_stranger_is_not_queried_but_rebuilt(tmp_path: Path) -> None:
    small_archive(tmp_path)
    with closing(sqlite3.connect(tmp_path / "index.sqlite")) as index:
        index.executescript(
            "ALTER TABLE records RENAME TO kept; "
            f"CREATE VIEW records AS {_FOR_EVER} SELECT i AS id, 2 AS revision, 'x' AS file FROM n; "
            f"CREATE TRIGGER t AFTER INSERT ON found BEGIN DELETE FROM urls; END;"
        )
    (tmp_path / "manifest.jsonl").unlink()  # a stranger's says what the stranger wants
    (tmp_path / "manifest.head").unlink(missing_ok=True)
    assert len(load(tmp_path)) == len(list(load(tmp_path))) == 3
    with ArchiveWriter(tmp_path, run="again") as writer:
        assert writer.count() == 3


_LIES = [
    "UPDATE records SET revision = 9 WHERE id = (SELECT min(id) FROM records)",  # hides the article
    "UPDATE records SET text_sha256 = 'x'",
    "UPDATE records SET site = 'other.example'",
    "DELETE FROM records WHERE id = (SELECT min(id) FROM records)",
    "INSERT INTO urls (url, outcome) VALUES ('https://baovidu.example/never-visited', 'stored')",  # is never fetched
    "DELETE FROM urls",
    "INSERT INTO found (url, site, ways, tried) VALUES ('https://baovidu.example/x', 'baovidu.example', 1, 1)",
    "UPDATE urls SET outcome = 'redirect', target = (SELECT max(url) FROM urls), id = NULL;"
    "UPDATE records SET text_sha256 = (SELECT text_sha256 FROM records LIMIT 1)",
]
_WRONG_TYPES = [
    "UPDATE files SET path = x'00ff' WHERE path = (SELECT min(path) FROM files)",
    "UPDATE files SET size = 'many'",
    "UPDATE records SET revision = '../../etc/passwd'",
    "UPDATE records SET site = x'00ff'",
    "UPDATE records SET published_at = x'00ff'",
    "UPDATE records SET offset = -1",
    "UPDATE records SET offset = 1e300",
    "UPDATE urls SET status = 'x'",
    "UPDATE urls SET url = x'ff' WHERE url = (SELECT min(url) FROM urls)",
]


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """An archive from a stranger, whose manifest says what the stranger wants."""
    small_archive(tmp_path)
    return tmp_path


def _change_index(folder: Path, script: str) -> None:
    with closing(sqlite3.connect(folder / "index.sqlite")) as index:
        index.executescript(script)
    for path in (folder / "manifest.jsonl", folder / "manifest.head"):
        path.unlink(missing_ok=True)


@pytest.mark.parametrize("lie", [*_LIES, *_WRONG_TYPES, "UPDATE records SET site = CAST(x'ff' AS TEXT), revision = 2"])
def test_verify_names_an_index_whose_rows_differ_from_the_records(lie: str, theirs: Path) -> None:
    assert verify(theirs).is_whole
    _change_index(theirs, lie)
    pattern = r"index\.sqlite: (differs from the records \(.*\)|is damaged); it is a cache, and --repair rebuilds it$"
    assert any(re.match(pattern, str(problem)) for problem in verify(theirs).problems)
    assert "index.sqlite: rebuilt from the records" in verify(theirs, repair=True).repairs
    assert not any(problem.file == "index.sqlite" for problem in verify(theirs).problems)


@pytest.mark.parametrize("change", _WRONG_TYPES)
def test_an_index_with_values_of_other_types_is_rebuilt(change: str, theirs: Path) -> None:
    before = [CliRunner().invoke(main, [name, str(theirs)]).output for name in ("stats", "status", "coverage")]
    _change_index(theirs, change)
    assert len(load(theirs)) == len(list(load(theirs))) == 3
    after = [CliRunner().invoke(main, [name, str(theirs)]) for name in ("stats", "status", "coverage")]
    assert [done.output for done in after] == before
    with ArchiveWriter(theirs, run="again") as writer:
        assert writer.count() == 3


@pytest.mark.parametrize(
    ("file", "offset"),
    [("../outside.jsonl.gz", 0), ("/dev/zero", 0), ("a\0b", 0), ("articles", 0), ("articles/none.jsonl.gz", 1 << 62)],
)
def test_a_place_of_an_index_that_leads_nowhere_is_passed_over(file: str, offset: int, theirs: Path) -> None:
    with closing(sqlite3.connect(theirs / "index.sqlite")) as index:
        index.execute("UPDATE records SET file = ?, offset = ?", (file, offset))
        index.commit()
    for path in (theirs / "manifest.jsonl", theirs / "manifest.head"):
        path.unlink(missing_ok=True)
    url = next(iter(load(theirs))).url or ""
    with ArchiveWriter(theirs, run="again") as writer:
        assert writer.place_of(url) is not None
        assert stored_title(writer, url) is None


def test_a_search_index_that_was_built_elsewhere_is_rebuilt(tmp_path: Path) -> None:
    """Its rows may say anything: here, that one article is another one, and that a second does not exist."""
    small_archive(tmp_path / "theirs")
    search_index(tmp_path / "theirs")
    with closing(sqlite3.connect(tmp_path / "theirs" / "search.sqlite")) as index:
        index.executescript(
            "UPDATE articles SET title = 'giả'; DELETE FROM revisions WHERE id = (SELECT min(id) FROM articles);"
        )
    ours = Path(shutil.copytree(tmp_path / "theirs", tmp_path / "ours"))
    first = next(iter(load(ours)))
    assert load(ours)[first.id] == first
    with pytest.warns(ArchiveWarning, match="built elsewhere"):
        found = ask_index(ours, lambda index: find(index, Search(query="tin")))
    assert found.total == 3
    assert "giả" not in {hit.title.text for hit in found.hits}
    search_index(ours)  # warns of nothing: now it was built here
    ours.rename(tmp_path / "moved")
    search_index(tmp_path / "moved")


def test_a_search_index_outside_of_the_archive_is_used_wherever_it_was_built(
    tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    small_archive(tmp_path / "archive")
    search_index(tmp_path / "archive", tmp_path / "first.sqlite")
    shutil.copy(tmp_path / "first.sqlite", tmp_path / "copy.sqlite")
    copied = (tmp_path / "copy.sqlite").stat().st_ino
    search_index(tmp_path / "archive", tmp_path / "copy.sqlite")
    assert (tmp_path / "copy.sqlite").stat().st_ino == copied
    assert not recwarn.list


def test_a_search_index_from_elsewhere_that_cannot_be_rebuilt_is_used_with_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_archive(tmp_path / "theirs")
    search_index(tmp_path / "theirs")
    ours = Path(shutil.copytree(tmp_path / "theirs", tmp_path / "ours"))

    def refuses(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("newsarchive.search.index.one_writer", refuses)
    with pytest.warns(ArchiveWarning, match="cannot be rebuilt: Permission denied"):
        assert search_index(ours) == ours / "search.sqlite"


def test_a_search_index_with_code_of_a_stranger_is_not_queried_but_rebuilt(tmp_path: Path) -> None:
    small_archive(tmp_path)
    search_index(tmp_path)
    with closing(sqlite3.connect(tmp_path / "search.sqlite")) as index:
        index.executescript(f"DROP VIEW authors; CREATE VIEW authors AS {_FOR_EVER} SELECT i AS article FROM n;")
    with pytest.raises(sqlite3.DatabaseError, match="not a search index"):
        open_index(tmp_path / "search.sqlite")
    with pytest.warns(ArchiveWarning, match="is rebuilt"):
        assert len(load(tmp_path).search("tin")) == 3
    open_index(tmp_path / "search.sqlite").close()
