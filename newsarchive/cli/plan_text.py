"""Print plans of crawls: for people, with the lines to change in the project file, or as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click
import msgspec

from newsarchive.cli.terminal import print_json, table_lines
from newsarchive.counting import count_of, duration_of, size_of
from newsarchive.escapes import on_one_line
from newsarchive.json_lines import json_line
from newsarchive.project import FILE_NAME

if TYPE_CHECKING:
    from newsarchive.crawl.run import Outcome
    from newsarchive.crawl.site_plan import ProjectChange, SitePlan

_MOST_MONTHS = 18


def print_plans(
    outcomes: Sequence[Outcome], at_once: int, *, as_json: bool = False, err: bool = False, log: str = "text"
) -> None:
    """Print the plan of each of *outcomes*, sums of several, and what to change in the project file.

    *at_once* sites are crawled at the same time. With *err*, everything goes to standard error, as JSON
    lines if *log* is "json".
    """
    plans = [outcome.plan for outcome in outcomes if outcome.plan and not outcome.failure]
    if as_json:
        for plan in plans:
            print_json(plan)
        return
    if log == "json":
        for plan in plans:
            click.echo(json_line("plan", **msgspec.to_builtins(plan)), err=err)
        return
    lines = [line for plan in plans for line in (*_site_lines(plan), "")]
    if len(plans) > 1:
        lines += [_total(plans, at_once), ""]
    lines += _project_lines(plans)
    for line in lines:
        click.echo(on_one_line(line), err=err)


def _site_lines(plan: SitePlan) -> Iterator[str]:
    yield f"{plan.site}  {plan.start}"
    yield f"  robots.txt  {_robots(plan)}"
    heads = ("source", "read", "failed", "URLs", "only here", "first", "last")
    rows = [
        (source.name, source.read, source.failed, source.urls, source.only_here, source.first, source.last)
        for source in plan.sources
    ]
    yield from (f"  {line}" for line in table_lines(heads, rows))
    least = "" if plan.is_complete else "at least "
    stored = f", {plan.stored:,} more are in the archive" if plan.stored else ""
    yield f"  articles    {least}{plan.articles:,} to fetch{stored}"
    if plan.months:
        yield f"  published   {_months(plan)}"
    yield f"  requests    {least}{plan.requests:,}, {plan.discovery:,} of them to discover the articles"
    about = "about" if plan.is_complete else "at least"
    took = f"{about} {duration_of(plan.seconds)} at one request each {plan.pace:g} s" if plan.seconds else ""
    yield f"  time        {took or 'not estimated, because there is no fixed delay between requests'}"
    yield f"  disk        {about} {size_of(plan.bytes)} ({plan.basis})"
    if plan.unread:
        yield f"  {count_of(plan.unread, 'sitemap')} not read; --max-pages sets how many requests the plan may take"
    elif not plan.is_complete:
        yield "  not everything was read (a limit, such as --max-pages, or a closed pipe)"


def _robots(plan: SitePlan) -> str:
    robots = plan.robots
    if robots is None:
        return "not requested"
    if robots.fault:
        return f"{robots.fault}; nothing may be fetched"
    if not robots.exists:
        return "none; everything may be fetched"
    delay = f", asks for {robots.delay:g} s between two requests" if robots.delay else ""
    return f"names {count_of(robots.sitemaps, 'sitemap')}{delay}"


def _months(plan: SitePlan) -> str:
    counts = dict(plan.months)
    if len(counts) > _MOST_MONTHS:
        years: dict[str, int] = {}
        for month, count in counts.items():
            year = month.partition("-")[0]
            years[year] = years.get(year, 0) + count
        counts = years
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())


def _total(plans: Sequence[SitePlan], at_once: int) -> str:
    from newsarchive.crawl.site_plan import least_seconds

    seconds = least_seconds(plans, at_once)
    took = (
        f", at least {duration_of(seconds)} with {count_of(min(at_once, len(plans)), 'site')} at the same time"
        if seconds
        else ""
    )
    articles, requests = (
        sum(counts) for counts in zip(*((plan.articles, plan.requests) for plan in plans), strict=True)
    )
    size = size_of(sum(plan.bytes for plan in plans))
    return f"{len(plans)} sites: {count_of(articles, 'article')}, {count_of(requests, 'request')}, {size}{took}"


def _project_lines(plans: Sequence[SitePlan]) -> Iterator[str]:
    """Yield the changes as the TOML that they make, tables last as TOML needs it."""
    found = [(plan, change) for plan in plans for change in plan.changes]
    if not found:
        return
    yield f"To change in {FILE_NAME} (a [[sites]] table replaces the site's name in sites):"
    yield from _unique(change for _, change in found if not change.table)
    for plan in plans:
        own = [change for change in plan.changes if change.table == "sites"]
        if own:
            yield "  [[sites]]"
            if not any(change.key == "name" for change in own):
                yield f'  name = "{plan.publisher if plan.publisher == plan.site else plan.start}"'
            yield from _unique(own)
    schedule = [change for _, change in found if change.table == "schedule"]
    if schedule:
        yield "  [schedule]"
        yield from _unique(schedule[:1])


def _unique(changes: Iterator[ProjectChange] | Sequence[ProjectChange]) -> Iterator[str]:
    for change in dict.fromkeys(changes):
        yield f"  # {change.why}"
        yield f"  {change.key} = {change.value}"
