"""Store pieces in the archive: each text once, in the order of the files, whatever an earlier job had stored."""

from __future__ import annotations

import dataclasses
import tempfile
from collections import Counter
from collections.abc import Collection
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import msgspec

from newsarchive.archive.reading.lines import read_lines
from newsarchive.archive.visits import Visit
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.article import Record, WarcPlace, record_from_json
from newsarchive.crawl.site import Site
from newsarchive.crawl.storing.identity import Identity, stored_title, title_digest, why_no_revision
from newsarchive.from_warc.pieces import End, ExtractedRecord, Seen, read_frames
from newsarchive.publishers import Publishers, publisher_of
from newsarchive.publishers.canonical import article_id
from newsarchive.warc import Copied


class _Text(msgspec.Struct):
    id: str
    text_sha256: str


class Storing:
    """Stores pieces; *counts* has the number of articles and revisits by outcome."""

    def __init__(self, writer: ArchiveWriter, publishers: Publishers) -> None:
        self._writer = writer
        self._publishers = publishers
        self._identity = Identity(writer.known_id, self._is_contradicted, lambda url: stored_title(writer, url))
        # Of the piece being stored: text and title of each page, by its own canonical URL.
        self._pages: dict[str, set[tuple[str, bytes]]] = {}
        self._later: IO[bytes] = tempfile.TemporaryFile(dir=writer.layout.folder)  # noqa: SIM115 - see close
        self.counts: Counter[str] = Counter()

    def store(self, path: Path, file: str | None) -> End:
        """Store the piece at *path* and return its End once everything is on the disk.

        *file* is the WARC file's path relative to the archive, if it lies inside: where pages are not copied, records
        refer to it.
        """
        stored = self._stored_before(path)
        end = End(counts={})
        with path.open("rb") as piece:
            for frame in read_frames(piece):
                if isinstance(frame, ExtractedRecord):
                    self.counts[self._article(frame, file, stored)] += 1
                elif isinstance(frame, Seen):
                    if not self._visit(frame):
                        self._later.write(msgspec.json.encode(frame) + b"\n")
                else:
                    end = frame
        self._writer.flush()
        return end

    def finish(self) -> None:
        """Resolve revisits that were read before their articles."""
        self._later.seek(0)
        for line in self._later:
            self.counts["revisits without article"] += not self._visit(msgspec.json.decode(line, type=Seen))
        self._writer.flush()

    def close(self) -> None:
        """Remove the temporary file."""
        self._later.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _is_contradicted(self, declared: str, text_sha256: str, title: bytes) -> bool:
        """Return whether the page at a declared URL lies in the same file, and is another article."""
        pages = self._pages.get(declared, ())
        return bool(pages) and not any(text_sha256 == text or title == other for text, other in pages)

    def _settled(self, found: ExtractedRecord) -> tuple[ExtractedRecord, Record]:
        """Return the article under the canonical URL that it has: the declared one, or its own."""
        record = record_from_json(found.record)
        publisher = publisher_of(found.url, self._publishers)
        site = Site(start=found.url, publisher=publisher, publishers=self._publishers)
        canonical = self._identity.settle(site, found.url, found.declared, found.text_sha256, found.title)
        if canonical == record.canonical_url:
            return found, record
        id = article_id(record.site, canonical)
        names = dict.fromkeys((*record.aliases, found.url))
        aliases = [name for name in names if name not in (canonical, record.canonical_url, record.url)]
        return (
            msgspec.structs.replace(found, id=id),
            dataclasses.replace(record, id=id, canonical_url=canonical, aliases=aliases),
        )

    def _article(self, found: ExtractedRecord, file: str | None, stored: Collection[tuple[str, str]]) -> str:
        found, record = self._settled(found)
        known = self._writer.known_id(found.id)
        if (found.id, found.text_sha256) in stored:
            return "unchanged"
        if known is not None and known.text_sha256 == found.text_sha256:
            if known.last_seen_at is None or known.last_seen_at < found.fetched_at:
                self._writer.visit(
                    Visit(url=record.url or found.id, outcome="unchanged", at=found.fetched_at, status=200, id=found.id)
                )
            return "unchanged"
        if known is not None and (failure := why_no_revision(self._writer, record)):
            return f"{failure}, not stored"
        place = self._place(found, record, file)
        return self._writer.store(dataclasses.replace(record, warc=place))

    def _place(self, found: ExtractedRecord, record: Record, file: str | None) -> WarcPlace | None:
        if found.packed:
            copied = Copied(
                packed=found.packed,
                length=found.length,
                url=record.url or "",
                fetched_at=found.fetched_at,
                mime=found.mime,
                status=record.http.status,
                digest=found.digest,
            )
            return self._writer.keep_copied(copied, found.site)
        if file is None or found.offset is None or found.own_length is None:
            return None
        return WarcPlace(file=file, offset=found.offset, length=found.own_length)

    def _visit(self, seen: Seen) -> bool:
        """Record a revisit of its article; return ``False`` if that article is not stored (yet)."""
        original = self._writer.known(seen.original) or self._writer.known(seen.url)
        if original is None or original.id is None:
            return False
        before = self._writer.known(seen.url)
        if before is None or before.last_seen_at is None or before.last_seen_at < seen.at:
            self._writer.visit(Visit(url=seen.url, outcome="unchanged", at=seen.at, status=200, id=original.id))
        self.counts["revisits of articles"] += 1
        return True

    def _stored_before(self, path: Path) -> set[tuple[str, str]]:
        """Return the texts of the piece that are already stored as an earlier revision of their article.

        Only a capture that is not newer than the stored ones can be such a text: its file was read before, in part (by
        a killed job) or whole (under another name or with other filters). Raise EOFError for an incomplete piece.
        """
        doubtful: set[str] = set()
        sites: set[str] = set()
        self._pages = {}
        with path.open("rb") as piece:
            for frame in read_frames(piece):
                if not isinstance(frame, ExtractedRecord):
                    continue
                self._pages.setdefault(frame.url, set()).add((frame.text_sha256, title_digest(frame.title)))
                for id in {frame.id, article_id(frame.site, frame.url)}:
                    known = self._writer.known_id(id)
                    if known is None or known.text_sha256 == frame.text_sha256:
                        continue
                    if known.last_seen_at is None or known.last_seen_at >= frame.fetched_at:
                        doubtful.add(id)
                        sites.add(frame.site)
        return self._texts_of(doubtful, sites) if doubtful else set()

    def _texts_of(self, ids: set[str], sites: set[str]) -> set[tuple[str, str]]:
        found: set[tuple[str, str]] = set()
        decode = msgspec.json.Decoder(_Text).decode
        for file in self._writer.layout.article_files():
            if file.parent.name.removeprefix("site=") in sites:
                for line in read_lines(file, on_error="skip"):
                    text = decode(line)
                    if text.id in ids:
                        found.add((text.id, text.text_sha256))
        return found
