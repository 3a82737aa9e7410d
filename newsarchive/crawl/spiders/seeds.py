"""Seeds: the listings, feeds and sitemaps that may name articles; each is visited once a run."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal
from urllib.parse import urlsplit

from newsarchive.crawl.clock import now
from newsarchive.crawl.plan import Plan
from newsarchive.crawl.site import Site
from newsarchive.crawl.spiders.sitemaps_feeds import ListedUrl, web_address
from newsarchive.publishers.url_dates import are_by_month, days_in

Kind = Literal["probe", "sitemap", "feed", "listing"]

_MOST_DAYS = 3700
# sitemaps.org knows one level of indexes; an index inside an index inside an index is a trap.
_DEEPEST = 3


@dataclass(frozen=True)
class Seed:
    """An address that may name articles; a *probe* is one that nobody said exists.

    *level* counts the sitemap indexes that led to a sitemap, one through the other.
    """

    kind: Kind
    url: str
    level: int = 0


class Seeds:
    """The seeds discovered so far, and the queue of sitemaps."""

    def __init__(self, site: Site, plan: Plan) -> None:
        self._site, self._plan = site, plan
        self._met: set[str] = set()
        self.days: dict[str, None] = {}
        self._sitemaps: deque[Seed] = deque()
        self._vouched: set[str] = set()
        self._deferred: list[Seed] = []
        self._monthly: set[str] = set()
        #: Whether a date archive or monthly sitemaps list every day that is asked for.
        self.are_days_covered = False

    def is_new(self, url: str) -> bool:
        """Tell whether *url* was not met before; it is now."""
        address = self._site.canonical(url)
        fresh = address not in self._met
        self._met.add(address)
        return fresh

    def initial(self) -> Iterator[Seed]:
        """Return where to begin: feeds, a day's listings, front page and sections; sitemaps are queued instead."""
        site, plan = self._site, self._plan
        chosen = site.sections(plan.section)
        feeds = site.publisher.feeds if site.publisher and plan.looks_by("feeds") else ()
        if plan.section is None:
            self._queue_known_sitemaps()
            yield from (Seed("feed", url) for url in feeds)
            self.days = dict.fromkeys(self._days())
            self.are_days_covered = bool(self.days)
            yield from (Seed("listing", url) for url in self.days)
        listings = [Seed("listing", url) for url in chosen] if plan.looks_by("listings") else []
        if (plan.section is None or not chosen) and self._needs_front_page(feeds):
            listings.insert(0, Seed("listing", site.start))
        if self._can_wait():
            self._deferred = listings
        else:
            yield from listings

    def _can_wait(self) -> bool:
        """Tell whether listings wait for the sitemaps: the period is past, and they begin with today."""
        plan, today = self._plan, now().date()
        is_past = plan.since is not None and plan.until is not None and plan.until < today
        return is_past and plan.section is None and (bool(self.days) or plan.looks_by("sitemaps"))

    def deferred(self) -> list[Seed]:
        """Return, once, the listings that waited for the sitemaps; none where those cover the period."""
        waiting, self._deferred = self._deferred, []
        return [] if self.are_days_covered else waiting

    def note_sitemap(self, url: str, articles: int) -> None:
        """Note that the sitemap at *url* was read; the months whose sitemaps have articles are covered."""
        if url in self._monthly and articles:
            self._monthly.discard(url)
            self.are_days_covered = self.are_days_covered or not self._monthly

    def _queue_known_sitemaps(self) -> None:
        if self._plan.looks_by("sitemaps"):
            self.add_sitemaps(self._site.publisher.sitemaps if self._site.publisher else ())
            monthly = self._monthly_sitemaps()
            self._monthly = {*monthly} if self._plan.since else set()
            self.add_sitemaps(monthly)
            self.add_sitemaps([self._site.at_root("/sitemap.xml")], kind="probe")

    def _monthly_sitemaps(self) -> tuple[str, ...]:
        """Return the sitemaps of the months asked for, or of this and the last month where none are."""
        if self._site.publisher is None:
            return ()
        last = self._plan.until or now().date()
        first = self._plan.since or last.replace(day=1) - timedelta(days=1)
        return self._site.publisher.sitemaps_of(max(first, last - timedelta(days=_MOST_DAYS)), last)

    def _needs_front_page(self, feeds: Sequence[str]) -> bool:
        """Tell whether the front page is looked at: for its own sake, or because nobody knows the site's feeds."""
        plan = self._plan
        return plan.looks_by("listings") or plan.looks_by("links") or (plan.looks_by("feeds") and not feeds)

    def add_sitemaps(self, urls: Iterable[str], *, kind: Kind = "sitemap", first: bool = False, level: int = 0) -> None:
        """Queue sitemaps, *first* in front of the others; none that lies too many indexes deep."""
        if level > _DEEPEST:
            return
        fresh = [Seed(kind, url, level) for url in urls if self.is_new(url)]
        if first:
            self._sitemaps.extendleft(reversed(fresh))
        else:
            self._sitemaps.extend(fresh)

    def add_named(self, robots: str, sitemaps: Iterable[str]) -> None:
        """Queue the *sitemaps* that the robots.txt at *robots* names, before the usual place of one."""
        plan = self._plan
        if not plan.urls and plan.section is None and plan.looks_by("sitemaps") and self._site.holds(robots):
            seeds = (web_address(robots, one.strip()) for one in sitemaps)
            named = [one for one in seeds if one]
            self._vouched |= {urlsplit(one).netloc for one in named}
            self.add_sitemaps(named, first=True)

    def add_indexed(self, sitemaps: Sequence[ListedUrl], *, level: int) -> None:
        """Queue those of an index's *sitemaps* that may hold what is asked for."""
        by_month = are_by_month(one.url for one in sitemaps)
        for one in sitemaps:
            days = days_in(one.url, sitemap=True) if by_month else (None, None)
            bounded = self._may_list(*days) and not self._plan.is_too_old(one.changed)
            # robots.txt vouches for a sitemap on another host, and with it for the sitemaps that lie beside it.
            if bounded and (self._site.holds(one.url) or urlsplit(one.url).netloc in self._vouched):
                self.add_sitemaps([one.url], level=level)

        if by_month:
            self._note_months(one.url for one in sitemaps)

    def _may_list(self, first: date | None, last: date | None) -> bool:
        """Tell whether the sitemap of these days may list articles of the plan's days.

        Sitemaps may be cut by UTC: an article of the first day's small hours then lies in the month before. East of
        Greenwich no article lies in the month behind.
        """
        plan = self._plan
        if first is None or last is None:
            return True
        behind = timedelta() if self._site.language.startswith("vi") else timedelta(days=1)
        is_before = plan.since is not None and last + timedelta(days=1) < plan.since
        return not (is_before or (plan.until is not None and first > plan.until + behind))

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

    def next_sitemap(self) -> Seed | None:
        """Return the sitemap whose turn it is, ``None`` when all were had."""
        return self._sitemaps.popleft() if self._sitemaps else None

    def _days(self) -> Iterator[str]:
        publisher, since = self._site.publisher, self._plan.since
        if publisher is None or not publisher.archive or since is None or not self._plan.looks_by("days"):
            return
        last: date = min(self._plan.until or now().date(), since + timedelta(days=_MOST_DAYS))
        for number in range((last - since).days + 1):
            day = since + timedelta(days=number)
            yield from (publisher.fill(pattern, day=day) for pattern in publisher.archive)


