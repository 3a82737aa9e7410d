"""What brackets and "Theo" in a Vietnamese credit line name: roles, outlets and second writers."""

from __future__ import annotations

import re

from newsarchive.parsers.bylines.labels import (
    LABEL_BEFORE_COLON,
    TRIM,
    WORK,
    WORK_WORDS,
    holds_any,
    lowered,
    works_done,
    works_named,
)
from newsarchive.parsers.bylines.lexicon import (
    JOB_TITLES,
    PLACES,
    PLACES_THAT_ARE_NAMES,
    SENTENCE_WORDS,
    SPEAKERS,
    TITLE_ABBREVIATIONS,
    TITLES,
)
from newsarchive.parsers.bylines.outlets import (
    is_institution,
    is_outlet,
    is_site_name,
    is_source,
    may_be_acronym,
    may_be_outlet,
    outlets_in,
    source_names,
)
from newsarchive.parsers.bylines.people import (
    AUTHOR,
    NUMBERS,
    STAFF_TITLE,
    STATIONED,
    LineCredits,
    is_affiliation,
    is_anonymous,
    parse_names,
)
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
    r"(?<!\w)(?:lược\s+theo|dẫn\s+theo|theo|dẫn\s+từ|dẫn\s+nguồn|nguồn)(?:(?-i:\s+(?:nguồn|tin|từ))|(?<=nguồn)\s+theo)?(?=[\s:“\"])",
    re.IGNORECASE,
)
FROM = re.compile(r"^[\s:,/-]*(?:(?:từ|theo|nguồn)\s*)*(?::\s*)?", re.IGNORECASE)
# In lower case: "Tấn Phát" is a name.
RELEASED = re.compile(r"\s+(?:phát|chụp)$")
_AND = re.compile(r"^\s*(?:và|,|&|-|/)\s*", re.IGNORECASE)
_YEARS_OF_LIFE = re.compile(r"(?:1[5-9]|20)\d\d\s?[-–—]\s?(?:1[5-9]|20)\d\d")
# "Dịch từ CNN, có bổ sung": what was done to the text besides.
_ADDITION = re.compile(
    r"\s*[,;]\s*(?:và\s+|có\s+)*(?:bổ\s+sung|chỉnh\s+sửa|sửa|lược|rút\s+gọn|tóm\s+tắt|biên\s+tập|đặt\s+lại|thêm)\b.*$",
    re.IGNORECASE,
)
_LAST_CLAUSE = re.compile(r"\s*[,;]\s*(?:và\s+)?([^,;]+?)(?:\s+thêm)?$", re.IGNORECASE)
_FROM_PLACE = re.compile(r"\s+(?:từ|tại|ở)\s+(?=(?-i:[A-ZĐ]))", re.IGNORECASE)
# Magazines are called "X và Y", one capital before the whole: "Công lý và xã hội".
_PAIR_OF_SUBJECTS = re.compile(r"[^\W\d_]+ [^\W\d_]+ (?:và|&) [^\W\d_]+ [^\W\d_]+")
# Words that describe a person in the text: born in, living in.
_OF_THE_TEXT = re.compile(r"(?:sn|sinh\s+năm|trú|ngụ|quê|áo)\s|\d+\s+tuổi", re.IGNORECASE)
_DOTTED_INITIALS = re.compile(rf"[{UPPER}](?:\.[{UPPER}]){{1,3}}\.?")


