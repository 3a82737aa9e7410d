"""The days that a URL names: of an article, of a sitemap or of a date archive."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import date
from urllib.parse import urlsplit

# A date in an article's address: /2017/09/30/, /2017/09/, /201709/, 2017-09-30, or VCCorp's minute of creation.
# Six free-standing digits are an id more often than a month, and so is "2017-9" inside a slug.
_ARTICLE_DAYS = (
    re.compile(r"/((?:19|20)\d\d)/(\d{1,2})(?:/(\d{1,2}))?/"),
    re.compile(r"/((?:19|20)\d\d)(\d\d)(\d\d)?/"),
    re.compile(r"(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)"),
    re.compile(r"-(20\d\d)(\d\d)(\d\d)\d{6,10}\.(?:html?|chn)$"),
)


_SITEMAP_DAYS = (
    re.compile(r"(?<!\d)((?:19|20)\d\d)[/_-]?(\d\d)[/_-]?(\d\d)(?!\d)"),
    re.compile(r"(?<!\d)((?:19|20)\d\d)[/_-]?(\d{1,2})(?![\d-])"),
)


def days_in(url: str, *, sitemap: bool = False) -> tuple[date, date] | tuple[None, None]:
    """Return the first and last day that an article's (a *sitemap*'s) address names, or ``(None, None)``."""
    path = urlsplit(url).path
    for pattern in _SITEMAP_DAYS if sitemap else _ARTICLE_DAYS:
        found = pattern.search(path)
        days = _span(*found.groups()) if found else None
        if days:
            return days
    return None, None


def are_by_month(sitemaps: Iterable[str]) -> bool:
    """Tell whether numbers behind the years in *sitemaps*' addresses may be months; a 2024-13 counts a year's files."""
    numbered = (_SITEMAP_DAYS[-1].search(urlsplit(url).path) for url in sitemaps)
    return all(1 <= int(found[2]) <= 12 for found in numbered if found)


def _span(year: str, month: str, day: str | None = None) -> tuple[date, date] | None:
    try:
        first = date(int(year), int(month), int(day or 1))
    except ValueError:
        return None
    return first, first if day else first.replace(day=calendar.monthrange(first.year, first.month)[1])
