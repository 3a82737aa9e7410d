"""Verify an archive: every file, and that every record refers to the bytes from which it was made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from newsarchive.archive.caches import altered_copies, index_fault, is_stale, remake_caches
from newsarchive.archive.catching_up import cut_incomplete_end
from newsarchive.archive.findings import finding_from_json
from newsarchive.archive.layout import Layout, UnsafeName, month_of, month_of_file, no_archive, site_of_file
from newsarchive.archive.lock import Lock, is_locked
from newsarchive.archive.manifest.chain import Head, piece_of
from newsarchive.archive.manifest.comparison import Removal, compare
from newsarchive.archive.manifest.left_out import left_out
from newsarchive.archive.manifest.writer import Manifest
from newsarchive.archive.revised import moved_articles
from newsarchive.archive.symbolic_links import links_in
from newsarchive.archive.visits import visit_from_json
from newsarchive.article import BadRecord, Record, record_from_json
from newsarchive.counting import count_of
from newsarchive.members import Break, Member, read_members
from newsarchive.warc import BadWarc, cdxj_in, read_page, stored_pages_in

_Line = TypeVar("_Line")
Places = dict[tuple[str, int, int], bytes]
_TWICE = "; `newsarchive merge ARCHIVE --to NEW` removes duplicates"
_REMAKE = "; it is a cache, and --repair rebuilds it"
_NO_FILE = "its WARC file is missing"
State = Literal["whole", "being written", "repaired", "incomplete", "damaged"]


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A problem: *repairable* is what --repair restores without a loss (an incomplete final batch, a cache)."""

    file: str
    what: str
    repairable: bool = False

    def __str__(self) -> str:
        return f"{self.file}: {self.what}"


@dataclass(kw_only=True)
class VerifyReport:
    """The result of *verify*: counts, remaining problems, and *repairs* (batches cut off, caches rebuilt).

    *head* is the head of the manifest, ``None`` if there is none yet; *removals* are losses that entries declare.
    *left_out* is the number of files of raw responses that a pull left out, which are not losses.
    """

    folder: str
    writing: bool = False
    articles: int = 0
    records: int = 0
    pages: int = 0
    files: int = 0
    problems: list[Problem] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)
    head: Head | None = None
    removals: list[Removal] = field(default_factory=list)
    left_out: int = 0

    @property
    def state(self) -> State:
        """Return the state in one word; "being written": whole except for unfinished batches of a running crawl."""
        if any(not problem.repairable for problem in self.problems):
            return "damaged"
        if self.problems:
            return "being written" if self.writing else "incomplete"
        return "repaired" if self.repairs else "whole"

    @property
    def is_whole(self) -> bool:
        """Return whether no problem remains."""
        return self.state in ("whole", "repaired", "being written")


def verify(
    folder: Path | str, *, repair: bool = False, against: str | None = None, accept: str | None = None
) -> VerifyReport:
    """Check every batch, line, revision, raw response and cache of the archive *folder*, and compare the manifest.

    With *repair*, incomplete final batches are first moved to quarantine, caches rebuilt, and missing manifest entries
    added; this needs the lock, so ArchiveLocked is raised while a crawl runs. Damage is reported and never touched.
    *against* is the head of the manifest at an earlier time (SHA-256 in hex): everything stored by then must still be
    there. *accept* is a reason with which the losses shown by the manifest are declared as known; they are then listed
    as removals and no longer as problems. Files that a pull left out are only counted; with *against* they are losses,
    because nothing can be proved about missing files. Raise FileNotFoundError if *folder* is not an archive.
    """
    layout = Layout(Path(folder))
    verify_is_archive(folder)
    report = VerifyReport(folder=str(folder), writing=is_locked(layout.lock))
    if repair or accept:
        report.repairs = _repair(layout, accept)
    report.problems += [Problem(file=layout.relative(path), what=f"is {what}") for path, what in links_in(layout)]
    absent = left_out(layout)
    report.left_out = sum(name.endswith(".warc.gz") for name in absent)
    compared = compare(layout, writing=report.writing, against=against, absent=() if against else absent)
    report.head, report.removals = compared.head, list(compared.removals)
    report.problems += [Problem(file=loss.file, what=loss.what, repairable=loss.open) for loss in compared.losses]
    places = _check_pages(layout, report)
    _check_records(layout, report, places, absent)
    _check_visits(layout, report)
    if not report.writing and layout.index.exists() and (fault := index_fault(layout)):
        report.problems.append(Problem(file=layout.index.name, what=f"{fault}{_REMAKE}", repairable=True))
    if not report.writing:
        report.problems += [Problem(file=file, what=what, repairable=True) for file, what in altered_copies(layout)]
    return report