def parse_sources(
    text: str,
    line_credits: LineCredits,
    *,
    persons: bool,
    beside: bool = False,
    strict: bool = False,
    works: tuple[str, ...] = AUTHOR,
) -> bool:
    """Add the outlets in *text*, what follows "Theo", to *line_credits*; return whether all of it was understood.

    If *persons*, names next to an outlet (``Theo Name/Outlet``) are people with the roles *works*. *beside*: an outlet
    follows in brackets. *strict*: a text without any name is not understood.
    """
    bracket = BRACKET.search(text)
    if bracket:
        return _parse_sources_around(text, bracket, line_credits, persons=persons, strict=strict, works=works)
    text = RELEASED.sub("", text)
    text = text.strip(TRIM + " ").rstrip(".") if not is_outlet(text) else text
    if not text or is_anonymous(text):
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
    for name, is_known_outlet in zip(names, outlets, strict=True):
        if persons and not is_known_outlet and _is_writer_beside(name, sure_outlet):
            line_credits.add(natural_case(name), works)
        elif not is_anonymous(name):
            line_credits.add(name, ("source",))
    line_credits.labeled = line_credits.labeled or (bool(names) and all(outlets))
    return True


def _parse_sources_around(
    text: str, bracket: re.Match[str], line_credits: LineCredits, *, persons: bool, strict: bool, works: tuple[str, ...]
) -> bool:
    noted, inside = LineCredits(), bracket[1].strip(TRIM)
    role = bracket_meaning(inside, noted)
    if role is None:
        if not is_source(inside):
            return False
        noted.add(inside, ("source",))
    before, after = text[: bracket.start()].strip(TRIM), text[bracket.end() :].strip(TRIM + ".")
    works = role or works
    beside = bool(noted.credits or role) or is_outlet(after)
    if before and not parse_sources(before, line_credits, persons=persons, beside=beside, strict=strict, works=works):
        return False
    line_credits.add_sources([credit.name for credit in noted.credits])
    return not after or parse_sources(after, line_credits, persons=False, strict=strict)


def _with_cut_outlet(text: str) -> str:
    """Separate a name from the outlet displayed after it without a separator: ``Theo Name Outlet``."""
    start = max((text.rfind(sign) + len(sign) for sign in ("/", "|", ",", ";", "–", "- ") if sign in text), default=0)
    if start:
        return f"{text[:start]} {_with_cut_outlet(text[start:].strip())}"
    words = text.split()
    if is_outlet(text) or len(words) < 3 or is_institution(text):  # "Sở Công Thương" is no "Sở" of an outlet
        return text
    for count in range(min(5, len(words) - 1), 0, -1):
        ending = " ".join(words[-count:])
        if is_outlet(ending) and not ending[0].islower():
            person = is_person(words[-count - 1], sure=True) and not is_outlet(" ".join(words[:-count]))
            return f"{' '.join(words[:-count])} / {ending}" if person else text
    return text


def _is_writer_beside(name: str, outlet: bool) -> bool:
    if is_collective(name):
        return outlet
    if name.casefold() in PLACES:  # "Theo Tiền Giang/TTXVN": the paper of that province
        return False
    if not is_person(name, sure=outlet) or may_be_acronym(name) or may_be_outlet(name):
        return False
    return outlet or (len(name.split()) > 1 and looks_well_known(name))


def bracket_meaning(inside: str, noted: LineCredits) -> tuple[str, ...] | None:
    """Return the roles that a bracket assigns to the names before it (maybe ``()``); ``None`` if it is not a credit."""
    if _YEARS_OF_LIFE.fullmatch(inside):
        return None
    if not inside or NUMBERS.fullmatch(inside):
        return ()
    work = WORK.match(inside)
    if work:
        return _bracket_work(inside, work, noted)
    if is_anonymous(inside):
        return ()
    label = LABEL_BEFORE_COLON.fullmatch(f"{lowered(inside)}:")
    if label:
        noted.labeled = True
        return works_named(inside)
    place = _FROM_PLACE.search(inside)
    if place and LABEL_BEFORE_COLON.fullmatch(f"{lowered(inside[: place.start()])}:"):  # "(bài và ảnh từ Lai Châu)"
        noted.labeled = True
        return works_named(inside[: place.start()])
    theo = THEO.match(inside)
    if theo and is_affiliation(inside):  # "theo lời kể của …"
        return ()
    if theo:
        noted.labeled = True
        return () if parse_sources(inside[theo.end() :], noted, persons=False) else None
    if _parse_other_hand(inside, noted):
        return ()
    return _bracket_aside(inside, noted)


