"""The notebooks of the documentation run, and print what they and their pages show."""

from __future__ import annotations

import copy
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

DOCS = Path(__file__).resolve().parent.parent / "docs" / "notebooks"
sys.path.insert(0, str(DOCS))

from make import NAMES, executed, page  # noqa: E402

sys.path.remove(str(DOCS))


def test_every_notebook_is_executed_here() -> None:
    assert sorted(path.stem for path in DOCS.glob("*.ipynb")) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_prints_what_its_page_shows(name: str, tmp_path: Path) -> None:
    stored = nbformat.read(DOCS / f"{name}.ipynb", as_version=4)
    text, pictures = page(stored, name)
    assert text == DOCS.joinpath(f"{name}.md").read_text("utf-8"), "run docs/notebooks/make.py"
    assert {file: DOCS.joinpath(file).read_text("utf-8") for file in pictures} == pictures
    assert "Traceback" not in text
    again = executed(copy.deepcopy(stored), tmp_path / "run")
    assert [_printed(cell) for cell in again.cells] == [_printed(cell) for cell in stored.cells]


def _printed(cell: Any) -> list[str]:
    return [output.get("text") or output.data["text/plain"] for output in cell.get("outputs", [])]
