"""The grammar of Vietnamese credit lines: labels, roles, "Theo", brackets, outlets, then the people between them."""

from __future__ import annotations

import re

from newsarchive.parsers.bylines.labels import (
    LABEL_AT_END,
    TRIM,
    WORK,
    WORK_WORDS,
    Piece,
    cut_at_labels,
    holds_any,
    works_done,
    works_named,
)
from newsarchive.parsers.bylines.lexicon import HEADINGS, LABELS, SENTENCE_CAPITALS, WITHOUT_MARKS
from newsarchive.parsers.bylines.normalize import without_stop
from newsarchive.parsers.bylines.outlets import is_outlet
from newsarchive.parsers.bylines.people import (
    AUTHOR,
    PICTURE_WORKS,
    SUPPLIED,
    LineCredits,
    is_affiliation,
    is_anonymous,
    parse_names,
)
from newsarchive.parsers.bylines.person_names import is_collective, is_person
from newsarchive.parsers.bylines.vietnamese_notes import BRACKET, FROM, RELEASED, THEO, bracket_meaning, parse_sources

_SENTENCE_BEFORE = re.compile(r"[.!?…”\"]\s*[-–(]?\s*$|\($")
_THEO_WORDS = ("theo", "nguồn", "dẫn")
_PICTURE_ENDS = ("ảnh", "hình", "video", "clip")
_NEXT_CREW = re.compile(
    r"\s+(?:make[\s-]?up|stylist|hair|trang\s+điểm|làm\s+tóc|trang\s+phục|người\s+mẫu|model)\b.*$", re.IGNORECASE
)
_NAMED_URL = re.compile(r"^(?:theo|nguồn)\s+([^:]{2,50}):\s*https?://\S+$", re.IGNORECASE)
_OPENS_NAMELESS = re.compile(r"\(?([Ảả]nh|ẢNH|[Hh]ình|[Hh]ình ảnh|[Vv]ideo|[Cc]lip)\s+")
_TAKEN_BY = re.compile(r"\(?([Ảả]nh|[Hh]ình)\s+do\s+(.{2,40}?)\s+(?:chụp|thực\s+hiện)\)?\.?")
_VIA = re.compile(r"\s+via\s+", re.IGNORECASE)
# The publisher's staff in the imprint.
_IMPRINT = re.compile(
    r"(?:q\.\s*|quyen\s+)?(?:pho\s+)?(?:tong\s+bien\s+tap|thu\s+k[yi]\s+toa|toa\s+soan|truong\s+ban)[^:]*:",
    re.IGNORECASE,
)


def parse_line(line: str, line_credits: LineCredits) -> bool:
    """Parse one displayed *line* into *line_credits*; return ``False`` if it is not a credit line."""
    if line.isupper() and not SENTENCE_CAPITALS.isdisjoint(line.casefold().split()):
        return False
    if line[0] in '“"' and line[-1] in '”"':
        return False
    if (":" in line and _IMPRINT.match(line.translate(WITHOUT_MARKS))) or line.casefold() in HEADINGS:
        return False
    named = _NAMED_URL.match(line) if "://" in line else None
    if named and line[: named.end(1)].casefold() not in LABELS:
        line_credits.labeled = True
        line_credits.add_sources([named[1].strip()])
        return True
    taken = _TAKEN_BY.fullmatch(line) if line[0] in "(ẢảHh" else None
    if taken and is_person(taken[2]):
        line = f"{taken[1]}: {taken[2]}"
    nameless = _OPENS_NAMELESS.match(line) if line[0] in "(ẢảHhVvCc" else None
    if nameless and (
        is_anonymous(line[nameless.end() :].rstrip(")")) or SUPPLIED.match(line[nameless.end() :].rstrip(") ."))
    ):
        line = f"{nameless[1]}: {line[nameless.end() :].rstrip(') .')}"
    pieces = [(works, without_stop(text.rstrip(" -–—|"))[0]) for works, text in cut_at_labels(line)]
    if pieces[0][0] is None and len(pieces) > 1:
        return _parse_after_text(pieces, line_credits)
    fits = all(_parse_piece(works, text, line_credits) for works, text in pieces)
    # "Loạt bài của Báo Lam Giang đoạt giải" is a headline; "Bài: Báo Lam Giang" is a credit.
    return fits and (line_credits.has_people or ":" in line or " của " not in line)


