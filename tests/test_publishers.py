from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

import newsarchive
from newsarchive.extraction import extract
from newsarchive.page import Page
from newsarchive.parsers.body.removable import removable
from newsarchive.parsers.dates.timestamp import parse_timestamp
from newsarchive.parsers.html.css_selectors import parse_css_selector
from newsarchive.parsers.html.document import Document, first_texts
from newsarchive.parsers.html.selectors import Selector
from newsarchive.parsers.html.tree import text_of
from newsarchive.parsers.text import clean
from newsarchive.publishers import (
    SELECTOR_FIELDS,
    BadPublisherFile,
    Publisher,
    UnknownPublisher,
    all_families,
    all_publishers,
    check,
    publisher_from_toml,
    publisher_named,
    publisher_of,
)
from newsarchive.publishers.url_dates import are_by_month, days_in

PAGES = Path(__file__).parent / "pages"
SAVED = sorted(PAGES.glob("*/*.html"))
PUBLISHERS = all_publishers()


def named(path: Path) -> str:
    return f"{path.parent.name}-{path.stem}"


_EXPECTED = ("url", "title", "published_at", "dateline", "lead", "body", "byline", "authors", "section")


def expected(path: Path) -> dict[str, Any]:
    expected_record: dict[str, Any] = json.loads(path.with_suffix(".json").read_text("utf-8"))
    missing = [name for name in _EXPECTED if name not in expected_record]
    assert not missing, f"{path.with_suffix('.json')}: add {', '.join(missing)}; null if it is not displayed"
    return expected_record


# --- the files of this package


@pytest.mark.parametrize("key", sorted(PUBLISHERS))
def test_a_publisher_file_of_ours_has_no_mistake(key: str) -> None:
    publisher = PUBLISHERS[key]
    check(publisher, Path(f"{key}.toml"))
    assert publisher.scope != "provincial" or publisher.region
    assert (publisher.scope == "foreign") is (publisher.file is not None and publisher.file.parent.name == "foreign")
    assert publisher.scope != "foreign" or (publisher.language != "vi" and publisher.timezone)
    # Every address has its source and belongs to the publisher.
    assert set(publisher.sources) == (
        set(publisher.domains) if publisher.scope == "foreign" else set(publisher.addresses)
    )
    pages = (
        *(f"https://{domain}/tin" for domain in publisher.domains),
        *publisher.sections,
        *publisher.sitemaps,
        *publisher.monthly_sitemaps,
    )
    assert [page for page in pages if publisher_of(page) is not publisher] == []
    # A listed section is no article, even if its URL has the form of one.
    assert [url for url in publisher.sections if publisher.is_article_url(f"{url}?trang=2")] == []


@pytest.mark.parametrize("key", sorted(all_families()))
def test_a_family_file_of_ours_has_no_mistake_and_a_fingerprint(key: str) -> None:
    family = all_families()[key]
    check(family, Path(f"{key}.toml"))
    assert family.fingerprints


def test_every_publisher_has_a_page() -> None:
    assert {path.parent.name for path in SAVED} == set(PUBLISHERS)


def test_every_part_of_the_country_is_there() -> None:
    scopes = [publisher.scope for publisher in PUBLISHERS.values()]
    assert len(scopes) - scopes.count("foreign") >= 150
    assert {"national", "provincial", "overseas", "specialist", "aggregator", "foreign"} <= set(scopes)


def test_no_two_pages_have_the_same_text() -> None:
    bodies = ["".join(expected(path)["body"]) for path in SAVED]
    assert len(set(bodies)) == len(bodies)


