from __future__ import annotations

import re

import pytest

from newsarchive.parsers.html.cleanup import without_bulk, without_menus
from newsarchive.parsers.html.css_selectors import parse_css_selector
from newsarchive.parsers.html.document import Document, first_texts
from newsarchive.parsers.html.selectors import Selector, compile_selectors
from newsarchive.parsers.html.tree import LONGEST_CLASS, class_and_id, is_longer, parse, text_of
from newsarchive.parsers.text import clean, plain

PAGE = (
    '<html><head><meta name="Author" content="Lê &amp;amp; Bến"><meta property="og:title" content="Đò"></head><body>'
    '<div class="head big"><p class="time">một</p></div><div class="tail"><ul><li><p class="time late" data-role="x">'
    "hai</p>"
    '</li></ul></div><p id="last" title="ba">bốn</p></body></html>'
)


def _texts(source: str) -> list[str]:
    found = Document(PAGE.encode()).find(Selector(source))
    return [result if isinstance(result, str) else text_of(result) for result in found]


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("css: .time", ["một", "hai"]),
        ("css: p.time.late", ["hai"]),
        ("css: .head .time", ["một"]),
        ("css: .head > .time", ["một"]),
        ("css: .tail > .time", []),
        ("css: .tail p", ["hai"]),
        ("css: .tail > p", []),
        ("css: #last", ["bốn"]),
        ("css: #last @title", ["ba"]),
        ("css: [data-role=x]", ["hai"]),
        ("css: p.time[data-role]", ["hai"]),
        ("css: .tim", []),
        ("css: .time, #last", ["một", "hai", "bốn"]),
        ("css: li:first-child", ["hai"]),
        ("xpath: //p[last()]", ["một", "hai", "bốn"]),
        ("meta: author", ["Lê & Bến"]),
    ],
)
def test_a_selector_matches(source: str, texts: list[str]) -> None:
    assert _texts(source) == texts


@pytest.mark.parametrize("source", ["h1", "css: ..", "xpath: //[", "meta:", "nothing: x"])
def test_an_invalid_selector_raises_when_it_is_compiled(source: str) -> None:
    with pytest.raises(Exception, match=r"."):
        compile_selectors([source])


def test_first_texts_yields_matches_in_selector_order() -> None:
    found = first_texts(Document(PAGE.encode()), compile_selectors(["css: .none", "css: #last", "css: .time"]))
    assert list(found) == [("css: #last", "bốn"), ("css: .time", "một")]


def test_elements_are_found_by_a_part_of_a_class_on_pages_with_letters_that_grow_in_lower_case() -> None:
    page = Document('<p class="İİİİ">a<p class="Byline\nx">b<p class=time>c<p class="x byline">d<p class="byline\nx">e')
    assert [text_of(node) for node in page.elements.class_like(re.compile("byline"))] == ["b", "d", "e"]


@pytest.mark.parametrize("before", ["", "<p>" + "no tag, but a long text " * 1000])
def test_a_tag_of_thousands_of_attributes_is_read_without_them(before: str) -> None:
    giant = "".join(f" a{number}=1" for number in range(3000))
    page = Document(f"{before}<p{giant}>One</p><p id=two>Two</p>")
    assert [(text_of(node), len(node.items())) for node in page.by_tag["p"][-2:]] == [("One", 0), ("Two", 1)]


def test_a_giant_tag_of_few_attributes_keeps_them() -> None:
    page = Document(f"<p data-state='{'x' * 20_000}' id=one>One</p>")
    assert [(text_of(node), sorted(node.keys())) for node in page.by_tag["p"]] == [("One", ["data-state", "id"])]


@pytest.mark.parametrize(
    "inner",
    ["", "One", "<b>One</b>  two", " " * 500 + "<b>One</b> two", "<b>e</b>\u0301" * 6, "<i>a</i>\n\n" * 40, "x" * 900],
)
@pytest.mark.parametrize("longest", [0, 2, 3, 6, 7, 8, 79, 80])
def test_a_text_is_longer_than_a_bound_if_the_whole_cleaned_text_is(inner: str, longest: int) -> None:
    box = Document(f"<div>{inner}</div>").by_tag["div"][0]
    assert is_longer(box, longest) == (len(text_of(box)) > longest)


def test_a_complicated_selector_is_left_to_xpath() -> None:
    assert parse_css_selector("li:first-child") is None
    assert parse_css_selector("a[href='x y'] b") is None


