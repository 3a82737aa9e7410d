"""BackfillSpider: a paper's articles as a web archive has them, for years from before anybody crawled it."""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from scrapy import Request, signals
from scrapy.exceptions import DontCloseSpider

from newsarchive.crawl.errors import BadPlan
from newsarchive.crawl.frontier.candidate import Capture
from newsarchive.crawl.outcomes import reason_of
from newsarchive.crawl.spiders.news import NewsSpider, Output
from newsarchive.crawl.spiders.targets import Job, jobs_for
from newsarchive.crawl.spiders.web_archive import WHICH, WebArchive, chosen, played_back, read_listing
from newsarchive.crawl.storing.exchange import exchange_of
from newsarchive.crawl.storing.items import Fetched
from newsarchive.publishers import Publishers
from newsarchive.publishers.canonical import canonical_url
from newsarchive.warc import Exchange

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from newsarchive.crawl.frontier.candidate import UrlCandidate

# A page is seldom archived on the day it appears; after a year it has been, or never.
_LATER = timedelta(days=366)
_MOST_LISTING = 1 << 30
_ORIGINAL = "x-archive-orig-"
# Of the answer's headers, those that the web archive adds for itself.
_ITS_OWN = (
    "memento-datetime",
    "link",
    "content-location",
    "x-archive-",
    "x-app-server",
    "x-ts",
    "x-tr",
    "server-timing",
)
_FETCHED = "capture"


@dataclass(frozen=True, kw_only=True)
class _Listed:
    """A list of captures to ask for: of *domain*, from where *resume* says."""

    domain: str
    resume: str | None = None


class BackfillSpider(NewsSpider):
    """Fetch from *web_archive* the captures of a site's articles: of each the *which* (see captures.WHICH).

    The words are those of `plan_from`: --since and --until are days of publication. Captures are looked for from the
    first of them to a year after the last.
    """

    web_archive: WebArchive
    which = "first"
    discovered_nothing = False  # a web archive may have nothing of a site

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> BackfillSpider:
        """Build from the words of a job."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        assert isinstance(spider, BackfillSpider)
        crawler.signals.connect(spider._came, signals.item_scraped)
        crawler.signals.connect(spider._came, signals.item_dropped)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Begin with the list of the captures of the site's first domain."""
        self._begin()
        self.frontier.asks_again = False  # a capture stays what it is
        names = [url.partition("://")[2] for url in self.plan.urls] or _domains(self)
        self._lists = deque(_Listed(domain=one) for one in names)
        yield self._next_list()

    def _next_list(self) -> Request:
        one = self._lists.popleft()
        plan = self.plan
        last: date | None = plan.until + _LATER if plan.until else None
        url = self.web_archive.listing_url(one.domain, plan.since, last, one.resume)
        request = self._requests.request(url, self.parse_captures, "sitemap", listed=one)
        request.meta["download_maxsize"] = _MOST_LISTING
        return request

    def parse_captures(self, response: Response, listed: _Listed) -> Iterator[Output]:
        """Consider the articles in a list of captures."""
        self.answered += 1
        listing = read_listing(response.body)
        self.crawler.stats.inc_value("newsarchive/captures", len(listing.captures))
        if listing.resume and listing.captures:
            self._lists.appendleft(dataclasses.replace(listed, resume=listing.resume))
        for captures in chosen(listing.captures, self.which):
            if self.site.is_article_url(captures[0].url):
                yield from self._consider_captures(captures, response.url)

    def _consider_captures(self, captures: Sequence[Capture], via: str) -> Iterator[Output]:
        first, *later = captures
        if self.which == "all":
            fresh = [one for one in captures if not self._has(one)]
            candidate = self.frontier.judge(first.url, way="captures", via=via, known_too=True) if fresh else None
            first, later = (fresh[0], fresh[1:]) if fresh else (first, later)
        else:
            candidate = self.frontier.judge(first.url, way="captures", via=via)
        if candidate:
            yield from self._turn_of(self._budget.admit(self._of(candidate, first, later)))

    def _has(self, capture: Capture) -> bool:
        known = self._archive.known(self._name(capture)) if self._archive else None
        return known is not None

    def _name(self, capture: Capture) -> str:
        return canonical_url(self.web_archive.page_url(capture))

    def _of(self, candidate: UrlCandidate, first: Capture, later: Sequence[Capture]) -> UrlCandidate:
        url = self.web_archive.page_url(first)
        return dataclasses.replace(candidate, url=url, known=None, captures=(first, *later))

    def parse_article(self, response: Response, candidate: UrlCandidate) -> Iterator[Output]:
        """Hand over the page as the paper sent it at the moment of the capture."""
        self.answered += 1
        yield from self._turn_of(self._budget.end())
        yield Fetched(exchange=as_captured(exchange_of(response), candidate.captures[0]), address=candidate.canonical)

    def failed(self, failure: Failure) -> Iterator[Output]:
        """Count why a capture did not come, which says nothing of its article, and ask for the next."""
        candidate: UrlCandidate | None = failure.request.cb_kwargs.get("candidate")  # type: ignore[attr-defined]
        if candidate is None:
            yield from super().failed(failure)
            return
        reason = reason_of(failure)
        self.crawler.stats.inc_value(f"newsarchive/errors/{reason}")
        self.logger.info("%s: %s", candidate.url, reason)
        yield from self._turn_of(self._budget.end())
        yield from self._turn_of(self._budget.take_back())
        yield from self._after(candidate)

    def _came(self, item: object, response: Response | None) -> None:
        """Remember a capture that has been read, and fetch the next of the same article: revisions keep their order."""
        candidate: UrlCandidate | None = response.cb_kwargs.get("candidate") if response else None
        if candidate is None:
            return
        if self._archive:
            self._archive.visit(self._name(candidate.captures[0]), _FETCHED, status=200)
        for request in self._after(candidate):
            self.crawler.engine.crawl(request)

    def _after(self, candidate: UrlCandidate) -> Iterator[Request]:
        _, *later = candidate.captures
        request = self._article(self._of(candidate, later[0], later[1:])) if later else None
        if isinstance(request, Request):
            yield request

    def _next_sitemap(self) -> None:
        """Ask for the next list when all articles of the last are done."""
        if self._lists and not self._budget.is_full:
            self.crawler.engine.crawl(self._next_list())
            raise DontCloseSpider


