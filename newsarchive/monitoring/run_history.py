"""Read the reports of earlier runs: the history of a site, and the time of its last crawl."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from newsarchive.archive.layout import Layout
from newsarchive.archive.reading.json_files import read_small
from newsarchive.archive.reasons import NOT_ARTICLES, Reason, with_current_reasons

log = logging.getLogger(__name__)

# A run with one of these options covered only a part of its site.
_NARROWING = {"until", "section", "include", "exclude", "limit", "max_pages", "depth", "urls", "dry_run"}
_MOST_READ = 3000
_MOST_ASKED = 50  # number of reports to search for the last run of one site
#: The finish reasons of runs that a limit has ended, and the option that set it.
MAX_TIME, MAX_SIZE = "max_time", "max_size"
LIMITS = {MAX_TIME: "--max-time", MAX_SIZE: "--max-size"}
#: The finish reasons of runs whose site another worker continues.
HANDED_OVER, LEASE_LOST = "handed over", "lease lost"
GIVEN_AWAY = frozenset({HANDED_OVER, LEASE_LOST})
STORED = ("new", "revised")
_ARTICLES = (*STORED, Reason.UNCHANGED, Reason.OUTSIDE_DATES)


class Fields(msgspec.Struct, frozen=True, kw_only=True):
    """How many of *articles* had each field; *identical* names fields with the same value in all of them."""

    articles: int = 0
    filled: dict[str, int] = {}
    identical: list[str] = []


class PastRun(msgspec.Struct, frozen=True, kw_only=True):
    """The parts of a run's report that later runs use; defaults for reports of older versions."""

    run: str
    site: str | None = None
    sites: list[str] = []
    start: str | None = None
    options: dict[str, Any] = {}
    #: The web archive and the choice of captures of a backfill, as its options name them; ``None`` for a crawl.
    backfill: dict[str, str] | None = None
    allow_private: bool = False
    started_at: datetime | None = None
    finished_at: datetime | None = None
    finish_reason: str | None = None
    counts: dict[str, int] = {}
    extracted: dict[str, int] = {}
    fields: Fields = msgspec.field(default_factory=Fields)
    days: dict[str, int] = {}
    skipped: dict[str, int] = {}
    errors: dict[str, int] = {}
    hosts_left: dict[str, str] = {}
    versions: dict[str, str] = {}
    warnings: list[dict[str, Any]] = []
    session_parameters: list[str] | None = None

    @property
    def is_open(self) -> bool:
        """Whether the run requested everything new up to its own day, and no limit or handover cut it short."""
        return self.is_for_new and self.finish_reason not in (*LIMITS, *GIVEN_AWAY)

    @property
    def is_for_new(self) -> bool:
        """Whether the run would have requested everything new up to its own day, had it not been cut short."""
        return self.backfill is None and not _NARROWING & self.options.keys()

    @property
    def articles(self) -> int:
        """Number of pages classified as articles, including unchanged known ones."""
        return sum(self.extracted.get(name, 0) for name in _ARTICLES)

    @property
    def no_articles(self) -> int:
        """Number of pages fetched as articles and not classified as articles."""
        return sum(count for name, count in with_current_reasons(self.extracted).items() if name in NOT_ARTICLES)


#: The keys of a report that earlier versions wrote under another name.
FORMER_KEYS = {"options": "asked", "extracted": "read"}


class _FormerNames(msgspec.Struct):
    """The values of FORMER_KEYS in a report of an earlier version."""

    asked: dict[str, Any] = {}
    read: dict[str, int] = {}


_decoder = msgspec.json.Decoder(PastRun)
_former_names = msgspec.json.Decoder(_FormerNames)


def past_runs(layout: Layout, *, most: int = _MOST_READ) -> Iterator[PastRun]:
    """Yield the runs of an archive, newest first, at most *most*; an unreadable report is skipped with a warning."""
    for path in sorted(layout.runs.glob("*.json"), key=lambda path: order_of(path.stem), reverse=True)[:most]:
        found = read_run(path)
        if found:
            yield found


def runs_of(layout: Layout, site: str) -> list[PastRun]:
    """Return the runs of one site, newest first, as far back as `past_runs` reads."""
    return [run for run in past_runs(layout) if run.site == site]


def read_run(path: Path) -> PastRun | None:
    """Return the run that *path* reports, ``None`` (with a warning in the log) for a file that is not a report."""
    try:
        return _read(path, path.stat().st_mtime_ns)
    except OSError as error:
        log.warning("%s: cannot be read (%s); skipped", path, error.strerror)
        return None


@lru_cache(maxsize=_MOST_READ)
def _read(path: Path, mtime: int) -> PastRun | None:
    """Read a report, cached: a watch of many sites reads the same reports in every round."""
    try:
        report = read_small(path)
        run = _decoder.decode(report)
        if b'"asked"' in report or b'"read"' in report:
            former = _former_names.decode(report)
            return msgspec.structs.replace(
                run, options=run.options or former.asked, extracted=run.extracted or former.read
            )
        return run
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        log.warning("%s: not the report of a run (%s); skipped", path, error)
        return None


def order_of(run: str) -> tuple[str, int]:
    """Return the sort key of a run by time: the minute in its name, then its number among the runs of that minute."""
    minute, _, number = run.partition("-")
    return minute, int(number) if number.isdigit() else 0


def options_text(options: Mapping[str, Any], sign: str) -> str:
    """Return the *options* of a run report as a person gave them: name, *sign* and value; those without a value not."""
    return ", ".join(
        f"{'discover' if name == 'by' else name}{sign}{','.join(map(str, value)) if isinstance(value, list) else value}"
        for name, value in options.items()
        if value not in (None, [])
    )


def not_stored(extracted: Mapping[str, int]) -> dict[str, int]:
    """Return the counts of *extracted* pages, by outcome, from which nothing was stored."""
    return {reason: count for reason, count in with_current_reasons(extracted).items() if reason not in STORED}


def session_parameters(layout: Layout, site: str) -> list[str]:
    """Return the session parameters of *site* in the report of its newest run; an empty list if there is none."""
    known = (run.session_parameters for run in past_runs(layout, most=_MOST_ASKED) if run.site == site)
    return next((names for names in known if names is not None), [])
