"""The search base asked for one page of results, and for how many there are by site, section, author and month."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic

from newsarchive.browse.asked import Asked, most_pages
from newsarchive.search import Hit, Search, find, matching_keys
from newsarchive.search.keys import span_of
from newsarchive.search.snippets import Snippet

PER_PAGE = 20
_SHOWN_VALUES = 20
_SNIPPET = 220
# A count that takes longer is left out of the page rather than waited for.
_SECONDS = 2.0
_STEPS = 10_000
_ANY_OFFSET = timedelta(days=1)
_COLUMNS = "key, id, revision, site, publisher, section, published_at, authors, title, lead, substr(body, 1, 300)"
_COUNTS: Mapping[str, str] = {
    "site": "SELECT site, count(*) FROM articles WHERE {scope} GROUP BY site ORDER BY 2 DESC, 1 LIMIT {most}",
    "section": "SELECT section, count(*) FROM articles WHERE {scope} AND section IS NOT NULL "
    "GROUP BY section ORDER BY 2 DESC, 1 LIMIT {most}",
    "author": "SELECT name, count(*) FROM authors WHERE {author_scope} GROUP BY name ORDER BY 2 DESC, 1 LIMIT {most}",
    "month": "SELECT month, count(*) FROM articles WHERE {scope} GROUP BY month ORDER BY month = 'undated', 1 DESC",
}

Pieces = Sequence[tuple[str, bool]]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One article in the list; of *title* and *snippet* the pieces that answer the words are marked."""

    id: str
    revision: int
    publisher: str
    section: str | None
    published: str
    authors: str
    title: Pieces
    snippet: Pieces


