"""A crawl that finds no article anywhere says so, and why that may be."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from handmade_site import HandmadeSite, SiteResponse, crawl, page, serving, small_site

CHECK = page("<script>document.cookie='D1N=1';location.reload()</script>")


@pytest.mark.parametrize("response", [CHECK, (302, {"Location": "/"}, b""), page("")], ids=["check", "loop", "empty"])
def test_a_site_without_articles_is_not_a_successful_crawl(response: SiteResponse, tmp_path: Path) -> None:
    with serving(HandmadeSite({"/": response})) as site:
        done = crawl(site, tmp_path)
    assert done.code == 7
    assert f"{site.url}/: no article URL was discovered" in done.err
    # Not the five seconds after which Scrapy calls a spider that stayed open without a request.
    times = [moment for _, moment in site.requests]
    assert all(later - sooner < 4 for sooner, later in pairwise(times))


def test_a_site_that_moved_to_another_domain_is_reported_with_the_new_url(tmp_path: Path) -> None:
    with serving(small_site(2)) as new, serving(HandmadeSite({})) as old:
        moved = new.url.replace("127.0.0.1", "localhost")
        old.respond = lambda path: (301, {"Location": moved + path}, b"")
        done = crawl(old, tmp_path)
    assert done.code == 7
    assert f"it redirects to {moved}/, crawl that" in done.err


def test_a_second_run_with_nothing_new_succeeds(tmp_path: Path) -> None:
    with serving(small_site(2)) as site:
        assert [crawl(site, tmp_path).code for _ in range(2)] == [0, 0]


def test_a_crawl_whose_articles_all_fail_is_not_successful(tmp_path: Path) -> None:
    with serving(small_site(2)) as site:
        whole = site.respond
        site.respond = lambda path: whole(path) if path in ("/", "/robots.txt") else (500, {}, b"")
        done = crawl(site, tmp_path)
        site.respond = whole
        assert crawl(site, tmp_path).code == 0
        site.respond = lambda path: whole(path) if path in ("/", "/robots.txt") else (500, {}, b"")
        assert crawl(site, tmp_path).code == 0
    assert done.code == 3
    assert "no article was fetched (2 failed requests): the server returned HTTP 500" in done.err
