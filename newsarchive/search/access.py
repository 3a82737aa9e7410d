"""Query the search index of an archive; rebuild a damaged index and repeat the query."""

from __future__ import annotations

import sqlite3
import warnings
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from newsarchive.archive.reading.lines import ArchiveWarning
from newsarchive.search.index import search_index
from newsarchive.search.opening import open_index
from newsarchive.search.refresh import Report

_Answer = TypeVar("_Answer")


def ask_index(
    folder: Path | str,
    ask: Callable[[sqlite3.Connection], _Answer],
    index: Path | str | None = None,
    *,
    report: Report | None = None,
) -> _Answer:
    """Update the index of the archive *folder* and return *ask(connection)*; see search_index.

    Damage is detected when a damaged page is read. Then the index, which is only a cache, is deleted and rebuilt, with
    an ArchiveWarning. Every call warns about parts of the archive that could not be read. Raise OSError if the index is
    locked for more than a minute.
    """
    path = search_index(folder, index, report=report)
    try:
        return _answered(path, folder, ask)
    except sqlite3.OperationalError as error:  # locked or disk full: not damage
        raise OSError(None, str(error), str(path)) from error
    except sqlite3.DatabaseError as error:
        warnings.warn(f"{path}: the search index is damaged and is rebuilt ({error})", ArchiveWarning, stacklevel=2)
        path.unlink(missing_ok=True)
    return _answered(search_index(folder, index, report=report), folder, ask)


def _answered(path: Path, folder: Path | str, ask: Callable[[sqlite3.Connection], _Answer]) -> _Answer:
    with closing(open_index(path, folder)) as index:
        return ask(index)