def _parse_after_text(pieces: list[Piece], line_credits: LineCredits) -> bool:
    """Parse the text before the first label as people, or skip the text if it is a caption sentence."""
    first = LineCredits()
    if pieces[0][1].strip(TRIM + "().") and not _parse_piece(None, pieces[0][1], first):
        caption = _SENTENCE_BEFORE.search(pieces[0][1]) and PICTURE_WORKS.union({"source"}).issuperset(
            pieces[1][0] or ()
        )
        if not caption or pieces[0][1].rstrip("( ")[-1:] in ("!", "?"):
            return False
    else:
        line_credits.credits.extend(first.credits)
    line_credits.labeled = line_credits.labeled or first.labeled
    return all(_parse_piece(works, text, line_credits) for works, text in pieces[1:])


def _parse_piece(works: tuple[str, ...] | None, text: str, line_credits: LineCredits) -> bool:
    text = _without_stray_brackets(text).strip(TRIM)
    if works is None:
        return not text or parse_people(text, AUTHOR, line_credits)
    line_credits.labeled = True
    if "unrecorded" in works:
        line_credits.labeled = line_credits.has_people
        return True
    if "source" in works:
        text = text[5:] if text[:5].casefold() == "theo " else text
        # A writer stands beside an outlet; a bare name is the source, however much it resembles a person's.
        return parse_sources(text, line_credits, persons=any(sign in text for sign in "/|("))
    return parse_people(RELEASED.sub("", _NEXT_CREW.sub("", text)).strip(TRIM), works, line_credits, sure=True)


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


def parse_people(
    text: str, works: tuple[str, ...], line_credits: LineCredits, *, sure: bool = False, beside: bool = False
) -> bool:
    """Add the people in *text*, which has no label, to *line_credits*; return whether all of it was understood.

    Brackets, "Theo" and roles are parsed before names, which get the roles *works*. *sure*: the text is known to be a
    credit. *beside*: an outlet follows in brackets.
    """
    bracket = BRACKET.search(text)
    if bracket:
        return _parse_bracket(text, bracket, works, line_credits, sure=sure)
    text = text.strip(TRIM)
    if not text:
        return True
    theo = THEO.search(text) if holds_any(text, _THEO_WORDS) else None
    if theo:
        return _parse_theo(text, theo, works, line_credits, sure=sure, beside=beside)
    via = _VIA.search(text) if " " in text else None
    if via:
        before = text[: via.start()]
        people = is_person(before) and parse_people(before, works, line_credits)
        return parse_sources(text[via.end() :] if people else text, line_credits, persons=False)
    work = WORK.search(text) if holds_any(text, WORK_WORDS) else None
    if work:
        return _parse_work(text, work, works, line_credits)
    at_end = LABEL_AT_END.search(text) if not sure and text.casefold().endswith(_PICTURE_ENDS) else None
    if at_end:
        line_credits.labeled = True
        return parse_names(text[: at_end.start()], works_named(at_end[1]), line_credits, sure=True)
    return parse_names(text, works, line_credits, sure=sure)


