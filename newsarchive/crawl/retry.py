"""Retry: build a crawl that requests the failed URLs of an archive again, each under its own site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsarchive.counting import count_of
from newsarchive.crawl.plan import plan_from
from newsarchive.crawl.spiders.targets import OwnOptions, jobs_for
from newsarchive.monitoring.coverage import CoverageScope
from newsarchive.monitoring.retries import RetriedUrls, SiteFailures, failed_urls
from newsarchive.publishers import Publishers


@dataclass(frozen=True, kw_only=True)
class Retry:
    """The targets of a crawl that requests *failures* again, and the options of each; see `crawl_all`."""

    failures: Sequence[SiteFailures]
    targets: tuple[str, ...]
    own: OwnOptions


def retry_of(
    folder: Path,
    targets: Sequence[str],
    reasons: frozenset[str],
    publishers: Publishers,
    options: Mapping[str, Any],
    own: OwnOptions,
) -> Retry:
    """Return a crawl that retries the failed URLs of the archive *folder*, for *targets* or else for all sites.

    *reasons* select failures; without reasons, the failures that are worth another try are selected. *options* are
    those of `plan_from`, *own* the options of single targets. Raise what `jobs_for` raises, and FileNotFoundError if
    *folder* is not an archive.
    """
    jobs = jobs_for(targets, {}, publishers) if targets else []
    names = {job.site.key: target for target, job in zip(targets, jobs, strict=True)}
    plan = plan_from(options)
    scope = CoverageScope(sites=tuple(names), since=plan.since, until=plan.until)
    failures = failed_urls(folder, publishers, scope, reasons)
    by_target = {
        names.get(failure.site) or (failure.site if failure.site in publishers else failure.root): failure
        for failure in failures
    }
    chosen = {
        target: {**own.get(target, {}), "urls": tuple(failure.urls), "retry": True, "by": None, "section": None}
        for target, failure in by_target.items()
    }
    return Retry(failures=failures, targets=tuple(by_target), own=chosen)


def retry_summary(done: RetriedUrls) -> str:
    """Return in one line how many URLs were retried and recovered, and why the others were not."""
    line = f"retried {count_of(done.total, 'URL')}: {done.recovered:,} recovered"
    if done.reasons:
        line += ", still missing: " + ", ".join(f"{count:,} {reason}" for reason, count in done.reasons.items())
    return line
