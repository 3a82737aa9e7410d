"""Lists that are slightly wrong lead to their articles all the same, and an empty crawl says what it tried."""

from __future__ import annotations

import gzip
import json
import time
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import quote

import feedparser.mixin
import pytest
from raw_server import (
    Ran,
    RawServer,
    article,
    crawled,
    front,
    moved,
    newspaper,
    path_of,
    raw_server,
    reply,
    sitemap,
    xml,
)
from scrapy import Request
from scrapy.http import HtmlResponse
from scrapy.utils.test import get_crawler

from newsarchive.crawl.error_messages import is_empty, is_error_message
from newsarchive.crawl.frontier.redirects import FollowMetaRefresh, QuietRedirect
from newsarchive.crawl.frontier.script_redirects import script_redirect
from newsarchive.crawl.plan import Plan
from newsarchive.crawl.site import site_at
from newsarchive.crawl.spiders.links import links_of
from newsarchive.crawl.spiders.seeds import Seeds
from newsarchive.crawl.spiders.sources import SOURCES, LinkCandidate, feeds
from newsarchive.crawl.spiders.sources.feeds import feed_entries, is_feed
from newsarchive.crawl.spiders.sources.sitemaps import is_sitemap, sitemap_entries
from newsarchive.crawl.url_shapes import looks_like_article, web_address
from newsarchive.page import Page

WARNING = "<br />\n<b>Warning</b>: Undefined index in <b>/srv/map.php</b> on line <b>7</b><br />\n"
FEED = '<?xml version="1.0"?><rss version="2.0" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">{}</rss>'


def _elsewhere(server: RawServer) -> str:
    return server.url.replace("127.0.0.1", "localhost")


def _urlset_of_sitemaps(server: RawServer) -> None:
    server.routes["/sitemap.xml"] = xml(sitemap([f"{server.url}/tin.xml", f"{server.url}/cu.xml.gz"]))
    server.routes["/tin.xml"] = xml(sitemap([server.url + path_of(1)]))
    server.routes["/cu.xml.gz"] = reply(
        gzip.compress(sitemap([server.url + path_of(2)]).encode()), kind="application/gzip"
    )


def _after_a_warning(server: RawServer) -> None:
    server.routes["/sitemap.xml"] = xml(WARNING + sitemap([server.url + path_of(n) for n in (1, 2)]))


def _index_on_a_cdn(server: RawServer) -> None:
    cdn = _elsewhere(server)
    server.routes["/robots.txt"] = reply(f"Sitemap: {cdn}/maps/all.xml\n", kind="text/plain")
    server.routes["/maps/all.xml"] = xml(sitemap([f"{cdn}/maps/1.xml"], "sitemapindex", "sitemap"))
    server.routes["/maps/1.xml"] = xml(sitemap([server.url + path_of(n) for n in (1, 2)]))


def _feed(server: RawServer, items: str) -> None:
    server.routes["/"] = reply(
        '<html><head><link rel="alternate" type="application/rss+xml" href="/rss"></head></html>'
    )
    server.routes["/rss"] = reply(
        FEED.format(f"<channel><title>x</title>{items}</channel>"), kind="application/rss+xml"
    )


def _original_links(server: RawServer) -> None:
    links = "".join(
        f"<item><link>{_elsewhere(server)}/~r/{n}</link><feedburner:origLink>{server.url}{path_of(n)}"
        "</feedburner:origLink></item>"
        for n in (1, 2)
    )
    _feed(server, links)


def _redirecting_links(server: RawServer) -> None:
    server.routes |= {f"/go/{n}": moved(server.url + path_of(n)) for n in (1, 2)}
    _feed(server, "".join(f"<item><link>{_elsewhere(server)}/go/{n}</link></item>" for n in (1, 2)))


def _guids(server: RawServer) -> None:
    _feed(server, "".join(f'<item><guid isPermaLink="false">{server.url}{path_of(n)}</guid></item>' for n in (1, 2)))


def _one_article_twice(server: RawServer) -> None:
    guid = f'<guid isPermaLink="false">{server.url}/api/content/900{{}}</guid>'
    links = [f"<link>{server.url}{path_of(n)}</link>" for n in (1, 1, 2)]
    _feed(server, "".join(f"<item>{link}{guid.format(at)}</item>" for at, link in enumerate(links)))


def _front_page_refreshes(server: RawServer) -> None:
    server.routes["/vi/"] = server.routes["/"]
    server.routes["/"] = reply('<html><head><meta http-equiv="refresh" content="0; url=/vi/"></head></html>')


def _article_refreshes(server: RawServer) -> None:
    server.routes[path_of(2) + "?v=1"] = server.routes[path_of(2)]
    server.routes[path_of(2)] = reply(f'<meta http-equiv=Refresh content="1;URL={path_of(2)}?v=1">')


def _cookie_first(server: RawServer) -> None:
    page = server.routes[path_of(2)]
    assert isinstance(page, bytes)
    server.routes[path_of(2)] = lambda path, headers: (
        page if "ok=1" in headers.get("cookie", "") else moved(path, "Set-Cookie: ok=1; path=/; HttpOnly")
    )


def _short(server: RawServer, name: str, entries: str) -> None:
    """Serve the articles 1 and 2 under short names, and a section, in a sitemap of posts or of news."""
    server.routes |= {f"/cho-{n}/": server.routes.pop(path_of(n)) for n in (1, 2)}
    server.routes |= {"/": reply("<p>Chào bạn</p>"), "/thoi-su/": front(["/cho-1/"])}
    server.routes["/robots.txt"] = reply("Sitemap: /sitemap_index.xml\n", kind="text/plain")
    maps = [f"{server.url}/{name}.xml", f"{server.url}/category-sitemap.xml"]
    server.routes["/sitemap_index.xml"] = xml(sitemap(maps, "sitemapindex", "sitemap"))
    server.routes["/category-sitemap.xml"] = xml(sitemap([f"{server.url}/thoi-su/"]))
    server.routes["/tag/cho/"] = reply(article(3))
    urls = "".join(f"<url><loc>{server.url}/{page}/</loc>{entries}</url>" for page in ("cho-1", "cho-2", "tag/cho"))
    server.routes[f"/{name}.xml"] = xml(f"<urlset><url><loc>{server.url}/</loc></url>{urls}</urlset>")


@pytest.mark.parametrize(
    ("name", "entries", "count"),
    [
        ("wp-sitemap-posts-post-1", "", 2),
        ("post-sitemap2", "<lastmod>2018-05-02T08:00:00+07:00</lastmod>", 2),
        ("tin", "<news><publication_date>2018-05-02</publication_date></news>", 2),
        ("page-sitemap", "", 0),
        ("postal-sitemap", "", 0),
    ],
)
def test_what_a_sitemap_of_posts_or_news_lists_is_an_article_whatever_its_url(
    name: str, entries: str, count: int, tmp_path: Path
) -> None:
    with raw_server(newspaper(1, 2)) as server:
        _short(server, name, entries)
        done = crawled(server, tmp_path, "--discover", "sitemaps")
        assert not server.counts["/thoi-su/"]
    assert len(done.records) == count, done.err


