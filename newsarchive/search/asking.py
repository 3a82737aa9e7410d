"""Ask an archive's search base, and when it turns out to be damaged, make it anew and ask again."""

from __future__ import annotations

import sqlite3
import warnings
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from newsarchive.archive.reader import ArchiveWarning
from newsarchive.search.base import search_base
from newsarchive.search.database import open_base
from newsarchive.search.refresh import Tell

_Answer = TypeVar("_Answer")


def ask_base(
    folder: Path | str,
    ask: Callable[[sqlite3.Connection], _Answer],
    index: Path | str | None = None,
    *,
    tell: Tell | None = None,
) -> _Answer:
    """Return *ask(base)* of the archive *folder*, its base brought up to date first; see search_base.

    Damage shows when the damaged page is read: then the base, which is only a cache, is deleted and made anew, with
    an ArchiveWarning. Raise OSError when it is in use for longer than a minute.
    """
    path = search_base(folder, index, tell=tell)
    try:
        return _asked(path, ask)
    except sqlite3.OperationalError as error:  # in use, no room: not damage
        raise OSError(None, str(error), str(path)) from error
    except sqlite3.DatabaseError as error:
        warnings.warn(f"{path}: made anew ({error})", ArchiveWarning, stacklevel=2)
        path.unlink(missing_ok=True)
    return _asked(search_base(folder, index, tell=tell), ask)


def _asked(path: Path, ask: Callable[[sqlite3.Connection], _Answer]) -> _Answer:
    with closing(open_base(path)) as base:
        return ask(base)
