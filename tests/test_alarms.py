"""A run that falls behind its site's own history says so, names the field, and stays quiet about chance."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from newsarchive.monitoring.alarms import Alarm, AlarmHistory, alarms, yield_alarm
from newsarchive.monitoring.run_history import Fields, PastRun

TODAY = date(2024, 6, 15)


def past(number: int, articles: int, **values: Any) -> PastRun:
    filled = {"title": articles, **values.pop("filled", {})}
    return PastRun(run=f"r{number}", site="x", fields=Fields(articles=articles, filled=filled), **values)


def fallen(now: PastRun, *earlier: PastRun) -> list[tuple[str, str | None]]:
    return [(alarm.what, alarm.field) for alarm in alarms(now, earlier, TODAY)]


@pytest.mark.parametrize(
    ("now", "before", "alarm"),
    [
        ((0, 40), (400, 400), True),
        ((30, 40), (390, 400), True),
        ((36, 40), (396, 400), False),  # within 15 points
        ((12, 20), (160, 200), False),  # 60 % against 80 %: chance, with so few
        ((0, 19), (400, 400), False),  # too few
        ((0, 40), (19, 19), False),  # too little history
        ((40, 40), (200, 400), False),  # a rise
    ],
)
def test_a_share_alarms_when_it_falls_far_and_not_by_chance(
    now: tuple[int, int], before: tuple[int, int], alarm: bool
) -> None:
    runs = [past(number, count, filled={"lead": some}) for number, (some, count) in enumerate((now, before))]
    assert fallen(*runs) == ([("field", "lead")] if alarm else [])


def test_chance_seldom_alarms() -> None:
    chance = random.Random(11)
    runs = [past(n, 40, filled={"lead": sum(chance.random() < 0.7 for _ in range(40))}) for n in range(200)]
    history = [alarm for n in range(100) for alarm in fallen(runs[n], *runs[n + 1 :])]
    assert len(history) <= 1


def test_small_runs_are_put_together() -> None:
    old = [past(100 + n, 4, filled={"body": 4}) for n in range(10)]
    new = [past(n, 4, filled={"body": 0}) for n in range(5)]
    assert fallen(*new[:4], *old) == [("field", "body")]  # 16 without and 4 with: from 100 % to 20 %
    assert fallen(new[0], *old) == []


def test_the_message_names_field_shares_and_count() -> None:
    (alarm,) = alarms(past(2, 40, filled={"body": 4}), [past(1, 400, filled={"body": 396})], TODAY)
    assert alarm == Alarm(
        what="field",
        field="body",
        now=0.1,
        before=0.99,
        message="body in 10% of 40 articles, before in 99%; has the site's layout changed?",
    )


def test_a_field_that_older_versions_did_not_count_does_not_alarm() -> None:
    assert fallen(past(2, 40, filled={"mood": 0}), past(1, 400)) == []


def test_pages_that_no_longer_read_as_articles_alarm() -> None:
    now = past(2, 0, extracted={"listing": 28, "new": 2})
    assert fallen(now, past(1, 0, extracted={"new": 60, "other": 1})) == [("articles", None)]


def test_failing_responses_raise_an_alarm() -> None:
    now = past(2, 0, counts={"pages": 30, "errors": 30})
    assert fallen(now, past(1, 0, counts={"pages": 300, "errors": 1})) == [("responses", None)]


def test_a_watch_reports_a_drop_once_a_day() -> None:
    history, noon, body = AlarmHistory(), datetime(2024, 5, 1, 12, tzinfo=UTC), {"what": "field", "field": "body"}
    lead = {"what": "field", "field": "lead"}
    assert history.fresh("x", [body], noon) == [body]
    assert history.fresh("x", [body, lead], noon + timedelta(hours=1)) == [lead]
    assert history.fresh("y", [body], noon + timedelta(hours=1)) == [body]
    assert history.fresh("x", [body], noon + timedelta(hours=24)) == [body]


def _counts(*, without: int, days: int = 90) -> dict[date, int]:
    return {TODAY - timedelta(days=n): 12 for n in range(without + 1, days)} | {TODAY: 1}


def test_days_without_articles_up_to_yesterday_alarm_and_today_is_not_over() -> None:
    alarm = yield_alarm(_counts(without=2), TODAY)
    assert alarm is not None
    assert (alarm.what, alarm.now, alarm.message) == ("yield", 0, "0 articles of 2024-06-13 to 2024-06-14, 24 expected")
    assert yield_alarm(_counts(without=0), TODAY) is None


def test_a_bounded_run_says_nothing_of_the_yield() -> None:
    days = {day.isoformat(): count for day, count in _counts(without=2).items()}
    assert fallen(past(2, 0), past(1, 0, days=days)) == [("yield", None)]
    assert fallen(past(2, 0, options={"section": "kinh-te"}), past(1, 0, days=days)) == []
