"""The interface of a discovery source: the seeds it contributes, and the link candidates in its responses."""

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

Kind = Literal["list", "listing", "sitemap", "probe"]

# Content systems write 0001-01-01, 1970-01-01 or 9999-12-31 if they have no date; the web did not exist then.
_YEARS = range(1990, 2100)


@dataclass(frozen=True)
class Seed:
    """A URL that may list articles, and the discovery *source* that parses it.

    *kind* determines how a crawl fetches the URL. A "list" is one response, such as a feed or the JSON of an API; a
    "listing" is HTML, and its next pages are fetched too; a "sitemap" is fetched alone after everything else; a "probe"
    is a list that may not exist. *level* counts the nested sitemap indexes above a sitemap. A sitemap that
    *lists_month* lists all articles of a month of the plan.
    """

    kind: Kind
    url: str
    level: int = 0
    source: str = ""
    lists_month: bool = False


@dataclass(frozen=True, kw_only=True)
class LinkCandidate:
    """A URL that a source lists; *changed* is the day of its last change or of its publication.

    *is_sitemap* marks a sitemap in an index, *is_article* an entry of a list that has only articles, whatever their
    URLs, *is_offsite* a URL of a proxy that redirects to the site.
    """

    url: str
    changed: date | None = None
    published: date | None = None
    is_sitemap: bool = False
    is_article: bool = False
    is_offsite: bool = False


@dataclass(frozen=True, kw_only=True)
class SourceResponse:
    """A response for a source to parse: its body and final URL, and the site and plan of the crawl.

    For an HTML page, *links* are its links, and *listing_url* is the first page of its listing.
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
    from the source to an article in a WARC record: M for a machine-readable list, L for a link.
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
        """Return what a crawl through only this source lacks, and the remedy; ``None`` if it lacks nothing."""
        return None

    @abstractmethod
    def candidates(self, response: SourceResponse) -> Iterator[LinkCandidate]:
        """Yield the link candidates in *response*, in order; these may include URLs that are not articles."""


def plausible_day(day: date) -> date | None:
    """Return *day*, or ``None`` for a year in which no web page was published."""
    return day if day.year in _YEARS else None
