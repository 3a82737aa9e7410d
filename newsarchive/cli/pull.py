"""`newsarchive pull`: an archive down from an object store."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("url", metavar="URL")
@click.argument("folder", metavar="ARCHIVE", type=click.Path(file_okay=False, path_type=Path))
@click.option("--without-pages", is_flag=True, help="Leave the raw responses where they are: records and runs only.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing unless it fails.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as one JSON object.")
def command(url: str, folder: Path, without_pages: bool, quiet: bool, as_json: bool) -> None:
    """Fetch what ARCHIVE lacks of the archive at URL (s3://bucket/prefix); no file that differs is overwritten.

    Each file is compared with its digest before it is put in place. Broken off, the same command goes on.
    """
    import msgspec

    from newsarchive.storage import Store, pull
    from newsarchive.storage.pull import EVERYTHING

    parts = EVERYTHING[1:] if without_pages else EVERYTHING
    told = lambda name: None if quiet or as_json else click.echo(name, err=True)  # noqa: E731
    done = pull(Store(url), folder, parts=parts, told=told)
    if as_json:
        click.echo(msgspec.json.encode({"files": done.files, "bytes": done.bytes, "there": done.there}))
    elif not quiet:
        click.echo(f"{folder}: {done.files} files fetched, {done.bytes:,} bytes; {done.there} were there", err=True)
