"""`newsarchive export`: write articles to a file for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.archive_options import archive_argument, dataset_of, dataset_options, revisions_option
from newsarchive.cli.message_stream import output_of_data
from newsarchive.cli.renamed_option import RenamedOption
from newsarchive.cli.terminal import escaped
from newsarchive.counting import count_of
from newsarchive.escapes import plain

if TYPE_CHECKING:
    from newsarchive.dataset.exporting import Format
    from newsarchive.dataset.selection import Revisions

_FORMATS = {
    ".jsonl": "jsonl",
    ".csv": "csv",
    ".parquet": "parquet",
    ".sqlite": "sqlite",
    ".db": "sqlite",
    ".xlsx": "xlsx",
}


@click.command(
    epilog="CSV is UTF-8, with lists and objects as JSON. A cell that begins with = + - @ or ', a tab or a carriage "
    "return is prefixed with ' so that no spreadsheet runs it as a formula; remove one ' to restore the data."
)
@archive_argument
@click.option(
    "-o",
    "--to",
    "out",
    cls=RenamedOption,
    former=["--out"],
    type=click.Path(path_type=Path),
    metavar="OUT",
    help="Output file (hf: folder) [default: standard output].",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["jsonl", "csv", "parquet", "hf", "sqlite", "xlsx"]),
    help="hf is a folder for datasets.load_from_disk [default: by the extension of OUT, else jsonl].",
)
@click.option("--columns", metavar="NAMES", help="Only these fields, comma-separated: id,title,published_at.")
@revisions_option
@click.option("--csv-raw", is_flag=True, help="Do not prefix cells that look like formulas.")
@click.option("--bom", is_flag=True, help="Begin CSV with a byte order mark, by which Excel recognizes UTF-8.")
@click.option("--force", is_flag=True, help="Replace OUT if it exists.")
@dataset_options
def command(
    folder: Path,
    out: Path | None,
    format_: Format | None,
    columns: str | None,
    revisions: Revisions,
    csv_raw: bool,
    bom: bool,
    force: bool,
    **selection: Any,
) -> None:
    """Write the articles of ARCHIVE (a folder, by default data) to a file, which appears only when it is complete."""
    from newsarchive.dataset.exporting import export, write_lines
    from newsarchive.dataset.tables import UnknownColumn

    names = [name.strip() for name in columns.split(",") if name.strip()] if columns else None
    to_file = out is not None and str(out) != "-"
    # On a terminal or in a pager, progress would be mixed with the records.
    try:
        records = dataset_of(folder, columns=names, revisions=revisions, progress=to_file, **selection)
    except UnknownColumn as error:
        raise click.BadParameter(str(error), param_hint="--columns") from error
    if out is not None and to_file:
        form = format_ or _format_of(out)
        count = export(records, out, form, names, safe_cells=not csv_raw, replace=force, bom=bom)
        click.echo(f"{out}: {count_of(count, 'revision' if revisions == 'all' else 'article')}", err=True)
    elif format_ in (None, "jsonl", "csv"):
        output = output_of_data(plain if format_ == "csv" else escaped)
        write_lines(records, output, format_ or "jsonl", names, safe_cells=not csv_raw, bom=bom)
    else:
        raise click.UsageError(f"--format {format_} needs an output file; name it with -o")


def _format_of(out: Path) -> Format:
    ending = out.with_suffix("").suffix if out.suffix == ".gz" else out.suffix
    if ending not in _FORMATS or (out.suffix == ".gz" and ending not in (".jsonl", ".csv")):
        raise click.UsageError(f"{out}: unknown file extension; choose a format with --format")
    return _FORMATS[ending]  # type: ignore[return-value]
