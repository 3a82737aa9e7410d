"""The report of a run as JSON and text: the request, the results, the reasons and the versions."""

from __future__ import annotations

import platform
from collections.abc import Collection, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import newsarchive
from newsarchive.archive.layout import Layout
from newsarchive.archive.reasons import NOT_ARTICLES, Reason
from newsarchive.counting import count_of
from newsarchive.crawl.clock import now
from newsarchive.crawl.counters import MALFORMED_ENTRIES, RESPONSE_BYTES, WRONG_KEYS, RunMeasures
from newsarchive.crawl.plan import Plan
from newsarchive.crawl.politeness.pauses import Pauses
from newsarchive.monitoring.alarms import Alarm, alarms, run_of
from newsarchive.monitoring.run_history import STORED, not_stored, runs_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_LIBRARIES = ("scrapy", "twisted", "lxml", "beautifulsoup4", "python-dateutil", "warcio", "feedparser", "msgspec")
_OWN = "newsarchive/"


def run_report(
    crawler: Crawler, run: str, stored: Mapping[str, int], sites: Collection[str], reason: str | None
) -> dict[str, Any]:
    """Return the report of a run so far; *reason* is why the run ended, ``None`` while it is running.

    *stored* counts the articles known to be on disk. *sites* are the sites whose pages were archived: a spider of
    another project may crawl several sites.
    """
    stats = crawler.stats.get_stats()
    spider = crawler.spider
    plan = getattr(spider, "plan", Plan())
    measures = crawler.get_extension(RunMeasures)
    report = {
        "run": run,
        "spider": spider.name if spider else None,
        "site": getattr(getattr(spider, "site", None), "key", None),
        "sites": sorted(sites),
        "start": getattr(getattr(spider, "site", None), "start", None),
        "options": plan.given_options(),
        "backfill": getattr(spider, "backfill_options", None),
        "allow_private": crawler.settings.getbool("NEWSARCHIVE_ALLOW_PRIVATE"),
        "project": crawler.settings.get("NEWSARCHIVE_PROJECT"),
        "started_at": _text(stats.get("start_time")),
        "finished_at": _text(now()) if reason else None,
        "finish_reason": reason,
        "counts": counts(stats, stored),
        "skipped": _group(stats, "skipped"),
        "extracted": _group(stats, "extracted"),
        "errors": _group(stats, "errors"),
        "statuses": _group(stats, "responses"),
        "captures": _captures(stats),
        "hosts_left": pauses.left() if (pauses := crawler.get_extension(Pauses)) else {},
        "session_parameters": sorted(getattr(getattr(spider, "site", None), "session_parameters", ())),
        **_set_aside(stats),
        **(measures.as_json() if measures else {}),
        "failures": dict(list(getattr(spider, "failures", {}).items())[:100]),
        "versions": {"newsarchive": newsarchive.__version__, "python": platform.python_version(), **library_versions()},
    }
    report["warnings"] = [vars(alarm) for alarm in _alarms(crawler, report)] if reason else []
    return report


def _alarms(crawler: Crawler, report: Mapping[str, Any]) -> list[Alarm]:
    folder, run = crawler.settings["NEWSARCHIVE_FOLDER"], run_of(report)
    if not folder or run.site is None:
        return []
    return alarms(run, runs_of(Layout(Path(folder)), run.site), now().date())


