"""Run one crawl in this process: settings from options, Scrapy around the spider, an outcome at the end.

A Twisted reactor starts once: a second crawl needs a second process.
"""

from __future__ import annotations

import errno
import logging
import os
import resource
import signal
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import Any

from scrapy.crawler import Crawler
from scrapy.settings import Settings

from newsarchive.archive.lock import ArchiveLocked
from newsarchive.archive.reasons import Reason, explanation
from newsarchive.counting import count_of
from newsarchive.crawl.limits import limit_reached
from newsarchive.crawl.network.access import Access, check_accesses
from newsarchive.crawl.network.browser import NO_BROWSER, require_browser
from newsarchive.crawl.network.private_addresses import refused_host
from newsarchive.crawl.plan import plan_from
from newsarchive.crawl.politeness.hours import window_of
from newsarchive.crawl.process import CrawlProcess
from newsarchive.crawl.site import Site, site_at
from newsarchive.crawl.site_plan import SitePlan, site_plan
from newsarchive.crawl.spiders.news import NewsSpider
from newsarchive.crawl.spiders.targets import Job, OwnOptions, jobs_for
from newsarchive.crawl.storing.extraction_workers import (
    collect_seldom,
    end_unused_workers,
    fork_workers,
    usual_count,
)
from newsarchive.crawl.storing.run_report import redis_message, run_report
from newsarchive.crawl.storing.search_index import UpdateSearchIndex
from newsarchive.crawl.storing.session import ArchiveSession
from newsarchive.crawl.telemetry.dry_run import DryRun
from newsarchive.crawl.telemetry.progress import JsonLog
from newsarchive.crawl.telemetry.prometheus import listen
from newsarchive.monitoring.run_history import GIVEN_AWAY, LIMITS
from newsarchive.monitoring.run_page import write_run_page
from newsarchive.publishers import Publishers, all_publishers
from newsarchive.release.takedown import takedown_of

_FEW = 10
_FEWEST_FILES = 32  # a crawl of one site opens about twenty-four


class Code(IntEnum):
    """Exit codes of `newsarchive crawl`."""

    DONE = 0
    FAILED = 1  # wrong input, an unusable folder
    USAGE = 2  # an option that does not exist
    UNREACHABLE = 3
    FORBIDDEN = 4
    LOCKED = 5
    PRIVATE = 6
    NOTHING_READ = 7  # or there was no input
    LIMIT = 8  # --max-time or --max-size
    INTERRUPTED = 130


