"""Links from article to article, for sites without a publisher file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from newsarchive.crawl.spiders.sources.interface import DiscoverySource, LinkCandidate, SourceResponse
from newsarchive.crawl.spiders.sources.links_on_pages import linked_articles

if TYPE_CHECKING:
    from newsarchive.crawl.site import Site


class ArticleLinks(DiscoverySource):
    """The articles that other articles link to, starting from the articles on the front page."""

    name = "links"
    description = "links from article to article"
    step = "L"
    reads_links = True

    def needs_front_page(self, site: Site) -> bool:
        """Return ``True``: the front page links to the first articles."""
        return True

    def candidates(self, response: SourceResponse) -> Iterator[LinkCandidate]:
        """Yield the articles that an article links to."""
        yield from linked_articles(response)
