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
from newsarchive.columns import default_of, record_columns

_REMEDY = "run `newsarchive verify`, or read on with on_error='skip'"
# msgspec passes over a raw value several times faster than it makes one.
_LATE = frozenset(
    ("lead", "body", *(one.name for one in record_columns().values() if one.many or one.kind in ("object", "time")))
)
_kinds = typing.get_type_hints(Record, include_extras=True)


def _line_field(one: dataclasses.Field[Any]) -> Any:
    if one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING:
        return one.name, _kinds[one.name]
    default = default_of(one)
    if one.name in _LATE:
        return one.name, msgspec.Raw, msgspec.Raw(msgspec.json.encode(default))
    return one.name, _kinds[one.name], default


# A struct is made, and then turned into a dictionary, in less time than a dataclass.
_Line = msgspec.defstruct("_Line", map(_line_field, dataclasses.fields(Record)), kw_only=True, gc=False)
_decode_line = msgspec.json.Decoder(_Line).decode


class _OnDemand:
    """A field that lies in the instance as JSON until it is read."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._decode = msgspec.json.Decoder(_kinds[name]).decode

    def __get__(self, record: Any, owner: type) -> Any:
        if record is None:
            return self
        fields = _fields(record)
        value = fields[self._name]
        if type(value) is msgspec.Raw:
            try:
                value = fields[self._name] = self._decode(value)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                raise BadRecord(f"record {record.id}: not a record: {self._name}: {error}; {_REMEDY}") from error
        return value

    def __set__(self, record: Any, value: Any) -> None:
        _fields(record)[self._name] = value


class StoredRecord(Record):
    """A Record like any other, of one line of an archive; a field is decoded when it is read first.

    A text, time or list of the wrong type raises BadRecord then. It equals the Record of the same line, and is one when
    it has been pickled or copied.
    """

    @property
    def __dict__(self) -> dict[str, Any]:  # type: ignore[override]
        """Show every field, for vars()."""
        return dict(zip(RECORD_FIELDS, _values(self), strict=True))

    def __eq__(self, other: object) -> bool:
        """Compare field by field, as dataclasses do."""
        return isinstance(other, Record) and _values(self) == _values(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        """Show the fields as a Record does."""
        return Record.__repr__(self).replace(type(self).__name__, Record.__name__, 1)

    def __reduce__(self) -> tuple[Any, ...]:
        """Give a plain Record to whoever pickles or copies."""
        return partial(Record, **vars(self)), ()


for _name in _LATE:
    setattr(StoredRecord, _name, _OnDemand(_name))
_values = attrgetter(*RECORD_FIELDS)
_new = object.__new__
# The instance's own dictionary, which the class hides behind its property.
_dictionary = next(vars(one)["__dict__"] for one in reversed(Record.__mro__) if "__dict__" in vars(one))
_fields: Callable[[Any], dict[str, Any]] = _dictionary.__get__
_set_fields = _dictionary.__set__


def stored_record(line: bytes) -> StoredRecord:
    """Decode one line of an archive as `record_from_json` does, but for what is decoded on demand."""
    try:
        found: Any = _decode_line(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRecord(f"not a record: {error}") from error
    if found.schema != SCHEMA:
        raise BadRecord(f'schema is "{found.schema}", this version reads "{SCHEMA}"; upgrade newsarchive')
    record = _new(StoredRecord)
    _set_fields(record, msgspec.structs.asdict(found))
    return record