class CrawlFailed(RuntimeError):
    """A crawl that could not do its job; *code* is the exit code, and the message states cause and remedy."""

    def __init__(self, message: str, code: Code, report: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.report = report or {}

    @property
    def is_requested(self) -> bool:
        """Whether a person or a limit ended the crawl; neither is an error."""
        return self.code in (Code.INTERRUPTED, Code.LIMIT)


@dataclass(frozen=True, kw_only=True)
class Options:
    """How to fetch; the options of a Plan say what to fetch. ``None`` leaves a setting unchanged.

    *delay* is in seconds between two requests to one host and turns AutoThrottle off; *verbose* is 0, 1 or 2.
    *at_once* is how many sites are crawled concurrently. *metrics* is the address that serves Prometheus metrics
    ("127.0.0.1:9410"). *log* is the format of progress and log: "text", or "json" for JSON Lines. With *print_urls*, a
    dry run prints the URLs it would fetch. *hours* are the hours of the day at which requests are sent ("22-6").
    *search_index* is whether the search index is updated during the crawl. *proxy* is the URL of an HTTP proxy,
    *proxy_resolves* whether it may request
    hosts that this machine cannot resolve, *access* how sites are accessed, by key ("*": every site).
    """

    folder: Path = Path("data")
    publishers: Path | None = None
    contact: str | None = None
    delay: float | None = None
    allow_private: bool = False
    progress: bool = False
    print_urls: bool = True
    log: str = "text"
    verbose: int = 0
    at_once: int = 8
    metrics: str | None = None
    hours: str | None = None
    search_index: bool = True
    proxy: str | None = None
    proxy_resolves: bool = False
    access: Mapping[str, Access] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The outcome of crawling one site: the run's report, and the failure if the crawl failed.

    *plan* is the result of a dry run.
    """

    site: str
    report: dict[str, Any] = field(repr=False)
    failure: Exception | None = None
    plan: SitePlan | None = field(default=None, repr=False)


def crawl(target: str | None, plan_options: Mapping[str, Any], options: Options) -> dict[str, Any]:
    """Crawl *target* (a publisher's key, its domain or any web address) and return the run's report.

    *plan_options* are those of `plan_from`. Raise BadPlan, UnknownPublisher or BadPublisherFile for invalid input,
    before anything is fetched. Raise CrawlFailed for a crawl that could do nothing, and OSError if the disk cannot be
    written.
    """
    outcome = crawl_all([target] if target else [], plan_options, options)[0]
    if outcome.failure:
        raise outcome.failure
    return outcome.report


def crawl_all(
    targets: Sequence[str], plan_options: Mapping[str, Any], options: Options, own: OwnOptions | None = None
) -> list[Outcome]:
    """Crawl all *targets* concurrently into one archive and return the outcome of each; see `crawl`.

    *own* maps a target to the options that override *plan_options* for that target.
    """
    return crawl_jobs(jobs_for(targets, plan_options, all_publishers(options.publishers), own), options)


def crawl_unknown(url: str, plan_options: Mapping[str, Any], options: Options) -> Outcome:
    """Crawl the site at *url* as one without a publisher file; see `crawl`."""
    site_at(url, Publishers())
    return crawl_jobs(jobs_for([url], plan_options, Publishers()), options)[0]


def crawl_jobs(jobs: Sequence[Job], options: Options) -> list[Outcome]:
    """Crawl *jobs* concurrently into one archive and return their outcomes, in the order of the jobs.

    Raise CrawlFailed if Scrapy cannot start, and OSError if the disk cannot be written.
    """
    process = _process(jobs, options)
    try:
        return _crawled(process, jobs, options)
    finally:
        end_unused_workers()


def _crawled(process: CrawlProcess, jobs: Sequence[Job], options: Options) -> list[Outcome]:
    crawlers = [process.create_crawler(job.spider) for job in jobs]
    _start(process, crawlers, jobs, options.at_once)
    with process.handling_signals():
        process.start()
        if process.bootstrap_failed:
            message = "the crawl stopped because of an internal error, shown above; please report it"
            raise CrawlFailed(message, Code.FAILED)
        return [outcome_of(crawler, job, options) for crawler, job in zip(crawlers, jobs, strict=True)]


def prepared(
    targets: Sequence[str], plan_options: Mapping[str, Any], options: Options, own: OwnOptions | None = None
) -> tuple[CrawlProcess, list[Job]]:
    """Return Scrapy's process with our settings, and the jobs of its crawls; see `crawl_all` for the arguments.

    All that can be checked before a crawl raises here: BadPlan, UnknownPublisher, BadPublisherFile, BadTakedownList,
    OSError.
    """
    jobs = jobs_for(targets, plan_options, all_publishers(options.publishers), own)
    return _process(jobs, options), jobs


def _require_files() -> None:
    """Raise OSError if the limit of open files is too low: the crawl would fail before its end."""
    if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < _FEWEST_FILES:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))


def _process(jobs: Sequence[Job], options: Options) -> CrawlProcess:
    _require_files()
    takedown_of(options.folder)  # an unreadable list raises here, where Scrapy's log does not hide the error
    for job in jobs:
        archive = getattr(job.spider, "web_archive", None)
        for url in (job.site.start, *(archive.addresses if archive else ())):
            host = refused_host(url)
            if host and not options.allow_private:
                raise CrawlFailed(f"{host} is a private address; add --allow-private if it is your own", Code.PRIVATE)
    collect_seldom()
    if options.metrics:
        listen(options.metrics)  # an address in use raises before anything is fetched
    if options.hours:
        window_of(options.hours)  # raises before anything is fetched
    if any(job.site.publisher and job.site.publisher.browser for job in jobs):
        require_browser()
    settings = _settings(options)
    check_accesses([job.site for job in jobs], settings)
    if not all(job.options.get("dry_run") for job in jobs):
        count = settings["NEWSARCHIVE_READERS"]
        fork_workers(usual_count() if count is None else int(count), options.publishers)
    process = CrawlProcess(settings)
    _end_with_the_terminal()
    if not options.verbose:
        _hush()  # after Scrapy has configured logging, which resets it
    if options.log == "json":
        for handler in logging.root.handlers:
            handler.setFormatter(JsonLog())
    return process


def _end_with_the_terminal() -> None:
    """Stop cleanly on SIGHUP (a closed terminal), as Scrapy does on SIGTERM; with `nohup` the crawl continues."""
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:
        signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))


def outcome_of(crawler: Crawler, job: Job, options: Options) -> Outcome:
    """Return the outcome of *job*, whose *crawler* has ended or was stopped; close its session and write its page.

    Raise CrawlFailed if the crawl did not start.
    """
    if crawler.spider is None:
        limit = limit_reached(plan_from(job.options))
        failure = limit_failure(limit) if limit else CrawlFailed("interrupted before its turn", Code.INTERRUPTED)
        return Outcome(site=job.site.key, report={}, failure=failure)
    session = _session(crawler)
    session.close("killed")  # a second Ctrl-C stops the reactor before Scrapy closes the spider
    reason = str(crawler.stats.get_value("finish_reason", "killed"))
    report = run_report(crawler, session.run, session.stored, session.sites, reason)
    report["page"] = write_run_page(options.folder, report)
    if search_index := crawler.get_extension(UpdateSearchIndex):
        search_index.finish()
    refused: Exception | None = session.failure
    if isinstance(session.failure, ArchiveLocked):
        refused = CrawlFailed(f"{options.folder}: {session.failure.strerror}", Code.LOCKED)
    dry_run = crawler.get_extension(DryRun)
    refused = refused or (dry_run.failure if dry_run else None) or _judged(crawler, job.site, report)
    return Outcome(site=job.site.key, report=report, failure=refused, plan=site_plan(crawler, options.folder))


def limit_failure(limit: str, report: Mapping[str, Any] | None = None) -> CrawlFailed:
    """Return the failure of a crawl that *limit* (see `limit_reached`) has ended or prevented."""
    message = f"limit reached ({LIMITS[limit]}); what was stored is safe, the same command continues from here"
    return CrawlFailed(message, Code.LIMIT, report)


def _start(process: CrawlProcess, crawlers: Sequence[Crawler], jobs: Sequence[Job], at_once: int) -> None:
    """Start the first *at_once* crawls; each starts the next one, unless interrupted or limited."""
    waiting = deque(zip(crawlers, jobs, strict=True))

    def begin_next() -> None:
        if waiting:
            crawler, job = waiting.popleft()
            process.crawl(crawler, **job.options).add_done_callback(lambda _: after(crawler))

    def after(crawler: Crawler) -> None:
        if crawler.stats and crawler.stats.get_value("finish_reason") in ("shutdown", *LIMITS):
            waiting.clear()
        begin_next()

    for _ in range(at_once):
        begin_next()


# Scrapy imports every component that its settings name, even one that is off. These import aiohttp and requests, which
# would take a fifth of the time until the first request.
_SWITCHED_OFF = (
    ("REMOTE_CONTROL_ENABLED", "EXTENSIONS_BASE", "scrapy.extensions.remote_control.RemoteControl"),
    ("TELNETCONSOLE_ENABLED", "EXTENSIONS_BASE", "scrapy.extensions.telnet.TelnetConsole"),
    ("COOKIES_ENABLED", "DOWNLOADER_MIDDLEWARES_BASE", "scrapy.downloadermiddlewares.cookies.CookiesMiddleware"),
)


def _settings(options: Options) -> Settings:
    settings = Settings()
    settings.setmodule("newsarchive.crawl.settings", priority="project")
    level = ("WARNING", "INFO", "DEBUG")[min(options.verbose, 2)]
    chosen: dict[str, Any] = {
        "NEWSARCHIVE_FOLDER": str(options.folder),
        "NEWSARCHIVE_PUBLISHERS": str(options.publishers) if options.publishers else None,
        "NEWSARCHIVE_ALLOW_PRIVATE": options.allow_private,
        "NEWSARCHIVE_PROGRESS": options.progress,
        "NEWSARCHIVE_PRINT_URLS": options.print_urls,
        "NEWSARCHIVE_LOG": options.log,
        "NEWSARCHIVE_METRICS": options.metrics,
        "NEWSARCHIVE_HOURS": options.hours,
        "NEWSARCHIVE_PROXY": options.proxy,
        "NEWSARCHIVE_PROXY_RESOLVES": options.proxy_resolves,
        "NEWSARCHIVE_ACCESS": dict(options.access),
        "LOG_LEVEL": level,
    }
    if not options.search_index:
        chosen["NEWSARCHIVE_SEARCH_INDEX"] = False
    if options.contact:
        chosen["NEWSARCHIVE_CONTACT"] = options.contact
    if options.delay is not None:
        chosen |= {"DOWNLOAD_DELAY": options.delay, "AUTOTHROTTLE_ENABLED": False}
    for name, value in {**chosen, **options.settings}.items():
        settings.set(name, value, priority="cmdline")
    for flag, base, component in _SWITCHED_OFF:
        if not settings.getbool(flag):
            settings[base].pop(component, None)
    return settings


def _hush() -> None:
    """Filter log records that newsarchive reports at the end in one line."""
    for name in ("scrapy.downloadermiddlewares.robotstxt", "newsarchive.crawl.storing.session"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _session(crawler: Crawler) -> ArchiveSession:
    session = crawler.get_extension(ArchiveSession)
    if session is None:
        raise CrawlFailed("the crawl did not start; run again with -v", Code.FAILED)
    return session


_CODES: dict[str, Code] = {Reason.ROBOTS: Code.FORBIDDEN, Reason.PRIVATE: Code.PRIVATE}


def _judged(crawler: Crawler, site: Site, report: dict[str, Any]) -> CrawlFailed | None:
    """Return why the run ended early or stored nothing, if it did."""
    spider, numbers = crawler.spider, report["counts"]
    if report["finish_reason"] in ("shutdown", "killed"):
        message = "interrupted; what was stored is safe, the same command continues from here"
        return CrawlFailed(message, Code.INTERRUPTED, report)
    if report["finish_reason"] in GIVEN_AWAY:
        return None
    if report["finish_reason"] in LIMITS:
        return limit_failure(report["finish_reason"], report)
    if report["finish_reason"] == NO_BROWSER:
        return CrawlFailed(f"{site.key}: its browser has no proxy to connect through (see above)", Code.FAILED, report)
    if isinstance(spider, NewsSpider) and not spider.answered and spider.failures:
        reason = max(spider.failures.values(), key=list(spider.failures.values()).count)
        code = _CODES.get(reason, Code.UNREACHABLE)
        failed = [url for url, why in spider.failures.items() if why == reason] if spider.plan.urls else []
        where = failed[0] + (f" and {len(failed) - 1:,} more" if len(failed) > 1 else "") if failed else site.start
        return CrawlFailed(f"{where}: {explanation(reason)}", code, report)
    if isinstance(spider, NewsSpider) and spider.incomplete:
        return CrawlFailed(f"{site.key}: {spider.incomplete}", Code.UNREACHABLE, report)
    if report.get("redis") and not numbers["new"] + numbers["revisions"] + numbers["unchanged"]:
        return CrawlFailed(
            f"{site.key}: nothing was stored; {redis_message(report['redis'])}", Code.NOTHING_READ, report
        )
    if isinstance(spider, NewsSpider) and report["finish_reason"] == "finished" and spider.lacks_feeds:
        message = (
            f"{site.key}: no feed was found in the publisher file or on the front page; discover articles through "
            f"other sources: --discover {spider.instead_of_feeds}"
        )
        return CrawlFailed(message, Code.NOTHING_READ, report)
    has_any = numbers["new"] + numbers["revisions"] + numbers["unchanged"] + numbers["known"]
    is_empty = isinstance(spider, NewsSpider) and (spider.discovered_nothing or (spider.has_guessed and not has_any))
    if report["finish_reason"] == "finished" and isinstance(spider, NewsSpider) and is_empty:
        tried = "; ".join(f"{url}: {what}" for url, what in [*spider.source_log.tried.items()][:_FEW])
        cause = f"; it redirects to {spider.leads_to}, crawl that" if spider.leads_to else ""
        message = f"{site.start}: no article URL was discovered{cause} (sources tried: {tried or 'none'})"
        return CrawlFailed(message, Code.NOTHING_READ, report)
    if isinstance(spider, NewsSpider) and (failed := _failed_articles(spider, report)):
        reason = max(failed, key=failed.count)
        message = (
            f"{site.key}: no article was fetched ({count_of(len(failed), 'failed request')}): {explanation(reason)}"
        )
        return CrawlFailed(message, Code.UNREACHABLE, report)
    if numbers["not_articles"] >= _FEW and not numbers["new"] + numbers["revisions"] + numbers["unchanged"]:
        message = (
            f"{site.key}: none of {numbers['not_articles']} pages was classified as an article; has the site changed?"
        )
        return CrawlFailed(message, Code.NOTHING_READ, report)
    return None


def _failed_articles(spider: NewsSpider, report: Mapping[str, Any]) -> list[str]:
    """Return the reasons of the failed article requests of a complete run that read no other article."""
    numbers = report["counts"]
    if report["finish_reason"] != "finished" or report["extracted"] or numbers["unchanged"] + numbers["skipped"]:
        return []
    return [reason for url, reason in spider.failures.items() if url not in spider.source_log.tried]