@pytest.mark.parametrize(
    ("arrange", "source"),
    [
        (_urlset_of_sitemaps, "sitemaps"),
        (_after_a_warning, "sitemaps"),
        (_index_on_a_cdn, "sitemaps"),
        (_original_links, "feeds"),
        (_redirecting_links, "feeds"),
        (_guids, "feeds"),
        (_one_article_twice, "feeds"),
        (_front_page_refreshes, "listings"),
        (_article_refreshes, "listings"),
        (_cookie_first, "listings"),
    ],
)
def test_the_articles_of_an_imperfect_list_are_stored(
    arrange: Callable[[RawServer], None], source: str, tmp_path: Path
) -> None:
    with raw_server(newspaper(1, 2)) as server:
        arrange(server)
        done = crawled(server, tmp_path, "--discover", source)
    assert done.numbers == [1, 2], done.err


def test_a_feed_and_robots_txt_may_be_on_other_hosts(tmp_path: Path) -> None:
    with raw_server(newspaper(1, 2, 4)) as server, raw_server(newspaper(3)) as other:
        away = _elsewhere(server)
        server.routes |= {"/go/2": moved(server.url + path_of(2)), "/go/3": moved(other.url + path_of(3))}
        links = (server.url + path_of(1), f"{away}/go/2", f"{away}/go/3", other.url + path_of(3))
        _feed(server, "".join(f"<item><link>{link}</link></item>" for link in links))
        server.routes["/robots.txt"] = reply(f"Sitemap: {away}/maps.xml\n", kind="text/plain")
        server.routes["/maps.xml"] = moved(f"{other.url}/maps.xml")
        other.routes["/maps.xml"] = xml(sitemap([f"{other.url}/1.xml"], "sitemapindex", "sitemap"))
        other.routes["/1.xml"] = xml(sitemap([server.url + path_of(4)]))
        done = crawled(server, tmp_path, "--discover", "feeds,sitemaps")
    assert done.numbers == [1, 2, 4], done.err


def test_a_feed_of_another_site_brings_none_of_its_articles(tmp_path: Path) -> None:
    with raw_server(newspaper(1, 2)) as server:
        _feed(server, "".join(f"<item><link>{_elsewhere(server)}{path_of(n)}</link></item>" for n in (1, 2)))
        done = crawled(server, tmp_path, "--discover", "feeds")
    assert (done.numbers, "2 other site" in done.err) == ([], True)


def test_a_page_that_reloads_itself_is_read_as_it_is(tmp_path: Path) -> None:
    with raw_server(newspaper(1)) as server:
        head = f'<meta http-equiv="refresh" content="5; url={path_of(1)}">'
        server.routes[path_of(1)] = reply(article(1, head=head))
        done = crawled(server, tmp_path, "--discover", "listings")
        assert server.counts[path_of(1)] == 1
    assert done.numbers == [1]


@pytest.mark.parametrize(
    "paths",
    [
        [f"/news.aspx?id={100000 + n}" for n in (1, 2, 3)],
        [f"/?p={4000 + n}" for n in (1, 2, 3)],
        [quote(f"/tin/nhà-máy-nước-{name}-chạy-lại") for name in ("phía-bắc", "phía-nam", "trung-tâm")],
        [unicodedata.normalize("NFD", f"/tin/nhà-máy-nước-{name}") for name in ("phía-bắc", "phía-nam", "thứ-ba")],
    ],
    ids=["id", "p", "letters", "letters in NFD"],
)
def test_a_number_in_the_query_or_words_in_any_script_mark_an_article(paths: list[str], tmp_path: Path) -> None:
    with raw_server(
        {"/": front(paths), **{quote(path, safe="/?=%.&"): reply(article(n)) for n, path in enumerate(paths)}}
    ) as server:
        server.routes["/sitemap.xml"] = xml(sitemap([server.url + path for path in paths]))
        done = crawled(server, tmp_path)
    assert len(done.records) == 3, done.err


