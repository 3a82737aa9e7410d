"""The writer of an archive: stores pages and records, and reports each as stored only once it is on the disk."""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import msgspec

from newsarchive.archive.appending import AppendFile, ArchiveError, make_folder
from newsarchive.archive.catching_up import Repair, catch_up, sound_index
from newsarchive.archive.findings import Finding, bit_of
from newsarchive.archive.index import IndexedArticle, Known, stamp_of
from newsarchive.archive.layout import Layout, month_of, safe_run
from newsarchive.archive.lock import Lock
from newsarchive.archive.manifest.chain import FileRange
from newsarchive.archive.manifest.left_out import left_out
from newsarchive.archive.manifest.writer import Manifest
from newsarchive.archive.originals import original_of
from newsarchive.archive.pages import PageFiles
from newsarchive.archive.visits import Visit
from newsarchive.article import Record, WarcPlace, to_json
from newsarchive.members import pack
from newsarchive.redaction import redacted
from newsarchive.warc import Copied, Exchange, StoredPage

Outcome = Literal["new", "revised", "unchanged"]
MAX_WARC_BYTES = 1 << 30
# One sitemap yields tens of thousands of findings, and the next run would discover them again.
_MOST_FINDINGS = 2000
# Bytes of records in one batch, uncompressed: readers refuse a batch that would exhaust their memory.
_MOST_BYTES = 32 << 20
# To read one record, its whole batch is unpacked: a flush of more records writes several batches.
_MOST_RECORDS = 200


