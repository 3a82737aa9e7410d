"""Indexes of WARC files: their keys and lines are those that pywb makes and looks for."""

from __future__ import annotations

import dataclasses
import json
import random
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsarchive.page import Page
from newsarchive.warc import Exchange, info_bytes, read_stored_pages, warc_bytes
from newsarchive.warc.cdxj import cdxj_of
from newsarchive.warc.surt import surt_key

NOW = datetime(2026, 11, 22, 1, 40, 5, 123456, tzinfo=UTC)
PAGE = Page(
    url="https://www.baovidu.example/Thoi-Su/cho.html?b=2&a=1",
    body=b"<p>x",
    headers=(("Content-Type", "text/html; charset=utf-8"),),
    content_type="text/html; charset=utf-8",
    fetched_at=NOW,
)
HOSTS = [
    "vnexpress.net",
    "www.Tuoitre.vn",
    "www2.a.com.vn",
    "m.a.vn:8080",
    "a.vn:443",
    "u:p@a.vn",
    "báo.vn",
    "127.0.0.1:8000",
]
HOSTS += ["[::1]:80", "wwww.vn", "a..b.vn.", "%61.vn", "localhost"]
SEGMENTS = [
    "",
    "a",
    "A-b",
    "..",
    ".",
    "thời-sự",
    "%E1%BB%9D",
    "%25c3",
    "x y",
    "(aaaaaaaaaaaaaaaaaaaaaaaa)",
    "x.aspx",
    "a%2Fb",
    "é%",
    "~",
    "'",
    "|",
]
PARAMETERS = [
    "",
    "a=1",
    "b",
    "b=",
    "A=Z",
    "c=%20x",
    "d=ơ",
    f"sid={'a' * 32}",
    "cfid=1&cftoken=2",
    "e=a=b",
    "%",
    "?x",
    f"PHPSESSID={'0' * 32}",
]


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://baovidu.vn/thoi-su/cho-123.html", "vn,baovidu)/thoi-su/cho-123.html"),
        ("HTTP://WWW2.BaoViDu.com.vn:80/A/?B=2&a=1#x", "vn,com,baovidu)/a?a=1&b=2"),
        ("http://127.0.0.1:8000/", "1,0,0,127:8000)/"),
        ("https://báo.vn/thời sự/", "vn,xn--bo-mia)/th%e1%bb%9di%20s%e1%bb%b1"),
        ("mailto:a@b.vn", "mailto:a@b.vn"),
        ("http://[nix/", "http://[nix/"),
    ],
)
def test_a_key_turns_the_host_round(url: str, key: str) -> None:
    assert surt_key(url) == key


@pytest.mark.needs("pywb")
def test_keys_are_those_of_pywb(wayback: str) -> None:
    dice = random.Random(1)
    urls = [
        f"{dice.choice(['http', 'https'])}://{dice.choice(HOSTS)}/"
        + "/".join(dice.choices(SEGMENTS, k=dice.randint(0, 4)))
        + dice.choice(["", "?" + "&".join(dice.choices(PARAMETERS, k=3)), "#f"])
        for _ in range(3000)
    ]
    code = (
        "import json, sys; from pywb.utils.canonicalize import canonicalize as key; "
        "json.dump([key(one) for one in json.load(sys.stdin)], sys.stdout)"
    )
    python = Path(wayback).with_name("python")
    done = subprocess.run(
        [python, "-W", "ignore", "-c", code], input=json.dumps(urls), capture_output=True, text=True, check=True
    )
    theirs = json.loads(done.stdout)
    assert {url: surt_key(url) for url in urls} == dict(zip(urls, theirs, strict=True))


def warc_file(folder: Path) -> Path:
    """A page, a redirect, a page without a type, and the first page unchanged a day later."""
    path = folder / "r-0001.warc.gz"
    path.write_bytes(info_bytes(path.name, NOW, {"software": "newsarchive"}) + bytes(warc_bytes(Exchange(page=PAGE))))
    (original,) = read_stored_pages(path)
    moved = dataclasses.replace(
        PAGE, url="http://baovidu.example/cho", status=301, body=b"", headers=(("Location", "/x"),)
    )
    bare = dataclasses.replace(PAGE, url="https://baovidu.example/b", headers=(), content_type=None)
    later = dataclasses.replace(PAGE, fetched_at=NOW.replace(day=23))
    with path.open("ab") as stream:
        for page in (moved, bare):
            stream.write(bytes(warc_bytes(Exchange(page=page))))
        stream.write(bytes(warc_bytes(Exchange(page=later), original)))
    return path


def test_a_line_locates_its_record(tmp_path: Path) -> None:
    path = warc_file(tmp_path)
    lines = [line.split(b" ", 2) for line in cdxj_of(path, "site=a/r-0001.warc.gz")]
    facts = [json.loads(line[2]) for line in lines]
    assert [line[1] for line in lines] == [b"20261122014005", b"20261122014005", b"20261122014005", b"20261123014005"]
    assert [(fact["mime"], fact.get("status")) for fact in facts] == [
        ("unk", "200"),
        ("text/html", "301"),
        ("text/html", "200"),
        ("warc/revisit", None),
    ]
    places = {
        (stored_page.place.offset, stored_page.place.length): stored_page.page.url
        for stored_page in read_stored_pages(path)
    }
    for fact in facts[:3]:
        assert places[int(fact["offset"]), int(fact["length"])] == fact["url"]
    assert facts[2]["digest"] == facts[3]["digest"]


@pytest.mark.needs("pywb")
def test_lines_are_those_of_pywbs_own_indexer(wayback: str, tmp_path: Path) -> None:
    path = warc_file(tmp_path)
    indexer = Path(wayback).with_name("cdx-indexer")
    done = subprocess.run([indexer, "-s", "-j", path], capture_output=True, text=True, check=True)
    theirs = [line.split(" ", 2) for line in done.stdout.splitlines() if not line.startswith("!")]
    ours = [line.decode().split(" ", 2) for line in cdxj_of(path, path.name)]
    assert [(*line[:2], json.loads(line[2])) for line in ours] == [(*line[:2], json.loads(line[2])) for line in theirs]


def test_truncated_records_and_other_files_have_no_line(tmp_path: Path) -> None:
    path = warc_file(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[:-5])
    assert len(cdxj_of(path, "x")) == 4  # the last record is the revisit's metadata
    path.write_bytes(whole[: len(whole) // 2])
    assert len(cdxj_of(path, "x")) < 4
