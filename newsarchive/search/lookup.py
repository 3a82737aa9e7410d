"""One article by what somebody has of it: its id, the beginning of its id, or any of its addresses."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from newsarchive.archive.layout import Layout, site_of_file
from newsarchive.archive.reader import decode_lines, read_lines
from newsarchive.article import BadRecord, Record, record_from_json
from newsarchive.search.asking import ask_base
from newsarchive.search.base import NAME, no_archive

_FEW = 5
_LABELS = ("", "www.", "m.")
_BEGINNING = re.compile(r"^https?://(?:www\.|m\.|mobile\.|amp\.|wap\.)?")


class UnknownArticle(LookupError):
    """No article, or more than one, goes by what was asked for."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody wrote for an article: *text*; when it is a URL, the *urls* and the *id* that it may stand for."""

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


def revisions_of(folder: Path | str, asked: Asked, index: Path | str | None = None) -> list[Record]:
    """Return every revision of the article *asked* for, oldest first; raise UnknownArticle.

    The search base answers at once when there is one; none is made for this, the files are read instead.
    """
    layout = Layout(Path(folder))
    if not asked.text:
        raise UnknownArticle("no article is named by nothing; give an id, its beginning, or a URL")
    if not layout.article_files():
        raise no_archive(folder)
    if index is not None or (layout.folder / NAME).exists():
        return ask_base(folder, lambda base: _revisions_in_base(base, asked, folder), index)
    addresses = set(_addresses(asked))
    fitting = {names.id for names in _all_names(layout) if _fits(names, asked, addresses)}
    id = _one(asked, sorted(fitting), folder)
    found = _records(layout, id)
    return sorted(found, key=lambda record: record.revision)


def _revisions_in_base(base: sqlite3.Connection, asked: Asked, folder: Path | str) -> list[Record]:
    id = _one(asked, _ids_in_base(base, asked), folder)
    query = "SELECT record_json(json) FROM revisions WHERE id = ? ORDER BY revision"
    return [record_from_json(text) for (text,) in base.execute(query, (id,))]


def _one(asked: Asked, ids: Sequence[str], folder: Path | str) -> str:
    for exact in (asked.text, asked.id):
        if exact in ids:
            return str(exact)
    if not ids:
        raise UnknownArticle(
            f"{asked.text}: no such article in {folder}; give an id, its beginning, or a URL "
            "(`newsarchive search` lists ids)"
        )
    if len(ids) > 1:
        more = f" and {len(ids) - _FEW} more" if len(ids) > _FEW else ""
        raise UnknownArticle(f"{asked.text}: stands for {', '.join(ids[:_FEW])}{more}; give more of the id")
    return ids[0]


def _ids_in_base(base: sqlite3.Connection, asked: Asked) -> list[str]:
    urls = _addresses(asked)
    marks = ", ".join("?" * len(urls))
    found = base.execute(
        f"""SELECT id FROM articles WHERE id IN (?, ?)
        UNION SELECT id FROM urls WHERE url IN ({marks})""",
        (asked.text, asked.id, *urls),
    ).fetchall()
    if not found and not asked.urls:
        found = base.execute(
            "SELECT id FROM articles WHERE id >= ?1 AND id < ?1 || char(1114111) "
            "UNION SELECT id FROM articles WHERE instr(id, ':' || ?1) ORDER BY id LIMIT 100",
            (asked.text,),
        ).fetchall()
    return [id for (id,) in found]


def _addresses(asked: Asked) -> list[str]:
    """Return the URLs that may be meant: of a paper we do not know, also without www. or m., with it, and by http."""
    found = dict.fromkeys(asked.urls)
    for url in asked.urls:
        rest = _BEGINNING.sub("", url)
        found.update(dict.fromkeys(f"{scheme}://{label}{rest}" for scheme in ("https", "http") for label in _LABELS))
    return [asked.text, *found]


def _fits(names: _Names, asked: Asked, addresses: set[str]) -> bool:
    if names.id in (asked.text, asked.id) or not addresses.isdisjoint(names.urls):
        return True
    return not asked.urls and (names.id.startswith(asked.text) or f":{asked.text}" in names.id)


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
