"""Outlets behind "Theo", "Nguồn" and in brackets, and what else a bracket says of the name before it."""

from __future__ import annotations

import re

from newsarchive.parsers.bylines.affiliations import STATIONED, is_aside
from newsarchive.parsers.bylines.credits import AUTHOR, Reading
from newsarchive.parsers.bylines.labels import (
    LABEL_BEFORE_COLON,
    TRIM,
    WORK,
    labelled,
    lowered,
    works_done,
    works_named,
)
from newsarchive.parsers.bylines.lexicon import (
    NOBODY,
    PLACES,
    PLACES_THAT_ARE_NAMES,
    POSTS,
    TITLE_ABBREVIATIONS,
    TITLES,
)
from newsarchive.parsers.bylines.outlets import (
    is_outlet,
    is_source,
    may_be_acronym,
    may_be_outlet,
    outlets_in,
    source_names,
)
from newsarchive.parsers.bylines.people import NUMBERS, is_nobody, read_names
from newsarchive.parsers.bylines.person_names import (
    UPPER,
    is_collective,
    is_foreign_phrase,
    is_person,
    is_syllable,
    looks_well_known,
    natural_case,
)

BRACKET = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
THEO = re.compile(
    r"(?<!\w)(?:lược\s+theo|dẫn\s+theo|theo|dẫn\s+từ|dẫn\s+nguồn|nguồn)(?-i:\s+(?:nguồn|tin|từ))?(?=[\s:“\"])",
    re.IGNORECASE,
)
FROM = re.compile(r"^[\s:,/-]*(?:(?:từ|theo|nguồn)\s*)*(?::\s*)?", re.IGNORECASE)
RELEASED = re.compile(r"\s+(?:phát|chụp)$", re.IGNORECASE)
_AND = re.compile(r"^(?:và|,|&|-|/)\s*", re.IGNORECASE)
_PRESS_MAN = re.compile(r"(?:p\.?v\.?|p/v|ctv|btv|phóng\s+viên)\s+", re.IGNORECASE)
# Said of somebody in the text: born in, living in.
_OF_THE_TEXT = re.compile(r"(?:sn|sinh\s+năm|trú|ngụ|quê|áo)\s|\d+\s+tuổi", re.IGNORECASE)
_DOTTED_INITIALS = re.compile(rf"[{UPPER}](?:\.[{UPPER}]){{1,3}}\.?")


def read_sources(
    text: str,
    reading: Reading,
    *,
    persons: bool,
    beside: bool = False,
    strict: bool = False,
    works: tuple[str, ...] = AUTHOR,
) -> bool:
    """Read outlets; with *persons*, names beside an outlet (``Theo Name/Outlet``) are writers."""
    bracket = BRACKET.search(text)
    if bracket:
        return _read_sources_around(text, bracket, reading, persons=persons, strict=strict, works=works)
    text = RELEASED.sub("", text)
    text = text.strip(TRIM + " ").rstrip(".") if not is_outlet(text) else text
    if not text or is_nobody(text):
        return True
    work = WORK.search(text)
    if work and work.end() == len(text):
        text = text[: work.start()].strip(TRIM)
    text = _with_cut_outlet(text) if persons else text
    names = source_names(text)
    if not names:
        return names is not None and not strict
    outlets = [is_outlet(name) for name in names]
    sure_outlet = beside or any(outlets)
    for name, known in zip(names, outlets, strict=True):
        if persons and not known and _is_writer_beside(name, sure_outlet):
            reading.add(natural_case(name), works)
        elif not is_nobody(name):
            reading.add(name, ("source",))
    reading.marked = reading.marked or (bool(names) and all(outlets))
    return True


def _read_sources_around(
    text: str, bracket: re.Match[str], reading: Reading, *, persons: bool, strict: bool, works: tuple[str, ...]
) -> bool:
    noted, inside = Reading(), bracket[1].strip(TRIM)
    role = bracket_meaning(inside, noted)
    if role is None:
        if not is_source(inside):
            return False
        noted.add(inside, ("source",))
    before, after = text[: bracket.start()].strip(TRIM), text[bracket.end() :].strip(TRIM + ".")
    works = role or works
    beside = bool(noted.credits or role) or is_outlet(after)
    if before and not read_sources(before, reading, persons=persons, beside=beside, strict=strict, works=works):
        return False
    reading.add_sources([credit.name for credit in noted.credits])
    return not after or read_sources(after, reading, persons=False, strict=strict)


