"""Full-text search: what is found, how the words are matched, and how the base keeps itself up."""

from __future__ import annotations

import gzip
import importlib
import os
import re
import shutil
import sqlite3
import time
import warnings
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from archive_pieces import NOW, add, small_archive
from hypothesis import given, settings
from hypothesis import strategies as st
from search_pieces import first_file, found, ids, store

from newsarchive.archive.appending import ArchiveError
from newsarchive.archive.layout import Layout
from newsarchive.archive.reading.lines import ArchiveWarning
from newsarchive.archive.visits import Visit
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.article import BadRecord, Record, record_from_json, to_json
from newsarchive.dataset import NoArchive, load
from newsarchive.publishers.canonical import article_id
from newsarchive.search import BadQuery, Search, count_labels, find, fold, open_index, search_index
from newsarchive.search.database import one_writer
from newsarchive.search.folding import exact, tone_variants, words_of
from newsarchive.search.index import keep_up_to_date
from newsarchive.search.query import Run
from newsarchive.search.refresh import IndexProgress, is_current, refresh
from newsarchive.search.rows import IndexRows
from newsarchive.search.searched import SearchedRecord, searched_from_json
from newsarchive.search.snippets import best_snippet

finding_module = importlib.import_module("newsarchive.search.find")
counting = importlib.import_module("newsarchive.search.counts")
matches = importlib.import_module("newsarchive.search.matches")
refreshing = importlib.import_module("newsarchive.search.refresh")

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "sample"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("searched") / "sample"
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("*.sqlite"))
    return folder


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store(
        tmp_path_factory.mktemp("towns"),
        [
            {"url": "https://a.example/danang", "title": "Đà Nẵng mở chợ đêm", "body": "Chợ họp bên sông Hàn."},
            {"url": "https://a.example/hoa", "title": "Hoà Bình đón khách", "body": "Đường hoa dài hai cây số."},
            {"url": "https://a.example/hoa2", "title": "Thị trấn HÒA BÌNH sửa đê", "body": "Xe cát về từ sáng sớm."},
            {"url": "https://a.example/bay", "title": "Chuyến bay muộn", "body": "Sân bay Đà Nẵng chờ mưa tạnh."},
            {"url": "https://a.example/da", "title": "Đá lở trên đèo", "body": "Nặng nhất là đoạn Nang Hai."},
            {
                "url": "https://a.example/anh",
                "title": "Mùa gặt",
                "body": "Lúa chín vàng.",
                "byline": "Ảnh: Khánh Tùng",
                "tags": ["nông sản"],
            },
        ],
    )


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đà Nẵng", "da nang"),
        ("hoà", "hoa"),
        ("hòa", "hoa"),
        ("ĐƯỜNG QUỐC LỘ", "duong quoc lo"),
        ("Hoa\u0300 De\u0302\u0300n", "hoa den"),
        ("Straße", "strasse"),
    ],
)
def test_folding_removes_all_diacritics(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("spelling", "other", "same"),
    [
        ("hoà", "hòa", True),
        ("thuý", "thúy", True),
        ("KHOẺ", "khỏe", True),
        ("hoà", "hoa", False),
        ("hòa", "hóa", False),
        ("đa", "da", False),
        ("ma", "mă", False),
    ],
)
def test_exact_words_differ_in_diacritics_but_not_in_tone_placement(spelling: str, other: str, same: bool) -> None:
    assert (exact(spelling) == exact(other)) is same


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Chợ, xe-đạp (2 chiếc) a_b", ["Chợ", "xe", "đạp", "2", "chiếc", "a", "b"]),
        ("Hoa\u0300 d\u030aa x", ["Hoà", "d\u030aa", "x"]),
        ("…", []),
    ],
)
def test_a_word_is_letters_digits_and_combining_marks(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('"da nang"', ["danang", "bay"]),
        ('"Đà Nẵng"', ["danang", "bay"]),
        ('"ĐA NĂNG"', ["danang", "bay"]),
        # Words not in quotes are found apart too: Đá … Nặng.
        ("da nang", ["danang", "bay", "da"]),
        ("hoà bình", ["hoa", "hoa2"]),
        ("title:nang", ["danang"]),
        ("chuy*", ["bay"]),
        ("nang NOT mo", ["bay", "da"]),
        ("nang -mo", ["bay", "da"]),
        ("gat OR lo", ["anh", "da"]),
        ("(gặt OR đê) NOT lúa", ["hoa2"]),
        ("khánh tùng", ["anh"]),
        ("nong san", ["anh"]),
        ("không có", []),
    ],
)
def test_a_query_finds(towns: Path, query: str, expected: list[str]) -> None:
    assert sorted(ids(towns, query)) == sorted(expected)


