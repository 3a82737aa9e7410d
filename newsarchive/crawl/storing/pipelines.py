"""KeepPage -> ExtractArticle -> StoreRecord: archive the response, extract the article, store the record.

Items of other types pass through unchanged, so that other Scrapy projects can use these pipelines.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.exceptions import DropItem, NotConfigured

import newsarchive
from newsarchive.archive.reasons import Reason, current_reason
from newsarchive.archive.records import record_of
from newsarchive.article import STORED_KINDS
from newsarchive.crawl.clock import local_day
from newsarchive.crawl.error_messages import is_empty, is_error_message
from newsarchive.crawl.errors import NotStored
from newsarchive.crawl.plan import Plan
from newsarchive.crawl.site import Site
from newsarchive.crawl.storing.extraction_workers import (
    Extraction,
    ExtractionFailed,
    ExtractionWorkers,
    extraction_of,
    usual_count,
)
from newsarchive.crawl.storing.identity import Identity, RepeatedNotices, title_digest
from newsarchive.crawl.storing.items import ArchivedPage, ExtractedPage, Fetched
from newsarchive.crawl.storing.known import outside
from newsarchive.crawl.storing.session import ArchiveSession
from newsarchive.crawl.storing.session_parameters import SessionParameters
from newsarchive.parsers.metadata.not_found import is_not_found_notice
from newsarchive.publishers import all_publishers, publisher_of
from newsarchive.publishers.canonical import article_id

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from newsarchive.article import Record
    from newsarchive.page import Page

# Number of pages, extracted or requested, for which a second process is worth its startup time.
_WORTH_A_PROCESS = 100


class _Pipeline:
    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._publishers = getattr(crawler.spider, "publishers", None) or all_publishers()
        session = crawler.get_extension(ArchiveSession)
        if session is None:
            raise NotConfigured("newsarchive.crawl.storing.session.ArchiveSession is not among the EXTENSIONS")
        self._session = session

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Create the pipeline for a crawler that has an ArchiveSession."""
        return cls(crawler)

    def _site(self, url: str) -> Site:
        own = getattr(self._crawler.spider, "site", None)
        if isinstance(own, Site) and own.holds(url):
            return own
        return Site(start=url, publisher=publisher_of(url, self._publishers), publishers=self._publishers)


class KeepPage(_Pipeline):
    """Item pipeline: append the response as received to the WARC file, before extraction."""

    def process_item(self, item: Any) -> Any:
        """Return an ArchivedPage for a Fetched item; return any other item unchanged."""
        if not isinstance(item, Fetched):
            return item
        return ArchivedPage(fetched=item, place=self._session.keep(item.exchange, self._site(item.url).key))