def verify_is_archive(folder: Path | str) -> None:
    """Raise FileNotFoundError if *folder* is not an archive, before anything is written there."""
    layout = Layout(Path(folder))
    if not layout.articles.is_dir() and not layout.pages.is_dir():
        raise no_archive(folder, "not an archive (neither articles/ nor pages/)")


def _repair(layout: Layout, accept: str | None) -> list[str]:
    lock = Lock(layout)
    try:
        manifest = Manifest(layout)
        try:
            faults = manifest.check()
            found = [damage for path in layout.growing_files() for damage in cut_incomplete_end(layout, path, manifest)]
            remade = remake_caches(layout, manifest)
            manifest.adopt(None)
            accepted = _accept(layout, manifest, accept) if accept else []
            manifest.close(None)
        finally:
            manifest.release()
    finally:
        lock.release()
    return [*(damage.message for damage in found if damage.quarantine), *faults, *remade, *accepted]


def _accept(layout: Layout, manifest: Manifest, reason: str) -> list[str]:
    """Add entries for lost or changed files in their current state, so that they count as known removals."""
    compared = compare(layout, writing=False, absent=left_out(layout))
    losses = [loss for loss in compared.losses if not loss.open]
    names = [name for name in dict.fromkeys(loss.file for loss in losses) if name != layout.manifest.name]
    if losses:
        pieces = [piece_of(layout, layout.inside(name), whole=True) for name in names]
        manifest.append("accepted", pieces, reason=reason)
    return [f"{loss.file}: declared as known ({reason}): {loss.what}" for loss in losses]


def _check_pages(layout: Layout, report: VerifyReport) -> Places:
    """Read every raw response; return the digest of each body by file, offset and length."""
    places: Places = {}
    for path in layout.page_files():
        report.files += 1
        _check_page_file(layout, path, report, places)
    return places


def _check_page_file(layout: Layout, path: Path, report: VerifyReport, places: Places) -> None:
    name, damaged = layout.relative(path), False
    lines: list[bytes] = []
    # Damage is reported here, so that the bytes after it are still read.
    for member in read_members(path):
        if isinstance(member, Break):
            damaged = damaged or not member.torn
            report.problems.append(_broken(name, member))
        else:
            _check_page(path, name, member, report, places)
            lines += cdxj_in(member, layout.pages_name(path))
    needed = report.head is not None and not report.writing
    if not damaged and is_stale(layout, path, lines, needed=needed):
        cdxj = layout.relative(layout.cdxj_of(path))
        report.problems.append(
            Problem(file=cdxj, what=f"does not match the content of {path.name}{_REMAKE}", repairable=True)
        )


def _check_page(path: Path, name: str, member: Member, report: VerifyReport, places: Places) -> None:
    try:
        for kept in stored_pages_in(member, path, name):
            report.pages += 1
            places[name, member.offset, member.length] = bytes.fromhex(kept.payload_sha256)
    except BadWarc as error:
        report.problems.append(Problem(file=name, what=f"at byte {member.offset}: {error}"))


