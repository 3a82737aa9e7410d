"""Push while a crawl runs: every few minutes, in a thread of its own, with retries."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from newsarchive.archive.appending import ArchiveError
from newsarchive.archive.layout import Layout
from newsarchive.storage.lease import Lease, LeaseLost
from newsarchive.storage.push import push
from newsarchive.storage.snapshot import Snapshots
from newsarchive.storage.store import Store, StoreError

log = logging.getLogger(__name__)

_LONGEST_WAIT = 900.0
_LAST_TRIES = 3


@dataclass(kw_only=True)
class PushStatistics:
    """Statistics for the run's report: pushes that uploaded something, files, bytes, failures and the last error."""

    url: str
    pushes: int = 0
    files: int = 0
    bytes: int = 0
    failures: int = 0
    last_error: str | None = None


class Pusher:
    """Pushes the archive *folder* to *store* every *seconds* while a crawl runs, which no failure of a push stops.

    With *keep*, complete WARC files stay on the disk after their upload. After LeaseLost nothing more is uploaded.
    """

    def __init__(self, folder: Path, store: Store, lease: Lease, *, seconds: float, keep: bool) -> None:
        self.statistics = PushStatistics(url=store.url)
        self._layout = Layout(folder)
        self._store = store
        self._lease = lease
        self._seconds = seconds
        self._keep = keep
        self._snapshots = Snapshots(self._layout)
        self._over = threading.Event()
        self._lost = False
        self._thread = threading.Thread(target=self._run, name="push", daemon=True)

    def start(self) -> None:
        """Begin to push."""
        self._thread.start()

    def pause(self) -> None:
        """Wait for the current push; no other starts by itself afterwards."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def finish(self) -> StoreError | None:
        """Stop, push the remaining files (with retries), and return the error if that failed."""
        self.pause()
        failure = None
        for number in range(_LAST_TRIES):
            failure = self.once()
            if failure is None or self._lost:
                break
            if number < _LAST_TRIES - 1:
                threading.Event().wait(min(2.0**number, self._seconds))
        return failure

    def once(self) -> StoreError | None:
        """Renew the lease, push, and remove uploaded WARC files; return the error, which is also logged and counted."""
        try:
            self._lease.renew()
            done = push(self._layout.folder, self._store, snapshots=self._snapshots)
        except StoreError as error:
            self._lost = isinstance(error, LeaseLost)
            self.statistics.failures += 1
            self.statistics.last_error = str(error)
            log.warning("not uploaded, the files stay in the spool: %s", error)
            return error
        self.statistics.pushes += bool(done.files)
        self.statistics.files += done.files
        self.statistics.bytes += done.bytes
        if not self._keep:
            clear(self._layout, done.held)
        return None

    def summary(self) -> dict[str, Any]:
        """Return the statistics in the form of the run's report."""
        return asdict(self.statistics)

    def _run(self) -> None:
        wait = self._seconds
        while not self._over.wait(wait) and not self._lost:
            try:
                wait = self._seconds if self.once() is None else min(wait * 2, _LONGEST_WAIT)
            except (OSError, ArchiveError) as error:  # an unreadable spool stops the crawl itself
                log.warning("not uploaded: %s", error)


def clear(layout: Layout, held: Mapping[str, int]) -> None:
    """Remove the WARC files of *layout* that are complete (they have an index) and wholly in the store.

    *held* has the number of bytes of each file in the store.
    """
    for path in layout.page_files():
        both = (path, layout.cdxj_of(path))
        if all(path.exists() and held.get(layout.relative(path)) == path.stat().st_size for path in both):
            for file in both:
                file.unlink()
