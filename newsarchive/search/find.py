"""Search an index: the number of matching articles, and the best of them with a snippet of the matching text.

Words typed side by side must all occur in an article (*total*); the articles in which they are side by side
(*together*) come first. Within each of the two groups, up to RANKED articles are ordered by BM25. Only queries of
common words match more, and the frequency of common words says little about relevance: then articles with the words in
the title come first, and within these the newest. Counts and order do not depend on the limit.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from newsarchive.search.folding import WITH_MARKS, WITHOUT_MARKS
from newsarchive.search.matches import Matches, Search, matches_of, parsed
from newsarchive.search.matching import title_expression
from newsarchive.search.query import Query, Run, is_loose, runs_of
from newsarchive.search.rows import AUTHOR_SEPARATOR
from newsarchive.search.snippets import Snippet, best_snippet, marked

#: Up to this many articles are ranked by BM25.
RANKED = 20_000
# Weights of title, lead, body, rest, labels: a headline states the subject of an article.
_RANK = "bm25(articles_fts, 10.0, 4.0, 1.0, 2.0, 0.0)"


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A matching article. A higher *score* is more relevant; *apart*: its words are not all side by side."""

    key: int
    id: str
    revision: int
    site: str
    publisher: str | None
    section: str | None
    published_at: str | None
    authors: tuple[str, ...]
    url: str | None
    language: str | None
    title: Snippet
    snippet: Snippet
    score: float
    apart: bool = False


@dataclass(frozen=True, kw_only=True)
class SearchHit:
    """The requested hits and the counts: *total* articles have the words, *together* have them side by side.

    Both counts are equal if the query has no words side by side, or only quoted ones. *matches* selects all matching
    articles, for `count_labels` on the same connection.
    """

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    together: int = 0
    matches: Matches | None = field(default=None, repr=False, compare=False)


def find(index: sqlite3.Connection, search: Search) -> SearchHit:
    """Return the articles of *index* that match *search*; raise BadQuery."""
    query = parsed(search)
    every = matches_of(index, search, query, together=False)
    total = every.count(index)
    if query is None or not is_loose(query):
        rows = _ordered(index, search, query, every, total, together=True)
        chosen = list(islice(rows, search.offset, min(search.offset + search.limit, sys.maxsize)))
        hits = [_hit(index, search, query, *row) for row in chosen]
        return SearchHit(hits=hits, total=total, together=total, matches=every)
    side_by_side = matches_of(index, search, query, together=True)
    together = side_by_side.count(index)
    if search.order == "date":
        rows = _ordered(index, search, query, every, total, together=False)
    else:
        rows = _together_first(index, search, query, (side_by_side, together), (every, total))
    chosen = list(islice(rows, search.offset, min(search.offset + search.limit, sys.maxsize)))
    near = side_by_side.having(index, [key for key, _ in chosen])
    hits = [_hit(index, search, query, key, score, apart=key not in near) for key, score in chosen]
    return SearchHit(hits=hits, total=total, together=together, matches=every)


def matching_keys(index: sqlite3.Connection, search: Search, *, together: bool = False) -> list[int]:
    """Return the keys of all articles that match *search*, newest first; raise BadQuery.

    With *together*, only those in which words typed side by side are side by side.
    """
    return list(matches_of(index, search, parsed(search), together=together).keys(index))


def _together_first(
    index: sqlite3.Connection, search: Search, query: Query, near: tuple[Matches, int], every: tuple[Matches, int]
) -> Iterator[tuple[int, float]]:
    yield from _ordered(index, search, query, *near, together=True)
    first = set(near[0].keys(index))
    yield from (row for row in _ordered(index, search, query, *every, together=False) if row[0] not in first)


def _ordered(
    index: sqlite3.Connection, search: Search, query: Query | None, found: Matches, total: int, *, together: bool
) -> Iterator[tuple[int, float]]:
    """Yield the keys of *found* with their scores, best first."""
    if query is None or search.order == "date":
        return ((key, 0.0) for key in found.keys(index))
    if total <= RANKED:
        rows = f"SELECT rowid, -{_RANK} AS score FROM articles_fts WHERE {found.where} ORDER BY score DESC, rowid DESC"
        return iter(index.execute(rows, found.values))
    return _titles_first(index, query, found, together)


def _titles_first(
    index: sqlite3.Connection, query: Query, found: Matches, together: bool
) -> Iterator[tuple[int, float]]:
    title = title_expression(query, together=together)
    if title is None:
        yield from ((key, 0.0) for key in found.keys(index))
        return
    first: set[int] = set()
    expression = f"{found.expression} AND {title}"
    titled = Matches(where=found.where, values=[expression, *found.values[1:]], expression=expression)
    for key in titled.keys(index):
        first.add(key)
        yield key, 1.0
    yield from ((key, 0.0) for key in found.keys(index) if key not in first)


def _hit(
    index: sqlite3.Connection, search: Search, query: Query | None, key: int, score: float, apart: bool = False
) -> Hit:
    names = ("id", "revision", "site", "publisher", "section", "published_at", "url", "language")
    row = f"SELECT {', '.join(names)}, authors, title, lead, body, byline, dateline, tags, captions FROM articles"
    found = index.execute(f"{row} WHERE key = ?", (key,)).fetchone()
    facts, (authors, title, lead, body, *around) = found[: len(names)], found[len(names) :]
    runs: Sequence[Run] = runs_of(query) if query is not None else ()
    form = (WITH_MARKS if search.exact else WITHOUT_MARKS).__getitem__
    heading = marked(title or "", runs, form)
    snippet = best_snippet([lead or "", body], runs, form)
    if runs and not snippet.marks and not heading.marks:
        snippet = best_snippet([*(text for text in around if text), lead or "", body], runs, form)
    return Hit(
        key=key,
        **dict(zip(names, facts, strict=True)),
        authors=tuple(authors.split(AUTHOR_SEPARATOR)) if authors else (),
        title=heading,
        snippet=snippet,
        score=score,
        apart=apart,
    )