class ArchiveWriter:
    """An archive open for writing by the run *run*; opening locks it and cuts incomplete final batches (*repairs*).

    *batch* is the number of records and visits that are collected and then written, as gzip members of at most 200
    records. Call *flush*, too, when the oldest has waited long enough: the writer reads no clock. *on_stored* is called
    with the ids of records that have just become durable, *on_flushed* once everything passed so far is durable. After
    an ArchiveError the writer accepts nothing more; everything it reported as stored is on the disk, the rest is not
    counted.
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
        self._lock = Lock(self.layout)
        opened = contextlib.ExitStack()
        opened.callback(self._lock.release)
        with opened:
            self._manifest = Manifest(self.layout)
            opened.callback(self._manifest.release)
            faults = self._manifest.check()
            self._index = sound_index(self.layout, self._manifest)
            opened.callback(self._index.close)
            self.repairs: list[Repair] = [_fault(self.layout, fault) for fault in faults]
            self.repairs += catch_up(self.layout, self._index, self._manifest)
            self._manifest.adopt(self.run)
            opened.pop_all()
        about = {"software": software, "format": "WARC File Format 1.1", "isPartOf": run}
        elsewhere = left_out(self.layout)
        self._pages = PageFiles(
            self.layout, run, about, max_warc_bytes, lambda name: self._is_entered(name) or name in elsewhere
        )
        self._batch = batch
        self._on_stored = on_stored
        self._on_flushed = on_flushed
        self._records: dict[Path, list[tuple[Record, bytes]]] = {}
        self._files: dict[tuple[str, str], tuple[Path, str]] = {}
        self._visits: list[Visit] = []
        self._findings: list[Finding] = []
        self._bytes = 0
        #: How many bytes this writer has made durable.
        self.bytes_written = 0
        self._failed = False
        self._closed = False
        self._taking = _Taking(self)

    @property
    def pending(self) -> int:
        """Return the number of records and visits waiting for the next flush."""
        return sum(map(len, self._records.values())) + len(self._visits)

    @property
    def bytes_taken(self) -> int:
        """Return the bytes written and waiting; waiting records count uncompressed, so it is rather too much."""
        return self.bytes_written + self._pages.pending_bytes + self._bytes

    def known(self, url: str) -> Known | None:
        """Return the index entry of the canonical URL *url*, or ``None``."""
        return self._index.by_url(url)

    def known_id(self, id: str) -> Known | None:
        """Return the index entry of the article *id*, or ``None``."""
        return self._index.by_id(id)

    def place_of(self, url: str) -> tuple[str, str, int] | None:
        """Return the location of the last record of the article at *url*; see Index.place_of."""
        return self._index.place_of(url)

    def articles_under(self, prefix: str) -> list[tuple[str, str]]:
        """Return URL and text digest of the articles whose URL begins with *prefix*; see Index.articles_under."""
        return self._index.articles_under(prefix)

    def recent(self, site: str, since: date) -> list[str]:
        """Return the URLs of *site*'s articles published, or else first seen, on *since* or later."""
        return self._index.recent(site, since)

    def keep(self, exchange: Exchange, site: str) -> StoredPage:
        """Append the raw *exchange* to the WARC file of *site*; it is durable with the next flush.

        A response that repeats the stored one of the same URL is stored as a revisit record, and the location of the
        stored
        one is returned.
        """
        with self._taking:
            return self._pages.keep(exchange, site, original_of(self.layout, self._index, exchange))

    def keep_copied(self, copied: Copied, site: str) -> WarcPlace:
        """Append a response of another WARC file to the one of *site*; it is durable with the next flush."""
        with self._taking:
            return self._pages.keep_copied(copied, site)

    def store(self, record: Record) -> Outcome:
        """Add *record* to the next batch, as a new article or a new revision; for an unchanged text, only a visit."""
        known = self._index.by_id(record.id)
        if known is not None and known.text_sha256 == record.text_sha256:
            self.visit(_unchanged(record))
            return "unchanged"
        self._take(record, known)
        return "revised" if known else "new"

    def revise(self, record: Record) -> None:
        """Add *record* as the next revision of its article, even if only fields other than the text have changed."""
        self._take(record, self._index.by_id(record.id))

    def count(self) -> int:
        """Return the number of stored articles, including those waiting for the flush."""
        return self._index.count()

    def waiting(self, id: str) -> Record | None:
        """Return the last record of the article *id* that waits for the next flush, if any does."""
        records = (record for batch in self._records.values() for record, _ in reversed(batch))
        return max((record for record in records if record.id == id), key=lambda record: record.revision, default=None)

    def _take(self, record: Record, known: Known | None) -> None:
        if known is not None:
            first = known.first_seen_at or record.first_seen_at
            record = dataclasses.replace(record, revision=(known.revision or 1) + 1, first_seen_at=first)
        path, name = self._file_of(record.site, month_of(record.published_at))
        # Encoded here, so that a record that cannot be encoded fails alone and not with its whole batch.
        line = to_json(record) + b"\n"
        with self._taking:
            self._index.add_records([record], name, None)
        self._records.setdefault(path, []).append((record, line))
        self._bytes += len(line)
        self._flush_when_full()

    def _file_of(self, site: str, month: str) -> tuple[Path, str]:
        """Return the file of a site's records of a *month*, as a path and as in the index."""
        if (site, month) not in self._files:
            path = self.layout.articles_of_month(site, month)
            self._files[site, month] = path, self.layout.relative(path)
        return self._files[site, month]

    def visit(self, visit: Visit) -> None:
        """Record a fetch that stored nothing, so that no later run repeats it without need."""
        with self._taking:
            self._index.add_visits([visit])
        self._visits.append(visit)
        self._flush_when_full()

    def found(self, finding: Finding, *, again: bool = False) -> None:
        """Record a discovered URL, and why it is not requested; known findings are not written again.

        With *again*, only the source is new: the outcome of the URL stays.
        """
        with self._taking:
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
        """Write everything pending to the disk and return the ids of the records that are now stored."""
        with self._taking:
            return self._flush()

    def write_report(self, report: Mapping[str, object], *, run: str | None = None) -> None:
        """Write `runs/<run>.json` again; a report without "finished_at" marks an unfinished run.

        *run* names a run other than the writer's: crawls that share a writer have a report each. The head of the
        manifest is added, so that the report covers everything stored before it.
        """
        if report.get("finished_at") and not self._failed:
            self.flush()
        head = self._manifest.head
        completed = {**report, "manifest": msgspec.to_builtins(head)} if head else dict(report)
        content = msgspec.json.format(msgspec.json.encode(completed), indent=2)
        run = run or self.run
        try:  # even after a failure of the writer: the report says why
            shown = redacted(content.decode()).encode()
            self._manifest.replace(self.layout.run_report(run), shown + b"\n", run=run)
        except ArchiveError:
            self._failed = True
            raise

    def append(self, path: Path, lines: bytes) -> None:
        """Append *lines* to *path*, a file of the archive, as a batch that is durable and in the manifest on return."""
        with self._taking:
            self._manifest.append("batch", [self._append(path, lines)], run=self.run)

    def take_over(self, files: Sequence[FileRange]) -> None:
        """Add *files*, copied or linked from another archive, to the manifest."""
        with self._taking:
            if files:
                self._manifest.append("merge", files, run=self.run)

    def holds(self, file: str) -> bool:
        """Return whether the manifest names *file*."""
        return self._is_entered(file)

    def close(self) -> None:
        """Flush (unless the writer has failed) and release the lock; a second call does nothing."""
        if self._closed:
            return
        self._closed = True
        try:
            if not self._failed:
                self.flush()
                self._pages.finish()
                self._index.settle()
                self._manifest.close(self.run)
        finally:
            if self._failed:
                self._enter_what_is_there()
            self._manifest.release()
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
        if self.pending >= self._batch or self._bytes >= _MOST_BYTES:
            self.flush()

    def _flush(self) -> list[str]:
        # A record never refers to bytes that are not stored yet.
        pieces = self._pages.sync()
        for piece in pieces:
            self._index.set_file(piece.file, stamp_of(self.layout.inside(piece.file)))
        written: list[list[str]] = []
        try:
            for path in sorted(self._records):
                pieces.append(self._write_records(path))
                written.append([record.id for record, _ in self._records[path]])
            if self._visits:
                pieces.append(self._append(self.layout.visits_of(self.run), _lines(self._visits)))
            if self._findings:
                pieces.append(self._append(self.layout.found_of(self.run), _lines(self._findings)))
        finally:
            # If the disk is full for one file, batches written to the others still count.
            self._enter(pieces, written)
        self._records, self._visits, self._findings, self._bytes = {}, [], [], 0
        self._index.commit()
        if self._on_flushed is not None:
            self._on_flushed()
        return [id for ids in written for id in ids]

    def _enter(self, pieces: Sequence[FileRange], written: Sequence[Sequence[str]]) -> None:
        """Add *pieces* to the manifest, and only then report the ids in *written* as stored."""
        if pieces:
            self._manifest.append("batch", pieces, run=self.run)
            self.bytes_written += sum(piece.length for piece in pieces)
        if self._on_stored is not None:
            for ids in written:
                self._on_stored(ids)

    def _write_records(self, path: Path) -> FileRange:
        waiting = self._records[path]
        batches = [waiting[start : start + _MOST_RECORDS] for start in range(0, len(waiting), _MOST_RECORDS)]
        packed = [pack(b"".join(line for _, line in batch)) for batch in batches]
        piece = self._append_packed(path, b"".join(packed), len(waiting))
        offset = piece.offset
        for batch, member in zip(batches, packed, strict=True):
            self._index.place_records([record for record, _ in batch], piece.file, offset)
            offset += len(member)
        return piece

    def _append(self, path: Path, lines: bytes) -> FileRange:
        return self._append_packed(path, pack(lines), lines.count(b"\n"))

    def _append_packed(self, path: Path, packed: bytes, count: int) -> FileRange:
        with AppendFile(path) as file:
            offset = file.append_durably(packed)
        name = self.layout.relative(path)
        self._index.set_file(name, stamp_of(path))
        sha256 = hashlib.sha256(packed).hexdigest()
        return FileRange(file=name, offset=offset, length=len(packed), sha256=sha256, count=count)

    def _enter_what_is_there(self) -> None:
        """Add what a failed writer has written to the manifest, if there is room; else the next writer does."""
        with contextlib.suppress(ArchiveError):
            self._manifest.adopt(self.run)
            self._pages.finish()
            self._manifest.close(self.run)

    def _is_entered(self, file: str) -> bool:
        return self._manifest.end_of(file) > 0


class _Taking:
    """Refuses everything after a failed write, and notes a failure; a generator would cost more than a short write."""

    def __init__(self, writer: ArchiveWriter) -> None:
        self._writer = writer

    def __enter__(self) -> None:
        if self._writer._failed:
            folder = str(self._writer.layout.folder)
            raise ArchiveError(errno.EIO, "an earlier write failed; close the archive and open it again", folder)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, OSError):
            # The index may now contain records that are not on the disk; the next opening reads the files instead.
            self._writer._failed = True
            self._writer._index.rollback()


def _fault(layout: Layout, fault: str) -> Repair:
    name = layout.manifest.name
    message = f"{name}: {fault}; run `newsarchive verify`, and restore it from a copy"
    return Repair(file=name, offset=0, length=0, quarantine=None, message=message)


def _lines(values: Sequence[Visit] | Sequence[Finding]) -> bytes:
    return b"".join(msgspec.json.encode(value) + b"\n" for value in values)


def _says_nothing_new(finding: Finding, before: IndexedArticle) -> bool:
    same_reason = (finding.reason, finding.tried) == (before.reason, before.tried)
    same_request = finding.requested is None or before.requested is not None
    return same_reason and same_request and not bit_of(finding.source) & ~before.sources


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
