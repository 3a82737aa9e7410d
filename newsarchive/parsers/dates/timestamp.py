"""Parse a displayed time into an aware datetime and its precision.

Vietnamese conventions come first: day before month, GMT+7 unless another zone is stated, "Thứ Hai, 11/09/2017 12:28"
and its many variants. ISO 8601, RFC 2822, Unix time and the dates of other languages are parsed as well.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from dateutil import parser as dateutil_parser

from newsarchive.article import Precision
from newsarchive.parsers.dates.exclusions import is_lunar, is_other_date, may_be_lunar
from newsarchive.parsers.dates.relative import newest_year, relative_time
from newsarchive.parsers.dates.scripts import in_latin_gregorian, needs_rewriting, with_latin_halves, with_latin_months
from newsarchive.parsers.dates.tokens import DateToken, TimeToken, fold, full_year, tokens_of, vietnamese_month
from newsarchive.parsers.dates.values import Order, clock_of, date_of, moment, precision_of, zone_at
from newsarchive.parsers.lexicons.dates import MONTHS, PUBLISHED, UPDATED, VIETNAMESE_MONTHS

Label = Literal["published", "updated"]

_VIETNAM = timezone(timedelta(hours=7))
_LONGEST = 400  # characters; timestamps are short: text beyond this limit is not parsed, which bounds the run time
_LONGEST_FOREIGN = 200  # characters; other scripts need more patterns, which take more time
# The eastern time of America, and on Australian pages that of Australia.
_EASTERN = re.compile(r"\W{0,2}e[sd]t\b")
_AMERICAN_ZONE = re.compile(r"\s?[\[(]?[ecmp][sd]?t(?![a-z])")
# "Jun 6 2013, 10:12p": behind an English date, "p" is "pm"; elsewhere it is "phút", minutes.
_SHORT_PM = re.compile(r"\d{1,2}:\d\dp")
# Languages that write 3/5 for March 5, and month names that other languages use for a different month ("listopada").
_MONTH_FIRST, _OWN_MONTHS = frozenset({"en-US", "es-US"}), frozenset({"hr", "bs"})
# Languages with Latin letters, 12-hour clocks and their own words for am and pm: "03:20 ÖS", "3:20 petang".
_OWN_HALVES = frozenset({"tr", "ms", "sq", "hu"})
# Languages that write dates with dots: there, "8.5.12" alone in its place, or behind a label, is no version.
_DOTTED = frozenset(
    {"de", "cs", "sk", "da", "nb", "nn", "no", "fi", "et", "lv", "is", "pl", "ru", "uk", "be", "bg", "hr", "sr", "sl"}
    | {"bs", "mk", "ro", "hu", "tr", "ka", "kk", "az"}
)
_SHORT_DATE = re.compile(
    r"(?P<before>(?:(?:stand|datum|vom|am|den|dne|dnia|от|posted|erstellt|veröffentlicht)\s?:?\s|(?!ver)[^\W\d_]{2,10}\.?,\s)*)"
    r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d\d)",
    re.I,
)
# Languages that write the year before the name of the month: "2024. március 4.", "2024 m. kovo 4 d.".
_YEAR_BEFORE_MONTH = frozenset({"hu", "lt", "lv"})
_YEAR_AND_MONTH = re.compile(r"(?:19|20)\d\d(?:\.|\sm\.|\.\s?gada|\sgada)\s?(?:\d\d?\.\s?)?[^\W\d_]{3,}")
# Languages that write years of other calendars, sometimes in ASCII characters only: "18/11/66", "R5.11.18".
_OWN_YEARS = frozenset({"th", "ja"})
# Chinese, Japanese and Korean dates begin with the year: "18-03-08" is March 8, 2018.
_YEAR_FIRST = frozenset({"zh", "ja", "ko"})
_SHORT_YEAR_FIRST = re.compile(
    r"(?<![\dA-Za-z./:-])(?P<year>\d\d)(?P<sign>[-.])(?P<month>0?[1-9]|1[0-2])(?P=sign)(?P<day>0[1-9]|[12]\d|3[01])(?=\d\d:|(?![\d.-]))"
)
# In a text with a full year, short numbers are something else, such as a version: "版本18.03.08 发布于2020年1月2日".
_FULL_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d\s?[-./年년]")
_TAIWAN = frozenset({"zh-TW", "zh-Hant", "zh-Hant-TW"})
# Languages whose month names are all in the lexicon; month names of other languages come from CLDR.
_KNOWN_MONTHS = frozenset({"vi", "en", "de", "fr"})
_NAMED_MONTH = re.compile(r"\d[\W_]{1,3}(?:de\s)?[^\W\d_]{3,}|[^\W\d_]{3,}[\W_]{1,3}\d")
# "3:20:11 μμ", "下午 3:20:11", "3:20:11 p. m.": am and pm of another language than English; the day comes first.
_OWN_HALF = re.compile(
    r":\d\d\s?(?:[ap]\.\s?m\b|[\u0370-\u1dff\u2e80-\ud7ff])|[\u0370-\u1dff\u2e80-\ud7ff]\s?\d{1,2}:\d\d", re.I
)
# "PM 4:05", as East Asian pages write it; the text has the same length as "4:05 pm".
_HALF_BEFORE = re.compile(r"(?<![a-z])(?<!:\d\d\s)([ap]m)(\s?)(\d{1,2}:\d\d(?::\d\d)?)(?![:\d]|\s?[ap]\.?m)")
# "0645 hrs", as newspapers in South and Southeast Asia write it.
_MILITARY = re.compile(r"(?<!\d)([01]\d|2[0-3])([0-5]\d)\s?hrs\b\.?")
# "4:05 de la tarde" (Spanish), "4:05 da noite" (Portuguese).
_SPOKEN_HALF = re.compile(r"(?<=\d)\s(?:h\s)?(?:de\sla|da)\s(?:tarde|noche|noite)")
# "5 Mar 2024 09.30", "5.3.2024 kl. 09.30": right after a year, the number cannot be a price, a version or a date.
_DOTTED_CLOCK = re.compile(
    r"(?<=\d{4}|\d-\d\d)((?:\s[rг]\.)?,?\s(?:[|-]\s)?(?:(?:kl\.?|godz\.?|klo|alle|ore|pukul|jam|um|om|at|v|ve|u|o|ob|as|a|w|la|kell|plkst\."
    r"|saat|в|о)\s)?)([01]?\d|2[0-3])\.([0-5]\d)(?![\d.]|\s?%)"
)
# "Tue Feb 23 00:44:27 PST 2016", as the `date` command and Java print a time: the year behind clock time and zone.
_YEAR_LAST = re.compile(
    r"(?<![a-z])([a-z]{3}\s{1,2}\d{1,2})(\s\d\d:\d\d:\d\d\s(?:[a-z]{2,5}|(?:gmt|utc)?[+-]\d\d:?\d\d))\s(\d{4})(?!\d)"
)
# "05/03/2024 (GMT+7) 09:30": the zone between date and clock.
_ZONE_BETWEEN = re.compile(
    r"(?<=[/.-]\d{4})(,?\s)([(\[]?(?:gmt|utc)\s?[+-]\s?\d{1,2}(?::?\d\d)?[)\]]?)(,?\s)"
    r"(\d{1,2}[:h]\d\d(?::\d\d)?(?:\s?(?:sa|ch|am|pm)\b)?)(?![:\d])"
)
# Where CST is not American time.
_CHINA = frozenset({"Asia/Shanghai", "Asia/Taipei"})
_EARLIEST_YEAR = 1996  # no Vietnamese news page is older
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)

_WEEKDAY = (
    r"(?:(?:thu|t)\s?(?:hai|ba|tu|nam|sau|bay|[2-7])|(?:chu|chua)\s?nhat|cn"
    r"|(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)[a-z]*|[a-z]{4,10}(?:tag|day|di)|mittwoch"
    # Turkish and Hungarian, which put the day of the week after the date.
    r"|pazar(?:tesi)?|sali|carsamba|persembe|cuma(?:rtesi)?|hetfo|kedd|szerda|csutortok|pentek|szombat|vasarnap)"
)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# "thu" followed by a number or one of these words is Vietnamese: "thứ 2", "thứ năm".
_ENGLISH_WEEKDAY = re.compile(
    r"(?<![a-z])(mon|tue|wed|thu(?!\s?(?:\d|hai|ba|tu|nam|sau|bay))|fri|sat|sun)(?:s|nes|rs|r|ur)?(?:day)?(?![a-z])"
)
_VIETNAMESE_WEEKDAYS = {
    name: weekday
    for weekday, names in enumerate(("hai 2", "ba 3", "tu 4", "nam 5", "sau 6", "bay 7", "nhat"))
    for name in names.split()
}
_VIETNAMESE_WEEKDAY = re.compile(
    r"(?<![a-z])(?:thu\s?(hai|ba|tu|nam|sau|bay|[2-7](?!\d))|(?:chu|chua)\s?nhat)(?![a-z])"
)
_GAP = re.compile(
    r"(?:[\s,.|;:•·()\[\]@/-]|ngay|luc|vao|hoi|at|on|um|om|alle|or[ea]|klo?|klockan"
    r"|a l[ae]s|as|la|ob|ve|kell|saat|posted|godz|pukul"
    rf"|pkl|jam|[rgрг]\.|[aouvwвоу]|{_WEEKDAY}(?![a-z]))*"
)
_BEFORE = re.compile(
    rf"(?:thu\s?(?:hai|ba|tu|nam|sau|bay|[2-7])|t[2-7]|(?:chu|chua)\s?nhat|\bcn|{_WEEKDAY})?[\s,.|-]*(?:ngay\s)?$"
)
_DAY_BEFORE = re.compile(r"(?:ngay|(?:thu|\bt)\s?(?:hai|ba|tu|nam|sau|bay|[2-7])|(?:chu|chua)\s?nhat|\bcn)[\s,:|-]*$")
# Only at the start of a word: trying every label at every letter would dominate the run time.
_LABEL = re.compile(rf"(?<![a-z])(?:(?P<updated>{UPDATED})|(?P<published>{PUBLISHED}))")
_CHANGE = re.compile(UPDATED)
_MONTH_ALONE = re.compile(
    rf"(?:(?:thang|thg)\s?(?P<m>\d{{1,2}}|{'|'.join(sorted(VIETNAMESE_MONTHS, key=len, reverse=True))})"
    r"\s?(?:[-/,]|nam)?\s?(?P<y>\d{4})|(?P<y2>\d{4})-(?P<m2>\d{2})|(?P<m3>\d{1,2})/(?P<y3>(?:19|20)\d\d)"
    rf"|(?P<name>{'|'.join(MONTHS)})\s(?P<y4>\d{{4}}))"
)
_GLUED = re.compile(r"(\d{1,2}[/-]\d{1,2}[/-]\d{4})(\d{1,2}[:h]\d{2})")
_LONG_NUMBER = re.compile(r"[/-]\d{5}")  # every timestamp without spaces contains one of these, which is a faster test
_EPOCH = re.compile(r"(?:\\?/date\()?(\d{10}|\d{13})(?:[+-]\d{4})?(?:\)\\?/)?")
_HOTLINE = re.compile(r"1[89]00\d{6}")  # toll-free numbers of Vietnam have ten digits, like Unix times of 2027 to 2030
# A zone between clock and date: "12:28 (GMT+7) 11/09/2017", "3:20 PM EST Nov 8, 2023".
_ZONE_NEXT = re.compile(r"\s?[\[(]?\s?(?:gmt|utc|ict|\+\d)|(?<=[m.])\s(?:[ecmp][sd]?t|[ap]e[sd]t|bst|ist)[\s,]")
_ZONE_NAME = re.compile(r"\s(?:ict|gmt|utc)(?=\s)")
_TAG = re.compile(r"</?[a-z][^<>]{0,300}>", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
# The month names that dateutil knows: without one of them dateutil cannot succeed.
_MONTH_NAME = re.compile("jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec")
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, kw_only=True)
class Timestamp:
    """A time stated in a text.

    Attributes:
        value: The time, with its UTC offset.
        precision: Precision of the text; finer parts of *value* are padded with their minimum (day → 00:00).
        raw: The text that was parsed.
        zoned: Whether the text states a time zone or offset.
        label: Whether the text labels the time as a publication or an update.
    """

    value: datetime
    precision: Precision
    raw: str
    zoned: bool = False
    label: Label | None = None


def parse_timestamp(
    text: str, *, now: datetime | None = None, tz: str = "Asia/Ho_Chi_Minh", language: str | None = None
) -> Timestamp | None:
    """Parse the publication time stated in *text*; no *text* raises an exception.

    Dates of other scripts and Buddhist, Persian, Japanese and Taiwanese years are parsed in any language. A wrong
    weekday is ignored, unless it is right with the month before the day ("Mon 3/4/2024"). A time labeled as published
    is preferred to one labeled as updated.

    Args:
        text: Text of an element, such as "Thứ Hai, 11/09/2017 12:28".
        now: Time at which the page was fetched (aware, or in the zone *tz*). Without it, relative times ("2 giờ trước")
            and times without a year have no value; with it, times more than two days later have none.
        tz: IANA name of the time zone for times without a stated zone.
        language: BCP 47 code; selects month names where languages differ. With "en-US", months precede days.

    Returns:
        The time, or ``None`` if the text does not state a time or the stated time does not exist.

    Raises:
        ValueError: *tz* is not a known time zone.
    """
    return _parse(text, now, tz, language, "published")


def parse_change(text: str, *, tz: str = "Asia/Ho_Chi_Minh", language: str | None = None) -> Timestamp | None:
    """Parse the time that *text* labels as that of the last change, as `parse_timestamp`; ``None`` without one."""
    text = text[:_LONGEST]
    if not needs_rewriting(text) and _CHANGE.search(fold(text)) is None:
        return None
    found = _parse(text, None, tz, language, "updated")
    return found if found is not None and found.label == "updated" else None


def _parse(text: str, now: datetime | None, tz: str, language: str | None, wanted: Label) -> Timestamp | None:
    zone = _zone(tz)
    moment_read = now if now is None or now.tzinfo else now.replace(tzinfo=zone)
    displayed = _plain(text[:_LONGEST])
    order: Order | None = "month" if language in _MONTH_FIRST else "day" if _OWN_HALF.search(displayed) else None
    context = _Context(zone, moment_read, order, wanted)
    if language and language.partition("-")[0] in _OWN_MONTHS:
        found = _read(with_latin_months(displayed, language), context)
        return replace(found, raw=displayed.strip()) if found else _read(displayed, context)
    main = language.partition("-")[0] if language else ""
    if main in _OWN_HALVES:
        displayed = with_latin_halves(displayed, main)
    is_taiwan = language in _TAIWAN or (main == "zh" and tz == "Asia/Taipei")
    has_short_year = main in _YEAR_FIRST and not is_taiwan and _FULL_YEAR.search(displayed) is None
    if has_short_year and _SHORT_YEAR_FIRST.search(displayed):
        found = _read(_SHORT_YEAR_FIRST.sub(_with_full_year, displayed), context)
        return replace(found, raw=displayed.strip()) if found else None
    if main in _DOTTED and (short := _SHORT_DATE.fullmatch(displayed.strip())) is not None:
        year = full_year(int(short["year"]))
        found = _read(f"{short['before']}{short['day']}.{short['month']}.{year}", context)
        return replace(found, raw=displayed.strip()) if found else None
    if main in _YEAR_BEFORE_MONTH and _YEAR_AND_MONTH.search(displayed[:_LONGEST_FOREIGN]):
        # Else the clock time would belong to the next date: "2024. március 4. 09:30 | Frissítve: 2024.03.06."
        found = _read(with_latin_months(displayed[:_LONGEST_FOREIGN], main), context)
        return replace(found, raw=displayed.strip()) if found else None
    found = _read(displayed, context)
    if len(displayed) <= _LONGEST_FOREIGN and (needs_rewriting(displayed) or main in _OWN_YEARS or is_taiwan):
        rewritten = _read(in_latin_gregorian(displayed, language, is_taiwan=is_taiwan), context)
        if rewritten is None and main and main not in _KNOWN_MONTHS:
            # The months first: the rewriting leaves out the letters of other scripts, "12 يناير 2024 3:20 مساءً".
            rewritten = _read(in_latin_gregorian(with_latin_months(displayed, main), language), context)
        # Characters that stay the same keep their offsets.
        if rewritten is not None and (found is None or rewritten.value != found.value):
            return replace(rewritten, raw=displayed.strip(), label=rewritten.label or (found.label if found else None))
        if rewritten is not None and found is not None and found.label is None:
            found = replace(found, label=rewritten.label)
    if found is None and main and main not in _KNOWN_MONTHS and _NAMED_MONTH.search(displayed[:_LONGEST_FOREIGN]):
        found = _read(with_latin_months(displayed[:_LONGEST_FOREIGN], main), context)
        return replace(found, raw=displayed.strip()) if found else None
    return found


def _with_full_year(date: re.Match[str]) -> str:
    return f"{full_year(int(date['year']))}-{date['month']}-{date['day']} "


class _Context(NamedTuple):
    """The context of a time: the readers' time zone, the fetch time, the order of month and day, the wanted label."""

    zone: tzinfo
    now: datetime | None
    order: Order | None
    wanted: Label


