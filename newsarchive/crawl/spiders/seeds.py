"""Seeds: the listings, feeds and sitemaps of a site's discovery sources; each is visited once per run."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from urllib.parse import urlsplit

from newsarchive.crawl.clock import now
from newsarchive.crawl.plan import Plan
from newsarchive.crawl.site import Site
from newsarchive.crawl.spiders.page_search import PageSearch
from newsarchive.crawl.spiders.sources import LinkCandidate, Seed, sources_of
from newsarchive.crawl.spiders.sources.feeds import Feeds
from newsarchive.crawl.spiders.sources.interface import Kind
from newsarchive.crawl.spiders.sources.listings import Listings
from newsarchive.crawl.spiders.sources.sitemaps import Sitemaps
from newsarchive.crawl.url_shapes import web_address
from newsarchive.publishers.url_dates import are_by_month, are_by_year, days_in, year_in

# sitemaps.org defines one level of indexes; three nested indexes are a crawler trap.
_DEEPEST = 3
# WordPress, its plugins, Yoast, Drupal, Joomla, Blogger; in the order in which they are tried.
_USUAL_SITEMAPS = (
    "/sitemap_index.xml",
    "/wp-sitemap.xml",
    "/sitemap-index.xml",
    "/sitemap.xml.gz",
    "/sitemapindex.xml",
    "/news-sitemap.xml",
    "/sitemap-news.xml",
)
_USUAL_FEEDS = ("/rss.xml", "/feed", "/rss", "/feed.xml", "/atom.xml")
_BETWEEN = re.compile(r"[\s,;]+(?=<?https?://)", re.I)
_AROUND = " \t<>\"'"


class Seeds:
    """The seeds discovered so far, and the queue of sitemaps."""

    def __init__(self, site: Site, plan: Plan) -> None:
        self._site, self._plan = site, plan
        self._sources = sources_of(plan)
        self._seen: set[str] = set()
        #: Whether a source has a listing for every day of the period.
        self.has_date_archive = False
        self._sitemaps: deque[Seed] = deque()
        # Trusted through robots.txt: the sitemaps that it lists, the sitemaps that these list, and their siblings.
        self._vouched: set[str] = set()
        self._vouched_hosts: set[str] = set()
        self._deferred: list[Seed] = []
        self._monthly: set[str] = set()
        #: The sitemaps of days outside the period that may list articles of its first or last hours.
        self.beside_period: set[str] = set()
        #: Whether a date archive or monthly sitemaps list every day of the period.
        self.are_days_covered = False

    def is_new(self, url: str) -> bool:
        """Return whether *url* is new, and record it."""
        address = self._site.canonical(url)
        fresh = address not in self._seen
        self._seen.add(address)
        return fresh

    def initial(self) -> Iterator[Seed]:
        """Yield the first seeds: feeds, the date archive, the front page and sections; queue sitemaps instead."""
        site, plan = self._site, self._plan
        listings: list[Seed] = []
        for source in self._sources:
            for seed in source.seeds(site, plan) if source.is_by_section or plan.section is None else ():
                self.has_date_archive = self.has_date_archive or source.lists_period
                self.are_days_covered = self.are_days_covered or source.lists_period
                if seed.kind in ("sitemap", "probe"):
                    self._queue(seed)
                elif source.is_by_section:
                    listings.append(seed)
                else:
                    yield seed
        needs_front_page = any(source.needs_front_page(site) for source in self._sources)
        if needs_front_page and (plan.section is None or not site.sections(plan.section)):
            listings.insert(0, Seed("listing", site.start, source=Listings.name))
        if self._can_wait():
            self._deferred = listings
        else:
            yield from listings

    def _queue(self, seed: Seed) -> None:
        if seed.lists_month:
            self._monthly.add(seed.url)
        self.add_sitemaps([seed.url], kind=seed.kind)

    def _can_wait(self) -> bool:
        """Return whether listings wait for the sitemaps: the period is past, and listings begin with today."""
        plan, today = self._plan, now().date()
        is_past = plan.since is not None and plan.until is not None and plan.until < today
        return is_past and plan.section is None and (self.has_date_archive or plan.looks_by(Sitemaps.name))

    def deferred(self) -> list[Seed]:
        """Return, once, the listings that waited for the sitemaps; return none if the sitemaps cover the period."""
        waiting, self._deferred = self._deferred, []
        return [] if self.are_days_covered else waiting

    def note_sitemap(self, url: str, articles: int) -> None:
        """Record that the sitemap at *url* was read; a month is covered if its sitemap has articles."""
        if url in self._monthly and articles:
            self._monthly.discard(url)
            self.are_days_covered = self.are_days_covered or not self._monthly

    def add_sitemaps(self, urls: Iterable[str], *, kind: Kind = "sitemap", first: bool = False, level: int = 0) -> None:
        """Queue sitemaps, at the front with *first*; skip sitemaps below too many nested indexes."""
        if level > _DEEPEST:
            return
        fresh = [Seed(kind, url, level, Sitemaps.name) for url in urls if self.is_new(url)]
        if first:
            self._sitemaps.extendleft(reversed(fresh))
        else:
            self._sitemaps.extend(fresh)

    def add_named(self, robots: str, sitemaps: Iterable[str]) -> None:
        """Queue the *sitemaps* that the robots.txt at *robots* lists, before the default sitemap URL."""
        plan = self._plan
        if not plan.urls and plan.section is None and plan.looks_by(Sitemaps.name) and self._site.holds(robots):
            # Some list several in a line, or write URLs in brackets or quotes.
            places = (place.strip(_AROUND) for line in sitemaps for place in _BETWEEN.split(line))
            named = [url for place in places if (url := web_address(robots, place))]
            self._vouched_hosts |= {urlsplit(url).netloc for url in named}
            self._vouched |= set(named)
            self.add_sitemaps(named, first=True)

    def add_indexed(self, sitemaps: Sequence[LinkCandidate], *, level: int, index: str = "") -> None:
        """Queue the *sitemaps* of the *index* that may list articles within the plan.

        An index may list only sitemaps of its own site (sitemaps.org), unless robots.txt lists the index.
        """
        if index in self._vouched:
            self._vouched |= {sitemap.url for sitemap in sitemaps}
        urls = [sitemap.url for sitemap in sitemaps]
        by_month, by_year = are_by_month(urls), are_by_year(urls)
        # One time for all is that of the index, or of a setting.
        has_times = len({sitemap.changed for sitemap in sitemaps}) > 1 or len(sitemaps) == 1
        for sitemap in sitemaps:
            days = days_in(sitemap.url, sitemap=True) if by_month else (None, None)
            if by_year and days == (None, None):
                days = year_in(sitemap.url)
            bounded = self._may_list(*days) and not (has_times and self._plan.is_too_old(sitemap.changed))
            if bounded and self._may_lie_there(sitemap.url):
                self.add_sitemaps([sitemap.url], level=level)
                if self._is_beside(*days):
                    self.beside_period.add(sitemap.url)
        if by_month:
            self._note_months(urls)

    def _may_lie_there(self, url: str) -> bool:
        return self._site.holds(url) or url in self._vouched or urlsplit(url).netloc in self._vouched_hosts

    def _may_list(self, first: date | None, last: date | None) -> bool:
        """Return whether the sitemap of these days may list articles of the plan's days.

        Sitemaps may be split by UTC: an article from the early hours of the first day is then in the previous month.
        East of Greenwich, no article is in the following month.
        """
        plan = self._plan
        if first is None or last is None:
            return True
        behind = timedelta() if self._site.language.startswith("vi") else timedelta(days=1)
        is_before = plan.since is not None and last + timedelta(days=1) < plan.since
        return not (is_before or (plan.until is not None and first - behind > plan.until))

    def _is_beside(self, first: date | None, last: date | None) -> bool:
        since, until = self._plan.since, self._plan.until
        is_before = last is not None and since is not None and last < since
        return is_before or (first is not None and until is not None and first > until)

    def _note_months(self, urls: Iterable[str]) -> None:
        plan = self._plan
        if plan.since is None or plan.until is None:
            return
        listed = {(first.year, first.month) for url in urls if (first := days_in(url, sitemap=True)[0])}
        wanted = {
            (number // 12, number % 12 + 1)
            for number in range(plan.since.year * 12 + plan.since.month - 1, plan.until.year * 12 + plan.until.month)
        }
        self.are_days_covered = self.are_days_covered or wanted <= listed

    def last_resort(self) -> list[Seed]:
        """Return what to try next if nothing was discovered: the front page, then the usual URLs.

        The front page may declare or link to sitemaps and feeds; most content systems have theirs at the same URLs.
        """
        site, plan = self._site, self._plan
        if plan.urls or plan.section is not None or self.has_date_archive:
            return []
        if site.canonical(site.start) not in self._seen:
            return [Seed("listing", site.start, source=Listings.name)]
        sitemaps = _USUAL_SITEMAPS if plan.looks_by(Sitemaps.name) else ()
        usual = (*sitemaps, *(_USUAL_FEEDS if plan.looks_by(Feeds.name) else ()))
        untried = [url for url in map(site.at_root, usual) if site.canonical(url) not in self._seen]
        return [Seed("probe", url, source=Sitemaps.name) for url in untried]

    @property
    def waiting_sitemaps(self) -> int:
        """The number of queued sitemaps."""
        return sum(sitemap.kind == "sitemap" for sitemap in self._sitemaps)

    def next_sitemap(self) -> Seed | None:
        """Return the next sitemap, or ``None`` if the queue is empty."""
        return self._sitemaps.popleft() if self._sitemaps else None


@dataclass(frozen=True, kw_only=True)
class ListingPage:
    """A page of a listing of *source*; *url* is its first page, *number* counts from 1.

    *articles_so_far* contains the articles of all pages so far, *previous* the articles of the previous page. If
    *is_searching*, the page is part of the search for the period; afterward, pages that the *search* has seen are
    skipped.
    """

    url: str
    source: str = Listings.name
    number: int = 1
    articles_so_far: set[str] = field(default_factory=set, repr=False)
    previous: tuple[str, ...] = ()
    search: PageSearch | None = None
    is_searching: bool = False

    def turned(self, articles: Iterable[str]) -> ListingPage:
        """Return the next page, after this page has listed *articles*."""
        shown = tuple(articles)
        self.articles_so_far.update(shown)
        number = self.number + 1
        return replace(self, number=self.search.unseen(number) if self.search else number, previous=shown)

    def ends(
        self, articles: Collection[str], days: Iterable[date | None], plan: Plan, shown: Iterable[date] = ()
    ) -> bool:
        """Return whether to stop after this page with *articles*; *days* are the days of the previous page.

        *shown* are the days that the page displays beside its links, of publication or of the last change.

        The listing ends at a page without new articles (some sites return the first or the last page for a number after
        the last), at --depth, and at a page whose articles were all published before --since. The last condition is
        checked one page later, after the articles have been fetched.
        """
        if plan.depth is not None and self.number >= plan.depth:
            return True
        if all(article in self.articles_so_far for article in articles):
            return True
        dated = [*shown]
        if plan.since and len(dated) >= 3 and all(day < plan.since for day in dated):
            return True
        known = [day for day in days if day is not None]
        return bool(plan.since and len(known) >= 3 and all(day < plan.since for day in known))
