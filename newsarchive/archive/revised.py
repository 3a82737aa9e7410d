"""Revisions and moved articles according to the index, without reading every file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path, PurePosixPath

from newsarchive.archive.appending import ArchiveError
from newsarchive.archive.index import Index, stamp_of
from newsarchive.archive.layout import Layout
from newsarchive.archive.moves_in_files import moved_in_files


def revisions_known(
    layout: Layout, files: Sequence[Path], outside: Sequence[Path] = ()
) -> tuple[dict[str, int], list[Path]]:
    """Return, for *files*, the last revision of each revised article in the index, and the files to read instead.

    The latter are the files that changed since the index was updated; all files if there is no usable index, or if an
    article's last revision is neither in *files* nor in *outside*, because the index does not know where the one before
    it is.
    """
    try:
        with closing(Index(layout.index, writable=False, checked=False)) as index:
            stamps, later = index.files(), index.later_revisions()
    except ArchiveError:
        return {}, list(files)  # a cache: the files have the same information
    names = {layout.relative(path): path for path in files}
    sites = {path.parent.name for path in files}
    needed = {file for _, _, file in later if file is None or PurePosixPath(file).parent.name in sites}
    if needed - names.keys() - set(map(layout.relative, outside)):
        return {}, list(files)
    stale = {name for name, path in names.items() if stamps.get(name) != stamp_of(path)}
    known = {id: revision for id, revision, file in later if file in names and file not in stale}
    return known, [names[name] for name in stale]


def moved_articles(layout: Layout) -> dict[str, str]:
    """Return the id of each stored article that has moved, with its current id.

    Without a usable index, such as after an update of newsarchive, the files of visits and records are read.
    An article has moved if its own canonical URL redirects to another stored article that has its text, or had it in a
    former revision. If it never had, the redirect may lead to another story, and both articles count.
    """
    try:
        if layout.index.exists():
            with closing(Index(layout.index, writable=False, checked=False)) as index:
                return unreturned(dict(index.moved()))
    except ArchiveError:
        pass  # a cache: the files have the same information
    return unreturned(moved_in_files(layout))


def unreturned(pairs: Mapping[str, str]) -> dict[str, str]:
    """Return *pairs* (former id -> current id) without those whose redirects lead back: these have not moved."""
    return {old: new for old, new in pairs.items() if not _returns(old, pairs)}


def _returns(old: str, pairs: Mapping[str, str]) -> bool:
    seen = {old}
    while (old := pairs.get(old, "")) and old not in seen:
        seen.add(old)
    return bool(old)
