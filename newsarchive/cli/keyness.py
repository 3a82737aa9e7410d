"""`newsarchive keyness`: the words that set one part of an archive apart from another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from newsarchive.cli.archive_options import ReadableArchive, archive_argument, dataset_of, dataset_options
from newsarchive.cli.language_options import output_options, print_rows, tokenizer_for, words_option

_COLUMNS = (
    "type",
    "occurrences",
    "other_occurrences",
    "per_million",
    "other_per_million",
    "log_likelihood",
    "log_ratio",
)


@click.command()
@archive_argument
@click.option(
    "--against", metavar="ARCHIVE", type=ReadableArchive(path_type=Path), help="Another archive [default: the same]."
)
@click.option(
    "--against-site", "against_sites", metavar="SITE", multiple=True, help="Sites of the other part; repeatable."
)
@click.option("--against-since", metavar="TIME", help="Beginning of the other part.")
@click.option("--against-until", metavar="TIME", help="End of the other part.")
@click.option(
    "--least",
    type=click.IntRange(1),
    metavar="N",
    default=5,
    show_default=True,
    help="Fewest occurrences in both parts together.",
)
@click.option("--top", type=click.IntRange(1), metavar="N", default=50, show_default=True, help="Show the N strongest.")
@words_option
@dataset_options
@output_options
def command(
    folder: Path,
    against: Path | None,
    against_sites: tuple[str, ...],
    against_since: str | None,
    against_until: str | None,
    least: int,
    top: int,
    words: str | None,
    as_json: bool,
    as_csv: bool,
    **selection: Any,
) -> None:
    """Compare a part of ARCHIVE (a folder, by default data) with another part or archive.

    --site, --since and --until choose the part, --against… what it is compared with. A log ratio of 1 means twice as
    frequent here, -1 half as frequent.
    """
    from newsarchive.dataset import load

    if against is None and not (against_sites or against_since or against_until):
        raise click.UsageError("name the other part: --against-site, --against-since, --against-until or --against")
    try:
        other = load(against or folder, sites=against_sites or None, since=against_since, until=against_until)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--against-since, --against-until") from error
    articles = dataset_of(folder, **selection)
    with tokenizer_for(folder, words) as tokenizer:
        found = articles.keyness(other, least=least, tokenizer=tokenizer)
    print_rows(found, _COLUMNS, left=1, as_json=as_json, as_csv=as_csv, most=top)
