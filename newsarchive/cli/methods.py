"""`newsarchive methods`: the methods appendix of a paper, from the archive's own records."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from newsarchive.cli.archive_options import archive_argument, publishers_option
from newsarchive.escapes import plain


@click.command()
@archive_argument
@click.option("--bibtex", "as_bibtex", is_flag=True, help="Print BibTeX entries for the archive and the software.")
@publishers_option
def command(folder: Path, as_bibtex: bool, publishers: Path | None) -> None:
    """Write the methods appendix of a paper about ARCHIVE, as Markdown on standard output.

    It says what was collected, how and when, with which versions, what was excluded and why, what is missing, known
    limits, and the digest that proves the archive is unchanged. Every figure comes from the archive itself.
    """
    from newsarchive.archive.layout import Layout
    from newsarchive.monitoring.methods import bibtex, markdown, methods_of
    from newsarchive.publishers import all_publishers

    methods = methods_of(Layout(folder), all_publishers(publishers))
    today = date.today()
    click.echo(plain(bibtex(methods, today) if as_bibtex else markdown(methods, today)), nl=False)