def _check_records(layout: Layout, report: VerifyReport, places: Places, absent: Collection[str]) -> None:
    revisions: dict[str, list[int]] = {}
    missing: Counter[str] = Counter()
    for path in layout.article_files():
        for record in _lines(layout, path, record_from_json, report):
            report.records += 1
            revisions.setdefault(record.id, []).append(record.revision)
            name = layout.relative(path)
            report.problems += [Problem(file=name, what=f"{record.id}: {what}") for what in _misfiled(record, path)]
            fault = _astray(record, layout, places)
            if fault == _NO_FILE and record.warc:
                missing[record.warc.file] += 1
            elif fault:
                report.problems.append(Problem(file=name, what=f"{record.id}: {fault}"))
    report.articles = len(revisions.keys() - moved_articles(layout).keys())
    report.problems += [
        Problem(file=file, what=f"is missing, with the pages of {count_of(count, 'record')}")
        for file, count in missing.items()
        if file not in absent
    ]
    report.problems += _out_of_order(revisions)


def _check_visits(layout: Layout, report: VerifyReport) -> None:
    for path in layout.visit_files():
        for _ in _lines(layout, path, visit_from_json, report):
            pass
    for path in layout.found_files():
        for _ in _lines(layout, path, finding_from_json, report):
            pass
    if layout.warc_ledger.exists():
        for _ in _lines(layout, layout.warc_ledger, _json_line, report):
            pass


def _lines(layout: Layout, path: Path, decode: Callable[[bytes], _Line], report: VerifyReport) -> Iterator[_Line]:
    name = layout.relative(path)
    report.files += 1
    number = 0
    for member in read_members(path):
        if isinstance(member, Break):
            report.problems.append(_broken(name, member))
            continue
        for line in member.data.split(b"\n")[:-1]:
            number += 1
            try:
                yield decode(line)
            except BadRecord as error:
                report.problems.append(Problem(file=f"{name}:{number}", what=str(error)))
        if not member.data.endswith(b"\n"):
            report.problems.append(
                Problem(file=name, what=f"the batch at byte {member.offset} does not end its last line")
            )


def _json_line(line: bytes) -> object:
    try:
        return msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRecord(f"not JSON: {error}") from error


def _broken(name: str, damage: Break) -> Problem:
    if damage.torn:
        return Problem(
            file=name, what=f"an incomplete final batch of {damage.length} bytes; --repair cuts it", repairable=True
        )
    return Problem(
        file=name, what=f"{damage.length} bytes at {damage.offset} {damage.what}; restore the file from a copy"
    )


def _misfiled(record: Record, path: Path) -> Iterator[str]:
    if record.site != site_of_file(path):
        yield f'is of site "{record.site}" but stored with {path.parent.name}'
    if month_of(record.published_at) != month_of_file(path):
        yield f"was published in {month_of(record.published_at)} but is stored in {path.name}"


def _astray(record: Record, layout: Layout, places: Places) -> str | None:
    """Return the problem between *record* and its raw bytes; a record without a location has none."""
    if record.warc is None:
        return None
    try:
        path = layout.inside(record.warc.file)
    except UnsafeName as error:
        return str(error)
    if not path.is_file():
        return _NO_FILE
    digest = places.get((record.warc.file, record.warc.offset, record.warc.length))
    try:
        # Pages stored by a running crawl since the check are looked up one by one.
        found = digest.hex() if digest else read_page(layout.folder, record.warc).payload_sha256
    except BadWarc as error:
        return str(error)
    if record.payload_sha256 and found != record.payload_sha256:
        return f"its raw bytes in {record.warc.file} do not have the digest in the record"
    return None


def _out_of_order(revisions: dict[str, list[int]]) -> Iterator[Problem]:
    for id, numbers in revisions.items():
        if sorted(numbers) != list(range(1, len(numbers) + 1)):
            found = ", ".join(map(str, sorted(numbers)))
            what = f"{id}: revisions should run 1, 2, … and are {found}"
            twice = len(set(numbers)) < len(numbers)
            yield Problem(file="articles", what=f"{what}{_TWICE if twice else ''}")
