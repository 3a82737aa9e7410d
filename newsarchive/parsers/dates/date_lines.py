"""Lines that consist of dates, clock times and their labels: "First published 8 Nov 2023; updated 10 Nov 2023"."""

from __future__ import annotations

import re

from newsarchive.parsers.dates.scripts import needs_rewriting, with_latin_dates
from newsarchive.parsers.dates.tokens import DateToken, fold, tokens_of
from newsarchive.parsers.lexicons.dates import (
    DAY_WORDS,
    FILLERS,
    MONTHS,
    PUBLISHED_AROUND,
    STAMP_PHRASES,
    STAMP_WORDS,
    UNITS,
    UPDATED_AROUND,
    ZONES,
)

_LONGEST = 160
# Letters that may remain in such a line besides dates and labels: "CET", an unknown label, a source's initials.
_MOST_LETTERS = 8
_DIGIT = re.compile(r"\d")
# Every date has two numbers, or year, month and day in one.
_NUMBERS = re.compile(r"\d\D+\d|\d{8}")
_LABEL = re.compile(rf"(?<![a-z])(?:{PUBLISHED_AROUND}|{UPDATED_AROUND})[a-z]*")
_FILLER = re.compile(rf"(?<![^\W\d_])(?:{FILLERS})(?![^\W\d_])")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")
_DATED = re.compile(r"\d[:/.h]\d\d|\b(?:19|20)\d\d\b|\d [Mm]in")
_STAMP_PHRASE = re.compile(STAMP_PHRASES)
_DAYS = _WORD.findall("|".join(DAY_WORDS.values()))
# Without "h" and the like: 14h30 is the time of a programme's item more often than the page's; without "nam", the year
# and the number five: "Năm 2024" is a heading.
_STAMP = frozenset(
    word for word in map(fold, (*MONTHS, *UNITS, *ZONES, *_DAYS, *STAMP_WORDS)) if len(word) > 1 or word in STAMP_WORDS
) - {"nam"}
# What surrounds the date in the line below a Chinese headline: a label, an outlet's name, labeled fields.
_CJK_BEFORE = re.compile(r"[^\s:。，]{0,9}:?\s?")
_CJK_NAMES = "来源|來源|出处|出處|稿源|作者|编辑|編輯|责编|責編|浏览|瀏覽|阅读|閱讀|点击|點擊|字号|字體"
_CJK_BEHIND = re.compile(
    r"\s?(?:[\u3400-\u9fff]{2,10}(?<=[网網报報社闻聞])\s?)?"
    rf"(?:(?:文章|信息|新闻|稿件|责任|責任)?(?:{_CJK_NAMES})(?:次数|次數|量)?\s?:?\s?(?:(?!{_CJK_NAMES})[^\s:。，!?]){{0,20}}+\s?){{0,6}}+"
)


def is_dated(text: str) -> bool:
    """Return whether *text* holds a clock time, a year or a number of minutes."""
    return _DIGIT.search(text) is not None and _DATED.search(text) is not None


def is_stamp(text: str) -> bool:
    """Return whether *text* is only a date, a time or a reading time, perhaps with a label or a news agency."""
    return is_dated(text) and _STAMP.issuperset(_WORD.findall(_STAMP_PHRASE.sub(" ", fold(text))))


def is_date_line(text: str, language: str | None = None) -> bool:
    """Return whether *text* holds dates with a label, or several dates, and almost nothing else.

    Such a line is not a paragraph of the article, however long it is: in running text ("Published in 1990, the book was
    updated on 3 May 2001 by its author"), more words remain.
    """
    if len(text) > _LONGEST or not _DIGIT.search(text):
        return False
    is_foreign = needs_rewriting(text)
    if not is_foreign and not _NUMBERS.search(text):
        return False
    folded = fold(" ".join(with_latin_dates(text, language).split()) if is_foreign else text)
    tokens = tokens_of(folded)
    dates = sum(isinstance(token, DateToken) for token in tokens)
    if not dates:
        return False
    start, pieces = 0, []
    for token in tokens:
        pieces.append(folded[start : token.start])
        start = token.end
    behind = folded[start:]
    if not behind.isascii() and _CJK_BEHIND.fullmatch(behind) and _CJK_BEFORE.fullmatch(pieces[0]):
        return True
    words, labels = _LABEL.subn(" ", " ".join((*pieces, behind)))
    return (labels > 0 or dates > 1) and len(_LETTER.findall(_FILLER.sub(" ", words))) <= _MOST_LETTERS