def _read(displayed: str, context: _Context) -> Timestamp | None:
    zone, now = context.zone, context.now
    if _LONG_NUMBER.search(displayed):
        displayed = _GLUED.sub(r"\1 \2", displayed)
    folded = fold(displayed)
    if "." in folded:
        folded = _DOTTED_CLOCK.sub(r"\1\2:\3", folded)  # of the same length, so offsets stay valid
    if "am" in folded or "pm" in folded:
        folded = _HALF_BEFORE.sub(r"\3\2\1", folded)
    if "tarde" in folded or "noche" in folded or "noite" in folded:
        folded = _SPOKEN_HALF.sub(lambda match: " pm".ljust(len(match[0])), folded)
    if folded.count(":") > 1:
        folded = _YEAR_LAST.sub(r"\1 \3\2", folded)
    if "gmt" in folded or "utc" in folded:
        folded = _ZONE_BETWEEN.sub(r"\1\4\3\2", folded)
    if "hrs" in folded:
        folded = _MILITARY.sub(lambda match: f"{match[1]}:{match[2]}".ljust(len(match[0])), folded)
    tokens = tokens_of(folded) if _DIGIT.search(folded) else []
    found = _epoch(displayed, folded, zone) or _absolute(displayed, folded, tokens, context)
    if found is None and now is not None:
        found = _relative(displayed, folded, tokens, zone, now)
    found = found or _month(displayed, folded, zone) or _wordy(displayed, folded, tokens, zone)
    return found if found and _plausible(found.value, now) else None


