"""Status: the state of each site of an archive, from the reports of its runs and the index."""

from __future__ import annotations

import contextlib
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any, Literal
from urllib.parse import urlsplit

from msgspec import structs

from newsarchive.archive.layout import Layout
from newsarchive.archive.ledger import Ledger, SiteNumbers
from newsarchive.archive.lock import is_locked
from newsarchive.archive.reasons import Reason
from newsarchive.loopback import is_written_as_private
from newsarchive.monitoring.alarms import silence_alarm, yield_alarm
from newsarchive.monitoring.run_history import GIVEN_AWAY, LIMITS, PastRun, past_runs
from newsarchive.publishers import all_publishers

State = Literal[
    "running", "finished", "handed over", "limit reached", "interrupted", "killed", "failed", "never crawled"
]

_BASELINE_WEEKS = 8
_BASELINE_DAYS = 120
_GOOD_ENDS = ("finished", "limit", "closespider_pagecount")
_PORT = re.compile(r"-(\d{1,5})$")
_REMEDY = "; the same command continues it"
# The options that select articles, by their name in a run report. Limits are left out: a limit that has ended a run
# does not belong to the collection.
_SELECTING = {
    "since": "--since",
    "until": "--until",
    "section": "--section",
    "include": "--include",
    "exclude": "--exclude",
    "by": "--discover",
    "depth": "--depth",
    "refresh": "--refresh",
    "language": "--language",
}

_SELECTING_CAPTURES = frozenset({"since", "until", "include", "exclude"})


@dataclass(frozen=True, kw_only=True)
class SiteStatus:
    """The state of one site; *expected_today* and *expected_week* are medians of the eight weeks before.

    *start* is the first URL of a site without a publisher file. *is_private*: only a crawl with --allow-private reaches
    it. *process* is the id of the process that crawls it now. *today* and *week* count the articles stored today and in
    the last seven days. *options* are those of the last run, as in its report.
    *backfill* has those that select captures, ``None`` after a crawl.
    *last_new* is when an article was last stored for the first time, *last_article* the latest time of publication.
    """

    site: str
    state: State
    start: str | None = None
    is_private: bool = False
    run: str | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    finish_reason: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    backfill: Mapping[str, str] | None = None
    process: int | None = None
    articles: int = 0
    last_article: str | None = None
    last_new: str | None = None
    last_visit: str | None = None
    today: int = 0
    expected_today: float | None = None
    week: int = 0
    expected_week: float | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def next_step(status: SiteStatus, archive: str, *, has_project: bool) -> str:
    """Return in one line what to do about *status* site of *archive* (folder or URL), which may have a project file."""
    place = shlex.quote(archive)
    target = "" if has_project else f" {shlex.quote(status.start or _named_address(status.site) or status.site)}"
    place_to_crawl = f"{place} --allow-private" if status.is_private else place
    if not has_project and target == f" {status.site}" and status.site not in all_publishers():
        place_to_crawl += " --publishers FOLDER"  # no report has the name of the folder
    match status.state:
        case "running":
            return f"wait; Ctrl-C, or kill -INT {status.process}, ends it in good order"
        case "interrupted" | "killed" | "limit reached":
            if status.backfill is not None:
                return f"{_next_backfill(status, place_to_crawl)}  (continues)"
            options = "" if has_project else "".join(f" {option}" for option in _selection(status.options))
            return f"newsarchive crawl{target}{options} --to {place_to_crawl}  (continues)"
        case "failed":
            return f"see `newsarchive coverage {place} --site {status.site}`, then crawl again"
        case "never crawled":
            return f"newsarchive crawl{target} --to {place_to_crawl}"
    if status.counts.get("errors") and status.backfill is not None:
        return _next_backfill(status, place_to_crawl)
    if status.counts.get("errors"):
        return f"newsarchive crawl{target} --retry-failed --to {place_to_crawl}"
    if status.warnings:
        return f"newsarchive status {place} --site {status.site} --html run.html  (see the warning)"
    return f"newsarchive watch{target} --to {place_to_crawl}"


