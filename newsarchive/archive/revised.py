"""What the index says of revisions and moved articles, so that nobody has to read every file for it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from newsarchive.archive.appending import ArchiveError
from newsarchive.archive.index import Index, stamp_of
from newsarchive.archive.layout import Layout


def revisions_known(layout: Layout, files: Sequence[Path]) -> tuple[dict[str, int], list[Path]]:
    """Return what the index says of *files*: the last revision of each revised article, and the files to read instead.

    Those are the files that it has not seen as they are; all of them when there is no index that can be used, and when
    an article's last revision lies elsewhere, for then the index does not know which of these files has the one before.
    """
    try:
        with closing(Index(layout.index, writable=False, checked=False)) as index:
            stamps, later = index.files(), index.later_revisions()
    except ArchiveError:
        return {}, list(files)  # it is a cache: what it would have said is in the files
    names = {layout.relative(path): path for path in files}
    if not names.keys() >= {file for _, _, file in later}:
        return {}, list(files)
    stale = {name for name, path in names.items() if stamps.get(name) != stamp_of(path)}
    return {id: revision for id, revision, file in later if file not in stale}, [names[name] for name in stale]


def moved_articles(layout: Layout) -> dict[str, str]:
    """Return the id of each stored article that has moved, and the id it has now.

    An article has moved when its own canonical URL redirects to another stored article with the same text. When the
    texts differ, the redirect may lead to any other story, and both articles count. Known from the index: without it,
    or where it is damaged, nothing is.
    """
    if not layout.index.exists():
        return {}
    try:
        with closing(Index(layout.index, writable=False, checked=False)) as index:
            pairs = dict(index.moved())
    except ArchiveError:
        return {}
    return {old: new for old, new in pairs.items() if not _returns(old, pairs)}


def _returns(old: str, pairs: dict[str, str]) -> bool:
    """Tell whether the redirects from *old* lead back to it: then it has not moved."""
    seen = {old}
    while (old := pairs.get(old, "")) and old not in seen:
        seen.add(old)
    return bool(old)
