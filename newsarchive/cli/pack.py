"""`newsarchive pack`: the Parquet side copy of an archive."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command()
@click.argument("folder", metavar="[ARCHIVE]", type=click.Path(path_type=Path), default=Path("data"))
@click.option("-q", "--quiet", is_flag=True, help="Say nothing unless it fails.")
def command(folder: Path, quiet: bool) -> None:
    """Copy the records of ARCHIVE (default: data) into tables/ as Parquet, from which tables load many times faster.

    Only what has changed is copied; run it after each crawl. The JSON Lines stay the truth: tables/ may be deleted.
    """
    from newsarchive.dataset.packing import pack

    done = pack(folder)
    for one in done.bad:
        click.echo(f"left out: {one}", err=True)
    if not quiet:
        click.echo(
            f"{folder}/tables: {done.packed} files copied, {done.fresh} were fresh; {done.bytes / 1e6:.1f} MB", err=True
        )
    sys.exit(1 if done.bad else 0)
