"""What somebody types for an article, as the archive may know it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsarchive.search import Asked


def asked_for(text: str) -> Asked:
    """Return *text* (an id, its beginning, or an address, which is made canonical) as something to look for."""
    from newsarchive.publishers.canonical import article_id, canonical_url, site_of
    from newsarchive.search import Asked

    text = text.strip()
    if not text.startswith(("http://", "https://")):
        return Asked(text=text)
    canonical = canonical_url(text)
    return Asked(text=text, urls=[canonical], id=article_id(site_of(text), canonical))
