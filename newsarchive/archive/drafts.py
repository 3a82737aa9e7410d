"""Drafts of files and folders that a command writes beside their place: swept when a kill has left one."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EDQUOT, EFBIG, ENOSPC, EROFS
from pathlib import Path

from newsarchive.archive.appending import ArchiveError, archive_error

# Others may be about what is read.
_WRITING = frozenset({ENOSPC, EDQUOT, EFBIG, EROFS})
_FULL = re.compile("disk is full|no space left", re.I)


def draft_name(path: Path) -> Path:
    """Return where this process drafts *path*; what killed processes have left there of theirs is removed."""
    for left in path.parent.glob(f".{_escaped(path.name)}.draft-*"):
        number = left.name.rpartition("-")[2]
        if number.isdigit() and not _is_alive(int(number)):
            remove(left)
    return path.with_name(f".{path.name}.draft-{os.getpid()}")


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Raise what the disk refuses in the block as an ArchiveError that names *path* and what to do."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if _FULL.search(str(error)):
            raise archive_error(OSError(ENOSPC, str(error)), path) from error
        raise
    except OSError as error:
        if error.errno is None and _FULL.search(str(error)):  # as pyarrow has it
            raise archive_error(OSError(ENOSPC, str(error)), path) from error
        if error.errno in _WRITING and not isinstance(error, ArchiveError):
            raise archive_error(error, path) from error
        raise


def remove(path: Path) -> None:
    """Remove a file or a folder, whatever of it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
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
