"""The canonical URL that a page declares, where it can be believed."""

from __future__ import annotations

from urllib.parse import urlsplit

from newsarchive.parsers.evidence import FINDER, GUESS, META, MICRODATA, Candidate, Reading, most_trusted
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.schema_org import Story


def read_canonical(document: Document, story: Story) -> Reading:
    """Read the page's own address as it declares it, absolute; not yet folded by `canonical_url`."""
    candidates = []
    for node in document.links.get("canonical", ())[:1]:
        candidates.append(Candidate(node.get("href") or "", "link canonical", FINDER))
    candidates.append(Candidate(document.meta("og:url") or "", "meta og:url", META))
    for key in ("mainEntityOfPage", "url"):
        value = next(iter(story.values(key)), None)
        address = value if isinstance(value, str) else value.get("@id") if isinstance(value, dict) else None
        candidates.append(Candidate(address if isinstance(address, str) else "", f"json-ld {key}", MICRODATA - 0.2))
    candidates.append(Candidate(document.url or "", "url", GUESS))
    usable = [one._replace(value=link) for one in candidates if (link := _address(document, one.value))]
    return Reading(most_trusted(_same_page(document, usable)), usable)


def _address(document: Document, link: str) -> str | None:
    absolute = document.absolute(link) if link.strip() else ""
    try:
        parts = urlsplit(absolute)
    except ValueError:
        return None
    return absolute if parts.scheme in ("http", "https") and parts.hostname else None


def _same_page(document: Document, candidates: list[Candidate]) -> list[Candidate]:
    """Leave out a front page that templates name as canonical on every page."""
    if document.url and _path(document.url):
        return [one for one in candidates if _path(one.value)]
    return candidates


def _path(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return parts.path.strip("/") + parts.query
