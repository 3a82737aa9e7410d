"""Annotations: values that a user's function computes from records, stored by article id and revision."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from newsarchive.archive.appending import make_folder
from newsarchive.article import Record
from newsarchive.counting import count_of
from newsarchive.dataset.showing.progress import ProgressLine
from newsarchive.dataset.tables import pandas_for, polars_for

if TYPE_CHECKING:
    import sqlite3

    import pandas as pd
    import polars as pl

    from newsarchive.dataset import Dataset

_BATCH = 200
_TABLE = """
CREATE TABLE IF NOT EXISTS annotations (
    id TEXT NOT NULL, revision INTEGER NOT NULL, value TEXT NOT NULL, PRIMARY KEY (id, revision)
) WITHOUT ROWID
"""


@dataclass(frozen=True, repr=False)
class Annotations:
    """The values of one annotation, in the iteration order of the dataset.

    *path* is their SQLite file: table annotations (id, revision, value as JSON).
    """

    name: str
    path: Path
    names: tuple[tuple[str, int], ...]

    def __repr__(self) -> str:
        return f"<Annotations {self.name}: {count_of(len(self.names), 'value')} in {self.path}>"

    def __len__(self) -> int:
        return len(self.names)

    def __iter__(self) -> Iterator[Any]:
        import sqlite3

        with closing(sqlite3.connect(self.path)) as store:
            query = "SELECT value FROM annotations WHERE id = ? AND revision = ?"
            for name in self.names:
                yield msgspec.json.decode(store.execute(query, name).fetchone()[0])

    def to_polars(self) -> pl.DataFrame:
        """Return the columns id, revision and the annotation's name as a Polars data frame."""
        frame: pl.DataFrame = polars_for("a Polars data frame").DataFrame(self._columns())
        return frame

    def to_pandas(self) -> pd.DataFrame:
        """Return the columns id, revision and the annotation's name as a pandas data frame."""
        frame: pd.DataFrame = pandas_for("a pandas data frame").DataFrame(self._columns())
        return frame

    def _columns(self) -> dict[str, list[Any]]:
        ids, revisions = [id for id, _ in self.names], [revision for _, revision in self.names]
        return {"id": ids, "revision": revisions, self.name: list(self)}


def annotate(dataset: Dataset, function: Callable[[Record], Any], name: str, folder: Path) -> Annotations:
    """Return *function(record)* for each record of *dataset*; stored values come from NAME.sqlite in *folder*.

    Missing values are computed and stored in batches, so an interrupted run can be resumed: what was computed before an
    error or Ctrl-C is stored. A value is anything that JSON can represent. Raise ValueError for a *name* that cannot be
    a file name; an error of *function* gets a note with the article's id.
    """
    import sqlite3

    if not name.replace("-", "").replace("_", "").isalnum():
        raise ValueError(f"name={name!r}: use letters, digits, hyphen and underscore")
    make_folder(folder)
    path = folder / f"{name}.sqlite"
    names: list[tuple[str, int]] = []
    total = len(dataset)
    with closing(sqlite3.connect(path)) as store, ProgressLine(f"annotating {name}") as line:
        store.execute(_TABLE)
        waiting: list[tuple[str, int, bytes]] = []
        try:
            for count, record in enumerate(replace(dataset, progress=False), start=1):
                key = (record.id, record.revision)
                names.append(key)
                if store.execute("SELECT 1 FROM annotations WHERE id = ? AND revision = ?", key).fetchone() is None:
                    waiting.append((*key, _value(function, record)))
                if len(waiting) >= _BATCH:
                    _store(store, waiting)
                    waiting.clear()
                line.show(count, count, total)
        finally:
            _store(store, waiting)
    return Annotations(name, path, tuple(names))


def _value(function: Callable[[Record], Any], record: Record) -> bytes:
    try:
        return msgspec.json.encode(function(record))
    except Exception as error:
        error.add_note(f"article {record.id}, revision {record.revision}; a value must be one that JSON can represent")
        raise


def _store(store: sqlite3.Connection, waiting: list[tuple[str, int, bytes]]) -> None:
    with store:
        rows = ((id, revision, value.decode()) for id, revision, value in waiting)
        store.executemany("INSERT OR REPLACE INTO annotations VALUES (?, ?, ?)", rows)
