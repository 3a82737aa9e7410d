"""StoredRecord: a record as it is read from an archive, whose texts, times and lists are decoded when asked for."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import Any

import msgspec

from newsarchive.article import RECORD_FIELDS, SCHEMA, BadRecord, Record

_REMEDY = "run `newsarchive verify`, or read on with on_error='skip'"

# msgspec passes over a raw value several times faster than it makes one.
_TIMES = ("published_at", "modified_at", "fetched_at", "first_seen_at")
_LISTS = ("aliases", "authors", "credits", "sections", "tags", "pictures")
_LATE = frozenset(("lead", "body", "blocks", "http", "warc", *_TIMES, *_LISTS))
_ABSENT = msgspec.Raw(b"")
_kinds = typing.get_type_hints(Record)


def _line_field(one: dataclasses.Field[Any]) -> Any:
    if one.name in _LATE:
        return one.name, msgspec.Raw, _ABSENT
    return (one.name, _kinds[one.name]) if _is_needed(one) else (one.name, _kinds[one.name], one.default)


def _is_needed(one: dataclasses.Field[Any]) -> bool:
    return one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING


# A struct is made in half the time of a dataclass.
_Line = msgspec.defstruct("_Line", map(_line_field, dataclasses.fields(Record)), kw_only=True, gc=False)
_decode_line = msgspec.json.Decoder(_Line).decode


class _AtOnce:
    """A field that was decoded with the line."""

    def __init__(self, one: dataclasses.Field[Any]) -> None:
        self._name = one.name
        self._of_line = attrgetter(one.name)

    def __get__(self, record: Any, owner: type) -> Any:
        if record is None:
            return self
        known = record.__dict__
        value = known[self._name] = self._of_line(known["_line"])  # the next time, nobody asks here
        return value


class _OnDemand(_AtOnce):
    """A field that is made of the line when it is read first."""

    def __init__(self, one: dataclasses.Field[Any]) -> None:
        super().__init__(one)
        self._decode = msgspec.json.Decoder(_kinds[one.name]).decode
        factory = one.default_factory
        self._default: Callable[[], Any] = (lambda: one.default) if factory is dataclasses.MISSING else factory

    def __get__(self, record: Any, owner: type) -> Any:
        if record is None:
            return self
        known = record.__dict__
        raw = self._of_line(known["_line"])
        try:
            value = known[self._name] = self._default() if raw is _ABSENT else self._decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            id = known["_line"].id
            raise BadRecord(f"record {id}: not a record: {self._name}: {error}; {_REMEDY}") from error
        return value


class StoredRecord(Record):
    """A Record like any other, of one line of an archive; a field is decoded when it is read first.

    A text, time or list of the wrong type raises BadRecord then. It equals the Record of the same line, and is one when
    it has been pickled or copied.
    """

    def __eq__(self, other: object) -> bool:
        """Compare field by field, as dataclasses do."""
        return isinstance(other, Record) and _values(self) == _values(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        """Show the fields as a Record does."""
        return Record.__repr__(self).replace(type(self).__name__, Record.__name__, 1)

    def __reduce__(self) -> tuple[Any, ...]:
        """Give a plain Record to whoever pickles or copies."""
        return partial(Record, **dict(zip(RECORD_FIELDS, _values(self), strict=True))), ()


for _one in dataclasses.fields(Record):
    setattr(StoredRecord, _one.name, _OnDemand(_one) if _one.name in _LATE else _AtOnce(_one))
_values = attrgetter(*RECORD_FIELDS)
_new = object.__new__


def stored_record(line: bytes) -> StoredRecord:
    """Decode one line of an archive as `record_from_json` does, but for what is decoded on demand."""
    try:
        found: Any = _decode_line(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadRecord(f"not a record: {error}") from error
    if found.schema != SCHEMA:
        raise BadRecord(f'schema is "{found.schema}", this version reads "{SCHEMA}"; upgrade newsarchive')
    record = _new(StoredRecord)
    record.__dict__["_line"] = found
    return record
