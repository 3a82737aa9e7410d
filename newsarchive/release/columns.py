"""The columns of a release: which fields it has, their types, and which fields each option leaves out."""

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

#: What can be left out -> the fields, and parts of fields, that are removed.
WITHOUT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "bodies": ("lead", "body", "blocks", "pictures.caption", "links", "videos.caption"),
        "images": ("pictures", "videos"),
        "personal": ("byline", "authors", "credits", "tags", "pictures.caption", "pictures.credit", "videos.caption"),
    }
)
# The location of the raw response in the archive; the release has no responses.
_NEVER = ("warc",)
_DERIVED = {
    "published_date": "The publisher's calendar day of publication, derived from published_at.",
    "utc_offset": "The offset of published_at from UTC at the publisher, such as +07:00.",
}


@dataclass(frozen=True, kw_only=True)
class ReleaseColumn(columns.Column):
    """One field of a release, and its meaning."""

    parts: tuple[ReleaseColumn, ...] = ()
    meaning: str


def columns_without(without: Collection[str] = ()) -> tuple[ReleaseColumn, ...]:
    """Return the columns of a release *without* these keys of WITHOUT, in the order of the record."""
    removed = {*_NEVER, *(name for option in without for name in WITHOUT[option])}
    return tuple(_narrowed(column, removed) for column in _columns() if column.name not in removed)


def left_out(without: Collection[str]) -> list[str]:
    """Return the fields and parts (`pictures.caption`) that *without* removes, in the order of WITHOUT."""
    return list(dict.fromkeys(name for option in WITHOUT if option in without for name in WITHOUT[option]))


def line_of(record: Record, columns: tuple[ReleaseColumn, ...]) -> bytes:
    """Return *record* as one line of JSON with only *columns*, without a line feed."""
    values = {column.name: _value(getattr(record, column.name), column) for column in columns}
    return msgspec.json.encode(values)


def _value(value: Any, column: ReleaseColumn) -> Any:
    if not column.parts or value is None:
        return msgspec.to_builtins(value)
    return [_parts(item, column) for item in value] if column.many else _parts(value, column)


def _parts(value: Any, column: ReleaseColumn) -> dict[str, Any]:
    # Attributes, not to_builtins: it omits a key that an earlier version did not write.
    return {part.name: msgspec.to_builtins(getattr(value, part.name)) for part in column.parts}


def _narrowed(column: ReleaseColumn, removed: Collection[str]) -> ReleaseColumn:
    parts = tuple(part for part in column.parts if f"{column.name}.{part.name}" not in removed)
    return column if parts == column.parts else ReleaseColumn(**{**vars(column), "parts": parts})


@cache
def _columns() -> tuple[ReleaseColumn, ...]:
    entries = dictionary()
    return tuple(
        _described(column, entries[name].meaning, entries[name].parts)
        if name in entries
        else _described(column, _DERIVED[name], {})
        for name, column in table_columns().items()
    )


def _described(column: columns.Column, meaning: str, meanings: Mapping[str, str]) -> ReleaseColumn:
    parts = tuple(_described(part, meanings[part.name], {}) for part in column.parts)
    return ReleaseColumn(**{**vars(column), "parts": parts}, meaning=meaning)
