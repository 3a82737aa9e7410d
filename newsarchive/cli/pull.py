"""`newsarchive pull`: download an archive from an object store."""

from __future__ import annotations

from pathlib import Path

import click

from newsarchive.counting import count_of


@click.command()
@click.argument("url", metavar="URL")
@click.argument("folder", metavar="ARCHIVE", type=click.Path(file_okay=False, path_type=Path))
@click.option("--without-pages", is_flag=True, help="Download records and run reports only, not the raw responses.")
@click.option(
    "--unfinished",
    is_flag=True,
    help="Download what is there even if the first push to URL was interrupted, so that parts are missing.",
)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing unless it fails.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
def command(url: str, folder: Path, without_pages: bool, unfinished: bool, quiet: bool, as_json: bool) -> None:
    """Download what is missing in ARCHIVE from URL (s3://bucket/prefix); files that differ are never overwritten.

    Each file is verified by its digest before it is put in place. The same command continues an interrupted download.
    If the first push to URL was interrupted, nothing is downloaded: run push again first.
    """
    import msgspec

    from newsarchive.archive.layout import Layout
    from newsarchive.archive.ledger import update_index
    from newsarchive.storage import Store, pull
    from newsarchive.storage.pull import EVERYTHING, require_archive

    parts = EVERYTHING[1:] if without_pages else EVERYTHING
    report = lambda name: None if quiet or as_json else click.echo(name, err=True)  # noqa: E731
    store = Store(url)
    require_archive(store)
    done = pull(store, folder, parts=parts, unfinished=unfinished, on_file=report)
    update_index(Layout(folder))  # a store has no caches; the index knows which articles have moved
    if done.unfinished:
        click.echo(f"{folder}: incomplete: the first push to {store.url} was interrupted", err=True)
    if as_json:
        click.echo(msgspec.json.encode({"files": done.files, "bytes": done.bytes, "there": done.there}))
    elif not quiet:
        click.echo(
            f"{folder}: {count_of(done.files, 'file')} downloaded, {done.bytes:,} bytes; "
            f"{done.there:,} already present",
            err=True,
        )
