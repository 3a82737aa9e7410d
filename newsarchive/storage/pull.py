"""Pull an archive from an object store: each file is verified, then stored atomically."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from newsarchive.archive.appending import open_new, replacing
from newsarchive.archive.layout import CDXJ, GROWING, WARC, Layout, index_name, warc_name
from newsarchive.archive.lock import Lock
from newsarchive.archive.manifest.joining import enter_pulled, former_states, take_chain
from newsarchive.archive.manifest.left_out import note_left_out
from newsarchive.archive.pages import write_cdxj
from newsarchive.storage.manifest import NAME, StoredFile, read_manifest
from newsarchive.storage.snapshot import digest_of
from newsarchive.storage.store import MANIFEST, Diverged, Remote, Store, StoreError

EVERYTHING = ("pages/", "articles/", "runs/")


class PushUnfinished(StoreError):
    """Raised if the first push to a store was interrupted, so that parts of the archive are not there yet."""


@dataclass(kw_only=True)
class Pulled:
    """The result of a pull: files and bytes fetched, and files that existed already.

    *unfinished*: the first push to the store was interrupted, so that parts of the archive are not there yet.
    """

    files: int = 0
    bytes: int = 0
    there: int = 0
    unfinished: bool = False


class _History:
    """The earlier contents of files that are replaced as a whole, by the manifests here and in the store."""

    def __init__(self, layout: Layout, chain: bytes | None) -> None:
        self._layout = layout
        self._chain = chain or b""

    def is_newer_here(self, name: str, remote: Remote, sha256: str) -> bool | None:
        """Return whether the file *name* is newer than the object *remote*; ``None`` if no manifest shows it."""
        if name.endswith(".html"):  # the rendering of a run report
            return not self._is_older(name.removesuffix(".html") + ".json")
        is_older = self._is_older(name)
        is_newer = (name, remote.size, sha256) in self._here
        return None if is_older == is_newer else is_newer

    def _is_older(self, name: str) -> bool:
        path = self._layout.inside(name)
        size = path.stat().st_size if path.exists() else 0
        return size > 0 and (name, size, digest_of(path, size)) in self._there

    @cached_property
    def _here(self) -> frozenset[tuple[str, int, str]]:
        manifest = self._layout.manifest
        return former_states(manifest.read_bytes()) if manifest.exists() else frozenset()

    @cached_property
    def _there(self) -> frozenset[tuple[str, int, str]]:
        return former_states(self._chain)


def pull(
    store: Store,
    folder: Path,
    *,
    parts: Sequence[str] = EVERYTHING,
    unfinished: bool = False,
    on_file: Callable[[str], None] = lambda name: None,
) -> Pulled:
    """Download the objects of *store* that the archive *folder* lacks and whose names begin with one of *parts*.

    Each is verified against the manifest's digest before it gets its name. Objects of an interrupted push, which the
    manifest does not list yet, are downloaded too. A local file that has grown stays unchanged; of two states of a run
    report, the later one by the manifests is kept. A CDXJ index is a cache: a local one that differs is replaced, and a
    WARC file that has none in the store, because its crawl is running or was killed, gets one here. An interrupted pull
    resumes. Raise PushUnfinished for a store whose first push was interrupted, unless *unfinished* is set; StoreError,
    Diverged for a file that would have to be overwritten, ArchiveLocked while a crawl writes.
    """
    entries = read_manifest(store)
    # Downloaded first and put in place last: every file that it lists was uploaded before it.
    chain = store.read(MANIFEST)
    stored = store.names()
    # A push uploads the archive's manifest after everything else and then its list of objects.
    is_unfinished = not entries and chain is None and any(name.startswith(EVERYTHING) for name in stored)
    if is_unfinished and not unfinished:
        raise PushUnfinished(
            f"{store.url}: the first push to it was interrupted, so parts of the archive are missing there; "
            f"run push again where the archive is, or download what is there with --unfinished"
        )
    names = {name: facts for name, facts in stored.items() if name.startswith(tuple(parts))}
    missing = sorted(name for name in entries if name.startswith(tuple(parts)) and name not in names)
    if missing:
        raise StoreError(
            f"{store.url}/{missing[0]}: the manifest lists it but it does not exist; restore it from a copy"
        )
    layout, done = Layout(folder), Pulled(unfinished=is_unfinished)
    lock = Lock(layout)
    try:
        # Everything is compared before anything is changed: a file that has diverged leaves the archive as it is.
        here = _names_here(store, layout, names, entries, _History(layout, chain))
        for name in sorted(names, key=_order):
            if name in here:
                done.there += 1
            else:
                on_file(name)
                _fetch(store, name, names[name], entries.get(name), layout.inside(name))
                done.files += 1
                done.bytes += names[name].size
            if name.endswith(WARC) and index_name(name) not in names:
                _index(layout, layout.inside(name), is_new=name not in here)
        if chain is not None:
            _check_chain(store, chain, entries.get(MANIFEST))
            take_chain(layout, chain)
        absent = (name for name in stored if name.startswith("pages/") and name not in names)
        note_left_out(layout, (name for name in absent if not layout.inside(name).exists()))
        enter_pulled(layout)
    finally:
        lock.release()
    return done


def require_archive(store: Store) -> None:
    """Raise StoreError if *store* contains no part of an archive."""
    if not any(name.startswith(EVERYTHING) for name in store.names()):
        raise StoreError(f"{store.url}: no archive there (neither articles/ nor pages/); check the address")


def _order(name: str) -> tuple[int, str]:
    return (EVERYTHING.index(f"{name.partition('/')[0]}/"), name)


def _check_chain(store: Store, chain: bytes, entry: StoredFile | None) -> None:
    if entry and (len(chain) < entry.size or hashlib.sha256(chain[: entry.size]).hexdigest() != entry.sha256):
        raise StoreError(f"{store.url}/{MANIFEST}: content differs from its digest in {NAME}; restore it from a copy")


def _names_here(
    store: Store, layout: Layout, names: Mapping[str, Remote], entries: Mapping[str, StoredFile], history: _History
) -> set[str]:
    """Return which of *names* need not be downloaded; raise Diverged."""
    here = set()
    for name in sorted(names, key=_order):
        if name.endswith(CDXJ) and _has_more(layout, name, names):
            here.add(name)  # the local index belongs to the local WARC file, which is longer
            continue
        entry, remote, path = entries.get(name), names[name], layout.inside(name)
        vouched = entry if entry and entry.etag == remote.etag and entry.size == remote.size else None
        if path.exists() and _is_here(path, remote, vouched, store, name, history):
            here.add(name)
    return here


def _has_more(layout: Layout, cdxj: str, names: Mapping[str, Remote]) -> bool:
    """Return whether the WARC file of the index *cdxj* is longer here than in the store."""
    warc = warc_name(cdxj)
    path = layout.inside(warc)
    return warc in names and path.exists() and path.stat().st_size > names[warc].size


def _index(layout: Layout, path: Path, *, is_new: bool) -> None:
    if is_new or not layout.cdxj_of(path).exists():
        write_cdxj(layout, path)


def _is_here(
    path: Path, remote: Remote, vouched: StoredFile | None, store: Store, name: str, history: _History
) -> bool:
    """Return whether *path* contains the whole object or a later state of it; raise Diverged if neither is earlier."""
    size = path.stat().st_size
    grows = name.endswith(GROWING)
    sha256 = vouched.sha256 if vouched else store.digest(name, remote.size)
    if size >= remote.size and digest_of(path, remote.size) == sha256 and (grows or size == remote.size):
        return True
    if name.endswith(CDXJ):
        return False
    if grows and size < remote.size and digest_of(path, size) == store.digest(name, size):
        return False
    if not grows and (is_newer := history.is_newer_here(name, remote, sha256)) is not None:
        return is_newer
    raise Diverged(
        f"{path}: differs from {store.url}/{name}; move it away, or pull into another folder and merge the two"
    )


def _fetch(store: Store, name: str, remote: Remote, entry: StoredFile | None, path: Path) -> None:
    with replacing(path) as draft:
        with open_new(draft) as stream:
            for chunk in store.chunks(name, remote.size):
                stream.write(chunk)
        _check(store, name, remote, entry, draft)


def _check(store: Store, name: str, remote: Remote, entry: StoredFile | None, draft: Path) -> None:
    if draft.stat().st_size != remote.size:
        raise StoreError(f"{store.url}/{name}: changed during the download; run the same command again")
    if entry is None or (entry.etag != remote.etag and not name.endswith(".gz")):
        return  # left by an interrupted push, after the last manifest
    if remote.size < entry.size or digest_of(draft, entry.size) != entry.sha256:
        raise StoreError(f"{store.url}/{name}: content differs from its digest in the manifest; restore it from a copy")
