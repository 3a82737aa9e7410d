"""Removed articles: the latest visit that found the page of a stored article removed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path

from newsarchive.archive.layout import Layout
from newsarchive.archive.visits import Visit, visit_from_json
from newsarchive.article import Record
from newsarchive.members import Break, read_members

_EARLIEST = datetime.min.replace(tzinfo=UTC)


def deletion_of(folder: Path | str, revisions: Collection[Record]) -> Visit | None:
    """Return the latest visit that found the article removed (404, 410); ``None`` if it was seen since.

    *revisions* are all revisions of the article. The visits are read from the files of the runs, so no index is needed;
    damage in them is skipped, and `newsarchive verify` reports it.
    """
    urls = {url for revision in revisions for url in (revision.url, revision.canonical_url, *revision.aliases) if url}
    visits = [visit for visit in _visits(Layout(Path(folder)), urls) if visit.outcome in ("missing", "unchanged")]
    last = max(visits, key=lambda visit: visit.at or _EARLIEST, default=None)
    stored = max((revision.fetched_at for revision in revisions if revision.fetched_at), default=_EARLIEST)
    is_deleted = last is not None and last.outcome == "missing" and (last.at or _EARLIEST) >= stored
    return last if is_deleted else None


def _visits(layout: Layout, urls: Collection[str]) -> Iterator[Visit]:
    needles = [url.encode("utf-8", "surrogatepass") for url in urls]
    for path in layout.visit_files():
        batches = (member.data for member in read_members(path) if not isinstance(member, Break))
        lines = (line for data in batches if any(needle in data for needle in needles) for line in data.splitlines())
        found = (visit_from_json(line) for line in lines if any(needle in line for needle in needles))
        yield from (visit for visit in found if visit.url in urls)
