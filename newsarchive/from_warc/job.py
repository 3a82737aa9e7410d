"""The import job: many WARC files into one archive, each once and in order, resumable after a kill."""

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
    """What reads tasks: processes here, or a cluster."""

    def read(self, tasks: Iterable[ImportTask]) -> Iterator[Path]:
        """Yield the piece of each task, in their order."""

    def stop(self) -> None:
        """End what is being read."""


@dataclass(frozen=True, kw_only=True)
class Failed:
    """A file that was not read to its end; the records before the error are stored."""

    name: str
    reason: str


@dataclass(kw_only=True)
class ImportReport:
    """What a job did: numbers of WARC files, *records* by what came of them, *stored* articles by the same.

    *done* counts the files that had been read before; *failed* ones are tried again by the next job.
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
    tell: Callable[[ImportReport], object] = lambda report: None,
) -> ImportReport:
    """Read what is *wanted* of *sources* into the archive *folder*, which is made when there is none.

    *readers* is given a folder for pieces. With *copy* the pages go into the archive's own WARC files; without it,
    records name the file they are from if that lies in *folder*, else none. *tell* hears of each file. A repeated
    job resumes where the last one ended. Raise ArchiveLocked, ArchiveError or what *readers* raises.
    """
    asked = _digest(msgspec.json.encode(wanted), str(copy))
    run = f"warc-{_digest(asked.encode(), *(one.name for one in sources))[:12]}"
    report = ImportReport(run=run, warcs=len(sources))
    make_folder(folder)
    with ArchiveWriter(folder, run=run, software=f"newsarchive {newsarchive.__version__}") as writer:
        _sweep(folder)
        ledger = ImportLedger(writer, asked)
        todo = [one for one in sources if not ledger.has(one)]
        report.done = len(sources) - len(todo)
        if todo:
            tasks = [ImportTask(name=one.name, wanted=wanted, copy=copy, publishers=publishers) for one in todo]
            _run(todo, tasks, writer, ledger, readers, report, tell)
    return report


def _run(
    todo: Sequence[WarcSource],
    tasks: Sequence[ImportTask],
    writer: ArchiveWriter,
    ledger: ImportLedger,
    readers: Callable[[Path], Readers],
    report: ImportReport,
    tell: Callable[[ImportReport], object],
) -> None:
    began_at = datetime.now(UTC)
    writer.write_report(_told(report, tasks[0], began_at, None))
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
                tell(report)
            storing.finish()
        writer.write_report(_told(report, tasks[0], began_at, datetime.now(UTC)))
    finally:
        reading.stop()
        shutil.rmtree(spool, ignore_errors=True)


def _inside(name: str, folder: Path) -> str | None:
    """Return what the archive *folder* calls the file *name*, or ``None`` when it lies elsewhere."""
    path = Path(name)
    return path.relative_to(folder.absolute()).as_posix() if path.is_relative_to(folder.absolute()) else None


def _sweep(folder: Path) -> None:
    """Remove temporary files of a killed job; this job holds the lock."""
    for one in folder.glob(f"{_SPOOL}*"):
        shutil.rmtree(one, ignore_errors=True)


def _digest(first: bytes, *rest: str) -> str:
    whole = hashlib.sha256(first)
    for one in rest:
        whole.update(b"\0" + one.encode("utf-8", "surrogateescape"))
    return whole.hexdigest()


def _told(
    report: ImportReport, task: ImportTask, began_at: datetime, finished_at: datetime | None
) -> Mapping[str, object]:
    told: dict[str, object] = {
        "run": report.run,
        "asked": {"extract": "warc", "warcs": report.warcs, "copy": task.copy, **msgspec.to_builtins(task.wanted)},
        "started_at": began_at,
    }
    if finished_at is None:
        return told
    return told | {
        "finished_at": finished_at,
        "finish_reason": "finished",
        "warcs": {"read": report.read, "done before": report.done, "failed": len(report.failed)},
        "failed": msgspec.to_builtins(report.failed),
        "counts": dict(report.stored),
        "records": dict(report.records),
        "versions": {"newsarchive": newsarchive.__version__},
    }
