"""search_index(folder): the path of an archive's search index, built when there is none, brought up to date."""

from __future__ import annotations

import sqlite3
import warnings
from collections.abc import Callable
from pathlib import Path

from newsarchive.archive.appending import ArchiveError, archive_error
from newsarchive.archive.layout import Layout, NoArchive
from newsarchive.archive.links import refuse_links
from newsarchive.archive.reader import ArchiveWarning
from newsarchive.search.database import create_index, one_writer, open_index
from newsarchive.search.refresh import Report, is_complete, is_current, is_outdated, problems, refresh

NAME = "search.sqlite"


def search_index(folder: Path | str, index: Path | str | None = None, *, report: Report | None = None) -> Path:
    """Return the path of the search index of the archive *folder*, with everything in it that is on the disk.

    It lies in the archive unless *index* names another file, as for an archive that must not be written to. It is
    filled batch by batch: a build that is interrupted goes on where it was. An index that cannot be brought up to date,
    because it is read-only or another process is writing it, is returned as it is, with an ArchiveWarning; so is one of
    an archive of which something could not be read. *report* is called with the Progress of every batch. Raise
    NoArchive, or ArchiveError when there is no index and none can be built.
    """
    layout = Layout(Path(folder))
    if next(layout.articles.glob("site=*/*.jsonl.gz"), None) is None:
        raise no_archive(folder)
    path = Path(index) if index is not None else layout.folder / NAME
    if not _serves(path, layout):
        _bring_up_to_date(path, layout, report)
    _warn_of_problems(path, layout)
    return path


def no_archive(folder: Path | str) -> NoArchive:
    """Return the error for a *folder* without records."""
    return NoArchive(f"{folder}: no articles here; name the folder of an archive (it holds a folder articles)")


def _bring_up_to_date(path: Path, layout: Layout, report: Report | None) -> None:
    complete = _is_complete(path)
    try:
        with one_writer(path, wait=not complete) as held:
            if held:
                refuse_links(layout)
                _refresh(path, layout, report)
                return
        reason = "another process is bringing it up to date"
    except OSError as error:
        if not complete:
            raise _cannot_build(error, path) from error
        reason = str(error.strerror or error)
    warnings.warn(f"{path}: used as it is, without the newest articles: {reason}", ArchiveWarning, stacklevel=3)


def _warn_of_problems(path: Path, layout: Layout) -> None:
    index = open_index(path, layout.folder)
    try:
        found = problems(index)
    finally:
        index.close()
    if found:
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        warnings.warn(
            f"{layout.folder}: the answer is incomplete: {found[0]}{more}; run `newsarchive verify {layout.folder}`",
            ArchiveWarning,
            stacklevel=3,
        )


def _serves(path: Path, layout: Layout) -> bool:
    """Tell whether the index at *path* has everything."""
    return _asked(path, lambda index: is_complete(index) and is_current(index, layout))


def _is_complete(path: Path) -> bool:
    return _asked(path, is_complete)


def _asked(path: Path, ask: Callable[[sqlite3.Connection], bool]) -> bool:
    if not path.exists():
        return False
    try:
        index = open_index(path)
    except sqlite3.DatabaseError:
        return False
    try:
        return ask(index)
    except sqlite3.DatabaseError:
        return False
    finally:
        index.close()


def _refresh(path: Path, layout: Layout, report: Report | None) -> None:
    """Go on with the index at *path*, or begin a new one when there is none, or it is damaged or mostly out of date."""
    try:
        if not path.exists() or _is_useless(path, layout):
            create_index(path)
        index = open_index(path, layout.folder, writable=True)
        try:
            refresh(index, layout, report)
        finally:
            index.close()
    except sqlite3.OperationalError as error:  # busy, read-only, no room: not damage
        raise OSError(None, str(error), str(path)) from error


def _is_useless(path: Path, layout: Layout) -> bool:
    try:
        index = open_index(path, layout.folder)
        try:
            return is_outdated(index, layout)
        finally:
            index.close()
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError as error:
        warnings.warn(f"{path}: the search index is built again ({error})", ArchiveWarning, stacklevel=6)
        return True


def _cannot_build(error: OSError, path: Path) -> ArchiveError:
    described = archive_error(error, path)
    return ArchiveError(described.errno, f"{described.strerror}, or name another place with --index FILE", str(path))
