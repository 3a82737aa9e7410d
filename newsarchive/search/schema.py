"""The tables of `search.sqlite`: a cache of the records, for searching, showing and browsing.

articles    one row per article, its latest revision. *key* orders the rows by printed time of publication (see
            keys.py) and is the rowid of both full-text tables. *published_at* is ISO 8601 with the offset as stored;
            its first ten signs are the day as printed; *month* is 'YYYY-MM' or 'undated'. *authors* and *tags* are
            joined by ", ".
revisions   every revision; *json* is the whole record as it stands in the archive, zlib-compressed (UTF-8).
            SQL reads it through the function `record_json(json)`, which open_base registers.
authors     one row per writer of an article. urls: every address an article is known by, canonical ones included.
files       what has been read of each file of records. settings: a few numbers of the base itself.
articles_fts    full text of *articles* without marks (fold), rowid = key; articles_exact with marks, tone placement
            evened. Both are contentless: they answer MATCH and bm25() and give rowids, never text. Their columns are
            title, lead, body, rest (byline, captions, tags, dateline) and facts, which filters inside the index: site,
            section and authors as one word each (facts.py), and the common pairs.
words       every word of the two tables, so that the beginning of a word finds the words. common: the words that a
            fiftieth of the articles has, and how many have them; see below.

A Vietnamese word is mostly two syllables, and the frequent ones are in every second article: to find a rare phrase of
them, half of all articles would be compared. So where two words stand side by side that a third of the articles has,
the pair is indexed too, as "_ha_noi", and narrows the phrase down (the common grams of Lucene and of HathiTrust's
full-text search). What is common is learnt from the first batch of articles and holds as long as the base does.

A query is turned into MATCH text by newsarchive.search.matching; snippets are made from *articles*.
"""

from __future__ import annotations

#: Another version means another file: the base is made anew. Raise it whenever tables, folding or facts change.
VERSION = 3
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
    fetched_at TEXT,
    kind TEXT,
    language TEXT,
    title TEXT,
    byline TEXT,
    authors TEXT,
    tags TEXT,
    dateline TEXT,
    url TEXT,
    canonical_url TEXT,
    warc_file TEXT,
    warc_offset INTEGER,
    fingerprint TEXT,
    lead TEXT,
    body TEXT NOT NULL
);
CREATE TABLE revisions (
    id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    fetched_at TEXT,
    file INTEGER NOT NULL REFERENCES files (number),
    json BLOB NOT NULL
);
CREATE TABLE authors (article INTEGER NOT NULL REFERENCES articles (key), name TEXT NOT NULL);
CREATE TABLE urls (url TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (url, id)) WITHOUT ROWID;
CREATE TABLE files (
    number INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    read INTEGER NOT NULL,
    crc INTEGER NOT NULL
);
CREATE TABLE words (exact INTEGER NOT NULL, word TEXT NOT NULL, PRIMARY KEY (exact, word)) WITHOUT ROWID;
CREATE TABLE common (
    exact INTEGER NOT NULL, word TEXT NOT NULL, share REAL NOT NULL, PRIMARY KEY (exact, word)
) WITHOUT ROWID;
CREATE TABLE settings (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE UNIQUE INDEX articles_id ON articles (id);
CREATE UNIQUE INDEX revisions_id ON revisions (id, revision);
"""

# They are given words already folded, with spaces between: the plain tokenizer is right for them, and the quickest.
FULL_TEXT = """
CREATE VIRTUAL TABLE articles_fts USING fts5 (title, lead, body, rest, facts,
    content='', tokenize="ascii tokenchars '_'");
CREATE VIRTUAL TABLE articles_exact USING fts5 (title, lead, body, rest, facts,
    content='', tokenize="ascii tokenchars '_'");
"""

#: Made when a base has been filled for the first time: quicker than keeping them up row by row.
INDEXES = """
CREATE INDEX IF NOT EXISTS articles_site ON articles (site, key);
CREATE INDEX IF NOT EXISTS articles_month ON articles (month, site);
CREATE INDEX IF NOT EXISTS articles_section ON articles (section);
CREATE INDEX IF NOT EXISTS authors_name ON authors (name, article);
CREATE INDEX IF NOT EXISTS authors_article ON authors (article);
CREATE INDEX IF NOT EXISTS revisions_file ON revisions (file);
"""
