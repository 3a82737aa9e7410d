"""Open a search index with its SQL functions search_keys() and record_json()."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from newsarchive.search import database
from newsarchive.search.find import matching_keys
from newsarchive.search.matches import Search


def open_index(path: Path | str, folder: Path | str | None = None, *, writable: bool = False) -> sqlite3.Connection:
    """Open the search index at *path*, by default read-only; see newsarchive.search.database.open_index.

    The SQL function search_keys(query, exact) returns the keys of the articles that match, as a JSON array:
    `SELECT * FROM articles WHERE key IN (SELECT value FROM json_each(search_keys('"bến đò"', 0)))`.
    """
    index = database.open_index(path, folder, writable=writable)
    index.create_function(
        "search_keys", 2, lambda query, exact: json.dumps(matching_keys(index, Search(query=query, exact=bool(exact))))
    )
    return index
