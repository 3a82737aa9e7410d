"""Article: the content of a page. Record: an article and its provenance. Their JSON form and its schema.

Field names follow schema.org NewsArticle (https://schema.org/NewsArticle) where it has one, in snake_case.
"""

from __future__ import annotations

import dataclasses
import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from html import escape
from typing import Annotated, Any, Literal

import msgspec

from newsarchive.escapes import on_one_line

SCHEMA = "newsarchive/1"

Kind = Literal["article", "video", "gallery", "live", "listing", "other"]
Precision = Literal["second", "minute", "hour", "day", "month"]
Role = Literal["author", "photographer", "translator", "compiler", "editor", "contributor", "agency", "source"]
StatementSource = Literal["page", "header", "robots.txt"]
BlockKind = Literal["paragraph", "heading", "quote", "list_item", "table"]

# Values that tables cannot hold: a number too large for any column, a time without a zone. They are reported with their
# line like any other invalid value.
_Count = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
_Number = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
_Instant = Annotated[datetime, msgspec.Meta(tz=True)]

STORED_KINDS: frozenset[str] = frozenset({"article", "video", "gallery", "live"})


_SHOWN_TEXT = 300


class BadRecord(ValueError):
    """A line that is not a record: invalid JSON, a missing or mistyped field, a schema newer than this version.

    A traceback shows the message, which may quote the line or its file's name; terminal escapes are replaced.
    """

    def __init__(self, message: str) -> None:
        super().__init__(on_one_line(message))


@dataclass(frozen=True, kw_only=True)
class Block:
    """One block of the body, in reading order; a table's text has a line for each row, cells separated by tabs."""

    kind: BlockKind = "paragraph"
    text: str

    @property
    def rows(self) -> list[list[str]]:
        """The cells of a table, row by row; empty for other kinds."""
        return [line.split("\t") for line in self.text.split("\n")] if self.kind == "table" else []


@dataclass(frozen=True, kw_only=True)
class Credit:
    """One name in a byline, with its role."""

    name: str
    role: Role = "author"


@dataclass(frozen=True, kw_only=True)
class Picture:
    """One picture of the article; *caption* and *credit* are ``None`` if the page displays none."""

    url: str
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, kw_only=True)
class Link:
    """One link inside the article's text: its absolute URL and its anchor text."""

    url: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Video:
    """One video of the article: the URL of its file or its player; *caption* is ``None`` if none is displayed."""

    url: str
    caption: str | None = None


@dataclass(frozen=True, kw_only=True)
class TrainingStatement:
    """A declaration about AI training on the text: the original *statement*, and its meaning."""

    source: StatementSource
    statement: str
    allowed: bool


@dataclass(frozen=True, kw_only=True)
class Http:
    """The facts of the HTTP response that a later visit needs.

    *truncated*: the end of the page was not received. *checksum_error*: the checksum of the compressed page belongs to
    other bytes, so that some of its text may be damaged.
    """

    status: _Number = 200
    etag: str | None = None
    last_modified: str | None = None
    content_type: str | None = None
    truncated: bool = False
    checksum_error: bool = False

    def __post_init__(self) -> None:
        # If a line of an earlier version lacks a key, msgspec leaves it as a class default and would not encode it.
        if len(vars(self)) < len(self.__dataclass_fields__):
            vars(self).update({name: getattr(self, name) for name in self.__dataclass_fields__})


@dataclass(frozen=True, kw_only=True)
class WarcPlace:
    """Position of the raw response: *file* relative to the archive folder; *offset* and *length* in bytes."""

    file: str
    offset: _Number
    length: _Number


