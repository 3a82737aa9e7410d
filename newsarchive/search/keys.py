"""Row numbers in the order of the local publication time, so that a time span is a range of rows.

A key is the local minute (counted from the year 1) and a slot in it. A minute has 128 slots; further articles overflow
into the next minutes. The largest overflow is stored, and every search by time extends its range by it. Articles
without a time have the lowest keys. More slots would make the posting lists of the full text longer.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

_SLOTS = 1 << 7
_DAY = 24 * 60
#: Every dated article's key is this or higher: the year 1100. An earlier date counts as missing.
DATED = datetime(1100, 1, 1).toordinal() * _DAY * _SLOTS
_LAST = (1 << 53) - 1
_SPILL = "spill"


@dataclass(frozen=True, kw_only=True)
class Span:
    """The keys from *first* to *last*; unless *exact*, some of these articles may be outside the requested times."""

    first: int
    last: int
    exact: bool


def key_for(index: sqlite3.Connection, published_at: datetime | None, taken: dict[int, int] | None = None) -> int:
    """Return a free key in *index* for an article published at *published_at*; articles of a minute have close keys.

    *taken* are keys that were given to articles not yet inserted, by the first key of their minute; the new key is
    added to it.
    """
    taken = {} if taken is None else taken
    minute = _minute(published_at)
    if minute is None:
        highest = taken.get(0) or _highest(index, 0, DATED - 1) or 0
        taken[0] = highest + 1
        return taken[0]
    for spilled in range(_LAST):
        first = (minute + spilled) * _SLOTS
        found = taken.get(first) or _highest(index, first, first + _SLOTS - 1)
        if found is None or found < first + _SLOTS - 1:
            if spilled > _spill(index):
                index.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (_SPILL, spilled))
            taken[first] = first if found is None else found + 1
            return taken[first]
    raise AssertionError("no free key")


def _highest(index: sqlite3.Connection, first: int, last: int) -> int | None:
    found: int | None = index.execute(
        "SELECT max(key) FROM articles WHERE key BETWEEN ? AND ?", (first, last)
    ).fetchone()[0]
    return found


def span_of(index: sqlite3.Connection, since: datetime | None, until: datetime | None) -> Span:
    """Return the keys of the articles published from *since* to *until* (naive local times, inclusive)."""
    first, last = _minute(since), _minute(until)
    spill = _spill(index)
    return Span(
        first=DATED if first is None else first * _SLOTS,
        last=_LAST if last is None else (last + spill + 1) * _SLOTS - 1,
        exact=not spill and _is_whole(since, 0) and _is_whole(until, 59),
    )


def _minute(at: datetime | None) -> int | None:
    if at is None or at.year < 1100:
        return None
    return at.toordinal() * _DAY + at.hour * 60 + at.minute


def _is_whole(at: datetime | None, second: int) -> bool:
    return at is None or (at.year >= 1100 and at.second == second)


def _spill(index: sqlite3.Connection) -> int:
    row = index.execute("SELECT value FROM settings WHERE name = ?", (_SPILL,)).fetchone()
    return int(row[0]) if row else 0
