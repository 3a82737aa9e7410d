from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest
from foreign_warcs import Capture, packed, records_of, revisit, story, write_warc
from warc_imports import Here, hosts, run, stored

from newsarchive.archive.layout import Layout
from newsarchive.archive.verify import verify
from newsarchive.from_warc.job import store_warcs
from newsarchive.from_warc.sources import BadSource, sources_of
from newsarchive.from_warc.wanted import Wanted
from newsarchive.warc import read_page

ENGLISH = "The boats came down the river before dawn and the market was full of people who had come for fruit and fish."


def news(host: str, number: int, **fields: object) -> Capture:
    return Capture(
        url=f"https://{host}/chuyen-cho-noi-{10_000 + number}.html", body=story(f"Chuyện {number}"), **fields
    )  # type: ignore[arg-type]


@pytest.fixture
def cc_news(tmp_path: Path) -> Path:
    """A file in the shape of Common Crawl's news crawl: several hosts, languages, encodings and kinds of record."""
    captures = [
        news("vnexpress.net", 1, chunked=True),
        news("tuoitre.vn", 2, packed=True),
        news("chonoi.example", 3, chunked=True, packed=True),
        Capture(
            url="https://river-news.example/2024/03/the-boats-came-early-12345.html",
            body=story("The boats came early", words=ENGLISH, language="en"),
        ),
        Capture(
            url="https://river-news.example/2024/03/wrong-lang-12346.html", body=story("Sai ngôn ngữ", language="en")
        ),
        Capture(url="https://vnexpress.net/anh.jpg", body=b"\xff\xd8\xff", content_type="image/jpeg"),
        Capture(url="https://vnexpress.net/khong-con-9999999.html", body=b"<html>Not found", status=404),
        Capture(url="dns:vnexpress.net", body=b"", content_type="text/dns"),
    ]
    return write_warc(tmp_path / "in" / "CC-NEWS-20240305060708-00001.warc.gz", captures)


def test_a_file_of_common_crawl_gives_its_articles(cc_news: Path, tmp_path: Path) -> None:
    report = run([cc_news], tmp_path / "out")
    assert hosts(tmp_path / "out") == [
        "chonoi.example",
        "river-news.example",
        "river-news.example",
        "tuoitre.vn",
        "vnexpress.net",
    ]
    assert report.stored == {"new": 5}
    assert report.records["not HTML"] == 1
    assert report.records["status not 200"] == 1
    assert report.records["not an http URL"] == 1
    assert report.records["pages read"] == 5


def test_a_record_has_the_time_of_capture_and_locates_its_bytes(cc_news: Path, tmp_path: Path) -> None:
    run([cc_news], tmp_path / "out")
    for record in stored(tmp_path / "out"):
        assert record.fetched_at is not None
        assert record.fetched_at.isoformat() == "2024-03-05T06:07:08+00:00"
        assert record.retrieved_from == str(cc_news)
        assert record.warc is not None
        assert read_page(tmp_path / "out", record.warc).payload_sha256 == record.payload_sha256
    assert verify(tmp_path / "out").problems == []


def test_a_copied_page_is_stored_unchanged_and_names_its_source(cc_news: Path, tmp_path: Path) -> None:
    run([cc_news], tmp_path / "out", wanted=Wanted(sites=("vnexpress",)))
    [record] = stored(tmp_path / "out")
    assert record.warc is not None
    whole = (tmp_path / "out" / record.warc.file).read_bytes()
    page = whole[record.warc.offset : record.warc.offset + record.warc.length]
    assert page in cc_news.read_bytes()
    assert f"newsarchive-source: {cc_news}".encode() in gzip.decompress(
        whole[record.warc.offset + record.warc.length :]
    )


def test_publisher_files_are_applied(cc_news: Path, tmp_path: Path) -> None:
    run([cc_news], tmp_path / "out", wanted=Wanted(sites=("vnexpress", "tuoitre")))
    assert {record.site for record in stored(tmp_path / "out")} == {"vnexpress", "tuoitre"}


@pytest.mark.parametrize(
    ("wanted", "expected", "parsed"),
    [
        (Wanted(sites=("vnexpress",)), ["vnexpress.net"], 1),
        (Wanted(hosts=("river-news.example",)), ["river-news.example", "river-news.example"], 2),
        # A page of an unknown publisher in English is refused by its first bytes; one that only says so is not.
        (Wanted(language="vi"), ["chonoi.example", "river-news.example", "tuoitre.vn", "vnexpress.net"], 4),
        (Wanted(language="en"), ["river-news.example"], 2),
    ],
)
def test_what_is_not_wanted_is_refused_before_its_html_is_parsed(
    cc_news: Path, tmp_path: Path, wanted: Wanted, expected: list[str], parsed: int
) -> None:
    report = run([cc_news], tmp_path / "out", wanted=wanted)
    assert hosts(tmp_path / "out") == expected
    assert report.records["pages read"] == parsed


