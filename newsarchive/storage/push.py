"""An archive up into an object store: only what is new, in an order that never leaves a record without its page."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from newsarchive.archive.layout import Layout
from newsarchive.storage.manifest import Entry, read_manifest, write_manifest
from newsarchive.storage.snapshot import Piece, Snapshots, digest_of
from newsarchive.storage.store import Remote, Store, StoreError


@dataclass(kw_only=True)
class Pushed:
    """What one push did: objects and bytes put, and how many there were already."""

    files: int = 0
    bytes: int = 0
    there: int = 0


def push(
    folder: Path,
    store: Store,
    *,
    snapshots: Snapshots | None = None,
    told: Callable[[str], None] = lambda name: None,
) -> Pushed:
    """Put what *store* lacks of the archive *folder*; nothing there is ever deleted.

    A crawl may write meanwhile: whole batches go up, and the pages of a record before it, the manifest last. Killed at
    any moment, the next push goes on. *snapshots* remembers what was read before; *told* hears each name. Raise
    StoreError, also when the store holds records that *folder* has not: they are another archive's, or newer.
    """
    pieces = (snapshots or Snapshots(Layout(folder))).take()
    entries, there = read_manifest(store), store.names()
    wanted = [piece for piece in pieces if not _is_there(piece, entries, there)]
    done = Pushed(there=len(pieces) - len(wanted))
    for piece in wanted:
        _check_follows(piece, store, entries, there)
    for piece in wanted:
        told(piece.name)
        store.write_file(piece.name, piece.path, piece.size)
        done.files += 1
        done.bytes += piece.size
    if wanted:
        _note(store, entries, wanted)
    return done


def _note(store: Store, entries: dict[str, Entry], put: list[Piece]) -> None:
    there = store.names()
    for piece in put:
        remote = there.get(piece.name)
        if remote is None or remote.size != piece.size:
            raise StoreError(f"{store.url}/{piece.name}: not there as it was put; does somebody else write here?")
        entries[piece.name] = Entry(size=piece.size, sha256=piece.sha256, etag=remote.etag)
    write_manifest(store, entries)


def _is_there(piece: Piece, entries: dict[str, Entry], there: dict[str, Remote]) -> bool:
    entry, remote = entries.get(piece.name), there.get(piece.name)
    if entry is None or remote is None or remote.etag != entry.etag:
        return False
    return (entry.size, entry.sha256) == (piece.size, piece.sha256)


def _check_follows(piece: Piece, store: Store, entries: dict[str, Entry], there: dict[str, Remote]) -> None:
    """Raise StoreError when putting *piece* would lose what the store holds under its name."""
    remote = there.get(piece.name)
    if remote is None or not piece.grows:
        return
    entry = entries.get(piece.name)
    sha256 = entry.sha256 if entry and entry.etag == remote.etag else None
    if remote.size <= piece.size and digest_of(piece.path, remote.size) == (sha256 or _digest(store, piece, remote)):
        return
    raise StoreError(
        f"{store.url}/{piece.name}: holds what {piece.path} has not; pull first, or push to a prefix of its own"
    )


def _digest(store: Store, piece: Piece, remote: Remote) -> str:
    """Return the digest of an object that no manifest vouches for: the push that put it was broken off."""
    digest = hashlib.sha256()
    for chunk in store.chunks(piece.name, remote.size):
        digest.update(chunk)
    return digest.hexdigest()
