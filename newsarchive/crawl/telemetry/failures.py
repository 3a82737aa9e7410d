"""Record request failures in the stats, the log and the ledger."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from newsarchive.archive.reasons import NOT_FOUND, Reason, group_of
from newsarchive.crawl.counters import RunMeasures

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

    from newsarchive.crawl.frontier.frontier import Frontier

log = logging.getLogger(__name__)

_MOST = 1000


class Failures:
    """The failures of one crawl; *reasons* contains the first failures, by URL."""

    def __init__(self, crawler: Crawler, frontier: Frontier) -> None:
        self._crawler, self._frontier = crawler, frontier
        self.reasons: dict[str, str] = {}

    def add(self, request: Request, reason: str) -> None:
        """Count why *request* failed; record an article that was not found."""
        kind, candidate = request.meta["newsarchive_kind"], request.cb_kwargs.get("candidate")
        if kind == "probe" or reason == Reason.KNOWN:
            return
        archive = self._frontier.archive
        if candidate and reason in NOT_FOUND and archive:
            archive.visit(candidate.canonical, "missing", status=int(reason[5:]))
            self._crawler.stats.inc_value("newsarchive/not_found")
        elif kind != "page" or not reason.startswith("HTTP"):  # the page after a listing's last page is not an error
            self._count(request.url, reason)
            if candidate:
                self._frontier.failed(candidate.canonical, reason)

    def _count(self, url: str, reason: str) -> None:
        group = "skipped" if group_of(reason) == "skipped" else "errors"
        self._crawler.stats.inc_value(f"newsarchive/{group}/{reason}")
        log.info("%s: %s", url, reason)
        if measures := self._crawler.get_extension(RunMeasures):
            measures.failed(url, reason)
        if len(self.reasons) < _MOST:
            self.reasons[url] = reason
