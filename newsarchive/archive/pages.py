"""Write raw responses to WARC files: one series of files per site and run, a new file when the last is full."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from newsarchive.archive.appending import AppendFile, archive_error, open_new, replace_file
from newsarchive.archive.layout import Layout
from newsarchive.archive.manifest.chain import FileRange
from newsarchive.article import WarcPlace
from newsarchive.members import Break, read_members
from newsarchive.warc import Copied, Exchange, StoredPage, cdxj_of, info_bytes, warc_bytes
from newsarchive.warc.cdxj import cdxj_line_of, cdxj_line_of_copied


@dataclass(kw_only=True)
class _Open:
    """A growing WARC file, with the lines of its index in the order of writing; they are sorted when it is closed.

    *file* is its name in records, *name* that in indexes. *digest* and *captures* cover the bytes from *entered* on,
    which are not in the manifest yet.
    """

    file: str
    name: str
    warc: AppendFile
    lines: BinaryIO
    entered: int
    captures: int = 0
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)

    def append(self, packed: bytes) -> int:
        """Append *packed* and return its offset."""
        offset = self.warc.append(packed)
        self.digest.update(packed)
        return offset

    def piece(self) -> FileRange:
        """Return the manifest piece of the bytes appended since the last one."""
        length, sha256 = self.warc.size - self.entered, self.digest.hexdigest()
        piece = FileRange(file=self.file, offset=self.entered, length=length, sha256=sha256, count=self.captures)
        self.entered, self.captures, self.digest = self.warc.size, 0, hashlib.sha256()
        return piece


class PageFiles:
    """The WARC files of one run, at most one open per site; each gets a CDXJ index when it is full."""

    def __init__(
        self,
        layout: Layout,
        run: str,
        about: Mapping[str, str],
        max_bytes: int,
        is_taken: Callable[[str], bool] = lambda name: False,
    ) -> None:
        """*is_taken* returns whether a missing file existed before: an uploaded one may have been removed."""
        self._is_taken = is_taken
        self._full: list[FileRange] = []
        self._layout = layout
        self._run = run
        self._about = about
        self._max_bytes = max_bytes
        self._open: dict[str, _Open] = {}
        self._unsynced: set[str] = set()

    def keep(self, exchange: Exchange, site: str, original: StoredPage | None = None) -> StoredPage:
        """Append *exchange* and return the location of its response; it is durable after *sync*.

        With *original*, a durable response with the same payload, a revisit record is appended and the location of the
        original is returned.
        """
        packed = warc_bytes(exchange, original)
        assert exchange.page.fetched_at is not None  # ensured by warc_bytes
        growing = self._file(site, exchange.page.fetched_at)
        # One append for all three, so that a full disk leaves none of them.
        offset = growing.append(bytes(packed))
        self._unsynced.add(site)
        place = WarcPlace(file=growing.file, offset=offset, length=len(packed.response))
        self._note(growing, cdxj_line_of(exchange, packed, place, growing.name))
        if original is not None:
            return StoredPage(page=exchange.page, place=original.place, payload_sha256=original.payload_sha256)
        return StoredPage(page=exchange.page, place=place, payload_sha256=packed.payload_sha256)

    def keep_copied(self, copied: Copied, site: str) -> WarcPlace:
        """Append the members of *copied* unchanged and return the page's location; it is durable after *sync*."""
        growing = self._file(site, copied.fetched_at)
        place = WarcPlace(file=growing.file, offset=growing.append(copied.packed), length=copied.length)
        self._unsynced.add(site)
        self._note(growing, cdxj_line_of_copied(copied, place, growing.name))
        return place

    def sync(self) -> list[FileRange]:
        """Wait until everything is on the disk; return what was stored since the last call."""
        grown = [self._open[site] for site in sorted(self._unsynced)]
        for growing in grown:
            growing.warc.sync()
        pieces = [*self._full, *(growing.piece() for growing in grown)]
        self._full = []
        self._unsynced.clear()
        return pieces

    @property
    def pending_bytes(self) -> int:
        """Return the number of bytes appended since the last *sync*."""
        growing = (self._open[site] for site in self._unsynced)
        return sum(piece.length for piece in self._full) + sum(file.warc.size - file.entered for file in growing)

    def finish(self) -> None:
        """Write the indexes of the open files and close them; raise ArchiveError. Call it after *sync*."""
        for site in list(self._open):
            self._finish(site)

    def close(self) -> None:
        """Close the files; a file without an index gets one when the archive is next opened."""
        for growing in self._open.values():
            growing.warc.close()
            growing.lines.close()
        self._open.clear()

    def _file(self, site: str, at: datetime) -> _Open:
        current = self._open.get(site)
        if current is not None and current.warc.size < self._max_bytes:
            return current
        if current is not None:
            current.warc.sync()
            if site in self._unsynced:
                self._full.append(current.piece())
                self._unsynced.discard(site)
            self._finish(site)
        self._open[site] = self._next(site, at)
        return self._open[site]

    def _next(self, site: str, at: datetime) -> _Open:
        number = 1
        while self._is_there(path := self._layout.pages_of(site, self._run, number)):
            number += 1
        file = AppendFile(path)
        draft = cdxj_draft(self._layout.cdxj_of(file.path))
        try:
            draft.unlink(missing_ok=True)
            lines = open_new(draft)
        except OSError as error:
            file.close()
            raise archive_error(error, draft) from error
        name, relative = self._layout.pages_name(path), self._layout.relative(path)
        growing = _Open(file=relative, name=name, warc=file, lines=lines, entered=file.size)
        try:
            growing.append(info_bytes(path.name, at, self._about))
        except OSError:
            file.close()
            lines.close()
            raise
        self._unsynced.add(site)
        return growing

    def _is_there(self, path: Path) -> bool:
        return path.exists() or self._is_taken(self._layout.relative(path))

    def _note(self, growing: _Open, line: bytes) -> None:
        growing.captures += 1
        try:
            growing.lines.write(line + b"\n")
        except OSError as error:
            raise archive_error(error, growing.warc.path) from error

    def _finish(self, site: str) -> None:
        growing = self._open.pop(site)
        try:
            growing.lines.seek(0)
            lines = sorted(growing.lines)
        except OSError as error:
            raise archive_error(error, growing.warc.path) from error
        finally:
            growing.warc.close()
            growing.lines.close()
        path = self._layout.cdxj_of(growing.warc.path)
        replace_file(path, b"".join(lines))
        cdxj_draft(path).unlink(missing_ok=True)


def cdxj_draft(path: Path) -> Path:
    """Return the file that collects the lines of the CDXJ *path* while its WARC file grows."""
    return path.with_name(f".{path.name}.lines")


def write_cdxj(layout: Layout, path: Path) -> bool:
    """Build the CDXJ of the WARC file *path* from its records, unless it is up to date; return whether it was written.

    The existing CDXJ of a damaged file stays: it still lists the damaged captures. Raise ArchiveError.
    """
    cdxj = layout.cdxj_of(path)
    cdxj_draft(cdxj).unlink(missing_ok=True)
    if cdxj.exists() and any(isinstance(member, Break) and not member.torn for member in read_members(path)):
        return False
    lines = b"".join(line + b"\n" for line in cdxj_of(path, layout.pages_name(path)))
    if cdxj.exists() and cdxj.stat().st_size == len(lines) and cdxj.read_bytes() == lines:
        return False
    replace_file(cdxj, lines)
    return True
