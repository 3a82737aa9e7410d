"""The parts of an archive that may be uploaded: whole gzip members only, with records examined before their pages."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from newsarchive.archive.layout import CDXJ, GROWING, Layout
from newsarchive.members import Break, read_members

_CHUNK = 1 << 20
_RUN_ENDINGS = (".jsonl.gz", ".json", ".html")


@dataclass(frozen=True, kw_only=True)
class FilePart:
    """The first *size* bytes of *path*, uploaded as *name*; *grows*: a later part will extend it."""

    name: str
    path: Path
    size: int
    sha256: str
    grows: bool


class Snapshots:
    """Examines an archive repeatedly; an unchanged file is not read again."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._known: dict[Path, tuple[tuple[int, int], FilePart]] = {}

    def take(self) -> list[FilePart]:
        """Return the parts to upload, in order: pages, their indexes, records, runs, the manifest.

        Records are examined first: the pages, examined later, then contain the page of each, even while a crawl writes.
        """
        layout = self._layout
        # Examined first and uploaded last: everything it lists is in the store by then.
        manifest = self._pieces(path for path in (layout.manifest,) if path.exists())
        runs = self._pieces(path for path in sorted(layout.runs.glob("*")) if _is_of_run(path))
        articles = self._pieces(layout.article_files())
        indexes = self._pieces(sorted(layout.pages.glob("site=*/*.cdxj")))
        pages = self._pieces(layout.page_files())
        return [*pages, *indexes, *articles, *runs, *manifest]

    def _pieces(self, paths: Iterable[Path]) -> list[FilePart]:
        return [piece for path in paths if (piece := self._piece(path)) is not None]

    def _piece(self, path: Path) -> FilePart | None:
        try:
            stat = path.stat()
            stamp = (stat.st_size, stat.st_mtime_ns)
            if path not in self._known or self._known[path][0] != stamp:
                self._known[path] = (stamp, self._read(path, stat.st_size))
        except FileNotFoundError:  # a temporary index, renamed meanwhile
            return None
        piece = self._known[path][1]
        # An empty index says that its WARC file has no captures; every other empty file is one that was just created.
        return piece if piece.size or piece.name.endswith(CDXJ) else None

    def _read(self, path: Path, size: int) -> FilePart:
        grows = path.name.endswith(GROWING) or path == self._layout.manifest
        if path == self._layout.manifest:
            size = _whole_lines(path, size)
        elif grows:
            before = self._known[path][1].size if path in self._known else 0
            size = _whole(path, before if before <= size else 0)
        name = self._layout.relative(path)
        return FilePart(name=name, path=path, size=size, sha256=digest_of(path, size), grows=grows)


def digest_of(path: Path, size: int) -> str:
    """Return the SHA-256 of the first *size* bytes of *path*, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while size > 0 and (chunk := stream.read(min(_CHUNK, size))):
            digest.update(chunk)
            size -= len(chunk)
    return digest.hexdigest()


def _whole(path: Path, start: int) -> int:
    """Return the end of the last whole member of *path*; damage before it is uploaded as it is."""
    end = start
    for member in read_members(path, start):
        if isinstance(member, Break) and member.torn:
            break
        end = member.offset + member.length
    return end


def _whole_lines(path: Path, size: int) -> int:
    """Return the end of the last whole line within the first *size* bytes of *path*."""
    with path.open("rb") as stream:
        while size > 0:
            start = max(0, size - _CHUNK)
            stream.seek(start)
            at = stream.read(size - start).rfind(b"\n")
            if at >= 0:
                return start + at + 1
            size = start
    return 0


def _is_of_run(path: Path) -> bool:
    return path.name.endswith(_RUN_ENDINGS) and not path.name.startswith(".")