def test_the_same_job_again_reads_nothing_and_another_question_reads_again(cc_news: Path, tmp_path: Path) -> None:
    run([cc_news], tmp_path / "out", wanted=Wanted(sites=("vnexpress",)))
    again = run([cc_news], tmp_path / "out", wanted=Wanted(sites=("vnexpress",)))
    assert (again.done, again.read, again.records) == (1, 0, {})
    wider = run([cc_news], tmp_path / "out")
    assert wider.stored == {"unchanged": 1, "new": 4}
    assert len(stored(tmp_path / "out")) == 5


def test_a_file_that_an_earlier_version_finished_is_not_read_again(cc_news: Path, tmp_path: Path) -> None:
    run([cc_news], tmp_path / "out")
    path = Layout(tmp_path / "out").warc_ledger
    lines = gzip.decompress(path.read_bytes())
    assert b'"filters":' in lines
    path.write_bytes(gzip.compress(lines.replace(b'"filters":', b'"asked":'), mtime=0))
    again = run([cc_news], tmp_path / "out")
    assert (again.done, again.read) == (1, 0)


def test_a_file_that_has_changed_is_read_again(cc_news: Path, tmp_path: Path) -> None:
    run([cc_news], tmp_path / "out")
    write_warc(cc_news, [news("vnexpress.net", 1), news("vnexpress.net", 77)])
    assert run([cc_news], tmp_path / "out").stored == {"unchanged": 1, "new": 1}


def test_a_file_read_twice_despite_the_ledger_stores_nothing_twice(tmp_path: Path) -> None:
    """As after a kill between the storing of a file and the note of it: texts that came and went included."""
    changing = [
        Capture(
            url="https://chonoi.example/gia-cam-10001.html",
            body=story(f"Giá cam {n}"),
            date=f"2024-03-0{day}T00:00:00Z",
        )
        for day, n in ((1, 1), (2, 2), (3, 1))
    ]
    path = write_warc(tmp_path / "a.warc.gz", changing)
    assert run([path], tmp_path / "out").stored == {"new": 1, "revised": 2}
    before = {path: path.read_bytes() for path in tmp_path.glob("out/articles/*/*")}
    (tmp_path / "out" / "runs" / "warcs.jsonl.gz").unlink()
    pages = sum(path.stat().st_size for path in tmp_path.glob("out/pages/*/*.warc.gz"))
    assert run([path], tmp_path / "out").stored == {"unchanged": 3}
    assert {path: path.read_bytes() for path in tmp_path.glob("out/articles/*/*")} == before
    assert sum(path.stat().st_size for path in tmp_path.glob("out/pages/*/*.warc.gz")) == pages
    assert [record.revision for record in stored(tmp_path / "out")] == [1, 2, 3]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (packed(records_of([news("chonoi.example", 1), news("chonoi.example", 2)]))[:-400], "ends within the record"),
        (b"no warc at all", "no WARC record at byte 0"),
        (gzip.compress(b"WARC/1.0\r\nContent-Length: 99999999999999999\r\n\r\n", mtime=0), "claims"),
    ],
)
def test_a_bad_file_is_named_with_its_reason_and_tried_again(tmp_path: Path, content: bytes, reason: str) -> None:
    good, bad = write_warc(tmp_path / "b.warc.gz", [news("chonoi.example", 9)]), tmp_path / "a.warc.gz"
    bad.write_bytes(content)
    for expected in (1, 0):
        report = run([bad, good], tmp_path / "out")
        assert [failure.name for failure in report.failed] == [str(bad)]
        assert reason in report.failed[0].reason
        assert report.read == expected
    assert "chuyen-cho-noi-10009" in " ".join(record.url or "" for record in stored(tmp_path / "out"))


def test_records_before_the_truncation_are_stored(tmp_path: Path) -> None:
    bad = tmp_path / "a.warc.gz"
    bad.write_bytes(packed(records_of([news("chonoi.example", 1), news("chonoi.example", 2)]))[:-400])
    assert run([bad], tmp_path / "out").stored == {"new": 1}


def test_a_missing_file_does_not_stop_the_others(tmp_path: Path) -> None:
    paths = [write_warc(tmp_path / f"{n}.warc.gz", [news("chonoi.example", n)]) for n in range(2)]
    sources = sources_of([str(path) for path in paths])
    paths[0].unlink()
    report = store_warcs(sources, tmp_path / "out", Here, wanted=Wanted())
    assert "No such file" in report.failed[0].reason
    assert report.stored == {"new": 1}


