"""One page of search results, and the counts of articles by site, section, author and month."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from newsarchive.browse.page_query import FACETS, PageQuery, most_pages
from newsarchive.search import Hit, Search, SearchHit, count_labels, find
from newsarchive.search.labels import LabelKind
from newsarchive.search.snippets import Snippet

PER_PAGE = 20
_SHOWN_VALUES = 20
# Counting by label is stopped after this time, and the page shows a notice.
_SECONDS = 20.0

_REMEMBERED = 64
_counted: dict[tuple[object, ...], Mapping[LabelKind, Sequence[tuple[str, int]]]] = {}

Pieces = Sequence[tuple[str, bool]]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One article in the list; the parts of *title* and *snippet* that match the query are marked."""

    id: str
    revision: int
    publisher: str
    section: str | None
    published: str
    authors: Sequence[str]
    language: str | None
    title: Pieces
    snippet: Pieces


@dataclass(frozen=True, kw_only=True)
class Results:
    """One page of *articles*; *total* articles match, and *together* of them have the words side by side.

    *facets* has the values of each facet with their counts, the most frequent first and months by time; ``None`` if
    counting took too long.
    """

    articles: Sequence[Shown]
    total: int
    together: int
    facets: Mapping[str, Sequence[tuple[str, int]]] | None

    def has_next(self, query: PageQuery) -> bool:
        """Return whether there is a page after that of *query*."""
        return query.page * PER_PAGE < self.total and query.page < most_pages(query.q)

    @property
    def last_page(self) -> int:
        """Return the number of the last page, at least 1."""
        return max(1, -(-self.total // PER_PAGE))


def results(index: sqlite3.Connection, query: PageQuery) -> Results:
    """Return the result page for *query*; raise BadQuery for a query without words, ValueError for an invalid time."""
    search = search_of(query)
    found = find(index, search)
    counts = _counts(index, search, found)
    facets = None
    if counts is not None:
        facets = {name: counts[name] if name == "month" else counts[name][:_SHOWN_VALUES] for name in FACETS}  # type: ignore[index]
    return Results(
        articles=[_shown(hit) for hit in found.hits], total=found.total, together=found.together, facets=facets
    )


def _counts(
    index: sqlite3.Connection, search: Search, found: SearchHit
) -> Mapping[LabelKind, Sequence[tuple[str, int]]] | None:
    """Count by label; cached for all pages and orders of the same search while the index is unchanged."""
    same = replace(search, limit=0, offset=0, order="rank")
    path = index.execute("PRAGMA database_list").fetchone()[2]
    stamp = Path(path).stat()
    key = (path, stamp.st_mtime_ns, stamp.st_size, same)
    if key not in _counted:
        labels = count_labels(index, same, seconds=_SECONDS, found=found).labels
        if labels is None:
            return None
        if len(_counted) >= _REMEMBERED:
            _counted.clear()
        _counted[key] = labels
    return _counted[key]


def search_of(query: PageQuery) -> Search:
    """Return the search for *query*, including its page; raise ValueError for an invalid time."""
    since, until = query.span
    return Search(
        query=query.q,
        exact=query.exact,
        sites=query.site,
        sections=query.section,
        authors=query.author,
        months=query.month,
        since=since,
        until=until,
        limit=PER_PAGE,
        offset=(query.page - 1) * PER_PAGE,
        order="date" if query.order == "date" else "rank",
    )


def _shown(hit: Hit) -> Shown:
    return Shown(
        id=hit.id,
        revision=hit.revision,
        publisher=hit.publisher or hit.site,
        section=hit.section,
        published=_displayed(hit.published_at),
        authors=hit.authors,
        language=hit.language,
        title=pieces(hit.title) or [("(no title)", False)],
        snippet=pieces(hit.snippet),
    )


def pieces(snippet: Snippet) -> Pieces:
    """Split the text of *snippet* into parts, each with a flag for marked parts."""
    out: list[tuple[str, bool]] = []
    at = 0
    for start, end in snippet.marks:
        out += [(snippet.text[at:start], False), (snippet.text[start:end], True)]
        at = end
    return [part for part in (*out, (snippet.text[at:], False)) if part[0]]


def _displayed(published: str | None) -> str:
    text = published or "undated"
    # A date without time is stored as midnight, so the hour is not shown for the few articles published at midnight.
    return text[:10] if text[11:16] == "00:00" else text[:16].replace("T", " ")
