"""Parse machine-readable times (ISO 8601, RFC 822, Unix time); pass other texts to the displayed-time parser."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from newsarchive.article import Precision
from newsarchive.parsers.dates.scripts import needs_rewriting
from newsarchive.parsers.dates.timestamp import Timestamp, parse_timestamp

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{1,2})(?:[.,:]\d+)?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?",
    re.I,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?(Z|[+-]\d{4})?$")
# "2016-06-13T1603Z": a date with hyphens and a clock time without colons.
_JOINED_CLOCK = re.compile(r"(?<=-\d\dT)(\d\d)(\d\d)(\d\d)?(?=Z|[+-]\d|$)")
_RFC822 = re.compile(r"(?:[A-Za-z]{3},\s*)?\d{1,2}\s[A-Za-z]{3}\s\d{4}\s\d{1,2}:\d{2}")
_UNIX = re.compile(r"1\d{9}(\d{3})?$")
_HALF = re.compile(r"\d\s?\(?(?:[ap]\.?\s?m\b|sáng|trưa|chiều|tối|đêm|SA\b|CH\b)", re.I)
_LONGEST_VALUE = 200  # characters; a bound: machine-readable times have thirty
_EARLIEST_YEAR = 1990  # years before the web are empty fields: 1970 is Unix time 0, 0001 an unset date
# Newspapers put their archives online. Of a publication time, only the months of unset dates are empty fields: Unix
# time 0 (with milliseconds taken for seconds: later in January), the zero of FAT, of Excel and of the Macintosh.
_EARLIEST_ISSUE = 1900
_MONTHS_OF_UNSET_DATES = frozenset({(1969, 12), (1970, 1), (1980, 1), (1900, 1), (1904, 1)})
_LATEST_YEAR = 2100  # later years are "never expires": 2999, 9999


def machine_time(
    text: str, zone: str, now: datetime | None, language: str | None = None, *, is_published: bool = False
) -> Timestamp | None:
    """Parse *text*: ISO 8601, RFC 822, Unix time in seconds or milliseconds, else as a displayed time.

    A time without an offset is in *zone* (IANA name). *now* is the time of the fetch, for relative times; *language*
    (BCP 47) is the page's, which determines the order of day and month in numeric dates. ``None`` for a text that
    states no time, and for years before 1990 or from 2100 on. With *is_published*, the field is one of publication:
    before 1990, ISO 8601 counts from 1900 on, except for the months of unset dates.
    """
    raw = html.unescape(html.unescape(text[:_LONGEST_VALUE])).strip() if "&" in text else text.strip()
    try:
        # Some content management systems write "AM" or "PM" after the clock time; others use the years of another era.
        is_plain = not _HALF.search(raw[:_LONGEST_VALUE]) and not needs_rewriting(raw[:_LONGEST_VALUE])
        found = (_iso(raw, zone) or _rfc822(raw, zone) or _unix(raw)) if is_plain else None
        found = found or parse_timestamp(raw[:_LONGEST_VALUE], now=now, tz=zone, language=language)
    except (ValueError, OverflowError):
        return None
    if found is None or found.value.year >= _LATEST_YEAR:
        return None
    is_issue = is_published and found.value.year >= _EARLIEST_ISSUE and _ISO.match(raw) is not None
    is_set = is_issue and (found.value.year, found.value.month) not in _MONTHS_OF_UNSET_DATES
    return found if found.value.year >= _EARLIEST_YEAR or is_set else None


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _iso(raw: str, zone: str) -> Timestamp | None:
    match = _ISO.match(_JOINED_CLOCK.sub(lambda clock: ":".join(filter(None, clock.groups())), raw)) or _COMPACT.match(
        raw
    )
    if match is None:
        return None
    year, month, day, hour, minute, second, offset = match.groups()
    info = _fixed(offset.upper()) if offset else _zone(zone)
    value = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=info)
    return Timestamp(value=value, precision=_precision(hour, second), raw=raw, zoned=bool(offset))


@lru_cache(maxsize=256)
def _fixed(text: str) -> timezone:
    """Return the time zone of an upper-case offset: "Z", "+07:00", "+0700", "+07"."""
    if text in ("Z", "UTC", "GMT"):
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-ahead if text[0] == "-" else ahead)


def _precision(hour: str | None, second: str | None) -> Precision:
    return "day" if hour is None else "minute" if second is None else "second"


def _rfc822(raw: str, zone: str) -> Timestamp | None:
    if not _RFC822.match(raw):
        return None
    try:
        value = parsedate_to_datetime(raw)
    except (ValueError, TypeError, IndexError):
        return None
    return Timestamp(
        value=value if value.tzinfo else value.replace(tzinfo=_zone(zone)),
        precision="second",
        raw=raw,
        zoned=value.tzinfo is not None,
    )


def _unix(raw: str) -> Timestamp | None:
    match = _UNIX.match(raw)
    if match is None:
        return None
    seconds = int(raw[:10])
    return Timestamp(value=datetime.fromtimestamp(seconds, UTC), precision="second", raw=raw)
