"""Compare an archive with its manifest: every loss and change, by file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from newsarchive.archive.layout import GROWING, Layout, UnsafeName
from newsarchive.archive.manifest.chain import (
    Chain,
    FileRange,
    Head,
    ManifestEntry,
    digest_in,
    early_pieces,
    head_in_report,
    missing_head,
    piece_of,
    read_chain,
    read_head,
)

_CACHES = ("quarantine/",)
_UNSETTLED = 1  # the application ID of an index whose last writer has not closed it; as set by archive/index.py
_UNSETTLED_AT = 68  # byte of SQLite's header at which the application ID begins
_OTHER_INDEX = "changed since its last writer closed it; it is a cache, and --repair rebuilds it"
_ENTER = "the next writer, or --repair, adds it"
_CHANGED = "was changed, truncated or replaced"
_RESTORE = "restore it from a copy"


@dataclass(frozen=True, kw_only=True)
class Loss:
    """One file that differs from the manifest; *open*: the next writer corrects it."""

    file: str
    what: str
    open: bool = False


@dataclass(frozen=True, kw_only=True)
class Removal:
    """A loss that an entry declares: the *file*, the *run* or writer that declared it, and the *reason*."""

    file: str
    entry: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class Compared:
    """The result of a comparison: the *head* of the chain (``None``: no manifest), *losses* and declared *removals*.

    If a head was requested, *removals* are those since.
    """

    head: Head | None
    losses: Sequence[Loss]
    removals: Sequence[Removal] = ()


def compare(layout: Layout, *, writing: bool, against: str | None = None, absent: Collection[str] = ()) -> Compared:
    """Compare the archive with its manifest; the files *absent* need not be there.

    *writing*: a writer is active, so bytes without an entry are not a loss. *against* is the SHA-256 of an entry, noted
    at an earlier time: a chain that does not contain it has lost something since.
    """
    chain = read_chain(layout)
    if chain is None:
        return Compared(head=None, losses=list(_without(layout, against)))
    losses = [*_chain_losses(layout, chain, writing=writing), *_against(layout, chain, against)]
    for name, pieces in sorted(chain.files.items()):
        if name in absent:
            continue
        losses += _file_losses(layout, chain, name, pieces, writing=writing)
    if not writing:
        losses += _unentered(layout, chain)
    since = chain.heads.index(against) + 1 if against in chain.heads else 0
    return Compared(head=chain.head, losses=losses, removals=list(_removals(chain, since)))


def _without(layout: Layout, against: str | None) -> Iterator[Loss]:
    name = layout.manifest.name
    if read_head(layout) is not None:
        yield Loss(file=name, what=f"is missing, though {layout.manifest_head.name} names an entry of it; {_RESTORE}")
    for path in layout.report_files():
        if head_in_report(path):
            what = f"is missing, though {layout.relative(path)} names an entry of it; {_RESTORE}"
            yield Loss(file=name, what=what)
            break
    if against:
        yield Loss(file=name, what=f"it does not exist, so nothing can be compared with {against}")


def _chain_losses(layout: Layout, chain: Chain, *, writing: bool) -> Iterator[Loss]:
    name = layout.manifest.name
    accepted = max((entry.number for entry in chain.entries if entry.kind == "accepted"), default=0)
    for number, fault in chain.faults:
        if number > accepted:
            yield Loss(file=name, what=f"{fault}; {_RESTORE}")
    for entry in chain.entries:
        if entry.kind == "fault" and entry.number > accepted:
            yield from (Loss(file=name, what=f"{fault} (found by {entry.run or 'a writer'})") for fault in entry.faults)
    if chain.torn and not writing:
        yield Loss(file=name, what=f"the last {chain.torn} bytes are an incomplete entry; {_ENTER}", open=True)
    yield from _head_losses(layout, chain, accepted, writing=writing)
    for pieces in chain.files.values():
        entry, piece = pieces[-1]
        if entry.kind == "report" and entry.number > accepted and piece.file.endswith(".json"):
            head = head_in_report(layout.folder / piece.file)
            if head is not None and not chain.has(head):
                yield Loss(file=name, what=missing_head(head, piece.file))


def _head_losses(layout: Layout, chain: Chain, accepted: int, *, writing: bool) -> Iterator[Loss]:
    name, head = layout.manifest_head.name, read_head(layout)
    closed = next((entry.number for entry in reversed(chain.entries) if entry.kind == "close"), 0)
    if isinstance(head, str):
        yield Loss(file=name, what=f"{head}; {_ENTER}", open=True)
    elif head is None:
        if closed and not writing:
            yield Loss(file=name, what=f"is missing; {_ENTER}", open=True)
    elif not chain.has(head):
        if head.entry > accepted:
            yield Loss(file=layout.manifest.name, what=f"{missing_head(head, name)}; {_RESTORE}")
    elif head.entry < closed and not writing:
        what = f"names entry {head.entry}, and entry {closed} closed the manifest; {_ENTER}"
        yield Loss(file=name, what=what, open=True)


def _against(layout: Layout, chain: Chain, against: str | None) -> Iterator[Loss]:
    if against and against not in chain.heads:
        what = f"does not contain the entry {against}: something stored by then was removed or changed since"
        yield Loss(file=layout.manifest.name, what=what)


def _file_losses(
    layout: Layout, chain: Chain, name: str, pieces: Sequence[tuple[ManifestEntry, FileRange]], *, writing: bool
) -> Iterator[Loss]:
    try:
        path = layout.inside(name)
    except UnsafeName as error:
        yield Loss(file=layout.manifest.name, what=str(error))
        return
    entry, piece = pieces[-1]
    if path == layout.index:
        if entry is chain.last and not writing and index_differs(layout, piece):
            yield Loss(file=name, what=_OTHER_INDEX, open=True)
        return
    is_cache = name.startswith(_CACHES)
    if piece.whole and not name.endswith(GROWING):
        yield from _whole_losses(layout, chain, path, entry, piece, is_cache=is_cache, writing=writing)
        return
    try:
        with path.open("rb") as stream:
            yield from _piece_losses(name, stream, pieces)
    except FileNotFoundError:
        pieces = [piece for piece in pieces if not piece[1].gone]
        if pieces:
            yield Loss(file=name, what=f"is missing, with {_summary(pieces)}; {_RESTORE}")


def _whole_losses(
    layout: Layout, chain: Chain, path: Path, entry: ManifestEntry, piece: FileRange, *, is_cache: bool, writing: bool
) -> Iterator[Loss]:
    found = piece_of(layout, path, whole=True)
    if (found.gone, found.length, found.sha256) == (piece.gone, piece.length, piece.sha256):
        return
    if path == layout.takedown:
        if not _begins_with(path, piece):
            yield Loss(file=piece.file, what=f"{_CHANGED} since entry {entry.number}; {_ENTER}", open=True)
        return
    if is_cache and (found.gone or piece.gone):
        return
    if piece in early_pieces(chain.last):
        if not writing:
            yield Loss(
                file=piece.file, what=f"does not have the content of entry {entry.number} yet; {_ENTER}", open=True
            )
        return
    if writing and _is_replaced_since(layout, entry, found):
        return
    what = "is missing" if found.gone else _CHANGED
    yield Loss(file=piece.file, what=f"{what}: entry {entry.number} (run {entry.run}) has other bytes; {_RESTORE}")


def index_differs(layout: Layout, piece: FileRange | None) -> bool:
    """Return whether the index exists and differs from *piece*, its state when its last writer ended."""
    if piece is None or _is_unsettled(layout.index):
        return False
    found = piece_of(layout, layout.index, whole=True)
    return not found.gone and (found.length, found.sha256) != (piece.length, piece.sha256)


def _is_unsettled(index: Path) -> bool:
    """Return whether a writer of the index was interrupted: then no entry covers its content."""
    try:
        with index.open("rb") as stream:
            stream.seek(_UNSETTLED_AT)
            return int.from_bytes(stream.read(4), "big") == _UNSETTLED
    except FileNotFoundError:
        return False


def _is_replaced_since(layout: Layout, entry: ManifestEntry, found: FileRange) -> bool:
    """Return whether a writer has added *found* since the manifest was read."""
    now = read_chain(layout)
    piece = now.whole(found.file) if now else None
    return piece is not None and (piece.length, piece.sha256) == (found.length, found.sha256)


def _begins_with(path: Path, piece: FileRange) -> bool:
    """Return whether *path* has only grown: lines added to a list that people write are not a loss."""
    try:
        with path.open("rb") as stream:
            return digest_in(stream, 0, piece.length) == piece.sha256
    except FileNotFoundError:
        return piece.gone


def _piece_losses(name: str, stream: BinaryIO, pieces: Sequence[tuple[ManifestEntry, FileRange]]) -> Iterator[Loss]:
    lost = [(entry, piece) for entry, piece in pieces if digest_in(stream, piece.offset, piece.length) != piece.sha256]
    size = stream.seek(0, 2)
    cut = [loss for loss in lost if loss[1].offset + loss[1].length > size]
    if cut:
        yield Loss(file=name, what=f"was truncated to {size} bytes and lacks {_summary(cut)}; {_RESTORE}")
    for entry, piece in lost:
        if piece.offset + piece.length <= size:
            where = f"{piece.length} bytes at {piece.offset}"
            yield Loss(file=name, what=f"{where}: {_summary([(entry, piece)])} {_CHANGED}; {_RESTORE}")


def _summary(pieces: Sequence[tuple[ManifestEntry, FileRange]]) -> str:
    """Return a phrase such as "2 batches of 70 lines (entries 3 to 9)"."""
    batches = f"{len(pieces)} batch{'es' if len(pieces) > 1 else ''}"
    counts = [piece.count for _, piece in pieces]
    lines = f" of {sum(count or 0 for count in counts)} records" if all(count is not None for count in counts) else ""
    numbers = [entry.number for entry, _ in pieces]
    entries = f"entry {numbers[0]}" if numbers[0] == numbers[-1] else f"entries {numbers[0]} to {numbers[-1]}"
    runs = ", ".join(dict.fromkeys(entry.run for entry, _ in pieces if entry.run))
    return f"{batches}{lines} ({entries}{f', run {runs}' if runs else ''})"


def _unentered(layout: Layout, chain: Chain) -> Iterator[Loss]:
    for path in layout.growing_files():
        name = layout.relative(path)
        excess = path.stat().st_size - chain.end_of(name)
        if excess > 0:
            yield Loss(file=name, what=f"its last {excess} bytes are not in the manifest; {_ENTER}", open=True)
    for path in layout.report_files():
        if chain.whole(layout.relative(path)) is None:
            yield Loss(file=layout.relative(path), what=f"is not in the manifest; {_ENTER}", open=True)


def _removals(chain: Chain, since: int) -> Iterator[Removal]:
    for entry in chain.entries:
        if entry.kind == "accepted" and entry.number > since:
            for piece in entry.files:
                yield Removal(file=piece.file, entry=entry.number, reason=entry.reason or "")
