"""Extract one WARC file into a piece: its wanted pages as records, identical in a local process and on a cluster."""

from __future__ import annotations

import dataclasses
import gzip
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

import newsarchive
from newsarchive.archive.layout import UnsafeName, safe_site
from newsarchive.archive.reasons import current_reason
from newsarchive.archive.records import marks_of, record_of
from newsarchive.article import STORED_KINDS, Article, Record, to_json
from newsarchive.crawl.site import Site
from newsarchive.crawl.storing.identity import declared_canonical
from newsarchive.extraction import extract
from newsarchive.from_warc.pieces import End, ExtractedRecord, Seen, write_frame
from newsarchive.from_warc.sources import BadSource, opened
from newsarchive.from_warc.wanted import ImportFilter, Wanted
from newsarchive.members import Member
from newsarchive.page import Page
from newsarchive.publishers import Publishers, all_publishers, publisher_of
from newsarchive.publishers.canonical import article_id
from newsarchive.time_limit import PAGE_SECONDS, TimeLimitExceeded, time_limit
from newsarchive.warc import (
    PAGE_TYPES,
    BadWarc,
    RawRecord,
    StoredPage,
    origin_bytes,
    page_url,
    read_warc_or_arc,
    record_type,
    standardized,
    stored_pages_in,
    warc_date,
)

_log = logging.getLogger(__name__)
_LEVEL = 3


@dataclass(frozen=True, kw_only=True)
class ImportTask:
    """One file to read: *name* as in Source; *skipped* are the ordinals of records that crash their process."""

    name: str
    wanted: Wanted
    copy: bool
    publishers: Path | None = None
    skipped: tuple[int, ...] = ()


def read_warc(task: ImportTask, out: IO[bytes], mark: Callable[[int], object] = lambda ordinal: None) -> End:
    """Write the wanted pages of the file to *out* as frames and return the last one; never raises for its content.

    *mark* is called with the ordinal of each record before its page is parsed.
    """
    reading = _Reading(task, out, mark)
    failure = None
    try:
        with opened(task.name) as files:
            for name, stream in files:
                reading.read(read_warc_or_arc(stream, name, reading.lose), name)
    except BadWarc as error:
        failure = str(error)
    except (OSError, BadSource) as error:
        failure = f"{task.name}: cannot be read: {error}"
    except Exception as error:
        # An object store's library raises its own errors, and one file must not stop the job, whatever is in it.
        _log.exception("%s: cannot be read", task.name)
        failure = f"{task.name}: cannot be read: {type(error).__name__}: {error}"
    failure = failure or reading.lost
    if task.skipped:
        records = ", ".join(str(record) for record in task.skipped)
        failure = failure or f"{task.name}: the page of record {records} crashed its process"
    end = End(counts=dict(sorted(reading.counts.items())), failure=failure)
    write_frame(out, end)
    return end


