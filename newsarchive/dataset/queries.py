"""SQL over a dataset: DuckDB with a view `articles`, from which a query reads only what it needs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from newsarchive.dataset.scanning import Scan
from newsarchive.dataset.tables import TABLE_COLUMNS, pyarrow_for
from newsarchive.extras import install_hint, is_missing

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_WORD = re.compile(r"\w+")
_COUNT = re.compile(r"\bcount\s*\(\s*\*\s*\)", re.IGNORECASE)
_WHOLE = frozenset(("columns", "describe", "natural", "summarize", "table"))
# A row as a value: "select articles from articles", "to_json(a) from articles a"; FROM without its own SELECT.
_ROW = re.compile(
    r"(?<!\bfrom )(?<!\bjoin )(?<!\bas )\barticles\b(?! ?\.)|(?:\(|union|all|name|except|intersect) ?from\b"
)
_CALLED = re.compile(r"\b(?:from|join) articles (?:as )?(\w+)")
_NO_NAME = re.compile(
    "anti|asof|cross|except|full|group|having|inner|intersect|join|left|limit|natural|offset|on|order|qualify|right"
    "|sample|semi|tablesample|union|using|where|window"
)


def connect(scan: Scan, *, latest: bool, columns: Sequence[str] = TABLE_COLUMNS) -> duckdb.DuckDBPyConnection:
    """Return a connection with the view `articles` over *scan*; the query reads Parquet files, JSON Lines are read now.

    Only *columns* of the JSON Lines are read. Other columns would be null there, so *columns* must name all needed
    ones.
    """
    base = _connection()
    inner = list(dict.fromkeys([*columns, "id", "revision"]))
    names = ", ".join(f'"{name}"' for name in inner)
    parts = []
    packed = [str(scan.copies[file]) for file in scan.files if file in scan.copies]
    if packed:
        listed = ", ".join("'" + path.replace("'", "''") + "'" for path in packed)
        parts.append(f"SELECT {names} FROM read_parquet([{listed}], hive_partitioning = false)")
    remainder = None
    if scan.unpacked.files or not packed:
        remainder = scan.unpacked.table(inner, latest=False)
        base.register("lines", remainder)
        parts.append(f"SELECT {names} FROM lines")
    query = " UNION ALL BY NAME ".join(parts)
    newest = scan.newest(remainder) if latest else {}
    if newest:
        base.register("newest", _newest_table(newest))
        query = (
            f"SELECT found.* FROM ({query}) AS found LEFT JOIN newest USING (id) "
            "WHERE newest.revision IS NULL OR found.revision = newest.revision"
        )
    shown = ", ".join(f'"{name}"' for name in columns)
    base.execute(f"CREATE VIEW articles AS SELECT {shown} FROM ({query})")
    return base


def _newest_table(newest: Mapping[str, int]) -> pa.Table:
    import pyarrow as pa

    return pa.table({"id": pa.array(newest, pa.string()), "revision": pa.array(newest.values(), pa.int32())})


def columns_in(query: str) -> list[str]:
    """Return the fields that *query* may need, judged by its words; all fields, if the query may use a whole row."""
    normalized = " ".join(_COUNT.sub(" ", query).replace('"', "").lower().split())
    words = set(_WORD.findall(normalized))
    if "*" in normalized or "select" not in words or words & _WHOLE or _takes_rows(normalized):
        return list(TABLE_COLUMNS)
    needed = {"id", "revision"} | words
    return [name for name in TABLE_COLUMNS if name in needed]


def _takes_rows(query: str) -> bool:
    called = {name for name in _CALLED.findall(query) if not _NO_NAME.fullmatch(name)}
    return bool(_ROW.search(query)) or any(len(re.findall(rf"\b{name}\b(?! ?\.)", query)) > 1 for name in called)


def connect_table(table: pa.Table) -> duckdb.DuckDBPyConnection:
    """Return a connection with *table* as the view `articles`."""
    base = _connection()
    base.register("articles", table)
    return base


def _connection() -> duckdb.DuckDBPyConnection:
    try:
        import duckdb
    except ImportError as error:
        if not is_missing("duckdb", error):
            raise
        raise ImportError(f"SQL needs DuckDB; {install_hint('duckdb')}") from error
    pyarrow_for("SQL")
    base = duckdb.connect()
    base.execute("SET TimeZone = 'UTC'")
    return base
