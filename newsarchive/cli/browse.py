"""`newsarchive browse`: the archive as a local web page."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from newsarchive.cli.archive_options import path_argument


@click.command()
@path_argument
@click.option(
    "--host",
    metavar="ADDRESS",
    default="127.0.0.1",
    show_default=True,
    help="Answer there; any address but this machine's own lets others read the archive.",
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="Answer there; 0 takes a free one."
)
@click.option("--open", "open_browser", is_flag=True, help="Open the page in the browser.")
@click.option("--no-sql", is_flag=True, help="Take no SQL; otherwise queries may read, for a second each.")
@click.option(
    "--base",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Keep the search base there [default: search.sqlite in the archive].",
)
def command(folder: Path, host: str, port: int, open_browser: bool, no_sql: bool, base: Path | None) -> None:
    """Search and read ARCHIVE (a folder, by default data) in the browser; Ctrl-C ends it.

    The address is printed on standard output. Nothing is written but the search base, which is brought up first.
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
        click.echo(f"Warning: {host} is not this machine alone; whoever reaches it reads the archive", err=True)
    path = search_base(folder, base, tell=_tell if sys.stderr.isatty() else None)

    def ready(url: str) -> None:
        click.echo(url)
        click.echo("Ctrl-C ends it.", err=True)
        if open_browser:
            click.launch(url)

    serve(Browser(folder, path, sql=not no_sql), host, port, ready)


def _tell(count: int) -> None:
    click.echo(f"\r{count:,} records read into the search base ", nl=False, err=True)
