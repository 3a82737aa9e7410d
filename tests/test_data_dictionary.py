"""The data dictionary tells of every field, and of no other."""

from __future__ import annotations

from datetime import datetime
from typing import Any, get_type_hints

import pytest

from newsarchive.article import RECORD_FIELDS, Record, json_schema
from newsarchive.release.dictionary import DIALECTS, DictionaryEntry, dictionary, dictionary_table, names_table

SCHEMA = json_schema()
PROPERTIES: dict[str, dict[str, Any]] = SCHEMA["$defs"]["Record"]["properties"]
HINTS = get_type_hints(Record)
_JSON_TYPES = {"date-time": "string"}


def _variants(name: str) -> list[dict[str, Any]]:
    entry_schema = PROPERTIES[name]
    return [schema for schema in entry_schema.get("anyOf", [entry_schema]) if schema.get("type") != "null"]


def _definition(name: str) -> dict[str, Any] | None:
    """Return the definition of the object that *name* is, or is a list of."""
    for variant in _variants(name):
        place = variant.get("items", variant).get("$ref") or next(
            (part["$ref"] for part in variant.get("allOf", ())), None
        )
        if place:
            found: dict[str, Any] = SCHEMA["$defs"][place.rpartition("/")[2]]
            return found
    return None


def test_every_field_has_its_entry_in_the_order_of_the_record() -> None:
    assert tuple(dictionary()) == RECORD_FIELDS
    assert set(dictionary()) == set(PROPERTIES)


@pytest.mark.parametrize("entry", dictionary().values(), ids=lambda entry: entry.name)
def test_an_entry_is_complete(entry: DictionaryEntry) -> None:
    assert entry.meaning.endswith(".")
    assert entry.missing
    assert entry.source
    assert entry.unit or entry.parts or entry.type == "boolean"
    assert not any("|" in text for text in (entry.meaning, entry.missing, entry.source, entry.unit))
    assert set(entry.names) <= set(DIALECTS)


@pytest.mark.parametrize("entry", dictionary().values(), ids=lambda entry: entry.name)
def test_type_and_parts_are_those_of_the_schema(entry: DictionaryEntry) -> None:
    definition = _definition(entry.name)
    assert set(entry.parts) == set(definition["properties"] if definition else ())
    if entry.type.startswith("list of "):
        assert [variant["type"] for variant in _variants(entry.name)] == ["array"]
    elif definition is None:
        types = {
            type(variant["enum"][0]).__name__ if "enum" in variant else variant["type"]
            for variant in _variants(entry.name)
        }
        assert types <= {_JSON_TYPES.get(entry.type, entry.type), "str"}
    assert (entry.type == "date-time") == (HINTS[entry.name] == (datetime | None))


@pytest.mark.parametrize("entry", dictionary().values(), ids=lambda entry: entry.name)
def test_what_missing_means_agrees_with_the_schema(entry: DictionaryEntry) -> None:
    may_be_null = any(schema.get("type") == "null" for schema in PROPERTIES[entry.name].get("anyOf", ()))
    assert entry.missing.startswith("null") == may_be_null


def test_values_listed_are_those_of_the_schema() -> None:
    for name in ("kind", "published_precision"):
        values = next(set(variant["enum"]) for variant in _variants(name) if "enum" in variant)
        assert set(dictionary()[name].unit.split(", ")) == values - {"listing", "other"}


def test_the_tables_have_a_row_for_every_field() -> None:
    rows = [line.split("|")[1].strip() for line in dictionary_table().splitlines()]
    assert [row for row in rows if row.startswith("`") and "." not in row] == [f"`{name}`" for name in RECORD_FIELDS]
    assert "`datePublished`" in names_table()