def _plain(text: str) -> str:
    if "&" in text:
        text = html.unescape(html.unescape(text))  # some feeds are escaped twice
    if "<" in text:
        text = _TAG.sub(" ", text)
    return unicodedata.normalize("NFC", text)


@cache
def _zone(name: str) -> tzinfo:
    if name == "Asia/Ho_Chi_Minh":
        return _VIETNAM  # the zone database has +08:00 before 1975, which shifts times near zero
    try:
        return ZoneInfo(name)
    except (KeyError, OSError) as error:
        raise ValueError(f'tz: "{name}" is not a time zone; write an IANA name such as "Europe/Berlin"') from error


def _plausible(value: datetime, now: datetime | None) -> bool:
    latest = now + timedelta(days=2) if now else _LATEST
    return value.year >= _EARLIEST_YEAR and value <= latest


def _epoch(displayed: str, folded: str, zone: tzinfo) -> Timestamp | None:
    match = _EPOCH.fullmatch(folded.strip())
    if match is None or _HOTLINE.fullmatch(match[1]):
        return None
    seconds = int(match[1][:10])
    return Timestamp(value=datetime.fromtimestamp(seconds, zone), precision="second", raw=displayed.strip(), zoned=True)


def _absolute(
    displayed: str, folded: str, found: Sequence[DateToken | TimeToken], context: _Context
) -> Timestamp | None:
    tokens = found
    if may_be_lunar(folded):
        tokens = [token for token in found if isinstance(token, TimeToken) or not is_lunar(folded, token)]
    stamps: list[Timestamp] = []
    index = seen = 0
    while index < len(tokens):
        first, second = tokens[index], tokens[index + 1] if index + 1 < len(tokens) else None
        paired = second if second is not None and _belong_together(folded, first, second) else None
        day, time = _as_pair(first, paired)
        index += 2 if paired else 1
        if day is not None and not is_other_date(folded, day, time is not None):
            stamp, seen = _stamp(displayed, folded, (day, time), context, seen)
            stamps += [stamp] if stamp else []
    return _chosen(stamps, context.wanted)


