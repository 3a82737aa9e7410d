"""Date archives: one listing for each day, if the publisher file defines the URL pattern."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from newsarchive.crawl.clock import now
from newsarchive.crawl.spiders.sources.interface import DiscoverySource, LinkCandidate, Seed, SourceResponse
from newsarchive.crawl.spiders.sources.links_on_pages import linked_articles
from newsarchive.crawl.spiders.sources.sitemaps import MOST_DAYS

if TYPE_CHECKING:
    from newsarchive.crawl.plan import Plan
    from newsarchive.crawl.site import Site


class DateArchives(DiscoverySource):
    """The listings of the days of the plan's period."""

    name = "days"
    description = "the date archive: one listing for each day (`archive` in the publisher file)"
    step = "L"
    lists_period = True
    reads_links = True

    def seeds(self, site: Site, plan: Plan) -> Iterator[Seed]:
        """Yield the listings of each day from the first day of the plan; yield none without a first day."""
        publisher, since = site.publisher, plan.since
        if publisher is None or since is None:
            return
        last: date = min(plan.until or now().date(), since + MOST_DAYS)
        for number in range((last - since).days + 1):
            day = since + timedelta(days=number)
            for pattern in publisher.archive:
                yield Seed("listing", publisher.fill(pattern, day=day), source=self.name)

    def missing(self, site: Site, plan: Plan) -> str | None:
        """Return a message if the publisher file has no date archive or the plan has no first day."""
        if not (site.publisher and site.publisher.archive):
            return f'{site.key} has no "archive" in a publisher file (URLs of one listing per day); add other sources'
        return "the first day is missing; set --since" if plan.since is None else None

    def candidates(self, response: SourceResponse) -> Iterator[LinkCandidate]:
        """Yield the articles that a day's listing links to."""
        yield from linked_articles(response)
