"""Count all matching articles of a search by site, section, author and month."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from time import monotonic

from newsarchive.search.labels import KINDS, LabelKind
from newsarchive.search.matches import Search, matches_of, parsed

_STEPS = 10_000
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
    table = f"temp.matched_{next(_numbers)}"
    index.execute(f"CREATE TABLE {table} (key INTEGER PRIMARY KEY)")
    try:
        index.execute(f"INSERT INTO {table} SELECT rowid FROM articles_fts WHERE {found.where}", found.values)
        total = int(index.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
        return Counts(total=total, labels=_labels(index, table, seconds))
    finally:
        index.execute(f"DROP TABLE {table}")


def _labels(
    index: sqlite3.Connection, table: str, seconds: float | None
) -> Mapping[LabelKind, Sequence[tuple[str, int]]] | None:
    query = (
        "SELECT kind, name, articles FROM labels JOIN (SELECT label, count(*) AS articles FROM article_labels "
        f"WHERE article IN (SELECT key FROM {table}) GROUP BY label) USING (label)"
    )
    found: dict[LabelKind, list[tuple[str, int]]] = {kind: [] for kind in KINDS}
    try:
        with _limited(index, seconds):
            for kind, name, articles in index.execute(query):
                found[kind].append((name, articles))
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise
        return None
    ordered = {kind: sorted(values, key=lambda one: (-one[1], one[0])) for kind, values in found.items()}
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
