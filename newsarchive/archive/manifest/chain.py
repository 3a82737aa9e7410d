"""The manifest: a chain of entries that names every byte the archive has stored, so that no loss goes unnoticed.

`manifest.jsonl` is only ever appended to. Each line is an entry; *previous* is the SHA-256 of the line before it, so
the SHA-256 of the last line, the *head*, stands for the whole chain. `manifest.head` repeats number and digest of the
last entry of a writer that has ended, and each run report those of its time: a chain that was cut or exchanged lacks
what they name.

A batch is written first and entered afterwards. After a kill, bytes behind what the manifest names are therefore the
one open batch, which the next writer enters. A file that is replaced as a whole is entered first and replaced
afterwards; after a kill only the very last entry may name content that never came.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Literal

import msgspec

from newsarchive.archive.layout import Layout

Kind = Literal[
    "baseline",  # all that an archive without a manifest held
    "batch",  # what one flush has appended
    "adopted",  # what a killed writer had written and not entered, or what was put there by hand
    "report",  # a run report, or another file that is replaced as a whole
    "merge",  # files taken over from another archive
    "pull",  # files fetched from an object store
    "takedown",  # the list of what is withheld has changed
    "quarantine",  # bytes that were cut off
    "accepted",  # losses that a person has declared as known, with the reason
    "fault",  # what was wrong with the manifest itself when a writer opened it
    "close",  # the end of a writer
]
_CHUNK = 1 << 20
_EMPTY = hashlib.sha256().hexdigest()


class FileRange(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """*length* bytes at *offset* of *file* (relative to the archive's folder) with their SHA-256 in hex.

    *count* is how many lines (records, visits, findings) or captures they hold, where that is known. *whole* says that
    they are all of the file and replace what was entered of it before; *gone*, that the file is no more.
    """

    file: str
    offset: int = 0
    length: int
    sha256: str
    count: int | None = None
    whole: bool = False
    gone: bool = False


class ManifestEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the manifest; *run* is the run that wrote it, *reason* and *faults* say what a person should know."""

    number: int
    previous: str
    kind: Kind
    run: str | None = None
    files: list[FileRange] = []
    reason: str | None = None
    faults: list[str] = []


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The *entry* number and the SHA-256 of its line; both stand for the chain up to it."""

    entry: int
    sha256: str


@dataclass(kw_only=True)
class Chain:
    """A manifest as it was read. With *full* false only what a writer needs of it is kept in memory.

    *count* is the number of lines, *last* the last entry, *faults* what is wrong with the chain by line number,
    *declared* the faults that entries name. *files* has the pieces of each file that count now (of a writer's chain:
    the last one), *heads* the digest of each line. *torn* counts the bytes of an unfinished last line. *watched* is
    the head that a writer looks for, *has_watched* whether it was there.
    """

    full: bool = True
    watched: Head | None = None
    has_watched: bool = False
    count: int = 0
    sha256: str = ""
    last: ManifestEntry | None = None
    entries: list[ManifestEntry] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)
    declared: set[str] = field(default_factory=set)
    files: dict[str, list[tuple[ManifestEntry, FileRange]]] = field(default_factory=dict)
    size: int = 0
    torn: int = 0

    @property
    def head(self) -> Head | None:
        """Return the head of the chain, ``None`` when it has no entry."""
        return Head(entry=self.count, sha256=self.sha256) if self.count else None

    def has(self, head: Head) -> bool:
        """Tell whether the chain, a full one, contains the entry that *head* names."""
        return 0 < head.entry <= len(self.heads) and self.heads[head.entry - 1] == head.sha256

    def end_of(self, file: str) -> int:
        """Return how many bytes of *file* the chain names."""
        return max((piece.offset + piece.length for _, piece in self.files.get(file, ())), default=0)

    def whole(self, file: str) -> FileRange | None:
        """Return the last piece that stands for all of *file*."""
        pieces = self.files.get(file)
        return pieces[-1][1] if pieces and pieces[-1][1].whole else None

    def add(self, line: bytes) -> None:
        """Take *line* (without line feed) as the next entry."""
        number, previous = self.count + 1, self.sha256
        self.count, self.sha256 = number, hashlib.sha256(line).hexdigest()
        self.has_watched = self.has_watched or self.head == self.watched
        if self.full:
            self.heads.append(self.sha256)
        try:
            entry = _decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            self.faults.append((number, f"line {number} is no entry: {error}"))
            return
        if (entry.number, entry.previous) != (number, previous):
            self.faults.append((number, f"line {number} does not continue the line before it: one of both was changed"))
        self.last = entry
        self.declared.update(entry.faults)
        if self.full:
            self.entries.append(entry)
        for piece in entry.files:
            self._add_piece(entry, piece)

    def _add_piece(self, entry: ManifestEntry, piece: FileRange) -> None:
        pieces = self.files.setdefault(piece.file, [])
        if piece.whole:
            pieces.clear()
        if self.full or not pieces:
            pieces.append((entry, piece))
        elif piece.offset + piece.length > pieces[0][1].offset + pieces[0][1].length:
            pieces[0] = (entry, piece)


class _Report(msgspec.Struct):
    manifest: Head | None = None


_decode = msgspec.json.Decoder(ManifestEntry).decode


def read_chain(layout: Layout, *, full: bool = True, watched: Head | None = None) -> Chain | None:
    """Read the manifest of an archive; ``None`` when it has none. Readers need no lock: see Chain for the options."""
    chain = Chain(full=full, watched=watched)
    try:
        with layout.manifest.open("rb") as stream:
            for line in stream:
                if not line.endswith(b"\n"):
                    chain.torn = len(line)
                    break
                chain.size += len(line)
                chain.add(line[:-1])
    except FileNotFoundError:
        return None
    return chain


def read_head(layout: Layout) -> Head | str | None:
    """Return what `manifest.head` names, ``None`` when there is no such file, a message when it cannot be read."""
    try:
        return msgspec.json.decode(layout.manifest_head.read_bytes(), type=Head)
    except FileNotFoundError:
        return None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return f"cannot be read: {error}"


def head_in_report(path: Path) -> Head | None:
    """Return the head that the run report at *path* names; ``None`` when it names none or cannot be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Report).manifest
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def piece_of(layout: Layout, path: Path, start: int = 0, *, end: int | None = None, whole: bool = False) -> FileRange:
    """Return the bytes of *path* from *start* to *end* (default: all) as a piece, read from the disk."""
    try:
        with path.open("rb") as stream:
            length = (os.fstat(stream.fileno()).st_size if end is None else end) - start
            sha256 = digest_in(stream, start, length)
    except FileNotFoundError:
        return gone_piece(layout, path)
    return FileRange(file=layout.relative(path), offset=start, length=length, sha256=sha256, whole=whole)


def gone_piece(layout: Layout, path: Path) -> FileRange:
    """Return a piece that says that *path* is no more."""
    return FileRange(file=layout.relative(path), length=0, sha256=_EMPTY, whole=True, gone=True)


def digest_in(stream: BinaryIO, start: int, length: int) -> str:
    """Return the SHA-256 of *length* bytes at *start*; of fewer, when there are not so many."""
    digest = hashlib.sha256()
    stream.seek(start)
    while length > 0 and (chunk := stream.read(min(_CHUNK, length))):
        digest.update(chunk)
        length -= len(chunk)
    return digest.hexdigest()


def missing_head(head: Head, place: str) -> str:
    """Return what is wrong when the entry that *place* names is not in the chain."""
    named = f"entry {head.entry} ({head.sha256[:12]}…), which {place} names"
    return f"{named}, is not there: the manifest was cut, changed or exchanged"


def early_pieces(last: ManifestEntry | None) -> list[FileRange]:
    """Return the pieces of the *last* entry that may name content which a kill has kept from the disk."""
    return [piece for piece in last.files if piece.whole and not piece.gone] if last and last.kind == "report" else []
