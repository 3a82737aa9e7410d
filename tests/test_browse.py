"""newsarchive browse: what each address answers, to whom, and under which rules."""

from __future__ import annotations

import html
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from browsing import FLOOD, HOSTILE, Pages, build

from newsarchive.browse.guard import is_loopback
from newsarchive.browse.story import outward


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    return Pages(build(tmp_path_factory.mktemp("browse") / "data"))


def _titles(text: str) -> list[str]:
    found = re.findall(r"<h3><a [^>]*>(.*?)</a></h3>", text)
    return [html.unescape(re.sub(r"</?mark>", "", one)) for one in found]


def _facet(text: str, name: str) -> dict[str, int]:
    section = text.partition(f'id="facet-{name}"')[2].partition("</section>")[0]
    found = re.findall(r'<a href="[^"]*">(.*?)</a> <span class="count">(.*?)</span>', section)
    return {html.unescape(value): int(count.replace(",", "")) for value, count in found}


def _total(text: str) -> str:
    found = re.search(r'<p class="total" role="status">\s*(.*?)\s*</p>', text)
    assert found
    return found[1]


@pytest.mark.parametrize("words", ["Đà Nẵng", "da nang", "DA NANG", "đà  nẵng"])
def test_words_are_found_with_and_without_diacritics(pages: Pages, words: str) -> None:
    assert _titles(pages.get(f"/?q={words}").text) == ["Lũ lớn về Đà Nẵng"]


@pytest.mark.parametrize(("words", "count"), [("lu lon", "0 articles"), ("lũ lớn", "1 article")])
def test_diacritics_can_be_insisted_on(pages: Pages, words: str, count: str) -> None:
    assert _total(pages.get(f"/?exact=1&q={words}").text) == count


def test_found_words_are_marked(pages: Pages) -> None:
    assert "<mark>Đà Nẵng</mark>" in pages.get("/?q=da nang").text


def test_without_words_every_article_is_listed_newest_first(pages: Pages) -> None:
    first, second = pages.get("/").text, pages.get("/?page=2").text
    assert _total(first) == "30 articles"
    assert (len(_titles(first)), len(_titles(second))) == (20, 10)
    assert len({*_titles(first), *_titles(second)}) == 30
    assert 'rel="next"' in first
    assert 'rel="next"' not in second


@pytest.mark.parametrize(
    ("query", "last"),
    [("?page=999", "/?page=2"), ("?q=chợ&page=3", "/?q=ch%E1%BB%A3&page=2"), ("?q=lũ&page=9", "/?q=l%C5%A9")],
)
def test_a_page_behind_the_last_leads_to_the_last(pages: Pages, query: str, last: str) -> None:
    answer = pages.get(f"/{query}")
    assert (answer.status_code, answer.headers["location"]) == (302, last)
    assert _titles(pages.get(last).text)


def test_facets_count_what_was_found_and_lead_to_exactly_so_many(pages: Pages) -> None:
    text = pages.get("/?q=chợ").text
    assert _facet(text, "section") == {"Đời sống": 14, "Kinh tế": 14}
    assert _facet(text, "month") == {"2017-11": 9, "2017-10": 9, "2017-09": 10}
    for facet in ("site", "section", "author", "month"):
        for value, count in _facet(text, facet).items():
            assert _total(pages.get(f"/?q=chợ&{facet}={value}").text) == f"{count} articles"


def test_facets_join(pages: Pages) -> None:
    text = pages.get("/?site=songlam&section=Kinh tế&month=2017-09&month=2017-10").text
    assert _facet(text, "author") == {"Trần Mẫu": 10}
    assert _total(text) == "10 articles"
    assert "✕ Kinh tế" in text


