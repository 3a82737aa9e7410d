"""Which links of a page a crawl follows: articles, sections and feeds inside its plan."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from newsarchive.crawl.frontier.candidate import UrlCandidate
from newsarchive.crawl.plan import Plan
from newsarchive.crawl.site import Site
from newsarchive.crawl.spiders.links import Links
from newsarchive.crawl.spiders.seeds import ListingPage, Seed
from newsarchive.crawl.url_shapes import is_section_url


class LinkPolicy:
    """The links of *site* that *plan* asks for; of its sections *most_sections* at most, counted over the crawl.

    From article to article *most_hops* links are followed, one after the other.
    """

    def __init__(self, site: Site, plan: Plan, *, most_sections: int, most_hops: int) -> None:
        self._site, self._plan = site, plan
        self._sections_left, self._most_hops = most_sections, most_hops

    @property
    def reads_listings(self) -> bool:
        """Whether what a listing shows is considered: a front page may be looked at for its feeds alone."""
        return any(self._plan.looks_by(way) for way in ("listings", "days", "links"))

    def follows(self, candidate: UrlCandidate) -> bool:
        """Tell whether an article's links are looked at: they lead back in time, so between dates not far."""
        plan = self._plan
        most = 1 if plan.since or plan.until else self._most_hops
        usual = not (self._site.publisher or plan.urls or plan.section)
        return plan.looks_by("links", usual=usual) and candidate.hops < most

    def articles(self, links: Links, listing: ListingPage | None = None) -> list[str]:
        """Return the addresses of articles in *links*, which stand on *listing* if given."""
        found = [one.url for one in links.inside if self._site.is_article_url(one.url) and self._site.holds(one.url)]
        if listing is None or self._plan.section is None:
            return found
        # With --section: where articles live below their section's address, the others are the sidebar's.
        path = urlsplit(listing.url).path
        below = f"{path.rpartition('.')[0] or path}".rstrip("/") + "/"
        return [one for one in found if urlsplit(one).path.startswith(below)] or found

    def seeds(self, links: Links) -> Iterator[Seed]:
        """Yield the feeds and sections that *links* lead to."""
        for feed in links.feeds:
            if self._plan.section is None and self._plan.looks_by("feeds") and self._site.holds(feed):
                yield Seed("feed", feed)
        for link in links.inside:
            if self._is_section(link.url):
                yield Seed("listing", link.url)

    def _is_section(self, url: str) -> bool:
        if (
            not self._plan.looks_by("listings")
            or not is_section_url(url)
            or self._site.is_article_url(url)
            or not self._site.holds(url)
        ):
            return False
        if self._plan.section and self._plan.section.strip("/").lower() not in urlsplit(url).path.lower():
            return False
        self._sections_left -= 1
        return self._sections_left >= 0