@pytest.mark.parametrize(
    ("query", "expected"),
    [("Đà Nẵng", ["danang", "bay"]), ("đà nẵng", ["danang", "bay"]), ("da nang", []), ("hòa bình", ["hoa", "hoa2"])],
)
def test_an_exact_search_requires_diacritics(towns: Path, query: str, expected: list[str]) -> None:
    assert sorted(ids(towns, query, exact=True)) == sorted(expected)


def test_a_headline_has_a_higher_weight_than_the_body(towns: Path) -> None:
    assert ids(towns, "da nang")[0] == "danang"


def test_articles_with_words_apart_rank_below_those_with_words_together(towns: Path) -> None:
    hits = found(towns, "muộn tạnh").hits
    assert [(hit.id, hit.apart) for hit in hits] == [("baovidu:bay", True)]
    assert not ids(towns, '"muộn tạnh"')


def test_a_snippet_of_a_word_that_occurs_very_often_is_found_quickly() -> None:
    run = Run(words=("từ", "đò"))
    started = time.process_time()
    snippet = best_snippet(["từ " * 100_000 + "và đò " + "xa " * 100], [run], str)
    assert time.process_time() - started < 5
    assert snippet.text.endswith("từ và đò…")
    assert snippet.text[slice(*snippet.marks[-1])] == "đò"


def test_a_snippet_is_the_original_text_with_the_match_marked(towns: Path) -> None:
    hit = next(hit for hit in found(towns, "da nang").hits if hit.id.endswith("bay"))
    assert [hit.snippet.text[start:end] for start, end in hit.snippet.marks] == ["Đà Nẵng"]
    assert hit.snippet.text == "Sân bay Đà Nẵng chờ mưa tạnh."


@pytest.mark.parametrize("query", ["…", '"', '"" ()', "*", "NOT", "AND OR", "NOT lúa", "\0", "((((", "_", "- -"])
def test_a_query_without_a_word_says_so_in_one_line(towns: Path, query: str) -> None:
    with pytest.raises(BadQuery, match="no word to search") as caught:
        found(towns, query)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('"chợ đêm', ["danang"]),
        ("chợ) AND (đêm", ["danang"]),
        ("chợ AND AND đêm", ["danang"]),
        ("chợ\0đêm", ["danang"]),
        ("NEAR(chợ đêm)", []),
        ("'; DROP TABLE articles; --", []),
        ("body:sông^2", []),
        ("facts:site", []),
        ("{title} : chợ", []),
        ("chợ + đêm", ["danang"]),
    ],
)
def test_text_that_does_not_fit_the_grammar_is_treated_as_words(towns: Path, query: str, expected: list[str]) -> None:
    assert ids(towns, query) == expected


_PIECES = st.sampled_from(
    ["chợ", "đà nẵng", "lúa*", '"', "(", ")", "NOT", "OR", "AND", "-", "title:", "NEAR", "^", "*", ":", "\0", "'", "_"]
)


@settings(max_examples=150)
@given(
    pieces=st.lists(_PIECES | st.text(max_size=6), max_size=12), exact=st.booleans(), glue=st.sampled_from(["", " "])
)
def test_no_text_is_refused_by_the_index(towns: Path, pieces: list[str], exact: bool, glue: str) -> None:
    try:
        found(towns, glue.join(pieces), exact=exact)
    except BadQuery as error:
        assert "\n" not in str(error)  # noqa: PT017 - answered or refused in a line, never anything else


_ANY = ("người", "trạm", "chợ", "nước", "cây")


