"""Plan: the scope of one crawl, parsed from command-line options or from `scrapy crawl -a`."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Any

from newsarchive.archive.findings import DISCOVERY_SOURCES
from newsarchive.crawl.clock import now
from newsarchive.crawl.errors import BadOption

_PERIOD = re.compile(r"(\d+)\s*([dhw])")
_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_HOURS = {"h": 1, "d": 24, "w": 24 * 7}
_SIZE = re.compile(r"(\d{1,12}(?:\.\d{1,9})?)\s*([kmgt]b?)", re.I)
# Decimal units, as for disk capacities and in the output of `newsarchive demo`.
_BYTES = {
    unit: 1000**power for power, units in enumerate(("k kb", "m mb", "g gb", "t tb"), 1) for unit in units.split()
}
_MOST_HOURS = 24 * 366 * 100  # no news site is older
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}")  # BCP 47
_TRUE = frozenset({"1", "true", "yes", "on"})


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to fetch. Days are days of publication in the site's time zone, both ends included; ``None`` means no limit.

    *limit* counts articles to store, *max_pages* fetched pages of every kind, *depth* pages of each listing.
    *max_time* is how long the process may crawl, *max_size* how many bytes it may store.
    *refresh* is how long after its publication an article is fetched again. *by* lists the DISCOVERY_SOURCES to use,
    ``None`` for the site's default sources. With *retry*, *urls* are fetched regardless of the outcome of earlier runs.
    *language* is the language of a site without a publisher file.
    """

    since: date | None = None
    until: date | None = None
    section: str | None = None
    include: re.Pattern[str] | None = None
    exclude: re.Pattern[str] | None = None
    limit: int | None = None
    max_pages: int | None = None
    max_time: timedelta | None = None
    max_size: int | None = None
    depth: int | None = None
    refresh: timedelta | None = None
    dry_run: bool = False
    urls: tuple[str, ...] = ()
    retry: bool = False
    by: frozenset[str] | None = None
    language: str | None = None

    def looks_by(self, source: str, *, usual: bool = True) -> bool:
        """Return whether the discovery *source* is used; return *usual* if the plan does not choose sources."""
        return usual if self.by is None else source in self.by

    @property
    def is_bounded(self) -> bool:
        """Whether the days of publication are bounded."""
        return self.since is not None or self.until is not None

    def holds(self, first: date | None, last: date | None = None) -> bool:
        """Return whether a day, or any day from *first* to *last*, is within the bounds; ``None`` is within."""
        if first is None:
            return True
        return not ((self.since and (last or first) < self.since) or (self.until and first > self.until))

    def may_hold(self, first: date | None, last: date | None = None) -> bool:
        """Like `holds`, with a tolerance of one day on both sides, for days from a URL or in another time zone."""
        if first is None:
            return True
        return self.holds(first - timedelta(days=1), (last or first) + timedelta(days=1))

    def is_too_old(self, changed: date | None) -> bool:
        """Return whether a page last *changed* on that day cannot have been published within the bounds."""
        return bool(changed and self.since and changed + timedelta(days=1) < self.since)

    def due_from(self) -> date | None:
        """Return the first day of publication whose articles are fetched again, ``None`` without --refresh."""
        return (now() - self.refresh).date() if self.refresh is not None else None

    def wants(self, url: str) -> bool:
        """Return whether *include* and *exclude* accept this URL."""
        return not ((self.include and not self.include.search(url)) or (self.exclude and self.exclude.search(url)))

    def given_options(self) -> dict[str, Any]:
        """Return the options that were given, as JSON values, for the run report."""
        values = {name: _plain(value) for name, value in vars(self).items() if value not in (None, (), False)}
        if self.urls:
            values["urls"] = len(self.urls)
        return values


