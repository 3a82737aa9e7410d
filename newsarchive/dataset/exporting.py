"""Export records to a file for other programs: JSON Lines, CSV, Excel, Parquet, SQLite, or a Hugging Face dataset.

An export is atomic: it is written to a temporary file beside its destination, and renamed after all data have been
written to disk.
"""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import os
import shutil
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Literal

import msgspec

from newsarchive.archive.appending import draft_name, naming, refuse_device, remove, require_folder
from newsarchive.article import Record, to_json
from newsarchive.columns import table_columns
from newsarchive.dataset.tables import FRAME_COLUMNS, arrow_schema, arrow_table, known_columns
from newsarchive.extras import install_hint, is_missing

Format = Literal["jsonl", "csv", "parquet", "hf", "sqlite", "xlsx"]
#: First characters of cells that a spreadsheet interprets as a formula (OWASP, CSV Injection), and the escape prefix.
UNSAFE = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", "\n", "'")
_AT_ONCE = 5000


class Exists(FileExistsError):
    """Raised when the destination exists already."""


def export(
    records: Iterable[Record],
    path: Path,
    format: Format,
    columns: Sequence[str] | None = None,
    *,
    safe_cells: bool = True,
    replace: bool = False,
    bom: bool = False,
) -> int:
    """Write *records*, or *columns* of them, to *path* and return the number of records.

    Raise Exists if *path* exists, unless *replace*; UnknownColumn; ImportError, with the remedy, if a library is
    missing; ValueError for more records than an Excel sheet can hold. *safe_cells* and *bom* affect CSV only; see
    csv_cell and write_lines.
    """
    names = known_columns(columns)
    _check_place(path, format, replace=replace)
    counted = _Counted(records)
    with _draft(path) as draft:
        if format == "parquet":
            _write_parquet(counted, draft, names)
        elif format == "hf":
            _write_hugging_face(counted, draft, names)
        elif format == "sqlite":
            _write_sqlite(counted, draft, names)
        elif format == "xlsx":
            from newsarchive.dataset.spreadsheet import write_xlsx

            write_xlsx(counted, draft, names if columns is not None else FRAME_COLUMNS)
        else:
            with _opened(draft, packed=path.suffix == ".gz") as stream:
                write_lines(counted, stream, format, columns, safe_cells=safe_cells, bom=bom)
    return counted.count


def _check_place(path: Path, format: Format, *, replace: bool) -> None:
    refuse_device(path)
    if path.exists() and not replace:
        raise Exists(17, "exists already; choose another name, or replace it with --force", str(path))
    # Replacing removes the whole folder, which may be an archive.
    if path.is_dir() and not (format == "hf" and (path / "dataset_info.json").is_file()):
        raise Exists(17, "is a folder, not an exported dataset that could be replaced; choose another name", str(path))
    require_folder(path)


def write_lines(
    records: Iterable[Record],
    stream: BinaryIO,
    format: Literal["jsonl", "csv"],
    columns: Sequence[str] | None = None,
    *,
    safe_cells: bool = True,
    bom: bool = False,
) -> None:
    """Write *records* to *stream* as JSON Lines or CSV (RFC 4180, UTF-8, the first line names the columns).

    With *bom*, CSV begins with a byte order mark, by which Excel detects UTF-8.
    """
    if format == "jsonl":
        for record in records:
            stream.write((to_json(record) if columns is None else _json(record, columns)) + b"\n")
        return
    text = io.TextIOWrapper(stream, "utf-8", newline="", write_through=True)
    if bom:
        stream.write(BOM_UTF8)
    writer = csv.writer(text)
    names = known_columns(columns)
    writer.writerow(names)
    for record in records:
        # A UTC offset (+07:00) begins with a sign, but it comes from newsarchive and is not a formula.
        cells = ((getattr(record, name), safe_cells and name != "utc_offset") for name in names)
        writer.writerow([csv_cell(value, safe=safe) for value, safe in cells])
    text.detach()


