"""Who signed where no person is named: an account of the content system, a desk, the paper itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from newsarchive.article import Credit
from newsarchive.parsers.authors.candidates import BESIDE, author_elements
from newsarchive.parsers.authors.name_fields import without_label
from newsarchive.parsers.evidence import GUESS, Candidate
from newsarchive.parsers.html.document import Document, Node, clean, text_of
from newsarchive.parsers.html.headline_context import Surroundings
from newsarchive.parsers.html.microdata import item_nodes, value_of
from newsarchive.parsers.html.page_regions import is_aside, is_comment
from newsarchive.parsers.html.schema_org import Story
from newsarchive.parsers.lexicons.metadata import BY, NOT_NAMES

_METAS = ("author", "article:author", "dc.creator", "dcterms.creator", "dc:creator", "twitter:data1")
# WordPress, Blogger and whoever uses hCard: <span class="author vcard"><a class="fn n" rel="author">.
_CARD = re.compile(r"vcard|(?:post|entry)-auth?or|byline|(?:auth?or|creator)[-_\w]{0,20}name|(?:^|\s)auth?or(?:\s|$)")
_FULL_NAME = re.compile(r"(?:^|\s)fn(?:\s|$)")
# Accounts that say nothing of who wrote.
_NOBODY = re.compile(r"\w*admin\w*|root|web-?master|user\d*|gast|guest|author|autor|test\w*", re.I)
_SIGNS = re.compile(r"\S/|/\S|[@\\<>{}\[\]()=#|:]|\.(?:com|org|net|co|php|html?|md|pdf|txt)\b|https?")
_SMALL = ("of", "the", "and", "for", "&", "und", "der", "die", "de", "la", "du", "des")
_LONGEST, _MOST_WORDS, _MOST_NODES, _MOST_PARTS, _NEAR = 40, 5, 12, 60, 12


def signed_by(document: Document, story: Story, around: Surroundings) -> Candidate | None:
    """Return the account that the page gives as its author, as it is written; ``None`` when there is none."""
    for source, text in _places(document, story, around):
        name = without_label(clean(text))
        if _is_account(name):
            return Candidate([Credit(name=name, role="author")], source, GUESS, text)
    return None


def _places(document: Document, story: Story, around: Surroundings) -> Iterator[tuple[str, str]]:
    if story.is_article:
        yield "json-ld author", story.text("author") or ""
    for node in islice(_cards(document, around.heading), _MOST_NODES):
        yield "hcard", text_of(node)
    for node in item_nodes(document, "author")[:1]:
        yield "microdata author", value_of(node)
    for name in _METAS:
        if name in document.metas:
            yield f"meta {name}", document.meta(name) or ""
    yield from ((BESIDE, text) for text in _behind_label([piece.text for piece in around.after[:_NEAR]]))


def _behind_label(pieces: list[str]) -> Iterator[str]:
    """Yield what follows a label in its text ("By River Team"), else the text behind it."""
    for text, following in zip(pieces, [*pieces[1:], ""], strict=False):
        if len(text) < _LONGEST and BY.match(f"{text} "):
            rest = without_label(f"{text} ")
            # "Von Anfang an" is a sentence's beginning.
            if all(word[0].isupper() or word[0].isdigit() for word in rest.split() if word not in _SMALL):
                yield rest or following


def _cards(document: Document, heading: Node | None) -> Iterator[Node]:
    """Yield the elements that hold no more than the author's name: the links to an author, the names on cards."""
    links = [node for node in document.by_tag.get("a", ()) if "author" in (node.get("rel") or "")]
    cards = [node for node in author_elements(document) if _CARD.search((node.get("class") or "").casefold())]
    parts = (one for node in cards[:_MOST_NODES] for one in islice(node.iter("*"), _MOST_PARTS))
    names = [one for one in parts if _FULL_NAME.search(one.get("class") or "")]
    for node in (*links[:_MOST_PARTS], *names, *cards[:_MOST_PARTS]):
        if not is_comment(node) and not is_aside(node, heading):
            yield node


def _is_account(name: str) -> bool:
    if not 1 < len(name) <= _LONGEST or len(name.split()) > _MOST_WORDS or not any(map(str.isalpha, name)):
        return False
    return not (_SIGNS.search(name) or _NOBODY.fullmatch(name) or NOT_NAMES.search(name.replace("_", " ")))