@pytest.mark.parametrize(
    ("url", "is_article"),
    [
        ("https://bao.example/новости-дня-в-столице", True),
        ("https://bao.example/أخبار-اليوم-في-المدينة", True),
        ("https://bao.example/tin?articleID=20231", True),
        ("https://bao.example/doc?id=5f3a9c1e77d2a40011b2c9d0", True),
        ("https://bao.example/xem?newsid=9b2c4d1e-77d2-4a40-8011-b2c9d05f3a9c", True),
        ("https://bao.example/doc?id=cafebabe", False),
        ("https://bao.example/doc?sid=5f3a9c1e77d2a40011b2c9d0", False),
        ("https://bao.example/doc?requestid=5f3a9c1e77d2a40011b2c9d0", False),
        ("https://bao.example/tin?cat_id=20231", False),
        ("https://bao.example/tin?categoryid=20231", False),
        ("https://bao.example/luu-tru?year=2017", False),
        ("https://bao.example/tin?page=1234", False),
        ("https://bao.example/समाचार/पुल-फिर-से-खुला", True),
        ("https://bao.example/ข่าว/สะพาน-เปิด-อีกครั้ง-หลัง-น้ำท่วม", True),
        ("https://bao.example/xem.php?idtin=20231", True),
        ("https://bao.example/xem.aspx?MaTin=20231", True),
        ("https://bao.example/xem?lang=vi;id=20231", True),
        ("https://bao.example/view?id=20231:cau-moi", True),
        ("https://bao.example/show.php?title=cau-khe-sung-mo-lai-2", True),
        ("https://bao.example/show.php?tag=cau-khe-sung-mo-lai-2", False),
        ("https://bao.example/Pages/chi-tiet.aspx?ItemID=20231", True),
        ("https://bao.example/pages/2", False),
        ("https://bao.example/node/12", True),
        ("https://bao.example/vi/node/12", True),
        ("https://bao.example/?q=node/12", True),
        ("https://bao.example/node/12/edit", False),
        ("https://bao.example/?q=taxonomy/term/3", False),
        ("https://bao.example/index.php?option=com_content&view=article&id=12:cau-moi&catid=8", True),
        ("https://bao.example/index.php?option=com_content&view=category&id=8", False),
        ("https://bao.example/chi-tiet.jsp?articleId=BL10017", True),
        ("https://bao.example/chi-tiet.aspx?catid=3", False),
        ("https://bao.example/Default.aspx?tabid=45&ctl=Details&mid=12&ItemID=7", True),
        ("https://bao.example/Default.aspx?tabid=45", False),
        ("https://bao.example/tin.aspx?id=12", False),
        ("https://bao.example/thời-sự", False),
        ("https://bao.example/cau-moi-20231.html?s=5f3a9c1e", True),
        ("https://bao.example/?s=cau+khe+sung+mo+lai", False),
        ("https://bao.example/tin/cau-khe-sung-mo?q=20231", False),
        ("https://bao.example/modules.php?name=News&file=article&sid=12", True),
        ("https://bao.example/modules.php?name=News&file=article&op=x&mode=1&sid=12&order=0", True),
        ("https://bao.example/modules.php?name=News&file=print&sid=12", False),
        ("https://bao.example/modules.php?name=News&new_topic=12", False),
        ("https://bao.example/index.php?id=7&tx_ttnews%5Btt_news%5D=12&cHash=5f3a", True),
        ("https://bao.example/index.php?tx_news_pi1[news]=12", True),
        ("https://bao.example/index.php?tx_ttnews[cat]=12", False),
        ("https://bao.example/tin.nsf/0/5C7A0B1D2E3F4A5B47257F9A0012AB01?OpenDocument", True),
        ("https://bao.example/tin.nsf/muc?OpenView", False),
        ("https://bao.example/tin/5C7A0B1D2E3F4A5B47257F9A0012AB01?token=1", False),
        ("https://bao.example/portal/page/portal/bao/tin?item_id=45678901", True),
        ("https://bao.example/2017/09/cau-moi/trackback/", False),
        ("https://bao.example/2017/09/trackback-la-gi/", True),
        ("https://bao.example/tabid/92/articleId/12/language/vi-VN/Default.aspx", True),
        ("https://bao.example/tabid/92/catid/12/Default.aspx", False),
        ("https://bao.example/index.php?nv=news&op=Xa-hoi/Cau-moi-mo-lai-12", True),
        ("https://bao.example/index.php?nv=news&op=Xa-hoi", False),
        ("https://bao.example/index.php?nv=news&op=Xa-hoi/page-2", False),
        ("https://bao.example/index.php?nv=news&op=print/Xa-hoi/Cau-moi-mo-lai-12", False),
        ("https://bao.example/index.php?nv=news&op=savefile/Xa-hoi/Cau-moi-mo-lai-12", False),
        ("https://bao.example/?q=xa-hoi/cau-moi-mo-lai-sau-lu", True),
        ("https://bao.example/?q=%2Fxa-hoi%2Fcau-moi-mo-lai-sau-lu", True),
        ("https://bao.example/index.php?/xa-hoi/cau-moi-100001.html", True),
        ("https://bao.example/index.php?/tag/cau-moi-mo-lai-sau-lu", False),
        ("https://bao.example/tim?/viet-nam/han-quoc-tai-giai-dau", False),
        ("https://bao.example/?q=tag/cau-moi-mo-lai-sau-lu", False),
        ("https://bao.example/?q=gia+vang/bac+hom-nay-ra-sao-roi", False),
        ("https://bao.example/?q=cau-moi-mo-lai-sau-lu", False),
        ("https://bao.example/tim?q=viet-nam/han-quoc-2024", False),
        ("https://bao.example/index.php?q=xa-hoi/cau-moi-mo-lai-sau-lu", True),
        ("https://bao.example/index.php?r=news/view&id=1234", True),
        ("https://bao.example/index.php?route=blog/article&article_id=12", True),
        ("https://bao.example/index.php?r=news/index", False),
        ("https://bao.example/cau-moi-mo-lai-sau-lu?r=home/top", True),
    ],
)  # fmt: skip
def test_the_shape_of_a_url_marks_an_article(url: str, is_article: bool) -> None:
    assert looks_like_article(url) == is_article


def test_the_date_in_a_news_sitemap_is_that_of_publication() -> None:
    publication = "<n:publication><n:name>Báo</n:name></n:publication>"
    news = f"<n:news>{publication}<n:publication_date>{{}}</n:publication_date></n:news>"
    body = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">'
        f"<url><loc>https://a.vn/1</loc>{news.format('2017-09-03T08:00:00+07:00')}<lastmod>2020-01-01</lastmod></url>"
        f"<url><loc>https://a.vn/2</loc></url></urlset>"
    )
    found = list(sitemap_entries(body.encode(), "https://a.vn/news.xml"))
    assert [(entry.published, entry.changed) for entry in found] == [(date(2017, 9, 3), date(2020, 1, 1)), (None, None)]


def test_a_text_sitemap_may_list_sitemaps() -> None:
    body = b"https://bao.example/tin.xml.gz\nhttps://bao.example/tin-moi-trong-ngay.html\n"
    assert [found.is_sitemap for found in sitemap_entries(body, "https://bao.example/all.txt")] == [True, False]


def test_each_line_of_a_text_sitemap_may_begin_with_a_byte_order_mark() -> None:
    body = b"\xef\xbb\xbfhttps://bao.example/1\n\xef\xbb\xbfhttps://bao.example/2\n"
    assert [entry.url[-1] for entry in sitemap_entries(body, "https://bao.example/sitemap.txt")] == ["1", "2"]


def test_a_root_element_may_have_a_prefix() -> None:
    namespace = b'xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9"'
    body = b"<s:urlset %b><s:url><s:loc>https://a.vn/1</s:loc></s:url></s:urlset>" % namespace
    assert is_sitemap(body)
    assert [entry.url for entry in sitemap_entries(body, "https://a.vn/x")] == ["https://a.vn/1"]


@pytest.mark.parametrize(
    ("root", "entry", "place", "is_sitemap"),
    [
        ("urlset", "url", "/sitemap.php?page=1", True),
        ("urlset", "url", "/sitemap/2017/09", True),
        ("urlset", "url", "/site-map.txt", True),
        ("urlset", "sitemap", "/maps/1", True),
        ("urlset", "sitemap", "/tin/cau-khe-sung-mo-lai-100001.html", False),
        ("urlset", "url", "/tin/sitemap-la-gi-va-de-lam-gi-100001.html", False),
        ("urlset", "url", "/thoi-su", False),
        ("sitemapindex", "sitemap", "/maps/1", True),
    ],
)
def test_an_entry_of_a_list_of_pages_may_be_a_sitemap(root: str, entry: str, place: str, is_sitemap: bool) -> None:
    body = f"<{root}><{entry}><loc>https://a.vn{place}</loc></{entry}></{root}>".encode()
    assert [entry.is_sitemap for entry in sitemap_entries(body, "https://a.vn/x")] == [is_sitemap]


