"""The word lists for parsing credit lines, loaded once."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parents[1] / "lexicons"


# Letter -> the same letter without diacritics; one character each, so offsets stay valid.
WITHOUT_MARKS = {
    code: base
    for code in (*range(0xC0, 0x250), *range(0x1EA0, 0x1EFA))
    if (base := unicodedata.normalize("NFD", chr(code))[0]).isascii()
} | {ord("đ"): "d", ord("Đ"): "D"}


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text("utf-8"))


def _lines(text: str) -> frozenset[str]:
    return frozenset(line for line in text.splitlines() if line)


@lru_cache(maxsize=64)  # a piece of a line is tested for five kinds of phrases in turn
def _first_word(text: str) -> str:
    return text.partition(" ")[0].casefold().rstrip(".:,")


class Phrases:
    """Lower-case phrases of up to four words, with a test whether a text begins with one of them."""

    def __init__(self, text: str) -> None:
        self._all = _lines(text)
        self._first = frozenset(phrase.split(" ", 1)[0] for phrase in self._all)

    def may_open(self, text: str) -> bool:
        """Return whether the first word of *text* is the first word of a phrase."""
        return _first_word(text) in self._first

    def words_opening(self, text: str) -> int:
        """Return the number of words of the longest phrase at the start of *text*, or 0."""
        if _first_word(text) not in self._first:
            return 0
        words = text.casefold().split(" ", 4)
        for count in range(min(4, len(words)), 0, -1):
            if " ".join(words[:count]).rstrip(".:,") in self._all:
                return count
        return 0


def any_phrase(phrases: Iterable[str]) -> str:
    """Return a regex for the longest of *phrases*, with common prefixes merged so that the first mismatch fails."""
    tree: dict[str, Any] = {}
    for phrase in phrases:
        node = tree
        for char in phrase:
            node = node.setdefault(char, {})
        node[""] = {}
    return _branches(tree)


def _branches(node: dict[str, Any]) -> str:
    parts = [("\\s+" if char == " " else re.escape(char)) + _branches(child) for char, child in node.items() if char]
    if not parts:
        return ""
    if "" not in node and len(parts) == 1:
        return parts[0]
    return f"(?:{'|'.join(parts)}){'?' if '' in node else ''}"


_NAMES = _read("names_vi")
_OUTLETS = _read("outlets")
_VIETNAMESE = _read("byline_vi")
_FOREIGN = _read("byline_foreign")

SURNAMES = frozenset(_NAMES["surnames"].split())
FAMILY_NAMES = frozenset(_NAMES["family"].split())
FAMILY_NAMES_PLAIN = frozenset(_NAMES["family_plain"].split())
NAME_SYLLABLES = SURNAMES | frozenset(_NAMES["given"].split())
NOT_NAMES = frozenset(_NAMES["not_names"].split()).union(_FOREIGN["not_names"].split()) - NAME_SYLLABLES
NOT_NAMES_INSIDE = _lines(_NAMES["not_names_inside"])
HEADINGS = _lines(_NAMES["headings"])

OUTLETS = _lines(_OUTLETS["names"])
# Typed without diacritics: "Tien Phong".
OUTLETS_PLAIN = frozenset(name.translate(WITHOUT_MARKS) for name in OUTLETS if " " in name) - OUTLETS
NOT_ALONE = _lines(_OUTLETS["not_alone"])
ACRONYMS = frozenset(_OUTLETS["acronyms"].split())
ORGANIZATION_WORDS = frozenset(_OUTLETS["organization_words"].split())
OUTLET_PREFIXES = Phrases(_OUTLETS["prefixes"])
FOREIGN_GIVEN_NAMES = frozenset(_OUTLETS["given_names"].casefold().split())
# Also typed without diacritics: "Amelie", "Soren".
FOREIGN_GIVEN_NAMES |= frozenset(name.translate(WITHOUT_MARKS) for name in FOREIGN_GIVEN_NAMES if not name.isascii())

COLLECTIVES = _lines(_VIETNAMESE["collectives"])
DESKS = _lines(_VIETNAMESE["desks"])
TITLE_ABBREVIATIONS = frozenset(
    (_VIETNAMESE["title_abbreviations"] + _VIETNAMESE["title_abbreviations"].upper()).split()
)
TITLES = Phrases(_VIETNAMESE["titles"])
INSTITUTIONS = Phrases(_VIETNAMESE["institutions"])
JOB_TITLES = Phrases(_VIETNAMESE["job_titles"])
PLACES = _lines(_VIETNAMESE["places"])
PLACES_THAT_ARE_NAMES = _lines(_VIETNAMESE["places_that_are_names"])
ANONYMOUS = _lines(_VIETNAMESE["anonymous"])
COMPANIONS = _lines(_VIETNAMESE["companions"])
BUTTONS = _lines(_VIETNAMESE["buttons"])
SENTENCE_WORDS = frozenset(_VIETNAMESE["sentence_words"].split())
# A line in capitals that contains one of these is not a credit; other words occur in names, labels or outlet names.
SENTENCE_CAPITALS = SENTENCE_WORDS - NAME_SYLLABLES - frozenset(_VIETNAMESE["also_in_capitals"].split())
SPEAKERS = Phrases(_VIETNAMESE["speakers"])
# Label -> the roles it names, separated by spaces: roles of Credit, "moving" and "drawn" (a picture only if no writer
# is credited; an illustrator may sign in capitals like an agency) or "unrecorded".
LABELS: dict[str, str] = {label: work for work, text in _VIETNAMESE["labels"].items() for label in _lines(text)}
# Also typed without diacritics: "Bai va anh"; long labels and the rarer crew roles never are.
_RARE = ("contributor", "unrecorded", "moving", "drawn")
for _label, _work in [(label, work) for label, work in LABELS.items() if work not in _RARE and label.count(" ") < 2]:
    LABELS.setdefault(_label.translate(WITHOUT_MARKS), _work)

_OF_KINDS = {
    f"{work} {kind}": LABELS[work]
    for work in _lines(_VIETNAMESE["labels_of_kinds"]["works"])
    for kind in _lines(_VIETNAMESE["labels_of_kinds"]["kinds"])
}
LABELS.update(_OF_KINDS)
LABELS_WITHOUT_COLON = _lines(_VIETNAMESE["labels_without_colon"]["phrases"])
LABELS_WITH_OF = _lines(_VIETNAMESE["labels_without_colon"]["works"]).union(_OF_KINDS)
WORKS_AFTER_NAME: dict[str, frozenset[str]] = {
    work: _lines(text) for work, text in _VIETNAMESE["works_after_name"].items()
}

PREPOSITIONS = frozenset(_FOREIGN["prepositions"].split())
PREPOSITIONS_OF_NOUNS = PREPOSITIONS.union(_FOREIGN["prepositions_of_nouns"].split())
ARTICLES = frozenset(_FOREIGN["articles"].split())
FOREIGN_LABELS: dict[str, str] = {label: role for role, text in _FOREIGN["labels"].items() for label in _lines(text)}
REPORTS_FROM = (
    frozenset(_FOREIGN["reports_from"]["opening"].split()),
    frozenset(_FOREIGN["reports_from"]["verb"].split()),
)
BEFORE_AFFILIATIONS = frozenset(_FOREIGN["before_affiliations"].split())
JOINERS = frozenset(_FOREIGN["joiners"].split())
PARTICLES = frozenset(_FOREIGN["particles"].split())
JOB_NOUNS = frozenset(_FOREIGN["jobs"].split())
JOBS = JOB_NOUNS | frozenset(_FOREIGN["job_fields"].split())
AGENCIES = frozenset(_FOREIGN["agencies"].split())
PHOTO_AGENCIES = frozenset(_FOREIGN["photo_agencies"].strip().split("\n"))
STAMP_WORDS = frozenset(_FOREIGN["stamp_words"].translate(WITHOUT_MARKS).split())
TOWNS = _lines(_FOREIGN["towns"])
INTERFACE_WORDS = frozenset(_FOREIGN["interface_words"].split())
CLAUSE_WORDS = frozenset(_FOREIGN["clause_words"].split())
IN_HEADINGS, INSIDE_HEADINGS, BETWEEN_SAME = (
    frozenset(_FOREIGN["headings"][place].split()) for place in ("anywhere", "inside", "between_same")
)
IDIOMS = _lines(_FOREIGN["headings"]["idioms"])
FOREIGN_NOT_NAMES = INTERFACE_WORDS.union(_FOREIGN["not_names"].split(), CLAUSE_WORDS)