@pytest.mark.parametrize(
    ("span", "count"),
    [
        ("since=2017-11", "9 articles"),
        ("until=2017-09-01", "4 articles"),
        ("since=2017-10-02&until=2017-10-02", "4 articles"),
        ("since=2017-10-01T23:30:00Z&until=2017-10-01T23:30:00Z", "1 article"),
        ("since=2017-10&q=lũ", "1 article"),
        ("since=2018&q=lũ", "0 articles"),
    ],
)
def test_a_span_of_time_narrows(pages: Pages, span: str, count: str) -> None:
    assert _total(pages.get(f"/?{span.replace('+', '%2B')}").text) == count


@pytest.mark.parametrize("query", ["q=NOT", "since=hôm qua", "until=2017-13", "q=%00", "since=99999999"])
def test_what_cannot_be_asked_is_answered_with_the_remedy(pages: Pages, query: str) -> None:
    answer = pages.get(f"/?{query}")
    assert answer.status_code == 400
    assert 'class="problem"' in answer.text


@pytest.mark.parametrize("query", ["page=0", "page=-1", "page=x", "page=²", "page=99999999999", "order=x", "site=x"])
def test_nonsense_in_the_address_does_no_harm(pages: Pages, query: str) -> None:
    assert pages.get(f"/?{query}").status_code in (200, 302)


def test_the_timeline_is_a_picture_of_the_months(pages: Pages) -> None:
    answer = pages.get("/timeline.svg?q=chợ")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert "Articles per month" in "".join(ElementTree.fromstring(answer.text).itertext())
    assert "nothing to show" in pages.get("/timeline.svg?site=x").text
    assert pages.get("/timeline.svg?q=NOT").status_code == 400


def test_an_article_reads_well(pages: Pages) -> None:
    text = pages.get(f"/article/{FLOOD}").text
    assert "<h1>Lũ lớn về Đà Nẵng</h1>" in text
    assert "2017-10-02 06:30" in text
    assert "<h2>Trường học đóng cửa.</h2>" in text
    assert "<ul><li>Một</li><li>Hai</li></ul>" in text
    assert "Cầu sau lũ" in text
    assert '<a href="https://baovidu.example/lu-100.html" rel="noreferrer' in text
    assert "Năm nhà bị cuốn trôi." in pages.get(f"/article/{FLOOD}?revision=1").text


def test_two_revisions_stand_side_by_side(pages: Pages) -> None:
    text = pages.get(f"/compare/{FLOOD}").text
    assert "<del>Năm </del>" in text
    assert "<ins>Bảy </ins>" in text
    assert "They say the same" in pages.get(f"/compare/{FLOOD}?old=2&new=2").text


def test_the_kept_page_is_text_or_bytes_and_never_html(pages: Pages) -> None:
    shown = pages.get(f"/page/{FLOOD}?revision=1")
    assert shown.headers["content-type"] == "text/plain; charset=utf-8"
    assert shown.headers["content-security-policy"].startswith("sandbox")
    assert shown.text.startswith("<p>Năm nhà")
    saved = pages.get(f"/page/{FLOOD}?save=1")
    assert saved.headers["content-type"] == "application/octet-stream"
    assert saved.headers["content-disposition"].startswith("attachment")
    assert saved.content.decode().startswith("<p>Bảy nhà")


@pytest.mark.parametrize("path", ["/article/x:1", "/compare/x:1", "/page/x:1", f"/article/{FLOOD}?revision=9"])
def test_what_is_not_there_is_said_to_be_missing(pages: Pages, path: str) -> None:
    answer = pages.get(path)
    assert answer.status_code == 404
    assert 'class="problem"' in answer.text


def test_an_error_shows_neither_variables_nor_traceback(pages: Pages, capfd: pytest.CaptureFixture[str]) -> None:
    for path in ("/article/x%3Cy%2Fz", "/none", "/tables/none", "/tables/none.json", "/tables?sql=x"):
        assert pages.get(path).status_code in (400, 404)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    "path",
    [
        "/?q=thân",
        "/article/songlam:xau.html",
        "/compare/songlam:xau.html",
        f"/?q={HOSTILE}&site={HOSTILE}",
        f"/article/{HOSTILE}",
        "/tables/articles?site=songlam",
        "/tables?sql=select+title,json_extract(record_json(json),'$.lead')+from+articles+join+revisions+using(id)",
    ],
)
def test_hostile_text_stays_text(pages: Pages, path: str) -> None:
    text = pages.get(path).text
    assert "<script>window.hit" not in text
    assert "<img src=x" not in text
    assert 'href="javascript:' not in text


