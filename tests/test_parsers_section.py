from __future__ import annotations

from html import escape

import pytest

from newsarchive import extract

URL = "https://example.vn/ben-do/mo-lai-123.html"


def section(head: str = "", body: str = "") -> str | None:
    return extract(f"<html lang=vi><head>{head}</head><body><h1>Bến đò mở lại</h1>{body}", URL).section


@pytest.mark.parametrize(
    ("declared", "crumbs", "expected"),
    [
        ("Thời sự", [], "Thời sự"),
        ("Thời sự, Giao thông", [], "Thời sự"),
        ("Thời sự,Giao thông,Bến đò", ["Thời sự", "Giao thông"], "Giao thông"),
        ("Sông nước, chợ và bến", [], "Sông nước, chợ và bến"),
        ("Tàu, đò", ["Tàu, đò"], "Tàu, đò"),
    ],
)
def test_of_several_sections_in_one_meta_one_is_chosen(declared: str, crumbs: list[str], expected: str) -> None:
    links = "".join(f"<li><a href='/x/'>{name}</a>" for name in crumbs)
    head = f"<meta property='article:section' content='{declared}'>"
    assert section(head, f"<ul class=breadcrumb>{links}</ul>") == expected


def test_a_breadcrumb_in_a_menu_is_read() -> None:
    assert (
        section(body="<nav class=crumbs><ol class='breadcrumb'><li><a href=/a/>Giao thông</a></ol></nav>")
        == "Giao thông"
    )


@pytest.mark.parametrize(
    "above",
    [
        "<nav aria-label=Breadcrumb><ol><li><a href='/'>Trang chủ</a><li><a href=/x/>Giao thông</a><li>Đò</ol></nav>",
        "<article><header><a class=article-tag href=/tag/x/>Giao thông</a><h1>Bến đò mở lại</h1></header></article>",
    ],
)
def test_a_breadcrumb_or_label_that_only_its_attributes_name_is_read(above: str) -> None:
    assert extract(
        f"<html lang=vi><body><main>{above}<h1>Bến đò mở lại</h1></main>", "https://example.vn/123.html"
    ).section == ("Giao thông")


def test_the_folder_of_the_address_is_named_by_its_link_in_the_menu() -> None:
    menu = "<nav><a href='/'>Trang chủ</a><a href='/cho/'>Chợ quê</a><a href='/ben-do/'>Bến đò</a></nav>"
    assert section(body=menu) == "Bến đò"


def test_a_page_that_names_no_section_has_none() -> None:
    assert section() is None


@pytest.mark.parametrize("place", ["nav", "footer", "div"])
@pytest.mark.parametrize("links", [0, 300])
def test_the_link_to_the_folder_is_found_among_many(place: str, links: int) -> None:
    others = "".join(f"<a href='/muc-{number}/ben-do/'>Mục {number}</a><aside>x</aside>" for number in range(links))
    menu = f"<{place}>{others}<a class=x href='https://example.vn/ben-do.html?tu=menu'><b>Bến</b> đò</a></{place}>"
    assert section(body=menu) == "Bến đò"


def test_a_folder_of_a_year_is_not_a_section() -> None:
    page = "<h1>Bến đò mở lại</h1><nav><a href='/2017/'>Năm 2017</a></nav>"
    assert extract(page, "https://example.vn/2017/mo-lai-123.html").section is None


@pytest.mark.parametrize("name", ["detail-cate", "the-article-category", "catname", "chuyen-muc"])
def test_a_link_in_an_element_named_after_sections_is_one(name: str) -> None:
    assert section(body=f"<div class='{name}'><a href='/x'>Đời sống</a></div>") == "Đời sống"


@pytest.mark.parametrize("name", ["pathway", "duongdan", "entry-crumbs"])
def test_a_breadcrumb_has_other_names(name: str) -> None:
    crumbs = f"<div class={name}><a href='/'>Trang chủ</a> <a href='/x'>Kinh tế</a></div>"
    assert section(body=crumbs) == "Kinh tế"


@pytest.mark.parametrize("value", ["{{$blog->catalogue->name}}", "${section}", "<%= section %>"])
def test_an_unfilled_template_value_is_not_a_section(value: str) -> None:
    escaped = value.replace("<", "&lt;").replace(">", "&gt;")
    assert section(f"<meta property='article:section' content='{escaped}'>") is None
    assert section(body=f"<ul class=breadcrumb><li><a href='/x'>{escaped}</a></ul>") is None


