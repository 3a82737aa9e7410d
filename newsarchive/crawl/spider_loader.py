"""One spider for every publisher file, so that `scrapy list` names them all and a new file needs no code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.utils.url import url_is_from_any_domain

from newsarchive.crawl.spiders import NewsSpider, spider_for
from newsarchive.publishers import Publishers, UnknownPublisher, all_publishers, publisher_named

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.settings import BaseSettings

SITE = "site"


class PublisherSpiders:
    """A SPIDER_LOADER_CLASS: the publishers' keys are the spiders' names; ``site`` crawls any site given by URL."""

    def __init__(self, publishers: Publishers) -> None:
        self.publishers = publishers

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> PublisherSpiders:
        """Read our publisher files, and those in the folder NEWSARCHIVE_PUBLISHERS."""
        folder = settings.get("NEWSARCHIVE_PUBLISHERS")
        return cls(all_publishers(Path(folder) if folder else None))

    def load(self, spider_name: str) -> type[Spider]:
        """Return the spider class of a publisher; raise KeyError naming the nearest keys."""
        if spider_name == SITE:
            return NewsSpider
        try:
            return spider_for(publisher_named(spider_name, self.publishers), self.publishers)
        except UnknownPublisher as error:
            raise KeyError(str(error)) from error

    def list(self) -> list[str]:
        """Return the names of all spiders."""
        return [*sorted(self.publishers), SITE]

    def find_by_request(self, request: Request) -> list[str]:
        """Return the publisher whose site a request goes to."""
        return [key for key, one in self.publishers.items() if url_is_from_any_domain(request.url, _hosts(one.domains))]


def _hosts(domains: tuple[str, ...]) -> list[str]:
    return [domain.partition("/")[0] for domain in domains]
