"""Print text without terminal escapes, JSON Lines and tables; text from pages is never trusted."""

from __future__ import annotations

import codecs
import io
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO, cast

import click

# Control characters, and those that change the direction of text: a terminal acts on them.
_ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_ACTING_IN_JSON = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """Return *text* with every control character except line feed replaced by its symbol (␛), or by �."""
    return _ACTING.sub(_symbol, text.replace("\t", " "))


def on_one_line(text: str | None) -> str:
    """Return *text* as *plain* does, without line feeds; "" for ``None``."""
    return plain(" ".join((text or "").split(" ")).replace("\n", " "))


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


def output_of_data(shown: Callable[[str], str]) -> BinaryIO:
    """Return standard output for UTF-8 data: a file or a pipe gets it unchanged, a terminal as *shown* returns it."""
    output = sys.stdout.buffer
    return cast(BinaryIO, _TerminalOutput(output, shown)) if sys.stdout.isatty() else output


class _TerminalOutput(io.RawIOBase):
    """A binary stream that decodes UTF-8, and passes it on as *shown* returns it; line ends become line feeds."""

    def __init__(self, stream: BinaryIO, shown: Callable[[str], str]) -> None:
        self._stream = stream
        self._shown = shown
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._decoder = io.IncrementalNewlineDecoder(decoder, translate=True)

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._stream.write(self._shown(self._decoder.decode(bytes(data))).encode())
        return len(data)

    def flush(self) -> None:
        self._stream.flush()


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


def _symbol(character: re.Match[str]) -> str:
    code = ord(character[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else "�"
