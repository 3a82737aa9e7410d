"""An archive down from an object store: each file verified, then put in its place in one step."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from newsarchive.archive.appending import archive_error, make_folder
from newsarchive.archive.layout import Layout
from newsarchive.archive.lock import Lock
from newsarchive.storage.manifest import Entry, read_manifest
from newsarchive.storage.snapshot import digest_of
from newsarchive.storage.store import Remote, Store, StoreError

EVERYTHING = ("pages/", "articles/", "runs/")


class Diverged(StoreError):
    """A file is there already, and is neither what the store has nor its beginning."""


@dataclass(kw_only=True)
class Pulled:
    """What one pull did: files and bytes fetched, and how many there were already."""

    files: int = 0
    bytes: int = 0
    there: int = 0


def pull(
    store: Store,
    folder: Path,
    *,
    parts: Sequence[str] = EVERYTHING,
    told: Callable[[str], None] = lambda name: None,
) -> Pulled:
    """Fetch into the archive *folder* what it lacks of *store*: the objects whose name begins with one of *parts*.

    Each is compared with the manifest's digest before it is given its name; what a broken push has left is newer than
    the manifest and fetched too. A file that has grown here is left as it is. Broken off, the next pull goes on. Raise
    StoreError, Diverged for a file that would have to be overwritten, ArchiveLocked while a crawl writes.
    """
    entries = read_manifest(store)
    names = {name: one for name, one in store.names().items() if name.startswith(tuple(parts))}
    missing = sorted(name for name in entries if name.startswith(tuple(parts)) and name not in names)
    if missing:
        raise StoreError(f"{store.url}/{missing[0]}: the manifest names it and it is gone; restore it from a copy")
    layout, done = Layout(folder), Pulled()
    lock = Lock(layout)
    try:
        for name in sorted(names, key=_order):
            _take(store, name, names[name], entries.get(name), layout.inside(name), done, told)
    finally:
        lock.release()
    return done


def _order(name: str) -> tuple[int, str]:
    return (EVERYTHING.index(f"{name.partition('/')[0]}/"), name)


def _take(
    store: Store,
    name: str,
    remote: Remote,
    entry: Entry | None,
    path: Path,
    done: Pulled,
    told: Callable[[str], None],
) -> None:
    vouched = entry if entry and entry.etag == remote.etag and entry.size == remote.size else None
    if path.exists() and _is_here(path, remote, vouched, store, name):
        done.there += 1
        return
    told(name)
    _fetch(store, name, remote, entry, path)
    done.files += 1
    done.bytes += remote.size


def _is_here(path: Path, remote: Remote, vouched: Entry | None, store: Store, name: str) -> bool:
    """Tell whether *path* holds all of the object; raise Diverged when neither begins with the other."""
    size = path.stat().st_size
    grows = name.endswith(".gz")
    sha256 = vouched.sha256 if vouched else _digest(store, name, remote.size)
    if size >= remote.size and digest_of(path, remote.size) == sha256 and (grows or size == remote.size):
        return True
    if grows and size < remote.size and digest_of(path, size) == _digest(store, name, size):
        return False
    raise Diverged(f"{path}: has diverged from {store.url}/{name}; move it away, or pull into another folder")


def _digest(store: Store, name: str, size: int) -> str:
    digest = hashlib.sha256()
    for chunk in store.chunks(name, size):
        digest.update(chunk)
    return digest.hexdigest()


def _fetch(store: Store, name: str, remote: Remote, entry: Entry | None, path: Path) -> None:
    make_folder(path.parent)
    draft = path.with_name(f".{path.name}.draft")
    try:
        with draft.open("wb") as stream:
            for chunk in store.chunks(name, remote.size):
                stream.write(chunk)
            stream.flush()
            os.fsync(stream.fileno())
        _check(store, name, remote, entry, draft)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise error if isinstance(error, StoreError) else archive_error(error, path) from error


def _check(store: Store, name: str, remote: Remote, entry: Entry | None, draft: Path) -> None:
    if draft.stat().st_size != remote.size:
        raise StoreError(f"{store.url}/{name}: changed while it was fetched; run the same command again")
    if entry is None or (entry.etag != remote.etag and not name.endswith(".gz")):
        return  # left by a push that was broken off, after the last manifest
    if remote.size < entry.size or digest_of(draft, entry.size) != entry.sha256:
        raise StoreError(f"{store.url}/{name}: not the bytes that the manifest names; restore it from a copy")
