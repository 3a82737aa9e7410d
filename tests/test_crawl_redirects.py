"""Redirects that do not end: counted, left, and no reason to stop."""

from __future__ import annotations

from pathlib import Path

import pytest
from crawling import records
from handmade_site import SiteResponse, crawl, serving, small_site

LOOP = "/cho-que-ngay-mua-1002.html"


def _loop(path: str) -> SiteResponse | None:
    """Lead from an article to its print version, and back."""
    target = {LOOP: "/ban-in-cho-que-ngay-mua-1002.html", "/ban-in-cho-que-ngay-mua-1002.html": LOOP}.get(path)
    return (302, {"Location": target}, b"") if target else None


def _itself(path: str) -> SiteResponse | None:
    return (302, {"Location": LOOP}, b"") if path == LOOP else None


def _chain(path: str) -> SiteResponse | None:
    """Lead on and on, never to the same address."""
    if path == LOOP:
        return 302, {"Location": "/buoc-1-cho-que.html"}, b""
    if path.startswith("/buoc-"):
        return 302, {"Location": f"/buoc-{int(path.split('-')[1]) + 1}-cho-que.html"}, b""
    return None


@pytest.mark.parametrize("respond", [_loop, _itself, _chain], ids=["loop", "itself", "chain"])
def test_redirects_without_end_are_left_after_five_and_counted(tmp_path: Path, respond: object) -> None:
    site = small_site(3)
    site.respond = respond  # type: ignore[assignment]
    with serving(site):
        done = crawl(site, tmp_path)
    assert done.code == 0, done.err
    assert sorted(str(record.url)[-9:-5] for record in records(tmp_path)) == ["1001", "1003"]
    steps = [path for path in site.paths if path == LOOP or "1002" in path or path.startswith("/buoc-")]
    assert 2 <= len(steps) <= 7
    assert sum(done.report["errors"].values()) == 1, done.report["errors"]


def test_an_article_that_redirects_to_another_site_is_not_stored(tmp_path: Path) -> None:
    """A domain that has run out, or a provider's block page: one text for every address, and none of the site's."""
    with serving(small_site(1)) as other, serving(small_site(2)) as site:
        elsewhere = other.url.replace("127.0.0.1", "localhost") + "/cho-que-ngay-mua-1001.html"
        site.respond = lambda path: (302, {"Location": elsewhere}, b"") if path == LOOP else None
        done = crawl(site, tmp_path)
        assert "/cho-que-ngay-mua-1001.html" not in other.paths
        assert done.report["skipped"] == {"other site": 1}
    assert [str(record.url)[-9:-5] for record in records(tmp_path)] == ["1001"]
    assert all(not record.aliases for record in records(tmp_path))
