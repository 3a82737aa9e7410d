from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from newsarchive.crawl.clock import local_day
from newsarchive.crawl.errors import BadPlan
from newsarchive.crawl.frontier.budget import Budget
from newsarchive.crawl.plan import Plan, plan_from
from newsarchive.crawl.spiders.seeds import ListingPage
from newsarchive.crawl.spiders.targets import jobs_for
from newsarchive.crawl.spiders.url_list import read_urls
from newsarchive.publishers import UnknownPublisher, all_publishers

SEPTEMBER = plan_from({"since": "2017-09-01", "until": "2017-09-30"})


@pytest.mark.parametrize(
    ("options", "remedy"),
    [
        ({"since": "2017-10-01", "until": "2017-09-01"}, "is after"),
        ({"since": "01/09/2017"}, "2017-09-30"),
        ({"until": "yesterday"}, "2017-09-30"),
        ({"include": "(tin"}, "--include"),
        ({"exclude": "["}, "--exclude"),
        ({"limit": "0"}, "--limit"),
        ({"limit": "many"}, "whole number"),
        ({"max_pages": "-3"}, "--max-pages"),
        ({"refresh": "soon"}, "7d"),
    ],
)
def test_an_invalid_option_is_refused_with_its_remedy(options: dict[str, str], remedy: str) -> None:
    with pytest.raises(BadPlan, match=remedy):
        plan_from(options)


@pytest.mark.parametrize(
    ("text", "period"),
    [("12h", timedelta(hours=12)), ("7d", timedelta(days=7)), ("2 w", timedelta(weeks=2)), ("", None)],
)
def test_refresh_is_a_number_and_a_unit(text: str, period: timedelta | None) -> None:
    assert plan_from({"refresh": text}).refresh == period


@pytest.mark.parametrize(
    ("day", "is_inside"),
    [("2017-08-31", False), ("2017-09-01", True), ("2017-09-30", True), ("2017-10-01", False)],
)
def test_both_ends_of_the_bounds_are_inside(day: str, is_inside: bool) -> None:
    assert SEPTEMBER.holds(date.fromisoformat(day)) is is_inside


def test_a_day_read_from_an_address_gets_a_day_of_grace() -> None:
    assert SEPTEMBER.may_hold(date(2017, 8, 31))
    assert SEPTEMBER.may_hold(date(2017, 10, 1))
    assert not SEPTEMBER.may_hold(date(2017, 8, 30))
    assert SEPTEMBER.may_hold(date(2017, 8, 1), date(2017, 8, 31))


def test_what_was_last_changed_before_since_is_too_old_but_a_later_change_says_nothing() -> None:
    assert SEPTEMBER.is_too_old(date(2017, 8, 1))
    assert not SEPTEMBER.is_too_old(date(2026, 1, 1))
    assert not SEPTEMBER.is_too_old(None)


def test_the_day_is_that_of_the_publishers_time_zone() -> None:
    late = datetime(2017, 9, 30, 18, 30, tzinfo=UTC)
    assert local_day(late, "vi") == date(2017, 10, 1)
    assert local_day(late, "en") == date(2017, 9, 30)


def test_include_and_exclude_are_searched_for_in_the_address() -> None:
    plan = plan_from({"include": r"/kinh-te/", "exclude": r"-anh-"})
    assert plan.wants("https://bao.example/kinh-te/gia-gao-1.html")
    assert not plan.wants("https://bao.example/the-thao/bong-da-2.html")
    assert not plan.wants("https://bao.example/kinh-te/chum-anh-cho-que-3.html")


