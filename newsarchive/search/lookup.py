"""Find one article by its id, a prefix of its id, or any of its URLs."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from newsarchive.archive.layout import Layout, no_archive, site_of_file
from newsarchive.archive.reading.lines import decode_lines, read_lines
from newsarchive.article import BadRecord, Record, record_from_json
from newsarchive.search.access import ask_index
from newsarchive.search.index import NAME
from newsarchive.search.rows import url_hash

_FEW = 5
_LABELS = ("", "www.", "m.")
_BEGINNING = re.compile(r"^https?://(?:www\.|m\.|mobile\.|amp\.|wap\.)?")


class UnknownArticle(LookupError):
    """Raised when no article, or more than one, has the requested id or URL."""


@dataclass(frozen=True, kw_only=True)
class ArticleReference:
    """An article as the user names it (*text*); for a URL, also the *urls* and the *id* that it may refer to."""

    text: str
    urls: Sequence[str] = ()
    id: str | None = None


class _Names(msgspec.Struct):
    id: str
    url: str | None = None
    canonical_url: str | None = None
    aliases: list[str] = msgspec.field(default_factory=list)

    @property
    def urls(self) -> set[str | None]:
        return {self.url, self.canonical_url, *self.aliases}


_names = msgspec.json.Decoder(_Names)


def revisions_of(folder: Path | str, reference: ArticleReference, index: Path | str | None = None) -> list[Record]:
    """Return every revision of the requested article, oldest first; raise UnknownArticle.

    The search index is used if there is one; otherwise the files are read, and no index is built.
    """
    layout = Layout(Path(folder))
    if not reference.text:
        raise UnknownArticle("an empty text is not the name of an article; give an id, a prefix of one, or a URL")
    if not layout.article_files():
        raise no_archive(folder, "no articles here (no file in articles/)")
    if index is not None or (layout.folder / NAME).exists():
        return ask_index(folder, lambda opened: _revisions_in_index(opened, reference, folder), index)
    addresses = set(_addresses(reference))
    fitting = {names.id for names in _all_names(layout) if _fits(names, reference, addresses)}
    id = _one(reference, sorted(fitting), folder)
    found = _records(layout, id)
    return sorted(found, key=lambda record: record.revision)


def records_of(index: sqlite3.Connection, id: str) -> list[Record]:
    """Return every revision of the article *id*, oldest first; an empty list if the index has no such article."""
    statement = "SELECT record_json(file, member, line) FROM revisions WHERE id = ? ORDER BY revision"
    return [record_from_json(text) for (text,) in index.execute(statement, (id,))]


def _revisions_in_index(index: sqlite3.Connection, reference: ArticleReference, folder: Path | str) -> list[Record]:
    return records_of(index, _one(reference, _ids_in_index(index, reference), folder))


def _one(reference: ArticleReference, ids: Sequence[str], folder: Path | str) -> str:
    for exact in (reference.text, reference.id):
        if exact in ids:
            return str(exact)
    if not ids:
        raise UnknownArticle(
            f"{reference.text}: no such article in {folder}; give an id, a prefix of one, or a URL "
            "(`newsarchive search` lists ids)"
        )
    if len(ids) > 1:
        more = f" and {len(ids) - _FEW} more" if len(ids) > _FEW else ""
        raise UnknownArticle(f"{reference.text}: matches {', '.join(ids[:_FEW])}{more}; give a longer prefix of the id")
    return ids[0]


def _ids_in_index(index: sqlite3.Connection, reference: ArticleReference) -> list[str]:
    hashes = [url_hash(url) for url in _addresses(reference)]
    marks = ", ".join("?" * len(hashes))
    found = index.execute(
        f"""SELECT id FROM articles WHERE id IN (?1, ?2) UNION SELECT id FROM moved WHERE id IN (?1, ?2)
        UNION SELECT id FROM articles WHERE key IN (SELECT article FROM urls WHERE hash IN ({marks}))""",
        (reference.text, reference.id, *hashes),
    ).fetchall()
    if not found and not reference.urls:
        found = index.execute(
            "SELECT id FROM articles WHERE id >= ?1 AND id < ?1 || char(1114111) "
            "UNION SELECT id FROM articles WHERE instr(id, ':' || ?1) "
            "UNION SELECT id FROM moved WHERE id >= ?1 AND id < ?1 || char(1114111) OR instr(id, ':' || ?1) "
            "ORDER BY id LIMIT 100",
            (reference.text,),
        ).fetchall()
    return [id for (id,) in found]


def _addresses(reference: ArticleReference) -> list[str]:
    """Return the URLs that may be meant; for an unknown publisher also variants with www., m. or http."""
    found = dict.fromkeys(reference.urls)
    for url in reference.urls:
        without_scheme = _BEGINNING.sub("", url)
        found.update(
            dict.fromkeys(f"{scheme}://{label}{without_scheme}" for scheme in ("https", "http") for label in _LABELS)
        )
    return [reference.text, *found]


def _fits(names: _Names, reference: ArticleReference, addresses: set[str]) -> bool:
    if names.id in (reference.text, reference.id) or not addresses.isdisjoint(names.urls):
        return True
    return not reference.urls and (names.id.startswith(reference.text) or f":{reference.text}" in names.id)


def _all_names(layout: Layout) -> Iterator[_Names]:
    for path in layout.article_files():
        yield from decode_lines(path, _decode_names, "skip")


def _decode_names(line: bytes) -> _Names:
    try:
        return _names.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadRecord(f"not a record: {error}") from error


def _records(layout: Layout, id: str) -> Iterator[Record]:
    site, needle = id.partition(":")[0], id.encode()
    for path in layout.article_files():
        if site_of_file(path) == site:
            yield from (
                record
                for line in read_lines(path, on_error="skip")
                if needle in line and (record := record_from_json(line)).id == id
            )
