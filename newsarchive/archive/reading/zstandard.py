"""Read the lines of .jsonl.zst files with Python (3.14 and later, or backports.zstd), else with pyarrow."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from io import BufferedReader
from pathlib import Path
from typing import Any, Protocol

from newsarchive.article import BadRecord
from newsarchive.extras import install_hint

# Maximum length of a line in bytes: the text of a page has a few megabytes at most.
MAX_LINE = 64 << 20


class Lines(Protocol):
    """A stream that is read line by line."""

    def readline(self, size: int, /) -> bytes:
        """Return the next line, or its first *size* bytes."""


def bounded_lines(stream: Lines, path: Path) -> Iterator[bytes]:
    """Yield the lines of *stream*, which reads *path*; raise BadRecord for a line longer than MAX_LINE."""
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE:
            raise BadRecord(f"{path}:{number}: a line of more than {MAX_LINE >> 20} MiB, too long for a record")
        yield line


def lines_of_zstd(path: Path) -> Iterator[bytes]:
    """Yield the lines of *path*, of one frame or many; raise BadRecord if it is truncated or damaged.

    Raise ImportError with the remedy if no installed library decompresses Zstandard.
    """
    stream, errors = _opened(path)
    try:
        with stream:
            yield from bounded_lines(stream, path)
    except errors as error:
        raise BadRecord(f"{path}: not a complete Zstandard file ({error}); was it copied completely?") from error


def _opened(path: Path) -> tuple[Any, tuple[type[Exception], ...]]:
    for name in ("compression.zstd", "backports.zstd"):
        try:
            library = import_module(name)
        except ImportError:
            continue
        return library.open(path, "rb"), (EOFError, library.ZstdError)
    try:
        import pyarrow as pa
    except ImportError as error:
        raise ImportError(f"{path}: the file is compressed with Zstandard; {install_hint('polars')}") from error
    return BufferedReader(pa.input_stream(path, compression="zstd")), (OSError,)
