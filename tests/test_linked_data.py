from __future__ import annotations

import time

import pytest

from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.json_ld import nodes_of
from newsarchive.parsers.html.schema_org import ArticleNode


@pytest.mark.parametrize(
    "script",
    [
        '{"headline": "Lúa chín"}',
        '{"headline": "Lúa chín",}',
        '{"tags": ["a", "b",], "headline": "Lúa chín"}',
        '<!-- {"headline": "Lúa chín"} -->',
        '<![CDATA[{"headline": "Lúa chín"}]]>',
        '//<![CDATA[\n{"headline": "Lúa chín"}\n//]]>',
        '{"headline": "Lúa chín", "text": "hai\ndòng\tvà\x01thẻ"}',
        '{"headline": "Lúa chín"};',
        '{"headline": "Lúa chín", "name": "a\\_b"}',
        '{"headline": "Lúa chín"\n"name": "x"}',
        '{"name": "nói "vâng" rồi đi", "headline": "Lúa chín"}',
        '[{"headline": "Lúa chín"}]',
        '{"@graph": [{"headline": "Lúa chín"}]}',
        '{"name": "x"}{"headline": "Lúa chín"}',
        '{"name": "x",\u00a0"headline": "Lúa chín"}',
        '{"name": "x",\u2028"headline": "Lúa chín"}',
        '{"name": "x"; "headline": "Lúa chín"}',
        '{"headline": "Lúa chín", <!-- ngày --> "name": "x"}',
        '{"image": {{ page.image }}, "headline": "Lúa chín"}',
        '{"headline": "Lúa chín", "publ',
    ],
)
def test_json_ld_is_read_as_publishers_write_it(script: str) -> None:
    assert "Lúa chín" in [node.get("headline") for node in nodes_of(script)]


@pytest.mark.parametrize("script", ["", "null", "3", '"text"', "{", "[" * 10_000, '{"a":' * 10_000])
def test_broken_json_ld_gives_no_nodes(script: str) -> None:
    assert nodes_of(script) == []


def _story(script: str) -> ArticleNode:
    return ArticleNode(Document(f'<script type="application/ld+json">{script}</script><p>x'.encode()))


def test_the_article_is_chosen_among_the_pages_nodes() -> None:
    article = _story(
        '[{"@type": "WebSite", "name": "Báo Quê"}, {"@type": ["schema:NewsArticle"], "headline": "Lúa chín"},'
        ' {"@type": "BreadcrumbList"}]'
    )
    assert article.text("headline") == "Lúa chín"
    assert article.is_article


def test_references_are_followed() -> None:
    article = _story(
        '{"@graph": [{"@type": "NewsArticle", "headline": "Lúa chín", "author": {"@id": "#1"}},'
        ' {"@id": "#1", "@type": "Person", "name": "Trần Đồng"}]}'
    )
    assert article.text("author") == "Trần Đồng"


def test_entities_and_tags_in_a_value_are_resolved() -> None:
    assert (
        _story('{"@type": "Article", "headline": "Lúa &quot;chín&quot; <b>sớm</b>"}').text("headline")
        == 'Lúa "chín" sớm'
    )


@pytest.mark.parametrize(
    "script",
    [
        "{'@type': 'NewsArticle', 'headline': 'Lúa chín'}",
        "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;headline&quot;: &quot;Lúa chín&quot;}",
        '{"@type": "NewsArticle", "headline": "Lúa chín", "articleBody": "Sáng nay, đồng lúa',
        '{"@type": "NewsArticle", "headline": "Lúa chín", "author":',
        '{"@type": "NewsArticle",\n// tiêu đề\n"headline": "Lúa chín", /* hết */ "url": "https://bao.example//a"}',
        '{"@type": "NewsArticle", headline: "Lúa chín",}',
        '{"headline": "Lúa chín", "datePublished": 2024-03-05T14:05:00+07:00, "width": 251}',
        '{"headline": "Lúa chín",\n"image": {"url": https://bao.example/a.jpg\n"height": 12}}',
        '{"headline": Lúa chín,\n"ok": true}',
        '{"headline": "Lúa chín", "wordCount":, "author": }',
        '{"description": "Bà nói: "Lúa tốt", rồi gặt.", "headline": "Lúa chín"}',
    ],
)
def test_json_ld_written_like_javascript_or_cut_short_is_read(script: str) -> None:
    assert [node["headline"] for node in nodes_of(script)] == ["Lúa chín"]


def test_values_without_quotation_marks_are_whole() -> None:
    script = (
        '{"datePublished": 2024-03-05T14:05:00+07:00,\n"name": Lê Trà,\n'
        '"image": https://bao.example/a,b.jpg, "width": 2.5}'
    )
    assert nodes_of(script) == [
        {
            "datePublished": "2024-03-05T14:05:00+07:00",
            "name": "Lê Trà",
            "image": "https://bao.example/a,b.jpg",
            "width": 2.5,
        }
    ]


@pytest.mark.parametrize("part", ["{'", '{"', '":a, ', '":a' + " " * 79, '"\\', "'", "/*", "{a:", "["])
def test_repairing_takes_linear_time(part: str) -> None:
    started = time.process_time()
    nodes_of(*[part * (150_000 // len(part))] * 20)
    assert time.process_time() - started < 2


def test_seconds_since_1970_are_a_time() -> None:
    article = _story('{"@type": "NewsArticle", "headline": "Lúa chín", "datePublished": 1709631000}')
    assert article.text("datePublished") == "1709631000"


def test_a_comment_ends_at_a_carriage_return_too() -> None:
    (node,) = nodes_of('{"@type": "NewsArticle", // the editor\'s\r"headline": "Bến đò mở lại"}')
    assert node["headline"] == "Bến đò mở lại"


def test_json_ld_is_found_if_its_type_has_an_entity() -> None:
    html = b'<script type="application/ld&#43;json">{"@type": "NewsArticle", "headline": "x"}</script><p>x'
    assert ArticleNode(Document(html)).text("headline") == "x"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ('{"date": "2024-03-05 09:30:00.000000", "timezone": "UTC"}', "2024-03-05 09:30:00.000000"),
        ('{"$date": "2024-03-05T09:30:00Z"}', "2024-03-05T09:30:00Z"),
        ('{"name": "x", "date": "2024-03-05"}', "x"),
        ('{"day": "2024-03-05"}', None),
    ],
)
def test_a_time_is_read_from_the_object_that_a_library_makes_of_it(value: str, text: str | None) -> None:
    assert _story(f'{{"@type": "NewsArticle", "datePublished": {value}}}').text("datePublished") == text


@pytest.mark.parametrize("value", ['"a; b"', '"a <!-- b --> c"', '"a {{ b }} c"'])
def test_marks_inside_a_string_of_broken_json_ld_stay(value: str) -> None:
    assert nodes_of(f"{{'headline': {value}, name: 'x'}}")[0]["headline"] == value.strip('"')
