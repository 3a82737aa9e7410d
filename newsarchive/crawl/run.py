"""Run one crawl in this process: settings from options, Scrapy around the spider, an outcome at the end.

A Twisted reactor starts once: a second crawl needs a second process.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from newsarchive.archive.lock import ArchiveLocked
from newsarchive.crawl.addresses import refused_host
from newsarchive.crawl.plan import BadPlan, plan_from
from newsarchive.crawl.report import run_report
from newsarchive.crawl.responses import REASONS
from newsarchive.crawl.session import ArchiveSession
from newsarchive.crawl.site import Site, site_at
from newsarchive.crawl.spiders import NewsSpider, spider_for
from newsarchive.publishers import Publishers, all_publishers, publisher_named

_FEW = 10


class Code(IntEnum):
    """Exit codes of `newsarchive crawl`."""

    DONE = 0
    FAILED = 1  # wrong input, an unusable folder
    USAGE = 2  # an option that does not exist
    UNREACHABLE = 3
    FORBIDDEN = 4
    LOCKED = 5
    PRIVATE = 6
    NOTHING_READ = 7
    INTERRUPTED = 130


class CrawlFailed(RuntimeError):
    """A crawl that could not do what was asked; *code* is the exit code, the message cause and remedy."""

    def __init__(self, message: str, code: Code, report: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.report = report or {}


@dataclass(frozen=True, kw_only=True)
class Options:
    """How to fetch, beside what (the words of a Plan). ``None`` leaves a setting as it is.

    *delay* is in seconds between two requests to one host and turns AutoThrottle off; *verbose* is 0, 1 or 2.
    """

    folder: Path = Path("data")
    publishers: Path | None = None
    contact: str | None = None
    delay: float | None = None
    allow_private: bool = False
    progress: bool = False
    verbose: int = 0
    settings: Mapping[str, Any] = field(default_factory=dict)


def crawl(target: str | None, words: Mapping[str, Any], options: Options) -> dict[str, Any]:
    """Crawl *target* (a publisher's key, its domain or any web address) and return the run's report.

    *words* are those of `plan_from`. Raises BadPlan, UnknownPublisher, BadPublisherFile for wrong input, before
    anything is fetched, and CrawlFailed for a crawl that could do nothing.
    """
    publishers = all_publishers(options.publishers)
    spider, arguments = _spider(target, words, publishers)
    site = _checked(spider, arguments, options)
    process = AsyncCrawlerProcess(_settings(options))
    if not options.verbose:
        _hush()  # after Scrapy has configured logging, which resets it
    crawler = process.create_crawler(spider)
    process.crawl(crawler, **arguments)
    process.start()
    if process.bootstrap_failed:
        raise CrawlFailed("the crawl stopped on an error of its own, shown above; please report it", Code.FAILED)
    session = _session(crawler)
    session.close("killed")  # a second Ctrl-C stops the reactor before Scrapy closes the spider
    if isinstance(session.failure, ArchiveLocked):
        raise CrawlFailed(f"{options.folder}: {session.failure.strerror}", Code.LOCKED)
    if session.failure:
        raise session.failure
    report = run_report(crawler, session.run, session.stored, str(crawler.stats.get_value("finish_reason", "killed")))
    _judge(crawler, site, report)
    return report


def _spider(
    target: str | None, words: Mapping[str, Any], publishers: Publishers
) -> tuple[type[NewsSpider], dict[str, Any]]:
    if target is None:
        if not words.get("urls"):
            raise BadPlan("nothing to crawl; name a publisher, a web address or --urls FILE")
        return _generic(publishers), dict(words)
    if "//" not in target:
        return spider_for(publisher_named(target, publishers), publishers), dict(words)
    site = site_at(target, publishers)
    spider = spider_for(site.publisher, publishers) if site.publisher else _generic(publishers)
    if site.publisher and site.publisher.is_article_url(target):
        return spider, {**words, "urls": [target]}
    if site.publisher and urlsplit(target).path.strip("/") and not words.get("section"):
        return spider, {**words, "section": target}
    return spider, {**words, "url": target}


def _generic(publishers: Publishers) -> type[NewsSpider]:
    return type("SiteSpider", (NewsSpider,), {"publishers": publishers, "__module__": __name__})


def _checked(spider: type[NewsSpider], arguments: Mapping[str, Any], options: Options) -> Site:
    """Find out what is wrong before anything is fetched: the spider's own checks, and the first address."""
    plan_from(arguments)
    site = spider(**arguments).site
    site.sections(arguments.get("section"))
    host = refused_host(site.start)
    if host and not options.allow_private:
        raise CrawlFailed(f"{host} is a private address; add --allow-private if it is your own", Code.PRIVATE)
    return site


def _settings(options: Options) -> Settings:
    settings = Settings()
    settings.setmodule("newsarchive.crawl.settings", priority="project")
    level = ("WARNING", "INFO", "DEBUG")[min(options.verbose, 2)]
    chosen: dict[str, Any] = {
        "NEWSARCHIVE_FOLDER": str(options.folder),
        "NEWSARCHIVE_PUBLISHERS": str(options.publishers) if options.publishers else None,
        "NEWSARCHIVE_ALLOW_PRIVATE": options.allow_private,
        "NEWSARCHIVE_PROGRESS": options.progress,
        "LOG_LEVEL": level,
    }
    if options.contact:
        chosen["NEWSARCHIVE_CONTACT"] = options.contact
    if options.delay is not None:
        chosen |= {"DOWNLOAD_DELAY": options.delay, "AUTOTHROTTLE_ENABLED": False}
    for name, value in {**chosen, **options.settings}.items():
        settings.set(name, value, priority="cmdline")
    return settings


def _hush() -> None:
    """Keep to ourselves what is told at the end, in one line."""
    for name in ("scrapy.downloadermiddlewares.robotstxt", "newsarchive.crawl.session"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _session(crawler: Crawler) -> ArchiveSession:
    session = crawler.get_extension(ArchiveSession)
    if session is None:
        raise CrawlFailed("the crawl did not start; run again with -v", Code.FAILED)
    return session


def _judge(crawler: Crawler, site: Site, report: dict[str, Any]) -> None:
    """Raise CrawlFailed when the run ended early or came to nothing."""
    spider, numbers = crawler.spider, report["counts"]
    if report["finish_reason"] in ("shutdown", "killed"):
        raise CrawlFailed(
            "interrupted; what was stored is safe, the same command goes on from here", Code.INTERRUPTED, report
        )
    if isinstance(spider, NewsSpider) and not spider.answered and spider.failures:
        reason = max(spider.failures.values(), key=list(spider.failures.values()).count)
        code = {"robots": Code.FORBIDDEN, "private": Code.PRIVATE}.get(reason, Code.UNREACHABLE)
        raise CrawlFailed(f"{site.start}: {REASONS.get(reason, f'it answers {reason}')}", code, report)
    if numbers["not_articles"] >= _FEW and not numbers["new"] + numbers["revisions"] + numbers["unchanged"]:
        message = f"{site.key}: of {numbers['not_articles']} pages none reads as an article; has the site changed?"
        raise CrawlFailed(message, Code.NOTHING_READ, report)


def is_terminal() -> bool:
    """Tell whether a person is watching standard error."""
    return sys.stderr.isatty()
