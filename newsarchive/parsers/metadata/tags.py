"""Keywords: the tags a page prints, or those it tells machines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from newsarchive.parsers.evidence import FINDER, GUESS, JSON_LD, META, VISIBLE, Candidate, Reading, most_trusted
from newsarchive.parsers.html.document import Document, Finder, clean, text_of
from newsarchive.parsers.html.page_regions import is_aside
from newsarchive.parsers.html.schema_org import Story, text_in

# No part of a longer word ("stage", "heritage"); the look-behind comes last, as it is dear.
_PRINTED = re.compile(r"(?:tags?|key-?(?:words?|link)|tu-?khoa)(?![a-z])(?<![a-z]tag)(?<![a-z]tags)")
_METAS = ("article:tag", "og:article:tag", "news_keywords", "keywords")
_SPLIT = re.compile(r"\s*[,;|]\s*")
_MOST = 40
_LONGEST = 80
_MOST_PLACES, _FEW_OTHERS = 20, 24
_STOPS = frozenset(".!?…")


def read_tags(document: Document, story: Story, finders: Sequence[Finder] = ()) -> Reading:
    """Read the list of tags from the best place that has any."""
    candidates = [Candidate(_tidy(_texts(document, finder)), finder.source, FINDER) for finder in finders]
    candidates.append(Candidate(_tidy(_marked(document)), "a rel=tag", META + 0.01))
    keywords = [text_in(value) for value in story.values("keywords")]
    candidates.append(Candidate(_tidy(keywords), "json-ld keywords", VISIBLE))
    for step, name in enumerate(_METAS):
        if name in document.metas:
            trust = (JSON_LD, JSON_LD, VISIBLE, GUESS)[step]
            told = [one for one in document.metas[name] if not _is_sentence(one)]
            candidates.append(Candidate(_tidy(told), f"meta {name}", trust))
    usable = [one for one in candidates if one.value]
    if all(one.trust <= GUESS for one in usable) and (printed := _tidy(_printed(document))):
        usable.append(Candidate(printed, "links in an element named after tags", GUESS + 0.01))
    return Reading(most_trusted(usable), usable)


def _texts(document: Document, finder: Finder) -> list[str]:
    return [clean(match) if isinstance(match, str) else text_of(match) for match in document.find(finder)]


def _marked(document: Document) -> list[str]:
    if 'tag"' not in document.html:
        return []
    rels = ((node, (node.get("rel") or "").split()) for node in document.by_tag.get("a", ()))
    # WordPress marks the sections of a post as "category tag".
    return [text_of(node) for node, rel in rels if "tag" in rel and "category" not in rel]


def _printed(document: Document) -> list[str]:
    """Return the texts of the links in the first element that is named after tags and holds little else."""
    for node in islice(document.elements.class_like(_PRINTED), _MOST_PLACES):
        links = [text_of(link) for link in islice(node.iter("a"), _MOST) if link.get("href")]
        if links and _FEW_OTHERS + sum(map(len, links)) >= len(text_of(node)) and not is_aside(node, None, ends=True):
            return links
    return []


def _is_sentence(text: str) -> bool:
    """Tell whether *text* is the description where keywords should be: "Cầu mới dài 12 km, vừa thông xe, giúp …."."""
    return len(text) > _LONGEST and text.rstrip()[-1:] in _STOPS


def _tidy(texts: Iterable[str]) -> list[str]:
    pieces = (piece.strip(" #") for text in texts for piece in _SPLIT.split(text))
    return list(dict.fromkeys(piece for piece in pieces if 1 < len(piece) <= _LONGEST))[:_MOST]
