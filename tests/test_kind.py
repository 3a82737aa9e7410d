"""The kind of a page: a list of teasers is no article, however much text it has."""

from __future__ import annotations

import pytest

from newsarchive import extract

SENTENCE = "Chuyến đò sớm chở hai mươi học trò qua sông, ai cũng ôm cặp sách trước ngực cho khỏi ướt mưa phùn. "
TEASER = "<div><h3><a href='/doi-song/tin-{0}-1200{0}.html'>Tin {0}</a></h3><i>1{0}/09/2017 08:00</i><p>{1}</p></div>"


def _page(body: str) -> str:
    return f"<html lang=vi><body><h1>Đời sống</h1><span>Thứ Hai, 11/09/2017 12:28</span>{body}</body></html>"


@pytest.mark.parametrize("count", [3, 8])
def test_paragraphs_under_headings_that_link_elsewhere_are_a_listing(count: int) -> None:
    page = _page("".join(TEASER.format(number, SENTENCE * 2) for number in range(count)))
    assert extract(page, "https://baovidu.example/doi-song").kind in ("listing", "other")


def test_an_article_with_related_teasers_behind_it_is_an_article() -> None:
    text = "".join(f"<p>{SENTENCE * 2} {number}.</p>" for number in range(5))
    page = _page(f"<div class=content>{text}</div>" + "".join(TEASER.format(n, SENTENCE) for n in range(3)))
    assert extract(page, "https://baovidu.example/doi-song/chuyen-do-som-120034.html").kind == "article"


def test_the_section_is_what_the_page_calls_the_folder_of_its_address() -> None:
    text = "".join(f"<p>{SENTENCE * 2} {number}.</p>" for number in range(5))
    page = _page(f"<nav><a href='/the-thao'>Thể thao</a><a href='/kinh-te/'>Kinh tế</a></nav><div>{text}</div>")
    assert extract(page, "https://baovidu.example/kinh-te/chuyen-do-som-120034.html").section == "Kinh tế"