@pytest.mark.parametrize(
    ("options", "holds"),
    [
        ({}, lambda record: True),
        ({"sites": ["tinmau"]}, lambda record: record.site == "tinmau"),
        ({"sites": ["tinmau", "baovidu"]}, lambda record: True),
        ({"sections": ["kinh te"]}, lambda record: record.section == "Kinh tế"),
        ({"sections": ["Kinh tế", "Văn hóa"]}, lambda record: record.section in ("Kinh tế", "Văn hóa")),
        ({"authors": ["Ngọc Bội"]}, lambda record: "Ngọc Bội" in [who.name for who in record.credits]),
        ({"authors": ["ngoc boi"]}, lambda record: "Ngọc Bội" in [who.name for who in record.credits]),
        ({"since": datetime(2019, 4, 1)}, lambda record: _printed(record) > "2019-04-01"),
        (
            {"since": datetime(2019, 4, 5), "until": datetime(2019, 4, 19, 23, 59, 59)},
            lambda record: "2019-04-05" < _printed(record) < "2019-04-20",
        ),
        ({"until": datetime(2017, 9, 11, 5, 50, 20)}, lambda record: "" < _printed(record) < "2017-09-11T05:50:21"),
        ({"until": datetime(2017, 9, 11, 5, 50, 21)}, lambda record: "" < _printed(record) < "2017-09-11T05:50:22"),
        (
            {"until": datetime.fromisoformat("2017-09-10T22:50:21+00:00")},
            lambda record: "" < _printed(record) < "2017-09-11T05:50:22",
        ),
    ],
)
def test_filters_narrow(sample: Path, options: dict[str, Any], holds: Callable[[Record], bool]) -> None:
    expected = {record.id for record in load(SAMPLE).filter(_has_any_word).filter(holds)}
    assert expected
    result = found(sample, " OR ".join(_ANY), limit=100, **options)
    assert {hit.id for hit in result.hits} == expected
    assert result.total == len(expected)


def test_an_unknown_site_has_no_articles(sample: Path) -> None:
    assert found(sample, "chợ", sites=["khongco"]).total == 0


def _printed(record: Record) -> str:
    return record.published_at.replace(tzinfo=None).isoformat() if record.published_at else ""


def _has_any_word(record: Record) -> bool:
    captions = [text for picture in record.pictures for text in (picture.caption, picture.credit)]
    text = fold(
        " ".join(str(text) for text in (record.title, record.lead, record.body, record.byline, *record.tags, *captions))
    )
    return any(re.search(rf"\b{fold(word)}\b", text) for word in _ANY)


def test_the_newest_come_first_on_request(sample: Path) -> None:
    times = [hit.published_at for hit in found(sample, "nước", order="date").hits if hit.published_at]
    assert len(times) > 2
    assert times == sorted(times, reverse=True)


def test_an_article_is_found_only_by_its_latest_revision(sample: Path) -> None:
    assert ids(sample, '"dài 350 mét"')
    assert not ids(sample, '"dài 300 mét"')


def read_now(folder: Path) -> int:
    """Bring the base up and return how many records were read for it."""
    from newsarchive.archive.layout import Layout

    with closing(open_index(folder / "search.sqlite", writable=True)) as base:
        return refresh(base, Layout(folder))


def test_only_new_records_are_read(tmp_path: Path) -> None:
    small_archive(tmp_path, 3)
    search_index(tmp_path)
    assert read_now(tmp_path) == 0
    store(tmp_path, [{"title": "Cầu treo bến Đục"}], run="20261123T0140Z")
    assert read_now(tmp_path) == 1
    assert ids(tmp_path, "cau treo")


def test_a_new_revision_replaces_the_old_one(tmp_path: Path) -> None:
    url = "https://baovidu.example/mot"
    store(tmp_path, [{"url": url, "title": "Bão số ba đổi hướng"}])
    assert ids(tmp_path, "bao so ba") == ["mot"]
    store(tmp_path, [{"url": url, "title": "Bão số bốn đổi hướng", "authors": ["Lê Thử"]}], run="20261123T0140Z")
    assert (ids(tmp_path, '"bão số ba"'), ids(tmp_path, '"bão số bốn"')) == ([], ["mot"])
    with closing(open_index(tmp_path / "search.sqlite")) as base:
        assert base.execute("SELECT count(*) FROM articles").fetchone() == (1,)
        assert base.execute("SELECT revision FROM revisions ORDER BY 1").fetchall() == [(1,), (2,)]
        assert (
            base.execute("SELECT record_json(file, member, line) FROM revisions").fetchone()[0].startswith('{"schema"')
        )
        assert base.execute("SELECT name FROM authors").fetchall() == [("Lê Thử",)]


