"""The facts about one page that all extractors need; computed once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from newsarchive.parsers.cached_property import cached_property
from newsarchive.parsers.html.app_state import ArticleState, article_state
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.headline_context import HeadlineContext, read_headline_context
from newsarchive.parsers.html.schema_org import ArticleNode
from newsarchive.parsers.html.selectors import Selector
from newsarchive.parsers.html.tree import Node, compile_xpath, text_of
from newsarchive.parsers.text import folded

_MOST_HEADINGS = 20  # elements of each level; a bound: the further ones are of cards
# Characters that XML forbids: lxml rejects them in a query.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SAME_TEXT = compile_xpath("//body//*[normalize-space(text())=$text]")


@dataclass(frozen=True, kw_only=True)
class PageContext:
    """One page and the facts determined before its text, times and authors are extracted.

    *article* is the page's JSON-LD description of its article. *url* is the URL that returned the page, else the
    canonical one. *selectors* and *publisher* (a name) come from the publisher's file or the page; *outlets* are all
    names of the publisher itself. *language* is a BCP 47 tag and *time_zone* an IANA name: the zone of clock times
    displayed without an offset. *fetched_at* is the reference of relative times.
    """

    document: Document
    article: ArticleNode
    url: str | None = None
    title: str | None = None
    selectors: Mapping[str, tuple[Selector, ...]] = field(default_factory=dict)
    publisher: str | None = None
    outlets: tuple[str, ...] = ()
    language: str | None = None
    time_zone: str = "UTC"
    is_vietnamese: bool = False
    fetched_at: datetime | None = None

    @cached_property
    def date_language(self) -> str | None:
        """The language of the page's dates: "en-US" only if the URL's domain does not belong to another country.

        WordPress and other systems declare en-US if nobody chose a language.
        """
        language = self.language
        host = re.sub(r"^\w+://|[/:?#].*$", "", self.url or "")
        country = host.rpartition(".")[2]
        return "en" if language == "en-US" and len(country) == 2 and country != "us" else language

    @cached_property
    def heading(self) -> Node | None:
        """The element that displays the headline."""
        return find_headline(self.document, self.title)

    @property
    def state(self) -> ArticleState:
        """What the state of the page's JavaScript application says of its own article."""
        return article_state(self.document, self.title)

    @cached_property
    def headline(self) -> HeadlineContext:
        """The texts displayed just above and below the headline."""
        return read_headline_context(self.heading)


def find_headline(document: Document, title: str | None) -> Node | None:
    """Return the element that displays *title*: a heading, else any element; else the page's first h1.

    Computed once for each page and title.
    """
    return document.remembered(f"headline {title}", lambda page: _find_headline(page, title))


def _find_headline(document: Document, title: str | None) -> Node | None:
    key = folded(title or "")
    for level in ("h1", "h2", "h3"):
        for node in document.by_tag.get(level, ())[:_MOST_HEADINGS]:
            if key and folded(text_of(node)) == key:
                return node
    if title and not _NOT_XML.search(title) and title in document.body_html:
        # In a feed, <title> is an element like others.
        found: list[Node] = [node for node in _SAME_TEXT(document.root, text=title) if node.tag != "title"]
        if found:
            return found[0]
    return next(iter(document.by_tag.get("h1", ())), None)
