"""Days below baseline: what counts as a gap, and what as baseline, chance or unknown."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from newsarchive.dataset import gaps
from newsarchive.dataset.gaps import GapDay, gaps_in, main_period

MONDAY = date(2018, 5, 7)


def gap_days(counts: Mapping[date, int], **period: date) -> list[GapDay]:
    return [day for gap in gaps_in(counts, **period) for day in gap.days]


def days(*counts: int, first: date = MONDAY) -> dict[date, int]:
    return {first + timedelta(days=n): count for n, count in enumerate(counts) if count}


def test_a_missing_day_is_a_gap() -> None:
    counts = [20] * 60
    counts[30] = 0
    (day,) = gap_days(days(*counts))
    assert (day.day, day.found, day.expected) == (MONDAY + timedelta(days=30), 0, 20.0)


def test_a_day_with_a_third_is_a_gap_and_one_with_two_thirds_is_not() -> None:
    counts = [30] * 60
    counts[20], counts[40] = 9, 20
    assert [day.found for day in gap_days(days(*counts))] == [9]


def test_a_site_that_publishes_nothing_on_sundays_has_no_gap_there() -> None:
    week = [25, 24, 26, 25, 24, 12, 0]
    assert gap_days(days(*week * 12)) == []
    counts = week * 12
    counts[42] = 0
    assert [day.day.weekday() for day in gap_days(days(*counts))] == [0]


def test_growth_over_the_years_is_not_a_gap() -> None:
    assert gap_days(days(*[10 + n // 10 for n in range(700)])) == []


def test_chance_is_not_a_gap() -> None:
    chance = random.Random(5)
    counts = [sum(chance.random() < 0.04 for _ in range(100)) for _ in range(365)]
    assert len(gaps_in(days(*counts))) <= 1


def test_one_empty_day_of_a_small_site_is_chance_and_five_in_a_row_are_not() -> None:
    counts = [4] * 80
    counts[20] = 0
    counts[50:55] = [0] * 5
    (run,) = gaps_in(days(*counts))
    assert (run.first, run.last, run.found, run.expected) == (
        MONDAY + timedelta(days=50),
        MONDAY + timedelta(days=54),
        0,
        20.0,
    )


@pytest.mark.parametrize("length", [10, 100, 400])
def test_a_long_gap_does_not_hide_its_own_middle(length: int) -> None:
    (run,) = gaps_in(days(*[15] * 60, *[0] * length, *[15] * 60))
    assert (len(run.days), run.expected) == (length, 15.0 * length)


def test_tet_is_named() -> None:
    counts = days(*[20] * 120, first=date(2018, 1, 1))
    for day in range(14, 20):
        counts[date(2018, 2, day)] = 3
    (run,) = gaps_in(counts)
    assert (run.first, run.last, run.around) == (date(2018, 2, 14), date(2018, 2, 19), "Tết")
    counts = days(*[20] * 120, first=date(2018, 4, 1))
    del counts[date(2018, 5, 9)]
    assert [run.around for run in gaps_in(counts)] == [None]


def test_a_site_with_only_occasional_articles_has_no_baseline() -> None:
    assert gap_days({MONDAY: 1, MONDAY + timedelta(days=40): 1, MONDAY + timedelta(days=300): 2}) == []


def test_a_weekly_that_skips_weeks_has_a_gap() -> None:
    weeks = [12, 0, 0, 0, 0, 0, 0]
    counts = days(*weeks * 20)
    assert gap_days(counts) == []
    del counts[MONDAY + timedelta(weeks=7)]
    assert [day.day for day in gap_days(counts)] == [MONDAY + timedelta(weeks=7)]


def test_the_days_examined_may_begin_earlier_and_end_later() -> None:
    counts = days(*[20] * 60)
    assert gap_days(counts) == []
    late = gap_days(counts, until=MONDAY + timedelta(days=62))
    assert [record.day for record in late] == [MONDAY + timedelta(days=n) for n in (60, 61, 62)]
    early = gap_days(counts, since=MONDAY - timedelta(days=2))
    assert len(early) == 2
    assert gap_days({}) == []


@pytest.mark.parametrize("until", [None, date(9999, 12, 30)])
def test_a_wrong_date_makes_no_gap_of_millennia(until: date | None) -> None:
    counts = [20] * 60
    counts[30] = 0
    wrong = {date(1, 1, 1): 1, date(9999, 12, 31): 2}
    assert main_period({**days(*counts), **wrong}) == days(*counts)
    assert gap_days({**days(*counts), **wrong}, **({"until": until} if until else {})) == gap_days(days(*counts))


def test_a_silence_until_today_is_a_gap_in_spite_of_a_wrong_date() -> None:
    counts = {**days(*[20] * 60), date(9999, 12, 31): 1}
    assert len(gap_days(counts, until=MONDAY + timedelta(days=69))) == 10


def test_wrong_dates_change_no_gap_and_no_day_of_the_years_between_is_examined(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = days(*[15] * 60, *[0] * 5, *[15] * 60)
    expected = gaps_in(counts)
    examined: list[int] = []
    baselines = gaps._baselines

    def counting(examined_days: list[date], found: list[int]) -> list[tuple[float, float]]:
        examined.append(len(examined_days))
        return baselines(examined_days, found)

    monkeypatch.setattr(gaps, "_baselines", counting)
    assert gaps_in({date(1, 1, 1): 1, **counts, date(9999, 12, 31): 1}) == expected
    assert sum(examined) == len(days(*[1] * 125)) + 2
