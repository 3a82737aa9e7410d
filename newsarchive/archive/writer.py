"""The one writer of an archive: pages and records in, each reported as stored only when it is on the disk."""

from __future__ import annotations

import contextlib
import dataclasses
import errno
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import msgspec

from newsarchive.archive.appending import AppendFile, ArchiveError, make_folder, replace_file
from newsarchive.archive.catching_up import Mended, catch_up
from newsarchive.archive.findings import Finding, bit_of
from newsarchive.archive.index import Found, Index, Known, stamp_of
from newsarchive.archive.layout import Layout, safe_run
from newsarchive.archive.lock import Lock
from newsarchive.archive.originals import original_of
from newsarchive.archive.pages import PageFiles
from newsarchive.archive.visits import Visit
from newsarchive.article import Record, WarcPlace, to_json
from newsarchive.members import pack
from newsarchive.warc import Copied, Exchange, Kept

Outcome = Literal["new", "revised", "unchanged"]
MAX_WARC_BYTES = 1 << 30
# Findings come by the tens of thousands from one sitemap, and the next run would only meet them again.
_MOST_FINDINGS = 2000


class ArchiveWriter:
    """An archive open for writing by the run *run*; opening it mends torn tails (see *mended*) and locks it.

    *batch* is how many records and visits are gathered before they are written as one gzip member per file. Call
    *flush* besides whenever the oldest has waited long enough: the writer reads no clock. *on_stored* is called with
    the ids of records that have just become durable, *on_flushed* when all that was given so far has. After an
    ArchiveError the writer takes nothing more; what it reported as stored is on the disk, the rest is not counted.
    """

    def __init__(
        self,
        folder: Path | str,
        *,
        run: str,
        software: str = "newsarchive",
        batch: int = 200,
        max_warc_bytes: int = MAX_WARC_BYTES,
        on_stored: Callable[[Sequence[str]], None] | None = None,
        on_flushed: Callable[[], None] | None = None,
    ) -> None:
        self.layout = Layout(Path(folder))
        self.run = safe_run(run)
        make_folder(self.layout.folder)
        self._lock = Lock(self.layout.lock)
        try:
            self._index = Index(self.layout.index)
            self.mended: list[Mended] = catch_up(self.layout, self._index)
        except BaseException:
            self._lock.release()
            raise
        about = {"software": software, "format": "WARC File Format 1.1", "isPartOf": run}
        self._pages = PageFiles(self.layout, run, about, max_warc_bytes)
        self._batch = batch
        self._on_stored = on_stored
        self._on_flushed = on_flushed
        self._records: dict[Path, list[tuple[Record, bytes]]] = {}
        self._visits: list[Visit] = []
        self._findings: list[Finding] = []
        self._failed = False
        self._closed = False

    @property
    def pending(self) -> int:
        """Return how many records and visits wait for the next flush."""
        return sum(map(len, self._records.values())) + len(self._visits)

    def known(self, url: str) -> Known | None:
        """Return what is remembered of *url* (exactly this string: make it canonical first), or ``None``."""
        return self._index.by_url(url)

    def known_id(self, id: str) -> Known | None:
        """Return what is remembered of the article *id*, or ``None``."""
        return self._index.by_id(id)

    def recent(self, site: str, since: date) -> list[str]:
        """Return the addresses of *site*'s articles published, or else first seen, on *since* or later."""
        return self._index.recent(site, since)

    def keep(self, exchange: Exchange, site: str) -> Kept:
        """Append the raw *exchange* to the WARC file of *site*; it is durable with the next flush.

        What only repeats the stored response of the same address is kept as a revisit record, and the place returned is
        that of the stored one.
        """
        with self._taking():
            return self._pages.keep(exchange, site, original_of(self.layout, self._index, exchange))

    def keep_copied(self, copied: Copied, site: str) -> WarcPlace:
        """Append a response of another WARC file to that of *site*; it is durable with the next flush."""
        with self._taking():
            return self._pages.keep_copied(copied, site)

    def store(self, record: Record) -> Outcome:
        """Take *record* for the next batch, as a new article or a new revision; an unchanged text is a visit only."""
        known = self._index.by_id(record.id)
        if known is not None and known.text_sha256 == record.text_sha256:
            self.visit(_unchanged(record))
            return "unchanged"
        self._take(record, known)
        return "revised" if known else "new"

    def revise(self, record: Record) -> None:
        """Take *record* as the next revision of its article, also when only something beside the text has changed."""
        self._take(record, self._index.by_id(record.id))

    def count(self) -> int:
        """Return how many articles are stored, those that wait for the flush included."""
        return self._index.count()

    def _take(self, record: Record, known: Known | None) -> None:
        if known is not None:
            first = known.first_seen_at or record.first_seen_at
            record = dataclasses.replace(record, revision=(known.revision or 1) + 1, first_seen_at=first)
        path = self.layout.articles_of(record.site, record.published_at)
        # Encoded here: what cannot be encoded is refused now, not with its whole batch.
        line = to_json(record) + b"\n"
        with self._taking():
            self._index.add_records([record], self.layout.relative(path), None)
        self._records.setdefault(path, []).append((record, line))
        self._flush_when_full()

    def visit(self, visit: Visit) -> None:
        """Remember a fetch that stored nothing, so that no later run repeats it without need."""
        with self._taking():
            self._index.add_visits([visit])
        self._visits.append(visit)
        self._flush_when_full()

    def found(self, finding: Finding, *, again: bool = False) -> None:
        """Remember what was met, and why it is not asked for; what has been said already is not written again.

        *again* says that only the way is new: what came of the address stays.
        """
        with self._taking():
            before = self._index.found(finding.url)
            if before and again:
                finding = dataclasses.replace(finding, reason=before.reason, tried=before.tried)
            if before and _says_nothing_new(finding, before):
                return
            self._index.add_findings([finding])
        self._findings.append(finding)
        if len(self._findings) >= _MOST_FINDINGS:
            self.flush()

    def flush(self) -> list[str]:
        """Put everything pending on the disk and return the ids of the records that are stored now."""
        with self._taking():
            return self._flush()

    def write_report(self, report: Mapping[str, object], *, run: str | None = None) -> None:
        """Write `runs/<run>.json` anew; a report without "finished_at" marks a run that is not over.

        *run* names another run than the writer's: of crawls that write side by side, each reports for itself.
        """
        content = msgspec.json.format(msgspec.json.encode(dict(report)), indent=2)
        replace_file(self.layout.run_report(run or self.run), content + b"\n")

    def close(self) -> None:
        """Flush (unless the writer has failed) and let the next writer in; a second call does nothing."""
        if self._closed:
            return
        self._closed = True
        try:
            if not self._failed:
                self.flush()
                self._pages.finish()
        finally:
            self._pages.close()
            self._index.close()
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _flush_when_full(self) -> None:
        if self.pending >= self._batch:
            self.flush()

    def _flush(self) -> list[str]:
        # A record never points at bytes that are not there yet.
        for path in self._pages.sync():
            self._index.set_file(self.layout.relative(path), stamp_of(path))
        stored: list[str] = []
        for path in sorted(self._records):
            stored += self._write_records(path)
        if self._visits:
            self._append(self.layout.visits_of(self.run), _lines(self._visits))
            self._visits = []
        if self._findings:
            self._append(self.layout.found_of(self.run), _lines(self._findings))
            self._findings = []
        self._index.commit()
        if self._on_flushed is not None:
            self._on_flushed()
        return stored

    def _write_records(self, path: Path) -> list[str]:
        records = [record for record, _ in self._records[path]]
        offset = self._append(path, b"".join(line for _, line in self._records[path]))
        del self._records[path]
        self._index.place_records(records, self.layout.relative(path), offset)
        ids = [record.id for record in records]
        if self._on_stored is not None:
            self._on_stored(ids)
        return ids

    def _append(self, path: Path, lines: bytes) -> int:
        with AppendFile(path) as file:
            offset = file.append_durably(pack(lines))
        self._index.set_file(self.layout.relative(path), stamp_of(path))
        return offset

    @contextlib.contextmanager
    def _taking(self) -> Iterator[None]:
        if self._failed:
            raise ArchiveError(
                errno.EIO, "an earlier write failed; close the archive and open it again", str(self.layout.folder)
            )
        try:
            yield
        except OSError:
            # The index may now know of records that are not on the disk; the next opening reads the files instead.
            self._failed = True
            self._index.rollback()
            raise


def _lines(values: Sequence[Visit] | Sequence[Finding]) -> bytes:
    return b"".join(msgspec.json.encode(one) + b"\n" for one in values)


def _says_nothing_new(finding: Finding, before: Found) -> bool:
    same_reason = (finding.reason, finding.tried) == (before.reason, before.tried)
    return same_reason and not bit_of(finding.way) & ~before.ways


def _unchanged(record: Record) -> Visit:
    return Visit(
        url=record.url or record.id,
        outcome="unchanged",
        at=record.fetched_at,
        status=record.http.status,
        id=record.id,
        etag=record.http.etag,
        last_modified=record.http.last_modified,
    )
