"""Ask a search base: the articles that answer a query, best first, each with the piece of text that answers it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field

from newsarchive.article import record_from_json
from newsarchive.search.matching import match_text
from newsarchive.search.query import Query, is_loose, parse_query, runs_of
from newsarchive.search.ranking import Ranked, Search, candidates, form_of, index_of, ranked
from newsarchive.search.snippets import Snippet, best_snippet, marked


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
    """Return the articles of *base* that answer *search*; raise BadQuery."""
    query = parse_query(search.query)
    together = ranked(base, search, query, together=True)
    enough = len(together.rows) >= search.limit or (together.rows and search.order == "date")
    apart = Ranked() if enough or not is_loose(query) else ranked(base, search, query, together=False)
    first = {key for key, _ in together.rows}
    rows = [(key, score, False) for key, score in together.rows]
    rows += [(key, score, True) for key, score in apart.rows if key not in first]
    return Found(
        hits=[_hit(base, search, query, *row) for row in rows[: search.limit]],
        total=max(together.total, apart.total),
        more=together.more or apart.more,
    )


def matching_keys(base: sqlite3.Connection, search: Search) -> list[int]:
    """Return the keys of the articles that answer *search*, newest first, at most RANKED (or *limit*) of them."""
    query, index = parse_query(search.query), index_of(base, search)
    keys, _ = candidates(base, search, match_text(query, index, together=True))
    if not keys and is_loose(query):
        keys, _ = candidates(base, search, match_text(query, index, together=False))
    return keys


def _hit(base: sqlite3.Connection, search: Search, query: Query, key: int, score: float, apart: bool) -> Hit:
    names = ("id", "site", "publisher", "section", "published_at", "url")
    asked = f"SELECT {', '.join(names)}, title, lead, body FROM articles WHERE key = ?"
    *facts, title, lead, body = base.execute(asked, (key,)).fetchone()
    authors = tuple(name for (name,) in base.execute("SELECT name FROM authors WHERE article = ?", (key,)))
    runs, form = runs_of(query), form_of(search)
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