def _with_cut_outlet(text: str) -> str:
    """Part a name from the outlet printed behind it without a sign: ``Theo Name Outlet``."""
    start = max((text.rfind(sign) + len(sign) for sign in ("/", "|", ",", ";", "–", "- ") if sign in text), default=0)
    if start:
        return f"{text[:start]} {_with_cut_outlet(text[start:].strip())}"
    words = text.split()
    if is_outlet(text) or len(words) < 3:
        return text
    for count in range(min(5, len(words) - 1), 0, -1):
        tail = " ".join(words[-count:])
        if is_outlet(tail) and not tail[0].islower():
            person = is_person(words[-count - 1], sure=True) and not is_outlet(" ".join(words[:-count]))
            return f"{' '.join(words[:-count])} / {tail}" if person else text
    return text


def _is_writer_beside(name: str, outlet: bool) -> bool:
    if is_collective(name):
        return outlet
    if not is_person(name, sure=outlet) or may_be_acronym(name) or may_be_outlet(name):
        return False
    return outlet or (len(name.split()) > 1 and looks_well_known(name))


def bracket_meaning(inside: str, noted: Reading) -> tuple[str, ...] | None:
    """Return the works a bracket gives to the names before it, ``()`` for none; ``None`` when it fits no credit."""
    if not inside or NUMBERS.fullmatch(inside) or inside.casefold() in NOBODY - {"tổng hợp", "sưu tầm", "st"}:
        return ()
    work = WORK.match(inside)
    if work:
        return _bracket_work(inside, work, noted)
    if LABEL_BEFORE_COLON.match(lowered(inside)):
        return () if _read_labelled(inside, noted) else None
    if is_nobody(inside):
        return ()
    label = LABEL_BEFORE_COLON.fullmatch(f"{lowered(inside)}:")
    if label:
        noted.marked = True
        return works_named(inside)
    theo = THEO.match(inside)
    if theo and is_aside(inside):  # "theo lời kể của …"
        return ()
    if theo:
        noted.marked = True
        return () if read_sources(inside[theo.end() :], noted, persons=False) else None
    return _bracket_aside(inside, noted)


def _read_labelled(inside: str, noted: Reading) -> bool:
    """Read a bracket of labels (``Ảnh: Lê Trà``, ``Nguồn: Reuters``) into *noted*."""
    noted.marked = True
    for works, text in labelled(inside):
        if works is None:
            return False
        if "source" in works:
            fits = read_sources(text.strip(TRIM), noted, persons=False)
        else:
            fits = "unrecorded" in works or read_names(text, works, noted, sure=True)
        if not fits:
            return False
    return True


def _bracket_work(inside: str, work: re.Match[str], noted: Reading) -> tuple[str, ...] | None:
    noted.marked = True
    rest = FROM.sub("", inside[work.end() :])
    if rest.casefold() in PLACES:  # "(ghi từ Kuala Lumpur)"
        return works_done(work)
    rest_of_work = _AND.sub("", rest)
    more = WORK.match(rest_of_work)
    if more and more.end() >= len(rest_of_work):
        return tuple(dict.fromkeys((*works_done(work), *works_done(more))))
    if rest and not read_sources(rest, noted, persons=False):
        noted.credits.clear()
        if not is_aside(rest) and not ("author" in works_done(work) and rest[:1].islower()):
            return None
    return works_done(work)


def _bracket_aside(inside: str, noted: Reading) -> tuple[str, ...] | None:
    if is_outlet(inside):
        noted.marked = True
        noted.add(inside, ("source",))
        return ()
    if _OF_THE_TEXT.match(inside):
        return None
    if inside.casefold().startswith("còn "):
        return ()
    if _DOTTED_INITIALS.fullmatch(inside):
        noted.add(inside, AUTHOR)
        return ()
    if inside.casefold() in PLACES or inside.casefold() in PLACES_THAT_ARE_NAMES:
        return ()
    man = _PRESS_MAN.match(inside)
    if is_collective(inside) or TITLES.words_opening(inside) or inside in TITLE_ABBREVIATIONS or man:
        paper = STATIONED.split(inside[man.end() :], maxsplit=1)[0] if man else ""
        noted.add_sources([paper] if is_outlet(paper) else outlets_in(inside))
        return ()
    if is_aside(inside) or POSTS.words_opening(inside):
        noted.add_sources(outlets_in(inside))
        return ()
    if is_person(inside) and not is_outlet(inside) and not may_be_acronym(inside) and not is_foreign_phrase(inside):
        return () if looks_well_known(inside) else None
    names = source_names(inside)
    if names is None or not all(is_outlet(name) or _is_outlet_like(name) for name in names):
        return None
    noted.marked = True
    noted.add_sources(names)
    return ()


def _is_outlet_like(name: str) -> bool:
    if may_be_outlet(name) or may_be_acronym(name):
        return True
    return len(name.split()) <= 4 and name.istitle() and not is_syllable(name)
