"""Gzip members: the batches that a file consists of, each read completely or not at all."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Protocol, cast

try:
    # A library of the extras for data frames, SQL and speed; it decompresses in half the time, and compresses in less.
    from isal import igzip_lib
except ImportError:
    igzip_lib = None  # type: ignore[assignment]

_CHUNK = 1 << 16
_BIG_CHUNK = 1 << 20
# Unpacked data of this size stay in the processor's cache, and their memory is reused.
_PIECE = 1 << 19
#: Limit of a member's unpacked size in bytes: two megabytes of compressed zeros would fill two gigabytes of memory.
MAX_MEMBER = 256 << 20
_TOO_LONG = f"unpack to more than {MAX_MEMBER >> 20} MiB, as a batch never does"
_MAGIC = b"\x1f\x8b\x08"
# isal's level. Records take a tenth more space than with zlib's level 6, in a twentieth of its time; pages take as much
# as with its level 3, in half of its time.
_LEVEL = 3
_ZLIB_LEVEL_OF_RECORDS = 6
# For 65 KB of HTML, level 6 takes 3.7 ms; level 3 takes 1.6 ms and 7 % more space; level 9, warcio's, 4.1 ms.
_ZLIB_LEVEL_OF_PAGES = 3


class _Decompressor(Protocol):
    """The interface of the decompressors of isal, bz2 and lzma: they keep input that is not decompressed yet."""

    eof: bool
    needs_input: bool
    unused_data: bytes

    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _ZlibDecompressor:
    """The same interface for zlib."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self.needs_input = True

    eof = property(lambda self: self._inflate.eof)
    unused_data = property(lambda self: self._inflate.unused_data)

    def decompress(self, data: bytes, max_length: int) -> bytes:
        piece = self._inflate.decompress(self._inflate.unconsumed_tail + data, max(max_length, 0))
        # After a full piece, data may remain in the input or in the decompressor.
        self.needs_input = not self._inflate.unconsumed_tail and len(piece) != max_length
        return piece


def _isal_decompressor() -> _Decompressor:
    # Unlike isal_zlib.decompressobj, it releases the interpreter lock once for a piece, not for each doubling of its
    # buffer; a thread that decompresses beside a busy one waits each time that it needs the lock again.
    found: _Decompressor = igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_GZIP)
    return found


_decompressor: Callable[[], _Decompressor] = _isal_decompressor if igzip_lib else _ZlibDecompressor
_Damage = cast("type[Exception]", igzip_lib.IsalError if igzip_lib else zlib.error)


class _Oversized(Exception):
    """A member that unpacks to more than MAX_MEMBER."""


@dataclass(frozen=True, kw_only=True)
class Member:
    """One complete batch: its position in the file (bytes) and its unpacked *data*."""

    offset: int
    length: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class MemberPieces:
    """One complete batch as the *pieces* of its unpacked data, of at most half a megabyte each."""

    offset: int
    length: int
    pieces: Sequence[bytes] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Break:
    """Bytes that are not a complete member: an incomplete final member at the end of the file, else damage.

    *reason* is the cause, if known.
    """

    offset: int
    length: int
    torn: bool
    reason: str | None = None

    @property
    def what(self) -> str:
        """Return the description of the problem, to follow the number and position of the bytes."""
        return self.reason or "are damaged"


def pack(data: bytes) -> bytes:
    """Return *data* as one gzip member; with the same libraries, the same data give the same bytes."""
    if igzip_lib is None:
        return gzip.compress(data, _ZLIB_LEVEL_OF_RECORDS, mtime=0)
    return igzip_lib.compress(data, _LEVEL, igzip_lib.COMP_GZIP)


def deflated(data: bytes) -> bytes:
    """Return *data*, a page or other large data, as one deflate stream (RFC 1951)."""
    if igzip_lib is None:
        stream = zlib.compressobj(_ZLIB_LEVEL_OF_PAGES, zlib.DEFLATED, -zlib.MAX_WBITS)
        return stream.compress(data) + stream.flush()
    return igzip_lib.compress(data, _LEVEL, igzip_lib.COMP_DEFLATE)