def test_the_sitemaps_of_an_index_in_robots_txt_may_be_on_any_host() -> None:
    seeds = Seeds(site_at("https://bao.example/", {}), Plan())
    seeds.add_named("https://bao.example/robots.txt", ["https://bao.example/index.xml"])
    assert seeds.next_sitemap() is not None
    away = [LinkCandidate(url="https://cdn.example/1.xml", is_sitemap=True)]
    seeds.add_indexed(away, level=1, index="https://bao.example/other.xml")
    assert seeds.next_sitemap() is None
    seeds.add_indexed(away, level=1, index="https://bao.example/index.xml")
    assert (seed := seeds.next_sitemap()) is not None
    assert seed.url == "https://cdn.example/1.xml"


@pytest.mark.parametrize(
    ("entry", "url"),
    [
        ("<link>https://proxy.example/r/1</link><guid>https://a.vn/1.html</guid>", "https://a.vn/1.html"),
        ("<link>https://a.vn/</link><guid>https://a.vn/1.html</guid>", "https://a.vn/1.html"),
        ("<link>https://a.vn/tin</link><guid>https://a.vn/?p=1</guid>", "https://a.vn/tin"),
        ("<link>https://p.example/1</link><p:origLink>https://a.vn/1.html</p:origLink>", "https://a.vn/1.html"),
        ("<link>https://other.example/1</link><guid>https://third.example/1</guid>", "https://other.example/1"),
        ("<link>https://p.example/url?sa=t&amp;url=https%3A%2F%2Fa.vn%2F1.html&amp;c=2</link>", "https://a.vn/1.html"),
        ("<link>https://a.vn/di?url=https%3A%2F%2Fa.vn%2F1.html</link>", "https://a.vn/di?url=https%3A%2F%2Fa.vn%2F1.html"),
    ],
)  # fmt: skip
def test_of_the_urls_of_a_feed_entry_the_article_of_the_site_counts(entry: str, url: str) -> None:
    body = f'<rss xmlns:p="http://www.pheedo.com/namespace/pheedo"><channel><item>{entry}</item></channel></rss>'
    (found,) = feed_entries(body.encode(), "https://a.vn/rss", lambda url: url.startswith("https://a.vn/"))
    assert found.url == url


def _refreshes() -> FollowMetaRefresh:
    return FollowMetaRefresh.from_crawler(get_crawler(settings_dict={"METAREFRESH_MAXDELAY": 10}))


def refreshed(head: bytes = b"", body: str = "", **headers: str) -> str | None:
    """Return where a page that redirects by itself leads to."""
    request = Request("https://a.vn/", meta={"newsarchive_kind": "listing"})
    content = b"<html><head>%b</head><body>%b</body></html>" % (head, body.encode())
    page = HtmlResponse("https://a.vn/", headers=headers, body=content, encoding="utf-8")
    found = _refreshes().process_response(request, page)
    return found.url if isinstance(found, Request) else None


@pytest.mark.parametrize(
    ("content", "leads_to"),
    [
        ("0; url=/vi/", "https://a.vn/vi/"),
        ("0, url='/vi/'", "https://a.vn/vi/"),
        ("0; /vi/", "https://a.vn/vi/"),
        ("3 URL = /vi/", "https://a.vn/vi/"),
        ("600; url=/vi/", None),
        ("5", None),
        ("0; url=javascript:alert(1)", None),
    ],
)
def test_a_refresh_is_read_as_browsers_read_it(content: str, leads_to: str | None) -> None:
    assert refreshed(f'<meta content="{content}" http-equiv="Refresh">'.encode()) == leads_to
    assert refreshed(Refresh=content) == leads_to


def test_a_refresh_in_a_script_or_in_noscript_is_not_followed() -> None:
    for_others = b'<noscript><meta http-equiv="refresh" content="0, url=/khong-js"></noscript>'
    assert refreshed(for_others, "<p>Hồ Gương mở cửa.</p>" * 20) is None
    assert refreshed(for_others + b'<script src="/app.js"></script>', '<div id="app"></div>') is None
    assert refreshed(b'<!-- <meta http-equiv="refresh" content="0, url=/cu"> -->') is None


SETS_LOCATION = "<script>window.location.href = '/vi/';</script>"


@pytest.mark.parametrize(
    ("head", "body", "leads_to"),
    [
        ('<noscript><meta http-equiv="refresh" content="0;url=/vi/"></noscript>', "", "https://a.vn/vi/"),
        (SETS_LOCATION, "", "https://a.vn/vi/"),
        ("", f"<p>Đang chuyển trang…</p>{SETS_LOCATION}", "https://a.vn/vi/"),
        ('<script>top.location.replace("https:\\/\\/a.vn\\/vi\\/")</script>', "", "https://a.vn/vi/"),
        ("<script>if (window.location.href == '/vi/') { go(); }</script>", "", None),
        ("<script>document.location = target;</script>", "", None),
        (SETS_LOCATION, "<p>Hồ Gương mở cửa từ sáng nay.</p>" * 20, None),
        (SETS_LOCATION, "<a href='/1'>1</a><a href='/2'>2</a><a href='/3'>3</a>", None),
        (f"<!-- {SETS_LOCATION} -->", "", None),
        (
            "<script>\n// location.href = '/cu/'\n/* location = '/cu/' */ location = '/vi/'</script>",
            "",
            "https://a.vn/vi/",
        ),
        ("<script>var location = 'Hà Nội'; store.location = 'Sa Đéc'; my_location = 'Vị Thanh'</script>", "", None),
        ("<script><!--\nlocation.href = '/vi/';\n//--></script>", "", "https://a.vn/vi/"),
        ("<script>setTimeout(function () { location = '/vi/'; }, 500)</script>", "", "https://a.vn/vi/"),
        ("<script>setTimeout(\"location.href='/vi/'\", 500)</script>", "", "https://a.vn/vi/"),
        ("<script>setTimeout(() => location.assign('/vi/'), 500)</script>", "", "https://a.vn/vi/"),
        ("<script>(function () { location = '/vi/' })()</script>", "", "https://a.vn/vi/"),
        ("<script>function go() { location = '/vi/' }\nwindow.onload = go</script>", "", "https://a.vn/vi/"),
        ("<script>var page = '/vi/'; self.location = page;</script>", "", "https://a.vn/vi/"),
        ("<script>function login() { location = '/dang-nhap' }</script>", "", None),
        ("<script>if (top != self) { top.location = '/khung' }</script>", "", None),
        ("<script>if (navigator.isMobile)\n  location = '/m/';</script>", "", None),
        ("<script>a.onclick = function () { location = '/gio-hang' }</script>", "", None),
        ("<script>location = '/tin/' + id;</script>", "", None),
        ("<script>document.write(\"<a onclick=location='/x'>\")</script>", "", None),
        (f'<script type="application/ld+json">{{"articleBody": "Hồ Gương mở."}}</script>{SETS_LOCATION}', "", None),
    ],
)
def test_a_page_without_content_redirects_where_its_script_does(head: str, body: str, leads_to: str | None) -> None:
    assert refreshed(head.encode(), body) == leads_to


