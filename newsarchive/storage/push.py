"""Push an archive to an object store: only new data, in an order that never leaves a record without its page."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from newsarchive.archive.layout import Layout
from newsarchive.archive.lock import ArchiveLocked, Lock
from newsarchive.archive.manifest.joining import enter_pulled, take_chain
from newsarchive.storage.manifest import Entry, read_manifest, write_manifest
from newsarchive.storage.snapshot import Piece, Snapshots, digest_of
from newsarchive.storage.store import MANIFEST, Diverged, Remote, Store, StoreError


@dataclass(kw_only=True)
class Pushed:
    """What one push did: objects and bytes put, how many were *there* already; *held*: size of each that is up now."""

    files: int = 0
    bytes: int = 0
    there: int = 0
    held: dict[str, int] = field(default_factory=dict)


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
    snapshots = snapshots or Snapshots(Layout(folder))
    pieces = snapshots.take()
    entries, there = read_manifest(store), store.names()
    if not _continues(pieces, store, entries, there):
        _join(Layout(folder), store)
        pieces = snapshots.take()
    fates = [(piece, _fate(piece, store, entries.get(piece.name), there.get(piece.name))) for piece in pieces]
    wanted = [piece for piece, fate in fates if fate == "put"]
    unnoted = [piece for piece, fate in fates if fate == "note"]
    done = Pushed(there=len(pieces) - len(wanted), held={piece.name: piece.size for piece in pieces})
    for piece in wanted:
        told(piece.name)
        store.write_file(piece.name, piece.path, piece.size)
        done.files += 1
        done.bytes += piece.size
    if wanted or unnoted:
        _note(store, entries, wanted + unnoted)
    return done


def _continues(
    pieces: Sequence[Piece], store: Store, entries: Mapping[str, Entry], there: Mapping[str, Remote]
) -> bool:
    """Tell whether the archive's manifest begins with that of the store, or the other way round."""
    try:
        for piece in pieces:
            if piece.name == MANIFEST:
                _fate(piece, store, entries.get(MANIFEST), there.get(MANIFEST))
    except Diverged:
        return False
    return True


def _join(layout: Layout, store: Store) -> None:
    """Let the archive's manifest continue that of the store, to which another machine has written meanwhile."""
    theirs = store.read(MANIFEST)
    try:
        lock = Lock(layout)
    except ArchiveLocked as error:
        raise StoreError(f"{store.url}/{MANIFEST}: another machine has gone on; run this when no crawl runs") from error
    try:
        take_chain(layout, theirs or b"")
        enter_pulled(layout)
    finally:
        lock.release()


def _note(store: Store, entries: dict[str, Entry], put: list[Piece]) -> None:
    there = store.names()
    for piece in put:
        remote = there.get(piece.name)
        if remote is None or remote.size != piece.size:
            raise StoreError(f"{store.url}/{piece.name}: not there as it was put; does somebody else write here?")
        entries[piece.name] = Entry(size=piece.size, sha256=piece.sha256, etag=remote.etag)
    write_manifest(store, entries)


def _fate(piece: Piece, store: Store, entry: Entry | None, remote: Remote | None) -> Literal["put", "note", "there"]:
    """Tell whether *piece* is to be put, only to be noted (a broken push has put it), or there already.

    Raise StoreError when putting it would lose what the store holds under its name.
    """
    if remote is None:
        return "put"
    sha256 = entry.sha256 if entry and (entry.etag, entry.size) == (remote.etag, remote.size) else None
    if remote.size == piece.size and piece.sha256 == (sha256 or _digest(store, piece, piece.size)):
        return "there" if sha256 else "note"
    if not piece.grows:
        return "put"
    if remote.size > piece.size and _digest(store, piece, piece.size) == piece.sha256:
        return "there"  # and more: another machine has gone on
    if remote.size < piece.size:
        sha256 = sha256 or _digest(store, piece, remote.size)
        if digest_of(piece.path, remote.size) == sha256:
            return "put"
    raise Diverged(
        f"{store.url}/{piece.name}: holds what {piece.path} has not; pull into another folder, merge this one into it"
    )


def _digest(store: Store, piece: Piece, size: int) -> str:
    """Return the digest of what the store has: the push that put it was broken off, or it was another's."""
    digest = hashlib.sha256()
    for chunk in store.chunks(piece.name, size):
        digest.update(chunk)
    return digest.hexdigest()
