"""Lines that consist of dates, clock times and their labels: "First published 8 Nov 2023; updated 10 Nov 2023"."""

from __future__ import annotations

import re

from newsarchive.parsers.bylines.foreign_names import is_known_person
from newsarchive.parsers.bylines.parser import is_byline, parse_byline
from newsarchive.parsers.dates.scripts import needs_rewriting, weekdays_of, with_latin_dates, with_latin_months
from newsarchive.parsers.dates.tokens import DateToken, fold, tokens_of
from newsarchive.parsers.html.tree import Node, text_of
from newsarchive.parsers.lengths import LONGEST_BARE_NAME
from newsarchive.parsers.lexicons.dates import (
    COUNTS_OF_READING,
    DAY_WORDS,
    FIELDS_OF_PAGE,
    FILLERS,
    MONTHS,
    PUBLISHED_AROUND,
    STAMP_PHRASES,
    STAMP_WORDS,
    UNITS,
    UPDATED_AROUND,
    ZONES,
)
from newsarchive.parsers.lexicons.metadata import BY
from newsarchive.parsers.text import clean

# characters; two labeled dates with clock and zone, and a credit; a longer line is running text
_LONGEST_DATE_LINE = 160
_LETTERS_OF_COUNTER = 6  # letters; "Lu 120 fois" beside a credit and a date
_LONGEST_FIELD = 60  # characters; a name, a section or a labeled date; a longer part is a sentence
_MOST_FIELDS = 8  # elements; author, section, two dates, time of reading, counters: a box with more is not one line
_SENTENCE_ENDS = (".", "!", "?", "…")
_FIELD = re.compile(rf"(?:{FIELDS_OF_PAGE})\s?:")
_COUNTER = re.compile(
    r"\d[\d.,]{0,9}[kK]?\s(?:lượt\s)?(?:phản\shồi|bình\sluận|xem|đọc|views?|reads?|comments?)", re.IGNORECASE
)
# "Czytano: 312 razy", "Lesezeit: 3 Min."; "Eintritt: 5 Euro" is an event's.
_COUNT = re.compile(rf"(?:{COUNTS_OF_READING})\s?:\s?\d[\d.,]{{0,9}}(?:\s?[^\W\d_]{{1,8}}\.?)?")
# "Tanggal: 20 November 2026": a label of one word before a date.
_FIELD_OF_DATE = re.compile(r"^[^\W\d_]{2,14}\s?:\s?")
_BAR = re.compile(r"[|•·]")
_KOREAN_FIELDS = re.compile(
    r"(?:(?:작성자|글쓴이|등록자|이름)\s?:?\s?\S{1,12}\s)?(?:작성일|등록일|날짜|입력)\s?:?\s?[\d.:/\-\s오전후]{8,25}"
    r"(?:\s?(?:조회수?|댓글|추천|좋아요)\s?:?\s?\d+)*"
)
# Letters that may remain in such a line besides dates and labels: "CET", an unknown label, a source's initials.
_MOST_LETTERS = 8
_DIGIT = re.compile(r"\d")
# Every date has two numbers, or year, month and day in one.
_NUMBERS = re.compile(r"\d\D+\d|\d{8}")
_LABEL = re.compile(rf"(?<![a-z])(?:{PUBLISHED_AROUND}|{UPDATED_AROUND})[a-z]*|^(?:date|fecha|data|dato|ngay)(?=\s?:)")
_FILLER = re.compile(rf"(?<![^\W\d_])(?:{FILLERS})(?![^\W\d_])")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")
_DATED = re.compile(r"\d[:/.h]\d\d|(?<!\d)(?:19|20)\d\d(?:\b|[年년])|\d [Mm]in")
_RANGE = re.compile(r"\d[:.h]\d\d\s?[-–—]\s?\d{1,2}[:.h]\d\d")
_STAMP_PHRASE = re.compile(STAMP_PHRASES)
_DAYS = _WORD.findall("|".join(DAY_WORDS.values()))
# Without "h" and the like: 14h30 is the time of a programme's item more often than the page's; without "nam", the year
# and the number five: "Năm 2024" is a heading. Without the parts of the day alone, which open the items of a programme
# or a chronicle: "Sáng: 7:30 - 11:30", "Chiều 4-3-2024"; folded, they are names and pronouns too ("Tuấn", "tôi").
_STAMP = frozenset(
    word for word in map(fold, (*MONTHS, *UNITS, *ZONES, *_DAYS, *STAMP_WORDS)) if len(word) > 1 or word in STAMP_WORDS
) - {"nam", "sang", "trua", "chieu", "toi", "dem", "tuan"}
# Beside a whole date and its weekday or clock, these words name its parts: "Thứ Năm, ngày 20 tháng 8 năm 2020, 01g55".
# Without either, the date may head an entry of a chronicle: "Ngày 20 tháng 8 năm 2020".
_PARTS_OF_DATE = frozenset(("nam", "h", "g", "gio", "phut", "sa", "ch"))
_PART_OF_DAY = re.compile(r"(?<=\d)\s?(?:(?:gio|h|g)\s)?(?:sang|trua|chieu|toi)\b")
_WHOLE_DATE = re.compile(
    r"(?<!\d)\d{1,2}\s?(?:[/.-]|thang)\s?\d{1,2}\s?(?:[/.-]|nam|,)\s?(?:19|20)\d\d(?!\d)|(?<!\d)(?:19|20)\d\d-\d\d-\d\d"
)
_CLOCK_OR_WEEKDAY = re.compile(r"\d\d?\s?(?:[:hg]|gio)\s?\d\d|\d{1,2}\s?(?:h|gio)\b|^\W?(?:thu\s(?!\d{2})\w|chu nhat)")
# The line of WordPress below a headline: "Posted in Business, Council on 21st November 2026 by Ann Reed | 4 comments".
_FILED = re.compile(
    r"(?:posted|filed|published)(?: by (?P<name>[^|•·.:,]{3,40}?))? (?:in|under):?"
    r" (?P<sections>(?:[^.:;!?]|\.(?! ))+?) on (?P<date>[^|•·]+?)"
    r"(?: by (?P<behind>[^|•·.]{3,40}?))?(?:\s?[|•·][^.]{0,40})?",
    re.I,
)
_BETWEEN_SECTIONS = re.compile(r", |/| and | & ")
# What surrounds the date in the line below a Chinese headline: a label, an outlet's name, labeled fields.
_CJK_BEFORE = re.compile(r"[^\s:。，]{0,9}:?\s?")
_CJK_NAMES = "来源|來源|出处|出處|稿源|作者|编辑|編輯|责编|責編|浏览|瀏覽|阅读|閱讀|点击|點擊|字号|字號|字体|字體"
_CJK_BEHIND = re.compile(
    r"\s?(?:[\u3400-\u9fff]{2,10}(?<=[网網报報社闻聞])\s?)?"
    rf"(?:(?:文章|信息|新闻|稿件|责任|責任)?(?:{_CJK_NAMES})(?:次数|次數|量)?\s?:?\s?(?:大\s?中\s?小|(?:(?!{_CJK_NAMES})[^\s:。，!?]){{0,20}}+)\s?){{0,6}}+"
)


