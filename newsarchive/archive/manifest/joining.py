"""Join manifests: of an archive downloaded from a store, or written to on two machines in turn."""

from __future__ import annotations

import msgspec

from newsarchive.archive.appending import replace_file
from newsarchive.archive.layout import Layout
from newsarchive.archive.manifest.chain import Chain, ManifestEntry, read_chain
from newsarchive.archive.manifest.writer import Manifest


def take_chain(layout: Layout, theirs: bytes) -> None:
    """Join the archive's manifest with *theirs*; only for the holder of the lock.

    If one begins with the other, the longer one is kept. If both continue the same archive, *theirs* is used, followed
    by an entry for everything that only the own one covers, so that no machine's losses are forgotten.
    """
    ours = layout.manifest.read_bytes() if layout.manifest.exists() else b""
    if ours.startswith(theirs):
        return
    if not theirs.startswith(ours):
        theirs += _continued(layout, theirs)
    # A head that the joined chain lacks would look like a loss.
    layout.manifest_head.unlink(missing_ok=True)
    replace_file(layout.manifest, theirs)


def former_states(manifest: bytes) -> frozenset[tuple[str, int, str]]:
    """Return name, length and SHA-256 of every earlier content of a file that *manifest* lists as replaced since."""
    chain = Chain()
    for line in manifest.splitlines():
        chain.add(line)
    return frozenset(
        (piece.file, piece.length, piece.sha256)
        for entry in chain.entries
        for piece in entry.files
        if piece.whole and piece != chain.whole(piece.file)
    )


def enter_pulled(layout: Layout) -> None:
    """Add the downloaded files that no manifest covers; only for the holder of the lock.

    If there is no manifest at all, the next writer begins one.
    """
    if not layout.manifest.exists():
        return
    manifest = Manifest(layout)
    try:
        manifest.adopt(None, "pull")
        manifest.close(None)
    finally:
        manifest.release()


def _continued(layout: Layout, theirs: bytes) -> bytes:
    """Return the line that adds to *theirs* everything that only the manifest of *layout* covers."""
    chain, ours = Chain(), read_chain(layout) or Chain()
    for line in theirs.splitlines():
        chain.add(line)
    # States that *theirs* has replaced are known, too; added again, the older state would count as the newer one.
    known = {piece for entry in chain.entries for piece in entry.files}
    pieces = [piece for found in ours.files.values() for _, piece in found if piece not in known]
    entry = ManifestEntry(
        number=chain.count + 1,
        previous=chain.sha256,
        kind="pull",
        files=pieces,
        reason=f"another machine has written to it; the {ours.count} entries of this one ended in {ours.sha256}",
    )
    return msgspec.json.encode(entry) + b"\n"
