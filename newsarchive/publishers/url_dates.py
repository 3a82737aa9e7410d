"""The days in a URL of an article, a sitemap or a date archive."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import date
from urllib.parse import urlsplit

# A date in an article's URL: /2017/09/30/, /2017/09/, /201709/, 2017-09-30, or VCCorp's minute of creation.
# Six free-standing digits are an id more often than a month, and so is "2017-9" inside a slug.
_ARTICLE_DAYS = (
    re.compile(r"/(?P<year>(?:19|20)\d\d)/(?P<month>\d{1,2})(?:/(?P<day>\d{1,2}))?/"),
    re.compile(r"/(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)?/"),
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)"),
    re.compile(r"-(?P<year>20\d\d)(?P<month>\d\d)(?P<day>\d\d)\d{6,10}\.(?:html?|chn)$"),
)
# Of a sitemap: a part of a month (VCCorp: sitemaps-2026-8-16-31.xml), a day, a month before its year (VietNamNet:
# sitemap-article-08-2026-12.xml, file 12 of August), a month.
_SITEMAP_MONTHS = (
    re.compile(r"(?<!\d)(?P<month>\d\d)-(?P<year>(?:19|20)\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)[/_-]?(?P<month>\d{1,2})(?![\d-])"),
)
_SITEMAP_DAYS = (
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)-(?P<month>\d{1,2})-(?P<day>\d{1,2})-(?P<last>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)[/_-]?(?P<month>\d\d)[/_-]?(?P<day>\d\d)(?!\d)"),
    *_SITEMAP_MONTHS,
)


def days_in(url: str, *, sitemap: bool = False) -> tuple[date, date] | tuple[None, None]:
    """Return the first and last day that the URL of an article, or of a *sitemap*, names, or ``(None, None)``."""
    path = urlsplit(url).path
    for pattern in _SITEMAP_DAYS if sitemap else _ARTICLE_DAYS:
        found = pattern.search(path)
        days = _span(**found.groupdict()) if found else None
        if days:
            return days
    return None, None


def are_by_month(sitemaps: Iterable[str]) -> bool:
    """Return whether numbers next to years in URLs of *sitemaps* may be months; 2024-13 is the 13th file of a year."""
    paths = [urlsplit(url).path for url in sitemaps]
    numbered = (next((match for pattern in _SITEMAP_MONTHS if (match := pattern.search(path))), None) for path in paths)
    return all(1 <= int(found["month"]) <= 12 for found in numbered if found)


def _span(year: str, month: str, day: str | None = None, last: str | None = None) -> tuple[date, date] | None:
    try:
        first = date(int(year), int(month), int(day or 1))
    except ValueError:
        return None
    length = calendar.monthrange(first.year, first.month)[1]
    if last is not None:
        return (first, first.replace(day=min(int(last), length))) if int(last) >= first.day else None
    return first, first if day else first.replace(day=length)
