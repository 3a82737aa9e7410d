"""The measures: for each task, its contenders, newsarchive first."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One task. *of* is "tables" (with the Parquet copy) or "lines" (without); *tenth* contenders get a tenth of it."""

    title: str
    of: str
    contenders: dict
    tenth: frozenset = field(default_factory=frozenset)


MEASURES = {
    "count-tables": Measure(
        title="Count by site and month, from the Parquet copy",
        of="tables",
        contenders={
            "newsarchive .sql()": "count_newsarchive",
            "newsarchive .to_polars(lazy=True)": "count_newsarchive_polars",
            "DuckDB read_parquet": "count_duckdb_parquet",
            "Polars scan_parquet": "count_polars_parquet",
            "pandas read_parquet": "count_pandas_parquet",
        },
    ),
    "count-lines": Measure(
        title="Count by site and month, from JSON Lines",
        of="lines",
        contenders={
            "newsarchive .sql()": "count_newsarchive",
            "DuckDB read_json, columns given": "count_duckdb_lines",
            "DuckDB read_json, types inferred": "count_duckdb_guessing",
            "Polars scan_ndjson, columns given": "count_polars_lines",
            "pandas read_json": "count_pandas_lines",
        },
        tenth=frozenset({"pandas read_json"}),
    ),
    "part-tables": Measure(
        title="Title and time of one site and year, from the Parquet copy",
        of="tables",
        contenders={
            "newsarchive": "part_newsarchive",
            "DuckDB, files selected by hand": "part_duckdb_parquet",
            "Polars, files selected by hand": "part_polars_parquet",
            "pandas, files selected by hand": "part_pandas_parquet",
        },
    ),
    "part-lines": Measure(
        title="Title and time of one site and year, from JSON Lines",
        of="lines",
        contenders={
            "newsarchive": "part_newsarchive",
            "DuckDB, files selected by hand": "part_duckdb_lines",
            "Polars, files selected by hand": "part_polars_lines",
            "pandas, files selected by hand": "part_pandas_lines",
        },
    ),
    "walk-tables": Measure(
        title="Every article as an object, with a Parquet copy present",
        of="tables",
        contenders={
            "newsarchive": "walk_newsarchive",
            "json.loads to dicts": "walk_json",
            "msgspec to dicts": "walk_msgspec_dicts",
        },
    ),
    "walk-lines": Measure(
        title="Every article as an object, from JSON Lines",
        of="lines",
        contenders={
            "newsarchive": "walk_newsarchive",
            'newsarchive, revisions="all"': "walk_newsarchive_all",
            "json.loads to dicts": "walk_json",
            "msgspec to dicts": "walk_msgspec_dicts",
            "pandas read_json, itertuples": "walk_pandas",
        },
        tenth=frozenset({"pandas read_json, itertuples"}),
    ),
    "walk-read": Measure(
        title="Title, time, authors and body of every article, from JSON Lines",
        of="lines",
        contenders={
            "newsarchive": "read_newsarchive",
            "json.loads to dicts, time as text": "read_json",
            "msgspec to dicts, time as text": "read_msgspec_dicts",
        },
    ),
    "length-tables": Measure(
        title="How many articles, from the Parquet copy",
        of="tables",
        contenders={
            "newsarchive len()": "length_newsarchive",
            "DuckDB": "length_duckdb_parquet",
            "Polars": "length_polars_parquet",
            "pandas": "length_pandas_parquet",
        },
    ),
    "length-lines": Measure(
        title="How many articles, from JSON Lines",
        of="lines",
        contenders={"newsarchive len()": "length_newsarchive", "lines of gzip.open": "length_gzip"},
    ),
    "five-tables": Measure(
        title="Five columns of everything as a data frame, from the Parquet copy",
        of="tables",
        contenders={
            "newsarchive .to_polars()": "five_newsarchive",
            "DuckDB .pl()": "five_duckdb_parquet",
            "Polars": "five_polars_parquet",
            "pandas": "five_pandas_parquet",
        },
    ),
    "five-lines": Measure(
        title="Five columns of everything as a data frame, from JSON Lines",
        of="lines",
        contenders={
            "newsarchive .to_polars()": "five_newsarchive",
            "DuckDB .pl()": "five_duckdb_lines",
            "Polars": "five_polars_lines",
            "pandas": "five_pandas_lines",
        },
        tenth=frozenset({"pandas"}),
    ),
}
