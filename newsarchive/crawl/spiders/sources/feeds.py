"""RSS and Atom feeds: each entry is an article, regardless of its URL."""

from __future__ import annotations

import calendar
import dataclasses
import io
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from newsarchive.crawl.spiders.sources.interface import (
    DiscoverySource,
    LinkCandidate,
    Seed,
    SourceResponse,
    plausible_day,
)
from newsarchive.crawl.url_shapes import looks_like_article, web_address

if TYPE_CHECKING:
    from newsarchive.crawl.plan import Plan
    from newsarchive.crawl.site import Site
    from newsarchive.crawl.spiders.links import Links


class Feeds(DiscoverySource):
    """RSS and Atom feeds: those in the publisher file, and those that pages declare."""

    name = "feeds"
    description = "RSS and Atom feeds"
    step = "M"

    def seeds(self, site: Site, plan: Plan) -> Iterator[Seed]:
        """Yield the feeds in the publisher file."""
        yield from (Seed("list", url, source=self.name) for url in (site.publisher.feeds if site.publisher else ()))

    def needs_front_page(self, site: Site) -> bool:
        """Return whether no feed is known: the front page declares some."""
        return not (site.publisher and site.publisher.feeds)

    def linked_seeds(self, links: Links, site: Site, plan: Plan) -> Iterator[Seed]:
        """Yield the feeds of the site that a page declares, unless one section is crawled."""
        if plan.section is None:
            yield from (Seed("list", url, source=self.name) for url in links.feeds if site.holds(url))

    def candidates(self, response: SourceResponse) -> Iterator[LinkCandidate]:
        """Yield the entries; those outside the site may lead to it, through a proxy that counts clicks.

        A host outside the site is such a proxy if all entries are on it; an entry between those of the site is, unless
        its URL is that of an article, which is then another site's.
        """
        entries = list(feed_entries(response.body, response.url, response.site.holds))
        hosts = {urlsplit(entry.url).netloc for entry in entries}
        is_proxied = len(hosts) == 1 and not any(response.site.holds(entry.url) for entry in entries)
        for entry in entries:
            is_link_of_proxy = not response.site.holds(entry.url) and not looks_like_article(entry.url)
            yield dataclasses.replace(entry, is_offsite=is_proxied or is_link_of_proxy)


def feed_entries(
    body: bytes, url: str, is_inside: Callable[[str], bool] = lambda url: False
) -> Iterator[LinkCandidate]:
    """Parse an RSS or Atom feed; skip entries without a link.

    The URL of an entry is its first URL that *is_inside* (belongs to the site) and is not the front page, or else its
    first URL.
    """
    import feedparser

    # feedparser would treat bytes as a file name; it parses a stream.
    for entry in feedparser.parse(io.BytesIO(body), response_headers={"content-location": url}).entries:
        places = [address for text in _urls_in(entry) if (address := web_address(url, text))]
        if places:
            place = next(
                (address for address in places if is_inside(address) and not _is_front_page(address)), places[0]
            )
            published = _moment(entry.get("published_parsed"))
            changed = _moment(entry.get("updated_parsed")) if "updated" in entry else published
            yield LinkCandidate(url=place, published=published, changed=changed)


def _urls_in(entry: Mapping[str, Any]) -> Iterator[str]:
    """Yield the URLs that an entry gives for its article, best first.

    A feed behind a proxy (FeedBurner, Pheedo) links to the proxy, and keeps the article's own URL in an element
    ``origLink``. If an entry has no link, a guid that is a URL identifies the entry, regardless of isPermaLink.
    """
    yield from (str(value) for name, value in entry.items() if name.endswith("_origlink") or name == "origlink")
    yield str(entry.get("link") or "")
    identifier = str(entry.get("id") or "")
    if identifier.startswith(("http://", "https://")):
        yield identifier


def _is_front_page(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def is_feed(body: bytes) -> bool:
    """Return whether *body* starts like an RSS or Atom feed."""
    start = body[:1000].lower()
    return any(mark in start for mark in (b"<rss", b"<feed", b"<rdf"))


def _moment(parsed: object) -> date | None:
    if not isinstance(parsed, tuple):
        return None
    try:
        return plausible_day(datetime.fromtimestamp(calendar.timegm(parsed), UTC).date())
    except (ValueError, OverflowError, OSError):
        return None