def _belong_together(folded: str, first: DateToken | TimeToken, second: DateToken | TimeToken) -> bool:
    if isinstance(first, DateToken) == isinstance(second, DateToken) or second.start - first.end > 40:
        return False
    _, end = _zone_between(folded, first)
    return _GAP.fullmatch(folded, end, second.start) is not None


def _zone_between(folded: str, token: DateToken | TimeToken) -> tuple[tzinfo | None, int]:
    """Return the time zone displayed right after a clock time, and its end: "12:28 (GMT+7) 11/09/2017"."""
    named = isinstance(token, TimeToken) and _ZONE_NEXT.match(folded, token.end)
    return zone_at(folded, token.end) if named else (None, token.end)


def _as_pair(
    first: DateToken | TimeToken, second: DateToken | TimeToken | None
) -> tuple[DateToken | None, TimeToken | None]:
    if isinstance(first, DateToken):
        return first, second if isinstance(second, TimeToken) else None
    return second if isinstance(second, DateToken) else None, first


def _stamp(
    displayed: str,
    folded: str,
    pair: tuple[DateToken, TimeToken | None],
    context: _Context,
    seen: int,
) -> tuple[Timestamp | None, int]:
    """Build a timestamp from a date and an optional time; *seen*, the end of the previous one, is returned advanced."""
    token, time = pair
    zone, now, usual_order, _ = context
    start, end = min(token.start, time.start) if time else token.start, max(token.end, time.end) if time else token.end
    behind_clock = end
    offset, end = zone_at(folded, end) if time else (None, end)
    is_american = offset is not None and token.numeric and _is_american(folded, behind_clock, zone)
    if time and offset is None:
        offset, _ = _zone_between(folded, time)
    if time and folded[token.start].isalpha() and _SHORT_PM.fullmatch(folded, time.start, time.end):
        time = time._replace(half="pm")
    clock = clock_of(time) if time else None
    around = folded[max(seen, token.start - 16) : token.start], folded[token.end : token.end + 12]
    order = "month" if usual_order == "month" or is_american else _order_by_weekday(*around, token) or usual_order
    if str(offset) == "America/Chicago" and str(zone) in _CHINA:
        offset = None
    if time and offset is not None and str(zone).startswith("Australia/"):
        is_eastern = any(_EASTERN.match(folded, place) for place in (time.end, behind_clock))
        offset = None if is_eastern else offset
    day = date_of(token, time, order=order) if token.year else _yearless(folded, token, clock, now, zone)
    if day is None or (time is not None and clock is None):
        return None, end
    before = _BEFORE.search(folded, max(seen, start - 16), start) if start > seen else None
    label = _label(folded[max(seen, start - 40) : start]) if start > seen + 1 else None
    value = moment(day, clock, offset or zone)
    raw = displayed[before.start() if before else start : end].strip(" \t\r\n,|-–")
    return Timestamp(value=value, precision=precision_of(time), raw=raw, zoned=offset is not None, label=label), end


