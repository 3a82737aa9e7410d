"""Options and output of the commands that count language."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from newsarchive.cli.terminal import print_json, print_table
from newsarchive.escapes import plain

if TYPE_CHECKING:
    from newsarchive.dataset.showing.results import Rows
    from newsarchive.language.tokens import Tokenizer

_Command = TypeVar("_Command", bound=Callable[..., Any])


def words_option(command: _Command) -> _Command:
    """Give *command* the option *words*: a segmenter, without which tokens are syllables."""
    return click.option(
        "--words",
        type=click.Choice(["underthesea", "pyvi"]),
        help="Count words as this segmenter joins syllables [default: count syllables].",
    )(command)


def folded_option(command: _Command) -> _Command:
    """Give *command* the option *fold*, which ignores diacritics."""
    return click.option("--fold", is_flag=True, help="Ignore diacritics: hoa also counts hòa and hóa.")(command)


def output_options(command: _Command) -> _Command:
    """Give *command* the options *as_json* and *as_csv*."""
    json = click.option("--json", "as_json", is_flag=True, help="Print JSON Lines, every row.")
    return json(click.option("--csv", "as_csv", is_flag=True, help="Print CSV (UTF-8), every row.")(command))


@contextmanager
def tokenizer_for(folder: Path, words: str | None) -> Iterator[Tokenizer | None]:
    """Yield the segmenter *words*, its results kept in the archive *folder*; ``None`` for syllables."""
    if words is None:
        yield None
        return
    from newsarchive.language.words import CachedTokenizer, segmenter

    place = folder if folder.is_dir() else folder.parent
    cached = CachedTokenizer(segmenter(words), place / "annotations" / f"words-{words}.sqlite")  # type: ignore[arg-type]
    try:
        yield cached
    finally:
        cached.close()


def print_rows(rows: Rows[Any], columns: Sequence[str], *, left: int, as_json: bool, as_csv: bool, most: int) -> int:
    """Print *rows* and return how many: with every column as JSON Lines or CSV, or with *columns* as a table.

    A table has the first *most* rows; the other formats have all, unless the user limited them. *left* is the number of
    columns that are aligned to the left.
    """
    if as_json or as_csv:
        rows = rows[:most] if _is_limited() else rows
    if as_json:
        for row in rows.to_dicts():
            print_json(row)
        return len(rows)
    if as_csv:
        from newsarchive.dataset.exporting import csv_cell

        as_shown = plain if sys.stdout.isatty() else str
        writer = csv.writer(sys.stdout)
        writer.writerow(rows.columns)
        writer.writerows([as_shown(csv_cell(value)) for value in row.values()] for row in rows.to_dicts())
        return len(rows)
    shown = [[_cell(row[name]) for name in columns] for row in rows[:most].to_dicts()]
    print_table([name.replace("_", " ") for name in columns], shown, left=left)
    if len(rows) > most:
        click.echo(f"{most:,} of {len(rows):,}; --json and --csv print all", err=True)
    return len(shown)


def _is_limited() -> bool:
    """Return whether the user gave --top or --limit, whose default is for tables only."""
    context = click.get_current_context()
    return any(
        context.get_parameter_source(name) not in (None, click.core.ParameterSource.DEFAULT)
        for name in ("top", "limit")
    )


def _cell(value: Any) -> Any:
    if isinstance(value, float):
        return f"{value:,.1f}"
    return value
