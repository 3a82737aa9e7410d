from __future__ import annotations

import pytest

from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.schema_org import ArticleNode
from newsarchive.parsers.metadata.title.reader import read_title


def title_of(html: str, site: str | None = None, url: str = "https://bao-lang.vn/ben-do.html") -> str | None:
    document = Document(html.encode(), url)
    value: str | None = read_title(document, ArticleNode(document), site=site).value
    return value


def page(*, h1: str = "", h2: str = "", og: str = "", declared: str = "", title: str = "") -> str:
    script = f'{{"@type": "NewsArticle", "headline": "{declared}"}}' if declared else "{}"
    return (
        f"<html><head><title>{title}</title><meta property='og:title' content='{og}'>"
        f"<script type='application/ld+json'>{script}</script></head><body><h1>{h1}</h1><h2>{h2}</h2></body></html>"
    )


@pytest.mark.parametrize(
    "title",
    [
        "Bến đò mở lại | Báo Làng",
        "Bến đò mở lại - Báo Làng",
        "Bến đò mở lại * Báo Làng",
        "Báo Làng: Bến đò mở lại",
        "Bến đò mở lại",
    ],
)
def test_the_name_of_the_site_is_not_part_of_a_title(title: str) -> None:
    assert title_of(page(title=title.replace(": ", " | ")), site="Báo Làng") == "Bến đò mở lại"


def test_the_displayed_title_wins_over_the_declared_one() -> None:
    html = page(h1="Bến đò mở lại sau mùa lũ", og="Bến đò mở lại: lịch chạy và giá vé")
    assert title_of(html) == "Bến đò mở lại sau mùa lũ"


def test_a_kicker_in_the_heading_is_left_out() -> None:
    html = page(
        h1="Ký sự | Bến đò mở lại sau mùa lũ", declared="Bến đò mở lại sau mùa lũ", og="Bến đò mở lại sau mùa lũ"
    )
    assert title_of(html) == "Bến đò mở lại sau mùa lũ"


def test_a_headline_in_the_second_heading_is_the_title() -> None:
    html = page(h1="Giá vé đò: tất cả những gì cần biết", h2="Bến đò mở lại", declared="Bến đò mở lại", og="Giá vé đò")
    assert title_of(html) == "Bến đò mở lại"


def test_a_kicker_and_headline_in_one_subheading_do_not_outweigh_the_first_heading() -> None:
    html = page(
        h1="Đò ngang chạy lại từ sáng nay",
        h2="<span>Sau mùa lũ</span><b> Bến đò mở lại</b>",
        declared="Sau mùa lũ: Bến đò mở lại",
        og="Đò ngang chạy lại từ sáng nay",
    )
    assert title_of(html) == "Đò ngang chạy lại từ sáng nay"


def test_a_page_without_any_heading_has_no_title() -> None:
    assert title_of("<p>Không có gì.</p>") is None


@pytest.mark.parametrize(
    "title",
    ["Bến đò mở lại - Tin Xa Online", "Tin xa | Bến đò mở lại", "Bến đò mở lại - Xã hội - Tin Xa | Giao thông, Chợ"],
)
def test_without_a_heading_the_part_of_the_title_that_the_page_prints_is_the_headline(title: str) -> None:
    html = f"<html><head><title>{title}</title></head><body><p class=pTitle>Bến đò mở lại</p><p>Chữ.</p></body></html>"
    assert title_of(html) == "Bến đò mở lại"


@pytest.mark.parametrize("title", ["Chi tiết tin", "Báo Làng Online", "Báo Làng Mới", "Cổng thông tin điện tử Gò Mưa"])
def test_where_the_title_is_the_templates_the_element_named_after_titles_is_the_headline(title: str) -> None:
    html = f"<html><head><title>{title}</title></head><body><span class=newsTitle>Bến đò mở lại</span></body></html>"
    assert title_of(html) == "Bến đò mở lại"


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("Chi tiết tin - Cổng thông tin xã Gò Mưa", "Xã dựng lại cối xay gió sau mười hai năm"),
        ("Chi tiết bài viết - Xã Gò Mưa", "Xã dựng lại cối xay gió sau mười hai năm"),
        ("UBND xã Gò Mưa", "Xã dựng lại cối xay gió sau mười hai năm"),
        ("Tin hoạt động - Trang thông tin điện tử xã Gò Mưa", "Xã dựng lại cối xay gió sau mười hai năm"),
        ("Thư ngỏ - Xã Gò Mưa", "Thư ngỏ - Xã Gò Mưa"),
        ("UBND xã Gò Mưa họp bàn xây cầu", "UBND xã Gò Mưa họp bàn xây cầu"),
        ("Cổng TTĐT xã - Khai mạc hội làng", "Cổng TTĐT xã - Khai mạc hội làng"),
        ("Cánh quạt quay trên đồng muối", "Cánh quạt quay trên đồng muối"),
    ],
)
def test_a_title_for_sharing_that_repeats_the_templates_title_is_no_headline(declared: str, expected: str) -> None:
    html = (
        f'<html><head><title>{declared}</title><meta property="og:title" content="{declared}"></head><body>'
        "<h3>Xã dựng lại cối xay gió sau mười hai năm</h3><p>Sáng nay, cối xay gió quay trở lại.</p></body></html>"
    )
    assert title_of(html) == expected


