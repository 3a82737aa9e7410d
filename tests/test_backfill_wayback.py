"""A backfill in the dialect of the Wayback Machine: a list that comes in pieces, each with the key of the next."""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import preloaded
from crawling import HERE, records
from wayback_server import FILE, OF_ITS_OWN, PATHS, Wayback, serving_captures

from newsarchive.demo.story import ORIGIN


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