def _domains(spider: BackfillSpider) -> list[str]:
    """Return under which names the site may have been archived, those of today and of old, in order of search."""
    publisher = spider.site.publisher
    if publisher is None:
        start = spider.site.start.partition("://")[2].rstrip("/")
        return [start.removeprefix("www.")]
    # A subdomain is found with its domain.
    names = list(dict.fromkeys(one.removeprefix("www.") for one in (*publisher.domains, *publisher.mobile)))
    names = [one for one in names if not any(one.endswith(f".{other}") for other in names)]
    # A publisher file begins with the domain of today.
    return names if spider.which == "last" else names[::-1]


def as_captured(exchange: Exchange, asked: Capture) -> Exchange:
    """Return what a web archive answered as the exchange it archived: the paper's address, headers and moment."""
    page = exchange.page
    capture = played_back(page.url or "") or asked
    kept = tuple((name, value) for name, value in page.headers if not name.lower().startswith(_ITS_OWN))
    original = tuple((name[len(_ORIGINAL) :], value) for name, value in page.headers if _is_original(name))
    told = {name.lower() for name, _ in original} | {"date", "server"}
    headers = (*original, *((name, value) for name, value in kept if not original or name.lower() not in told))
    as_it_was = dataclasses.replace(
        page,
        url=capture.url,
        fetched_at=capture.at,
        headers=headers,
        requested_url=None,
        redirects=(),
        retrieved_from=page.url,
    )
    return dataclasses.replace(exchange, page=as_it_was, request_headers=(), ip_address=None)


def _is_original(name: str) -> bool:
    return name.lower().startswith(_ORIGINAL) and name.lower() not in (
        f"{_ORIGINAL}content-encoding",
        f"{_ORIGINAL}transfer-encoding",
        f"{_ORIGINAL}content-length",
    )


def backfill_jobs(
    targets: Sequence[str], words: Mapping[str, Any], publishers: Publishers, archive: WebArchive, which: str
) -> list[Job]:
    """Return a job for each of *targets* as `jobs_for` does, that asks *archive* instead of the site."""
    if which not in WHICH:
        raise BadPlan(f'--captures: "{which}" is none of {", ".join(WHICH)}')
    return [
        dataclasses.replace(job, spider=_spider(job, archive, which)) for job in jobs_for(targets, words, publishers)
    ]


def _spider(job: Job, archive: WebArchive, which: str) -> type[BackfillSpider]:
    body = {
        "name": job.spider.name,
        "publisher": job.spider.publisher,
        "publishers": job.spider.publishers,
        "web_archive": archive,
        "which": which,
        "__module__": __name__,
    }
    return type("BackfillSpider", (BackfillSpider,), body)
