"""The days in a URL of an article, a sitemap or a date archive."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import date
from urllib.parse import urlsplit

_MONTHS = {name.lower()[:3]: number for number, name in enumerate(calendar.month_name) if name}
_NAMES = "|".join(f"{name}|{name[:3]}" for name in calendar.month_name if name)
# A date in an article's URL: /2017/09/30/, /2017/09/, /201709/, 2017-09-30, VCCorp's minute of creation, the Guardian's
# /2017/sep/30/, or CNN's /2017/world/09/30/ with the section inside.
# Six free-standing digits are an id more often than a month, and so is "2017-9" inside a slug.
_ARTICLE_DAYS = (
    re.compile(r"/(?P<year>(?:19|20)\d\d)/(?P<month>\d{1,2})(?:/(?P<day>\d{1,2}))?/"),
    re.compile(r"/(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)?/"),
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)"),
    re.compile(r"-(?P<year>20\d\d)(?P<month>\d\d)(?P<day>\d\d)\d{6,10}\.(?:html?|chn)$"),
    re.compile(rf"/(?P<year>(?:19|20)\d\d)/(?P<month>{_NAMES})/(?P<day>\d{{1,2}})/", re.I),
    re.compile(r"/(?P<year>(?:19|20)\d\d)/[A-Za-z-]{2,30}/(?P<month>\d\d)/(?P<day>\d\d)/"),
)
# Of a sitemap: a part of a month (VCCorp: sitemaps-2026-8-16-31.xml), a day, a month before its year (VietNamNet:
# sitemap-article-08-2026-12.xml, file 12 of August), a month.
_SITEMAP_MONTHS = (
    re.compile(r"(?<!\d)(?P<month>\d\d)-(?P<year>(?:19|20)\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)[/_-]?(?P<month>\d{1,2})(?![\d-])"),
)
# The same as parameters (/sitemap.php?year=2017&month=9), by name (post-sitemap-2017-Sep.xml), in Vietnamese.
_SITEMAP_MONTHS_NAMED = (
    re.compile(
        r"\b(?:year|yyyy|y|nam)=(?P<year>(?:19|20)\d\d)&(?:month|mm?|thang)=(?P<month>\d\d?)"
        r"(?:&(?:day|dd?|ngay)=(?P<day>\d\d?))?\b"
    ),
    re.compile(r"[?&](?:d|date|day|ngay)=(?P<year>(?:19|20)\d\d)[/_-]?(?P<month>\d\d)[/_-]?(?P<day>\d\d)(?!\d)", re.I),
    re.compile(r"thang-?(?P<month>\d\d?)[-_]?(?:nam-?)?(?P<year>(?:19|20)\d\d)(?!\d)", re.I),
    re.compile(rf"(?<!\d)(?P<year>(?:19|20)\d\d)[/_-]?(?P<month>{_NAMES})(?![a-z])", re.I),
    re.compile(rf"(?<![a-z])(?P<month>{_NAMES})[/_-]?(?P<year>(?:19|20)\d\d)(?!\d)", re.I),
)
_SITEMAP_DAYS = (
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)-(?P<month>\d{1,2})-(?P<day>\d{1,2})-(?P<last>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)[/_-]?(?P<month>\d\d)[/_-]?(?P<day>\d\d)(?!\d)"),
    *_SITEMAP_MONTHS,
)


_NUMBER = re.compile(r"\d+")
_YEARS = range(1990, 2100)


def days_in(url: str, *, sitemap: bool = False) -> tuple[date, date] | tuple[None, None]:
    """Return the first and last day that the URL of an article, or of a *sitemap*, names, or ``(None, None)``."""
    parts = urlsplit(url)
    for pattern in _SITEMAP_MONTHS_NAMED if sitemap else ():
        found = pattern.search(f"{parts.path}?{parts.query}")
        if found and (days := _span(**found.groupdict())):
            return days
    for pattern in _SITEMAP_DAYS if sitemap else _ARTICLE_DAYS:
        found = pattern.search(parts.path)
        if found and (days := _span(**found.groupdict())):
            return days
    return None, None


def are_by_month(sitemaps: Iterable[str]) -> bool:
    """Return whether numbers next to years in URLs of *sitemaps* may be months; 2024-13 is the 13th file of a year."""
    paths = [urlsplit(url).path for url in sitemaps]
    numbered = (next((match for pattern in _SITEMAP_MONTHS if (match := pattern.search(path))), None) for path in paths)
    return all(1 <= int(found["month"]) <= 12 for found in numbered if found)


def year_in(sitemap: str) -> tuple[date, date] | tuple[None, None]:
    """Return the first and last day of the year that the URL of a *sitemap* names as its only number."""
    numbers = _NUMBER.findall(urlsplit(sitemap).path)
    if len(numbers) != 1 or int(numbers[0]) not in _YEARS:
        return None, None
    return date(int(numbers[0]), 1, 1), date(int(numbers[0]), 12, 31)


def are_by_year(sitemaps: Iterable[str]) -> bool:
    """Return whether the numbers in URLs of *sitemaps* are years; among numbered files, some are not."""
    numbers = [number for url in sitemaps for number in _NUMBER.findall(urlsplit(url).path)]
    return bool(numbers) and all(int(number) in _YEARS for number in numbers)


def _span(year: str, month: str, day: str | None = None, last: str | None = None) -> tuple[date, date] | None:
    try:
        first = date(int(year), _MONTHS.get(month[:3].lower()) or int(month), int(day or 1))
    except ValueError:
        return None
    length = calendar.monthrange(first.year, first.month)[1]
    if last is not None:
        return (first, first.replace(day=min(int(last), length))) if int(last) >= first.day else None
    return first, first if day else first.replace(day=length)
