"""`newsarchive ngrams`: sequences of words that occur often."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from newsarchive.cli.archive_options import archive_argument, dataset_of, dataset_options
from newsarchive.cli.language_options import output_options, print_rows, tokenizer_for, words_option


@click.command()
@archive_argument
@click.option(
    "--length", type=click.IntRange(1, 10), metavar="N", default=2, show_default=True, help="Tokens in a sequence."
)
@click.option("--least", type=click.IntRange(1), metavar="N", default=2, show_default=True, help="Fewest occurrences.")
@click.option(
    "--top", type=click.IntRange(1), metavar="N", default=50, show_default=True, help="Show the N most frequent."
)
@words_option
@dataset_options
@output_options
def command(
    folder: Path,
    length: int,
    least: int,
    top: int,
    words: str | None,
    as_json: bool,
    as_csv: bool,
    **selection: Any,
) -> None:
    """Count the sequences of tokens in ARCHIVE (a folder, by default data), the most frequent first."""
    articles = dataset_of(folder, **selection)
    with tokenizer_for(folder, words) as tokenizer:
        found = articles.ngrams(length, least=least, tokenizer=tokenizer)
    print_rows(found, ("text", "occurrences", "articles"), left=1, as_json=as_json, as_csv=as_csv, most=top)
