"""The tables of `search.sqlite`, the search index: a cache of the records for searching and browsing.

articles        one row per article, its latest revision. *key* orders the rows by the displayed time of publication
                (see keys.py) and is the rowid of both full-text tables. *published_at* is ISO 8601 with its offset,
                *published_date* the publisher's calendar day, *utc_offset* "+07:00"; *month* is 'YYYY-MM' or
                'undated'. *authors* are joined by "; ", *tags* and *captions* by ", ".
revisions       every revision and the position of its line: *file*, *member* (byte offset of a gzip member), *line*.
                SQL reads the line through `record_json(file, member, line)`, which open_index registers.
labels          sites, months, sections (of the whole breadcrumb) and names of authors and other credits; one row for
                all spellings that differ only in diacritics and case.
article_labels  the labels of each article; the view `authors` has the names.
urls            63-bit hashes of every URL of an article, including canonical URLs and aliases.
moved           articles that have moved (see moves.py): their revisions are here, and they have no row in *articles*.
files           how much of each record file has been read; problems: parts that could not be read.
articles_fts    full text of *articles*: FTS5's tokenizer drops diacritics, and đ is replaced by d before, so that
                tone placement makes no difference. Contentless: it supports MATCH and bm25() and returns rowids.
                Columns: title, lead, body, rest (byline, dateline, tags, captions) and labels, whose tokens filter
                inside the index.
articles_marks  the words of an article with their diacritics (detail=none): enough for one exact word; an exact
                phrase is verified in the text of the articles that have its words.

A query is turned into MATCH expressions by newsarchive.search.matching; snippets are made from *articles*.
"""

from __future__ import annotations

#: An index of another version is rebuilt. Increase it whenever tables, folding or labels change.
VERSION = 6
APPLICATION = 0x6E617263  # "narc"

TABLES = """
CREATE TABLE articles (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    site TEXT NOT NULL,
    publisher TEXT,
    section TEXT,
    month TEXT NOT NULL,
    published_at TEXT,
    published_date TEXT,
    utc_offset TEXT,
    fetched_at TEXT,
    kind TEXT,
    language TEXT,
    title TEXT,
    byline TEXT,
    authors TEXT,
    tags TEXT,
    dateline TEXT,
    captions TEXT,
    url TEXT,
    canonical_url TEXT,
    warc_file TEXT,
    warc_offset INTEGER,
    lead TEXT,
    body TEXT NOT NULL
);
CREATE TABLE revisions (
    id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    fetched_at TEXT,
    file INTEGER NOT NULL REFERENCES files (number),
    member INTEGER NOT NULL,
    line INTEGER NOT NULL,
    PRIMARY KEY (id, revision)
) WITHOUT ROWID;
CREATE TABLE labels (
    label INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    exact TEXT NOT NULL,
    folded TEXT NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (kind, exact)
);
CREATE TABLE article_labels (
    article INTEGER NOT NULL REFERENCES articles (key),
    label INTEGER NOT NULL REFERENCES labels (label),
    PRIMARY KEY (article, label)
) WITHOUT ROWID;
CREATE VIEW authors AS
    SELECT article, name FROM article_labels JOIN labels USING (label) WHERE kind = 'author';
CREATE TABLE urls (hash INTEGER NOT NULL, article INTEGER NOT NULL, PRIMARY KEY (hash, article)) WITHOUT ROWID;
CREATE TABLE files (
    number INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    read INTEGER NOT NULL,
    crc INTEGER NOT NULL
);
CREATE TABLE moved (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE problems (file INTEGER NOT NULL, message TEXT NOT NULL);
CREATE TABLE settings (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE UNIQUE INDEX articles_id ON articles (id);
CREATE INDEX revisions_file ON revisions (file);
"""

# Label tokens begin with U+E000, a private-use character that FTS5 treats as a letter and no query contains.
FULL_TEXT = """
CREATE VIRTUAL TABLE articles_fts USING fts5 (title, lead, body, rest, labels,
    content='', tokenize="unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE articles_marks USING fts5 (words,
    content='', detail=none, tokenize="unicode61 remove_diacritics 0");
CREATE VIRTUAL TABLE words USING fts5vocab (articles_fts, row);
"""
