"""The methods appendix of a paper: what an archive holds and how it was collected, from the archive's own files.

Every figure comes from the records, the run reports, the ledger of URLs and the manifest; neither the network nor the
clock is used. The caller passes the date of writing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from newsarchive.archive.layout import Layout
from newsarchive.archive.ledger import Ledger
from newsarchive.archive.manifest.chain import Head, read_chain
from newsarchive.archive.reasons import Reason
from newsarchive.article import Record
from newsarchive.citation import tex
from newsarchive.counting import count_of
from newsarchive.dataset import load
from newsarchive.monitoring.coverage import CoverageScope, SiteCoverage, coverage, last_open_days
from newsarchive.monitoring.field_coverage import FIELDS, filled_fields
from newsarchive.monitoring.run_history import PastRun, options_text, past_runs
from newsarchive.publishers import Publishers

_MOST_QUIET = 10


@dataclass(kw_only=True)
class SiteSummary:
    """Counts of one site's articles (latest revisions); days are days of publication."""

    publisher: str | None = None
    articles: int = 0
    revised: int = 0
    undated: int = 0
    without_raw_page: int = 0
    first: date | None = None
    last: date | None = None
    fields: Counter[str] = field(default_factory=Counter)

    def add(self, record: Record) -> None:
        """Count *record*, the latest revision of its article."""
        self.articles += 1
        self.publisher = self.publisher or record.publisher
        self.revised += record.revision > 1
        self.without_raw_page += record.warc is None
        self.fields.update(filled_fields(record))
        if record.published_at is None:
            self.undated += 1
            return
        day = record.published_at.date()
        self.first, self.last = min(self.first or day, day), max(self.last or day, day)


@dataclass(frozen=True, kw_only=True)
class Methods:
    """The data of the appendix: *sites* by name, *runs* oldest first, the manifest's *head* if there is one."""

    name: str
    sites: Mapping[str, SiteSummary]
    extractors: Mapping[str, int]
    fetched: tuple[datetime, datetime] | None
    runs: tuple[PastRun, ...]
    coverage: tuple[SiteCoverage, ...]
    head: Head | None

    @property
    def articles(self) -> int:
        """Number of articles of all sites."""
        return sum(site.articles for site in self.sites.values())


def methods_of(layout: Layout, publishers: Publishers) -> Methods:
    """Read the archive at *layout*; raise NoArchive, or ArchiveError for unreadable records."""
    sites: dict[str, SiteSummary] = {}
    extractors: Counter[str] = Counter()
    first: datetime | None = None
    last: datetime | None = None
    for record in load(layout.folder):
        sites.setdefault(record.site, SiteSummary()).add(record)
        extractors[record.extractor or "unknown"] += 1
        if at := record.fetched_at:
            first, last = min(first or at, at), max(last or at, at)
    with Ledger(layout.folder) as ledger:
        found = coverage(ledger, publishers, CoverageScope(), last_open_days(layout))
    chain = read_chain(layout)
    return Methods(
        name=layout.folder.resolve().name,
        sites=dict(sorted(sites.items())),
        extractors=extractors,
        fetched=(first, last) if first and last else None,
        runs=tuple(reversed(list(past_runs(layout)))),
        coverage=tuple(found),
        head=chain.head if chain else None,
    )


