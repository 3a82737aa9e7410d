"""Bytes that stay: append, flush and fsync, take a half-written piece back when the disk refuses, sweep drafts."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

_KEPT = "what was stored before is whole"
_REMEDIES = {
    errno.ENOSPC: f"the disk is full; free some space and run the same command again ({_KEPT})",
    errno.EDQUOT: f"the disk quota is used up; free some space and run the same command again ({_KEPT})",
    errno.EFBIG: f"the file may not grow further; raise the file size limit (ulimit -f) and run again ({_KEPT})",
    errno.EROFS: "the file system is read-only; mount it writable or choose another folder",
    errno.EACCES: "no permission to write; change the owner or the mode, or choose another folder",
    errno.EPERM: "no permission to write; change the owner or the mode, or choose another folder",
    errno.ENOTDIR: "a part of this path is a file; choose another folder",
    errno.ELOOP: "it is a symbolic link, which nothing is written through; put the file itself there",
    errno.EMFILE: f"this process may open no more files; raise the limit (ulimit -n) and run again ({_KEPT})",
    errno.ENFILE: f"this machine may open no more files; end other programs and run again ({_KEPT})",
    errno.EIO: f"the disk reports an input/output error; check the disk before you run again ({_KEPT})",
}


class ArchiveError(OSError):
    """The archive cannot be written (or locked); carries errno, the path and the remedy."""


def archive_error(error: OSError, path: Path) -> ArchiveError:
    """Return *error* met at *path* as an ArchiveError that says what to do."""
    code = error.errno or errno.EIO
    remedy = _REMEDIES.get(code, f"{error.strerror or error}; mend that and run again ({_KEPT})")
    return ArchiveError(code, f"cannot write: {remedy}", str(path))


def make_folder(folder: Path) -> None:
    """Create *folder* and its parents so that they survive a power cut; raise ArchiveError."""
    try:
        missing = [one for one in (folder, *folder.parents) if not one.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        for one in missing:
            _sync_folder(one.parent)
    except OSError as error:
        raise archive_error(error, folder) from error


def replace_file(path: Path, content: bytes) -> None:
    """Put *content* at *path* in one step: a reader, or a power cut, meets the old file or the new one."""
    with replacing(path) as draft, open_new(draft) as stream:
        stream.write(content)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give the path of a draft to be written, and put it durably at *path* in one step; raise ArchiveError.

    When the block raises, the draft is removed and *path* stays as it was.
    """
    make_folder(path.parent)
    draft = path.with_name(f".{path.name}.draft")
    try:
        draft.unlink(missing_ok=True)
        yield draft
        sync_file(draft)
        draft.replace(path)
        _sync_folder(path.parent)
    except BaseException as error:
        with contextlib.suppress(OSError):  # the first error is the one to be told
            draft.unlink(missing_ok=True)
        # What an object store raises is an OSError too, and has no number: it is not about this disk.
        if isinstance(error, OSError) and error.errno is not None and not isinstance(error, ArchiveError):
            raise archive_error(error, path) from error
        raise


def open_new(path: Path) -> BinaryIO:
    """Create the file *path* and open it for writing; raise FileExistsError when something, a link too, is there."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o644), "w+b")


class AppendFile:
    """A file that only grows. A piece that cannot be written whole is taken back, so the file stays whole."""

    def __init__(self, path: Path) -> None:
        make_folder(path.parent)
        self.path = path
        try:
            new = not path.exists()
            self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o644)
            self.size = os.fstat(self._handle).st_size
            if new:
                _sync_folder(path.parent)
        except OSError as error:
            raise archive_error(error, path) from error

    def append(self, piece: bytes) -> int:
        """Write *piece* at the end and return the offset where it begins; raise ArchiveError."""
        start = self.size
        try:
            rest = memoryview(piece)
            while rest:
                rest = rest[os.write(self._handle, rest) :]
        except OSError as error:
            self.cut(start)
            raise archive_error(error, self.path) from error
        self.size = start + len(piece)
        return start

    def append_durably(self, piece: bytes) -> int:
        """Append *piece*, wait until it is on the disk and return its offset; raise ArchiveError."""
        start = self.append(piece)
        try:
            self.sync()
        except ArchiveError:
            self.cut(start)
            raise
        return start

    def sync(self) -> None:
        """Return when every appended byte is on the disk; raise ArchiveError."""
        try:
            flush_to_disk(self._handle)
        except OSError as error:
            raise archive_error(error, self.path) from error

    def cut(self, size: int) -> None:
        """Take back everything after *size*, as far as the disk lets us: opening the archive again cuts the rest."""
        with contextlib.suppress(OSError):
            os.ftruncate(self._handle, size)
            os.fsync(self._handle)
        self.size = size

    def close(self) -> None:
        """Close the file; what was not synced may be lost in a power cut."""
        os.close(self._handle)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def flush_to_disk(handle: int) -> None:
    """Return when what was written to the open file *handle* is on the disk; raise OSError.

    On macOS fsync(2) stops at the drive's own cache; F_FULLFSYNC goes behind it.
    """
    if sys.platform == "darwin":
        import fcntl

        try:
            fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
            return
        except OSError:
            pass  # a file system without it, such as a network share
    os.fsync(handle)


def sync_file(path: Path) -> None:
    """Return when what was written to *path* is on the disk; raise OSError."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# Others may be about what is read.
_WRITING = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})
_FULL = re.compile("disk is full|no space left", re.I)


def draft_name(path: Path) -> Path:
    """Return where this process drafts *path*; what killed processes have left there of theirs is removed."""
    for left in path.parent.glob(f".{_escaped(path.name)}.draft-*"):
        number = left.name.rpartition("-")[2]
        if number.isdigit() and not _is_alive(int(number)):
            remove(left)
    return path.with_name(f".{path.name}.draft-{os.getpid()}")


@contextlib.contextmanager
def naming(path: Path) -> Iterator[None]:
    """Raise what the disk refuses in the block as an ArchiveError that names *path* and what to do."""
    try:
        yield
    except OSError as error:
        if error.errno is None and _FULL.search(str(error)):  # as pyarrow has it
            raise archive_error(OSError(errno.ENOSPC, str(error)), path) from error
        if error.errno in _WRITING and not isinstance(error, ArchiveError):
            raise archive_error(error, path) from error
        raise
    except Exception as error:
        import sqlite3  # here, because reading records needs no SQLite

        if isinstance(error, sqlite3.OperationalError) and _FULL.search(str(error)):
            raise archive_error(OSError(errno.ENOSPC, str(error)), path) from error
        raise


def remove(path: Path) -> None:
    """Remove a file or a folder, whatever of it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def _escaped(name: str) -> str:
    return re.sub(r"([*?\[])", r"[\1]", name)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
