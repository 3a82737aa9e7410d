"""The canonical URL that a page declares, if it is plausible."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from newsarchive.parsers.evidence import Candidate, Resolution, Source, most_trusted
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.schema_org import ArticleNode

# <https://a.vn/tin/cau>; rel="canonical" (RFC 8288, RFC 6596)
_LINK_HEADER = re.compile(r"<([^<>]{1,2000})>\s*;[^,<]{0,200}\brel\s*=\s*\"?[^\",;]{0,100}\bcanonical\b", re.I)


def read_canonical(
    document: Document, article: ArticleNode, headers: Sequence[tuple[str, str]] = ()
) -> Resolution[str]:
    """Extract the declared canonical URL as an absolute URL, not yet normalized by `canonical_url`.

    A page declares it in its head (RFC 6596), or in the response header ``Link`` (RFC 8288) among *headers*. Without a
    declaration, it is the URL that returned the page.
    """
    declared: list[tuple[object, Source, str, float]] = []
    for node in document.links.get("canonical", ())[:1]:
        declared.append((node.get("href"), Source.LINK, "canonical", 0.0))
    for name, header in headers:
        if name.lower() == "link" and (found := _LINK_HEADER.search(header)):
            declared.append((found[1], Source.LINK, "Link", 0.0))
    declared.append((document.meta("og:url"), Source.META, "og:url", 0.0))
    for key in ("mainEntityOfPage", "url"):
        value = next(iter(article.values(key)), None)
        declared.append((value.get("@id") if isinstance(value, dict) else value, Source.JSON_LD, key, -0.3))
    declared.append((document.url, Source.URL, "", 0.0))
    usable = [
        Candidate(value=address, source=source, name=name, adjustment=adjustment)
        for link, source, name, adjustment in declared
        if isinstance(link, str) and link and (address := _address(document, link))
    ]
    return Resolution(most_trusted(_same_page(document, usable)), usable)


def _address(document: Document, link: str) -> str | None:
    absolute = document.absolute(link) if link.strip() else ""
    return absolute if _is_of_web(absolute) else None


# Cached: a page states its own URL several times.
@lru_cache(maxsize=16)
def _is_of_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _same_page(document: Document, candidates: list[Candidate[str]]) -> list[Candidate[str]]:
    """Discard a front-page URL, which some templates declare as canonical on every page."""
    if document.url and _path(document.url):
        return [candidate for candidate in candidates if _path(candidate.value)]
    return candidates


@lru_cache(maxsize=16)
def _path(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return parts.path.strip("/") + parts.query