class _Reading:
    def __init__(self, task: ImportTask, out: IO[bytes], mark: Callable[[int], object]) -> None:
        self._task = task
        self._out = out
        self._mark = mark
        self._publishers: Publishers = all_publishers(task.publishers)
        self._filter = ImportFilter(task.wanted, self._publishers)
        self._ordinal = 0
        self._date: datetime | None = None  # of the file, for records that have none
        self._losses: list[str] = []
        self.counts: Counter[str] = Counter()

    def read(self, records: Iterator[RawRecord], name: str) -> None:
        for record in records:
            self._ordinal += 1
            self.counts["records"] += 1
            kind = record_type(record)
            if kind == "warcinfo":
                self._date = warc_date(record.fields.get("warc-date"))
            if kind in (*PAGE_TYPES, "revisit") and self._ordinal not in self._task.skipped:
                self._take(standardized(record, self._date), name, "revisit" if kind == "revisit" else "response")
            elif kind == "conversion" or _is_wat(record):  # the text of a page, as in Common Crawl's WET files
                self.counts["not HTML"] += 1

    def lose(self, what: str) -> None:
        """Count a damaged record and keep the first one for the report."""
        self.counts["damaged"] += 1
        self._losses.append(what)

    @property
    def lost(self) -> str | None:
        """Return a description of the damage for the report, ``None`` if there is none."""
        more = f"; and {len(self._losses) - 1} more" if len(self._losses) > 1 else ""
        return f"{self._losses[0]}{more}" if self._losses else None

    def _take(self, record: RawRecord, name: str, kind: str) -> None:
        self.counts[f"{kind}s"] += 1
        reason = self._filter.of_address(page_url(record.fields))
        if reason is None:
            reason = self._revisit(record) if kind == "revisit" else self._response(record, name)
        self.counts[reason] += 1

    def _revisit(self, record: RawRecord) -> str:
        url, at = page_url(record.fields), warc_date(record.fields.get("warc-date"))
        original = record.fields.get("warc-refers-to-target-uri", "").strip("<>") or url
        if at is None:
            return "no date"
        frame = Seen(url=self._site(url).canonical(url), original=self._site(original).canonical(original), at=at)
        write_frame(self._out, frame)
        return "revisits wanted"

    def _response(self, record: RawRecord, name: str) -> str:
        if record.data is None:
            return "too long"
        self._mark(self._ordinal)
        member = Member(offset=record.offset, length=len(record.packed or b""), data=record.data)
        try:
            stored = next(stored_pages_in(member, Path(name), name), None)
        except BadWarc:
            return "unreadable"
        page = stored.page if stored else None
        if stored is None or page is None or page.url is None:
            return "unreadable"
        if page.fetched_at is None:
            return "no date"
        refused = self._filter.of_page(page)
        return refused or self._read_page(stored, page, page.url, page.fetched_at, record, name)

    def _read_page(
        self, stored: StoredPage, page: Page, url: str, fetched_at: datetime, raw: RawRecord, name: str
    ) -> str:
        self.counts["pages read"] += 1
        site = self._site(url)
        try:
            with time_limit():
                article = extract(page, publishers=self._publishers)
        except TimeLimitExceeded:
            _log.warning("%s: %s took longer than %.0f s to extract and was skipped", name, url, PAGE_SECONDS)
            return "too slow"
        if article.kind not in STORED_KINDS:
            return str(current_reason(article.kind))
        refused = self._filter.of_article(article)
        if refused:
            return refused
        try:
            safe_site(site.key)
        except UnsafeName:
            return "unsafe host"
        record = _record(article, stored, site, url, name)
        packed, length = self._copy(raw, name)
        frame = ExtractedRecord(
            record=to_json(record),
            id=record.id,
            site=record.site,
            text_sha256=record.text_sha256,
            fetched_at=fetched_at,
            packed=packed,
            length=length,
            offset=raw.offset if raw.packed else None,
            own_length=len(raw.packed) if raw.packed else None,
            mime=page.header("Content-Type") or "",
            digest=raw.fields.get("warc-payload-digest", "-"),
            url=site.canonical(url),
            declared=declared_canonical(site, article.canonical_url),
            title=article.title,
        )
        write_frame(self._out, frame)
        return "articles"

    def _copy(self, raw: RawRecord, name: str) -> tuple[bytes, int]:
        """Return the page's gzip member, copied unchanged from its file where possible, and its length in bytes."""
        if not self._task.copy:
            return b"", 0
        page = raw.packed or gzip.compress((raw.data or b"") + b"\r\n\r\n", _LEVEL, mtime=0)
        return page + origin_bytes(raw.fields, name, raw.offset), len(page)

    def _site(self, url: str) -> Site:
        return Site(start=url, publisher=publisher_of(url, self._publishers), publishers=self._publishers)


def _is_wat(record: RawRecord) -> bool:
    """Return whether a record has the headers and links of a page, as in Common Crawl's WAT files."""
    fields = record.fields
    return fields.get("warc-type") == "metadata" and fields.get("content-type", "").startswith("application/json")


def _record(article: Article, stored: StoredPage, site: Site, url: str, source: str) -> Record:
    """Return the record of the page, without a WARC location, as if its declared canonical URL were true."""
    canonical = declared_canonical(site, article.canonical_url) or site.canonical(url)
    names = dict.fromkeys(site.canonical(url) for url in (*stored.page.redirects, url))
    record = record_of(
        article if article.canonical_url == canonical else dataclasses.replace(article, canonical_url=canonical),
        stored,
        site=site.key,
        id=article_id(site.key, canonical),
        extractor=f"newsarchive {newsarchive.__version__}",
        aliases=[name for name in names if name != canonical],
        marks=marks_of(article),
    )
    return dataclasses.replace(record, warc=None, retrieved_from=record.retrieved_from or source)
