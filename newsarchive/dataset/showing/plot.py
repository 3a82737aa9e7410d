"""The plots of a dataset (`load(...).plot`), as matplotlib figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from newsarchive.article import Record
from newsarchive.charts import bars, heat, lines
from newsarchive.dataset.census import FIELDS, Census, census, quantile, top
from newsarchive.dataset.gaps import Gap, gaps_in, main_period

if TYPE_CHECKING:
    from newsarchive.charts.figures import Figure

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MOST_LINES = 8
_OTHERS = "other sites"
# Up to three months are plotted by day.
_DAYS_DRAWN = 92
_MOST_BARS = 40
_FROM_ZERO = (0.0, None)
_STEPS = (5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000, 50_000)


@dataclass(frozen=True)
class Plot:
    """The plots of a Dataset; each method reads the records and returns a figure, which a notebook shows.

    Elsewhere, `figure.savefig("timeline.png")` writes it. Each method raises MissingLibrary without matplotlib.
    """

    records: Iterable[Record]

    def _repr_html_(self) -> str:
        names = (name for name in vars(type(self)) if not name.startswith("_") and name != "records")
        return "<p>Figures: " + ", ".join(f"<code>.plot.{name}()</code>" for name in names) + "</p>"

    def timeline(self) -> Figure:
        """Plot the articles per month by site, or per day if they span less than three months."""
        return timeline(census(self.records))

    def hours(self) -> Figure:
        """Plot the hours of publication by weekday, in the publisher's time zone."""
        return hours(census(self.records))

    def sections(self, most: int = 20) -> Figure:
        """Plot the *most* frequent sections."""
        return sections(census(self.records), most)

    def bylines(self, most: int = 20) -> Figure:
        """Plot the *most* frequent authors."""
        return bylines(census(self.records), most)

    def agencies(self, most: int = 20) -> Figure:
        """Plot the *most* frequent agencies that articles credit."""
        return agencies(census(self.records), most)

    def lengths(self) -> Figure:
        """Plot the distribution of article lengths in words, without the longest 1 %."""
        return lengths(census(self.records))

    def coverage(self) -> Figure:
        """Plot how often each field is filled, by site."""
        return coverage(census(self.records))

    def gaps(self) -> Figure:
        """Plot the days below baseline, by site and month; newsarchive.dataset.gaps defines them."""
        return gaps(gaps_by_site(census(self.records)))


def timeline(counted: Census) -> Figure:
    """Plot the articles per month or day by site; of more than eight sites, the smaller ones are summed.

    Articles with a wrong date (see main_period) are not shown.
    """
    period = main_period(counted.joined("days"))
    days = {
        name: Counter({day: count for day, count in site.days.items() if day in period})
        for name, site in counted.sites.items()
    }
    days = {name: counts for name, counts in days.items() if counts}
    if not days:
        return lines([], {}, title="Articles by time")
    first, last = min(min(counts) for counts in days.values()), max(max(counts) for counts in days.values())
    if (last - first).days < _DAYS_DRAWN:
        places, unit = [first + timedelta(number) for number in range((last - first).days + 1)], "day"
    else:
        places, unit = _months(first, last), "month"
        days = {name: _by_month(counts) for name, counts in days.items()}
    series = {name: [counts[place] for place in places] for name, counts in _few(days).items()}
    return lines(places, series, title=f"Articles per {unit}", label="articles")


def hours(counted: Census) -> Figure:
    """Plot weekday by hour, without articles that display no hour."""
    counts = counted.joined("hours")
    title = "Hours of publication"
    if not counts:
        return heat([], [], [], title=title)
    values = [[counts[(day, hour)] for hour in range(24)] for day in range(7)]
    return heat(_WEEKDAYS, [f"{hour:02}" for hour in range(24)], values, title=title, label="articles", span=_FROM_ZERO)


def sections(counted: Census, most: int = 20) -> Figure:
    """Plot the *most* frequent sections."""
    return bars(top(counted.joined("sections"), most), title="Sections", label="articles")


def bylines(counted: Census, most: int = 20) -> Figure:
    """Plot the *most* frequent authors."""
    return bars(top(counted.joined("authors"), most), title="Most frequent bylines", label="articles")


def agencies(counted: Census, most: int = 20) -> Figure:
    """Plot the *most* frequent agencies."""
    return bars(top(counted.joined("agencies"), most), title="Most frequent agencies", label="articles")


def lengths(counted: Census) -> Figure:
    """Plot the articles by length in words, without the longest 1 %, which would compress the scale for all others."""
    counts = counted.joined("words")
    longest = quantile(counts, 0.99)
    step = next((step for step in _STEPS if longest / step <= _MOST_BARS), _STEPS[-1])
    binned: Counter[int] = Counter()
    for words, count in counts.items():
        if words <= longest:
            binned[words // step] += count
    series = {f"{at * step:,}": binned[at] for at in range(max(binned, default=-1) + 1)}
    title = f"Length of articles, in steps of {step:,} words"
    return bars(series, title=title, label="articles", upright=True)


def coverage(counted: Census) -> Figure:
    """Plot the share of articles that have each field, by site."""
    values = [[site.filled[name] / site.articles for name in FIELDS] for site in counted.sites.values()]
    return heat(list(counted.sites), FIELDS, values, title="Filled fields", shown="{:.0%}", span=(0.0, 1.0))


def gaps(runs: Mapping[str, Sequence[Gap]]) -> Figure:
    """Plot the days below baseline (those of the gaps *runs*), by site and month, without sites that have none."""
    days_by_month = {
        name: Counter(_month(day.day) for run in some for day in run.days) for name, some in runs.items() if some
    }
    title = "Days below baseline"
    if not days_by_month:
        return heat([], [], [], title=title)
    first = min(min(counts) for counts in days_by_month.values())
    months = _months(first, max(max(counts) for counts in days_by_month.values()))
    values = [[counts[month] for month in months] for counts in days_by_month.values()]
    names = [f"{month:%Y-%m}" for month in months]
    return heat(list(days_by_month), names, values, title=title, label="days in the month", span=_FROM_ZERO)


def gaps_by_site(counted: Census) -> dict[str, list[Gap]]:
    """Return the gaps of each site, without its last day, because the crawl may have ended during that day."""
    found: dict[str, list[Gap]] = {}
    for name, site in counted.sites.items():
        last = max(site.days, default=date.min)
        found[name] = gaps_in(site.days, until=last - timedelta(1)) if last > date.min else []
    return found


def _few(series: Mapping[str, Counter[date]]) -> dict[str, Counter[date]]:
    """Return the largest *series*, at most as many as there are distinct colors, and the sum of the others."""
    largest = sorted(series, key=lambda name: -series[name].total())
    if len(largest) <= _MOST_LINES:
        return {name: series[name] for name in largest}
    kept = {name: series[name] for name in largest[: _MOST_LINES - 1]}
    kept[_OTHERS] = sum((series[name] for name in largest[_MOST_LINES - 1 :]), Counter())
    return kept


def _by_month(days: Counter[date]) -> Counter[date]:
    months: Counter[date] = Counter()
    for day, count in days.items():
        months[_month(day)] += count
    return months


def _month(day: date) -> date:
    return day.replace(day=1)


def _months(first: date, last: date) -> list[date]:
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]
