"""`newsarchive merge`: merge several archives into one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from newsarchive.counting import count_of

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("sources", metavar="ARCHIVE...", nargs=-1, required=True, type=_FOLDER)
@click.option(
    "--to",
    "target",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    required=True,
    help="Folder of the archive to merge into.",
)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing unless it fails.")
def command(sources: tuple[Path, ...], target: Path, quiet: bool) -> None:
    """Merge each ARCHIVE into one: every article once, differing texts as its revisions, and all stored pages.

    The sources are not changed. The same command again adds only what is new.
    """
    from newsarchive.archive.merging import merge

    report = (lambda site: None) if quiet else (lambda site: click.echo(f"{site} …", err=True))
    done = merge(sources, target, run=f"merge-{datetime.now(UTC):%Y%m%dT%H%M%SZ}", on_site=report)
    if not quiet:
        click.echo(
            f"{target}: added {count_of(done.articles, 'article')} in {count_of(done.records, 'record')} and "
            f"{count_of(done.files, 'WARC file')}; skipped {count_of(done.duplicates, 'duplicate')}",
            err=True,
        )