def test_an_archive_is_searched_while_a_crawl_writes_to_it(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, run="r") as archive:
        add(archive, 1)
        archive.flush()
        assert found(tmp_path, "chợ").total == 1
        add(archive, 2)
        archive.flush()
        with archive.layout.article_files()[0].open("ab") as stream:
            stream.write(gzip.compress(b"half of a batch")[:15])
        assert found(tmp_path, "chợ").total == 2


def test_records_of_a_rewritten_or_removed_file_are_deleted(tmp_path: Path) -> None:
    store(tmp_path, [{"title": f"Tin {n}", "published": f"2017-{n:02d}-01T08:00:00+07:00"} for n in range(1, 9)])
    assert found(tmp_path, "tin").total == 8
    files = sorted(tmp_path.glob("articles/*/*.gz"))
    files[0].unlink()
    lines = gzip.decompress(files[1].read_bytes()).replace(b"Tin 2", "Bài 2".encode())
    files[1].write_bytes(gzip.compress(lines))
    assert found(tmp_path, "tin").total == 6
    assert found(tmp_path, "bai").total == 1


@pytest.mark.parametrize("damage", ["torn", "scrambled", "empty", "no index", "older version", "a folder's index"])
def test_a_file_that_is_not_an_index_is_replaced(tmp_path: Path, damage: str) -> None:
    small_archive(tmp_path)
    path = search_index(tmp_path)
    whole = path.read_bytes()
    if damage == "older version":
        with closing(sqlite3.connect(path)) as base:
            base.execute("PRAGMA user_version = 2")
    else:
        scrambled = whole[:100] + os.urandom(len(whole) - 100)
        spoilt = {"torn": whole[: len(whole) // 3], "scrambled": scrambled, "empty": b"", "no index": b"x" * 5000}
        path.write_bytes(spoilt.get(damage) or (tmp_path / "index.sqlite").read_bytes() if damage != "empty" else b"")
    store(tmp_path, [{"title": "Cầu treo"}], run="20261123T0140Z")
    with pytest.warns(ArchiveWarning, match="is rebuilt"):
        assert found(tmp_path, "tin").total == 3
    assert found(tmp_path, "cầu treo").total == 1


def test_a_deleted_index_is_rebuilt(tmp_path: Path) -> None:
    small_archive(tmp_path)
    search_index(tmp_path).unlink()
    assert found(tmp_path, "tin").total == 3


def test_a_read_only_archive_is_reported_with_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = small_archive(tmp_path / "archive")
    real = os.open

    def open_(path: Any, flags: int, *rest: Any, **named: Any) -> int:
        if str(path).startswith(str(folder)) and flags & os.O_CREAT:
            raise OSError(30, "Read-only file system", str(path))
        return real(path, flags, *rest, **named)

    monkeypatch.setattr(os, "open", open_)
    with pytest.raises(ArchiveError, match="--index FILE"):
        search_index(folder)
    assert search_index(folder, tmp_path / "elsewhere.sqlite").exists()


def test_an_index_that_another_process_updates_is_used_unchanged(tmp_path: Path) -> None:
    small_archive(tmp_path)
    path = search_index(tmp_path)
    store(tmp_path, [{"title": "Cầu treo"}], run="20261123T0140Z")
    with one_writer(path, wait=True), pytest.warns(ArchiveWarning, match="another process is updating it"):
        assert found(tmp_path, "cầu treo").total == 0
    assert found(tmp_path, "cầu treo").total == 1


def test_a_read_only_index_is_used_unchanged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small_archive(tmp_path)
    search_index(tmp_path)
    store(tmp_path, [{"title": "Cầu treo"}], run="20261123T0140Z")
    real = os.open

    def open_(path: Any, flags: int, *rest: Any, **named: Any) -> int:
        if str(path).startswith(str(tmp_path)) and flags & os.O_CREAT:
            raise OSError(30, "Read-only file system", str(path))
        return real(path, flags, *rest, **named)

    monkeypatch.setattr(os, "open", open_)
    with pytest.warns(ArchiveWarning, match="not updated, so the newest articles are missing: Read-only file system"):
        assert found(tmp_path, "tin").total == 3


def test_a_folder_without_articles_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoArchive, match="no articles here"):
        search_index(tmp_path)


def test_for_common_words_titles_come_first_and_newest_within_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = "2017-09-{:02d}T08:00:00+07:00".format
    articles = [
        {
            "url": f"https://a.example/{n}",
            "title": "Lũ lụt" if n in (2, 4) else "Tin",
            "body": "Có lũ lụt.",
            "published": day(n),
        }
        for n in range(1, 7)
    ]
    store(tmp_path, articles)
    monkeypatch.setattr(finding_module, "RANKED", 0)
    assert ids(tmp_path, '"lũ lụt"') == ["4", "2", "6", "5", "3", "1"]
    assert ids(tmp_path, "lũ lụt", limit=3) == ["4", "2", "6"]
    assert ids(tmp_path, "lu* NOT title:tin") == ["4", "2"]
    assert ids(tmp_path, "body:lũ (lụt OR bão)", limit=2) == ["6", "5"]


@pytest.mark.parametrize("ranked", [0, 20_000])
@pytest.mark.parametrize("order", ["rank", "date"])
@pytest.mark.parametrize("exact_marks", [False, True])
def test_counts_and_order_do_not_depend_on_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ranked: int, order: Any, exact_marks: bool
) -> None:
    monkeypatch.setattr(finding_module, "RANKED", ranked)
    texts = ["Bến đò đông khách.", "Bến tàu, rồi đò.", "Chỉ có bến.", "Đò về bến đò."]
    store(tmp_path, [{"title": f"Tin {n}", "body": texts[n % 4]} for n in range(20)])
    options: dict[str, Any] = {"order": order, "exact": exact_marks}
    whole = found(tmp_path, "bến đò", limit=100, **options)
    assert (len(whole.hits), whole.total, whole.together) == (15, 15, 10)
    assert sum(not hit.apart for hit in whole.hits) == 10
    for limit in (1, 2, 11):
        for offset in (0, 7):
            part = found(tmp_path, "bến đò", limit=limit, offset=offset, **options)
            assert (part.total, part.together) == (15, 10)
            assert part.hits == whole.hits[offset : offset + limit]


