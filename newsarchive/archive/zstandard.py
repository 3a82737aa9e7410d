"""Lines of .jsonl.zst files: unpacked by Python (3.14 and later, or backports.zstd), else by pyarrow."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from io import BufferedReader
from pathlib import Path
from typing import Any

from newsarchive.article import BadRecord
from newsarchive.extras import install_hint


def lines_of_zstd(path: Path) -> Iterator[bytes]:
    """Yield the lines of *path*, of one frame or many; raise BadRecord where it is torn or damaged.

    Raise ImportError with the remedy when nothing here unpacks Zstandard.
    """
    stream, errors = _opened(path)
    try:
        with stream:
            yield from stream
    except errors as error:
        raise BadRecord(f"{path}: not a whole Zstandard file ({error}); was it copied to the end?") from error


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