def _is_american(folded: str, end: int, zone: tzinfo) -> bool:
    """Return whether the zone behind the clock time that ends at *end* is North American: "9/8/2015 12:15 PM PT".

    *zone* is the page's own: in Australia, "EST" is the time of its east, and the day comes first.
    """
    return _AMERICAN_ZONE.match(folded, end) is not None and not str(zone).startswith("Australia/")


def _order_by_weekday(before: str, behind: str, token: DateToken) -> Order | None:
    """Return the order of day and month that the weekday next to the numeric date *token* shows; ``None`` if neither.

    "Mon 3/4/2024" is March 4; "Wed 3/4/2024" is April 3; "Thứ Năm, 7/3/2024 | 2:02:15 PM" is March 7. A Vietnamese
    weekday is no evidence for the month first, because Vietnamese dates begin with the day.
    """
    numbers = token.day, token.month
    if not token.numeric or not token.year or token.day == token.month or not all(0 < part < 13 for part in numbers):
        return None
    year = abs(token.year)
    by_month, by_day = date(year, token.day, token.month).weekday(), date(year, token.month, token.day).weekday()
    named = [*_ENGLISH_WEEKDAY.findall(before)[-1:], *_ENGLISH_WEEKDAY.findall(behind)]
    if named:
        weekday = _WEEKDAYS.index(named[0])
        if by_month == by_day:
            return None
        return "month" if weekday == by_month else "day" if weekday == by_day else None
    found = _VIETNAMESE_WEEKDAY.search(before) or _VIETNAMESE_WEEKDAY.search(behind)
    return "day" if found and _VIETNAMESE_WEEKDAYS[found[1] or "nhat"] == by_day else None


