"""A local copy of the records and run reports of an archive in an object store, for commands that only read."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path

from newsarchive.archive.layout import Layout
from newsarchive.archive.ledger import update_index
from newsarchive.archive.lock import ArchiveLocked
from newsarchive.redaction import redacted
from newsarchive.storage.lease import holder_of
from newsarchive.storage.pull import EVERYTHING, Pulled, pull, require_archive
from newsarchive.storage.store import Store


def mirror_of(url: str, on_pulled: Callable[[Pulled, Path], None] = lambda done, folder: None) -> Path:
    """Bring the local copy of the archive at *url* up to date and return its folder, below XDG_CACHE_HOME.

    Records and run reports that are there already are not fetched again, raw responses never. *on_pulled* is called
    with the result and the folder. Raise StoreError if there is no archive at *url* or the store does not respond.
    """
    store = Store(url)
    require_archive(store)
    folder = _folder_of(url)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        done = pull(store, folder, parts=EVERYTHING[1:], unfinished=True)
    except ArchiveLocked:
        return folder  # another command is bringing it up to date
    on_pulled(done, folder)
    update_index(Layout(folder))  # a store has no caches; the index knows which articles have moved
    note = Layout(folder).remote_writer
    if owner := holder_of(store):
        note.write_text(owner, "utf-8")
    else:
        note.unlink(missing_ok=True)
    return folder


def _folder_of(url: str) -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    name = re.sub(r"[^A-Za-z0-9.-]+", "-", redacted(url).partition("://")[2]).strip("-.")[:60]
    return cache / "newsarchive" / "stores" / f"{name}-{hashlib.sha256(url.rstrip('/').encode()).hexdigest()[:8]}"
