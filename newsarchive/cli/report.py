"""`newsarchive report`: one page that shows what an archive holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from newsarchive.cli.archive_options import path_argument, selecting
from newsarchive.cli.terminal import on_one_line


@click.command()
@path_argument
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    metavar="FILE",
    default=Path("report.html"),
    show_default=True,
    help="Write the page there; - is standard output.",
)
@click.option("--title", metavar="TEXT", help="Its heading [default: News archive and the folder's name].")
@selecting
def command(folder: Path, output: Path, title: str | None, **asked: Any) -> None:
    """Show what ARCHIVE holds on one self-contained page: articles by time, hours, sections, bylines, lengths, gaps.

    ARCHIVE is a folder, by default data, or a file of records. The page loads nothing from elsewhere.
    """
    from newsarchive.archive.appending import replace_file
    from newsarchive.charts import MissingLibrary, html_page
    from newsarchive.dataset import load
    from newsarchive.dataset.census import census
    from newsarchive.dataset.report import report_sections

    records = load(folder, sites=asked["sites"] or None, since=asked["since"], until=asked["until"])
    try:
        counted = census(records)
        page = html_page(title or _title(folder, asked), report_sections(counted))
    except MissingLibrary as error:
        raise click.ClickException(str(error)) from error
    if str(output) == "-":
        click.echo(page, nl=False)
        return
    replace_file(output, page.encode("utf-8", "replace"))
    click.echo(f"{on_one_line(str(output))}: {counted.articles:,} articles", err=True)


def _title(folder: Path, asked: dict[str, Any]) -> str:
    parts = [f"News archive {folder.absolute().name}", ", ".join(asked["sites"])]
    span = [f"{word} {asked[name]:%Y-%m-%d}" for name, word in (("since", "from"), ("until", "to")) if asked[name]]
    return " · ".join(part for part in (*parts, " ".join(span)) if part)
