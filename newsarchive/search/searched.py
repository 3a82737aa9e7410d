"""SearchedRecord: the fields of a record that the search index contains."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, get_type_hints

import msgspec

from newsarchive.article import SCHEMA, BadRecord, Credit, Picture, Record, WarcPlace, other_schema

_Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class SearchedRecord(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A record without the fields that are not searched, such as *blocks*: decoded in a quarter of the time."""

    schema: str = SCHEMA
    id: str
    revision: int = 1
    site: str
    url: str | None = None
    canonical_url: str | None = None
    aliases: list[str] = msgspec.field(default_factory=list)
    kind: str = "other"
    language: str | None = None
    title: str | None = None
    dateline: str | None = None
    lead: str | None = None
    body: str = ""
    published_at: _Instant | None = None
    byline: str | None = None
    authors: list[str] = msgspec.field(default_factory=list)
    credits: list[Credit] = msgspec.field(default_factory=list)
    section: str | None = None
    sections: list[str] = msgspec.field(default_factory=list)
    tags: list[str] = msgspec.field(default_factory=list)
    pictures: list[Picture] = msgspec.field(default_factory=list)
    publisher: str | None = None
    text_sha256: str
    fetched_at: _Instant | None = None
    warc: WarcPlace | None = None


def _decoder() -> Callable[[bytes], Any]:
    # The types are those of Record, so that both classes reject the same values.
    kinds = get_type_hints(Record, include_extras=True)
    fields: list[Any] = [
        (field.name, kinds[field.name]) if field.required else (field.name, kinds[field.name], _default(field))
        for field in msgspec.structs.fields(SearchedRecord)
    ]
    exact = msgspec.defstruct("Searched", fields, bases=(SearchedRecord,), kw_only=True, frozen=True, gc=False)
    return msgspec.json.Decoder(exact).decode


def _default(field: msgspec.structs.FieldInfo) -> Any:
    if field.default_factory is not msgspec.NODEFAULT:
        return msgspec.field(default_factory=field.default_factory)
    return field.default


_decode = _decoder()


def searched_from_json(line: bytes) -> SearchedRecord:
    """Decode one line of an archive as far as the index needs it; raise BadRecord like record_from_json."""
    try:
        record: SearchedRecord = _decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRecord(f"not a record: {error}") from error
    if record.schema != SCHEMA:
        raise other_schema(record.schema)
    return record
