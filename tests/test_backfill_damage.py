"""A web archive that is slightly wrong loses no article: bad lists are told, bad captures give way to the next."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import brotli
import pytest
from click.testing import CliRunner
from raw_server import Ran, RawServer, article, moved, path_of, raw_server, reply

from newsarchive.archive.index import Index
from newsarchive.archive.layout import Layout
from newsarchive.cli import main
from newsarchive.crawl.spiders.capture_lists import read_listing
from newsarchive.crawl.spiders.web_archive import name_of, web_archive
from newsarchive.monitoring.run_history import past_runs

SITE_URL = "http://bensong.example"
COLUMNS = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
Play = Callable[[str, str], bytes]


def row(number: int, at: str, *, status: str = "200", host: str = SITE_URL) -> list[str]:
    return ["key", at, host + path_of(number), "text/html", status, f"{number}-{at}", "9"]


def table(*rows: Sequence[str]) -> bytes:
    return reply(json.dumps([COLUMNS, *rows]), kind="application/json")


def whole(at: str, url: str) -> bytes:
    return reply(article(int(url.partition("-so-")[2].partition("-")[0])))


def _archive(server: RawServer, lists: Sequence[bytes], play: Play) -> None:
    """Answer list after list (the last for ever), and each capture by *play*(timestamp, url)."""
    left = [*lists]

    def answer(path: str, headers: Mapping[str, str]) -> bytes | None:
        if path.startswith("/cdx"):
            return left.pop(0) if len(left) > 1 else left[0]
        at, _, url = path.removeprefix("/web/").partition("id_/")
        return play(at, url) if url else None

    server.default = answer


def backfilled(server: RawServer, folder: Path, *arguments: str) -> Ran:
    source = ("--from", f"{server.url}/cdx", "--replay", server.url + "/web/{timestamp}id_/{url}")
    options = ("--to", str(folder), "--allow-private", "--delay", "0")
    return Ran(folder, "backfill", f"{SITE_URL}/", *source, *options, *arguments)


@pytest.mark.parametrize(
    "body",
    [
        b"<br />\n<b>Notice</b>: x\n" + json.dumps([["urlkey", *COLUMNS[1:]], row(1, "20180510")]).encode(),
        json.dumps([COLUMNS, row(1, "20180510")])[:-1].encode() + b",\n]",
        json.dumps([COLUMNS, row(1, "20180510")]).encode("utf-16"),
        json.dumps([COLUMNS, row(1, "20180000000000")]).encode(),
        json.dumps([COLUMNS]).encode() + b"\n" + json.dumps([COLUMNS, row(1, "20180510")]).encode(),
        json.dumps(COLUMNS).encode() + b"\n" + json.dumps(row(1, "20180510081560")).encode(),
        json.dumps([COLUMNS, row(1, "20180510")]).replace("http://", "").encode(),
    ],
    ids=["after a warning", "last comma", "UTF-16", "month 00", "two tables", "a row a line", "no scheme"],
)
def test_a_list_that_can_be_read_is_complete(body: bytes) -> None:
    found = read_listing(body)
    assert [capture.url for capture in found.captures] == [SITE_URL + path_of(1)]
    assert (found.damage, found.has_end) == (None, True)


def test_the_password_in_a_captured_url_is_removed() -> None:
    found = read_listing(
        json.dumps([COLUMNS, row(1, "20180510", host="http://doc-gia:mat-khau@bensong.example")]).encode()
    )
    assert [capture.url for capture in found.captures] == [SITE_URL + path_of(1)]


def test_rows_with_an_impossible_time_are_counted() -> None:
    rows = [row(1, "20180510"), COLUMNS, row(2, "20171311081500"), row(3, "20170231")]
    found = read_listing(json.dumps([COLUMNS, *rows]).encode())
    assert (len(found.captures), found.note, found.damage) == (1, "rows without a valid time: 2 of 4", None)


@pytest.mark.parametrize(("status", "count"), [("200", 1), ("203", 1), ("0200", 1), ("-", 1), ("301", 0), ("404", 0)])
def test_captures_with_a_page_are_used(status: str, count: int) -> None:
    found = read_listing(json.dumps([COLUMNS, row(1, "20180510", status=status)]).encode())
    assert len(found.captures) == count


def test_a_url_in_a_list_may_contain_blanks() -> None:
    found = read_listing(b"vn,bao)/x 20180510000000 http://bao.vn/x?q=a b text/html 200 ABC 77")
    assert [capture.url for capture in found.captures] == ["http://bao.vn/x?q=a%20b"]


def test_a_list_that_nests_without_end_has_no_captures() -> None:
    found = read_listing(b"[" * 100_000)
    assert ([*found.captures], found.has_end) == ([], False)


GOOD = table(row(1, "20180510"), row(2, "20180511"))


@pytest.mark.parametrize(
    ("bad", "used"),
    [
        (reply(json.dumps([COLUMNS, row(1, "20180510"), row(2, "20180511")])[:-30], kind="application/json"), [1]),
        (reply("<html><title>Wayback Machine</title></html>"), []),
        (reply('{"error": "busy"}', kind="application/json"), []),
    ],
    ids=["cut", "html", "error"],
)
def test_a_damaged_list_is_fetched_again_and_reported_if_it_stays_damaged(
    bad: bytes, used: list[int], tmp_path: Path
) -> None:
    with raw_server() as server:
        _archive(server, [bad, GOOD], whole)
        better = backfilled(server, tmp_path / "better")
        _archive(server, [bad], whole)
        done = backfilled(server, tmp_path / "bad")
    assert (better.numbers, better.code) == ([1, 2], 0), better.err
    assert done.numbers == used
    assert done.code == 3
    assert "is unreadable" in done.err


def _gone_first(at: str, url: str) -> bytes:
    return reply(b"", "404 Not Found") if at < "2019" else whole(at, url)


def _home_first(at: str, url: str) -> bytes:
    if at < "2019":
        return moved(f"/web/20150101000000id_/{SITE_URL}/")
    return whole(at, url)


def _parked_first(at: str, url: str) -> bytes:
    return reply("<title>bensong.example</title><p>This domain is for sale.</p>") if at < "2019" else whole(at, url)


@pytest.mark.parametrize("which", ["first", "all"])
@pytest.mark.parametrize("has_full", [True, False])
def test_the_amp_version_is_fetched_only_if_the_page_has_no_capture(has_full: bool, which: str, tmp_path: Path) -> None:
    amp = [*row(1, "20180101")[:2], f"{SITE_URL}{path_of(1)}?amp=1", *row(1, "20180101")[3:]]
    with raw_server() as server:
        _archive(server, [table(amp, row(1, "20190101") if has_full else row(2, "20190101"))], whole)
        done = backfilled(server, tmp_path, "--captures", which)
    fetched = sorted(path.partition("id_/")[2] for path in server.requests if "id_/" in path)
    assert done.numbers == ([1] if has_full else [1, 2])
    assert fetched == [SITE_URL + path_of(1)] if has_full else fetched[0].endswith("?amp=1"), fetched


@pytest.mark.parametrize("play", [_gone_first, _home_first, _parked_first])
def test_the_next_capture_replaces_an_error_page(play: Play, tmp_path: Path) -> None:
    def or_home(at: str, url: str) -> bytes:
        return reply("<title>Trang chủ</title>") if url == f"{SITE_URL}/" else play(at, url)

    with raw_server() as server:
        _archive(server, [table(row(1, "20150101"), row(1, "20160101"), row(1, "20200101"))], or_home)
        done = backfilled(server, tmp_path)
    assert done.numbers == [1], done.err
    assert "2 passed over" in done.err or play is _parked_first
    assert done.records[0].fetched_at is not None
    assert done.records[0].fetched_at.year == 2020


def _to_another_article(at: str, url: str) -> bytes:
    return moved(f"/web/20150101000100id_/{SITE_URL}{path_of(2)}") if at == "20150101000000" else whole(at, url)


def test_a_capture_that_redirects_to_another_article_gives_way_to_the_next(tmp_path: Path) -> None:
    rows = [row(1, "20150101000000"), row(1, "20200101000000"), row(2, "20180101000000")]
    with raw_server() as server:
        _archive(server, [table(*rows)], _to_another_article)
        done = backfilled(server, tmp_path)
    assert (done.numbers, done.code) == ([1, 2], 0), done.err


def test_the_only_capture_may_redirect_to_the_new_url_of_its_article(tmp_path: Path) -> None:
    with raw_server() as server:
        _archive(server, [table(row(1, "20150101000000"))], _to_another_article)
        done = backfilled(server, tmp_path)
    assert (done.numbers, done.code) == ([2], 0), done.err


@pytest.mark.parametrize("is_gone", [True, False])
def test_a_capture_that_redirects_to_the_new_url_is_used_if_no_other_can_be(is_gone: bool, tmp_path: Path) -> None:
    def play(at: str, url: str) -> bytes:
        if url.endswith(path_of(2)):
            return whole(at, url)
        return reply(b"", "404 Not Found") if is_gone and at > "2016" else _to_another_article("20150101000000", url)

    with raw_server() as server:
        _archive(server, [table(row(1, "20150101000000"), row(1, "20200101000000"))], play)
        done = backfilled(server, tmp_path)
    assert (done.numbers, done.code) == ([2], 0), done.err


@pytest.mark.parametrize("others", [[], [row(2, "20180101")]], ids=["alone", "beside-another"])
def test_an_article_without_a_capture_that_can_be_fetched_is_told(others: list[list[str]], tmp_path: Path) -> None:
    def play(at: str, url: str) -> bytes:
        return reply(b"", "404 Not Found") if url.endswith(path_of(1)) else whole(at, url)

    with raw_server() as server:
        _archive(server, [table(row(1, "20150101"), row(1, "20160101"), *others)], play)
        done = backfilled(server, tmp_path)
    assert (len(done.records), done.code) == (len(others), 3)
    last = done.err.strip().splitlines()[-1]
    assert "1 article could not be fetched from any capture (1 HTTP 404); run the same command later" in last
    shown = CliRunner().invoke(main, ["coverage", str(tmp_path), "--json"], catch_exceptions=False)
    reasons = [month["reasons"] for month in json.loads(shown.stdout)["months"] if month["reasons"]]
    assert reasons == [{"no capture": 1}]


def test_a_dry_run_counts_the_lists_of_captures_it_has_read(tmp_path: Path) -> None:
    with raw_server() as server:
        _archive(server, [table(row(1, "20150101"), row(2, "20160101"))], whole)
        done = backfilled(server, tmp_path, "--dry-run")
    (counts,) = [line.split()[1:4] for line in done.err.splitlines() if line.startswith("  captures")]
    assert counts == ["1", "0", "2"]


@pytest.mark.parametrize("is_whole_later", [True, False])
def test_a_whole_capture_follows_one_that_was_received_in_part(is_whole_later: bool, tmp_path: Path) -> None:
    def cut_first(at: str, url: str) -> bytes:
        page = whole(at, url)
        is_cut = at < "2019" or not is_whole_later
        return page[: page.index(b"</p>") + 4] if is_cut else page

    rows = [row(1, at) for at in ("20150101", "20200101", "20210101")]
    with raw_server() as server:
        _archive(server, [table(*rows)], cut_first)
        done = backfilled(server, tmp_path)
    last = done.records[-1]
    assert (len(done.records), last.revision) == ((2, 2) if is_whole_later else (1, 1))
    assert bool(last.http and last.http.truncated) is not is_whole_later
    assert any("id_/" in path and "2021" in path for path in server.requests) is not is_whole_later


def test_an_error_page_in_a_web_archive_says_nothing_of_the_article(tmp_path: Path) -> None:
    with raw_server() as server:
        _archive(server, [table(row(1, "20150101"))], _parked_first)
        assert backfilled(server, tmp_path).numbers == []
        index = Index(Layout(tmp_path).index, writable=False)
        assert index.by_url(SITE_URL + path_of(1)) is None
        index.close()
        _archive(server, [table(row(1, "20150101"), row(1, "20200101"))], _parked_first)
        assert backfilled(server, tmp_path).numbers == [1]


@pytest.mark.parametrize(
    ("packed", "headers"),
    [
        (gzip.compress(article(1).encode(), mtime=0), ("X-Archive-Orig-Content-Encoding: gzip",)),
        (gzip.compress(article(1).encode(), mtime=0), ()),
        (brotli.compress(article(1).encode()), ("X-Archive-Orig-Content-Encoding: br",)),
    ],
    ids=["named", "unnamed", "br"],
)
def test_a_body_that_is_still_packed_is_unpacked_now_and_later(
    packed: bytes, headers: Sequence[str], tmp_path: Path
) -> None:
    with raw_server() as server:
        _archive(server, [table(row(1, "20180510"))], lambda at, url: reply(packed, "200 OK", *headers))
        done = backfilled(server, tmp_path)
    assert done.numbers == [1], done.err
    assert len(Ran(tmp_path, "extract", str(tmp_path), "--again", "--yes", "--workers", "1").records) == 1


def test_captures_are_grouped_over_the_whole_list_regardless_of_port_and_scheme(tmp_path: Path) -> None:
    names = ["http://bensong.example:80", SITE_URL, "https://www.bensong.example"]
    rows = [row(1, f"201{place}0101", host=names[place % 3]) for place in range(6)]
    with raw_server() as server:
        _archive(server, [table(rows[0], row(2, "20180101"), *rows[1:])], whole)
        done = backfilled(server, tmp_path, "--captures", "last")
        played = [path[5:9] for path in server.requests if path.startswith("/web/")]
    assert done.numbers == [1, 2]
    assert sorted(played) == ["2015", "2018"]
    (report,) = past_runs(Layout(tmp_path))
    assert report.backfill == {"from": f"{server.url}/cdx", "captures": "last"}


def test_captures_outside_the_period_are_counted(tmp_path: Path) -> None:
    with raw_server() as server:
        _archive(server, [table(row(1, "20100101"), row(2, "20180601"))], whole)
        done = backfilled(server, tmp_path, "--since", "2018-05-01", "--until", "2018-05-31")
    assert done.numbers == [2]
    assert "captures: 2 listed, 1 outside the period" in done.err


@pytest.mark.parametrize(
    "parts",
    [[(1, "a"), (2, "b"), (3, "a")], [(1, "a"), (2, "b"), *((1, f"c{number}") for number in range(9))]],
    ids=["the same key", "the same list with other keys"],
)
def test_a_list_that_leads_in_a_circle_is_read_once_and_reported(parts: list[tuple[int, str]], tmp_path: Path) -> None:
    lists = [table(row(number, "20180510"), [], [key]) for number, key in parts]
    with raw_server() as server:
        _archive(server, lists, whole)
        done = backfilled(server, tmp_path)
    assert (done.numbers, done.code) == (sorted({number for number, _ in parts}), 3)
    assert "continues with a list before it" in done.err
    assert sum(path.startswith("/cdx") for path in server.requests) == 3


@pytest.mark.parametrize("name", ["wayback", "commoncrawl"])
def test_a_web_archive_keeps_its_name(name: str) -> None:
    assert name_of(web_archive(name)) == name
