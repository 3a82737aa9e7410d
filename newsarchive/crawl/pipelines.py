"""KeepPage -> ExtractArticle -> StoreRecord: bytes into the WARC, bytes into an article, article into the archive."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import DropItem

from newsarchive.article import STORED_KINDS
from newsarchive.crawl.items import Fetched, Kept, Read
from newsarchive.crawl.plan import Plan, local_day
from newsarchive.crawl.session import ArchiveSession
from newsarchive.extraction import extract

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

# Items of other kinds pass through untouched, so that the pipelines can live in somebody else's project.


class _Pipeline:
    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Any:
        return cls(crawler)

    @property
    def _session(self) -> ArchiveSession:
        session = self._crawler.get_extension(ArchiveSession)
        if session is None:
            raise DropItem(
                "the extension newsarchive.crawl.session.ArchiveSession is not enabled; add it to EXTENSIONS"
            )
        return session


class KeepPage(_Pipeline):
    """Append the response as it came to the WARC, readable or not."""

    def process_item(self, item: Any) -> Any:
        """Return a Kept for a Fetched; anything else as it is."""
        if not isinstance(item, Fetched):
            return item
        digest = hashlib.sha256(item.page.body).hexdigest()
        return Kept(fetched=item, warc=self._session.keep(item), payload_sha256=digest)


class ExtractArticle(_Pipeline):
    """Read the page."""

    def process_item(self, item: Any) -> Any:
        """Return a Read for a Kept; anything else as it is."""
        if not isinstance(item, Kept):
            return item
        publishers = getattr(self._crawler.spider, "publishers", None)
        return Read(kept=item, article=extract(item.fetched.page, publishers=publishers))


class StoreRecord(_Pipeline):
    """Store what is an article within the plan's days; remember what is none, and drop it."""

    def process_item(self, item: Any) -> Any:
        """Return the Record of a Read that was stored; raise DropItem with the reason for one that was not."""
        if not isinstance(item, Read):
            return item
        reason = self._against(item)
        self._session.remember(item, reason)
        outcome = reason or self._session.store(item)
        self._crawler.stats.inc_value(f"newsarchive/read/{outcome}")
        if outcome not in ("new", "revision"):
            raise DropItem(f"{item.kept.fetched.page.url}: {outcome}")
        return item

    def _against(self, item: Read) -> str | None:
        plan: Plan = getattr(self._crawler.spider, "plan", Plan())
        if item.article.kind not in STORED_KINDS:
            return item.article.kind
        day = local_day(item.article.published_at, item.article.language)
        return None if plan.holds(day) else "outside dates"