PROVINCES = [
    "An Giang",
    "Bắc Ninh",
    "Cà Mau",
    "Cao Bằng",
    "Cần Thơ",
    "Đà Nẵng",
    "Đắk Lắk",
    "Điện Biên",
    "Đồng Nai",
    "Đồng Tháp",
    "Gia Lai",
    "Hà Nội",
    "Hà Tĩnh",
    "Hải Phòng",
    "Huế",
    "Hưng Yên",
    "Khánh Hòa",
    "Lai Châu",
    "Lạng Sơn",
    "Lào Cai",
    "Lâm Đồng",
    "Nghệ An",
    "Ninh Bình",
    "Phú Thọ",
    "Quảng Ngãi",
    "Quảng Ninh",
    "Quảng Trị",
    "Sơn La",
    "Tây Ninh",
    "Thái Nguyên",
    "Thanh Hóa",
    "TP. Hồ Chí Minh",
    "Tuyên Quang",
    "Vĩnh Long",
]


def test_each_of_the_34_provinces_has_a_newspaper() -> None:
    assert len(PROVINCES) == 34
    assert set(PROVINCES) == {publisher.region for publisher in PUBLISHERS.values() if publisher.region}


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://baobacgiang.vn/bg/suc-khoe/371838/tiem-vac-xin.html", "baobacninh"),  # Bắc Giang
        ("https://baobackan.vn/xa-hoi/", "baothainguyen"),  # Bắc Kạn
        ("https://baobaclieu.vn/xa-hoi/mo-lai-cho-noi-72306.html", "baocamau"),  # Bạc Liêu
        ("https://baobariavungtau.com.vn/the-thao/202309/dua-thuyen-990870/", "baobariavungtau"),
        ("https://baobinhdinh.vn/viewer.aspx?macm=39&macmp=39&mabb=222823", "baogialai"),  # Bình Định
        ("https://baobinhduong.vn/mo-lai-cho-noi-a128477.html", "baobinhduong"),
        ("https://baobinhphuoc.com.vn/news/505/137419/mo-lai-cho-noi", "baodongnai"),  # Bình Phước
        ("https://baobinhthuan.com.vn/mo-lai-cho-noi-124375.html", "baolamdong"),  # Bình Thuận
        ("https://baodaknong.vn/mo-lai-cho-noi-198329.html", "baolamdong"),  # Đắk Nông
        ("https://baodongkhoi.vn/mo-lai-cho-noi-a128477.html", "baovinhlong"),  # Bến Tre
        ("https://baohagiang.vn/xa-hoi/202306/mo-lai-cho-noi-7945123/", "baotuyenquang"),  # Hà Giang
        ("https://baohaiduong.vn/mo-lai-cho-noi-394829.html", "baohaiphong"),  # Hải Dương
        ("https://baohanam.com.vn/van-hoa/le-hoi/mo-lai-cho-noi-122101.html", "baoninhbinh"),  # Hà Nam
        ("https://baohaugiang.com.vn/thoi-su/mo-lai-cho-noi-12210.html", "baocantho"),  # Hậu Giang
        ("https://baohoabinh.com.vn/", "baophutho"),  # Hòa Bình
        ("https://baokiengiang.vn/xa-hoi/mo-lai-cho-noi-17028.html", "baoangiang"),  # Kiên Giang
        ("https://baokontum.com.vn/", "baoquangngai"),  # Kon Tum
        ("https://baolongan.vn/mo-lai-cho-noi-a188491.html", "baotayninh"),  # Long An
        ("https://baonamdinh.vn/channel/5087/201112/mo-lai-cho-noi-2141513/", "baoninhbinh"),  # Nam Định
        ("https://baoninhthuan.com.vn/", "baokhanhhoa"),  # Ninh Thuận
        ("https://baophuyen.vn/", "baodaklak"),  # Phú Yên
        ("https://baoquangbinh.vn/kinh-te/202503/mo-lai-cho-noi-2225092/", "baoquangtri"),  # Quảng Bình
        ("https://baoquangnam.vn/mo-lai-cho-noi-3141592.html", "baodanang"),  # Quảng Nam
        ("https://baosoctrang.org.vn/xa-hoi/202411/mo-lai-cho-noi-0971e97/", "baocantho"),  # Sóc Trăng
        ("https://baothaibinh.com.vn/", "baohungyen"),  # Thái Bình
        ("https://baothuathienhue.vn/mo-lai-cho-noi-a39296.html", "huengaynay"),  # Thừa Thiên Huế
        ("https://baoapbac.vn/", "baodongthap"),  # Tiền Giang
        ("https://baotravinh.vn/", "baovinhlong"),  # Trà Vinh
        ("https://baovinhphuc.com.vn/", "baophutho"),  # Vĩnh Phúc
        ("https://baoyenbai.com.vn/", "baolaocai"),  # Yên Bái
    ],
)
def test_the_newspaper_of_a_province_before_2025_belongs_to_that_of_the_new_one(url: str, key: str) -> None:
    publisher = publisher_of(url)
    assert publisher is not None
    assert publisher.key == key
    assert publisher.is_article_url(url) or url.count("/") == 3 or url.endswith("/xa-hoi/")


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("nld/mo-lai-cho-noi-196260307071308923.htm", "nld"),
        ("nld/thoi-su/mo-lai-cho-noi-20230307071308923.htm", "nld"),
        ("plo/mo-lai-cho-noi-post910302.html", "plo"),
        ("plo/mo-lai-cho-noi-109842526.htm", "plo"),
        ("phunuonline/mo-lai-cho-noi-1101585014.htm", "phunuonline"),
        ("saigontimes/mo-lai-cho-noi-1061241067.htm", "thesaigontimes"),
        ("khoahocphothong/mo-lai-cho-noi-104266758.htm", "khoahocphothong"),
        ("mo-lai-cho-noi-100260823011833451.htm", "tuoitre"),
        ("mo-lai-cho-noi-582802.htm", "tuoitre"),
    ],
)
def test_a_publisher_on_a_path_of_anothers_host_is_itself(path: str, key: str) -> None:
    for host in ("tuoitre.vn", "www.tuoitre.vn", "m.tuoitre.vn"):
        publisher = publisher_of(f"https://{host}/{path}")
        assert publisher is not None
        assert publisher.key == key
        assert publisher.is_article_url(f"https://{host}/{path}")
    page = f"<h1>Chợ nổi họp lại</h1><p>{'Ghe hàng đông trở lại khi con nước lớn đầu mùa đổ về. ' * 3}</p>"
    assert extract(page, url=f"https://tuoitre.vn/{path}").publisher == PUBLISHERS[key].name