def is_dated(text: str) -> bool:
    """Return whether *text* holds a clock time, a year or a number of minutes."""
    return _DIGIT.search(text) is not None and _DATED.search(text) is not None


def is_stamp(text: str) -> bool:
    """Return whether *text* is only a date, a time or a reading time, perhaps with a label or a news agency.

    From one clock time to another, something is open: "Monday: 7:30 - 11:30".
    """
    return (
        not _RANGE.search(text)
        and is_dated(text)
        and _STAMP.issuperset(_WORD.findall(_STAMP_PHRASE.sub(" ", fold(text))))
    )


def is_stamp_of_page(text: str) -> bool:
    """Return whether *text* is only a whole Vietnamese date with its weekday or clock, as pages are dated.

    The heading of a chronicle's entry has the same form: "Thứ Năm, ngày 20 tháng 8 năm 2020".
    """
    if len(text) > _LONGEST_DATE_LINE or _RANGE.search(text) or not is_dated(text):
        return False
    folded = fold(text)
    if not _WHOLE_DATE.search(folded) or not _CLOCK_OR_WEEKDAY.search(folded):
        return False
    words = set(_WORD.findall(_STAMP_PHRASE.sub(" ", _PART_OF_DAY.sub(" ", folded))))
    return words - _STAMP <= _PARTS_OF_DATE


def is_date_line(text: str, language: str | None = None) -> bool:
    """Return whether *text* holds dates with a label, or several dates, and almost nothing else.

    Such a line is not a paragraph of the article, however long it is: in running text ("Published in 1990, the book was
    updated on 3 May 2001 by its author"), more words remain. A credit may stand before or after the dates.
    """
    if len(text) > _LONGEST_DATE_LINE or not _DIGIT.search(text):
        return False
    if _BAR.search(text) and _is_line_of_fields(text, language):
        return True
    if _KOREAN_FIELDS.fullmatch(text) or _filed(text) is not None:
        return True
    is_foreign = needs_rewriting(text)
    if not is_foreign and not _NUMBERS.search(text):
        return False
    line = " ".join(with_latin_dates(text, language).split()) if is_foreign else text
    folded = fold(line)
    tokens = tokens_of(folded)
    dates = sum(isinstance(token, DateToken) for token in tokens)
    if not dates and not is_foreign and language and _YEAR.search(line):  # "2024. március 5."
        line = with_latin_months(line, language.partition("-")[0])
        folded = fold(line)
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
    most = _MOST_LETTERS if labels > 0 or dates > 1 else 0
    if most and _letters_beside(words, language) <= most:
        return True
    # "Par Léa Morel, publié le 4 mars 2024, modifié le 6 mars 2024", "4/3/2024 | a cura di Luca Ferri"
    label = _LABEL.search(pieces[0])
    if _is_credit(line[: label.start() if label else len(pieces[0])], language, labeled=not labels):
        pieces[0] = pieces[0][label.start() :] if label else ""
        most = most or _LETTERS_OF_COUNTER  # "Rédigé par Léa Morel le mardi 4 mars 2024 | Lu 120 fois"
    elif _is_credit(_DIGIT.split(line[start:])[-1], language, labeled=not labels):  # "… - ore 09.10 | a cura di …"
        behind = ""
    else:
        return False
    return _letters_beside(_LABEL.sub(" ", " ".join((*pieces, behind))), language) <= most


