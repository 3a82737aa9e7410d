"""A Vietnamese credit line -> credits: labels, roles, "Theo", brackets, then the people between them."""

from __future__ import annotations

import re

from newsarchive.parsers.bylines.affiliations import is_aside
from newsarchive.parsers.bylines.credits import AUTHOR, Reading
from newsarchive.parsers.bylines.labels import (
    LABEL_AT_END,
    TRIM,
    WORK,
    WORK_SIGNS,
    Piece,
    holds_any,
    labelled,
    works_done,
    works_named,
)
from newsarchive.parsers.bylines.lexicon import HEADINGS, SENTENCE_CAPITALS, WITHOUT_MARKS
from newsarchive.parsers.bylines.normalize import without_stop
from newsarchive.parsers.bylines.outlets import is_outlet
from newsarchive.parsers.bylines.people import PICTURE_WORKS, SUPPLIED, is_nobody, read_names
from newsarchive.parsers.bylines.person_names import is_collective, is_person
from newsarchive.parsers.bylines.sources import BRACKET, FROM, RELEASED, THEO, bracket_meaning, read_sources

_SENTENCE_BEFORE = re.compile(r"[.!?…”\"]\s*[-–(]?\s*$|\($")
_THEO_SIGNS = ("theo", "nguồn", "dẫn")
_PICTURE_ENDS = ("ảnh", "hình", "video", "clip")
_NEXT_CREW = re.compile(
    r"\s+(?:make[\s-]?up|stylist|hair|trang\s+điểm|làm\s+tóc|trang\s+phục|người\s+mẫu|model)\b.*$", re.IGNORECASE
)
_NAMED_URL = re.compile(r"^(?:theo|nguồn)\s+([^:]{2,50}):\s*https?://\S+$", re.IGNORECASE)
_OPENS_NAMELESS = re.compile(r"\(?([Ảả]nh|ẢNH|[Hh]ình|[Hh]ình ảnh|[Vv]ideo|[Cc]lip)\s+")
_VIA = re.compile(r"\s+via\s+", re.IGNORECASE)


# The paper's own staff, in its imprint.
_IMPRINT = re.compile(
    r"(?:q\.\s*|quyen\s+)?(?:pho\s+)?(?:tong\s+bien\s+tap|thu\s+k[yi]\s+toa|toa\s+soan|truong\s+ban)[^:]*:",
    re.IGNORECASE,
)


def read_line(line: str, reading: Reading) -> bool:
    """Read one printed *line* into *reading*; ``False`` when it is no credit."""
    if line.isupper() and not SENTENCE_CAPITALS.isdisjoint(line.casefold().split()):
        return False
    if line[0] in '“"' and line[-1] in '”"':
        return False
    if (":" in line and _IMPRINT.match(line.translate(WITHOUT_MARKS))) or line.casefold() in HEADINGS:
        return False
    named = _NAMED_URL.match(line) if "://" in line else None
    if named:
        reading.marked = True
        reading.add_sources([named[1].strip()])
        return True
    nameless = _OPENS_NAMELESS.match(line) if line[0] in "(ẢảHhVvCc" else None
    if nameless and (
        is_nobody(line[nameless.end() :].rstrip(")")) or SUPPLIED.match(line[nameless.end() :].rstrip(") ."))
    ):
        line = f"{nameless[1]}: {line[nameless.end() :].rstrip(') .')}"
    pieces = [(works, without_stop(text.rstrip(" -–—|"))[0]) for works, text in labelled(line)]
    if pieces[0][0] is None and len(pieces) > 1:
        return _read_after_text(pieces, reading)
    return all(_read_piece(works, text, reading) for works, text in pieces)


def _read_after_text(pieces: list[Piece], reading: Reading) -> bool:
    """Read what stands before the first label as people, or pass over it when it is a caption's sentence."""
    first = Reading()
    if pieces[0][1].strip(TRIM + "().") and not _read_piece(None, pieces[0][1], first):
        caption = _SENTENCE_BEFORE.search(pieces[0][1]) and PICTURE_WORKS.union({"source"}).issuperset(
            pieces[1][0] or ()
        )
        if not caption or pieces[0][1].rstrip("( ")[-1:] in ("!", "?"):
            return False
    else:
        reading.credits.extend(first.credits)
    reading.marked = reading.marked or first.marked
    return all(_read_piece(works, text, reading) for works, text in pieces[1:])


def _read_piece(works: tuple[str, ...] | None, text: str, reading: Reading) -> bool:
    text = _without_stray_brackets(text).strip(TRIM)
    if works is None:
        return not text or read_people(text, AUTHOR, reading)
    reading.marked = True
    if "unrecorded" in works:
        reading.marked = reading.has_people
        return True
    if "source" in works:
        text = text[5:] if text[:5].casefold() == "theo " else text
        return read_sources(text, reading, persons=True)
    return read_people(RELEASED.sub("", _NEXT_CREW.sub("", text)).strip(TRIM), works, reading, sure=True)


def _without_stray_brackets(text: str) -> str:
    text = text.strip()
    if not any(map(text.__contains__, "()[]")):
        return text
    for opening, closing in ("()", "[]"):
        if text.count(opening) < text.count(closing):
            text = (
                text.replace(closing, " ", 1)
                if text.rstrip(".").endswith(closing) is False
                else text.rstrip(". ").removesuffix(closing)
            )
        elif text.count(opening) > text.count(closing):
            at = text.rfind(opening)
            text = text[:at] + " " + text[at + 1 :]
    return text.strip()