def inflated(data: bytes, most: int) -> bytes | None:
    """Return the unpacked *data* if it is exactly one complete member, else ``None``.

    *most* is the maximum of unpacked bytes, 0 for no limit; a larger member gives ``None``, too.
    """
    limit = most + 1 if most else -1
    # The size of a member is at its end (RFC 1952, 2.3.1); given this limit, isal takes half the time, because its
    # buffer grows to the right size. A wrong one costs a second attempt.
    stated = int.from_bytes(data[-4:], "little") + 1
    for room in (stated, limit) if stated < limit or limit < 0 else (limit,):
        inflate = _decompressor()
        try:
            found = inflate.decompress(data, room)
        except _Damage:
            return None
        if inflate.eof:
            break
    return found if inflate.eof and not inflate.unused_data and (not most or len(found) <= most) else None


def member_in(piece: bytes, offset: int) -> Member | None:
    """Return *piece*, read at *offset* of a file, as a Member if it is exactly one complete member, else ``None``."""
    try:
        found = _member_at(BytesIO(piece), 0)
    except _Oversized:
        return None
    if found is None or found.length != len(piece):
        return None
    return Member(offset=offset, length=found.length, data=b"".join(found.pieces))


def read_members(path: Path, start: int = 0) -> Iterator[Member | Break]:
    """Yield the members of *path* from the offset *start* on, and every Break between or after them."""
    for member in read_unpacked(path, start):
        if isinstance(member, Break):
            yield member
        else:
            yield Member(offset=member.offset, length=member.length, data=b"".join(member.pieces))


def read_unpacked(path: Path, start: int = 0) -> Iterator[MemberPieces | Break]:
    """Yield the same as read_members in two thirds of the time, because the data of a member are not joined."""
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        offset, step = start, _BIG_CHUNK
        while offset < size:
            oversized = False
            try:
                found = _member_at(stream, offset, step)
            except _Oversized:
                found, oversized = None, True
            if found is None:
                after = _next_member(stream, offset + 1)
                yield Break(
                    offset=offset,
                    length=(after or size) - offset,
                    torn=after is None and not oversized,
                    reason=_TOO_LONG if oversized else None,
                )
                if after is None:
                    return
                offset = after
            else:
                yield found
                offset += found.length
                # The next member is probably about as long.
                step = min(max(_CHUNK, found.length * 5 // 4), _BIG_CHUNK)


def _member_at(stream: BinaryIO, offset: int, step: int = _CHUNK) -> MemberPieces | None:
    """Return the member at *offset*; the first read is *step* bytes, usually the whole member.

    Raise _Oversized for one that unpacks to more than MAX_MEMBER bytes.
    """
    stream.seek(offset)
    inflate = _decompressor()
    pieces: list[bytes] = []
    length = unpacked = 0
    while chunk := stream.read(step):
        length += len(chunk)
        while True:
            try:
                piece = inflate.decompress(chunk, _PIECE)
            except _Damage:
                return None
            pieces.append(piece)
            unpacked += len(piece)
            if unpacked > MAX_MEMBER:
                raise _Oversized
            if inflate.eof:
                return MemberPieces(offset=offset, length=length - len(inflate.unused_data), pieces=pieces)
            if inflate.needs_input:
                break
            chunk = b""
    return None


def _next_member(stream: BinaryIO, start: int) -> int | None:
    """Return the offset of the first complete member at or after *start*: batches after a damaged one are not lost."""
    while True:
        stream.seek(start)
        chunk = stream.read(_CHUNK)
        if len(chunk) < len(_MAGIC):
            return None
        at = chunk.find(_MAGIC)
        if at < 0:
            start += len(chunk) - len(_MAGIC) + 1
        elif _begins(stream, start + at):
            return start + at
        else:
            start += at + 1


def _begins(stream: BinaryIO, offset: int) -> bool:
    try:
        return _member_at(stream, offset) is not None
    except _Oversized:
        return True
