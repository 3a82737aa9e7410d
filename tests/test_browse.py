"""newsarchive browse: what each address answers, to whom, and under which rules."""

from __future__ import annotations

import html
import importlib
import re
import resource
from pathlib import Path

import pytest
from browsing import FLOOD, HOSTILE, Pages, build
from search_pieces import store

from newsarchive import load
from newsarchive.browse.isolation import isolated
from newsarchive.browse.page_query import PageQuery
from newsarchive.browse.story import outward
from newsarchive.browse.timeline import timeline
from newsarchive.browse.trends import round_values
from newsarchive.loopback import is_loopback


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("browse") / "data")


@pytest.fixture(scope="module")
def pages(folder: Path) -> Pages:
    return Pages(folder)


@pytest.fixture(scope="module")
def with_sql(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    return Pages(build(tmp_path_factory.mktemp("browse") / "data"), sql=True)


def _titles(text: str) -> list[str]:
    found = re.findall(r"<h3[^>]*><a [^>]*>(.*?)</a></h3>", text)
    return [html.unescape(re.sub(r"</?mark>", "", snippet)) for snippet in found]


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
def test_diacritics_can_be_required(pages: Pages, words: str, count: str) -> None:
    assert _total(pages.get(f"/?exact=1&q={words}").text) == count


def test_matching_words_are_marked(pages: Pages) -> None:
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
def test_a_page_after_the_last_redirects_to_the_last(pages: Pages, query: str, last: str) -> None:
    response = pages.get(f"/{query}")
    assert (response.status_code, response.headers["location"]) == (302, last)
    assert _titles(pages.get(last).text)


def test_facets_count_matches_and_link_to_exactly_as_many(pages: Pages) -> None:
    text = pages.get("/?q=chợ").text
    assert _facet(text, "section") == {"Đời sống": 14, "Kinh tế": 14}
    assert _facet(text, "month") == {"2017-11": 9, "2017-10": 9, "2017-09": 10}
    for facet in ("site", "section", "author", "month"):
        for value, count in _facet(text, facet).items():
            assert _total(pages.get(f"/?q=chợ&{facet}={value}").text) == f"{count} articles"


def test_values_of_one_facet_are_alternatives(pages: Pages) -> None:
    text = pages.get("/?site=songlam&section=Kinh tế&month=2017-09&month=2017-10").text
    assert _facet(text, "author") == {"Trần Mẫu": 10}
    assert _total(text) == "10 articles"
    assert re.search(r"Remove section</span> Kinh tế", text)


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
def test_a_time_span_filters(pages: Pages, span: str, count: str) -> None:
    assert _total(pages.get(f"/?{span.replace('+', '%2B')}").text) == count


@pytest.mark.parametrize("query", ["q=NOT", "since=hôm qua", "until=2017-13", "q=%00", "since=99999999"])
def test_an_invalid_query_is_reported_with_the_remedy(pages: Pages, query: str) -> None:
    response = pages.get(f"/?{query}")
    assert response.status_code == 400
    assert 'class="problem"' in response.text


@pytest.mark.parametrize("query", ["page=0", "page=-1", "page=x", "page=²", "page=99999999999", "order=x", "site=x"])
def test_invalid_parameters_are_ignored(pages: Pages, query: str) -> None:
    assert pages.get(f"/?{query}").status_code in (200, 302)


def _bars(text: str) -> dict[str, str]:
    """Return the link of each bar of the timeline by what it is called."""
    found = re.findall(r'<li><a href="([^"]*)" aria-label="([^"]*)"><svg', text)
    return {name: html.unescape(link) for link, name in found}


def test_the_timeline_links_to_the_articles_of_a_month(pages: Pages) -> None:
    bars = _bars(pages.get("/?q=chợ").text)
    assert list(bars) == ["2017-09: 10 articles", "2017-10: 9 articles", "2017-11: 9 articles"]
    assert _total(pages.get(bars["2017-10: 9 articles"]).text) == "9 articles"


def test_a_wrong_date_does_not_fill_the_timeline_with_empty_years() -> None:
    counts = [("0001-01", 1), ("2015-02", 2), ("2018-03", 3), ("9999-12", 1), ("undated", 1)]
    bars = timeline(counts, PageQuery())
    assert [bar.name for bar in bars] == ["0001", "2015", "2016", "2017", "2018", "9999"]
    assert [bar.articles for bar in bars] == [1, 2, 0, 0, 3, 1]


def test_the_timeline_of_many_years_links_to_their_months(tmp_path: Path) -> None:
    days = ["2009-05-02", "2012-01-31", "2012-12-31", "2017-11-30"]
    pages = Pages(store(tmp_path, [{"title": "Tin", "published": f"{day}T08:00:00+07:00"} for day in days]))
    bars = _bars(pages.get("/?q=tin").text)
    assert len(bars) == 9
    assert bars["2010: 0 articles"]
    year = pages.get(bars["2012: 2 articles"]).text
    assert _total(year) == "2 articles"
    assert next(iter(_bars(year))) == "2012-01: 1 article"


def test_filters_come_first_and_counts_are_complete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.import_module("newsarchive.search.find"), "RANKED", 5)
    articles = [
        {"title": "Tin", "published": f"20{10 + n % 10}-0{1 + n % 3}-05T08:00:00+07:00", "site": f"bao{n % 2}"}
        for n in range(60)
    ]
    pages = Pages(store(tmp_path, articles))
    text = pages.get("/?q=tin").text
    assert _total(text) == "60 articles"
    assert sum(_facet(text, "month").values()) == 60
    for month, count in _facet(text, "month").items():
        assert _total(pages.get(f"/?q=tin&month={month}").text) == f"{count} article{'s' * (count > 1)}"


