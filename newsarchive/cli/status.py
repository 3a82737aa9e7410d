"""`newsarchive status`: show each site's last run, number of articles and warnings."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsarchive.archive.appending import replace_file
from newsarchive.cli.archive_options import archive_argument, archive_as_given, require_sites
from newsarchive.cli.terminal import print_json, print_table, shortened
from newsarchive.escapes import on_one_line
from newsarchive.project import FILE_NAME

if TYPE_CHECKING:
    from newsarchive.monitoring.status import SiteStatus

_WIDTH = 80  # columns of a terminal
_LEAST_SITE = 8  # columns for the name of a site, however wide the others are
_RECENT_DAYS = 300
#: Exit code of --fail-on-warning; those of `newsarchive crawl` go up to 7.
WARNED = 9


@click.command(epilog="Exit codes: 0 done, 1 no archive, 9 a warning exists and --fail-on-warning is set.")
@archive_argument
@click.option("--site", "sites", metavar="SITE", multiple=True, help="Only this site; repeatable.")
@click.option("--fail-on-warning", is_flag=True, help="Exit with 9 if there is any warning (for cron).")
@click.option("--run", metavar="RUN", help="With --html: this run, named as its file in runs/ [default: the last].")
@click.option(
    "--html",
    type=click.Path(dir_okay=False, writable=True, allow_dash=True, path_type=Path),
    metavar="FILE",
    help="Write the report of a run, with plots, as one page to FILE; - is standard output.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON Lines, one object for each site.")
def command(
    folder: Path, *, sites: tuple[str, ...], fail_on_warning: bool, run: str | None, html: Path | None, as_json: bool
) -> None:
    """Show each site of ARCHIVE: its last run, its articles, and warnings where they fall below the baseline."""
    if html:
        _write_page(folder, run, html)
        return
    if run:
        raise click.UsageError("--run needs --html FILE")
    from newsarchive.crawl.clock import local_day, now
    from newsarchive.monitoring.status import statuses

    today = local_day(now(), None)
    assert today is not None
    found = statuses(folder, today)
    present = [status.site for status in found]
    require_sites(folder, sites, present, lambda: present)
    found = [status for status in found if not sites or status.site in sites]
    if as_json:
        for status in found:
            print_json(status)
    else:
        _print(found, folder)
    if fail_on_warning and any(status.warnings for status in found):
        sys.exit(WARNED)


def _write_page(folder: Path, run: str | None, html: Path) -> None:
    from newsarchive.archive.appending import require_folder
    from newsarchive.charts import MissingLibrary
    from newsarchive.monitoring.run_page import page_of_run

    try:
        page = page_of_run(folder, run)
    except MissingLibrary as error:
        raise click.ClickException(str(error)) from error
    if str(html) == "-":
        click.echo(page, nl=False)
    else:
        require_folder(html)
        replace_file(html, page.encode())
        click.echo(f"{html}: written", err=True)


def _print(found: list[SiteStatus], folder: Path) -> None:
    """Print a table of at most 80 columns, the warnings, and for each site what to do next."""
    from newsarchive.monitoring.status import next_step

    heads = ("site", "state", "last run", "articles", "new", "errors", "7 days")
    rows = [_row(status) for status in found]
    others = [max(len(str(row[place])) for row in (heads, *rows)) for place in range(1, len(heads))]
    room = max(_LEAST_SITE, _WIDTH - sum(others) - 2 * len(others))
    print_table(heads, [(shortened(row[0], room), *row[1:]) for row in rows], left=3)
    for status in found:
        for warning in status.warnings:
            click.echo(f"WARNING: {on_one_line(f'{status.site}: {warning}')}")
    has_project = (folder / FILE_NAME).is_file()
    if found:
        click.echo("Next:")
    steps = [(status.site, next_step(status, archive_as_given(folder), has_project=has_project)) for status in found]
    for step in dict.fromkeys(step for _, step in steps):
        sites = [site for site, same in steps if same == step]
        click.echo(on_one_line(f"  {shortened(', '.join(sites), _WIDTH - 2)}:"))
        click.echo(on_one_line(f"    {step}"))


def _row(status: SiteStatus) -> tuple[str, ...]:
    expected = "" if status.expected_week is None else f"/{round(status.expected_week):,}"
    return (
        status.site,
        status.state,
        _minute(status.finished_at or status.started_at),
        f"{status.articles:,}",
        f"{status.counts['new']:,}" if "new" in status.counts else "",
        f"{status.counts['errors']:,}" if "errors" in status.counts else "",
        f"{status.week:,}{expected}",
    )


def _minute(moment: datetime | None) -> str:
    """Return *moment* in local time: month, day and minute, or the day of one that is long ago."""
    if moment is None:
        return ""
    is_recent = abs((datetime.now().astimezone() - moment).days) < _RECENT_DAYS
    return f"{moment.astimezone():{'%m-%d %H:%M' if is_recent else '%Y-%m-%d'}}"
