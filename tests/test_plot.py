"""Plots of a dataset show what its records contain, in local time as displayed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from newsarchive import load
from newsarchive.article import Credit, Record
from newsarchive.charts import svg_of
from newsarchive.dataset.census import census, quantile, top
from newsarchive.dataset.showing.plot import Plot, gaps, gaps_by_site, timeline
from newsarchive.dataset.showing.report import report_sections
from newsarchive.dataset.showing.results import Trend
from newsarchive.language.trends import TrendPoint
from newsarchive.language.trends import trend as find_trend

VIETNAM = timezone(timedelta(hours=7))


def _record(number: int = 0, **values: object) -> Record:
    at = datetime(2024, 5, 6, 8, 30, tzinfo=VIETNAM)  # a Monday
    known: dict[str, object] = {"site": "sao-mai", "published_at": at, "published_precision": "minute", "body": "a b c"}
    return Record(id=f"sao-mai:{number}", text_sha256="", **{**known, **values})  # type: ignore[arg-type]


def _over_days(site: str, days: int, each: int = 1) -> Iterator[Record]:
    first = datetime(2023, 1, 1, 7, tzinfo=VIETNAM)
    for number in range(days * each):
        yield _record(number, site=site, published_at=first + timedelta(days=number // each))


def test_the_hour_is_local_and_a_date_without_time_has_none() -> None:
    late = datetime(2024, 5, 5, 23, 59, tzinfo=UTC)
    counted = census([_record(), _record(published_at=late), _record(published_precision="day")])
    assert counted.joined("hours") == {(0, 8): 1, (6, 23): 1}
    assert counted.joined("days") == {date(2024, 5, 6): 2, date(2024, 5, 5): 1}


def test_everyone_credited_is_counted_once_per_article() -> None:
    credits = [Credit(name="TTXVN", role="agency"), Credit(name="TTXVN", role="agency"), Credit(name="Lê Thử")]
    counted = census([_record(authors=["Lê Thử"], credits=credits), _record(authors=["Lê Thử", "Trần Mẫu"])])
    assert counted.joined("authors") == {"Lê Thử": 2, "Trần Mẫu": 1}
    assert counted.joined("agencies") == {"TTXVN": 1}


def test_filled_fields_are_those_that_the_page_has() -> None:
    site = census([_record(title="Một"), _record(body="", published_at=None)]).sites["sao-mai"]
    assert (site.articles, site.filled["title"], site.filled["body"], site.filled["published_at"]) == (2, 1, 1, 1)


def test_fetched_spans_the_first_to_the_last_page() -> None:
    days = [datetime(2024, 5, day, tzinfo=UTC) for day in (3, 1, 2)]
    assert census(_record(fetched_at=day) for day in days).fetched == (days[1], days[0])
    assert census([_record()]).fetched is None


@pytest.mark.parametrize(("share", "value"), [(0, 1), (0.5, 1), (0.75, 2), (1, 9)])
def test_quantiles_are_values_that_occur(share: float, value: int) -> None:
    assert quantile({9: 1, 1: 2, 2: 1}, share) == value
    assert quantile({}, share) == 0


def test_top_breaks_ties_by_name() -> None:
    assert top(census([]).joined("sections"), 3) == {}
    counted = census(_record(section=name) for name in ("b", "a", "c", "c"))
    assert list(top(counted.joined("sections"), 2)) == ["c", "a"]


def test_a_short_span_is_plotted_by_day_and_a_long_one_by_month() -> None:
    (line,) = timeline(census(_over_days("a", 30, each=2))).axes[0].get_lines()
    assert list(line.get_ydata()) == [2] * 30
    (line,) = timeline(census(_over_days("a", 365))).axes[0].get_lines()
    assert list(line.get_ydata()) == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


def test_a_wrong_date_is_not_plotted_but_counted() -> None:
    wrong = [
        _record(900 + number, published_at=datetime(year, 1, 1, tzinfo=UTC)) for number, year in enumerate((1, 9999))
    ]
    counted = census([*_over_days("sao-mai", 10), *wrong])
    assert svg_of(timeline(counted)) == svg_of(timeline(census(_over_days("sao-mai", 10))))
    (warning,) = next(section for section in report_sections(counted) if section.heading == "Articles by time").warnings
    assert warning == "2 articles dated more than forty years from the others, not shown."
    trend = Trend(tuple(find_trend([*_over_days("sao-mai", 10), *wrong], ["a"], by="day")), TrendPoint)
    assert svg_of(trend.plot())


def test_the_smaller_of_many_sites_are_one_line_and_none_is_lost() -> None:
    records = [day for number in range(12) for day in _over_days(f"site-{number}", 3, each=number + 1)]
    drawn = timeline(census(records)).axes[0].get_lines()
    assert [line.get_label() for line in drawn[:2]] == ["site-11", "site-10"]
    assert (len(drawn), drawn[-1].get_label()) == (8, "other sites")
    assert sum(sum(line.get_ydata()) for line in drawn) == len(records)


def test_an_empty_week_is_a_gap_and_the_last_day_is_not() -> None:
    hole = range(40, 47)
    records = [day for day in _over_days("a", 100, each=9) if (day.published_at - _START).days not in hole]
    counted = census([*records, _record(site="a", published_at=_START + timedelta(days=100))])
    (run,) = gaps_by_site(counted)["a"]
    assert (run.first - _START.date()).days == 40
    assert (len(run.days), run.found) == (7, 0)
    assert sum(sum(row) for row in gaps(gaps_by_site(counted)).axes[0].collections[0].get_array()) == 7


_START = datetime(2023, 1, 1, 7, tzinfo=VIETNAM)
DRAWN = ("timeline", "hours", "sections", "bylines", "agencies", "lengths", "coverage", "gaps")


@pytest.mark.parametrize("name", DRAWN)
def test_every_plot_draws_the_sample_one_article_and_none(name: str) -> None:
    for records in (load("data/sample"), [_record()], list[Record]()):
        assert svg_of(getattr(Plot(records), name)()).startswith("<svg")


def test_a_dataset_has_plots() -> None:
    figure = load("data/sample").plot.timeline()
    total = sum(sum(line.get_ydata()) for line in figure.axes[0].get_lines())
    assert total == len(load("data/sample").filter(lambda record: record.published_at is not None))
