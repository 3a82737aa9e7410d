"""Displayed dates that are not publication dates: lunar days, spans, laws, licenses, versions, house numbers."""

from __future__ import annotations

import re

from newsarchive.parsers.dates.tokens import DateToken
from newsarchive.parsers.lexicons.dates import ISSUED, LICENCE, LUNAR, LUNAR_YEAR, NO_DATE_BEFORE

_LICENCE = re.compile(rf"(?<![a-z])(?:{LICENCE}|{ISSUED})")
_ISSUED = re.compile(rf"(?<![a-z])(?:{ISSUED})")
_LUNAR_BEFORE = re.compile(rf"(?:{LUNAR})[^\d]{{0,12}}$|am lich\s?:?\s?(?:ngay\s)?$")
_LUNAR_AFTER = re.compile(rf"[\s(,]{{0,3}}(?:(?:nam\s)?(?:am lich|al\b)|{LUNAR_YEAR})")
# Every match of the patterns above contains one of these; testing for them first is far faster.
_LUNAR_SIGNS = re.compile(r"mung|mong|tuc|nham|ram|chap|gieng|am lich|al|nam")
_JOINS = ("-", ",", "va", "den", "and", "to", "bis")
_NO_DATE = re.compile(rf"(?:{NO_DATE_BEFORE})\s?$")
# "13-15/03", "13 và 15/3": the first number is a day. In "12:28-15/03" it is a minute, in "Thứ 2-15/03" a weekday.
_SPAN_TIGHT = re.compile(r"(?<![\w:.,/'-])(?<!thu\s)(\d{1,2})\.?-$")
_SPAN_LOOSE = re.compile(r"(?:^|\b(?:ngay|tu|from|vom)\s)(\d{1,2})\.?\s?(?:-|,|va|den|and|to|bis)\s?$")


def may_be_lunar(folded: str) -> bool:
    """Return whether the line can hold a date of the lunar calendar; a quick test."""
    return _LUNAR_SIGNS.search(folded) is not None


def is_lunar(folded: str, token: DateToken) -> bool:
    """Return whether *token* is a date of the lunar calendar."""
    if _LUNAR_AFTER.match(folded, token.end):
        return True
    return token.start > 2 and _LUNAR_BEFORE.search(folded[max(0, token.start - 32) : token.start]) is not None


def is_other_date(folded: str, token: DateToken, with_clock: bool) -> bool:
    """Return whether *token* ends a span of days, dates a law or a license, or is a version or a house number.

    *with_clock*: a clock time is next to the date; such a date can be the article's even if the headline names a law.
    """
    if token.start < 2:
        return False
    start = max(0, token.start - 16)
    span = _SPAN_TIGHT.search(folded, start, token.start) if folded[token.start - 1] == "-" else None
    if span is None and not with_clock and folded[start : token.start].rstrip().endswith(_JOINS):
        span = _SPAN_LOOSE.search(folded, start, token.start)
    if span is not None and 0 < int(span[1]) < token.day:
        return True
    before = folded[max(0, token.start - 80) : token.start]
    if with_clock:
        return _ISSUED.search(before) is not None
    return _NO_DATE.search(before) is not None or _LICENCE.search(before) is not None
