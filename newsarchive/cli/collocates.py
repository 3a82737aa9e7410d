"""`newsarchive collocates`: the words that occur near a term."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from newsarchive.cli.archive_options import archive_argument, dataset_of, dataset_options
from newsarchive.cli.language_options import folded_option, output_options, print_rows, tokenizer_for, words_option

_COLUMNS = ("type", "together", "frequency", "log_likelihood", "mutual_information", "log_dice")


@click.command()
@click.argument("term")
@archive_argument
@click.option(
    "--span", type=click.IntRange(1, 50), metavar="N", default=5, show_default=True, help="Tokens on each side."
)
@click.option(
    "--least", type=click.IntRange(1), metavar="N", default=3, show_default=True, help="Fewest occurrences in the span."
)
@click.option("--top", type=click.IntRange(1), metavar="N", default=50, show_default=True, help="Show the N strongest.")
@folded_option
@words_option
@dataset_options
@output_options
def command(
    term: str,
    folder: Path,
    span: int,
    least: int,
    top: int,
    fold: bool,
    words: str | None,
    as_json: bool,
    as_csv: bool,
    **selection: Any,
) -> None:
    """Show the types that occur near TERM in ARCHIVE (a folder, by default data) more often than chance explains.

    They are sorted by log-likelihood; mutual information and log Dice are shown beside it.
    """
    articles = dataset_of(folder, **selection)
    with tokenizer_for(folder, words) as tokenizer:
        found = articles.collocates(term, span=span, exact=not fold, least=least, tokenizer=tokenizer)
    print_rows(found, _COLUMNS, left=1, as_json=as_json, as_csv=as_csv, most=top)
