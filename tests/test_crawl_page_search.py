"""A past period in a long listing is looked up by the dates of its pages, not walked to from today."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from raw_server import article, crawled, path_of, raw_server, reply

from newsarchive.crawl.spiders.page_search import begun, is_after, page_template

TODAY = date(2018, 12, 31)
SIZE = 6


def looked_at(pages: int, day_of: Callable[[int], date], until: date) -> tuple[list[int], int]:
    """Search a listing of *pages*, whose article n is of the day day_of(n); return the pages seen and the start."""

    def shown(number: int) -> list[date]:
        return [day_of(number) for number in range((number - 1) * SIZE, number * SIZE)] if number <= pages else []

    search = begun("/{page}", 1, shown(1))
    seen = []
    while not search.is_over:
        number = search.next(until)
        seen.append(number)
        days = shown(number)
        oldest = min(days, default=None)
        search = search.after(number, min(days)) if is_after(days, until) else search.not_after(number, oldest)
    return seen, search.last[0] + 1


@pytest.mark.parametrize(
    "day_of",
    [
        lambda number: TODAY - timedelta(number // 8),
        lambda number: TODAY - timedelta(number * number // 4000),
        lambda number: TODAY - timedelta(number // 40 if number < 2000 else number // 2),
    ],
    ids=["steady", "slower once", "with a break"],
)
@pytest.mark.parametrize("back", [30, 200, 400, 5000])
def test_the_page_where_a_period_begins_is_found_in_few_steps(day_of: Callable[[int], date], back: int) -> None:
    until = TODAY - timedelta(back)
    seen, start = looked_at(3000, day_of, until)
    first = next((page for page in range(1, 3001) if day_of(page * SIZE - 1) <= until), 3001)
    assert start <= first <= start + 3
    assert len(seen) <= 14


@pytest.mark.parametrize(
    ("shown", "after"),
    [
        ([9, 8, 8, 7], True),
        ([9, 8, 5, 4], False),
        ([9, 8], False),
        ([7, 9, 8, 9], False),
        ([], False),
    ],
    ids=["newest first", "reaches the period", "two dates", "another order", "no dates"],
)
def test_a_page_is_after_a_period_only_if_all_its_dates_are_and_in_order(shown: list[int], after: bool) -> None:
    assert is_after([date(2018, 1, day) for day in shown], date(2018, 1, 6)) == after


@pytest.mark.parametrize(
    ("number", "url", "following", "links", "template"),
    [
        (1, "/tin", "/tin/trang-2", {"/tin/trang-2", "/tin/trang-3"}, "/tin/trang-{page}"),
        (4, "/tin?page=4&size=5", "/tin?page=5&size=5", set(), "/tin?page={page}&size=5"),
        (1, "/tin-2", "/tin-2/2", {"/tin-2/3"}, "/tin-2/{page}"),
        (1, "/tin", "/tin/trang-2", {"/tin/trang-2"}, None),
        (1, "/tin", "/tin?before=20170911", {"/tin"}, None),
    ],
)
def test_the_urls_of_pages_are_known_only_where_two_of_them_agree(
    number: int, url: str, following: str, links: set[str], template: str | None
) -> None:
    assert page_template(number, url, following, links) == template


def _listing(page: int, pages: int) -> bytes:
    """Return a page of a listing with three articles of one day each; page 1 has the newest."""
    teasers = []
    for place in range(3):
        number = (page - 1) * 3 + place
        day = TODAY - timedelta(number)
        teasers.append(f'<li><a href="{path_of(number)}">Bài {number} của báo</a> <span>{day:%d/%m/%Y}</span></li>')
    pager = "".join(
        f'<a href="/?trang={number}">{number}</a>' for number in range(max(2, page - 1), min(pages, page + 3) + 1)
    )
    after = f'<a rel="next" href="/?trang={page + 1}">Trang sau</a>' if page < pages else ""
    return reply(f"<html><body><ul>{''.join(teasers)}</ul>{pager}{after}</body></html>")


def test_a_crawl_of_a_past_week_looks_at_few_pages_of_a_listing(tmp_path: Path) -> None:
    pages = 60
    with raw_server({}) as server:
        server.routes |= {f"/?trang={page}": _listing(page, pages) for page in range(2, pages + 1)}
        server.routes["/"] = _listing(1, pages)
        for number in range(pages * 3):
            day = TODAY - timedelta(number)
            server.routes[path_of(number)] = reply(re.sub(r"2018-05-\d\d", f"{day}", article(number)))
        first, last = TODAY - timedelta(126), TODAY - timedelta(120)
        done = crawled(server, tmp_path, "--discover", "listings", "--since", f"{first}", "--until", f"{last}")
        walked = [path for path in server.counts if path.startswith("/?trang")]
    assert sorted(done.numbers) == [*range(120, 127)]
    assert len(walked) <= 9
