"""Read the small files of an archive: run reports, heads, stamps. Whatever is wrong with one is the same error."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TypeVar

import msgspec

from newsarchive.archive.reading.zstandard import MAX_LINE

_T = TypeVar("_T")


class BadFile(msgspec.DecodeError):
    """A file that is not JSON, is nested too deeply, or is larger than any that newsarchive writes."""


def read_json(path: Path, type: type[_T]) -> _T:
    """Decode the file at *path* as *type*; raise BadFile, or OSError if it cannot be read."""
    content = read_small(path)
    try:
        return msgspec.json.decode(content, type=type)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadFile(str(error)) from error
    except RecursionError as error:
        raise BadFile("nested too deeply") from error


def read_small(path: Path) -> bytes:
    """Return the content of *path*; raise BadFile if it is larger than 64 MiB, which a sparse file is at no cost."""
    with path.open("rb") as stream:
        if (size := os.fstat(stream.fileno()).st_size) > MAX_LINE:
            raise BadFile(f"{size:,} bytes, too many for such a file")
        return stream.read()