def test_scripts_are_removed_and_json_ld_stays() -> None:
    page = (
        b"<p>a<script>var x = '<p>no</p>'</script>b<!-- c <script> --><style>p{}</style><svg><title>Clock</title></svg>"
        b"<SCRIPT type='application/ld+json'>{}</SCRIPT><noscript><img></noscript>d"
    )
    markup, bulk = without_bulk(page)
    assert markup.replace(b" ", b"") == b"<p>abd"
    assert bulk.json_ld == [b"{}"]


def test_what_is_never_closed_stays() -> None:
    assert b"text" in without_bulk(b"<p>x<script>y<p>text")[0]


def test_plain_resolves_entities_and_drops_tags() -> None:
    assert plain("Sông &amp;lt; <b>Hồng</b>") == "Sông &lt; Hồng"
    assert clean(None) == ""


def test_metas_are_named_in_lower_case() -> None:
    document = Document(PAGE.encode())
    assert document.meta("nothing", "og:title") == "Đò"
    assert document.metas["author"] == ["Lê & Bến"]


def test_content_after_the_end_of_the_page_is_read() -> None:
    document = Document(b"<html><body><p>Tren</p></body></html>" + b"<p>Duoi, va con dai them mot doan nua.</p>" * 5)
    assert "Duoi" in text_of(document.root)


def test_control_signs_are_dropped() -> None:
    assert text_of(Document(b"<p>B\x01\x02en\x7f do\x1f</p>").root) == "Ben do"


def test_menus_of_links_alone_are_removed_and_their_links_remembered() -> None:
    page = (
        b"<nav><ul><li><a href='/chu-de/'>Ben</a></ul></nav><p>Doan mot.</p>"
        b"<footer><a href='/lien-he/'>Thu</a></footer>"
    )
    document = Document(page, menus=False)
    assert text_of(document.root) == "Doan mot."
    assert [node.get("href") for node in document.menu_links] == ["/chu-de/", "/lien-he/"]
    assert [text_of(node) for node in document.menu_links_with("/chu-de")] == ["Ben"]
    assert not list(document.menu_links_with("/muc-khac"))
    assert "Ben" in text_of(Document(page).root)


@pytest.mark.parametrize(
    "more",
    [
        b"<ol class='breadcrumb'><li>Ben</ol>",
        b"<h1>Ben</h1>",
        b"<p>Ben</p>",
        b"<time>Ben</time>",
        b"<nav>Ben</nav><h1>x",
    ],
)
def test_a_menu_with_more_than_links_stays(more: bytes) -> None:
    assert "Ben" in text_of(Document(b"<nav><a href='/'>x</a>" + more + b"</nav><p>y", menus=False).root)


def test_no_menu_is_cut_that_is_never_closed() -> None:
    assert without_menus(b"<nav>a<nav>b</nav>c<p>d") == (b"<nav>a<nav>b</nav>c<p>d", [])
    assert without_menus(b"<nav>a<nav>b</nav>c</nav>d")[0].strip() == b"d"


def test_a_class_of_any_length_is_read_up_to_a_limit() -> None:
    page = f'<body><div class="lead {"x-" * 50_000}" id="a"><p class="body">The ferry left at noon.</p></div></body>'
    document = Document(page.encode())
    assert max(len(value) for value in document.classes if value) == LONGEST_CLASS
    (lead,) = document.elements.of_class("lead")
    assert class_and_id(lead).startswith("lead x-")
    assert len(class_and_id(lead)) == LONGEST_CLASS


@pytest.mark.parametrize("tag", ["article", "main", "section", "header", "div", "river-page"])
@pytest.mark.parametrize("before", ["", "<header><a href=/>Báo Ví Dụ</a></header>", "<nav><a href=/tin>Tin</a></nav>"])
def test_a_page_without_tags_of_head_and_body_keeps_its_text(tag: str, before: str) -> None:
    text = "<h1>Bến đò mở lại</h1><p>Bến đò ngang mở lại sáng nay.</p><p>Giá vé vẫn như năm ngoái, theo chủ đò.</p>"
    root = parse(f"<!doctype html><meta charset=utf-8><title>Bến đò</title>{before}<{tag}>{text}</{tag}>".encode())
    body = root.find("body")
    assert body is not None
    assert text_of(body).endswith("theo chủ đò.")
    assert [node.tag for node in root.find("head")] == ["meta", "title"]


def test_an_unknown_element_in_a_head_before_a_body_stays() -> None:
    root = parse(b"<html><head><x-settings></x-settings><meta name=a content=b></head><body><p>Text.</p></body></html>")
    assert [node.tag for node in root.find("head")] == ["x-settings", "meta"]