@pytest.mark.parametrize(
    ("og", "expected"),
    [
        ("https://bao-lang.vn/ben-do.html", "Bến đò mở lại sau mùa lũ"),
        ("https://bao-lang.vn mở lại sau mùa lũ", "https://bao-lang.vn mở lại sau mùa lũ"),
    ],
)
def test_an_address_in_the_place_of_the_title_is_no_headline(og: str, expected: str) -> None:
    assert title_of(page(og=og, title="Bến đò mở lại sau mùa lũ")) == expected
    assert title_of("<title>https://bao-lang.vn/ben-do.html</title><p>Xong.</p>") is None


H1 = "Phà mới nối hai bờ sông Cổ Chiên"


@pytest.mark.parametrize(
    "title",
    [
        "Untitled Document",
        "{{title}}",
        "104233",
        "baolamgiang.vn",
        "Loading...",
        "In bài viết",
        "Thời sự",
        "Báo Lam Giang",
        "Vé phà tăng giá từ tháng tư tới",
    ],
)
def test_the_only_displayed_heading_beats_a_title_that_is_not_its_own(title: str) -> None:
    assert title_of(f"<title>{title}</title><h1>{H1}</h1><p>Xong.</p>") == H1


@pytest.mark.parametrize("shared", ["Báo Lam Giang", "Thời sự", "Lam Giang: tiếng nói của người dân vùng sông nước"])
def test_a_title_for_sharing_that_names_site_section_or_slogan_is_not_a_headline(shared: str) -> None:
    html = f"<meta property=og:site_name content='Lam Giang'><meta property=og:title content='{shared}'><h1>{H1}</h1>"
    assert title_of(html) == H1


SLOGAN = "Lam Giang - Tiếng nói của người dân vùng sông nước"


def test_the_sites_name_and_slogan_in_all_titles_are_not_a_headline() -> None:
    declared = f"<meta property=og:site_name content='Lam Giang'><meta property=og:title content='{SLOGAN}'>"
    assert title_of(f"<title>{SLOGAN}</title>{declared}<h1>{H1}</h1>") == H1


@pytest.mark.parametrize("title", ["Phà mới ở Lam Giang chạy từ tháng tư", "Lam Giang - Phà mới chạy từ tháng tư"])
def test_a_title_behind_the_sites_name_remains_if_titles_differ_or_the_heading_is_a_section(title: str) -> None:
    shared = "Lam Giang - Phà mới chạy từ tháng tư"
    declared = f"<meta property=og:site_name content='Lam Giang'><meta property=og:title content='{shared}'>"
    found = title_of(f"<title>{title}</title>{declared}<h1>Đời sống</h1>")
    assert found is not None
    assert found.endswith("chạy từ tháng tư")


def test_a_heading_that_is_the_sites_name_is_not_a_headline() -> None:
    assert title_of(f"<title>{H1} | Tin quê nhà</title><h1>Tin quê nhà</h1>") == H1


@pytest.mark.parametrize(
    "heading",
    ["Phà mới nối<br>hai bờ<br/>sông Cổ Chiên", "<div>Phà mới nối hai bờ</div><div>sông Cổ Chiên</div>"],
)
def test_the_lines_of_a_heading_are_parted_by_a_blank(heading: str) -> None:
    assert title_of(f"<title>Báo Lam Giang</title><h1>{heading}</h1>") == H1


@pytest.mark.parametrize("heading", [f"<span class=cate>Thời sự</span> {H1}", f"{H1} <small>Cập nhật 5/3/2024</small>"])
def test_a_badge_in_the_heading_is_left_out(heading: str) -> None:
    assert title_of(f"<title>{H1} - Báo Lam Giang</title><h1>{heading}</h1>", site="Báo Lam Giang") == H1


