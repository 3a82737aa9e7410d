"""Turn what a user types to name an article (an id or a URL) into a lookup."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsarchive.search import ArticleReference


def article_reference(text: str) -> ArticleReference:
    """Return the lookup for *text*: an id, the beginning of an id, or a URL, which is made canonical."""
    from newsarchive.publishers.canonical import article_id, canonical_url, site_of
    from newsarchive.search import ArticleReference

    text = text.strip()
    if not text.startswith(("http://", "https://")):
        return ArticleReference(text=text)
    canonical = canonical_url(text)
    return ArticleReference(text=text, urls=[canonical], id=article_id(site_of(text), canonical))
