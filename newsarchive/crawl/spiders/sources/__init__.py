"""The discovery sources of a crawl: one module and one line in the registry for each.

Imports ``crawl.plan``, ``crawl.site``, ``crawl.url_shapes`` and ``crawl.spiders.links``. The names, in this order, are
``archive.findings.DISCOVERY_SOURCES``: an archive stores them as bits, so a new one has its name there as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from newsarchive.crawl.spiders.sources.article_links import ArticleLinks
from newsarchive.crawl.spiders.sources.date_archives import DateArchives
from newsarchive.crawl.spiders.sources.feeds import Feeds
from newsarchive.crawl.spiders.sources.interface import DiscoverySource, LinkCandidate, Seed, SourceResponse
from newsarchive.crawl.spiders.sources.listings import Listings
from newsarchive.crawl.spiders.sources.sitemaps import Sitemaps

if TYPE_CHECKING:
    from newsarchive.crawl.plan import Plan

__all__ = ["SOURCES", "DiscoverySource", "LinkCandidate", "Seed", "SourceResponse", "sources_of"]

#: Every discovery source by its name.
SOURCES: Mapping[str, DiscoverySource] = {
    source.name: source for source in (Sitemaps(), Feeds(), Listings(), DateArchives(), ArticleLinks())
}


def sources_of(plan: Plan) -> list[DiscoverySource]:
    """Return the sources that *plan* uses."""
    return [source for source in SOURCES.values() if plan.looks_by(source.name)]
