"""The folder of the temporary files of Chromium and its driver, which nothing may outlive."""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path

# Short: Chromium makes sockets in it, and the path of a socket has at most 107 bytes.
_PREFIX = "na-browser-"


@cache
def use_browser_folder() -> Path:
    """Let the programs that this process starts make their temporary files in a folder of its own; return the folder.

    The driver removes the profile of Chromium, unless the driver itself dies; so the folder is removed when this
    process ends. Folders that killed crawls have left are removed first.
    """
    parent = Path(tempfile.gettempdir())
    remove_abandoned(parent)
    folder = _locked_folder(parent)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["TMPDIR"] = str(folder)
    return folder


def remove_abandoned(parent: Path) -> None:
    """Remove the folders of this user in *parent* that no process has locked.

    The id of a process would not do: it is used again, and containers that share *parent* have ids of their own.
    """
    for folder in parent.glob(f"{_PREFIX}*"):
        try:
            if folder.lstat().st_uid != os.getuid():
                continue
            lock = _Lock(folder)
        except OSError:  # in use, a symbolic link, not a folder, or already removed
            continue
        with closing(lock):
            shutil.rmtree(folder, ignore_errors=True)


def _locked_folder(parent: Path) -> Path:
    """Return a new folder that this process has locked until it ends, by whatever cause."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
        try:
            _held.append(_Lock(folder))
        except (BlockingIOError, FileNotFoundError):  # another crawl took it for abandoned before it was locked
            continue
        except OSError:  # this file system has no locks: no crawl removes the folder of another one
            return folder
        if folder.exists():
            return folder


_held: list[_Lock] = []


class _Lock:
    """An exclusive flock(2) on a folder; raise BlockingIOError if another process has it, or another OSError."""

    def __init__(self, folder: Path) -> None:
        self._handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._handle)
            raise

    def close(self) -> None:
        os.close(self._handle)
