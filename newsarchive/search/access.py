"""Query an archive's search index, and when it turns out to be damaged, build it again and repeat the query."""

from __future__ import annotations

import sqlite3
import warnings
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from newsarchive.archive.reader import ArchiveWarning
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
    """Return *ask(connection)* of the archive *folder*, its index brought up to date first; see search_index.

    Damage shows when the damaged page is read: then the index, which is only a cache, is deleted and built again, with
    an ArchiveWarning. What could not be read of the archive is warned of each time. Raise OSError when the index is in
    use for longer than a minute.
    """
    path = search_index(folder, index, report=report)
    try:
        return _asked(path, folder, ask)
    except sqlite3.OperationalError as error:  # in use, no room: not damage
        raise OSError(None, str(error), str(path)) from error
    except sqlite3.DatabaseError as error:
        warnings.warn(f"{path}: the search index is damaged and built again ({error})", ArchiveWarning, stacklevel=2)
        path.unlink(missing_ok=True)
    return _asked(search_index(folder, index, report=report), folder, ask)


def _asked(path: Path, folder: Path | str, ask: Callable[[sqlite3.Connection], _Answer]) -> _Answer:
    with closing(open_index(path, folder)) as index:
        return ask(index)
