"""Author fields and short printed credits of any language -> names; what is no name is left out."""

from __future__ import annotations

import re

from newsarchive.parsers.html.document import clean, plain
from newsarchive.parsers.lexicons.metadata import AGENCIES, AND, BY, DESKS, NOT_NAMES, OCCUPATIONS

_SPLIT = re.compile(rf"\s*(?:[,;/•·]|\s(?:&|{AND})\s)\s*", re.I)
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\S+")
_BRACKET = re.compile(r"\s*[(\[][^)\]]*(?:[)\]]|$)\s*")
_EDGES = " :-–—|\"'“”„_*›»,"
_SUFFIX = re.compile(r"\b(?:[A-Z]|Jr|Sr|Dr|Mr|St|MD|PhD)\.$")
_DEGREE = re.compile(
    r"(?:Ph\.?\s?D|M\.?\s?D|M\.?\s?A|B\.?\s?A|MBA|RDN?|LDN|CPA|CFP|R\.?N|Esq|DVM|DDS|MPH|FACLM)\.?", re.I
)
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}")
_DIGIT = re.compile(r"\d")
# "BR24 Redaktion": a channel's name holds its number.
_NUMBERED_DESK = re.compile(rf"[^\W\d]+\d{{1,2}}[ -](?:{DESKS.pattern})", re.I)
_MOST_WORDS, _LONGEST = 6, 60


def names_in(text: str) -> list[str]:
    """Split an author field, or a printed "By A and B", into names."""
    text = _BRACKET.sub(" ", _ADDRESS.sub(" ", plain(text)))
    # "Name | Paper": what follows the bar is where somebody works.
    text = BY.sub("", text).partition("|")[0]
    names = (_bare(piece) for piece in _SPLIT.split(text))
    return list(dict.fromkeys(name for name in names if is_name(name)))


def without_label(text: str) -> str:
    """Return *text* without "By", "Posted by", "Geschrieben von" before it and without signs around it."""
    return BY.sub("", text).strip(_EDGES)


def _bare(piece: str) -> str:
    name = clean(BY.sub("", piece)).strip(_EDGES)
    return name if _SUFFIX.search(name) else name.rstrip(".")


def is_name(text: str) -> bool:
    """Tell whether *text* could be somebody's name (or an agency's): short, capitalised, no digits, no phrase."""
    if not 1 < len(text) <= _LONGEST or len(text.split()) > _MOST_WORDS:
        return False
    if _DIGIT.search(text) and not _NUMBERED_DESK.fullmatch(text):
        return False
    if NOT_NAMES.search(text) or _DEGREE.fullmatch(text) or _DOMAIN.fullmatch(text) or BY.fullmatch(f"{text} "):
        return False
    return text[0].isalpha() and (not text.islower() or is_agency(text))


def is_agency(text: str) -> bool:
    """Tell whether *text* is a news agency's name or sign."""
    return bool(AGENCIES.fullmatch(text))


def is_desk(text: str) -> bool:
    """Tell whether *text* is a desk ("Staff", "Ban biên tập") or an account, not a person."""
    return bool(DESKS.search(text))


def is_occupation(text: str) -> bool:
    """Tell whether *text* says what somebody does ("Senior Reporter")."""
    return bool(OCCUPATIONS.search(text))


def same_name(text: str) -> str:
    """Return the key by which two spellings of a name are the same."""
    return re.sub(r"\W+", "", text.casefold())
