from __future__ import annotations

import gc
import json
from datetime import UTC, datetime

import pytest

from newsarchive import Page, extract
from newsarchive.article import to_json
from newsarchive.extraction import Explained

LEAD = "Sáng nay, người dân xã Đông Hải đi qua cây cầu mới, dài hơn trăm mét, sau hai năm chờ bên bến đò cũ."
TEXT = (
    "Cây cầu nối hai bờ sông, thay cho chuyến đò ngang mỗi ngày chở hàng trăm học sinh và những gánh rau ra chợ huyện.",
    "Theo ông chủ đò, người đã chèo ở đây ba mươi năm, chiếc đò cuối sẽ được đưa vào nhà văn hóa của xã để giữ lại.",
    "Đường dẫn lên cầu còn dở dang một đoạn ngắn, xã hứa sẽ làm xong trước mùa mưa tới, khi nước sông lên cao trở lại.",
)
TITLE = "Xã Đông Hải có cầu mới sau hai năm chờ đợi"


def _page(head: str = "", above: str = "", below: str = "", title: str = TITLE) -> str:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in (LEAD, *TEXT))
    return (
        f"<html lang='vi'><head><title>{title} - Báo Đông Hải</title>{head}</head><body>"
        f"<nav><a href='/'>Trang chủ</a></nav>"
        f"<article>{above}<h1>{title}</h1>{below}<div>{paragraphs}</div></article></body></html>"
    )


def _json_ld(**fields: object) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE, **fields}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


@pytest.mark.parametrize("enabled", [True, False])
def test_extraction_leaves_the_garbage_collector_as_it_was(enabled: bool) -> None:
    was_enabled = gc.isenabled()
    try:
        gc.enable() if enabled else gc.disable()
        extract(_page())
        assert gc.isenabled() is enabled
    finally:
        gc.enable() if was_enabled else gc.disable()


def test_an_article_is_read_with_all_its_fields() -> None:
    head = (
        '<link rel="canonical" href="https://baodonghai.example/doi-song/cau-moi-12.html">'
        '<meta property="og:site_name" content="Báo Đông Hải"><meta property="og:type" content="article">'
        '<meta name="keywords" content="cầu mới, bến đò">'
    ) + _json_ld(
        datePublished="2024-03-02T07:15:00+07:00",
        dateModified="2024-03-02T09:00:00+07:00",
        author={"@type": "Person", "name": "Lê Văn Bến"},
        articleSection="Đời sống",
        isAccessibleForFree=False,
    )
    article = extract(_page(head), "https://baodonghai.example/doi-song/cau-moi-12.html?utm_source=x")
    assert article.title == TITLE
    assert article.published_at == datetime.fromisoformat("2024-03-02T07:15:00+07:00")
    assert article.modified_at == datetime.fromisoformat("2024-03-02T09:00:00+07:00")
    assert article.authors == ["Lê Văn Bến"]
    assert (article.section, article.tags) == ("Đời sống", ["cầu mới", "bến đò"])
    assert (article.publisher, article.language, article.kind) == ("Báo Đông Hải", "vi", "article")
    assert article.canonical_url == "https://baodonghai.example/doi-song/cau-moi-12.html"
    assert article.paywalled is True
    assert TEXT[-1] in article.body


@pytest.mark.parametrize(
    ("declared", "displayed"),
    [
        ("2024-03-02T00:00:00Z", "Thứ Bảy, 02/03/2024 12:28"),  # a day, written as a moment
        ("2024-03-02", "02/03/2024 12:28"),
        ("2024-03-02T12:28:00+08:00", "02/03/2024 - 12:28 (GMT+7)"),  # the right clock, a wrong offset
        ("2024-03-02T12:28:00+00:00", "02/03/2024, 12:28"),
        ("2024-03-02T12:28:00", "02/03/2024, 12:28"),
        ("2024-03-02T05:28:00Z", "02/03/2024, 12:28"),
    ],
)
def test_the_displayed_vietnamese_time_corrects_the_declared_one(declared: str, displayed: str) -> None:
    article = extract(_page(_json_ld(datePublished=declared), above=f"<span>{displayed}</span>"))
    assert article.published_at == datetime.fromisoformat("2024-03-02T12:28:00+07:00")


def test_the_declared_offset_holds_for_a_displayed_time_without_one() -> None:
    page = (
        '<html lang="de"><head><meta property="article:published_time" content="2024-03-02T12:28:00+01:00"></head>'
        "<body><h1>Neue Brücke im Dorf</h1><p>02.03.2024, 12:28 Uhr</p></body></html>"
    )
    assert extract(page).published_at == datetime.fromisoformat("2024-03-02T12:28:00+01:00")


def test_a_header_clock_and_a_related_list_are_not_the_publication_time() -> None:
    page = _page().replace("<nav>", "<nav><span>Hôm nay là Thứ Sáu, 05/06/2026 08:00</span>")
    page = page.replace(
        "</article>", "</article><aside><h2>Tin liên quan</h2><p>Chợ quê (01/05/2023 10:00)</p></aside>"
    )
    assert extract(page).published_at is None


def test_an_icons_name_before_the_time_does_no_harm() -> None:
    above = "<div><svg><title>Clock</title><path d=''/></svg><span>Thứ Hai, 11/09/2017 12:28</span></div>"
    article = extract(_page(above=above))
    assert article.published_at == datetime.fromisoformat("2017-09-11T12:28:00+07:00")
    assert article.published_precision == "minute"


