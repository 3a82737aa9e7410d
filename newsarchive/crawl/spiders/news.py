"""NewsSpider: discover a site's articles through all its sources, and yield each page once."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy import Request, Spider, signals
from scrapy.exceptions import DontCloseSpider
from scrapy.http import HtmlResponse

from newsarchive.archive.layout import Layout
from newsarchive.archive.reasons import NOT_FOUND, Reason
from newsarchive.article import Record
from newsarchive.crawl import settings
from newsarchive.crawl.clock import local_day
from newsarchive.crawl.errors import NotStored
from newsarchive.crawl.frontier.budget import Budget
from newsarchive.crawl.frontier.candidate import UrlCandidate
from newsarchive.crawl.frontier.frontier import Frontier
from newsarchive.crawl.frontier.redis import RedisSite
from newsarchive.crawl.frontier.redis_queue import RedisQueue
from newsarchive.crawl.network import browser
from newsarchive.crawl.outcomes import NOT_SENT, displayed_page, reason_of
from newsarchive.crawl.plan import named_as_fields, plan_from
from newsarchive.crawl.politeness.slots import close_spider
from newsarchive.crawl.site import Site, site_at
from newsarchive.crawl.spiders.beside_period import BesidePeriod
from newsarchive.crawl.spiders.declared_lists import amp_version
from newsarchive.crawl.spiders.link_dates import DisplayedDays
from newsarchive.crawl.spiders.link_policy import LinkPolicy
from newsarchive.crawl.spiders.links import Links, PageLink, links_of
from newsarchive.crawl.spiders.next_pages import NextPage, NextPages
from newsarchive.crawl.spiders.numbered_links import NumberedLinks
from newsarchive.crawl.spiders.requests import RequestFactory
from newsarchive.crawl.spiders.seeds import ListingPage, Seeds
from newsarchive.crawl.spiders.source_log import SourceLog
from newsarchive.crawl.spiders.sources import SOURCES, DiscoverySource, LinkCandidate, Seed, SourceResponse
from newsarchive.crawl.spiders.sources.article_links import ArticleLinks
from newsarchive.crawl.spiders.sources.feeds import Feeds, is_feed, listed_feeds, older_entries
from newsarchive.crawl.spiders.sources.sitemaps import Sitemaps, is_sitemap
from newsarchive.crawl.storing.exchange import exchange_of, page_of
from newsarchive.crawl.storing.items import Fetched, PlannedFetch
from newsarchive.crawl.storing.session import ArchiveSession
from newsarchive.crawl.telemetry.dry_run import DryRun
from newsarchive.crawl.telemetry.failures import Failures
from newsarchive.crawl.url_shapes import full_version, is_section_url
from newsarchive.monitoring.run_history import session_parameters
from newsarchive.publishers import Publisher, all_publishers
from newsarchive.publishers.url_dates import days_in

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser
    from twisted.python.failure import Failure

Output = Request | Fetched | PlannedFetch

_MOST_FEEDS = 50  # that one page lists, and pages of one feed
# A page that its script fills in, or that shows only a teaser, may have an AMP version with the whole text.
_WITHOUT_TEXT = frozenset({Reason.NOT_ARTICLE, Reason.ERROR_PAGE})
_AT_ONCE = 500  # article requests without a response yet


class NewsSpider(Spider):
    """Crawl one site: a publisher's (see spider_loader), or the one at *url*. The options are those of `plan_from`."""

    name = "site"
    publisher: ClassVar[Publisher | None] = None
    publishers: ClassVar[Mapping[str, Publisher] | None] = None
    shared: ClassVar[RedisSite | None] = None
    frontier: Frontier

    def __init__(self, url: str | None = None, **options: Any) -> None:
        super().__init__()
        options = named_as_fields(options)
        known = self.publishers if self.publishers is not None else all_publishers()
        self.plan = plan_from(options)
        self.site = (
            Site(start=url or self.publisher.home, publisher=self.publisher, publishers=known)
            if self.publisher
            else site_at(url or next(iter(self.plan.urls), ""), known, self.plan.language)
        )
        self.seeds = Seeds(self.site, self.plan)
        self.answered = 0
        #: False while `start` yields.
        self.has_started = True
        #: Why this run is incomplete, for the exit code.
        self.incomplete: str | None = None
        self.leads_to: str | None = None
        self.failures: Mapping[str, str] = {}
        self.source_log = SourceLog()
        #: Whether a robots.txt names sitemaps.
        self.names_sitemaps = False
        self._requests = RequestFactory(self.failed, needs_browser=self.needs_browser)
        self._displayed = DisplayedDays()
        # Links whose displayed day is just outside the period: fetched unless the listings' days prove exact.
        self._doubtful: list[tuple[LinkCandidate, dict[str, Any]]] = []
        # AMP, print and mobile versions with what was found beside them: fetched unless the page itself is stored.
        self._versions: dict[str, dict[str, Any]] = {}
        self._chosen_versions: dict[str, str] = {}  # by their page
        self._entries: list[Seed] = []  # that may be sections
        self._beside = BesidePeriod()
        self._numbered = NumberedLinks()
        self._guessed: list[str] = []  # numbered links that were requested because no URL looked like an article's
        self._queue: RedisQueue | None = None
        self._budget: Budget[UrlCandidate] = Budget(self.plan.limit, None if self.plan.dry_run else _AT_ONCE)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> NewsSpider:
        """Create the spider from the options of `scrapy crawl -a`, and connect the engine's signals."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._robots_parsed, signals.robots_parsed)
        crawler.signals.connect(spider._continue_when_idle, signals.spider_idle)
        crawler.signals.connect(spider._on_item_scraped, signals.item_scraped)
        crawler.signals.connect(spider._on_item_dropped, signals.item_dropped)
        if crawler.settings["USER_AGENT"] == settings.USER_AGENT:
            agent = settings.user_agent(crawler.settings["NEWSARCHIVE_CONTACT"])
            crawler.settings.set("USER_AGENT", agent, priority="spider")
        if folder := crawler.settings["NEWSARCHIVE_FOLDER"]:
            spider.site.session_parameters.update(session_parameters(Layout(Path(folder)), spider.site.key))
        accepted = {**crawler.settings.getdict("DEFAULT_REQUEST_HEADERS")}
        if accepted == settings.DEFAULT_REQUEST_HEADERS and not spider.site.language.startswith("vi"):
            language = spider.site.language
            accepted["Accept-Language"] = language if language == "en" else f"{language},en;q=0.5"
            crawler.settings.set("DEFAULT_REQUEST_HEADERS", accepted, priority="spider")
        if spider.needs_browser:
            browser.use_browser(crawler, spider.site)
        if spider.plan.max_pages:
            crawler.settings.set("CLOSESPIDER_PAGECOUNT", spider.plan.max_pages, priority="spider")
        return spider

    @property
    def waiting(self) -> int:
        """The number of URLs that are not yet requested."""
        return self._budget.waiting

    @property
    def in_progress(self) -> int:
        """The number of article requests without a response; at most _AT_ONCE, even if more URLs wait."""
        return self._budget.in_progress

    @property
    def discovered_nothing(self) -> bool:
        """Whether no source listed an article; a date archive may be empty, and other workers may have all articles."""
        return not (self.frontier.has_discovered_any or self.seeds.has_date_archive or self.shared)

    @property
    def lacks_feeds(self) -> bool:
        """Whether feeds are the only source and the site has none."""
        is_feeds_only = self.plan.by == frozenset({Feeds.name}) and not self.plan.urls
        return is_feeds_only and not self.source_log.read[Feeds.name] + self.source_log.failed[Feeds.name]

    @property
    def instead_of_feeds(self) -> str:
        """The other sources of the site, as --discover names them: its listings, and its sitemaps if it names any."""
        has_sitemaps = self.names_sitemaps or bool(self.site.publisher and self.site.publisher.sitemaps)
        return f"{Sitemaps.name},listings" if has_sitemaps else "listings"

    @property
    def has_lost_lease(self) -> bool:
        """Whether the site's lease expired during this crawl; the distributed frontier accepts nothing after that."""
        return self._queue is not None and self._queue.lost

    @property
    def needs_browser(self) -> bool:
        """Whether the publisher's file says that pages are empty without a browser."""
        return bool(self.site.publisher and self.site.publisher.browser)

    async def start(self) -> AsyncIterator[Any]:
        """Start with the given URLs, or else with the seeds of every discovery source."""
        self._begin()
        dry_run, self.has_started = self.crawler.get_extension(DryRun), False
        for request in self._given() if self.plan.urls else self._everywhere():
            if dry_run and dry_run.is_over:
                break
            yield request
        self.has_started = True

    def _begin(self) -> None:
        self._archive = self.crawler.get_extension(ArchiveSession)
        sections, hops = (self.settings.getint(f"NEWSARCHIVE_MOST_{name}") for name in ("SECTIONS", "HOPS"))
        self._link_policy = LinkPolicy(self.site, self.plan, most_sections=sections, most_hops=hops)
        self.frontier = Frontier(site=self.site, plan=self.plan, archive=self._archive, stats=self.crawler.stats)
        self._next_pages = NextPages(self.site, self.plan, self.frontier.day_of)
        self._failing = Failures(self.crawler, self.frontier)
        self.failures = self._failing.reasons
        if self.shared:
            self._queue = RedisQueue(self.crawler, self.shared, self._is_due)
            self._budget = Budget(self.plan.limit, _AT_ONCE, self._queue)
            self.frontier.is_queued_elsewhere = self._queue.meet

    def _is_due(self, candidate: UrlCandidate) -> bool:
        if candidate.known is not None:
            return self.frontier.wants_again(candidate.known)
        least, day = self.plan.due_from(), candidate.changed
        return least is not None and day is not None and day >= least

    def _given(self) -> Iterator[Output]:
        for url in self.plan.urls:
            yield from self._consider(url, source=None if self.plan.retry else "urls", known_too=self.plan.retry)

    def _everywhere(self) -> Iterator[Output]:
        yield from self._waiting()
        yield from self._due()
        for place in self.seeds.initial():
            yield from self._visit(place)

    def _due(self) -> Iterator[Output]:
        """Consider the archived articles for --refresh: the site's lists may no longer include them."""
        least = self.plan.due_from()
        if least and self._archive and self.plan.section is None:
            for url in self._archive.recent(self.site.key, least - timedelta(days=1)):
                yield from self._consider(url)

    def _waiting(self) -> Iterator[Output]:
        """Request the URLs that other workers have left in the queue."""
        while self.shared and (candidate := self._budget.next()):
            yield self._article(candidate)

    # Responses

    def parse_sitemap(self, response: Response, level: int = 0, source: str = Sitemaps.name) -> Iterator[Output]:
        """Parse a sitemap as a stream; queue the sitemaps within the bounds, and consider the articles.

        robots.txt may also list feeds and pages of links, and a sitemap index may list pages.
        """
        if is_feed(response.body):
            yield from self.parse_feed(response)
            return
        self.answered += 1
        self.source_log.read[source] += 1
        requested_url = (
            *response.meta.get("redirect_urls", ()),
            response.request.url if response.request else response.url,
        )[0]
        is_beside = requested_url in self.seeds.beside_period and not self.shared
        sitemaps: list[LinkCandidate] = []
        listed: Counter[bool] = Counter()
        links = None if is_sitemap(response.body) else self._links_instead_of_sitemap(response)
        for found in self._named_by(SOURCES[source], response, links=links):
            is_article = not found.is_sitemap and self._is_article(found)
            listed[is_article] += 1
            if found.is_sitemap:
                sitemaps.append(found)
            elif is_beside and self._is_undated(found) and is_article:
                self._beside.add(response.url, found)
            elif is_article or self.site.may_show_article(found.url):
                yield from self._consider_link(found, source=source, via=response.url)
            elif self._may_guess:
                self._numbered.add(found.url, source=source, via=response.url)
        self.source_log.note(response.url, sum(listed.values()), "URL", listed[True])
        self.seeds.note_sitemap(requested_url, listed[True])
        self.seeds.add_indexed(sitemaps, level=level + 1, index=requested_url)
        if not listed and level and self.site.is_article_url(response.url):  # an index that lists pages
            yield from self._consider(response.url, source=source, via=response.url)

    def _is_article(self, found: LinkCandidate) -> bool:
        """Return whether a listed URL is an article's: by the publisher file, or else by its form or its list."""
        return self.site.is_article_url(found.url) or (found.is_article and not self.site.has_rule_for(found.url))

    def _links_instead_of_sitemap(self, response: Response) -> Links | None:
        """Return the links of a page at the URL of a sitemap; ``None`` if it is no list for crawlers.

        A page that robots.txt names is a list. At a URL that is only tried, most servers return a notice with the menu
        of the site, or the front page: it is a list if most of its links are articles; otherwise only its links to
        sitemaps count.
        """
        if not isinstance(response, HtmlResponse):
            return None
        links = links_of(page_of(response))
        if response.meta.get("newsarchive_kind") == "sitemap":
            return links
        is_moved = bool(response.meta.get("redirect_urls"))
        articles = sum(self.site.is_article_url(link.url) for link in links.inside)
        return replace(links, inside=()) if is_moved or articles * 2 <= len(links.inside) else links

    def parse_feed(
        self, response: Response, source: str = Feeds.name, *, level: int = 0, page: int = 1
    ) -> Iterator[Output]:
        """Consider every entry of a feed: each entry is an article, regardless of its URL.

        A list of feeds, or a page of links to feeds, leads to these; *level* counts such lists. The next *page* of a
        feed is fetched if this one has listed an article to fetch.
        """
        self.answered += 1
        if feeds := self._feeds_listed_by(response) if level == 0 and not is_feed(response.body) else ():
            self.source_log.note(response.url, len(feeds), "feed")
            for url in feeds:
                yield from self._visit(Seed("list", url, source=source), level=1)
            return
        self.source_log.read[source] += 1
        entries = list(self._named_by(SOURCES[source], response))
        self.source_log.note(response.url, len(entries), "entry", self._count_articles(entries))
        considered = [
            output for found in entries for output in self._consider_link(found, source=source, via=response.url)
        ]
        yield from considered
        older = older_entries(response.body, response.url)
        if older and considered and page < (self.plan.depth or _MOST_FEEDS) and not self._budget.is_full:
            yield from self._visit(Seed("list", older, source=source), level=1, page=page + 1)

    def _feeds_listed_by(self, response: Response) -> list[str]:
        listed = listed_feeds(response.body, response.url)
        if not listed and isinstance(response, HtmlResponse):
            links = links_of(page_of(response))
            listed = [*links.feeds, *links.linked_feeds]
        return [url for url in listed[:_MOST_FEEDS] if self.site.holds(url) and url != response.url]

    def parse_listing(self, response: Response, listing: ListingPage) -> Iterator[Output]:
        """Consider a listing's articles, then its next page; on the first pages, also sections and feeds.

        The page may come with an error status; only the front page then leads to other lists.
        """
        self.answered += 1
        if is_sitemap(response.body) or is_feed(response.body):
            yield from (self.parse_sitemap if is_sitemap(response.body) else self.parse_feed)(response)
            return
        if listing.url == self.site.start and not self.site.holds(response.url):
            self.leads_to = response.url
        links = links_of(
            page_of(response),
            self.site.next_page_selectors,
            is_dated=self.site.is_article_url if self.plan.is_bounded or self.plan.dry_run else None,
            language=self.site.language,
            number=listing.number,
        )
        if self.plan.section and listing.url == self.site.start != self.plan.section:
            seeds = list(self._more_seeds(links))  # a site without a file: its front page leads to the section
            if not seeds:
                context = (listing.url, self.plan.section)
                self.logger.warning('--section: %s links to no "%s"; give the section\'s full address', *context)
            yield from seeds
            return
        source = SOURCES[listing.source]
        named = self._named_by(source, response, links=links, listing_url=listing.url)
        found = list(named) if self._link_policy.reads_listings else []
        self.source_log.read[source.name] += bool(self._link_policy.reads_listings)
        self.source_log.note(response.url, len(links.inside), "link", self._count_articles(links.inside))
        for candidate in found:
            yield from self._consider_displayed(candidate, source=source.name, via=response.url)
        if self._may_guess and self._link_policy.reads_listings and listing.number == 1:
            for link in links.inside:  # none of an article
                self._numbered.add(link.url, source=source.name, via=response.url)
        if response.status >= 400 and listing.url != self.site.start:
            return
        if listing.number == 1 and response.meta.get("depth", 0) <= 1:
            yield from self._more_seeds(links)
        if not self._budget.is_full:
            articles = [candidate.url for candidate in found]
            yield from self._page(self._next_pages.after(response.url, listing, articles, links))

    def parse_article(self, response: Response, candidate: UrlCandidate) -> Iterator[Output]:
        """Yield the page; on a site without a publisher file, consider the articles that the page links to."""
        self.answered += 1
        yield from self._turn_of(self._budget.end())
        if response.status == 304 and self._archive:
            known = candidate.known
            self._archive.visit(candidate.canonical, Reason.UNCHANGED, status=304, id=known.id if known else None)
            self.crawler.stats.inc_value("newsarchive/not_modified")
            self._let_go(candidate, remembered=True)
            yield from self._turn_of(self._budget.take_back())
            return
        if candidate.is_offsite and not self.site.holds(response.url):
            if response.request:
                self._failing.add(response.request, Reason.OTHER_SITE)
            yield from self._turn_of(self._budget.take_back())
            return
        exchange = exchange_of(response, self.site.language_hint)
        yield Fetched(exchange=exchange, address=candidate.canonical)
        # If lists cover every day of the period, links between articles lead only outside the period.
        is_listed = self.plan.by is None and self.seeds.are_days_covered
        if not is_listed and self._link_policy.follows(candidate):
            source = SOURCES[ArticleLinks.name]
            for found in self._named_by(source, response, links=links_of(exchange.page)):
                yield from self._consider_link(found, source=source.name, via=response.url, hops=candidate.hops + 1)
        yield from self._links_of_entry(candidate.url, response)

    def _links_of_entry(self, url: str, response: Response) -> Iterator[Output]:
        """Consider the links of an entry with a section's URL: the page of a section may be stored as an article."""
        place = next((place for place in self._entries if place.url == url), None)
        if place is None or not isinstance(response, HtmlResponse):
            return
        source = SOURCES[place.source]
        links = links_of(page_of(response), self.site.next_page_selectors, language=self.site.language)
        for found in self._named_by(source, response, links=links, listing_url=url):
            yield from self._consider_displayed(found, source=source.name, via=response.url)

    def failed(self, failure: Failure) -> Iterator[Output]:
        """Record why a request failed; fetch a spare article in place of a failed one."""
        request: Request = failure.request  # type: ignore[attr-defined]
        reason = reason_of(failure)
        if reason == NOT_SENT:
            return
        candidate: UrlCandidate | None = request.cb_kwargs.get("candidate")
        listing: Any = request.cb_kwargs.get("listing")  # a ListingPage
        page = displayed_page(failure)
        if page and page.status < 400 and (candidate or listing):  # browsers display a redirect that leads nowhere
            parsed = self.parse_article(page, candidate) if candidate else self.parse_listing(page, listing)
            yield from parsed
            return
        if page and listing and self._has_links(page, listing):
            self.logger.warning("%s: HTTP %d; the links on its page are followed", page.url, page.status)
            yield from self.parse_listing(page, listing)
        if candidate:
            yield from self._turn_of(self._budget.end())
            yield from self._turn_of(self._budget.take_back())
            self._let_go(candidate, remembered=reason in (*NOT_FOUND, Reason.KNOWN, Reason.OTHER_SITE))
        else:
            self.source_log.note_failure(request, reason)
        if listing and listing.search and listing.is_searching:
            if reason in NOT_FOUND:  # after the last page
                yield from self._page(self._next_pages.searched(listing, []))
                return
            yield from self._page(self._next_pages.walked(listing, listing.search))
        self._failing.add(request, reason)

    def _has_links(self, page: HtmlResponse, listing: ListingPage) -> bool:
        """Return whether a listing with an error status lists something all the same; one section may have moved."""
        if listing.number > 1 or listing.search or self.plan.section:
            return False
        urls = [link.url for link in links_of(page_of(page)).inside if self.site.holds(link.url)]
        return any(self.site.is_article_url(url) for url in urls) or (
            listing.url == self.site.start and any(map(is_section_url, urls))
        )

    def _count_articles(self, found: Sequence[PageLink | LinkCandidate]) -> int:
        return sum(self.site.is_article_url(candidate.url) for candidate in found)

    def _let_go(self, candidate: UrlCandidate, *, remembered: bool) -> None:
        if self._queue:
            self._queue.finish(candidate.canonical, remembered=remembered)

    # Next requests

    def _more_seeds(self, links: Links) -> Iterator[Request]:
        """Visit the feeds and sections that a page links to; an entry with a section's URL waits for its own page."""
        plan = self.plan  # a dry run fetches no entry, and --section names the section
        is_fetched = self._link_policy.reads_listings and not (plan.dry_run or plan.section or self.shared)
        entries = links.bookmarks if is_fetched else frozenset()
        for place in self._link_policy.seeds(links):
            if place.kind == "listing" and place.url in entries:
                self._entries.append(place)
            else:
                yield from self._visit(place)

    def _entries_that_list(self) -> Iterator[Request]:
        """Visit the entries whose pages were not stored: some pages mark the headings of their sections as entries."""
        entries, self._entries = self._entries, []
        for place in () if self._budget.is_full else entries:
            if not self.frontier.is_stored(place.url):
                yield from self._visit(place)

    def _page(self, following: NextPage | None) -> Iterator[Request]:
        if following:
            url, listing = following
            request = self._requests.request(url, self.parse_listing, "page", listing=listing)
            yield request.replace(priority=-listing.number)

    def _named_by(self, source: DiscoverySource, response: Response, **kwargs: Any) -> Iterator[LinkCandidate]:
        read = SourceResponse(site=self.site, plan=self.plan, url=response.url, body=response.body, **kwargs)
        return source.candidates(read)

    def _consider_link(self, found: LinkCandidate, **kwargs: Any) -> Iterator[Output]:
        days = {"published": found.published, "changed": found.changed}
        yield from self._consider(found.url, **days, is_offsite=found.is_offsite, **kwargs)

    def _consider_displayed(self, found: LinkCandidate, **kwargs: Any) -> Iterator[Output]:
        """Consider a link with the day that a listing displays; put it aside if the day is just outside the period."""
        day, plan = found.published, self.plan
        if day and plan.is_bounded and not plan.dry_run and not self.shared:
            self._displayed.expect(self.site.canonical(found.url), day)
            if plan.may_hold(day) and not plan.holds(day):
                self._doubtful.append((found, kwargs))
                return
        yield from self._consider_link(found, **kwargs)

    def _consider(self, url: str, **found: Any) -> Iterator[Output]:
        if not self.plan.urls and full_version(url):
            self._versions.setdefault(url, found)
            return
        yield from self._judge(url, **found)

    def _judge(self, url: str, **found: Any) -> Iterator[Output]:
        candidate = self.frontier.judge(url, **found)
        if candidate:
            yield from self._turn_of(self._budget.admit(candidate))

    def _turn_of(self, candidate: UrlCandidate | None) -> Iterator[Output]:
        if candidate:
            yield self._article(candidate)

    def _article(self, candidate: UrlCandidate) -> Output:
        if self.plan.dry_run:
            return PlannedFetch(
                url=candidate.url, day=candidate.changed or days_in(candidate.url)[0], source=candidate.source
            )
        return self._requests.article(candidate, self.parse_article)

    def _visit(self, place: Seed, **kwargs: Any) -> Iterator[Request]:
        if place.source == Sitemaps.name:
            self.seeds.add_sitemaps([place.url], kind=place.kind)
            return
        if not self.seeds.is_new(place.url):
            return
        if place.kind == "listing":
            listing = ListingPage(url=place.url, source=place.source)
            yield self._requests.request(place.url, self.parse_listing, "listing", listing=listing)
        else:
            yield self._requests.request(place.url, self.parse_feed, place.kind, source=place.source, **kwargs)

    # Engine signals

    def _robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Queue the sitemaps in robots.txt, if its parser returns them."""
        sitemaps = list(getattr(getattr(robotparser, "rp", None), "sitemaps", ()))
        self.names_sitemaps = self.names_sitemaps or bool(sitemaps)
        self.seeds.add_named(request.url, sitemaps)

    def _continue_when_idle(self) -> None:
        """Send the requests of the first step that has any, and keep the spider open; without any, it closes.

        Scrapy calls an idle spider again as soon as a response was handled, but only every five seconds if no request
        was sent. So the sitemaps that a step only queues are requested at once.
        """
        if self._queue:
            self._queue.recover()
        sitemap = self._next_sitemap
        lists = (sitemap, self._deferred, sitemap, self._last_resort, sitemap)
        for step in (
            self._waiting,
            self._entries_that_list,
            *lists,
            self._doubtful_links,
            self._links_beside,
            self._other_versions,
            self._numbered_links,
        ):
            outputs = list(step())
            for item in (output for output in outputs if isinstance(output, PlannedFetch)):  # no page yields it
                self.crawler.signals.send_catch_log(signals.item_scraped, item=item, response=None, spider=self)
            requests = [output for output in outputs if isinstance(output, Request)]
            for request in requests:
                self.crawler.engine.crawl(request)
            if requests:
                raise DontCloseSpider

    def _next_sitemap(self) -> Iterator[Output]:
        """Request one sitemap at a time, to keep at most about 50,000 URLs in memory."""
        if not self._budget.is_full and (place := self.seeds.next_sitemap()):
            yield self._requests.request(
                place.url, self.parse_sitemap, place.kind, level=place.level, source=place.source
            )

    def _deferred(self) -> Iterator[Output]:
        """Request the listings that waited for the sitemaps."""
        for seed in () if self._budget.is_full else self.seeds.deferred():
            yield from self._visit(seed)

    def _last_resort(self) -> Iterator[Output]:
        """Request the front page, then the usual URLs of sitemaps and feeds, if a reachable site named no article."""
        has_any = self.frontier.has_discovered_any or self._doubtful or self._versions or self._beside
        is_over = self.shared or self._budget.is_full or has_any
        is_reached = self.answered > 0 or self.source_log.has_missing
        for seed in () if is_over or not is_reached else self.seeds.last_resort():
            yield from self._visit(seed)

    def _doubtful_links(self) -> Iterator[Output]:
        """Consider the links whose displayed day is just outside the period."""
        if self._budget.is_full:
            return
        doubtful, self._doubtful = self._doubtful, []
        for found, kwargs in doubtful:
            yield from self._consider_link(found, is_exact=self._displayed.are_exact, **kwargs)

    @staticmethod
    def _is_undated(found: LinkCandidate) -> bool:
        return found.published is None and found.changed is None and days_in(found.url) == (None, None)

    def _links_beside(self) -> Iterator[Output]:
        """Consider the undated links of sitemaps beside the period: a few, and the others if one of these is in it."""
        if self._budget.is_full or not self._beside:
            return
        sample = [] if self.plan.dry_run else self._beside.sample()
        sampled = [output for found in sample for output in self._consider_link(found, source=Sitemaps.name)]
        if sampled:
            yield from sampled
            return
        wanted, unwanted = self._beside.decide(self.frontier.is_stored)
        for found in unwanted:
            self.frontier.judge(found.url, source=Sitemaps.name, is_outside=True)
        for found in wanted:
            yield from self._consider_link(found, source=Sitemaps.name)

    def _other_versions(self) -> Iterator[Output]:
        """Consider AMP, print and mobile versions of pages that no source named, or that could not be stored.

        Of each page, one version is enough; another is considered if that one is not stored.
        """
        if self._budget.is_full:
            return
        versions, self._versions = self._versions, {}
        chosen: dict[str, str] = {}
        for url, found in versions.items():
            page = self.site.canonical(full_version(url) or url)
            before = self._chosen_versions.get(page)
            if self.frontier.has_full_version(url) or self.frontier.has_other_version(url):
                self.frontier.add_discovered(url)
                continue
            if before and (self.plan.dry_run or self.frontier.is_stored(before)):
                continue
            if page in chosen:
                self._versions[url] = found
            elif candidate := self.frontier.judge(url, **found):  # it may be known not to exist
                chosen[page] = url
                yield from self._turn_of(self._budget.admit(candidate))
        self._chosen_versions |= chosen

    @property
    def _may_guess(self) -> bool:
        """Whether links that no rule calls articles may be: no publisher file has a rule, and no URL looks like one."""
        return not (self.site.publisher or self.shared or self.plan.urls or self.frontier.has_discovered_any)

    @property
    def has_guessed(self) -> bool:
        """Whether no URL looked like an article's, so that numbered links were requested."""
        return bool(self._guessed)

    def _numbered_links(self) -> Iterator[Output]:
        """Consider links that differ only in a number, on a site without a publisher file that named no article.

        Print versions are considered after other links, if none of these was an article's.
        """
        if not (self.has_guessed or self._may_guess):
            return
        while not (self._budget.is_full or any(map(self.frontier.is_stored, self._guessed))):
            links = [*self._numbered.take()]
            self._guessed += [url for url, _ in links]
            outputs = [output for url, found in links for output in self._judge(url, **found)]
            yield from outputs
            if outputs or not links:
                return

    def _on_item_scraped(self, item: object) -> None:
        """End the crawl at the last article of --limit; compare the article's day with the one in its listing."""
        if isinstance(item, Record):
            day = local_day(item.published_at, self.site.language)
            self._displayed.compare(self.site.canonical(str(item.url)), day)
        if self._budget.is_spent(isinstance(item, Record | PlannedFetch)):
            self._closing = close_spider(self.crawler, "limit")

    def _on_item_dropped(self, item: object, exception: BaseException) -> None:
        """Fetch the AMP version of a page without an article, or else a spare article for a page that is not stored.

        Compare the day of a page outside the period with the one in its listing.
        """
        is_outside = isinstance(exception, NotStored) and exception.reason == Reason.OUTSIDE_DATES
        if is_outside and isinstance(item, Fetched):
            self._displayed.note_outside(item.address, self.plan.holds)
        if not isinstance(item, Fetched):
            return
        outputs = [*self._turn_of(self._budget.take_back())]
        is_without_text = isinstance(exception, NotStored) and exception.reason in _WITHOUT_TEXT
        if is_without_text and not item.is_capture and not self.frontier.is_stored(item.address):
            amp = amp_version(item.exchange.page)
            if amp and self.site.holds(amp):
                outputs += self._consider(amp, source=ArticleLinks.name, via=item.url)
        for request in outputs:
            if isinstance(request, Request):
                self.crawler.engine.crawl(request)
