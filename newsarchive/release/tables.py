"""The Parquet file of a release, whose schema follows from the columns and not from the values."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from newsarchive.dataset.tables import arrow_type
from newsarchive.extras import install_hint
from newsarchive.release.columns import ReleaseColumn

if TYPE_CHECKING:
    import pyarrow as pa

_MISSING = f"a release needs pyarrow for its Parquet file; {install_hint('polars')}"


class NoParquet(ImportError):
    """Raised when pyarrow is missing; the message says what to install."""


def arrow_schema(columns: tuple[ReleaseColumn, ...]) -> pa.Schema:
    """Return the Arrow schema of *columns*, the same as in `Dataset.to_arrow`; times are in UTC, to the microsecond."""
    pa = _pyarrow()
    return pa.schema([(column.name, arrow_type(pa, column)) for column in columns])


class ParquetFile:
    """A writer of a Parquet file (zstd). *bytes* is the size of its rows in memory, for the data card."""

    def __init__(self, path: Path, columns: tuple[ReleaseColumn, ...]) -> None:
        _pyarrow()
        import pyarrow.parquet

        self._schema = arrow_schema(columns)
        self._writer = pyarrow.parquet.ParquetWriter(path, self._schema, compression="zstd")
        self.bytes = 0

    def write(self, lines: bytes) -> None:
        """Append *lines* of JSON as one row group."""
        table = _table(lines, self._schema)
        self.bytes += table.nbytes
        self._writer.write_table(table, row_group_size=max(1, table.num_rows))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.close()


def _table(lines: bytes, schema: pa.Schema) -> pa.Table:
    import pyarrow.json as reader

    pa = _pyarrow()
    # The JSON reader expects numbers for dates; the cast accepts "2017-09-11".
    texts = pa.schema([field.with_type(pa.string()) if pa.types.is_date(field.type) else field for field in schema])
    whole = reader.ReadOptions(use_threads=False, block_size=len(lines) + 1)
    exact = reader.ParseOptions(explicit_schema=texts, unexpected_field_behavior="error")
    return reader.read_json(BytesIO(lines), read_options=whole, parse_options=exact).cast(schema)


def _pyarrow() -> Any:
    try:
        import pyarrow
    except ImportError as error:
        raise NoParquet(_MISSING) from error
    return pyarrow
