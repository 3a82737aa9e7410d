"""extract(page) -> Article: every field read, the evidence reconciled."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Literal, overload

from newsarchive.article import Article, Credit
from newsarchive.page import Page
from newsarchive.parsers.authors import read_authors
from newsarchive.parsers.document import Document
from newsarchive.parsers.evidence import Candidate, Reading
from newsarchive.parsers.identity import read_canonical, read_language, read_publisher
from newsarchive.parsers.kind import read_kind
from newsarchive.parsers.paywall import read_paywall
from newsarchive.parsers.section import read_section, read_sections
from newsarchive.parsers.story import Story
from newsarchive.parsers.surroundings import read_surroundings
from newsarchive.parsers.tags import read_tags
from newsarchive.parsers.times import Place, read_times
from newsarchive.parsers.title import read_title
from newsarchive.parsers.zones import zone_of
from newsarchive.publishers import Publisher, publisher_of
from newsarchive.publishers.canonical import canonical_url

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Explained:
    """An article and the contest behind it: the candidates of each field, the chosen one first."""

    article: Article
    evidence: Mapping[str, list[Candidate]] = field(repr=False)


@overload
def extract(
    page: Page | bytes | str,
    url: str | None = ...,
    *,
    publishers: Mapping[str, Publisher] | None = ...,
    explain: Literal[False] = ...,
) -> Article: ...
@overload
def extract(
    page: Page | bytes | str,
    url: str | None = ...,
    *,
    publishers: Mapping[str, Publisher] | None = ...,
    explain: Literal[True],
) -> Explained: ...
def extract(
    page: Page | bytes | str,
    url: str | None = None,
    *,
    publishers: Mapping[str, Publisher] | None = None,
    explain: bool = False,
) -> Article | Explained:
    """Read *page* (a Page, its bytes or its text) as an Article; never raises, whatever the bytes are.

    *url* is needed with bytes and text only; without it the page's own canonical address tells the publisher.
    *publishers* replaces the publishers that newsarchive knows. With *explain* the answer also holds every candidate.
    A page that cannot be read gives an article of kind "other".
    """
    if not isinstance(page, Page):
        page = Page(url=url, body=page.encode("utf-8", "replace") if isinstance(page, str) else page)
    try:
        explained = _read(page, publishers)
    except Exception:
        # The promise is an answer for any bytes; the traceback goes to the log for whoever mends the parser.
        _log.exception("%s: cannot be read", page.url)
        explained = Explained(article=Article(url=page.url), evidence={})
    return explained if explain else explained.article


def _read(page: Page, publishers: Mapping[str, Publisher] | None) -> Explained:
    document = Document(page.body, page.url, page.content_type)
    story = Story(document)
    canonical = read_canonical(document, story)
    address = page.url or canonical.value
    if document.url is None:
        document.url = canonical.value
    publisher = publisher_of(address, publishers) if address else None
    finders = publisher.finders if publisher else {}

    title = read_title(document, story, finders.get("title", ()), publisher.name if publisher else None)
    try:
        from newsarchive.parsers.body import read_body

        body = read_body(document, finders, title=title.value)
    except (ImportError, NotImplementedError):
        body = SimpleNamespace(lead=None, dateline=None, blocks=[], pictures=[], bylines=[])
    text = "\n\n".join(one for one in (body.lead, "\n\n".join(block.text for block in body.blocks)) if one)
    name = read_publisher(document, story, publisher.name if publisher else None)
    language = read_language(document, story, text, publisher.language if publisher else None)
    place = Place(zone_of(address, language.value), page.fetched_at, _is_vietnamese(language.value, publisher))
    around = read_surroundings(document, title.value)
    times = read_times(document, story, finders, around, place)
    authors = read_authors(
        document,
        story,
        finders.get("byline", ()),
        body.bylines,
        around,
        [one.value for one in name.candidates],
    )
    sections = read_sections(document, story, title.value, name.value)
    section = read_section(document, story, finders.get("section", ()), sections)
    tags = read_tags(document, story, finders.get("tags", ()))
    paywall = read_paywall(document, story)
    same = canonical_url(canonical.value or address, publisher) if canonical.value or address else None
    kind = read_kind(
        document,
        story,
        text=text,
        title=title.value,
        dated=times.published.chosen is not None,
        pictures=len(body.pictures),
        address=same,
        is_article_url=publisher.is_article_url(same) if publisher and same else None,
    )
    published = times.published.value
    modified = times.modified.value
    credits: list[Credit] = authors.value or []
    writers = [one.name for one in credits if one.role == "author"]
    writers = writers or [one.name for one in credits if one.role == "agency"]
    article = Article(
        url=page.url,
        canonical_url=same,
        kind=kind.value,
        language=language.value,
        title=title.value,
        dateline=body.dateline,
        lead=body.lead,
        body="\n\n".join(block.text for block in body.blocks),
        blocks=body.blocks,
        published_at=published.value if published else None,
        modified_at=modified.value if modified else None,
        published_precision=published.precision if published else None,
        published_raw=(times.published.chosen.raw or published.raw) if times.published.chosen else None,
        byline=authors.chosen.raw if authors.chosen else None,
        authors=writers,
        credits=credits,
        section=section.value,
        sections=sections,
        tags=tags.value or [],
        pictures=body.pictures,
        publisher=name.value,
        paywalled=paywall.value,
    )
    readings = {
        "canonical_url": canonical,
        "kind": kind,
        "language": language,
        "title": title,
        "published_at": times.published,
        "modified_at": times.modified,
        "authors": authors,
        "section": section,
        "tags": tags,
        "publisher": name,
        "paywalled": paywall,
    }
    return Explained(article=article, evidence={key: _chosen_first(one) for key, one in readings.items()})


def _is_vietnamese(language: str | None, publisher: Publisher | None) -> bool:
    return (language or "").partition("-")[0] == "vi" or (publisher is not None and publisher.language == "vi")


def _chosen_first(reading: Reading) -> list[Candidate]:
    if reading.chosen is None:
        return reading.candidates
    return [reading.chosen, *(one for one in reading.candidates if one != reading.chosen)]
