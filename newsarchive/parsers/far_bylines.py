"""Writers whom a page names far from its headline, behind a label: "Article by" above a name, "Autorin: …"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from newsarchive.article import Credit
from newsarchive.parsers.authors.candidates import author_elements
from newsarchive.parsers.authors.name_fields import is_occupation, names_in
from newsarchive.parsers.evidence import GUESS, Candidate
from newsarchive.parsers.html.document import Document, Node, clean, compile_xpath, text_of
from newsarchive.parsers.html.page_regions import is_aside, is_comment
from newsarchive.parsers.lexicons.metadata import SIGNED

_LONGEST, _MOST = 160, 20
# Where such a label stands; most elements of a page are none of these.
_TAGS = ("h2", "h3", "h4", "h5", "h6", "p", "strong", "b", "em", "i", "small", "dt")
_NEXT_TEXT = compile_xpath("string(following::text()[normalize-space()][1])")


def labelled_writers(document: Document, heading: Node | None) -> Candidate | None:
    """Return the persons behind a label of writers, in its element or the next; ``None`` when there are none."""
    for node, text, label in islice(_labelled(document), _MOST):
        if is_comment(node) or is_aside(node, heading, ends=True):
            continue
        rest = text[label.end() :].strip() or (text_of(node[0]) if len(node) else _NEXT_TEXT(node))
        if names := _persons(rest):
            return Candidate([Credit(name=one, role="author") for one in names], "behind a label", GUESS, clean(rest))
    return None


def _labelled(document: Document) -> Iterator[tuple[Node, str, re.Match[str]]]:
    for node in (*author_elements(document), *(one for tag in _TAGS for one in document.by_tag.get(tag, ()))):
        text = node.text
        label = SIGNED.match(text) if text and len(text) < _LONGEST else None
        if text and label:
            yield node, text, label


def _persons(text: str) -> list[str]:
    """Return the names at the beginning of *text* that have two words or more, each with a capital."""
    names = [one for part in text[:_LONGEST].split(",")[:3] for one in names_in(part) if not is_occupation(part)]
    return [one for one in names[:4] if " " in one and all(word[0].isupper() for word in one.split())]
