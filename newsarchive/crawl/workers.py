"""Workers: several processes crawl the same sites together; at any time, one worker crawls each site."""

from __future__ import annotations

import asyncio
import json
import math
import random
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from scrapy.core.engine import ExecutionEngine
from scrapy.crawler import Crawler

from newsarchive.archive.index import Index
from newsarchive.archive.layout import Layout
from newsarchive.archive.ledger import update_index
from newsarchive.crawl.frontier.redis import RedisFrontier, RedisSite, SiteLeaseLost
from newsarchive.crawl.plan import plan_from
from newsarchive.crawl.process import CrawlProcess, CrawlSupervisor
from newsarchive.crawl.run import Code, CrawlFailed, Options, Outcome, outcome_of, prepared
from newsarchive.crawl.spiders.news import NewsSpider
from newsarchive.crawl.spiders.targets import Job
from newsarchive.monitoring.run_history import GIVEN_AWAY, HANDED_OVER, LEASE_LOST, LIMITS

_PULSE = 1.0  # seconds


def crawl_distributed(
    targets: Sequence[str], plan_options: Mapping[str, Any], options: Options, frontier: RedisFrontier
) -> list[Outcome]:
    """Crawl *targets* together with the other workers at *frontier*, until no worker has anything left to do.

    Return the outcomes of the sites that this process has crawled; it writes to an archive of its own. Raise what
    `crawl_all` raises.
    """
    process, jobs = prepared(targets, plan_options, options)
    _tell_what_is_here(options, jobs, frontier)
    frontier.begin(json.dumps(plan_from(plan_options).given_options(), sort_keys=True), [job.site.key for job in jobs])
    worker = _Worker(process, jobs, options, frontier)
    task = worker.begin(worker.crawl_leased_sites())
    with process.handling_signals():
        process.start(stop_after_crawl=False)
        if not task.done():
            worker.collect()
    outcomes = list(worker.outcomes.values())
    if worker.failure and worker.failure not in [outcome.failure for outcome in outcomes]:
        raise worker.failure
    if not task.done() and not any(outcome.failure for outcome in outcomes):
        raise CrawlFailed("interrupted; what was stored is safe, other workers continue", Code.INTERRUPTED)
    return outcomes


def _tell_what_is_here(options: Options, jobs: Sequence[Job], frontier: RedisFrontier) -> None:
    """Publish to the other workers what this worker's archive contains: each worker has its own archive."""
    layout = Layout(options.folder)
    if not layout.index.exists():
        return
    update_index(layout)
    index = Index(layout.index, writable=False)
    try:
        for job in jobs:
            frontier.add_done(job.site.key, index.urls(job.site.key))
    finally:
        index.close()


class _Running:
    """A site that this worker crawls."""

    def __init__(self, job: Job, site: RedisSite, crawler: Crawler, task: asyncio.Future[None]) -> None:
        self.job, self.site, self.crawler, self.task = job, site, crawler, task
        self.redis_forgot = False
        self._is_ending = False

    @property
    def reason(self) -> str:
        return str(self.crawler.stats.get_value("finish_reason", "killed")) if self.crawler.stats else "killed"

    @property
    def has_lost_lease(self) -> bool:
        """Whether the lease expired, even if renewed since; this worker has not read the queue since the expiry."""
        return isinstance(self.crawler.spider, NewsSpider) and self.crawler.spider.has_lost_lease

    def end(self, reason: str) -> None:
        engine = self.crawler.engine
        if engine and engine.running and engine.spider and not self._is_ending:
            self._is_ending = True
            _ending.add(task := asyncio.ensure_future(_close(engine, reason)))
            task.add_done_callback(_ending.discard)


_ending: set[asyncio.Future[None]] = set()


async def _close(engine: ExecutionEngine, reason: str) -> None:
    if engine.spider:  # the crawl may have finished in the meantime
        await engine.close_spider_async(reason=reason)


class _Worker(CrawlSupervisor):
    def __init__(self, process: CrawlProcess, jobs: Sequence[Job], options: Options, frontier: RedisFrontier) -> None:
        super().__init__(process)
        self._options, self._frontier = options, frontier
        self._jobs = {job.site.key: job for job in jobs}
        self._running: dict[str, _Running] = {}
        self.outcomes: dict[str, Outcome] = {}

    async def crawl_leased_sites(self) -> None:
        try:
            while self._pulse():
                await asyncio.sleep(_PULSE)
        finally:
            self._frontier.leave()

    def _pulse(self) -> bool:
        """Perform the tasks of each second; return whether any work is left."""
        workers = self._frontier.beat()
        forgot = self._frontier.restarted()
        for running in list(self._running.values()):
            running.redis_forgot = running.redis_forgot or forgot
            self._look_after(running)
        open_sites = self._frontier.unfinished(list(self._jobs))
        if not self.failure:
            self._share(open_sites, workers)
        return bool(self._running) or (bool(open_sites) and not self.failure)

    def _look_after(self, running: _Running) -> None:
        if running.task.done():
            self._take_leave(running)
            return
        try:
            running.site.renew()
        except SiteLeaseLost:
            running.end(LEASE_LOST)

    def collect(self) -> None:
        """Collect the outcomes of the crawls that were running when Ctrl-C stopped the process."""
        for key, running in self._running.items():
            self.outcomes[key] = outcome_of(running.crawler, running.job, self._options)

    def _take_leave(self, running: _Running) -> None:
        del self._running[running.job.site.key]
        outcome = outcome_of(running.crawler, running.job, self._options)
        self.outcomes[running.job.site.key] = outcome
        if running.reason == "finished" and not running.redis_forgot and not running.has_lost_lease:
            self._frontier.finish(running.job.site.key)
        elif running.reason not in (*GIVEN_AWAY, "finished"):
            final = running.reason in ("shutdown", "killed", "archive", *LIMITS)
            if final:
                self.failure = outcome.failure or CrawlFailed("interrupted; other workers continue", Code.INTERRUPTED)
            else:
                self._frontier.finish(running.job.site.key)  # the crawl failed permanently, or reached its --limit
        with suppress(SiteLeaseLost):
            running.site.release()

    def _share(self, open_sites: Sequence[str], workers: int) -> None:
        """Take unassigned sites up to a fair share; release one if others have none and this worker several."""
        share = min(self._options.at_once, max(1, math.ceil(len(open_sites) / workers)))
        free = [site for site in open_sites if site not in self._running and self._frontier.is_free(site)]
        random.shuffle(free)
        for site in free[: max(0, share - len(self._running))]:
            mine = self._frontier.lease(site)
            if mine:
                self._start(self._jobs[site], mine)
        if not free and len(self._running) > share:
            next(iter(self._running.values())).end(HANDED_OVER)

    def _start(self, job: Job, site: RedisSite) -> None:
        spider = type(job.spider.__name__, (job.spider,), {"shared": site, "__module__": job.spider.__module__})
        crawler = self._process.create_crawler(spider)
        task = asyncio.ensure_future(self._process.crawl(crawler, **job.options))
        self._running[job.site.key] = _Running(job, site, crawler, task)
