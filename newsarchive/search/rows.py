"""Add records to the search index and remove them: row, full text, labels, positions of the revisions."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from newsarchive.archive.layout import month_of
from newsarchive.article import Record
from newsarchive.search.folding import without_bars
from newsarchive.search.keys import key_for
from newsarchive.search.labels import Labels, labels_of, tokens

#: The separator of names in the column articles.authors.
AUTHOR_SEPARATOR = "; "
#: The columns of the table articles after *key*.
COLUMNS = (
    "id",
    "revision",
    "site",
    "publisher",
    "section",
    "month",
    "published_at",
    "published_date",
    "utc_offset",
    "fetched_at",
    "kind",
    "language",
    "title",
    "byline",
    "authors",
    "tags",
    "dateline",
    "captions",
    "url",
    "canonical_url",
    "warc_file",
    "warc_offset",
    "lead",
    "body",
)
_ADD_ARTICLE = f"INSERT INTO articles VALUES ({', '.join('?' * (len(COLUMNS) + 1))})"
_ADD_TEXT = "INSERT INTO articles_fts (rowid, title, lead, body, rest, labels) VALUES (?, ?, ?, ?, ?, ?)"
_ADD_MARKS = "INSERT INTO articles_marks (rowid, words) VALUES (?, ?)"
_DROP_TEXT = (
    "INSERT INTO articles_fts (articles_fts, rowid, title, lead, body, rest, labels) "
    "VALUES ('delete', ?, ?, ?, ?, ?, ?)"
)
_DROP_MARKS = "INSERT INTO articles_marks (articles_marks, rowid, words) VALUES ('delete', ?, ?)"
_SEARCHED = ("title", "lead", "body", "byline", "dateline", "tags", "captions")


@dataclass(frozen=True, slots=True)
class Place:
    """The position of a record: the number of the *file*, the offset of the gzip *member*, the *line* in it."""

    file: int
    member: int
    line: int


class IndexRows:
    """A writer that adds and removes records of an open *index*; the caller begins and ends the transaction.

    *read* returns the record at a position; it is called if the latest revision is removed and an older one remains.
    """

    def __init__(self, index: sqlite3.Connection, read: Callable[[Place], Record]) -> None:
        self._index = index
        self._read = read
        self._labels = Labels(index)

    def add(self, record: Record, place: Place) -> None:
        """Add *record*, which is at *place*; only the highest revision of an article is searched."""
        row = self._index.execute("SELECT key, revision FROM articles WHERE id = ?", (record.id,)).fetchone()
        latest = row is None or record.revision >= row[1]
        if latest and row is not None:
            self._take_out(row[0])
        self._index.execute(
            "INSERT OR REPLACE INTO revisions VALUES (?, ?, ?, ?, ?, ?)",
            (record.id, record.revision, _text(record.fetched_at), place.file, place.member, place.line),
        )
        if latest:
            self._put_in(record)

    def forget_file(self, file: int) -> None:
        """Remove every record of the file numbered *file*; older revisions in other files become searchable again."""
        ids = [id for (id,) in self._index.execute("SELECT DISTINCT id FROM revisions WHERE file = ?", (file,))]
        for id in ids:
            row = self._index.execute("SELECT key FROM articles WHERE id = ?", (id,)).fetchone()
            if row is not None:
                self._take_out(row[0])
            self._index.execute("DELETE FROM revisions WHERE id = ? AND file = ?", (id, file))
            left = self._index.execute(
                "SELECT file, member, line FROM revisions WHERE id = ? ORDER BY revision DESC LIMIT 1", (id,)
            ).fetchone()
            if left is not None:
                self._put_in(self._read(Place(*left)))
        self._index.execute("DELETE FROM problems WHERE file = ?", (file,))
        self._index.execute("DELETE FROM files WHERE number = ?", (file,))

    def _put_in(self, record: Record) -> None:
        key = key_for(self._index, record.published_at)
        row = _row(record)
        texts = texts_of(*(row[name] for name in _SEARCHED))
        self._index.execute(_ADD_ARTICLE, (key, *row.values()))
        numbers = self._labels.numbers(labels_of(record))
        self._index.executemany("INSERT INTO article_labels VALUES (?, ?)", [(key, number) for number in numbers])
        self._index.execute(_ADD_TEXT, (key, *map(without_bars, texts), tokens(numbers)))
        self._index.execute(_ADD_MARKS, (key, _whole(texts)))
        self._index.executemany(
            "INSERT OR IGNORE INTO urls VALUES (?, ?)", [(url_hash(url), key) for url in _urls(record)]
        )

    def _take_out(self, key: int) -> None:
        """Undo _put_in. A contentless FTS5 table can delete a row only if it gets exactly the inserted text."""
        row = self._index.execute(f"SELECT {', '.join(_SEARCHED)} FROM articles WHERE key = ?", (key,)).fetchone()
        texts = texts_of(*row)
        found = self._index.execute("SELECT label FROM article_labels WHERE article = ?", (key,))
        self._index.execute(_DROP_TEXT, (key, *map(without_bars, texts), tokens(number for (number,) in found)))
        self._index.execute(_DROP_MARKS, (key, _whole(texts)))
        self._index.execute("DELETE FROM articles WHERE key = ?", (key,))
        self._index.execute("DELETE FROM article_labels WHERE article = ?", (key,))
        self._index.execute("DELETE FROM urls WHERE article = ?", (key,))


def texts_of(
    title: str | None, lead: str | None, body: str | None, *around: str | None
) -> tuple[str | None, str | None, str | None, str]:
    """Return the searched texts of an article: title, lead, body, and the rest (the texts *around* the body)."""
    return title, lead, body, "\n".join(text for text in around if text)


def url_hash(url: str) -> int:
    """Return the hash of *url*: 63 bits of BLAKE2."""
    return int.from_bytes(blake2b(url.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 1


def _whole(texts: Iterable[str | None]) -> str:
    return "\n".join(text for text in texts if text)


def _row(record: Record) -> dict[str, Any]:
    at = record.published_at
    special: dict[str, Any] = {
        "month": month_of(at),
        "published_at": _text(at),
        "published_date": at.date().isoformat() if at else None,
        "fetched_at": _text(record.fetched_at),
        "authors": AUTHOR_SEPARATOR.join(record.authors),
        "tags": ", ".join(record.tags),
        "captions": ", ".join(text for one in record.pictures for text in (one.caption, one.credit) if text),
        "warc_file": record.warc and record.warc.file,
        "warc_offset": record.warc and record.warc.offset,
    }
    return {name: special[name] if name in special else getattr(record, name) for name in COLUMNS}


def _urls(record: Record) -> list[str]:
    urls = (record.url, record.canonical_url, *record.aliases)
    return list(dict.fromkeys(url for url in urls if url))


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
