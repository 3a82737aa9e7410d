"""`newsarchive concordance`: a term in its contexts, one line each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.archive_options import archive_argument, dataset_of, dataset_options
from newsarchive.cli.language_options import folded_option, output_options, print_rows
from newsarchive.cli.terminal import display_width
from newsarchive.counting import count_of
from newsarchive.escapes import on_one_line

if TYPE_CHECKING:
    from newsarchive.language.contexts import ContextLine

_SIDE = 44


@click.command()
@click.argument("term")
@archive_argument
@click.option(
    "--sort",
    type=click.Choice(["time", "left", "right"]),
    default="time",
    show_default=True,
    help="By day, or by the words before or after the term.",
)
@click.option(
    "--width", type=click.IntRange(1, 100), metavar="N", default=10, show_default=True, help="Words on each side."
)
@click.option(
    "--limit", type=click.IntRange(1), metavar="N", default=100, show_default=True, help="Show the first N lines."
)
@folded_option
@dataset_options
@output_options
def command(
    term: str,
    folder: Path,
    sort: str,
    width: int,
    limit: int,
    fold: bool,
    as_json: bool,
    as_csv: bool,
    **selection: Any,
) -> None:
    """Show every occurrence of TERM in ARCHIVE (a folder, by default data) in its context (KWIC)."""
    lines = dataset_of(folder, **selection).concordance(term, exact=not fold, width=width, sort=sort)  # type: ignore[arg-type]
    if as_json or as_csv:
        shown = print_rows(lines, (), left=0, as_json=as_json, as_csv=as_csv, most=limit)
    else:
        shown = min(limit, len(lines))
        for line in lines[:limit]:
            click.echo(_line(line))
    found = f"{count_of(len(lines), 'occurrence')} in {count_of(len({line.id for line in lines}), 'article')}"
    click.echo(f"{found}, {shown:,} shown", err=True)


def _line(line: ContextLine) -> str:
    left, right = on_one_line(line.left), on_one_line(line.right)
    while display_width(left) > _SIDE:
        left = left[1:]
    while display_width(right) > _SIDE:
        right = right[:-1]
    space = " " * (_SIDE - display_width(left))
    after = " " * (_SIDE - display_width(right))
    day = line.published_date or "undated   "
    return f"{space}{left} «{on_one_line(line.node)}» {right}{after}  {day}  {on_one_line(line.id)}".rstrip()
