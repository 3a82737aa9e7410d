"""`newsarchive browse`: search and read an archive in the browser."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from newsarchive.cli.archive_options import archive_argument
from newsarchive.cli.renamed_option import RenamedOption


@click.command()
@archive_argument
@click.option(
    "--host",
    metavar="ADDRESS",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; any but a loopback address lets others read the archive.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8001,
    show_default=True,
    help="Port to listen on; 0 takes a free one.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the page in the browser.")
@click.option("--no-sql", is_flag=True, help="Refuse SQL queries; without this they may read for up to one second.")
@click.option(
    "--index",
    "index",
    cls=RenamedOption,
    former=["--base"],
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="File of the search index [default: search.sqlite in the archive].",
)
def command(folder: Path, host: str, port: int, open_browser: bool, no_sql: bool, index: Path | None) -> None:
    """Search and read ARCHIVE (a folder, by default data) in the browser until Ctrl-C.

    The URL is printed on standard output. Only the search index is written; it is updated first.
    """
    from newsarchive.search import search_base

    try:
        from newsarchive.browse.guard import is_loopback
        from newsarchive.browse.server import serve
        from newsarchive.browse.site import Browser
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in ("datasette", "uvicorn"):
            raise
        raise click.ClickException('browsing needs datasette; pip install "newsarchive[browse]"') from error
    if not is_loopback(host):
        click.echo(f"Warning: {host} is not a loopback address; anyone who can reach it can read the archive", err=True)
    path = search_base(folder, index, tell=_show_count if sys.stderr.isatty() else None)

    def ready(url: str) -> None:
        click.echo(url)
        click.echo("Press Ctrl-C to stop.", err=True)
        if open_browser:
            click.launch(url)

    serve(Browser(folder, path, sql=not no_sql), host, port, ready)


def _show_count(count: int) -> None:
    click.echo(f"\r{count:,} records added to the search index ", nl=False, err=True)