def test_a_list_of_addresses_may_hold_comments_but_nothing_else(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("urls") / "urls.txt"
    path.write_text("# tháng chín\nhttps://bao.example/a-1.html\n\n  https://bao.example/b-2.html \n")
    assert read_urls(str(path)) == ("https://bao.example/a-1.html", "https://bao.example/b-2.html")
    path.write_text("https://bao.example/a-1.html\nbao.example/b-2.html\n")
    with pytest.raises(BadPlan, match=r"urls\.txt:2"):
        read_urls(str(path))


def test_a_budget_lets_spare_things_through_for_failed_ones() -> None:
    budget: Budget[str] = Budget(2)
    assert [budget.admit(name) for name in "abcd"] == ["a", "b", None, None]
    assert budget.is_full
    assert budget.take_back() == "c"
    assert not budget.is_full
    assert [budget.is_spent(done) for done in (True, False, True)] == [False, False, True]


def test_a_budget_without_a_limit_lets_all_through() -> None:
    budget: Budget[int] = Budget(None)
    assert [budget.admit(number) for number in range(1, 4)] == [1, 2, 3]
    assert not budget.is_full
    assert not budget.is_spent(True)
    assert budget.take_back() is None


def test_requests_that_have_not_started_wait_for_their_turn() -> None:
    budget: Budget[str] = Budget(4, at_once=2)
    assert [budget.admit(name) for name in "abcdef"] == ["a", "b", None, None, None, None]
    assert [budget.end(), budget.end(), budget.end()] == ["c", "d", None]  # the limit is reached
    assert budget.take_back() == "e"


def test_a_listing_ends_where_a_page_shows_nothing_new() -> None:
    second = ListingPage(url="https://bao.example/thoi-su").turned(["a", "b", "popular"])
    assert not second.ends(["c", "popular"], [], Plan())
    third = second.turned(["c", "popular"])
    assert third.number == 3
    assert third.ends(["popular", "b"], [], Plan())
    assert ListingPage(url="https://bao.example/trong").ends([], [], Plan())


def test_a_listing_ends_at_depth_and_before_since() -> None:
    page = ListingPage(url="https://bao.example/thoi-su").turned("abc").turned("def")
    old = [date(2017, 8, 20), None, date(2017, 8, 19), date(2017, 8, 18)]
    assert page.ends(["g"], [], plan_from({"depth": "3"}))
    assert page.ends(["g"], old, SEPTEMBER)
    assert not page.ends(["g"], [*old, date(2017, 9, 2)], SEPTEMBER)
    assert not page.ends(["g"], old[:2], SEPTEMBER)


@pytest.mark.parametrize(
    "line", ["http://[::1/", "https://bao.example:0/", "https://bao.example:x/", "https://", "ftp://a.vn"]
)
def test_a_line_that_is_not_a_url_is_named_before_anything_is_fetched(tmp_path: Path, line: str) -> None:
    path = tmp_path / "urls.txt"
    path.write_text(f"HTTPS://bao.example/chợ-1.html\n{line}\n", "utf-8")
    with pytest.raises(BadPlan, match=r"urls.txt:2: .* is not a web address"):
        read_urls(str(path))
    with pytest.raises(BadPlan, match="is neither a publisher nor a web address"):
        jobs_for([line], {}, all_publishers())


def test_a_list_without_a_url_does_not_crawl_the_whole_site(tmp_path: Path) -> None:
    path = tmp_path / "urls.txt"
    path.write_text("# nothing today\n\n", "utf-8")
    with pytest.raises(BadPlan, match=r"urls.txt: the file has no URL"):
        read_urls(str(path))


def test_a_list_in_another_encoding_is_refused_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "urls.txt"
    path.write_text("https://bao.example/chợ-1.html\n", "utf-16")
    with pytest.raises(BadPlan, match=r"urls.txt: not UTF-8 .* save the list as UTF-8"):
        read_urls(str(path))


@pytest.mark.parametrize(
    ("target", "options", "message"),
    [
        ("https://bao.example/", {"by": "days", "since": "2017"}, 'bao.example has no "archive" in a publisher file'),
        ("https://bao.example/", {"refresh": "99999999w"}, '"99999999w" is not a period'),
    ],
)
def test_what_would_fetch_nothing_is_refused(target: str, options: dict[str, str], message: str) -> None:
    with pytest.raises(BadPlan, match=message):
        jobs_for([target], options, all_publishers())


def test_days_need_a_first_one() -> None:
    key = next(publisher.key for publisher in all_publishers().values() if publisher.archive)
    with pytest.raises(BadPlan, match="--discover days: the first day is missing"):
        jobs_for([key], {"by": "days"}, all_publishers())


def test_an_unknown_domain_must_be_written_as_a_url() -> None:
    with pytest.raises(UnknownPublisher, match=r"write https://bao\.example/"):
        jobs_for(["bao.example"], {}, all_publishers())
