"""Find the files in a ZIP archive whose end is missing: without its central directory, the local headers remain.

Format: APPNOTE 6.3.10 of PKWARE, 4.3.7 (local file header), 4.3.9 (data descriptor), 4.5.3 (ZIP64).
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO
from zipfile import ZipInfo

_HEADER = struct.Struct("<4s5H3I2H")
_SIGNATURE, _DESCRIPTOR = b"PK\x03\x04", b"PK\x07\x08"
_STORED = 0
_ENCRYPTED = 1  # flag
_SIZE_FOLLOWS = 8  # flag: the size is in a descriptor behind the data
_ZIP64 = 1  # the identifier of the extra field with 64-bit sizes (APPNOTE, 4.5.3)
_UNKNOWN = 0xFFFFFFFF  # a 32-bit size that is in that field
_CHUNK = 1 << 20
_LONGEST_DESCRIPTOR = 24


@dataclass(frozen=True, kw_only=True)
class ZipPart:
    """A file of a ZIP archive, stored without compression: its *name*, and *length* bytes from the offset *start*."""

    name: str
    start: int
    length: int


def stored_files(stream: BinaryIO) -> Iterator[ZipPart]:
    """Yield the files in the seekable *stream* by their local headers; compressed ones are skipped.

    The last file may be shorter than it was.
    """
    end = stream.seek(0, io.SEEK_END)
    at = 0
    while at + _HEADER.size <= end:
        stream.seek(at)
        signature, _, flags, method, _, _, _, size, _, name_length, extra_length = _HEADER.unpack(
            stream.read(_HEADER.size)
        )
        if signature != _SIGNATURE:
            return
        name = stream.read(name_length).decode("utf-8", "replace")
        extra = stream.read(extra_length)
        start = at + _HEADER.size + name_length + extra_length
        if flags & _SIZE_FOLLOWS and size in (0, _UNKNOWN):
            length, at = _until_descriptor(stream, start, end)
        else:
            length = _zip64_size(extra) if size == _UNKNOWN else size
            at = start + length
        if method == _STORED:
            yield ZipPart(name=name, start=start, length=max(0, min(length, end - start)))


def stored_part(stream: BinaryIO, entry: ZipInfo) -> ZipPart | None:
    """Return where the file of *entry* is in the *stream* of its archive; ``None`` if it is compressed or encrypted.

    Read so, it has no checksum: a damaged byte would make the whole file unreadable, and WARC files have their own.
    """
    if entry.compress_type != _STORED or entry.flag_bits & _ENCRYPTED:
        return None
    stream.seek(entry.header_offset)
    header = stream.read(_HEADER.size)
    if len(header) < _HEADER.size or not header.startswith(_SIGNATURE):
        return None
    name_length, extra_length = _HEADER.unpack(header)[-2:]
    start = entry.header_offset + _HEADER.size + name_length + extra_length
    return ZipPart(name=entry.filename, start=start, length=entry.file_size)


def _zip64_size(extra: bytes) -> int:
    """Return the compressed size in the extra field for large files: it follows the uncompressed size."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == _ZIP64 and length >= 16:
            return int(struct.unpack_from("<Q", extra, at + 12)[0])
        at += 4 + length
    return _UNKNOWN


def _until_descriptor(stream: BinaryIO, start: int, end: int) -> tuple[int, int]:
    """Return the length of the data from *start* on, and the offset behind their descriptor."""
    at, before = start, b""
    stream.seek(start)
    while chunk := stream.read(_CHUNK):
        data = before + chunk
        found = data.find(_DESCRIPTOR)
        while found >= 0:
            length = at - len(before) + found - start
            for form, size in (("<I", 16), ("<Q", 24)):
                field = data[found + 8 : found + 8 + struct.calcsize(form)]
                if len(field) == struct.calcsize(form) and struct.unpack(form, field)[0] == length:
                    return length, start + length + size
            found = data.find(_DESCRIPTOR, found + 1)
        at += len(chunk)
        before = data[-_LONGEST_DESCRIPTOR:]
    return end - start, end


class PartStream(io.RawIOBase):
    """The bytes of *file* in the *stream* of its archive."""

    def __init__(self, stream: BinaryIO, file: ZipPart) -> None:
        super().__init__()
        self._stream, self._at, self._left = stream, file.start, file.length

    def readable(self) -> bool:
        """Return ``True``."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return the next *size* bytes, or all that remain."""
        self._stream.seek(self._at)
        data = self._stream.read(self._left if size < 0 else min(size, self._left))
        self._at, self._left = self._at + len(data), self._left - len(data)
        return data
