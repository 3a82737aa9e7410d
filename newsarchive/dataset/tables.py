"""Records as columns, with a schema that is written down and never guessed: the one door for data-frame libraries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec

from newsarchive.article import RECORD_FIELDS, Record

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

_ROWS_AT_ONCE = 5000
_TIMES = ("published_at", "modified_at", "fetched_at", "first_seen_at")
_STRUCTS: dict[str, dict[str, str]] = {
    "http": {"status": "int", "etag": "text", "last_modified": "text", "content_type": "text"},
    "warc": {"file": "text", "offset": "int", "length": "int"},
}
_STRUCT_LISTS: dict[str, dict[str, str]] = {
    "blocks": {"kind": "text", "text": "text"},
    "credits": {"name": "text", "role": "text"},
    "pictures": {"url": "text", "caption": "text", "credit": "text"},
}
_TEXT_LISTS = ("aliases", "authors", "sections", "tags")


class UnknownColumn(LookupError):
    """A column that no record has."""


def arrow_schema(columns: Sequence[str] | None = None) -> pa.Schema:
    """Return the Arrow schema of records: text, lists and structs by field; times in UTC, to the microsecond."""
    pa = _pyarrow("an Arrow table")
    return pa.schema([(name, _arrow_type(pa, name)) for name in known_columns(columns)])


def arrow_table(records: Iterable[Record], columns: Sequence[str] | None = None) -> pa.Table:
    """Return *records* as an Arrow table; raise ImportError with the remedy when pyarrow is missing."""
    pa = _pyarrow("an Arrow table")
    schema = arrow_schema(columns)
    return pa.Table.from_batches(_batches(pa, iter(records), schema), schema)


def polars_frame(records: Iterable[Record], columns: Sequence[str] | None = None) -> pl.DataFrame:
    """Return *records* as a Polars data frame."""
    try:
        import polars as pl
    except ImportError as error:
        raise _missing("a Polars data frame", "polars") from error
    frame = pl.from_arrow(arrow_table(records, columns))
    assert isinstance(frame, pl.DataFrame)
    return frame


def pandas_frame(records: Iterable[Record], columns: Sequence[str] | None = None) -> pd.DataFrame:
    """Return *records* as a pandas data frame."""
    try:
        import pandas  # noqa: F401 - to_pandas needs it, and says so less clearly
    except ImportError as error:
        raise _missing("a pandas data frame", "pandas") from error
    frame: pd.DataFrame = arrow_table(records, columns).to_pandas()
    return frame


def known_columns(columns: Sequence[str] | None) -> Sequence[str]:
    """Return *columns*, or all of them for ``None``; raise UnknownColumn."""
    if isinstance(columns, str):
        raise TypeError(f"columns={columns!r}: give a list of names, [{columns!r}]")
    for name in columns or ():
        if name not in RECORD_FIELDS:
            raise UnknownColumn(f"{name!r}: no field of a record; choose from {', '.join(RECORD_FIELDS)}")
    return RECORD_FIELDS if columns is None else columns


def _batches(pa: Any, records: Iterator[Record], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    while some := list(islice(records, _ROWS_AT_ONCE)):
        yield pa.record_batch([_column(pa, some, one) for one in schema], schema=schema)


def _column(pa: Any, records: list[Record], column: pa.Field) -> pa.Array:
    values = [getattr(record, column.name) for record in records]
    if column.name in _STRUCTS or column.name in _STRUCT_LISTS:
        values = msgspec.to_builtins(values)
    return pa.array(values, column.type)


def _arrow_type(pa: Any, name: str) -> pa.DataType:
    if name in _TIMES:
        return pa.timestamp("us", tz="UTC")
    if name in _TEXT_LISTS:
        return pa.list_(pa.string())
    if name in _STRUCTS:
        return _struct(pa, _STRUCTS[name])
    if name in _STRUCT_LISTS:
        return pa.list_(_struct(pa, _STRUCT_LISTS[name]))
    return {"revision": pa.int32(), "paywalled": pa.bool_()}.get(name, pa.string())


def _struct(pa: Any, fields: dict[str, str]) -> pa.DataType:
    return pa.struct([(name, pa.int64() if kind == "int" else pa.string()) for name, kind in fields.items()])


def _pyarrow(wanted: str) -> Any:
    try:
        import pyarrow
    except ImportError as error:
        raise _missing(wanted, "polars") from error
    return pyarrow


def _missing(wanted: str, extra: str) -> ImportError:
    return ImportError(f'{wanted} needs more than the plain installation: pip install "newsarchive[{extra}]"')
