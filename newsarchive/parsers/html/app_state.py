"""The values that the state of a JavaScript application (Next, Nuxt, Fusion) gives for the page's own article."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from newsarchive.parsers.html.document import Document
from newsarchive.parsers.html.json_ld import relaxed
from newsarchive.parsers.text import folded

_DECODER = json.JSONDecoder(strict=False)
_MOST_PLACES = 5  # occurrences of a title in a state
_MOST_OBJECTS = 4  # objects around a title: the article, its page and the state
_MOST_STARTS = 400  # braces before a title; a bound for states with many objects
_BUDGET = 2_000_000  # characters of a page that all decoding together reads: the input is untrusted
_CONVERSION = 10  # characters that converting one from JavaScript counts as: it takes ten times as long
_LOOKED_AT = 50  # characters that looking at a key counts as: as many are decoded meanwhile
_SHORTEST_TITLE = 8  # characters; a shorter one is a word that other keys have too
_DEEPEST = 4  # levels in an object; authors and dates are at most so deep in an article
_MOST_ITEMS = 40  # names in a list; a bound for hostile pages
_LONGEST_DATE = 80  # characters; a date with weekday, clock and named zone has about seventy
_FARTHEST = 200_000  # characters; no object of an article begins so many before its title
# JavaScript that is not JSON: new Date(1699468800000), void 0, !0.
_DATE_OBJECT = re.compile(r"new\s+Date\(\s*([^()]{0,60}?)\s*\)")
_NO_VALUE = re.compile(r"(?<=[:,\[(])\s*(?:void 0|undefined|![01])(?=\s*[,}\])])")
# Bounded, because the input is untrusted.
_KEY_BEFORE = re.compile(r'"([\w-]{1,40})"\s{0,8}:\s{0,8}$')
_LONGEST_KEY = 60  # characters before a title that hold its key, its quotation marks and spaces
# A number, the id of a database, a URL or a path refers to a name and is none.
_REFERENCE = re.compile(r"[\d\s.,_-]+|(?=[a-f-]*\d)[0-9a-f-]{8,}|(?:https?:/)?/.*", re.I | re.S)
_OTHER_ROLE = re.compile(r"photo|illustrat|translat|editor|\bảnh\b|dịch|biên tập", re.I)
_NOT_LETTERS = re.compile(r"[^a-z]+")
_TITLES = ("title", "headline", "heading", "name", "basic", "posttitle", "newstitle", "articletitle", "seotitle")
_DATES = (
    *("firstpublishedat", "firstpublishdate", "firstpublished", "publishedat", "publisheddate", "publishdate"),
    *("datepublished", "publicationdate", "publishedtime", "publishtime", "publishedon", "publishon", "published"),
    *("displaydate", "pubdate", "postdate", "postedat", "releasedate", "dateline", "ngaydang", "date"),
)
_AUTHORS = (
    *("authors", "author", "byline", "bylines", "by", "writers", "writer", "reporters", "reporter", "creator"),
    *("authorname", "authornames", "postauthor", "tacgia"),
)
_SECTIONS = (
    *("primarysection", "section", "primarycategory", "maincategory", "category", "channel", "rubric"),
    *("sectionname", "categoryname", "categories"),
)
_TAGS = ("tags", "keywords", "taglist", "tagnames")
_NAMES = ("displayname", "fullname", "name", "title", "text", "label", "basic")
# Keys whose object holds the values of the object around it: Arc's credits and taxonomy, Strapi's data and attributes.
_WRAPPERS = ("credits", "taxonomy", "attributes", "data", "node", "fields", "edges", "nodes")


@dataclass
class _Budget:
    """The number of characters that may still be decoded."""

    left: int = _BUDGET


@dataclass(frozen=True, kw_only=True)
class ArticleState:
    """What an application's state says of the page's own article, as written there; ``None`` or empty: nothing."""

    published: str | None = None
    authors: list[str] = field(default_factory=list)
    section: str | None = None
    tags: list[str] = field(default_factory=list)


def article_state(document: Document, title: str | None) -> ArticleState:
    """Return the values of the object in the application's state whose title is *title*; computed once.

    A state also describes other articles: an object without this title is not read.
    """
    return document.remembered(f"state of {title}", lambda page: _article_state(page, title))


def _article_state(document: Document, title: str | None) -> ArticleState:
    key = folded(title or "")
    if len(key) < _SHORTEST_TITLE or title is None:
        return ArticleState()
    budget = _Budget()
    for state in document.states:
        for text in _forms_of(state, title, budget):
            for article in _objects_titled(text, title, key, budget):
                found = _values_of(article)
                if found.published or found.authors:
                    return found
    return ArticleState()


def _forms_of(state: str, title: str, budget: _Budget) -> Iterator[str]:
    """Yield *state* as JSON, if it mentions *title*; as JavaScript, it is converted first."""
    if not any(form in state for form in _spellings(title)):
        return
    if '\\"' in state and f'\\"{title}\\"' in state:  # JSON in a string, as Next's stream has it
        yield state.replace('\\"', '"').replace("\\\\", "\\")
        return
    yield state
    if '":' not in state and _CONVERSION * len(state) <= budget.left:
        budget.left -= _CONVERSION * len(state)
        start = max(state.find("{"), 0)
        yield relaxed(_NO_VALUE.sub("null", _DATE_OBJECT.sub(r"\1", state[start:])))


def _spellings(title: str) -> tuple[str, ...]:
    return (title, json.dumps(title)[1:-1], json.dumps(title, ensure_ascii=False)[1:-1])


def _objects_titled(text: str, title: str, key: str, budget: _Budget) -> Iterator[dict[str, Any]]:
    """Yield the objects in *text* whose title is *title*, and the few objects around them, innermost first."""
    for spelling in dict.fromkeys(_spellings(title)):
        place = -1
        for _ in range(_MOST_PLACES):
            place = text.find(f'"{spelling}"', place + 1)
            if place < 0:
                break
            if not _is_after_title_key(text, place):
                continue
            is_titled = False
            for value in islice(_objects_around(text, place, budget), _MOST_OBJECTS):
                if is_titled and not _describes(value, key, budget):
                    break
                if is_titled:
                    yield {name: item for name, item in value.items() if name.lower() != "date"}  # of the visit
                elif is_titled := _is_titled(value, key):
                    yield value


def is_title_in_state(document: Document, text: str) -> bool:
    """Return whether an object in the application's state has the title *text*."""
    for state in document.states:
        for spelling in dict.fromkeys(_spellings(text)):
            place = state.find(f'"{spelling}"')
            if place >= 0 and _is_after_title_key(state, place):
                return True
    return False