def test_a_prefix_of_too_many_words_is_refused(towns: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matches, "_MOST_WORDS", 3)
    with pytest.raises(BadQuery, match=r"^c\*: more than 3 words begin with it"):
        found(towns, "C*")


def test_more_articles_in_a_minute_than_slots_are_all_found(tmp_path: Path) -> None:
    store(tmp_path, [{"title": f"Tin {number}"} for number in range(1100)])
    at = datetime(2017, 9, 20, 9)
    assert found(tmp_path, "tin", since=at, until=at.replace(second=59)).total == 1100
    assert found(tmp_path, "tin", since=at.replace(minute=1)).total == 0


def test_reading_needs_no_write_permission(tmp_path: Path) -> None:
    small_archive(tmp_path)
    path = search_index(tmp_path)
    with closing(open_index(path)) as base, pytest.raises(sqlite3.OperationalError, match="readonly"):
        base.execute("DELETE FROM articles")


def test_a_result_is_limited_and_has_the_total(towns: Path) -> None:
    with closing(open_index(search_index(towns))) as base:
        result = find(base, Search(query="nang", limit=1))
    assert (len(result.hits), result.total) == (1, 3)


def test_unreadable_parts_give_a_warning_at_every_search(tmp_path: Path) -> None:
    small_archive(tmp_path)
    path = first_file(tmp_path)
    path.write_bytes(path.read_bytes() + gzip.compress(b'{"schema": "newsarchive/9"}\n') + gzip.compress(b"{}\n"))
    for _ in range(2):
        with pytest.warns(
            ArchiveWarning, match=r"the result is incomplete: .*skipped.* and 1 more; run `newsarchive v"
        ):
            assert found(tmp_path, "tin").total == 3


def test_damaged_bytes_give_a_warning_until_they_are_repaired(tmp_path: Path) -> None:
    store(tmp_path, [{"title": "Tin", "published": f"2017-{n:02d}-01T08:00:00+07:00"} for n in range(1, 6)])
    path = first_file(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[:20] + bytes(40) + whole[60:] + gzip.compress(b""))
    with pytest.warns(ArchiveWarning, match="the result is incomplete: .* bytes at 0 are damaged"):
        assert found(tmp_path, "tin").total == 4
    path.write_bytes(whole)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert found(tmp_path, "tin").total == 5


