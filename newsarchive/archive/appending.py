"""Durable writes: append and fsync, roll back an incomplete write, replace files atomically, remove old drafts."""

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

_DRAFT = ".draft"
_KEPT = "everything stored before is intact"
_REMEDIES = {
    errno.ENOSPC: f"the disk is full; free some space and run the same command again ({_KEPT})",
    errno.EDQUOT: f"the disk quota is used up; free some space and run the same command again ({_KEPT})",
    errno.EFBIG: f"the file may not grow further; raise the file size limit (ulimit -f) and run again ({_KEPT})",
    errno.EROFS: "the file system is read-only; mount it writable or choose another folder",
    errno.EACCES: "no permission to write; change the owner or the mode, or choose another folder",
    errno.EPERM: "no permission to write; change the owner or the mode, or choose another folder",
    errno.ENOTDIR: "a part of this path is a file; choose another folder",
    errno.EEXIST: "a file has this name; choose another folder",
    errno.ELOOP: "it is a symbolic link, and newsarchive does not write through links; put the file itself there",
    errno.EMFILE: f"too many open files; raise the limit (ulimit -n) and run again ({_KEPT})",
    errno.ENFILE: f"too many open files on this machine; end other programs and run again ({_KEPT})",
    errno.EIO: f"the disk reports an input/output error; check the disk before you run again ({_KEPT})",
}


class ArchiveError(OSError):
    """The archive cannot be written (or locked); carries errno, the path and the remedy."""


def archive_error(error: OSError, path: Path) -> ArchiveError:
    """Return *error*, raised for *path*, as an ArchiveError with the remedy."""
    code = error.errno or errno.EIO
    remedy = _REMEDIES.get(code, f"{error.strerror or error}; fix that and run again ({_KEPT})")
    return ArchiveError(code, f"cannot write: {remedy}", str(path))


def make_folder(folder: Path) -> None:
    """Create *folder* and its parents so that they survive a power cut; raise ArchiveError."""
    try:
        missing = [parent for parent in (folder, *folder.parents) if not parent.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        for parent in missing:
            _sync_folder(parent.parent)
    except OSError as error:
        raise archive_error(error, folder) from error


def require_folder(path: Path) -> None:
    """Raise FileNotFoundError if the parent folder of *path* does not exist: it may be mistyped."""
    if not path.parent.is_dir():
        raise FileNotFoundError(2, "no such folder; create it first", str(path.parent))


def replace_file(path: Path, content: bytes) -> None:
    """Write *content* to *path* atomically: readers, and a power cut, find the old file or the new one.

    Raise ArchiveError.
    """
    with replacing(path) as draft, open_new(draft) as stream:
        stream.write(content)


def refuse_device(path: Path) -> None:
    """Raise ArchiveError if *path* is a device, a pipe or a link in /dev: a file moved there would take its place."""
    if path.absolute().parent == Path("/dev") or (path.exists() and not path.is_file() and not path.is_dir()):
        raise ArchiveError(errno.EINVAL, "a device or pipe, which a file would replace; name a file", str(path))


def draft_of(path: Path) -> Path:
    """Return the path of the draft of *path* that any process may continue; it is moved to *path* when complete."""
    return path.with_name(f".{path.name}{_DRAFT}")


def is_draft(path: str) -> bool:
    """Return whether *path* is the draft of a file that a killed process was replacing."""
    name = path.rpartition("/")[2]
    return name.startswith(".") and name.endswith(_DRAFT)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield the path of a draft to write, and then move it to *path*, durably and atomically; raise ArchiveError.

    If the block raises, the draft is removed and *path* stays unchanged; so does a device or pipe.
    """
    refuse_device(path)
    make_folder(path.parent)
    draft = draft_of(path)
    try:
        draft.unlink(missing_ok=True)
        yield draft
        sync_file(draft)
        draft.replace(path)
        _sync_folder(path.parent)
    except BaseException as error:
        with contextlib.suppress(OSError):  # report the first error
            draft.unlink(missing_ok=True)
        # An object store raises OSError without a number, which does not concern this disk.
        if isinstance(error, OSError) and error.errno is not None and not isinstance(error, ArchiveError):
            raise archive_error(error, path) from error
        raise


def open_new(path: Path) -> BinaryIO:
    """Create the file *path* and open it for writing; raise FileExistsError if anything, even a link, is there."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o644), "w+b")


class AppendFile:
    """An append-only file. An append that fails halfway is rolled back, so that the file stays intact."""

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
        """Append *piece* and return the offset at which it begins; raise ArchiveError."""
        start = self.size
        try:
            remainder = memoryview(piece)
            while remainder:
                remainder = remainder[os.write(self._handle, remainder) :]
        except OSError as error:
            self.cut(start)
            raise archive_error(error, self.path) from error
        self.size = start + len(piece)
        return start

    def append_durably(self, piece: bytes) -> int:
        """Append *piece*, fsync, and return its offset; raise ArchiveError."""
        start = self.append(piece)
        try:
            self.sync()
        except ArchiveError:
            self.cut(start)
            raise
        return start

    def sync(self) -> None:
        """Wait until every appended byte is on the disk; raise ArchiveError."""
        try:
            flush_to_disk(self._handle)
        except OSError as error:
            raise archive_error(error, self.path) from error

    def cut(self, size: int) -> None:
        """Remove everything after *size*, if the disk permits: opening the archive again removes the rest."""
        with contextlib.suppress(OSError):
            os.ftruncate(self._handle, size)
            os.fsync(self._handle)
        self.size = size

    def close(self) -> None:
        """Close the file; appends without fsync may be lost in a power cut."""
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
    """Wait until everything written to *path* is on the disk; raise OSError."""
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


# Other errors may concern a file that is read.
_WRITING = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})
_FULL = re.compile("disk is full|no space left", re.I)


def draft_name(path: Path) -> Path:
    """Return this process's own draft of *path*, and remove the drafts that killed processes left beside it."""
    for left in path.parent.glob(f".{_escaped(path.name)}.draft-*"):
        number = left.name.rpartition("-")[2]
        if number.isdigit() and not _is_alive(int(number)):
            remove(left)
    return path.with_name(f".{path.name}.draft-{os.getpid()}")


@contextlib.contextmanager
def naming(path: Path) -> Iterator[None]:
    """Raise the disk errors of the block (also those of SQLite and pyarrow) as ArchiveErrors that name *path*."""
    try:
        yield
    except OSError as error:
        if error.errno is None and _FULL.search(str(error)):  # the message of pyarrow
            raise archive_error(OSError(errno.ENOSPC, str(error)), path) from error
        if (error.errno in _WRITING or _is_of(path, error)) and not isinstance(error, ArchiveError):
            raise archive_error(error, path) from error
        raise
    except Exception as error:
        import sqlite3  # here, because reading records needs no SQLite

        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_CANTOPEN and not os.access(path.parent, os.W_OK):
            raise archive_error(OSError(errno.EACCES, str(error)), path) from error
        full = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE)
        if isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode in full:
            raise archive_error(OSError(errno.ENOSPC, str(error)), path) from error
        raise


def _is_of(path: Path, error: OSError) -> bool:
    """Return whether *error* names *path*, its draft or a file in one of them."""
    try:
        parts = Path(os.fsdecode(error.filename or "")).relative_to(path.parent).parts
    except ValueError:
        return False
    return bool(parts) and parts[0].removeprefix(".").startswith(path.name)


def remove(path: Path) -> None:
    """Remove the file or the whole folder at *path*, if it exists; raise OSError if that fails."""
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