@dataclass(frozen=True, kw_only=True)
class ListingPage:
    """A page of a list: *url* is the list's first page, *number* counts from 1, *met* holds the addresses so far."""

    url: str
    number: int = 1
    met: set[str] = field(default_factory=set, repr=False)
    previous: tuple[str, ...] = ()

    def turned(self, articles: Iterable[str]) -> ListingPage:
        """Return the next page, this one having shown *articles*."""
        shown = tuple(articles)
        self.met.update(shown)
        return replace(self, number=self.number + 1, previous=shown)

    def ends(
        self, articles: Collection[str], days: Iterable[date | None], plan: Plan, shown: Iterable[date] = ()
    ) -> bool:
        """Tell whether to stop behind this page, which shows *articles*; *days* are those of the page before it.

        *shown* are the days that the page itself shows beside its links.

        It ends where a page shows nothing that earlier ones did not (papers answer the page behind the last with the
        first or the last), at --depth, and where every article of a page was published before --since. That one is
        judged a page late: by then its articles have been read.
        """
        if plan.depth is not None and self.number >= plan.depth:
            return True
        if all(one in self.met for one in articles):
            return True
        dated = [*shown]
        if plan.since and len(dated) >= 3 and all(day < plan.since for day in dated):
            return True
        known = [day for day in days if day is not None]
        return bool(plan.since and len(known) >= 3 and all(day < plan.since for day in known))
