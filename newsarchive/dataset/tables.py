"""Convert records to tables with a fixed schema, never an inferred one."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_type_hints

import msgspec

from newsarchive.archive.reading.lines import OnError, has_batches, read_blocks, read_lines, read_records
from newsarchive.article import SCHEMA, BadRecord, Record, to_json
from newsarchive.columns import DERIVED, Column, never_null, table_columns
from newsarchive.extras import install_hint, is_missing

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

_BYTES_AT_ONCE = 16 << 20
_COLUMNS = table_columns()
#: The columns of every table, in their order.
TABLE_COLUMNS = tuple(_COLUMNS)
#: The default columns of a data frame: those that most analyses need, without nested structures.
FRAME_COLUMNS = (
    "id",
    "site",
    "published_date",
    "published_at",
    "title",
    "section",
    "authors",
    "byline",
    "lead",
    "body",
    "tags",
    "word_count",
    "kind",
    "language",
    "url",
)
Times = Literal["utc", "local", "text"]
_DERIVED = frozenset(column.name for column in DERIVED)
_TIMES = frozenset(column.name for column in _COLUMNS.values() if column.kind == "time")
# Fields that can be decoded alone: single values, but not the body.
_SIMPLE = frozenset(column.name for column in _COLUMNS.values() if not column.many and column.kind != "object") - {
    "body"
}
# For objects that every record has: the keys whose default is not null.
_OBJECT_DEFAULTS: dict[str, dict[str, Any]] = {
    field.name: {key: value for key, value in vars(field.default_factory()).items() if value is not None}
    for field in dataclasses.fields(Record)
    if _COLUMNS[field.name].kind == "object" and not _COLUMNS[field.name].many and callable(field.default_factory)
}
# A line without these fields is not a record.
_TELLING = ("schema", "id", "site", "text_sha256", "revision")
_CHOICES = {
    column.name: column.choices if column.required else (*column.choices, None)
    for column in _COLUMNS.values()
    if column.choices
}


class UnknownColumn(LookupError):
    """Raised for a column that does not exist or that is named twice."""


def arrow_schema(columns: Sequence[str] | None = None) -> pa.Schema:
    """Return the Arrow schema of records: strings, lists and structs; times in UTC, to the microsecond."""
    pa = pyarrow_for("an Arrow table")
    return pa.schema([(name, arrow_type(pa, _COLUMNS[name])) for name in known_columns(columns)])


def arrow_table(records: Iterable[Record], columns: Sequence[str] | None = None) -> pa.Table:
    """Return *records* as an Arrow table; raise ImportError, with the remedy, if pyarrow is missing."""
    pa = pyarrow_for("an Arrow table")
    schema = arrow_schema(columns)
    return pa.concat_tables([schema.empty_table(), *_parts(records, schema)])


def file_table(path: Path, schema: pa.Schema, *, on_error: OnError) -> pa.Table:
    """Return every record of the file *path* as an Arrow table, without a Python object for each.

    A file with a problem (a line that is not a record, a wrong type, another schema version) is read again line by
    line, so that the error, or the lines skipped, are the same as in iteration.
    """
    pa = pyarrow_for("an Arrow table")
    wanted = list(schema.names)
    needed = pa.schema([*schema, *(field for field in arrow_schema(_TELLING) if field.name not in wanted)])
    try:
        if (rows := narrow_rows(path, wanted)) is not None:
            return narrow_table(rows, schema)
        lines = b"".join(read_lines(path, on_error="raise"))
        table = _part(lines, needed) if lines.strip() else needed.empty_table()
        table.validate(full=True)  # pyarrow reads bytes that are not UTF-8
        if _are_records(table):
            return table.select(wanted)
    except (pa.ArrowInvalid, msgspec.DecodeError, BadRecord, UnicodeDecodeError):
        pass  # read below, where the invalid line is reported or skipped
    return arrow_table(read_records(path, on_error=on_error), wanted)


def narrow_rows(path: Path, columns: Sequence[str]) -> list[Any] | None:
    """Return the records of *path* as structs of *columns*, if these are plain values, else ``None``; see narrow_table.

    msgspec skips the other fields several times faster than pyarrow's JSON reader. ``None`` also means that *path* is
    not a file of an archive, or has a problem, which `file_table` reports.
    """
    if set(columns) - _SIMPLE or not has_batches(path):
        return None
    rows: list[Any] = []
    decode = _narrow_decoder(tuple(columns)).decode_lines
    try:
        for block in read_blocks(path):
            rows += decode(block)
    except (msgspec.DecodeError, BadRecord, UnicodeDecodeError, RecursionError):
        return None
    return rows


def narrow_table(rows: Sequence[Any], schema: pa.Schema) -> pa.Table:
    """Return the *rows* of `narrow_rows`, of one file or several, as a table; raise ArrowInvalid for an invalid time.

    Each conversion gives up the interpreter lock for a moment, and then waits for the threads that decode: convert the
    rows of several files together.
    """
    pa = pyarrow_for("an Arrow table")
    return pa.Table.from_arrays([_narrow_column(pa, rows, field) for field in schema], schema=schema)


def _narrow_column(pa: Any, rows: Sequence[Any], field: Any) -> Any:
    if field.name in _DERIVED:
        return _derived(pa, field.name, pa.array([row.published_at for row in rows], pa.string()))
    values = list(map(attrgetter(field.name), rows))
    if field.name in _TIMES:
        return pa.array(values, pa.string()).cast(field.type)
    return pa.array(values, field.type)


@cache
def _narrow_decoder(names: tuple[str, ...]) -> msgspec.json.Decoder[Any]:
    # Arrow parses all times at once, several times faster.
    types = {**get_type_hints(Record, include_extras=True), **dict.fromkeys(_TIMES, str | None)}
    types["schema"] = Literal[SCHEMA]
    fields: list[Any] = [(name, types[name]) for name in _TELLING]
    # A missing key gets the default of its field.
    defaults = {field.name: field.default for field in dataclasses.fields(Record)}
    needed = [name for name in names if name not in _DERIVED]
    if len(needed) < len(names) and "published_at" not in needed:
        needed.append("published_at")
    fields += [(name, types[name], defaults[name]) for name in needed if name not in _TELLING]
    return msgspec.json.Decoder(msgspec.defstruct("Row", fields, kw_only=True, gc=False))


def _are_records(table: pa.Table) -> bool:
    import pyarrow as pa
    import pyarrow.compute as pc

    def holds_only(name: str, values: Sequence[str | None]) -> bool:
        return bool(pc.all(pc.is_in(table[name], value_set=pa.array(values, pa.string())), min_count=0).as_py())

    # A null in a field that is never null is a missing key: it gets the default of the field, or raises an error.
    whole = all(table[name].null_count == 0 for name in table.column_names if name in never_null())
    chosen = {name: values for name, values in _CHOICES.items() if name in table.column_names}
    return whole and holds_only("schema", [SCHEMA]) and all(holds_only(*choice) for choice in chosen.items())


def polars_frame(table: pa.Table) -> pl.DataFrame:
    """Return *table* as a Polars data frame; raise ImportError, with the remedy, if Polars is missing."""
    frame: pl.DataFrame = polars_for("a Polars data frame").from_arrow(table)
    return frame


def pandas_frame(table: pa.Table, *, dates_as_objects: bool = False) -> pd.DataFrame:
    """Return *table* as a pandas data frame, days as datetime64 unless *dates_as_objects*.

    A number or truth value that may be missing has a type with a missing value, Int32 or boolean: pandas would choose
    float64 and object, but only for a table in which one is missing. Raise ImportError, with the remedy, if pandas is
    missing.
    """
    pandas = pandas_for("a pandas data frame")
    frame: pd.DataFrame = table.to_pandas(date_as_object=dates_as_objects)
    for name, dtype in (("word_count", pandas.Int32Dtype()), ("paywalled", pandas.BooleanDtype())):
        if name in table.column_names:
            frame[name] = pandas.array(table[name].to_pylist(), dtype=dtype)
    return frame


def with_times(table: pa.Table, times: Times) -> pa.Table:
    """Return *table* (with utc_offset) with its publication times as text or as naive local times.

    Other times become text in UTC, or naive times in UTC. See Dataset.to_pandas.
    """
    pa = pyarrow_for("an Arrow table")
    offsets = table["utc_offset"].to_pylist()
    for name in (name for name in table.column_names if name in _TIMES):
        moved = [
            _moved(at, offset if name == "published_at" else None)
            for at, offset in zip(table[name].to_pylist(), offsets, strict=True)
        ]
        if times == "text":
            column = pa.array([at and at.isoformat() for at in moved], pa.string())
        else:
            column = pa.array([at and at.replace(tzinfo=None) for at in moved], pa.timestamp("us"))
        table = table.set_column(table.column_names.index(name), name, column)
    return table


def _moved(at: datetime | None, offset: str | None) -> datetime | None:
    if at is None or offset is None:
        return at and at.astimezone(UTC)
    return at.astimezone(datetime.strptime(offset, "%z").tzinfo)


def known_columns(columns: Sequence[str] | None) -> Sequence[str]:
    """Return *columns*, or all of them for ``None``; raise UnknownColumn, and TypeError for a single string."""
    if isinstance(columns, str):
        raise TypeError(f"columns={columns!r}: give a list of names, [{columns!r}]")
    for name in columns or ():
        if name not in _COLUMNS:
            raise UnknownColumn(f"{name!r} is not a column; choose from {', '.join(TABLE_COLUMNS)}")
    if columns is None:
        return TABLE_COLUMNS
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice:
        raise UnknownColumn(f"column {', '.join(twice)}: named twice; name each once")
    return columns


def _parts(records: Iterable[Record], schema: pa.Schema) -> Iterator[pa.Table]:
    lines: list[bytes] = []
    size = 0
    for record in records:
        lines.append(to_json(record))
        size += len(lines[-1]) + 1
        if size >= _BYTES_AT_ONCE:
            yield _part(b"\n".join(lines), schema)
            lines, size = [], 0
    if lines:
        yield _part(b"\n".join(lines), schema)


def _part(lines: bytes, schema: pa.Schema) -> pa.Table:
    """Parse *lines* in one block; building the table from Python objects is five times slower."""
    import pyarrow as pa
    import pyarrow.json as reader

    # The JSON reader accepts a time without zone as UTC, and a day as a time; the cast rejects both.
    texts = [
        field.with_type(pa.string()) if field.name in _TIMES else field
        for field in schema
        if field.name not in _DERIVED
    ]
    if len(texts) < len(schema) and "published_at" not in schema.names:
        texts.append(pa.field("published_at", pa.string()))

    whole = reader.ReadOptions(use_threads=False, block_size=len(lines) + 1)
    exact = reader.ParseOptions(explicit_schema=pa.schema(texts), unexpected_field_behavior="ignore")
    found = reader.read_json(BytesIO(lines), read_options=whole, parse_options=exact)
    columns = [
        _derived(pa, field.name, found["published_at"]) if field.name in _DERIVED else found[field.name]
        for field in schema
    ]
    return pa.table([_filled(pa, *pair) for pair in zip(schema.names, columns, strict=True)], names=schema.names).cast(
        schema
    )


def _filled(pa: Any, name: str, column: Any) -> Any:
    """Return *column* with defaults for the keys of an object that an earlier version did not write."""
    defaults = _OBJECT_DEFAULTS.get(name)
    if not defaults:
        return column
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    parts = [
        part.fill_null(defaults[field.name]) if field.name in defaults else part
        for field, part in zip(whole.type, whole.flatten(), strict=True)
    ]
    return pa.StructArray.from_arrays(parts, fields=list(whole.type), mask=whole.is_null())


def _derived(pa: Any, name: str, published: Any) -> Any:
    """Return the derived column *name* from *published*, times in ISO 8601."""
    import pyarrow.compute as pc

    if name == "published_date":
        return pc.utf8_slice_codeunits(published, 0, 10).cast(pa.date32())
    return pc.if_else(pc.ends_with(published, "Z"), "+00:00", pc.utf8_slice_codeunits(published, -6))


def arrow_type(pa: Any, column: Column) -> pa.DataType:
    """Return the Arrow type of *column*; *pa* is the module pyarrow. Times are in UTC, to the microsecond."""
    inner = {
        "text": pa.string(),
        "integer": pa.int32() if column.small else pa.int64(),
        "boolean": pa.bool_(),
        "time": pa.timestamp("us", tz="UTC"),
        "date": pa.date32(),
        "object": pa.struct([(part.name, arrow_type(pa, part)) for part in column.parts]),
    }[column.kind]
    return pa.list_(inner) if column.many else inner


def polars_for(wanted: str) -> Any:
    """Return polars; raise ImportError saying what *wanted* needs."""
    try:
        import polars
    except ImportError as error:
        if not is_missing("polars", error):
            raise
        raise _missing(wanted, "Polars", "polars") from error
    return polars


def pandas_for(wanted: str) -> Any:
    """Return pandas; raise ImportError saying what *wanted* needs."""
    try:
        import pandas
    except ImportError as error:
        if not is_missing("pandas", error):
            raise
        raise _missing(wanted, "pandas", "pandas") from error
    return pandas


def pyarrow_for(wanted: str) -> Any:
    """Return pyarrow; raise ImportError saying what *wanted* needs."""
    try:
        import pyarrow
    except ImportError as error:
        if not is_missing("pyarrow", error):
            raise
        raise _missing(wanted, "pyarrow", "polars") from error
    return pyarrow


def _missing(wanted: str, library: str, extra: str) -> ImportError:
    return ImportError(f"{wanted} needs {library}; {install_hint(extra)}")