def test_an_interrupted_build_resumes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    months = [f"2017-{n:02d}-01T08:00:00+07:00" for n in range(1, 9)]
    store(tmp_path, [{"title": "Tin", "published": at} for at in months])
    monkeypatch.setattr(refreshing, "_BATCH", 2)
    steps: list[IndexProgress] = []

    def interrupt(progress: IndexProgress) -> None:
        steps.append(progress)
        if len(steps) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        search_index(tmp_path, report=interrupt)
    assert (steps[1].records, 0 < steps[1].done < steps[1].total) == (4, True)
    search_index(tmp_path, report=steps.append)
    assert steps[-1].records == 4
    assert steps[-1].done == steps[-1].total
    assert found(tmp_path, "tin").total == 8


@pytest.mark.parametrize(
    ("word", "spellings"),
    [
        ("hoà", {"hòa", "hoà"}),
        ("Thuý", {"thúy", "thuý"}),
        ("được", {"được", "đựơc"}),
        ("ba", {"ba"}),
        ("2017", {"2017"}),
    ],
)
def test_a_tone_may_be_on_any_vowel(word: str, spellings: set[str]) -> None:
    assert set(tone_variants(word)) == spellings


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("hòa bình", 3),
        ('"hòa bình"', 2),
        ("hoà", 4),
        ("hoa", 1),
        ("title:hòa", 1),
        ('"hòa b"*', 2),
        ("hòa NOT bình", 1),
        ('hòa NOT "hòa bình"', 2),
        ("hoa OR lặng", 2),
    ],
)
def test_an_exact_query_counts_only_words_with_the_same_diacritics(tmp_path: Path, query: str, count: int) -> None:
    bodies = ["Hoà  bình, lặng yên.", "Bình mới. Hòa nhịp.", "Hoa nở bên bình.", "Hòa thuận"]
    store(tmp_path, [{"title": "HOÀ BÌNH" if n == 1 else "Tin", "body": text} for n, text in enumerate(bodies)])
    store(tmp_path, [{"title": "Tin", "body": "Hòa và bình."}], run="20261124T0140Z")
    assert found(tmp_path, query, exact=True).total == count


def test_label_tokens_never_match_words(tmp_path: Path) -> None:
    store(tmp_path, [{"title": "Tin", "section": "Thời sự"}])
    assert found(tmp_path, "0 OR 1 OR 2 OR 3").total == 0
    assert found(tmp_path, "tin", sections=["THOI SU"]).total == 1
    assert found(tmp_path, "tin", sections=["Kinh tế"]).total == 0


def test_an_index_that_misses_much_is_not_built_beside_a_crawl(tmp_path: Path) -> None:
    folder = small_archive(tmp_path)
    assert not keep_up_to_date(folder, most=100)
    assert not (folder / "search.sqlite").exists()
    assert keep_up_to_date(folder)
    with closing(open_index(folder / "search.sqlite")) as base:
        assert is_current(base, Layout(folder))
    assert keep_up_to_date(folder, most=0)  # nothing is missing


def test_an_update_during_a_crawl_reads_fewer_records_at_once_than_a_search(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refreshing, "_SMALL_BATCH", 2)
    monkeypatch.setattr(refreshing, "_LINES_AT_ONCE", 1)
    added: list[int] = []
    add_all = IndexRows.add_all
    monkeypatch.setattr(IndexRows, "add_all", lambda rows, new: (added.append(len(new)), add_all(rows, new)))
    for folder, update in (("crawled", keep_up_to_date), ("searched", search_index)):
        store(tmp_path / folder, [{"title": "Tin", "published": f"2017-0{n}-01T08:00:00+07:00"} for n in range(1, 7)])
        update(tmp_path / folder)
        assert found(tmp_path / folder, "tin").total == 6
    assert (max(added[:-1]), added[-1]) == (2, 6)


def test_the_index_has_the_same_rows_whether_records_come_together_or_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = ("articles", "revisions", "article_labels", "labels", "urls")
    rows = []
    for batch in (1, 10_000):
        monkeypatch.setattr(refreshing, "_BATCH", batch)
        path = search_index(SAMPLE, tmp_path / f"{batch}.sqlite")
        with closing(open_index(path, SAMPLE)) as base:
            found = {table: set(base.execute(f"SELECT * FROM {table}")) for table in tables}
            names = {label: (kind, name) for label, kind, _, _, name in found.pop("labels")}
            found["article_labels"] = {(article, *names[label]) for article, label in found["article_labels"]}
            words = set(base.execute("SELECT * FROM words WHERE term NOT GLOB char(57344) || '*'"))
            rows.append((found, words))
    assert rows[0] == rows[1]


