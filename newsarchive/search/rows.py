"""Records into the search base and out of it: the row, its full text, its revisions."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime

from newsarchive.archive.layout import month_of
from newsarchive.article import Record, record_from_json
from newsarchive.search.facts import facts_of
from newsarchive.search.folding import WITH_MARKS, WITHOUT_MARKS, Words, words_of
from newsarchive.search.frequent import common_words, is_noted, note_shares, pairs_in, read_shares
from newsarchive.search.keys import key_for

#: The columns of the table articles after *key*.
COLUMNS = (
    "id",
    "revision",
    "site",
    "publisher",
    "section",
    "month",
    "published_at",
    "fetched_at",
    "kind",
    "language",
    "title",
    "byline",
    "authors",
    "tags",
    "dateline",
    "url",
    "canonical_url",
    "warc_file",
    "warc_offset",
    "fingerprint",
    "lead",
    "body",
)
_ADD_ARTICLE = f"INSERT INTO articles VALUES ({', '.join('?' * (len(COLUMNS) + 1))})"
_ADD_REVISION = "INSERT OR REPLACE INTO revisions (id, revision, fetched_at, file, json) VALUES (?, ?, ?, ?, ?)"
_TABLES: dict[str, Words] = {"articles_fts": WITHOUT_MARKS, "articles_exact": WITH_MARKS}
_INDEXED = "title, lead, body, rest, facts"
_REMEMBERED = 1 << 19
# A JSON line shrinks to a third; a higher level gains a twentieth and takes twice as long.
_LEVEL = 3


class Rows:
    """Adds records to an open *base* and takes them out; the caller begins and ends the transaction."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base
        self._words: set[str] = set()
        self._common = self._read_common()

    def learn_common(self, records: Iterable[Record]) -> None:
        """Learn from *records* which words are common, once in the life of a base."""
        if is_noted(self._base):
            return
        texts = [[word for words in _texts(record) for word in words] for record in records]
        for table, form in _TABLES.items():
            note_shares(self._base, [{form[word] for word in words} for words in texts], exact=_is_exact(table))
        self._common = self._read_common()

    def add(self, record: Record, line: bytes, file: int) -> None:
        """Add *record*, whose JSON is *line*, read from the file numbered *file*; the highest revision is shown."""
        row = self._base.execute("SELECT key, revision FROM articles WHERE id = ?", (record.id,)).fetchone()
        latest = row is None or record.revision >= row[1]
        if latest and row is not None:
            self._take_out(record.id, *row)
        packed = zlib.compress(line.rstrip(b"\n"), _LEVEL)
        self._base.execute(_ADD_REVISION, (record.id, record.revision, _text(record.fetched_at), file, packed))
        if latest:
            self._put_in(record)

    def forget_file(self, file: int) -> None:
        """Take out every record that was read from the file numbered *file*; older revisions show again."""
        ids = [id for (id,) in self._base.execute("SELECT DISTINCT id FROM revisions WHERE file = ?", (file,))]
        for id in ids:
            row = self._base.execute("SELECT key, revision FROM articles WHERE id = ?", (id,)).fetchone()
            self._take_out(id, *row)
            self._base.execute("DELETE FROM revisions WHERE id = ? AND file = ?", (id, file))
            left = self._base.execute(
                "SELECT json FROM revisions WHERE id = ? ORDER BY revision DESC LIMIT 1", (id,)
            ).fetchone()
            if left is not None:
                self._put_in(record_from_json(zlib.decompress(left[0])))
        self._base.execute("DELETE FROM files WHERE number = ?", (file,))

    def _put_in(self, record: Record) -> None:
        key = key_for(self._base, record.published_at)
        self._base.execute(_ADD_ARTICLE, (key, *_row(record)))
        for table, columns in self._full_text(record, remember=True):
            self._base.execute(f"INSERT INTO {table} (rowid, {_INDEXED}) VALUES (?, ?, ?, ?, ?, ?)", (key, *columns))
        self._base.executemany("INSERT INTO authors VALUES (?, ?)", [(key, name) for name in record.authors])
        self._base.executemany("INSERT OR IGNORE INTO urls VALUES (?, ?)", [(url, record.id) for url in _urls(record)])

    def _take_out(self, id: str, key: int, revision: int) -> None:
        """Undo _put_in. A contentless index forgets a row only when it is told exactly the words it was given."""
        query = "SELECT json FROM revisions WHERE id = ? AND revision = ?"
        record = record_from_json(zlib.decompress(self._base.execute(query, (id, revision)).fetchone()[0]))
        for table, columns in self._full_text(record, remember=False):
            self._base.execute(
                f"INSERT INTO {table} ({table}, rowid, {_INDEXED}) VALUES ('delete', ?, ?, ?, ?, ?, ?)",
                (key, *columns),
            )
        self._base.execute("DELETE FROM articles WHERE key = ?", (key,))
        self._base.execute("DELETE FROM authors WHERE article = ?", (key,))
        self._base.executemany("DELETE FROM urls WHERE url = ? AND id = ?", [(url, id) for url in _urls(record)])

    def _full_text(self, record: Record, *, remember: bool) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield each full-text table with what it is given for *record*, column by column."""
        texts, facts = _texts(record), facts_of(record)
        if remember:
            self._remember(set().union(*texts))
        for table, form in _TABLES.items():
            folded = [list(map(form.__getitem__, words)) for words in texts]
            pairs = dict.fromkeys(pair for words in folded for pair in pairs_in(words, self._common[table]))
            yield table, (*map(" ".join, folded), " ".join((facts, *pairs)))

    def _read_common(self) -> dict[str, frozenset[str]]:
        return {table: common_words(read_shares(self._base, exact=_is_exact(table))) for table in _TABLES}

    def _remember(self, words: set[str]) -> None:
        new = words - self._words
        if len(self._words) > _REMEMBERED:
            self._words.clear()
        self._words |= new
        forms = [(_is_exact(table), form[word]) for table, form in _TABLES.items() for word in new]
        self._base.executemany("INSERT OR IGNORE INTO words VALUES (?, ?)", forms)


def _is_exact(table: str) -> bool:
    return table == "articles_exact"


def _row(record: Record) -> tuple[object, ...]:
    special = {
        "month": month_of(record.published_at),
        "published_at": _text(record.published_at),
        "fetched_at": _text(record.fetched_at),
        "authors": ", ".join(record.authors),
        "tags": ", ".join(record.tags),
        "warc_file": record.warc and record.warc.file,
        "warc_offset": record.warc and record.warc.offset,
    }
    return tuple(special[name] if name in special else getattr(record, name) for name in COLUMNS)


def _texts(record: Record) -> list[list[str]]:
    around = (record.byline, record.dateline, *record.tags, *_captions(record))
    texts = (record.title, record.lead, record.body, "\n".join(one for one in around if one))
    return [words_of(text) if text else [] for text in texts]


def _captions(record: Record) -> Iterable[str | None]:
    return (text for picture in record.pictures for text in (picture.caption, picture.credit))


def _urls(record: Record) -> list[str]:
    urls = (record.url, record.canonical_url, *record.aliases)
    return list(dict.fromkeys(url for url in urls if url))


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