def counts(stats: Mapping[str, Any], stored: Mapping[str, int]) -> dict[str, int]:
    """Return the figures of a run; *stored* counts the articles known to be on disk, "new" and "revised" ones."""
    extracted = _group(stats, "extracted")
    return {
        "pages": stats.get("response_received_count", 0),
        "bytes": stats.get(RESPONSE_BYTES, 0),
        "stored": sum(stored.values()),
        "new": stored.get("new", 0),
        "revisions": stored.get("revised", 0),
        "unchanged": extracted.get("unchanged", 0) + stats.get(f"{_OWN}not_modified", 0),
        "not_modified": stats.get(f"{_OWN}not_modified", 0),
        "not_articles": sum(count for reason, count in extracted.items() if reason in NOT_ARTICLES),
        "not_found": stats.get(f"{_OWN}not_found", 0),
        "skipped": sum(_group(stats, "skipped").values()),
        "known": stats.get(f"{_OWN}skipped/{Reason.KNOWN}", 0),
        "errors": sum(_group(stats, "errors").values()),
        "retries": stats.get("retry/count", 0),
        "forbidden": stats.get("robotstxt/forbidden", 0),
    }


def summary_lines(report: Mapping[str, Any]) -> list[str]:
    """Return a summary of *report* in a few lines of text."""
    n = report["counts"]
    stored = f"{count_of(n['new'], 'new article')}, {count_of(n['revisions'], 'revision')}"
    lines = [f"{stored}; {count_of(n['pages'], 'page')} fetched, {count_of(n['errors'], 'error')}"]
    lost = sum(report["extracted"].get(outcome, 0) for outcome in STORED) - n["stored"]
    if lost > 0:
        lines.append(f"{lost:,} more were extracted but are not on disk; run the same command again")
    for title, group in (
        ("left out", report["skipped"]),
        ("not stored", not_stored(report["extracted"])),
        ("not found", {"HTTP 404 or 410": n["not_found"]} if n["not_found"] else {}),
        ("errors", report["errors"]),
    ):
        if group:
            lines.append(f"{title}: " + ", ".join(f"{count:,} {reason}" for reason, count in sorted(group.items())))
    if report.get("redis"):
        lines.append(f"WARNING: {redis_message(report['redis'])}")
    lines += [f"WARNING: {warning['message']}" for warning in report.get("warnings", ())]
    if report.get("page"):
        lines.append(report["page"])
    if captures := report.get("captures"):
        lines.append("captures: " + ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in captures.items()))
    if n["not_modified"]:
        lines.append(f"fetched again: {n['not_modified']:,} not modified (HTTP 304)")
    if n["known"] and not n["new"] + n["revisions"] + n["not_modified"]:
        lines.append("nothing new: every discovered article is already in the archive")
    return lines


def redis_message(set_aside: Mapping[str, int]) -> str:
    """Return one sentence on the items *set_aside* in Redis (the report's field "redis")."""
    entries, keys = set_aside["malformed_entries"], set_aside["wrong_keys"]
    parts = [f"{count_of(entries, 'malformed item')} cannot be read (kept in …:quarantine:SITE)"] if entries else []
    parts += [f"{count_of(keys, 'key')} of a wrong type (renamed to …:wrong-type:…)"] if keys else []
    return f"set aside in Redis: {', '.join(parts)}; does another program use this database?"


def _set_aside(stats: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    counts = {"malformed_entries": stats.get(MALFORMED_ENTRIES, 0), "wrong_keys": stats.get(WRONG_KEYS, 0)}
    return {"redis": counts} if any(counts.values()) else {}


def _group(stats: Mapping[str, Any], name: str) -> dict[str, int]:
    start = f"{_OWN}{name}/"
    return {key.removeprefix(start): value for key, value in sorted(stats.items()) if key.startswith(start)}


def _captures(stats: Mapping[str, Any]) -> dict[str, int]:
    """Return how many web archive captures were listed, outside the period, and skipped as error pages."""
    keys = {"listed": "", "outside_the_period": "_outside_period", "passed_over": "_passed_over"}
    return {name: stats[f"{_OWN}captures{key}"] for name, key in keys.items() if f"{_OWN}captures{key}" in stats}


@cache
def library_versions() -> dict[str, str]:
    """Return the versions of the libraries that a crawl uses most, by name."""
    found = {}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except (PackageNotFoundError, OSError):  # too many open files: a report without a version is better than none
            continue
    return found


def _text(moment: Any) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
