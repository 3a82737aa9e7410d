"""The rows of a base that answer a query, and their order.

Answers are taken from the newest on and never more than RANKED, so that a word that is everywhere costs no more than a
rare one. Those are ranked by BM25, whose price is to learn how frequent each piece of the query is. Where that is too
much, the query is of common words, of which frequency tells little: what has them in the title comes first, and the
newest first among the rest.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Literal

from newsarchive.search.facts import Fact, fact
from newsarchive.search.folding import WITH_MARKS, WITHOUT_MARKS
from newsarchive.search.frequent import article_count, read_shares
from newsarchive.search.keys import Span, span_of
from newsarchive.search.matching import Index, match_text, title_text, weight
from newsarchive.search.query import Any as AnyOf
from newsarchive.search.query import BadQuery, Query, Run
from newsarchive.search.snippets import marked

#: Of a query that more articles answer, the newest so many are looked at.
RANKED = 10_000
# Weights of title, lead, body, rest, facts: a headline says what an article is about.
_RANK = "bm25({table}, 10.0, 4.0, 1.0, 2.0, 0.0)"
# Rows that bm25() may step through to learn frequencies; to score a row takes as long as some forty steps. 15 to 30 ms.
_BUDGET = 300_000
_SCORING = 40
# The work of a row grows with the words of the query.
_WORDS_TIMES_ROWS = 225_000
_BEGINNINGS = 2000
_TITLES_READ = 300
# No clock stands farther than 14 hours from UTC.
_ANY_OFFSET = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Search:
    """What is asked. *exact* insists on marks; *since* and *until* are inside the span, naive ones as printed.

    Of *sites*, *sections* and *authors* any one will do; marks and capitals do not count in them. *order* "date" is
    newest first.
    """

    query: str
    exact: bool = False
    sites: Sequence[str] = ()
    sections: Sequence[str] = ()
    authors: Sequence[str] = ()
    since: datetime | None = None
    until: datetime | None = None
    limit: int = 10
    order: Literal["rank", "date"] = "rank"


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """Keys with their scores, best first; there are *total*, or *more*."""

    rows: list[tuple[int, float]] = field(default_factory=list)
    total: int = 0
    more: bool = False


def ranked(base: sqlite3.Connection, search: Search, query: Query, *, together: bool) -> Ranked:
    """Return the best articles for *query*, whose words stand side by side when *together*."""
    index = index_of(base, search)
    expression = match_text(query, index, together=together)
    keys, more = candidates(base, search, expression)
    if search.order == "date":
        rows = [(key, 0.0) for key in keys[: search.limit]]
    elif more or _SCORING * len(keys) + weight(query, index, together=together) * article_count(base) > _BUDGET:
        title = title_text(query, index, together=together)
        first = _with_title(base, search, keys, f"({expression}) AND {title}" if more and title else None, query)
        rows = _ahead(first, keys, search.limit)
    else:
        expression = match_text(query, index.without_pairs, together=together, boost=True)
        rows = _by_rank(base, search, keys, expression)
    return Ranked(rows=rows, total=len(keys), more=more)


def candidates(base: sqlite3.Connection, search: Search, expression: str) -> tuple[list[int], bool]:
    """Return the keys that match, newest first, and whether there are more than were looked at."""
    most = max(search.limit, min(RANKED, _WORDS_TIMES_ROWS // (expression.count('"') // 2 + 5)))
    where, values = _where(base, search, expression)
    query = f"SELECT rowid FROM {_table(search)} WHERE {where} ORDER BY rowid DESC LIMIT ?"
    keys = [key for (key,) in base.execute(query, (*values, most + 1))]
    return keys[:most], len(keys) > most


def index_of(base: sqlite3.Connection, search: Search) -> Index:
    """Return how the table asked for spells and counts its words."""
    return Index(
        form=form_of(search),
        beginning=cache(lambda word: _beginning(base, search, word)),
        shares=read_shares(base, exact=search.exact),
    )


def form_of(search: Search) -> Callable[[str], str]:
    """Return what folds a word for *search*."""
    return (WITH_MARKS if search.exact else WITHOUT_MARKS).__getitem__


def _by_rank(base: sqlite3.Connection, search: Search, keys: Sequence[int], expression: str) -> list[tuple[int, float]]:
    if not keys:
        return []
    where, values = _where(base, search, expression)
    query = (
        f"SELECT rowid, -{_RANK.format(table=_table(search))} AS score FROM {_table(search)} "
        f"WHERE {where} AND rowid >= ? ORDER BY score DESC, rowid DESC LIMIT ?"
    )
    return base.execute(query, (*values, keys[-1], search.limit)).fetchall()


def _with_title(
    base: sqlite3.Connection, search: Search, keys: Sequence[int], expression: str | None, query: Query
) -> list[int]:
    """Return those of *keys*, newest first, that have the query in the title.

    Where there are more keys than were looked at, they lie close and the index is asked with *expression*; else it
    would have to go through everything once more, and the newest titles are read instead.
    """
    if expression:
        where, values = _where(base, search, expression)
        text = f"SELECT rowid FROM {_table(search)} WHERE {where} AND rowid >= ? ORDER BY rowid DESC LIMIT ?"
        return [key for (key,) in base.execute(text, (*values, keys[-1], search.limit))]
    newest = keys[:_TITLES_READ]
    marks = ", ".join("?" * len(newest))
    titles = dict(base.execute(f"SELECT key, title FROM articles WHERE key IN ({marks})", newest))
    form = form_of(search)
    return [key for key in newest if titles[key] and _is_in(query, titles[key], form)]


def _is_in(query: Query, title: str, form: Callable[[str], str]) -> bool:
    if isinstance(query, Run):
        whole = replace(query, phrase=True)
        return query.field in (None, "title") and bool(marked(title, [whole], form).marks)
    has = [_is_in(part, title, form) for part in query.parts]
    return any(has) if isinstance(query, AnyOf) else all(has)


def _ahead(first: Sequence[int], keys: Sequence[int], limit: int) -> list[tuple[int, float]]:
    seen = set(first)
    rows = [(key, 1.0) for key in first] + [(key, 0.0) for key in keys if key not in seen]
    return rows[:limit]


def _where(base: sqlite3.Connection, search: Search, expression: str) -> tuple[str, list[object]]:
    wanted: list[tuple[Fact, Sequence[str]]] = [
        ("site", search.sites),
        ("section", search.sections),
        ("author", search.authors),
    ]
    filters = [" OR ".join(f'"{fact(kind, value)}"' for value in values) for kind, values in wanted if values]
    whole = " AND ".join(f"({part})" for part in [expression, *(f"{{facts}} : ({one})" for one in filters)])
    where, values = f"{_table(search)} MATCH ?", list[object]([whole])
    if search.since is None and search.until is None:
        return where, values
    span = _span(base, search)
    where, values = f"{where} AND rowid BETWEEN ? AND ?", [*values, span.first, span.last]
    if not span.exact:
        base.create_function("in_span", 1, _in_span(search), deterministic=True)
        where += f" AND in_span((SELECT published_at FROM articles WHERE key = {_table(search)}.rowid))"
    return where, values


def _span(base: sqlite3.Connection, search: Search) -> Span:
    since, until = search.since, search.until
    if since and since.tzinfo:
        since = since.replace(tzinfo=None) - _ANY_OFFSET
    if until and until.tzinfo:
        until = until.replace(tzinfo=None) + _ANY_OFFSET
    span = span_of(base, since, until)
    same = (since, until) == (search.since, search.until)
    return span if same else Span(first=span.first, last=span.last, exact=False)


def _in_span(search: Search) -> Callable[[str | None], bool]:
    def holds(text: str | None) -> bool:
        if text is None:
            return False
        at = datetime.fromisoformat(text)
        printed = at.replace(tzinfo=None)
        return (search.since is None or (at if search.since.tzinfo else printed) >= search.since) and (
            search.until is None or (at if search.until.tzinfo else printed) <= search.until
        )

    return holds


def _beginning(base: sqlite3.Connection, search: Search, word: str) -> list[str]:
    query = "SELECT word FROM words WHERE exact = ? AND word >= ? AND word < ? || char(1114111) LIMIT ?"
    found = [one for (one,) in base.execute(query, (search.exact, word, word, _BEGINNINGS + 1))]
    if len(found) > _BEGINNINGS:
        raise BadQuery(f"{word}*: more than {_BEGINNINGS:,} words begin so; write more of it")
    return found


def _table(search: Search) -> str:
    return "articles_exact" if search.exact else "articles_fts"
