"""Browser: a Datasette over an archive's search base whose front page, articles and comparisons are ours."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm

from newsarchive.browse import plugin
from newsarchive.search import open_base

#: The first part of the addresses of tables and SQL.
TABLES = "tables"
# Read-only, and no question of a visitor keeps the machine busy.
SETTINGS = {
    "default_allow_sql": True,
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


class Browser(Datasette):  # type: ignore[misc] # Datasette is not annotated
    """The pages over the archive *folder*, whose search base is *base*; with *sql* visitors may write queries."""

    def __init__(self, folder: Path, base: Path, *, sql: bool = True) -> None:
        if not pm.is_registered(plugin):
            pm.register(plugin, name="newsarchive")
        self.folder = folder
        super().__init__(
            settings={**SETTINGS, "default_allow_sql": sql},
            template_dir=str(files("newsarchive.browse") / "templates"),
            metadata={"title": f"News archive {folder.absolute().name}"},
        )
        self.archive_database = self.add_database(_SearchBase(self, path=str(base)), TABLES)
        self.remove_database("_memory")


class _SearchBase(Database):  # type: ignore[misc]
    """The search base, opened as search opens it: Datasette itself cannot open a path with a # or a ? in it."""

    def connect(self, write: bool = False) -> Any:
        assert not write, "nothing here is written"
        return open_base(self.path)
