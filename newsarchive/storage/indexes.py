"""Add the CDXJ indexes that a store lacks: a crawl uploads a growing WARC file, and its index only when it is full."""

from __future__ import annotations

import hashlib
from pathlib import Path

from newsarchive.archive.appending import open_new
from newsarchive.archive.layout import WARC, Layout, index_name
from newsarchive.storage.manifest import StoredFile, read_manifest, write_manifest
from newsarchive.storage.store import Remote, Store
from newsarchive.warc import cdxj_of


def add_missing_indexes(store: Store, folder: Path) -> list[str]:
    """Upload the CDXJ of each WARC file in *store* that has none and return their names; only for the lease's holder.

    A crawl that was killed and whose spool is lost leaves such files. Files that *folder*, the spool, has whole are
    left to the next push. A WARC file is downloaded for it, once, to a draft in *folder*. Raise StoreError.
    """
    layout, names = Layout(folder), store.names("pages/")
    wanted = [
        name
        for name, remote in names.items()
        if name.endswith(WARC) and index_name(name) not in names and not _is_in_spool(layout, name, remote)
    ]
    added: dict[str, bytes] = {}
    draft = folder / ".without-index.draft"
    try:
        for name in wanted:
            draft.unlink(missing_ok=True)  # of a killed run
            with open_new(draft) as stream:
                for chunk in store.chunks(name, names[name].size):
                    stream.write(chunk)
            lines = b"".join(line + b"\n" for line in cdxj_of(draft, name.removeprefix("pages/")))
            store.write(index_name(name), lines)  # empty for a file without captures, which is then not read again
            added[index_name(name)] = lines
    finally:
        draft.unlink(missing_ok=True)
    if added:
        _list(store, added)
    return list(added)


def _is_in_spool(layout: Layout, name: str, remote: Remote) -> bool:
    path = layout.inside(name)
    return path.exists() and path.stat().st_size >= remote.size


def _list(store: Store, added: dict[str, bytes]) -> None:
    """Add the uploaded indexes to the list of objects, if there is one; else the next push writes it."""
    entries = read_manifest(store)
    if not entries:
        return
    there = store.names("pages/")
    for name, lines in added.items():
        sha256 = hashlib.sha256(lines).hexdigest()
        entries[name] = StoredFile(size=len(lines), sha256=sha256, etag=there[name].etag)
    write_manifest(store, entries)
