"""The sections of a report on an archive: figures and tables of one census."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from newsarchive.charts import PageSection, PageTable
from newsarchive.dataset.census import Census, SiteCensus, quantile, top
from newsarchive.dataset.gaps import Gap, main_period
from newsarchive.dataset.showing import plot

_MOST_ROWS = 50
_MOST_BARS = 20
_GAP_COLUMNS = ("site", "first day", "last day", "days", "articles", "expected", "around")


def report_sections(counted: Census) -> list[PageSection]:
    """Return the sections for *counted*, the overview first; without articles, only the overview."""
    if not counted.articles:
        return [PageSection(heading="Overview", text="No article matches; there is nothing to show.")]
    return [
        _overview(counted),
        PageSection(heading="Articles by time", figure=plot.timeline(counted), warnings=_undated(counted)),
        _hours(counted),
        _ranking("Sections", "section", counted.joined("sections"), counted),
        _ranking("Bylines", "author", counted.joined("authors"), counted),
        _ranking("Agencies", "agency", counted.joined("agencies"), counted),
        _lengths(counted),
        PageSection(
            heading="Fields",
            text="The share of articles that have each field. Some sites never display a lead or a byline. A "
            "share that drops from one month to the next often means that extraction has failed.",
            figure=plot.coverage(counted),
        ),
        _gaps(counted),
    ]


def _overview(counted: Census) -> PageSection:
    columns = ("site", "articles", "revisions", "first day", "last day", "signed", "words, median")
    rows = [_site_row(name, site) for name, site in counted.sites.items()]
    text = f"{_count(counted.articles, 'article')} of {_count(len(counted.sites), 'site')}."
    if counted.fetched:
        first, last = (f"{at:%Y-%m-%d %H:%M %Z}".strip() for at in counted.fetched)
        text += f" Fetched from {first} to {last}."
    return PageSection(heading="Overview", text=text, table=PageTable(columns=columns, rows=rows))


def _site_row(name: str, site: SiteCensus) -> Sequence[object]:
    first, last = (min(site.days), max(site.days)) if site.days else (None, None)
    signed = f"{site.filled['authors'] / site.articles:.0%}"
    return (name, site.articles, site.revisions, first, last, signed, quantile(site.words, 0.5))


def _undated(counted: Census) -> Sequence[str]:
    days = counted.joined("days")
    undated = counted.articles - days.total()
    wrong = days.total() - sum(main_period(days).values())
    notes = {"without a day of publication": undated, "dated more than forty years from the others": wrong}
    return [f"{_count(number, 'article')} {what}, not shown." for what, number in notes.items() if number]


def _hours(counted: Census) -> PageSection:
    hours = counted.joined("hours").total()
    text = f"In the publisher's time zone, for the {_count(hours, 'article')} with an hour."
    return PageSection(heading="Hours of publication", text=text, figure=plot.hours(counted))


def _ranking(heading: str, name: str, counts: Counter[str], counted: Census) -> PageSection:
    if not counts:
        return PageSection(heading=heading, text=f"No article names its {name}.")
    draw = {"section": plot.sections, "author": plot.bylines, "agency": plot.agencies}[name]
    shown = top(counts, _MOST_ROWS)
    text = f"{len(counts):,} in all" + (f", the {len(shown)} most frequent below." if len(counts) > len(shown) else ".")
    rows = [(value, number, f"{number / counted.articles:.1%}") for value, number in shown.items()]
    # A table is needed only if there are more names than bars.
    table = PageTable(columns=(name, "articles", "share"), rows=rows) if len(counts) > _MOST_BARS else None
    return PageSection(heading=heading, text=text, figure=draw(counted, _MOST_BARS), table=table)


def _lengths(counted: Census) -> PageSection:
    shares = (("10th percentile", 0.1), ("median", 0.5), ("90th percentile", 0.9), ("99th percentile", 0.99))
    rows = [
        (name, *(quantile(site.words, share) for _, share in shares), site.words[0])
        for name, site in counted.sites.items()
    ]
    return PageSection(
        heading="Lengths",
        text="In words of the body, separated by spaces (in Vietnamese: syllables). The plot omits the longest 1 %.",
        figure=plot.lengths(counted),
        table=PageTable(columns=("site", *(name for name, _ in shares), "without body"), rows=rows),
    )


def _gaps(counted: Census) -> PageSection:
    runs = plot.gaps_by_site(counted)
    found = sorted(((name, run) for name, some in runs.items() for run in some), key=_missing)
    text = (
        "Days with fewer articles than the site's baseline for that weekday, beyond chance. Causes are holidays of the "
        "publisher, a crawl that came too late, or pages that were not found."
    )
    if not found:
        return PageSection(heading="Gaps", text=f"{text}\n\nNone was found in {_days(counted)}.")
    shown = f"{text}\n\n{_count(len(found), 'run')} of such days"
    shown += f", the {_MOST_ROWS} with most articles missing below." if len(found) > _MOST_ROWS else "."
    rows = [
        (name, run.first, run.last, len(run.days), run.found, round(run.expected), run.around)
        for name, run in found[:_MOST_ROWS]
    ]
    return PageSection(
        heading="Gaps", text=shown, figure=plot.gaps(runs), table=PageTable(columns=_GAP_COLUMNS, rows=rows)
    )


def _missing(found: tuple[str, Gap]) -> tuple[float, str, object]:
    name, run = found
    return (run.found - run.expected, name, run.first)


def _days(counted: Census) -> str:
    periods = [main_period(site.days) for site in counted.sites.values() if site.days]
    return _count(max(((max(period) - min(period)).days + 1 for period in periods), default=0), "day")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
