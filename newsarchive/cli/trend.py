"""`newsarchive trend`: how often terms occur over time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from newsarchive.cli.archive_options import ReadableArchive, dataset_of, dataset_options
from newsarchive.cli.language_options import folded_option, output_options, print_rows, tokenizer_for, words_option

_COLUMNS = ("term", "period", "articles", "all_articles", "occurrences", "tokens")
_DRAWN = (".png", ".svg", ".pdf")
_RELATIVE = ("per_million", "per_million_low", "per_million_high")


@click.command(
    epilog="Tokens are the syllables of title, lead and body, unless --words is given. low and high are the ends of a "
    "95 % confidence interval, which assumes that occurrences are independent of each other."
)
@click.argument("terms", nargs=-1, required=True, metavar="TERM...")
@click.option(
    "--in",
    "folder",
    type=ReadableArchive(path_type=Path),
    default=Path("data"),
    show_default=True,
    metavar="ARCHIVE",
    help="Archive in which to count.",
)
@click.option(
    "--by",
    type=click.Choice(["day", "month", "year"]),
    default="month",
    show_default=True,
    help="Length of a period, by day of publication.",
)
@folded_option
@words_option
@click.option(
    "--plot",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write a line chart, too: .png, .svg or .pdf.",
)
@dataset_options
@output_options
def command(
    terms: tuple[str, ...],
    folder: Path,
    by: str,
    fold: bool,
    words: str | None,
    plot: Path | None,
    as_json: bool,
    as_csv: bool,
    **selection: Any,
) -> None:
    """Count TERMs in an archive over time: articles and occurrences, absolute and per million tokens.

    A TERM of several words is found where they stand side by side: newsarchive trend "đối ngoại" "Biển Đông" --by year
    """
    from newsarchive.archive.appending import replacing, require_folder

    if plot is not None:
        require_folder(plot)
        if plot.suffix.lower() not in _DRAWN:
            raise click.BadParameter(f"{plot}: its name must end in {', '.join(_DRAWN)}", param_hint="--plot")
    _refuse_archive_as_term(terms)
    articles = dataset_of(folder, **selection)
    with tokenizer_for(folder, words) as tokenizer:
        found = articles.trend(*terms, by=by, exact=not fold, tokenizer=tokenizer)  # type: ignore[arg-type]
    print_rows(found, (*_COLUMNS, *_RELATIVE), left=2, as_json=as_json, as_csv=as_csv, most=10_000)
    if plot is not None:
        with replacing(plot) as draft:
            found.plot().savefig(draft, format=plot.suffix[1:].lower())
        click.echo(f"{plot}: written", err=True)


def _refuse_archive_as_term(terms: tuple[str, ...]) -> None:
    """Other commands take the archive as an argument; here it would be counted as a term."""
    context = click.get_current_context()
    if context.get_parameter_source("folder") is not click.core.ParameterSource.DEFAULT or len(terms) == 1:
        return
    for term in (terms[-1], terms[0]):
        if (Path(term) / "articles").is_dir():
            raise click.UsageError(f"{term} is an archive; name it with --in {term}")
