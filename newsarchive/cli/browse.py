"""`newsarchive browse`: search and read an archive in the browser."""

from __future__ import annotations

from pathlib import Path

import click

from newsarchive.cli.archive_options import archive_argument
from newsarchive.cli.index_options import index_option, index_progress
from newsarchive.extras import install_hint


@click.command()
@archive_argument
@click.option(
    "--host",
    metavar="ADDRESS",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; on any but a loopback address, others can read the archive.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="N",
    default=8001,
    show_default=True,
    help="Port to listen on; 0 takes a free one.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the page in the browser.")
@click.option("--sql", is_flag=True, help="Accept SQL queries: read-only, at most one second each.")
@click.option("--no-sql", is_flag=True, hidden=True)
@index_option
def command(
    folder: Path, host: str, port: int, open_browser: bool, sql: bool, no_sql: bool, index: Path | None
) -> None:
    """Search and read ARCHIVE (a folder, by default data) in the browser; Ctrl-C ends it.

    The address is printed on standard output. Only the search index is written; it is updated first.
    """
    from newsarchive.loopback import is_loopback
    from newsarchive.search import search_index

    try:
        from newsarchive.browse.server import serve
        from newsarchive.browse.site import Browser
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in ("datasette", "uvicorn"):
            raise
        raise click.ClickException(f"browsing needs datasette; {install_hint('browse')}") from error
    if not is_loopback(host):
        click.echo(f"Warning: {host} is not a loopback address; anyone who can reach it can read the archive", err=True)
    with index_progress() as report:
        path = search_index(folder, index, report=report)

    def ready(url: str) -> None:
        click.echo(url)
        click.echo("Press Ctrl-C to stop.", err=True)
        if open_browser:
            click.launch(url)

    serve(Browser(folder, path, sql=sql and not no_sql), host, port, ready)
