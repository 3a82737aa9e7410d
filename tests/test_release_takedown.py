"""What was asked to be taken down is recognized, however it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsarchive.article import Record
from newsarchive.release.takedown import BadTakedownList, parsed_takedown, read_takedown, takedown_of

RECORD = Record(
    id="baovidu:0123456789abcdef",
    site="baovidu",
    url="https://baovidu.example/kinh-te/cho-que-hop-lai-12.html",
    canonical_url="https://baovidu.example/kinh-te/cho-que-hop-lai-12.html",
    aliases=["https://m.baovidu.example/cho-que-12.html"],
    text_sha256="0" * 64,
)


@pytest.mark.parametrize(
    "line",
    [
        "baovidu:0123456789abcdef",
        "  baovidu:0123456789abcdef   # by letter of 3 May",
        "https://baovidu.example/kinh-te/cho-que-hop-lai-12.html",
        "http://www.BaoViDu.example/kinh-te/cho-que-hop-lai-12.html/",
        "https://baovidu.example/kinh-te/cho-que-hop-lai-12.html#binh-luan",
        "https://m.baovidu.example/cho-que-12.html",
        "https://baovidu.example/kinh-te/*",
        "*.example/*-12.html",
        "https://*/kinh-te/*",
    ],
)
def test_a_record_is_withheld_by_id_url_or_pattern(line: str) -> None:
    assert parsed_takedown([line], "list").holds(RECORD)


@pytest.mark.parametrize(
    "line",
    [
        "# baovidu:0123456789abcdef",
        "",
        "baovidu:0123456789abcdee",
        "https://baovidu.example/kinh-te/cho-que-hop-lai-1.html",
        "https://baovidu.example/kinh-te",
        "https://baovidu.example/xa-hoi/*",
        "https://baovidu.example/kinh-te/cho.que*",
    ],
)
def test_another_record_is_not(line: str) -> None:
    assert not parsed_takedown([line], "list").holds(RECORD)


@pytest.mark.parametrize("line", ["baovidu", "baovidu:0123", "the article about the market", "baovidu.example/a.html"])
def test_an_invalid_line_stops_the_release(tmp_path: Path, line: str) -> None:
    path = tmp_path / "list.txt"
    path.write_text(f"# letters\n{line}\n", "utf-8")
    with pytest.raises(BadTakedownList, match=r"list\.txt:2: .*write one per line"):
        read_takedown(path)


def test_the_list_of_the_archive_and_those_given_are_combined(tmp_path: Path) -> None:
    assert not takedown_of(tmp_path).ids
    (tmp_path / "takedown.txt").write_text("baovidu:0123456789abcdef\n", "utf-8")
    (tmp_path / "more.txt").write_text("\ufeffhttps://tinmau.example/a.html\n", "utf-8")
    both = takedown_of(tmp_path, [tmp_path / "more.txt"])
    assert both.holds(RECORD)
    assert both.holds_url("http://tinmau.example/a.html")