def test_a_revisit_is_a_visit_of_the_article_also_when_it_comes_first(tmp_path: Path) -> None:
    page = news("chonoi.example", 1)
    records = [
        revisit(page.url, "2024-03-06T00:00:00Z", page),
        page,
        revisit(f"{page.url}?utm_source=x", "2024-03-07T00:00:00Z", page),
        revisit("https://chonoi.example/khac-10002.html", "2024-03-07T00:00:00Z", news("chonoi.example", 2)),
    ]
    report = run([write_warc(tmp_path / "a.warc.gz", records)], tmp_path / "out")
    assert report.stored == {"new": 1, "revisits of articles": 2, "revisits without article": 1}


def test_without_copies_a_record_names_the_place_in_a_file_of_the_archives_folder(
    cc_news: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    inside = folder / "warcs" / "a.warc.gz"
    inside.parent.mkdir(parents=True)
    os.link(cc_news, inside)
    run([inside], folder, copy=False)
    assert {record.warc.file for record in stored(folder) if record.warc} == {"warcs/a.warc.gz"}
    assert verify(folder).problems == []
    assert not list(folder.glob("pages/**/*.gz"))
    run([cc_news], tmp_path / "other", copy=False)
    assert {record.warc for record in stored(tmp_path / "other")} == {None}


@pytest.mark.parametrize("name", ["a.warc", "a.wacz"])
def test_plain_warcs_and_wacz_give_the_same_records(cc_news: Path, tmp_path: Path, name: str) -> None:
    captures = [news("chonoi.example", n, chunked=True) for n in range(3)]
    for path in (tmp_path / "a.warc.gz", tmp_path / name):
        run([write_warc(path, captures)], tmp_path / f"out-{path.name}")
    record, other = (stored(tmp_path / f"out-{which}") for which in ("a.warc.gz", name))
    assert [record.text_sha256 for record in record] == [record.text_sha256 for record in other]
    assert len(record) == 3
    assert verify(tmp_path / f"out-{name}").problems == []


def test_sources_are_files_globs_folders_and_lists_each_once(tmp_path: Path) -> None:
    for name in ("b.warc.gz", "a.warc.gz", "sub/c.wacz"):
        write_warc(tmp_path / name, [])
    for name in ("notes.txt", "._a.warc.gz", "sub/._c.wacz"):  # the last two are written by macOS
        (tmp_path / name).write_text("x")
    (tmp_path / "list").write_text(f"# mine\n{tmp_path}/b.warc.gz\n\n{tmp_path}/sub\n")
    found = sources_of([f"{tmp_path}/a*", f"@{tmp_path}/list", str(tmp_path)])
    assert [Path(source.name).name for source in found] == ["a.warc.gz", "b.warc.gz", "c.wacz"]


@pytest.mark.parametrize("word", ["nothing*.gz", "@nothing", "https://data.example/a.warc.gz", "nothing.warc.gz"])
def test_a_word_that_names_nothing_is_refused(word: str) -> None:
    with pytest.raises(BadSource, match=word.strip("@").replace("*", ".")):
        sources_of([word])


def test_articles_of_a_file_that_all_name_one_canonical_url_stay_articles(tmp_path: Path) -> None:
    head = b'<link rel="canonical" href="https://chonoi.example/chuyen-cho-noi-10001.html"></head>'
    captures = [
        Capture(url=capture.url, body=capture.body.replace(b"</head>", head))
        for capture in (news("chonoi.example", number) for number in (3, 2, 1))
    ]
    warc = write_warc(tmp_path / "a.warc.gz", captures)
    report = run([warc], tmp_path / "archive")
    found = stored(tmp_path / "archive")
    assert {record.url: record.revision for record in found} == {capture.url: 1 for capture in captures}
    assert len({record.id for record in found}) == 3, report
    assert verify(tmp_path / "archive").problems == []


def test_a_canonical_url_that_nothing_in_the_file_contradicts_is_believed(tmp_path: Path) -> None:
    head = b'<link rel="canonical" href="https://chonoi.example/chuyen-cho-noi-10001.html"></head>'
    capture = news("chonoi.example", 1)
    shared = Capture(url=f"{capture.url}?chia-se=fb", body=capture.body.replace(b"</head>", head))
    run([write_warc(tmp_path / "a.warc.gz", [shared, capture])], tmp_path / "archive")
    assert [record.canonical_url for record in stored(tmp_path / "archive")] == [capture.url]
