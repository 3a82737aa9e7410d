"""Pages made to keep a reader busy are read in bounded time, and what is no trap on them is still read."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

import pytest

from newsarchive import extract
from newsarchive.parsers.authors.ownership import Ownership
from newsarchive.parsers.html.document import Document

TEXT = "<p>Bến đò ngang mở lại sáng nay sau hai tuần nước lớn, người dân hai bờ đến chợ sớm hơn mọi ngày.</p>"
STORY = f"<h1>Bến đò mở lại</h1><article>{TEXT}<p>Giá vé vẫn như năm ngoái, trẻ em đi học không phải trả tiền.</p>"


@pytest.mark.parametrize(
    "trap",
    [
        "<div " + " ".join(f"a{n}=x" for n in range(60_000)) + ">",
        "<div " + "class=x " * 200_000 + ">",
        "<div>" * 100_000,
        "<nav>" * 100_000,
        "<nav></nav>" * 50_000,
        "<!--" * 200_000,
        "<script>" * 100_000,
        "<span itemprop=author>Một Tên</span>" * 20_000,
        '<script type=\'application/ld+json\'>{"@type": "WebPage"}</script>' * 5_000,
        "<" * 500_000,
        "&#x41;" * 100_000,
        "<h2>đò ngang</h2>" * 20_000,
    ],
    ids=lambda trap: trap[:24],
)
def test_a_trap_behind_the_story_does_not_hide_it(trap: str) -> None:
    article = extract(f"<html><body>{STORY}</article>{trap}", "https://example.vn/ben-do.html")
    assert article.title == "Bến đò mở lại"
    assert "nước lớn" in f"{article.lead} {article.body}"


def test_an_inlined_picture_stays() -> None:
    picture = "data:image/png;base64," + "A" * 50_000
    document = Document(f"<p><img src='{picture}' alt='Đò'>".encode())
    assert document.by_tag["img"][0].get("alt") == "Đò"


def test_only_so_many_elements_are_looked_at() -> None:
    assert len(Document(b"<p>x" * 100_000).nodes) == 60_000


@pytest.mark.parametrize(
    "value",
    ["@" * 200_000, "a" * 200_000, "()" * 100_000, "(a) " * 50_000, "a@" * 100_000, "a, " * 70_000, " , " * 70_000],
    ids=lambda value: value[:4],
)
def test_an_author_field_of_any_length_is_read_in_a_moment(value: str) -> None:
    page = (
        f"<meta name=author content='{value}'><script type='application/ld+json'>"
        f'{{"@type": "NewsArticle", "author": {{"name": "{value}"}}}}</script>{STORY}'
    )
    begun = time.process_time()
    extract(page, "https://example.vn/ben-do.html")
    assert time.process_time() - begun < 1


def test_a_long_author_field_gives_its_first_names_whole() -> None:
    names = ", ".join(f"Ann{chr(97 + n % 26)}{chr(97 + n // 26)} Reed" for n in range(300))
    found = extract(f"<html lang=en><meta name=author content='{names}'>{STORY}", "https://river.example/a").authors
    assert found
    assert {name.split()[1] for name in found} == {"Reed"}


def test_links_in_deeply_nested_boxes_are_judged_once_for_all_names(monkeypatch: pytest.MonkeyPatch) -> None:
    judged: Counter[object] = Counter()

    def leads_to_story(self: Ownership, link: Any, former: Any = Ownership._leads_to_story) -> bool:
        judged[link] += 1
        answer: bool = former(self, link)
        return answer

    monkeypatch.setattr(Ownership, "_leads_to_story", leads_to_story)
    nested = "<div>" * 240 + "<a href='/x-1'>t</a><span class=author>Vy</span>" * 120
    long = TEXT.replace("</p>", " Giá vé vẫn như năm ngoái, trẻ em đi học không phải trả tiền.</p>") * 3
    extract(f"<html lang=vi><body>{STORY}{long}</article>{nested}", "https://example.vn/ben-do.html")
    assert set(judged.values()) == {1}
