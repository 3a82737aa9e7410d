"""Leave out of a search index the articles that have moved, which also are in it under their new URL.

Which articles have moved is known from `index.sqlite`; it can change although no record file does.
"""

from __future__ import annotations

import sqlite3

from newsarchive.archive.layout import Layout
from newsarchive.archive.revised import moved_articles
from newsarchive.search.rows import IndexRows

# In the table settings: the modification time of `index.sqlite` when `leave_out_moved` last read it.
_READ_AT = "moved"


def is_current(index: sqlite3.Connection, layout: Layout) -> bool:
    """Return whether the articles left out are those that have moved."""
    read_at = index.execute("SELECT value FROM settings WHERE name = ?", (_READ_AT,)).fetchone()
    if read_at == (_changed_at(layout),):
        return True
    return moved_articles(layout).keys() == _left_out(index)


def leave_out_moved(index: sqlite3.Connection, layout: Layout, rows: IndexRows) -> None:
    """Remove the articles that have moved from those that are searched, and add those that no longer count as moved.

    For the caller's transaction.
    """
    changed_at, moved, before = _changed_at(layout), moved_articles(layout), _left_out(index)
    for id in moved:
        rows.hide(id)
    for id in before - moved.keys():
        rows.restore(id)
    index.execute("DELETE FROM moved")
    index.executemany("INSERT INTO moved VALUES (?)", [(id,) for id in moved])
    index.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (_READ_AT, changed_at))


def _left_out(index: sqlite3.Connection) -> set[str]:
    return {id for (id,) in index.execute("SELECT id FROM moved")}


def _changed_at(layout: Layout) -> int:
    return layout.index.stat().st_mtime_ns if layout.index.exists() else 0
