"""The ledger of WARC files that have been read to their end; a repeated command skips them."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import msgspec

from newsarchive.archive.writer import ArchiveWriter
from newsarchive.from_warc.sources import WarcSource
from newsarchive.members import Break, read_members


class ImportedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A finished file: *filters* is a digest of the job's filters; *counts* as in a piece's End."""

    name: str
    size: int
    stamp: str
    filters: str | None = None
    finished_at: datetime
    counts: dict[str, int]


class _FormerNames(msgspec.Struct):
    """The keys of a finished file that earlier versions wrote under another name."""

    asked: str


class ImportLedger:
    """The ledger of the archive that *writer* has open. Each entry is on the disk when *add* returns."""

    def __init__(self, writer: ArchiveWriter, filters: str) -> None:
        self._filters = filters
        self._done: set[tuple[str, int, str, str]] = set()
        self._writer = writer
        self._path = writer.layout.warc_ledger
        if self._path.exists():
            self._read(self._path)

    def has(self, source: WarcSource) -> bool:
        """Return whether *source*, unchanged since, has been read to its end with the same options."""
        return (source.name, source.size, source.stamp, self._filters) in self._done

    def add(self, source: WarcSource, counts: dict[str, int]) -> None:
        """Record that all of *source* is stored; raise ArchiveError."""
        entry = ImportedFile(
            name=source.name,
            size=source.size,
            stamp=source.stamp,
            filters=self._filters,
            finished_at=datetime.now(UTC).replace(microsecond=0),
            counts=counts,
        )
        self._writer.append(self._path, msgspec.json.encode(entry) + b"\n")
        self._done.add((source.name, source.size, source.stamp, self._filters))

    def _read(self, path: Path) -> None:
        for member in read_members(path):
            if isinstance(member, Break):
                continue  # the file of a damaged entry is read again: better twice than never
            for line in BytesIO(member.data):
                try:
                    entry = msgspec.json.decode(line, type=ImportedFile)
                    filters = entry.filters or msgspec.json.decode(line, type=_FormerNames).asked
                except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                    continue
                self._done.add((entry.name, entry.size, entry.stamp, filters))