def test_the_hostile_article_is_there_as_text(pages: Pages) -> None:
    assert html.unescape(pages.get("/article/songlam:xau.html").text).count(HOSTILE) >= 8


@pytest.mark.parametrize(
    "path", ["/", f"/article/{FLOOD}", f"/page/{FLOOD}", "/tables", "/tables/articles", "/none", "/timeline.svg"]
)
def test_every_answer_carries_its_rules(pages: Pages, path: str) -> None:
    headers = pages.get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "script-src" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8001", 200),
        ("localhost", 200),
        ("LOCALHOST:1", 200),
        ("[::1]:8001", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("127.0.0.1.evil.example:8001", 421),
        ("", 421),
    ],
)
def test_only_this_machine_s_own_names_are_answered(pages: Pages, host: str, status: int) -> None:
    assert pages.get("/", host=host).status_code == status


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_can_be_written(pages: Pages, method: str) -> None:
    assert pages.get("/tables/articles", method=method).status_code == 405


@pytest.mark.parametrize(
    "sql", ["delete from articles", "update articles set title = 1", "attach '/tmp/x.db' as x", "pragma user_version=9"]
)
def test_sql_only_reads(pages: Pages, sql: str) -> None:
    assert pages.get(f"/tables.json?sql={sql}").json()["ok"] is False
    assert _total(pages.get("/").text) == "30 articles"


def test_sql_reads_records_and_is_stopped_when_it_takes_too_long(pages: Pages) -> None:
    query = "select json_extract(record_json(json), '$.title') as title from revisions where id = 'baovidu:lu-100.html'"
    rows = pages.get(f"/tables.json?sql={query}&_shape=array").json()
    assert [row["title"] for row in rows] == ["Lũ về Đà Nẵng trong đêm", "Lũ lớn về Đà Nẵng"]
    endless = "with recursive n(i) as (select 1 union all select i+1 from n) select max(i) from n"
    answer = pages.get(f"/tables.json?sql={endless.replace('+', '%2B')}").json()
    assert answer["error"].startswith("SQL query took too long")


def test_sql_can_be_turned_off_and_the_folder_may_have_any_name(tmp_path: Path) -> None:
    without = Pages(build(tmp_path / "kho báo #1?a=%41 b"), sql=False)
    assert without.get("/tables.json?sql=select 1").status_code == 403
    assert _titles(without.get("/?q=da nang").text) == ["Lũ lớn về Đà Nẵng"]
    assert without.get("/tables/articles").status_code == 200
    assert without.get("/_memory").status_code == 404


@pytest.mark.parametrize("path", ["/tables/articles.csv", "/tables.csv?sql=select 1", "/tables/articles?_format=csv"])
def test_csv_is_left_to_the_export_whose_cells_are_safe(pages: Pages, path: str) -> None:
    answer = pages.get(path)
    assert answer.status_code == 404
    assert "newsarchive export" in answer.text


@pytest.mark.parametrize("path", ["/tables.db", "/tables.sqlite", "/-/static/../../../etc/passwd"])
def test_no_file_is_given_away(pages: Pages, path: str) -> None:
    content = pages.get(path).content
    assert b"SQLite format" not in content
    assert b"root:" not in content


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://baovidu.example/a", True),
        ("http://baovidu.example", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//baovidu.example", False),
        ("https://", False),
        ("http://[", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url: str | None, shown: bool) -> None:
    assert (outward(url) is not None) is shown


@pytest.mark.parametrize(
    ("host", "alone"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("::", False)]
)
def test_loopback_is_told_from_the_open(host: str, alone: bool) -> None:
    assert is_loopback(host) is alone
