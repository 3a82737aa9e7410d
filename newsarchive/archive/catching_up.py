"""Update the index from the files, and move incomplete final batches to quarantine before writing."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import msgspec

from newsarchive.archive.appending import AppendFile, archive_error, replace_file
from newsarchive.archive.findings import finding_from_json
from newsarchive.archive.index import Index, IndexEntry, Stamp, stamp_of
from newsarchive.archive.layout import Layout
from newsarchive.archive.manifest.chain import piece_of
from newsarchive.archive.manifest.comparison import index_differs
from newsarchive.archive.manifest.writer import Manifest
from newsarchive.archive.pages import cdxj_draft, write_cdxj
from newsarchive.archive.reading.json_files import BadFile, read_json
from newsarchive.archive.visits import visit_from_json
from newsarchive.article import BadRecord
from newsarchive.members import Break, Member, read_members

_LARGEST_STATUS = 999
_Line = TypeVar("_Line")
_entry = msgspec.json.Decoder(IndexEntry)


@dataclass(frozen=True, kw_only=True)
class Repair:
    """A finding on opening: an incomplete final batch, moved to *quarantine*, or damage, left in place."""

    file: str
    offset: int
    length: int
    quarantine: str | None
    message: str


def sound_index(layout: Layout, manifest: Manifest) -> Index:
    """Open the index for writing, rebuilt if it changed since its last writer; raise ArchiveError."""
    if index_differs(layout, manifest.index):
        layout.index.unlink()
    return Index(layout.index)


def catch_up(layout: Layout, index: Index, manifest: Manifest) -> list[Repair]:
    """Update *index* from the files and cut incomplete final batches; return the findings. Only for the lock's holder.

    A batch that *manifest* names and that cannot be read is damage and is never cut.
    """
    known = index.files()
    found = _read_new(layout, index, manifest, repair=True)
    if layout.warc_ledger.exists():
        found += cut_incomplete_end(layout, layout.warc_ledger, manifest)
    for path in unfinished_pages(layout):
        if known.get(layout.relative(path)) != stamp_of(path) or not layout.cdxj_of(path).exists():
            found += cut_incomplete_end(layout, path, manifest)
            write_cdxj(layout, path)
            index.set_file(layout.relative(path), stamp_of(path))
    index.commit()
    return found


def catch_up_to_read(layout: Layout, index: Index, manifest: Manifest) -> list[Repair]:
    """Update *index* from the files and change nothing else; return the unreadable parts. Only for the lock's holder.

    The index stays marked as open, because no entry of the manifest covers its new state: the next writer adds one and
    also handles an incomplete final batch.
    """
    found = _read_new(layout, index, manifest, repair=False)
    index.commit()
    return found


def index_from_files(layout: Layout, path: Path) -> Index:
    """Build an index of the archive's files at *path*, a temporary file, and change nothing else; return it open."""
    index = Index(path, durable=False)
    catch_up_to_read(layout, index, Manifest(layout))
    return index


def stale_files(layout: Layout, index: Index) -> list[str]:
    """Return the files of which *index* has another state than the present one, or none."""
    known = {name: stamp for name, stamp in index.files().items() if not name.startswith("pages/")}
    now = {layout.relative(path): stamp_of(path) for path in layout.batch_files()}
    return sorted(name for name in known.keys() | now.keys() if known.get(name) != now.get(name))


def unfinished_pages(layout: Layout) -> list[Path]:
    """List the WARC files of unfinished runs, and those without a CDXJ index."""
    finished = {path.stem for path in layout.runs.glob("*.json") if _has_finished(path)}
    return [
        path
        for path in layout.page_files()
        if path.name.rpartition("-")[0] not in finished or cdxj_draft(layout.cdxj_of(path)).exists()
    ]


def cut_incomplete_end(layout: Layout, path: Path, manifest: Manifest) -> list[Repair]:
    """Move everything after the last whole member of *path* to quarantine; damage before it is only reported."""
    return [_repair(layout, path, damage, manifest) for damage in read_members(path) if isinstance(damage, Break)]


def _is_stale(known: dict[str, Stamp], now: dict[str, Stamp]) -> bool:
    """Return whether a file vanished, shrank or was rewritten: then the index must be rebuilt."""
    return any(
        path not in now or now[path][0] < size or (now[path][0] == size and now[path][1] != mtime)
        for path, (size, mtime) in known.items()
        if not path.startswith("pages/")
    )


def _read_new(layout: Layout, index: Index, manifest: Manifest, *, repair: bool) -> list[Repair]:
    files = layout.batch_files()
    if _is_stale(index.files(), {layout.relative(path): stamp_of(path) for path in files}):
        index.clear()
    return [damage for path in files for damage in _read_on(layout, index, manifest, path, repair=repair)]


