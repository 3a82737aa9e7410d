"""Pages without end: a crawl of such a site ends by itself, and has its articles."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from crawling import records
from handmade_site import SiteResponse, crawl, page, serving, small_site

_MONTH = re.compile(r"/lich/(\d+)/(\d+)/")


def _calendar(path: str) -> SiteResponse | None:
    """Show a month without articles, with links to its neighbours."""
    found = _MONTH.fullmatch(path)
    if not found:
        return None
    year, month = int(found[1]), int(found[2])
    later, before = (year + month // 12, month % 12 + 1), (year - (month == 1), (month - 2) % 12 + 1)
    links = "".join(f'<a rel="next" href="/lich/{year}/{two}/">Tháng {two}</a>' for year, two in (later, before))
    return page(f"<h1>Tháng {month}</h1>{links}")


def _pages(path: str) -> SiteResponse | None:
    """Show the same articles on every page of a section, and a link to the next."""
    found = re.fullmatch(r"/thoi-su/(?:\?page=(\d+))?", path)
    if not found:
        return None
    number = int(found[1] or 1)
    links = "".join(f'<a href="/cho-que-ngay-mua-{1000 + number}.html">Chợ quê {number}</a>' for number in (1, 2, 3))
    return page(f'{links}<a rel="next" class="next" href="/thoi-su/?page={number + 1}">Trang sau</a>')


def _growing(path: str) -> SiteResponse | None:
    """Lead ever deeper into folders that repeat themselves."""
    if not path.startswith("/van-hoa/"):
        return None
    return page(f'<h1>Văn hóa</h1><a href="{path}le-hoi/">Lễ hội</a><a href="{path}van-hoa/">Văn hóa</a>')


def _sessions(path: str) -> SiteResponse | None:
    """Give every link a new session."""
    if not path.startswith("/kinh-te/"):
        return None
    number = len(path) + sum(map(ord, path))
    return page("".join(f'<a href="/kinh-te/?sid={number}{digit}">Kinh tế {digit}</a>' for digit in range(5)))


@pytest.mark.parametrize("trap", [_calendar, _pages, _growing, _sessions])
def test_a_crawl_of_a_site_without_end_ends_and_has_its_articles(tmp_path: Path, trap: object) -> None:
    site = small_site(3)
    status, headers, front = site.pages["/"]
    doors = '<a href="/lich/2026/11/">Lịch</a><a href="/thoi-su/">Thời sự</a><a href="/van-hoa/">Văn hóa</a>'
    site.pages["/"] = (status, headers, front + doors.encode() + '<a href="/kinh-te/">Kinh tế</a>'.encode())
    site.respond = trap  # type: ignore[assignment]
    with serving(site):
        done = crawl(site, tmp_path)
    assert done.code == 0, done.err
    assert sorted(str(record.url)[-9:-5] for record in records(tmp_path)) == ["1001", "1002", "1003"]
    assert len(site.paths) < 120, len(site.paths)
