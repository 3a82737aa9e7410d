from __future__ import annotations

import gzip
from datetime import date

import pytest

from newsarchive.crawl.plan import Plan
from newsarchive.crawl.site import Site, site_at
from newsarchive.crawl.spiders.links import links_of
from newsarchive.crawl.spiders.sources import SourceResponse
from newsarchive.crawl.spiders.sources.feeds import feed_entries, is_feed
from newsarchive.crawl.spiders.sources.links_on_pages import linked_articles
from newsarchive.crawl.spiders.sources.sitemaps import is_sitemap, sitemap_entries
from newsarchive.crawl.url_shapes import acts, full_version, is_section_url, looks_like_article
from newsarchive.page import Page
from newsarchive.publishers import all_publishers
from newsarchive.publishers.tracking import untracked
from newsarchive.publishers.url_dates import are_by_month, days_in

HOME = "https://bao.example/"
SITEMAP = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc> https://bao.example/cho-que-1.html </loc><lastmod>2017-09-05T08:00:00+07:00</lastmod></url>
<url><loc>/ben-song-2.html</loc><lastmod>2017</lastmod></url>
<url><loc>javascript:alert(1)</loc></url>
</urlset>"""
INDEX = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://bao.example/sitemaps/2017-09.xml.gz</loc><lastmod>2017-09-30</lastmod></sitemap></sitemapindex>"""
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Tin</title>
<item><title>Chợ quê</title><link>https://bao.example/cho-que-1.html?utm_source=rss</link>
<pubDate>Tue, 05 Sep 2017 23:30:00 +0700</pubDate></item>
<item><title>Không có liên kết</title></item></channel></rss>""".encode()


@pytest.mark.parametrize("body", [SITEMAP, gzip.compress(SITEMAP, mtime=0), gzip.compress(gzip.compress(SITEMAP))])
def test_a_sitemap_gives_addresses_and_days_packed_or_not(body: bytes) -> None:
    found = list(sitemap_entries(body, HOME))
    assert [(entry.url, entry.changed) for entry in found] == [
        ("https://bao.example/cho-que-1.html", date(2017, 9, 5)),
        ("https://bao.example/ben-song-2.html", None),
    ]
    assert is_sitemap(body)


def test_an_index_gives_sitemaps() -> None:
    (entry,) = sitemap_entries(INDEX, HOME)
    assert entry.is_sitemap
    assert entry.changed == date(2017, 9, 30)


def test_a_truncated_sitemap_gives_the_urls_before_the_break() -> None:
    assert [entry.url for entry in sitemap_entries(SITEMAP[: SITEMAP.index(b"<loc>/ben")], HOME)] == [
        "https://bao.example/cho-que-1.html"
    ]


@pytest.mark.parametrize("body", [b"", b"not xml at all", b"<!DOCTYPE html><title>404</title>", b"\x1f\x8bbroken"])
def test_other_files_than_sitemaps_give_no_entries(body: bytes) -> None:
    assert list(sitemap_entries(body, HOME)) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_sitemap_that_calls_itself_utf_16_is_read_as_what_it_is(encoding: str) -> None:
    text = SITEMAP.decode().replace("UTF-8", "utf-16").replace("cho-que", "chợ-quê")
    assert next(sitemap_entries(text.encode(encoding), HOME)).url == "https://bao.example/chợ-quê-1.html"


def test_an_address_with_a_bare_ampersand_stays_whole() -> None:
    entry = SITEMAP.replace(b"cho-que-1.html", b"tin.aspx?id=1&muc=2&amp;trang=3")
    assert next(sitemap_entries(entry, HOME)).url == "https://bao.example/tin.aspx?id=1&muc=2&trang=3"
    sitemap = SITEMAP.replace(
        b" https://bao.example/cho-que-1.html ", b"<![CDATA[https://bao.example/tin.aspx?id=1&muc=2]]>"
    )
    assert next(sitemap_entries(sitemap, HOME)).url == "https://bao.example/tin.aspx?id=1&muc=2"


@pytest.mark.parametrize(
    ("written", "read"),
    [("caf&eacute;-1.html", "café-1.html"), ("&nbsp;", ""), ("tin?a=1&copy=2", "tin?a=1&copy=2"), ("a&x1;b", "a&x1;b")],
)
def test_an_entity_of_html_stands_for_its_character(written: str, read: str) -> None:
    entry = SITEMAP.replace(b"cho-que-1.html", written.encode())
    assert next(sitemap_entries(entry, HOME)).url == f"https://bao.example/{read}"


def test_sitemaps_counted_beyond_twelve_are_not_those_of_months() -> None:
    assert are_by_month(["https://bao.example/sitemap-2024-1.xml", "https://bao.example/tin/2024-12-31.xml"])
    assert not are_by_month([f"https://bao.example/sitemap-2024-{number}.xml" for number in (1, 13)])


def test_a_plain_list_of_addresses_is_a_sitemap_too() -> None:
    assert [
        entry.url for entry in sitemap_entries(b"https://bao.example/a-1.html\nhttps://bao.example/b-2.html\n", HOME)
    ] == [
        "https://bao.example/a-1.html",
        "https://bao.example/b-2.html",
    ]


def test_a_feed_gives_entries_with_a_link_and_their_day_in_utc() -> None:
    (entry,) = feed_entries(RSS, HOME)
    assert entry.url == "https://bao.example/cho-que-1.html?utm_source=rss"
    assert entry.published == date(2017, 9, 5)
    assert is_feed(RSS)


@pytest.mark.parametrize("day", ["0001-01-01T00:00:00", "1970-01-01T00:00:00Z", "9999-12-31"])
def test_a_day_before_the_web_or_in_a_far_future_says_nothing(day: str) -> None:
    entry = SITEMAP.replace(b"2017-09-05T08:00:00+07:00", day.encode())
    assert [entry.changed for entry in sitemap_entries(entry, HOME)] == [None, None]


@pytest.mark.parametrize("day", ["Mon, 01 Jan 0001 00:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "9999-12-31"])
def test_a_feed_that_dates_its_entries_before_the_web_does_not_date_them(day: str) -> None:
    (entry,) = feed_entries(RSS.replace(b"Tue, 05 Sep 2017 23:30:00 +0700", day.encode()), HOME)
    assert (entry.published, entry.changed) == (None, None)


def test_a_feed_that_is_a_file_name_opens_no_file() -> None:
    assert list(feed_entries(b"/etc/hostname", HOME)) == []


@pytest.mark.parametrize(
    ("path", "first", "last"),
    [
        ("2017/09/05/cho-que.html", "2017-09-05", "2017-09-05"),
        ("2017/9/cho-que/", "2017-09-01", "2017-09-30"),
        ("201802/cho-que/", "2018-02-01", "2018-02-28"),
        ("cho-que-2017-09-05-tin.html", "2017-09-05", "2017-09-05"),
        ("cho-que-20170905093012345.htm", "2017-09-05", "2017-09-05"),
        ("cho-que-201709.html", None, None),  # an id, as likely as a month
        ("bong-da-mua-2016-2017-khai-mac.html", None, None),
        ("bong-da-2017-9-doi.html", None, None),
        ("cho-que-a39296.html", None, None),
        ("2017/13/45/cho-que.html", None, None),
        ("world/2017/sep/05/market-day", "2017-09-05", "2017-09-05"),
        ("2017/WORLD/09/05/market.day/index.html", "2017-09-05", "2017-09-05"),
        ("2017/march/of-the-ferries", None, None),
        ("2017/world/12/345/market", None, None),
    ],
)
def test_a_day_is_read_from_an_address_only_where_it_must_be_one(
    path: str, first: str | None, last: str | None
) -> None:
    expected = tuple(date.fromisoformat(day) if day else None for day in (first, last))
    assert days_in(HOME + path) == expected


@pytest.mark.parametrize(
    ("path", "first", "last"),
    [
        ("sitemaps/2017-09.xml.gz", "2017-09-01", "2017-09-30"),
        ("sitemap-2017-9.xml", "2017-09-01", "2017-09-30"),
        ("sitemap-news-20170905.xml", "2017-09-05", "2017-09-05"),
        ("sitemap-201709.xml", "2017-09-01", "2017-09-30"),
        ("sitemap-2017.xml", None, None),
        ("sitemap-3.xml", None, None),
    ],
)
def test_the_days_of_a_sitemap_are_read_from_its_name(path: str, first: str | None, last: str | None) -> None:
    expected = tuple(date.fromisoformat(day) if day else None for day in (first, last))
    assert days_in(HOME + path, sitemap=True) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("cho-que-ngay-mua-12345.html", True),
        ("kinh-te/cho-que-ngay-mua-a3456.htm", True),
        ("2017/09/cho-que/", True),
        ("news/a-market-day-in-the-rain", True),
        ("thoi-su", False),
        ("thoi-su/p/2", False),
        ("tag/cho-que-ngay-mua-12345", False),
        ("thoi-su?page=20175", False),
        ("lien-he", False),
        ("", False),
        ("search?q=covid-19/mien-dich-12345", False),
        ("tim-kiem?q=xa-hoi/cau-moi-mo-lai-12345", False),
    ],
)
def test_an_article_is_recognized_by_its_url(path: str, expected: bool) -> None:
    assert looks_like_article(HOME + path) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("thoi-su", True),
        ("van-hoa/am-nhac/", True),
        ("", False),
        ("thoi-su?x=1", False),
        ("a/b/c", False),
        ("tag/tet", False),
        ("?cat=3", True),
        ("?cat=3&paged=2", False),
        ("search?category=3", False),
        ("shop?cat=3&sort=price", False),
        ("index.php?language=vi&nv=news&op=Xa-hoi", True),
        ("index.php?nv=users&op=login", False),
        ("index.php?option=com_content&view=category&layout=blog&id=3&Itemid=7", True),
        ("index.php?option=com_users&view=login&Itemid=7", False),
        ("index.php?id=3", False),
        ("index.php?cat=3&id=12", False),
        ("tin.aspx?zone=5&id=123", False),
        ("Xa-hoi/tabid/92/language/vi-VN/Default.aspx", True),
        ("Xa-hoi/tabid/92/articleId/12/Default.aspx", False),
    ],
)
def test_a_section_is_recognized_by_its_url(path: str, expected: bool) -> None:
    assert is_section_url(HOME + path) is expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [("a?utm_source=rss&id=1", "a?id=1"), ("a?fbclid=x", "a"), ("a?b=%20&c", "a?b=%20&c"), ("a?", "a"), ("a", "a")],
)
def test_an_address_is_fetched_without_tracking_and_otherwise_as_written(written: str, expected: str) -> None:
    assert untracked(HOME + written) == HOME + expected


def test_links_are_resolved_and_come_once() -> None:
    html = """<base href="/muc/"><link rel=alternate type="application/rss+xml" href="/rss/a.rss">
    <a href="bai-1.html#cuoi">Một</a><a href="bai-1.html">Một nữa</a><a href="mailto:a@b">thư</a>
    <a href="http://[hỏng">hỏng</a><a href="/anh.jpg">ảnh</a><a href="?page=2">Trang sau »</a>"""
    links = links_of(Page(url=HOME, body=html.encode()))
    assert [link.url for link in links.inside] == [f"{HOME}muc/bai-1.html", f"{HOME}muc/?page=2"]
    assert links.feeds == (f"{HOME}rss/a.rss",)
    assert links.next_page == f"{HOME}muc/?page=2"


@pytest.mark.parametrize(
    ("link", "days"),
    [
        ('<a rel="bookmark" href="/cho-que/">A</a>', [date(2018, 5, 2)]),
        ('<a rel="bookmark" href="/?p=101">A</a>', [date(2018, 5, 2)]),
        ('<a href="/cho-que/">A</a>', None),
        ('<a rel="bookmark" href="/">A</a>', None),
        ('<a rel="bookmark" href="/category/cho-que/">A</a>', None),
        ('<a rel="bookmark" href="/?cat=3">A</a>', None),
        ('<a rel="bookmark" href="#cho-que">A</a>', None),
        ('<a rel="bookmark" href="/2018/05/">A</a>', None),
        ('<a rel="bookmark" href="/share?url=%2Fcho-que%2F">A</a>', None),
        ('<a rel="bookmark" href="/gui?u=https://bao.example/cho-que/">A</a>', None),
        ('<a rel="bookmark" href="/?url=cho-que">A</a>', [date(2018, 5, 2)]),
        ('<a rel="bookmark" href="/index.php?url=/cho-que">A</a>', [date(2018, 5, 2)]),
        ('<a rel="bookmark" href="/share/?url=cho-que">A</a>', [date(2018, 5, 2)]),
        ('<a rel="bookmark" href="/2018/05/cho-que/">A</a>', [date(2018, 5, 2)]),
        ('<nav><a href="/xa-hoi/">A</a></nav><a rel="bookmark" href="/xa-hoi/">A</a>', None),
        ('<nav><a rel="prev" href="/cho-que/">A</a></nav><a rel="bookmark" href="/cho-que/">A</a>', [date(2018, 5, 2)]),
    ],
)
def test_the_permanent_link_of_an_entry_is_an_articles(link: str, days: list[date] | None) -> None:
    page = Page(url=HOME, body=f"<article><h2>{link}</h2><time>02/05/2018</time></article>".encode())
    links = links_of(page, is_dated=looks_like_article)
    read = SourceResponse(site=site_at(HOME, {}), plan=Plan(), url=HOME, body=page.body, links=links)
    assert [found.published for found in linked_articles(read)] == (days or [])


def test_the_dot_of_the_dns_root_is_no_part_of_a_sites_name() -> None:
    assert site_at("http://bao.example.:8000/a.", {}).start == "http://bao.example:8000/a."


def test_a_publishers_rule_counts_more_than_an_entry() -> None:
    known = all_publishers()["huengaynay"]
    page = Page(url=known.home, body=b'<a rel="bookmark" href="/cho-que/">A</a>')
    site = Site(start=known.home, publisher=known)
    read = SourceResponse(site=site, plan=Plan(), url=known.home, body=page.body, links=links_of(page))
    assert [*linked_articles(read)] == []


def test_the_publishers_next_page_selector_takes_precedence_over_rel_next() -> None:
    html = '<a rel="next" href="/p/9">9</a><li class="next"><a href="/p/2">2</a></li>'
    page = Page(url=HOME, body=html.encode())
    assert links_of(page, ("css: li.next > a @href",)).next_page == f"{HOME}p/2"
    assert links_of(page).next_page == f"{HOME}p/9"


@pytest.mark.parametrize(
    ("markup", "place"),
    [
        ('<a href="/page/2/">&larr; Older posts</a>', "page/2/"),
        ('<a href="/page/2/">Bài cũ hơn</a>', "page/2/"),
        ('<a href="/?max=2018">Bài đăng Cũ hơn</a>', "?max=2018"),
        ('<a href="/page/2/">Chuyện cũ hơn cả làng</a>', None),
        ('<a href="/thoi-su?xep=cu">Cũ hơn</a>', None),
        ('<th class="next"><a href="/lich?thang=6">Tháng kế</a></th>', None),
        ('<li class="next"><a href="/thoi-su?limitstart=20"></a></li>', "thoi-su?limitstart=20"),
        ('<a class="next page-numbers" href="/page/2/"><i class="arrow"></i></a>', "page/2/"),
        ('<ul><li class="pager-next"><a href="/thoi-su?page=1">Weiter</a></li></ul>', "thoi-su?page=1"),
        ('<a class="next" href="/anh">Ảnh kế</a>', None),
        ('<a class="next" href="/tin/cho-que-ngay-mua-12345.html">Bài kế tiếp</a>', None),
        ('<a class="next" href="/lich/2018/05/">Tháng kế</a>', None),
        ('<a class="carousel-control-next" href="/anh/2">Ảnh</a>', None),
    ],
)
def test_the_next_page_may_be_named_in_words_or_by_a_class(markup: str, place: str | None) -> None:
    found = links_of(Page(url=HOME, body=f"<meta charset=utf-8>{markup}".encode())).next_page
    assert found == (HOME + place if place else None)


def test_the_next_number_in_a_pager_counts_more_than_the_class_of_a_slideshow() -> None:
    pager = '<a href="/thoi-su?page=1">1</a><a href="/thoi-su?page=2">2</a>'
    page = Page(url=f"{HOME}thoi-su", body=f'<a class="next" href="/anh/2"><b></b></a>{pager}'.encode())
    assert links_of(page, number=1).next_page == f"{HOME}thoi-su?page=2"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('</wp-json/>; rel="https://api.w.org/", </p/2>; rel="next"', f"{HOME}p/2"),
        ("</p/1>; rel=prev", None),
    ],
)
def test_the_next_page_may_be_declared_in_a_header(header: str, expected: str | None) -> None:
    assert links_of(Page(url=HOME, body=b"<a href='/x'>x</a>", headers=(("Link", header),))).next_page == expected


def test_a_link_that_is_never_closed_has_no_text_and_one_around_a_card_keeps_its_text() -> None:
    card = "<a href=/ben-do-100001.html><img src=/a.jpg><span><b>Bến đò</b> mở lại</span></a>"
    unclosed = "".join(f"<svg><a href=/tin-{number}.html>tin " for number in range(500))
    page = Page(url="https://bao.example/", body=f"<html><body>{card}{unclosed}".encode())
    texts = {link.url.rpartition("/")[2]: link.text for link in links_of(page).inside}
    assert texts["ben-do-100001.html"] == "Bến đò mở lại"
    assert texts["tin-0.html"] == ""


@pytest.mark.parametrize("name", ["svg", "noscript"])
def test_links_in_an_unclosed_element_that_is_not_in_the_document_are_links(name: str) -> None:
    body = f"<html><body><p>Báo Làng</p><{name} width=1><a href=/ben-do-100001.html>Bến đò</a></body></html>".encode()
    assert [link.url for link in links_of(Page(url=HOME, body=body)).inside] == [f"{HOME}ben-do-100001.html"]


def test_the_state_in_an_unclosed_script_gives_links() -> None:
    body = b'<html><body><div id=app></div><script>window.state = {"url":"/ben-do-100001.html"}'
    assert [link.url for link in links_of(Page(url=HOME, body=body)).inside] == [f"{HOME}ben-do-100001.html"]


@pytest.mark.parametrize(
    ("place", "is_acting"),
    [
        ("/logout", True),
        ("/thanh-vien/dang-xuat.aspx", True),
        ("/logout/5f3a9c1e-77d2/", True),
        ("/delete/12", True),
        ("/binh-luan/12/xoa", True),
        ("/comment/10012/edit", True),
        ("/like/10012", True),
        ("/vote?id=3", True),
        ("/vote.php?id=10003", True),
        ("/index.php?option=com_content&task=article.delete&id=1234", True),
        ("/admin.php?action=delete_post&id=1234", True),
        ("/?add-to-cart=1234", True),
        ("/gio-hang/them/12", True),
        ("/index.php?route=checkout/cart/add&id=10023", True),
        ("/thi-truong/cart-hay-xe-day-46480.html", False),
        ("/wp-login.php?action=logout&_wpnonce=5f3a9c1e", True),
        ("/vote", False),
        ("/vote/2024/ket-qua-kiem-phieu-100001.html", False),
        ("/2025/04/18/logout/", False),
        ("/checkout/what-shoppers-buy-this-spring.html", False),  # a section
        ("/checkout/12-gifts-that-shoppers-buy-this-spring-46480.html", False),
        ("/users/sign_out", True),
        ("/xoa-bai/46480", True),
        ("/report-abuse/46480", True),
        ("/delete/3f2b1c0a-77d2-4c1e-9a3b-5f3a9c1e77d2", True),
        ("/binh-chon?page=2", False),
        ("/binh-chon?id=2", True),
        ("/tin/xoa-doi-giam-ngheo-46480.html", False),
        ("/tin/logout-la-gi-46480.html?id=3", False),
        ("/news.php?action=view&id=1234", False),
        ("/news.php?do=likes-and-dislikes&id=1234", False),
        ("/tin.php?title=vote&id=1234", False),
    ],
)
def test_a_link_that_acts_is_not_followed(place: str, is_acting: bool) -> None:
    page = Page(url=HOME, body=f'<a href="{place}">Bến đò</a><a rel="next" href="{place}">2</a>'.encode())
    links = links_of(page)
    assert acts(HOME.rstrip("/") + place) is is_acting
    assert [link.url for link in links.inside] == ([] if is_acting else [HOME.rstrip("/") + place])
    assert (links.next_page is None) is is_acting


@pytest.mark.parametrize(
    ("place", "followed"),
    [
        ("/ben-do-46480.html?vote=3", "/ben-do-46480.html"),
        ("/ben-do-46480.html?rate=1&id=3", "/ben-do-46480.html?id=3"),
        ("/ben-do-46480.html?edit=0", "/ben-do-46480.html"),
        ("/ben-do-46480.html?action=delete&formhash=5f3a9c1e", "/ben-do-46480.html"),
        ("/binh-luan/46480/xoa?edit=1", None),
        ("/cart.php?add-to-cart=46480", None),
        ("/comment.php?do=delete&id=46480", None),  # the article's number names the page that deletes
    ],
)
def test_a_button_that_acts_on_an_article_leads_to_the_article(place: str, followed: str | None) -> None:
    page = Page(url=HOME, body=f'<a href="{place}">Thích</a>'.encode())
    site = HOME.rstrip("/")
    assert acts(site + place)
    assert [link.url for link in links_of(page).inside] == ([site + followed] if followed else [])


@pytest.mark.parametrize(
    ("version", "full"),
    [
        ("/amp/kinh-te/ben-do-46480.html", "/kinh-te/ben-do-46480.html"),
        ("/vi/amp/ben-do-46480", "/vi/ben-do-46480"),
        ("/2018/01/ben-do/amp/", "/2018/01/ben-do"),
        ("/ben-do-46480.amp", "/ben-do-46480"),
        ("/ben-do-46480.amp.html", "/ben-do-46480.html"),
        ("/ben-do-46480.html?amp=1", "/ben-do-46480.html"),
        ("/ben-do-46480.html?amp", "/ben-do-46480.html"),
        ("/ben-do?outputType=amp&id=3", "/ben-do?id=3"),
        ("/ben-do-46480.html?view=print&id=3", "/ben-do-46480.html?id=3"),
        ("/print/12", "/12"),
        ("/ben-do-46480.html?view=mobile", "/ben-do-46480.html"),
        ("/ben-do-46480.html?id=3&mobile=1", "/ben-do-46480.html?id=3"),
        ("/2018/01/ben-do.html?m=1", "/2018/01/ben-do.html"),
        ("/2018/01/ben-do/comment-page-2/", "/2018/01/ben-do"),
        ("/ben-do-46480.html?cpage=2", "/ben-do-46480.html"),
        ("/?p=46480&replytocom=7", "/?p=46480"),
        ("/ben-do.html?showComment=1525223700", "/ben-do.html"),
        ("/2018/01/ben-do/comments", "/2018/01/ben-do"),
        ("/2018/01/ben-do/comments/?page=2&id=3", "/2018/01/ben-do?id=3"),
        ("/2018/01/ben-do/comments/page/2", "/2018/01/ben-do"),
        ("/comments", None),
        ("/en/comments/46480", None),  # a section and an article in it
        ("/opinion/comments?p=46480", None),
        ("/2018/01/comments/12", None),
        ("/comments/ben-do-46480.html", None),
        ("/ben-do/comments-on-the-ferry-46480", None),
        ("/ben-do-46480.html?page=2", None),
        ("/2018/01/comment-page-2-of-our-paper/", None),
        ("/ben-do-46480.html?cpage=bong-den", None),
        ("/ben-do-46480.html?m=201801", None),
        ("/index.php?m=1&id=46480", None),
        ("/mobile/ben-do-46480.html", None),
        ("/tin.php?id=1234&print=1", "/tin.php?id=1234"),
        ("/amp/", None),
        ("/kinh-te/bong-den-100-amp-46480.html", None),
        ("/tin.php?id=1234&amp=bong-den", None),
        ("/tin.php?id=1234&tag=print", None),
        ("/in-bao/print-3d-46480.html", None),
        ("/tin.php?", None),
    ],
)
def test_the_full_version_of_an_amp_print_or_mobile_version_or_page_of_comments_is_guessed(
    version: str, full: str | None
) -> None:
    site = HOME.rstrip("/")
    assert full_version(site + version) == (site + full if full else None)
