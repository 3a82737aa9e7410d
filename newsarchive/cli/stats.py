"""`newsarchive stats`: count articles, and list days below baseline."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.archive_options import archive_argument, dataset_of, dataset_options, json_option
from newsarchive.cli.terminal import print_json, print_table

if TYPE_CHECKING:
    from newsarchive.dataset.gaps import Gap
    from newsarchive.dataset.statistics import Days, Tally

_COUNTS = ("articles", "revisions", "signed", "words", "first", "last")
_SHOWN = 20


def _groups(context: click.Context, parameter: click.Parameter, value: str | None) -> list[str]:
    from newsarchive.dataset.statistics import GROUPS

    names = [name.strip() for name in (value or "").split(",") if name.strip()]
    for name in names:
        if name not in GROUPS:
            raise click.BadParameter(f'"{name}" is not a group; choose from {", ".join(GROUPS)} (comma-separated)')
    return list(dict.fromkeys(names))


@click.command(
    epilog="Columns: articles, stored revisions, articles with a named author (signed), words of the bodies, first and "
    "last day. An article by two authors counts for both. Authors wrote the text; credits are all people and agencies "
    "named, which --author of a search and the browser's names count; breadcrumb is every section, not only the last."
)
@archive_argument
@click.option(
    "--by",
    callback=_groups,
    metavar="GROUPS",
    help="Group by site, year, month, day, section, breadcrumb, author, credit, agency, kind or language; or several: "
    "site,month.",
)
@click.option("--top", type=click.IntRange(1), metavar="N", help="Only the N largest groups, largest first.")
@click.option("--gaps", is_flag=True, help="List only the days below baseline.")
@dataset_options
@json_option
def command(folder: Path, by: list[str], top: int | None, gaps: bool, as_json: bool, **selection: Any) -> None:
    """Count the articles of ARCHIVE (a folder, by default data), by site or as grouped with --by.

    Without --by, the days below baseline are listed too: days between the first and the last article with at most half
    as many articles as the site usually publishes on that weekday, and fewer than chance explains.
    """
    from newsarchive.dataset.statistics import articles_by_day, noting_days, tallies

    records = dataset_of(folder, **selection)
    days: Days = defaultdict(Counter)
    if gaps:
        _print_gaps(articles_by_day(records), as_json)
        return
    found = tallies(noting_days(records, days), by or ["site"])
    if top:
        found = sorted(found, key=lambda tally: -tally.articles)[:top]
    _print_counts(found, by or ["site"], as_json)
    if not by and not as_json:
        click.echo()
        _print_gaps(days, as_json)


def _print_counts(found: Sequence[Tally], by: Sequence[str], as_json: bool) -> None:
    if as_json:
        from newsarchive.dataset.statistics import NONE

        for tally in found:
            group = [None if value == NONE else value for value in tally.group]
            print_json(dict(zip(by, group, strict=True)) | {name: getattr(tally, name) for name in _COUNTS})
        return
    rows = [(*tally.group, *(getattr(tally, name) for name in _COUNTS)) for tally in found]
    print_table([*by, *_COUNTS], rows, left=len(by))


def _print_gaps(days: Days, as_json: bool) -> None:
    runs = list(_below_baseline(days))
    if as_json:
        for site, run in runs:
            print_json({"site": site, **_run(run), "days": run.days})
        return
    if not runs:
        click.echo("no days below baseline between the first and the last article")
        return
    click.echo("days below baseline")
    shown = sorted(runs, key=lambda gap: gap[1].found - gap[1].expected)[:_SHOWN]
    rows = [(site, *_run(run).values()) for site, run in sorted(shown, key=lambda gap: (gap[0], gap[1].first))]
    print_table(["site", "first", "last", "found", "expected", "around"], rows, left=3)
    if len(runs) > _SHOWN:
        click.echo(f"… and {len(runs) - _SHOWN} more; --gaps --json lists all", err=True)


def _below_baseline(days: Days) -> Iterator[tuple[str, Gap]]:
    from newsarchive.dataset.gaps import gaps_in

    for site, counts in sorted(days.items()):
        last = max(counts) - timedelta(days=1)  # the crawl may have ended during the last day
        yield from ((site, run) for run in gaps_in(counts, until=last))


def _run(run: Gap) -> Mapping[str, Any]:
    return {
        "first": run.first,
        "last": run.last,
        "found": run.found,
        "expected": round(run.expected),
        "around": run.around,
    }