def test_both_counts_are_shown_if_words_may_be_apart(tmp_path: Path) -> None:
    bodies = ["Bến đò đông khách.", "Bến tàu, rồi đò."]
    pages = Pages(store(tmp_path, [{"title": "Tin", "body": body} for body in bodies]))
    assert _total(pages.get("/?q=bến đò").text) == "2 articles with all words, 1 with the words side by side"
    assert _total(pages.get('/?q="bến đò"').text) == "1 article"


def test_a_search_without_results_says_what_to_try(pages: Pages) -> None:
    text = pages.get("/?q=không đâu có&exact=1&site=songlam").text
    for hint in ("without insisting on diacritics", "without filters", "huy*"):
        assert hint in text


def test_an_article_links_back_to_the_results(pages: Pages) -> None:
    link = re.search(r'<h3[^>]*><a href="([^"]*)"', pages.get("/?q=lũ&site=baovidu").text)
    assert link
    text = pages.get(html.unescape(link[1])).text
    back = re.search(r'<p class="back"><a href="([^"]*)"', text)
    assert back
    assert html.unescape(back[1]) == "/?q=l%C5%A9&site=baovidu"


def test_tags_authors_and_sections_of_an_article_are_links(pages: Pages) -> None:
    text = pages.get(f"/article/{FLOOD}").text
    for name, total in (("lũ lụt", "1 article"), ("Lê Thử", "1 article"), ("Thời sự", "1 article")):
        link = re.search(rf'<a href="([^"]*)">{name}</a>', text)
        assert link
        assert _total(pages.get(html.unescape(link[1])).text) == total


def test_an_article_page_shows_its_fields(pages: Pages) -> None:
    text = pages.get(f"/article/{FLOOD}").text
    assert '<h1 dir="auto">Lũ lớn về Đà Nẵng</h1>' in text
    assert "2017-10-02 06:30" in text
    assert '<h2 dir="auto">Trường học đóng cửa.</h2>' in text
    assert '<ul dir="auto"><li>Một</li><li>Hai</li></ul>' in text
    assert "Cầu sau lũ" in text
    assert '<a href="https://baovidu.example/lu-100.html" rel="noreferrer' in text
    assert "Năm nhà bị cuốn trôi." in pages.get(f"/article/{FLOOD}?revision=1").text


def test_two_revisions_are_shown_side_by_side(pages: Pages) -> None:
    text = pages.get(f"/compare/{FLOOD}").text
    assert "<del>Năm </del>" in text
    assert "<ins>Bảy </ins>" in text
    assert "Nothing differs" in pages.get(f"/compare/{FLOOD}?old=2&new=2").text


