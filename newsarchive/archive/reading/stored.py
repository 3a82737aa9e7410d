"""StoredRecord: a record read from an archive; texts, times and lists are decoded on first access."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import Any

import msgspec

from newsarchive.article import RECORD_FIELDS, SCHEMA, BadRecord, Record, other_schema
from newsarchive.columns import default_of, record_columns

_REMEDY = "run `newsarchive verify`, or skip errors with on_error='skip' (in the shell: --skip-bad)"
# msgspec skips a raw value several times faster than it decodes one.
_LATE = frozenset(
    (
        "lead",
        "body",
        *(column.name for column in record_columns().values() if column.many or column.kind in ("object", "time")),
    )
)
_kinds = typing.get_type_hints(Record, include_extras=True)


def _line_field(field: dataclasses.Field[Any]) -> Any:
    if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
        return field.name, _kinds[field.name]
    default = default_of(field)
    if field.name in _LATE:
        return field.name, msgspec.Raw, msgspec.Raw(msgspec.json.encode(default))
    return field.name, _kinds[field.name], default


_Line = msgspec.defstruct("_Line", map(_line_field, dataclasses.fields(Record)), kw_only=True, gc=False)
_decode_line = msgspec.json.Decoder(_Line).decode


class _OnDemand:
    """A field that is JSON in the line until its first access."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._decode = msgspec.json.Decoder(_kinds[name]).decode

    def __get__(self, record: Any, owner: type) -> Any:
        if record is None:
            return self
        line = _line_of(record)
        value = getattr(line, self._name)
        if type(value) is msgspec.Raw:
            try:
                value = self._decode(value)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                raise BadRecord(f"record {record.id}: not a record: {self._name}: {error}; {_REMEDY}") from error
            setattr(line, self._name, value)
        return value

    def __set__(self, record: Any, value: Any) -> None:
        setattr(_line_of(record), self._name, value)


class StoredRecord(Record):
    """A Record from one line of an archive; each field is decoded on first access.

    A text, time or list of the wrong type raises BadRecord then. It equals the Record of the same line, and becomes one
    when pickled or copied.
    """

    # The fields are in a struct, which msgspec creates in half the time of a dictionary.
    __slots__ = ("_line",)
    _line: Any

    def __init__(self, **fields: Any) -> None:
        """Take the same *fields* as Record."""
        _set_line(self, _Line(**vars(Record(**fields))))

    @property
    def __dict__(self) -> dict[str, Any]:  # type: ignore[override]
        """Return every field, for vars()."""
        return dict(zip(RECORD_FIELDS, _values(self), strict=True))

    def __eq__(self, other: object) -> bool:
        """Compare field by field, as dataclasses do."""
        return isinstance(other, Record) and _values(self) == _values(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        """Return the repr of the equal Record."""
        return Record.__repr__(self).replace(type(self).__name__, Record.__name__, 1)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle and copy as a plain Record."""
        return partial(Record, **vars(self)), ()


_values = attrgetter(*RECORD_FIELDS)
_new = object.__new__
_line_of: Callable[[Any], Any] = StoredRecord._line.__get__
_set_line = StoredRecord._line.__set__
for _name in RECORD_FIELDS:
    setattr(StoredRecord, _name, _OnDemand(_name) if _name in _LATE else property(attrgetter(f"_line.{_name}")))


def stored_record(line: bytes) -> StoredRecord:
    """Decode one line of an archive like `record_from_json`, except for fields decoded on demand.

    Raise BadRecord for a line that is not a record, or one of another schema version.
    """
    try:
        found: Any = _decode_line(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRecord(f"not a record: {error}") from error
    if found.schema != SCHEMA:
        raise other_schema(found.schema)
    record = _new(StoredRecord)
    _set_line(record, found)
    return record
