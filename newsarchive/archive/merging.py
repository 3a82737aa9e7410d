"""Merge archives into one: each text once, revisions of an article in the order of their fetches, all pages kept."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from newsarchive.archive.appending import make_folder, open_new, replacing
from newsarchive.archive.catching_up import catch_up, sound_index
from newsarchive.archive.layout import GROWING, Layout
from newsarchive.archive.lock import Lock
from newsarchive.archive.manifest.chain import Chain, FileRange, piece_of, read_chain
from newsarchive.archive.manifest.writer import Manifest
from newsarchive.archive.pages import write_cdxj
from newsarchive.archive.reading.lines import read_records
from newsarchive.archive.verify import verify_is_archive
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.article import Record, WarcPlace

_RUN_ENDINGS = (".visits.jsonl.gz", ".found.jsonl.gz", ".json", ".html")
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(kw_only=True)
class Merged:
    """The result of a merge: *articles* and *records* added, *duplicates* skipped, *files* of raw responses added."""

    articles: int = 0
    records: int = 0
    duplicates: int = 0
    files: int = 0


@dataclass(frozen=True, kw_only=True)
class _Source:
    layout: Layout
    #: The names of this source's WARC files in the target.
    files: dict[str, str] = field(default_factory=dict)


def merge(
    sources: Sequence[Path], target: Path, *, run: str, on_site: Callable[[str], None] = lambda site: None
) -> Merged:
    """Add the articles of *sources* to the archive *target*, created if it does not exist, in the run named *run*.

    Incomplete final batches of the sources are cut first. A text of an article that another source, or *target*, has
    too is a duplicate; different texts are revisions, in the order of their fetches. WARC files are hard-linked where
    the disk permits, else copied, and renamed if their name is taken. Repeating a merge adds nothing, so that an
    interrupted one can be continued. *on_site* is called with each site before its merge. Raise ArchiveLocked while a
    crawl writes to any of them, FileNotFoundError for a source that is not an archive, ArchiveError for a disk error.
    """
    for source in sources:
        verify_is_archive(source)
        if source.resolve() == target.resolve():
            raise FileNotFoundError(f"{source}: is the target; give only the other archives")
        _cut_incomplete_batches(Layout(source))
    done = Merged()
    with ArchiveWriter(target, run=run) as writer:
        given = [_Source(layout=Layout(source)) for source in sources]
        for archive in given:
            done.files += _take_pages(archive, writer)
        for site in sorted({path.parent.name for source in given for path in source.layout.article_files()}):
            on_site(site.removeprefix("site="))
            _merge_site(site, given, writer, done)
        writer.flush()
        for archive in given:
            _take_runs(archive.layout, writer)
    ArchiveWriter(target, run=run).close()  # updates the index with the visits and findings of the runs
    return done


def _merge_site(site: str, sources: Sequence[_Source], writer: ArchiveWriter, done: Merged) -> None:
    """Store the new articles of one site; in memory are digests, and the texts of articles in several sources."""
    seen: dict[str, list[tuple[str, datetime | None]]] = {}
    for record in _records(writer.layout, site):
        seen.setdefault(record.id, []).append((record.text_sha256, record.fetched_at))
    counts: Counter[str] = Counter(record.id for source in sources for record in _records(source.layout, site))
    several: dict[str, list[tuple[int, Record]]] = {}
    for number, source in enumerate(sources):
        for record in _records(source.layout, site):
            moved = _moved(record, source)
            if counts[record.id] > 1 or record.id in seen:
                several.setdefault(record.id, []).append((number, moved))
            else:
                _merge_article([(number, moved)], [], writer, done)
    for id, records in sorted(several.items()):
        _merge_article(records, seen.get(id, []), writer, done)


def _merge_article(
    records: list[tuple[int, Record]], stored: list[tuple[str, datetime | None]], writer: ArchiveWriter, done: Merged
) -> None:
    done.articles += not stored
    kept = set(stored)
    last, source = (stored[-1][0], -1) if stored else (None, -1)
    lines: set[tuple[int, int, str]] = set()
    for number, record in sorted(
        records, key=lambda pair: (pair[1].fetched_at or _LONG_AGO, pair[0], pair[1].revision)
    ):
        key = (record.text_sha256, record.fetched_at)
        line = (number, record.revision, record.text_sha256)
        # The same text again from the same source is a new extraction by other parsers. With the same revision
        # number it is the same line, in a file that was concatenated.
        if line in lines or (key in kept and number != source) or (record.text_sha256 == last and number != source):
            done.duplicates += 1
            continue
        lines.add(line)
        writer.revise(dataclasses.replace(record, revision=1))
        done.records += 1
        kept.add(key)
        last, source = record.text_sha256, number


def _records(layout: Layout, site: str) -> Iterator[Record]:
    for path in layout.article_files():
        if path.parent.name == site:
            yield from read_records(path, on_error="skip")


def _moved(record: Record, source: _Source) -> Record:
    if record.warc is None or record.warc.file not in source.files:
        return record
    place = WarcPlace(file=source.files[record.warc.file], offset=record.warc.offset, length=record.warc.length)
    return dataclasses.replace(record, warc=place)


def _cut_incomplete_batches(layout: Layout) -> None:
    """Update a source's index as its next writer would, without an entry in its manifest."""
    lock = Lock(layout)
    try:
        manifest = Manifest(layout)
        try:
            with closing(sound_index(layout, manifest)) as index:
                catch_up(layout, index, manifest)
                index.settle()
            manifest.close(None)
        finally:
            manifest.release()
    finally:
        lock.release()


