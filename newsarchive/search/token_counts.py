"""Count the tokens (syllables) of articles, and the occurrences of terms in them, by month.

The numbers are those of `newsarchive.language.trends`: texts are title, lead and body. The lengths of the texts come
from the table `articles_fts_docsize`, in which FTS5 stores the number of tokens of each column as a varint
(https://www.sqlite.org/fts5.html, section "The docsize table"); occurrences are counted in the texts of the articles
that have the term.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from time import monotonic

from newsarchive.search.counts import label_positions
from newsarchive.search.matches import Search, matches_of, parsed

_COUNTED_COLUMNS = 3  # title, lead, body
_ROWS_AT_ONCE = 1000


def tokens_by_month(index: sqlite3.Connection, search: Search, *, deadline: float) -> Mapping[str, int] | None:
    """Return the number of tokens of all articles that match *search*, by month; ``None`` at *deadline*.

    *deadline* is a time of `time.monotonic`. Raise BadQuery.
    """
    labels = label_positions(index, seconds=max(0.0, deadline - monotonic()))
    if labels is None:
        return None
    found = matches_of(index, search, parsed(search), together=False)
    matching = f"id IN (SELECT rowid FROM articles_fts WHERE {found.where})"
    sizes = index.execute(f"SELECT id, sz FROM articles_fts_docsize WHERE {matching}", found.values)
    tokens: dict[int, int] = {}
    for number, (key, size) in enumerate(sizes):
        if number % _ROWS_AT_ONCE == 0 and monotonic() > deadline:
            return None
        tokens[key] = _tokens(size)
    months: dict[str, int] = {}
    for label, positions in labels.positions.items():
        kind, name = labels.names[label]
        if kind == "month":
            months[name] = sum(tokens.get(labels.keys[at], 0) for at in positions)
    return months


def occurrences_by_month(
    index: sqlite3.Connection, search: Search, count: Callable[[str], int], *, deadline: float
) -> Mapping[str, int] | None:
    """Return the sum of *count* over the texts of all articles that match *search*, by month; ``None`` at *deadline*.

    Raise BadQuery.
    """
    found = matches_of(index, search, parsed(search), together=False)
    matching = f"key IN (SELECT rowid FROM articles_fts WHERE {found.where})"
    rows = index.execute(f"SELECT month, title, lead, body FROM articles WHERE {matching}", found.values)
    months: Counter[str] = Counter()
    for number, (month, *texts) in enumerate(rows):
        if number % _ROWS_AT_ONCE == 0 and monotonic() > deadline:
            return None
        months[month] += sum(count(text) for text in texts if text)
    return months


def _tokens(sizes: bytes) -> int:
    """Return the sum of the first varints in *sizes* (https://www.sqlite.org/fileformat2.html#varint)."""
    total = value = columns = 0
    for byte in sizes:
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            total += value
            value = 0
            columns += 1
            if columns == _COUNTED_COLUMNS:
                break
    return total
