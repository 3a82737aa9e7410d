from __future__ import annotations

import pytest

from newsarchive import extract

URL = "https://example.vn/ben-do/mo-lai-123.html"


def tags(head: str = "", body: str = "") -> list[str]:
    return extract(f"<html lang=vi><head>{head}</head><body><h1>Bến đò mở lại</h1>{body}", URL).tags


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        ("<meta property='article:tag' content='đò'><meta property='article:tag' content='sông'>", "", ["đò", "sông"]),
        ("<meta name='keywords' content='đò, sông; chợ'>", "", ["đò", "sông", "chợ"]),
        ("", '<p><a rel="tag" href="/d">#đò</a> <a rel="category tag" href="/s">sông</a></p>', ["đò"]),
        ("<meta name='keywords' content='báo, tin'>", '<p><a rel="tag" href="/d">đò</a></p>', ["đò"]),
        ("<meta name='keywords' content='đò, đò,  , x'>", "", ["đò"]),
        ("<meta name='DC.keywords' content='đò, sông'>", "", ["đò", "sông"]),
        ("<meta name='DC.keywords' content='báo, tin'>", "<p>Temas: <a href='/tema/do'>đò</a></p>", ["đò"]),
        (
            "",
            '<div itemscope itemtype="http://schema.org/Article"><meta itemprop="keywords" content="đò, sông"></div>',
            ["đò", "sông"],
        ),
        ("", "<p>Temas: <a href='/tema/do'>đò</a> <a href='/tema/song'>sông</a></p>", ["đò", "sông"]),
        ("", "", []),
    ],
)
def test_tags_come_from_the_best_place_that_has_any(head: str, body: str, expected: list[str]) -> None:
    assert tags(head, body) == expected


def test_tags_listed_in_a_menu_of_their_own_are_read() -> None:
    assert tags(body='<nav class=tags><a rel="tag" href="/d">đò</a></nav>') == ["đò"]


def test_marked_tags_of_a_sidebar_are_the_site_s_if_the_article_has_its_own() -> None:
    cloud = '<div class=tag-cloud><a rel="tag" href="/tag/bong-da">bóng đá</a> <a rel="tag" href="/tag/xe">xe</a></div>'
    assert tags(body=f'<p><a rel="tag" href="/tag/do">đò</a></p>{cloud}') == ["đò"]


def test_a_cloud_right_below_the_text_is_the_article_s_whatever_the_footer_marks() -> None:
    cloud = '<div class=tagcloud><a rel="tag" href="/tag/do">đò</a> <a rel="tag" href="/tag/song">sông</a></div>'
    footer = '<div class=footer-links><a rel="tag" href="/tag/bao">Báo</a></div>'
    assert tags(body=f"<article><h1>Bến cũ mở lại</h1><p>Sáng nay</p>{cloud}</article>{footer}")[:2] == ["đò", "sông"]
    assert tags(body=cloud) == ["đò", "sông"]


@pytest.mark.parametrize("name", ["tags", "detail__tag", "klw-new-tags", "keylink", "tu-khoa"])
def test_links_in_an_element_named_after_tags_are_tags(name: str) -> None:
    printed = f"<div class='{name}'>Từ khóa: <a href='/d'>đò ngang</a>, <a href='/s'>sông</a></div>"
    assert tags("<meta name='keywords' content='báo, tin'>", printed) == ["đò ngang", "sông"]


@pytest.mark.parametrize("name", ["heritage", "stage"])
def test_a_longer_word_with_tag_in_it_names_no_tags(name: str) -> None:
    assert tags(body=f"<div class='{name}'><a href='/d'>đò ngang</a></div>") == []


def test_a_description_where_keywords_should_be_gives_no_tags() -> None:
    sentence = "Tuyến ống nước ngọt, dài mười hai cây số, vừa chạy thử ở cù lao, giúp tám trăm hộ dân bớt mua nước ghe."
    assert tags(f"<meta name='keywords' content='{sentence}'>") == []


def test_a_value_that_a_template_left_unfilled_says_nothing() -> None:
    assert tags("<meta name='keywords' content='{{ blog.keywords }}'>") == []


@pytest.mark.parametrize(("count", "is_of_article"), [(3, True), (10, True), (11, False), (40, False)])
def test_a_long_list_without_a_label_is_the_site_s_and_not_the_article_s(count: int, is_of_article: bool) -> None:
    names = [f"chủ đề {number}" for number in range(count)]
    cloud = "".join(f'<a href="/tag/{number}">{name}</a> ' for number, name in enumerate(names))
    text = "<p>Sáng đầu tuần, xã Khe Lung mở phiên chợ mới bên bờ suối, bà con các bản về từ khi trời còn mờ sương.</p>"
    page = f"<main><h1>Xã Khe Lung mở phiên chợ mới</h1>{text * 3}<div>{cloud}</div></main>"
    assert extract(page, "https://bao.example/tin-104233.html").tags == (names if is_of_article else [])


def test_the_link_to_all_tags_is_not_one() -> None:
    marked = "<a rel=tag href=/tag>TAGS</a> <a rel=tag href=/tag/ben-do>Bến đò</a> <a rel=tag href=/tag/the>Thẻ đò</a>"
    assert tags(body=f"<p>{marked}</p>") == ["Bến đò", "Thẻ đò"]


def test_a_tag_that_is_escaped_twice_is_one() -> None:
    script = '{"@type": "NewsArticle", "headline": "Bến đò mở lại", "keywords": "Rivers &amp;amp; Floods; Ferries"}'
    head = f"<script type='application/ld+json'>{script}</script>"
    assert tags(head) == ["Rivers & Floods", "Ferries"]


@pytest.mark.parametrize(
    ("label", "expected"),
    [("Từ khóa: ", ["bến đò", "mùa lũ"]), ("Bàn luận: ", ["Bến Tre"]), ("", ["Bến Tre"])],
)
def test_of_several_lines_of_tags_the_one_with_the_label_counts(label: str, expected: list[str]) -> None:
    other = "<ul class=ext-tags><li>Chuyên đề: </li><li><a href='/c/ben-tre'>Bến Tre</a></li></ul>"
    own = f"<ul class=tags><li>{label}</li><li><a href='/t/1'>bến đò</a>, </li><li><a href='/t/2'>mùa lũ</a></li></ul>"
    page = f"<html lang=vi><h1>Bến đò mở lại</h1><p>Sáng nay, bến đò mở lại sau mùa lũ.</p>{other}{own}"
    assert extract(page, "https://example.vn/ben-do-1.html").tags == expected


@pytest.mark.parametrize("name", ["hot-tags", "tags-trending", "tag-cloud"])
def test_the_labeled_tags_of_the_whole_site_do_not_replace_the_articles(name: str) -> None:
    own, others = "<div class=tags><a href='/t/1'>bến đò</a></div>", "<a href='/t/8'>vàng</a><a href='/t/9'>bóng đá</a>"
    text = f"<h1>Bến đò mở lại</h1><p>Sáng nay, bến đò mở lại.</p>{own}"
    page = f"<html lang=vi>{text}<div class={name}><b>Tags:</b>{others}</div>"
    assert extract(page, "https://example.vn/ben-do-1.html").tags == ["bến đò"]
