"""A backfill from Common Crawl: its index pages, byte ranges of its WARC files, and what may be wrong with both."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from common_crawl import SITE_URL, Collection, CommonCrawlServer, Row, common_crawl, no_captures
from raw_server import Ran, article, path_of, reply

from newsarchive.crawl.errors import BadPlan
from newsarchive.crawl.frontier.candidate import Capture
from newsarchive.crawl.spiders.capture_lists import BadCapture, CaptureQuery
from newsarchive.crawl.spiders.common_crawl import CommonCrawl
from newsarchive.crawl.spiders.web_archive import web_archive
from newsarchive.page import Page
from newsarchive.warc import Exchange, read_page


def _spring(**options: int) -> Collection:
    return Collection(name="CC-MAIN-2018-22", first="2018-05-20", last="2018-05-28", **options)


def _autumn() -> Collection:
    return Collection(name="CC-MAIN-2018-43", first="2018-10-15", last="2018-10-24")


def _backfilled(crawl: CommonCrawlServer, folder: Path, *arguments: str) -> Ran:
    options = ("--to", str(folder), "--allow-private", "--delay", "0", "--from", f"commoncrawl+{crawl.server.url}/")
    return Ran(folder, "backfill", f"{SITE_URL}/", *options, *arguments)


def test_index_pages_give_the_captures_and_a_second_run_fetches_none(tmp_path: Path) -> None:
    spring = _spring()
    for number in range(1, 8):
        spring.add(number, f"2018052{number}010203")
    with common_crawl(spring) as crawl:
        done = _backfilled(crawl, tmp_path)
        lists = [path for path in crawl.requests if "-index?" in path]
        assert (done.numbers, done.code) == ([*range(1, 8)], 0), done.err
        assert [path.partition("&page=")[2] for path in lists] == ["", "0", "1", "2"]
        assert len(crawl.ranges) == 7
        crawl.ranges.clear()
        assert _backfilled(crawl, tmp_path).code == 0
        assert not crawl.ranges


def test_a_record_and_its_warc_are_those_of_the_capture(tmp_path: Path) -> None:
    spring = _spring()
    spring.add(1, "20180521010203")
    row = spring.add(2, "20180522010203")
    with common_crawl(spring) as crawl:
        done = _backfilled(crawl, tmp_path)
        base = crawl.server.url
    record = next(record for record in done.records if record.url == SITE_URL + path_of(2))
    assert record.fetched_at == datetime(2018, 5, 22, 1, 2, 3, tzinfo=UTC)
    end = int(row["offset"]) + int(row["length"]) - 1
    assert record.retrieved_from == f"{base}/{spring.filename}#bytes={row['offset']}-{end}"
    assert record.warc is not None
    page = read_page(tmp_path, record.warc).page
    assert (page.url, page.status, page.fetched_at) == (record.url, 200, record.fetched_at)
    assert page.body == article(2).encode()
    assert page.header("X-Powered-By") == "a newspaper"
    assert page.header("Content-Range") is None
    assert page.retrieved_from == record.retrieved_from


@pytest.mark.parametrize(
    ("which", "days"),
    [("first", ["2018-05-21"]), ("last", ["2018-10-17"]), ("all", ["2018-05-21", "2018-10-17"])],
)
def test_captures_are_chosen_over_all_collections(which: str, days: list[str], tmp_path: Path) -> None:
    spring, autumn = _spring(), _autumn()
    spring.add(1, "20180521000000")
    spring.add(1, "20180522000000", url="https://www.bensong.example" + path_of(1))
    autumn.add(1, "20181017000000", article(1).replace("</p>", " Có bổ sung.</p>"))
    with common_crawl(autumn, spring) as crawl:
        done = _backfilled(crawl, tmp_path, "--captures", which)
    assert sorted(str(record.fetched_at)[:10] for record in done.records) == days, done.err


@pytest.mark.parametrize(
    ("arguments", "collections"),
    [
        (("--since", "2018-05-01", "--until", "2018-05-31"), {"CC-MAIN-2018-22", "CC-MAIN-2018-43"}),
        (("--since", "2018-06"), {"CC-MAIN-2018-43"}),
        (("--until", "2017-06-01"), {"CC-MAIN-2018-22"}),
    ],
)
def test_only_collections_of_the_period_are_requested(
    arguments: tuple[str, ...], collections: set[str], tmp_path: Path
) -> None:
    with common_crawl(_autumn(), _spring()) as crawl:
        done = _backfilled(crawl, tmp_path, *arguments)
    assert done.code == 0, done.err
    assert {path[1:].partition("-index")[0] for path in crawl.requests if "-index?" in path} == collections


def test_a_period_before_every_collection_is_reported(tmp_path: Path) -> None:
    with common_crawl(_spring()) as crawl:
        done = _backfilled(crawl, tmp_path, "--until", "2009")
    assert done.code == 0
    assert "none of 1 collections has captures from the beginning to 2011-01-01" in done.err


def test_a_limit_ends_the_reading_of_lists_in_order_of_time(tmp_path: Path) -> None:
    spring, autumn = _spring(page_size=2000), _autumn()
    for number in range(1, 3):
        spring.add(number, "20180521000000")
    row = spring.rows[0]
    spring.rows += [{**row, "url": SITE_URL + path_of(number)} for number in range(3, 1003)]
    with common_crawl(autumn, spring) as crawl:
        _backfilled(crawl, tmp_path, "--limit", "1", "--dry-run")
        assert [path for path in crawl.requests if "2018-22-index" in path]
        assert not [path for path in crawl.requests if "2018-43-index" in path]


def test_a_dry_run_names_the_byte_ranges_and_fetches_none(tmp_path: Path) -> None:
    spring = _spring()
    row = spring.add(1, "20180521000000")
    with common_crawl(spring) as crawl:
        done = _backfilled(crawl, tmp_path, "--dry-run")
        assert not crawl.ranges
    assert f"{spring.filename}#bytes={row['offset']}-{int(row['length']) - 1}" in done.out


def test_no_captures_is_an_empty_list_and_another_404_is_a_damaged_one(tmp_path: Path) -> None:
    with common_crawl(_spring()) as crawl:
        crawl.odd["index?"] = [no_captures()]
        nothing = _backfilled(crawl, tmp_path / "nothing")
        crawl.odd["index?"] = [reply("<h1>Not Found</h1>", "404 Not Found")] * 3
        folder_without = _backfilled(crawl, tmp_path / "gone")
    assert nothing.code == 0, nothing.err
    assert folder_without.code == 3
    assert "HTTP 404" in folder_without.err


INDEX = "https://index.commoncrawl.org/CC-MAIN-2018-22-index?url=bensong.example"


@pytest.mark.parametrize(
    ("url", "body", "damage"),
    [
        ("https://index.commoncrawl.org/collinfo.json", "<html>Down for maintenance</html>", "not a list of coll"),
        ("https://index.commoncrawl.org/collinfo.json", '[{"id": "CC-MAIN-2018-22", "cdx-', "not a list of coll"),
        ("https://index.commoncrawl.org/collinfo.json", '[{"id": "CC-MAIN-2018-22"}]', "usable cdx-api"),
        (f"{INDEX}&showNumPages=true", "<html>504</html>", "an HTML page"),
        (f"{INDEX}&showNumPages=true", '{"pages": 123456789, "pageSize": 5}', "123,456,789 pages"),
        (f"{INDEX}&page=0", '{"urlkey": "example,bensong)/", "timestamp": "2018', "not a line of a list"),
        (f"{INDEX}&page=0", '{"error": "slow down"}', "not a line of a list"),
        (f"{INDEX}&page=0", '{"message": "No Captures found for: bensong.example"}', None),
    ],
)
def test_a_list_that_cannot_be_read_says_so(url: str, body: str, damage: str | None) -> None:
    found = CommonCrawl().read(url, 200, body.encode(), CaptureQuery(domains=("bensong.example",)))
    assert (damage or "") in (found.damage or "")
    assert (damage is None) == (found.damage is None)
    assert not found.captures
    assert not found.more


def test_a_truncated_or_empty_list_is_fetched_again_and_reported_if_it_stays_truncated(tmp_path: Path) -> None:
    spring = _spring()
    lines = "".join(json.dumps(spring.add(number, "20180521000000")) + "\n" for number in (1, 2))
    with common_crawl(spring) as crawl:
        crawl.odd["page=0"] = [reply(lines[:-40])]
        better = _backfilled(crawl, tmp_path / "better")
        crawl.odd["page=0"] = [reply("")]
        empty = _backfilled(crawl, tmp_path / "empty")
        crawl.odd["page=0"] = [reply(lines[:-40])] * 3
        done = _backfilled(crawl, tmp_path / "bad")
    assert (better.numbers, better.code) == ([1, 2], 0), better.err
    assert (empty.numbers, empty.code) == ([1, 2], 0), empty.err
    assert (done.numbers, done.code) == ([1], 3)
    assert "is unreadable" in done.err


def test_a_collection_that_fails_costs_only_its_own_captures_and_the_exit_code(tmp_path: Path) -> None:
    spring, autumn = _spring(), _autumn()
    spring.add(1, "20180521000000")
    autumn.add(2, "20181017000000")
    with common_crawl(autumn, spring) as crawl:
        crawl.odd["2018-22-index"] = [reply("", "403 Forbidden")] * 9
        done = _backfilled(crawl, tmp_path)
    assert (done.numbers, done.code) == ([2], 3), done.err


def test_slow_down_is_waited_for(tmp_path: Path) -> None:
    spring = _spring()
    spring.add(1, "20180521000000")
    with common_crawl(spring) as crawl:
        busy = reply("Please reduce your request rate.", "503 Slow Down", "Retry-After: 1")
        crawl.odd["page=0"] = [busy]
        crawl.odd["crawl-data"] = [busy]
        done = _backfilled(crawl, tmp_path)
    assert (done.numbers, done.code) == ([1], 0), done.err
    assert len(crawl.requests) == 6  # collections, number of pages, and the page and the record twice


def _partly(body: bytes, *headers: str) -> bytes:
    return reply(body, "206 Partial Content", *headers, kind="application/octet-stream")


def test_a_refused_byte_range_is_reported_and_the_next_capture_is_tried(tmp_path: Path) -> None:
    spring = _spring()
    spring.add(1, "20180521000000")
    spring.add(1, "20180522000000", article(1).replace("</p>", " Có bổ sung.</p>"))
    with common_crawl(spring) as crawl:
        crawl.odd["crawl-data"] = [reply(b"<html>x</html>")]
        done = _backfilled(crawl, tmp_path / "once", "--verbose")
        crawl.odd["crawl-data"] = [reply(b"<html>x</html>")] * 2
        never = _backfilled(crawl, tmp_path / "never")
    assert [str(record.fetched_at)[:10] for record in done.records] == ["2018-05-22"], done.err
    assert "damaged record" in done.err
    assert "1 passed over" in done.err
    assert not never.records
    assert "bad capture" in never.err


def test_the_bytes_of_a_record_are_found_in_what_the_server_sends_of_the_file() -> None:
    spring = _spring()
    spring.add(2, "20180521000000")
    row = spring.add(1, "20180521000000")
    start, good = int(row["offset"]), spring.file[int(row["offset"]) :]
    for body, status, sent_range in (
        (spring.file, 200, None),
        (good, 200, None),
        (good, 206, None),
        (spring.file, 206, f"bytes 0-{len(spring.file) - 1}/{len(spring.file)}"),
        (good + b"\x1f\x8b", 206, f"bytes {start}-{len(spring.file) + 1}/*"),
    ):
        assert _captured(row, body, status=status, content_range=sent_range).page.body == article(1).encode()


def test_a_list_of_no_collections_is_damaged() -> None:
    found = CommonCrawl().read(f"{CommonCrawl().index}/collinfo.json", 200, b"[]", CaptureQuery(domains=("a.vn",)))
    assert found.damage == "it lists no collection"


def _captured(row: Row, body: bytes, *, status: int = 206, content_range: str | None = None) -> Exchange:
    capture = Capture(
        url=row["url"],
        at=datetime.strptime(row["timestamp"], "%Y%m%d%H%M%S").replace(tzinfo=UTC),
        digest=row["digest"],
        place=f"{row['filename']} {row['offset']} {row['length']}",
    )
    headers = (("Content-Range", content_range),) if content_range else ()
    return CommonCrawl().captured(Exchange(page=Page(body=body, status=status, headers=headers)), capture)


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("no content", "HTTP 204 instead of 206"),
        ("short", "damaged record"),
        ("elsewhere", "instead of the"),
        ("garbled", "damaged record"),
        ("no gzip", "damaged record"),
    ],
)
def test_a_wrong_answer_to_a_byte_range_is_not_a_capture(fault: str, message: str) -> None:
    spring = _spring()
    row = spring.add(1, "20180521000000")
    good = spring.file
    body = {
        "short": good[:-60],
        "garbled": good[: len(good) // 2] + b"\0" * (len(good) - len(good) // 2),
        "no gzip": b"?" * len(good),
    }.get(fault, good)
    assert _captured(row, good, content_range=f"bytes 0-{len(good) - 1}/99999").page.body == article(1).encode()
    with pytest.raises(BadCapture, match=message):
        _captured(
            row,
            body,
            status=204 if fault == "no content" else 206,
            content_range=f"bytes 7-{len(good) + 6}/99999" if fault == "elsewhere" else None,
        )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"url": SITE_URL + path_of(9), "said_url": SITE_URL + path_of(1)}, "the record of another URL"),
        ({"digest": "A" * 32}, "the record of another capture"),
        ({"http": "404 Not Found"}, "the capture is HTTP 404"),
        ({"kind": "revisit", "warc": {"WARC-Refers-To-Date": "2018-05-01T00:00:00Z"}}, 'a "revisit" record'),
        ({"kind": "request"}, 'a "request" record'),
    ],
)
def test_a_record_that_is_not_the_page_of_the_index_is_not_a_capture(options: dict[str, object], message: str) -> None:
    spring = _spring()
    row = spring.add(1, "20180521000000", **options)
    with pytest.raises(BadCapture, match=message):
        _captured(row, spring.file)


def test_revisits_in_an_index_do_not_hide_the_page_with_the_same_digest(tmp_path: Path) -> None:
    spring = _spring()
    row = spring.add(1, "20180522000000")
    spring.rows.insert(0, {**row, "timestamp": "20180521000000", "mime": "warc/revisit", "mime-detected": "unk"})
    with common_crawl(spring) as crawl:
        done = _backfilled(crawl, tmp_path)
    assert done.numbers == [1], done.err


def test_a_capture_that_was_cut_is_stored_as_truncated(tmp_path: Path) -> None:
    spring = _spring()
    spring.add(1, "20180521000000", article(1).partition("</article>")[0], warc={"WARC-Truncated": "length"})
    with common_crawl(spring) as crawl:
        (record,) = _backfilled(crawl, tmp_path).records
    assert record.http is not None
    assert record.http.truncated


def test_a_capture_of_an_article_on_the_takedown_list_is_not_fetched(tmp_path: Path) -> None:
    spring = _spring()
    for number in (1, 2):
        spring.add(number, "20180521000000")
    (tmp_path / "takedown.txt").write_text(f"{SITE_URL}{path_of(1)}\n", "utf-8")
    with common_crawl(spring) as crawl:
        done = _backfilled(crawl, tmp_path)
        assert len(crawl.ranges) == 1
    assert done.numbers == [2], done.err


def test_a_capture_that_asks_for_no_copy_is_not_stored(tmp_path: Path) -> None:
    spring = _spring()
    page = article(1, head='<meta name="newsarchive" content="noarchive">')
    spring.add(1, "20180521000000", page)
    with common_crawl(spring) as crawl:
        done = _backfilled(crawl, tmp_path)
    assert not done.records
    assert "noarchive" in done.err


def test_a_record_of_an_arc_file_is_read(tmp_path: Path) -> None:
    old = Collection(name="CC-MAIN-2012", first="2012-01-27", last="2012-06-05")
    body = article(1).encode()
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
    head = f"{SITE_URL}{path_of(1)} 203.0.113.7 20120301040506 text/html {len(block)}\n"
    packed = gzip.compress(head.encode() + block + b"\n")
    row = old.add(1, "20120301040506")
    name = "crawl-data/CC-MAIN-2012/segments/1.1/warc/CC-MAIN-2012-00000.arc.gz"
    row |= {"filename": name, "length": str(len(packed)), "digest": "B" * 32}
    with common_crawl(old) as crawl:
        crawl.odd[name] = [_partly(packed)]
        done = _backfilled(crawl, tmp_path)
    assert [record.fetched_at for record in done.records] == [datetime(2012, 3, 1, 4, 5, 6, tzinfo=UTC)], done.err


def test_indexes_of_a_mirror_are_requested_newest_first_for_the_last_captures() -> None:
    infos = json.dumps(
        [
            {
                "cdx-api": "https://index.commoncrawl.org/CC-MAIN-2018-22-index",
                "from": "2018-05-20",
                "to": "2018-05-28",
            },
            {"cdx-api": "https://index.commoncrawl.org/CC-MAIN-2018-43-index"},
            {"id": "no index"},
        ]
    )
    mirror = web_archive("commoncrawl+http://127.0.0.1:8080/cc/", "http://127.0.0.1:8081/files/")
    assert mirror == CommonCrawl(index="http://127.0.0.1:8080/cc", data="http://127.0.0.1:8081/files")
    query = CaptureQuery(domains=("bao.vn", "bao.com.vn"), first=date(2018, 1, 1), newest_first=True)
    found = mirror.read("http://127.0.0.1:8080/cc/collinfo.json", 200, infos.encode(), query)
    assert [url.partition("&match")[0] for url in found.more] == [
        "http://127.0.0.1:8080/cc/CC-MAIN-2018-43-index?url=bao.vn",
        "http://127.0.0.1:8080/cc/CC-MAIN-2018-43-index?url=bao.com.vn",
        "http://127.0.0.1:8080/cc/CC-MAIN-2018-22-index?url=bao.vn",
        "http://127.0.0.1:8080/cc/CC-MAIN-2018-22-index?url=bao.com.vn",
    ]
    assert "from=20180101" in found.more[0]
    assert found.damage


def test_an_index_without_pages_and_lines_without_a_place_are_read() -> None:
    row = {"timestamp": "20180521000000", "url": SITE_URL + path_of(1), "digest": "X"}
    placed = {**row, "filename": "a.warc.gz", "offset": "5", "length": "7"}
    body = "\n".join(map(json.dumps, (placed, row))).encode()
    url = "https://index.commoncrawl.org/CC-MAIN-2015-11-index?url=bensong.example&showNumPages=true"
    found = CommonCrawl().read(url, 200, body, CaptureQuery(domains=("bensong.example",)))
    assert [capture.place for capture in found.captures] == ["a.warc.gz 5 7"]
    assert found.damage == "1 lines without filename, offset and length"


@pytest.mark.parametrize(
    ("name", "replay"), [("commoncrawl+ftp://host/", None), ("commoncrawl+host", None), ("commoncrawl", "host")]
)
def test_a_wrong_mirror_is_refused(name: str, replay: str | None) -> None:
    with pytest.raises(BadPlan, match="not a web a"):
        web_archive(name, replay)
