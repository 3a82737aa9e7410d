"""Times relative to the fetch time: "3 giờ trước", "hôm qua lúc 21:40", "8h35", "14h30 ngày 5/11"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo

from dateutil.relativedelta import relativedelta

from newsarchive.article import Precision
from newsarchive.parsers.dates.tokens import DateToken, TimeToken
from newsarchive.parsers.dates.values import clock_of, moment, precision_of
from newsarchive.parsers.lexicons.dates import CLOCK_LEAD, DAY_WORDS, NUMBERS, PUBLISHED, UNITS, UPDATED

RelativeTime = tuple[datetime, Precision, int, int]

_LONGEST = 80  # characters; a relative time is displayed in a short line; a longer line is a sentence
_UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
_NUMBER = "|".join(sorted(NUMBERS, key=len, reverse=True))
_AMOUNT = (
    rf"(?:(?<!\d)(?<!\d[-/.,:])(?P<n>\d{{1,4}})|(?<![a-z])(?P<word>{_NUMBER})(?=\s))\s?(?P<u>{_UNIT})(?![a-z])"
    rf"(?:[\s,]{{1,2}}(?P<n2>\d{{1,3}})\s?(?P<u2>{_UNIT})(?![a-z]))?"
)
_AGO = re.compile(rf"{_AMOUNT}\s?(?:truoc|(?:ago|fa|geleden|sedan|siden|sitten|temu|zpet|atras)(?![a-z]))")
_SINCE = re.compile(rf"(?<![a-z])(?:cach day|vor|il y a|hace|ha)\s(?:khoang\s|hon\s|gan\s|etwa\s)?{_AMOUNT}")
_JUST_NOW = re.compile(
    r"(?<![a-z])(?:vai giay truoc|vai phut truoc|vua xong|vua moi|vua dang|moi dang|just now|gerade eben)(?![a-z])"
)
_DAY = re.compile("|".join(rf"(?P<d{ago}>(?<![a-z])(?:{words})(?![a-z]))" for ago, words in DAY_WORDS.items()))
# Every match of the patterns above contains one of these; testing for them first is far faster.
_AGO_SIGNS = ("truoc", "ago", "fa", "geleden", "sedan", "siden", "sitten", "temu", "zpet", "atras")
_SINCE_SIGNS = ("cach day", "vor", "il y a", "hace", "ha ")
_NOW_SIGNS = ("truoc", "vua ", "moi dang", "just now", "gerade")
_DAY_SIGNS = tuple(word for words in DAY_WORDS.values() for word in words.split("|"))
_DAY_GAP = re.compile(r"(?:[\s,.|:()-]|luc|vao|hoi|at|um|a las|alle)*")
_HALF = re.compile(r"sang|trua|chieu|toi|dem")
_LEAD = re.compile(rf"(?:[^\w]|{UPDATED}|{PUBLISHED}|{CLOCK_LEAD})*")
_SECTION = re.compile(r"[^\d]{1,40}\s[-|•·]\s*")
_AT = re.compile(r"(?<![a-z])(?:luc|hoi|vao)\s?:?\s?$")
_CLOCK = re.compile(r"\d{1,2}(?:\s?:\s?|[hg])\d\d(?!\s?p(?:hut)?(?![a-z]))")
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}  # months and years vary in length
_EXACT: dict[str, Precision] = {"second": "second", "minute": "minute", "hour": "hour"}


def relative_time(
    displayed: str, folded: str, tokens: Sequence[DateToken | TimeToken], now: datetime, zone: tzinfo
) -> RelativeTime | None:
    """Parse a time whose date depends on *now*, such as "2 giờ trước" or "hôm qua 8:30"; ``None`` if it is none.

    *displayed* is the text, *folded* the same in lower case without diacritics, *tokens* its numbers. *now* is aware;
    the result is in *zone*, with precision and the start and end of the match in characters.
    """
    if len(folded) > _LONGEST:
        return None
    now = now.astimezone(zone)
    relative = _counted_back(displayed, folded, now)
    if relative is not None:
        return relative
    times = [token for token in tokens if isinstance(token, TimeToken) and clock_of(token)]
    day = _DAY.search(folded) if any(word in folded for word in _DAY_SIGNS) else None
    if day is not None:
        return _on_named_day(folded, day, times, now, zone)
    return _clock_alone(folded, times, now, zone) if len(times) == len(tokens) else None


def _counted_back(displayed: str, folded: str, now: datetime) -> RelativeTime | None:
    match = _AGO.search(folded) if any(word in folded for word in _AGO_SIGNS) else None
    if match is None and any(word in folded for word in _SINCE_SIGNS):
        match = _SINCE.search(folded)
    if match is None:
        just = _JUST_NOW.search(folded) if any(word in folded for word in _NOW_SIGNS) else None
        return (now, "minute", *just.span()) if just else None
    units = [UNITS[unit] for unit in (match["u"], match["u2"]) if unit]
    # The precisions do not include the year, and "2 ngày trước Tết" counts back from a moment other than the fetch.
    if units[-1] == "year" or _goes_on(displayed[match.end() :]):
        return None
    counts = [int(match["n"] or NUMBERS[match["word"]])] + ([int(match["n2"])] if match["n2"] else [])
    try:
        value = now
        for count, unit in zip(counts, units, strict=True):
            value -= _back(count, unit)
    except (OverflowError, ValueError):
        return None
    return (*_at_precision(value, units[-1]), *match.span())


def _goes_on(following: str) -> bool:
    words = following.lstrip(" ,")
    return (
        following[:1] in (" ", ",")
        and (words[:1].islower() or words.startswith("Tết"))
        and words[:3] not in ("bởi", "tại")
    )


def _back(count: int, unit: str) -> relativedelta | timedelta:
    seconds = _SECONDS.get(unit)
    return timedelta(seconds=count * seconds) if seconds else relativedelta(**{f"{unit}s": count})  # type: ignore[arg-type]


def _at_precision(value: datetime, unit: str) -> tuple[datetime, Precision]:
    if unit in _EXACT:
        return value, _EXACT[unit]
    day = value.replace(hour=0, minute=0, second=0, microsecond=0)
    return (day, "day") if unit in ("day", "week") else (day.replace(day=1), "month")


def _on_named_day(
    folded: str, named: re.Match[str], times: Sequence[TimeToken], now: datetime, zone: tzinfo
) -> RelativeTime | None:
    """Parse "hôm qua" next to a clock time, or alone in its line; in a sentence it is not a time of the page."""
    day = now.date() - timedelta(days=int(str(named.lastgroup)[1:]))
    start, end = named.span()
    time = next((token for token in times if _beside(folded, token, start, end)), None)
    if time is None:
        alone = _leads(folded[:start]) and not re.search(r"\w", folded[end:])
        return (moment(day, None, zone), "day", start, end) if alone else None
    half = _HALF.match(named[0])
    time = time._replace(half=half[0]) if half and time.half is None else time
    span = min(start, time.start), max(end, time.end)
    return moment(day, clock_of(time), zone), precision_of(time), *span


def _beside(folded: str, time: TimeToken, start: int, end: int) -> bool:
    between = (time.end, start) if time.start < start else (end, time.start)
    return between[0] >= between[1] or _DAY_GAP.fullmatch(folded, *between) is not None


def _leads(before: str) -> bool:
    """Return whether *before* holds only punctuation, a label, or a section and a dash, which precede timestamps."""
    return bool(_LEAD.fullmatch(before) or _SECTION.fullmatch(before))


def _clock_alone(folded: str, times: Sequence[TimeToken], now: datetime, zone: tzinfo) -> RelativeTime | None:
    """Parse a clock time without a date as its latest occurrence not after *now*; skip scores and durations."""
    for time in times:
        bare = len(times) == 1 and _CLOCK.match(folded, time.start) and _leads(folded[: time.start])
        if not (bare and _stands_free(folded, time)) and not _AT.search(folded, 0, time.start):
            continue
        value = moment(now.date(), clock_of(time), zone)
        value -= timedelta(days=1) if value > now else timedelta()
        return value, precision_of(time), time.start, time.end
    return None


def _stands_free(folded: str, time: TimeToken) -> bool:
    around = folded[max(0, time.start - 2) : time.start] + folded[time.end : time.end + 2]
    return not any(character.isdigit() or character in "+/." for character in around)


def newest_year(month: int, day: int, clock: tuple[int, int, int] | None, now: datetime, zone: tzinfo) -> date | None:
    """Return the latest *day*/*month* that is, at *clock* in *zone*, not after the aware time *now*.

    *clock* is hour, minute and second, ``None`` for midnight. The last nine years are tried, which contain a 29
    February; ``None`` if none of them has such a day.
    """
    now = now.astimezone(zone)
    for year in range(now.year, now.year - 9, -1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if moment(found, clock, zone) <= now:
            return found
    return None
