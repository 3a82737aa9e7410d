"""What a hostile site may try on a crawl; the crawl ends, and the good page beside it is stored."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import brotli
import pytest
from backports import zstd
from crawling import records
from test_crawl_manners import Answer, crawl, serving, small_paper

from newsarchive.crawl.discovery import feed_entries, sitemap_entries

HTML = {"Content-Type": "text/html"}
BOMBS = ("gzip", "deflate", "br", "zstd", "gzip, gzip", "gzip, br, zstd")


def packed(encoding: str) -> Answer:
    """Return a small body that unpacks to more than the limit; several encodings are applied in their order."""
    pack = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress, "zstd": zstd.compress}
    body = bytes(30 * 1024 * 1024)
    for one in encoding.split(", "):
        body = pack[one](body)
    return 200, {**HTML, "Content-Encoding": encoding}, body


def moved(location: str) -> Answer:
    return 302, {"Location": location}, b""


def test_a_hostile_answer_costs_only_its_own_page(tmp_path: Path) -> None:
    """All in one crawl, which is what a crawl costs most; the good page is the last one."""
    bad = [
        *(packed(encoding) for encoding in BOMBS),
        *map(moved, ("file:///etc/hostname", "data:text/html,a", "ftp://127.0.0.1/a", "javascript:alert(1)")),
    ]
    paper = small_paper(len(bad) + 1)
    paper.pages |= {f"/cho-que-ngay-mua-{1001 + place}.html": one for place, one in enumerate(bad)}
    with serving(paper):
        done = crawl(paper, tmp_path)
    assert [str(one.url)[-9:-5] for one in records(tmp_path)] == [str(1001 + len(bad))], done.err
    assert "Traceback" not in done.err
    assert sum(done.report["errors"].values()) == len(bad), done.report
    assert not done.report["read"].get("other")


LAUGHS = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))


@pytest.mark.parametrize("entity", ['<!ENTITY a9 SYSTEM "file:///etc/passwd">', f'<!ENTITY a0 "ha">{LAUGHS}'])
def test_entities_of_a_sitemap_or_feed_are_not_resolved(entity: str) -> None:
    loc = "http://bao.example/&a9;"
    sitemap = f"<!DOCTYPE x [{entity}]><urlset><url><loc>{loc}</loc></url></urlset>".encode()
    link = f"<rss><channel><item><link>{loc}</link></item></channel></rss>"
    feed = f"<!DOCTYPE x [{entity}]>{link}".encode()
    found = [*sitemap_entries(sitemap, "http://bao.example/"), *feed_entries(feed, "http://bao.example/")]
    assert not any("root:" in one.url or "haha" in one.url for one in found)
    assert sum(len(one.url) for one in found) < 200
