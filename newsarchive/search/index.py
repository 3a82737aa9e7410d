"""Find, build or update the search index of an archive."""

from __future__ import annotations

import errno
import sqlite3
import warnings
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from newsarchive.archive.appending import ArchiveError, archive_error, require_folder
from newsarchive.archive.layout import Layout, no_archive
from newsarchive.archive.reading.lines import ArchiveWarning
from newsarchive.archive.symbolic_links import refuse_links
from newsarchive.search.database import create_index, is_built_here, one_writer, open_index
from newsarchive.search.refresh import Report, is_complete, is_current, is_outdated, problems, refresh, unread

NAME = "search.sqlite"
# About 25,000 articles of 3 KB, which are indexed within seconds.
_MOST_BYTES = 32 << 20
_FROM_ELSEWHERE = "the search index was built elsewhere or by another version; its rows may differ from the records"


def search_index(folder: Path | str, index: Path | str | None = None, *, report: Report | None = None) -> Path:
    """Update the search index of the archive *folder*, or build it, and return its path.

    The index is in the archive unless *index* names another file, for example for a read-only archive. It is filled in
    batches, so an interrupted build resumes. An index that came with the archive from another place is rebuilt, because
    its rows may differ from the records; one outside of the archive, which the caller named, is used. If the index
    cannot be updated, because it is read-only or another process is writing it, or if a part of the archive cannot be
    read, its path is returned with an ArchiveWarning. *report* is called with the progress after every batch. Raise
    NoArchive, ArchiveError if there is no index and none can be built, or FileNotFoundError if the folder of *index*
    does not exist.
    """
    layout = Layout(Path(folder))
    if next(layout.articles.glob("site=*/*.jsonl.gz"), None) is None:
        raise no_archive(folder, "no articles here (no file in articles/)")
    path = Path(index) if index is not None else layout.folder / NAME
    require_folder(path)
    if not _serves(path, layout):
        _bring_up_to_date(path, layout, report)
    _warn_of_problems(path, layout)
    return path


def keep_up_to_date(folder: Path | str, *, most: int = _MOST_BYTES) -> bool:
    """Add new records to the search index of the archive *folder*, during a crawl; return whether they were added.

    They are not added if another process is updating the index, or if more than *most* bytes of the record files are
    not in the index yet. Raise OSError or sqlite3.Error.
    """
    layout = Layout(Path(folder))
    path = layout.folder / NAME
    if not layout.article_files() or _missing(path, layout) > most:
        return False
    with one_writer(path, wait=False) as held:
        if held:
            refuse_links(layout)
            _refresh(path, layout, None, saves_memory=True)
    return held


def _missing(path: Path, layout: Layout) -> int:
    """Return how many bytes of the record files are not in the index at *path*."""
    if path.exists():
        try:
            with closing(open_index(path)) as index:
                if _is_trusted(index, path, layout):
                    return sum(size for _, size in unread(index, layout))
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            pass  # damaged or of another version: the index is rebuilt
    return sum(file.stat().st_size for file in layout.article_files())


def _bring_up_to_date(path: Path, layout: Layout, report: Report | None) -> None:
    complete = _is_complete(path, layout)
    try:
        with one_writer(path, wait=not complete) as held:
            if held:
                refuse_links(layout)
                _refresh(path, layout, report)
                return
        reason = "another process is updating it"
    except OSError as error:
        if not _answered(path, is_complete):
            if layout.articles in Path(str(error.filename)).parents:
                raise  # a record file that cannot be read, which the error names
            raise _cannot_build(error, path) from error
        reason = str(error.strerror or error)
        if not complete:
            warnings.warn(f"{path}: {_FROM_ELSEWHERE}; it cannot be rebuilt: {reason}", ArchiveWarning, stacklevel=3)
            return
    warnings.warn(f"{path}: not updated, so the newest articles are missing: {reason}", ArchiveWarning, stacklevel=3)


def _warn_of_problems(path: Path, layout: Layout) -> None:
    index = open_index(path, layout.folder)
    try:
        found = problems(index)
    finally:
        index.close()
    if found:
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        warnings.warn(
            f"{layout.folder}: the result is incomplete: {found[0]}{more}; run `newsarchive verify {layout.folder}`",
            ArchiveWarning,
            stacklevel=3,
        )


def _serves(path: Path, layout: Layout) -> bool:
    """Return whether the index at *path* has every record and was built in this place."""
    return _answered(
        path, lambda index: _is_trusted(index, path, layout) and is_complete(index) and is_current(index, layout)
    )


def _is_complete(path: Path, layout: Layout) -> bool:
    return _answered(path, lambda index: _is_trusted(index, path, layout) and is_complete(index))


def _is_trusted(index: sqlite3.Connection, path: Path, layout: Layout) -> bool:
    """Return whether the index at *path* was built in this place, or is outside of the archive, where a user put it."""
    return is_built_here(index, path) or layout.folder.resolve() not in path.resolve().parents


def _answered(path: Path, ask: Callable[[sqlite3.Connection], bool]) -> bool:
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


def _refresh(path: Path, layout: Layout, report: Report | None, *, saves_memory: bool = False) -> None:
    """Update the index at *path*; build a new one if there is none, or if it is damaged or mostly out of date."""
    try:
        if not path.exists() or _is_useless(path, layout):
            create_index(path)
        index = open_index(path, layout.folder, writable=True, saves_memory=saves_memory)
        try:
            refresh(index, layout, report, saves_memory=saves_memory)
        finally:
            index.close()
    except sqlite3.OperationalError as error:  # locked, read-only or disk full: not damage
        is_full = error.sqlite_errorcode in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE)
        raise OSError(errno.ENOSPC if is_full else None, str(error), str(path)) from error


def _is_useless(path: Path, layout: Layout) -> bool:
    try:
        index = open_index(path, layout.folder)
        try:
            if _is_trusted(index, path, layout):
                return is_outdated(index, layout)
        finally:
            index.close()
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError as error:
        warnings.warn(f"{path}: the search index is rebuilt ({error})", ArchiveWarning, stacklevel=6)
        return True
    warnings.warn(f"{path}: {_FROM_ELSEWHERE}; it is rebuilt", ArchiveWarning, stacklevel=6)
    return True


def _cannot_build(error: OSError, path: Path) -> ArchiveError:
    described = archive_error(error, path)
    return ArchiveError(described.errno, f"{described.strerror}, or name another file with --index FILE", str(path))
