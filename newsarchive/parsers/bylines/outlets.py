"""Recognize newspapers, agencies and sites, and split lists of them."""

from __future__ import annotations

import re
from functools import lru_cache

from newsarchive.parsers.bylines.lexicon import (
    ACRONYMS,
    FOREIGN_GIVEN_NAMES,
    INSTITUTIONS,
    NAME_SYLLABLES,
    ORGANIZATION_WORDS,
    OUTLET_PREFIXES,
    OUTLETS,
    OUTLETS_PLAIN,
    SENTENCE_WORDS,
    SPEAKERS,
)
from newsarchive.parsers.bylines.person_names import SYLLABLE, UPPER, is_foreign_phrase, is_syllable

_DOMAIN = re.compile(
    r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.(?:vn|com|net|org|info|edu|gov|tv|us|uk|de|fr|ru|cn|jp|eu|asia|au|io|co)", re.I
)
_URL = re.compile(r"https?://(?:www\.)?([^/\s:?#]+)\S*", re.IGNORECASE)
_CHANNEL = re.compile(
    r"(?:VOV|VTV|HTV|VTC|TTXVN|ANTV|THVL)(?:\d{1,2}|\.VN)?(?:[-\s](?!tại\b|ở\b|từ\b|đưa\b|và\b)[^/,;|&+]{1,25})?",
    re.IGNORECASE,
)
# The name of a site without diacritics and domain: "thethaohcm"; a word of six letters may be "camera".
_SITE_NAME = re.compile(rf"(?=[a-z]{{7,}}$)(?:{SYLLABLE}){{2,4}}(?:hcm|vn|tv)?")
_PAGE_OF_SUBJECT = re.compile(r"(?:facebook|fb|zalo)\s+của\s+nhân\s+vật", re.IGNORECASE)
_ACRONYM = re.compile(rf"[{UPPER}]{{2,8}}(?:[&+-][{UPPER}]{{1,5}})?\+?")
_ISSUE = re.compile(r"(?:số\s+)?\d{1,4}(?:[/.-]\d{1,4}){0,2}")
_DATED = re.compile(r"[\s,-]+(?:số\s+)?\d{1,4}[/.-]\d{1,4}(?:[/.-]\d{1,4})?(?=$|[,;])")
_QUOTED = re.compile(r"[“\"«]([^“”\"«»]{2,60})[”\"»]")
_SIGN = re.compile(r"\s*[-–/,;&+]\s*|\s+và\s+")
_BUREAU = re.compile(r"\s+(?:tại|ở|từ)\s", re.IGNORECASE)
_CUT = re.compile(r"\s*[,;/|•–—]\s*|\s+-\s*|-\s+|(\s+và\s+|\s+&\s+|\s+and\s+|\s+via\s+|\s*\+\s+)", re.IGNORECASE)


@lru_cache(maxsize=1024)
def is_outlet(text: str) -> bool:
    """Return whether *text* is an outlet without doubt.

    True for a listed outlet, a known acronym, a domain, ``Báo`` and a name, and a channel.
    """
    folded = text.casefold().strip(" .“”\"'")
    if folded in OUTLETS or folded in OUTLETS_PLAIN or text in ACRONYMS or text.replace(" ", "") in ACRONYMS:
        return True
    if "." in text and _DOMAIN.fullmatch(text):
        return True
    if folded.startswith("bao ") and folded[4:] in OUTLETS_PLAIN:
        return True
    if folded.startswith(("vov", "vtv", "htv", "vtc", "ttxvn", "antv", "thvl")) and _CHANNEL.fullmatch(text):
        return not are_agencies(*text.split("-", 1))
    return _has_outlet_prefix(text)


def are_agencies(*names: str) -> bool:
    """Return whether *names*, displayed with a tight hyphen between them, are two agencies: ``TTXVN-SGGP``."""
    return len(names) == 2 and all(name in ACRONYMS for name in names)


def _has_outlet_prefix(text: str) -> bool:
    count = OUTLET_PREFIXES.words_opening(text)
    remainder = text.split()[count:]
    if not count or not remainder or len(remainder) > 7 or ":" in text:
        return False
    if count == 1 and text.split(" ", 1)[0].casefold() in NAME_SYLLABLES and _are_people(remainder):
        return False  # "Trang Anh" is a person
    return (
        remainder[0][0].isupper()
        and SENTENCE_WORDS.isdisjoint(remainder)
        and not any(word.endswith(",") for word in remainder)
    )


def _are_people(words: list[str]) -> bool:
    """Return whether *words* after "Trang" or "Đài" continue as a name, or a list of names."""
    first, *others = _SIGN.split(" ".join(words), maxsplit=1)
    names = first.split()
    if others and others[0][:1].isupper() and len(names) <= 3:
        return all(map(is_syllable, names))
    return (
        len(words) <= 2 and all(not word[0].islower() and is_syllable(word) for word in names) and not is_outlet(first)
    )


