"""Times that the page declares: in JSON-LD, microdata, <meta> elements, <time> elements and application state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from newsarchive.parsers.context import PageContext
from newsarchive.parsers.dates.machine import machine_time
from newsarchive.parsers.dates.resolution import MINUTE, DateCandidate, in_readers_zone, is_utc
from newsarchive.parsers.evidence import Candidate, Source
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.microdata import own_item_nodes, value_of
from newsarchive.parsers.html.schema_org import ArticleNode, text_in

_PUBLISHED_METAS = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "article:published",
    "datepublished",
    "date_published",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "published_time",
    "published-date",
    "publication_date",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "dcterms.created",
    "dcterms.date",
    "dcterms.issued",
    "dc.date.issued",
    "dc.date.created",
    "dc.date",
    "date.created",
    "article_date_original",
    "article.published",
    "originalpublicationdate",
    "citation_publication_date",
    "citation_date",
    "cse_date",
    "datecreated",
    "og:pubdate",
    "date",
    "time",
)
# Any other name for a publication time, after any prefix: "og:regDate", "bt:pubDate", "DC.Issued", "publish_time".
_PUBLISHED_NAME = re.compile(
    r"(?:^|.*[:.])(?:[a-z]+[-_])??(?:"
    r"(?:first|original(?:ly)?|display|online|news|article|story|content|post|entry)?[-_]?"
    r"(?:publish(?:ed|ing)?|publication|pub|released?|posted|issued?|created?|creation|reg|display)"
    r"[-_]?(?:date|time|datetime|timestamp|at|on)"
    r"|(?:article|story|news|post|entry|live)[-_]?date|date[-_]?(?:pub|submitted)"
    r"|(?:date|time)[-_]?(?:published|posted|created|issued|released)"
    r"|(?:first[-_]?)?published|posted|issued|created|ngay[-_]?(?:dang|xuat[-_]?ban))"
    r"|(?:dc|dcterms)[:.]available|[a-z]{2,9}[:.]date"
)
_MODIFIED_NAME = re.compile(
    r"(?:^|.*[:.])(?:[a-z]+[-_])??(?:(?:last[-_]?)?(?:modified|modification|updated?|changed|revised)[-_]?"
    r"(?:date|time|datetime|timestamp|at|on)|(?:date|time)[-_]?(?:modified|updated|changed)|last[-_]?(?:modified|updated?)"
    r"|modified)"
)
_OF_SOMETHING = re.compile(
    r"video|audio|music|book|movie|event|product|profile|user|site|copyright|build|expir|unpublish|image|comment"
)
_MODIFIED_METAS = (
    "article:modified_time",
    "og:article:modified_time",
    "og:updated_time",
    "article:updated",
    "article:updated_time",
    "datemodified",
    "lastmod",
    "last-modified",
    "dcterms.modified",
    "dc.date.modified",
    "article.updated",
)
# Fields that hold nothing but the publication of the article: that of an archived issue may be decades old.
_OF_ARTICLE = frozenset({"datePublished", "article:published_time"})
# A date of two numbers up to 12, and one whose second number is no month; a weekday may precede it.
_MAY_BE_AMERICAN = re.compile(r"(?<!\d)\d{1,2}/\d{1,2}/(?:19|20)\d\d(?!\d)")
_MONTH_FIRST = re.compile(r"(?:[A-Za-z]{3,9},?\s)?(?:0?[1-9]|1[0-2])/(?:1[3-9]|2\d|3[01])/(?:19|20)\d\d(?!\d)")
_BARE_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_AMERICAN = "en-US"
_MOST_METAS = 1000  # elements; a bound for hostile pages
_LONGEST_META_NAME = 60  # characters; the names of times have up to thirty, and the patterns are not run on more


class _TimeMetas(NamedTuple):
    """The names of the <meta> elements of a page that denote times, best first, with the adjustments of their trust."""

    published: list[tuple[str, float]]
    modified: list[tuple[str, float]]


def declared_times(context: PageContext) -> Iterator[DateCandidate]:
    """Yield the publication times in JSON-LD, microdata and <meta> elements."""
    document, article = context.document, context.article
    for key in ("datePublished", "dateCreated", "uploadDate"):
        if key in article.node:
            # A page's video may be older than the page.
            adjustment = 0.0 if key != "uploadDate" else -0.25
            yield from _machine(_with_clock(article, key), Source.JSON_LD, key, context, adjustment)
    for text in _of_items(context, "datePublished")[:2]:
        yield from _machine(text, Source.MICRODATA, "datePublished", context)
    for name, adjustment in document.remembered("time metas", _time_metas).published:
        yield from _machine(document.meta(name), Source.META, name, context, adjustment)
    yield from _machine(document.parsely.get("pub_date"), Source.META, "parsely-page", context, -0.1)


def _with_clock(article: ArticleNode, key: str) -> str | None:
    """Return the time of *article*; if it is only a day, the time that the page's WebPage node has on that day."""
    text = article.text(key)
    if text is None or _BARE_DAY.fullmatch(text) is None:
        return text
    times = (text_in(node.get(key)) for node in article.nodes("WebPage")[:1])
    return next((time for time in times if time.startswith(f"{text}T")), text)