def markdown(methods: Methods, written: date) -> str:
    """Return the appendix as Markdown, with headings from level 2; *written* is the date of writing."""
    parts = [
        f"## Data collection: {methods.name}",
        _summary(methods),
        _sites_table(methods),
        "### How pages were found",
        *_discovery(methods),
        "### Politeness and exclusions",
        *_exclusions(methods),
        "### Extraction",
        *_extraction(methods),
        "### Coverage and gaps",
        *_gaps(methods),
        "### Runs and versions",
        *_runs(methods),
        "### Integrity",
        _integrity(methods),
        "### Known limits",
        *_limits(methods),
        f"*Written by `newsarchive methods` on {written} from the archive's own records.*",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def bibtex(methods: Methods, written: date) -> str:
    """Return a BibTeX entry for the archive, and one for the software (biblatex types ``dataset`` and ``software``)."""
    first, last = _span(methods)
    names = "; ".join(site.publisher or key for key, site in methods.sites.items())
    key = "".join(character for character in methods.name.lower() if character.isalnum()) or "archive"
    digest = f", manifest head {methods.head.sha256}" if methods.head else ""
    versions = sorted({run.versions.get("newsarchive", "") for run in methods.runs} - {""})
    title = tex(f"{methods.name}: {count_of(methods.articles, 'article')} of {names}, {first} to {last}")
    return (
        f"@dataset{{{key}{written:%Y},\n  title = {{{title}}},\n  date = {{{written}}},\n"
        f"  note = {{{tex(f'News archive collected with newsarchive{digest}')}}},\n}}\n\n"
        f"@software{{newsarchive,\n  title = {{newsarchive}},\n  version = {{{', '.join(versions)}}},\n}}\n"
    )


def _span(methods: Methods) -> tuple[date | str, date | str]:
    days = [day for site in methods.sites.values() for day in (site.first, site.last) if day]
    return (min(days), max(days)) if days else ("undated", "undated")


def _summary(methods: Methods) -> str:
    first, last = _span(methods)
    fetched = ""
    if methods.fetched:
        days = [f"{time:%Y-%m-%d}" for time in methods.fetched]
        fetched = (
            f", fetched on {days[0]} (UTC)"
            if days[0] == days[1]
            else f", fetched between {days[0]} and {days[1]} (UTC)"
        )
    return (
        f"The archive holds {count_of(methods.articles, 'article')} of {count_of(len(methods.sites), 'site')}, "
        f"published from {first} to {last}{fetched}. Days are those of the publisher's calendar. An article that "
        "changed after it was first fetched has one record per text (revision); the figures count articles."
    )


def _table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    lines = [
        tuple(heads),
        *(tuple("" if cell is None else str(cell).replace("|", "\\|") for cell in row) for row in rows),
    ]
    rule = "|".join(" --- " for _ in lines[0])
    head, *body = ("| " + " | ".join(line) + " |" for line in lines)
    return "\n".join([head, f"|{rule}|", *body])


def _sites_table(methods: Methods) -> str:
    heads = ("site", "publisher", "articles", "revised", "undated", "first day", "last day")
    return _table(
        heads,
        (
            (key, site.publisher, f"{site.articles:,}", f"{site.revised:,}", f"{site.undated:,}", site.first, site.last)
            for key, site in methods.sites.items()
        ),
    )


def _discovery(methods: Methods) -> Iterator[str]:
    yield (
        "A URL counts for each discovery source that contained it; *only here* counts URLs of no other source. "
        "A crawl cannot discover an article that no source contains; imported pages have no source."
    )
    rows = [
        (site.site, name, f"{source.discovered:,}", f"{source.discovered_only_here:,}", f"{source.stored:,}")
        for site in methods.coverage
        for name, source in site.sources.items()
    ]
    yield (
        _table(("site", "source", "URLs discovered", "only here", "stored"), rows)
        if rows
        else ("The archive has no record of discovered URLs.")
    )


def _exclusions(methods: Methods) -> Iterator[str]:
    skipped: Counter[str] = Counter()
    for run in methods.runs:
        skipped.update(run.skipped)
    yield (
        "robots.txt was obeyed (RFC 9309): a URL that it disallows was not requested, and a site whose robots.txt "
        "could not be read was not crawled. The pace was set by robots.txt, by the operator, or by how fast the site "
        "answered."
    )
    if skipped:
        rows = [(reason, f"{count:,}", _meaning(reason)) for reason, count in sorted(skipped.items())]
        yield "URLs that were not requested or not stored, over all runs (each counts once per run):"
        yield _table(("reason", "URLs", "meaning"), rows)


def _meaning(reason: str) -> str:
    return next((member.meaning for member in Reason if member == reason), "")


def _extraction(methods: Methods) -> Iterator[str]:
    versions = ", ".join(f"{name} ({count:,})" for name, count in sorted(methods.extractors.items()))
    yield f"Text and metadata were extracted from the stored pages. Extractors (articles): {versions or 'none'}."
    yield "Share of articles in which a field is filled; an empty field means that the page does not state it:"
    names = [name for name in FIELDS if name != "long_body"]
    rows = (
        (key, *(f"{site.fields[name] / site.articles:.0%}" for name in names)) for key, site in methods.sites.items()
    )
    yield _table(("site", *names), rows)


def _gaps(methods: Methods) -> Iterator[str]:
    rows = []
    for site in methods.coverage:
        months = site.months.values()
        missing: Counter[str] = sum((month.not_stored for month in months), Counter())
        reasons = ", ".join(f"{reason} {count:,}" for reason, count in missing.most_common())
        found, stored = sum(month.discovered for month in months), sum(month.stored for month in months)
        duplicates = sum(month.duplicates for month in months)
        rows.append((site.site, f"{found:,}", f"{stored:,}", f"{duplicates:,}", f"{missing.total():,}", reasons))
    if rows:
        yield (
            "Every URL that was discovered is that of a stored article, a further URL of one (duplicate), or not "
            "stored, for a reason:"
        )
        yield _table(("site", "URLs discovered", "articles stored", "duplicates", "not stored", "reasons"), rows)
    for site in methods.coverage:
        if site.below_baseline:
            shown = [_days(run.first, run.last) for run in site.below_baseline[:_MOST_QUIET]]
            more = (
                f" and {len(site.below_baseline) - _MOST_QUIET} more" if len(site.below_baseline) > _MOST_QUIET else ""
            )
            yield f"{site.site}: days far below the site's baseline: {', '.join(shown)}{more}."
        holes = [hole for hole in site.holes if hole.remarkable]
        if holes:
            yield (
                f"{site.site}: {count_of(sum(hole.count for hole in holes), 'article number')} in "
                f"{count_of(len(holes), 'gap')} were never discovered."
            )


def _days(first: date, last: date) -> str:
    return f"{first}" if first == last else f"{first} to {last}"


def _runs(methods: Methods) -> Iterator[str]:
    if not methods.runs:
        yield "The archive has no run reports: it was not crawled with newsarchive, or they were removed."
        return
    rows = [
        (
            run.run,
            run.site or ", ".join(run.sites),
            f"{run.started_at:%Y-%m-%d %H:%M}" if run.started_at else None,
            run.finish_reason or "not finished",
            options_text(run.options, "="),
            _run_count(run, "pages"),
            _run_count(run, "new"),
            run.versions.get("newsarchive"),
        )
        for run in methods.runs
    ]
    heads = ("run", "site", "started (UTC)", "end", "options", "pages", "new articles", "newsarchive")
    yield _table(heads, rows)
    versions: dict[str, set[str]] = {}
    for run in methods.runs:
        for name, version in run.versions.items():
            versions.setdefault(name, set()).add(version)
    listed = "; ".join(f"{name} {', '.join(sorted(found))}" for name, found in sorted(versions.items()))
    if listed:
        yield f"Software: {listed}."


def _run_count(run: PastRun, name: str) -> str | None:
    """Return the count *name* of a run; that of a run that was killed, or is still running, is 0 in its report."""
    if run.finished_at is None:
        return "not counted"
    return f"{run.counts[name]:,}" if name in run.counts else None


def _integrity(methods: Methods) -> str:
    if methods.head is None:
        return "The archive has no manifest, so a removal before today cannot be excluded."
    head = methods.head.sha256
    return (
        f"Every batch that was written is chained by SHA-256 in a manifest of {count_of(methods.head.entry, 'line')}. "
        f"Its head is `{head}`; `newsarchive verify ARCHIVE --against {head}` proves that nothing was removed or "
        "altered since."
    )


def _some(runs: list[str]) -> str:
    return ", ".join(runs[:10]) + (" …" if len(runs) > 10 else "")


def _limits(methods: Methods) -> Iterator[str]:
    undated = sum(site.undated for site in methods.sites.values())
    raw = sum(site.without_raw_page for site in methods.sites.values())
    cut = [run.run for run in methods.runs if run.finish_reason not in ("finished", None)]
    open_ends = [run.run for run in methods.runs if run.finished_at is None]
    lines = [
        "Articles that a publisher removed before they were discovered are missing.",
        "Revisions show a change only where an article was fetched more than once.",
        f"{count_of(undated, 'article')} without a date of publication." if undated else "",
        f"{count_of(raw, 'article')} without a stored raw page, so the text cannot be extracted again." if raw else "",
        f"{count_of(len(cut), 'run')} ended early: {_some(cut)}." if cut else "",
        f"{count_of(len(open_ends), 'run')} killed or not ended yet, without counts: {_some(open_ends)}."
        if open_ends
        else "",
    ]
    warnings = Counter(str(warning.get("message")) for run in methods.runs for warning in run.warnings)
    lines += [f"Warning of {count_of(count, 'run')}: {message}." for message, count in warnings.most_common(10)]
    yield "\n".join(f"- {line}" for line in lines if line)
