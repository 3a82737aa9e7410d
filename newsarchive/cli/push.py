"""`newsarchive push`: upload an archive to an object store."""

from __future__ import annotations

from pathlib import Path

import click

from newsarchive.counting import count_of


@click.command()
@click.argument("folder", metavar="ARCHIVE", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("url", metavar="URL")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing unless it fails.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
def command(folder: Path, url: str, quiet: bool, as_json: bool) -> None:
    """Upload what is missing at URL (s3://bucket/prefix) from ARCHIVE; nothing is ever deleted there.

    A crawl may write to ARCHIVE at the same time. The same command continues an interrupted upload.
    """
    import msgspec

    from newsarchive.archive.verify import verify_is_archive
    from newsarchive.storage import Store, push

    verify_is_archive(folder)
    done = push(folder, Store(url), on_file=lambda name: None if quiet or as_json else click.echo(name, err=True))
    if as_json:
        click.echo(msgspec.json.encode({"files": done.files, "bytes": done.bytes, "there": done.there}))
    elif not quiet:
        click.echo(
            f"{url}: {count_of(done.files, 'file')} uploaded, {done.bytes:,} bytes; {done.there:,} already present",
            err=True,
        )
