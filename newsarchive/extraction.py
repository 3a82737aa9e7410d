"""Extract an Article from a page: all fields, with the candidates that each was chosen from."""

from __future__ import annotations

import gc
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeVar, overload

from newsarchive.article import Article, Credit, Kind, Role
from newsarchive.page import Page
from newsarchive.parsers.authors.declared import declared_names
from newsarchive.parsers.authors.lists import may_be_list, own_authors
from newsarchive.parsers.authors.reader import read_authors
from newsarchive.parsers.body.explain import labeled_blocks
from newsarchive.parsers.body.labels import LabeledBlock
from newsarchive.parsers.body.reader import ExtractedBody, read_body
from newsarchive.parsers.context import PageContext
from newsarchive.parsers.dates.dated_lists import is_dated_list
from newsarchive.parsers.dates.reader import Times, read_times
from newsarchive.parsers.dates.timestamp import Timestamp
from newsarchive.parsers.dates.timezones import zone_of
from newsarchive.parsers.evidence import Candidate, Resolution
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.schema_org import ArticleNode
from newsarchive.parsers.metadata.breadcrumb import read_sections
from newsarchive.parsers.metadata.canonical_url import read_canonical
from newsarchive.parsers.metadata.language import read_language
from newsarchive.parsers.metadata.links import read_links, read_videos
from newsarchive.parsers.metadata.page_type import read_kind
from newsarchive.parsers.metadata.paywall import read_paywall
from newsarchive.parsers.metadata.publisher_name import read_publisher
from newsarchive.parsers.metadata.rights import read_ai_training, read_license
from newsarchive.parsers.metadata.section import read_section
from newsarchive.parsers.metadata.tags import read_tags
from newsarchive.parsers.metadata.title.reader import read_title
from newsarchive.publishers import Publisher, publisher_of
from newsarchive.publishers.canonical import canonical_url

T = TypeVar("T")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Explained:
    """An article and what it was extracted from.

    *evidence* holds the candidates of each field, the chosen one first; *blocks* every text block of the page in
    document order with its label, the id of the rule that set the label, and the rule's reason.
    """

    article: Article
    evidence: Mapping[str, list[Candidate[Any]]] = field(repr=False)
    blocks: list[LabeledBlock] = field(default_factory=list, repr=False)


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
    """Extract an article from a page; never raises, for any input.

    Args:
        page: A Page, or the bytes or text of an HTML document.
        url: URL of the page, if *page* is bytes or text. Without it, the canonical URL that the page declares selects
            the publisher.
        publishers: Publishers to use instead of the built-in ones.
        explain: Return Explained, which also holds every candidate and every text block with its label.

    Returns:
        The article. A page that cannot be extracted gives an article of kind "other".
    """
    if not isinstance(page, Page):
        page = Page(url=url, body=page.encode("utf-8", "replace") if isinstance(page, str) else page)
    # Extracting a page creates thousands of objects in a few milliseconds, which live until the extraction ends, so the
    # garbage collector's search for reference cycles would start several times and find nothing. The size of one page
    # limits the memory whose release is delayed.
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        explained = _extract(page, publishers, explain=explain)
    except Exception:
        # This function guarantees a result for any bytes; the traceback is logged so that the parser can be fixed.
        _log.exception("%s: cannot be read", page.url)
        explained = Explained(article=Article(url=page.url), evidence={})
    finally:
        if was_enabled:
            gc.enable()
    return explained if explain else explained.article


@dataclass(frozen=True, kw_only=True)
class _ParsedPage:
    """What the fields of an article are extracted from."""

    page: Page
    context: PageContext
    publisher: Publisher | None
    canonical: Resolution[str]
    title: Resolution[str]
    publisher_name: Resolution[str]
    language: Resolution[str]
    body: ExtractedBody


class _Evidence(dict[str, Resolution[Any]]):
    """What each field was extracted from; named and ordered as the article's fields."""

    def value(self, field_name: str, resolution: Resolution[T]) -> T | None:
        """Keep the resolution of a field, and return the chosen value."""
        self[field_name] = resolution
        return resolution.value

    def candidates(self) -> dict[str, list[Candidate[Any]]]:
        """Return the candidates of each field, the chosen one first."""
        return {field_name: _chosen_first(resolution) for field_name, resolution in self.items()}


def _chosen_first(resolution: Resolution[Any]) -> list[Candidate[Any]]:
    chosen = resolution.chosen
    others = [candidate for candidate in resolution.candidates if candidate != chosen]
    return others if chosen is None else [chosen, *others]


def _extract(page: Page, publishers: Mapping[str, Publisher] | None, *, explain: bool) -> Explained:
    parsed, evidence = _parsed(page, publishers), _Evidence()
    article = _article(parsed, evidence)
    if not explain:
        return Explained(article=article, evidence={})
    blocks = labeled_blocks(parsed.context.document, parsed.body, parsed.title.value)
    return Explained(article=article, evidence=evidence.candidates(), blocks=blocks)