def _yearless(
    folded: str, token: DateToken, clock: tuple[int, int, int] | None, now: datetime | None, zone: tzinfo
) -> date | None:
    if now is None:
        return None
    # "1/2" may be a fraction and "2-1" a score. An adjacent clock time or a preceding word shows that it is a day.
    if not (clock and (token.numeric or token.padded)) and not _DAY_BEFORE.search(folded, 0, token.start):
        return None
    return newest_year(token.month, token.day, clock, now, zone)


def _label(before: str) -> Label | None:
    found: Label | None = None
    for match in _LABEL.finditer(before):
        found = "updated" if match["updated"] else "published"
    return found


def _chosen(stamps: list[Timestamp], wanted: Label) -> Timestamp | None:
    """Prefer times labeled as *wanted*, then times without a label; of several, the first."""
    order = ("published", None, "updated") if wanted == "published" else ("updated", None, "published")
    return min(stamps, key=lambda stamp: order.index(stamp.label), default=None)


def _relative(
    displayed: str, folded: str, tokens: Sequence[DateToken | TimeToken], zone: tzinfo, now: datetime
) -> Timestamp | None:
    relative = relative_time(displayed, folded, tokens, now, zone)
    if relative is None:
        return None
    value, precision, start, end = relative
    return Timestamp(value=value, precision=precision, raw=displayed[start:end].strip())