@pytest.mark.parametrize(
    "url",
    [
        "https://thanhnien.vn/mo-lai-cho-noi-18524.htm",
        "https://thanhnien.vn/mo-lai-cho-noi-1851517266.htm",
        "https://danviet.vn/mo-lai-cho-noi-d1461950.html",
        "https://danviet.vn/tin-tuc/mo-lai-cho-noi-911993.html",
        "https://baotintuc.vn/mo-lai-cho-noi-post1379079.html",
        "https://daidoanket.vn/mo-lai-cho-noi-sau-mua-lu.html",
        "https://vnexpress.net/mo-lai-cho-noi-4816616-tong-thuat.html",
        "https://vnexpress.net/mo-lai-cho-noi-901458.html",
        "https://vietnamnet.vn/mo-lai-cho-noi-i5015607.html",
        "https://cand.vn/mo-lai-cho-noi-post816847.html",
        "https://vietnambiz.vn/mo-lai-cho-noi-2026538403602.htm",
        "https://hanoimoi.com.vn/tin-tuc/Xa-hoi/955129/mo-lai-cho-noi",
        "https://baohatinh.vn/an-ninh-trat-tu/mo-lai-cho-noi/261719.htm",
        "https://www.tienphong.vn/the-gioi/mo-lai-cho-noi-1520350.amp.tpo",
        "https://www.voatiengviet.com/amp/5141221.html",
        "https://www.bbc.com/vietnamese/amp/vietnam-51527391",
    ],
)
def test_old_and_new_forms_of_an_articles_address_are_known(url: str) -> None:
    publisher = publisher_of(url)
    assert publisher is not None
    assert publisher.is_article_url(url)


def test_monthly_sitemaps_are_named_for_each_month_newest_first() -> None:
    months = PUBLISHERS["vov"].sitemaps_of(date(2025, 11, 30), date(2026, 1, 1))
    assert months == tuple(f"https://vov.vn/sitemaps/{month}/article.xml" for month in ("2026/1", "2025/12", "2025/11"))


