"""`newsarchive mcp`: an archive for language-model clients, over standard input and output."""

from __future__ import annotations

from pathlib import Path

import click

from newsarchive.cli.archive_options import archive_argument
from newsarchive.cli.index_options import index_option, index_progress
from newsarchive.swallowed_interrupts import end_at_next_interrupt


@click.command()
@archive_argument
@index_option
def command(folder: Path, index: Path | None) -> None:
    """Serve ARCHIVE (a folder, by default data) read-only to a language-model client by the Model Context Protocol.

    The client starts this command and talks to it on standard input and output; the tools are search, show, trend and
    coverage. Only the search index is written; it is updated first.
    """
    from newsarchive.mcp_server import server_for
    from newsarchive.search import search_index

    server = server_for(folder, index)
    with index_progress() as report:
        search_index(folder, index, report=report)
    # A thread of the MCP library waits for the client's next line, and a cancelled server waits for this thread.
    end_at_next_interrupt()
    server.run("stdio")
