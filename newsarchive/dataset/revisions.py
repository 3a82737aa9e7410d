"""Which revision of each article is the last: of the archive's index where that knows the files, else of the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path

import msgspec

from newsarchive.archive.layout import Layout, site_of_file
from newsarchive.archive.reader import OnError, decode_lines, has_batches, read_batches
from newsarchive.article import Record
from newsarchive.dataset.iterating import FIRST_REVISION, records_of, side_by_side


def latest_revisions(files: Sequence[Path], on_error: OnError) -> dict[str, int]:
    """Return the highest revision of each article that has more than one in *files*."""
    found: list[tuple[str, int]] = []
    unknown = [one for one in files if archive_of(one) is None]
    for folder, held in by_archive(files).items():
        layout = Layout(folder)
        if not layout.index.exists():
            unknown += held
            continue
        from newsarchive.archive.revised import revisions_known

        known, rest = revisions_known(layout, held)
        found += known.items()
        unknown += rest
    for later in side_by_side(lambda file: list(_later_revisions(file, on_error)), unknown):
        found += later
    return highest(found)


def highest(revisions: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Return the highest revision of each id."""
    latest: dict[str, int] = {}
    for id, revision in revisions:
        latest[id] = max(revision, latest.get(id, 1))
    return latest


def once(records: Iterable[Record]) -> Iterator[Record]:
    """Yield of each article the first record only: files that were put together by hand may hold one twice."""
    seen: set[str] = set()
    for record in records:
        if record.id not in seen:
            seen.add(record.id)
            yield record


def by_archive(files: Iterable[Path]) -> dict[Path, list[Path]]:
    """Return those of *files* that lie in an archive as a crawl lays it out, by its folder."""
    archives: dict[Path, list[Path]] = {}
    for path in files:
        folder = archive_of(path)
        if folder is not None:
            archives.setdefault(folder, []).append(path)
    return archives


def archive_of(path: Path) -> Path | None:
    """Return the archive whose file of records *path* is: articles/site=X/2017-09.jsonl.gz of it."""
    return path.parents[2] if site_of_file(path) is not None and path.parents[1].name == "articles" else None


class _Revision(msgspec.Struct):
    id: str
    revision: int = 1


_revision = msgspec.json.Decoder(_Revision)


def _decode_revision(line: bytes) -> _Revision | None:
    # Nearly every line is a first revision and says so near its beginning; only the others are worth decoding.
    if FIRST_REVISION in line[:300]:
        return None
    try:
        return _revision.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None  # the second reading names the line


def _later_revisions(file: Path, on_error: OnError) -> Iterator[tuple[str, int]]:
    found: Iterable[_Revision | Record | None]
    if file.suffix == ".parquet":
        found = records_of(file, on_error)
    elif has_batches(file):
        # Within a text every quotation mark has a backslash before it: what is counted are keys.
        batches = (
            data for data in read_batches(file, on_error=on_error) if data.count(FIRST_REVISION) != data.count(b"\n")
        )
        found = (_decode_revision(line) for data in batches for line in BytesIO(data))
    else:
        found = decode_lines(file, _decode_revision, on_error)
    return ((one.id, one.revision) for one in found if one is not None and one.revision > 1)
