"""Candidate: one value that a page gives for a field, and its source. Resolution: the choice among the candidates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Generic, TypeVar

from newsarchive.parsers.html.tree import Node

T = TypeVar("T")


class Source(Enum):
    """The kind of source that a candidate was found in; the value is what ``--explain`` prints.

    *trust* is the trust in the source before candidates are compared. People look at displayed text every day; errors
    in metadata go unnoticed. Used only to rank candidates: no rule depends on one of these numbers.
    """

    trust: float

    PUBLISHER_SELECTOR = "publisher selector", 0.95
    PUBLISHER_FILE = "publisher file", 0.95
    BYLINE = "byline in the text", 0.95
    LINK = "link", 0.95
    JSON_LD = "json-ld", 0.9
    MICRODATA = "microdata", 0.8
    META = "meta", 0.7
    STATE = "application state", 0.7
    ATTRIBUTE = "html", 0.7
    HEADING = "heading", 0.6
    HEADLINE = "beside the headline", 0.6
    BREADCRUMB = "breadcrumb", 0.6
    TIME = "time element", 0.5
    LABEL = "behind a label", 0.48
    ALONE = "alone in its line", 0.38
    CLASS = "class", 0.4
    TEXT = "text", 0.3
    TITLE = "title", 0.3
    URL = "url", 0.3
    PAGE = "page", 0.0
    REQUEST = "request", 0.0

    def __new__(cls, value: str, trust: float) -> Source:
        """Return the source with *value* as its value and *trust* as an attribute."""
        source = object.__new__(cls)
        source._value_ = value
        source.trust = trust
        return source


@dataclass(frozen=True, kw_only=True)
class Candidate(Generic[T]):
    """One *value* that a page gives for a field, found in *source*.

    *name* identifies the place within the source: a JSON-LD key, a meta's name, a class, a selector. *raw* is the text
    that the value was parsed from, if different; *element* displays it. *distance* counts the texts between it and the
    headline, ``None`` if it is not near the headline. *is_update*: the page labels it as the time of a change.
    *is_own*: it describes this article rather than another one on the page. *adjustment* is added to the trust of its
    source.
    """

    value: T
    source: Source
    name: str = ""
    raw: str | None = None
    element: Node | None = field(default=None, repr=False, compare=False)
    distance: int | None = None
    is_update: bool = False
    is_own: bool = True
    adjustment: float = 0.0

    def __init__(
        self,
        *,
        value: T,
        source: Source,
        name: str = "",
        raw: str | None = None,
        element: Node | None = None,
        distance: int | None = None,
        is_update: bool = False,
        is_own: bool = True,
        adjustment: float = 0.0,
    ) -> None:
        # Faster than the generated method of a frozen dataclass, which takes twice the time; a page has up to 100
        # candidates.
        attributes = self.__dict__
        attributes["value"] = value
        attributes["source"] = source
        attributes["name"] = name
        attributes["raw"] = raw
        attributes["element"] = element
        attributes["distance"] = distance
        attributes["is_update"] = is_update
        attributes["is_own"] = is_own
        attributes["adjustment"] = adjustment

    @property
    def origin(self) -> str:
        """Description of the source for people: "json-ld headline", "meta og:title", "beside the headline"."""
        return f"{self.source.value} {self.name}" if self.name else self.source.value

    @property
    def trust(self) -> float:
        """The trust in the candidate before it is compared with others: its source's plus *adjustment*."""
        return self.source.trust + self.adjustment


@dataclass(frozen=True)
class Resolution(Generic[T]):
    """One field: the *chosen* candidate (``None``: the page gives no value) and all candidates that were considered."""

    chosen: Candidate[T] | None
    candidates: list[Candidate[T]]

    @property
    def value(self) -> T | None:
        """The chosen value, or ``None``."""
        return self.chosen.value if self.chosen else None


def most_trusted(candidates: Iterable[Candidate[T]]) -> Candidate[T] | None:
    """Return the candidate with the highest trust; of candidates with equal trust, the first."""
    return max(candidates, key=lambda candidate: candidate.trust, default=None)
