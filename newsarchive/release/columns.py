"""The columns of a release: which fields of a record it has, of which kind, and what is left out with what."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

import msgspec

from newsarchive import columns
from newsarchive.article import Record
from newsarchive.columns import table_columns
from newsarchive.release.dictionary import dictionary

#: What can be left out -> the fields that go, and the parts of fields.
WITHOUT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "bodies": ("lead", "body", "blocks", "pictures.caption", "links", "videos.caption"),
        "images": ("pictures", "videos"),
        "personal": ("byline", "authors", "credits", "tags", "pictures.caption", "pictures.credit", "videos.caption"),
    }
)
# Where the raw response lies in the archive: it is not in the release.
_NEVER = ("warc",)
_DERIVED = {
    "published_date": "The publisher's calendar day of publication, derived from published_at.",
    "utc_offset": "The offset of published_at from UTC at the publisher, such as +07:00.",
}


@dataclass(frozen=True, kw_only=True)
class Column(columns.Column):
    """One field as released, and what it means."""

    parts: tuple[Column, ...] = ()
    meaning: str


def columns_without(without: Collection[str] = ()) -> tuple[Column, ...]:
    """Return the columns of a release *without* what WITHOUT names, in the order of the record."""
    gone = {*_NEVER, *(name for one in without for name in WITHOUT[one])}
    return tuple(_narrowed(one, gone) for one in _columns() if one.name not in gone)


def left_out(without: Collection[str]) -> list[str]:
    """Return the names of the fields and parts (`pictures.caption`) that go with *without*, in the order of WITHOUT."""
    return list(dict.fromkeys(name for one in WITHOUT if one in without for name in WITHOUT[one]))


def line_of(record: Record, columns: tuple[Column, ...]) -> bytes:
    """Return *record* as one line of JSON that has *columns* and no other, without a line feed."""
    told = {one.name: _value(msgspec.to_builtins(getattr(record, one.name)), one) for one in columns}
    return msgspec.json.encode(told)


def _value(value: Any, column: Column) -> Any:
    if not column.parts or value is None:
        return value
    if column.many:
        return [{part.name: one[part.name] for part in column.parts} for one in value]
    return {part.name: value[part.name] for part in column.parts}


def _narrowed(column: Column, gone: Collection[str]) -> Column:
    parts = tuple(part for part in column.parts if f"{column.name}.{part.name}" not in gone)
    return column if parts == column.parts else Column(**{**vars(column), "parts": parts})


@cache
def _columns() -> tuple[Column, ...]:
    entries = dictionary()
    return tuple(
        _described(column, entries[name].meaning, entries[name].parts)
        if name in entries
        else _described(column, _DERIVED[name], {})
        for name, column in table_columns().items()
    )


def _described(column: columns.Column, meaning: str, meanings: Mapping[str, str]) -> Column:
    parts = tuple(_described(part, meanings[part.name], {}) for part in column.parts)
    return Column(**{**vars(column), "parts": parts}, meaning=meaning)
