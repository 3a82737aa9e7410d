"""Print text without terminal escapes, JSON Lines and tables; text from pages is never trusted."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from newsarchive.escapes import DIRECTIONS, on_one_line

# Control characters (JSON escapes the others), and those that change the direction of text: a terminal acts on them.
_ACTING_IN_JSON = re.compile(f"[\x7f-\x9f{DIRECTIONS}]")


def print_json(value: Any) -> None:
    """Print *value* as one line of JSON; characters that a terminal acts on are escaped."""
    click.echo(json_text(value))


def json_text(value: Any) -> str:
    """Return *value* as one line of JSON; characters that a terminal acts on are escaped."""
    import msgspec

    from newsarchive.article import Article, to_json

    encoded = to_json(value) if isinstance(value, Article) else msgspec.json.encode(value, enc_hook=str)
    return escaped(encoded.decode("utf-8", "surrogatepass"))


def escaped(text: str) -> str:
    """Return *text*, which is JSON, with characters that a terminal acts on escaped; its value stays the same."""
    return _ACTING_IN_JSON.sub(lambda character: f"\\u{ord(character[0]):04x}", text)


def shortened(text: str, width: int) -> str:
    """Return *text* in at most *width* characters; a longer one ends with "…"."""
    return text if len(text) <= width else f"{text[: width - 1]}…"


def print_table(heads: Sequence[str], rows: Sequence[Sequence[object]], *, left: int = 1) -> None:
    """Print *rows* under *heads*; the first *left* columns are aligned left, the others (numbers) right."""
    for line in table_lines(heads, rows, left=left):
        click.echo(line)


def table_lines(heads: Sequence[str], rows: Sequence[Sequence[object]], *, left: int = 1) -> Iterator[str]:
    """Yield the lines of a table; see `print_table`."""
    texts = [[on_one_line(_shown(value)) for value in row] for row in rows]
    widths = [max(display_width(row[place]) for row in [list(heads), *texts]) for place in range(len(heads))]
    for row in [list(heads), *texts]:
        cells = [
            _padded(cell, width, place < left) for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def _shown(value: object) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else str(value)


def _padded(text: str, width: int, left: bool) -> str:
    space = " " * (width - display_width(text))
    return text + space if left else space + text


def display_width(text: str) -> int:
    """Return the width of *text* in columns: 0 for a combining mark, 2 for a wide character (UAX #11)."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


@contextmanager
def progress_bar(label: str, length: int) -> Iterator[Callable[[int], None]]:
    """Show a progress bar on standard error, if it is a terminal; the function that is yielded adds finished steps."""
    if not sys.stderr.isatty():  # Click would print the label alone
        yield lambda _: None
        return
    with click.progressbar(length=length, label=label, file=sys.stderr, show_pos=True) as bar:
        yield bar.update
