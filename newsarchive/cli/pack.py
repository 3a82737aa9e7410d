"""`newsarchive pack`: make the Parquet copy of an archive."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from newsarchive.cli.index_options import index_progress
from newsarchive.counting import count_of


@click.command()
@click.argument("folder", metavar="[ARCHIVE]", type=click.Path(path_type=Path), default=Path("data"))
@click.option("-q", "--quiet", is_flag=True, help="Print nothing unless it fails.")
def command(folder: Path, quiet: bool) -> None:
    """Copy the records of ARCHIVE (default: data) into tables/ as Parquet, from which tables load many times faster.

    The search index is updated too. Only what is new is read; run it after each crawl. tables/ and
    search.sqlite are caches and may be deleted at any time.
    """
    from newsarchive.dataset.packing import pack
    from newsarchive.search import search_index

    done = pack(folder)
    with index_progress() as report:
        search_index(folder, report=report)
    for file in done.bad:
        click.echo(f"skipped: {file}", err=True)
    if not quiet:
        click.echo(
            f"{folder}/tables: {count_of(done.packed, 'file')} copied, {done.fresh:,} up to date; "
            f"{done.bytes / 1e6:.1f} MB",
            err=True,
        )
    sys.exit(1 if done.bad else 0)
