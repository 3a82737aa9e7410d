"""Convert displayed dates, clock times and zones to values; ``None`` for a date or time that does not exist."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from newsarchive.article import Precision
from newsarchive.parsers.dates.tokens import DateToken, TimeToken
from newsarchive.parsers.lexicons.dates import SEASONAL_ZONES, ZONES

#: Which part of a numeric date comes first.
Order = Literal["day", "month"]

_ZONE = re.compile(
    r"\s?[\[(]?\s?(?:(?:gmt|utc)\s?(?P<sign>[+-])\s?(?P<hh>\d{1,2})(?::?(?P<mm>\d\d))?(?!\d)"
    r"|(?P<sign2>\+\s?|-)(?P<hh2>\d\d):?(?P<mm2>\d\d)(?!\d)"
    r"|(?P<iso>[+-]\d\d)(?![\d:/.-])"
    r"|(?P<name>"
    + "|".join(sorted(ZONES, key=len, reverse=True))
    + r"|(?:(?<=m\s)|(?<=m\.\s)|(?<=m\s\()|(?<=m\.\s\())(?:[ecmp]t|cst))"
    r"(?![a-z]))\s?[\])]?"
)
_LOST_PLUS = re.compile(r"\s(\d\d):(\d\d)$")


def date_of(token: DateToken, time: TimeToken | None, *, order: Order | None = None) -> date | None:
    """Return the calendar date of *token*, or ``None`` if the day does not exist.

    *order* says whether day or month comes first. If it is unknown, the day does, except in an unpadded m/d/yyyy with
    h:mm:ss AM|PM, which is how ASP.NET writes en-US. If only one order gives a valid date, that order is used.
    """
    day, month, year = token.day, token.month, abs(token.year) if time else token.year
    american = time is not None and time.second is not None and time.half in ("am", "pm") and time.hour <= 12
    american = american and not token.padded and time is not None and not time.padded
    month_first = order == "month"
    is_american = month_first or (order is None and american)
    # "11.8.2023 7:40 PM" on an American page; languages with dots in their dates have no "PM".
    is_dotted_american = token.dotted and month_first and time is not None and time.half in ("am", "pm")
    # "05.15.2013": there is no month 15; the version number of a program has no leading zero.
    is_dotted_american = is_dotted_american or (token.dotted and token.padded and month > 12 >= day)
    if is_dotted_american or (token.numeric and (is_american or month > 12 >= day)):
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
    """Return hour (0-23), minute and second of *token*, or ``None`` if the clock time does not exist."""
    hour, minute, second = token.hour, token.minute or 0, token.second or 0
    if hour > 23 or minute > 59 or second > 59:
        return None
    return _hour_of_day(hour, token.half), minute, second


def _hour_of_day(hour: int, half: str | None) -> int:
    if half in ("sa", "am", "sang"):
        return 0 if hour == 12 else hour  # WordPress translates "am" as "sáng": "12:05 sáng" is five past midnight
    if half in ("ch", "pm", "chieu", "toi"):
        return hour + 12 if hour < 12 else hour
    if half == "trua":
        return hour + 12 if hour in (1, 2) else hour
    if half == "dem":
        return 0 if hour == 12 else hour + 12 if 6 <= hour < 12 else hour
    return hour


def precision_of(token: TimeToken | None) -> Precision:
    """Return the precision of a date with the clock time *token*: "hour", "minute" or "second"; "day" for ``None``."""
    if token is None:
        return "day"
    if token.minute is None:
        return "hour"
    return "minute" if token.second is None else "second"


def zone_at(folded: str, position: int) -> tuple[tzinfo | None, int]:
    """Return the time zone displayed at *position* of the *folded* line and where it ends.

    ``(None, position)`` if no zone is displayed there. An offset of 15 hours or more is no zone: the largest are UTC+14
    and UTC-12.
    """
    match = _ZONE.match(folded, position)
    if match is None:
        lost = _LOST_PLUS.match(folded, position)
        return (_offset("+", lost[1], lost[2]), lost.end()) if lost else (None, position)
    if match["name"]:
        return _named_zone(match["name"]), match.end()
    if match["iso"]:
        return _offset(match["iso"][0], match["iso"][1:], None), match.end()
    sign, hours, minutes = match["sign"] or match["sign2"][0], match["hh"] or match["hh2"], match["mm"] or match["mm2"]
    return _offset(sign, hours, minutes), match.end()


@lru_cache(maxsize=64)
def _named_zone(name: str) -> tzinfo:
    return ZoneInfo(SEASONAL_ZONES[name]) if name in SEASONAL_ZONES else timezone(timedelta(hours=ZONES[name]))


@lru_cache(maxsize=256)
def _offset(sign: str, hours: str, minutes: str | None) -> tzinfo | None:
    delta = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if delta >= timedelta(hours=15):
        return None
    return timezone(-delta if sign == "-" else delta)


def moment(day: date, clock: tuple[int, int, int] | None, zone: tzinfo) -> datetime:
    """Return the aware time of *day* at *clock* (hour, minute, second; ``None``: midnight) in *zone*."""
    hour, minute, second = clock or (0, 0, 0)
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone)
