"""Collect what may be the headline, and the names of the site that titles carry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from newsarchive.parsers.body.phrases import block_verdict, heading_verdict
from newsarchive.parsers.dates.date_lines import is_stamp
from newsarchive.parsers.evidence import Candidate, Source
from newsarchive.parsers.html.document import Document, first_texts
from newsarchive.parsers.html.microdata import own_item_nodes, value_of
from newsarchive.parsers.html.page_regions import is_aside
from newsarchive.parsers.html.schema_org import ArticleNode
from newsarchive.parsers.html.selectors import Selector
from newsarchive.parsers.html.tree import Node, class_and_id, spaced_text_of, text_of
from newsarchive.parsers.lengths import LONGEST_TITLE, SHORTEST_HEADLINE
from newsarchive.parsers.metadata.title.comparison import (
    LONGEST_HEADLINE,
    SECTION_WORDS,
    TitleCandidate,
    may_be_headline,
    words_of,
)
from newsarchive.parsers.text import clean, folded

SHORTEST_SITE_NAME = 6  # characters; in a shorter one, as "News" or "Blog", a headline may begin with it by chance
_METAS = ("og:title", "twitter:title", "sailthru.title", "parsely-title", "dc.title", "headline", "title")
_MOST_HEADINGS = 12  # elements of each level; a bound: the further ones are of cards
_MOST_LINKS = 60  # links; the logo is among the first of a page
_HOME_PATH = re.compile(r"(?:\.?/)?(?:index|home|default|trang-?chu)(?:\.\w{2,5})?|\./", re.I)
_LONGEST_HOME = 20  # characters; "/trang-chu.html", "index.html": addresses of the front page
_ENTRY_TITLE = "entry-title"
_LOGO = re.compile(r"(?<![a-z])logo(?![a-z])")
_TITLE_CLASS = re.compile(r"(?:title|tieu-?de|headline)(?![a-z])")


def title_candidates(
    document: Document, article: ArticleNode, selectors: Sequence[Selector]
) -> Iterator[TitleCandidate]:
    """Yield every declared title and every heading; *selectors* are those of the publisher's file, best first."""
    for source, found in first_texts(document, selectors):
        yield Candidate(value=found, source=Source.PUBLISHER_SELECTOR, name=source)
    for key in ("headline", "name"):
        text = article.text(key) if key == "headline" or not article.is_article else None
        if text:
            yield Candidate(value=text, source=Source.JSON_LD, name=key)
    for node in own_item_nodes(document, "headline", None)[:1]:
        if found := value_of(node):
            yield Candidate(value=found, source=Source.MICRODATA, name="headline")
    if not document.by_tag.get("h1") and _ENTRY_TITLE.encode() in document.utf8:
        # hAtom names the headline of the page's only entry: http://microformats.org/wiki/hatom#Entry_Title
        entries = [node for node in document.elements.of_class(_ENTRY_TITLE) if text_of(node)][:2]
        if len(entries) == 1 and entries[0].find(".//a") is None:
            yield Candidate(value=text_of(entries[0]), source=Source.MICRODATA, name=_ENTRY_TITLE)
    for name in _METAS:
        text = document.meta(name)
        if text:
            yield Candidate(value=text, source=Source.META, name=name)
    text = clean(next((node.text for node in document.by_tag.get("title", ())), None))
    if text:
        yield Candidate(value=text, source=Source.TITLE)
    yield from _headings(document)


def _headings(document: Document) -> Iterator[TitleCandidate]:
    for level in ("h1", "h2"):
        for count, node in enumerate(document.by_tag.get(level, ())):
            if count == _MOST_HEADINGS:
                break
            text = spaced_text_of(node)
            if 1 < len(text) <= LONGEST_TITLE:
                yield Candidate(value=text, source=Source.HEADING, name=level, element=node)


def displayed_headlines(document: Document, logos: set[str]) -> Iterator[TitleCandidate]:
    """Yield the texts that the page displays as its headline, best first, for a page with only template titles.

    Best is a text in an element whose name indicates a title, then a heading, then a line that is set in bold: old
    content systems have neither h1 nor a <title> for each article.
    """
    for node in islice(document.elements.class_like(_TITLE_CLASS), _MOST_HEADINGS):
        text = text_of(node)
        is_headline = (
            SHORTEST_HEADLINE <= len(text) <= LONGEST_HEADLINE and node.tag != "a" and node.find(".//a") is None
        )
        if not may_be_headline(text) and len(words_of(text)) <= SECTION_WORDS:
            continue  # "Gefahrenentwicklung" is the title of a part of the page
        if is_stamp(text):
            continue  # "Hôm nay, Thứ hai, ngày 30/11/2026" is the page's clock
        if is_headline and folded(text) not in logos and heading_verdict(text) is None:
            yield Candidate(value=text, source=Source.CLASS, name=(node.get("class") or "")[:60], element=node)
    for tags, source in ((("h2", "h3", "h4"), Source.HEADING), (("b", "strong", "font"), Source.CLASS)):
        for node in (node for tag in tags for node in document.by_tag.get(tag, ())[:_MOST_HEADINGS]):
            text = text_of(node)
            if (
                may_be_headline(text)
                and folded(text) not in logos
                and _is_alone(node, text)
                # the date above the headline, the heading of the form below the text
                and not is_stamp(text)
                and heading_verdict(text) is None
                and block_verdict(text) is None
            ):
                yield Candidate(value=text, source=source, name=str(node.tag), element=node)


def _is_alone(node: Node, text: str) -> bool:
    """Return whether *node* is neither in nor around a link, nor a part of a longer text, nor beside the article."""
    if node.find(".//a") is not None or any(ancestor.tag == "a" for ancestor in islice(node.iterancestors(), 6)):
        return False
    parent = node.getparent()
    return (
        parent is not None and not clean(node.tail) and not clean(parent.text) and not is_aside(node, None, ends=True)
    )


def site_names(document: Document, site: str | None) -> list[str]:
    """Return the names of the site as comparison keys, and the letters of its host."""
    host = re.sub(r"^https?://(?:www\.|m\.)?|[/:?#].*$", "", document.url or document.meta("og:url") or "")
    names = (site, document.meta("og:site_name"), document.meta("application-name"), host, host.partition(".")[0])
    return [key for name in names if name and (key := folded(name))]


def logo_texts(document: Document) -> set[str]:
    """Return the texts of the first links to the front page as comparison keys: the site's name, beside its logo."""
    parts = (document.url or "").split("/", 3)
    origins = {f"{parts[0]}//{parts[2]}", f"//{parts[2]}"} if len(parts) > 2 else set()
    longest = max(_LONGEST_HOME, *map(len, origins)) + 1 if origins else _LONGEST_HOME
    found = set()
    for link, address in document.anchors[:_MOST_LINKS]:
        href = address.strip()
        if len(href) > longest:
            continue
        if href == "/" or href.rstrip("/") in origins or (len(href) < _LONGEST_HOME and _HOME_PATH.fullmatch(href)):
            found.add(folded(text_of(link)))
    for heading in document.by_tag.get("h1", ())[:_MOST_HEADINGS]:
        if any(_LOGO.search(class_and_id(box).lower()) for box in (heading, *islice(heading.iterancestors(), 1))):
            found.add(folded(text_of(heading)))
    return {text for text in found if len(text) > SHORTEST_SITE_NAME - 1}
