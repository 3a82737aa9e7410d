"""One writer at a time: a file lock, which the kernel releases when its holder dies.

The lock is flock(2), of Linux and macOS. Archives are written there only: Windows has neither this lock nor folders
that can be flushed, and what a writer promises rests on both. Reading works everywhere.
"""

from __future__ import annotations

import contextlib
import errno
import os
import time
from pathlib import Path
from typing import Any

from newsarchive.archive.appending import ArchiveError, archive_error, make_folder
from newsarchive.archive.layout import Layout
from newsarchive.archive.symbolic_links import refuse_links

fcntl: Any
try:
    import fcntl
except ImportError:
    fcntl = None

_NO_LOCKS = "archives are written on Linux and macOS only; on Windows, run newsarchive in WSL 2"


class ArchiveLocked(ArchiveError):
    """Raised if another process is writing to this archive."""


class Lock:
    """The exclusive right to write to an archive, from construction to *release*; readers need no lock.

    Raise ArchiveLocked while another process has it, ArchiveError if there is a symbolic link inside the archive.
    """

    def __init__(self, layout: Layout) -> None:
        path = layout.lock
        if fcntl is None:
            raise ArchiveError(errno.ENOSYS, _NO_LOCKS, str(path))
        make_folder(path.parent)
        try:
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)
        except OSError as error:
            raise archive_error(error, path) from error
        try:
            _take(self._handle)
        except OSError as error:
            holder = os.pread(self._handle, 32, 0).decode("ascii", "replace").strip()
            os.close(self._handle)
            raise _refusal(error, path, holder) from error
        with contextlib.suppress(OSError):  # the pid is only for the message
            os.ftruncate(self._handle, 0)
            os.pwrite(self._handle, f"{os.getpid()}\n".encode(), 0)
        try:
            refuse_links(layout)
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Release the lock."""
        os.close(self._handle)


def _take(handle: int) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        # The holder may be `verify`, which checks for a moment whether a writer is active.
        time.sleep(0.1)
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def is_locked(path: Path) -> bool:
    """Return whether a process is writing to the archive with the lock file *path*."""
    if fcntl is None:
        return False
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


def _refusal(error: OSError, path: Path, holder: str) -> ArchiveError:
    if error.errno not in (errno.EACCES, errno.EAGAIN):
        return archive_error(error, path)
    writer = f"process {holder}" if holder else "another process"
    return ArchiveLocked(
        errno.EAGAIN, f"{writer} is writing to this archive; wait until it ends, or stop it", str(path)
    )
