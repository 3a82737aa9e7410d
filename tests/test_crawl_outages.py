"""A site that is down for a while and responds to every URL with something that is not an article."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from crawling import crawl_after, last_report, records
from handmade_site import SiteResponse, crawl, page, serving, small_site

from newsarchive.crawl.storing.known import KnownUrl

NOTICE = page("<title>Bảo trì</title><p>Trang đang bảo trì, mời bạn quay lại sau.</p>")
OUTAGES: dict[str, SiteResponse] = {
    "gone": (404, {}, b""),
    "empty": page(""),
    "notice": NOTICE,
    "notice elsewhere": (302, {"Location": "/bao-tri"}, b""),
    "front page": (302, {"Location": "/"}, b""),
}


@pytest.mark.parametrize("outage", OUTAGES)
def test_articles_not_found_during_an_outage_are_fetched_a_day_later(outage: str, tmp_path: Path) -> None:
    site = small_site(3)
    site.pages["/bao-tri"] = NOTICE
    site.respond = lambda path: OUTAGES[outage] if "cho-que" in path else None
    with serving(site):
        crawl(site, tmp_path)
        assert records(tmp_path) == []
        site.respond = lambda _: None
        crawl_after(1, site.url, tmp_path)
    assert len(records(tmp_path)) == 3


@pytest.mark.parametrize("status", [503, 520, 521, 523])
def test_a_failure_of_the_server_or_of_the_network_before_it_is_retried(status: int, tmp_path: Path) -> None:
    site = small_site(2)
    site.respond = lambda path: (status, {}, b"") if "1002" in path and site.paths.count(path) == 1 else None
    with serving(site):
        crawl(site, tmp_path)
    assert len(records(tmp_path)) == 2


def test_a_missing_page_is_requested_after_a_day_and_a_week_and_then_believed(tmp_path: Path) -> None:
    site, requested_days = small_site(1), []
    site.respond = lambda path: OUTAGES["gone"] if "cho-que" in path else None
    with serving(site):
        for day in (0, 0, 1, 2, 7, 8, 30):
            before = len(site.paths)
            crawl_after(day, site.url, tmp_path, "--refresh", "7d")
            requested_days += [day for path in site.paths[before:] if "cho-que" in path]
    assert requested_days == [0, 1, 7]


def test_a_run_counts_pages_not_found_and_does_not_count_notices_as_known(tmp_path: Path) -> None:
    site = small_site(3)
    site.pages["/bao-tri"] = NOTICE
    site.respond = lambda path: OUTAGES["gone" if "1001" in path else "notice elsewhere"] if "cho-que" in path else None
    with serving(site):
        done = crawl(site, tmp_path)
    assert "not found: 1 HTTP 404 or 410" in done.err
    assert last_report(tmp_path)["skipped"] == {"redirected to a page that is not an article": 1}
    assert "nothing new" not in done.err


def test_a_page_that_says_with_status_200_that_nothing_is_there_is_no_404(tmp_path: Path) -> None:
    site = small_site(3)
    removed = page("<title>Báo Xã</title><h1>Không tìm thấy trang</h1><p>Bài viết bạn tìm không tồn tại.</p>")
    site.respond = lambda path: removed if "1001" in path else None
    with serving(site):
        done = crawl(site, tmp_path)
    assert "not stored: 1 not found page" in done.err
    assert "404" not in done.err
    assert last_report(tmp_path)["counts"]["not_found"] == 0


def test_only_a_url_without_an_article_is_checked_again() -> None:
    discovered_at = datetime(2024, 3, 1, tzinfo=UTC)
    known = KnownUrl(since=discovered_at, last=discovered_at)
    assert [known.should_recheck(discovered_at + timedelta(days=days)) for days in (-9, 0, 1, 30)] == [
        False,
        False,
        True,
        True,
    ]
    assert not KnownUrl(id="bao:1", since=discovered_at, last=discovered_at).should_recheck(
        discovered_at + timedelta(days=1)
    )
