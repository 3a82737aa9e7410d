"""Feeds, sitemaps and lists of articles are found wherever a page names them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from time import process_time

import pytest
from raw_server import article, crawled, front, newspaper, path_of, raw_server, reply, sitemap, xml
from scrapy import Request
from scrapy.http import HtmlResponse
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.utils.test import get_crawler
from twisted.python.failure import Failure

from newsarchive.crawl.frontier.redirects import QuietRedirect
from newsarchive.crawl.outcomes import displayed_page
from newsarchive.crawl.plan import Plan
from newsarchive.crawl.site import site_at
from newsarchive.crawl.spiders.capture_lists import read_listing
from newsarchive.crawl.spiders.links import links_of
from newsarchive.crawl.spiders.seeds import Seeds
from newsarchive.crawl.spiders.sources.feeds import feed_entries, is_feed, listed_feeds, older_entries
from newsarchive.crawl.spiders.sources.sitemaps import sitemap_entries
from newsarchive.crawl.url_shapes import listed_address
from newsarchive.from_warc.wanted import ImportFilter, Wanted
from newsarchive.page import Page

HOME = "https://bao.example/"
ONE, TWO = f"{HOME}tin/cau-khe-sung-mo-lai-100001.html", f"{HOME}tin/cho-que-mo-som-hon-100002.html"
LIST_ITEM = {"@type": "ListItem", "url": ONE}


def page(markup: str, *headers: tuple[str, str]) -> Page:
    return Page(url=HOME, body=markup.encode(), headers=headers)


@pytest.mark.parametrize(
    ("place", "url"),
    [
        ("www.bao.example/tin/cau-moi", "https://www.bao.example/tin/cau-moi"),
        ("www.other.example", "https://www.other.example"),
        ("www.html", HOME + "www.html"),
        ("www/tin.html", HOME + "www/tin.html"),
        ("bao.example/tin", HOME + "bao.example/tin"),
    ],
)
def test_a_link_that_begins_with_www_names_a_host(place: str, url: str) -> None:
    assert [link.url for link in links_of(page(f'<a href="{place}">Cầu mới</a>')).inside] == [url]


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="/rss">Tin mới</a>',
        '<a href="/rss/trang-chu.rss">Tin mới</a>',
        '<footer><a href="/feed/"><img alt="RSS"></a></footer>',
        '<a href="/rss.aspx?ChannelID=3">Kênh tin</a>',
        '<a href="/kenh-rss.htm">Kênh tin</a>',
        '<a href="/atom.xml">Atom</a>',
        '<a href="/tin/index.xml"><b>RSS</b></a>',
        '<a type="application/rss+xml" href="/kenh-tin">Kênh tin</a>',
        '<a href="feed:https://bao.example/kenh-tin">Theo dõi</a>',
        '<a href="feed://bao.example/kenh-tin">Theo dõi</a>',
    ],
)
def test_a_link_to_a_feed_is_recognized(markup: str) -> None:
    assert len(links_of(page(markup)).linked_feeds) == 1


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="/tin/cau/feed/comments">Bình luận</a>',
        '<a href="/tin/feedback-cua-ban-doc-100001.html">Phản hồi</a>',
        '<a href="/tin/atom-la-gi">Atom là gì?</a>',
        '<a href="/rss.png">x</a>',
    ],
)
def test_a_link_to_something_else_is_no_feed(markup: str) -> None:
    assert links_of(page(markup)).linked_feeds == ()


@pytest.mark.parametrize(
    "declaration",
    [
        '<link rel="feed" href="/kenh">',
        '<link rel="Alternate Feed" type="application/rss+xml" href="/kenh">',
        '<link rel="alternate" type="application/rss+xml; charset=utf-8" href="/kenh">',
        '<link type="application/atom+xml" href="/kenh">',
    ],
)
def test_a_declared_feed_is_recognized(declaration: str) -> None:
    assert links_of(page(declaration)).feeds == (f"{HOME}kenh",)


def test_feeds_and_sitemaps_may_be_declared_in_the_header_link() -> None:
    header = '</so-do.xml>; rel="sitemap", <kenh>; rel=alternate; type="application/rss+xml", </wp-json/>; rel="x"'
    links = links_of(page("<p>x</p>", ("Link", header)))
    assert (links.sitemaps, links.feeds) == ((f"{HOME}so-do.xml",), (f"{HOME}kenh",))


@pytest.mark.parametrize(
    ("markup", "declared", "linked"),
    [
        ("<LINK REL=Sitemap HREF=so-do.xml>", ("so-do.xml",), ()),
        ('<a href="/bao/sitemap-tin.xml">Sitemap</a>', (), ("bao/sitemap-tin.xml",)),
        ('<a href="/sitemap.php">Sơ đồ</a>', (), ("sitemap.php",)),
        ('<a href="/sitemaps/2017.xml.gz">2017</a>', (), ("sitemaps/2017.xml.gz",)),
        ('<a href="/sitemap">Sơ đồ trang</a><a href="/rss.xml">RSS</a>', (), ()),
    ],
)
def test_a_sitemap_may_be_named_only_by_a_page(markup: str, declared: tuple[str, ...], linked: tuple[str, ...]) -> None:
    links = links_of(page(markup))
    assert links.sitemaps == tuple(HOME + path for path in declared)
    assert links.linked_sitemaps == tuple(HOME + path for path in linked)


@pytest.mark.parametrize(
    "data",
    [
        {"@type": "ItemList", "itemListElement": [LIST_ITEM]},
        {"@type": ["ItemList"], "itemListElement": LIST_ITEM},
        {"@type": "ItemList", "itemListElement": ["/tin/cau-khe-sung-mo-lai-100001.html"]},
        {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": {"@id": ONE, "name": "Cầu"}}]},
        {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": ONE}]},
        {"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "url": ONE}]},
        {"@graph": [{"@type": "WebSite"}, {"@type": "ItemList", "itemListElement": [LIST_ITEM]}]},
        {"@type": "CollectionPage", "mainEntity": {"@type": "ItemList", "itemListElement": [LIST_ITEM]}},
        {"@type": "CollectionPage", "hasPart": [{"@type": "NewsArticle", "mainEntityOfPage": {"@id": ONE}}]},
        {"@type": "Blog", "blogPost": [{"@type": "BlogPosting", "url": ONE}]},
    ],
)
def test_a_list_in_json_ld_is_a_list_of_links(data: object) -> None:
    markup = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    assert [link.url for link in links_of(page(markup)).inside] == [ONE]


def test_every_item_of_a_long_list_in_json_ld_is_a_link() -> None:
    places = [f"{HOME}tin/cau-khe-sung-mo-lai-{number}.html" for number in range(100_001, 100_021)]
    items = [{"@type": "ListItem", "item": {"@type": "NewsArticle", "url": place}} for place in places]
    data = {"@type": "ItemList", "itemListElement": items}
    markup = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    assert [link.url for link in links_of(page(markup)).inside] == places


@pytest.mark.parametrize(
    ("markup", "leads_to"),
    [
        ('<form action="/vi/"><button>Vào trang báo</button></form>', "vi/"),
        ('<form action="/vi/?x=1"><input type=hidden name=ok value=1><input type=submit></form>', "vi/?ok=1"),
        ('<form action="/vi/"><input type=submit name=go value=Có></form>', "vi/?go=C%C3%B3"),
        ('<form action="/vi/" method="post"><button>Đồng ý</button></form>', None),
        ('<form action="/tim/"><input name=q><button>Tìm</button></form>', None),
        ('<form action="/vi/"><select name=s></select><button>Đi</button></form>', None),
        ('<form action="/vi/"></form>', None),
        ('<div itemscope itemtype="https://schema.org/NewsArticle" itemid="/tin/cau"></div>', "tin/cau"),
        ('<div itemscope itemtype="https://schema.org/NewsArticle" itemid="#bai"></div>', None),
        ('<div itemscope itemtype="https://schema.org/Person" itemid="/nguoi/tam"></div>', None),
    ],
)
def test_a_button_without_a_question_and_an_item_are_links(markup: str, leads_to: str | None) -> None:
    expected = [f"{HOME}{leads_to}"] if leads_to else []
    assert [link.url for link in links_of(page(markup)).inside] == expected


@pytest.mark.parametrize(
    ("pager", "next_path"),
    [
        ('<a href="/tin?page=1">2</a><a href="/tin?page=2">3</a>', "tin?page=1"),
        ('<a href="/tin?start=20">Trang 2</a>', "tin?start=20"),
        ('<a href="/2018/05/02">2</a>', None),
        ('<a href="/tin/hai">2</a>', None),
        ('<a href="/tin?page=3">3</a>', None),
        ('<a href="/tin?page=1">2</a><a rel=next href="/tin?sau=1">x</a>', "tin?sau=1"),
    ],
    ids=["query", "offset", "calendar", "no number", "a later page", "rel=next"],
)
def test_the_next_page_may_be_linked_by_its_number(pager: str, next_path: str | None) -> None:
    expected = f"{HOME}{next_path}" if next_path else None
    assert links_of(page(pager), number=1).next_page == expected


def test_the_button_of_a_page_without_links_leads_on() -> None:
    form = '<form action="/vi/"><button>Vào trang báo</button></form>'
    assert links_of(page(form)).frames == (f"{HOME}vi/",)
    assert links_of(page(form + '<a href="/x">x</a>')).frames == ()


ESCAPED = "&lt;urlset&gt;&lt;url&gt;&lt;loc&gt;{}&lt;/loc&gt;&lt;/url&gt;&lt;/urlset&gt;"


@pytest.mark.parametrize(
    "body",
    [
        f'<string xmlns="http://tempuri.org/">{ESCAPED.format(ONE)}</string>',
        f"<html><body><pre>{ESCAPED.format(ONE)}</pre></body></html>",
        f"<html><body><pre>{ESCAPED.format(ONE).replace('&gt;', '>')}</pre></body></html>",
        f"/{ONE.removeprefix(HOME)}\n",
        f'loc,lastmod\n"{ONE}",2017-09-02\n',
        f"<urlset><url><loc>{ONE.removeprefix('https://')}</loc></url></urlset>",
    ],
    ids=["in a string", "on a page", "on a page, half escaped", "paths", "CSV", "no scheme"],
)
def test_a_sitemap_in_another_form_is_read(body: str) -> None:
    assert [entry.url for entry in sitemap_entries(body.encode(), f"{HOME}sitemap.xml")] == [ONE]


def test_letters_in_a_sitemap_are_those_of_its_bytes_whatever_it_declares() -> None:
    body = f'<?xml version="1.0" encoding="ISO-8859-1"?><urlset><url><loc>{HOME}tin/cầu</loc></url></urlset>'
    assert [entry.url for entry in sitemap_entries(body.encode(), HOME)] == [f"{HOME}tin/cầu"]


@pytest.mark.parametrize(
    "body",
    [
        f"<string>&lt;rss&gt;&lt;channel&gt;&lt;item&gt;&lt;link&gt;{ONE}&lt;/link&gt;&lt;/item&gt;&lt;/channel&gt;&lt;/rss&gt;</string>",
        f'<rdf:RDF><channel><items><rdf:Seq><rdf:li rdf:resource="{ONE}"/></rdf:Seq></items></channel></rdf:RDF>',
        f"<rss><channel><item><link>{ONE.removeprefix('https://')}</link></item></channel></rss>",
        json.dumps({"items": [{"link": ONE}]}),
    ],
    ids=["in a string", "only the contents", "no scheme", "JSON"],
)
def test_a_feed_in_another_form_is_read(body: str) -> None:
    assert [entry.url for entry in feed_entries(body.encode(), f"{HOME}rss", lambda url: url.startswith(HOME))] == [ONE]


def test_an_article_that_quotes_a_feed_is_no_feed() -> None:
    assert not is_feed(b"<html><body><p>Write &lt;rss&gt; and &lt;channel&gt;.</p><p>Then go on.</p></body></html>")


def test_a_page_at_the_url_of_a_sitemap_is_read_if_it_lists_articles_or_sitemaps(tmp_path: Path) -> None:
    linked = '<a href="/so-do-2018.xml">2018</a>'
    with raw_server({**newspaper(1, 2), "/": reply("x"), "/sitemap.xml": reply(linked)}) as server:
        server.routes["/so-do-2018.xml"] = xml(sitemap([server.url + path_of(n) for n in (1, 2)]))
        done = crawled(server, tmp_path, "--discover", "sitemaps")
    assert done.numbers == [1, 2]


def test_a_front_page_in_place_of_a_sitemap_is_no_list_of_articles(tmp_path: Path) -> None:
    links = "".join(f'<a href="/muc-{name}/">{name}</a>' for name in ("mot", "hai", "ba"))
    menu = reply(f'{links}<a href="{path_of(1)}">Cầu</a>')
    with raw_server({**newspaper(1, 2), "/": reply("x"), "/sitemap.xml": menu}) as server:
        done = crawled(server, tmp_path, "--discover", "sitemaps")
    assert done.numbers == []


@pytest.mark.parametrize("tag", ["svg", "noscript"])
def test_tags_that_never_close_are_searched_quickly_for_links(tag: str) -> None:
    started = process_time()
    assert links_of(page(f"<{tag}>{'<a ' * 60_000}</{tag}>")).inside == ()
    assert process_time() - started < 2


def test_a_line_of_blanks_in_a_text_sitemap_is_read_quickly() -> None:
    started = process_time()
    assert list(sitemap_entries(f"{ONE}{' ' * 30_000}x\n".encode(), HOME)) == []
    assert process_time() - started < 2


def test_an_article_in_json_ld_dates_the_link_beside_it() -> None:
    articles = [
        {"@type": "NewsArticle", "url": url, "datePublished": "2018-06-01T09:00:00+07:00"} for url in (ONE, TWO)
    ]
    markup = f'<script type="application/ld+json">{json.dumps(articles)}</script><p><a href="{ONE}">Cầu mở lại</a></p>'
    links = links_of(page(markup), is_dated=lambda url: True)
    assert [link.url for link in links.inside] == [ONE]
    assert links.days == {ONE: date(2018, 6, 1)}


def test_an_article_in_json_ld_is_not_a_list() -> None:
    data = {"@type": "NewsArticle", "url": ONE, "hasPart": [{"@type": "WebPageElement", "url": TWO}]}
    markup = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    assert links_of(page(markup)).inside == ()


@pytest.mark.parametrize(
    "data", ["[" * 5000, '{"@type": 7, "itemListElement": {"a": [null, 3]}}', '{"itemListElement": 1}']
)
def test_a_damaged_list_in_json_ld_is_skipped(data: str) -> None:
    markup = f'<script type="application/ld+json">{data}</script><a href="{ONE}">Cầu mở lại</a>'
    assert [link.url for link in links_of(page(markup)).inside] == [ONE]


def test_a_list_in_json_ld_dates_its_articles() -> None:
    item = {"@type": "NewsArticle", "url": ONE, "datePublished": "2017-09-01T23:30:00Z"}
    data = {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": item}]}
    markup = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    assert links_of(page(markup), is_dated=lambda url: True).days == {ONE: date(2017, 9, 2)}


@pytest.mark.parametrize(
    "markup",
    [
        f'<svg><a href="{ONE}"><text>Cầu</text></a></svg>',
        f'<svg xmlns:xlink="http://www.w3.org/1999/xlink"><a xlink:href="{ONE}"><text>Cầu</text></a></svg>',
        f"<div onclick=\"location.href='{ONE}'\"><h3>Cầu</h3></div>",
        f"<a href=\"javascript:window.open('{ONE}')\">Cầu</a>",
        f'<a href="#" data-href="{ONE}">Cầu</a>',
        f'<div data-href="{ONE}"><h3>Cầu</h3></div>',
        f'<div class="card" data-url="{ONE}"><h3>Cầu</h3></div>',
        f'<div itemscope><link itemprop="url" href="{ONE}"></div>',
        f'<noscript><a href="{ONE}">Cầu</a></noscript>',
    ],
)
def test_whatever_leads_a_reader_to_an_article_is_a_link(markup: str) -> None:
    assert [link.url for link in links_of(page(markup)).inside] == [ONE]


@pytest.mark.parametrize(
    "body",
    [
        f'<urlset><url><loc href="{ONE}"/></url></urlset>',
        f"<urlset><url><link>{ONE}</link></url></urlset>",
        f"<urlset><url>{ONE}</url></urlset>",
        f'<urlset><url><loc><a href="{ONE}">{ONE}</a></loc></url></urlset>',
        f"<urlset><url><loc>{ONE.replace('/tin/', '/tin/' + chr(10) + '   ')}</loc></url></urlset>",
        f"{ONE}\t2017-09-01\n# bài\n",
        f"# bài\n{ONE},\n",
        json.dumps([ONE]),
    ],
)
def test_a_url_in_the_wrong_place_of_a_sitemap_is_read(body: str) -> None:
    assert [entry.url for entry in sitemap_entries(body.encode(), HOME)] == [ONE]


def test_an_entry_of_a_sitemap_may_hold_several_urls() -> None:
    body = f"<urlset><url><loc>{ONE}</loc><loc>{TWO}</loc></url></urlset>".encode()
    assert [entry.url for entry in sitemap_entries(body, HOME)] == [ONE, TWO]


def test_the_schemas_that_an_empty_sitemap_names_are_not_its_entries() -> None:
    body = b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>'
    assert [*sitemap_entries(body, HOME)] == []


def test_a_feed_names_its_older_entries_and_an_outline_its_feeds() -> None:
    feed = b'<feed><link rel="self" href="/a"/><link rel="next" href="/feed?start=26&amp;max=25"/></feed>'
    assert older_entries(feed, HOME) == f"{HOME}feed?start=26&max=25"
    outline = b'<opml version="2.0"><body><outline type="rss" xmlUrl="/tin.rss"/></body></opml>'
    assert listed_feeds(outline, HOME) == [f"{HOME}tin.rss"]


@pytest.mark.parametrize("location", ["", "   ", "javascript:void(0)", "mailto:a@b.example", "http://bao.example:abc/"])
def test_a_redirect_that_leads_nowhere_is_displayed(location: str) -> None:
    response = HtmlResponse(HOME, status=302, headers={"Location": location}, body=b"<a href=/vi/>vi</a>")
    middleware = QuietRedirect.from_crawler(get_crawler())
    assert middleware.process_response(Request(HOME), response) is response


@pytest.mark.parametrize(
    ("status", "is_displayed"), [(300, True), (404, True), (500, True), (304, False), (403, False), (429, False)]
)
def test_the_page_of_an_error_is_read_unless_it_is_a_refusal(status: int, is_displayed: bool) -> None:
    response = HtmlResponse(HOME, status=status, body=b"<a href=/vi/>vi</a>")
    assert (displayed_page(Failure(HttpError(response))) is response) == is_displayed


@pytest.mark.parametrize(
    ("status", "location", "reason"),
    [
        (200, None, None),
        (201, None, None),
        (226, None, None),
        (302, None, None),
        (301, "", None),
        (204, None, "status not 200"),
        (301, "/vi/", "status not 200"),
        (404, None, "status not 200"),
    ],
)
def test_a_warc_response_has_a_page_where_a_browser_displays_one(
    status: int, location: str | None, reason: str | None
) -> None:
    headers = () if location is None else (("Location", location),)
    response = Page(url=ONE, body=b"<p>x</p>", status=status, headers=headers, content_type="text/html")
    assert ImportFilter(Wanted(), {}).of_page(response) == reason


@pytest.mark.parametrize("status", ["300 Multiple Choices", "302 Found", "404 Not Found", "500 Internal Server Error"])
def test_a_front_page_with_an_odd_status_leads_to_its_articles(status: str, tmp_path: Path) -> None:
    with raw_server(newspaper(1, 2)) as server:
        links = front([path_of(1)])
        server.routes["/"] = links.replace(b"200 OK", status.encode())
        server.routes[path_of(1)] = reply(article(1), status="302 Found")  # without a Location
        done = crawled(server, tmp_path, "--discover", "listings")
    assert done.numbers == [1], done.err


def test_what_is_named_nowhere_is_tried_at_its_usual_url(tmp_path: Path) -> None:
    with raw_server(newspaper(1, 2)) as server:
        server.routes["/"] = reply("<p>x</p>")
        server.routes["/wp-sitemap.xml"] = xml(sitemap([server.url + path_of(n) for n in (1, 2)]))
        done = crawled(server, tmp_path)
    assert done.numbers == [1, 2], done.err


def test_the_front_page_comes_before_the_usual_urls() -> None:
    plan = Plan(by=frozenset({"sitemaps"}))
    seeds = Seeds(site_at(HOME, {}), plan)
    [*seeds.initial()]
    assert [(seed.kind, seed.url) for seed in seeds.last_resort()] == [("listing", HOME)]
    seeds.is_new(HOME)
    usual = seeds.last_resort()
    assert usual[0].url == f"{HOME}sitemap_index.xml"
    assert {seed.kind for seed in usual} == {"probe"}


ROW = {
    "urlkey": "example,bao)/",
    "timestamp": "20170901000000",
    "original": ONE,
    "mimetype": "text/html",
    "statuscode": "200",
}


@pytest.mark.parametrize(
    "body",
    [
        json.dumps([ROW]),
        json.dumps({"captures": [ROW]}),
        ")]}'\n" + json.dumps([[*ROW], [*ROW.values()]]),
        f"callback({json.dumps([[*ROW], [*ROW.values()]])});",
        json.dumps([[name.upper() for name in ROW], [*ROW.values()]]),
        json.dumps([ROW | {"mimetype": None, "statuscode": None}]),
        json.dumps([ROW | {"timestamp": "2017-09-01T00:00:00Z"}]),
        json.dumps([ROW | {"timestamp": "20170901000000123"}]),
        json.dumps({"urlkey": "x", "datetime": "20170901000000", "uri": ONE, "mimetype": "text/html", "status": "200"}),
    ],
)
def test_a_list_of_captures_in_another_form_is_read(body: str) -> None:
    listing = read_listing(body.encode())
    assert [(capture.url, capture.timestamp) for capture in listing.captures] == [(ONE, "20170901000000")]
    assert listing.damage is None


def test_a_row_with_an_invalid_url_costs_only_itself() -> None:
    rows = [ROW | {"original": url} for url in ("http://[::1", "javascript:void(0)", "dns:bao.example", "http://", ONE)]
    assert [capture.url for capture in read_listing(json.dumps(rows).encode()).captures] == [ONE]


def test_a_line_of_a_list_may_have_a_url_with_blanks() -> None:
    line = "example,bao)/tin?q=a b 20170901000000 https://bao.example/tin?q=a b text/html 200 D 900"
    assert [capture.url for capture in read_listing(line.encode()).captures] == ["https://bao.example/tin?q=a%20b"]


def test_nothing_found_is_an_empty_list() -> None:
    listing = read_listing(b'{"message": "No Captures found for: bao.example/*"}')
    assert (listing.captures, listing.damage) == ([], None)


def test_a_url_that_names_its_own_host_in_its_path_is_left_whole() -> None:
    assert listed_address(f"{HOME}feeds/rss.xml", "bao.example/tin/1") == f"{HOME}tin/1"
    for url in (f"{HOME}cache/bao.example/tin/1", f"{HOME}ban-do/bao.example/tin"):
        assert listed_address(f"{HOME}feeds/rss.xml", url) == url
