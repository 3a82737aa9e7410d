"""What a hostile site may try on a crawl; the crawl ends, and the good page beside it is stored."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import brotli
import pytest
from crawling import records
from test_crawl_manners import Answer, crawl, serving, small_paper

from newsarchive.crawl.discovery import feed_entries, sitemap_entries

ZEROS = bytes(30 * 1024 * 1024)
HTML = {"Content-Type": "text/html"}
BAD = "/cho-que-ngay-mua-1001.html"


def packed(encoding: str) -> Answer:
    pack = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}
    return 200, {**HTML, "Content-Encoding": encoding}, pack[encoding](ZEROS)


def moved(location: str) -> Answer:
    return 302, {"Location": location}, b""


@pytest.mark.parametrize(
    "bad",
    [
        *(pytest.param(packed(encoding), id=f"bomb-{encoding}") for encoding in ("gzip", "deflate", "br")),
        pytest.param(moved("file:///etc/hostname"), id="file"),
        pytest.param(moved("data:text/html,a"), id="data"),
        pytest.param(moved("ftp://127.0.0.1/a"), id="ftp"),
        pytest.param(moved("javascript:alert(1)"), id="javascript"),
    ],
)
def test_a_hostile_answer_costs_only_its_own_page(bad: Answer, tmp_path: Path) -> None:
    paper = small_paper(2)
    paper.pages[BAD] = bad
    with serving(paper):
        done = crawl(paper, tmp_path)
    assert [str(one.url)[-9:-5] for one in records(tmp_path)] == ["1002"], done.err
    assert "Traceback" not in done.err
    assert sum(done.report["errors"].values()) == 1, done.report
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
