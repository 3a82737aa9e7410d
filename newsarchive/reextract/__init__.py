"""Extract stored pages again with the current parsers and store differences as new revisions; no network is needed.

It imports the extraction, the publishers and the archive, never the crawler.
"""

from __future__ import annotations

import contextlib
import gzip
import tempfile
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import newsarchive
from newsarchive.archive.appending import archive_error
from newsarchive.archive.layout import Layout
from newsarchive.archive.reading.lines import read_lines
from newsarchive.archive.verify import verify_is_archive
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.article import BadRecord, record_from_json
from newsarchive.reextract.report import Example, FieldTally, ReextractionReport
from newsarchive.reextract.workers import ReextractionTask, Workers

__all__ = ["Example", "FieldTally", "ReextractionReport", "Rereading"]


class Rereading:
    """Extraction of all pages of the archive *folder* again: first *compare*, then, if requested, *write*.

    The archive is locked throughout (ArchiveLocked while a crawl runs), so that nothing changes between the two steps;
    new records wait in a temporary file. Raise FileNotFoundError if there is no archive.
    """

    def __init__(self, folder: Path, *, workers: int = 1, publishers: Path | None = None) -> None:
        self._began_at = datetime.now(UTC)
        self._layout = Layout(folder)
        verify_is_archive(folder)
        try:
            self._waiting: IO[bytes] = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed with the archive
        except OSError as error:
            raise archive_error(error, folder) from error
        self._archive = ArchiveWriter(
            folder, run=_free_run(self._layout, self._began_at), software=f"newsarchive {newsarchive.__version__}"
        )
        self._workers = Workers(workers, ReextractionTask(folder=folder, publishers=publishers))
        self.report = ReextractionReport()

    @property
    def repairs(self) -> list[str]:
        """The repairs made when the archive was opened."""
        return [repair.message for repair in self._archive.repairs]

    def count(self) -> int:
        """Return the number of articles in the archive."""
        return self._archive.count()

    def compare(
        self, sites: Collection[str] = (), *, on_article: Callable[[], object] | None = None
    ) -> ReextractionReport:
        """Extract the latest page of every article (of *sites*, if given) again and return the differences.

        *on_article* is called after each article. A missing or damaged page is counted with its reason. Raise
        ArchiveError if the disk has no room for the temporary file.
        """
        try:
            # mtime=0: a gzip header cannot hold the time of a wrong clock, before 1970 or after 2106.
            with gzip.GzipFile("", "wb", 1, self._waiting, mtime=0) as waiting:
                for reread in self._workers.reread(self._latest(sites)):
                    self.report.add(reread)
                    waiting.write(reread.record + b"\n" if reread.record else b"")
                    if on_article:
                        on_article()
            self._waiting.flush()
        except OSError as error:
            raise archive_error(error, self._layout.folder) from error
        return self.report

    def write(self, *, on_article: Callable[[], object] | None = None) -> int:
        """Store a new revision of every article that differs; return their number. Raise ArchiveError."""
        self._waiting.seek(0)
        with gzip.open(self._waiting, "rb") as waiting:
            for line in waiting:
                self._archive.revise(record_from_json(line))
                self.report.written += 1
                if on_article:
                    on_article()
        self._archive.flush()
        if self.report.written:
            self._archive.write_report(self._run_report())
        return self.report.written

    def close(self) -> None:
        """Release the lock of the archive."""
        with contextlib.suppress(OSError):  # records that could not be written are no longer needed
            self._waiting.close()
        self._archive.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _latest(self, sites: Collection[str]) -> Iterator[bytes]:
        """Yield the JSON line of each article's latest revision."""
        for path in self._layout.article_files():
            for line in read_lines(path, on_error="skip"):
                try:
                    record = record_from_json(line)
                except BadRecord:  # `newsarchive verify` names it
                    self.report.unread["its record cannot be read"] += 1
                    continue
                known = self._archive.known_id(record.id)
                if known and known.revision == record.revision and (not sites or record.site in sites):
                    yield line

    def _run_report(self) -> dict[str, object]:
        """Return the report of the run."""
        report = self.report
        return {
            "run": self._archive.run,
            "options": {"extract": "again"},
            "started_at": self._began_at,
            "finished_at": datetime.now(UTC),
            "finish_reason": "finished",
            "counts": {"reread": report.articles, "same": report.same, "revisions": report.written},
            "unread": dict(report.unread),
            "versions": {"newsarchive": newsarchive.__version__},
        }


def _free_run(layout: Layout, at: datetime) -> str:
    name, number = f"{at:%Y%m%dT%H%MZ}-extract", 1
    while layout.run_report(name).exists():
        number += 1
        name = f"{at:%Y%m%dT%H%MZ}-extract-{number}"
    return name
