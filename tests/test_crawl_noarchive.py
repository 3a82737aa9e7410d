"""What a publisher does not want kept is not kept."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from crawling import records
from handmade_site import crawl, serving, small_site

from newsarchive.crawl.politeness.noarchive import forbids, meta_robots


@pytest.mark.parametrize(
    ("text", "is_forbidden"),
    [
        ("noarchive", True),
        ("index, follow, NoArchive", True),
        ("newsarchive: noarchive", True),
        ("otherbot: noarchive", False),
        ("noindex", False),
        ("max-image-preview:large, noarchive", True),
        ("unavailable_after: 2019-01-01", True),
        ("unavailable_after: Tue, 01 Jan 2019 08:00:00 GMT", True),
        ("unavailable_after: 2031-01-01", False),
        ("unavailable_after: some day", False),
    ],
)
def test_directives_forbid_keeping_only_when_they_mean_us_and_now(text: str, is_forbidden: bool) -> None:
    assert forbids(text, datetime(2020, 1, 1, tzinfo=UTC)) is is_forbidden


def test_meta_elements_are_read_in_either_order_of_attributes() -> None:
    page = b"<meta name=robots content='a'><META content=\"b\" name=\"newsarchive\"><meta name=author content='c'>"
    assert meta_robots(page) == ["a", "b"]


def test_by_name_only_words_for_newsarchive_count() -> None:
    page = b'<meta name=robots content=\'noarchive\'><meta name="newsarchive" content="noarchive">'
    assert meta_robots(page, named=True) == ["noarchive"]
    assert meta_robots(b"<meta name=robots content='noarchive'>", named=True) == []


def test_an_article_marked_noarchive_is_counted_and_leaves_nothing_in_the_archive(tmp_path: Path) -> None:
    site = small_site(3)
    status, headers, body = site.pages["/cho-que-ngay-mua-1001.html"]
    site.pages["/cho-que-ngay-mua-1001.html"] = (status, {**headers, "X-Robots-Tag": "newsarchive: noarchive"}, body)
    status, headers, body = site.pages["/cho-que-ngay-mua-1002.html"]
    marked = body.replace(b"<head>", b'<head><meta name="newsarchive" content="index,noarchive">')
    site.pages["/cho-que-ngay-mua-1002.html"] = (status, headers, marked)
    status, headers, body = site.pages["/cho-que-ngay-mua-1003.html"]
    site.pages["/cho-que-ngay-mua-1003.html"] = (status, {**headers, "X-Robots-Tag": "noarchive"}, body)
    with serving(site):
        done = crawl(site, tmp_path)
    assert [str(record.url)[-9:-5] for record in records(tmp_path)] == ["1003"], done.err
    assert done.report["skipped"]["noarchive"] == 2
