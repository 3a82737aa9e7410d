"""Check which selectors of a publisher match on a page, and what is extracted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from newsarchive.article import Article
from newsarchive.cli.site_agreement import disagreement, read_generic
from newsarchive.extraction import extract
from newsarchive.page import Page
from newsarchive.parsers.body.removable import removable
from newsarchive.parsers.dates.timestamp import parse_timestamp
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.selectors import Selector
from newsarchive.parsers.html.tree import text_of
from newsarchive.parsers.text import clean
from newsarchive.publishers import SELECTOR_FIELDS, Publisher, publisher_of

ESSENTIAL = ("title", "published", "body")
# Selector key -> field of the article; captions and removed parts show only in the body.
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
    """The result of one selector: number of matches, and the text of the first match that has text.

    *kept* of the elements that a selector of `remove` matches stay in the text, because they are prose of it.
    """

    selector: str
    count: int
    text: str
    kept: int = 0


@dataclass(frozen=True, kw_only=True)
class CheckedPage:
    """The result for one page.

    *missing* are the essential fields that could not be extracted; *disagreements* says by field how a selector
    contradicts the generic extractor.
    """

    place: str
    url: str | None
    is_article_url: bool | None
    matches: Mapping[str, list[Match]]
    article: Article
    missing: tuple[str, ...]
    disagreements: Mapping[str, str]


def check_page(page: Page, publisher: Publisher, publishers: Mapping[str, Publisher]) -> CheckedPage:
    """Try every selector of *publisher* on *page*, and extract the page as a crawl would."""
    document = Document(page.body, page.url, page.content_type, menus=False)
    url = page.url or own_address(document)
    matches = {
        name: [match_of(document, selector, removes=name == "remove") for selector in publisher.selectors.get(name, ())]
        for name in SELECTOR_FIELDS
    }
    # A page saved from elsewhere (a mirror, a test server) is still extracted with the selectors under check.
    address = url if url and publisher_of(url, publishers) is publisher else publisher.home
    article = extract(
        Page(url=address, body=page.body, content_type=page.content_type, fetched_at=page.fetched_at),
        publishers=publishers,
    )
    generic = read_generic(page)
    contradictions = {
        name: words
        for name, tried in matches.items()
        if (first := next((match for match in tried if match.text), None))
        and (words := disagreement(name, first.text, generic))
    }
    return CheckedPage(
        place=page.requested_url or page.url or "page",
        url=url,
        is_article_url=publisher.is_article_url(url) if url else None,
        matches=matches,
        article=article,
        missing=tuple(name for name in ESSENTIAL if not getattr(article, _IN_ARTICLE[name])),
        disagreements=contradictions,
    )


def own_address(document: Document) -> str | None:
    """Return the canonical URL that a saved page declares, or ``None``."""
    links = document.find(Selector("css: link[rel=canonical] @href"))
    return clean(links[0]) if links else document.meta("og:url")


def match_of(document: Document, selector: Selector, *, removes: bool = False) -> Match:
    """Return how often *selector* matches on the page, and the text of its first match; *removes*: it is a `remove`."""
    found = document.find(selector)
    texts = (clean(match) if isinstance(match, str) else text_of(match) for match in found)
    elements = {match for match in found if not isinstance(match, str)} if removes else set()
    return Match(
        selector=selector.source,
        count=len(found),
        text=next((text for text in texts if text), ""),
        kept=len(elements - removable(elements)),
    )


def report(checked: CheckedPage) -> str:
    """Format the result: for each field its selectors, their first match and the extracted value."""
    shape = {True: "an article URL", False: "NOT an article URL by article_url", None: "article_url is not set"}
    lines = [f"{checked.place}", f"  {checked.url or 'no URL in the page'}: {shape[checked.is_article_url]}"]
    for name, matches in checked.matches.items():
        lines += _field_lines(name, matches, checked)
    for name in checked.missing:
        lines.append(f"  MISSING: {name}; add a selector for it")
    for name, words in checked.disagreements.items():
        lines.append(f"  DISAGREES: {name}: {words}; correct the selector, or leave it out")
    return "\n".join(lines)


def _field_lines(name: str, matches: list[Match], checked: CheckedPage) -> list[str]:
    lines = [
        f"  {name if not row else '':<10}{match.count:>4} × {match.selector}{_first_text(name, match)}"
        for row, match in enumerate(matches)
    ]
    if name in _IN_ARTICLE:
        value = _short(getattr(checked.article, _IN_ARTICLE[name]))
        whose = "" if any(match.count for match in matches) else "generic extractor: "
        lines.append(f"  {'' if lines else name:<10}     → {whose if value else ''}{value or 'nothing'}")
    return lines


def _first_text(name: str, match: Match) -> str:
    if not match.count:
        return ""
    unparsed = " (not a date)" if name in ("published", "modified") and not parse_timestamp(match.text) else ""
    kept = f" ({match.kept} kept, because removing it would remove prose)" if match.kept else ""
    return f"  “{_short(match.text)}”{unparsed}{kept}"


def _short(value: Any) -> str:
    if not value:
        return ""
    text = clean(", ".join(value) if isinstance(value, list) else str(value))
    return text if len(text) <= 70 else f"{text[:67]}…"