def _parse_bracket(
    text: str, bracket: re.Match[str], works: tuple[str, ...], line_credits: LineCredits, *, sure: bool
) -> bool:
    before, inside, after = text[: bracket.start()].strip(TRIM), bracket[1].strip(TRIM), text[bracket.end() :]
    noted = LineCredits()
    role = bracket_meaning(inside, noted)
    alone = not before and not after.strip(TRIM + ".")
    press = is_collective(inside) or is_collective(re.split("[/ ]", inside, maxsplit=1)[0])
    if alone and (role is None or press or THEO.match(inside) or (not role and _holds_people(inside, works, noted))):
        return parse_people(inside, works, line_credits, sure=sure)
    if role is None or after.lstrip().startswith(":"):  # "MU (4-4-2): …"
        return False
    beside = bool(noted.credits)
    if before and not parse_people(
        before, role or works, line_credits, sure=sure or bool(role) or beside, beside=beside
    ):
        return False
    line_credits.labeled = line_credits.labeled or noted.labeled
    for credit in noted.credits:
        line_credits.add(credit.name, (credit.role,))
    after = after.strip(TRIM)
    return not after.strip(". ") or parse_people(after, role if role and after else works, line_credits, sure=sure)


def _holds_people(inside: str, works: tuple[str, ...], noted: LineCredits) -> bool:
    """Return whether a bracket that is the whole line lists people; *noted* is its content parsed as a note."""
    if not (noted.credits or noted.labeled):
        return True
    if ":" in inside or all(is_outlet(credit.name) for credit in noted.credits):
        return False
    people = LineCredits()
    return parse_people(inside, works, people) and people.has_people


def _parse_theo(
    text: str, theo: re.Match[str], works: tuple[str, ...], line_credits: LineCredits, *, sure: bool, beside: bool
) -> bool:
    before, after = text[: theo.start()].strip(TRIM), text[theo.end() :].strip(TRIM)
    if before and is_affiliation(text[theo.start() :]):  # "ghi theo lời kể của …"
        return parse_people(before, works, line_credits, sure=sure)
    if not after or (before and not parse_people(before, works, line_credits, sure=sure or is_outlet(after))):
        return False
    line_credits.labeled = line_credits.labeled or is_anonymous(after)
    return parse_sources(after, line_credits, persons=not before, beside=beside, strict=True, works=works)


def _parse_work(text: str, work: re.Match[str], works: tuple[str, ...], line_credits: LineCredits) -> bool:
    """Parse ``Name thực hiện``, ``Name tổng hợp từ Outlet``, ``X kể, Name ghi``."""
    before, after = text[: work.start()].strip(TRIM), text[work.end() :]
    roles = works_done(work)
    if not before:
        return _parse_bare_work(after, roles, line_credits)
    if roles == ("unrecorded",):
        return bool(after.strip(TRIM)) and parse_people(after.strip(TRIM), works, line_credits, sure=True)
    if not parse_names(before, roles, line_credits, sure=True):
        return False
    line_credits.labeled = True
    remainder = FROM.sub("", after).strip(TRIM)
    if not remainder:
        return True
    second_work = WORK.fullmatch(remainder.removeprefix("và ").removeprefix("VÀ ").strip())
    if second_work:
        return parse_names(before, works_done(second_work), line_credits, sure=True)
    last_work = WORK.search(remainder)
    if last_work and last_work.end() == len(remainder) and is_person(remainder[: last_work.start()].strip(TRIM)):
        return parse_people(remainder, works, line_credits)  # "Lam Giang dịch, Minh Tú hiệu đính"
    if roles == AUTHOR:
        return is_affiliation(remainder) or parse_people(remainder, works, line_credits)
    return parse_sources(remainder, line_credits, persons=False)


def _parse_bare_work(after: str, roles: tuple[str, ...], line_credits: LineCredits) -> bool:
    remainder = after.strip(TRIM)
    if not remainder:  # "(tổng hợp)": an anonymous credit
        line_credits.labeled = True
        return roles != ("unrecorded",)
    opening = FROM.match(remainder)
    if opening and opening.end() and roles != AUTHOR:
        line_credits.labeled = True
        return parse_sources(remainder[opening.end() :], line_credits, persons=False)
    if not remainder[:1].isupper():
        return False
    return parse_people(remainder, roles, line_credits, sure=True)
