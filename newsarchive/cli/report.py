"""`newsarchive report`: summarize an archive on one page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from newsarchive.cli.archive_options import archive_argument, dataset_of, dataset_options
from newsarchive.cli.renamed_option import RenamedOption
from newsarchive.counting import count_of
from newsarchive.escapes import on_one_line


@click.command()
@archive_argument
@click.option(
    "-o",
    "--to",
    "output",
    cls=RenamedOption,
    former=["--output"],
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    metavar="FILE",
    default=Path("report.html"),
    show_default=True,
    help="Output file; - is standard output.",
)
@click.option("--title", metavar="TEXT", help="Title of the page [default: News archive and the folder's name].")
@dataset_options
def command(folder: Path, output: Path, title: str | None, **selection: Any) -> None:
    """Summarize ARCHIVE on one page: articles by time, hours, sections, bylines, lengths, filled fields, gaps.

    ARCHIVE is a folder, by default data, or a file of records. The page is self-contained.
    """
    from newsarchive.archive.appending import replace_file, require_folder
    from newsarchive.charts import MissingLibrary, html_page
    from newsarchive.dataset.census import census
    from newsarchive.dataset.showing.report import report_sections

    if str(output) != "-":
        require_folder(output)
    records = dataset_of(folder, **selection)
    try:
        counted = census(records)
        page = html_page(title or _title(folder, selection), report_sections(counted))
    except MissingLibrary as error:
        raise click.ClickException(str(error)) from error
    if str(output) == "-":
        click.echo(page, nl=False)
        return
    replace_file(output, page.encode("utf-8", "replace"))
    click.echo(f"{on_one_line(str(output))}: {count_of(counted.articles, 'article')}", err=True)


def _title(folder: Path, selection: dict[str, Any]) -> str:
    parts = [f"News archive {folder.absolute().name}", ", ".join(selection["sites"])]
    span = [
        f"{word} {selection[name]:%Y-%m-%d}" for name, word in (("since", "from"), ("until", "to")) if selection[name]
    ]
    return " · ".join(part for part in (*parts, " ".join(span)) if part)
