"""Add records to the search index and remove them: row, full text, labels, positions of the revisions."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cache
from hashlib import blake2b
from operator import attrgetter

from newsarchive.archive.layout import month_of
from newsarchive.search.folding import without_bars
from newsarchive.search.keys import key_for
from newsarchive.search.labels import Labels, labels_of, tokens
from newsarchive.search.searched import SearchedRecord

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
_ADD_REVISION = "INSERT OR REPLACE INTO revisions VALUES (?, ?, ?, ?, ?, ?)"
_ADD_LABEL = "INSERT INTO article_labels VALUES (?, ?)"
_ADD_URL = "INSERT OR IGNORE INTO urls VALUES (?, ?)"
_IDS_AT_ONCE = 500
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


@dataclass(frozen=True, slots=True)
class _Row:
    key: int
    record: SearchedRecord
    labels: list[int]


class IndexRows:
    """A writer that adds and removes records of an open *index*; the caller begins and ends the transaction.

    *read* returns the record at a position; it is called if the latest revision is removed and an older one remains.
    """

    def __init__(self, index: sqlite3.Connection, read: Callable[[Place], SearchedRecord]) -> None:
        self._index = index
        self._read = read
        self._labels = Labels(index)

    def add(self, record: SearchedRecord, place: Place) -> None:
        """Add *record*, which is at *place*; only the highest revision of an article is searched."""
        row = self._index.execute("SELECT key, revision FROM articles WHERE id = ?", (record.id,)).fetchone()
        latest = row is None or record.revision >= row[1]
        if latest and row is not None:
            self._take_out(row[0])
        self._index.execute(_ADD_REVISION, _revision_row(record, place))
        if latest:
            self._put_in([record])

    def add_all(self, found: Sequence[tuple[SearchedRecord, Place]]) -> None:
        """Add many records, table by table, which takes two thirds of the time; sorted by time, it is fastest.

        Articles that are in the index, or several times in *found*, are added one by one.
        """
        times = Counter(record.id for record, _ in found)
        several = {id for id, number in times.items() if number > 1} | self._known(list(times))
        new = [row for row in found if row[0].id not in several]
        self._index.executemany(_ADD_REVISION, [_revision_row(*row) for row in new])
        self._put_in([record for record, _ in new])
        for record, place in found:
            if record.id in several:
                self.add(record, place)

    def _known(self, ids: Sequence[str]) -> set[str]:
        known: set[str] = set()
        for at in range(0, len(ids), _IDS_AT_ONCE):
            some = ids[at : at + _IDS_AT_ONCE]
            query = f"SELECT id FROM articles WHERE id IN ({', '.join('?' * len(some))})"
            known.update(id for (id,) in self._index.execute(query, some))
        return known

    def forget_file(self, file: int) -> None:
        """Remove every record of the file numbered *file*; older revisions in other files become searchable again."""
        ids = [id for (id,) in self._index.execute("SELECT DISTINCT id FROM revisions WHERE file = ?", (file,))]
        for id in ids:
            self.hide(id)
            self._index.execute("DELETE FROM revisions WHERE id = ? AND file = ?", (id, file))
            self.restore(id)
        self._index.execute("DELETE FROM problems WHERE file = ?", (file,))
        self._index.execute("DELETE FROM files WHERE number = ?", (file,))

    def hide(self, id: str) -> None:
        """Remove the article *id*, if it is there, from those that are searched; the places of its revisions stay."""
        row = self._index.execute("SELECT key FROM articles WHERE id = ?", (id,)).fetchone()
        if row is not None:
            self._take_out(row[0])

    def restore(self, id: str) -> None:
        """Add the article *id*, if the index has a revision of it, to those that are searched; undoes `hide`."""
        self.hide(id)
        left = self._index.execute(
            "SELECT file, member, line FROM revisions WHERE id = ? ORDER BY revision DESC LIMIT 1", (id,)
        ).fetchone()
        if left is not None:
            self._put_in([self._read(Place(*left))])

    def _put_in(self, records: Iterable[SearchedRecord]) -> None:
        rows: list[_Row] = []
        taken: dict[int, int] = {}
        for record in records:
            key = key_for(self._index, record.published_at, taken)
            rows.append(_Row(key, record, self._labels.numbers(labels_of(record))))
        rows.sort(key=attrgetter("key"))  # FTS5 writes a segment whenever the row numbers do not increase
        self._index.executemany(_ADD_ARTICLE, ((row.key, *_columns(row.record)) for row in rows))
        self._index.executemany(_ADD_LABEL, ((row.key, number) for row in rows for number in row.labels))
        self._index.executemany(_ADD_TEXT, map(_text_row, rows))
        self._index.executemany(_ADD_MARKS, ((row.key, _whole(_texts(row.record))) for row in rows))
        self._index.executemany(_ADD_URL, ((url_hash(url), row.key) for row in rows for url in _urls(row.record)))

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


def _texts(record: SearchedRecord) -> tuple[str | None, str | None, str | None, str]:
    return texts_of(
        record.title, record.lead, record.body, record.byline, record.dateline, _tags(record), _captions(record)
    )


def _text_row(row: _Row) -> tuple[object, ...]:
    return row.key, *map(without_bars, _texts(row.record)), tokens(row.labels)


def _tags(record: SearchedRecord) -> str:
    return ", ".join(record.tags)


def _captions(record: SearchedRecord) -> str:
    return ", ".join(text for picture in record.pictures for text in (picture.caption, picture.credit) if text)


def _columns(record: SearchedRecord) -> tuple[object, ...]:
    """Return the values of COLUMNS."""
    at = record.published_at
    published = _text(at)
    return (
        record.id,
        record.revision,
        record.site,
        record.publisher,
        record.section,
        month_of(at),
        published,
        published and published[:10],
        at and _offset(at.utcoffset()),
        _text(record.fetched_at),
        record.kind,
        record.language,
        record.title,
        record.byline,
        AUTHOR_SEPARATOR.join(record.authors),
        _tags(record),
        record.dateline,
        _captions(record),
        record.url,
        record.canonical_url,
        record.warc and record.warc.file,
        record.warc and record.warc.offset,
        record.lead,
        record.body,
    )


@cache
def _offset(offset: timedelta | None) -> str:
    return datetime(1, 1, 2, tzinfo=timezone(offset or timedelta(0))).isoformat()[19:25]


def _revision_row(record: SearchedRecord, place: Place) -> tuple[object, ...]:
    return record.id, record.revision, _text(record.fetched_at), place.file, place.member, place.line


def _urls(record: SearchedRecord) -> list[str]:
    urls = (record.url, record.canonical_url, *record.aliases)
    return list(dict.fromkeys(url for url in urls if url))


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
