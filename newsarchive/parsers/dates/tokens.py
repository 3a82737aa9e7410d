"""Find the dates and clock times displayed in a line of text, with their offsets in the line."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from newsarchive.parsers.lexicons.dates import MONTHS, VIETNAMESE_MONTHS


def _one_letter(code: int) -> str | None:
    """Fold one character to one character, so that offsets in the folded text are offsets in the text."""
    letter = chr(code)
    special = {"đ": "d", "Đ": "d", "ø": "o", "ł": "l", "ß": "s", "ı": "i", "İ": "i"}
    base = special.get(letter) or unicodedata.normalize("NFKD", letter)[:1].lower()
    return base if base and base != letter else None


_FOLD: dict[int, str] = {
    code: base
    for span in ((0x41, 0x5B), (0xA0, 0x250), (0x400, 0x430), (0x1E00, 0x1F00), (0xFF01, 0xFF5F))
    for code in range(*span)
    if (base := _one_letter(code))
}
_FOLD |= dict.fromkeys(map(ord, "‐‑‒–—―−－"), "-")
_FOLD |= dict.fromkeys(map(ord, "∕⁄／"), "/")
_FOLD |= dict.fromkeys(map(ord, "’‘`´′ʼ"), "'")
_FOLD |= dict.fromkeys(map(ord, "∶："), ":")
_FOLD |= dict.fromkeys(map(ord, "،，"), ",")
_FOLD |= dict.fromkeys(map(ord, "│∣｜❘¦"), "|")
_FOLD |= dict.fromkeys(map(ord, "∙‧●⋅"), "·")
_FOLD |= dict.fromkeys(map(ord, "\u2002\u2003\u2007\u2008\u2009\u200a\u202f\u3000\t\r\n"), " ")
# translate() takes three times as long for a character that is missing from its table.
_FOLD |= {code: chr(code) for code in range(128) if code not in _FOLD}


def fold(text: str) -> str:
    """Return *text* in lower case, without diacritics, with plain dashes, slashes and spaces; same length."""
    return text.translate(_FOLD)


def _by_first_letter(words: Iterable[str]) -> str:
    """Return a regex for *words*, longest first, that tries a word only at its first letter."""
    rests: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words, key=len, reverse=True):
        rests[word[0]].append(word[1:])
    return "|".join(f"{letter}(?:{'|'.join(remainders)})" for letter, remainders in rests.items())


_MONTH_NAMES = _by_first_letter(MONTHS)
_MONTH_LETTERS = "".join(sorted({"t", *(name[0] for name in MONTHS)}))
_MONTH_WORDS = "|".join(sorted(VIETNAMESE_MONTHS, key=len, reverse=True)).replace(" ", r"\s")

# Every date but an American one starts with a digit that no digit precedes; an American one ends like this.
_DIGITS = re.compile(r"\d+")
_AMERICAN_END = re.compile(r"\d(?:st|nd|rd|th)?,?\s\d{4}(?!\d)")
_YMD = r"""
    (?P<ymd>(?P<y1>(?:19|20)\d\d)(?P<ysep>[-/]|\.\s?)(?P<m1>\d{1,2})(?P=ysep)(?P<d1>\d{1,2})(?!\d)(?:\s?t\s?(?=\d\d:))?)"""
_COMPACT = r"""
    (?P<compact>(?P<y2>(?:19|20)\d\d)(?P<m2>[01]\d)(?P<d2>[0-3]\d)t(?P<h2>\d\d)(?P<n2>\d\d)(?P<s2>\d\d)?(?!\d))"""
_DMY = r"""
    (?P<dmy>(?<!\d[/.:])(?P<d3>\d{1,2})(?P<sep>\s?[-/.]\s?)(?P<m3>\d{1,2})(?P=sep)(?:\s(?=(?:19|20)\d\d))?
      (?P<y3>\d{4}|\d{2}(?![\d:hg]))(?!\d|[/.]\d|-\d+(?![\d:hg])))"""
_THANG = rf"""
    (?P<thang>(?P<d4>\d{{1,2}})\s?[-/]?\s?(?:thang|thg|th)\.?\s?(?P<m4>\d{{1,2}}|{_MONTH_WORDS})
      \s?[-/,]?\s?(?:nam)?\s?(?P<y4>\d{{4}})(?!\d))"""
# "12 Jan 23", "12 jan 23 | 5h27", "3 fev 24 às 14h05"; but "4 May 11 people", "4 May 11:30", "4 May 11h30", and the
# hours of an event: "4 May 20 - 22h30".
_BEHIND_SHORT_YEAR = (
    r"(?=\s?(?:$|[|·,]\s{0,3}(?:$|\d\d?\s?[:h]\s?\d\d))|\s(?:(?:as|a|at|um|kl\.?)\s)?\d\d?\s?[:h]\s?\d\d)"
)
# "May '68" is history: only the years of the web are years of two digits.
_YEAR_OF_APOSTROPHE = r"\d{4}|[0-29]\d"
_NAMED = rf"""
    (?P<named>(?P<d5>\d{{1,2}})(?:\.|st|nd|rd|th|er|º)?\s?(?:de\s|d'|of\s|-)?(?P<m5>{_MONTH_NAMES})\b\.?,?\s?
      (?:de\s|del\s|-)?
      (?:(?P<y5>\d{{4}}|\d{{2}}{_BEHIND_SHORT_YEAR}|(?<=-)\d{{2}}(?![\d-]))|'(?P<y5_>{_YEAR_OF_APOSTROPHE}))(?!\d))"""
_CJK = r"""
    (?P<cjk>(?P<y7>(?:19|20)\d\d)\s?(?:년|年)\s?(?P<m7>\d{1,2})\s?(?:월|月)\s?(?P<d7>\d{1,2})\s?(?:일|日))"""
_CLOCK = r"""
    (?P<clock>(?<![.:])(?P<h>\d{1,2})
      (?:\s?:\s?(?P<n>\d{1,2})|\.(?P<n__>\d\d)(?=\s?(?:uhr|h\b|[ap]\.?\s?m(?![a-z])))
        |\s?(?:heures?|h|g|gio|uhr)\s?(?P<n_>\d{1,2})(?!\d|\s?[/.]\s?\d|\s?-\s?\d(?!\d?[/-]\d\d?[/-]\d)))
      (?!\d)(?:\s?:\s?(?P<s>\d{2})(?!\d)(?:[.,:]\d{1,9})?
        |\s?(?:phut|['pm])\s?(?P<s_>\d{1,2})\s?(?:giay|s(?![a-z])|''|"))?
      \s?(?:''?|(?:phut|gio|uhr)(?![a-z])|p(?![a-z]|\.?\s?m)|h(?![a-z0-9]))?
      (?:\s?[(]?(?P<half>sa|ch|[ap]\.?\s?m\.?|sang|trua|chieu|toi|dem)(?![a-z])[)]?)?)"""
_HOUR = r"""
    (?P<hour>(?<![.:,/-])(?P<h8>\d{1,2})\s?(?:(?:h|gio|g|g00|h00|uhr)(?![a-z0-9])
      \s?(?P<half8>sa|ch|sang|trua|chieu|toi|dem)?(?![a-z])
      |(?P<half9>[ap]\.?\s?m\.?)(?![a-z])))"""
_DM = r"""
    (?P<dm>(?<![/.,:-])(?P<d9>\d{1,2})(?:[-/]|\s(?:thang|thg)\s)(?P<m9>\d{1,2})(?![-/.,]?\d|%))"""
_AMERICAN = rf"""
    (?=[{_MONTH_LETTERS}][^\W\d_]*\.?\s?(?:\d|[a-z]+\s(?:[a-z]+\s)?\d))(?<![^\W\d_])
    (?P<american>(?P<m6>{_MONTH_NAMES}|(?:thang|thg|th)\.?\s?(?P<mv>\d{{1,2}}|{_MONTH_WORDS}))\.?\s
      (?P<d6>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<y6>\d{{4}})(?!\d))"""


def _at_digit(*shapes: str) -> str:
    return rf"(?=\d)(?<!\d)(?:{'|'.join(shapes)})"


# The order of the patterns decides between two interpretations of the same text.
_ANY = _at_digit(_YMD, _COMPACT, _DMY, _THANG, _NAMED, _CJK, _CLOCK, _HOUR, _DM)
_TOKEN = re.compile(_ANY, re.X)
_TOKEN_ANYWHERE = re.compile(f"{_ANY} | {_AMERICAN}", re.X)
# The characters after the first digits exclude most patterns; nearly all dates are one of these two.
_TOKEN_BEFORE = {
    ":": re.compile(_at_digit(_CLOCK), re.X),
    "/": re.compile(_at_digit(_YMD, _DMY, _THANG, _DM), re.X),
}


class DateToken(NamedTuple):
    """A displayed date; *padded*: day and month have two digits; *numeric*: "/" or "-" between them; *dotted*: ".".

    *year* is 0 if the date has no year, and negative if the number may not be a year.
    """

    start: int
    end: int
    year: int
    month: int
    day: int
    padded: bool = True
    numeric: bool = False
    dotted: bool = False


class TimeToken(NamedTuple):
    """A clock time as displayed; *minute* and *second* are ``None`` if missing; *padded*: hour "07"."""

    start: int
    end: int
    hour: int
    minute: int | None
    second: int | None = None
    half: str | None = None
    padded: bool = False


def tokens_of(folded: str) -> list[DateToken | TimeToken]:
    """Return the dates and clock times in a folded line, from left to right."""
    found: list[DateToken | TimeToken] = []
    for match in _TOKEN_ANYWHERE.finditer(folded) if _may_be_american(folded) else _at_digits(folded):
        shape = str(match.lastgroup)  # the outermost group closes last: the name of the pattern
        found.append(_READERS[shape](match))
        if shape == "compact":
            second = int(match["s2"]) if match["s2"] else None
            found.append(TimeToken(match.end(), match.end(), int(match["h2"]), int(match["n2"]), second))
    return found


def _may_be_american(folded: str) -> bool:
    return (" 20" in folded or " 19" in folded) and _AMERICAN_END.search(folded) is not None


def _at_digits(folded: str) -> list[re.Match[str]]:
    """Yield the matches of ``finditer``, trying only at digits, which is twice as fast."""
    end, found = 0, []
    for digits in _DIGITS.finditer(folded):
        start, behind = digits.span()
        if start < end:
            continue
        match = _TOKEN_BEFORE.get(folded[behind : behind + 1], _TOKEN).match(folded, start)
        if match:
            found.append(match)
            end = match.end()
    return found


def _in_digits(names: tuple[str, str, str]) -> Callable[[re.Match[str]], DateToken]:
    """Return a function that gets year, month and day from the groups *names*."""

    def read(match: re.Match[str]) -> DateToken:
        year, month, day = match.group(*names)
        return DateToken(match.start(), match.end(), int(year), int(month), int(day))

    return read


def full_year(short: int) -> int:
    """Return the year that two digits mean: 69 to 99 are years of the twentieth century (POSIX, strptime)."""
    return short + (1900 if short >= 69 else 2000)


def _day_first(match: re.Match[str]) -> DateToken:
    day, separator, month, year = match.group("d3", "sep", "m3", "y3")
    number = int(year)
    padded = len(day) == len(month) == 2
    if len(year) == 2:
        # "17.3.12" may be a version, "17.03.12" cannot be: a negative year means that only an adjacent clock time
        # proves that it is a date.
        alone = len(match[0]) == len(match.string)
        sure = "." not in separator or (padded and (alone or "0" in (day[0], month[0])))
        number = full_year(number) if sure else -full_year(number)
    return DateToken(
        match.start(),
        match.end(),
        number,
        int(month),
        int(day),
        padded,
        numeric="/" in separator or "-" in separator,
        dotted="." in separator,
    )


def _vietnamese(match: re.Match[str]) -> DateToken:
    return DateToken(match.start(), match.end(), int(match["y4"]), vietnamese_month(match["m4"]), int(match["d4"]))


def _named(match: re.Match[str]) -> DateToken:
    year = int(match["y5"] or match["y5_"])
    number = full_year(year) if year < 100 else year
    return DateToken(match.start(), match.end(), number, MONTHS[match["m5"]], int(match["d5"]))


def _american(match: re.Match[str]) -> DateToken:
    month = vietnamese_month(match["mv"]) if match["mv"] else MONTHS[match["m6"]]
    return DateToken(match.start(), match.end(), int(match["y6"]), month, int(match["d6"]))


def _yearless(match: re.Match[str]) -> DateToken:
    day, month = match.group("d9", "m9")
    padded = len(day) == len(month) == 2
    return DateToken(match.start(), match.end(), 0, int(month), int(day), padded, "-" not in match["dm"])


def _clock(match: re.Match[str]) -> TimeToken:
    hour, colon, letter, dot, second, spelled, half = match.group("h", "n", "n_", "n__", "s", "s_", "half")
    minute = int(colon or letter or dot)
    seconds = int(second or spelled) if second or spelled else None
    return TimeToken(match.start(), match.end(), int(hour), minute, seconds, _half(half), hour[0] == "0")


def _hour(match: re.Match[str]) -> TimeToken:
    half = _half(match["half8"] or match["half9"])
    return TimeToken(match.start(), match.end(), int(match["h8"]), None, None, half)


_READERS: dict[str, Callable[[re.Match[str]], DateToken | TimeToken]] = {
    "ymd": _in_digits(("y1", "m1", "d1")),
    "compact": _in_digits(("y2", "m2", "d2")),
    "cjk": _in_digits(("y7", "m7", "d7")),
    "dmy": _day_first,
    "thang": _vietnamese,
    "named": _named,
    "american": _american,
    "dm": _yearless,
    "clock": _clock,
    "hour": _hour,
}


def vietnamese_month(displayed: str) -> int:
    """Return the number (1-12) of a folded Vietnamese month: "9", "chin", "muoi hai"; KeyError for other words."""
    return int(displayed) if displayed.isdigit() else VIETNAMESE_MONTHS[displayed.replace("\xa0", " ")]


def _half(displayed: str | None) -> str | None:
    return displayed.replace(".", "").replace(" ", "") if displayed else None
