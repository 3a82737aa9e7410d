"""Lines that consist of dates, clock times and their labels: "First published 8 Nov 2023; updated 10 Nov 2023"."""

from __future__ import annotations

import re

from newsarchive.parsers.dates.scripts import needs_rewriting, with_latin_dates
from newsarchive.parsers.dates.tokens import DateToken, fold, tokens_of
from newsarchive.parsers.lexicons.dates import FILLERS, PUBLISHED_AROUND, UPDATED_AROUND

_LONGEST = 160
# Letters that may remain in such a line besides dates and labels: "CET", an unknown label, a source's initials.
_MOST_LETTERS = 8
_DIGIT = re.compile(r"\d")
_LABEL = re.compile(rf"(?<![a-z])(?:{PUBLISHED_AROUND}|{UPDATED_AROUND})[a-z]*")
_FILLER = re.compile(rf"(?<![^\W\d_])(?:{FILLERS})(?![^\W\d_])")
_LETTER = re.compile(r"[^\W\d_]")


def is_date_line(text: str, language: str | None = None) -> bool:
    """Return whether *text* holds dates with a label, or several dates, and almost nothing else.

    Such a line is not a paragraph of the article, however long it is: in running text ("Published in 1990, the book was
    updated on 3 May 2001 by its author"), more words remain.
    """
    if len(text) > _LONGEST or not _DIGIT.search(text):
        return False
    folded = fold(" ".join(with_latin_dates(text, language).split()) if needs_rewriting(text) else text)
    tokens = tokens_of(folded)
    dates = sum(isinstance(token, DateToken) for token in tokens)
    if not dates:
        return False
    start, pieces = 0, []
    for token in tokens:
        pieces.append(folded[start : token.start])
        start = token.end
    words, labels = _LABEL.subn(" ", " ".join((*pieces, folded[start:])))
    return (labels > 0 or dates > 1) and len(_LETTER.findall(_FILLER.sub(" ", words))) <= _MOST_LETTERS
