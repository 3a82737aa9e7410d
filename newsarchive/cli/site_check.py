"""Which finders of a publisher match on a page, what they give, and what falls to the common reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from newsarchive.article import Article
from newsarchive.extraction import extract
from newsarchive.page import Page
from newsarchive.parsers.dates.timestamp import parse_timestamp
from newsarchive.parsers.html.document import Document, Finder, clean, text_of
from newsarchive.publishers import FINDER_FIELDS, Publisher, publisher_of

ESSENTIAL = ("title", "published", "body")
# What became of a field, by the finders' name for it; captions, and what is removed, are seen in the body alone.
_IN_ARTICLE = {
    "title": "title",
    "lead": "lead",
    "body": "body",
    "published": "published_at",
    "modified": "modified_at",
    "byline": "byline",
    "section": "section",
    "tags": "tags",
    "dateline": "dateline",
}


@dataclass(frozen=True, kw_only=True)
class Match:
    """What one finder gives: how often it matches, and the text of its first match that has any."""

    finder: str
    count: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Checked:
    """One page under a publisher's finders; *missing* are the essential fields that nothing gave."""

    place: str
    url: str | None
    is_article_url: bool | None
    matches: Mapping[str, list[Match]]
    article: Article
    missing: tuple[str, ...]


def check_page(page: Page, publisher: Publisher, publishers: Mapping[str, Publisher]) -> Checked:
    """Try every finder of *publisher* on *page*, and read the page as a crawl would."""
    document = Document(page.body, page.url, page.content_type, menus=False)
    url = page.url or own_address(document)
    matches = {
        name: [match_of(document, finder) for finder in publisher.finders.get(name, ())] for name in FINDER_FIELDS
    }
    # A page saved from elsewhere (a mirror, a test server) is still read with the finders that are under check.
    address = url if url and publisher_of(url, publishers) is publisher else publisher.home
    article = extract(
        Page(url=address, body=page.body, content_type=page.content_type, fetched_at=page.fetched_at),
        publishers=publishers,
    )
    return Checked(
        place=page.requested_url or page.url or "page",
        url=url,
        is_article_url=publisher.is_article_url(url) if url else None,
        matches=matches,
        article=article,
        missing=tuple(name for name in ESSENTIAL if not getattr(article, _IN_ARTICLE[name])),
    )


def own_address(document: Document) -> str | None:
    """Return the address that a saved page gives as its own, or ``None``."""
    links = document.find(Finder("css: link[rel=canonical] @href"))
    return clean(links[0]) if links else document.meta("og:url")


def match_of(document: Document, finder: Finder) -> Match:
    """Return how often *finder* matches on the page, and the first text it gives."""
    found = document.find(finder)
    texts = (clean(one) if isinstance(one, str) else text_of(one) for one in found)
    return Match(finder=finder.source, count=len(found), text=next((text for text in texts if text), ""))


def report(checked: Checked) -> str:
    """Lay the result out for a reader: each field, its finders, their first text, and what the article holds."""
    shape = {True: "an article's address", False: "NOT an article's address by article_url", None: "no article_url"}
    lines = [f"{checked.place}", f"  {checked.url or 'no address in the page'}: {shape[checked.is_article_url]}"]
    for name, matches in checked.matches.items():
        lines += _field_lines(name, matches, checked)
    for name in checked.missing:
        lines.append(f"  MISSING: {name}; add a finder for it")
    return "\n".join(lines)


def _field_lines(name: str, matches: list[Match], checked: Checked) -> list[str]:
    lines = [
        f"  {name if not row else '':<10}{match.count:>4} × {match.finder}{_first_text(name, match)}"
        for row, match in enumerate(matches)
    ]
    if name in _IN_ARTICLE:
        value = _short(getattr(checked.article, _IN_ARTICLE[name]))
        whose = "" if any(match.count for match in matches) else "by the common reading "
        lines.append(f"  {'' if lines else name:<10}     → {whose if value else ''}{value or 'nothing'}")
    return lines


def _first_text(name: str, match: Match) -> str:
    if not match.count:
        return ""
    unread = " (not read as a time)" if name in ("published", "modified") and not parse_timestamp(match.text) else ""
    return f"  “{_short(match.text)}”{unread}"


def _short(value: Any) -> str:
    if not value:
        return ""
    text = clean(", ".join(value) if isinstance(value, list) else str(value))
    return text if len(text) <= 70 else f"{text[:67]}…"