@dataclass(frozen=True, kw_only=True)
class _Identity:
    schema: str = SCHEMA
    id: str
    revision: _Count = 1
    site: str
    url: str | None = None
    canonical_url: str | None = None
    aliases: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Article:
    """The content of one page. ``None`` and empty lists mean that the page lacks the value; none is invented.

    Text is Unicode NFC. *body* is the paragraphs joined by a blank line, and *blocks* the same with their structure;
    neither contains lead, captions, byline or widgets. Times are aware datetimes with the publisher's offset;
    *published_precision* is the precision of *published_at*, and *published_raw* the text that it was parsed from. The
    data dictionary describes every field.
    """

    url: str | None = None
    canonical_url: str | None = None
    kind: Kind = "other"
    language: str | None = None
    title: str | None = None
    dateline: str | None = None
    lead: str | None = field(default=None, repr=False)
    body: str = field(default="", repr=False)
    blocks: list[Block] = field(default_factory=list, repr=False)
    word_count: _Count | None = None
    published_at: _Instant | None = None
    modified_at: _Instant | None = None
    published_precision: Precision | None = None
    published_raw: str | None = None
    byline: str | None = None
    authors: list[str] = field(default_factory=list)
    credits: list[Credit] = field(default_factory=list)
    section: str | None = None
    sections: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list, repr=False)
    links: list[Link] = field(default_factory=list, repr=False)
    videos: list[Video] = field(default_factory=list, repr=False)
    publisher: str | None = None
    paywalled: bool | None = None
    license: str | None = None
    ai_training: list[TrainingStatement] = field(default_factory=list)

    @property
    def published_date(self) -> date | None:
        """The publisher's calendar day of publication: the day of *published_at* in its own offset."""
        return self.published_at.date() if self.published_at else None

    @property
    def utc_offset(self) -> str | None:
        """The offset of *published_at* from UTC, such as "+07:00"."""
        offset = f"{self.published_at:%z}" if self.published_at else ""
        return f"{offset[:3]}:{offset[3:5]}" if offset else None


@dataclass(frozen=True, kw_only=True)
class _Provenance:
    fingerprint: str | None = None
    text_sha256: str
    fetched_at: _Instant | None = None
    first_seen_at: _Instant | None = None
    retrieved_from: str | None = None
    http: Http = field(default_factory=Http)
    payload_sha256: str | None = None
    warc: WarcPlace | None = None
    extractor: str | None = None


# Dataclass fields are collected from the last base to the first, so a record's keys are ordered identity, article,
# provenance.
@dataclass(frozen=True, kw_only=True)
class Record(_Provenance, Article, _Identity):
    """An article as stored: the fields of Article, preceded by its identity and followed by its provenance."""

    def _repr_html_(self) -> str:
        """Return title, facts and the beginning of the text, for a notebook; everything is escaped."""
        facts = (self.publisher or self.site, self.section, self.byline or ", ".join(self.authors))
        at = f"{self.published_at:%Y-%m-%d %H:%M %z}" if self.published_at else "undated"
        text = self.lead or self.body
        short = text if len(text) <= _SHOWN_TEXT else text[:_SHOWN_TEXT].rpartition(" ")[0] + " …"
        return (
            f'<article lang="{escape(self.language or "")}"><h4>{escape(self.title or "(no title)")}</h4>'
            f"<p>{escape(' · '.join(fact for fact in (at, *facts) if fact))}</p><p>{escape(short)}</p>"
            f"<p><code>{escape(self.id)}</code>, revision {self.revision}</p></article>"
        )


RECORD_FIELDS: tuple[str, ...] = tuple(field.name for field in dataclasses.fields(Record))

_decoder = msgspec.json.Decoder(Record)


def to_json(value: Article) -> bytes:
    """Encode an Article or a Record as one line of JSON (UTF-8, every key present, no line feed at the end)."""
    names = value.__dataclass_fields__
    if len(vars(value)) < len(names):  # decoded from a line that lacks a key: msgspec would omit the key again
        return msgspec.json.encode({name: getattr(value, name) for name in names})
    return msgspec.json.encode(value)


def url_digest(canonical: str) -> str:
    """Return the second part of an article's id: the first 16 hexadecimal digits of the SHA-256 of its URL."""
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def other_schema(schema: str) -> BadRecord:
    """Return the error for a record of another *schema* than SCHEMA."""
    return BadRecord(f'schema is "{schema}", this version reads "{SCHEMA}"; upgrade newsarchive')


def record_from_json(line: bytes | str) -> Record:
    """Decode one line of an archive; raise BadRecord if it is not a record that this version can parse.

    Unknown keys are ignored and missing ones take their defaults, so archives of every earlier version load.
    """
    try:
        record = _decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRecord(f"not a record: {error}") from error
    if record.schema != SCHEMA:
        raise other_schema(record.schema)
    return record


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of one archive line, generated from Record."""
    schema = msgspec.json.schema(Record)
    definition = schema["$defs"]["Record"]
    # Every key is always written; the defaults exist so that old archives load.
    definition["required"] = list(RECORD_FIELDS)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:{SCHEMA}", **schema}
