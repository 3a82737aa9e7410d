"""Write the manifest: add entries for stored bytes, and for bytes that a killed writer left without one."""

from __future__ import annotations

import contextlib
import errno
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from newsarchive.archive.appending import AppendFile, ArchiveError, replace_file, sync_file
from newsarchive.archive.layout import Layout
from newsarchive.archive.lock import Lock
from newsarchive.archive.manifest.chain import (
    Chain,
    FileRange,
    Head,
    Kind,
    ManifestEntry,
    early_pieces,
    head_in_report,
    missing_head,
    piece_of,
    read_chain,
    read_head,
)
from newsarchive.archive.manifest.comparison import index_differs
from newsarchive.members import Member, read_members


def replace_entered(layout: Layout, path: Path, content: bytes, *, run: str) -> None:
    """Write *content* to *path* in the archive, with its entry; raise ArchiveLocked while a writer is active."""
    lock = Lock(layout)
    try:
        manifest = Manifest(layout)
        try:
            manifest.check()
            manifest.replace(path, content, run=run)
            manifest.close(run)
        finally:
            manifest.release()
    finally:
        lock.release()


def _counted(path: Path, piece: FileRange) -> FileRange:
    """Return *piece* with the number of its lines; raw responses are not counted, because it would take long."""
    if not path.name.endswith(".jsonl.gz"):
        return piece
    lines = sum(member.data.count(b"\n") for member in read_members(path, piece.offset) if isinstance(member, Member))
    return msgspec.structs.replace(piece, count=lines)


class Manifest:
    """The manifest, open for the holder of the archive's lock. An entry is on the disk when *append* returns."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        head = read_head(layout)
        self._left = head if isinstance(head, Head) else None
        chain = read_chain(layout, full=False, watched=self._left)
        self.is_new = chain is None
        self._chain = chain or Chain(full=False)
        self._file: AppendFile | None = None
        self._wrote = False
        self._file_refused = False

    @property
    def head(self) -> Head | None:
        """Return the head of the chain, ``None`` before the first entry."""
        return self._chain.head

    def end_of(self, file: str) -> int:
        """Return the number of bytes of *file* that the chain covers."""
        return self._chain.end_of(file)

    def whole(self, file: str) -> FileRange | None:
        """Return the piece of *file*, a file that is replaced as a whole."""
        return self._chain.whole(file)

    @property
    def index(self) -> FileRange | None:
        """Return the index's piece in the last entry, ``None`` if something was written since."""
        found = self._chain.whole(self.layout.index.name)
        return found if self._chain.last is not None and found in self._chain.last.files else None

    def append(
        self,
        kind: Kind,
        files: Sequence[FileRange] = (),
        *,
        run: str | None = None,
        reason: str | None = None,
        faults: Sequence[str] = (),
    ) -> Head:
        """Add an entry for *files* and return the new head once it is on the disk.

        *kind* says what happened to them, *run* in which run, *reason* why, as a sentence for people; *faults* are the
        messages of problems that were found. Raise ArchiveError if the entry cannot be written, and for every later
        entry, because the end of the file is then unknown.
        """
        if self._file_refused:
            raise ArchiveError(errno.EIO, "an earlier write failed; open the archive again", str(self.layout.manifest))
        return self._append(kind, files, run=run, reason=reason, faults=faults)

    def _append(
        self,
        kind: Kind,
        files: Sequence[FileRange],
        *,
        run: str | None = None,
        reason: str | None = None,
        faults: Sequence[str] = (),
    ) -> Head:
        entry = ManifestEntry(
            number=self._chain.count + 1,
            previous=self._chain.sha256,
            kind=kind,
            run=run,
            files=list(files),
            reason=reason,
            faults=list(faults),
        )
        line = msgspec.json.encode(entry)
        self._opened().append_durably(line + b"\n")
        self._chain.add(line)
        self._wrote = True
        found = self._chain.head
        assert found is not None
        return found

    def replace(self, path: Path, content: bytes, *, run: str | None, kind: Kind = "report") -> None:
        """Add the entry of *content*, then write it to *path*. After a kill in between, the file has its old content.

        Raise ArchiveError.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        piece = FileRange(file=self.layout.relative(path), length=len(content), sha256=sha256, whole=True)
        self.append(kind, [piece], run=run)
        try:
            replace_file(path, content)
        except ArchiveError:
            self._file_refused = True
            with contextlib.suppress(ArchiveError):  # the next writer checks the last entry
                self._append(kind, [piece_of(self.layout, path, whole=True)], run=run)
                self._file_refused = False
            raise

    def check(self) -> list[str]:
        """Return the new faults of the chain, and add an entry so that they are not forgotten."""
        found = [text for _, text in self._chain.faults]
        if self._left is not None and not self._chain.has_watched:
            found.append(missing_head(self._left, self.layout.manifest_head.name))
        if self.is_new:
            named = next((path for path in self.layout.report_files() if head_in_report(path)), None)
            if named:
                found.append(f"there was no manifest, although {self.layout.relative(named)} names an entry of it")
        new = [fault for fault in found if fault not in self._chain.declared]
        if new:
            self.append("fault", faults=new)
        return new

    def adopt(self, run: str | None, kind: Kind | None = None) -> None:
        """Add an entry for stored bytes without one: those of a killed writer, or an archive of an earlier version."""
        pieces = [*self._unentered(), *self._early()]
        if pieces:
            self.append(kind or ("baseline" if self.is_new else "adopted"), pieces, run=run)
        takedown = self.layout.takedown
        if takedown.exists() or self.whole(takedown.name):
            piece = piece_of(self.layout, takedown, whole=True)
            before = self.whole(takedown.name)
            if before is None or (before.length, before.sha256) != (piece.length, piece.sha256):
                self.append("takedown", [piece], run=run)
        self.is_new = False

    def close(self, run: str | None) -> None:
        """Add a closing entry if something was written, and store the head in `manifest.head`; raise ArchiveError.

        The closing entry covers the index too, because nothing else would show a change of this cache.
        """
        if self._wrote or index_differs(self.layout, self.index):
            self.append("close", [piece_of(self.layout, self.layout.index, whole=True)], run=run)
        head = self._chain.head
        if head is not None and read_head(self.layout) != head:
            replace_file(self.layout.manifest_head, msgspec.json.encode(head) + b"\n")
        self.release()

    def release(self) -> None:
        """Close the file without a closing entry, after a failure: the next writer finds the chain open."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _opened(self) -> AppendFile:
        if self._file is None:
            self._file = AppendFile(self.layout.manifest)
            if self._file.size != self._chain.size:
                self._file.cut(self._chain.size)  # an incomplete entry, left by a kill, covers nothing yet
        return self._file

    def _unentered(self) -> Iterator[FileRange]:
        for path in self.layout.growing_files():
            end, size = self.end_of(self.layout.relative(path)), path.stat().st_size
            if size > end:
                sync_file(path)  # a writer that failed may not have done so
                yield _counted(path, piece_of(self.layout, path, end, end=size))
        for path in self.layout.report_files():
            if self.whole(self.layout.relative(path)) is None:
                yield piece_of(self.layout, path, whole=True)

    def _early(self) -> Iterator[FileRange]:
        """Yield the actual piece of the file in the very last entry, if it was never replaced."""
        for piece in early_pieces(self._chain.last):
            found = piece_of(self.layout, self.layout.inside(piece.file), whole=True)
            if (found.length, found.sha256) != (piece.length, piece.sha256):
                yield found