def test_the_stored_page_is_text_or_bytes_and_never_html(pages: Pages) -> None:
    shown = pages.get(f"/page/{FLOOD}?revision=1")
    assert shown.headers["content-type"] == "text/plain; charset=utf-8"
    assert shown.headers["content-security-policy"].startswith("sandbox")
    assert shown.text.startswith("<p>Năm nhà")
    saved = pages.get(f"/page/{FLOOD}?save=1")
    assert saved.headers["content-type"] == "application/octet-stream"
    assert saved.headers["content-disposition"].startswith("attachment")
    assert saved.content.decode().startswith("<p>Bảy nhà")


@pytest.mark.parametrize("path", ["/article/x:1", "/compare/x:1", "/page/x:1", f"/article/{FLOOD}?revision=9"])
def test_a_missing_article_revision_or_page_is_a_404(pages: Pages, path: str) -> None:
    response = pages.get(path)
    assert response.status_code == 404
    assert 'class="problem"' in response.text


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
def test_hostile_text_is_escaped(pages: Pages, path: str) -> None:
    text = pages.get(path).text
    assert "<script>window.hit" not in text
    assert "<img src=x" not in text
    assert 'href="javascript:' not in text


def test_the_hostile_article_is_shown_as_text(pages: Pages) -> None:
    assert html.unescape(pages.get("/article/songlam:xau.html").text).count(HOSTILE) >= 8


@pytest.mark.parametrize("path", ["/?site=songlam", "/article/songlam:xau.html"])
def test_reversed_letters_end_with_the_text_that_reverses_them(pages: Pages, path: str) -> None:
    texts = list(map(html.unescape, re.split("[\n<>]", pages.get(path).text)))
    assert sum("\u202e" in text for text in texts) >= 2
    for text in texts:
        assert isolated(text) in (text, f"\u2068{text}\u2069"), "every beginning has its end"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Lũ lớn \u200e\u200d", "Lũ lớn \u200e\u200d"),
        ("a\u202eb", "\u2068a\u202eb\u202c\u2069"),
        ("a\u2069\u202eb", "\u2068a\u202eb\u202c\u2069"),
        ("a\u202cb\u202c", "\u2068ab\u2069"),
        ("\u2067a\u202eb\u2069c", "\u2068\u2067a\u202eb\u2069c\u2069"),
        ("\u202aa\u2067b\u202cc", "\u2068\u202aa\u2067bc\u2069\u202c\u2069"),
        ("\u2068a\u2069\u2068b\u2069", "\u2068\u2068a\u2069\u2068b\u2069\u2069"),
    ],
)
def test_a_text_ends_every_direction_that_it_begins_and_no_other(text: str, shown: str) -> None:
    assert isolated(text) == shown
    assert isolated(shown) == shown


@pytest.mark.parametrize(
    "path", ["/", f"/article/{FLOOD}", f"/page/{FLOOD}", "/tables", "/tables/articles", "/none", "/timeline.svg"]
)
def test_every_response_has_the_security_headers(pages: Pages, path: str) -> None:
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
def test_only_names_of_this_machine_are_accepted(pages: Pages, host: str, status: int) -> None:
    assert pages.get("/", host=host).status_code == status


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_can_be_written(pages: Pages, method: str) -> None:
    assert pages.get("/tables/articles", method=method).status_code == 405


@pytest.mark.parametrize(
    "sql", ["delete from articles", "update articles set title = 1", "attach '/tmp/x.db' as x", "pragma user_version=9"]
)
def test_sql_only_reads(with_sql: Pages, sql: str) -> None:
    assert with_sql.get(f"/tables.json?sql={sql}").json()["ok"] is False
    assert _total(with_sql.get("/").text) == "30 articles"


def test_sql_reads_records_and_stops_at_the_time_limit(with_sql: Pages) -> None:
    query = (
        "select json_extract(record_json(file, member, line), '$.title') as title from revisions "
        "where id = 'baovidu:lu-100.html'"
    )
    rows = with_sql.get(f"/tables.json?sql={query}&_shape=array").json()
    assert [row["title"] for row in rows] == ["Lũ về Đà Nẵng trong đêm", "Lũ lớn về Đà Nẵng"]
    endless = "with recursive n(i) as (select 1 union all select i+1 from n) select max(i) from n"
    response = with_sql.get(f"/tables.json?sql={endless.replace('+', '%2B')}").json()
    assert response["error"].startswith("SQL query took too long")