@pytest.mark.parametrize(
    ("path", "first", "last"),
    [
        ("StaticSitemaps/sitemaps-2026-8-16-31.xml", "2026-08-16", "2026-08-31"),  # VCCorp
        ("sitemaps/sitemaps-2026-2-16-31.xml", "2026-02-16", "2026-02-28"),
        ("sitemaps/news-2026-8.xml", "2026-08-01", "2026-08-31"),  # ePi
        ("sitemaps/2026/8/article.xml", "2026-08-01", "2026-08-31"),  # VOV
        ("sitemap-article-08-2026-12.xml", "2026-08-01", "2026-08-31"),  # VietNamNet
        ("sitemap-post/2026-08-05.xml", "2026-08-05", "2026-08-05"),
        ("sitemap-2026-08-05-2.xml", "2026-08-05", "2026-08-05"),  # the second file of a day
        ("sitemap-article-daily.xml", None, None),
    ],
)
def test_the_days_of_a_sitemap_of_a_known_cms_are_in_its_name(path: str, first: str | None, last: str | None) -> None:
    expected = tuple(date.fromisoformat(day) if day else None for day in (first, last))
    assert days_in(f"https://baovidu.vn/{path}", sitemap=True) == expected


def test_a_number_beyond_twelve_before_the_year_counts_files() -> None:
    files = [f"https://baovidu.vn/sitemap-{number:02}-2026.xml" for number in range(1, 14)]
    assert not are_by_month(files)
    assert are_by_month(files[:12])


def test_selectors_of_several_families_follow_the_order_of_the_families() -> None:
    families = all_families()
    publisher = publisher_from_toml(GOOD + 'family = ["vccorp", "epi"]', Path("baovidu.toml"), families)
    assert publisher.families == ("vccorp", "epi")
    expected = families["vccorp"].selector_sources["body"] + families["epi"].selector_sources["body"]
    assert publisher.selector_sources["body"] == expected
    assert publisher.is_article_url("https://baovidu.vn/mo-lai-cho-noi-post12345.html")
    assert publisher.is_article_url("https://baovidu.vn/mo-lai-cho-noi-20260307071308923.htm")


# --- the selectors on pages in our own words


@pytest.mark.parametrize("path", SAVED, ids=named)
def test_the_page_is_its_publishers_and_has_an_articles_address(path: Path) -> None:
    url = expected(path)["url"]
    publisher = publisher_of(url)
    assert publisher is not None
    assert publisher.key == path.parent.name
    assert publisher.is_article_url(url) is (True if publisher.article_patterns else None)
    assert not publisher.is_article_url(publisher.home)
    assert not any(publisher.is_article_url(section) for section in publisher.sections)


@pytest.mark.parametrize("path", SAVED, ids=named)
def test_the_first_selector_that_matches_gives_what_the_page_displays(path: Path) -> None:
    expected_record, publisher = expected(path), PUBLISHERS[path.parent.name]
    document = Document(path.read_bytes(), expected_record["url"])
    for name in ("title", "lead", "byline", "section"):
        found = list(first_texts(document, publisher.selectors.get(name, ())))
        if found and expected_record[name]:
            # the text of the selector still begins with the dateline: "(CTO) - Sáng mùng 2, …"
            assert (
                found[0][1].endswith(expected_record[name]) if name == "lead" else found[0][1] == expected_record[name]
            ), found[0]
    printed = list(first_texts(document, publisher.selectors.get("published", ())))
    if printed:
        stamp = parse_timestamp(printed[0][1])
        assert stamp is not None, printed[0]
        assert stamp.value == datetime.fromisoformat(expected_record["published_at"])
    if "body" in publisher.selector_sources:  # the generic extractor does not read it by itself
        body = next((match for selector in publisher.selectors["body"] for match in document.find(selector)), None)
        assert body is not None
        text = text_of(body)
        assert [paragraph for paragraph in expected_record["body"] if clean(paragraph) not in text] == []


