"""The set of articles that match a search, from which all counts and orders are derived."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Literal

from newsarchive.search.folding import fold
from newsarchive.search.keys import Span, span_of
from newsarchive.search.labels import EVERY, LabelKind, filter_expression
from newsarchive.search.matching import comparable, fulfils, marks_expression, marks_suffice, match_expression
from newsarchive.search.query import BadQuery, Query, Run, is_loose, parse_query
from newsarchive.search.rows import texts_of

# A prefix of more words is rejected, because it would match a large part of the vocabulary.
_MOST_WORDS = 2000
# UTC offsets are at most 14 hours.
_ANY_OFFSET = timedelta(days=1)
_numbers = count()


@dataclass(frozen=True, kw_only=True)
class Search:
    """A query with filters. *exact* requires diacritics to match; *since* and *until* are inclusive, naive ones local.

    An empty *query* matches every article that passes the filters. An article must have any one of *sites*, of
    *sections*, of *authors* and of *months* ("2017-09", "undated"), ignoring diacritics and case. *order* "date" is
    newest first. *offset* and *limit* only select the hits that are returned.
    """

    query: str = ""
    exact: bool = False
    sites: Sequence[str] = ()
    sections: Sequence[str] = ()
    authors: Sequence[str] = ()
    months: Sequence[str] = ()
    since: datetime | None = None
    until: datetime | None = None
    limit: int = 10
    offset: int = 0
    order: Literal["rank", "date"] = "rank"


@dataclass(frozen=True, kw_only=True)
class Matches:
    """Rows of `articles_fts`: *where* with its *values*. *expression* is the full-text part, for ranking."""

    where: str
    values: Sequence[object]
    expression: str

    def keys(self, index: sqlite3.Connection) -> Iterator[int]:
        """Yield the keys, newest first."""
        query = f"SELECT rowid FROM articles_fts WHERE {self.where} ORDER BY rowid DESC"
        return (key for (key,) in index.execute(query, self.values))

    def count(self, index: sqlite3.Connection) -> int:
        """Return the total number of articles."""
        query = f"SELECT count(*) FROM articles_fts WHERE {self.where}"
        return int(index.execute(query, self.values).fetchone()[0])

    def having(self, index: sqlite3.Connection, keys: Sequence[int]) -> set[int]:
        """Return those of *keys* (a few) that match."""
        marks = ", ".join("?" * len(keys))
        query = f"SELECT rowid FROM articles_fts WHERE {self.where} AND rowid IN ({marks})"
        return {key for (key,) in index.execute(query, (*self.values, *keys))}


def parsed(search: Search) -> Query | None:
    """Return the parsed query of *search*, ``None`` if it is blank; raise BadQuery for other text without words."""
    return parse_query(search.query) if search.query.strip() else None


def matches_of(index: sqlite3.Connection, search: Search, query: Query | None, *, together: bool) -> Matches:
    """Return the matching articles; with *together*, words typed side by side must be side by side in the text.

    Raise BadQuery for a prefix of too many words.
    """
    filters = " AND ".join(f"{{labels}} : {condition}" for condition in _filters(index, search))
    if query is None:
        return _matches(index, search, filters)
    _check_prefixes(index, query)
    together = together or not is_loose(query)
    expression = f"{match_expression(query, together=together)} AND {filters}"
    found = _matches(index, search, expression)
    return _with_marks(index, found, query, together) if search.exact else found


def _matches(index: sqlite3.Connection, search: Search, expression: str) -> Matches:
    where, values = "articles_fts MATCH ?", list[object]([expression])
    if search.since is not None or search.until is not None:
        condition, bounds = _span_condition(index, search)
        where, values = f"{where} AND {condition}", [*values, *bounds]
    return Matches(where=where, values=values, expression=expression)


def _filters(index: sqlite3.Connection, search: Search) -> list[str]:
    chosen: list[tuple[LabelKind, Sequence[str]]] = [
        ("site", search.sites),
        ("section", search.sections),
        ("author", search.authors),
        ("month", search.months),
    ]
    return [filter_expression(index, kind, names) for kind, names in chosen if names] or [f'"{EVERY}"']


def _with_marks(index: sqlite3.Connection, found: Matches, query: Query, together: bool) -> Matches:
    """Return those of *found* that have the words with the same diacritics."""
    where = f"{found.where} AND +rowid IN (SELECT rowid FROM articles_marks WHERE articles_marks MATCH ?)"
    narrowed = Matches(where=where, values=[*found.values, marks_expression(query)], expression=found.expression)
    if marks_suffice(query, together=together):
        return narrowed
    table = f"temp.verified_{next(_numbers)}"
    index.execute(f"CREATE TABLE {table} (key INTEGER PRIMARY KEY)")
    rows = (
        f"SELECT key, title, lead, body, byline, dateline, tags, captions FROM articles "
        f"WHERE key IN (SELECT rowid FROM articles_fts WHERE {where})"
    )
    fields = ("title", "lead", "body", "rest")
    verified = [
        (key,)
        for key, *texts in index.execute(rows, narrowed.values)
        if fulfils(query, dict(zip(fields, map(comparable, texts_of(*texts)), strict=True)), together=together)
    ]
    index.executemany(f"INSERT INTO {table} VALUES (?)", verified)
    where = f"{found.where} AND +rowid IN (SELECT key FROM {table})"
    return Matches(where=where, values=found.values, expression=found.expression)


def _check_prefixes(index: sqlite3.Connection, query: Query) -> None:
    if not isinstance(query, Run):
        for part in query.parts:
            _check_prefixes(index, part)
        return
    if not query.prefix:
        return
    word = fold(query.words[-1])
    rows = "SELECT count(*) FROM (SELECT 1 FROM words WHERE term >= ? AND term < ? || char(1114111) LIMIT ?)"
    if index.execute(rows, (word, word, _MOST_WORDS + 1)).fetchone()[0] > _MOST_WORDS:
        raise BadQuery(f"{word}*: more than {_MOST_WORDS:,} words begin with it; use a longer prefix")


def _span_condition(index: sqlite3.Connection, search: Search) -> tuple[str, list[object]]:
    """Return the condition for the time span; only rows near its ends are checked one by one."""
    since, until = search.since, search.until
    wide = _span(index, since, until, _ANY_OFFSET)
    if wide.exact:
        return "rowid BETWEEN ? AND ?", [wide.first, wide.last]
    safe = _span(index, since, until, -_ANY_OFFSET)
    index.create_function("in_span", 1, _in_span(search), deterministic=True)
    displayed = "SELECT published_at FROM articles WHERE key = articles_fts.rowid"
    condition = f"rowid BETWEEN ? AND ? AND (rowid BETWEEN ? AND ? OR in_span(({displayed})))"
    first = wide.first if since is None else safe.first
    last = wide.last if until is None else safe.last
    return condition, [wide.first, wide.last, first, last]


def _span(index: sqlite3.Connection, since: datetime | None, until: datetime | None, wider: timedelta) -> Span:
    """Return the keys of the span; naive bounds are local times, aware bounds are widened by *wider*."""
    local = [time for time in (since, until) if time is not None and time.tzinfo]
    if not local and wider > timedelta(0):
        return span_of(index, since, until)
    try:
        since = since.replace(tzinfo=None) - wider if since else None
        until = until.replace(tzinfo=None) + wider if until else None
    except OverflowError:
        pass
    found = span_of(index, since, until)
    return Span(first=found.first, last=found.last, exact=False)


def _in_span(search: Search) -> Callable[[str | None], bool]:
    def holds(text: str | None) -> bool:
        if text is None:
            return False
        at = datetime.fromisoformat(text)
        displayed = at.replace(tzinfo=None)
        return (search.since is None or (at if search.since.tzinfo else displayed) >= search.since) and (
            search.until is None or (at if search.until.tzinfo else displayed) <= search.until
        )

    return holds
