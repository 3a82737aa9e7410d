"""Keywords: the tags a page prints, or those it tells machines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from newsarchive.parsers.document import Document, Finder, clean, text_of
from newsarchive.parsers.evidence import FINDER, GUESS, JSON_LD, META, VISIBLE, Candidate, Reading, most_trusted
from newsarchive.parsers.story import Story, text_in

_METAS = ("article:tag", "og:article:tag", "news_keywords", "keywords")
_SPLIT = re.compile(r"\s*[,;|]\s*")
_MOST = 40
_LONGEST = 80


def read_tags(document: Document, story: Story, finders: Sequence[Finder] = ()) -> Reading:
    """Read the list of tags from the best place that has any."""
    candidates = [Candidate(_tidy(_texts(document, finder)), finder.source, FINDER) for finder in finders]
    candidates.append(Candidate(_tidy(_marked(document)), "a rel=tag", META + 0.01))
    keywords = [text_in(value) for value in story.values("keywords")]
    candidates.append(Candidate(_tidy(keywords), "json-ld keywords", VISIBLE))
    for step, name in enumerate(_METAS):
        if name in document.metas:
            trust = (JSON_LD, JSON_LD, VISIBLE, GUESS)[step]
            candidates.append(Candidate(_tidy(document.metas[name]), f"meta {name}", trust))
    usable = [one for one in candidates if one.value]
    return Reading(most_trusted(usable), usable)


def _texts(document: Document, finder: Finder) -> list[str]:
    return [clean(match) if isinstance(match, str) else text_of(match) for match in document.find(finder)]


def _marked(document: Document) -> list[str]:
    if 'tag"' not in document.html:
        return []
    return [text_of(node) for node in document.by_tag.get("a", ()) if "tag" in (node.get("rel") or "").split()]


def _tidy(texts: Iterable[str]) -> list[str]:
    pieces = (piece.strip(" #") for text in texts for piece in _SPLIT.split(text))
    return list(dict.fromkeys(piece for piece in pieces if 1 < len(piece) <= _LONGEST))[:_MOST]