@pytest.mark.parametrize(
    "around",
    [
        "<main class=has-breadcrumbs>{}</main>",
        "<a class='navLink' href='/tim-kiem'>Tìm kiếm</a>{}",
        "<div class='site-location-header'><a href='/'>Báo Bến</a><a href='#gio'>Giỏ hàng</a></div>{}",
        "<div class='bar position-relative'><a href='https://khac.vn'>Trang khác</a><a href='/x'>Du lịch</a></div>{}",
    ],
    ids=["class of the page", "item of a menu", "header with a button", "links to other sites"],
)
def test_an_element_with_a_similar_name_is_not_a_breadcrumb(around: str) -> None:
    page = around.format("<h1>Bến đò mở lại</h1><p><a href='/a/b/c-456.html'>Đò ngang chạy thêm chuyến tối</a></p>")
    assert extract(f"<html lang=vi><body>{page}", "https://example.vn/mo-lai-123.html").sections == []


def test_of_a_breadcrumb_only_the_sections_count() -> None:
    links = (
        "<a href='/'>Trang chủ</a><a href='/kinh-te/'>Kinh tế</a><a href='/kinh-te/cho/'>Chợ</a>"
        "<a href='/tag/do-ngang/'>đò ngang</a><a href='#noi-dung'>Xuống bài</a>"
        "<a href='mailto:a@example.vn'>a@example.vn</a>"
        "<a href='/kinh-te/cho/'>Quay lại Chợ</a><a href='/ben-do/mo-lai-123.html'>Bến đò…</a>"
    )
    found = extract(f"<html lang=vi><body><div class=breadcrumb>{links}</div><h1>Bến đò mở lại</h1>", URL)
    assert found.sections == ["Kinh tế", "Chợ"]


@pytest.mark.parametrize("item", [f'"{URL}"', f'{{"@id": "{URL}", "name": "Bến đò mở cửa"}}'])
def test_the_page_itself_is_not_a_section_of_its_declared_breadcrumb(item: str) -> None:
    trail = (
        '{"@type": "BreadcrumbList", "itemListElement": ['
        '{"position": 1, "name": "Chợ", "item": "https://example.vn/cho/"},'
        f'{{"position": 2, "name": "Bến đò mở cửa", "item": {item}}}]}}'
    )
    assert extract(f"<script type='application/ld+json'>{trail}</script><h1>Bến đò mở lại</h1>", URL).sections == [
        "Chợ"
    ]


def test_the_label_of_an_archive_is_no_part_of_the_sections_name() -> None:
    trail = (
        '{"@type": "BreadcrumbList", "itemListElement": ['
        '{"position": 1, "name": "Chuyên mục: Chợ nổi", "item": "https://example.vn/cho-noi/"},'
        '{"position": 2, "name": "Sông nước: miền Tây", "item": "https://example.vn/mien-tay/"}]}'
    )
    page = f"<script type='application/ld+json'>{trail}</script><h1>Bến đò mở lại</h1>"
    assert extract(page, URL).sections == ["Chợ nổi", "Sông nước: miền Tây"]


@pytest.mark.parametrize("name", ["Uncategorized", "Chưa phân loại", "tags", "null", "Không phân loại"])
def test_what_a_system_writes_for_no_section_is_not_one(name: str) -> None:
    assert section(f"<meta property='article:section' content='{name}'>") is None


@pytest.mark.parametrize("text", ["Zur Startseite", "< Back to all articles", "Quay lại danh sách", "Example Daily"])
def test_a_button_or_the_sites_name_is_not_the_name_of_the_folder(text: str) -> None:
    name = "<meta property='og:site_name' content='Example Daily'>"
    links = f"<a href='/ben-do/'>{escape(text)}</a><a href='/ben-do/'>Bến đò</a>"
    assert section(name, links) == "Bến đò"


def test_the_folder_of_the_language_is_not_a_section() -> None:
    links = "<a href='/vi/'>Tiếng Việt</a><a href='/vi/cho/'>Chợ quê</a>"
    page = f"<html lang=vi><body>{links}<h1>Bến đò mở lại</h1>"
    assert extract(page, "https://example.vn/vi/cho/mo-lai-123.html").section == "Chợ quê"


def test_below_its_name_an_item_of_a_menu_may_describe_the_section() -> None:
    assert section(body="<a href='/ben-do/'><b>Bến đò</b><span>Tin từ các bến</span></a>") == "Bến đò"


def test_a_menu_of_channels_names_no_section() -> None:
    menu = "".join(f"<a href='/{number}'>Kênh {number}</a>" for number in range(8))
    assert section(body=f"<div class=channel>{menu}</div>") is None


def test_a_link_into_the_page_right_above_the_headline_is_not_a_section() -> None:
    page = "<div class=topic><a href='#noi-dung'>Xuống nội dung</a></div><h1>Bến đò mở lại</h1>"
    assert extract(page, "https://example.vn/123.html").section is None