def name_filed(text: str) -> str | None:
    """Return the name in a line such as "Posted in Harbor, City council on March 4, 2024 by Ann Reed", or ``None``."""
    filed = _filed(text)
    return filed and (filed["name"] or filed["behind"])


def _filed(text: str) -> re.Match[str] | None:
    """Return the parts of *text* if it says in which sections an article is filed and when.

    The sections are capitalized, which a sentence is not: "Posted in Cairo, he met her on 3 May 1921".
    """
    filed = _FILED.fullmatch(text)
    is_line = (
        filed is not None
        and is_stamp(filed["date"])
        and all(section[:1].isupper() or " " not in section for section in _BETWEEN_SECTIONS.split(filed["sections"]))
    )
    return filed if is_line else None


def consists_of_fields(node: Node, text: str, language: str | None = None) -> bool:
    """Return whether every part of *node*, which displays *text*, is an element, and one of them is only a date.

    <div><a>Ann Reed</a> <span>18.11.2026, 10:40</span> <span>Updated: 19.11.2026, 8:00</span></div>: the parts of a
    sentence are not all elements of their own, or end in a full stop.
    """
    if len(text) > _LONGEST_DATE_LINE or not 1 < len(node) <= _MOST_FIELDS or clean(node.text):
        return False
    parts = [text_of(part) for part in node]
    if any(len(part) > _LONGEST_FIELD or part[-1:] in _SENTENCE_ENDS for part in parts if part):
        return False
    if any(map(str.isalnum, "".join(part.tail or "" for part in node))):
        return False
    return any(is_stamp(part) or is_date_line(part, language) for part in parts)


def _is_line_of_fields(text: str, language: str | None) -> bool:
    """Return whether *text* is fields between bars: a date, and fields with a label of authors, section or counters.

    "20.11.2026 11:15 | autor: Jan Lis | kategoria: Miasto". A line of results has other fields.
    """
    fields = [field for field in map(str.strip, _BAR.split(text)) if field]
    labeled = [
        field
        for field in fields
        if _FIELD.match(fold(field)) or _COUNTER.fullmatch(field) or _COUNT.fullmatch(fold(field)) or BY.match(field)
    ]
    days = weekdays_of(language) if language else frozenset()
    dates = []
    for field in (field for field in fields if field not in labeled):
        first, blank, remainder = _FIELD_OF_DATE.sub("", field).partition(" ")
        if is_stamp(remainder if blank and fold(first).strip(",.") in days else f"{first} {remainder}"):
            dates.append(field)
    return (
        bool(dates and labeled) and len(dates) + len(labeled) == len(fields) and max(map(len, fields)) <= _LONGEST_FIELD
    )


def _letters_beside(words: str, language: str | None) -> int:
    """Return the number of letters in *words*, folded, that belong to no filler and no day of the week."""
    remainder = _FILLER.sub(" ", words)
    letters = len(_LETTER.findall(remainder))
    if letters > _MOST_LETTERS and language:
        days = weekdays_of(language)
        letters = sum(len(word) for word in _WORD.findall(remainder) if word not in days)
    return letters


def _is_credit(text: str, language: str | None, *, labeled: bool) -> bool:
    """Return whether *text*, before or after a date, is a labeled credit, or a person with a known given name.

    With *labeled*, a bare name is none: "Ann Reed (@annreed) March 4, 2024" ends a quotation, and "Ann Reed, Old Mill,
    March 4 to May 6, 2024" is an exhibition.
    """
    text = text.strip(" ,;|/·•–—-")
    if not labeled:
        text = text.removesuffix(".")  # "Story by Ann Reed. Photos by Jan Moss. Published: March 4, 2024"
    if " " not in text or text[-1] in ".!?":
        return False
    if is_byline(text, language=language or "en"):
        return True
    if labeled:
        return False
    if text.lower() == text.upper():  # scripts without capital letters, which are the sign of a name elsewhere
        return BY.match(text) is not None and len(text) <= LONGEST_BARE_NAME
    found = parse_byline(text, language=language or "en")
    return found is not None and bool(found.authors) and all(map(is_known_person, found.authors))
