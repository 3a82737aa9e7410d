"""Who wrote the text: names only, and not the outlet's or its content system's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from newsarchive.article import Credit
from newsarchive.parsers.byline import Byline, parse_byline
from newsarchive.parsers.document import Document, Finder, clean, compile_xpath, first_texts, plain, text_of
from newsarchive.parsers.evidence import FINDER, JSON_LD, META, MICRODATA, VISIBLE, Candidate, Reading, most_trusted
from newsarchive.parsers.microdata import item_nodes, value_of
from newsarchive.parsers.story import Story, as_list, types_of
from newsarchive.parsers.words.page import BY, DESKS, NOT_NAMES

_METAS = (
    "author",
    "article:author",
    "og:article:author",
    "og:author",
    "article:author_name",
    "dc.creator",
    "dcterms.creator",
    "dc.creator.name",
    "sailthru.author",
    "parsely-author",
    "cxenseparse:author",
    "byl",
    "byline",
    "authors",
    "dable:author",
    "citation_author",
)
_PRINTED = compile_xpath(
    "//*[@rel='author' or contains(@class,'author') or contains(@class,'byline') or contains(@class,'Author')"
    " or contains(@class,'Byline') or contains(@class,'tacgia') or contains(@class,'tac-gia')]"
    "[not(self::body or self::html or self::img or self::form)][string-length(.)<160]"
    "[not(ancestor::nav or ancestor::footer or ancestor::aside or ancestor::form)]"
)
_NOT_PRINTED = re.compile(r"comment|related|sidebar|widget|avatar|social|bio|image|photo|box-author-list", re.I)
_SPLIT = re.compile(r"\s*(?:[,;|/•·]|\s&\s|\s(?:and|und|et|y|e|og|och|en|with|và|i|ve|oraz|dan|ja)\s)\s*")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+")
_BRACKET = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*")
_PEOPLE = ("Person", "")
_MOST_WORDS, _LONGEST = 6, 60


def read_authors(
    document: Document,
    story: Story,
    finders: Sequence[Finder],
    bylines: Iterable[str],
    outlets: Iterable[str | None],
    vietnamese: bool,
) -> Reading:
    """Read the writers; a candidate's value is a list of Credit, its *raw* the printed byline.

    *bylines* are the credit lines of the body, *outlets* the names that mean the paper itself.
    """
    names = {_key(one) for one in outlets if one}
    candidates = [
        *_printed_credits(document, finders, bylines),
        *_told(document, story),
        *_beside(document, vietnamese),
    ]
    usable = []
    for one in candidates:
        credits = [credit for credit in one.value if credit.role != "author" or not _is_outlet(credit.name, names)]
        if any(credit.role == "author" for credit in credits) or (credits and one.raw):
            usable.append(one._replace(value=credits))
    authored = [one for one in usable if any(credit.role == "author" for credit in one.value)]
    return Reading(most_trusted(authored) or most_trusted(usable), usable)


def _printed_credits(document: Document, finders: Sequence[Finder], bylines: Iterable[str]) -> Iterator[Candidate]:
    for source, text in first_texts(document, finders):
        found = _byline(text)
        if found:
            yield Candidate(found.credits, source, FINDER, text)
    for text in bylines:
        found = _byline(text)
        if found:
            yield Candidate(found.credits, "byline in the text", FINDER - 0.01, text)


def _byline(text: str) -> Byline | None:
    try:
        return parse_byline(text)
    except NotImplementedError:
        names = names_in(text)
        return Byline(raw=text, credits=[Credit(name=name) for name in names]) if names else None


def _told(document: Document, story: Story) -> Iterator[Candidate]:
    for key in ("author", "creator"):
        names = _people(story, story.values(key))
        if names:
            yield Candidate(_credits(names), f"json-ld {key}", JSON_LD if story.is_article else VISIBLE)
    names = [name for node in item_nodes(document, "author") for name in names_in(_item_name(node))]
    if names:
        yield Candidate(_credits(names), "microdata author", MICRODATA)
    for name in _METAS:
        found = [one for content in document.metas.get(name, ()) for one in names_in(content)]
        if found:
            yield Candidate(_credits(found), f"meta {name}", META)
    label, data = document.meta("twitter:label1"), document.meta("twitter:data1")
    if label and data and BY.match(label):
        yield Candidate(_credits(names_in(data)), "meta twitter:data1", META - 0.05)


def _people(story: Story, values: Iterable[Any]) -> list[str]:
    names: list[str] = []
    for value in values:
        if isinstance(value, dict):
            kinds = types_of(value)
            if kinds and not set(kinds) & {"Person", "Thing"} and "Organization" in " ".join(kinds):
                continue
            for one in as_list(value.get("name")):
                names += names_in(one) if isinstance(one, str) else []
        elif isinstance(value, str):
            names += names_in(value)
        elif isinstance(value, list):
            names += _people(story, value)
    return names


def _item_name(node: Any) -> str:
    inner = next((one for one in node.iter() if one.get("itemprop") == "name" or one.get("property") == "name"), None)
    return value_of(inner if inner is not None else node)


def _beside(document: Document, vietnamese: bool) -> Iterator[Candidate]:
    for node in _PRINTED(document.root)[:12]:
        label = f"{node.get('class') or ''} {node.get('id') or ''}"
        if _NOT_PRINTED.search(label):
            continue
        text = text_of(node)
        names = names_in(text)
        if names:
            yield Candidate(_credits(names), f"class {label.strip()}"[:60], VISIBLE, text)


def _credits(names: Iterable[str]) -> list[Credit]:
    return [Credit(name=name) for name in dict.fromkeys(names)]


def names_in(text: str) -> list[str]:
    """Split a machine's author field, or a printed "By A and B", into names; what is no name is left out."""
    text = BY.sub("", _ADDRESS.sub(" ", plain(text)))
    pieces = (_BRACKET.sub(" ", piece) for piece in _SPLIT.split(text))
    names = (clean(BY.sub("", piece)).strip(" .:-–—|\"'") for piece in pieces)
    return [name for name in names if _is_name(name)]


def _is_name(name: str) -> bool:
    if not 1 < len(name) <= _LONGEST or len(name.split()) > _MOST_WORDS or any(char.isdigit() for char in name):
        return False
    return name[0].isalpha() and not name.islower() and not NOT_NAMES.search(name)


def _is_outlet(name: str, outlets: set[str]) -> bool:
    key = _key(name)
    return key in outlets or bool(DESKS.search(name)) or any(len(one) > 4 and one in key for one in outlets)


def _key(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())
