"""Credit lines in the shapes that newspapers display, from two files of invented lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsarchive.parsers.bylines.parser import is_byline, parse_byline

_FOLDER = Path(__file__).parent / "bylines"
_FIELDS = {"A": "authors", "P": "photographers", "T": "translators", "C": "compilers", "S": "sources"}


def _rows(name: str) -> Iterator[tuple[str | None, str, str]]:
    for line in (_FOLDER / name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            left, _, gold = line.rpartition(" => ")
            language, bar, raw = left.partition(" | ")
            yield (language, raw, gold) if name == "foreign.txt" and bar else (None, left.replace("\\n", "\n"), gold)


def _names(gold: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {field: [] for field in _FIELDS.values()}
    for part in re.split(r" (?=[APTCS]=)", gold) if "=" in gold else []:
        found[_FIELDS[part[0]]] = part[2:].split(";")
    return found


@pytest.mark.parametrize("name", ["vietnamese.txt", "foreign.txt"])
def test_credit_lines_of_many_shapes_are_read(name: str) -> None:
    wrong = []
    for language, raw, gold in _rows(name):
        found = parse_byline(raw, language=language)
        got = {field: getattr(found, field, []) for field in _FIELDS.values()}
        if got != _names(gold):
            wrong.append((raw, gold, got))
    assert wrong == []


def test_other_lines_are_not_bylines() -> None:
    wrong = [
        raw
        for name in ("vietnamese.txt", "foreign.txt")
        for language, raw, gold in _rows(name)
        if gold == "none" and is_byline(raw, language=language)
    ]
    assert wrong == []
