"""Times told from the moment of reading: "3 giờ trước", "hôm qua lúc 21:40", "8h35", "14h30 ngày 5/11"."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, tzinfo

from dateutil.relativedelta import relativedelta

from newsarchive.article import Precision
from newsarchive.parsers.words.times import NUMBERS, UNITS

Told = tuple[datetime, Precision, int, int]

_UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
_COUNT = r"\d{1,4}|" + "|".join(sorted(NUMBERS, key=len, reverse=True))
_AMOUNT = rf"(?P<n>{_COUNT})\s?(?P<u>{_UNIT})(?![a-z])(?:[\s,]{{1,2}}(?P<n2>\d{{1,3}})\s?(?P<u2>{_UNIT})(?![a-z]))?"
_AGO = re.compile(
    rf"(?<![\w/.:-]){_AMOUNT}\s?(?:truoc|ago|fa|geleden|sedan|siden|sitten|temu|zpet|atras)(?![a-z])(?!\skhi)"
)
_SINCE = re.compile(rf"(?<![a-z])(?:cach day|vor|il y a|hace|ha)\s(?:khoang\s|hon\s|gan\s|etwa\s)?{_AMOUNT}")
_JUST_NOW = re.compile(
    r"(?<![a-z])(?:vai giay truoc|vai phut truoc|vua xong|vua moi|vua dang|moi dang|just now|gerade eben)(?![a-z])"
)
_DAY_WORDS = {
    0: "hom nay|sang nay|trua nay|chieu nay|toi nay|today|heute|aujourd'hui|oggi|hoy|vandaag|hoje|idag",
    1: "hom qua|sang qua|chieu qua|toi qua|dem qua|yesterday|gestern|hier|ieri|ayer|gisteren|ontem|igar",
    2: "hom kia|vorgestern|avant-hier|anteayer",
}
_DAY = re.compile("|".join(rf"(?P<d{ago}>(?<![a-z])(?:{words})(?![a-z]))" for ago, words in _DAY_WORDS.items()))
_EXACT: dict[str, Precision] = {"second": "second", "minute": "minute", "hour": "hour"}


def told_from(folded: str, now: datetime, zone: tzinfo) -> Told | None:
    """Read a count of units back from *now*, or "just now"; value, precision, start and end of what was read."""
    now = now.astimezone(zone)
    match = _AGO.search(folded) or _SINCE.search(folded)
    if match is None:
        just = _JUST_NOW.search(folded)
        return (now, "minute", *just.span()) if just else None
    units = [UNITS[unit] for unit in (match["u"], match["u2"]) if unit]
    counts = [int(NUMBERS.get(count, 0) or count) for count in (match["n"], match["n2"]) if count]
    try:
        value = now - sum((_back(n, unit) for n, unit in zip(counts, units, strict=True)), relativedelta())
    except (OverflowError, ValueError):
        return None
    return (*_at_precision(value, units[-1]), *match.span())


def _back(count: int, unit: str) -> relativedelta:
    return relativedelta(**{f"{unit}s": count})  # type: ignore[arg-type]


def _at_precision(value: datetime, unit: str) -> tuple[datetime, Precision]:
    if unit in _EXACT:
        return value, _EXACT[unit]
    day = value.replace(hour=0, minute=0, second=0, microsecond=0)
    return (day, "day") if unit in ("day", "week") else (day.replace(day=1), "month")


def named_day(folded: str, now: datetime, zone: tzinfo) -> tuple[date, int, int] | None:
    """Read "hôm nay", "hôm qua", "hôm kia" as a date, with its place."""
    match = _DAY.search(folded)
    if match is None:
        return None
    ago = int(str(match.lastgroup)[1:])
    return now.astimezone(zone).date() - timedelta(days=ago), *match.span()


def newest_year(month: int, day: int, now: datetime, zone: tzinfo) -> date | None:
    """Return the newest *day*/*month* that is not after *now*'s date; ``None`` when no year has one."""
    today = now.astimezone(zone).date()
    for year in range(today.year, today.year - 9, -1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= today:
            return found
    return None
