"""Tables, exports and releases take their columns from the record."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from newsarchive import columns
from newsarchive.article import RECORD_FIELDS, Record
from newsarchive.columns import Column, never_null, record_columns


@dataclass(frozen=True, kw_only=True)
class _Place:
    name: str
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class _Widened(Record):
    """The record as it is when somebody adds two fields to it."""

    places: list[_Place] = field(default_factory=list)
    heard: bool | None = None


def test_the_columns_are_the_keys_of_a_record_in_their_order() -> None:
    assert tuple(record_columns()) == RECORD_FIELDS


def test_a_new_field_is_a_column_without_a_line_of_its_own() -> None:
    *_, places, heard = columns._columns(_Widened)
    assert heard == Column(name="heard", kind="boolean")
    assert places == Column(
        name="places",
        kind="object",
        many=True,
        required=True,
        parts=(Column(name="name", kind="text", required=True), Column(name="at", kind="time")),
    )


def test_types_choices_and_sizes_are_those_of_the_record() -> None:
    of = record_columns()
    assert of["published_at"].kind == "time"
    assert of["revision"].small
    assert not {part.name: part for part in of["warc"].parts}["offset"].small
    assert "second" in of["published_precision"].choices
    assert {"id", "revision", "body", "tags"} <= never_null()
    assert not {"title", "published_at", "word_count"} & never_null()
