"""Parse author fields and short displayed credits of any language into names; skip text that is not a name."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from zoneinfo import available_timezones

from newsarchive.parsers.bylines.cjk import is_cjk, is_cjk_outlet, may_be_cjk_name
from newsarchive.parsers.bylines.countries import is_country
from newsarchive.parsers.bylines.foreign import is_newspaper
from newsarchive.parsers.bylines.foreign_names import is_foreign_person, is_known_person, name_and_rest, without_degrees
from newsarchive.parsers.bylines.lexicon import (
    ACRONYMS,
    BEFORE_AFFILIATIONS,
    INTERFACE_WORDS,
    JOBS,
    ORGANIZATION_WORDS,
    PARTICLES,
    PLACES,
    TOWNS,
)
from newsarchive.parsers.bylines.lexicon import AGENCIES as KNOWN_AGENCIES
from newsarchive.parsers.bylines.normalize import NOTE_MARKS
from newsarchive.parsers.bylines.outlets import is_outlet
from newsarchive.parsers.lengths import LONGEST_NAME, WORDS_OF_NAME
from newsarchive.parsers.lexicons.metadata import AGENCIES, AND, BY, DESKS, NOT_NAMES, OCCUPATIONS
from newsarchive.parsers.text import clean, plain, without_marks

# Patterns are applied to text with single spaces (`clean`) of at most _LONGEST_FIELD characters; none backtracks.
_SPLIT = re.compile(rf"[,;/•·]|\s(?:&|{AND})\s", re.I)
_JOINER_AT_EDGE = re.compile(rf"^(?:&|{AND})\s|\s(?:&|{AND})$")
_SEPARATOR = re.compile("[,;|]")
_ARABIC = re.compile("[\u0621-\u064a]")
_ARABIC_AND = re.compile(r"(\S+\s\S+)\sو\s?(?!(?:ليد|ائل|سيم|فاء|داد|جدي|حيد|دي|هبي|هيب)\b)(?=\S{3,}\s\S)")
# Names in Georgian have no capital letters, though Unicode counts these letters as lower-case.
_GEORGIAN = re.compile("[\u10d0-\u10ff]")
_GEORGIAN_NAME = re.compile("[\u10d0-\u10ff-]{2,20}(?: [\u10d0-\u10ff-]{2,20}){1,2}")
_DASHES = re.compile(r"\s[-–—]\s")
_BRACKET = re.compile(r"[(\[][^)\]]*(?:[)\]]|$)")
_EDGES = " :-–—|\"'“”„_*›»,"
_SUFFIX = re.compile(r"\b(?:[A-Z]|Jr|Sr|Dr|Mr|St|MD|PhD)\.$")
_DEGREE = re.compile(
    r"(?:Ph\.?\s?D|M\.?\s?D|M\.?\s?A|B\.?\s?A|B\.?\s?Sc|M\.?\s?Sc|M\.?\s?S|M\.?\s?Ed|MBA|RDN?|LDN?|LCSW|J\.?\s?D|CPA|CFP|R\.?N|Esq|DVM|DDS|MPH|FACLM)\.?",
    re.I,
)
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}")
_SITE = re.compile(rf"{_DOMAIN.pattern}(?: (?:GmbH|AG|SE|Ltd|Inc|LLC|S\.?A)\.?)?")
_LIST = re.compile(r"""\s*\[['"].*['"]\]\s*$""")
_POSSESSIVE = re.compile(r"['’]s$")
# "Anh ReedAFP": name and agency, which the page displays as two texts.
_GLUED = re.compile(r"\s[^\W\d_]+?(?<=[^\W\d_A-ZĐ])([A-ZĐ]{3,6})$")
_DIGIT = re.compile(r"\d")
# "BR24 Redaktion": the name of the channel contains a number.
_NUMBERED_DESK = re.compile(rf"[^\W\d]+\d{{1,2}}[ -](?:{DESKS.pattern})", re.I)
# First words of phrases such as "From our correspondent" and "In pictures"; "An" and "Van" also begin names.
_NO_FIRST_WORDS = frozenset({"From", "With", "In", "On", "At", "Aus", "Mit", "Avec", "Desde", "Con"})
_FREELANCE = re.compile(r"special (?:for|to)\s", re.I)
_SMALL_WORDS = frozenset({"of", "the", "and", "for", "in", "to", "und", "für", "et", "y"})
# characters; fifty names of twenty. A longer text is not a list of names, and only its beginning is parsed
_LONGEST_FIELD = 1_000


def names_in(text: str) -> list[str]:
    """Split an author field, or a displayed "By A and B", into names; only its first 1,000 characters are parsed."""
    return list(_names_in(_shortened(text)))


@lru_cache(maxsize=256)  # a page repeats its author's name in several fields
def _names_in(text: str) -> tuple[str, ...]:
    text = _without_addresses(plain(NOTE_MARKS.sub("", text)))
    if _LIST.match(text):
        text = text.strip().strip("[]")  # a list as a program prints it: "['Ann Reed', 'Tom Esk']"
    text = clean(_BRACKET.sub(lambda bracket: bracket[0] if _is_part_of_name(text, bracket) else " ", text))
    # "Name | Outlet": the employer follows the bar; some fields list several names so.
    first, _, behind = BY.sub("", text).partition("|")
    text = without_degrees(f"{first},{behind}" if behind and is_known_person(behind.strip()) else first)
    names: list[str] = []
    pieces = _SPLIT.split(text) if _ARABIC.search(text) is None else _split_arabic(text)
    # "river.example, Frankfurt, Germany", "river.example GmbH": a site, and its location.
    if _SITE.fullmatch(pieces[0].strip()):
        return ()
    # "Mac & i": no person's name is a letter.
    if "&" in text and any(len(piece.strip()) == 1 and piece.strip().isascii() for piece in pieces):
        return ()
    for piece in pieces:
        name = _bare(piece)
        # "Ann Reed, Chief Technology Officer": the job title may follow the name.
        # "Léa Morel, à Montreval": a location may follow too.
        if is_name(name) and not (
            names and (is_job(name) or name.partition(" ")[0] in BEFORE_AFFILIATIONS or _is_beside(name, names[-1]))
        ):
            names.append(name)
    return tuple(dict.fromkeys(names))


def _is_beside(name: str, before: str) -> bool:
    """Return whether *name* is a place or an employer after the full name *before*: "Zürich", "Peru", "CNN".

    "Special to Wend Today" after a name says that a freelance author wrote the text for that newspaper.

    An agency is none: it may have written the text with a newspaper ("Uferland Post, AFP").
    """
    if " " not in before or is_agency(name):
        return False
    return is_place_or_newspaper(name) or (name.isupper() and is_outlet(name)) or _FREELANCE.match(name) is not None


def is_place_or_newspaper(name: str) -> bool:
    """Return whether *name* is a town, a country, a newspaper or a word for an organization: "Peru", "Elbzeitung"."""
    return is_newspaper(name) or is_town(name) or name.casefold() in ORGANIZATION_WORDS or is_country(name)


def is_town(text: str) -> bool:
    """Return whether *text* is the name of a town: one that names a time zone, or one of the lexicons."""
    key = text.casefold()
    return key in PLACES or key in TOWNS or without_marks(key).replace(" ", "_") in _cities()


@cache
def _cities() -> frozenset[str]:
    """Return the cities that name time zones, folded: "zurich", "buenos_aires"."""
    return frozenset(zone.rpartition("/")[2].casefold() for zone in available_timezones() if "/" in zone)


def _split_arabic(text: str) -> list[str]:
    """Split *text* also where "و" ("and") is written together with a name, and leave out the town before a dash.

    "القاهرة - سلمى الحداد ومروان قنديل". A name that begins with the letter ("وليد") continues a name of one word.
    """
    pieces = [part for piece in _SPLIT.split(text) for part in _ARABIC_AND.sub(r"\1,", piece).split(",")]
    parts = [_DASHES.split(piece) for piece in pieces]
    return [part for split in parts for part in split if len(split) == 1 or " " in part.strip()]


def _is_part_of_name(text: str, bracket: re.Match[str]) -> bool:
    """Return whether *bracket* holds one capitalized word between the words of a name: "Paramita (Guha) Ghosh"."""
    inside, before, behind = bracket[0][1:-1], text[: bracket.start()], text[bracket.end() :]
    return (
        inside.isalpha()
        and inside.istitle()
        and before[-2:-1].isalpha()
        and behind[:1] == " "
        and behind[1:2].isupper()
        and not is_agency(inside)
    )


def _shortened(text: str) -> str:
    """Return *text*, or, if it is too long, the complete names in its first characters."""
    if len(text) <= _LONGEST_FIELD:
        return text
    return _SEPARATOR.split(text[:_LONGEST_FIELD][::-1], maxsplit=1)[-1][::-1]


def _without_addresses(text: str) -> str:
    """Return *text* without URLs and e-mail addresses; a name in brackets after an address is kept."""
    address, _, name = text.partition(" ")
    # RSS 2.0 prescribes this form of an author: "ann.reed@river.example (Ann Reed)".
    if _is_address(address) and name.startswith("(") and name.endswith(")"):
        return name[1:-1]
    return " ".join(word for word in text.split(" ") if not _is_address(word))


def _is_address(word: str) -> bool:
    if word.startswith("www.") or "http://" in word or "https://" in word:
        return True
    _, at, domain = word.partition("@")
    return bool(at) and "." in domain


def without_label(text: str) -> str:
    """Return *text* without "By", "Posted by", "Geschrieben von" before it and without punctuation around it."""
    return BY.sub("", text).strip(_EDGES)


def _bare(piece: str) -> str:
    """Return the name in *piece* without "and" before it, and without a job title, location or employer next to it."""
    name = _JOINER_AT_EDGE.sub("", clean(BY.sub("", piece))).strip(_EDGES)
    if (glued := _GLUED.search(name)) and (glued[1] in ACRONYMS or is_agency(glued[1])):
        name = name[: glued.start(1)]
    if len(name.split()) > 2 and not name.isupper():
        alone, beside = name_and_rest(name)
        # "Marlow Ferry Times" is one name: an employer of one common word does not follow a person's without a comma.
        # The name of an agency does: "Xuen Plumrose Reuters".
        is_common = beside.casefold() in ORGANIZATION_WORDS - KNOWN_AGENCIES
        is_split = is_common and not is_known_person(alone)
        # "Associated Press in Pennerford" names the agency and the place of its office.
        is_whole = is_foreign_person(alone, sure=False) or (beside.startswith("in ") and is_agency(alone))
        if is_whole and not is_split and (not beside or _is_affiliation(beside)):
            name = alone
    words = name.split()
    if len(words) > 2 and not name.isupper() and _DEGREE.fullmatch(words[-1]) and words[-1].isupper():
        name = " ".join(words[:-1]).rstrip(",")
    return name if _SUFFIX.search(name) else name.rstrip(".")


def _is_affiliation(text: str) -> bool:
    """Return whether *text*, after a name, is the person's location or employer."""
    words = text.casefold().split()
    return words[0] in BEFORE_AFFILIATIONS or words[0] == "the" or not JOBS.isdisjoint(words) or is_outlet(text)


def is_job(text: str) -> bool:
    """Return whether *text* ends with a job-title word ("Chief Technology Officer")."""
    last = text.casefold().split()[-1]
    return last in JOBS or is_occupation(text)


def is_name(text: str) -> bool:
    """Return whether *text* can be the name of a person or an agency: short, capitalized, no digits, not a phrase."""
    if not 1 < len(text) <= LONGEST_NAME or len(text.split()) > WORDS_OF_NAME:
        return False
    if _DIGIT.search(text) and not _NUMBERED_DESK.fullmatch(text):
        return False
    if ":" in text or "：" in text or _POSSESSIVE.search(text):
        return False
    if is_cjk(text):
        return may_be_cjk_name(text) and not is_cjk_outlet(text)
    if _GEORGIAN.search(text):
        return _GEORGIAN_NAME.fullmatch(text) is not None
    if not INTERFACE_WORDS.isdisjoint(text.casefold().split()) or _is_clause(text):
        return False
    if (
        text.partition(" ")[0] in _NO_FIRST_WORDS
        or NOT_NAMES.search(text.lower())
        or _DEGREE.fullmatch(text)
        or _DOMAIN.fullmatch(text)
        or BY.fullmatch(f"{text} ")
    ):
        return False
    return text[0].isalpha() and (not text.islower() or is_agency(text)) and not _is_phrase_of_two(text)


def _is_phrase_of_two(text: str) -> bool:
    """Return whether the second of two words is in lower case, as on buttons: "Ascolta l’articolo", "Onze redactie"."""
    first, _, second = text.partition(" ")
    if " " in second or not second[:1].islower() or first.casefold() in PARTICLES:
        return False
    return not any(char.isupper() for char in second)  # "Jean d'Ormesson"


def _is_clause(text: str) -> bool:
    """Return whether *text* contains lower-case words that do not occur in names: "Story continues below"."""
    words = text.split()
    return len(words) > 2 and any(word[0].islower() and word not in PARTICLES | _SMALL_WORDS for word in words)


def is_agency(text: str) -> bool:
    """Return whether *text* is a news agency's name or abbreviation."""
    return bool(AGENCIES.fullmatch(text)) or (text.isupper() and text.casefold() in KNOWN_AGENCIES)


def is_desk(text: str) -> bool:
    """Return whether *text* is a desk ("Staff", "Ban biên tập") or an account, not a person."""
    return bool(DESKS.search(text))


def is_occupation(text: str) -> bool:
    """Return whether *text* is a job title ("Senior Reporter")."""
    return bool(OCCUPATIONS.search(text.lower()))
