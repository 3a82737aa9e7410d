"""What an archive can do without, checked against what it is made from and made again: CDXJ files and the index."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from newsarchive.archive.catching_up import catch_up
from newsarchive.archive.database import is_damaged
from newsarchive.archive.index import Index
from newsarchive.archive.layout import Layout
from newsarchive.archive.manifest_writer import Manifest
from newsarchive.archive.pages import write_cdxj


def is_stale(layout: Layout, path: Path, lines: Sequence[bytes], *, needed: bool) -> bool:
    """Tell whether the CDXJ of the WARC file *path* says anything else than *lines*.

    One that is missing is stale when it is *needed*: archives of early versions have none, and a file that is still
    growing has none yet.
    """
    cdxj = layout.cdxj_of(path)
    if not cdxj.exists():
        return needed and bool(lines)
    return cdxj.read_bytes() != b"".join(line + b"\n" for line in sorted(lines))


def remake_caches(layout: Layout, manifest: Manifest) -> list[str]:
    """Make every CDXJ and the index say what the archive holds; return what had to be made. For the lock's holder."""
    damaged = is_damaged(layout.index)
    made = [f"{layout.index.name}: made anew from the records"] if damaged else []
    with closing(Index(layout.index)) as index:
        catch_up(layout, index, manifest)
    for path in layout.page_files():
        if write_cdxj(layout, path):
            made.append(f"{layout.relative(layout.cdxj_of(path))}: made anew from its WARC file")
    return made