def _parsed(page: Page, publishers: Mapping[str, Publisher] | None) -> _ParsedPage:
    document = Document(page.body, page.url, page.content_type, menus=False)
    node = ArticleNode(document)
    canonical = read_canonical(document, node, page.headers)
    document.url = page.url or canonical.value
    publisher = publisher_of(document.url, publishers) if document.url else None
    title, name, language = _identity(document, node, publisher, page.language_hint)
    context = PageContext(
        document=document,
        article=node,
        url=document.url,
        title=title.value,
        selectors=publisher.selectors if publisher else {},
        publisher=name.value,
        outlets=tuple(candidate.value for candidate in name.candidates),
        language=language.value,
        time_zone=(publisher.timezone if publisher else None) or zone_of(document.url, language.value),
        is_vietnamese=_is_vietnamese(language.value, publisher),
        fetched_at=page.fetched_at,
    )
    body = read_body(
        document,
        context.selectors,
        title=title.value,
        publisher=name.value,
        language="vi" if context.is_vietnamese else language.value,
        writers=[writer for writer in declared_names(document, node) if writer not in context.outlets],
        is_paid=read_paywall(document, node).value is True,
    )
    return _ParsedPage(
        page=page,
        context=context,
        publisher=publisher,
        canonical=canonical,
        title=title,
        publisher_name=name,
        language=language,
        body=body,
    )


def _identity(
    document: Document, node: ArticleNode, publisher: Publisher | None, hint: str | None
) -> tuple[Resolution[str], Resolution[str], Resolution[str]]:
    """Return the extracted title, publisher name and language."""
    publisher_name = publisher.name if publisher else None
    selectors = publisher.selectors.get("title", ()) if publisher else ()
    title = read_title(document, node, selectors, publisher_name)
    language = read_language(document, node, title.value or "", publisher.language if publisher else None, hint)
    return title, read_publisher(document, node, publisher_name), language


def _article(parsed: _ParsedPage, evidence: _Evidence) -> Article:
    """Return the article; a field is one line here: its name, and what extracts it."""
    page, context, body = parsed.page, parsed.context, parsed.body
    elements = [element for element, _ in body.elements]
    times = read_times(context, body.elements)
    published = times.published.value
    declared = evidence.value("canonical_url", parsed.canonical)
    address = canonical_url(declared, parsed.publisher) if declared else None
    authors = read_authors(context, body.bylines, elements[-1] if elements else None)
    kind = evidence.value("kind", _kind(parsed, address, times, is_signed=bool(authors.value))) or "other"
    if kind in ("listing", "other") and may_be_list(page.url, context.document, body.blocks):
        authors = own_authors(authors, context)
    credits = authors.value or []
    sections = read_sections(context)
    return Article(
        url=page.url,
        canonical_url=address,
        kind=kind,
        language=evidence.value("language", parsed.language),
        title=evidence.value("title", parsed.title),
        dateline=body.dateline,
        lead=body.lead,
        body="\n\n".join(block.text for block in body.blocks),
        blocks=body.blocks,
        word_count=_word_count(body) or None,
        published_at=_instant(evidence.value("published_at", times.published)),
        modified_at=_instant(evidence.value("modified_at", times.modified)),
        published_precision=published.precision if published else None,
        published_raw=times.published.chosen.raw if times.published.chosen else None,
        byline=authors.chosen.raw if authors.chosen else None,
        authors=_named(credits, "author") or _named(credits, "agency"),
        credits=evidence.value("authors", authors) or [],
        section=evidence.value("section", read_section(context, sections, address)),
        sections=sections,
        tags=evidence.value("tags", read_tags(context)) or [],
        pictures=body.pictures,
        links=read_links(context, (*body.lead_elements, *body.elements)),
        videos=read_videos(context, elements),
        publisher=evidence.value("publisher", parsed.publisher_name),
        paywalled=evidence.value("paywalled", read_paywall(context.document, context.article, walled=body.walled)),
        license=evidence.value("license", read_license(context)),
        ai_training=read_ai_training(page, context.document),
    )


def _kind(parsed: _ParsedPage, address: str | None, times: Times, *, is_signed: bool) -> Resolution[Kind]:
    body, publisher = parsed.body, parsed.publisher
    return read_kind(
        parsed.context.document,
        parsed.context.article,
        text="\n\n".join(text for text in (body.lead, *(block.text for block in body.blocks)) if text),
        teasers=body.teasers,
        is_list=is_dated_list(parsed.context, body.elements),
        title=parsed.title.value,
        is_dated=parsed.title.chosen is not None and times.published.chosen is not None,
        is_signed=is_signed,
        pictures=len(body.pictures),
        address=address,
        is_article_url=publisher.is_article_url(address) if publisher and address else None,
    )


def _word_count(body: ExtractedBody) -> int:
    """Return the number of whitespace tokens; in a cleaned text each space separates two, but not in a table."""
    texts = [body.lead, *(block.text for block in body.blocks if block.kind != "table")]
    tables = [block.text for block in body.blocks if block.kind == "table"]
    return sum(text.count(" ") + 1 for text in texts if text) + sum(len(text.split()) for text in tables)


def _instant(timestamp: Timestamp | None) -> datetime | None:
    return timestamp.value if timestamp else None


def _named(credits: list[Credit], role: Role) -> list[str]:
    return [credit.name for credit in credits if credit.role == role]


def _is_vietnamese(language: str | None, publisher: Publisher | None) -> bool:
    return (language or "").partition("-")[0] == "vi" or (publisher is not None and publisher.language == "vi")