def _month(displayed: str, folded: str, zone: tzinfo) -> Timestamp | None:
    match = _MONTH_ALONE.fullmatch(folded.strip())
    if match is None:
        return None
    month = MONTHS[match["name"]] if match["name"] else vietnamese_month(match["m"] or match["m2"] or match["m3"])
    if not 1 <= month <= 12:
        return None
    value = datetime(int(match["y"] or match["y2"] or match["y3"] or match["y4"]), month, 1, tzinfo=zone)
    return Timestamp(value=value, precision="month", raw=displayed.strip())


def _wordy(displayed: str, folded: str, tokens: Sequence[DateToken | TimeToken], zone: tzinfo) -> Timestamp | None:
    """Parse with dateutil a short line that holds only a date in an order unknown to this grammar."""
    if len(tokens) > 1 or not _YEAR.search(folded) or any(isinstance(token, DateToken) for token in tokens):
        return None
    text = _ZONE_NAME.sub("", folded.strip())
    if len(text) > 60 or not _MONTH_NAME.search(text):
        return None
    try:
        # Two defaults: a part that differs came from the default, not from the text.
        first, second = (
            dateutil_parser.parse(text, dayfirst=True, ignoretz=True, default=datetime(2000, month, day))
            for month, day in ((1, 1), (2, 2))
        )
    except (ValueError, OverflowError, AssertionError, TypeError):
        return None
    if first != second:
        return None
    precision = precision_of(tokens[0] if tokens else None)  # type: ignore[arg-type]  # no DateToken is left
    return Timestamp(value=first.replace(tzinfo=zone, microsecond=0), precision=precision, raw=displayed.strip())
