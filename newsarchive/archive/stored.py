"""StoredRecord: a record as it is read from an archive, whose long texts are decoded when somebody asks for them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import Any, cast

import msgspec

from newsarchive.article import RECORD_FIELDS, SCHEMA, BadRecord, Block, Record

_UNREAD = (msgspec.Raw, bytes)  # bytes: of a line that has no such key


class _OnDemand:
    """A field that lies in the instance as JSON until it is read."""

    def __init__(self, name: str, kind: Any, empty: bytes) -> None:
        self._name, self._empty = name, empty
        self._decoder = msgspec.json.Decoder(kind)

    def __get__(self, record: Any, owner: type) -> Any:
        if record is None:
            return self
        value = record.__dict__.get(self._name, self._empty)
        if type(value) in _UNREAD:
            value = record.__dict__[self._name] = self._decoder.decode(value)
        return value

    def __set__(self, record: Any, value: Any) -> None:
        record.__dict__[self._name] = value


class StoredRecord(Record):
    """A Record like any other; *body* and *blocks*, which are most of it, are decoded when they are read first.

    It equals the Record of the same line, and is one when it has been pickled or copied.
    """

    body = _OnDemand("body", str, b'""')
    blocks = _OnDemand("blocks", list[Block], b"[]")

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


_values = attrgetter(*RECORD_FIELDS)
_QUOTE, _BRACKET = b'"['


@dataclass(frozen=True, kw_only=True)
class _Raw(Record):
    """What msgspec fills: it passes over a raw field several times faster than it decodes it."""

    body: msgspec.Raw = b'""'  # type: ignore[assignment]
    blocks: msgspec.Raw = b"[]"  # type: ignore[assignment]


_decoder = msgspec.json.Decoder(_Raw)
_become = object.__setattr__  # past the frozen class's own


def stored_record(line: bytes) -> StoredRecord:
    """Decode one line of an archive as `record_from_json` does, but for the insides of the long texts."""
    try:
        found = _decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadRecord(f"not a record: {error}") from error
    if found.schema != SCHEMA:
        raise BadRecord(f'schema is "{found.schema}", this version reads "{SCHEMA}"; upgrade newsarchive')
    if memoryview(found.body)[0] != _QUOTE or memoryview(found.blocks)[0] != _BRACKET:
        raise BadRecord("not a record: body is no text, or blocks is no list")
    _become(found, "__class__", StoredRecord)
    return cast(StoredRecord, found)
