"""Frontier: decide for every discovered URL whether it is fetched, and if not, why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

from newsarchive.archive.findings import SOURCE_NAMES, Finding, bit_of
from newsarchive.archive.reasons import NEVER_SENT, Reason
from newsarchive.crawl.clock import now
from newsarchive.crawl.frontier.candidate import UrlCandidate
from newsarchive.crawl.plan import Plan
from newsarchive.crawl.site import Site
from newsarchive.crawl.url_shapes import VERSION_FOLDERS, full_version
from newsarchive.publishers.tracking import untracked
from newsarchive.publishers.url_dates import days_in

if TYPE_CHECKING:
    from scrapy.statscollectors import StatsCollector

    from newsarchive.crawl.storing.known import KnownUrl
    from newsarchive.crawl.storing.session import ArchiveSession

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class DiscoveredUrls:
    """The number of *urls* that one source discovered, how many *only_here*, and their *first* and *last* day."""

    urls: int
    only_here: int
    first: date | None
    last: date | None


@dataclass(kw_only=True)
class Frontier:
    """Judge each URL once per run; count the reasons for skipping URLs under ``newsarchive/skipped/``.

    With *asks_again*, URLs that were not articles or not found are requested again later (see KnownUrl.should_recheck).
    """

    site: Site
    plan: Plan
    archive: ArchiveSession | None
    stats: StatsCollector
    is_queued_elsewhere: Callable[[UrlCandidate, str], bool] = lambda candidate, target: False
    asks_again: bool = True
    # Each URL with the sources that discovered it, as bits.
    _seen: dict[str, int] = field(default_factory=dict)
    _spans: dict[str, tuple[date, date]] = field(default_factory=dict)
    _failed: set[str] = field(default_factory=set)

    @property
    def has_discovered_any(self) -> bool:
        """Whether this run has discovered any article URL, wanted or not."""
        return bool(self._seen)

    def judge(
        self,
        url: str,
        *,
        source: str | None = None,
        published: date | None = None,
        changed: date | None = None,
        hops: int = 0,
        via: str | None = None,
        known_too: bool = False,
        is_offsite: bool = False,
        is_exact: bool = False,
        is_outside: bool = False,
    ) -> UrlCandidate | None:
        """Return *url* as a candidate, or ``None`` if it is unwanted, out of bounds or already known.

        *source* (one of findings.SOURCE_NAMES) is the discovery source; ``None`` if the archive itself is the source.
        With *known_too*, URLs that are known or already discovered are also wanted. *is_offsite* marks a URL of another
        host that presumably redirects to the site, *is_exact* a day *published* that needs no tolerance, *is_outside* a
        URL without a day whose list is of another period.
        """
        canonical = self._name(url)
        sources = self._seen.get(canonical)
        if sources is not None and not bit_of(source) & ~sources and not known_too:
            return None
        self._seen[canonical] = (sources or 0) | bit_of(source)
        day = published or days_in(url)[0] or changed
        if source and day:
            first, last = self._spans.get(source, (day, day))
            self._spans[source] = (min(first, day), max(last, day))
        address = untracked(url)
        requested = address if address != canonical else None
        if sources is not None and not known_too:
            self._note(canonical, source=source, day=day, requested=requested, again=True)
            return None
        known = self.archive.known(canonical) if self.archive else None
        is_exact = is_exact or self.plan.dry_run  # it predicts what will be stored, and not what is fetched to be sure
        may_hold = self.plan.holds if is_exact else self.plan.may_hold
        is_within = not is_outside and may_hold(published)
        reason = self._against(url, None if known_too else known, changed, is_within=is_within, is_offsite=is_offsite)
        if source:
            self._note(canonical, source=source, day=day, requested=requested, reason=None if known else reason)
        if reason:
            self.stats.inc_value(f"newsarchive/skipped/{reason}")
            return None
        day = published or changed
        return UrlCandidate(
            is_offsite=is_offsite,
            url=address,
            canonical=canonical,
            changed=day,
            known=known,
            hops=hops,
            source=source,
            via=via,
        )

    def discovered(self) -> dict[str, DiscoveredUrls]:
        """Return the URL counts of each discovery source so far."""
        found = {}
        for source in SOURCE_NAMES:
            bit = bit_of(source)
            urls = [bits for bits in self._seen.values() if bits & bit]
            if urls:
                first, last = self._spans.get(source, (None, None))
                found[source] = DiscoveredUrls(urls=len(urls), only_here=urls.count(bit), first=first, last=last)
        return found

    def has_discovered(self, canonical: str) -> bool:
        """Return whether this run has discovered *canonical*."""
        return canonical in self._seen

    def add_discovered(self, url: str) -> None:
        """Register *url*, another version of a page that is or may be stored, as discovered, without judging it."""
        self._seen.setdefault(self.site.canonical(url), 0)

    def has_full_version(self, url: str) -> bool:
        """Return whether *url* is an AMP, print or mobile version of a page that is or may be stored.

        A page that this run discovered may be. A page that it could not fetch, or that is known to be no article, is
        not stored: a site may have removed it and kept its other version.
        """
        full = full_version(url)
        if full is None:
            return False
        canonical = self.site.canonical(full)
        known = self.archive.known(canonical) if self.archive else None
        if known is not None and (known.id is not None or not known.outside):
            return known.id is not None
        return canonical in self._seen and canonical not in self._failed

    def has_other_version(self, url: str) -> bool:
        """Return whether another version of the page *url* is stored: of pages of comments, one is enough.

        One version may be in a folder (/amp/cau-moi-12), and another below the page (/cau-moi-12?print=1).
        """
        full = full_version(url)
        if full is None or self.archive is None or self.is_stored(url):
            return False
        page = self.site.canonical(full)
        parts = urlsplit(page)
        others = (parts._replace(path=f"/{name}{parts.path}") for name in VERSION_FOLDERS)
        places = (page, *map(urlunsplit, others))
        stored = (found for place in places for found, _ in self.archive.articles_under(place))
        return any(self.site.canonical(full_version(found) or found) == page for found in stored)

    def is_stored(self, url: str) -> bool:
        """Return whether the article at *url* is stored, also if it is not on disk yet."""
        known = self.archive.known(self.site.canonical(url)) if self.archive else None
        return known is not None and known.id is not None

    def is_stored_since(self, candidate: UrlCandidate) -> bool:
        """Return whether the article of a new *candidate* was stored after the candidate was judged.

        A page that was fetched in the meantime may have declared the candidate's URL as its own, or a session parameter
        was learned. A capture is another revision.
        """
        if candidate.known is not None or candidate.captures:
            return False
        return self.is_stored(candidate.canonical)

    def is_offsite_redirect(self, url: str) -> bool:
        """Return whether *url*, the target of an article URL's redirect, belongs to another site."""
        return not self.plan.urls and not self.site.holds(url)

    def known_redirect_target(self, candidate: UrlCandidate, url: str) -> str | None:
        """Return the canonical URL of a candidate's redirect target, if the target is known or already discovered."""
        canonical = self._name(url)
        if canonical == candidate.canonical:
            return None
        is_discovered = canonical in self._seen or self.is_queued_elsewhere(candidate, canonical)
        self._seen.setdefault(canonical, 0)
        known = self.archive.known(canonical) if self.archive else None
        return canonical if is_discovered or self._known_reason(known) else None

    def day_of(self, url: str) -> date | None:
        """Return the day of publication, if the archive, this run or the URL itself states it."""
        known = self.archive.known(self.site.canonical(url)) if self.archive else None
        first, last = days_in(url)
        return (known.published if known else None) or (first if first == last else None)

    def failed(self, canonical: str, reason: str) -> None:
        """Record that *canonical* was requested, or was about to be, and why the request failed."""
        if reason not in NEVER_SENT:
            self._failed.add(canonical)
        self._note(canonical, reason=reason, tried=reason not in NEVER_SENT)

    def _name(self, url: str) -> str:
        """Return the canonical URL of *url*, or the one under which an older archive already has the page."""
        canonical = self.site.canonical(url)
        former = self.site.former(url) if self.archive else None
        if former is None or self.archive is None or self.archive.known(canonical) is not None:
            return canonical
        return canonical if self.archive.known(former) is None else former

    def _note(self, canonical: str, *, again: bool = False, **said: Any) -> None:
        if self.archive:
            self.archive.found(Finding(url=canonical, site=self.site.key, at=now(), **said), again=again)

    def _against(
        self, url: str, known: KnownUrl | None, changed: date | None, *, is_within: bool, is_offsite: bool
    ) -> str | None:
        if not is_offsite and not self.plan.urls and not self.site.holds(url):
            return Reason.OTHER_SITE
        if not self.plan.wants(url):
            return Reason.EXCLUDED
        if not is_within or self.plan.is_too_old(changed) or not self.plan.may_hold(*days_in(url)):
            return Reason.OUTSIDE_DATES
        return self._known_reason(known)

    def _known_reason(self, known: KnownUrl | None) -> str | None:
        if known is None:
            return None
        if known.published and not self.plan.holds(known.published):
            return Reason.OUTSIDE_DATES
        if known.outside or self._is_due(known) or (self.asks_again and known.should_recheck(now())):
            return None  # an earlier run's dates excluded the article, this run's dates may include it
        return Reason.KNOWN if known.id else Reason.NOT_ARTICLE_BEFORE

    def wants_again(self, known: KnownUrl) -> bool:
        """Return whether to request a *known* URL again."""
        return self._known_reason(known) is None

    def _is_due(self, known: KnownUrl) -> bool:
        """Return whether --refresh revisits an article: recently published (without a date: recently discovered)."""
        least, day = self.plan.due_from(), known.published or known.seen
        return known.id is not None and least is not None and day is not None and day >= least
