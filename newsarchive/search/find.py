"""Ask a search base: the articles that answer a query, best first, each with the piece of text that answers it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from newsarchive.article import record_from_json
from newsarchive.search.facts import Fact, fact
from newsarchive.search.folding import WITH_MARKS, WITHOUT_MARKS
from newsarchive.search.frequent import common_words
from newsarchive.search.keys import Span, span_of
from newsarchive.search.query import Index, Query, is_loose, match_text, parse_query, runs_of
from newsarchive.search.snippets import Snippet, best_snippet, marked

# Weights of title, lead, body, rest, facts: a headline says what an article is about.
_RANK = "bm25({table}, 10.0, 4.0, 1.0, 2.0, 0.0)"
#: Of a query that more articles answer, the newest so many are ranked: what is everywhere tells nothing by its rank.
RANKED = 10_000
_BEGINNINGS = 200
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
class Hit:
    """An article that answers. *score* grows with relevance; *apart*: its words do not all stand side by side."""

    key: int
    id: str
    site: str
    publisher: str | None
    section: str | None
    published_at: str | None
    authors: tuple[str, ...]
    url: str | None
    title: Snippet
    snippet: Snippet
    score: float
    apart: bool = False


@dataclass(frozen=True, kw_only=True)
class Found:
    """The hits and how many there are in all; with *more* there are more than *total*, which were not looked at."""

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    more: bool = False


def find(base: sqlite3.Connection, search: Search) -> Found:
    """Return the articles of *base* that answer *search*; raise BadQuery when it holds no word."""
    query = parse_query(search.query)
    together = _ranked(base, search, query, together=True)
    apart = _Ranked()
    enough = len(together.rows) >= search.limit or (together.rows and search.order == "date")
    if not enough and is_loose(query):
        apart = _ranked(base, search, query, together=False)
    first = {key for key, _ in together.rows}
    rows = [(key, score, False) for key, score in together.rows]
    rows += [(key, score, True) for key, score in apart.rows if key not in first]
    return Found(
        hits=[_hit(base, search, query, *row) for row in rows[: search.limit]],
        total=max(together.total, apart.total),
        more=together.more or apart.more,
    )


def matching_keys(base: sqlite3.Connection, search: Search) -> list[int]:
    """Return the keys of the articles that answer *search*, newest first, at most RANKED or *limit* of them."""
    query = parse_query(search.query)
    keys = _candidates(base, search, _expression(base, search, query, together=True))
    if not keys and is_loose(query):
        keys = _candidates(base, search, _expression(base, search, query, together=False))
    return keys[: max(RANKED, search.limit)]


@dataclass(frozen=True, kw_only=True)
class _Ranked:
    rows: list[tuple[int, float]] = field(default_factory=list)
    total: int = 0
    more: bool = False


def _ranked(base: sqlite3.Connection, search: Search, query: Query, *, together: bool) -> _Ranked:
    expression = _expression(base, search, query, together=together)
    keys = _candidates(base, search, expression)
    most = max(RANKED, search.limit)
    more, keys = len(keys) > most, keys[:most]
    if not keys:
        return _Ranked()
    where, values = _where(base, search, expression)
    table = _table(search)
    rank = _RANK.format(table=table)
    order = "score, rowid DESC" if search.order == "rank" else "rowid DESC"
    rows = base.execute(
        f"SELECT rowid, {rank} AS score FROM {table} WHERE {where} AND rowid >= ? ORDER BY {order} LIMIT ?",
        (*values, keys[-1], search.limit),
    ).fetchall()
    return _Ranked(rows=[(key, -score) for key, score in rows], total=len(keys), more=more)


def _candidates(base: sqlite3.Connection, search: Search, expression: str) -> list[int]:
    """Return the keys that match, newest first, and one more than will be ranked, to tell that there are more."""
    where, values = _where(base, search, expression)
    query = f"SELECT rowid FROM {_table(search)} WHERE {where} ORDER BY rowid DESC LIMIT ?"
    return [key for (key,) in base.execute(query, (*values, max(RANKED, search.limit) + 1))]


def _where(base: sqlite3.Connection, search: Search, expression: str) -> tuple[str, list[object]]:
    where, values = f"{_table(search)} MATCH ?", list[object]([expression])
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
    return (
        span if (since, until) == (search.since, search.until) else Span(first=span.first, last=span.last, exact=False)
    )


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


def _expression(base: sqlite3.Connection, search: Search, query: Query, *, together: bool) -> str:
    wanted: list[tuple[Fact, Sequence[str]]] = [
        ("site", search.sites),
        ("section", search.sections),
        ("author", search.authors),
    ]
    filters = [" OR ".join(f'"{fact(kind, value)}"' for value in values) for kind, values in wanted if values]
    index = Index(
        form=_form(search),
        beginning=lambda word: _beginning(base, search, word),
        common=common_words(base, exact=search.exact),
    )
    parts = [match_text(query, index, together=together), *(f"{{facts}} : ({one})" for one in filters)]
    return " AND ".join(f"({part})" for part in parts)


def _beginning(base: sqlite3.Connection, search: Search, word: str) -> list[str] | None:
    """Return the indexed words that begin with *word*, ``None`` when there are more than an expression should hold."""
    query = "SELECT word FROM words WHERE exact = ? AND word >= ? AND word < ? || char(1114111) LIMIT ?"
    found = [one for (one,) in base.execute(query, (search.exact, word, word, _BEGINNINGS + 1))]
    return found if len(found) <= _BEGINNINGS else None


def _table(search: Search) -> str:
    return "articles_exact" if search.exact else "articles_fts"


def _form(search: Search) -> Callable[[str], str]:
    return (WITH_MARKS if search.exact else WITHOUT_MARKS).__getitem__


def _hit(base: sqlite3.Connection, search: Search, query: Query, key: int, score: float, apart: bool) -> Hit:
    names = ("id", "site", "publisher", "section", "published_at", "url")
    asked = f"SELECT {', '.join(names)}, title, lead, body FROM articles WHERE key = ?"
    *facts, title, lead, body = base.execute(asked, (key,)).fetchone()
    authors = tuple(name for (name,) in base.execute("SELECT name FROM authors WHERE article = ?", (key,)))
    runs, form = runs_of(query), _form(search)
    heading = marked(title or "", runs, form)
    snippet = best_snippet([lead or "", body], runs, form)
    if not snippet.marks and not heading.marks:
        snippet = best_snippet([*_around(base, facts[0]), lead or "", body], runs, form)
    known = dict(zip(names, facts, strict=True))
    return Hit(key=key, **known, authors=authors, title=heading, snippet=snippet, score=score, apart=apart)


def _around(base: sqlite3.Connection, id: str) -> list[str]:
    """Return the texts round the body that are searched too."""
    query = "SELECT record_json(json) FROM revisions WHERE id = ? ORDER BY revision DESC LIMIT 1"
    record = record_from_json(base.execute(query, (id,)).fetchone()[0])
    pictures = [text for one in record.pictures for text in (one.caption, one.credit)]
    return [text for text in (*pictures, record.byline, ", ".join(record.tags), record.dateline) if text]
