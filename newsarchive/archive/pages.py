"""Raw responses into WARC files: one row of files per site and run, a new one when the last is full."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from newsarchive.archive.appending import AppendFile
from newsarchive.archive.layout import Layout
from newsarchive.article import WarcPlace
from newsarchive.warc import Exchange, Kept, info_bytes, warc_bytes


class PageFiles:
    """The WARC files that one run writes, at most one open per site."""

    def __init__(self, layout: Layout, run: str, about: Mapping[str, str], max_bytes: int) -> None:
        self._layout = layout
        self._run = run
        self._about = about
        self._max_bytes = max_bytes
        self._open: dict[str, AppendFile] = {}
        self._unsynced: set[str] = set()

    def keep(self, exchange: Exchange, site: str) -> Kept:
        """Append *exchange* and return where its response lies; it is durable after *sync*."""
        packed = warc_bytes(exchange)
        assert exchange.page.fetched_at is not None  # warc_bytes has seen to it
        file = self._file(site, exchange.page.fetched_at)
        # One append for all three, so that a full disk leaves none of them.
        offset = file.append(bytes(packed))
        self._unsynced.add(site)
        place = WarcPlace(file=self._layout.relative(file.path), offset=offset, length=len(packed.answer))
        return Kept(page=exchange.page, place=place, payload_sha256=packed.payload_sha256)

    def sync(self) -> list[Path]:
        """Return the files that have grown, when everything kept is on the disk."""
        grown = [self._open[site] for site in sorted(self._unsynced)]
        for file in grown:
            file.sync()
        self._unsynced.clear()
        return [file.path for file in grown]

    def close(self) -> None:
        """Close the files."""
        for file in self._open.values():
            file.close()
        self._open.clear()

    def _file(self, site: str, at: datetime) -> AppendFile:
        current = self._open.get(site)
        if current is not None and current.size < self._max_bytes:
            return current
        if current is not None:
            current.sync()
            current.close()
            del self._open[site]
        self._open[site] = self._next(site, at)
        return self._open[site]

    def _next(self, site: str, at: datetime) -> AppendFile:
        number = 1
        while self._layout.pages_of(site, self._run, number).exists():
            number += 1
        file = AppendFile(self._layout.pages_of(site, self._run, number))
        file.append(info_bytes(file.path.name, at, self._about))
        return file
