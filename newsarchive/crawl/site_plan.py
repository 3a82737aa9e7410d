"""The result of a dry run: what it discovered of a site, and the requests, time and disk space that a crawl needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsarchive.archive.index import Index
from newsarchive.archive.layout import Layout
from newsarchive.archive.reasons import Reason
from newsarchive.counting import count_of, duration_of
from newsarchive.crawl.counters import RESPONSES
from newsarchive.crawl.network.private_addresses import refused_host
from newsarchive.crawl.politeness.hours import window_of
from newsarchive.crawl.politeness.robots import RobotsFile, StrictRobots
from newsarchive.crawl.politeness.slots import HostSlots
from newsarchive.crawl.spiders.news import NewsSpider
from newsarchive.crawl.telemetry.dry_run import DryRun
from newsarchive.publishers import publisher_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

#: Bytes on disk per article: a page of 23 kB (gzip) and a record of 1.9 kB, measured on Vietnamese newspapers
#: (docs/operations.md, "Measurements").
USUAL_BYTES = 25_000
_ENOUGH_ARTICLES = 20  # minimum number of a site's articles to use the site's own size per article
_WEEK = 7 * 86_400.0


@dataclass(frozen=True, kw_only=True)
class SourcePlan:
    """Yield of one discovery source: responses *read*, requests *failed*, *urls*, of them *only_here*, days."""

    name: str
    read: int
    failed: int
    urls: int
    only_here: int
    first: date | None
    last: date | None


@dataclass(frozen=True, kw_only=True)
class ProjectChange:
    """A change of the project file: *key* and its *value* as TOML, and why.

    *table* is the TOML table of the key: "" for the top of the file, "sites" for the site's own table, or "schedule".
    """

    table: str
    key: str
    value: str
    why: str


@dataclass(frozen=True, kw_only=True)
class SitePlan:
    """The estimated cost of crawling one site.

    *months* counts the *articles* to fetch by month of publication if known, else as "undated"; *stored* counts the
    articles in the archive. *requests* counts the articles and the requests to discover them. *pace* is the seconds
    between two requests, 0 for no fixed pace. *seconds* and *bytes* are the duration and size of the crawl; *basis* is
    the source of the size per article. If the plan is not *is_complete*, all numbers are lower bounds; *unread* counts
    the sitemaps that were not read.
    """

    site: str
    start: str
    publisher: str | None
    robots: RobotsFile | None
    sources: Sequence[SourcePlan]
    articles: int
    stored: int
    months: Mapping[str, int]
    examples: Sequence[str] = field(repr=False)
    discovery: int
    requests: int
    pace: float
    seconds: float | None
    bytes: int
    basis: str
    is_complete: bool
    unread: int
    changes: Sequence[ProjectChange]


def site_plan(crawler: Crawler, folder: Path) -> SitePlan | None:
    """Return the plan of *crawler*, a dry run that has ended; ``None`` for any other crawl.

    *folder* is the archive; the site's articles in it give the size per article.
    """
    spider, dry_run = crawler.spider, crawler.get_extension(DryRun)
    if not isinstance(spider, NewsSpider) or dry_run is None or not hasattr(spider, "frontier"):
        return None
    stats, host = crawler.stats.get_stats(), urlsplit(spider.site.start).netloc
    per_article, basis = size_per_article(folder, spider.site.key)
    articles = dry_run.months.total()
    discovery = sum(count for key, count in stats.items() if key.startswith(RESPONSES))
    pace = HostSlots(crawler).pace_of(host)
    hours = crawler.settings["NEWSARCHIVE_HOURS"]
    share = window_of(str(hours)).share_of_day if hours else 1.0
    seconds = (articles + discovery) * pace / share if pace else None
    robots = crawler.get_downloader_middleware(StrictRobots)
    sources = list(_sources(spider))
    unread = spider.seeds.waiting_sitemaps
    is_complete = not unread and not dry_run.is_over and stats.get("finish_reason") == "finished"
    known = publisher_of(spider.site.start)
    return SitePlan(
        site=spider.site.key,
        start=spider.site.start,
        publisher=known.key if known else None,
        robots=robots.files.get(host) if robots else None,
        sources=sources,
        articles=articles,
        stored=int(stats.get(f"newsarchive/skipped/{Reason.KNOWN}", 0)),
        months=dict(sorted(dry_run.months.items())),
        examples=dry_run.examples,
        discovery=discovery,
        requests=articles + discovery,
        pace=pace,
        seconds=seconds,
        bytes=articles * per_article,
        basis=basis,
        is_complete=is_complete,
        unread=unread,
        changes=[
            *_settings(crawler, spider),
            *_source_changes(spider, sources, is_complete=is_complete),
            *_shorter(spider, dry_run.months, seconds),
        ],
    )


def size_per_article(folder: Path, site: str) -> tuple[int, str]:
    """Return the bytes on disk per article of *site*, and the basis of that figure."""
    layout = Layout(folder)
    if layout.index.is_file():
        with closing(Index(layout.index, writable=False, checked=False)) as index:
            count = index.count(site)
        if count >= _ENOUGH_ARTICLES:
            folders = [parent / f"site={site}" for parent in (layout.articles, layout.pages)]
            sizes = [path.stat().st_size for folder in folders for path in folder.rglob("*") if path.is_file()]
            return sum(sizes) // count, f"as {count_of(count, 'article')} of this site in the archive"
    return USUAL_BYTES, "the average of Vietnamese newspapers"


def least_seconds(plans: Sequence[SitePlan], at_once: int) -> float | None:
    """Return the minimum seconds to crawl all sites, *at_once* at a time; ``None`` without a pace."""
    known = [plan.seconds for plan in plans if plan.seconds is not None]
    return max(max(known), sum(known) / at_once) if known and len(known) == len(plans) else None


def _sources(spider: NewsSpider) -> Iterator[SourcePlan]:
    found = spider.frontier.discovered()
    for name in dict.fromkeys((*found, *spider.source_log.read, *spider.source_log.failed)):
        urls = found.get(name)
        if not (urls or spider.source_log.read[name] or spider.source_log.failed[name]):
            continue
        yield SourcePlan(
            name=name,
            read=spider.source_log.read[name],
            failed=spider.source_log.failed[name],
            urls=urls.urls if urls else 0,
            only_here=urls.only_here if urls else 0,
            first=urls.first if urls else None,
            last=urls.last if urls else None,
        )


def _settings(crawler: Crawler, spider: NewsSpider) -> Iterator[ProjectChange]:
    if not crawler.settings["NEWSARCHIVE_CONTACT"] and not refused_host(spider.site.start):
        yield ProjectChange(table="", key="contact", value='"you@example.org"', why="lets the publisher reach you")
    if spider.leads_to:
        why = f"{spider.site.start} redirects there"
        yield ProjectChange(table="sites", key="name", value=f'"{spider.leads_to}"', why=why)


def _source_changes(spider: NewsSpider, sources: Sequence[SourcePlan], *, is_complete: bool) -> Iterator[ProjectChange]:
    used = [source for source in sources if source.read]
    for source in used:
        others = [other for other in used if other is not source]
        added = sum(other.read for other in others)
        is_enough = source.urls and added > source.read and not any(other.only_here for other in others)
        if is_enough and is_complete and spider.plan.by is None and spider.plan.section is None:
            own = count_of(source.read, "request")
            why = f"gives every URL with {own}; the other sources take {added:,} more and give no other URL"
            yield ProjectChange(table="sites", key="discover", value=f'["{source.name}"]', why=why)
            break
    has_feed = any(source.name == "feeds" and source.urls for source in sources)
    if is_complete and not has_feed and spider.plan.looks_by("feeds"):
        instead = next(
            (source.name for source in used if source.name in ("listings", "sitemaps") and source.urls), None
        )
        if instead:
            why = f"{spider.site.key} has no feed for `newsarchive watch`"
            yield ProjectChange(table="schedule", key="discover", value=f'["feeds", "{instead}"]', why=why)


def _shorter(spider: NewsSpider, months: Counter[str], seconds: float | None) -> Iterator[ProjectChange]:
    """Yield the earliest first month whose crawl takes at most a week, if crawling all articles takes longer."""
    total = months.total()
    if not seconds or seconds <= _WEEK or spider.plan.is_bounded:
        return
    count, since = 0, None
    for month in sorted(months.keys() - {"undated"}, reverse=True):
        if (count + months[month]) * seconds / total > _WEEK:
            break
        count, since = count + months[month], month
    if since:
        took = duration_of(count * seconds / total)
        why = f"{count_of(count, 'article')}, about {took}; all of them take {duration_of(seconds)}"
        yield ProjectChange(table="sites", key="since", value=f'"{since}"', why=why)
