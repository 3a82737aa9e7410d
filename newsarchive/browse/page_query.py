"""The query of the search page: parsed from the URL, and written back to links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlencode

from newsarchive.dataset.selection import span_end, span_start

#: The facets, in display order; each is a field of the query.
FACETS: tuple[str, ...] = ("site", "section", "author", "month")
#: The heading of each facet, which says what it counts.
FACET_NAMES: Mapping[str, str] = {
    "site": "Site",
    "section": "Section, any level",
    "author": "Author or other credit",
    "month": "Month",
}
_MOST_PAGES = 500
# To show a page of ranked results, SQLite must sort all results of the pages before it.
_MOST_RANKED_PAGES = 500


class Arguments(Protocol):
    """The query string of a URL."""

    def get(self, name: str, default: Any = None) -> Any:
        """Return the first value of *name*."""

    def getlist(self, name: str) -> Sequence[str]:
        """Return every value of *name*."""


@dataclass(frozen=True, kw_only=True)
class PageQuery:
    """Words and filters; the values of one facet are alternatives. *since* and *until* are as typed ("2017-09")."""

    q: str = ""
    exact: bool = False
    order: str = "rank"
    since: str = ""
    until: str = ""
    page: int = 1
    site: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    month: tuple[str, ...] = ()

    @property
    def chosen(self) -> Mapping[str, tuple[str, ...]]:
        """Return the selected values of each facet."""
        return {name: getattr(self, name) for name in FACETS}

    @property
    def span(self) -> tuple[datetime | None, datetime | None]:
        """Return the first and the last time requested; raise ValueError with the remedy."""
        return span_start(self.since or None), span_end(self.until or None)

    def link(self, path: str = "/", **changes: Any) -> str:
        """Return the URL of this query with *changes*, at its first page unless *page* is among them."""
        return _address(path, replace(self, **{"page": 1, **changes}))

    @property
    def is_narrowed(self) -> bool:
        """Whether a facet or a time span narrows the search."""
        return any(self.chosen.values()) or bool(self.since or self.until)

    @property
    def cleared(self) -> str:
        """Return the URL of the same words without filters."""
        return PageQuery(q=self.q, exact=self.exact, order=self.order).link("/")

    def link_only(self, facet: str, value: str) -> str:
        """Return the URL of all articles that have *value*."""
        return PageQuery(**{facet: (value,)}).link("/")  # type: ignore[arg-type]

    def link_words(self, words: str) -> str:
        """Return the URL of all articles with these *words* side by side."""
        quoted = words.replace('"', " ")
        return PageQuery(q=f'"{quoted}"').link("/")

    def link_with(self, facet: str, value: str) -> str:
        """Return the URL with *value* added to the filters."""
        return self.link("/", **{facet: (*self.chosen[facet], value)})

    def link_without(self, facet: str, value: str) -> str:
        """Return the URL with *value* removed from the filters."""
        return self.link("/", **{facet: tuple(choice for choice in self.chosen[facet] if choice != value)})


def page_query_of(arguments: Arguments) -> PageQuery:
    """Parse the query string of a URL; invalid parts are ignored."""
    page, words = str(arguments.get("page", "1")), str(arguments.get("q", "")).strip()[:1000]
    return PageQuery(
        q=words,
        exact=arguments.get("exact", "") == "1",
        order="date" if arguments.get("order", "") == "date" else "rank",
        since=arguments.get("since", "").strip(),
        until=arguments.get("until", "").strip(),
        page=min(int(page), most_pages(words)) if page.isascii() and page.isdigit() and int(page) else 1,
        **{name: tuple(dict.fromkeys(arguments.getlist(name))) for name in FACETS},
    )


def most_pages(words: str) -> int:
    """Return the maximum number of result pages."""
    return _MOST_RANKED_PAGES if words else _MOST_PAGES


def _address(path: str, query: PageQuery) -> str:
    pairs: list[tuple[str, str]] = []
    for field in fields(query):
        value = getattr(query, field.name)
        if value == field.default:
            continue
        values = value if isinstance(value, tuple) else (value,)
        pairs += [(field.name, str(int(value) if isinstance(value, bool) else value)) for value in values]
    return f"{path}?{urlencode(pairs)}" if pairs else path