@pytest.mark.parametrize(
    "sql",
    [
        "select zeroblob(80000000)",
        "select zeroblob(8000000) from articles union all select zeroblob(8000000) from articles",
        "select replace(hex(zeroblob(4000000)), '0', 'xxxxxxxx')",
        "select group_concat(hex(zeroblob(2000000))) from articles",
    ],
)
def test_no_query_exhausts_the_memory(with_sql: Pages, sql: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    response = with_sql.get(f"/tables.json?sql={sql}")
    assert response.status_code >= 400 or response.json()["ok"] is False
    assert len(response.content) < 10_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000  # KB


@pytest.mark.parametrize("path", ["/tables.json?sql=select 1", "/tables?sql=select 1"])
def test_sql_is_available_only_with_the_option(pages: Pages, with_sql: Pages, path: str) -> None:
    assert pages.get(path).status_code == 403
    assert with_sql.get(path).status_code == 200
    assert "Advanced" not in pages.get("/").text
    assert "Advanced" in with_sql.get("/").text


def test_the_folder_may_have_any_name(tmp_path: Path) -> None:
    pages = Pages(build(tmp_path / "kho báo #1?a=%41 b"))
    assert _titles(pages.get("/?q=da nang").text) == ["Lũ lớn về Đà Nẵng"]
    assert pages.get("/tables/articles").status_code == 200
    assert pages.get("/_memory").status_code == 404


@pytest.mark.parametrize("path", ["/", "/?q=chợ", "/tables.json?sql=select 1", "/tables/articles.json"])
@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("mode", ["no-cors", "cors"])
def test_requests_of_other_sites_are_refused(with_sql: Pages, path: str, site: str, mode: str) -> None:
    response = with_sql.get(path, **{"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": "image"})
    assert response.status_code == 403
    assert with_sql.get(path, Origin="https://elsewhere.example").status_code == 403


@pytest.mark.parametrize(("path", "status"), [("/", 200), (f"/article/{FLOOD}", 200), ("/tables?sql=select 1", 403)])
def test_a_link_from_another_site_opens_pages_but_runs_no_query(with_sql: Pages, path: str, status: int) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert with_sql.get(path, **headers).status_code == status
    assert with_sql.get(path, **{**headers, "Sec-Fetch-Dest": "iframe"}).status_code == 403


@pytest.mark.parametrize("path", ["/", f"/article/{FLOOD}", "/tables.json?sql=select 1", "/tables/articles.json"])
def test_no_response_can_be_read_by_another_origin(with_sql: Pages, path: str) -> None:
    headers = with_sql.get(path, **{"Sec-Fetch-Site": "same-origin"}).headers
    assert "access-control-allow-origin" not in headers
    assert headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/tables/articles.csv", "/tables.csv?sql=select 1", "/tables/articles?_format=csv"])
def test_csv_is_refused_in_favor_of_the_export(pages: Pages, path: str) -> None:
    response = pages.get(path)
    assert response.status_code == 404
    assert "newsarchive export" in response.text


def test_no_page_of_datasette_has_a_script_or_offers_csv(with_sql: Pages) -> None:
    for path in ("/tables", "/tables/articles", "/tables?sql=select site from articles"):
        text = with_sql.get(path).text
        assert "<script" not in text
        assert ">CSV<" not in text
        assert "CSV options" not in text
        assert "songlam" in text or path == "/tables"


@pytest.mark.parametrize("path", ["/tables.db", "/tables.sqlite", "/-/static/../../../etc/passwd"])
def test_no_file_of_the_archive_is_served(pages: Pages, path: str) -> None:
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
def test_only_http_urls_become_links(url: str | None, shown: bool) -> None:
    assert (outward(url) is not None) is shown


@pytest.mark.parametrize(
    ("host", "alone"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("::", False)]
)
def test_loopback_addresses_are_recognized(host: str, alone: bool) -> None:
    assert is_loopback(host) is alone


_TREND_ROW = re.compile(r'<tr><th scope="row">(?:<a href="([^"]*)">)?([^<]*)(?:</a>)?</th>(.*?)</tr>', re.S)
_CELL = re.compile(r'<td class="number">(?:<a href="([^"]*)">)?([\d,.%]+)')


@pytest.mark.parametrize("exact", [False, True])
def test_a_trend_has_the_numbers_of_the_command_and_links_to_its_articles(
    folder: Path, pages: Pages, exact: bool
) -> None:
    terms = ["chợ phiên", "lũ", "chợ"]  # "chợ" occurs in title and body
    query = "&".join(f"term={term}" for term in terms) + "&exact=1" * exact
    text = pages.get(f"/trend?{query}").text
    shown = {period: _CELL.findall(cells) for _, period, cells in _TREND_ROW.findall(text)}
    points = load(folder).trend(*terms, exact=exact)
    assert len(points) == len(terms) * len(shown)
    for point in points:
        at = 1 + 4 * terms.index(point.term)
        link, articles = shown[point.period][at]
        assert int(articles) == point.articles
        assert shown[point.period][0][1] == str(point.all_articles)
        assert int(shown[point.period][at + 2][1]) == point.occurrences
        assert shown[point.period][at + 3][1] == f"{point.per_million:,.0f}"
        if articles != "0":
            assert _total(pages.get(html.unescape(link)).text) == f"{articles} article{'s' * (articles != '1')}"
    assert sum(point.occurrences for point in points) > sum(point.articles for point in points)


def test_the_axes_of_a_trend_have_labels(pages: Pages) -> None:
    charts = pages.get("/trend?term=chợ phiên").text.split("<svg")[1:]
    labels = [re.findall(r"<text[^>]*>([^<]*)</text>", chart) for chart in charts]
    months = ["2017-09", "2017-10", "2017-11"]
    assert labels == [["0 %", "50 %", "100 %", *months], ["0", "50,000", "100,000", "150,000", "200,000", *months]]


def test_a_trend_of_one_month_is_a_line(pages: Pages) -> None:
    found = re.search(r'<polyline [^>]*points="10,(\d+) 790,(\d+)"', pages.get("/trend?term=chợ&month=2017-09").text)
    assert found
    assert found[1] == found[2]


@pytest.mark.parametrize(
    ("most", "values"),
    [
        (0, [0]),
        (0.07, [0, 0.02, 0.04, 0.06]),
        (1, [0, 0.5, 1]),
        (3.9, [0, 1, 2, 3]),
        (100, [0, 50, 100]),
        (260_000, [0, 100_000, 200_000]),
    ],
)
def test_an_axis_has_up_to_five_round_values(most: float, values: list[float]) -> None:
    assert round_values(most) == values


def test_a_month_of_a_trend_links_to_the_articles_with_any_term(pages: Pages) -> None:
    text = pages.get("/trend?term=phiên&term=lũ").text
    link = next(link for link, period, _ in _TREND_ROW.findall(text) if period == "2017-10")
    assert _total(pages.get(html.unescape(link)).text) == "10 articles"


def test_a_trend_ignores_what_is_only_in_tags_and_captions(pages: Pages) -> None:
    assert _total(pages.get('/?q="cầu sau lũ"').text) == "1 article"
    assert _total(pages.get('/?q=text:"cầu sau lũ"').text) == "0 articles"
    cells = [_CELL.findall(row[2])[1][1] for row in _TREND_ROW.findall(pages.get("/trend?term=cầu sau lũ").text)]
    assert set(cells) == {"0"}


def test_a_trend_that_takes_too_long_shows_articles_only(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsarchive.browse.trends._SECONDS", -1.0)
    text = pages.get("/trend?term=nước lên").text
    assert "took too long" in text
    assert "Per million" not in text
    assert ">1</a>" in text


def test_a_term_without_a_word_is_reported(pages: Pages) -> None:
    assert pages.get("/trend?term=NOT").status_code == 200
    assert pages.get("/trend?term=…").status_code == 400
    assert "up to five terms" in pages.get("/trend").text


def test_an_article_can_be_cited_from_its_page(pages: Pages) -> None:
    link = re.search(r'href="(/cite/[^"]*)"', pages.get(f"/article/{FLOOD}").text)
    assert link
    text = pages.get(html.unescape(link[1])).text
    for piece in ("@article{baovidu-2017-", "Lê Thử. (2017, October 2).", "article-newspaper", "revision 2"):
        assert piece in html.unescape(text)
