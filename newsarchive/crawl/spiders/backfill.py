"""BackfillSpider: fetch a site's articles from a web archive, for the years before the site was crawled."""

from __future__ import annotations

import dataclasses
from collections import Counter, deque
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request, signals

from newsarchive.archive.ledger import CAPTURE
from newsarchive.archive.reasons import NOT_ARTICLES, Reason, group_of
from newsarchive.counting import count_of
from newsarchive.crawl.errors import BadOption
from newsarchive.crawl.frontier.candidate import Capture
from newsarchive.crawl.outcomes import NOT_SENT, reason_of
from newsarchive.crawl.politeness.noarchive import page_forbids
from newsarchive.crawl.politeness.retry import INCOMPLETE
from newsarchive.crawl.politeness.slots import HostSlots
from newsarchive.crawl.spiders.capture_lists import BadCapture, CaptureList, CaptureQuery, CaptureSource
from newsarchive.crawl.spiders.captures import WHICH, CaptureStore, chosen
from newsarchive.crawl.spiders.news import NewsSpider, Output
from newsarchive.crawl.spiders.targets import Job, jobs_for
from newsarchive.crawl.spiders.web_archive import name_of
from newsarchive.crawl.storing.exchange import exchange_of
from newsarchive.crawl.storing.items import Fetched
from newsarchive.crawl.url_shapes import full_version
from newsarchive.publishers import Publishers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from newsarchive.crawl.frontier.candidate import UrlCandidate
    from newsarchive.page import Page

# A page is seldom archived on its day of publication. If it is not archived within a year, it never is.
_LATER = timedelta(days=366)
_MOST_LISTING = 1 << 30
# A server that ignores Range sends a file of a gigabyte. A server that rejects Range sends an error page.
_MOST_ERROR_PAGE = 1 << 20
_MOST_TRIES = 3  # for an unreadable list
_SPARE = 1000


@dataclass(frozen=True, kw_only=True)
class _Listed:
    """A list of captures to fetch from *url*, and the number of the attempt."""

    url: str
    tries: int = 1


