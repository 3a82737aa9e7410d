"""`newsarchive export`: an archive, or a part of it, as a file for other programs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.archive_options import dataset_of, path_argument, reading

if TYPE_CHECKING:
    from newsarchive.dataset.exporting import Format

_FORMATS = {".jsonl": "jsonl", ".csv": "csv", ".parquet": "parquet", ".sqlite": "sqlite", ".db": "sqlite"}


@click.command(
    epilog="CSV: UTF-8, lists and objects as JSON. A cell that begins with = + - @, a tab, a carriage return or ' gets "
    "a ' in front, so that no spreadsheet takes it for a formula; take one ' off to have the data back."
)
@path_argument
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), metavar="OUT", help="The file (hf: folder) [default: print it]."
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["jsonl", "csv", "parquet", "hf", "sqlite"]),
    help="hf: a folder for datasets.load_from_disk [default: by the ending of OUT, else jsonl].",
)
@click.option("--columns", metavar="NAMES", help="Only these fields, with commas between: id,title,published_at.")
@click.option("--revisions", is_flag=True, help="Every revision, not only the last of each article.")
@click.option("--csv-raw", is_flag=True, help="Leave cells that begin like a formula as they are.")
@click.option("--force", is_flag=True, help="Replace OUT if it is there.")
@reading
def command(
    folder: Path,
    out: Path | None,
    format_: Format | None,
    columns: str | None,
    revisions: bool,
    csv_raw: bool,
    force: bool,
    **chosen: Any,
) -> None:
    """Write the articles of ARCHIVE (a folder, by default data) to a file, whole or not at all."""
    from newsarchive.dataset.exporting import export, write_lines

    names = [name.strip() for name in columns.split(",") if name.strip()] if columns else None
    records = dataset_of(folder, columns=names, revisions="all" if revisions else "latest", **chosen)
    if out is not None and str(out) != "-":
        form = format_ or _by_ending(out)
        count = export(records, out, form, names, safe_cells=not csv_raw, replace=force)
        click.echo(f"{out}: {count:,} {'texts' if revisions else 'articles'}", err=True)
    elif format_ in (None, "jsonl", "csv"):
        write_lines(records, sys.stdout.buffer, format_ or "jsonl", names, safe_cells=not csv_raw)
    else:
        raise click.UsageError(f"--format {format_} makes a file; name it with -o")


def _by_ending(out: Path) -> Format:
    ending = out.with_suffix("").suffix if out.suffix == ".gz" else out.suffix
    if ending not in _FORMATS or (out.suffix == ".gz" and ending not in (".jsonl", ".csv")):
        raise click.UsageError(f"{out}: no format has this ending; say which with --format")
    return _FORMATS[ending]  # type: ignore[return-value]
