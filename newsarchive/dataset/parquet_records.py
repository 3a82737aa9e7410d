"""Read records from Parquet files: of a release, an export or any table with the same columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from newsarchive.archive.layout import site_of_file
from newsarchive.archive.nfc import nfc_value
from newsarchive.article import RECORD_FIELDS, SCHEMA, BadRecord, Record
from newsarchive.dataset.tables import pyarrow_for

_NEEDED = ("id", "site", "text_sha256")
_ROWS_AT_ONCE = 1000
_OFFSET = re.compile(r"[+-]\d{2}:\d{2}")


def read_parquet_records(path: Path) -> Iterator[Record]:
    """Yield the records of the Parquet file *path*; a missing column, or a null, becomes the default.

    The site is taken from the folder name if only that has it (site=X, as in partitioned datasets). Times are in UTC;
    *published_at* gets the publisher's offset from the column utc_offset, if there is one. Raise BadRecord, which names
    the file and what it lacks, or ImportError, with the remedy, if pyarrow is missing.
    """
    pa = pyarrow_for("reading Parquet")
    import pyarrow.parquet

    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            columns = _columns(path, file.schema_arrow.names)
            named = {} if "site" in columns else {"site": site_of_file(path)}
            for batch in file.iter_batches(batch_size=_ROWS_AT_ONCE, columns=columns):
                for row in batch.to_pylist():
                    yield _record(path, named | nfc_value(row))
    except pa.ArrowInvalid as error:
        raise BadRecord(f"{path}: not a complete Parquet file ({error}); copy it again") from error


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
        raise BadRecord(f'{path}: schema is "{record.schema}", this version reads "{SCHEMA}"; upgrade newsarchive')
    return record


def _aware(value: object) -> object:
    # Other programs omit the time zone; these times are in UTC.
    if isinstance(value, dict):  # a key that an earlier version did not write gets its default
        return {name: inner for name, inner in value.items() if inner is not None}
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value
