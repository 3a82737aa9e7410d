"""Listing: one list of articles that runs over several pages, and when to stop turning them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from newsarchive.crawl.plan import Plan


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A page of a list: *url* is the list's first page, *number* counts from 1, *met* holds the addresses so far."""

    url: str
    number: int = 1
    met: set[str] = field(default_factory=set, repr=False)
    previous: tuple[str, ...] = ()

    def turned(self, articles: Iterable[str]) -> Listing:
        """Return the next page, this one having shown *articles*."""
        shown = tuple(articles)
        self.met.update(shown)
        return replace(self, number=self.number + 1, previous=shown)

    def ends(self, articles: Collection[str], days: Iterable[date | None], plan: Plan) -> bool:
        """Tell whether to stop behind this page, which shows *articles*; *days* are those of the page before it.

        It ends where a page shows nothing that earlier ones did not (papers answer the page behind the last with the
        first or the last), at --depth, and where every article of a page was published before --since. That one is
        judged a page late: by then its articles have been read.
        """
        if plan.depth is not None and self.number >= plan.depth:
            return True
        if all(one in self.met for one in articles):
            return True
        known = [day for day in days if day is not None]
        return bool(plan.since and len(known) >= 3 and all(day < plan.since for day in known))
