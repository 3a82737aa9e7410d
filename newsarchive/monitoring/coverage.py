"""Coverage of each site and month: what was discovered, fetched and stored, and why the rest was not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from newsarchive.archive.findings import SOURCE_NAMES, sources_in
from newsarchive.archive.layout import Layout
from newsarchive.archive.ledger import Ledger, LedgerEntry
from newsarchive.archive.reasons import Reason
from newsarchive.dataset.gaps import Gap, gaps_in
from newsarchive.monitoring.article_numbers import Hole, Numbers, article_number
from newsarchive.monitoring.run_history import past_runs
from newsarchive.publishers import Publishers, publisher_of
from newsarchive.publishers.canonical import site_of
from newsarchive.publishers.url_dates import days_in

UNDATED = "undated"


@dataclass(kw_only=True)
class Month:
    """One month of one site: URLs *discovered*, of them *fetched*; articles *stored*; *not_stored* counts by reason.

    *duplicates* are further URLs of stored articles: discovered = stored + duplicates + the sum of not_stored.
    """

    discovered: int = 0
    fetched: int = 0
    stored: int = 0
    not_stored: Counter[str] = field(default_factory=Counter)

    @property
    def duplicates(self) -> int:
        """Return how many URLs lead to an article that is counted under another URL."""
        return self.discovered - self.stored - self.not_stored.total()


@dataclass(kw_only=True)
class SourceCounts:
    """What one discovery source found: URLs, URLs that no other source found, and stored articles."""

    discovered: int = 0
    discovered_only_here: int = 0
    stored: int = 0
    stored_only_here: int = 0


@dataclass(kw_only=True)
class SiteCoverage:
    """The coverage of one site; months are "2017-09" or "undated"."""

    site: str
    months: dict[str, Month] = field(default_factory=dict)
    sources: dict[str, SourceCounts] = field(default_factory=dict)
    below_baseline: list[Gap] = field(default_factory=list)
    holes: list[Hole] = field(default_factory=list)
    numbered: int = 0


@dataclass(frozen=True, kw_only=True)
class CoverageScope:
    """The scope of a coverage report: *sites* (empty means all) and days of publication, both ends included.

    A URL without a known day is always included: its article may be within the period.
    """

    sites: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def holds(self, site: str, day: date | None) -> bool:
        """Return whether a URL is in the scope."""
        if self.sites and site not in self.sites:
            return False
        return day is None or not ((self.since and day < self.since) or (self.until and day > self.until))


def coverage(
    ledger: Ledger, publishers: Publishers, scope: CoverageScope, last_crawled: Mapping[str, date]
) -> list[SiteCoverage]:
    """Return the coverage of each site, by name.

    *last_crawled* is the day of the last run that requested all new articles of a site (see `last_open_days`). Earlier
    days without articles are checked too; the day itself is excluded because it is not over.
    """
    sites: dict[str, SiteCoverage] = {}
    numbers: dict[str, Numbers] = {}
    for entry, site, day in entries_of(ledger, publishers, scope):
        coverage = sites.setdefault(site, SiteCoverage(site=site))
        _count(coverage, entry, day)
        number = article_number(entry.url, publishers.get(site))
        if number is not None and entry.reason != Reason.OTHER_SITE:
            numbers.setdefault(site, Numbers()).add(number, day, is_stored=entry.article is not None)
    _count_stored(sites, ledger, scope, last_crawled)
    for site, found_numbers in numbers.items():
        sites[site].numbered, sites[site].holes = len(found_numbers), found_numbers.holes()
    return [sites[site] for site in sorted(sites)]


def not_stored(ledger: Ledger, publishers: Publishers, scope: CoverageScope) -> Generator[dict[str, Any]]:
    """Yield every URL without a stored article, as requested, with the known facts about it."""
    for entry, site, day in entries_of(ledger, publishers, scope):
        if entry.reason is not None:
            yield {
                "url": entry.requested,
                "canonical_url": entry.url,
                "site": site,
                "day": day,
                "reason": entry.reason,
                "fetched": entry.fetched,
                "sources": sources_in(entry.sources),
            }


def coverage_json(coverage: SiteCoverage) -> dict[str, Any]:
    """Return *coverage* as JSON values."""
    return {
        "site": coverage.site,
        "months": [
            {
                "month": name,
                "discovered": month.discovered,
                "fetched": month.fetched,
                "stored": month.stored,
                "duplicates": month.duplicates,
                "not_stored": month.not_stored.total(),
                "reasons": dict(sorted(month.not_stored.items())),
            }
            for name, month in sorted(coverage.months.items())
        ],
        "sources": {name: vars(source) for name, source in coverage.sources.items()},
        "below_baseline": [
            {
                "first": run.first,
                "last": run.last,
                "found": run.found,
                "expected": run.expected,
                "around": run.around,
                "days": len(run.days),
            }
            for run in coverage.below_baseline
        ],
        "numbered": coverage.numbered,
        "number_gaps": [{**vars(hole), "count": hole.count} for hole in coverage.holes],
    }


def entries_of(
    ledger: Ledger, publishers: Publishers, scope: CoverageScope
) -> Iterator[tuple[LedgerEntry, str, date | None]]:
    """Yield every URL of the ledger that is in *scope*, with its site and its day of publication, if known."""
    name = _namer(publishers)
    for entries in (ledger.entries(), ledger.undiscovered()):
        for entry in entries:
            site = entry.site or name(entry.url)
            day = entry.day or days_in(entry.url)[0]
            if scope.holds(site, day):
                yield entry, site, day


def _namer(publishers: Publishers) -> Callable[[str], str]:
    @lru_cache(maxsize=1000)
    def name(url: str) -> str:
        return site_of(url, publisher_of(url, publishers))

    return name


def _count(coverage: SiteCoverage, entry: LedgerEntry, day: date | None) -> None:
    month = coverage.months.setdefault(f"{day:%Y-%m}" if day else UNDATED, Month())
    month.discovered += 1
    month.fetched += entry.fetched
    if entry.reason is not None:
        month.not_stored[entry.reason] += 1
    sources = sources_in(entry.sources)
    for name in sources:
        source = coverage.sources.setdefault(name, SourceCounts())
        source.discovered += 1
        source.stored += entry.article is not None
        if len(sources) == 1:
            source.discovered_only_here += 1
            source.stored_only_here += entry.article is not None


def _count_stored(
    sites: dict[str, SiteCoverage], ledger: Ledger, scope: CoverageScope, last_crawled: Mapping[str, date]
) -> None:
    """Count stored articles by month, and find days below the baseline."""
    counts: dict[str, dict[date, int]] = {}
    for site, day, count in ledger.days():
        if not scope.holds(site, day):
            continue
        coverage = sites.setdefault(site, SiteCoverage(site=site))
        month = coverage.months.setdefault(f"{day:%Y-%m}" if day else UNDATED, Month())
        month.stored += count
        if day:
            counts.setdefault(site, {})[day] = count
    for site, days in counts.items():
        sites[site].below_baseline = gaps_in(days, until=_last_day(days, last_crawled.get(site), scope.until))
    for coverage in sites.values():
        coverage.sources = {name: coverage.sources[name] for name in SOURCE_NAMES if name in coverage.sources}


def _last_day(days: Mapping[date, int], last_crawled: date | None, until: date | None) -> date:
    last = max(days)
    if last_crawled and last <= last_crawled:
        last = last_crawled - timedelta(days=1)
    return min(last, until) if until else last


def last_open_days(layout: Layout) -> dict[str, date]:
    """Return for each site the day (in UTC) of the last run that requested all new articles."""
    found: dict[str, date] = {}
    for run in past_runs(layout):
        if run.site and run.is_open and run.started_at:
            found.setdefault(run.site, run.started_at.date())
    return found