@pytest.mark.parametrize("path", SAVED, ids=named)
def test_a_page_is_extracted_as_expected(path: Path) -> None:
    expected_record = expected(path)
    article = extract(Page(url=expected_record["url"], body=path.read_bytes()))
    read = {
        "title": article.title,
        "dateline": article.dateline,
        "byline": article.byline,
        "authors": article.authors,
        "section": article.section,
    }
    assert read == {name: expected_record[name] for name in read}
    text = [text for text in (article.lead, *(block.text for block in article.blocks)) if text]
    assert article.published_at == datetime.fromisoformat(expected_record["published_at"])
    # Without a selector for the lead, it may be extracted as the first paragraph of the text.
    assert text == [expected_record["lead"] or expected_record["lead_as_paragraph"], *expected_record["body"]]
    assert article.lead == expected_record["lead"] or expected_record["lead"] is None
    assert article.kind == "article"
    assert article.publisher == PUBLISHERS[path.parent.name].name


# --- what `remove` may not take


def removing_selectors() -> list[str]:
    """Return the `remove` selectors of every family and publisher file."""
    files = (*all_families().values(), *PUBLISHERS.values())
    return sorted({source for file in files for source in file.selector_sources.get("remove", ())})


def matching(selector: str, tags: str, text: str) -> str | None:
    """Return *text* in an element that *selector* matches, ``None`` where it matches none of *tags* (best first)."""
    compounds = parse_css_selector(selector.removeprefix("css: "))
    assert compounds is not None, f"{selector}: write it as classes, ids and attributes"
    for number, compound in enumerate(reversed(compounds)):
        tag = compound.tag or (tags.split()[0] if number == 0 else "div")
        if number == 0 and tag not in tags.split():
            return None
        attributes = "".join(f' {name}="{value or ""}"' for name, value in compound.attributes)
        attributes += f' class="{" ".join(compound.classes)}"' + (f' id="{compound.id}"' if compound.id else "")
        text = f"<{tag}{attributes}>{text}</{tag}>"
    return text


def removed_from(html: str, selector: str) -> set[Any]:
    document = Document(f"<html><body><article>{html}</article></body></html>")
    found = set(document.find(Selector(selector)))
    assert found
    return removable(found)


@pytest.mark.parametrize("selector", removing_selectors())
def test_no_remove_selector_removes_words_of_a_sentence(selector: str) -> None:
    link = matching(selector, "a span b", "máy bơm mới")
    if link is not None and " " not in selector.removeprefix("css: "):
        assert removed_from(f"<p>Xã thuê {link} cho vụ hè.</p>", selector) == set()
        assert removed_from(f"<p>Xã thuê <b>{link}</b></p>", selector) == set()
        assert removed_from(f"<p>{link} được thuê cho vụ hè.</p>", selector) == set()


@pytest.mark.parametrize("selector", removing_selectors())
def test_no_remove_selector_removes_a_paragraph_of_unlinked_prose(selector: str) -> None:
    prose = "“Máy bơm về kịp thì lúa còn cứu được”, ông Bảy nói."
    block = matching(selector, "p div section blockquote figure", prose)
    rows = matching(selector, "table tbody", f"<tr><td>{prose}</td></tr>")
    items = matching(selector, "ul ol", f"<li>{prose}</li>")
    for html in filter(None, (block, rows, items)):
        assert removed_from(f"<p>Xã thuê máy bơm.</p>{html}", selector) == set()


@pytest.mark.parametrize(
    "html",
    [
        '<p><a class="cms-relate" href="/a">Xã thuê máy bơm mới cho vụ hè</a></p>',
        '<div>Lúa đã trổ.<br><a class="cms-relate" href="/a">Xã thuê máy bơm mới</a><br>Nước về chậm.</div>',
        '<div class="cms-relate"><h4><a href="/a">Xã thuê máy bơm</a></h4><p>Máy đã về, ông Bảy nói.</p></div>',
        '<table class="cms-relate"><tr><td><a href="/a"><img src="a.jpg"></a><a href="/a">Máy</a></td></tr></table>',
        '<div class="cms-relate">Quảng cáo</div>',
        '<p><a class="cms-relate" href="/a">Xã thuê máy bơm</a> | <a class="cms-relate" href="/b">Lớp học đêm</a></p>',
    ],
)
def test_a_remove_selector_removes_cards_and_widgets(html: str) -> None:
    assert len(removed_from(html, "css: .cms-relate")) == html.count("cms-relate")


