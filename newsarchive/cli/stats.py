"""`newsarchive stats`: how many articles there are, of whom, when and by whom; and days with suspiciously few."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.archive_options import dataset_of, json_option, path_argument, reading
from newsarchive.cli.terminal import print_json, print_table

if TYPE_CHECKING:
    from newsarchive.dataset.gaps import QuietRun
    from newsarchive.dataset.statistics import Days, Tally

_COUNTS = ("articles", "revisions", "signed", "words", "first", "last")
_SHOWN = 20


def _groups(context: click.Context, parameter: click.Parameter, value: str | None) -> list[str]:
    from newsarchive.dataset.statistics import GROUPS

    names = [name.strip() for name in (value or "").split(",") if name.strip()]
    for name in names:
        if name not in GROUPS:
            raise click.BadParameter(f'"{name}": count by {", ".join(GROUPS)}, or several with commas between')
    return list(dict.fromkeys(names))


@click.command(
    epilog="Columns: texts stored in all revisions, articles with a named author, words of the bodies, first and last "
    "day. An article of two authors counts for both."
)
@path_argument
@click.option(
    "--by",
    callback=_groups,
    metavar="WHAT",
    help="site, year, month, day, section, author, agency, kind, language; or several: site,month.",
)
@click.option("--top", type=click.IntRange(1), metavar="N", help="Only the N largest, largest first.")
@click.option("--gaps", is_flag=True, help="Only the days with suspiciously few articles.")
@reading
@json_option
def command(folder: Path, by: list[str], top: int | None, gaps: bool, as_json: bool, **chosen: Any) -> None:
    """Count the articles of ARCHIVE (a folder, by default data), each once, by site or as --by says.

    Without --by the days follow on which a site has suspiciously few articles: at most half of what it has around that
    time on the same weekday, and fewer than chance explains.
    """
    from newsarchive.dataset.statistics import articles_by_day, noting_days, tallies

    records = dataset_of(folder, **chosen)
    days: Days = defaultdict(Counter)
    if gaps:
        _print_gaps(articles_by_day(records), as_json)
        return
    found = tallies(noting_days(records, days), by or ["site"])
    if top:
        found = sorted(found, key=lambda one: -one.articles)[:top]
    _print_counts(found, by or ["site"], as_json)
    if not by and not as_json:
        click.echo()
        _print_gaps(days, as_json)


def _print_counts(found: Sequence[Tally], by: Sequence[str], as_json: bool) -> None:
    if as_json:
        for one in found:
            print_json(dict(zip(by, one.group, strict=True)) | {name: getattr(one, name) for name in _COUNTS})
        return
    rows = [(*one.group, *(getattr(one, name) for name in _COUNTS)) for one in found]
    print_table([*by, *_COUNTS], rows, left=len(by))


def _print_gaps(days: Days, as_json: bool) -> None:
    runs = list(_quiet(days))
    if as_json:
        for site, run in runs:
            print_json({"site": site, **_run(run), "days": run.days})
        return
    if not runs:
        click.echo("no days with suspiciously few articles")
        return
    click.echo("days with suspiciously few articles")
    shown = sorted(runs, key=lambda one: one[1].found - one[1].expected)[:_SHOWN]
    rows = [(site, *_run(run).values()) for site, run in sorted(shown, key=lambda one: (one[0], one[1].first))]
    print_table(["site", "first", "last", "found", "expected", "around"], rows, left=3)
    if len(runs) > _SHOWN:
        click.echo(f"… and {len(runs) - _SHOWN} smaller ones; --gaps --json lists all", err=True)


def _quiet(days: Days) -> Iterator[tuple[str, QuietRun]]:
    from newsarchive.dataset.gaps import quiet_runs

    for site, counts in sorted(days.items()):
        yield from ((site, run) for run in quiet_runs(counts))


def _run(run: QuietRun) -> Mapping[str, Any]:
    return {
        "first": run.first,
        "last": run.last,
        "found": run.found,
        "expected": round(run.expected),
        "around": run.around,
    }