def _next_backfill(status: SiteStatus, place: str) -> str:
    """Return the command of a backfill again; the report does not have all of what names a web archive."""
    source, captures = ((status.backfill or {}).get(name, "") for name in ("from", "captures"))
    target = shlex.quote(status.start or _named_address(status.site) or status.site)
    chosen = {name: value for name, value in status.options.items() if name in _SELECTING_CAPTURES}
    options = "".join(f" {option}" for option in _selection(chosen))
    options += f" --captures {captures}" if captures in ("last", "all") else ""
    source = source if source in ("wayback", "commoncrawl") else "SOURCE"
    return f"newsarchive backfill {target}{options} --from {source} --to {place}"


def _named_address(site: str) -> str | None:
    """Return the address of a *site* that is named for its host, and port if any; ``None`` for a publisher's key."""
    if "." not in site:
        return None
    port = _PORT.search(site)
    return f"http://{site[: port.start()]}:{port[1]}/" if port else f"https://{site}/"


def _selection(options: Mapping[str, Any]) -> Iterator[str]:
    """Yield the *options* of a run that select its articles, as words of a command line."""
    for name, option in _SELECTING.items():
        if value := options.get(name):
            yield f"{option} {shlex.quote(','.join(value) if isinstance(value, list) else str(value))}"
    if options.get("retry"):
        yield "--retry-failed"
    elif options.get("urls"):  # the report has the number of URLs, not the name of the file
        yield "--urls FILE"


def statuses(folder: Path, today: date) -> list[SiteStatus]:
    """Return the status of every site of the archive *folder*, by name; *today* is the publishers' current day."""
    layout = Layout(folder)
    with Ledger(folder) as ledger:
        numbers = ledger.sites()
        days = _days(ledger)
    lasts, opens, watched = _last_runs(layout)
    writing = _Writing(layout)
    found = []
    for site in sorted({*numbers, *lasts}):
        counts = days.get(site, {})
        low = yield_alarm(_recent(counts, opens[site]), opens[site]) if site in opens else None
        # Of a site that was only imported, or crawled for a past period, nothing new is expected.
        alarm = low or (silence_alarm(counts, today) if site in watched else None)
        lack = [alarm.message] if alarm else []
        found.append(_status(site, lasts.get(site), numbers.get(site), counts, lack, writing, today))
    return found


