"""Links that can lead to another article, and texts that can be a headline."""

from __future__ import annotations

import pytest

from newsarchive.parsers.html.article_links import is_headline, may_lead_to_article
from newsarchive.parsers.html.tree import parse


@pytest.mark.parametrize(
    "text",
    [
        "Làng gốm ven sông đón đoàn khách",
        "Harbour town reopens its footbridge",
        "Ferry Fares Rise Again in Spring",
        "河川の水位が上がる",
        "해안마을에비가내린다",
    ],
)
def test_a_text_of_a_headline_s_length_is_a_headline(text: str) -> None:
    assert is_headline(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ann Reed",
        "Nguyễn Thị Minh Khai",
        "Chính trị - Xã hội",
        "Read more",
        "On the go at 8",
        "政治",
        "Tin-tức-và-sự",
    ],
)
def test_a_name_a_section_and_a_button_are_no_headlines(text: str) -> None:
    assert not is_headline(text)


@pytest.mark.parametrize(("text", "expected"), [("Ferry fares rise", True), ("Mưa ở Huế", True), ("Kinh tế", False)])
def test_beside_a_date_three_words_are_a_headline(text: str, expected: bool) -> None:
    assert is_headline(text, is_dated=True) is expected
    assert not is_headline(text)


@pytest.mark.parametrize(
    "attributes",
    ['href="/thoi-su/cho-moi-1042.html"', 'href="https://other.example/a-b-c"', 'href="byways/" rel="nofollow"'],
)
def test_a_link_may_lead_to_an_article(attributes: str) -> None:
    assert may_lead_to_article(next(parse(f"<a {attributes}>x</a>".encode()).iter("a")))


@pytest.mark.parametrize(
    "attributes",
    [
        "",
        'href=" #top"',
        'href="mailto:desk@paper.example"',
        'href="javascript:void(0)"',
        'href="/tac-gia/mo"',
        'href="/authors/ann-reed"',
        'href="/chuyen-muc/doi-song"',
        'href="/tags/cho-phien"',
        'href="/search/cho"',
        'href="/ann-reed" rel="author"',
    ],
)
def test_a_link_to_a_person_a_list_or_a_message_leads_to_no_article(attributes: str) -> None:
    assert not may_lead_to_article(next(parse(f"<a {attributes}>x</a>".encode()).iter("a")))
