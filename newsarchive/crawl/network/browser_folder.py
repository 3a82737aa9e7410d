"""The folder of the temporary files of Chromium and its driver, which nothing may outlive."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
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
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["TMPDIR"] = str(folder)
    return folder


def remove_abandoned(parent: Path) -> None:
    """Remove the folders of this user in *parent* whose process has ended."""
    for folder in parent.glob(f"{_PREFIX}*-*"):
        process = folder.name.removeprefix(_PREFIX).partition("-")[0]
        is_ours = folder.is_dir() and not folder.is_symlink() and folder.stat().st_uid == os.getuid()
        if process.isdigit() and is_ours and not _is_running(int(process)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
