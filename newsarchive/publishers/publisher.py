"""Publisher: the description of one news publisher; regexes and selectors are compiled on first use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from newsarchive.parsers.html.selectors import Selector

#: *overseas* publishers write in Vietnamese abroad; *foreign* ones write in other languages.
Scope = Literal["national", "provincial", "overseas", "specialist", "aggregator", "foreign", "demo"]

#: The fields for which a publisher's file may give selectors.
SELECTOR_FIELDS: tuple[str, ...] = (
    "title",
    "lead",
    "body",
    "published",
    "modified",
    "byline",
    "section",
    "tags",
    "caption",
    "dateline",
    "remove",
)

_SUFFIX = re.compile(r"(?:\.[a-z]{2,5}|/)$")
_VIETNAM = timezone(timedelta(hours=7))


@dataclass(frozen=True, kw_only=True)
class Publisher:
    """One publisher, as its TOML file (and those of its CMS families) describes it.

    *domains* are sorted newest first and include their subdomains. A domain may be a part of a site (host/path), which
    then takes precedence over the publisher of the whole host. *same_paths*: an article kept its path when the domain
    changed. *rewrite* (regex -> replacement) turns the path of another rendering of a page (AMP, print) into the
    article's own; *keep_query* names the query parameters that belong to an article's identity. *pagination* holds
    patterns (see `fill`) or selectors of the link to the next page ("css: a.next @href"); *archive* patterns of a day's
    listing; *monthly_sitemaps* patterns of a month's sitemap. *delay* is in seconds. *timezone* is an IANA name, for
    times displayed without an offset. Selectors are sorted best first, those of the families last. *sources* gives for
    each address its public source and the date ("2026-02-06 NAME"); *verified* is the day on which `sites check --live`
    confirmed that every address works.
    """

    key: str
    name: str
    domains: tuple[str, ...]
    language: str = "vi"
    country: str = "VN"
    region: str | None = None
    scope: Scope = "national"
    timezone: str | None = None
    families: tuple[str, ...] = ()
    article_patterns: tuple[str, ...] = ()
    not_article_patterns: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    monthly_sitemaps: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    pagination: tuple[str, ...] = ()
    archive: tuple[str, ...] = ()
    mobile: tuple[str, ...] = ()
    same_paths: bool = False
    keep_query: tuple[str, ...] = ()
    rewrite: Mapping[str, str] = field(default_factory=dict, hash=False)
    delay: float | None = None
    browser: bool = False
    selector_sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False, hash=False)
    verified: date | None = None
    sources: Mapping[str, str] = field(default_factory=dict, repr=False, hash=False)
    file: Path | None = field(default=None, repr=False, compare=False)

    @property
    def home(self) -> str:
        """URL of the front page."""
        return f"https://{self.domains[0]}/"

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address that the file contains: domains, mobile hosts, feeds, sitemaps, sections and date archives."""
        listed = (*self.feeds, *self.sitemaps, *self.monthly_sitemaps, *self.sections, *self.archive)
        return (*self.domains, *self.mobile, *listed)

    @cached_property
    def article_url(self) -> re.Pattern[str] | None:
        """Pattern to `search` in a URL without its query, to recognize an article; ``None`` if the file has none."""
        return _any_of(self.article_patterns)

    @cached_property
    def not_article_url(self) -> re.Pattern[str] | None:
        """Pattern to `search` in a URL that looks like an article's but is not one."""
        return _any_of(self.not_article_patterns)

    @cached_property
    def rewrites(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        """The rows of *rewrite*, compiled."""
        return tuple((re.compile(pattern), replacement) for pattern, replacement in self.rewrite.items())

    @cached_property
    def selectors(self) -> Mapping[str, tuple[Selector, ...]]:
        """Selectors by field, best first, for the fields that have any."""
        from newsarchive.parsers.html.selectors import compile_selectors

        return {name: compile_selectors(sources) for name, sources in self.selector_sources.items()}

    def is_article_url(self, url: str) -> bool | None:
        """Whether *url* has the form of an article's URL; ``None`` if the publisher's file does not say.

        A listed section is never an article.
        """
        address = url.partition("?")[0].partition("#")[0]
        if address in self.sections or (self.not_article_url and self.not_article_url.search(address)):
            return False
        return bool(self.article_url.search(address)) if self.article_url else None

    def fill(self, pattern: str, *, section: str | None = None, page: int = 1, day: date | None = None) -> str:
        """Return the URL that a *pagination*, *archive* or *monthly_sitemaps* pattern gives.

        ``{section}`` is the section's URL without its suffix (``.htm``, ``/``), ``{page}`` a number, ``{d}``, ``{dd}``,
        ``{m}``, ``{mm}``, ``{yyyy}`` the day, ``{start}`` and ``{end}`` its first and last second (Unix time in the
        publisher's time zone).
        """
        places: dict[str, object] = {"page": page, "section": _stem(section or self.home)}
        if day is not None:
            places |= _places_of_day(day, ZoneInfo(self.timezone) if self.timezone else _VIETNAM)
        return pattern.format_map(places)

    def sitemaps_of(self, first: date, last: date) -> tuple[str, ...]:
        """Return the monthly sitemaps from the month of *first* to that of *last*, newest first."""
        count = (last.year - first.year) * 12 + last.month - first.month
        months = [divmod(last.year * 12 + last.month - 1 - back, 12) for back in range(count + 1)]
        days = [date(year, month + 1, 1) for year, month in months]
        return tuple(self.fill(pattern, day=day) for day in days for pattern in self.monthly_sitemaps)


def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns)) if patterns else None


def _stem(section: str) -> str:
    return _SUFFIX.sub("", section) if urlsplit(section).path.strip("/") else section.rstrip("/")


def _places_of_day(day: date, zone: tzinfo) -> dict[str, object]:
    start = int(datetime.combine(day, time.min, zone).timestamp())
    end = int(datetime.combine(day + timedelta(days=1), time.min, zone).timestamp()) - 1
    return {
        "d": day.day,
        "dd": f"{day.day:02}",
        "m": day.month,
        "mm": f"{day.month:02}",
        "yyyy": f"{day.year:04}",
        "start": start,
        "end": end,
    }
