"""A run's report as one self-contained page with plots, beside its JSON in runs/."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec

from newsarchive.archive.appending import ArchiveError, replace_file
from newsarchive.archive.layout import Layout
from newsarchive.archive.reading.json_files import BadFile, read_json
from newsarchive.archive.reasons import with_current_reasons
from newsarchive.charts import MissingLibrary, PageSection, PageTable, bars, heat, html_page, lines
from newsarchive.monitoring.field_coverage import FIELDS, coverage_of
from newsarchive.monitoring.run_history import FORMER_KEYS, PastRun, not_stored, options_text, order_of, runs_of

log = logging.getLogger(__name__)

# Plots take a second or two, so only larger runs and runs with warnings get a page.
_WORTH_A_PAGE = 50
_MOST_RUNS = 12
_MOST_DAYS = 400


class NoRun(LookupError):
    """Raised if an archive has no report of the run."""


def write_run_page(folder: Path, report: Mapping[str, Any]) -> str | None:
    """Write `runs/<run>.html` for a run with 50 articles or more, or with warnings; return an error message, if any."""
    written = report["counts"]["new"] + report["counts"]["revisions"]
    if not report["warnings"] and written < _WORTH_A_PAGE:
        return None
    path = Layout(folder).run_report(report["run"])
    if not path.exists():  # a dry run, or an archive that another process writes to
        return None
    path = path.with_suffix(".html")
    try:
        replace_file(path, page_of(folder, report).encode())
    except MissingLibrary as error:
        return f"no page was written for this run: {error}"
    except ArchiveError as error:
        return f"no page was written for this run: {error.filename}: {error.strerror}"
    return f"with plots: {path}"


# Keys that may be missing in reports of earlier versions and of jobs other than crawls.
_EMPTY: Mapping[str, Any] = {
    "options": {},
    "counts": {},
    "errors": {},
    "skipped": {},
    "extracted": {},
    "started_at": "?",
    "finished_at": "?",
    "finish_reason": "not finished",
    "versions": {"newsarchive": "?"},
}


def page_of_run(folder: Path, run: str | None) -> str:
    """Return the page of *run*, by default the last finished one; raise NoRun, MissingLibrary."""
    layout = Layout(folder)
    path = layout.run_report(run) if run else _last(layout)
    if path is None or not path.is_file():
        raise NoRun(f"{folder}: no report of the run {run}; see runs/" if run else f"{folder}: no run has ended here")
    try:
        report = read_json(path, dict[str, Any])
        former = {key: report[name] for key, name in FORMER_KEYS.items() if name in report}
        return page_of(folder, {**_EMPTY, **former, "run": path.stem, **report})
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError) as error:
        raise NoRun(f"{path}: not a report of a run ({error!r}); see `newsarchive verify`") from error


def page_of(folder: Path, report: Mapping[str, Any]) -> str:
    """Return *report* as an HTML page, with the earlier runs of its site to compare; raise MissingLibrary."""
    earlier = runs_of(Layout(folder), report["site"]) if report.get("site") else []
    before = [run for run in earlier if order_of(run.run) < order_of(report["run"])][: _MOST_RUNS - 1]
    return html_page(f"{report.get('site') or report['run']}: run {report['run']}", list(_sections(report, before)))


def _last(layout: Layout) -> Path | None:
    reports = sorted(layout.runs.glob("*.json"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return next((path for path in reports if _has_finished(path)), None)


def _has_finished(path: Path) -> bool:
    try:
        report = read_json(path, object)
    except BadFile:
        return False  # `verify` names it
    return isinstance(report, dict) and bool(report.get("finish_reason"))


def _sections(report: Mapping[str, Any], before: Sequence[PastRun]) -> Iterator[PageSection]:
    yield PageSection(
        heading="Results",
        warnings=[warning["message"] for warning in report.get("warnings", ())],
        text=_options_text(report),
        table=PageTable(
            columns=("", ""), rows=[(name.replace("_", " "), n) for name, n in report["counts"].items() if n]
        ),
    )
    yield _days(report)
    yield _fields(report, before)
    yield _latency(report)
    yield _errors(report)
    yield PageSection(
        heading="Not stored",
        text="URLs that were not requested, and pages that were fetched and are not new articles, by reason.",
        figure=bars(_largest_first(_missing(report)), title="Not stored"),
        table=_examples(report, "skipped"),
    )


def _options_text(report: Mapping[str, Any]) -> str:
    options = options_text(report["options"], " ") or "everything"
    times = f"From {report['started_at']} to {report['finished_at']}: {report['finish_reason']}."
    return f"Options: {options}. {times} With newsarchive {report['versions']['newsarchive']}."


def _days(report: Mapping[str, Any]) -> PageSection:
    counts = {date.fromisoformat(day): count for day, count in report.get("days", {}).items()}
    step, label = "day", "articles a day"
    if counts and (max(counts) - min(counts)).days > _MOST_DAYS:
        step, label = "month", "articles a month"
        counts = _by_month(counts)
    elif counts:
        first = min(counts)
        counts = {day: counts.get(day, 0) for day in _each_day(first, max(counts))}
    undated = report.get("undated", 0)
    return PageSection(
        heading="Articles by day",
        text=f"Stored in this run, by {step} of publication; {undated:,} have no date.",
        figure=lines(list(counts), {"articles": list(counts.values())}, title="Articles stored", label=label),
    )


def _by_month(counts: Mapping[date, int]) -> dict[date, int]:
    first, last = min(counts).replace(day=1), max(counts)
    months = dict.fromkeys((day for day in _each_day(first, last) if day.day == 1), 0)
    for day, count in counts.items():
        months[day.replace(day=1)] += count
    return months


def _each_day(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _fields(report: Mapping[str, Any], before: Sequence[PastRun]) -> PageSection:
    """Return the shares of filled fields by run; a redesign appears as a row with a paler color."""
    filled = report.get("fields", {})
    rows = [(run.run, run.fields.articles, coverage_of(msgspec.to_builtins(run.fields))) for run in reversed(before)]
    rows = [row for row in [*rows, (report["run"], filled.get("articles", 0), coverage_of(filled))] if row[1]]
    names = [f"{run} ({articles:,})" for run, articles, _ in rows]
    values = [[shares.get(name, float("nan")) for name in FIELDS] for _, _, shares in rows]
    return PageSection(
        heading="Fields",
        text="The share of stored articles with each field, in this run (last row) and in the site's earlier runs; "
        "behind each run the number of its articles.",
        figure=heat(names, FIELDS, values, title="Filled fields by run", shown="{:.0%}", span=(0, 1)),
    )


def _latency(report: Mapping[str, Any]) -> PageSection:
    latency = report.get("latency", {})
    classes = {f"≤ {name} s" if name != "more" else name: n for name, n in latency.get("classes", {}).items()}
    points = ", ".join(f"{name} {latency[name]:g} s" for name in ("p50", "p90", "p99", "max") if latency.get(name))
    return PageSection(
        heading="Latency",
        text=f"Seconds until a response began. {points}",
        figure=bars(classes, title="Responses by latency", label="responses", upright=True),
    )


def _errors(report: Mapping[str, Any]) -> PageSection:
    return PageSection(
        heading="Errors",
        text="Failed requests by cause, with the first URLs of each.",
        figure=bars(_largest_first(with_current_reasons(report["errors"])), title="Errors by cause"),
        table=_examples(report, "errors"),
    )


def _missing(report: Mapping[str, Any]) -> dict[str, int]:
    return dict(Counter(with_current_reasons(report["skipped"])) + Counter(not_stored(report["extracted"])))


def _examples(report: Mapping[str, Any], group: str) -> PageTable | None:
    """Return the first URLs of each cause in *group*; URLs disallowed by robots.txt are not errors."""
    examples = [
        (cause, url) for cause, urls in report.get("examples", {}).items() if cause in report[group] for url in urls
    ]
    return PageTable(columns=("cause", "address"), rows=examples) if examples else None


def _largest_first(counts: Mapping[str, int]) -> dict[str, float]:
    return dict(sorted(counts.items(), key=lambda pair: -pair[1]))
