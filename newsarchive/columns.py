"""The fields of a record as columns, derived from the record class: for tables, exports, releases and schemas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from newsarchive.article import Record

Kind = Literal["text", "integer", "boolean", "time", "date", "object"]

_KINDS: Mapping[Any, Kind] = MappingProxyType({int: "integer", bool: "boolean", datetime: "time"})
_LARGEST_SMALL = 2**31 - 1


@dataclass(frozen=True, kw_only=True)
class Column:
    """One field of a record, or one key of an object in it.

    *many*: it is a list. *parts* are the keys of an object. *required*: it is never null. *small* integers fit into 32
    bits. *choices* are the allowed texts, empty for any.
    """

    name: str
    kind: Kind
    many: bool = False
    required: bool = False
    small: bool = False
    choices: tuple[str, ...] = ()
    parts: tuple[Column, ...] = ()


#: Columns of a table in addition to the fields of a record; attributes of every Article.
DERIVED: tuple[Column, ...] = (Column(name="published_date", kind="date"), Column(name="utc_offset", kind="text"))


@cache
def record_columns() -> Mapping[str, Column]:
    """Return the columns of a record by name, in the order of its keys."""
    return MappingProxyType({column.name: column for column in _columns(Record)})


@cache
def table_columns() -> Mapping[str, Column]:
    """Return the columns of a table by name: those of a record, and those derived from *published_at* after it.

    Times in tables are in UTC, so the publisher's calendar day and offset have separate columns.
    """
    columns = dict[str, Column]()
    for name, column in record_columns().items():
        columns[name] = column
        if name == "published_at":
            columns |= {column.name: column for column in DERIVED}
    return MappingProxyType(columns)


@cache
def never_null() -> frozenset[str]:
    """Return the names of the fields that always have a value."""
    return frozenset(field.name for field in fields(Record) if field.default is not None)


def default_of(field: Field[Any]) -> Any:
    """Return the default of *field* in a record that lacks it; ``dataclasses.MISSING`` if it has none."""
    return field.default if field.default_factory is MISSING else field.default_factory()


def _columns(of: type) -> Iterator[Column]:
    hints = get_type_hints(of, include_extras=True)
    for field in fields(of):
        yield _column(field.name, hints[field.name])


def _column(name: str, hint: Any) -> Column:
    optional = type(None) in get_args(hint)
    inner = next(argument for argument in get_args(hint) if argument is not type(None)) if optional else hint
    many = get_origin(inner) is list
    if many:
        inner = get_args(inner)[0]
    plain = get_args(inner)[0] if get_origin(inner) is Annotated else inner
    return Column(
        name=name,
        kind="object" if is_dataclass(plain) else _KINDS.get(plain, "text"),
        many=many,
        required=not optional,
        small=_is_small(inner),
        choices=get_args(plain) if get_origin(plain) is Literal else (),
        parts=tuple(_columns(plain)) if isinstance(plain, type) and is_dataclass(plain) else (),
    )


def _is_small(hint: Any) -> bool:
    metas = [argument for argument in get_args(hint) if isinstance(argument, msgspec.Meta)]
    return any(meta.le is not None and meta.le <= _LARGEST_SMALL for meta in metas)
