"""Watch: the same sites crawled again and again in one process, so that an archive stays up to date."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any

from scrapy.crawler import Crawler

from newsarchive.crawl.limits import limit_reached, seconds_left
from newsarchive.crawl.plan import Plan, plan_from
from newsarchive.crawl.process import CrawlProcess, CrawlSupervisor
from newsarchive.crawl.run import Code, CrawlFailed, Options, Outcome, limit_failure, outcome_of, prepared
from newsarchive.crawl.spiders.targets import Job, OwnOptions

#: Called with the outcomes of a round's sites, and the seconds until the next round starts.
OnRound = Callable[[Sequence[Outcome], float], None]


def watch(
    targets: Sequence[str],
    plan_options: Mapping[str, Any],
    options: Options,
    *,
    every: float,
    rounds: int | None = None,
    on_round: OnRound,
    own: OwnOptions | None = None,
) -> None:
    """Crawl *targets* each *every* seconds (from start to start), *rounds* times or until interrupted.

    Known articles are not fetched again, so a round requests only the feeds and new articles. The archive is open only
    during a round. A site that fails is reported and tried again in the next round. A limit that is reached, a disk
    that cannot be written, or an archive that is in use ends the watch with CrawlFailed or OSError. Raise what `crawl`
    raises for invalid input.
    """
    process, jobs = prepared(targets, plan_options, options, own)
    watching = _Watch(process, jobs, options, on_round, plan_from(plan_options))
    task = watching.begin(watching.crawl_rounds(every, rounds))
    with process.handling_signals():
        process.start(stop_after_crawl=False)
    if watching.failure:
        raise watching.failure
    if not task.done():
        raise CrawlFailed("interrupted; what was stored is safe", Code.INTERRUPTED)


class _Watch(CrawlSupervisor):
    def __init__(
        self, process: CrawlProcess, jobs: Sequence[Job], options: Options, on_round: OnRound, plan: Plan
    ) -> None:
        super().__init__(process)
        self._jobs, self._options, self._on_round, self._plan = jobs, options, on_round, plan

    async def crawl_rounds(self, every: float, rounds: int | None) -> None:
        number = 0
        while not self.failure:
            begun = asyncio.get_running_loop().time()
            outcomes = await self._round()
            number += 1
            self._note_limit()
            last = number == rounds or self.failure is not None
            pause = 0.0 if last else max(0.0, begun + every - asyncio.get_running_loop().time())
            self._on_round(outcomes, pause)
            if last:
                return
            left = seconds_left(self._plan)
            await asyncio.sleep(pause if left is None else min(pause, left))
            self._note_limit()

    def _note_limit(self) -> None:
        limit = limit_reached(self._plan)
        if limit and self.failure is None:
            self.failure = limit_failure(limit)

    async def _round(self) -> list[Outcome]:
        gate = asyncio.Semaphore(self._options.at_once)
        crawlers = [self._process.create_crawler(job.spider) for job in self._jobs]
        await _all(self._crawled(gate, crawler, job) for crawler, job in zip(crawlers, self._jobs, strict=True))
        outcomes = [outcome_of(crawler, job, self._options) for crawler, job in zip(crawlers, self._jobs, strict=True)]
        self.failure = next((outcome.failure for outcome in outcomes if _is_final(outcome.failure)), None)
        return outcomes

    async def _crawled(self, gate: asyncio.Semaphore, crawler: Crawler, job: Job) -> None:
        async with gate:
            await self._process.crawl(crawler, **job.options)


async def _all(waiting: Iterable[Awaitable[None]]) -> None:
    await asyncio.gather(*waiting)


def _is_final(failure: Exception | None) -> bool:
    """Return whether the watch must end: disk error, archive in use by another process, interruption, or limit."""
    if isinstance(failure, CrawlFailed):
        return failure.code == Code.LOCKED or failure.is_requested
    return failure is not None
