"""Find the page of a long listing on which a past period begins, without fetching every page before it.

The search needs numbered pages that display dates beside their links, newest first. It brackets the target between
pages wholly after the period and one that is not; between these, it interpolates by date, and falls back to bisection.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

_MOST_TRIES = 24  # maximum per listing; bisecting a million pages takes 20
_GROWTH = 8  # maximum factor by which an estimate may extend the previous distance
_FIRST_STEP = 64
_CLOSE = 3  # this few pages are fetched one by one
_FEWEST = 3  # minimum number of dates to judge a page
_ORDERED = 0.8  # share of neighbors in order: a sidebar has its own order
_BISECT_AFTER = 6


@dataclass(frozen=True, kw_only=True)
class PageSearch:
    """A search for the first page that is not wholly after a period; *template* is a page's URL with ``{page}``.

    *first* and *last* are the numbers of the first page seen and of the last page known to be after the period, each
    with its oldest day. *reached* is the lowest page known not to be after the period (it may not exist). *seen* are
    the fetched pages.
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
        """Whether the search is over and the remaining pages are fetched one by one, from the page after *last*."""
        return self.tries >= _MOST_TRIES or (self.reached is not None and self.reached - self.last[0] <= _CLOSE)

    def url(self, number: int) -> str:
        """Return the URL of page *number*."""
        return self.template.replace("{page}", str(number))

    def unseen(self, number: int) -> int:
        """Return *number*, or the next page after it that has not been fetched."""
        while number in self.seen:
            number += 1
        return number

    def next(self, until: date) -> int:
        """Return the number of the page to fetch next, for a period that ends on the day *until*."""
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
        """Return the search after page *number*, with oldest day *day*, was found to be after the period."""
        search = replace(self, tries=self.tries + 1, seen=self.seen | {number})
        if number <= self.last[0]:
            return search
        days = (self.first[1] - day).days
        per_day = (number - self.first[0]) / days if days > 0 else self.per_day
        return replace(search, last=(number, day), per_day=per_day)

    def not_after(self, number: int, day: date | None = None) -> PageSearch:
        """Return the search after page *number*, with oldest day *day*, was found not to be; ``None``: no dates."""
        search = replace(self, tries=self.tries + 1, seen=self.seen | {number})
        if self.reached is not None and number >= self.reached:
            return search
        return replace(search, reached=number, reached_day=day)


def begun(template: str, number: int, shown: Sequence[date]) -> PageSearch:
    """Return a search that starts at page *number*, whose *shown* days are after the period."""
    span = max(1, (max(shown) - min(shown)).days)
    start = number, min(shown)
    return PageSearch(template=template, first=start, last=start, per_day=1 / span)


def is_after(shown: Sequence[date], until: date) -> bool:
    """Return whether a page that displays these days, in this order, is wholly after the day *until*."""
    if len(shown) < _FEWEST or min(shown) <= until:
        return False
    ordered = sum(day >= other for day, other in pairwise(shown))
    return ordered >= _ORDERED * (len(shown) - 1)


def page_template(number: int, url: str, following: str, links: Collection[str]) -> str | None:
    """Return the URL templates of a listing's pages, with ``{page}`` for the number, as derived from its links.

    *url* is the URL of page *number*, and *following* the URL of the next page. A number in *following* is the page
    number if the same URL with another number is this page or a page that it links to.
    """
    for found in reversed([*re.finditer(rf"(?<!\d){number + 1}(?!\d)", following)]):
        head, after = following[: found.start()], following[found.end() :]
        if "{" in head + after:
            continue
        others = (page for page in range(max(2, number - 3), number + 6) if page != number + 1)
        if (number > 1 and f"{head}{number}{after}" == url) or any(
            f"{head}{other}{after}" in links for other in others
        ):
            return f"{head}{{page}}{after}"
    return None
