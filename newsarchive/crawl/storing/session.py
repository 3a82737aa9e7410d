"""ArchiveSession: one crawl's access to the archive, from opening it to closing it with a report."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import CloseSpider, DropItem

from newsarchive.archive import index
from newsarchive.archive.appending import ArchiveError
from newsarchive.archive.findings import Finding
from newsarchive.archive.index import Index
from newsarchive.archive.layout import Layout
from newsarchive.archive.ledger import update_index
from newsarchive.archive.visits import Visit
from newsarchive.archive.writer import ArchiveWriter, Outcome
from newsarchive.crawl.clock import now
from newsarchive.crawl.politeness.slots import close_spider
from newsarchive.crawl.storing.identity import stored_title, why_no_revision
from newsarchive.crawl.storing.known import KnownUrl, known_as
from newsarchive.crawl.storing.run_report import run_report
from newsarchive.crawl.storing.shared_writer import OpenArchive, join, leave
from newsarchive.warc import Exchange, StoredPage

if TYPE_CHECKING:
    import asyncio

    from scrapy import Spider
    from scrapy.crawler import Crawler

    from newsarchive.archive.reasons import Reason
    from newsarchive.article import Record

log = logging.getLogger(__name__)


#: Scrapy signal: everything passed to the archive so far is on disk.
archive_flushed = object()


class ArchiveSession:
    """Extension: open the archive (NEWSARCHIVE_FOLDER) for the pipelines; they need it.

    A dry run only reads. If writing fails, the crawl ends and *failure* is the reason. *stored* counts the records that
    are known to be on disk, as "new" and "revised"; *sites* are the sites whose pages were archived.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._layout = Layout(Path(crawler.settings["NEWSARCHIVE_FOLDER"]))
        self._archive: OpenArchive | None = None
        self._index: Index | None = None
        self._pending: dict[str, list[Outcome]] = {}
        self.run = _free_name(self._layout)
        self.stored: Counter[str] = Counter()
        self.sites: set[str] = set()
        self.failure: Exception | None = None
        self._closing: asyncio.Future[None] | None = None
        crawler.signals.connect(self._opened, signals.spider_opened)
        crawler.signals.connect(self._closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArchiveSession:
        """Create the extension for a crawler; open nothing yet."""
        return cls(crawler)

    def known(self, url: str) -> KnownUrl | None:
        """Return what the archive knows about the canonical URL *url*, following redirects."""
        source = self._archive.writer if self._archive else self._index
        if source is None:
            return None
        find = source.known if isinstance(source, ArchiveWriter) else source.by_url
        found = find(url)
        if found and found.outcome == "redirect" and found.revision is None:
            target = find(found.target or "")
            if target and target.revision is None:  # one notice to which many URLs redirect, each at a different time
                target = replace(target, since=found.since, last_seen_at=found.last_seen_at)
            found = target
        return known_as(found)

    def known_id(self, id: str) -> index.Known | None:
        """Return what the archive knows about the article *id*."""
        source = self._archive.writer if self._archive else None
        return source.known_id(id) if source else None

    def title_of(self, url: str) -> str | None:
        """Return the title of the stored article at the canonical URL *url*, if the article is on disk."""
        return stored_title(self._archive.writer, url) if self._archive else None

    def why_no_revision(self, record: Record) -> Reason | None:
        """Return why *record* is no revision of the stored article; see `identity.why_no_revision`."""
        return why_no_revision(self._archive.writer, record) if self._archive else None

    def articles_under(self, prefix: str) -> list[tuple[str, str]]:
        """Return URL and text digest of the stored articles whose URL begins with *prefix*, at most 100."""
        return self._archive.writer.articles_under(prefix) if self._archive else []

    def recent(self, site: str, since: date) -> list[str]:
        """Return the URLs of *site*'s articles published (without a date: first seen) on *since* or later."""
        source = self._archive.writer if self._archive else self._index
        return source.recent(site, since) if source else []

    def keep(self, exchange: Exchange, site: str) -> StoredPage:
        """Append a raw exchange to the WARC file; the next flush makes it durable."""
        with self._answering() as writer:
            self.sites.add(site)
            return writer.keep(exchange, site)

    def store(self, record: Record) -> Outcome:
        """Add a record to the next batch."""
        with self._answering() as writer:
            # Before adding the record: the batch may become durable immediately.
            waiting = self._pending.setdefault(record.id, [])
            waiting.append("revised" if writer.known_id(record.id) else "new")
            outcome = writer.store(record)
            if outcome == "unchanged":
                waiting.pop()
            return outcome

    def visit(
        self, url: str, outcome: str, *, status: int | None = None, target: str | None = None, id: str | None = None
    ) -> None:
        """Record the outcome of fetching the canonical URL *url*."""
        if self._archive and not self.failure:
            with self._archive.noting_failure():
                visit = Visit(url=url, outcome=outcome, at=now(), status=status, target=target, id=id)
                self._archive.writer.visit(visit)

    def found(self, finding: Finding, *, again: bool = False) -> None:
        """Record a discovered URL, and why it is not requested; *again* adds only the discovery source."""
        if self._archive and not self.failure:
            with self._archive.noting_failure():
                self._archive.writer.found(finding, again=again)

    def close(self, reason: str) -> None:
        """Flush, write the run's report and release the archive; do nothing if already closed."""
        if self._index:
            self._index.close()
            self._index = None
        if self._archive is None:
            return
        try:
            self._archive.flush()
            with self._noting_failure():
                self._write_report(reason)
        finally:
            archive, self._archive = self._archive, None
            self._leave(archive)

    def _leave(self, archive: OpenArchive) -> None:
        try:
            leave(archive, self)
        except OSError as error:  # Scrapy would log the error and report the crawl as finished
            log.error("%s", error)
            self.failure = self.failure or error

    def count_stored(self, ids: Sequence[str]) -> None:
        """Count which of the durable records *ids* this crawl has stored."""
        for id in ids:
            if self._pending.get(id):
                self.stored[self._pending[id].pop(0)] += 1
        self._pending = {id: waiting for id, waiting in self._pending.items() if waiting}

    def flushed(self) -> None:
        """Send the signal that everything passed to the archive so far is on disk."""
        self._crawler.signals.send_catch_log(archive_flushed)

    def fail(self, error: ArchiveError) -> None:
        """End the crawl: the archive cannot be written."""
        self.failure = error
        if self._crawler.engine.running:
            self._closing = close_spider(self._crawler, "archive")

    def _opened(self, spider: Spider) -> None:
        with self._noting_failure():
            if not getattr(getattr(spider, "plan", None), "dry_run", False):
                self._archive = join(self._layout, self, self._crawler.settings)
                self._write_report(None)
            elif self._layout.index.exists():
                update_index(self._layout)  # the index may come from an earlier version
                self._index = Index(self._layout.index, writable=False)
        if self.failure:
            log.error("%s", self.failure)
            raise CloseSpider("archive")

    def _write_report(self, reason: str | None) -> None:
        if self._archive:
            report = run_report(self._crawler, self.run, self.stored, self.sites, reason)
            self._archive.writer.write_report(report, run=self.run)

    def _closed(self, spider: Spider, reason: str) -> None:
        self.close(reason)

    @contextmanager
    def _answering(self) -> Iterator[ArchiveWriter]:
        if self._archive is None or self.failure:
            raise DropItem("the archive is closed")
        with self._archive.noting_failure():
            yield self._archive.writer
            return
        raise DropItem(str(self.failure))

    @contextmanager
    def _noting_failure(self) -> Iterator[None]:
        try:
            yield
        except ArchiveError as error:
            self.fail(error)


def _free_name(layout: Layout) -> str:
    """Return a name for this run: the minute of its start, with a number if another run has that name."""
    minute = f"{now():%Y%m%dT%H%MZ}"
    number, name = 1, minute
    while name in _taken or layout.run_report(name).exists() or layout.visits_of(name).exists():
        number += 1
        name = f"{minute}-{number}"
    _taken.add(name)
    return name


# Crawls that start at the same time choose their names before any of them has written a file.
_taken: set[str] = set()