def test_a_relative_time_is_read_against_the_fetch_only() -> None:
    html = _page(above="<span>2 giờ trước</span>")
    assert extract(html).published_at is None
    fetched = Page(body=html.encode(), fetched_at=datetime(2024, 3, 2, 5, 0, tzinfo=UTC))
    assert extract(fetched).published_at == datetime(2024, 3, 2, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "author",
    [
        {"@type": "Organization", "name": "Báo Đông Hải"},
        {"@type": "Person", "name": "Báo Đông Hải"},
        "Báo Đông Hải",
        {"@type": "Person", "name": "admin"},
        {"@type": "Person", "name": "Ban biên tập"},
    ],
)
def test_the_outlet_is_not_an_author(author: object) -> None:
    head = '<meta property="og:site_name" content="Báo Đông Hải">' + _json_ld(author=author)
    assert extract(_page(head)).authors == []


@pytest.mark.parametrize(("length", "is_account"), [(60, True), (61, False)])
def test_a_cms_account_is_no_longer_than_a_name(length: int, is_account: bool) -> None:
    account = f"River Team 7{'x' * (length - 12)}"
    text = "<p>The crane swung the boat over the wall at dawn, and three hundred people began to clap at once.</p>"
    page = f'<html lang=en><head><meta name="author" content="{account}"></head><body><h1>The crane is back</h1>{text}'
    assert extract(page).authors == ([account] if is_account else [])


def test_the_displayed_byline_takes_precedence_over_the_cms_account() -> None:
    page = _page(_json_ld(author={"@type": "Person", "name": "Quản Trị Web"}))
    article = extract(
        page.replace(f"<p>{TEXT[-1]}</p>", f"<p>{TEXT[-1]}</p><p style='text-align:right'>Tin, ảnh: Lê Bến</p>")
    )
    assert article.authors == ["Lê Bến"]
    assert article.byline == "Tin, ảnh: Lê Bến"
    assert "Lê Bến" not in article.body


HOSTILE = {
    "nothing": b"",
    "blanks": b" \n\t ",
    "NULs": b"\x00" * 10_000,
    "all bytes": bytes(range(256)) * 50,
    "deep nesting": b"<div>" * 50_000 + b"x",
    "deep nesting of many kinds": b"<ul><li><b><span>" * 20_000,
    "many attributes": b"<p " + b"a=b " * 50_000 + b">x",
    "one endless tag": b"<" * 100_000,
    "unclosed scripts": b"<script>" * 50_000,
    "unclosed comments": b"<!--" * 50_000,
    "scripts only": b"<script>var a=1</script>" * 1_000,
    "JSON-LD too deep": b'<script type="application/ld+json">' + b"[" * 100_000 + b"</script>",
    "JSON-LD of wrong types": b'<script type="application/ld+json">{"@type":{"a":1},"@graph":7,"author":[[[]]],'
    b'"headline":{"@value":[]},"datePublished":[{}],"mainEntityOfPage":3}</script><h1>x</h1>',
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" * 100,
    "bad urls": b'<link rel="canonical" href="http://[::1">'
    b'<meta property="og:url" content="javascript:alert(1)"><h1>x</h1>',
    "huge numbers": b'<meta property="article:published_time" content="99999-99-99T99:99:99+99:99"><h1>x</h1>',
    "lone surrogates": "<p>\ud800\udfff x".encode("utf-8", "surrogatepass"),
    "a feed": b'<?xml version="1.0"?><rss><channel><item><title>x</title></item></channel></rss>',
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_extract_never_raises_and_its_answer_can_be_written(body: bytes, caplog: pytest.LogCaptureFixture) -> None:
    article = extract(body, "https://baodonghai.example/a.html")
    assert article.kind in ("other", "listing")
    assert to_json(article)
    assert not caplog.records, "the parsers raised, and only the last resort caught it"


@pytest.mark.parametrize("url", ["", "not a url", "http://[", "//x", "https://xn--/\x00"])
def test_any_url_is_survived(url: str, caplog: pytest.LogCaptureFixture) -> None:
    assert extract(_page(), url).title == TITLE
    assert not caplog.records


def test_a_page_of_text_is_read_like_its_bytes() -> None:
    assert extract(_page()) == extract(_page().encode())


def test_explain_shows_the_contest_with_the_chosen_candidate_first() -> None:
    explained = extract(_page('<meta property="og:title" content="Cầu mới">'), explain=True)
    assert isinstance(explained, Explained)
    first, *others = explained.evidence["title"]
    assert first.value == explained.article.title == TITLE
    assert "meta og:title" in [candidate.origin for candidate in others]


def test_the_explanation_has_the_texts_between_the_links_of_a_menu() -> None:
    page = (
        "<nav><a href=/><b>Trang</b> chủ</a> · <a href=/a></a>Hôm nay: 14/7</nav><h1>Cầu mới</h1>"
        "<p>Cầu treo qua suối đã thông xe sáng nay, sau hai năm chờ đợi.</p><footer>Giấy phép số 12</footer>"
    )
    menu = [block.text for block in extract(page, explain=True).blocks if block.rule == "page.menu"]
    assert menu == ["Trang chủ", "·", "Hôm nay: 14/7", "Giấy phép số 12"]


def test_the_publisher_is_found_by_the_pages_own_address() -> None:
    head = '<link rel="canonical" href="https://vnexpress.net/cau-moi-4700000.html">'
    assert extract(_page(head)).publisher == "VnExpress"