def _take_pages(source: _Source, writer: ArchiveWriter) -> int:
    into, pieces = writer.layout, []
    chain = read_chain(source.layout) or Chain()
    count = 0
    for path in source.layout.page_files():
        there = into.pages / path.relative_to(source.layout.pages)
        if there.exists() and not _are_same(path, there):
            stem = there.name.removesuffix(".warc.gz")
            run, _, number = stem.rpartition("-")
            there = there.with_name(f"{run}-{_digest(path)[:8]}-{number}.warc.gz")
        source.files[source.layout.relative(path)] = into.relative(there)
        if not there.exists():
            _link(path, there)
            count += 1
            pieces += _pieces(source.layout, chain, path, into, there)
        write_cdxj(into, there)
    writer.take_over(pieces)
    return count


def _pieces(source: Layout, chain: Chain, path: Path, into: Layout, there: Path) -> list[FileRange]:
    """Return the manifest pieces for *there*, a copy of *path*: those of the source's manifest, and the rest."""
    name, end = into.relative(there), chain.end_of(source.relative(path))
    known = [piece for _, piece in chain.files.get(source.relative(path), ()) if not piece.gone]
    pieces = [msgspec.structs.replace(piece, file=name) for piece in known]
    if there.stat().st_size > end:
        pieces.append(piece_of(into, there, end))
    return pieces


def _take_runs(source: Layout, writer: ArchiveWriter) -> None:
    """Copy reports, visits and findings; runs of two workers may have begun in the same minute."""
    into, pieces = writer.layout, []
    for path in sorted(source.runs.glob("*")):
        ending = next((ending for ending in _RUN_ENDINGS if path.name.endswith(ending)), None)
        if ending is None or path.name.startswith("."):
            continue
        there = into.runs / path.name
        if there.exists() and not _are_same(path, there):
            there = there.with_name(f"{path.name.removesuffix(ending)}-{_digest(path)[:8]}{ending}")
        if not there.exists():
            _copy(path, there)
            if ending != ".html":
                pieces.append(piece_of(into, there, whole=not there.name.endswith(GROWING)))
    writer.take_over(pieces)


def _are_same(path: Path, other: Path) -> bool:
    return path.stat().st_size == other.stat().st_size and (path.samefile(other) or _digest(path) == _digest(other))


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _link(path: Path, there: Path) -> None:
    # A WARC file of a finished run never changes, so one copy on the disk is enough.
    make_folder(there.parent)
    try:
        os.link(path, there)
    except OSError:
        _copy(path, there)


def _copy(path: Path, there: Path) -> None:
    make_folder(there.parent)
    with replacing(there) as draft, path.open("rb") as source, open_new(draft) as stream:
        shutil.copyfileobj(source, stream)