def test_a_refresh_may_follow_a_long_style() -> None:
    head = b"<style>" + b".a { color: red }" * 1000 + b"</style>"
    assert refreshed(head + b'<meta http-equiv="refresh" content="0; url=/vi/">') == "https://a.vn/vi/"


def test_a_redirect_in_onload_is_followed() -> None:
    request = Request("https://a.vn/", meta={"newsarchive_kind": "listing"})
    body = b"""<html><body onload="window.location='/vi/'"></body></html>"""
    found = _refreshes().process_response(request, HtmlResponse("https://a.vn/", body=body, encoding="utf-8"))
    assert found.url == "https://a.vn/vi/"


@pytest.mark.parametrize(
    ("place", "address"),
    [
        ("\\tin\\cau?q=\\", "http://a.vn/tin/cau?q=\\"),
        ("http:/vi/", "http://a.vn/vi/"),
        ("http:///b.vn/", "http://b.vn/"),
        ("https:/b.vn/", "https://b.vn/"),
        (" /tin/\ncau ", "http://a.vn/tin/cau"),
        ("javascript:void(0)", None),
        ("http://an:mat-khau@a.vn/tin", "http://a.vn/tin"),
        ("//an@b.vn/tin", "http://b.vn/tin"),
        ("/@an:b@c/tin", "http://a.vn/@an:b@c/tin"),
        ("https://b.vn./tin.", "https://b.vn/tin."),
        ("//b.vn.:8080/tin?q=b.vn.:80", "http://b.vn:8080/tin?q=b.vn.:80"),
        ("tin.", "http://a.vn/x/tin."),
        ("http://./", None),
        ("http://a.vn/tin?to=//x@y", "http://a.vn/tin?to=//x@y"),
    ],
)
def test_a_reference_is_resolved_as_in_browsers(place: str, address: str | None) -> None:
    assert web_address("http://a.vn/x/", place) == address


@pytest.mark.parametrize(
    ("status", "headers", "address", "cookie"),
    [
        (300, {"Location": "/vi/"}, "http://a.vn/vi/", None),
        (302, {"Location": "\\vi\\"}, "http://a.vn/vi/", None),
        (302, {"Location": "/là"}, "http://a.vn/l%C3%A0", None),
        (302, {"Location": "/", "Set-Cookie": "abc123; path=/"}, "http://a.vn/", b"abc123"),
        (302, {"Location": "/", "Set-Cookie": "a=b==; path=/"}, "http://a.vn/", b"a=b=="),
    ],
    ids=["300", "backslashes", "letters", "cookie without a name", "cookie"],
)
def test_an_unusual_redirect_is_followed(
    status: int, headers: dict[str, str], address: str, cookie: bytes | None
) -> None:
    redirects = QuietRedirect.from_crawler(get_crawler())
    request = Request("http://a.vn/", meta={"newsarchive_kind": "page"})
    found = redirects.process_response(request, HtmlResponse("http://a.vn/", status=status, headers=headers))
    assert isinstance(found, Request)
    assert (found.url, found.headers.get("Cookie")) == (address, cookie)


@pytest.mark.parametrize(
    ("body", "frames"),
    [
        (
            '<frameset><frame src="menu.html"><frame src="/vi/"></frameset>',
            ("http://a.vn/menu.html", "http://a.vn/vi/"),
        ),
        ('<body><iframe src="/vi/"></iframe></body>', ("http://a.vn/vi/",)),
        ('<body><a href="/vi/">vi</a><iframe src="/thoi-tiet/"></iframe></body>', ()),
    ],
)
def test_the_frames_of_a_page_without_links_are_read_like_the_page(body: str, frames: tuple[str, ...]) -> None:
    links = links_of(Page(url="http://a.vn/", body=body.encode()))
    site, plan = site_at("http://a.vn/", {}), Plan()
    assert links.frames == frames
    assert {seed.url for seed in SOURCES["listings"].linked_seeds(links, site, plan)} >= {*frames}


@pytest.mark.parametrize(
    "markup",
    [
        "<URLSET><URL><LOC>{}</LOC></URL></URLSET>",
        "<ns0:urlset><ns0:url><ns0:loc>{}</ns0:loc><image:image><image:loc>{}.jpg</image:loc></image:image></ns0:url>"
        "</ns0:urlset>",
        '<urlset><url><loc>"{}"</loc></url></urlset>',
        "<urlset><url><news:title>Xăng < 20 & dầu</news:title></url><url><loc>{}</loc></url></urlset>",
        '<?xml version="1.0" encoding="utf-16"?><urlset><url><loc>{}</loc></url></urlset>',
    ],
    ids=["capitals", "prefix", "quotes", "less than", "utf-16"],
)
def test_a_sitemap_with_other_names_is_read(markup: str) -> None:
    entries = sitemap_entries(markup.format("http://a.vn/cau-1234.html", "x").encode(), "http://a.vn/sitemap.xml")
    assert [entry.url for entry in entries] == ["http://a.vn/cau-1234.html"]


def test_robots_txt_may_list_sitemaps_in_one_line_or_in_brackets() -> None:
    seeds = Seeds(site_at("http://a.vn/", {}), Plan())
    seeds.add_named("http://a.vn/robots.txt", ["http://a.vn/1.xml http://a.vn/2.xml", "<http://a.vn/3.xml>", "4.xml"])
    found = []
    while seed := seeds.next_sitemap():
        found.append(seed.url)
    assert found == [f"http://a.vn/{number}.xml" for number in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    ("names", "kept"),
    [
        (("sitemap-2017.xml", "sitemap-2016.xml", "news.xml"), ["sitemap-2017.xml", "news.xml"]),
        (("s.xml?year=2017&month=9", "s.xml?year=2016&month=3"), ["s.xml?year=2017&month=9"]),
        (("post-2017-Sep.xml", "post-2017-March.xml"), ["post-2017-Sep.xml"]),
        (("thang-9-2017.xml", "thang-3-2017.xml"), ["thang-9-2017.xml"]),
        (("map-2017.xml", "map-2016.xml", "map-31.xml"), ["map-2017.xml", "map-2016.xml", "map-31.xml"]),
    ],
    ids=["years", "query", "names", "Vietnamese", "numbers"],
)
def test_of_the_sitemaps_of_an_index_those_of_the_period_are_read(names: tuple[str, ...], kept: list[str]) -> None:
    seeds = Seeds(site_at("http://a.vn/", {}), Plan(since=date(2017, 9, 1), until=date(2017, 9, 30)))
    seeds.add_indexed([LinkCandidate(url=f"http://a.vn/{name}", is_sitemap=True) for name in names], level=1)
    found = []
    while seed := seeds.next_sitemap():
        found.append(seed.url.removeprefix("http://a.vn/"))
    assert found == kept


