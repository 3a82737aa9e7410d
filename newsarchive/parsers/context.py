"""What all parsers of one page need to know of it: settled once, read by all."""

from __future__ import annotations

from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.tree import Node, text_of
from newsarchive.parsers.text import folded

_HEADINGS = 20


def find_heading(document: Document, title: str) -> Node | None:
    """Return the page's h1 with *title*, else its first."""
    headings = document.by_tag.get("h1", [])[:_HEADINGS]
    return next((node for node in headings if folded(text_of(node)) == title), headings[0] if headings else None)
