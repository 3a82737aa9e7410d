"""The columns of a release: which fields of a record it has, of which kind, and what is left out with what."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from newsarchive.article import RECORD_FIELDS, Record
from newsarchive.release.dictionary import dictionary

Kind = Literal["text", "integer", "boolean", "time", "object"]

#: What can be left out -> the fields that go, and the parts of fields.
WITHOUT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "bodies": ("lead", "body", "blocks", "pictures.caption"),
        "images": ("pictures",),
        "personal": ("byline", "authors", "credits", "tags", "pictures.caption", "pictures.credit"),
    }
)
# Where the raw response lies in the archive: it is not in the release.
_NEVER = ("warc",)


@dataclass(frozen=True, kw_only=True)
class Column:
    """One field as released; *many* tells a list, *parts* are those of an object, *required* that it is never null."""

    name: str
    kind: Kind
    many: bool = False
    required: bool = False
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
    hints, told = get_type_hints(Record), dictionary()
    return tuple(_column(name, hints[name], told[name].meaning, told[name].parts) for name in RECORD_FIELDS)


def _column(name: str, hint: Any, meaning: str, meanings: Mapping[str, str]) -> Column:
    optional = type(None) in get_args(hint)
    inner = next(one for one in get_args(hint) if one is not type(None)) if optional else hint
    many = get_origin(inner) is list
    kind = get_args(inner)[0] if many else inner
    return Column(
        name=name,
        kind=_kind(kind),
        many=many,
        required=not optional,
        parts=tuple(_parts(kind, meanings)) if is_dataclass(kind) else (),
        meaning=meaning,
    )


def _parts(kind: Any, meanings: Mapping[str, str]) -> Iterator[Column]:
    hints = get_type_hints(kind)
    for one in fields(kind):
        yield _column(one.name, hints[one.name], meanings[one.name], {})


def _kind(hint: Any) -> Kind:
    if is_dataclass(hint):
        return "object"
    kinds: dict[Any, Kind] = {int: "integer", bool: "boolean", datetime: "time"}
    return kinds.get(hint, "text")
