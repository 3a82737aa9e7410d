"""A backfill in the dialect of the Wayback Machine: a list that comes in pieces, each with the key of the next."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import preloaded
from crawling import HERE, MAIN, records
from raw_server import article, path_of, raw_server, reply
from wayback_server import COLUMNS, FILE, OF_ITS_OWN, PATHS, Wayback, serving_captures

from newsarchive.archive.ledger import Ledger
from newsarchive.demo.story import ORIGIN


def test_a_list_that_the_service_takes_long_to_make_is_requested_more_often_than_a_silent_page(tmp_path: Path) -> None:
    rows = [COLUMNS, ["key", "20180510", "http://bensong.example" + path_of(1), "text/html", "200", "d", "9"]]
    asked: list[str] = []

    def answer(path: str, _: Mapping[str, str]) -> bytes:
        asked.append(path)
        if len(asked) in (2, 3, 4):  # after robots.txt
            time.sleep(2)
        return reply(json.dumps(rows)) if path.startswith("/cdx") else reply(article(1) if "id_/" in path else "")

    with raw_server() as server:
        server.default = answer
        program = f"import newsarchive.crawl.settings as s; s.DOWNLOAD_TIMEOUT = 1; {MAIN[-1]}"
        done = preloaded.run(
            [
                *MAIN[:-1],
                program,
                "backfill",
                "http://bensong.example/",
                "--from",
                server.url,
                "--to",
                str(tmp_path),
                *HERE,
            ]
        )
    assert done.returncode == 0, done.stderr
    assert len(records(tmp_path)) == 1
    assert sum(path.startswith("/cdx") for path in asked) == 4


def test_a_list_in_pieces_is_read_to_its_end_and_no_second_run_fetches_a_page(tmp_path: Path) -> None:
    (tmp_path / "publishers").mkdir()
    (tmp_path / "publishers" / "lamgiang.toml").write_text(FILE, "utf-8")
    wayback = Wayback()
    with serving_captures(wayback) as place:
        arguments = [
            "backfill",
            "lamgiang",
            "--to",
            str(tmp_path / "data"),
            "--publishers",
            str(tmp_path / "publishers"),
        ]
        for pages in (len(PATHS), 0):
            wayback.requests.clear()
            command = [sys.executable, "-c", OF_ITS_OWN, place, *arguments, "--since", "2010", "--until", "2019", *HERE]
            done = preloaded.run(command)
            assert done.returncode == 0, done.stderr
            assert sum("id_/" in path for path in wayback.requests) == pages
    keys = [parse_qs(urlsplit(path).query).get("resumeKey") for path in wayback.requests if path.startswith("/cdx")]
    assert keys == [None, *([row[0]] for row in wayback.rows[3:-1:4])]
    found = records(tmp_path / "data")
    assert sorted(str(record.url) for record in found) == [ORIGIN + path for path in PATHS]
    assert all(str(record.retrieved_from).startswith(f"{place}/web/20160102030405id_/") for record in found)
    assert {record.revision for record in found} == {1}


def test_coverage_counts_articles_and_says_which_have_no_good_capture(tmp_path: Path) -> None:
    day, host = "20180510", "http://bensong.example"
    rows = [
        COLUMNS,
        *(["key", day, host + path_of(number), "text/html", "200", f"d{number}", "9"] for number in (1, 2)),
    ]
    notice = "<title>Bến Sông</title><h1>Không tìm thấy trang</h1><p>Bài viết bạn tìm không tồn tại.</p>"

    def answer(path: str, _: Mapping[str, str]) -> bytes:
        if path.startswith("/cdx"):
            return reply(json.dumps(rows))
        return reply((notice if path.endswith(path_of(2)) else article(1)) if "id_/" in path else "")

    with raw_server() as server:
        server.default = answer
        for _ in range(2):
            command = [*MAIN, "backfill", f"{host}/", "--from", server.url, "--to", str(tmp_path), *HERE]
            done = preloaded.run(command)
            assert done.returncode == 0, done.stderr
    with Ledger(tmp_path) as ledger:
        found = {entry.requested: entry.reason for entry in (*ledger.entries(), *ledger.undiscovered())}
    assert found == {host + path_of(1): None, host + path_of(2): "not found page"}
