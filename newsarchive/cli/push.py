"""`newsarchive push`: an archive up into an object store."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("folder", metavar="ARCHIVE", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("url", metavar="URL")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing unless it fails.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as one JSON object.")
def command(folder: Path, url: str, quiet: bool, as_json: bool) -> None:
    """Put what URL (s3://bucket/prefix) lacks of ARCHIVE there; nothing there is ever deleted.

    A crawl may write to ARCHIVE meanwhile. Broken off, the same command goes on.
    """
    import msgspec

    from newsarchive.archive.verify import verify_is_archive
    from newsarchive.storage import Store, push

    verify_is_archive(folder)
    done = push(folder, Store(url), told=lambda name: None if quiet or as_json else click.echo(name, err=True))
    if as_json:
        click.echo(msgspec.json.encode({"files": done.files, "bytes": done.bytes, "there": done.there}))
    elif not quiet:
        click.echo(f"{url}: {done.files} files put, {done.bytes:,} bytes; {done.there} were there", err=True)