@pytest.mark.parametrize(
    ("menu", "expected"),
    [
        ("<a href='/cho-que-d6/'>Chợ quê</a>", "Chợ quê"),
        ("<a href='/cho-que-d6/'>Chợ và quán</a>", None),
        ("<a href='/cho-d7/'>Chợ quê</a>", None),
    ],
)
def test_above_the_headline_a_numbered_folder_is_a_section_if_the_menu_has_it(menu: str, expected: str | None) -> None:
    page = f"<nav>{menu}<a href='/ben-do-d1/'>Bến đò</a></nav><div><a href='/cho-que-d6/'>Chợ quê</a></div>"
    address = "https://example.vn/mo-lai-d123.html"
    assert extract(f"{page}<h1>Bến đò mở lại sau mùa lũ</h1>", address).section == expected


@pytest.mark.parametrize(("name", "expected"), [("Tin nóng", None), ("Mới nhất", None), ("Tin nóng bến đò", "found")])
def test_the_label_of_a_list_of_articles_is_not_a_section(name: str, expected: str | None) -> None:
    box = f"<div class=head-box-cate><a class=link-cate href=''>{name}</a></div><ul><li><a href='/1'>Chợ</a></ul>"
    found = extract(f"{box}<h1>Bến đò mở lại sau mùa lũ</h1>", URL).section
    assert found == (None if expected is None else name)


@pytest.mark.parametrize("name", ["Back to School", "Back Page"])
def test_a_section_may_begin_like_a_button(name: str) -> None:
    assert section(body=f"<ul class=breadcrumb><li><a href='/x'>{name}</a></ul>") == name
    assert section(f"<meta property='article:section' content='{name}'>") == name


def test_a_section_of_people_is_not_a_person() -> None:
    trail = "<a href='/'>Home</a><a href='/people/'>People</a><a href='/people/lam-giang/'>Lam Giang</a>"
    assert extract(f"<div class=breadcrumb>{trail}</div><h1>Bến đò mở lại</h1>", URL).sections == ["People"]


@pytest.mark.parametrize(
    ("page", "section_address"),
    [
        ("https://example.vn/default.aspx?id=99", "/default.aspx?catid=3"),
        ("https://example.vn/index.php?view=article&id=99", "/index.php?view=category&id=3"),
        ("https://example.vn/?p=99", "/?cat=3"),
        ("https://example.vn/tin.aspx?id=99", "/tin.aspx"),
    ],
)
def test_a_section_may_differ_from_its_articles_only_in_the_query(page: str, section_address: str) -> None:
    own = page.removeprefix("https://example.vn")
    trail = f"<a href='/'>Home</a><a href='{section_address}'>Chợ</a><a href='{own}'>Bến đò mở cửa</a>"
    assert extract(f"<div class=breadcrumb>{trail}</div><h1>Bến đò mở lại</h1>", page).sections == ["Chợ"]


@pytest.mark.parametrize("home", ["https://example.vn", "https://www.example.vn/", "https://tin.example.vn/"])
def test_the_front_pages_of_the_site_and_its_parent_are_not_sections(home: str) -> None:
    trail = f"<a href='{home}'>Bến Sông</a><a href='/cho/'>Chợ</a>"
    page = f"<div class=breadcrumb>{trail}</div><h1>Bến đò mở lại</h1>"
    assert extract(page, "https://tin.example.vn/cho/ben-do-123.html").sections == ["Chợ"]


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("<a href='https://sport.example.net/ben-do/'>Thể thao</a>", None),
        ("<a href='https://twitter.example/ben-do'>@BenDo</a>", None),
        ("<a href='/ben-do/'>View all coverage »</a>", None),
        ("<a href='https://www.example.vn/ben-do/'>Bến đò</a>", "Bến đò"),
        ("<a href='https://giaothong.example.vn/ben-do/'>Bến đò</a>", "Bến đò"),
        ("<a href='//example.vn/ben-do'>Xem bến đò</a>", "Xem bến đò"),
    ],
)
def test_the_folder_of_the_address_is_named_by_a_link_of_the_same_site_that_is_no_button(
    link: str, expected: str | None
) -> None:
    assert section(body=f"<nav>{link}</nav>") == expected


def test_the_folder_of_a_person_is_not_a_section() -> None:
    page = "<html lang=en><body><a href='/@lam-giang'>Lâm Giang</a><h1>The ferry runs again after the flood</h1>"
    assert extract(page, "https://example.vn/@lam-giang/the-ferry-runs-again-123").section is None


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("/world/asia", None),
        ("2016", None),
        ("More on the ferry", None),
        ("Acasă", None),
        ("More Sports", "More Sports"),
        ("2030 Agenda", "2030 Agenda"),
        ("Domov a záhrada", "Domov a záhrada"),
    ],
)
def test_a_path_a_year_a_pointer_and_the_front_page_are_not_sections(declared: str, expected: str | None) -> None:
    assert section(f"<meta property='article:section' content='{declared}'>") == expected


def test_of_several_sections_in_microdata_one_is_chosen() -> None:
    article = "<div itemscope itemtype='https://schema.org/NewsArticle'><meta itemprop=articleSection content='tin,do'>"
    assert section(body=f"{article}<h2 itemprop=headline>Bến đò mở lại</h2></div>") == "tin"
