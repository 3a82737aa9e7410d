"""`newsarchive rehydrate`: the texts of a release that has none, fetched again from the papers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.crawl import Failed
from newsarchive.cli.crawl_options import fetching, fetching_of, side_by_side

if TYPE_CHECKING:
    from newsarchive.release.comparison import Found

_SHOWN = 20


@click.command(
    epilog="Fates: same (the text has the released checksum), changed (in these fields), gone (HTTP 404 or 410), not "
    "reached (and why), withheld (by a takedown list). Exit codes as of `newsarchive crawl`."
)
@click.argument("release", type=click.Path(exists=True, path_type=Path))
@click.option(
    "-o", "--to", "folder", type=click.Path(path_type=Path), required=True, metavar="ARCHIVE", help="The archive."
)
@click.option(
    "--takedown",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A list of ids and addresses never to fetch, beside those of RELEASE and ARCHIVE; may be given again.",
)
@fetching
@side_by_side
@click.option("--json", "as_json", is_flag=True, help="Print every article's fate as JSON Lines.")
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
def command(release: Path, folder: Path, takedown: tuple[Path, ...], as_json: bool, quiet: bool, **how: Any) -> None:
    """Fetch the articles of RELEASE (a folder, or a file of JSON Lines) into ARCHIVE, and tell what became of each.

    It is an ordinary, polite crawl of their addresses. The same command again fetches only what is missing.
    """
    # Scrapy and Twisted take a second to import: only now.
    from newsarchive.crawl.rehydrate import rehydrate
    from newsarchive.crawl.run import CrawlFailed, Options
    from newsarchive.release.comparison import counted

    options = Options(folder=folder, progress=not quiet, at_once=how.pop("at_once"), **fetching_of(how))
    try:
        found = rehydrate(release, options, takedown=takedown)
    except CrawlFailed as error:
        raise Failed(error) from error
    if as_json:
        _print_json(found)
    else:
        _print(found)
    counts = ", ".join(f"{count:,} {fate}" for fate, count in counted(found).items())
    click.echo(f"{len(found):,} articles: {counts or 'none'}", err=True)


def _print_json(found: Sequence[Found]) -> None:
    from newsarchive.cli.terminal import print_json

    for one in found:
        print_json(one)


def _print(found: Sequence[Found]) -> None:
    from newsarchive.cli.terminal import on_one_line

    told = [one for one in found if one.fate != "same"]
    for one in told[:_SHOWN]:
        why = ", ".join(one.fields) or one.reason or ""
        click.echo(f"{one.fate}: {on_one_line(one.url or one.id)}" + (f" ({on_one_line(why)})" if why else ""))
    if len(told) > _SHOWN:
        click.echo(f"… and {len(told) - _SHOWN:,} more; --json lists all", err=True)