def _is_after_title_key(text: str, place: int) -> bool:
    """Return whether the string at *place* is the value of a key for titles: a cheap test before decoding."""
    key = _KEY_BEFORE.search(text, max(0, place - _LONGEST_KEY), place)
    return key is not None and _NOT_LETTERS.sub("", key[1].lower()) in _TITLES


def _objects_around(text: str, place: int, budget: _Budget) -> Iterator[dict[str, Any]]:
    """Yield the objects in *text* that hold the character at *place*, innermost first."""
    # An error of the decoder counts the lines of all text before it.
    text, place = text[max(0, place - _FARTHEST) :], min(place, _FARTHEST)
    start = place
    for _ in range(_MOST_STARTS):
        start = text.rfind("{", 0, start)
        if start < 0 or budget.left < 0:
            return
        try:
            value, end = _DECODER.raw_decode(text, start)
        except json.JSONDecodeError as error:
            budget.left -= max(error.pos - start, 0)
            continue
        except (RecursionError, ValueError):  # nested too deeply, or a number with thousands of digits
            return
        budget.left -= end - start
        if end > place and isinstance(value, dict):
            yield value


def _is_titled(value: dict[str, Any], key: str) -> bool:
    by_key = _normalized(value)
    return any(isinstance(text := by_key.get(name), str) and folded(text) == key for name in _TITLES)


def _describes(value: dict[str, Any], key: str, budget: _Budget) -> bool:
    """Return whether *value* describes the titled object that it holds: it has no other title, and holds no list of it.

    Another article has the page's article in its list of related ones, or as the next one.
    """
    by_key = _normalized(value)
    titles = (by_key.get(name) for name in _TITLES)
    has_other = any(
        isinstance(text, str) and len(text) >= _SHORTEST_TITLE and " " in text and folded(text) != key
        for text in titles
    )
    return not has_other and _holds_titled(value, key, budget, 0)


def _holds_titled(value: Any, key: str, budget: _Budget, depth: int) -> bool:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, dict) or depth > _DEEPEST or budget.left < 0:
        return False
    budget.left -= _LOOKED_AT * len(value)
    return _is_titled(value, key) or any(_holds_titled(item, key, budget, depth + 1) for item in value.values())


def _normalized(value: dict[str, Any]) -> dict[str, Any]:
    """Return *value* with keys in lower-case letters only: "published_at" and "publishedAt" are one key."""
    return {_NOT_LETTERS.sub("", str(key).lower()): item for key, item in value.items()}


def _values_of(article: dict[str, Any]) -> ArticleState:
    by_key = _normalized(article)
    for wrapper in _WRAPPERS:
        if isinstance(inner := by_key.get(wrapper), dict):
            by_key = {**_normalized(inner), **by_key}
    sections = _first(by_key, _SECTIONS)
    return ArticleState(
        published=next((text for key in _DATES if (text := _date_text(by_key.get(key)))), None),
        authors=_first(by_key, _AUTHORS),
        section=sections[0] if sections else None,
        tags=_first(by_key, _TAGS),
    )


def _first(by_key: dict[str, Any], keys: tuple[str, ...]) -> list[str]:
    """Return the names under the first of *keys* that has any."""
    return next((names for key in keys if key in by_key and (names := list(_names(by_key[key])))), [])


def _date_text(value: Any) -> str | None:
    if isinstance(value, dict):  # {"$date": …}, {"date": "…"}
        value = next(iter(value.values()), None) if len(value) == 1 else _normalized(value).get("date")
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    if isinstance(value, (int, float)):
        return str(int(value)) if math.isfinite(value) else None
    return value if len(value) <= _LONGEST_DATE else None


def _names(value: Any, depth: int = 0) -> Iterator[str]:
    """Yield the names in *value*: a text, an object with a name, or a list of them."""
    if isinstance(value, str):
        if value.strip() and not _REFERENCE.fullmatch(value.strip()):
            yield value.strip()
    elif depth > _DEEPEST:
        return
    elif isinstance(value, list):
        for item in value[:_MOST_ITEMS]:
            yield from _names(item, depth + 1)
    elif isinstance(value, dict):
        by_key = _normalized(value)
        halves = [by_key.get("firstname"), by_key.get("lastname")]
        name = next((text for key in _NAMES if isinstance(text := by_key.get(key), str) and text.strip()), None)
        if name is None and all(isinstance(half, str) and half.strip() for half in halves):
            name = " ".join(str(half).strip() for half in halves)
        role = by_key.get("role")
        if isinstance(role, str) and _OTHER_ROLE.search(role):
            return
        if name is not None:
            yield name.strip()
        else:
            for wrapper in _WRAPPERS:
                if wrapper in by_key:
                    yield from _names(by_key[wrapper], depth + 1)
