"""The Parquet copy of an archive: `tables/`, with one file for each record file. JSON Lines remain authoritative.

`tables.json` beside it identifies the bytes from which each copy was made. A copy is used as long as its record file
and the copy itself are unchanged, and only where `pack` made it: the content of one that came with an archive from
elsewhere is not known to be that of the records. Otherwise the record file is read until `pack` copies it again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

from newsarchive.archive.appending import replace_file, replacing
from newsarchive.archive.layout import Layout, no_archive, site_of_file
from newsarchive.archive.manifest.chain import piece_of
from newsarchive.archive.reading.json_files import BadFile, read_json
from newsarchive.archive.symbolic_links import refuse_links
from newsarchive.article import BadRecord
from newsarchive.columns import Column, table_columns
from newsarchive.dataset.tables import arrow_schema, file_table, pyarrow_for

_TAIL = 1 << 16
_ROW_GROUP = 50_000


class Stamp(msgspec.Struct, frozen=True):
    """The source and the contents of a copy: *rows*, and whether some are later revisions or of another site.

    *size* and *mtime_ns* are those of the record file; if they are unchanged, *source* is not checked. *packed* is the
    size of the copy in bytes, *fields* identifies its columns, *sha256* is its digest, which `newsarchive verify`
    compares. *inode* and *changed_ns* are those of the copy (st_ino, st_ctime_ns): whoever made the archive can neither
    choose nor predict them where it is unpacked, so they show that the copy was made in this place.
    """

    source: str
    rows: int
    revised: bool
    alien: bool = False
    size: int = -1
    mtime_ns: int = -1
    packed: int = -1
    fields: str = ""
    sha256: str = ""
    inode: int = -1
    changed_ns: int = -1


def fields_digest(columns: Iterable[Column]) -> str:
    """Return a digest (16 hex digits) of *columns* and the keys of their objects.

    A copy with another digest is created again.
    """
    return hashlib.blake2b(repr(list(columns)).encode(), digest_size=8).hexdigest()


_FIELDS = fields_digest(table_columns().values())


@dataclass(frozen=True, kw_only=True)
class Packed:
    """The result of *pack*: files copied, files up to date, bytes of the copy; *bad* lists the files left out."""

    packed: int
    fresh: int
    bytes: int
    bad: Sequence[str] = ()


def pack(folder: Path | str, *, on_file: Callable[[Path], None] = lambda path: None) -> Packed:
    """Update the Parquet copy of the archive *folder* (zstd, sorted by time of publication).

    Only changed files are copied, each atomically, so this function can be interrupted and can run during a crawl. A
    file with an invalid line is not copied, so that loading it reports the error. Raise NoArchive if *folder* has no
    records, ArchiveError if the disk cannot be written.
    """
    layout = Layout(Path(folder))
    files = layout.article_files()
    if not files:
        raise no_archive(folder, "no articles to pack")
    pyarrow_for("the Parquet copy")
    refuse_links(layout)
    before = stamps_of(layout)
    after: dict[str, Stamp] = {}
    count, bad = 0, []
    for path in files:
        name = layout.relative(path)
        stamp = before.get(name)
        if stamp is None or not _is_whole(copy_of(layout, path), stamp) or not _is_fresh(path, stamp):
            on_file(path)
            try:
                stamp = _copy(layout, path)
            except BadRecord as error:
                bad.append(str(error))
                continue
            count += 1
        found = path.stat()
        if source_of(path) == stamp.source:  # a copied archive has other times; compare the bytes only once
            stamp = msgspec.structs.replace(stamp, size=found.st_size, mtime_ns=found.st_mtime_ns)
        after[name] = stamp
        if count and count % 50 == 0:
            _write_stamps(layout, {**before, **after})
    _write_stamps(layout, after)
    copies = {copy_of(layout, path) for path in files if layout.relative(path) in after}
    for path in layout.tables.glob("site=*/*.parquet"):
        if path not in copies:
            path.unlink()
    for draft in layout.tables.glob("site=*/.*.draft"):
        draft.unlink(missing_ok=True)  # left by a killed process
    size = sum(path.stat().st_size for path in copies)
    return Packed(packed=count, fresh=len(after) - count, bytes=size, bad=bad)


def fresh_copies(layout: Layout, files: list[Path]) -> dict[Path, Stamp]:
    """Return those of *files* (record files) whose Parquet copy can be read instead, each with its stamp."""
    stamps = stamps_of(layout)
    if not stamps or find_spec("pyarrow") is None:
        return {}
    # If a file contains records of another site, its records are filtered one by one.
    stamped = [(path, stamp) for path in files if (stamp := stamps.get(layout.relative(path))) and not stamp.alien]
    return {
        path: stamp for path, stamp in stamped if _is_whole(copy_of(layout, path), stamp) and _is_fresh(path, stamp)
    }


def _is_whole(copy: Path, stamp: Stamp) -> bool:
    """Return whether *copy* is there as `pack` left it in this place, and has the columns of this version."""
    try:
        found = copy.lstat()
    except FileNotFoundError:
        return False
    place = (found.st_size, found.st_ino, found.st_ctime_ns)
    return place == (stamp.packed, stamp.inode, stamp.changed_ns) and stamp.fields == _FIELDS


def _is_fresh(path: Path, stamp: Stamp) -> bool:
    found = path.stat()
    if found.st_size == stamp.size and found.st_mtime_ns == stamp.mtime_ns:
        return True
    return source_of(path) == stamp.source  # a copied archive has other times


def copy_of(layout: Layout, path: Path) -> Path:
    """Return the path of the Parquet copy of the record file *path*."""
    return layout.folder / "tables" / path.parent.name / f"{path.name.partition('.')[0]}.parquet"


def stamps_of(layout: Layout) -> Mapping[str, Stamp]:
    """Return the stamps of the Parquet copy.

    If they cannot be read, the result is empty, which means that there is no copy.
    """
    path = layout.stamps if layout.stamps.exists() else layout.former_stamps
    if not path.exists():
        return {}
    try:
        return read_json(path, dict[str, Stamp])
    except (OSError, BadFile):
        return {}


def source_of(path: Path) -> str:
    """Return a value that identifies a state of a growing file: its size and the hash of its last 64 KB."""
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(0, size - _TAIL))
        return f"{size}-{hashlib.blake2b(stream.read(), digest_size=8).hexdigest()}"


def _copy(layout: Layout, path: Path) -> Stamp:
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    # Computed before reading, so that a file that grows meanwhile is copied again next time.
    state, source = path.stat(), source_of(path)
    table: Any = file_table(path, arrow_schema(), on_error="raise").sort_by([("published_at", "ascending")])
    target = copy_of(layout, path)
    with replacing(target) as draft:
        pq.write_table(
            table, draft, compression="zstd", compression_level=9, row_group_size=_ROW_GROUP, write_page_index=True
        )
    revised = bool(table.num_rows and pc.max(table["revision"]).as_py() > 1)
    made = target.stat()
    alien = not pc.all(pc.equal(table["site"], site_of_file(path)), min_count=0).as_py()
    return Stamp(
        source=source,
        rows=table.num_rows,
        revised=revised,
        alien=alien,
        size=state.st_size,
        mtime_ns=state.st_mtime_ns,
        packed=made.st_size,
        fields=_FIELDS,
        sha256=piece_of(layout, target).sha256,
        inode=made.st_ino,
        changed_ns=made.st_ctime_ns,
    )


def _write_stamps(layout: Layout, stamps: Mapping[str, Stamp]) -> None:
    replace_file(layout.stamps, msgspec.json.encode(stamps))
    layout.former_stamps.unlink(missing_ok=True)
