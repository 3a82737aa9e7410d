"""The records of a release as JSON Lines and as Parquet, in one order and reproducible byte for byte."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from newsarchive.archive.layout import month_of
from newsarchive.archive.reading.lines import joined
from newsarchive.article import Record
from newsarchive.release.columns import ReleaseColumn, line_of
from newsarchive.release.facts import Facts
from newsarchive.release.tables import ParquetFile
from newsarchive.release.takedown import Takedown

JSON_LINES = "data/articles.jsonl.gz"
PARQUET = "data/articles.parquet"

_BYTES_AT_ONCE = 16 << 20


@dataclass(frozen=True, kw_only=True)
class DataFile:
    """One file of the payload: its *path* in the release, its size in bytes and its checksum."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Data:
    """The data files of a release; *memory* is the size of their table in memory, in bytes."""

    json_lines: DataFile
    parquet: DataFile
    memory: int


def write_data(
    records: Iterable[Record],
    columns: tuple[ReleaseColumn, ...],
    takedown: Takedown,
    folder: Path,
    *,
    respect_ai_training: bool = False,
) -> tuple[Data, Facts]:
    """Write *records* that *takedown* does not withhold into *folder*, with *columns*; return files and counts.

    *respect_ai_training* leaves out the records whose publisher reserves AI training.
    """
    facts = Facts()
    kept = _without_reserved(records, facts) if respect_ai_training else records
    (folder / "data").mkdir()
    with (
        (folder / JSON_LINES).open("wb") as plain,
        _gzip(plain) as lines_file,
        ParquetFile(folder / PARQUET, columns) as parquet,
    ):
        for lines in joined(_lines(ordered(kept), columns, takedown, facts), _BYTES_AT_ONCE):
            lines_file.write(lines)
            parquet.write(lines)
    return Data(
        json_lines=_described(folder, JSON_LINES), parquet=_described(folder, PARQUET), memory=parquet.bytes
    ), facts


def ordered(records: Iterable[Record]) -> Iterator[Record]:
    """Yield *records*, which are grouped by site and month, sorted within a month by time, id and revision.

    Within a month, the archive has them in the order of fetching; a release must not depend on that.
    """
    for _, month in groupby(records, key=lambda record: (record.site, month_of(record.published_at))):
        yield from sorted(month, key=_place)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of the file at *path* in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _place(record: Record) -> tuple[str, str, int]:
    at = record.published_at
    return (at.isoformat() if at else "", record.id, record.revision)


def _gzip(plain: BinaryIO) -> gzip.GzipFile:
    """Open a gzip stream without file name and time, which would make equal releases differ."""
    return gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=plain, mtime=0)


def _lines(
    records: Iterable[Record], columns: tuple[ReleaseColumn, ...], takedown: Takedown, facts: Facts
) -> Iterator[bytes]:
    for record in records:
        if takedown.holds(record):
            facts.withdrawn.add(record.id)
        else:
            facts.add(record, columns)
            yield line_of(record, columns) + b"\n"


def _without_reserved(records: Iterable[Record], facts: Facts) -> Iterator[Record]:
    for record in records:
        if any(not statement.allowed for statement in record.ai_training):
            facts.reserved += 1
        else:
            yield record


def _described(folder: Path, path: str) -> DataFile:
    whole = folder / path
    return DataFile(path=path, size=whole.stat().st_size, sha256=sha256_of(whole))
