"""Read records from Parquet files: of a release, an export or any table with the same columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from newsarchive.archive.layout import site_of_file
from newsarchive.archive.reading.nfc import nfc_value
from newsarchive.archive.reading.zstandard import MAX_LINE
from newsarchive.article import RECORD_FIELDS, SCHEMA, BadRecord, Record, other_schema
from newsarchive.dataset.tables import pyarrow_for
from newsarchive.members import MAX_MEMBER

if TYPE_CHECKING:
    import pyarrow.parquet

_NEEDED = ("id", "site", "text_sha256")
_ROWS_AT_ONCE = 1000
_OFFSET = re.compile(r"[+-]\d{2}:\d{2}")
_MOST_UNPACKED = 50  # times the compressed size; news text compresses to between a third and a tenth of its size
# times the size of the file; a column stores a repeated value once: a larger text is a decompression bomb
_MOST_REPEATED = 200


def read_parquet_records(path: Path) -> Iterator[Record]:
    """Yield the records of the Parquet file *path*; a missing column, or a null, becomes the default.

    The site is taken from the folder name if only that has it (site=X, as in partitioned datasets). Times are in UTC;
    *published_at* gets the publisher's offset from the column utc_offset, if there is one. Raise BadRecord, whose
    message names the file and what is missing, or ImportError, with the remedy, if pyarrow is missing.
    """
    pa = pyarrow_for("reading Parquet")
    import pyarrow.parquet

    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            refuse_bomb(path, file.metadata)
            texts = _text_columns(file.metadata)
        # A text that is stored once and repeated in every row is not repeated in memory before its length is measured.
        with pyarrow.parquet.ParquetFile(path, read_dictionary=texts, pre_buffer=False) as file:
            columns = _columns(path, file.schema_arrow.names)
            named = {} if "site" in columns else {"site": site_of_file(path)}
            size = 0
            for batch in file.iter_batches(batch_size=_ROWS_AT_ONCE, columns=columns):
                for part, length in _parts(path, batch):
                    size += length
                    if size > max(MAX_MEMBER, _MOST_REPEATED * path.stat().st_size):
                        raise BadRecord(f"{path}: its texts expand to more than {size:,} bytes; it is not read further")
                    for row in part.to_pylist():
                        yield _record(path, named | nfc_value(row))
    except (pa.ArrowException, OSError, MemoryError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise BadRecord(f"{path}: not a complete Parquet file ({error}); copy it again") from error


def refuse_bomb(path: Path, metadata: pyarrow.parquet.FileMetaData) -> None:
    """Raise BadRecord if the Parquet file *path* declares far more rows or bytes than records of its size have."""
    size = path.stat().st_size
    if metadata.num_rows > size:  # each record has its own id
        raise BadRecord(f"{path}: {size:,} bytes declare {metadata.num_rows:,} records; it is not read")
    for place in range(metadata.num_row_groups):
        unpacked = metadata.row_group(place).total_byte_size
        if not 0 <= unpacked <= max(MAX_MEMBER, _MOST_UNPACKED * size):
            raise BadRecord(f"{path}: {size:,} bytes expand to {unpacked:,}; it is not read")


def _text_columns(metadata: pyarrow.parquet.FileMetaData) -> list[str]:
    if not metadata.num_row_groups:
        return []
    columns = [metadata.row_group(0).column(place) for place in range(metadata.num_columns)]
    return [column.path_in_schema for column in columns if column.physical_type == "BYTE_ARRAY"]


def _parts(path: Path, batch: pyarrow.RecordBatch) -> Iterator[tuple[pyarrow.RecordBatch, int]]:
    """Yield *batch* in parts whose texts fit into memory, each with the length of its texts in bytes."""
    length = sum(_text_length(column) for column in batch.columns)
    if length <= MAX_LINE:
        yield batch, length
    elif batch.num_rows == 1:
        raise BadRecord(f"{path}: a record of {length:,} bytes; the limit is {MAX_LINE:,}")
    else:
        half = batch.num_rows // 2
        yield from _parts(path, batch.slice(0, half))
        yield from _parts(path, batch.slice(half))


def _text_length(values: Any) -> int:
    """Return the length in bytes of all texts in the Arrow array *values*, repeated ones included."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(values.type):
        lengths = pc.cast(pc.binary_length(values.dictionary), pa.int64())
        return pc.sum(pc.take(lengths, values.indices)).as_py() or 0
    if pa.types.is_struct(values.type):
        return sum(_text_length(item) for item in values.flatten())
    if pa.types.is_list(values.type) or pa.types.is_large_list(values.type):
        return _text_length(values.flatten())
    return int(values.nbytes)


def _columns(path: Path, present: list[str]) -> list[str]:
    lacking = [name for name in _NEEDED if name not in present and (name != "site" or site_of_file(path) is None)]
    if lacking:
        raise BadRecord(f"{path}: no column {', '.join(lacking)}; a record needs them, export it with these columns")
    return [name for name in (*RECORD_FIELDS, "utc_offset") if name in present]


def _record(path: Path, row: dict[str, object]) -> Record:
    values = {name: _aware(value) for name, value in row.items() if value is not None}
    at, offset = values.get("published_at"), values.pop("utc_offset", None)
    if isinstance(at, datetime) and isinstance(offset, str) and _OFFSET.fullmatch(offset):
        values["published_at"] = at.astimezone(datetime.strptime(offset, "%z").tzinfo)
    try:
        record = msgspec.convert(values, Record)
    except msgspec.ValidationError as error:
        raise BadRecord(f"{path}: {values.get('id')}: not a record: {error}") from error
    if record.schema != SCHEMA:
        raise BadRecord(f"{path}: {other_schema(record.schema)}")
    return record


def _aware(value: object) -> object:
    # Other programs omit the time zone; these times are in UTC.
    if isinstance(value, dict):  # a key that an earlier version did not write has its default value
        return {name: inner for name, inner in value.items() if inner is not None}
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value
