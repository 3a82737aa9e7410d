"""The import job: extract many WARC files into one archive, each file once and in order; resumable after a kill."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import msgspec

import newsarchive
from newsarchive.archive.appending import make_folder
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.from_warc.ledger import ImportLedger
from newsarchive.from_warc.reading import ImportTask
from newsarchive.from_warc.sources import WarcSource
from newsarchive.from_warc.storing import Storing
from newsarchive.from_warc.wanted import Wanted
from newsarchive.publishers import all_publishers

_SPOOL = ".reading-"


class Readers(Protocol):
    """Runs tasks: local processes, or a cluster."""

    def read(self, tasks: Iterable[ImportTask]) -> Iterator[Path]:
        """Yield the path of each task's piece, in the order of the tasks."""

    def stop(self) -> None:
        """Stop all running tasks."""


@dataclass(frozen=True, kw_only=True)
class Failed:
    """A WARC file that could not be read to its end; the records before the error are stored."""

    name: str
    reason: str


@dataclass(kw_only=True)
class ImportReport:
    """The result of a job: numbers of WARC files, of *records* by outcome and of *stored* articles by outcome.

    *done* counts the files that an earlier job had finished; the next job tries *failed* ones again.
    """

    run: str
    warcs: int
    done: int = 0
    read: int = 0
    failed: list[Failed] = field(default_factory=list)
    records: Counter[str] = field(default_factory=Counter)
    stored: Counter[str] = field(default_factory=Counter)


def store_warcs(
    sources: Sequence[WarcSource],
    folder: Path,
    readers: Callable[[Path], Readers],
    *,
    wanted: Wanted,
    copy: bool = True,
    publishers: Path | None = None,
    on_file: Callable[[ImportReport], object] = lambda report: None,
) -> ImportReport:
    """Extract the *wanted* pages of *sources* into the archive *folder*, which is created if it does not exist.

    *readers* is called with a folder for pieces. With *copy*, pages are copied into the archive's own WARC files;
    without it, a record refers to its source file if that lies in *folder*, and else to none. *on_file* is called after
    each file. A repeated job resumes where the last one ended. Raise ArchiveLocked, ArchiveError or what *readers*
    raises.
    """
    options = _digest(msgspec.json.encode(wanted), str(copy))
    run = f"warc-{_digest(options.encode(), *(source.name for source in sources))[:12]}"
    report = ImportReport(run=run, warcs=len(sources))
    make_folder(folder)
    with ArchiveWriter(folder, run=run, software=f"newsarchive {newsarchive.__version__}") as writer:
        _sweep(folder)
        ledger = ImportLedger(writer, options)
        todo = [source for source in sources if not ledger.has(source)]
        report.done = len(sources) - len(todo)
        if todo:
            tasks = [ImportTask(name=source.name, wanted=wanted, copy=copy, publishers=publishers) for source in todo]
            _run(todo, tasks, writer, ledger, readers, report, on_file)
    return report


def _run(
    todo: Sequence[WarcSource],
    tasks: Sequence[ImportTask],
    writer: ArchiveWriter,
    ledger: ImportLedger,
    readers: Callable[[Path], Readers],
    report: ImportReport,
    on_file: Callable[[ImportReport], object],
) -> None:
    began_at = datetime.now(UTC)
    writer.write_report(_run_report(report, tasks[0], began_at, None))
    folder = writer.layout.folder
    spool = Path(tempfile.mkdtemp(prefix=_SPOOL, dir=folder))
    reading = readers(spool)
    try:
        with Storing(writer, all_publishers(tasks[0].publishers)) as storing:
            for source, piece in zip(todo, reading.read(tasks), strict=True):
                end = storing.store(piece, _inside(source.name, folder))
                piece.unlink()
                report.records.update(end.counts)
                report.stored = storing.counts
                if end.failure is None:
                    ledger.add(source, end.counts)
                    report.read += 1
                else:
                    report.failed.append(Failed(name=source.name, reason=end.failure))
                on_file(report)
            storing.finish()
        writer.write_report(_run_report(report, tasks[0], began_at, datetime.now(UTC)))
    finally:
        reading.stop()
        shutil.rmtree(spool, ignore_errors=True)


def _inside(name: str, folder: Path) -> str | None:
    """Return the path of the file *name* relative to the archive *folder*, or ``None`` if it lies elsewhere."""
    path = Path(name)
    return path.relative_to(folder.absolute()).as_posix() if path.is_relative_to(folder.absolute()) else None


def _sweep(folder: Path) -> None:
    """Remove the temporary files of a killed job; safe because this job holds the lock."""
    for path in folder.glob(f"{_SPOOL}*"):
        shutil.rmtree(path, ignore_errors=True)


def _digest(first: bytes, *texts: str) -> str:
    whole = hashlib.sha256(first)
    for line in texts:
        whole.update(b"\0" + line.encode("utf-8", "surrogateescape"))
    return whole.hexdigest()


def _run_report(
    report: ImportReport, task: ImportTask, began_at: datetime, finished_at: datetime | None
) -> Mapping[str, object]:
    summary: dict[str, object] = {
        "run": report.run,
        "options": {"extract": "warc", "warcs": report.warcs, "copy": task.copy, **msgspec.to_builtins(task.wanted)},
        "started_at": began_at,
    }
    if finished_at is None:
        return summary
    return summary | {
        "finished_at": finished_at,
        "finish_reason": "finished",
        "warcs": {"read": report.read, "done before": report.done, "failed": len(report.failed)},
        "failed": msgspec.to_builtins(report.failed),
        "counts": dict(report.stored),
        "records": dict(report.records),
        "versions": {"newsarchive": newsarchive.__version__},
    }
