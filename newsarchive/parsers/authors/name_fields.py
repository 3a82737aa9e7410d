"""Author fields and short displayed credits of any language -> names; what is no name is left out."""

from __future__ import annotations

import re

from newsarchive.parsers.bylines.cjk import is_cjk, parse_cjk
from newsarchive.parsers.bylines.foreign import is_foreign_person, name_and_rest
from newsarchive.parsers.bylines.lexicon import BEFORE_AFFILIATIONS, INTERFACE_WORDS, JOBS, PARTICLES
from newsarchive.parsers.bylines.outlets import is_outlet
from newsarchive.parsers.lexicons.metadata import AGENCIES, AND, BY, DESKS, NOT_NAMES, OCCUPATIONS
from newsarchive.parsers.text import clean, plain

# Patterns see text of single spaces (`clean`) and at most _LONGEST_FIELD characters, and none of them backtracks.
_SPLIT = re.compile(rf"[,;/•·]|\s(?:&|{AND})\s", re.I)
_JOINER_AT_EDGE = re.compile(rf"^(?:&|{AND})\s|\s(?:&|{AND})$")
_SEPARATOR = re.compile("[,;|]")
_BRACKET = re.compile(r"[(\[][^)\]]*(?:[)\]]|$)")
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
_SMALL_WORDS = frozenset({"of", "the", "and", "for", "in", "to", "und", "für", "et", "y"})
# Fifty names of twenty characters; what is longer is a text, and only its beginning is read.
_LONGEST_FIELD = 1_000


def names_in(text: str) -> list[str]:
    """Split an author field, or a displayed "By A and B", into names; only its first 1,000 characters are read."""
    text = _without_addresses(plain(_shortened(text)))
    text = clean(_BRACKET.sub(" ", text))
    # "Name | Outlet": what follows the bar is where the person works.
    text = BY.sub("", text).partition("|")[0]
    names: list[str] = []
    pieces = _SPLIT.split(text)
    if _DOMAIN.fullmatch(pieces[0].strip()):  # "river.example, Frankfurt, Germany": the site and where it is
        return []
    for piece in pieces:
        name = _bare(piece)
        # "Ann Reed, Chief Technology Officer": what follows a name may be its bearer's job.
        if is_name(name) and not (names and is_job(name)):
            names.append(name)
    return list(dict.fromkeys(names))


def _shortened(text: str) -> str:
    """Return *text*, or the whole names in its first characters."""
    if len(text) <= _LONGEST_FIELD:
        return text
    return _SEPARATOR.split(text[:_LONGEST_FIELD][::-1], maxsplit=1)[-1][::-1]


def _without_addresses(text: str) -> str:
    """Return *text* without the words that are URLs or e-mail addresses; the name in brackets behind one stays."""
    address, _, name = text.partition(" ")
    # RSS 2.0 asks for an author in this form: "ann.reed@river.example (Ann Reed)".
    if _is_address(address) and name.startswith("(") and name.endswith(")"):
        return name[1:-1]
    return " ".join(word for word in text.split(" ") if not _is_address(word))


def _is_address(word: str) -> bool:
    if word.startswith("www.") or "http://" in word or "https://" in word:
        return True
    _, at, domain = word.partition("@")
    return bool(at) and "." in domain


def without_label(text: str) -> str:
    """Return *text* without "By", "Posted by", "Geschrieben von" before it and without characters around it."""
    return BY.sub("", text).strip(_EDGES)


def _bare(piece: str) -> str:
    """Return the name in *piece* without "and" before it, and without a job, a place or an employer beside it."""
    name = _JOINER_AT_EDGE.sub("", clean(BY.sub("", piece))).strip(_EDGES)
    if len(name.split()) > 2 and not name.isupper():
        alone, beside = name_and_rest(name)
        if is_foreign_person(alone, sure=False) and (not beside or _is_affiliation(beside)):
            name = alone
    return name if _SUFFIX.search(name) else name.rstrip(".")


def _is_affiliation(text: str) -> bool:
    """Whether *text*, behind a name, says where or for whom the person works."""
    words = text.casefold().split()
    return words[0] in BEFORE_AFFILIATIONS or words[0] == "the" or not JOBS.isdisjoint(words) or is_outlet(text)


def is_job(text: str) -> bool:
    """Whether *text* ends in the word of a job ("Chief Technology Officer")."""
    last = text.casefold().split()[-1]
    return last in JOBS or is_occupation(text)


def is_name(text: str) -> bool:
    """Whether *text* could be a person's name (or an agency's): short, capitalized, no digits, no phrase."""
    if not 1 < len(text) <= _LONGEST or len(text.split()) > _MOST_WORDS:
        return False
    if _DIGIT.search(text) and not _NUMBERED_DESK.fullmatch(text):
        return False
    if ":" in text:
        return False
    if is_cjk(text):
        return bool(parse_cjk(text, hinted=True))
    if not INTERFACE_WORDS.isdisjoint(text.casefold().split()) or _is_clause(text):
        return False
    if NOT_NAMES.search(text) or _DEGREE.fullmatch(text) or _DOMAIN.fullmatch(text) or BY.fullmatch(f"{text} "):
        return False
    return text[0].isalpha() and (not text.islower() or is_agency(text))


def _is_clause(text: str) -> bool:
    """Whether *text* holds lower-case words that no name does: "Story continues below"."""
    words = text.split()
    return len(words) > 2 and any(word[0].islower() and word not in PARTICLES | _SMALL_WORDS for word in words)


def is_agency(text: str) -> bool:
    """Whether *text* is a news agency's name or abbreviation."""
    return bool(AGENCIES.fullmatch(text))


def is_desk(text: str) -> bool:
    """Whether *text* is a desk ("Staff", "Ban biên tập") or an account, not a person."""
    return bool(DESKS.search(text))


def is_occupation(text: str) -> bool:
    """Whether *text* says what a person does ("Senior Reporter")."""
    return bool(OCCUPATIONS.search(text))
