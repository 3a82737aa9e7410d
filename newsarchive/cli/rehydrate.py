"""`newsarchive rehydrate`: fetch the texts of a release that was published without them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.crawl import CommandFailed
from newsarchive.cli.crawl_options import concurrent_sites_option, fetch_options, log_option, take_fetch_options
from newsarchive.counting import count_of

if TYPE_CHECKING:
    from newsarchive.release.comparison import ComparedArticle

_SHOWN = 20


@click.command(
    epilog="Outcomes: same (the text has the released checksum), changed (with the fields that differ), not found "
    "(HTTP 404 or 410), not reached (with the reason), withheld (by a takedown list). Exit codes are those of "
    "`newsarchive crawl`."
)
@click.argument("release", type=click.Path(exists=True, path_type=Path))
@click.option(
    "-o",
    "--to",
    "folder",
    type=click.Path(path_type=Path),
    required=True,
    metavar="ARCHIVE",
    help="Folder of the archive.",
)
@click.option(
    "--takedown",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with ids and URLs that must not be fetched, in addition to those of RELEASE and ARCHIVE; repeatable.",
)
@fetch_options
@concurrent_sites_option
@log_option
@click.option("--json", "as_json", is_flag=True, help="Print the outcome of every article as JSON Lines.")
@click.option("-q", "--quiet", is_flag=True, help="Print no progress.")
def command(
    release: Path, folder: Path, takedown: tuple[Path, ...], as_json: bool, log: str, quiet: bool, **fetch: Any
) -> None:
    """Fetch the articles of RELEASE (a folder or a JSON Lines file) into ARCHIVE, and compare them with the release.

    This is an ordinary, polite crawl of their URLs. The same command again fetches only what is missing.
    """
    # Scrapy and Twisted take a second to import: only when the command runs.
    from newsarchive.crawl.rehydrate import rehydrate
    from newsarchive.crawl.run import CrawlFailed, Options
    from newsarchive.release.comparison import counted

    at_once = fetch.pop("at_once")
    options = Options(folder=folder, progress=not quiet, log=log, at_once=at_once, **take_fetch_options(fetch))
    try:
        found = rehydrate(release, options, takedown=takedown)
    except CrawlFailed as error:
        raise CommandFailed(error, as_json=log == "json") from error
    if as_json:
        _print_json(found)
    else:
        _print(found)
    counts = ", ".join(f"{count:,} {outcome}" for outcome, count in counted(found).items())
    click.echo(f"{count_of(len(found), 'article')}: {counts or 'none'}", err=True)


def _print_json(found: Sequence[ComparedArticle]) -> None:
    from newsarchive.cli.terminal import print_json

    for article in found:
        print_json(article)


def _print(found: Sequence[ComparedArticle]) -> None:
    from newsarchive.escapes import on_one_line

    differing = [article for article in found if article.outcome != "same"]
    for article in differing[:_SHOWN]:
        why = ", ".join(article.fields) or article.reason or ""
        click.echo(
            f"{article.outcome}: {on_one_line(article.url or article.id)}" + (f" ({on_one_line(why)})" if why else "")
        )
    if len(differing) > _SHOWN:
        click.echo(f"… and {len(differing) - _SHOWN:,} more; --json lists all", err=True)