def named_as_fields(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return *options*, for example of `scrapy crawl -a`, under the names of a plan's fields ("by" for "discover").

    Raise BadOption for the first that a plan does not have.
    """
    renamed = {"by" if name == "discover" else name: value for name, value in options.items()}
    for name, value in renamed.items():
        # As text, these two come from -a: the options of that name take files and reasons, which the command reads.
        if name not in Plan.__dataclass_fields__ or (name in ("urls", "retry") and isinstance(value, str)):
            known = [
                "url",
                *(name for name in Plan.__dataclass_fields__ if name not in ("urls", "retry", "by")),
                "discover",
            ]
            close = get_close_matches(name, known, 1)
            remedy = f'did you mean "{close[0]}"?' if close else f"choose from {', '.join(known)}"
            raise BadOption(f'-a {name}: unknown argument "{name}"; {remedy}')
    return renamed


def plan_from(options: Mapping[str, Any]) -> Plan:
    """Parse a Plan from command-line *options*; raise BadOption for the first invalid one."""
    plan = Plan(
        since=_day("since", options.get("since"), last=False),
        until=_day("until", options.get("until"), last=True),
        section=options.get("section") or None,
        include=_pattern("include", options.get("include")),
        exclude=_pattern("exclude", options.get("exclude")),
        limit=_count("limit", options.get("limit")),
        max_pages=_count("max-pages", options.get("max_pages")),
        max_time=_duration(options.get("max_time")),
        max_size=_size(options.get("max_size")),
        depth=_count("depth", options.get("depth")),
        refresh=_period(options.get("refresh")),
        dry_run=_is_true(options.get("dry_run")),
        urls=tuple(options.get("urls") or ()),
        retry=_is_true(options.get("retry")),
        by=_sources(options.get("by")),
        language=_language(options.get("language")),
    )
    if plan.since and plan.until and plan.since > plan.until:
        raise BadOption(f"--since {plan.since} is after --until {plan.until}; swap them")
    return plan


def _day(option: str, text: Any, *, last: bool) -> date | None:
    """Parse a day; a month or a year gives its first day, or its last day with *last*."""
    if not text or isinstance(text, date):
        return text or None
    found = _DAY.fullmatch(str(text).strip())
    try:
        if not found:
            raise ValueError(text)
        year, month, day = (int(part) if part else None for part in found.groups())
        assert year is not None
        month = (12 if last else 1) if month is None else month
        return date(year, month, (monthrange(year, month)[1] if last else 1) if day is None else day)
    except ValueError:
        raise BadOption(f'--{option}: "{text}" is not a day; write it as 2017-09-30, 2017-09 or 2017') from None


def _is_true(text: Any) -> bool:
    return str(text or "").lower() in _TRUE


def _sources(text: Any) -> frozenset[str] | None:
    sources = frozenset(name.strip() for name in (text or "").split(",")) - {""}
    for name in sorted(sources - set(DISCOVERY_SOURCES)):
        raise BadOption(f'--discover: unknown discovery source "{name}"; choose from {", ".join(DISCOVERY_SOURCES)}')
    return sources or None


def _language(text: Any) -> str | None:
    if text and not _LANGUAGE.fullmatch(str(text)):
        raise BadOption(f'--language: "{text}" is not a language tag; write vi, en or en-GB')
    return text or None


def _pattern(option: str, text: Any) -> re.Pattern[str] | None:
    try:
        return re.compile(text) if text else None
    except re.error as error:
        raise BadOption(
            f'--{option}: "{text}" is not a regular expression: {error}; put \\ before a literal character'
        ) from None


def _count(option: str, text: Any) -> int | None:
    if text is None or text == "":
        return None
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise BadOption(f'--{option}: "{text}" is not a whole number from 1')
    return number


def _period(text: Any) -> timedelta | None:
    if not text or isinstance(text, timedelta):
        return text or None
    found = _PERIOD.fullmatch(str(text).strip().lower())
    hours = int(found[1]) * _HOURS[found[2]] if found else None
    if hours is None or hours > _MOST_HOURS:
        raise BadOption(f'--refresh: "{text}" is not a period; write 12h, 7d or 2w')
    return timedelta(hours=hours)


def seconds_of(option: str, text: str, examples: str = "90s, 15m or 6h") -> float:
    """Parse a period such as 90s, 15m or 6h to seconds; raise BadOption that names *option* and *examples*."""
    found = re.fullmatch(r"(\d{1,9})\s*([smhd])", text.strip().lower())
    if not found or not int(found[1]):
        raise BadOption(f'--{option}: "{text}" is not a period; write {examples}')
    return int(found[1]) * {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}[found[2]]


def _duration(text: Any) -> timedelta | None:
    if not text or isinstance(text, timedelta):
        return text or None
    return timedelta(seconds=min(seconds_of("max-time", str(text), "90m, 2h or 7d"), _MOST_HOURS * 3600.0))


def _size(text: Any) -> int | None:
    if not text or isinstance(text, int):
        return text or None
    found = _SIZE.fullmatch(str(text).strip())
    number = int(float(found[1]) * _BYTES[found[2].lower()]) if found else 0
    if not number:
        raise BadOption(f'--max-size: "{text}" is not a size; write 500MB or 20GB')
    return number


def _period_text(period: timedelta) -> str:
    """Write *period* in its largest whole unit of hours, minutes and seconds: 168h, 90m, 45s."""
    seconds = round(period.total_seconds())
    size, unit = next((size, unit) for size, unit in ((3600, "h"), (60, "m"), (1, "s")) if seconds % size == 0)
    return f"{seconds // size}{unit}"


def _plain(value: Any) -> Any:
    if isinstance(value, re.Pattern):
        return value.pattern
    if isinstance(value, timedelta):
        return _period_text(value)
    if isinstance(value, frozenset):
        return sorted(value)
    return value.isoformat() if isinstance(value, date) else value
