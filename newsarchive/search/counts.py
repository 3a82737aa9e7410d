"""Count all matching articles of a search by site, section, author and month."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from time import monotonic

from newsarchive.search.label_positions import label_positions
from newsarchive.search.labels import KINDS, LabelKind
from newsarchive.search.matches import Search, matches_of, parsed

_STEPS = 10_000
# Above the first limit, labels are counted in memory if already loaded; above the second, they are loaded first.
_FEW = 1_000
_MANY = 20_000
_numbers = count()


@dataclass(frozen=True, kw_only=True)
class Counts:
    """The number of articles for each label, by kind: the most frequent first, months by time.

    *total* is the number of matching articles. An article counts for every section of its breadcrumb and every person
    credited. *labels* is ``None`` if counting took too long.
    """

    total: int
    labels: Mapping[LabelKind, Sequence[tuple[str, int]]] | None


def count_labels(index: sqlite3.Connection, search: Search, *, seconds: float | None = None) -> Counts:
    """Count the articles of *index* that match *search*, by label; raise BadQuery.

    *seconds* is a time limit for counting the labels; the total is always counted.
    """
    found = matches_of(index, search, parsed(search), together=False)
    keys = {key for (key,) in index.execute(f"SELECT rowid FROM articles_fts WHERE {found.where}", found.values)}
    return Counts(total=len(keys), labels=_labels(index, keys, seconds))


def _labels(
    index: sqlite3.Connection, keys: set[int], seconds: float | None
) -> Mapping[LabelKind, Sequence[tuple[str, int]]] | None:
    if len(keys) > _FEW:
        loaded = label_positions(index, seconds=seconds, load=len(keys) > _MANY)
        if loaded is not None:
            return _ordered(loaded.counts(keys))
        if len(keys) > _MANY:
            return None
    counted = _counted(index, keys, seconds)
    return None if counted is None else _ordered(counted)


def _counted(
    index: sqlite3.Connection, keys: set[int], seconds: float | None
) -> Sequence[tuple[LabelKind, str, int]] | None:
    table = f"temp.matched_{next(_numbers)}"
    query = (
        "SELECT kind, name, articles FROM labels JOIN (SELECT label, count(*) AS articles FROM article_labels "
        f"WHERE article IN (SELECT key FROM {table}) GROUP BY label) USING (label)"
    )
    index.execute(f"CREATE TABLE {table} (key INTEGER PRIMARY KEY)")
    try:
        index.executemany(f"INSERT INTO {table} VALUES (?)", [(key,) for key in sorted(keys)])
        with _limited(index, seconds):
            return index.execute(query).fetchall()
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise
        return None
    finally:
        index.execute(f"DROP TABLE {table}")


def _ordered(counted: Iterable[tuple[LabelKind, str, int]]) -> Mapping[LabelKind, Sequence[tuple[str, int]]]:
    found: dict[LabelKind, list[tuple[str, int]]] = {kind: [] for kind in KINDS}
    for kind, name, articles in counted:
        found[kind].append((name, articles))
    ordered = {kind: sorted(values, key=lambda pair: (-pair[1], pair[0])) for kind, values in found.items()}
    return {**ordered, "month": sorted(found["month"])}


@contextmanager
def _limited(index: sqlite3.Connection, seconds: float | None) -> Iterator[None]:
    if seconds is None:
        yield
        return
    end = monotonic() + seconds
    index.set_progress_handler(lambda: monotonic() > end, _STEPS)
    try:
        yield
    finally:
        index.set_progress_handler(None, _STEPS)