@dataclass(frozen=True, kw_only=True)
class Results:
    """One page of *articles*, of *total* in all. *more*: there are more, of which only the newest were looked at.

    *facets* holds the values of each facet with their counts, the frequent ones first and months by time; ``None``
    stands for a count that took too long, as it does for *total*.
    """

    articles: Sequence[Shown]
    total: int | None
    more: bool
    facets: Mapping[str, Sequence[tuple[str, int]] | None]

    def has_next(self, asked: Asked) -> bool:
        """Tell whether there is a page after that of *asked*."""
        known = self.total is None or asked.page * PER_PAGE < self.total
        return len(self.articles) == PER_PAGE and known and asked.page < most_pages(asked.q)

    def last_page(self, asked: Asked) -> int:
        """Return the last page that has articles, as far as is known, for *asked*, whose page is behind it."""
        pages = -(-(self.total or 0) // PER_PAGE)
        # Of ranked answers fewer may be looked at than there are: then the first page is there.
        return pages if 0 < pages < asked.page else 1


@dataclass(frozen=True, kw_only=True)
class _Scope:
    """The articles in question, as a condition on the table articles."""

    where: str
    values: Sequence[object]


def results(base: sqlite3.Connection, asked: Asked) -> Results:
    """Return the page of *asked*; raise BadQuery for words that hold none, ValueError for a time that is none."""
    scope = _scope(base, asked)
    counted = _counted(base, f"SELECT 'all', count(*) FROM articles WHERE {scope.where}", scope.values)
    articles, more = _by_words(base, asked, scope) if asked.q else (_by_time(base, asked, scope), False)
    return Results(
        articles=articles,
        total=counted[0][1] if counted else None,
        more=more,
        facets={name: _facet(base, name, scope) for name in _COUNTS},
    )


def months(base: sqlite3.Connection, asked: Asked) -> Sequence[tuple[str, int]] | None:
    """Return how many articles answer *asked* by month, the newest first, "undated" among them."""
    return _facet(base, "month", _scope(base, asked))


def _scope(base: sqlite3.Connection, asked: Asked) -> _Scope:
    since, until = asked.span
    parts, values = list[str](), list[object]()
    if asked.q:
        keys = matching_keys(base, _search(asked, since, until))
        parts, values = ["key IN (SELECT value FROM json_each(?))"], [json.dumps(keys)]
    elif since or until:
        parts, values = _in_span(base, since, until)
    for name in ("site", "section", "month"):
        chosen = asked.chosen[name]
        if chosen:
            parts.append(f"{name} IN ({', '.join('?' * len(chosen))})")
            values += chosen
    if asked.author:
        marks = ", ".join("?" * len(asked.author))
        parts.append(f"key IN (SELECT article FROM authors WHERE name IN ({marks}))")
        values += asked.author
    return _Scope(where=" AND ".join(parts) or "1", values=values)


def _in_span(
    base: sqlite3.Connection, since: datetime | None, until: datetime | None
) -> tuple[list[str], list[object]]:
    """Return the condition of a span: the range of keys, which is quick, and the very times, which are right."""
    wide = (_local(since, -_ANY_OFFSET), _local(until, _ANY_OFFSET))
    span = span_of(base, *wide)
    parts, values = ["key BETWEEN ? AND ?"], list[object]([span.first, span.last])
    for sign, bound in ((">=", since), ("<=", until)):
        if bound is not None and bound.tzinfo:
            parts.append(f"julianday(published_at) {sign} julianday(?)")
            values.append(bound.isoformat())
        elif bound is not None:
            parts.append(f"substr(published_at, 1, 19) {sign} ?")
            values.append(bound.isoformat()[:19])
    return parts, values


def _local(bound: datetime | None, wider: timedelta) -> datetime | None:
    return bound.replace(tzinfo=None) + wider if bound is not None and bound.tzinfo else bound


def _search(asked: Asked, since: datetime | None, until: datetime | None) -> Search:
    return Search(
        query=asked.q,
        exact=asked.exact,
        sites=asked.site,
        sections=asked.section,
        authors=asked.author,
        since=since,
        until=until,
        order="date" if asked.order == "date" else "rank",
    )


def _facet(base: sqlite3.Connection, name: str, scope: _Scope) -> Sequence[tuple[str, int]] | None:
    every = scope.where == "1"
    narrowed = "1" if every else f"article IN (SELECT key FROM articles WHERE {scope.where})"
    query = _COUNTS[name].format(scope=scope.where, author_scope=narrowed, most=_SHOWN_VALUES)
    return _counted(base, query, scope.values)


def _counted(base: sqlite3.Connection, query: str, values: Sequence[object]) -> list[tuple[str, int]] | None:
    try:
        with _limited(base):
            return [(value, count) for value, count in base.execute(query, values)]
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise
        return None


@contextmanager
def _limited(base: sqlite3.Connection) -> Iterator[None]:
    end = monotonic() + _SECONDS
    base.set_progress_handler(lambda: monotonic() > end, _STEPS)
    try:
        yield
    finally:
        base.set_progress_handler(None, _STEPS)


def _by_time(base: sqlite3.Connection, asked: Asked, scope: _Scope) -> list[Shown]:
    query = f"SELECT {_COLUMNS} FROM articles WHERE {scope.where} ORDER BY key DESC LIMIT ? OFFSET ?"
    rows = base.execute(query, (*scope.values, PER_PAGE, (asked.page - 1) * PER_PAGE))
    return [_shown(tuple(row), None) for row in rows]


def _by_words(base: sqlite3.Connection, asked: Asked, scope: _Scope) -> tuple[list[Shown], bool]:
    allowed = {key for (key,) in base.execute(f"SELECT key FROM articles WHERE {scope.where}", scope.values)}
    hits, more = _hits(base, asked, allowed)
    query = f"SELECT {_COLUMNS} FROM articles WHERE key = ?"
    page = hits[(asked.page - 1) * PER_PAGE :]
    return [_shown(tuple(base.execute(query, (hit.key,)).fetchone()), hit) for hit in page], more


def _hits(base: sqlite3.Connection, asked: Asked, allowed: set[int]) -> tuple[list[Hit], bool]:
    """Return the best hits up to the end of the page, and whether some were not looked at.

    Search takes a facet more widely (breadcrumbs, photographers) than the page counts it.
    """
    wanted = min(asked.page * PER_PAGE, len(allowed))
    search = replace(_search(asked, *asked.span), limit=max(wanted, 1))
    while True:
        found = find(base, search)
        hits = [hit for hit in found.hits if hit.key in allowed]
        if len(hits) >= wanted or len(found.hits) < search.limit:
            return hits[:wanted], found.more
        search = replace(search, limit=4 * search.limit)


def _shown(row: tuple[object, ...], hit: Hit | None) -> Shown:
    _, id, revision, site, publisher, section, published, authors, title, lead, body = row
    heading = hit.title if hit else Snippet(text=str(title or ""))
    return Shown(
        id=str(id),
        revision=int(str(revision)),
        publisher=str(publisher or site),
        section=None if section is None else str(section),
        published=_printed(published),
        authors=str(authors or ""),
        title=pieces(heading) or [("(no title)", False)],
        snippet=pieces(hit.snippet) if hit else pieces(Snippet(text=_short(str(lead or body or "")))),
    )


def pieces(snippet: Snippet) -> Pieces:
    """Cut the text of *snippet* into pieces, each with whether it is marked."""
    out: list[tuple[str, bool]] = []
    at = 0
    for start, end in snippet.marks:
        out += [(snippet.text[at:start], False), (snippet.text[start:end], True)]
        at = end
    return [one for one in (*out, (snippet.text[at:], False)) if one[0]]


def _printed(published: object) -> str:
    text = str(published or "undated")
    # Midnight is how a bare day is stored; nobody misses the hour of the few articles published then.
    return text[:10] if text[11:16] == "00:00" else text[:16].replace("T", " ")


def _short(text: str) -> str:
    return text if len(text) <= _SNIPPET else text[:_SNIPPET].rpartition(" ")[0] + " …"
