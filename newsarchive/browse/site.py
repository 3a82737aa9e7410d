"""A Datasette instance for the search index of an archive, with its own front page, articles and comparisons."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm

from newsarchive.browse import plugin
from newsarchive.search import open_index

#: The path prefix of tables and SQL.
TABLES = "tables"
# Read-only, and with limits for the queries of visitors.
SETTINGS = {
    "sql_time_limit_ms": 1000,
    "max_returned_rows": 1000,
    "allow_download": False,
    "allow_csv_stream": False,
    "suggest_facets": False,
    "truncate_cells_html": 300,
    "default_cache_ttl": 0,
    "template_debug": False,
    "trace_debug": False,
    "num_sql_threads": 3,
}


# Limits for values, results and sorting, so that no query can exhaust the memory. Articles are far smaller.
_LARGEST_VALUE = 8 << 20
_LARGEST_RESULT = 32 << 20
_SQLITE_MEMORY = 1 << 30


class TooLarge(sqlite3.OperationalError):
    """Raised for a result that is too large for a page."""


class Browser(Datasette):  # type: ignore[misc] # Datasette is not annotated
    """The pages for the archive *folder* with the search index *index*; with *sql*, visitors may run SQL queries."""

    def __init__(self, folder: Path, index: Path, *, sql: bool = False) -> None:
        if not pm.is_registered(plugin):
            pm.register(plugin, name="newsarchive")
        self.folder = folder
        self.accepts_sql = sql
        super().__init__(
            settings={**SETTINGS, "default_allow_sql": sql},
            template_dir=str(files("newsarchive.browse") / "templates"),
            metadata={"title": f"News archive {folder.absolute().name}"},
        )
        self.archive_database = self.add_database(_SearchIndex(self, path=str(index)), TABLES)
        self.remove_database("_memory")

    def _prepare_connection(self, connection: sqlite3.Connection, database: str) -> None:
        super()._prepare_connection(connection, database)
        if database == TABLES:
            connection.row_factory = _counting_rows()


class _SearchIndex(Database):  # type: ignore[misc]
    """The database of the search index; Datasette itself cannot open a path that contains # or ?."""

    def connect(self, write: bool = False) -> Any:
        assert not write, "the search index is read-only"
        index = open_index(self.path, self.ds.folder)
        index.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_VALUE)
        index.execute("PRAGMA temp_store = FILE")
        index.execute(f"PRAGMA hard_heap_limit = {_SQLITE_MEMORY}")  # of the whole process
        return index


def _counting_rows() -> Callable[[sqlite3.Cursor, tuple[Any, ...]], sqlite3.Row]:
    """Return a row factory that raises TooLarge if the rows of one cursor exceed _LARGEST_RESULT bytes."""
    sizes: WeakKeyDictionary[sqlite3.Cursor, int] = WeakKeyDictionary()

    def row(cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> sqlite3.Row:
        size = sum(len(value) for value in values if isinstance(value, str | bytes))
        total = sizes[cursor] = sizes.get(cursor, 0) + size
        if total > _LARGEST_RESULT:
            raise TooLarge(f"the result is larger than {_LARGEST_RESULT >> 20} MB; select fewer rows or columns")
        return sqlite3.Row(cursor, values)

    return row
