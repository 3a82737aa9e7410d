"""Which WARC files have been read to their end, kept in the archive, so that the same command does the rest only."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import msgspec

from newsarchive.archive.appending import AppendFile
from newsarchive.from_warc.sources import Source
from newsarchive.members import Break, pack, read_members


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One file that was read: *asked* stands for what was wanted of it; *counts* as in a piece's End."""

    name: str
    size: int
    stamp: str
    asked: str
    finished_at: datetime
    counts: dict[str, int]


class Ledger:
    """The open ledger of an archive, for the holder of its lock. Each entry is on the disk when *add* ends."""

    def __init__(self, folder: Path, asked: str) -> None:
        self._asked = asked
        self._done: set[tuple[str, int, str, str]] = set()
        path = folder / "runs" / "warcs.jsonl.gz"
        torn = self._read(path) if path.exists() else None
        self._file = AppendFile(path)
        if torn is not None:
            self._file.cut(torn)

    def has(self, source: Source) -> bool:
        """Tell whether *source*, as it is now, has been read to its end for the same question."""
        return (source.name, source.size, source.stamp, self._asked) in self._done

    def add(self, source: Source, counts: dict[str, int]) -> None:
        """Note that all of *source* is stored; raise ArchiveError."""
        entry = Entry(
            name=source.name,
            size=source.size,
            stamp=source.stamp,
            asked=self._asked,
            finished_at=datetime.now(UTC).replace(microsecond=0),
            counts=counts,
        )
        self._file.append_durably(pack(msgspec.json.encode(entry) + b"\n"))
        self._done.add((source.name, source.size, source.stamp, self._asked))

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _read(self, path: Path) -> int | None:
        """Read the entries; return where a torn tail begins."""
        for one in read_members(path):
            if isinstance(one, Break):
                if one.torn:
                    return one.offset
                continue  # what is damaged is read again: a WARC too much, not one too few
            for line in BytesIO(one.data):
                entry = msgspec.json.decode(line, type=Entry)
                self._done.add((entry.name, entry.size, entry.stamp, entry.asked))
        return None
