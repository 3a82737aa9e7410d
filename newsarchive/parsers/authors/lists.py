"""Authors on a page that may be a list of articles: the names in the list are those of the articles' authors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from newsarchive.article import Block, Credit
from newsarchive.parsers.authors.ownership import names_before_links
from newsarchive.parsers.context import PageContext
from newsarchive.parsers.dates.zones import is_front_page
from newsarchive.parsers.evidence import Resolution, Source
from newsarchive.parsers.html.document import Document
from newsarchive.parsers.lengths import LEAD_AND_PARAGRAPH, SENTENCE
from newsarchive.parsers.text import has_length

# Sources that state the author of the page's own article, also on a page with little text.
_DECLARED = frozenset({Source.PUBLISHER_SELECTOR, Source.JSON_LD, Source.MICRODATA, Source.META, Source.STATE})
_FEWEST_LINKS = 3  # links; two may be the article's section and author


def may_be_list(url: str | None, document: Document, blocks: Sequence[Block]) -> bool:
    """Return whether the page is a front page, or has links and no more prose than the sentence before a list."""
    if is_front_page(url):
        return True
    links = document.by_tag.get("a", ())
    return (
        len(links) >= _FEWEST_LINKS and sum(has_length(block.text, SENTENCE) for block in blocks) < LEAD_AND_PARAGRAPH
    )


def own_authors(authors: Resolution[list[Credit]], context: PageContext) -> Resolution[list[Credit]]:
    """Return *authors* if the page declares them, else those displayed between the headline and the first link."""
    if authors.chosen is None or authors.chosen.source in _DECLARED:
        return authors
    named = {credit.name for candidate in authors.candidates for credit in candidate.value}
    own = names_before_links(context, named)
    for candidate in (authors.chosen, *authors.candidates):
        if credits := [credit for credit in candidate.value if credit.name in own]:
            return Resolution(replace(candidate, value=credits), authors.candidates)
    return Resolution(None, authors.candidates)
