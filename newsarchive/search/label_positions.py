"""The labels of all articles of an index in memory, to count the labels of many articles in a fraction of a second."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Collection, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, Thread

from newsarchive.search.labels import LabelKind

_State = tuple[str, int, int]


@dataclass(frozen=True, kw_only=True)
class LabelPositions:
    """The positions of the articles with each label in *keys*, the ascending keys of all articles.

    A million articles with five labels each take 28 MB.
    """

    keys: array[int]
    positions: Mapping[int, array[int]] = field(repr=False)
    names: Mapping[int, tuple[LabelKind, str]] = field(repr=False)

    def counts(self, matching: Collection[int]) -> list[tuple[LabelKind, str, int]]:
        """Return kind, name and number of the *matching* articles (keys) for each label that one of them has."""
        if len(matching) == len(self.keys):
            return [(*self.names[label], len(held)) for label, held in self.positions.items()]
        chosen = matching if isinstance(matching, set) else set(matching)
        matches = bytes(map(chosen.__contains__, self.keys))
        found = ((label, sum(map(matches.__getitem__, held))) for label, held in self.positions.items())
        return [(*self.names[label], number) for label, number in found if number]


class _Loading(Thread):
    """A thread that loads the positions from an index into *loaded*, which stays ``None`` after an *error*."""

    def __init__(self, path: str) -> None:
        super().__init__(name="label positions", daemon=True)
        self._path = path
        self.loaded: LabelPositions | None = None
        self.error: sqlite3.Error | None = None

    def run(self) -> None:
        try:
            with closing(sqlite3.connect(f"{Path(self._path).as_uri()}?mode=ro", uri=True)) as index:
                self.loaded = _load(index)
        except sqlite3.Error as error:
            self.error = error


_lock = Lock()
# The state of one index: a process serves one archive.
_kept: dict[_State, _Loading] = {}


def label_positions(index: sqlite3.Connection, *, seconds: float | None, load: bool = True) -> LabelPositions | None:
    """Return the positions of the labels in *index*, from memory if the index has not changed since they were loaded.

    Return ``None`` if loading takes more than *seconds*; loading continues, for the next call. Without *load*, loading
    does not start. Raise sqlite3.Error.
    """
    path = str(index.execute("PRAGMA database_list").fetchone()[2])
    stamp = Path(path).stat()
    state = (path, stamp.st_mtime_ns, stamp.st_size)
    with _lock:
        loading = _kept.get(state)
        if loading is None:
            if not load:
                return None
            _kept.clear()
            loading = _kept[state] = _Loading(path)
            loading.start()
    loading.join(seconds)
    if loading.error is not None:
        with _lock:
            _kept.pop(state, None)
        raise loading.error
    return loading.loaded


def _load(index: sqlite3.Connection) -> LabelPositions:
    names = {label: (kind, name) for label, kind, name in index.execute("SELECT label, kind, name FROM labels")}
    keys = array("q")
    positions: dict[int, array[int]] = {}
    last = at = -1
    # In the order of the primary key: article by article.
    for article, label in index.execute("SELECT article, label FROM article_labels ORDER BY article, label"):
        if article != last:
            keys.append(article)
            last, at = article, at + 1
        held = positions.get(label)
        if held is None:
            held = positions[label] = array("I")
        held.append(at)
    return LabelPositions(keys=keys, positions=positions, names=names)
