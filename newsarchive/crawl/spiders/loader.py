"""One spider for every publisher file, so that `scrapy list` shows all of them and a new file needs no code."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.spiderloader import SpiderLoader

from newsarchive.crawl.spiders.news import NewsSpider
from newsarchive.publishers import Publisher, UnknownPublisher, all_publishers, publisher_named, publisher_of

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.settings import BaseSettings


class PublisherSpiders(SpiderLoader):
    """A SPIDER_LOADER_CLASS: a spider for each publisher's key, ``site`` for any other site, and SPIDER_MODULES.

    The loader creates a spider class at its first use.
    """

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        folder = settings.get("NEWSARCHIVE_PUBLISHERS")
        self.publishers = all_publishers(Path(folder) if folder else None)

    def load(self, spider_name: str) -> type[Spider]:
        """Return a spider class by name; raise KeyError that suggests similar publisher keys."""
        if spider_name in self._spiders:
            return self._spiders[spider_name]
        if spider_name == NewsSpider.name:
            return NewsSpider
        try:
            return spider_for(publisher_named(spider_name, self.publishers), self.publishers)
        except UnknownPublisher as error:
            raise KeyError(str(error)) from error

    def list(self) -> builtins.list[str]:
        """Return the names of all spiders."""
        return [*sorted({*self._spiders, *self.publishers}), NewsSpider.name]

    def find_by_request(self, request: Request) -> builtins.list[str]:
        """Return the names of the spiders whose site a request targets."""
        publisher = publisher_of(request.url, self.publishers)
        return [*super().find_by_request(request), *([publisher.key] if publisher else [])]


def spider_for(publisher: Publisher, publishers: Mapping[str, Publisher]) -> type[NewsSpider]:
    """Return the spider class of *publisher*."""
    delay = {"DOWNLOAD_DELAY": publisher.delay} if publisher.delay is not None else {}
    body = {"name": publisher.key, "publisher": publisher, "publishers": publishers, "custom_settings": delay}
    return type(f"{publisher.key.title()}Spider", (NewsSpider,), {**body, "__module__": __name__})