class BackfillSpider(NewsSpider):
    """Fetch captures of a site's articles from *web_archive*; *which* selects captures per article (captures.WHICH).

    The options are those of `plan_from`: --since and --until are days of publication. The spider searches for captures
    from the first day to a year after the last day.
    """

    web_archive: CaptureSource
    which = "first"
    discovered_nothing = False  # a web archive may have no captures of a site

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> BackfillSpider:
        """Create the spider from the options of a job."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        assert isinstance(spider, BackfillSpider)
        crawler.signals.connect(spider._on_capture, signals.item_scraped)
        crawler.signals.connect(spider._on_capture, signals.item_dropped)
        return spider

    @property
    def backfill_options(self) -> dict[str, str]:
        """The options --from and --captures; a web archive without a name of its own is given by a URL of its host."""
        return {"from": name_of(self.web_archive), "captures": self.which}

    async def start(self) -> AsyncIterator[Any]:
        """Start with the list of captures of the site's first domain."""
        self._begin()
        self.frontier.asks_again = False  # a capture never changes
        names = [url.partition("://")[2] for url in self.plan.urls] or _domains(self)
        first, last = self._period()
        self._store = CaptureStore()
        self._read_lists: set[str] = set()
        self._continued: set[bytes] = set()  # digests of lists with a continuation
        self._damage: str | None = None  # of the last list that could not be read
        self._moved: set[str] = set()  # canonical URLs with a capture that redirects to another article
        self._unfetched: Counter[str] = Counter()  # articles without a capture that could be fetched, by reason
        self._query = CaptureQuery(domains=tuple(names), first=first, last=last, newest_first=self.which == "last")
        self._lists = deque(_Listed(url=url) for url in self.web_archive.lists(self._query))
        if self.web_archive.is_one_at_a_time:
            for url in self.web_archive.addresses:
                HostSlots(self.crawler).set_pace(urlsplit(url).hostname or "", self.settings.getfloat("DOWNLOAD_DELAY"))
        yield self._next_list()

    def _next_list(self) -> Request:
        listed = self._lists.popleft()
        request = self._requests.request(listed.url, self.parse_captures, "sitemap", listed=listed)
        request.meta["download_maxsize"] = _MOST_LISTING
        request.meta["handle_httpstatus_list"] = list(self.web_archive.list_statuses)
        request.dont_filter = True  # a damaged list is fetched again
        return request

    def _period(self) -> tuple[date | None, date | None]:
        """Return the first and the last day of possible captures of the articles."""
        return self.plan.since, self.plan.until + _LATER if self.plan.until else None

    def parse_captures(self, response: Response, listed: _Listed) -> Iterator[Output]:
        """Collect the captures of articles in a list; after the last list, select the captures to fetch."""
        self.answered += 1
        listing = self.web_archive.read(listed.url, response.status, response.body, self._query)
        is_cut = INCOMPLETE in response.flags and not listing.has_end
        damage = "its end is missing" if is_cut else listing.damage
        if not damage and listed.tries == 1 and response.status == 200 and not response.body.strip():
            damage = "it is empty"  # pywb answers so if it has no capture, and an overloaded server at any time
        if damage and listed.tries < _MOST_TRIES:
            self.logger.warning("%s: %s; fetched again", response.url, damage)
            self._lists.appendleft(dataclasses.replace(listed, tries=listed.tries + 1))
        else:
            if damage:
                self._damaged(response.url, f"{damage}; {len(listing.captures):,} captures of it are used")
            if listing.note:
                self.logger.warning("%s: %s", response.url, listing.note)
            self.source_log.read["captures"] += 1
            self._gather(listing.captures)
            self._read_lists.add(listed.url)
            more = [url for url in listing.more if url not in self._read_lists and self._is_new(response.body, listing)]
            if len(more) < len(listing.more):  # the service ignores its own resume keys
                self._damaged(response.url, "it continues with a list before it")
            if not self._has_enough():
                self._lists.extendleft(_Listed(url=url) for url in reversed(more))
            elif self.web_archive.is_in_order:
                self._lists.clear()
        yield from self._go_on(response.url)

    def _is_new(self, body: bytes, listing: CaptureList) -> bool:
        """Return whether no list that continued was the same but for its resume key."""
        if listing.resume is None:  # such as the number of pages of a collection, which another may have, too
            return True
        before, _, after = body.rpartition(listing.resume.encode())
        content = sha256(before + after).digest()
        is_new = content not in self._continued
        self._continued.add(content)
        return is_new

    def _go_on(self, via: str) -> Iterator[Output]:
        if self._lists:
            yield self._next_list()
        else:
            yield from self._consider_all(via)

    def _gather(self, captures: Sequence[Capture]) -> None:
        first, last = self._period()
        self.crawler.stats.inc_value("newsarchive/captures", len(captures))
        inside = [capture for capture in captures if _is_between(capture.at.date(), first, last)]
        if len(inside) < len(captures):
            self.crawler.stats.inc_value("newsarchive/captures_outside_period", len(captures) - len(inside))
        wanted = [capture for capture in inside if self.site.may_show_article(capture.url)]
        self._store.add((self._article_key(capture.url), capture) for capture in wanted)

    def _article_key(self, url: str) -> str:
        """Return the common key of an article's captures, without scheme and www: sites change both over the years.

        Captures of the AMP, print and mobile versions belong to the article.
        """
        return self.site.canonical(full_version(url) or url).partition("://")[2].removeprefix("www.")

    def _has_enough(self) -> bool:
        """Return whether --limit needs no further lists: enough spare articles replace those that are not stored."""
        return self.plan.limit is not None and self._store.count() >= max(_SPARE, 20 * self.plan.limit)

    def _damaged(self, url: str, damage: str) -> None:
        self._damage = f"the list of captures {url} is unreadable ({damage})"
        self._tell_missing()
        self.logger.error("%s: %s", url, damage)
        self.crawler.stats.inc_value(f"newsarchive/errors/{Reason.BAD_CAPTURE_LIST}")

    def _consider_all(self, via: str) -> Iterator[Output]:
        for captures in self._store.groups():
            yield from self._consider_captures(self._chosen(captures), via)

    def _chosen(self, captures: Sequence[Capture]) -> list[Capture]:
        """Return the captures of one article to fetch, best first: other versions (AMP) replace missing captures."""
        full = [capture for capture in captures if not full_version(capture.url)]
        versions = [capture for capture in captures if full_version(capture.url)]
        parts = (full or versions,) if self.which == "all" else (full, versions)
        return [capture for part in parts if part for capture in chosen(part, self.which)]

    def _consider_captures(self, captures: Sequence[Capture], via: str) -> Iterator[Output]:
        fresh = [capture for capture in captures if not self._has(capture)]
        all_too = self.which == "all"
        candidate = (
            self.frontier.judge(captures[0].url, source="captures", via=via, known_too=all_too) if fresh else None
        )
        if candidate:
            yield from self._turn_of(self._budget.admit(self._of(candidate, fresh[0], fresh[1:])))

    def _has(self, capture: Capture) -> bool:
        known = self._archive.known(self._name(capture)) if self._archive else None
        return known is not None

    def _name(self, capture: Capture) -> str:
        return self.web_archive.name(capture)

    def _of(self, candidate: UrlCandidate, first: Capture, later: Sequence[Capture]) -> UrlCandidate:
        url = self.web_archive.page_url(first)
        return dataclasses.replace(candidate, url=url, known=None, captures=(first, *later))

    def parse_article(self, response: Response, candidate: UrlCandidate) -> Iterator[Output]:
        """Yield the page as the site sent it at the time of the capture."""
        self.answered += 1
        try:
            exchange = self.web_archive.captured(exchange_of(response, self.site.language_hint), candidate.captures[0])
        except BadCapture as error:
            self.logger.info("%s: %s", candidate.url, error)
            yield from self._failed_capture(candidate, Reason.BAD_CAPTURE)
            return
        if self._is_refused(exchange.page):
            yield from self._failed_capture(candidate, Reason.NOARCHIVE)
            return
        url = exchange.page.url or ""
        if self._leads_elsewhere(url, candidate):
            if self.which != "all" and self.site.is_article_url(url) and candidate.canonical not in self._moved:
                # The article may have moved: if no other capture can be fetched, this one is.
                self._moved.add(candidate.canonical)
                candidate = dataclasses.replace(candidate, captures=(*candidate.captures, candidate.captures[0]))
            yield from self._failed_capture(candidate, "it redirects to another page of the site")
            return
        yield from self._turn_of(self._budget.end())
        yield Fetched(exchange=exchange, address=candidate.canonical, is_capture=True)

    def _is_refused(self, page: Page) -> bool:
        """Return whether the archived page forbids archiving: the downloader has not parsed its record."""
        tags = [value for name, value in page.headers if name.lower() == "x-robots-tag"]
        return page_forbids(tags, page.body, self.settings["NEWSARCHIVE_NOARCHIVE"])

    def _article(self, candidate: UrlCandidate) -> Output:
        request = super()._article(candidate)
        part = self.web_archive.byte_range(candidate.captures[0])
        if part and isinstance(request, Request):
            offset, length = part
            request.headers["Range"] = f"bytes={offset}-{offset + length - 1}"
            request.headers["Accept-Encoding"] = "identity"  # the range refers to the stored file
            request.meta["download_maxsize"] = max(length, _MOST_ERROR_PAGE)
        return request

    def _leads_elsewhere(self, url: str, candidate: UrlCandidate) -> bool:
        """Return whether the web archive followed a redirect to a page that is not the article.

        The article may have moved, so that the URL of another one counts if there is no other capture.
        """
        capture, *later = candidate.captures
        is_other = self._article_key(url) != self._article_key(capture.url)
        return is_other and (bool(later) or not self.site.is_article_url(url))

    def failed(self, failure: Failure) -> Iterator[Output]:
        """Count why a capture was not fetched (this says nothing about its article), and fetch the next one."""
        candidate: UrlCandidate | None = failure.request.cb_kwargs.get("candidate")  # type: ignore[attr-defined]
        reason = reason_of(failure)
        if candidate is not None:
            if reason != NOT_SENT:
                yield from self._failed_capture(candidate, reason)
            return
        yield from super().failed(failure)
        if reason != NOT_SENT:
            self._damaged(failure.request.url, reason)  # type: ignore[attr-defined]
            yield from self._go_on(failure.request.url)  # type: ignore[attr-defined]

    def _failed_capture(self, candidate: UrlCandidate, reason: str) -> Iterator[Output]:
        yield from self._turn_of(self._budget.end())
        yield from self._turn_of(self._budget.take_back())
        self.logger.info("%s: %s", candidate.url, reason)
        later = [*self._after(candidate)]
        if later:
            self.crawler.stats.inc_value("newsarchive/captures_passed_over")
        else:
            self._note_unfetched(candidate, reason)
        yield from later

    def _note_unfetched(self, candidate: UrlCandidate, reason: str) -> None:
        """Count an article without any capture that could be fetched; its ledger does not have the capture's reason."""
        group = "skipped" if group_of(reason) == "skipped" else "errors"
        self.crawler.stats.inc_value(f"newsarchive/{group}/{reason}")
        known = self._archive.known(candidate.canonical) if self._archive else None
        if group == "errors" and not (known and known.id):
            self._unfetched[reason] += 1
            self.frontier.failed(candidate.canonical, Reason.NO_CAPTURE)
            self._tell_missing()

    def _tell_missing(self) -> None:
        reasons = ", ".join(f"{count:,} {reason}" for reason, count in self._unfetched.most_common())
        articles = count_of(self._unfetched.total(), "article")
        unfetched = f"{articles} could not be fetched from any capture ({reasons})" if reasons else None
        self.incomplete = "; ".join(filter(None, (self._damage, unfetched, "run the same command later")))

    def _on_capture(self, item: object, response: Response | None, exception: Exception | None = None) -> None:
        """Remember a capture that was extracted, and fetch the next of the same article.

        With "all", the next capture is the next revision, in order; otherwise another capture is fetched only if the
        page is not an article, or was received in part: then a whole one becomes its next revision.
        """
        candidate: UrlCandidate | None = response.cb_kwargs.get("candidate") if response else None
        if candidate is None:
            return
        if self._archive:
            self._archive.visit(self._name(candidate.captures[0]), CAPTURE, status=200)
        is_cut = response is not None and INCOMPLETE in response.flags
        reason = getattr(exception, "reason", None)
        if self.which == "all" or is_cut or reason in NOT_ARTICLES:
            later = [*self._after(candidate)]
            for request in later:
                self.crawler.engine.crawl(request)
            if not later and reason in NOT_ARTICLES:  # the ledger's reason only: the site may still have the article
                self.frontier.failed(candidate.canonical, reason)

    def _after(self, candidate: UrlCandidate) -> Iterator[Request]:
        _, *later = candidate.captures
        request = self._article(self._of(candidate, later[0], later[1:])) if later else None
        if isinstance(request, Request):
            yield request

    def _continue_when_idle(self) -> None:
        """Request nothing more: the spider reads all lists of a web archive before the captures."""


