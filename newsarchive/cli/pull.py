"""`newsarchive pull`: download an archive from an object store."""

from __future__ import annotations

from pathlib import Path

import click

from newsarchive.counting import count_of


@click.command()
@click.argument("url", metavar="URL")
@click.argument("folder", metavar="ARCHIVE", type=click.Path(file_okay=False, path_type=Path))
@click.option("--without-pages", is_flag=True, help="Download records and run reports only, not the raw responses.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing unless it fails.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
def command(url: str, folder: Path, without_pages: bool, quiet: bool, as_json: bool) -> None:
    """Download what is missing in ARCHIVE from URL (s3://bucket/prefix); files that differ are never overwritten.

    Each file is verified by its digest before it is put in place. The same command continues an interrupted download.
    """
    import msgspec

    from newsarchive.storage import Store, pull
    from newsarchive.storage.pull import EVERYTHING

    parts = EVERYTHING[1:] if without_pages else EVERYTHING
    report = lambda name: None if quiet or as_json else click.echo(name, err=True)  # noqa: E731
    done = pull(Store(url), folder, parts=parts, on_file=report)
    if as_json:
        click.echo(msgspec.json.encode({"files": done.files, "bytes": done.bytes, "there": done.there}))
    elif not quiet:
        click.echo(
            f"{folder}: {count_of(done.files, 'file')} downloaded, {done.bytes:,} bytes; "
            f"{done.there:,} already present",
            err=True,
        )
