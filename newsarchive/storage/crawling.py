"""A crawl into an object store: written to a spool folder on the disk, and pushed from there while it runs."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from newsarchive.archive.layout import Layout
from newsarchive.archive.manifest.writer import replace_entered
from newsarchive.crawl import settings
from newsarchive.crawl.run import Options, Outcome, crawl_all
from newsarchive.redaction import redacted
from newsarchive.storage.indexes import add_missing_indexes
from newsarchive.storage.lease import Lease
from newsarchive.storage.pull import pull
from newsarchive.storage.push import push
from newsarchive.storage.pusher import Pusher
from newsarchive.storage.store import Store, StoreError

# A growing WARC file is uploaded again at each push: small files keep that cheap.
_MAX_WARC_BYTES = 64 << 20
_LEAST_LEASE = 120.0


def crawl_into(
    url: str, spool: Path | None, targets: Sequence[str], words: Mapping[str, Any], options: Options, *, keep: bool
) -> list[Outcome]:
    """Crawl *targets*, as `crawl_all` does, into the archive at *url* through the folder *spool*.

    First, files that an earlier run left in the spool are pushed and records and runs are pulled, so that no known
    article is fetched again. Raise StoreError, or LeaseHeld while another crawl has the prefix, before anything is
    fetched. Files that cannot be uploaded at the end stay in the spool for the next run, and the first outcome is a
    failure.
    """
    store, folder = Store(url), spool or spool_of(url)
    seconds = push_seconds(options.settings)
    lease = Lease(store, max(3 * seconds, _LEAST_LEASE))
    try:
        prepare(store, folder)
        pusher = Pusher(folder, store, lease, seconds=seconds, keep=keep)
        pusher.start()
        chosen = {
            "NEWSARCHIVE_MAX_WARC_BYTES": _MAX_WARC_BYTES,
            "NEWSARCHIVE_SEARCH_INDEX": False,  # the spool has only a part of the archive
            **options.settings,
        }
        try:
            outcomes = crawl_all(targets, words, dataclasses.replace(options, folder=folder, settings=chosen))
        except BaseException:
            pusher.finish()
            raise
        return _finished(pusher, outcomes, folder)
    finally:
        _release(lease)


def prepare(store: Store, folder: Path) -> None:
    """Push the files of *folder* that *store* lacks, and pull the records and runs that *folder* lacks.

    WARC files of a killed crawl whose spool is lost get their indexes in the store. Raise StoreError.
    """
    if folder.exists():
        push(folder, store)
    pull(store, folder, parts=("articles/", "runs/"), unfinished=True)
    add_missing_indexes(store, folder)


def spool_of(url: str) -> Path:
    """Return the spool folder for crawls into *url*, below XDG_STATE_HOME."""
    state = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    name = re.sub(r"[^A-Za-z0-9.-]+", "-", redacted(url).partition("://")[2]).strip("-.")[:60]
    return state / "newsarchive" / "spool" / f"{name}-{hashlib.sha256(url.rstrip('/').encode()).hexdigest()[:8]}"


def push_seconds(chosen: Mapping[str, Any]) -> float:
    """Return the seconds between two pushes: NEWSARCHIVE_PUSH_SECONDS in *chosen* or the environment, or the default.

    Raise StoreError if it is not a number.
    """
    found = chosen.get("NEWSARCHIVE_PUSH_SECONDS") or os.environ.get("NEWSARCHIVE_PUSH_SECONDS")
    try:
        return max(float(found or settings.NEWSARCHIVE_PUSH_SECONDS), 0.1)
    except ValueError as error:
        raise StoreError(f"NEWSARCHIVE_PUSH_SECONDS: {found!r} is not a number of seconds") from error


def _finished(pusher: Pusher, outcomes: list[Outcome], folder: Path) -> list[Outcome]:
    """Push the remaining files; the report of each run then contains the push statistics."""
    pusher.pause()
    _note(pusher, outcomes, folder)
    failure = pusher.finish()
    if failure is None:
        return outcomes
    _note(pusher, outcomes, folder)
    error = StoreError(f"{failure}; crawled pages are safe in {folder}, and the next run uploads them")
    return [dataclasses.replace(outcome, failure=outcome.failure or error) for outcome in outcomes[:1]] + outcomes[1:]


def _note(pusher: Pusher, outcomes: list[Outcome], folder: Path) -> None:
    layout = Layout(folder)
    for outcome in outcomes:
        path = layout.run_report(outcome.report["run"]) if outcome.report else None
        if path and path.exists():
            report = {**msgspec.json.decode(path.read_bytes()), "upload": pusher.summary()}
            content = msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n"
            replace_entered(layout, path, content, run=outcome.report["run"])


def _release(lease: Lease) -> None:
    try:
        lease.release()
    except StoreError:
        return  # the lease expires by itself, and the store's error has been reported
