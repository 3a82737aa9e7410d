"""Check and rebuild the caches of an archive, which are derived from its other files: CDXJ, index, Parquet copies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from newsarchive.archive.catching_up import catch_up, sound_index
from newsarchive.archive.database import is_damaged
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


def remake_caches(layout: Layout, manifest: Manifest) -> list[str]:
    """Rebuild the CDXJ files and the index where they differ from the archive; return a line for each that was rebuilt.

    Only for the holder of the lock; raise ArchiveError if one cannot be written.
    """
    damaged = is_damaged(layout.index) or index_differs(layout, manifest.index)
    made = [f"{layout.index.name}: rebuilt from the records"] if damaged else []
    with closing(sound_index(layout, manifest)) as index:
        catch_up(layout, index, manifest)
        index.settle()
    for path in layout.page_files():
        if write_cdxj(layout, path):
            made.append(f"{layout.relative(layout.cdxj_of(path))}: rebuilt from its WARC file")
    return made