def without_outlet(name: str) -> tuple[str, str]:
    """Separate *name* from the agency displayed after it without a separator: ``Lê Trà TTXVN``."""
    before, _, outlet = name.rpartition(" ")
    if len(outlet) < 3 or outlet.istitle() or " " not in before or is_syllable(outlet) or not is_outlet(outlet):
        return name, ""
    return before, outlet


def may_be_outlet(text: str) -> bool:
    """Return whether *text* next to a Vietnamese name is an outlet, not a person.

    Examples: ``SunSport``, ``ABC Times``.
    """
    words = text.casefold().split()
    if len(words) > 6 or not text[:1].isupper():
        return False
    if not ORGANIZATION_WORDS.isdisjoint(words):
        return True
    if max(map(len, re.split(r"[\s.]", text))) < 3 and "." in text:  # initials
        return False
    return is_foreign_phrase(text) and "_" not in text and words[0] not in FOREIGN_GIVEN_NAMES


def may_be_acronym(text: str) -> bool:
    """Return whether *text* has the form of an acronym, known or not."""
    return _ACRONYM.fullmatch(text) is not None


def is_site_name(text: str) -> bool:
    """Return whether *text* is one lower-case word of Vietnamese syllables without diacritics: ``thethaohcm``."""
    return _SITE_NAME.fullmatch(text) is not None


def is_institution(text: str) -> bool:
    """Return whether *text* begins like the name of an office, school or company: ``Bệnh viện …``, ``UBND …``."""
    return INSTITUTIONS.words_opening(text) > 0


def outlets_in(text: str) -> list[str]:
    """Return the known outlets among the words of *text*: ``PV TTXVN tại Pháp`` -> ``TTXVN``."""
    return [
        word
        for word in re.split(r"[\s,;]+", text)
        if len(word) > 2 and is_outlet(word) and (word.isupper() or "." in word)
    ]


def source_names(text: str) -> list[str] | None:
    """Split *text* into outlets; return ``None`` if a piece is not an outlet (a clause, a sentence)."""
    text = text.strip(" :,.-–—/|")
    quoted = _QUOTED.match(text)
    if quoted:
        text = quoted[1]
    url = _URL.search(text)
    if url:
        named = text[: url.start()].strip(" :(-")
        return [named or url[1]]
    text = _DATED.sub("", text)
    found = []
    for piece in cut_sources(text):
        piece = piece.strip(' :.“”"«»()-')
        if not piece or _ISSUE.fullmatch(piece):
            continue
        bureau = _BUREAU.search(piece)
        if bureau and is_outlet(piece[: bureau.start()]):
            piece = piece[: bureau.start()]
        if not is_source(piece):
            return None
        agencies = piece.split("-")
        found += agencies if are_agencies(*agencies) and not is_outlet(piece) else [piece]
    return found


def cut_sources(text: str) -> list[str]:
    """Split a list of outlets at commas, slashes and dashes; at "và" and "&" unless they are part of a name."""
    pieces: list[str] = []
    start = 0
    for match in _CUT.finditer(text):
        if match[1] is not None and _belongs_inside(text[start : match.start()], match[1], text[match.end() :]):
            continue
        pieces.append(text[start : match.start()])
        start = match.end()
    return [*pieces, text[start:]]


def _belongs_inside(before: str, joiner: str, after: str) -> bool:
    if joiner.strip() in ("via", "+"):
        return False
    left, right = before.strip(), re.split(r"[,;/|(–]", after, maxsplit=1)[0].strip()
    if f"{left}{joiner}{right}".casefold() in OUTLETS:
        return True
    if is_outlet(left) and is_outlet(right):
        return False
    if joiner.strip() == "&":
        return True
    return bool(right) and is_syllable(right.split()[0]) and not is_outlet(right) and not right.isupper()


def is_source(text: str) -> bool:
    """Return whether *text*, credited as a source, can be an outlet: short, capitalized, not a clause."""
    if is_outlet(text) or is_site_name(text) or _PAGE_OF_SUBJECT.fullmatch(text):
        return True
    words = text.split()
    if len(words) > 8 or not (text[0].isupper() or text[0].isdigit()):
        return is_outlet(text)
    if any(char in '!?:;“”"' for char in text) or not SENTENCE_WORDS.isdisjoint(words):
        return False
    if SPEAKERS.words_opening(text) and not INSTITUTIONS.words_opening(text):
        return False
    lower = sum(word[0].islower() and word != "và" for word in words)
    return is_institution(text) or lower <= 2 or len(words) <= 4
