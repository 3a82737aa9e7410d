"""Link candidates among the links of a page, for sources that parse pages."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from newsarchive.crawl.spiders.sources.interface import LinkCandidate, SourceResponse


def linked_articles(response: SourceResponse) -> Iterator[LinkCandidate]:
    """Yield the articles of the site that the page links to, each with the day that the page displays beside it.

    Without a rule in a publisher file, the entries of the page are articles whatever their URLs.
    """
    links, site = response.links, response.site
    if links is None:
        return
    entries = {url for url in links.bookmarks if not site.has_rule_for(url)}
    pages = (url for link in links.inside if site.may_show_article(url := link.url) or url in entries)
    found = [url for url in pages if site.holds(url)]
    if response.listing_url is not None and response.plan.section is not None:
        # With --section: if article URLs are below their section's URL, the other links belong to the sidebar.
        path = urlsplit(response.listing_url).path
        below = f"{path.rpartition('.')[0] or path}".rstrip("/") + "/"
        found = [url for url in found if urlsplit(url).path.startswith(below)] or found
    yield from (LinkCandidate(url=url, published=links.days.get(url), changed=links.changes.get(url)) for url in found)
