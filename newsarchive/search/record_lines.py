"""Read the line of a record at the position that an index names."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from newsarchive.archive.layout import Layout
from newsarchive.article import BadRecord
from newsarchive.members import Break, read_members

_MEMBERS_KEPT = 8
_REMEDY = "the archive has changed; run the command again, which updates the index"


def reader_of(folder: Path, path_of: Callable[[int], str]) -> Callable[[int, int, int], bytes]:
    """Return a function (file, member, line) -> line of the archive *folder*; *path_of* maps numbers to files.

    The function raises BadRecord if the file has changed since it was indexed.
    """
    layout = Layout(folder)

    @lru_cache(_MEMBERS_KEPT)
    def lines(file: int, member: int) -> list[bytes]:
        path = layout.inside(path_of(file))
        try:
            found = next(read_members(path, member), None)
        except OSError as error:
            raise BadRecord(f"{path}: {error.strerror}; {_REMEDY}") from error
        if found is None or isinstance(found, Break):
            raise BadRecord(f"{path}: no records at byte {member}; {_REMEDY}")
        return found.data.split(b"\n")

    def read(file: int, member: int, line: int) -> bytes:
        found = lines(file, member)
        if not 0 <= line < len(found):
            raise BadRecord(f"{layout.inside(path_of(file))}: no line {line} in the member at byte {member}; {_REMEDY}")
        return found[line]

    return read
