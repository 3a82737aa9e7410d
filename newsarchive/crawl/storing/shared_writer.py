"""OpenArchive: the only writer of an archive folder in this process, shared by concurrent crawls."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from scrapy.utils.asyncio import create_looping_call

import newsarchive
from newsarchive.archive.appending import ArchiveError
from newsarchive.archive.layout import Layout
from newsarchive.archive.writer import ArchiveWriter

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from scrapy.settings import BaseSettings

log = logging.getLogger(__name__)


class User(Protocol):
    """A crawl that writes to the archive."""

    run: str

    def count_stored(self, ids: Sequence[str]) -> None:
        """Receive the ids of records that have just become durable, including records of other crawls."""

    def flushed(self) -> None:
        """Handle the notice that everything passed to the archive so far is durable."""

    def fail(self, error: ArchiveError) -> None:
        """Handle the notice that the archive can no longer be written."""


class OpenArchive:
    """An ArchiveWriter with its users: flushed every few seconds, closed by the last user.

    A disk failure affects all users: *failure* keeps it, and each user is notified once.
    """

    def __init__(self, layout: Layout, run: str, settings: BaseSettings) -> None:
        self._users: list[User] = []
        self.failure: ArchiveError | None = None
        self.writer = ArchiveWriter(
            layout.folder,
            run=run,
            software=f"newsarchive {newsarchive.__version__}",
            batch=settings.getint("NEWSARCHIVE_FLUSH_RECORDS"),
            max_warc_bytes=settings.getint("NEWSARCHIVE_MAX_WARC_BYTES"),
            on_stored=self._stored,
            on_flushed=self._flushed,
        )
        for repair in self.writer.repairs:
            log.warning("%s", repair.message)
        self._flushing = create_looping_call(self.flush)
        self._flushing.start(settings.getfloat("NEWSARCHIVE_FLUSH_SECONDS"), now=False)

    def flush(self) -> None:
        """Write everything pending to disk; record a failure instead of raising it."""
        with self.noting_failure():
            if self.failure is None:
                self.writer.flush()

    def noting_failure(self) -> _NotingFailure:
        """Keep an ArchiveError as *failure* and notify every user: further fetching would be useless."""
        return _NotingFailure(self)

    def _failed(self, error: ArchiveError) -> None:
        self.failure = error
        for user in self._users:
            user.fail(error)

    def _stored(self, ids: Sequence[str]) -> None:
        for user in self._users:
            user.count_stored(ids)

    def _flushed(self) -> None:
        for user in self._users:
            user.flushed()

    def _close(self) -> None:
        if self._flushing.running:
            self._flushing.stop()
        try:
            self.writer.close()
        finally:
            _closed.append(self.writer.bytes_written)


class _NotingFailure:
    """Context of a write to an archive, see OpenArchive.noting_failure; a generator would cost more than the write."""

    def __init__(self, archive: OpenArchive) -> None:
        self._archive = archive

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if isinstance(error, ArchiveError):
            self._archive._failed(error)
            return True
        return False


_open: dict[Path, OpenArchive] = {}
# The bytes written by each archive that was open before; a watch reopens the archive in each round.
_closed: list[int] = []


def bytes_taken() -> int:
    """Return the number of bytes that the crawls of this process have written or are about to write."""
    return sum(_closed) + sum(shared.writer.bytes_taken for shared in _open.values())


def is_open(folder: Path) -> bool:
    """Return whether a crawl of this process has the archive *folder* open."""
    return folder.resolve() in _open


def join(layout: Layout, user: User, settings: BaseSettings) -> OpenArchive:
    """Return the archive, opened if *user* is the first; raise ArchiveLocked while another process holds it."""
    folder = layout.folder.resolve()
    if folder not in _open:
        _open[folder] = OpenArchive(layout, user.run, settings)
    _open[folder]._users.append(user)
    return _open[folder]


def leave(archive: OpenArchive, user: User) -> None:
    """Close the archive if *user* was the last user."""
    archive._users.remove(user)
    if archive._users:
        return
    for folder in [name for name, shared in _open.items() if shared is archive]:
        del _open[folder]
    archive._close()
