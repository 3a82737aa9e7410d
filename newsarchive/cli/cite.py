"""`newsarchive cite`: how to cite an archived article."""

from __future__ import annotations

from pathlib import Path

import click

from newsarchive.cli.archive_options import archive_argument
from newsarchive.cli.article_reference import article_reference
from newsarchive.cli.index_options import index_option
from newsarchive.escapes import plain


@click.command()
@click.argument("article", metavar="ID|URL")
@archive_argument
@click.option(
    "--style",
    type=click.Choice(["bibtex", "csl", "apa"]),
    default="bibtex",
    show_default=True,
    help="bibtex, csl (CSL-JSON, for Zotero and Pandoc) or apa.",
)
@click.option("--revision", type=click.IntRange(1), metavar="N", help="Cite this revision [default: the latest].")
@index_option
def command(article: str, folder: Path, style: str, revision: int | None, index: Path | None) -> None:
    """Print how to cite an article of ARCHIVE (a folder, by default data), with its id, revision and capture time."""
    from newsarchive.citation import cite
    from newsarchive.search import revisions_of

    records = revisions_of(folder, article_reference(article), index)
    chosen = [record for record in records if revision in (None, record.revision)]
    if not chosen:
        known = ", ".join(str(record.revision) for record in records)
        raise click.BadParameter(f"no revision {revision}; choose from {known}", param_hint="--revision")
    click.echo(plain(cite(chosen[-1], style)))  # type: ignore[arg-type]