def read_people(
    text: str, works: tuple[str, ...], reading: Reading, *, sure: bool = False, beside: bool = False
) -> bool:
    """Read *text* without labels: brackets, "Theo", roles, then names. *beside*: an outlet is in a bracket behind."""
    bracket = BRACKET.search(text)
    if bracket:
        return _read_bracket(text, bracket, works, reading, sure=sure)
    text = text.strip(TRIM)
    if not text:
        return True
    theo = THEO.search(text) if holds_any(text, _THEO_SIGNS) else None
    if theo:
        return _read_theo(text, theo, works, reading, sure=sure, beside=beside)
    via = _VIA.search(text) if " " in text else None
    if via:
        before = text[: via.start()]
        people = is_person(before) and read_people(before, works, reading)
        return read_sources(text[via.end() :] if people else text, reading, persons=False)
    work = WORK.search(text) if holds_any(text, WORK_SIGNS) else None
    if work:
        return _read_work(text, work, works, reading)
    at_end = LABEL_AT_END.search(text) if not sure and text.casefold().endswith(_PICTURE_ENDS) else None
    if at_end:
        reading.marked = True
        return read_names(text[: at_end.start()], works_named(at_end[1]), reading, sure=True)
    return read_names(text, works, reading, sure=sure)


def _read_bracket(text: str, bracket: re.Match[str], works: tuple[str, ...], reading: Reading, *, sure: bool) -> bool:
    before, inside, after = text[: bracket.start()].strip(TRIM), bracket[1].strip(TRIM), text[bracket.end() :]
    noted = Reading()
    role = bracket_meaning(inside, noted)
    alone = not before and not after.strip(TRIM + ".")
    press = is_collective(inside) or is_collective(re.split("[/ ]", inside, maxsplit=1)[0])
    if alone and (role is None or press or THEO.match(inside) or (not role and _holds_people(inside, works, noted))):
        return read_people(inside, works, reading, sure=sure)
    if role is None or after.lstrip().startswith(":"):  # "MU (4-4-2): …"
        return False
    beside = bool(noted.credits)
    if before and not read_people(before, role or works, reading, sure=sure or bool(role) or beside, beside=beside):
        return False
    reading.marked = reading.marked or noted.marked
    for credit in noted.credits:
        reading.add(credit.name, (credit.role,))
    after = after.strip(TRIM)
    return not after.strip(". ") or read_people(after, role if role and after else works, reading, sure=sure)


def _holds_people(inside: str, works: tuple[str, ...], noted: Reading) -> bool:
    """Whether a bracket that is the whole line, and of which *noted* was read as if said of a name, lists people."""
    if not (noted.credits or noted.marked):
        return True
    if ":" in inside or all(is_outlet(credit.name) for credit in noted.credits):
        return False
    people = Reading()
    return read_people(inside, works, people) and people.has_people


def _read_theo(
    text: str, theo: re.Match[str], works: tuple[str, ...], reading: Reading, *, sure: bool, beside: bool
) -> bool:
    before, after = text[: theo.start()].strip(TRIM), text[theo.end() :].strip(TRIM)
    if before and is_aside(text[theo.start() :]):  # "ghi theo lời kể của …"
        return read_people(before, works, reading, sure=sure)
    if not after or (before and not read_people(before, works, reading, sure=sure or is_outlet(after))):
        return False
    reading.marked = reading.marked or is_nobody(after)
    return read_sources(after, reading, persons=not before, beside=beside, strict=True, works=works)


def _read_work(text: str, work: re.Match[str], works: tuple[str, ...], reading: Reading) -> bool:
    """Read ``Name thực hiện``, ``Name tổng hợp từ Outlet``, ``X kể, Name ghi``."""
    before, after = text[: work.start()].strip(TRIM), text[work.end() :]
    roles = works_done(work)
    if not before:
        return _read_bare_work(after, roles, reading)
    if roles == ("unrecorded",):
        return bool(after.strip(TRIM)) and read_people(after.strip(TRIM), works, reading, sure=True)
    if not read_names(before, roles, reading, sure=True):
        return False
    reading.marked = True
    rest = FROM.sub("", after).strip(TRIM)
    if not rest:
        return True
    more = WORK.fullmatch(rest.removeprefix("và ").removeprefix("VÀ ").strip())
    if more:
        return read_names(before, works_done(more), reading, sure=True)
    if roles == AUTHOR:
        return is_aside(rest) or read_people(rest, works, reading)
    return read_sources(rest, reading, persons=False)


def _read_bare_work(after: str, roles: tuple[str, ...], reading: Reading) -> bool:
    rest = after.strip(TRIM)
    if not rest:  # "(tổng hợp)": a credit that names nobody
        reading.marked = True
        return roles != ("unrecorded",)
    opening = FROM.match(rest)
    if opening and opening.end() and roles != AUTHOR:
        reading.marked = True
        return read_sources(rest[opening.end() :], reading, persons=False)
    if not rest[:1].isupper():
        return False
    return read_people(rest, roles, reading, sure=True)
