"""Turn what a user types to name an article (an id or a URL) into a lookup."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsarchive.search import SearchQuery


def article_reference(text: str) -> SearchQuery:
    """Return the lookup for *text*: an id, the beginning of an id, or a URL, which is made canonical."""
    from newsarchive.publishers.canonical import article_id, canonical_url, site_of
    from newsarchive.search import SearchQuery

    text = text.strip()
    if not text.startswith(("http://", "https://")):
        return SearchQuery(text=text)
    canonical = canonical_url(text)
    return SearchQuery(text=text, urls=[canonical], id=article_id(site_of(text), canonical))
