"""The recipes for R in docs/analysts.md run as they are written, and count what Python counts."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from newsarchive import load
from newsarchive.cli import main

ROOT = Path(__file__).resolve().parent.parent
SECTION = (ROOT / "docs" / "analysts.md").read_text("utf-8").partition("\n## In R\n")[2].partition("\n## ")[0]
# The packages of the last block (duckdb, arrow) are not in Debian: its SQL runs in Python, with the same engine.
*RECIPES, PARQUET = re.findall(r"```r\n(.*?)```", SECTION, re.DOTALL)
SHOWN = """
counted <- function(found) as.list(setNames(as.integer(found), names(found)))
months <- as.data.frame(by_month, stringsAsFactors = FALSE)
result <- list(month = setNames(as.list(months$Freq), paste(months$Var1, months$Var2)), author = counted(by_author),
               day = counted(by_day), section = setNames(as.list(by_section$articles), by_section$section),
               titles = articles$title)
cat(jsonlite::toJSON(result, auto_unbox = TRUE))
"""


@pytest.mark.needs("Rscript")
def test_the_recipes_for_r_count_what_python_counts(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data" / "sample", tmp_path / "data")
    for line in re.findall(r"^newsarchive (export data -o \S+?)(?:  .*)?$", SECTION, re.MULTILINE):
        arguments = [
            str(tmp_path / word) if word == "data" or word.startswith("articles.") else word for word in line.split()
        ]
        assert CliRunner().invoke(main, arguments).exit_code == 0
    program = "\n".join([*RECIPES, SHOWN])
    done = subprocess.run(
        ["Rscript", "-e", program], capture_output=True, text=True, check=False, cwd=tmp_path, timeout=250
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    articles = list(load(tmp_path / "data"))
    days = [article.published_at.date() for article in articles if article.published_at]
    months = Counter(f"{article.site} {article.published_at:%Y-%m}" for article in articles if article.published_at)
    assert {name: count for name, count in found["month"].items() if count} == months
    assert found["day"] == Counter(map(str, days))
    assert found["author"] == Counter(name for article in articles for name in article.authors)
    assert found["section"] == Counter(str(article.section) for article in articles)
    assert sorted(found["titles"]) == sorted(str(article.title) for article in articles)


def test_the_recipes_for_parquet_count_by_the_publishers_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import duckdb
    import pyarrow.dataset

    (exported,) = re.findall(r"`newsarchive (export data -o \S+\.parquet)`", SECTION)
    shutil.copytree(ROOT / "data" / "sample", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, exported.split()).exit_code == 0
    (query,) = re.findall(r'dbGetQuery\(dbConnect\(duckdb\(\)\), "(.*)"\)', PARQUET)
    ((name, *columns),) = re.findall(r'open_dataset\("(.*)"\) \|> count\((\w+), (\w+)\)', PARQUET)
    counted = pyarrow.dataset.dataset(name).to_table().group_by(columns).aggregate([([], "count_all")])
    days = Counter(
        (article.site, article.published_at.date() if article.published_at else None) for article in load("data")
    )
    assert {(site, day): count for site, day, count in duckdb.sql(query).fetchall()} == days
    assert {(row["site"], row["published_date"]): row["count_all"] for row in counted.to_pylist()} == days
