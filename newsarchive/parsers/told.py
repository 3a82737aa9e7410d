"""The text that JSON-LD tells, for pages that show it by script only."""

from __future__ import annotations

import re
from html import unescape

from newsarchive.parsers.html.document import Document, plain

_PARAGRAPH_END = re.compile(r"</(?:p|h[1-6]|li|div|blockquote)\s*>|<br\s*/?>|[\r\n]+", re.I)
_LONGEST = 500_000


def told_paragraphs(document: Document) -> list[str]:
    """Return the paragraphs of the longest ``articleBody`` in *document*'s JSON-LD (schema.org), freed of markup."""
    bodies = [body for node in document.json_ld if isinstance(body := node.get("articleBody"), str)]
    text = unescape(max(bodies, key=len, default="")[:_LONGEST])
    return [paragraph for part in _PARAGRAPH_END.split(text) if (paragraph := plain(part))]
