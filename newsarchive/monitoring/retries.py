"""Retries: the URLs of an archive whose fetch failed, and their outcomes after another request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit

from newsarchive.archive.ledger import Ledger
from newsarchive.archive.reasons import Reason, current_reason, is_retried
from newsarchive.monitoring.coverage import CoverageScope, entries_of
from newsarchive.publishers import Publishers


class UnknownReason(ValueError):
    """An unknown reason; the message has the nearest one, or says where reasons are shown."""


@dataclass(frozen=True, kw_only=True)
class SiteFailures:
    """The failed URLs of one site: *urls* as requested, each with its canonical URL."""

    site: str
    urls: Mapping[str, str] = field(repr=False)

    @property
    def root(self) -> str:
        """The root URL of the first URL's host: the site's URL if it has no publisher file."""
        parts = urlsplit(next(iter(self.urls)))
        return f"{parts.scheme}://{parts.netloc}/"


@dataclass(frozen=True, kw_only=True)
class RetriedUrls:
    """The outcome of retried URLs: how many now have a stored article, and the other URLs by reason."""

    recovered: int
    reasons: Mapping[str, int]

    @property
    def total(self) -> int:
        """Return how many URLs were retried."""
        return self.recovered + sum(self.reasons.values())


def reasons_from(texts: Collection[str]) -> frozenset[str]:
    """Return the reasons in *texts*, comma-separated and as `coverage` prints them; raise UnknownReason."""
    names = {name.strip() for text in texts for name in text.split(",")} - {""}
    found = {name: str(current_reason(name)) for name in names}
    for name, reason in found.items():
        if not isinstance(current_reason(name), Reason) and not reason.startswith("HTTP "):
            close = get_close_matches(name, [*map(str, Reason)], 1)
            remedy = f'did you mean "{close[0]}"?' if close else "`newsarchive coverage` prints those of an archive"
            raise UnknownReason(f'"{name}" is not a reason (such as "HTTP 503", "timeout", "not found page"); {remedy}')
    return frozenset(found.values())


def failed_urls(
    folder: Path, publishers: Publishers, scope: CoverageScope, reasons: Collection[str] = ()
) -> list[SiteFailures]:
    """Return the failed URLs of the archive *folder* by site: those for *reasons*, or else those worth another try.

    Raise FileNotFoundError if *folder* is not an archive.
    """
    found: dict[str, dict[str, str]] = {}
    with Ledger(folder) as ledger:
        for entry, site, _ in entries_of(ledger, publishers, scope):
            if entry.reason is not None and (entry.reason in reasons if reasons else is_retried(entry.reason)):
                found.setdefault(site, {})[entry.requested] = entry.url
    return [SiteFailures(site=site, urls=found[site]) for site in sorted(found)]


def retried_urls(folder: Path, failures: Collection[SiteFailures]) -> RetriedUrls:
    """Return the current outcomes of the URLs in *failures* in the archive *folder*."""
    wanted = {url for failure in failures for url in failure.urls.values()}
    reasons: Counter[str] = Counter()
    with Ledger(folder) as ledger:
        reasons.update(entry.reason for entry in ledger.entries() if entry.reason is not None and entry.url in wanted)
    return RetriedUrls(recovered=len(wanted) - reasons.total(), reasons=dict(reasons.most_common()))
