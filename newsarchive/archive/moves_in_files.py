"""Moved articles of an archive without an index, from the files of visits and records."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import msgspec

from newsarchive.archive.layout import Layout
from newsarchive.archive.visits import Visit, visit_from_json
from newsarchive.article import BadRecord, url_digest
from newsarchive.members import Break, read_members

_REDIRECT = b'"redirect"'
_ID = re.compile(rb'"id":"([^"]{1,200}:([0-9a-f]{16}))"')
_HEAD = 500  # bytes of a record in which its id is
_EARLIEST = datetime.min.replace(tzinfo=UTC)


class _Text(msgspec.Struct):
    id: str
    text_sha256: str | None = None
    revision: int = 1
    fetched_at: datetime | None = None


_text = msgspec.json.Decoder(_Text)


def moved_in_files(layout: Layout) -> dict[str, str]:
    """Return the id of each article whose own URL redirects to another article, and that one's id.

    The other article has the same text, or had it in a former revision. It is what `Index.moved` returns. Damage in the
    files is skipped.
    """
    files = [*layout.visit_files(), *layout.article_files()]
    stamps = tuple((stat.st_size, stat.st_mtime_ns) for stat in (path.stat() for path in files))
    return dict(_moved(layout.folder, stamps))


@lru_cache(maxsize=4)
def _moved(folder: Path, stamps: Sequence[tuple[int, int]]) -> dict[str, str]:
    """Read the files of *folder*; *stamps* are their sizes and times, so that a change is noticed."""
    layout = Layout(folder)
    redirects = _redirects(layout)
    if not redirects:
        return {}
    ends = {url_digest(url) for visit in redirects.values() for url in (visit.url, visit.target or "")}
    last, texts = _texts(layout, ends)
    found: dict[str, str] = {}
    for old in last.values():
        site, _, digest = old.id.rpartition(":")
        visit = redirects.get(digest)
        new = last.get(f"{site}:{url_digest(visit.target)}") if visit and visit.target else None
        if visit and new and new.id != old.id and old.text_sha256 in texts[new.id]:
            has_moved = (visit.at or _EARLIEST) >= (old.fetched_at or _EARLIEST)
            found |= {old.id: new.id} if has_moved else {}
    return found


def _redirects(layout: Layout) -> dict[str, Visit]:
    """Return the last visit of each URL that redirected then, by the digest of the URL in ids."""
    redirecting = {visit.url for path in layout.visit_files() for visit in _visits(_batches(path), _REDIRECT)}
    last: dict[str, Visit] = {}
    for path in layout.visit_files() if redirecting else ():
        for visit in _visits(_batches(path)):
            before = last.get(visit.url)
            if visit.url in redirecting and (before is None or (visit.at or _EARLIEST) >= (before.at or _EARLIEST)):
                last[visit.url] = visit
    return {url_digest(url): visit for url, visit in last.items() if visit.outcome == "redirect"}


def _texts(layout: Layout, digests: set[str]) -> tuple[dict[str, _Text], dict[str, set[str | None]]]:
    """Return the last revision of each article whose id has one of *digests*, and the digests of all its texts."""
    found: dict[str, _Text] = {}
    texts: defaultdict[str, set[str | None]] = defaultdict(set)
    for path in layout.article_files():
        for data in _batches(path):
            for line in data.splitlines():
                id = _ID.search(line, 0, _HEAD)
                if id and id[2].decode() in digests and (text := _decoded(line)):
                    texts[text.id].add(text.text_sha256)
                    before = found.get(text.id)
                    if before is None or text.revision >= before.revision:
                        found[text.id] = text
    return found, texts


def _batches(path: Path) -> Iterator[bytes]:
    return (member.data for member in read_members(path) if not isinstance(member, Break))


def _visits(batches: Iterator[bytes], needle: bytes = b"") -> Iterator[Visit]:
    for data in batches:
        for line in data.splitlines() if needle in data else ():
            if needle in line:
                try:
                    yield visit_from_json(line)
                except BadRecord:
                    continue


def _decoded(line: bytes) -> _Text | None:
    try:
        return _text.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
