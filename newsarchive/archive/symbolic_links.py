"""Find symbolic links and special files inside an archive: nothing is written through one."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

from newsarchive.archive.appending import ArchiveError, archive_error
from newsarchive.archive.layout import Layout

_REMEDY = (
    "is {what}; nothing is written to an archive that has one inside, because it may lead anywhere: "
    "put the file or folder itself there (the archive's own folder may be a link)"
)


def refuse_links(layout: Layout) -> None:
    """Raise ArchiveError if the archive contains a symbolic link or a special file that a writer could follow.

    The archive's folder itself may be a link. Folders that the archive does not write to are not checked.
    """
    for path, what in links_in(layout):
        raise ArchiveError(errno.ELOOP, _REMEDY.format(what=what), str(path))


def links_in(layout: Layout) -> Iterator[tuple[Path, str]]:
    """Yield every symbolic link or special file in the folders that the archive writes to, with its kind."""
    for place in layout.written_places():
        if place.is_symlink():
            yield place, "a symbolic link"
        elif place.is_dir():
            yield from _below(place)
        elif place.exists() and not place.is_file():
            yield place, "not a regular file"


def _below(folder: Path) -> Iterator[tuple[Path, str]]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_symlink():
                    yield Path(entry.path), "a symbolic link"
                elif entry.is_dir(follow_symlinks=False):
                    yield from _below(Path(entry.path))
                elif not entry.is_file(follow_symlinks=False):
                    yield Path(entry.path), "not a regular file"
    except FileNotFoundError:  # a writer has just moved it
        return
    except OSError as error:
        raise archive_error(error, folder) from error
