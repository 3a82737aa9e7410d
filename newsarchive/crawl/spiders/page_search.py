"""Finds the page of a long listing on which a past period begins, instead of walking there page by page.

Works where pages are numbered and show dates beside their links, newest first. The search knows pages that lie wholly
after the period and one that does not; between them it estimates by the dates, and halves where estimates do not help.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

_MOST_TRIES = 24  # of one listing; halving a million pages takes 20
_GROWTH = 8  # how many times further than before the search may go on an estimate
_FIRST_STEP = 64
_CLOSE = 3  # so few pages are walked
_FEWEST = 3  # dates on a page, to judge it by
_ORDERED = 0.8  # share of neighbors in order: a sidebar has an order of its own
_BISECT_AFTER = 6


@dataclass(frozen=True, kw_only=True)
class PageSearch:
    """A search for the first page that is not wholly after a period; *template* is a page's URL with ``{page}``.

    *first* and *last* are the numbers of the first page seen and of the last one known to lie after the period, each
    with its oldest day; *reached* is the lowest page known not to (it may lie beyond the end of the listing). *seen*
    are the pages looked at.
    """

    template: str
    first: tuple[int, date]
    last: tuple[int, date]
    per_day: float  # pages
    reached: int | None = None
    reached_day: date | None = None
    tries: int = 0
    seen: frozenset[int] = frozenset()

    @property
    def is_over(self) -> bool:
        """Whether the rest is walked, from the page behind *last*."""
        return self.tries >= _MOST_TRIES or (self.reached is not None and self.reached - self.last[0] <= _CLOSE)

    def url(self, number: int) -> str:
        """Return the URL of page *number*."""
        return self.template.replace("{page}", str(number))

    def unseen(self, number: int) -> int:
        """Return *number*, or the next page behind it that has not been looked at."""
        while number in self.seen:
            number += 1
        return number

    def next(self, until: date) -> int:
        """Return the number of the page to look at next, for a period that ends on the day *until*."""
        number, day = self.last
        if self.reached is None:
            step = round((day - until).days * self.per_day)
            return number + max(1, min(step, max(_FIRST_STEP, _GROWTH * number)))
        low, high = number + 1, self.reached - 1
        if self.reached_day is None or self.reached_day >= day or self.tries >= _BISECT_AFTER:
            return (low + high) // 2
        share = (day - until).days / (day - self.reached_day).days
        return max(low, min(high, number + round((self.reached - number) * share)))

    def after(self, number: int, day: date) -> PageSearch:
        """Return the search with page *number*, whose oldest day is *day*, known to lie after the period."""
        search = replace(self, tries=self.tries + 1, seen=self.seen | {number})
        if number <= self.last[0]:
            return search
        days = (self.first[1] - day).days
        per_day = (number - self.first[0]) / days if days > 0 else self.per_day
        return replace(search, last=(number, day), per_day=per_day)

    def not_after(self, number: int, day: date | None = None) -> PageSearch:
        """Return the search with page *number*, whose oldest day is *day*, known not to; ``None``: it has no dates."""
        search = replace(self, tries=self.tries + 1, seen=self.seen | {number})
        if self.reached is not None and number >= self.reached:
            return search
        return replace(search, reached=number, reached_day=day)


def begun(template: str, number: int, shown: Sequence[date]) -> PageSearch:
    """Return a search that begins at page *number*, which *shown* days after the period."""
    span = max(1, (max(shown) - min(shown)).days)
    start = number, min(shown)
    return PageSearch(template=template, first=start, last=start, per_day=1 / span)


def is_after(shown: Sequence[date], until: date) -> bool:
    """Return whether a page that shows these days, in this order, lies wholly after the day *until*."""
    if len(shown) < _FEWEST or min(shown) <= until:
        return False
    ordered = sum(one >= other for one, other in pairwise(shown))
    return ordered >= _ORDERED * (len(shown) - 1)


def page_template(number: int, url: str, following: str, links: Collection[str]) -> str | None:
    """Return the URLs of a listing's pages with ``{page}`` for the number, as far as its own links show them.

    *url* is that of page *number* and *following* that of the next. A number in it is the page's when the same URL with
    another number is this page or one that it links to.
    """
    for found in reversed([*re.finditer(rf"(?<!\d){number + 1}(?!\d)", following)]):
        head, tail = following[: found.start()], following[found.end() :]
        if "{" in head + tail:
            continue
        others = (one for one in range(max(2, number - 3), number + 6) if one != number + 1)
        if (number > 1 and f"{head}{number}{tail}" == url) or any(f"{head}{one}{tail}" in links for one in others):
            return f"{head}{{page}}{tail}"
    return None
