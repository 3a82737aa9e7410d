"""Push an archive to an object store: only new data, in an order that never leaves a record without its page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from newsarchive.archive.layout import CDXJ, Layout, warc_name
from newsarchive.archive.lock import ArchiveLocked
from newsarchive.storage.manifest import StoredFile, read_manifest, write_manifest
from newsarchive.storage.pull import pull
from newsarchive.storage.snapshot import FilePart, Snapshots, digest_of
from newsarchive.storage.store import MANIFEST, Diverged, Remote, Store, StoreError


@dataclass(kw_only=True)
class Pushed:
    """The result of a push: files and bytes uploaded, files that were *there* already; *held*: size of each object."""

    files: int = 0
    bytes: int = 0
    there: int = 0
    held: dict[str, int] = field(default_factory=dict)


def push(
    folder: Path,
    store: Store,
    *,
    snapshots: Snapshots | None = None,
    on_file: Callable[[str], None] = lambda name: None,
) -> Pushed:
    """Upload the files of the archive *folder* that *store* lacks; nothing in the store is ever deleted.

    A crawl may write meanwhile: only whole batches are uploaded, pages before their records, the manifest last. After a
    kill at any moment, the next push continues. If another machine has written to the store since, its records and
    runs are pulled first. *snapshots* caches what was read before; *on_file* is called with each name. Raise
    StoreError, also if a file here and the object of its name differ and neither is an earlier state of the other.
    """
    snapshots = snapshots or Snapshots(Layout(folder))
    pieces = snapshots.take()
    entries, there = read_manifest(store), store.names()
    if not _continues(pieces, store, entries, there):
        _join(Layout(folder), store)
        pieces = snapshots.take()
    pieces = _without_older(pieces, there)
    actions = [(piece, _action_for(piece, store, entries.get(piece.name), there.get(piece.name))) for piece in pieces]
    wanted = [piece for piece, action in actions if action == "put"]
    unnoted = [piece for piece, action in actions if action == "note"]
    done = Pushed(there=len(pieces) - len(wanted), held={piece.name: piece.size for piece in pieces})
    for piece in wanted:
        on_file(piece.name)
        store.write_file(piece.name, piece.path, piece.size)
        done.files += 1
        done.bytes += piece.size
    if wanted or unnoted:
        _note(store, entries, wanted + unnoted)
    return done


def _continues(
    pieces: Sequence[FilePart], store: Store, entries: Mapping[str, StoredFile], there: Mapping[str, Remote]
) -> bool:
    """Return whether one of the two manifests, the archive's and the store's, begins with the other."""
    try:
        for piece in pieces:
            if piece.name == MANIFEST:
                _action_for(piece, store, entries.get(MANIFEST), there.get(MANIFEST))
    except Diverged:
        return False
    return True


def _without_older(pieces: Sequence[FilePart], there: Mapping[str, Remote]) -> list[FilePart]:
    """Return *pieces* without the files that would replace newer ones in the store.

    These are the index of a WARC file that is longer there, and, if the manifest is longer there, every file that does
    not grow: another machine has written to the store since, or this machine's last writes were lost with its power.
    """
    longer = {piece.name for piece in pieces if piece.name in there and there[piece.name].size > piece.size}
    if MANIFEST in longer:
        return [piece for piece in pieces if piece.grows or piece.name not in there]
    return [piece for piece in pieces if not piece.name.endswith(CDXJ) or warc_name(piece.name) not in longer]


def _join(layout: Layout, store: Store) -> None:
    """Join the archive with the store's, to which another machine has written meanwhile: pull its records and runs.

    Run reports that the other machine has replaced since are replaced here too, so that no older one is uploaded.
    Nothing is changed if a file has diverged.
    """
    try:
        pull(store, layout.folder, parts=("articles/", "runs/"))
    except ArchiveLocked as error:
        raise StoreError(
            f"{store.url}/{MANIFEST}: another machine has written to it; run this command while no crawl is running"
        ) from error


def _note(store: Store, entries: dict[str, StoredFile], put: list[FilePart]) -> None:
    there = store.names()
    for piece in put:
        remote = there.get(piece.name)
        if remote is None or remote.size != piece.size:
            raise StoreError(
                f"{store.url}/{piece.name}: differs from what was uploaded; does another program write here?"
            )
        entries[piece.name] = StoredFile(size=piece.size, sha256=piece.sha256, etag=remote.etag)
    write_manifest(store, entries)


def _action_for(
    piece: FilePart, store: Store, entry: StoredFile | None, remote: Remote | None
) -> Literal["put", "note", "there"]:
    """Return whether *piece* must be uploaded, only listed (an interrupted push uploaded it), or exists already.

    Raise StoreError if uploading it would lose what the store has under its name.
    """
    if remote is None:
        return "put"
    sha256 = entry.sha256 if entry and (entry.etag, entry.size) == (remote.etag, remote.size) else None
    if remote.size == piece.size and piece.sha256 == (sha256 or store.digest(piece.name, piece.size)):
        return "there" if sha256 else "note"
    if not piece.grows:
        return "put"
    if remote.size > piece.size and store.digest(piece.name, piece.size) == piece.sha256:
        return "there"  # the store has more: another machine has written to it
    if remote.size < piece.size:
        sha256 = sha256 or store.digest(piece.name, remote.size)
        if digest_of(piece.path, remote.size) == sha256:
            return "put"
    raise Diverged(
        f"{store.url}/{piece.name}: has content that {piece.path} lacks; pull into another folder and merge the two"
    )
