"""Downloader middleware: request no URL on the archive's takedown list, neither directly nor through a redirect."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.exceptions import NotConfigured

from newsarchive.crawl.errors import TakenDown
from newsarchive.crawl.site import Site
from newsarchive.publishers.canonical import article_id
from newsarchive.release.takedown import takedown_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


class RefuseTakenDown:
    """Downloader middleware: refuse requests for URLs and article ids on a takedown list."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        lists = [Path(path) for path in crawler.settings.getlist("NEWSARCHIVE_TAKEDOWN")]
        self._list = takedown_of(Path(crawler.settings["NEWSARCHIVE_FOLDER"]), lists)
        if not self._list:
            raise NotConfigured

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RefuseTakenDown:
        """Build from a crawler's settings; raise BadTakedownList, or NotConfigured if all lists are empty."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise TakenDown if the requested URL or its article id is on the list."""
        candidate = request.cb_kwargs.get("candidate")
        # A web archive has a separate URL for each capture of an article.
        captured = [capture.url for capture in candidate.captures[:1]] if candidate else []
        for url in (request.url, *captured):
            if self._list.holds_url(url) or self._id(url) in self._list.ids:
                raise TakenDown(f"{url}: on the takedown list")

    def _id(self, url: str) -> str | None:
        """Return the id that an article at *url* would have, if *url* belongs to the crawl's own site."""
        site = getattr(self._crawler.spider, "site", None)
        if not self._list.ids or not isinstance(site, Site) or not site.holds(url):
            return None
        return article_id(site.key, site.canonical(url))
