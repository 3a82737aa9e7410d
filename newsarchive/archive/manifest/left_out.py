"""Files that a pull left out on purpose, so that `verify` does not take them for lost."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from newsarchive.archive.appending import replace_file
from newsarchive.archive.layout import Layout, UnsafeName
from newsarchive.archive.reading.json_files import BadFile, read_json


class _LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    by: str
    files: list[str]


def note_left_out(layout: Layout, names: Iterable[str]) -> None:
    """Add *names* (relative paths) to the list of files that a pull left out; only for the holder of the lock."""
    files = sorted(names)
    if files:
        replace_file(layout.left_out, msgspec.json.encode(_LeftOut(by="pull", files=files)) + b"\n")
    else:
        layout.left_out.unlink(missing_ok=True)


def left_out(layout: Layout) -> frozenset[str]:
    """Return the names (relative paths) of the files that a pull left out and that still do not exist."""
    try:
        noted = read_json(layout.left_out, _LeftOut).files
    except FileNotFoundError:
        return frozenset()
    except (BadFile, OSError):
        return frozenset()  # then verify reports each of them as missing
    return frozenset(name for name in noted if name.startswith("pages/") and not _is_here(layout, name))


def _is_here(layout: Layout, name: str) -> bool:
    try:
        return layout.inside(name).exists()
    except UnsafeName:
        return True
