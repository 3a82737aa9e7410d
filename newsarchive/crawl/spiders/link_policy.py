"""LinkPolicy: select the links of a page that a crawl follows, namely articles, sections and feeds within its plan."""

from __future__ import annotations

from collections.abc import Iterator

from newsarchive.crawl.frontier.candidate import UrlCandidate
from newsarchive.crawl.plan import Plan
from newsarchive.crawl.site import Site
from newsarchive.crawl.spiders.links import Links
from newsarchive.crawl.spiders.sources import Seed, sources_of
from newsarchive.crawl.spiders.sources.article_links import ArticleLinks


class LinkPolicy:
    """The links of *site* that *plan* wants; at most *most_sections* of its sections over the whole crawl.

    From article to article, chains of at most *most_hops* links are followed.
    """

    def __init__(self, site: Site, plan: Plan, *, most_sections: int, most_hops: int) -> None:
        self._site, self._plan, self._sources = site, plan, sources_of(plan)
        self._sections_left, self._most_hops = most_sections, most_hops

    @property
    def reads_listings(self) -> bool:
        """Whether the links on listings are considered: a front page may be fetched only for its feeds."""
        return any(source.reads_links for source in self._sources)

    def follows(self, candidate: UrlCandidate) -> bool:
        """Return whether to follow an article's links: one hop if days are bounded, because links lead back in time."""
        plan = self._plan
        most = 1 if plan.since or plan.until else self._most_hops
        usual = not (self._site.publisher or plan.urls or plan.section)
        return plan.looks_by(ArticleLinks.name, usual=usual) and candidate.hops < most

    def seeds(self, links: Links) -> Iterator[Seed]:
        """Yield the feeds and sections that *links* point to."""
        for source in self._sources:
            for seed in source.linked_seeds(links, self._site, self._plan):
                self._sections_left -= seed.kind == "listing"
                if seed.kind != "listing" or self._sections_left >= 0:
                    yield seed
