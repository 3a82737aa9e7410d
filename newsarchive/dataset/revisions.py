"""Find the latest revision of each article: from the archive's index if it covers the files, else from the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path

import msgspec

from newsarchive.archive.layout import Layout, site_of_file
from newsarchive.archive.reading.lines import OnError, decode_lines, has_batches, read_batches
from newsarchive.article import Record
from newsarchive.dataset.iterating import FIRST_REVISION, records_of, with_progress


def latest_revisions(files: Sequence[Path], on_error: OnError, outside: Sequence[Path] = ()) -> dict[str, int]:
    """Return the highest revision in *files* of each article that has several there; 0 if *outside* has a higher one.

    *outside* are the other files of the same sites. Files that the index describes are not read.
    """
    return overruled(revised(files, on_error, outside), later_outside(files, outside))


def later_outside(files: Sequence[Path], outside: Sequence[Path]) -> dict[str, int]:
    """Return the highest revision of each article that has a later one in *outside*, the files not in *files*."""
    # Nobody requested these files, so their errors are warnings.
    return revised(outside, "skip", files) if outside else {}


def overruled(latest: dict[str, int], elsewhere: dict[str, int]) -> dict[str, int]:
    """Return *latest* (revision by id) with 0 for each article that has a higher revision in *elsewhere*."""
    return latest | {id: 0 for id, revision in elsewhere.items() if revision > latest.get(id, 1)}


def revised(files: Sequence[Path], on_error: OnError, outside: Sequence[Path] = ()) -> dict[str, int]:
    """Return the highest revision in *files* of each article that has a later one there; see latest_revisions."""
    found: list[tuple[str, int]] = []
    unknown = [file for file in files if archive_of(file) is None]
    others = by_archive(outside)
    for folder, held in by_archive(files).items():
        layout = Layout(folder)
        if not layout.index.exists():
            unknown += held
            continue
        from newsarchive.archive.revised import revisions_known

        known, remainder = revisions_known(layout, held, others.get(folder, ()))
        found += known.items()
        unknown += remainder
    for later in with_progress(lambda file: list(_later_revisions(file, on_error)), unknown, lambda later: None):
        found += later
    return highest(found)


def highest(revisions: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Return the highest revision of each id."""
    latest: dict[str, int] = {}
    for id, revision in revisions:
        latest[id] = max(revision, latest.get(id, 1))
    return latest


def once(records: Iterable[Record]) -> Iterator[Record]:
    """Yield only the first record of each article: a manual selection of files may contain an article twice."""
    seen: set[str] = set()
    for record in records:
        if record.id not in seen:
            seen.add(record.id)
            yield record


def by_archive(files: Iterable[Path]) -> dict[Path, list[Path]]:
    """Return those of *files* that are in an archive with the layout of a crawl, by the folder of the archive."""
    archives: dict[Path, list[Path]] = {}
    for path in files:
        folder = archive_of(path)
        if folder is not None:
            archives.setdefault(folder, []).append(path)
    return archives


def archive_of(path: Path) -> Path | None:
    """Return the archive to which the record file *path* (articles/site=X/2017-09.jsonl.gz) belongs."""
    return path.parents[2] if site_of_file(path) is not None and path.parents[1].name == "articles" else None


class _Revision(msgspec.Struct):
    id: str
    revision: int = 1


_revision = msgspec.json.Decoder(_Revision)


def _decode_revision(line: bytes) -> _Revision | None:
    # Nearly every line is a first revision and has its revision number near its beginning; only other lines are
    # decoded.
    if FIRST_REVISION in line[:300]:
        return None
    try:
        return _revision.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None  # decoding the line again raises an error that names the line


def _later_revisions(file: Path, on_error: OnError) -> Iterator[tuple[str, int]]:
    found: Iterable[_Revision | Record | None]
    if file.suffix == ".parquet":
        found = records_of(file, on_error)
    elif has_batches(file):
        # In JSON strings every quotation mark is preceded by a backslash, so this counts only keys.
        batches = (
            data for data in read_batches(file, on_error=on_error) if data.count(FIRST_REVISION) != data.count(b"\n")
        )
        found = (_decode_revision(line) for data in batches for line in BytesIO(data))
    else:
        found = decode_lines(file, _decode_revision, on_error)
    return ((record.id, record.revision) for record in found if record is not None and record.revision > 1)
