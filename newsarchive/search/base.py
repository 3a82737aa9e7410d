"""search_base(folder): the path of an archive's search base, made when there is none, brought up to its files."""

from __future__ import annotations

import os
import sqlite3
import warnings
from pathlib import Path

from newsarchive.archive.appending import ArchiveError, archive_error
from newsarchive.archive.layout import Layout
from newsarchive.archive.links import refuse_links
from newsarchive.archive.reader import ArchiveWarning
from newsarchive.dataset.selection import NoArchive
from newsarchive.search.database import finish_base, make_base, one_writer, open_base
from newsarchive.search.refresh import Tell, is_current, is_outdated, refresh

NAME = "search.sqlite"


def search_base(folder: Path | str, index: Path | str | None = None, *, tell: Tell | None = None) -> Path:
    """Return the path of the search base of the archive *folder*, with everything in it that is on the disk.

    It lies in the archive unless *index* names another file, as for an archive that must not be written to. What
    cannot be brought up to date, because it is read-only or another process is at it, is returned as it is, with an
    ArchiveWarning. *tell* is called with the number of records read so far. Raise NoArchive, or ArchiveError when there
    is no base and none can be made.
    """
    layout = Layout(Path(folder))
    if next(layout.articles.glob("site=*/*.jsonl.gz"), None) is None:
        raise no_archive(folder)
    path = Path(index) if index is not None else layout.folder / NAME
    if _serves(path, layout):
        return path
    try:
        with one_writer(path, wait=not path.exists()) as held:
            if held:
                _bring_up(path, layout, tell)
                return path
        reason = "another process is bringing it up to date"
    except OSError as error:
        if not _is_base(path):
            raise _cannot_make(error, path) from error
        reason = str(error.strerror or error)
    warnings.warn(f"{path}: used as it is, without the newest articles: {reason}", ArchiveWarning, stacklevel=2)
    return path


def no_archive(folder: Path | str) -> NoArchive:
    """Return the error for a *folder* without records."""
    return NoArchive(f"{folder}: no articles here; name the folder of an archive (it holds a folder articles)")


def _serves(path: Path, layout: Layout) -> bool:
    """Tell whether the base at *path* has everything."""
    if not path.exists():
        return False
    try:
        base = open_base(path)
    except sqlite3.DatabaseError:
        return False
    try:
        return is_current(base, layout)
    except sqlite3.DatabaseError:
        return False
    finally:
        base.close()


def _is_base(path: Path) -> bool:
    try:
        open_base(path).close()
    except sqlite3.DatabaseError:
        return False
    return True


def _bring_up(path: Path, layout: Layout, tell: Tell | None) -> None:
    """Refresh the base in place, or make it anew when there is none, it is damaged, or little of it still holds."""
    refuse_links(layout)
    if path.exists():
        try:
            base = open_base(path, writable=True)
            try:
                if not is_outdated(base, layout):
                    refresh(base, layout, tell)
                    return
            finally:
                base.close()
        except sqlite3.OperationalError as error:  # busy, read-only, no room: not damage
            raise OSError(None, str(error), str(path)) from error
        except sqlite3.DatabaseError as error:
            warnings.warn(f"{path}: made anew ({error})", ArchiveWarning, stacklevel=4)
    _make(path, layout, tell)


def _make(path: Path, layout: Layout, tell: Tell | None) -> None:
    """Build in a draft beside *path* and rename it: a reader meets the old base or the new one, both whole."""
    draft = path.with_name(f".{path.name}.draft")
    _drop(draft)
    try:
        base = make_base(draft)
        try:
            refresh(base, layout, tell)
            finish_base(base)
        finally:
            base.close()
        _sync(draft)
        draft.replace(path)
    except sqlite3.OperationalError as error:
        raise OSError(None, str(error), str(path)) from error
    finally:
        _drop(draft)


def _drop(draft: Path) -> None:
    for one in (draft, draft.with_name(f"{draft.name}-journal")):
        one.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _cannot_make(error: OSError, path: Path) -> ArchiveError:
    told = archive_error(error, path)
    return ArchiveError(told.errno, f"{told.strerror}, or name another place with --base FILE", str(path))