def test_a_keyword_link_of_an_epi_page_stays_in_its_sentence() -> None:
    page = """<h1 class="cms-title">Xã thuê máy bơm</h1><div class="article__body cms-body">
        <p>Xã thuê <a class="cms-relate" href="/may-bom">máy bơm mới</a> cho vụ hè, lúa trổ đều trên cả cánh đồng.</p>
        <p>Nước từ kênh chính được đưa lên ruộng cao trong ba ngày liền, bà con thay nhau canh máy suốt đêm.</p>
        <div class="cms-relate"><a href="/khac">Chợ nổi họp lại sau mùa nước cạn</a></div></div>"""
    body = extract(page, url="https://baolaocai.vn/xa-thue-may-bom-post12345.html").body
    assert "Xã thuê máy bơm mới cho vụ hè" in body
    assert "Chợ nổi" not in body


# --- files of others


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_a_folder_adds_a_publisher_with_its_own_family(tmp_path: Path) -> None:
    written(tmp_path, "families/ours", 'name = "Ours"\nbody = ["css: .text"]\narticle_url = [\'/\\d+$\']')
    written(tmp_path, "baovidu", 'name = "Báo Ví Dụ"\ndomains = ["baovidu.vn"]\nfamily = "ours"\nbody = "css: #body"')
    publisher = all_publishers(tmp_path)["baovidu"]
    assert [selector.source for selector in publisher.selectors["body"]] == ["css: #body", "css: .text"]
    assert publisher.is_article_url("https://baovidu.vn/12?x=1") is True
    assert publisher_of("https://sport.baovidu.vn/12", all_publishers(tmp_path)) == publisher
    assert "baovidu" not in all_publishers()


def test_a_file_of_the_same_name_replaces_the_built_in_one(tmp_path: Path) -> None:
    written(tmp_path, "huengaynay", 'name = "Huế của tôi"\ndomains = ["huengaynay.vn"]')
    assert all_publishers(tmp_path)["huengaynay"].name == "Huế của tôi"
    assert all_publishers()["huengaynay"].name == "Huế ngày nay"


GOOD = 'name = "Báo Ví Dụ"\ndomains = ["baovidu.vn"]\n'


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (GOOD + "artcle_url = 'x'", 'artcle_url: no such key; did you mean "article_url"?'),
        (GOOD + "byline_ = 'x'", 'did you mean "byline"?'),
        ('domains = ["baovidu.vn"]', "name: missing"),
        ('name = "x"\ndomains = []', "domains: "),
        ('name = "x"\ndomains = "baovidu.vn"', "domains: Expected `array`, got `str`"),
        (GOOD + "delay = -1", "delay: "),
        (GOOD + 'scope = "lokal"', "scope: "),
        (GOOD + "article_url = '-(\\d+'", 'article_url: "-(\\d+" is not a regex'),
        (GOOD + "body = ['css: .a[']", 'body: "css: .a[" does not compile'),
        (GOOD + "body = ['xpath: //p[']", 'body: "xpath: //p[" does not compile'),
        (GOOD + "body = ['.detail']", 'write "css: SELECTOR"'),
        (GOOD + 'feeds = ["baovidu.vn/rss"]', 'feeds: "baovidu.vn/rss" is not a URL; write the whole URL'),
        ('name = "x"\ndomains = ["https://baovidu.vn/"]', 'domains: "https://baovidu.vn/" is not a host name'),
        (GOOD + 'family = "vcorp"', 'family: no family "vcorp"; did you mean "vccorp"?'),
        (
            GOOD + 'pagination = "{section}/trang-{pages}.htm"',
            'pagination: no placeholder {pages}; did you mean "page"?',
        ),
        (GOOD + 'article_url = "\\d"', "not TOML"),
        (GOOD + 'timezone = "Hanoi"', 'timezone: "Hanoi" is not a time zone'),
        (GOOD + 'monthly_sitemaps = "https://baovidu.vn/{d}.xml"', "monthly_sitemaps: no placeholder {d}; known are"),
        (GOOD + '[sources]\n"baovd.vn" = "2026 x"', 'sources: "baovd.vn" is not an address of this file'),
        (GOOD + "verified = 1", "verified: "),
        ('name = "x"\ndomains = ["tuoitre.vn"]', "domains: tuoitre.vn is also claimed by "),
    ],
)
def test_an_error_names_the_file_the_key_and_what_to_do(text: str, complaint: str, tmp_path: Path) -> None:
    path = written(tmp_path, "zz-baovidu", text)
    with pytest.raises(BadPublisherFile) as caught:
        all_publishers(tmp_path)
    assert str(caught.value).startswith(f"{path}: ")
    assert complaint in str(caught.value)


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cu.toml"
    path.write_bytes('name = "Báo"'.encode("utf-16"))
    with pytest.raises(BadPublisherFile, match="not UTF-8"):
        all_publishers(tmp_path)


