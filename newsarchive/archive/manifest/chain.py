"""The manifest: a hash chain of entries that covers every byte stored in the archive, so that every loss is noticed.

`manifest.jsonl` is append-only. Each line is an entry; *previous* is the SHA-256 of the line before it, so the SHA-256
of the last line, the *head*, identifies the whole chain. `manifest.head` repeats number and digest of the last entry of
a writer that has ended, and each run report those of its time: a chain that was truncated or replaced lacks them.

A batch is written before its entry. After a kill, bytes not covered by the manifest are therefore the one open batch,
for which the next writer adds an entry. A file that is replaced as a whole is replaced after its entry; after a kill,
only the very last entry may name content that was never written.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Literal

import msgspec

from newsarchive.archive.layout import Layout
from newsarchive.archive.reading.json_files import BadFile, read_json

Kind = Literal[
    "baseline",  # the content of an archive that had no manifest
    "batch",  # the bytes appended by one flush
    "adopted",  # bytes without an entry: from a killed writer, or put there by hand
    "report",  # a run report, or another file that is replaced as a whole
    "merge",  # files copied from another archive
    "pull",  # files downloaded from an object store
    "takedown",  # the takedown list has changed
    "quarantine",  # bytes that were cut off
    "accepted",  # losses that a person has accepted, with the reason
    "fault",  # faults of the manifest itself, found when a writer opened it
    "close",  # the end of a writer
]
_CHUNK = 1 << 20
# The first entry for an archive of an earlier version lists all its files, with some 150 bytes each.
_LONGEST_ENTRY = 256 << 20
_EMPTY = hashlib.sha256().hexdigest()


class FileRange(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """*length* bytes at *offset* of *file* (relative to the archive's folder) with their SHA-256 in hex.

    *count* is the number of lines (records, visits, findings) or captures in them, if known. *whole*: they are the
    whole file and replace its earlier entries. *gone*: the file no longer exists.
    """

    file: str
    offset: int = 0
    length: int
    sha256: str
    count: int | None = None
    whole: bool = False
    gone: bool = False


class ManifestEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the manifest, written by *run*; *reason* and *faults* are for people."""

    number: int
    previous: str
    kind: Kind
    run: str | None = None
    files: list[FileRange] = []
    reason: str | None = None
    faults: list[str] = []


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The *entry* number and the SHA-256 of its line; together they identify the chain up to it."""

    entry: int
    sha256: str


@dataclass(kw_only=True)
class Chain:
    """A manifest in memory; with *full* false, only the parts that a writer needs.

    *count* is the number of lines, *last* the last entry, *faults* the faults of the chain by line number, *declared*
    the faults that entries name. *files* has the current pieces of each file (with *full* false, only the last one),
    *heads* the digest of each line. *torn* is the number of bytes of an incomplete last line. *watched* is the head
    that a writer looks for, *has_watched* whether it was found.
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
        """Return the head of the chain, ``None`` if it has no entry."""
        return Head(entry=self.count, sha256=self.sha256) if self.count else None

    def has(self, head: Head) -> bool:
        """Return whether the (full) chain contains the entry of *head*."""
        return 0 < head.entry <= len(self.heads) and self.heads[head.entry - 1] == head.sha256

    def end_of(self, file: str) -> int:
        """Return the number of bytes of *file* that the chain covers."""
        return max((piece.offset + piece.length for _, piece in self.files.get(file, ())), default=0)

    def whole(self, file: str) -> FileRange | None:
        """Return the last piece that covers the whole *file*."""
        pieces = self.files.get(file)
        return pieces[-1][1] if pieces and pieces[-1][1].whole else None

    def add(self, line: bytes) -> None:
        """Add *line* (without line feed) as the next entry."""
        number, previous = self.count + 1, self.sha256
        self.count, self.sha256 = number, hashlib.sha256(line).hexdigest()
        self.has_watched = self.has_watched or self.head == self.watched
        if self.full:
            self.heads.append(self.sha256)
        try:
            entry = _decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            self.faults.append((number, f"line {number} is not an entry: {error}"))
            return
        if (entry.number, entry.previous) != (number, previous):
            self.faults.append((number, f"line {number} does not continue the line before it: one of them was changed"))
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
    """Read the manifest of an archive; ``None`` if it has none. No lock is needed.

    *full* and *watched* are those of Chain. An incomplete final line is not part of the chain; its length in bytes is
    *torn*. Raise OSError if the file cannot be read.
    """
    chain = Chain(full=full, watched=watched)
    try:
        with layout.manifest.open("rb") as stream:
            for line, length in _lines(stream):
                if not line.endswith(b"\n"):
                    chain.torn = length
                    break
                chain.size += length
                chain.add(line[:-1])
    except FileNotFoundError:
        return None
    return chain


def _lines(stream: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Yield each line with its length; of one that is longer than any entry only the last part, which is no entry."""
    while line := stream.readline(_LONGEST_ENTRY):
        length = len(line)
        while not line.endswith(b"\n") and (more := stream.readline(_CHUNK)):
            line, length = more, length + len(more)
        yield line, length


def read_head(layout: Layout) -> Head | str | None:
    """Return the head in `manifest.head`, ``None`` if there is no such file, or a message if it cannot be read."""
    try:
        return read_json(layout.manifest_head, Head)
    except FileNotFoundError:
        return None
    except BadFile as error:
        return f"cannot be read: {error}"


def head_in_report(path: Path) -> Head | None:
    """Return the head in the run report at *path*; ``None`` if it has none or cannot be read."""
    try:
        return read_json(path, _Report).manifest
    except (OSError, BadFile):
        return None


def piece_of(layout: Layout, path: Path, start: int = 0, *, end: int | None = None, whole: bool = False) -> FileRange:
    """Return the piece for the bytes of *path* from *start* to *end* (default: all), read from the disk."""
    try:
        with path.open("rb") as stream:
            length = (os.fstat(stream.fileno()).st_size if end is None else end) - start
            sha256 = digest_in(stream, start, length)
    except FileNotFoundError:
        return gone_piece(layout, path)
    return FileRange(file=layout.relative(path), offset=start, length=length, sha256=sha256, whole=whole)


def gone_piece(layout: Layout, path: Path) -> FileRange:
    """Return the piece for *path*, which no longer exists."""
    return FileRange(file=layout.relative(path), length=0, sha256=_EMPTY, whole=True, gone=True)


def digest_in(stream: BinaryIO, start: int, length: int) -> str:
    """Return the SHA-256 of *length* bytes at *start*, or of fewer at the end of the file."""
    digest = hashlib.sha256()
    stream.seek(start)
    while length > 0 and (chunk := stream.read(min(_CHUNK, length))):
        digest.update(chunk)
        length -= len(chunk)
    return digest.hexdigest()


def missing_head(head: Head, place: str) -> str:
    """Return the message that the entry *head*, which the file *place* names, is not in the chain."""
    named = f"entry {head.entry} ({head.sha256[:12]}…), which {place} names"
    return f"{named}, does not exist: the manifest was truncated, changed or replaced"


def early_pieces(last: ManifestEntry | None) -> list[FileRange]:
    """Return the pieces of the *last* entry that may not be on the disk: a report is written after its entry."""
    return [piece for piece in last.files if piece.whole and not piece.gone] if last and last.kind == "report" else []