def test_a_subtitle_in_the_heading_is_left_out_even_if_it_is_longer_than_the_headline() -> None:
    subtitle = "Người dân hai xã không còn phải đi vòng hai mươi cây số qua cầu cũ"
    title = f"<title>{H1} - Báo Lam Giang</title>"
    assert title_of(f"{title}<h1>{H1} <small>{subtitle}</small></h1>", site="Báo Lam Giang") == H1
    assert title_of(f"{title}<h1>{H1} <span class=subline>{subtitle}</span></h1>", site="Báo Lam Giang") == H1
    assert title_of(f"{title}<h1>{H1}: {subtitle}</h1>", site="Báo Lam Giang") == f"{H1}: {subtitle}"
    end = "và bà con hai xã bên sông không còn phải đi vòng hai mươi cây số"
    assert title_of(f"{title}<h1>{H1} <span>{end}</span></h1>", site="Báo Lam Giang") == f"{H1} {end}"


def test_the_section_between_headline_and_site_is_left_out() -> None:
    assert title_of(f"<title>{H1} | Thời sự | Báo Lam Giang</title>", site="Báo Lam Giang") == H1


def test_the_entry_title_of_the_only_entry_wins_over_a_general_title_of_a_page_without_headline() -> None:
    entry = "<p><span class='headline entry-title'>Ferry runs again after the flood</span></p>"
    head = "<title>News from The Penner Courier</title>"
    assert title_of(f"{head}<body>{entry}") == "Ferry runs again after the flood"
    assert title_of(f"{head}<body>{entry}{entry}") != "Ferry runs again after the flood"  # a list of entries


@pytest.mark.parametrize(
    "title",
    [
        "Bến đò mở lại sau bảy năm - Báo Làng Nghề",
        "Bến đò mở lại sau bảy năm · Báo Làng Nghề",
        "Báo Làng Nghề - Bến đò mở lại sau bảy năm",
        "Bến đò mở lại sau bảy năm - Trang 2 - Báo Làng Nghề",
    ],
)
def test_the_text_of_the_logo_is_the_site_in_a_title_and_not_the_headline(title: str) -> None:
    html = f"<title>{title}</title><body><a href='/'>Báo Làng Nghề</a><p>Sáng đầu tuần, chiếc đò rời bến.</p>"
    assert title_of(html) == "Bến đò mở lại sau bảy năm"


_NO_RESULTS = "Không tìm thấy kết quả nào"


@pytest.mark.parametrize(
    ("heading", "url", "expected"),
    [
        (_NO_RESULTS, "https://bao-lang.vn/ben-do-mo-lai-sau-mua-lu-123.html", "Bến đò mở lại sau mùa lũ"),
        (_NO_RESULTS, "https://bao-lang.vn/tin/123.html", _NO_RESULTS),
        (
            "Chợ nổi họp phiên đầu năm",
            "https://bao-lang.vn/cho-noi-hop-phien-dau-nam-1.html",
            "Chợ nổi họp phiên đầu năm",
        ),
        (
            "Phà ngang chạy từ sáng nay",
            "https://bao-lang.vn/ben-pha-ngang-lai-chay-123.html",
            "Phà ngang chạy từ sáng nay",
        ),
    ],
)
def test_the_heading_of_a_panel_is_no_headline_if_the_address_has_the_words_of_the_declared_one(
    heading: str, url: str, expected: str
) -> None:
    html = page(h1=heading, og="Bến đò mở lại sau mùa lũ", declared="Bến đò mở lại sau mùa lũ")
    assert title_of(html, url=url) == expected


def test_a_wide_bar_separates_the_name_of_the_site_as_a_narrow_one_does() -> None:
    headline = "町の古い水車小屋、十三年ぶりに粉をひく"
    assert title_of(f"<title>{headline}｜みどり川新聞</title>", site="みどり川新聞") == headline
    assert title_of(f"<title>{headline}</title><h1>{headline}</h1>") == headline


def test_a_title_for_sharing_that_is_the_sites_name_says_nothing_against_the_title_of_the_only_entry() -> None:
    site = "Заречный вестник"
    head = (
        f"<title>{site}</title><meta property=og:title content='{site}'><meta property=og:site_name content='{site}'>"
    )
    entry = "<h3 class='post-title entry-title'>В селе снова заработал паром</h3><p>Утром отошёл паром.</p>"
    assert title_of(f"<html><head>{head}</head><body>{entry}</body></html>") == "В селе снова заработал паром"
    assert title_of(f"<html><head>{head}</head><body><p>Утром отошёл паром.</p></body></html>") == site