@pytest.mark.parametrize(
    ("date_text", "day"),
    [
        ("02/09/2017 08:15", date(2017, 9, 2)),
        ("Thứ bảy, 02/09/2017 08:15 GMT+7", date(2017, 9, 2)),
        ("9/2/2017 8:15:00 AM", None),
        ("20170902", date(2017, 9, 2)),
        ("1504401300", date(2017, 9, 3)),
        ("1504401300000", date(2017, 9, 3)),
        ("150440130", None),
        ("2017/09/02 08:15:00", date(2017, 9, 2)),
        ("2017.9.2", date(2017, 9, 2)),
        ("2017/13/02", None),
    ],
)
def test_the_day_of_a_feed_entry_is_read_if_it_has_one_meaning(date_text: str, day: date | None) -> None:
    item = f"<channel><item><link>http://a.vn/1</link><pubDate>{date_text}</pubDate></item></channel>"
    assert [entry.published for entry in feed_entries(FEED.format(item).encode(), "http://a.vn/rss")] == [day]


@pytest.mark.parametrize(
    ("link", "guid", "urls"),
    [
        (
            "N/A",
            "<guid>https://a.vn/{}.html</guid>",
            {"https://a.vn/1.html", "https://a.vn/2.html", "https://a.vn/N/A"},
        ),
        (
            "https://a.vn/tin-moi",
            "<guid>https://a.vn/{}.html</guid>",
            {"https://a.vn/1.html", "https://a.vn/2.html", "https://a.vn/tin-moi"},
        ),
        ("https://a.vn/", "<guid>https://a.vn/{}.html</guid>", {"https://a.vn/1.html", "https://a.vn/2.html"}),
        # One article, listed twice.
        ("https://a.vn/cau-moi-1.html", "<guid>tag:{}</guid>", {"https://a.vn/cau-moi-1.html"}),
        (
            "https://a.vn/cau-moi-1.html",
            '<guid isPermaLink="false">https://a.vn/api/content/{}</guid>',
            {"https://a.vn/cau-moi-1.html", "https://a.vn/api/content/1", "https://a.vn/api/content/2"},
        ),
    ],
)
def test_a_link_that_entries_of_a_feed_share_is_fetched_beside_their_guids(
    link: str, guid: str, urls: set[str]
) -> None:
    items = "".join(f"<item><link>{link}</link>{guid.format(number)}</item>" for number in (1, 2))
    body = FEED.format(f"<channel>{items}</channel>").encode()
    found = feed_entries(body, "https://a.vn/rss", lambda url: url.startswith("https://a.vn/"))
    assert {entry.url for entry in found} == urls


@pytest.mark.parametrize(
    ("times", "days"),
    [
        (["Mon, 05 Feb 2018 10:00:07 +0700"] * 3, [None] * 3),
        (["Mon, 05 Feb 2018 00:00:00 +0700"] * 2, [date(2018, 2, 4)] * 2),  # a day, and no time
        (["2018-02-05"] * 2, [date(2018, 2, 5)] * 2),
        (["Mon, 05 Feb 2018 10:00:07 +0700"], [date(2018, 2, 5)]),
        (["Mon, 05 Feb 2018 10:00:07 +0700", "Mon, 05 Feb 2018 10:00:08 +0700"], [date(2018, 2, 5)] * 2),
    ],
)
def test_a_time_that_all_entries_of_a_feed_share_is_that_of_the_feed(times: list[str], days: list[date | None]) -> None:
    items = "".join(
        f"<item><link>http://a.vn/{number}</link><pubDate>{time}</pubDate></item>" for number, time in enumerate(times)
    )
    entries = [*feed_entries(FEED.format(f"<channel>{items}</channel>").encode(), "http://a.vn/rss")]
    assert [entry.published for entry in entries] == days
    assert [entry.changed for entry in entries] == days


@pytest.mark.parametrize(
    ("elements", "published"),
    [
        ("<dc:date>2017-09-02T08:15+07:00</dc:date>", date(2017, 9, 2)),
        ("<dcterms:created>2017-09-02T08:15:00Z</dcterms:created>", date(2017, 9, 2)),
        ("<pubDate>Sat, 02 Sep 2017 08:15:00 Z</pubDate><dc:date>2018-01-01</dc:date>", date(2017, 9, 2)),
        ("<a10:updated>2017-09-02T08:15:00Z</a10:updated>", None),
    ],
)
def test_a_feed_without_times_of_publication_has_those_of_dublin_core(elements: str, published: date | None) -> None:
    names = (
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:a10="http://www.w3.org/2005/Atom"'
    )
    body = f"<rdf:RDF {names}><item><link>http://a.vn/1</link>{elements}</item></rdf:RDF>"
    assert [entry.published for entry in feed_entries(body.encode(), "http://a.vn/rss")] == [published]


@pytest.mark.parametrize(("days", "count"), [((2012, 2012), 2), ((2012, 2017), 1), ((2012,), 0)])
def test_one_day_of_change_for_all_sitemaps_of_an_index_says_nothing(days: tuple[int, ...], count: int) -> None:
    seeds = Seeds(site_at("http://a.vn/", {}), Plan(since=date(2017, 9, 1), until=date(2017, 9, 30)))
    maps = [
        LinkCandidate(url=f"http://a.vn/{at}.xml", changed=date(year, 9, 9), is_sitemap=True)
        for at, year in zip("abc", days, strict=False)
    ]
    seeds.add_indexed(maps, level=1)
    assert len([*iter(seeds.next_sitemap, None)]) == count


@pytest.mark.parametrize(
    ("declared", "link"),
    [
        ("utf-16", "<link>http://a.vn/1</link>"),
        ("utf-8", "<link/>http://a.vn/1"),
        ("utf-8", "<link />\n http://a.vn/1\n"),
    ],
)
def test_a_feed_that_is_slightly_wrong_is_read(declared: str, link: str) -> None:
    body = f'<?xml version="1.0" encoding="{declared}"?>' + FEED.format(f"<channel><item>{link}</item></channel>")
    assert [entry.url for entry in feed_entries(body.encode(), "http://a.vn/rss")] == ["http://a.vn/1"]


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        (
            '<div id="__next"></div><script type="application/json">{"list":[{"url":"/tin/cau-100001.html"}]}</script>',
            True,
        ),
        ('<div></div><script>window.__NUXT__={items:[{href:"\\u002Ftin\\u002Fcau-100001.html"}]}</script>', True),
        ('<div></div><script>var s={"url" : "http:\\/\\/a.vn\\/tin\\/cau-100001.html"}</script>', True),
        ('<a href="/tin/cau-100002.html">B</a><script>var s={"url":"/tin/cau-100001.html"}</script>', False),
        ('<div></div><script>var s={"logo":"/tin/cau-100001.png","path":"/static/main.js"}</script>', False),
    ],
)
def test_links_in_the_state_of_an_application_count_if_the_page_displays_none(markup: str, found: bool) -> None:
    links = links_of(Page(url="http://a.vn/", body=f"<body>{markup}</body>".encode()))
    assert ("http://a.vn/tin/cau-100001.html" in [link.url for link in links.inside]) == found


