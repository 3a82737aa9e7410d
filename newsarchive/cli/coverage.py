"""`newsarchive coverage`: URLs discovered, fetched and stored by site and month, and why others were not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.archive_options import archive_argument, publishers_option, require_sites, selection_options
from newsarchive.cli.renamed_option import RenamedOption
from newsarchive.cli.terminal import print_json, print_table
from newsarchive.counting import count_of
from newsarchive.escapes import on_one_line

if TYPE_CHECKING:
    from newsarchive.dataset.gaps import Gap
    from newsarchive.monitoring.article_numbers import Hole
    from newsarchive.monitoring.coverage import CoverageScope, SiteCoverage

_MOST_SHOWN = 15
# A holiday does not explain a longer run of days.
_MOST_AROUND = 30


@click.command()
@archive_argument
@selection_options
@click.option("--urls", "as_urls", is_flag=True, help="List every URL that is not stored, with its reason.")
@click.option("--reason", "reasons", multiple=True, metavar="REASON", help="With --urls: only this reason; repeatable.")
@click.option(
    "--sources",
    "by_source",
    cls=RenamedOption,
    former=["--methods"],
    is_flag=True,
    help="Show how many URLs each discovery source found, and how many no other source found.",
)
@publishers_option
@click.option(
    "--json", "as_json", is_flag=True, help="Print JSON Lines: one object for each site, or with --urls for each URL."
)
def command(
    folder: Path,
    *,
    as_urls: bool,
    reasons: tuple[str, ...],
    by_source: bool,
    publishers: Path | None,
    as_json: bool,
    **selection: Any,
) -> None:
    """Show for each site and month of ARCHIVE how many URLs were discovered, fetched and stored, and why not.

    Days with fewer articles than the site's baseline, and gaps in the numbers of its articles, are listed below.
    """
    from newsarchive.archive.layout import Layout
    from newsarchive.archive.ledger import Ledger
    from newsarchive.monitoring.coverage import coverage, coverage_json, last_open_days, not_stored
    from newsarchive.monitoring.retries import reasons_from
    from newsarchive.publishers import all_publishers

    known, wanted = all_publishers(publishers), reasons_from(reasons)
    with Ledger(folder) as ledger:
        for repair in ledger.repairs:
            click.echo(on_one_line(repair.message), err=True)
        scope = _filter(selection)
        if as_urls or reasons:
            # Closed before the ledger, also when the reader of a pipe stops: it holds a cursor.
            with closing(not_stored(ledger, known, scope)) as missing:
                _print_urls((article for article in missing if not wanted or article["reason"] in wanted), as_json)
            return
        sites = coverage(ledger, known, scope, last_open_days(Layout(folder)))
        if not (scope.since or scope.until):
            require_sites(folder, scope.sites, {site.site for site in sites}, lambda: sorted(ledger.sites()))
    for site in sites:
        if as_json:
            print_json(coverage_json(site))
        elif by_source:
            _print_sources(site)
        else:
            _print_site(site)


def _filter(selection: dict[str, Any]) -> CoverageScope:
    from newsarchive.monitoring.coverage import CoverageScope

    since, until = _day(selection["since"]), _day(selection["until"])
    return CoverageScope(sites=tuple(selection["sites"]), since=since, until=until)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _print_urls(found: Iterator[dict[str, Any]], as_json: bool) -> None:
    for article in found:
        if as_json:
            print_json(article)
        else:
            click.echo("\t".join(on_one_line(str(article[name] or "")) for name in ("reason", "day", "url")))


def _print_site(site: SiteCoverage) -> None:
    click.echo(on_one_line(site.site))
    months = sorted(site.months.items())
    rows = [
        (name, month.discovered, month.fetched, month.stored, month.duplicates, month.not_stored.total())
        for name, month in months
    ]
    total = ("all", *(sum(column) for column in zip(*(row[1:] for row in rows), strict=True)))
    print_table(("month", "discovered", "fetched", "stored", "duplicate", "not stored"), [*rows, total])
    for name, month in months:
        if month.not_stored:
            click.echo(f"{name} not stored: {on_one_line(_reasons(month.not_stored))}")
    _print_some([_gap(run) for run in site.below_baseline], "runs of days below baseline")
    unlikely = sorted((hole for hole in site.holes if hole.remarkable), key=lambda hole: -hole.count)
    _print_some([_hole(hole) for hole in unlikely], "gaps in the article numbers")
    by_chance = [hole.count for hole in site.holes if not hole.remarkable]
    if by_chance:
        click.echo(
            f"{sum(by_chance):,} more numbers are missing in {count_of(len(by_chance), 'place')}, as expected by chance"
        )
    click.echo()


def _reasons(missing: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {reason}" for reason, count in sorted(missing.items(), key=lambda pair: -pair[1]))


def _print_some(lines: list[str], noun: str) -> None:
    for line in lines[:_MOST_SHOWN]:
        click.echo(on_one_line(line))
    if len(lines) > _MOST_SHOWN:
        click.echo(f"… and {len(lines) - _MOST_SHOWN} more {noun}; --json lists all")


def _gap(run: Gap) -> str:
    days = f"{run.first}" if run.first == run.last else f"{run.first} to {run.last}"
    around = f" (around {run.around})" if run.around and len(run.days) <= _MOST_AROUND else ""
    return f"below baseline: {days}{around}: {count_of(run.found, 'article')}, {run.expected:,.0f} expected"


def _hole(hole: Hole) -> str:
    numbers = f"number {hole.first}" if hole.count == 1 else f"numbers {hole.first} to {hole.last} ({hole.count:,})"
    before, after = hole.before or "an undated article", hole.after or "an undated article"
    return f"not discovered: {numbers}, between {before} and {after}"


def _print_sources(site: SiteCoverage) -> None:
    click.echo(on_one_line(site.site))
    rows = [
        (name, source.discovered, source.discovered_only_here, source.stored, source.stored_only_here)
        for name, source in site.sources.items()
    ]
    print_table(("source", "URLs", "only here", "stored", "stored, only here"), rows)
    click.echo()
