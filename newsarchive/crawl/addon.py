"""The Scrapy add-on: newsarchive's spiders, pipelines and politeness settings in another Scrapy project.

Add ``ADDONS = {"newsarchive.crawl.addon.NewsArchive": 500}`` to the project's settings. The add-on does not change
settings that the project defines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.crawl import settings as ours

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

_COMPONENTS = ("DOWNLOADER_MIDDLEWARES", "ITEM_PIPELINES", "EXTENSIONS")
# Scrapy reads these settings before it creates a crawler and its add-ons.
_EARLY = ("SPIDER_LOADER_CLASS", "TWISTED_DNS_RESOLVER", "ASYNCIO_EVENT_LOOP")
# The project decides about its logging, its stats and the middlewares of its own spiders.
_THEIRS = (
    "BOT_NAME",
    "DOWNLOADER_STATS",
    "LOG_DATEFORMAT",
    "LOG_FORMAT",
    "LOG_LEVEL",
    "SPIDER_MIDDLEWARES",
    "STATS_CLASS",
    "STATS_DUMP",
    "URLLENGTH_LIMIT",
)


class NewsArchive:
    """Add our components to the project's own, and our other settings where the project has none."""

    @classmethod
    def update_pre_crawler_settings(cls, settings: BaseSettings) -> None:
        """Set what Scrapy reads before it creates a crawler: spider loader, resolver, event loop."""
        for name in _EARLY:
            settings.set(name, getattr(ours, name), priority="addon")

    def update_settings(self, settings: BaseSettings) -> None:
        """Set the rest."""
        for name in dir(ours):
            if name.isupper() and name not in (*_COMPONENTS, *_EARLY, *_THEIRS):
                settings.set(name, getattr(ours, name), priority="addon")
        for name in _COMPONENTS:
            for path, place in getattr(ours, name).items():
                settings[name].setdefault(path, place)