@pytest.mark.parametrize(
    ("item", "day"),
    [
        ('{"url":"/tin/cau-100001.html","publishedAt":"2018-05-02T20:00:00Z","image":"/anh.jpg"}', date(2018, 5, 3)),
        ('{"publish_date":"2018-05-02","link":"/tin/cau-100001.html","section":"/tin"}', date(2018, 5, 2)),
        ('{"url":"/tin/cau-100001.html","updatedAt":"2018-05-02"}', None),
        ('{"url":"/tin/cau-100001.html","next":"/tin/cau-100002.html","publishedAt":"2018-05-02"}', None),
        ('{"url":"/tin/cau-100001.html","publishedAt":"2018-05-02"},{"url":"/tin/cau-100001.html","pubDate":"2017-01-01"}',
         None),
        ('{"url":"/tin/cau-100001.html","publishedAt":"2018-05-02"', None),
    ],
)  # fmt: skip
def test_the_day_in_the_state_of_an_application_is_its_articles(item: str, day: date | None) -> None:
    body = f'<div id="app"></div><script type="application/json">{{"props":{{"list":[{item}]}}}}</script>'
    page = Page(url="http://a.vn/", body=body.encode())
    assert links_of(page, is_dated=lambda url: True).days.get("http://a.vn/tin/cau-100001.html") == day


def test_of_a_feed_without_end_the_first_entries_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "_MOST_TAGS", 20)
    items = "".join(f"<item><link>http://a.vn/{number}</link></item>" for number in range(30))
    found = [entry.url for entry in feed_entries(FEED.format(f"<channel>{items}").encode(), "http://a.vn/rss")]
    assert found == ["http://a.vn/0", "http://a.vn/1", "http://a.vn/2", "http://a.vn/3"]


def test_sitemaps_that_follow_each_other_in_one_file_are_read() -> None:
    first, second = (sitemap([f"http://a.vn/{number}"]) for number in (1, 2))
    style = '<?xml-stylesheet type="text/xsl" href="/a.xsl"?><!-- b -->'
    for body in (f"{first}\n{second}", first + second.replace("?>", f"?>{style}", 1)):
        found = [entry.url for entry in sitemap_entries(body.encode(), "http://a.vn/sitemap.xml")]
        assert found == ["http://a.vn/1", "http://a.vn/2"]


@pytest.mark.parametrize("base", ['xml:base="a/"', "base=a"])
def test_of_a_feed_with_countless_bases_the_first_entries_are_read(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "_MOST_BASES", 2)
    items = "".join(f"<item {base}><link>http://a.vn/{number}</link></item>" for number in range(30))
    found = [entry.url for entry in feed_entries(FEED.format(f"<channel>{items}").encode(), "http://a.vn/rss")]
    assert found == ["http://a.vn/0", "http://a.vn/1"]


def test_of_a_feed_with_countless_attributes_the_first_entries_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "_MOST_ATTRIBUTES", FEED.count("=") + 6)
    items = "".join(f'<item a="1" b="2"><link>http://a.vn/{number}</link></item>' for number in range(30))
    found = [entry.url for entry in feed_entries(FEED.format(f"<channel>{items}").encode(), "http://a.vn/rss")]
    assert found == ["http://a.vn/0", "http://a.vn/1", "http://a.vn/2"]