class ExtractArticle(_Pipeline):
    """Item pipeline: extract the article, in this process or in worker processes (NEWSARCHIVE_READERS)."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        given, folder = crawler.settings["NEWSARCHIVE_READERS"], crawler.settings["NEWSARCHIVE_PUBLISHERS"]
        self._extracted, self._has_many_pages = 0, given is not None
        count = usual_count() if given is None else int(given)
        self._readers = ExtractionWorkers(count, Path(folder) if folder else None) if count > 0 else None
        crawler.signals.connect(self._close, signals.spider_closed)

    async def process_item(self, item: Any) -> Any:
        """Return an ExtractedPage for an ArchivedPage, any other item unchanged; raise DropItem if extraction fails."""
        if not isinstance(item, ArchivedPage):
            return item
        try:
            return ExtractedPage(archived=item, extraction=await self._read(item.fetched.exchange.page))
        except ExtractionFailed as error:
            self._crawler.stats.inc_value(f"newsarchive/extracted/{Reason.EXTRACTION_FAILED}")
            self._session.visit(
                item.fetched.address, Reason.EXTRACTION_FAILED, status=item.fetched.exchange.page.status
            )
            raise DropItem(f"{item.fetched.url}: {error}") from error

    async def _read(self, page: Page) -> Extraction:
        self._extracted += 1
        if self._readers is None or not self._is_worth_workers() or self._readers.are_behind:
            return extraction_of(page, self._publishers)
        return await self._readers.read(page)

    def _is_worth_workers(self) -> bool:
        """Return whether worker processes exist or, as far as is known now, this run has enough pages to start them."""
        if self._readers is not None and self._readers.are_ready:
            return True
        if not self._has_many_pages:
            in_progress = getattr(self._crawler.spider, "in_progress", 0)  # spiders of other projects do not know it
            self._has_many_pages = max(self._extracted, in_progress) > _WORTH_A_PROCESS
        return self._has_many_pages

    async def _close(self) -> None:
        if self._readers:
            await self._readers.close()


class StoreRecord(_Pipeline):
    """Item pipeline: store an article within the requested dates; record and drop other pages."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._sessions = SessionParameters(self._session.articles_under, self._session.title_of)
        self._notices = RepeatedNotices()
        self._identity = Identity(self._session.known_id, self._is_discovered, self._session.title_of)

    def _is_discovered(self, canonical: str, text_sha256: str, title: bytes) -> bool:
        """Return whether a declared URL belongs to an article that this run will still fetch."""
        frontier = getattr(self._crawler.spider, "frontier", None)
        return frontier is not None and bool(frontier.has_discovered(canonical))

    def process_item(self, item: Any) -> Any:
        """Return the Record of a new or changed ExtractedPage; raise DropItem for any other ExtractedPage."""
        if not isinstance(item, ExtractedPage):
            return item
        fetched, plan = item.archived.fetched, getattr(self._crawler.spider, "plan", Plan())
        article = item.extraction.article
        day = local_day(article.published_at, article.language)
        reason: str
        if is_not_found_notice(article.title, article.body):
            reason = Reason.NOT_FOUND_PAGE
            if not fetched.is_capture:
                self._remember(fetched, "missing")
        elif article.kind not in STORED_KINDS:
            reason = current_reason(article.kind)
            if article.kind == "other" and _is_failure(fetched.exchange.page):
                reason = self._failed(fetched)
            elif article.kind == "other" and fetched.exchange.page.truncated:  # the article may be in the other part
                reason = self._failed(fetched, Reason.TRUNCATED)
            elif not fetched.is_capture:  # an error page in a web archive says nothing about the article
                self._remember(fetched, article.kind)
        elif not plan.holds(day):
            reason = Reason.OUTSIDE_DATES
            self._remember(fetched, outside(day))
        elif failure := self._session.why_no_revision(record := self._record(item)):
            reason = self._failed(fetched, failure)
        elif not (before := self._same_page(item)) and not fetched.is_capture and self._notices.is_one(record):
            reason = Reason.NOT_FOUND_PAGE
            self._remember(fetched, "missing")
        else:
            record = self._record(item) if before else record
            has_moved = self._has_moved(fetched, record)
            reason = self._session.store(record)
            for url in before:  # the article's former URLs: from now on they count as one article
                self._session.visit(url, "redirect", status=fetched.exchange.page.status, target=record.canonical_url)
            if reason == "unchanged":
                self._remember(fetched, reason, record.id)
            if has_moved:
                self._session.visit(fetched.address, "redirect", status=301, target=record.canonical_url)
        self._crawler.stats.inc_value(f"newsarchive/extracted/{reason}")
        if reason not in ("new", "revised"):
            raise NotStored(fetched.url, reason)
        return record

    def _failed(self, fetched: Fetched, reason: Reason = Reason.ERROR_PAGE) -> Reason:
        """Note that a page tells nothing new of its URL for this *reason*; the next run fetches it again."""
        if frontier := getattr(self._crawler.spider, "frontier", None):
            frontier.failed(fetched.address, reason)
        return reason

    def _record(self, item: ExtractedPage) -> Record:
        fetched, article = item.archived.fetched, item.extraction.article
        site = self._site(fetched.url)
        marks = item.extraction.marks
        canonical = self._identity.canonical(site, fetched.url, article, marks.text_sha256)
        return record_of(
            article if article.canonical_url == canonical else dataclasses.replace(article, canonical_url=canonical),
            item.archived.place,
            site=site.key,
            id=article_id(site.key, canonical),
            extractor=f"newsarchive {newsarchive.__version__}",
            aliases=[name for name in self._names(fetched) if name != canonical],
            marks=marks,
        )

    def _same_page(self, item: ExtractedPage) -> list[str]:
        """Return the page's former canonical URLs, if the page shows that a parameter is a session parameter."""
        if item.archived.fetched.is_capture:
            return []
        url, extraction = item.archived.fetched.url, item.extraction
        return self._sessions.learn(
            self._site(url), url, extraction.marks.text_sha256, title_digest(extraction.article.title)
        )

    def _has_moved(self, fetched: Fetched, record: Record) -> bool:
        """Return whether a stored article's own URL now redirects to that of *record*, or its page now names that one.

        A template may name one URL in all pages: only a page that has kept its title is the stored article's.
        """
        old = article_id(record.site, fetched.address)
        known = None if old == record.id or fetched.is_capture else self._session.known_id(old)
        if known is None:
            return False
        kept_title = title_digest(self._session.title_of(fetched.address)) == title_digest(record.title)
        return bool(fetched.exchange.page.redirects) or (known.id is not None and kept_title)

    def _names(self, fetched: Fetched) -> list[str]:
        """Return every canonical URL under which the page was discovered."""
        page = fetched.exchange.page
        urls = dict.fromkeys((*page.redirects, fetched.url))
        fetched_urls = (fetched.address, *(self._site(url).canonical(url) for url in urls))
        return list(dict.fromkeys(fetched_urls))

    def _remember(self, fetched: Fetched, outcome: str, id: str | None = None) -> None:
        for name in self._names(fetched):
            self._session.visit(name, outcome, status=fetched.exchange.page.status, id=id)


def _is_failure(page: Page) -> bool:
    """Return whether a page without an article tells nothing of its URL, because its server failed or refused."""
    return is_empty(page.body) or is_error_message(page.body)
