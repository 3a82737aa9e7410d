"""`newsarchive merge`: several archives into one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from newsarchive.archive.merging import merge

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("sources", metavar="ARCHIVE...", nargs=-1, required=True, type=_FOLDER)
@click.option("--to", "target", type=click.Path(path_type=Path), required=True, help="The archive they are added to.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing unless it fails.")
def command(sources: tuple[Path, ...], target: Path, quiet: bool) -> None:
    """Add each ARCHIVE to one: every article once, texts that differ as its revisions, all raw pages.

    The sources stay as they are. The same command again adds only what is new.
    """
    told = (lambda site: None) if quiet else (lambda site: click.echo(f"{site} …", err=True))
    done = merge(sources, target, run=f"merge-{datetime.now(UTC):%Y%m%dT%H%M%SZ}", told=told)
    if not quiet:
        click.echo(
            f"{target}: {done.articles} articles in {done.records} records added, {done.duplicates} duplicates left "
            f"out, {done.files} WARC files taken over",
            err=True,
        )