def test_a_file_name_that_is_not_a_key_is_refused() -> None:
    with pytest.raises(BadPublisherFile, match="use only a-z"):
        publisher_from_toml(GOOD, Path("Báo Ví Dụ.toml"), {})


# --- facts about one publisher stand in its file alone

HOST = re.compile(
    r"(?<![\w@.])(?:[a-z0-9-]+\.)+(?:com|org|net|info|vn|uk|de|at|ch|fr|it|es|pl|cz|se|no|dk|ru|ua|jp|kr|cn|tw|in|au|za|ca|be"
    r"|lu|eu|tv|io|ag)(?![\w.-])",
    re.IGNORECASE,
)
VOCABULARIES = ("schema.org", "w3.org", "www.w3.org", "data-vocabulary.org", "purl.org", "ogp.me", "com.vn")
# The register of licenses, and the player that <amp-youtube> and <lite-youtube> stand for: no publishers.
SERVICES = ("creativecommons.org", "www.creativecommons.org", "www.youtube.com")


def strings_of(path: Path) -> Iterator[str]:
    """Yield what a lexicon holds, and the string constants of a module that are not docstrings."""
    if path.suffix == ".toml":
        lines = (line.partition("#")[0] for line in path.read_text("utf-8").splitlines())
        yield from (word for line in lines if not line.startswith("id = ") for word in line.split())
        return
    tree = ast.parse(path.read_text("utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    texts = {id(node.body[0].value) for node in ast.walk(tree) if isinstance(node, documented) and is_text(node.body)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in texts:
            yield node.value.replace("\\.", ".")


def is_text(body: list[ast.stmt]) -> bool:
    return bool(body) and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)


def test_no_module_of_the_generic_extractor_and_no_lexicon_names_a_host() -> None:
    parsers = Path(newsarchive.__file__).parent / "parsers"
    files = sorted([*parsers.rglob("*.py"), *parsers.rglob("*.toml")])
    named = {
        f"{path.name}: {host[0]}"
        for path in files
        for text in strings_of(path)
        for host in HOST.finditer(text)
        if host[0].lower() not in (*VOCABULARIES, *SERVICES)
    }
    assert len(files) > 40
    assert named == set()


@pytest.mark.parametrize(
    ("host", "title"),
    [
        ("www.reuters.com", "The ferry runs again: timetable"),
        ("www.spiegel.de", "The ferry runs again, at last"),
        ("www.bbc.com", "The ferry runs again"),
    ],
)
def test_a_foreign_publisher_file_states_which_headline_is_the_title(host: str, title: str) -> None:
    page = """<title>The ferry runs again today</title><h1>The ferry runs again</h1>
        <meta property="og:title" content="The ferry runs again, at last"><script type="application/ld+json">
        {"@type": "NewsArticle", "headline": "The ferry runs again: timetable"}</script>
        <p>The ferry crossed the river on Saturday morning.</p>"""
    assert extract(page, url=f"https://{host}/world/the-ferry-runs-again").title == title


def test_a_time_without_an_offset_is_in_the_publishers_time_zone() -> None:
    page = (
        "<h1>Mill turns again</h1><time>March 3, 2026 4:15 PM</time><p>The wheel of the old mill moved on Saturday.</p>"
    )
    published = extract(page, url="https://www.latimes.com/mill").published_at
    assert published is not None
    assert published.isoformat() == "2026-03-03T16:15:00-08:00"
    elsewhere = extract(page, url="https://www.latimes.com/mill", publishers={}).published_at
    assert elsewhere is not None
    assert elsewhere.isoformat() == "2026-03-03T16:15:00+00:00"


# --- looking one up


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://huengaynay.vn/a-1.html", "huengaynay"),
        ("http://news.baothuathienhue.vn/the-thao/", "huengaynay"),
        ("HTTPS://WWW.TuoiTre.VN/x.htm", "tuoitre"),
        ("https://suckhoe.vnexpress.net/x.html", "vnexpress"),
        ("https://vnexpress.net:443/x.html", "vnexpress"),
        ("https://www.bbc.com/vietnamese/articles/c1", "bbcvietnamese"),
        ("https://www.bbc.com/news/articles/c1", "bbc"),
        ("https://www.bbc.com/vietnameseabc", "bbc"),
        ("https://notvnexpress.net/", None),
        ("https://vnexpress.net.evil.example/", None),
        ("https://example.com/vnexpress.net", None),
        ("https://[broken", None),
        ("", None),
    ],
)
def test_a_url_belongs_to_the_publisher_of_its_domain(url: str, key: str | None) -> None:
    found = publisher_of(url)
    assert (found.key if found else None) == key