def _read_on(layout: Layout, index: Index, manifest: Manifest, path: Path, *, repair: bool) -> list[Repair]:
    name = layout.relative(path)
    known = index.stamp(name)
    if known == stamp_of(path):
        return []
    add = _ADDING.get(path.name.partition(".")[2], _add_records)
    start = known[0] if known else 0
    if isinstance(next(read_members(path, start), None), Break):
        # No batch begins at the offset in the index, so the file was replaced. Read it from its start: the index is
        # only a cache, and no file is cut because of it.
        start = 0
    found: list[Repair] = []
    stamp, is_incomplete = stamp_of(path), False
    for member in read_members(path, start):
        if not isinstance(member, Break):
            found += add(index, name, member)
        elif repair:
            found.append(_repair(layout, path, member, manifest))
        else:
            is_incomplete = is_incomplete or member.torn
            found.append(_broken(name, member))
    if repair:
        index.set_file(name, stamp_of(path))
    elif not is_incomplete:  # a file with a stamp is not read again, and the next writer must cut this one
        index.set_file(name, stamp)
    return found


def _add_records(index: Index, file: str, member: Member) -> list[Repair]:
    entries: list[IndexEntry] = []
    found: list[Repair] = []
    for line in BytesIO(member.data):
        try:
            entry = _entry.decode(line)
            if entry.http.status is not None and not 0 <= entry.http.status <= _LARGEST_STATUS:
                raise BadRecord(f"{entry.http.status} is not an HTTP status")
            entries.append(entry)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, BadRecord) as error:
            found.append(_bad_line(file, member, str(error)))
    index.add_records(entries, file, member.offset)
    return found


def _add_visits(index: Index, file: str, member: Member) -> list[Repair]:
    visits, found = _decoded(file, member, visit_from_json)
    index.add_visits(visits)
    return found


def _add_findings(index: Index, file: str, member: Member) -> list[Repair]:
    findings, found = _decoded(file, member, finding_from_json)
    index.add_findings(findings)
    return found


# File name suffix -> decoder; all other files contain records.
_ADDING = {"visits.jsonl.gz": _add_visits, "found.jsonl.gz": _add_findings}


def _decoded(file: str, member: Member, decode: Callable[[bytes], _Line]) -> tuple[list[_Line], list[Repair]]:
    lines: list[_Line] = []
    found: list[Repair] = []
    for line in BytesIO(member.data):
        try:
            lines.append(decode(line))
        except BadRecord as error:
            found.append(_bad_line(file, member, str(error)))
    return lines, found


def _bad_line(file: str, member: Member, error: str) -> Repair:
    message = f"{file}: a line in the member at byte {member.offset} cannot be read: {error}; left unchanged"
    return Repair(file=file, offset=member.offset, length=member.length, quarantine=None, message=message)


def _repair(layout: Layout, path: Path, damage: Break, manifest: Manifest) -> Repair:
    name = layout.relative(path)
    end = manifest.end_of(name)
    # A batch that was stored whole and cannot be read is damage, even if it is the last one.
    if not damage.torn or damage.offset < end <= damage.offset + damage.length:
        where = f"{name}: {damage.length} bytes at {damage.offset}"
        message = f"{where} {damage.what}; restore the file from a copy, or re-extract"
        return Repair(file=name, offset=damage.offset, length=damage.length, quarantine=None, message=message)
    kept = _quarantined(layout, path, damage, manifest)
    message = f"{name}: moved an incomplete final batch of {damage.length} bytes to {layout.relative(kept)}"
    return Repair(
        file=name, offset=damage.offset, length=damage.length, quarantine=layout.relative(kept), message=message
    )


def _broken(name: str, damage: Break) -> Repair:
    where = f"{damage.length} bytes at {damage.offset}"
    incomplete = f"{where} are an incomplete final batch; the next run moves them to quarantine/"
    damaged = f"{where} {damage.what}; restore the file from a copy, or re-extract"
    message = f"{name}: {incomplete if damage.torn else damaged}"
    return Repair(file=name, offset=damage.offset, length=damage.length, quarantine=None, message=message)


def _quarantined(layout: Layout, path: Path, damage: Break, manifest: Manifest) -> Path:
    with path.open("rb") as stream:
        stream.seek(damage.offset)
        damaged = stream.read()
    label = layout.relative(path).replace("/", "__")
    number = 0
    while (kept := layout.quarantine / f"{label}.{damage.offset}-{number}.torn").exists():
        number += 1
    replace_file(kept, damaged)
    reason = f"{layout.relative(path)}: {damage.length} bytes at {damage.offset} are not a whole batch"
    manifest.append("quarantine", [piece_of(layout, kept, whole=True)], reason=reason)
    _truncate(path, damage.offset)
    return kept


def _truncate(path: Path, size: int) -> None:
    try:
        with AppendFile(path) as file:
            os.truncate(path, size)
            file.sync()
    except OSError as error:
        raise archive_error(error, path) from error


def _has_finished(path: Path) -> bool:
    try:
        report = read_json(path, object)
    except (OSError, BadFile):
        return False
    return isinstance(report, dict) and bool(report.get("finished_at"))
