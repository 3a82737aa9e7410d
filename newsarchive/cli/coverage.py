"""`newsarchive coverage`: what of each site and month was met, fetched and stored, and why the rest was not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.archive_options import path_argument, require_sites, selecting
from newsarchive.cli.terminal import on_one_line, print_json, print_table

if TYPE_CHECKING:
    from newsarchive.dataset.gaps import QuietRun
    from newsarchive.monitoring.article_numbers import Hole
    from newsarchive.monitoring.coverage import Asked, SiteCoverage

_MOST_SHOWN = 15
# A longer silence is not told by a holiday in it.
_MOST_AROUND = 30


@click.command()
@path_argument
@selecting
@click.option("--urls", "as_urls", is_flag=True, help="List every address that is not stored, with its reason.")
@click.option("--reason", "reasons", multiple=True, metavar="REASON", help="With --urls: only this reason.")
@click.option("--methods", is_flag=True, help="Tell which way of finding found how many, and how many alone.")
@click.option(
    "--publishers",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of more publisher files.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON Lines: one object a site, or one an address.")
def command(
    folder: Path,
    *,
    as_urls: bool,
    reasons: tuple[str, ...],
    methods: bool,
    publishers: Path | None,
    as_json: bool,
    **selected: Any,
) -> None:
    """Show for each site and month of ARCHIVE what was discovered, fetched and stored, and why the rest was not.

    Then the days with fewer articles than is the site's custom, and the gaps in its article numbers.
    """
    from newsarchive.archive.layout import Layout
    from newsarchive.archive.ledger import Ledger
    from newsarchive.monitoring.coverage import as_told, coverage, last_open_days, not_stored
    from newsarchive.publishers import all_publishers

    known = all_publishers(publishers)
    with Ledger(folder) as ledger:
        for one in ledger.mended:
            click.echo(on_one_line(one.message), err=True)
        asked = _asked(selected)
        if as_urls or reasons:
            missing = not_stored(ledger, known, asked)
            _print_urls((one for one in missing if not reasons or one["reason"] in reasons), as_json)
            return
        sites = coverage(ledger, known, asked, last_open_days(Layout(folder)))
        if not (asked.since or asked.until):
            require_sites(folder, asked.sites, {one.site for one in sites}, lambda: sorted(ledger.sites()))
    for site in sites:
        if as_json:
            print_json(as_told(site))
        elif methods:
            _print_methods(site)
        else:
            _print_site(site)


def _asked(selected: dict[str, Any]) -> Asked:
    from newsarchive.monitoring.coverage import Asked

    since, until = _day(selected["since"]), _day(selected["until"])
    return Asked(sites=tuple(selected["sites"]), since=since, until=until)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _print_urls(found: Iterator[dict[str, Any]], as_json: bool) -> None:
    for one in found:
        if as_json:
            print_json(one)
        else:
            click.echo("\t".join(on_one_line(str(one[name] or "")) for name in ("reason", "day", "url")))


def _print_site(site: SiteCoverage) -> None:
    click.echo(on_one_line(site.site))
    months = sorted(site.months.items())
    rows = [(name, one.met, one.fetched, one.stored, one.others, one.missing.total()) for name, one in months]
    total = ("all", *(sum(column) for column in zip(*(row[1:] for row in rows), strict=True)))
    print_table(("month", "discovered", "fetched", "stored", "again", "not stored"), [*rows, total])
    for name, month in months:
        if month.missing:
            click.echo(f"{name} not stored: {on_one_line(_told(month.missing))}")
    _print_some([_quiet(run) for run in site.quiet], "stretches of quiet days")
    remarkable = sorted((hole for hole in site.holes if hole.remarkable), key=lambda hole: -hole.count)
    _print_some([_hole(hole) for hole in remarkable], "gaps in the article numbers")
    by_chance = [hole.count for hole in site.holes if not hole.remarkable]
    if by_chance:
        click.echo(f"{sum(by_chance):,} more numbers missing in {len(by_chance):,} places, as chance has it")
    click.echo()


def _told(missing: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {reason}" for reason, count in sorted(missing.items(), key=lambda one: -one[1]))


def _print_some(lines: list[str], what: str) -> None:
    for line in lines[:_MOST_SHOWN]:
        click.echo(line)
    if len(lines) > _MOST_SHOWN:
        click.echo(f"… and {len(lines) - _MOST_SHOWN} more {what}; --json lists all")


def _quiet(run: QuietRun) -> str:
    days = f"{run.first}" if run.first == run.last else f"{run.first} to {run.last}"
    around = f" (around {run.around})" if run.around and len(run.days) <= _MOST_AROUND else ""
    return f"quiet: {days}{around}: {run.found:,} articles, {run.expected:,.0f} expected"


def _hole(hole: Hole) -> str:
    numbers = f"number {hole.first}" if hole.count == 1 else f"numbers {hole.first} to {hole.last} ({hole.count:,})"
    return f"never met: {numbers}, between {hole.before or 'an undated article'} and {hole.after or 'an undated one'}"


def _print_methods(site: SiteCoverage) -> None:
    click.echo(on_one_line(site.site))
    rows = [(name, way.met, way.alone, way.stored, way.stored_alone) for name, way in site.ways.items()]
    print_table(("found by", "addresses", "alone", "stored", "stored, alone"), rows)
    click.echo()
