"""What a hostile site may try on a crawl; the crawl ends, and the good page beside it is stored."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import brotli
import pytest
from backports import zstd
from crawling import records
from handmade_site import SiteResponse, crawl, serving, small_site
from scrapy.exceptions import DownloadCancelledError
from scrapy.http import HtmlResponse, Request, Response
from scrapy.utils.test import get_crawler

from newsarchive.crawl.spiders.sources import sitemaps as discovery
from newsarchive.crawl.spiders.sources.feeds import feed_entries
from newsarchive.crawl.spiders.sources.sitemaps import sitemap_entries
from newsarchive.crawl.storing.raw_response import Unpack
from newsarchive.warc.reading import read_pages
from newsarchive.warc.unpacking import unpacked

HTML = {"Content-Type": "text/html"}
BOMBS = ("gzip", "deflate", "br", "zstd", "gzip, gzip", "gzip, br, zstd")


def packed(encoding: str) -> SiteResponse:
    """Return a small body that unpacks to more than the limit; several encodings are applied in their order."""
    pack = {
        "gzip": gzip.compress,
        "deflate": zlib.compress,
        "br": lambda body: brotli.compress(body, quality=1),
        "zstd": zstd.compress,
    }
    body = bytes(30 * 1024 * 1024)
    for coding in encoding.split(", "):
        body = pack[coding](body)
    return 200, {**HTML, "Content-Encoding": encoding}, body


def moved(location: str) -> SiteResponse:
    return 302, {"Location": location}, b""


def test_a_hostile_answer_costs_only_its_own_page(tmp_path: Path) -> None:
    """All in one crawl, which is what a crawl costs most; the good page is the last one."""
    bad = [
        *(packed(encoding) for encoding in BOMBS),
        *map(moved, ("file:///etc/hostname", "data:text/html,a", "ftp://127.0.0.1/a", "javascript:alert(1)")),
    ]
    site = small_site(len(bad) + 1)
    site.pages |= {f"/cho-que-ngay-mua-{1001 + place}.html": page for place, page in enumerate(bad)}
    with serving(site):
        done = crawl(site, tmp_path)
    assert [str(record.url)[-9:-5] for record in records(tmp_path)] == [str(1001 + len(bad))], done.err
    assert "Traceback" not in done.err
    assert sum(done.report["errors"].values()) == len(bad), done.report
    assert not done.report["extracted"].get("not an article")


LAUGHS = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))


@pytest.mark.parametrize("entity", ['<!ENTITY a9 SYSTEM "file:///etc/passwd">', f'<!ENTITY a0 "ha">{LAUGHS}'])
def test_entities_of_a_sitemap_or_feed_are_not_resolved(entity: str) -> None:
    loc = "http://bao.example/&a9;"
    sitemap = f"<!DOCTYPE x [{entity}]><urlset><url><loc>{loc}</loc></url></urlset>".encode()
    link = f"<rss><channel><item><link>{loc}</link></item></channel></rss>"
    feed = f"<!DOCTYPE x [{entity}]>{link}".encode()
    found = [*sitemap_entries(sitemap, "http://bao.example/"), *feed_entries(feed, "http://bao.example/")]
    assert not any("root:" in link.url or "haha" in link.url for link in found)
    assert sum(len(link.url) for link in found) < 200


@pytest.mark.parametrize(
    "body", [b"<", b"<?xml version='1.0'?>", b"<!DOCTYPE urlset>", b"\x1f\x8b\x08 no gzip", b"\0" * 99]
)
def test_a_sitemap_without_an_element_names_nothing(body: bytes) -> None:
    assert list(sitemap_entries(body, "http://bao.example/sitemap.xml")) == []


@pytest.mark.parametrize(
    "bad", ["http://[bao/", "http://bao.example:99999/", "http://bao.example:x/", "file:///etc/passwd"]
)
def test_one_bad_address_costs_no_other_entry_of_a_list(bad: str) -> None:
    places = [bad, "http://bao.example/cho-que.html"]
    sitemap = "".join(f"<url><loc>{place}</loc></url>" for place in places)
    feed = "".join(f"<item><link>{place}</link></item>" for place in places)
    for found in (
        sitemap_entries(f"<urlset>{sitemap}</urlset>".encode(), "http://bao.example/"),
        sitemap_entries("\n".join(places).encode(), "http://bao.example/"),
        feed_entries(f"<rss><channel>{feed}</channel></rss>".encode(), "http://bao.example/"),
    ):
        assert [link.url for link in found] == places[1:]


def test_a_sitemap_of_countless_elements_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = b"<url><loc>http://bao.example/cho-que.html</loc></url>"
    monkeypatch.setattr(discovery, "_MOST_TAGS", 1000)
    assert list(sitemap_entries(b"<urlset>" + b"<a/>" * 1001 + entry, "http://bao.example/")) == []
    assert len(list(sitemap_entries(b"<urlset>" + b"<a/>" * 900 + entry, "http://bao.example/"))) == 1


def test_a_packed_sitemap_is_unpacked_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = b"<url><loc>http://bao.example/cho-que.html</loc></url>" * 2000
    monkeypatch.setattr(discovery, "_MAX_SITEMAP", 100_000)
    assert list(sitemap_entries(gzip.compress(b"<urlset>" + entries), "http://bao.example/")) == []
    assert len(list(sitemap_entries(gzip.compress(b"<urlset>" + entries[:60_000]), "http://bao.example/"))) > 1000


def test_zstd_is_not_requested_but_is_read_from_the_archive(tmp_path: Path) -> None:
    site = small_site(1)
    status, headers, body = site.pages["/cho-que-ngay-mua-1001.html"]
    packed_page = (status, {**headers, "Content-Encoding": "zstd"}, zstd.compress(body))
    site.pages["/cho-que-ngay-mua-1001.html"] = packed_page
    with serving(site):
        crawl(site, tmp_path)
    assert len(records(tmp_path)) == 1
    (file,) = (tmp_path / "pages").rglob("*.warc.gz")
    raw = gzip.decompress(file.read_bytes())
    assert b"Content-Encoding: zstd" in raw
    encodings = [line for line in raw.splitlines() if line.startswith(b"Accept-Encoding")]
    assert encodings
    assert not any(b"zstd" in line for line in encodings)
    assert any(page.body == body for page in read_pages(file))


def test_a_zstd_body_of_the_archive_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsarchive.warc.unpacking.MAX_BODY", 1000)
    assert len(unpacked(zstd.compress(bytes(10**6)), "zstd")) == 1000
    assert unpacked(b"no zstd", "zstd") == b"no zstd"


def test_a_short_list_of_captures_does_not_expand_to_the_limit_of_a_long_one() -> None:
    request = Request("https://kho.example/cdx", meta={"download_maxsize": 1 << 30})
    packed = gzip.compress(b" " * (70 << 20), 1)
    response = Response(request.url, body=packed, headers={"Content-Encoding": "gzip"})
    with pytest.raises(DownloadCancelledError, match="larger than 67108864 bytes"):
        Unpack.from_crawler(get_crawler()).process_response(request, response)
    captures = b"".join(b"example,kho)/%d 20170911122800 text/html 200\n" % number for number in range(50_000))
    response = Response(request.url, body=gzip.compress(captures), headers={"Content-Encoding": "gzip"})
    assert Unpack.from_crawler(get_crawler()).process_response(request, response).body == captures


def test_an_undeclared_compressed_page_is_not_searched_for_its_encoding_while_it_is_packed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("scrapy.http.response.text.from_bytes", lambda body: pytest.fail("searched the packed bytes"))
    page = "<html><p>Chợ quê họp sớm vì mưa.</p></html>"
    request = Request("https://baovidu.example/tin-1001.html")
    response = HtmlResponse(request.url, body=gzip.compress(page.encode()), headers={"Content-Type": "text/html"})
    unpacked = Unpack.from_crawler(get_crawler()).process_response(request, response)
    assert isinstance(unpacked, HtmlResponse)
    assert unpacked.text == page