def test_a_publisher_is_found_by_key_and_by_domain() -> None:
    assert publisher_named("huengaynay") is publisher_named("baothuathienhue.vn")


def test_publishers_can_stand_in_a_set() -> None:
    assert len(set(PUBLISHERS.values())) == len(PUBLISHERS)


def test_for_an_unknown_key_similar_keys_are_suggested() -> None:
    with pytest.raises(UnknownPublisher, match='no publisher "hungaynay"; did you mean huengaynay'):
        publisher_named("hungaynay")
    with pytest.raises(UnknownPublisher, match="lists them all"):
        publisher_named("qqqqqqqq")


def test_a_publisher_without_patterns_does_not_guess() -> None:
    assert Publisher(key="x", name="x", domains=("x.vn",)).is_article_url("https://x.vn/a") is None


@pytest.mark.parametrize(
    ("pattern", "filled"),
    [
        ("{section}/trang-{page}.htm", "https://dantri.com.vn/xa-hoi/trang-3.htm"),
        ("{section}?page={page}", "https://dantri.com.vn/xa-hoi?page=3"),
        ("https://x.vn/{yyyy}/{mm}/{dd}/{d}-{m}", "https://x.vn/2024/03/05/5-3"),
        ("https://x.vn/?from={start}&to={end}", "https://x.vn/?from=1709571600&to=1709657999"),
    ],
)
def test_a_listings_address_is_filled_from_its_pattern(pattern: str, filled: str) -> None:
    section = "https://dantri.com.vn/xa-hoi.htm"
    assert PUBLISHERS["dantri"].fill(pattern, section=section, page=3, day=date(2024, 3, 5)) == filled


def test_a_front_page_keeps_its_domain_when_filled() -> None:
    assert PUBLISHERS["dantri"].fill("{section}/p/{page}") == "https://dantri.com.vn/p/1"


def test_every_selector_field_can_be_given() -> None:
    text = GOOD + "\n".join(f"{name} = 'css: .{name}'" for name in SELECTOR_FIELDS)
    assert set(publisher_from_toml(text, Path("baovidu.toml"), {}).selectors) == set(SELECTOR_FIELDS)
