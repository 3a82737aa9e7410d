"""A day is the publisher's own calendar day, however an archive is counted."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from search_pieces import store

from newsarchive import load
from newsarchive.cli import main
from newsarchive.dataset.packing import pack
from newsarchive.search import open_index, search_index

TIMES = [
    "2017-09-01T00:00:00+07:00",
    "2017-09-01T06:30:00+07:00",
    "2017-09-01T23:59:59+07:00",
    "2017-09-01T23:30:00-05:30",
    "2017-08-31T17:00:00Z",
    "2017-08-31T18:00:00.500000+00:00",
    None,
]
DAYS = Counter({"2017-09-01": 4, "2017-08-31": 2})


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store(tmp_path_factory.mktemp("days") / "data", [{"title": "Tin", "published": at} for at in TIMES])


def _run(*arguments: str) -> None:
    done = CliRunner().invoke(main, list(arguments))
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("packed", [False, True])
def test_tables_and_sql_count_the_publishers_days(archive: Path, packed: bool) -> None:
    if packed:
        pack(archive)
    articles = load(archive)
    query = "SELECT published_date, count(*) FROM articles WHERE published_date IS NOT NULL GROUP BY 1"
    assert Counter({str(day): count for day, count in articles.sql(query).fetchall()}) == DAYS
    for table in (articles.to_arrow(), load(archive, columns=["published_date", "utc_offset"]).to_arrow()):
        rows = table.select(["published_date", "utc_offset"]).to_pylist()
        assert Counter(str(row["published_date"]) for row in rows if row["published_date"]) == DAYS
        expected = {None, "+07:00", "-05:30", "+00:00"}
        assert {row["utc_offset"] for row in rows} == expected
    lazy = articles.to_polars(lazy=True).select("published_date").collect()["published_date"]
    assert Counter(str(day) for day in lazy if day) == DAYS


def test_stats_exports_and_the_search_index_count_the_same_days(archive: Path, tmp_path: Path) -> None:
    shown = CliRunner().invoke(main, ["stats", str(archive), "--by", "day", "--json"]).stdout.splitlines()
    counted = {row["day"]: row["articles"] for row in map(json.loads, shown)}
    assert Counter({day: count for day, count in counted.items() if day != "undated"}) == DAYS
    for name in ("a.csv", "a.sqlite", "a.parquet"):
        _run("export", str(archive), "-o", str(tmp_path / name))
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as stream:
        assert Counter(row["published_date"] for row in csv.DictReader(stream) if row["published_date"]) == DAYS
    query = "SELECT published_date, count(*) FROM articles WHERE published_date IS NOT NULL GROUP BY 1"
    with (
        closing(sqlite3.connect(tmp_path / "a.sqlite")) as database,
        closing(open_index(search_index(archive))) as index,
    ):
        assert Counter(dict(database.execute(query))) == Counter(dict(index.execute(query))) == DAYS
    days = [str(record.published_date) for record in load(tmp_path / "a.parquet") if record.published_date]
    assert Counter(days) == DAYS


def test_a_parquet_file_gives_the_publishers_offset_back(archive: Path, tmp_path: Path) -> None:
    _run("export", str(archive), "-o", str(tmp_path / "a.parquet"))
    texts = {record.id: record.published_at and record.published_at.isoformat() for record in load(archive)}
    assert {
        record.id: record.published_at and record.published_at.isoformat() for record in load(tmp_path / "a.parquet")
    } == texts
