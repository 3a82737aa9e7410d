"""The manifest of a store: one object that lists every other object with its size and digest."""

from __future__ import annotations

import msgspec

from newsarchive.storage.store import Store, StoreError

NAME = "manifest.json"


class StoredFile(msgspec.Struct, frozen=True, kw_only=True):
    """One uploaded object: *size* in bytes, *sha256* in hex, *etag* as returned by the store."""

    size: int
    sha256: str
    etag: str = ""


class StoreManifest(msgspec.Struct, frozen=True, kw_only=True):
    """All objects of an archive in a store, by name."""

    schema: str = "newsarchive-manifest/1"
    files: dict[str, StoredFile]


def read_manifest(store: Store) -> dict[str, StoredFile]:
    """Return the objects that the manifest of *store* lists, {} if there is none. Raise StoreError if it is damaged."""
    content = store.read(NAME)
    if content is None:
        return {}
    try:
        return msgspec.json.decode(content, type=StoreManifest).files
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise StoreError(
            f"{store.url}/{NAME}: not a valid manifest ({error}); remove it, and the next push writes a new one"
        ) from error


def write_manifest(store: Store, files: dict[str, StoredFile]) -> None:
    """Upload the manifest; raise StoreError."""
    manifest = StoreManifest(files=dict(sorted(files.items())))
    store.write(NAME, msgspec.json.format(msgspec.json.encode(manifest), indent=1))
