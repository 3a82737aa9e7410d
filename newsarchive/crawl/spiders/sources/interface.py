"""What a discovery source is: which seeds it contributes, and which link candidates a response of it names."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Literal

if TYPE_CHECKING:
    from newsarchive.crawl.plan import Plan
    from newsarchive.crawl.site import Site
    from newsarchive.crawl.spiders.links import Links

Kind = Literal["probe", "sitemap", "feed", "listing"]

# Content systems write 0001-01-01, 1970-01-01 or 9999-12-31 where they have no date; then there was no web.
_YEARS = range(1990, 2100)


@dataclass(frozen=True)
class Seed:
    """A URL that may name articles, and the discovery *source* that reads it.

    *kind* decides how a crawl visits it: sitemaps one at a time when nothing else is left, listings page by page, a
    *probe* without knowing that it exists. *level* counts the sitemap indexes that led to a sitemap, one through the
    other. A sitemap that *lists_month* lists all articles of a month of the plan.
    """

    kind: Kind
    url: str
    level: int = 0
    source: str = ""
    lists_month: bool = False


@dataclass(frozen=True, kw_only=True)
class LinkCandidate:
    """A URL that a source names; *changed* is the day of its last change, or of its publication.

    *is_sitemap* marks a sitemap that an index names, *is_offsite* a URL of a proxy that redirects to the site.
    """

    url: str
    changed: date | None = None
    published: date | None = None
    is_sitemap: bool = False
    is_offsite: bool = False


@dataclass(frozen=True, kw_only=True)
class SourceResponse:
    """A response for a source to read: its body and final URL, and the site and plan of the crawl.

    Of an HTML page *links* are the links, and *listing_url* is the first page of the listing that it belongs to.
    """

    site: Site
    plan: Plan
    url: str
    body: bytes
    links: Links | None = None
    listing_url: str | None = None


class DiscoverySource(ABC):
    """A discovery source. *name* is its name in ``--discover``, in run reports and in the archive.

    Its *description* completes "where articles are discovered" in the documentation. *step* is the letter of the hop
    from the source to an article in a WARC record: M from a list made for machines, L from a link.
    """

    name: ClassVar[str]
    description: ClassVar[str]
    step: ClassVar[Literal["M", "L"]]
    #: Whether its seeds are sections: used with --section, and visited last because they begin with today.
    is_by_section: ClassVar[bool] = False
    #: Whether its seeds together list every article of the plan's period.
    lists_period: ClassVar[bool] = False
    #: Whether it reads the links of HTML pages.
    reads_links: ClassVar[bool] = False

    def seeds(self, site: Site, plan: Plan) -> Iterator[Seed]:
        """Yield the seeds that are known before the first request."""
        return iter(())

    def needs_front_page(self, site: Site) -> bool:
        """Return whether the source begins with the front page of *site*."""
        return False

    def linked_seeds(self, links: Links, site: Site, plan: Plan) -> Iterator[Seed]:
        """Yield the seeds among the *links* of the front page or of a section."""
        return iter(())

    def missing(self, site: Site, plan: Plan) -> str | None:
        """Return what a crawl through this source alone lacks, and what to do about it; ``None`` for nothing."""
        return None

    @abstractmethod
    def candidates(self, response: SourceResponse) -> Iterator[LinkCandidate]:
        """Yield what *response* names, in its order; URLs that are not articles' may be among them."""


def plausible_day(day: date) -> date | None:
    """Return *day*, or ``None`` for a year in which no page of the web was published."""
    return day if day.year in _YEARS else None
