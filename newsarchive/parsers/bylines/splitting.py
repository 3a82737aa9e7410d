"""Where a list of people is cut: between names, not within one, nor within a paper's or an institution's."""

from __future__ import annotations

import re

from newsarchive.parsers.bylines.labels import holds_any
from newsarchive.parsers.bylines.lexicon import SURNAMES
from newsarchive.parsers.bylines.outlets import are_houses, is_institution, is_outlet, may_be_acronym
from newsarchive.parsers.bylines.person_names import is_collective, is_syllable

_CUT = re.compile(
    r"\s*(?P<mark>[,;/&|–—•·*]|\+(?=\s*\w))\s*|\s+(?P<dash>-)\s*|-\s+|\s+(?:và|and|cùng)\s+|(?<=[\w.])(?P<tight>-)(?=\w)",
    re.IGNORECASE,
)
# Without these it cannot match: most lines are one name.
_SIGNS, _JOINERS = frozenset(",;/&|–—•·*+-"), (" và ", " and ", " cùng ")


def cut_names(text: str) -> list[tuple[str, str]]:
    """Cut *text* between people -> (the sign before, piece)."""
    if (_SIGNS.isdisjoint(text) and not holds_any(text, _JOINERS)) or is_outlet(text):
        return [("", text)]
    pieces: list[tuple[str, str]] = []
    start, mark = 0, ""
    for match in _CUT.finditer(text):
        if _is_inside(text, start, match):
            continue
        pieces.append((mark, text[start : match.start()]))
        start, mark = match.end(), match["mark"] or match["dash"] or match["tight"] or "-"
    return [*pieces, (mark, text[start:])]


def _is_inside(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether the sign *match* belongs to one name: ``Thanh-Hà``, ``TG&VN``, an outlet with "và"."""
    joiner = match[0].strip().casefold()
    if not match["tight"] and joiner not in ("&", "và"):
        return False
    left, right = text[start : match.start()], _CUT.split(text[match.end() :], maxsplit=1)[0]
    if match["tight"]:
        return not ((_is_half(left) and (_is_half(right) or is_outlet(right))) or are_houses(left, right))
    if (
        joiner == "&"
        and not is_collective(left)
        and (left + right).isupper()
        and "." not in left + right
        and may_be_acronym(f"{left}&{right}")
    ):
        return True
    if is_institution(left) and right.split(" ", 1)[0].casefold() not in SURNAMES:  # "Học viện Báo chí & Tuyên truyền"
        return True
    return is_outlet(text[start : match.end()] + re.split(r"[,;/|(–]", text[match.end() :], maxsplit=1)[0])


def _is_half(text: str) -> bool:
    """Whether *text* beside a tight hyphen can be a name of its own: two syllables, initials, a collective."""
    words = text.split()
    if is_collective(text) or "." in text:
        return True
    return len(words) >= 2 and (len(words) < 3 or text.isupper() or all(map(is_syllable, words)))