class _Writing:
    """The process that writes to an archive, and its start time."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self.since, self.process = 0.0, None
        self._is_remote = layout.remote_writer.exists()
        if is_locked(layout.lock):
            with contextlib.suppress(OSError, ValueError):  # the process may end between two checks
                self.since = layout.lock.stat().st_mtime
                with layout.lock.open("rb") as stream:
                    self.process = int(stream.read(20))

    def has_begun(self, run: str) -> bool:
        """Return whether the active writer started *run*: its report is newer than the lock.

        For an archive in an object store, only the existence of a writer is known.
        """
        if self._is_remote:
            return True
        with contextlib.suppress(OSError):
            return bool(self.since) and self._layout.run_report(run).stat().st_mtime >= self.since
        return False


def _days(ledger: Ledger) -> dict[str, dict[date, int]]:
    found: dict[str, dict[date, int]] = {}
    for site, day, count in ledger.days():
        if day:
            found.setdefault(site, {})[day] = count
    return found


def _last_runs(layout: Layout) -> tuple[dict[str, PastRun], dict[str, date], set[str]]:
    """Return each site's last run, the day of the last run that requested all its new articles, and such sites.

    The sites have, too, those of which every such run was cut short, or crawled several sites.
    """
    watched: set[str] = set()
    lasts: dict[str, PastRun] = {}
    opens: dict[str, date] = {}
    for run in past_runs(layout):
        # The counts of a run of several sites belong to no single site.
        of_one = run if run.site or len(run.sites) == 1 else structs.replace(run, counts={})
        for site in (run.site,) if run.site else run.sites:
            lasts.setdefault(site, of_one)
            if run.is_for_new:
                watched.add(site)
        if run.site and run.is_open and run.finished_at:
            opens.setdefault(run.site, run.finished_at.date())
    return lasts, opens, watched


def _recent(counts: Mapping[date, int], last: date) -> dict[date, int]:
    return {day: count for day, count in counts.items() if last - timedelta(days=_BASELINE_DAYS) <= day < last}


def _status(
    site: str,
    run: PastRun | None,
    numbers: SiteNumbers | None,
    days: Mapping[date, int],
    lack: list[str],
    writing: _Writing,
    today: date,
) -> SiteStatus:
    state = _state(run, writing)
    week = [days.get(today - timedelta(days=n), 0) for n in range(7 * (_BASELINE_WEEKS + 1))]
    has_baseline = bool(days) and min(days) <= today - timedelta(days=len(week))
    return SiteStatus(
        site=site,
        state=state,
        start=run.start if run and _has_no_publisher_file(site, run.start) else None,
        is_private=(run is not None and run.allow_private)
        or is_written_as_private(_address(run.start if run else _named_address(site))[0]),
        run=run.run if run else None,
        started_at=run.started_at if run else None,
        finished_at=run.finished_at if run else None,
        finish_reason=run.finish_reason if run else None,
        options=run.options if run else {},
        backfill=run.backfill if run else None,
        process=writing.process if state == "running" else None,
        articles=numbers.articles if numbers else 0,
        last_article=numbers.last_published if numbers else None,
        last_new=numbers.last_new if numbers else None,
        last_visit=numbers.last_visit if numbers else None,
        today=week[0],
        expected_today=median(week[7::7]) if has_baseline else None,
        week=sum(week[:7]),
        expected_week=median(sum(week[n : n + 7]) for n in range(7, len(week), 7)) if has_baseline else None,
        counts=run.counts if run and run.finished_at else {},  # the report of an unfinished run has only zeros
        warnings=[*_warnings(run, state), *lack],
    )


def _has_no_publisher_file(site: str, start: str | None) -> bool:
    """Return whether *site* is named for the host of *start* (bao.example, localhost-8000), not by a publisher file."""
    host, port = _address(start)
    return "." in site or site in (host, f"{host}-{port}")


def _address(url: str | None) -> tuple[str, int | None]:
    try:
        parts = urlsplit(url or "")
        return parts.hostname or "", parts.port
    except ValueError:  # the report may be another's
        return "", None


def _state(run: PastRun | None, writing: _Writing) -> State:
    if run is None:
        return "never crawled"
    if run.finished_at is None:
        return "running" if writing.has_begun(run.run) else "killed"
    if run.finish_reason in _GOOD_ENDS:
        return "finished"
    if run.finish_reason in LIMITS:
        return "limit reached"
    if run.finish_reason in GIVEN_AWAY:
        return "handed over"
    return "interrupted" if run.finish_reason in ("shutdown", "killed") else "failed"


def _warnings(run: PastRun | None, state: State) -> Iterator[str]:
    if run and state in ("interrupted", "killed"):
        yield f"the run {run.run} was {state}{_REMEDY}"
    elif run and state == "failed":
        yield f"the run {run.run} ended early: {run.finish_reason}{_REMEDY}"
    elif run and run.counts.get("errors") and not run.counts.get("pages"):
        yield f"no request of the run {run.run} got a response; see its errors"
    elif run and state == "finished" and run.skipped.get(Reason.ROBOTS) and not run.counts.get("pages"):
        left = "; ".join(f"{host}: {reason}" for host, reason in run.hosts_left.items())
        yield f"the run {run.run} fetched nothing: {left or 'robots.txt forbids the start pages'}"
    for warning in run.warnings if run else ():
        if warning.get("what") != "yield":  # the yield alarm is computed again
            yield str(warning.get("message"))
