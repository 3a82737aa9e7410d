"""A line of text -> the dates, clock times and zones printed in it, with their places."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo

from newsarchive.parsers.words.times import LICENCE, LUNAR, MONTHS, VIETNAMESE_MONTHS, ZONES


def _one_letter(code: int) -> str | None:
    """Fold one character to one character, so that places in the folded text are places in the text."""
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
_FOLD |= dict.fromkeys(map(ord, "\u2002\u2003\u2007\u2008\u2009\u200a\u202f\u3000\t\r\n"), " ")


def fold(text: str) -> str:
    """Return *text* lower-cased, without diacritics, with plain dashes, slashes and blanks; same length."""
    return text.translate(_FOLD)


_MONTH_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
_MONTH_LETTERS = "".join(sorted({"t", *(name[0] for name in MONTHS)}))
_MONTH_WORDS = "|".join(sorted(VIETNAMESE_MONTHS, key=len, reverse=True)).replace(" ", r"\s")

# Every date but an American one starts with a digit that no digit precedes: the scan skips all other places at once.
_TOKEN = re.compile(
    rf"""
    (?=\d)(?<!\d)(?:
      (?P<y1>(?:19|20)\d\d)(?P<ysep>[-/]|\.\s?)(?P<m1>\d{{1,2}})(?P=ysep)(?P<d1>\d{{1,2}})(?!\d)(?P<t>t(?=\d))?
    | (?P<y2>(?:19|20)\d\d)(?P<m2>[01]\d)(?P<d2>[0-3]\d)t(?P<h2>\d\d)(?P<n2>\d\d)(?P<s2>\d\d)?(?!\d)
    | (?<!\d[-/.,:])(?P<d3>\d{{1,2}})(?P<sep>\s?[-/.]\s?)(?P<m3>\d{{1,2}})(?P=sep)(?P<y3>\d{{4}}|\d{{2}}(?![\d:hg]))
        (?!\d|[/.]\d|-\d+(?![\d:hg]))
    | (?P<d4>\d{{1,2}})\s?(?:thang|thg|th)\.?\s?(?P<m4>\d{{1,2}}|{_MONTH_WORDS})\s?,?\s?(?:nam)?\s?(?P<y4>\d{{4}})(?!\d)
    | (?P<d5>\d{{1,2}})(?:\.|st|nd|rd|th|er|º)?\s?(?:de\s|of\s|-)?(?P<m5>{_MONTH_NAMES})\b\.?,?\s?(?:de\s|del\s|-)?'?
        (?P<y5>\d{{4}}|\d{{2}}(?=\s\d\d?:))(?!\d)
    | (?P<y7>(?:19|20)\d\d)\s?(?:년|年)\s?(?P<m7>\d{{1,2}})\s?(?:월|月)\s?(?P<d7>\d{{1,2}})\s?(?:일|日)
    | (?<![.:])(?P<h>\d{{1,2}})
        (?:\s?:\s?(?P<n>\d{{1,2}})|\.(?P<n__>\d\d)(?=\s?(?:uhr|h\b))
          |\s?(?:h|g|gio|uhr)\s?(?P<n_>\d{{1,2}})(?!\d|\s?[-/.]\s?\d))
        (?!\d)(?:\s?:\s?(?P<s>\d{{2}})(?!\d)(?:[.,:]\d{{1,9}})?)?\s?(?:''?|phut(?![a-z])|uhr(?![a-z])|h(?![a-z0-9]))?
        (?:\s?(?P<half>sa|ch|am|pm|a\.m\.?|p\.m\.?|sang|trua|chieu|toi|dem)(?![a-z]))?
    | (?<![.:,/-])(?P<h8>\d{{1,2}})\s?(?:(?:h|gio|g00|h00)(?![a-z0-9])
        \s?(?P<half8>sa|ch|sang|trua|chieu|toi|dem)?(?![a-z])
        |(?P<half9>am|pm|a\.m\.?|p\.m\.?)(?![a-z]))
    | (?<![/.,:-])(?P<d9>\d{{1,2}})[-/](?P<m9>\d{{1,2}})(?![-/.,]?\d|%)
    )
  | (?=[{_MONTH_LETTERS}])(?<![^\W\d_])
      (?P<m6>{_MONTH_NAMES}|(?:thang|thg|th)\.?\s?(?P<mv>\d{{1,2}}|{_MONTH_WORDS}))\.?\s(?P<d6>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<y6>\d{{4}})(?!\d)
    """,
    re.X,
)
_ZONE = re.compile(
    r"\s?[\[(]?\s?(?:(?:gmt|utc)\s?(?P<sign>[+-])\s?(?P<hh>\d{1,2})(?::?(?P<mm>\d\d))?(?!\d)"
    r"|(?P<sign2>[+-])\s?(?P<hh2>\d\d):?(?P<mm2>\d\d)(?!\d)"
    r"|(?P<iso>[+-]\d\d)(?![\d:/.-])"
    r"|(?P<name>" + "|".join(sorted(ZONES, key=len, reverse=True)) + r")(?![a-z]))\s?[\])]?"
)
_LOST_PLUS = re.compile(r"\s(\d\d):(\d\d)$")
_LICENCE = re.compile(LICENCE)
_LUNAR_BEFORE = re.compile(rf"(?:{LUNAR})[^\d]{{0,12}}$|am lich\s?:?\s?(?:ngay\s)?$")
_LUNAR_AFTER = re.compile(r"[\s(,]{0,3}(?:nam\s)?(?:am lich|al\b)")


@dataclass(frozen=True)
class DateToken:
    """A printed date; *padded*: day and month have two digits.

    *year* is 0 when none was printed, and negative when it may be none.
    """

    start: int
    end: int
    year: int
    month: int
    day: int
    padded: bool = True
    numeric: bool = False


@dataclass(frozen=True)
class TimeToken:
    """A printed clock time, as printed; *minute* and *second* are ``None`` when they were not, *padded*: hour "07"."""

    start: int
    end: int
    hour: int
    minute: int | None
    second: int | None = None
    half: str | None = None
    padded: bool = False


def tokens_of(folded: str) -> Iterator[DateToken | TimeToken]:
    """Find the dates and clock times in a folded line, from left to right; vetoed dates are left out."""
    for match in _TOKEN.finditer(folded):
        token = _token(match)
        if isinstance(token, DateToken) and _vetoed(folded, token):
            continue
        yield token
        if match["h2"]:
            second = int(match["s2"]) if match["s2"] else None
            yield TimeToken(match.end(), match.end(), int(match["h2"]), int(match["n2"]), second)


def _token(match: re.Match[str]) -> DateToken | TimeToken:
    start, end = match.span()
    for index in "12":
        if match[f"y{index}"]:
            place = (start, end, *(int(match[f"{name}{index}"]) for name in "ymd"))
            return DateToken(*place)
    if match["d3"]:
        year = int(match["y3"]) + (2000 if len(match["y3"]) == 2 else 0)
        # Between dots a two-digit year may be a version number: its sign says that only a clock beside it is proof.
        year = -year if len(match["y3"]) == 2 and "." in match["sep"] else year
        padded = len(match["d3"]) == len(match["m3"]) == 2
        return DateToken(start, end, year, int(match["m3"]), int(match["d3"]), padded, "/" in match["sep"])
    if match["d4"]:
        return DateToken(start, end, int(match["y4"]), vietnamese_month(match["m4"]), int(match["d4"]))
    for index in "56":
        if match[f"d{index}"]:
            year, month = int(match[f"y{index}"]), _month(match, index)
            return DateToken(start, end, year + (2000 if year < 100 else 0), month, int(match[f"d{index}"]))
    if match["y7"]:
        return DateToken(start, end, int(match["y7"]), int(match["m7"]), int(match["d7"]))
    if match["d9"]:
        return DateToken(start, end, 0, int(match["m9"]), int(match["d9"]))
    if match["h8"]:
        return TimeToken(start, end, int(match["h8"]), None, None, _half(match["half8"] or match["half9"]))
    minute = match["n"] or match["n_"] or match["n__"]
    second = int(match["s"]) if match["s"] else None
    return TimeToken(start, end, int(match["h"]), int(minute), second, _half(match["half"]), match["h"].startswith("0"))


def _month(match: re.Match[str], index: str) -> int:
    return vietnamese_month(match["mv"]) if index == "6" and match["mv"] else MONTHS[match[f"m{index}"]]


def vietnamese_month(printed: str) -> int:
    """Return the number of a folded Vietnamese month: "9", "chin", "muoi hai"."""
    return int(printed) if printed.isdigit() else VIETNAMESE_MONTHS[printed.replace("\xa0", " ")]


def _half(printed: str | None) -> str | None:
    return printed.replace(".", "") if printed else None


def _vetoed(folded: str, token: DateToken) -> bool:
    before = folded[max(0, token.start - 80) : token.start]
    if _LICENCE.search(before) or _LUNAR_BEFORE.search(before):
        return True
    return bool(_LUNAR_AFTER.match(folded, token.end))


def date_of(token: DateToken, time: TimeToken | None) -> date | None:
    """Return the calendar date of *token*, or ``None`` when there is no such day.

    Day first, always; but unpadded m/d/yyyy with h:mm:ss AM|PM is how ASP.NET writes en-US, month first; and when only
    one order fits, it is that one.
    """
    day, month, year = token.day, token.month, abs(token.year) if time else token.year
    american = time is not None and time.second is not None and time.half in ("am", "pm") and time.hour <= 12
    if token.numeric and ((american and not token.padded and time and not time.padded) or month > 12 >= day):
        swapped = _date(year, day, month)
        if swapped is not None or month > 12:
            return swapped
    return _date(year, month, day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def clock_of(token: TimeToken) -> tuple[int, int, int] | None:
    """Return hour (0-23), minute and second of *token*, or ``None`` when no clock shows it."""
    hour, minute, second = token.hour, token.minute or 0, token.second or 0
    if hour > 23 or minute > 59 or second > 59:
        return None
    return _hour_of_day(hour, token.half), minute, second


def _hour_of_day(hour: int, half: str | None) -> int:
    if half in ("sa", "am", "sang"):
        return 0 if hour == 12 and half != "sang" else hour
    if half in ("ch", "pm", "chieu", "toi"):
        return hour + 12 if hour < 12 else hour
    if half == "trua":
        return hour + 12 if hour in (1, 2) else hour
    if half == "dem":
        return 0 if hour == 12 else hour + 12 if 6 <= hour < 12 else hour
    return hour


def zone_at(folded: str, place: int) -> tuple[tzinfo | None, int]:
    """Return the zone printed at *place* and where it ends; ``(None, place)`` when none is."""
    match = _ZONE.match(folded, place)
    if match is None:
        lost = _LOST_PLUS.match(folded, place)
        return (_offset("+", lost[1], lost[2]), lost.end()) if lost else (None, place)
    if match["name"]:
        return timezone(timedelta(hours=ZONES[match["name"]])), match.end()
    if match["iso"]:
        return _offset(match["iso"][0], match["iso"][1:], None), match.end()
    sign, hours, minutes = match["sign"] or match["sign2"], match["hh"] or match["hh2"], match["mm"] or match["mm2"]
    return _offset(sign, hours, minutes), match.end()


def _offset(sign: str, hours: str, minutes: str | None) -> tzinfo | None:
    delta = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if delta >= timedelta(hours=15):
        return None
    return timezone(-delta if sign == "-" else delta)


def moment(day: date, clock: tuple[int, int, int] | None, zone: tzinfo) -> datetime:
    """Put date, clock and zone together."""
    hour, minute, second = clock or (0, 0, 0)
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone)
