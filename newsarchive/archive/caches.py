"""Check and rebuild the caches of an archive, which are derived from its other files: CDXJ, index, Parquet copies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from newsarchive.archive.appending import ArchiveError
from newsarchive.archive.catching_up import catch_up, index_from_files, sound_index, stale_files
from newsarchive.archive.database import is_damaged, other_row
from newsarchive.archive.index import Index
from newsarchive.archive.layout import Layout
from newsarchive.archive.manifest.chain import piece_of
from newsarchive.archive.manifest.comparison import index_differs
from newsarchive.archive.manifest.writer import Manifest
from newsarchive.archive.pages import write_cdxj
from newsarchive.archive.reading.json_files import BadFile, read_json


class _Stamp(msgspec.Struct):
    sha256: str = ""


def is_stale(layout: Layout, path: Path, lines: Sequence[bytes], *, needed: bool) -> bool:
    """Return whether the CDXJ index of the WARC file *path* differs from *lines*.

    A missing one counts as stale if it is *needed*: archives of early versions have none, and a growing file has none
    yet.
    """
    cdxj = layout.cdxj_of(path)
    if not cdxj.exists():
        return needed and bool(lines)
    wanted = b"".join(line + b"\n" for line in sorted(lines))
    return cdxj.stat().st_size != len(wanted) or cdxj.read_bytes() != wanted


def altered_copies(layout: Layout) -> Iterator[tuple[str, str]]:
    """Yield each file of `tables/` that is not as `newsarchive pack` has left it, with what is wrong.

    `tables.json` (of earlier versions, `tables/stamps.json`) has the digests; copies of early versions have none, and
    one that is missing is not used.
    """
    is_former = layout.former_stamps.exists() and not layout.stamps.exists()
    stamps = layout.former_stamps if is_former else layout.stamps
    name = layout.relative(stamps)
    try:
        found = read_json(stamps, dict[str, _Stamp])
    except FileNotFoundError:
        if any(layout.tables.glob("site=*/*.parquet")):
            yield name, "is missing; run `newsarchive pack`, or delete tables/"
        return
    except BadFile as error:
        yield name, f"cannot be read ({error}); run `newsarchive pack`, or delete tables/"
        return
    for source, stamp in sorted(found.items()):
        copy = layout.tables / f"{source.removeprefix('articles/').removesuffix('.jsonl.gz')}.parquet"
        if stamp.sha256 and copy.exists() and piece_of(layout, copy).sha256 != stamp.sha256:
            yield layout.relative(copy), f"is not as {name} says it was packed; delete it and run `newsarchive pack`"


def index_fault(layout: Layout) -> str | None:
    """Return what is wrong with the index, in comparison with a new one of the same files; ``None`` if nothing is.

    Nothing else shows the rows of a stranger's index that differ from the records, and so hide articles. Raise
    ArchiveError if the new index cannot be written to the temporary folder.
    """
    if is_damaged(layout.index):
        return "is damaged"
    try:
        index = Index(layout.index, writable=False)
    except ArchiveError:
        return None  # made by another version: the next writer builds it again, and no reader uses it
    with closing(index), TemporaryDirectory(prefix="newsarchive-") as folder:
        path = Path(folder) / layout.index.name
        with closing(index_from_files(layout, path)) as rebuilt:
            rebuilt.commit()
            moved = dict(rebuilt.moved()).items()
        try:
            stale = stale_files(layout, index)
            is_moved = not stale and bool(dict(index.moved()).items() - moved)
            other = other_row(layout.index, path, stale)
        except ArchiveError:  # text that is not UTF-8
            return "is damaged"
    if other is None and not is_moved:
        return None
    return f"differs from the records ({other or 'articles that moved'})"


def remake_caches(layout: Layout, manifest: Manifest) -> list[str]:
    """Rebuild the CDXJ files and the index where they differ from the archive; return a line for each that was rebuilt.

    Only for the holder of the lock; raise ArchiveError if one cannot be written.
    """
    damaged = layout.index.exists() and (index_differs(layout, manifest.index) or bool(index_fault(layout)))
    if damaged:
        layout.index.unlink()
    made = [f"{layout.index.name}: rebuilt from the records"] if damaged else []
    with closing(sound_index(layout, manifest)) as index:
        catch_up(layout, index, manifest)
        index.settle()
    for path in layout.page_files():
        if write_cdxj(layout, path):
            made.append(f"{layout.relative(layout.cdxj_of(path))}: rebuilt from its WARC file")
    return made
