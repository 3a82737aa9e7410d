"""The threat table names, in every row, a test that exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
THREATS = (ROOT / "docs" / "security.md").read_text("utf-8").partition("\n## ")[0]
ROWS = [line for line in THREATS.splitlines() if line.startswith("| ") and not line.startswith("| Threat")]


def test_the_table_was_found() -> None:
    assert len(ROWS) >= 11


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip())
def test_every_threat_names_a_test_that_exists(row: str) -> None:
    named = re.findall(r"(tests/\w+\.py)::(\w+)", row)
    assert named
    for path, name in named:
        assert re.search(rf"^def {name}\(", (ROOT / path).read_text("utf-8"), re.M), f"{path} has no {name}"