def _parse_other_hand(inside: str, noted: LineCredits) -> bool:
    """Parse a bracket with a person and a role of their own into *noted*: ``Erik Holm (Lam Giang dịch)``."""
    work = WORK.search(inside) if holds_any(inside, WORK_WORDS) else None
    if work is None or not work.start() or work.end() != len(inside) or works_done(work) == ("unrecorded",):
        return False
    names = inside[: work.start()].strip(TRIM)
    if not is_person(names) or is_outlet(names):
        return False
    noted.labeled = True
    return parse_names(names, works_done(work), noted, sure=True)


def _bracket_work(inside: str, work: re.Match[str], noted: LineCredits) -> tuple[str, ...] | None:
    noted.labeled = True
    works = list(works_done(work))
    after = _ADDITION.sub("", inside[work.end() :])
    while (joined := _AND.match(after)) and (further := WORK.match(after, joined.end())):
        works += works_done(further)
        after = after[further.end() :].removeprefix(" thêm")
    addition = _LAST_CLAUSE.search(after)
    further = WORK.fullmatch(addition[1]) if addition else None
    if addition and further:  # "Dịch từ CNN, tổng hợp thêm"
        works += works_done(further)
        after = after[: addition.start()]
    remainder = FROM.sub("", after)
    if (
        remainder
        and remainder.casefold() not in PLACES  # "(ghi từ Kuala Lumpur)"
        and not parse_sources(remainder, noted, persons=False)
    ):
        noted.credits.clear()
        if not is_affiliation(remainder) and not ("author" in works and remainder[:1].islower()):
            return None
    return tuple(dict.fromkeys(works))


def _bracket_aside(inside: str, noted: LineCredits) -> tuple[str, ...] | None:
    if is_outlet(inside):
        noted.labeled = True
        noted.add(inside, ("source",))
        return ()
    if _OF_THE_TEXT.match(inside):
        return None
    if inside.casefold().startswith(("còn ", "thường trú ", "phóng viên thường trú ", "pv thường trú ")):
        return ()
    if _DOTTED_INITIALS.fullmatch(inside):
        noted.add(inside, AUTHOR)
        return ()
    if inside.casefold() in PLACES or inside.casefold() in PLACES_THAT_ARE_NAMES:
        return ()
    man = STAFF_TITLE.match(inside)
    if is_collective(inside) or TITLES.words_opening(inside) or inside in TITLE_ABBREVIATIONS or man:
        outlet = STATIONED.split(inside[man.end() :], maxsplit=1)[0] if man else ""
        noted.add_sources([outlet] if is_outlet(outlet) else outlets_in(inside))
        return ()
    if is_affiliation(inside) or JOB_TITLES.words_opening(inside):
        noted.add_sources(outlets_in(inside))
        return ()
    if is_person(inside) and not is_outlet(inside) and not may_be_acronym(inside) and not is_foreign_phrase(inside):
        return () if looks_well_known(inside) else None
    names = [inside] if _is_pair_of_subjects(inside) else source_names(inside)
    if names is None or not all(is_outlet(name) or _is_outlet_like(name) for name in names):
        return None
    noted.labeled = True
    noted.add_sources(names)
    return ()


def _is_pair_of_subjects(name: str) -> bool:
    """Return whether *name* has the form of a magazine's name: ``Công lý và xã hội``, ``Pháp luật & Đời sống``."""
    return (
        _PAIR_OF_SUBJECTS.fullmatch(name) is not None
        and name[0].isupper()
        and SENTENCE_WORDS.isdisjoint(name.casefold().split())
        and not SPEAKERS.words_opening(name)
    )


def _is_outlet_like(name: str) -> bool:
    if may_be_outlet(name) or may_be_acronym(name):
        return True
    if is_site_name(name) or _is_pair_of_subjects(name):
        return True
    return len(name.split()) <= 4 and name.istitle() and not is_syllable(name)
