"""Extract the raw page of a stored record again, and compare the fields."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import msgspec

from newsarchive.archive.records import marks_of
from newsarchive.article import STORED_KINDS, Record, record_from_json, to_json
from newsarchive.differences import READ_FIELDS, Change, changes, common_start
from newsarchive.extraction import extract
from newsarchive.publishers import Publishers
from newsarchive.time_limit import PAGE_SECONDS, TimeLimitExceeded, time_limit
from newsarchive.warc import BadWarc, IncompleteResponse, read_page

How = Literal["changed", "lost", "gained"]

# Identity does not depend on the extraction.
_FIELDS = tuple(name for name in READ_FIELDS if name != "canonical_url")
_WIDTH = 110
_BEFORE = 30


@dataclass(frozen=True, kw_only=True)
class FieldDifference:
    """A field with a different value; *old* and *new* are shortened to the difference."""

    field: str
    how: How
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class Reread:
    """The comparison of one record: its *differences* and, if there are any, *record*, the JSON line to store.

    *unread* is the reason why the page could not be compared.
    """

    id: str
    site: str
    url: str | None
    differences: list[FieldDifference] = field(default_factory=list)
    record: bytes | None = None
    unread: str | None = None


def reread(line: bytes, folder: Path, publishers: Publishers, extractor: str) -> Reread:
    """Extract the raw page of the record in *line* again; never raises for anything stored in the archive.

    *folder* is the archive, and *extractor* the program and version to enter in the record. Identity and the facts of
    the fetch stay as they are. Relative times are resolved against the record's *fetched_at*.
    """
    old = record_from_json(line)
    identity: dict[str, Any] = {"id": old.id, "site": old.site, "url": old.url}
    if old.warc is None:
        return Reread(**identity, unread="the record names no raw page")
    try:
        stored = read_page(folder, old.warc)
    except (BadWarc, OSError) as error:
        return Reread(**identity, unread=_reason(error))
    page = dataclasses.replace(stored.page, fetched_at=old.fetched_at or stored.page.fetched_at)
    try:
        with time_limit():
            article = extract(page, publishers=publishers)
    except TimeLimitExceeded:
        return Reread(**identity, unread=f"extraction of its page takes longer than {PAGE_SECONDS:.0f} s")
    if article.kind not in STORED_KINDS:
        return Reread(**identity, unread=f"no longer classified as an article ({article.kind}); left unchanged")
    new = dataclasses.replace(old, **{name: getattr(article, name) for name in _FIELDS})
    # robots.txt is not part of the raw page: keep what it stated at the time of the fetch.
    stated = [statement for statement in old.ai_training if statement.source == "robots.txt"]
    new = dataclasses.replace(new, ai_training=list(dict.fromkeys((*article.ai_training, *stated))))
    found = [_difference(change) for change in changes(old, new)]
    if not found:
        return Reread(**identity)
    return Reread(**identity, differences=found, record=_line(new, extractor))


def _line(new: Record, extractor: str) -> bytes:
    marks = marks_of(new)
    return to_json(
        dataclasses.replace(new, fingerprint=marks.fingerprint, text_sha256=marks.text_sha256, extractor=extractor)
    )


def _reason(error: Exception) -> str:
    """Return the kind of failure without details of the page, so that equal reasons can be counted."""
    if isinstance(error, FileNotFoundError) or isinstance(error.__cause__, FileNotFoundError):
        return "its WARC file is missing"
    if isinstance(error, IncompleteResponse):
        return "its raw page is incomplete or damaged"
    return "its raw page cannot be read"


def _difference(change: Change) -> FieldDifference:
    old, new = _text(change.old), _text(change.new)
    how: How = "changed" if old and new else "lost" if old else "gained"
    at = max(0, common_start(old, new) - _BEFORE)
    return FieldDifference(field=change.field, how=how, old=_cut(old, at), new=_cut(new, at))


def _text(value: Any) -> str:
    if value in (None, "", []):
        return ""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode("utf-8", "replace")


def _cut(text: str, at: int) -> str:
    if len(text) <= _WIDTH:
        return text
    return f"{'…' if at else ''}{text[at : at + _WIDTH]}{'…' if at + _WIDTH < len(text) else ''}"
