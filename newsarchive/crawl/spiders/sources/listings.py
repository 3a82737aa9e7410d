"""Listings: the front page and section pages, followed page by page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsarchive.crawl.site import section_slug
from newsarchive.crawl.spiders.sources.interface import DiscoverySource, LinkCandidate, Seed, SourceResponse
from newsarchive.crawl.spiders.sources.links_on_pages import linked_articles
from newsarchive.crawl.url_shapes import is_section_url

if TYPE_CHECKING:
    from newsarchive.crawl.plan import Plan
    from newsarchive.crawl.site import Site
    from newsarchive.crawl.spiders.links import Links


class Listings(DiscoverySource):
    """The front page and section pages."""

    name = "listings"
    description = "the front page and section pages, followed page by page"
    step = "L"
    is_by_section = True
    reads_links = True

    def seeds(self, site: Site, plan: Plan) -> Iterator[Seed]:
        """Yield the sections in the publisher file, or those that the plan names."""
        yield from (Seed("listing", url, source=self.name) for url in site.sections(plan.section))

    def needs_front_page(self, site: Site) -> bool:
        """Return ``True``: the front page is a listing."""
        return True

    def linked_seeds(self, links: Links, site: Site, plan: Plan) -> Iterator[Seed]:
        """Yield the sections that a page links to; with --section, those of that name in their path or as displayed.

        The frames of a page that has no content of its own are read like the page.
        """
        yield from (Seed("listing", url, source=self.name) for url in links.frames if site.holds(url))
        wanted, shown = section_slug(plan.section or ""), " ".join((plan.section or "").split()).casefold()
        for link in links.inside:
            is_section = is_section_url(link.url) and not site.is_article_url(link.url) and site.holds(link.url)
            is_named = wanted in urlsplit(link.url).path.lower() or " ".join(link.text.split()).casefold() == shown
            if is_section and (not plan.section or is_named):
                yield Seed("listing", link.url, source=self.name)

    def candidates(self, response: SourceResponse) -> Iterator[LinkCandidate]:
        """Yield the articles that a page of a listing links to."""
        yield from linked_articles(response)