def test_the_html_of_descriptions_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A million escaped tags in one description would take ten seconds."""
    for name in ("_sanitize_html", "resolve_relative_uris"):
        monkeypatch.setattr(feedparser.mixin, name, None)
    item = "<item><link>/1</link><description>&lt;p&gt;&lt;a href='/2'&gt;Cầu&lt;/a&gt;</description></item>"
    found = [entry.url for entry in feed_entries(FEED.format(f"<channel>{item}</channel>").encode(), "http://a.vn/rss")]
    assert found == ["http://a.vn/1"]


def test_the_keywords_of_an_entry_are_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """feedparser compares each with all others."""
    monkeypatch.setattr(feedparser.mixin._FeedParserMixin, "_add_tag", None)
    keywords = (
        "<category>a</category><category term='b'/><dc:subject>c</dc:subject><itunes:keywords>d,e</itunes:keywords>"
    )
    head = '<rss xmlns:itunes="http://www.itunes.com/DTDs/PodCast-1.0.dtd" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    body = f"{head}<channel><item>{keywords}<link>/1</link></item></channel></rss>"
    assert [entry.url for entry in feed_entries(body.encode(), "http://a.vn/rss")] == ["http://a.vn/1"]


@pytest.mark.parametrize("entry", ["<gml:pos>1 2</gml:pos>", "<gml:where/><gml:pos>1 2</gml:pos>"])
def test_a_feed_with_an_extension_in_the_wrong_place_is_read(entry: str) -> None:
    item = f"<item><link>/1</link><dc:date>2017-09-02</dc:date>{entry}</item>"
    head = '<rss xmlns:gml="http://www.opengis.net/gml" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
    found = [*feed_entries(f"{head}{item}</channel></rss>".encode(), "http://a.vn/rss")]
    assert [(entry.url, entry.changed) for entry in found] == [("http://a.vn/1", date(2017, 9, 2))]


def test_a_json_feed_is_read() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [{"id": "1", "url": "/1", "date_published": "2017-09-02T08:15:00+07:00"}, {"id": "2"}, "3"],
    }
    body = json.dumps(feed).encode()
    assert is_feed(body)
    assert [*feed_entries(body, "http://a.vn/feed.json")] == [
        LinkCandidate(url="http://a.vn/1", published=date(2017, 9, 2), changed=date(2017, 9, 2))
    ]


def test_a_json_feed_without_end_has_no_entries() -> None:
    assert [*feed_entries(b'{"items":' + b"[" * 100_000, "http://a.vn/feed.json")] == []


def test_links_in_noscript_are_links() -> None:
    links = "".join(f"<li><a href='/tin/cau-khe-sung-mo-lai-{number}.html'>x</a></li>" for number in range(1000, 1020))
    body = f"<html><body><noscript><ul>{links}</ul></noscript></body></html>".encode()
    found = [link.url for link in links_of(Page(url="http://a.vn/", body=body)).inside]
    assert found == [f"http://a.vn/tin/cau-khe-sung-mo-lai-{number}.html" for number in range(1000, 1020)]


def test_a_frame_is_a_link() -> None:
    body = b'<frameset rows="*"><frame src="/vi/"></frameset>'
    assert [link.url for link in links_of(Page(body=body, url="https://a.vn/")).inside] == ["https://a.vn/vi/"]


def test_a_script_that_sets_a_cookie_and_reloads_is_followed_once() -> None:
    middleware = _refreshes()
    body = b"<script>document.cookie='D1=ab12'+'; path=/'; window.location.reload(true);</script>"
    page = HtmlResponse("https://a.vn/", body=body, encoding="utf-8")
    again = middleware.process_response(Request("https://a.vn/", meta={"newsarchive_kind": "article"}), page)
    assert isinstance(again, Request)
    assert again.headers["Cookie"] == b"D1=ab12"
    assert middleware.process_response(again, page) is page


@pytest.mark.parametrize("content", ["1; url=/", "0", "1;"])
def test_a_page_that_sets_a_cookie_and_reloads_itself_is_fetched_once_more(content: str) -> None:
    middleware = _refreshes()
    body = f'<html><head><meta http-equiv="refresh" content="{content}"></head></html>'.encode()
    page = HtmlResponse("https://a.vn/", headers={"Set-Cookie": "k=1; path=/"}, body=body, encoding="utf-8")
    again = middleware.process_response(Request("https://a.vn/", meta={"newsarchive_kind": "page"}), page)
    assert isinstance(again, Request)
    assert again.headers["Cookie"] == b"k=1"
    assert middleware.process_response(again, page) is page


def test_a_live_page_that_reloads_itself_is_not_fetched_again() -> None:
    body = f'<html><head><meta http-equiv="refresh" content="60"></head><body>{"Bến đò. " * 40}</body></html>'.encode()
    page = HtmlResponse("https://a.vn/", headers={"Set-Cookie": "k=1; path=/"}, body=body, encoding="utf-8")
    assert _refreshes().process_response(Request("https://a.vn/", meta={"newsarchive_kind": "page"}), page) is page


def test_a_guid_that_is_not_a_url_gives_no_entry() -> None:
    body = FEED.format('<channel><item><guid isPermaLink="false">tag:1</guid></item></channel>').encode()
    assert list(feed_entries(body, "https://a.vn/rss")) == []


def test_an_empty_crawl_says_which_sources_were_tried_and_what_each_returned(tmp_path: Path) -> None:
    with raw_server({"/": front(["/gioi-thieu"])}) as server:
        done: Ran = crawled(server, tmp_path)
    assert done.code == 7
    assert "no article URL was discovered" in done.err
    assert f"{server.url}/sitemap.xml: HTTP 404" in done.err
    assert f"{server.url}/: 1 link, 0 articles" in done.err


@pytest.mark.parametrize("part", ["<!-- ", "<script ", "<script>x", "<", "<meta ", "<body "])
def test_a_hostile_page_is_judged_at_once(part: str) -> None:
    head = b'<meta http-equiv="refresh" content="600">' + part.encode() * (60_000 // len(part))
    began = time.process_time()
    assert refreshed(head) is None
    assert refreshed(head[:8000]) is None
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "part",
    [
        "a(){b()}",
        "function a(){location='/x';a()}",
        "{",
        "set",
        "if(",
        "location='/x'+",
        "'",
        "(function(",
        "x=>",
        "ready(",
    ],
)
def test_a_hostile_script_is_judged_at_once(part: str) -> None:
    script = part * (7_900 // len(part))
    began = time.process_time()
    script_redirect(f"<script>{script}</script>")
    script_redirect(f"<script>{script};function go(){{{script}location='/x'}}</script>")
    assert time.process_time() - began < 1


def test_a_hostile_listing_is_dated_at_once() -> None:
    link = "<a href='/cau-khe-sung-mo-lai-{}.html'>x</a>"
    body = "".join(f"<h3>x</h3>{link.format(number)}" for number in range(100_000, 103_000)) + "<ul>" * 200
    began = time.process_time()
    links_of(Page(url="http://a.vn/", body=body.encode()), is_dated=looks_like_article)
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    ("body", "is_failure"),
    [
        (b"", True),
        (b"<html><head><title></title></head><body></body></html>", True),
        (b"<br />\n<b>Fatal error</b>: Allowed memory size exhausted in <b>/a.php</b> on line <b>3</b><br />", True),
        (b"<title>503 Service Unavailable</title><h1>Service Unavailable</h1>", True),
        (b"<html><body><div id=app></div><script src=/a.js></script></body></html>", False),
        (b"<title>404 Not Found</title><h1>Not Found</h1>", False),
        ("<title>Cầu mới</title><p>Fatal error: tên một bài hát</p>".encode(), False),
    ],
)
def test_a_page_of_a_server_that_fails_tells_nothing_of_its_url(body: bytes, is_failure: bool) -> None:
    assert (is_empty(body) or is_error_message(body)) == is_failure


def test_an_error_page_with_status_200_is_fetched_again_in_the_next_run(tmp_path: Path) -> None:
    with raw_server({**newspaper(1, 2), path_of(2): reply("")}) as server:
        first = crawled(server, tmp_path, "--discover", "listings")
        server.routes[path_of(2)] = reply(article(2))
        second = crawled(server, tmp_path, "--discover", "listings")
    assert (first.numbers, second.numbers) == ([1], [1, 2])
    assert "1 error page" in first.err


@pytest.mark.parametrize(("length", "is_followed"), [(3000, True), (9000, False)])
def test_a_link_may_be_as_long_as_servers_must_accept(length: int, is_followed: bool) -> None:
    link = "/cho-que-" + "%E1%BB%9B" * (length // 9)
    found = web_address("https://baovidu.example/", link)
    assert found == (f"https://baovidu.example{link}" if is_followed else None)


def test_an_entry_with_a_sections_url_is_requested_once(tmp_path: Path) -> None:
    # The second is the heading of a section.
    entries = ('<h2><a rel="bookmark" href="/cho-que/">A</a></h2>', '<h2><a rel="bookmark" href="/xa-hoi/">B</a></h2>')
    with raw_server({"/": reply("".join(entries)), "/cho-que/": reply(article(1))}) as server:
        server.routes |= {"/xa-hoi/": front([path_of(2)]), path_of(2): reply(article(2))}
        crawled(server, tmp_path, "--discover", "listings")
        again = crawled(server, tmp_path, "--discover", "listings")
    assert len(again.records) == 2, again.err
    assert server.counts["/cho-que/"] == 1


def test_a_section_that_is_stored_as_an_article_leads_to_its_articles(tmp_path: Path) -> None:
    section = article(3).replace("</body>", f'<h2><a href="{path_of(2)}">Bến mới</a></h2></body>')
    with raw_server({"/": reply('<h2><a rel="bookmark" href="/xa-hoi/">B</a></h2>')}) as server:
        server.routes |= {"/xa-hoi/": reply(section), path_of(2): reply(article(2))}
        done = crawled(server, tmp_path, "--discover", "listings")
    assert len(done.records) == 2, done.err
    assert server.counts["/xa-hoi/"] == 1
