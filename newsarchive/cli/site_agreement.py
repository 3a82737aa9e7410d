"""Compare what a selector matches on a page with what the generic extractor extracts there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from newsarchive.article import Article
from newsarchive.extraction import extract
from newsarchive.page import Page
from newsarchive.parsers.bylines.parser import parse_byline
from newsarchive.parsers.dates.timestamp import Timestamp, parse_timestamp
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.selectors import Selector
from newsarchive.parsers.html.tree import Node, text_of
from newsarchive.parsers.text import clean

_A_MINUTE = timedelta(minutes=1)
# Regions whose text is not the article's, unless the headline is in them.
_OUTSIDE = frozenset(("header", "nav", "aside", "footer", "form"))
_LONGEST_DATELINE = 40
_MOST_EXTRA_TEXT = 1.6  # a container also holds captions, a byline and a list of related articles


@dataclass(frozen=True, kw_only=True)
class GenericPage:
    """A page as the generic extractor extracts it, without any publisher file.

    *scope* is the smallest element that holds the headline and the text, ``None`` where they were not found.
    """

    document: Document
    article: Article
    scope: Node | None
    fetched_at: datetime | None = None

    @property
    def day(self) -> date | None:
        """The day of publication, ``None`` when the page has none."""
        return self.article.published_at.date() if self.article.published_at else None

    def stamp(self, text: str) -> Timestamp | None:
        """Parse *text* as a time displayed on this page."""
        return parse_timestamp(text, now=self.fetched_at, tz=_zone_of(self.article)) if len(text) < 80 else None


def read_generic(page: Page) -> GenericPage:
    """Read *page* with the generic extractor alone."""
    document = Document(page.body, page.url, page.content_type, menus=False)
    article = extract(page, publishers={})
    return GenericPage(document=document, article=article, scope=_scope(document, article), fetched_at=page.fetched_at)


def agrees(name: str, source: str, page: GenericPage) -> bool:
    """Return whether the selector *source* of field *name* gives, in the article, what the generic extractor does."""
    nodes = nodes_of(source, page.document)
    texts = [text for text in texts_of(source, page.document) if text]
    if not texts or not nodes or not is_inside(nodes[0], page.scope):
        return False
    if name == "tags":
        known = {_key(tag) for tag in page.article.tags}
        own = {_key(text) for text in texts}
        inside = all(is_inside(node, page.scope) for node in nodes)
        return len(nodes) < 40 and inside and 2 * len(own & known) >= len(own)
    return _gives(name, nodes[0], texts[0], page)


def _gives(name: str, node: Node, text: str, page: GenericPage) -> bool:
    article = page.article
    if name == "title":
        return bool(article.title) and _key(text) == _key(article.title)
    if name == "published":
        stamp = page.stamp(text)
        return stamp is not None and article.published_at is not None and _same_time(stamp, article)
    if name == "lead":
        starts = (article.lead, *(block.text for block in article.blocks[:1]))
        return any(start and _ends_with(text, start) for start in starts)
    if name == "byline":
        return bool(article.authors) and _authors(text) == article.authors
    if name == "section":
        return bool(article.section) and _key(text) == _key(article.section)
    if name == "body":
        whole = text_of(node)
        paragraphs = [block.text for block in article.blocks]
        held = sum(len(paragraph) for paragraph in paragraphs if clean(paragraph) in whole)
        length = sum(map(len, paragraphs))
        return held >= 0.9 * length > 0 and len(whole) <= _MOST_EXTRA_TEXT * length + 300
    return False


def disagreement(name: str, text: str, page: GenericPage) -> str | None:
    """Return in words how a selector's first match *text* contradicts the generic extractor, or ``None``.

    A field that the generic extractor does not find contradicts nothing.
    """
    generic = page.article
    if name == "title" and generic.title and text:
        first, second = _key(text), _key(generic.title)
        return None if first in second or second in first else f"the generic extractor extracts “{generic.title}”"
    if name == "published" and generic.published_at and (stamp := page.stamp(text)):
        return (
            None
            if _same_time(stamp, generic)
            else f"the generic extractor extracts {generic.published_at:%Y-%m-%d %H:%M}"
        )
    if name == "byline" and generic.authors and (authors := _authors(text)):
        return (
            None
            if set(authors) & set(generic.authors)
            else f"the generic extractor extracts {', '.join(generic.authors)}"
        )
    if name == "body" and generic.blocks:
        held = sum(len(block.text) for block in generic.blocks if clean(block.text) in text)
        share = held / sum(len(block.text) for block in generic.blocks)
        return None if share >= 0.5 else f"it holds {share:.0%} of the text that the generic extractor extracts"
    return None


def nodes_of(source: str, document: Document) -> list[Node]:
    """Return the elements that the selector *source* matches, without its attribute."""
    return [match for match in document.find(Selector(source.partition(" @")[0])) if not isinstance(match, str)]


def texts_of(source: str, document: Document) -> list[str]:
    """Return the texts that the selector *source* matches."""
    return [clean(match) if isinstance(match, str) else text_of(match) for match in document.find(Selector(source))]


def is_inside(node: Node, scope: Node | None) -> bool:
    """Return whether *node* is in the article: in *scope*, and in no masthead, menu, sidebar or footer within it."""
    here: Node | None = node
    while here is not None:
        if here is scope:
            return True
        if here.tag in _OUTSIDE and not any(True for _ in here.iter("h1")):
            return False
        here = here.getparent()
    return scope is None


def _scope(document: Document, article: Article) -> Node | None:
    heading = next(
        (node for node in document.root.iter("h1", "h2") if _key(text_of(node)) == _key(article.title)), None
    )
    wanted = {clean(block.text) for block in article.blocks}
    paragraphs = [node for node in document.root.iter("p", "div", "li") if text_of(node) in wanted] if wanted else []
    if heading is None or not paragraphs:
        return None
    above = list(_ancestors(heading))
    return next((node for node in _ancestors(paragraphs[0]) if node in above), None)


def _ancestors(node: Node) -> Iterator[Node]:
    here = node.getparent()
    while here is not None:
        yield here
        here = here.getparent()


def _key(text: str | None) -> str:
    return "".join(filter(str.isalnum, (text or "").casefold()))


def _ends_with(text: str, lead: str) -> bool:
    whole, end = _key(text), _key(lead)
    return bool(end) and whole.endswith(end) and len(whole) - len(end) <= _LONGEST_DATELINE


def _authors(text: str) -> list[str]:
    byline = parse_byline(text)
    return [credit.name for credit in byline.credits if credit.role == "author"] if byline else []


def _same_time(stamp: Timestamp, article: Article) -> bool:
    """Whether *stamp* is the article's time of publication, as far as both are precise."""
    published = article.published_at
    if published is None:
        return False
    if article.published_precision == "day":
        return stamp.value.astimezone(published.tzinfo).date() == published.date()
    if stamp.precision == "day":
        return stamp.value.date() == published.astimezone(stamp.value.tzinfo).date()
    return abs(stamp.value - published) < _A_MINUTE


def _zone_of(article: Article) -> str:
    zone = article.published_at.tzinfo if article.published_at else None
    return zone.key if isinstance(zone, ZoneInfo) else "Asia/Ho_Chi_Minh"