def _time_metas(document: Document) -> _TimeMetas:
    """Return the names of the <meta> elements of *document* that denote times; overlong names are not tested."""
    return _time_metas_among(
        tuple(name for name in islice(document.metas, _MOST_METAS) if len(name) < _LONGEST_META_NAME)
    )


@lru_cache(maxsize=256)  # the pages of a site have the same metas
def _time_metas_among(names: tuple[str, ...]) -> _TimeMetas:
    present = frozenset(names)
    published = [(name, 0.0 if step < 6 else -0.05) for step, name in enumerate(_PUBLISHED_METAS) if name in present]
    modified = [(name, 0.0) for name in _MODIFIED_METAS if name in present]
    for name in names:
        if name not in _PUBLISHED_METAS and _is_time(name, _PUBLISHED_NAME):
            published.append((name, -0.1))
        if name not in _MODIFIED_METAS and _is_time(name, _MODIFIED_NAME):
            modified.append((name, -0.1))
    return _TimeMetas(published, modified)


@lru_cache(maxsize=4_000)  # the metas of other sites have the same few names
def _is_time(name: str, pattern: re.Pattern[str]) -> bool:
    return pattern.fullmatch(name) is not None and not _OF_SOMETHING.search(name)


def declared_changes(context: PageContext) -> Iterator[DateCandidate]:
    """Yield the times of the last change in JSON-LD, microdata and <meta> elements."""
    yield from _machine(_with_clock(context.article, "dateModified"), Source.JSON_LD, "dateModified", context)
    for text in _of_items(context, "dateModified")[:1]:
        yield from _machine(text, Source.MICRODATA, "dateModified", context)
    for name, adjustment in context.document.remembered("time metas", _time_metas).modified:
        yield from _machine(context.document.meta(name), Source.META, name, context, adjustment)


def _of_items(context: PageContext, name: str) -> list[str]:
    nodes = own_item_nodes(context.document, name, context.heading)
    return [text for node in nodes if (text := value_of(node))]


def _machine(
    text: str | None, source: Source, name: str, context: PageContext, adjustment: float = 0.0
) -> Iterator[DateCandidate]:
    language = _AMERICAN if text and _MAY_BE_AMERICAN.search(text) and _is_american(context) else context.date_language
    is_published = name in _OF_ARTICLE
    stamp = (
        machine_time(text, context.time_zone, context.fetched_at, language, is_published=is_published) if text else None
    )
    if stamp is not None:
        # A day without a time is less precise than any clock time.
        less = 0.0 if stamp.precision in MINUTE else 0.15
        yield Candidate(value=stamp, source=source, name=name, raw=text, adjustment=adjustment - less)


def _is_american(context: PageContext) -> bool:
    """Return whether one of the declared times has the month before the day, as the system then writes all of them.

    Drupal's default is American: "Fri, 07/14/2023 - 10:30" for the change shows that "Tue, 07/11/2023 - 17:57" is July.
    """
    names = context.document.remembered("time metas", _time_metas)
    metas = (context.document.meta(name) for name, _ in (*names.published, *names.modified))
    texts = (*metas, context.article.text("datePublished"), context.article.text("dateModified"))
    return any(_MONTH_FIRST.match(text) for text in texts if text)


def zoned_times(context: PageContext) -> Iterator[DateCandidate]:
    """Yield the times with a zone that <time> elements declare."""
    for node in context.document.by_tag.get("time", ())[:5]:
        text = node.get("datetime")
        stamp = machine_time(text, context.time_zone, None, context.date_language) if text else None
        if stamp is not None and stamp.zoned and not is_utc(stamp):
            yield Candidate(value=stamp, source=Source.TIME, raw=text, element=node)


def time_in_state(context: PageContext) -> DateCandidate | None:
    """Return the publication time in the state of the page's application, for pages that neither declare nor show it.

    ``None`` if the state has none.
    """
    text = context.state.published
    stamp = machine_time(text, context.time_zone, context.fetched_at, context.date_language) if text else None
    if stamp is None:
        return None
    candidate = Candidate(value=stamp, source=Source.STATE, name="published", raw=text)
    return candidate if context.is_vietnamese else in_readers_zone(candidate, [], context)