def _is_between(day: date, first: date | None, last: date | None) -> bool:
    return not ((first and day < first) or (last and day > last))


def _domains(spider: BackfillSpider) -> list[str]:
    """Return the current and former domains under which the site may be archived, in search order."""
    publisher = spider.site.publisher
    if publisher is None:
        start = spider.site.start.partition("://")[2].rstrip("/")
        return [start.removeprefix("www.")]
    # A search for a domain includes its subdomains.
    names = list(dict.fromkeys(domain.removeprefix("www.") for domain in (*publisher.domains, *publisher.mobile)))
    names = [name for name in names if not any(name.endswith(f".{other}") for other in names)]
    # The first domain in a publisher file is the current one.
    return names if spider.which == "last" else names[::-1]


def backfill_jobs(
    targets: Sequence[str], words: Mapping[str, Any], publishers: Publishers, archive: CaptureSource, which: str
) -> list[Job]:
    """Return a job for each of *targets* as `jobs_for` does; the job requests *archive* instead of the site.

    *which* is one of captures.WHICH. Raise BadOption for another one, and what `jobs_for` raises.
    """
    if which not in WHICH:
        raise BadOption(f'--captures: unknown value "{which}"; choose from {", ".join(WHICH)}')
    return [
        dataclasses.replace(job, spider=_spider(job, archive, which)) for job in jobs_for(targets, words, publishers)
    ]


def _spider(job: Job, archive: CaptureSource, which: str) -> type[BackfillSpider]:
    body = {
        "name": job.spider.name,
        "publisher": job.spider.publisher,
        "publishers": job.spider.publishers,
        "web_archive": archive,
        "which": which,
        "__module__": __name__,
    }
    return type("BackfillSpider", (BackfillSpider,), body)
