"""Which page of a listing is requested after another: the next one, or one nearer to the beginning of a past period."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from newsarchive.crawl.plan import Plan
from newsarchive.crawl.site import Site
from newsarchive.crawl.spiders.links import Links
from newsarchive.crawl.spiders.page_search import PageSearch, begun, is_after, page_template
from newsarchive.crawl.spiders.seeds import ListingPage

#: The URL of a listing's page, and the listing as it stands there.
NextPage = tuple[str, ListingPage]


class NextPages:
    """The order in which the pages of listings are requested; *day_of* returns the day of a known article's URL."""

    def __init__(self, site: Site, plan: Plan, day_of: Callable[[str], date | None]) -> None:
        self._site, self._plan, self._day_of = site, plan, day_of

    def after(self, url: str, listing: ListingPage, articles: Sequence[str], links: Links) -> NextPage | None:
        """Return the page after the one at *url* of *listing*, which lists *articles*; ``None`` after the last."""
        names = [self._site.canonical(article) for article in articles]
        days = [self._day_of(article) for article in listing.previous]
        shown = [links.days[article] for article in articles if article in links.days]
        if listing.is_searching:
            is_new = not all(name in listing.articles_so_far for name in names)  # some sites repeat a page at the end
            return self.searched(listing, shown if is_new else [])
        latest = [*shown, *(links.changes[article] for article in articles if article in links.changes)]
        if listing.ends(names, days, self._plan, latest):
            return None
        after = listing.turned(names)
        numbered = after.search.url(after.number) if after.search else None
        following = numbered or self._site.pages_by_number(listing.url, after.number) or links.next_page
        if not following or not self._site.holds(following):
            return None
        return self._jump(url, listing, after, following, shown, links) or (following, after)

    def _jump(
        self, url: str, listing: ListingPage, after: ListingPage, following: str, shown: Sequence[date], links: Links
    ) -> NextPage | None:
        """Return the first page of a search for the period, if *listing* has numbered pages wholly after it."""
        until = self._plan.until
        if until is None or listing.search or not is_after(shown, until):
            return None
        inside = {link.url for link in links.inside}
        template = self._site.page_template(listing.url) or page_template(listing.number, url, following, inside)
        if not template:
            return None
        search = begun(template, listing.number, shown)
        number = search.next(until)
        return search.url(number), replace(after, number=number, search=search, is_searching=True)

    def searched(self, listing: ListingPage, shown: Sequence[date]) -> NextPage | None:
        """Return the next page of the search of *listing*, or the period's first; this page shows the days *shown*."""
        search, until = listing.search, self._plan.until
        if search is None or until is None:
            return None
        if is_after(shown, until):
            search = search.after(listing.number, min(shown))
        else:
            search = search.not_after(listing.number, min(shown, default=None))
        if search.is_over:
            return self.walked(listing, search)
        number = search.next(until)
        return search.url(number), replace(listing, number=number, search=search)

    def walked(self, listing: ListingPage, search: PageSearch) -> NextPage:
        """Return the page from which *listing* is followed page by page after its *search*."""
        number = search.unseen(search.last[0] + 1)
        return search.url(number), ListingPage(url=listing.url, source=listing.source, number=number, search=search)