def csv_cell(value: Any, *, safe: bool = True) -> str:
    """Return *value* as a cell: times in ISO 8601, lists and objects in JSON, ``None`` as an empty cell.

    A *safe* cell that would begin with = + - @ (also full-width), a tab, a line break or ' is prefixed with '. Removing
    one ' from every cell that begins with it restores the data.
    """
    text = "" if value is None else _flat(value)
    if isinstance(text, bool):
        text = "true" if text else "false"
    text = str(text)
    return f"'{text}" if safe and text.startswith(UNSAFE) else text


def _flat(value: Any) -> str | int | bool | None:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, date):  # and datetime
        return value.isoformat()
    return msgspec.json.encode(value).decode()


def _json(record: Record, columns: Sequence[str]) -> bytes:
    return msgspec.json.encode({name: getattr(record, name) for name in columns})


def _write_parquet(records: Iterable[Record], path: Path, columns: Sequence[str]) -> None:
    schema = arrow_schema(columns)
    import pyarrow.parquet as parquet

    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for some in _batches(records):
            writer.write_table(arrow_table(some, columns))


def _write_hugging_face(records: Iterable[Record], folder: Path, columns: Sequence[str]) -> None:
    try:
        import datasets
    except ImportError as error:
        if not is_missing("datasets", error):
            raise
        raise ImportError(f"a Hugging Face dataset needs datasets; {install_hint('huggingface')}") from error
    folder.mkdir()
    table = folder / "records.parquet"
    _write_parquet(records, table, columns)
    datasets.disable_progress_bars()
    cache = folder / "cache"
    try:
        data = datasets.Dataset.from_parquet(str(table), cache_dir=str(cache))
    except ValueError:  # the library cannot create a table without rows
        cache.mkdir(exist_ok=True)
        data = datasets.Dataset(arrow_schema(columns).empty_table())
    data.save_to_disk(str(folder / "data"), num_shards=None if len(data) else 1)
    for left in (table, cache):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    for file in (folder / "data").iterdir():
        file.rename(folder / file.name)
    (folder / "data").rmdir()


def _write_sqlite(records: Iterable[Record], path: Path, columns: Sequence[str]) -> None:
    import sqlite3

    base = sqlite3.connect(path, isolation_level=None)
    with contextlib.closing(base):
        base.execute("PRAGMA journal_mode = OFF")
        base.execute("PRAGMA synchronous = OFF")
        base.execute("BEGIN")
        base.execute(f"CREATE TABLE articles ({', '.join(_column(name) for name in columns)})")
        rows = (tuple(_flat(getattr(record, name)) for name in columns) for record in records)
        base.executemany(f"INSERT INTO articles VALUES ({', '.join('?' * len(columns))})", rows)
        for name in ("id", "site", "published_at", "published_date"):
            if name in columns:
                base.execute(f"CREATE INDEX articles_{name} ON articles ({name})")
        base.execute("COMMIT")


def _column(name: str) -> str:
    column = table_columns()[name]
    is_number = column.kind in ("integer", "boolean") and not column.many
    return f'"{name}" {"INTEGER" if is_number else "TEXT"}'


def _batches(records: Iterable[Record]) -> Iterator[list[Record]]:
    iterator = iter(records)
    while some := list(islice(iterator, _AT_ONCE)):
        yield some


class _Counted:
    def __init__(self, records: Iterable[Record]) -> None:
        self._records = records
        self.count = 0

    def __iter__(self) -> Iterator[Record]:
        for record in self._records:
            self.count += 1
            yield record


@contextlib.contextmanager
def _draft(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside *path*; rename it to *path* on success."""
    draft = draft_name(path)
    try:
        with naming(path):
            yield draft
            _sync(draft)
            if path.is_dir():
                shutil.rmtree(path)
            draft.replace(path)
    finally:
        remove(draft)


def _sync(path: Path) -> None:
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        handle = os.open(file, os.O_RDWR)  # Windows flushes only what may be written
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextlib.contextmanager
def _opened(path: Path, *, packed: bool) -> Iterator[BinaryIO]:
    with path.open("wb") as stream:
        if not packed:
            yield stream
            return
        with gzip.GzipFile(filename="", fileobj=stream, mode="wb", mtime=0) as zipped:
            yield zipped  # type: ignore[misc]
