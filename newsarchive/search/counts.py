"""Count all matching articles of a search by site, section, author and month.

The labels of many articles are counted in memory, in a fraction of a second; those of a few in the index.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from threading import Lock, Thread
from time import monotonic

from newsarchive.search.find import SearchHit
from newsarchive.search.labels import KINDS, LabelKind
from newsarchive.search.matches import Search, matches_of, parsed

_State = tuple[str, int, int]
# A mask takes a bit per article of the index, a position 32 bits; masks are also faster to count.
_BITS_PER_POSITION = 32
_DIGITS = bytes([ord("0"), ord("1")]) + bytes(254)
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


def count_labels(
    index: sqlite3.Connection, search: Search, *, seconds: float | None = None, found: SearchHit | None = None
) -> Counts:
    """Count the articles of *index* that match *search*, by label; raise BadQuery.

    *seconds* is a time limit for counting the labels; the total is always counted. *found* is the result of the same
    search on the same connection, if known: then diacritics are not compared again, and if every article matches, the
    articles are not read.
    """
    matches = found.matches if found is not None else None
    if found is not None and matches is not None and found.total > _MANY:
        loaded = label_positions(index, seconds=seconds)
        if loaded is not None and found.total == len(loaded.keys):
            return Counts(total=found.total, labels=_ordered(loaded.all_counts()))
    matches = matches or matches_of(index, search, parsed(search), together=False)
    keys = {key for (key,) in index.execute(f"SELECT rowid FROM articles_fts WHERE {matches.where}", matches.values)}
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


@dataclass(frozen=True, kw_only=True)
class LabelPositions:
    """The articles with each label, as positions in *keys*, the ascending keys of all articles.

    Labels of many articles are in *masks*, as numbers whose bits are set for the articles that have the label (the
    highest bit for the first article); the other labels, and all months, are in *positions*. A million articles with
    five labels each take about 20 MB.
    """

    keys: array[int]
    masks: Mapping[int, int] = field(repr=False)
    positions: Mapping[int, array[int]] = field(repr=False)
    names: Mapping[int, tuple[LabelKind, str]] = field(repr=False)

    def counts(self, matching: Collection[int]) -> list[tuple[LabelKind, str, int]]:
        """Return kind, name and number of the *matching* articles (keys) for each label that one of them has."""
        if len(matching) == len(self.keys):
            return self.all_counts()
        chosen = matching if isinstance(matching, set) else set(matching)
        matches = bytes(map(chosen.__contains__, self.keys))
        mask = _mask(matches)
        found = {label: (mask & held).bit_count() for label, held in self.masks.items()}
        for label in self.positions.keys() - found.keys():
            found[label] = sum(map(matches.__getitem__, self.positions[label]))
        return [(*self.names[label], number) for label, number in found.items() if number]

    def all_counts(self) -> list[tuple[LabelKind, str, int]]:
        """Return kind, name and number of articles for each label."""
        found = {label: held.bit_count() for label, held in self.masks.items()}
        found |= {label: len(held) for label, held in self.positions.items()}
        return [(*self.names[label], number) for label, number in found.items()]


def _mask(flags: bytes | bytearray) -> int:
    """Return the number whose bits are *flags*, zeros and ones."""
    # Base 2 is the one that Python reads in linear time, and without a limit of digits.
    return int(flags.translate(_DIGITS) or b"0", 2)


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
    masks = {
        label: _mask_of(held, len(keys))
        for label, held in positions.items()
        if len(held) * _BITS_PER_POSITION > len(keys)
    }
    positions = {label: held for label, held in positions.items() if label not in masks or names[label][0] == "month"}
    return LabelPositions(keys=keys, masks=masks, positions=positions, names=names)


def _mask_of(positions: Iterable[int], length: int) -> int:
    flags = bytearray(length)
    for at in positions:
        flags[at] = 1
    return _mask(flags)
