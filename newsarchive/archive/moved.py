"""Moved articles: an old URL redirects to the article that has the same text, so both are one."""

from __future__ import annotations

from contextlib import closing

from newsarchive.archive.appending import ArchiveError
from newsarchive.archive.index import Index
from newsarchive.archive.layout import Layout


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