def test_the_index_reads_the_same_values_from_a_line_as_the_record() -> None:
    names = SearchedRecord.__struct_fields__
    for record in load(SAMPLE, revisions="all"):
        line = to_json(record)
        assert [getattr(searched_from_json(line), name) for name in names] == [getattr(record, name) for name in names]


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b'{"id": "a:1", "site": "a"}',
        b'{"id": "a:1", "site": "a", "text_sha256": "", "kind": "tin"}',
        b'{"id": "a:1", "site": "a", "text_sha256": "", "published_at": "2017-09-09T08:15:00"}',
        b'{"id": "a:1", "site": "a", "text_sha256": "", "revision": -1}',
        b'{"id": "a:1", "site": "a", "text_sha256": "", "schema": "newsarchive/9"}',
    ],
)
def test_the_index_refuses_the_lines_that_loading_refuses(line: bytes) -> None:
    for read in (record_from_json, searched_from_json):
        with pytest.raises(BadRecord):
            read(line)


@pytest.mark.parametrize("bits", [0, 6, 1000], ids=["positions", "both", "masks"])
@pytest.mark.parametrize("query", ["", "sông", "Đà Nẵng OR sông", "khôngcógì", '"thế hệ trẻ"'])
@pytest.mark.parametrize("exact", [True, False])
def test_labels_counted_in_memory_are_those_counted_in_the_index(
    query: str, exact: bool, bits: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "_BITS_PER_POSITION", bits)
    counting._kept.clear()
    search = Search(query=query, exact=exact)
    path = search_index(SAMPLE, tmp_path / "index.sqlite")
    with closing(open_index(path, SAMPLE)) as base:
        in_index = count_labels(base, search)
        monkeypatch.setattr(counting, "_FEW", -1)
        monkeypatch.setattr(counting, "_MANY", -1)
        monkeypatch.setattr(counting, "_counted", None)
        found = find(base, search)
        assert count_labels(base, search) == in_index
        assert count_labels(base, search, found=found) == in_index
        assert in_index.total == found.total


def test_labels_in_memory_follow_the_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "_FEW", -1)
    monkeypatch.setattr(counting, "_MANY", -1)
    folder = store(tmp_path, [{"url": "https://a.example/1", "title": "Tin", "body": "Sông Hàn."}])
    for count, month in ((1, "2017-09"), (2, "2018-01")):
        if count == 2:
            store(
                folder, [{"url": "https://a.example/2", "title": "Tin", "published": "2018-01-01T09:00:00+07:00"}], "b"
            )
        with closing(open_index(search_index(folder))) as base:
            labels = count_labels(base, Search(query="tin")).labels
        assert labels is not None
        assert labels["site"] == [("baovidu", count)]
        assert (month, 1) in labels["month"]


def test_an_article_that_has_moved_is_found_once_until_its_redirect_leads_back(tmp_path: Path) -> None:
    old, new = (f"https://baovidu.example/{name}.html" for name in ("old", "new"))
    same = {"title": "Bến đò dời chỗ", "body": "Bến đò đã dời.", "text_sha256": "0" * 64}
    pages = [{**same, "url": url, "id": article_id("baovidu", url)} for url in (old, new)]
    store(tmp_path, [*pages, {"title": "Bến đò khác", "body": "Bến đò còn đó."}])
    assert len(ids(tmp_path, "bến đò")) == 3
    for number, (url, target, count) in enumerate(((old, new, 2), (new, old, 3)), start=3):
        with ArchiveWriter(tmp_path, run=f"2026112{number}T0140Z") as archive:
            archive.visit(
                Visit(url=url, outcome="redirect", target=target, status=301, at=NOW + timedelta(days=number))
            )
        hits = found(tmp_path, "bến đò")
        assert (hits.total, len(hits.hits), len(load(tmp_path))) == (count, count, count)
        with closing(open_index(search_index(tmp_path))) as index:
            assert count_labels(index, Search(query="bến đò")).total == count
            assert is_current(index, Layout(tmp_path))
    # Where index.sqlite is missing, nothing is known of redirects: the index stays as it is.
    Layout(tmp_path).index.unlink()
    assert found(tmp_path, "bến đò").total == 3
