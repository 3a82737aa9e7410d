"""extract(page) -> Article: every field read, the evidence reconciled."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, overload

from newsarchive.article import Article, Credit, Role
from newsarchive.page import Page
from newsarchive.parsers.authors.reader import read_authors
from newsarchive.parsers.body.reader import BodyReading, read_body
from newsarchive.parsers.dates.candidates import Times, read_times
from newsarchive.parsers.dates.reconcile import Place
from newsarchive.parsers.dates.timezones import zone_of
from newsarchive.parsers.evidence import Candidate, Reading
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.headline_context import read_surroundings
from newsarchive.parsers.html.schema_org import Story
from newsarchive.parsers.metadata.language import read_canonical, read_language, read_publisher
from newsarchive.parsers.metadata.page_type import read_kind
from newsarchive.parsers.metadata.paywall import read_paywall
from newsarchive.parsers.metadata.section import read_section, read_sections
from newsarchive.parsers.metadata.tags import read_tags
from newsarchive.parsers.metadata.title import read_title
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


class _Fields(NamedTuple):
    """Everything read from one page, before it is an Article."""

    address: str | None
    body: BodyReading
    times: Times
    sections: list[str]
    readings: dict[str, Reading]


def _read(page: Page, publishers: Mapping[str, Publisher] | None) -> Explained:
    document = Document(page.body, page.url, page.content_type, menus=False)
    fields = _fields(document, page, publishers)
    evidence = {name: _chosen_first(reading) for name, reading in fields.readings.items()}
    return Explained(article=_article(page, fields), evidence=evidence)


def _fields(document: Document, page: Page, publishers: Mapping[str, Publisher] | None) -> _Fields:
    story = Story(document)
    canonical = read_canonical(document, story)
    document.url = page.url or canonical.value
    publisher = publisher_of(document.url, publishers) if document.url else None
    finders = publisher.finders if publisher else {}
    title = read_title(document, story, finders.get("title", ()), publisher.name if publisher else None)
    name = read_publisher(document, story, publisher.name if publisher else None)
    body = read_body(document, finders, title=title.value, paper=name.value)
    text = "\n\n".join(one for one in (body.lead, *(block.text for block in body.blocks)) if one)
    language = read_language(document, story, text or title.value or "", publisher.language if publisher else None)
    around = read_surroundings(document, title.value)
    place = Place(zone_of(document.url, language.value), page.fetched_at, _is_vietnamese(language.value, publisher))
    times = read_times(document, story, finders, around, place)
    outlets = [one.value for one in name.candidates]
    authors = read_authors(
        document, story, finders.get("byline", ()), body.bylines, around, outlets, vietnamese=place.vietnamese
    )
    sections = read_sections(document, story, title.value, name.value)
    address = canonical_url(canonical.value, publisher) if canonical.value else None
    readings = {
        "kind": read_kind(
            document,
            story,
            text=text,
            teasers=body.teasers,
            has_title=title.chosen is not None,
            is_dated=title.chosen is not None and times.published.chosen is not None,
            pictures=len(body.pictures),
            address=address,
            is_article_url=publisher.is_article_url(address) if publisher and address else None,
        ),
        "canonical_url": canonical,
        "language": language,
        "title": title,
        "published_at": times.published,
        "modified_at": times.modified,
        "authors": authors,
        "section": read_section(document, story, finders.get("section", ()), sections, address),
        "tags": read_tags(document, story, finders.get("tags", ())),
        "publisher": name,
        "paywalled": read_paywall(document, story),
    }
    return _Fields(address, body, times, sections, readings)


def _article(page: Page, fields: _Fields) -> Article:
    body, read = fields.body, fields.readings
    published, modified = fields.times.published, fields.times.modified
    credits: list[Credit] = read["authors"].value or []
    return Article(
        url=page.url,
        canonical_url=fields.address,
        kind=read["kind"].value,
        language=read["language"].value,
        title=read["title"].value,
        dateline=body.dateline,
        lead=body.lead,
        body="\n\n".join(block.text for block in body.blocks),
        blocks=body.blocks,
        published_at=published.value.value if published.chosen else None,
        modified_at=modified.value.value if modified.chosen else None,
        published_precision=published.value.precision if published.chosen else None,
        published_raw=published.chosen.raw if published.chosen else None,
        byline=read["authors"].chosen.raw if read["authors"].chosen else None,
        authors=_named(credits, "author") or _named(credits, "agency"),
        credits=credits,
        section=read["section"].value,
        sections=fields.sections,
        tags=read["tags"].value or [],
        pictures=body.pictures,
        publisher=read["publisher"].value,
        paywalled=read["paywalled"].value,
    )


def _named(credits: list[Credit], role: Role) -> list[str]:
    return [credit.name for credit in credits if credit.role == role]


def _is_vietnamese(language: str | None, publisher: Publisher | None) -> bool:
    return (language or "").partition("-")[0] == "vi" or (publisher is not None and publisher.language == "vi")


def _chosen_first(reading: Reading) -> list[Candidate]:
    if reading.chosen is None:
        return reading.candidates
    return [reading.chosen, *(one for one in reading.candidates if one != reading.chosen)]
