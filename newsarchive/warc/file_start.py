"""Recognize the beginning of a file: other formats, bytes before the first record, and gzip within gzip."""

from __future__ import annotations

import re
import zlib
from typing import BinaryIO, Protocol

from newsarchive.warc.record import BadWarc
from newsarchive.warc.zstandard import begins_zstd

GZIP_BITS = zlib.MAX_WBITS | 16
GZIP_START = b"\x1f\x8b"
MEMBER_START = b"\x1f\x8b\x08"
PROBE = 4096
# Other formats by their first bytes, with the remedy.
_OTHER_FORMATS = {
    b"BZh": "a bzip2 file; decompress it first with `bunzip2`",
    b"\xfd7zXZ": "an xz file; decompress it first with `xz -d`",
    b"\x04\x22\x4d\x18": "an lz4 file; decompress it first with `lz4 -d`",
    b"PK\x03\x04": "a ZIP file; unpack it first, or name it .wacz if it is a WACZ",
    b"7z\xbc\xaf": "a 7-Zip file; unpack it first with `7z x`",
    b"Rar!": "a RAR file; unpack it first with `unrar x`",
    b"%PDF-": "a PDF file, not a WARC file that contains it",
    b"PAR1": "a Parquet file, not a WARC file",
    b"SQLite format 3": "an SQLite database, not a WARC file",
    b"\x1f\x9d": "a file packed by compress; decompress it first with `uncompress`",
    b"version https://git-lfs": "a Git LFS pointer, not the file; fetch the file with `git lfs pull`",
    b"\x5d\x00\x00": "an LZMA file; decompress it first with `unlzma`",
}
# What may precede the first record: a byte order mark, blank lines, the warnings of a script. The rest of a damaged
# record is longer than this if it is compressed, and has the name of a field if it is not.
_MOST_BEFORE_MEMBER = 64
_FIELD_NAME = re.compile(rb"\b(?:WARC|Content)-[A-Z]", re.I)
_FIRST_HEAD = re.compile(rb"WARC/\d\.\d\r?\n(?:WARC|Content)-[A-Za-z-]+ ?:|filedesc://", re.I)
# What a file holds instead of records, by its first bytes after decompression.
_TAR = b"ustar"
_TAR_AT = 257  # byte of a tar archive's first header (POSIX, ustar)
_PAGE = re.compile(rb"\s*<(?:!doctype html|html|head|body)\b", re.I)
_MHTML = re.compile(rb"(?:From: <Saved by|Snapshot-Content-Location:|MIME-Version:)", re.I)
_HAR = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,99}\{\s{0,99}\"log\"\s{0,99}:\s{0,99}\{")
_INDEX = re.compile(rb" CDX [A-Za-z] |\S+\)\S* \d{14} [{h]")


def other_format(start: bytes) -> str | None:
    """Return what a file is that begins with these bytes, with the remedy, if it is a known format without records."""
    return next((what for magic, what in _OTHER_FORMATS.items() if start.startswith(magic)), None)


def other_content(start: bytes) -> str | None:
    """Return what a file is that begins with these bytes, decompressed, if it is a known kind without records."""
    if start[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR:
        return "a tar file; unpack it first with `tar xf`"
    if _MHTML.match(start):
        return "an MHTML page of a browser, not a WARC file"
    if _HAR.match(start):
        return "a HAR file of a browser, not a WARC file"
    if _PAGE.match(start):
        return "an HTML page, as servers send instead of a file; download it again"
    return "an index (CDX), not the WARC file that it lists" if _INDEX.match(start) else None


def length_before_records(start: bytes) -> int:
    """Return how many of the first bytes of a file belong to no record; 0 if the first record may be damaged."""
    if start.startswith(GZIP_START) or begins_zstd(start):
        return 0
    at = start.find(MEMBER_START, 0, _MOST_BEFORE_MEMBER)
    if at > 0:
        try:
            content = zlib.decompressobj(GZIP_BITS).decompress(start[at:], PROBE)
        except zlib.error:
            return 0
        return at if _FIRST_HEAD.match(content.lstrip(b"\r\n")) and not _ends_record(start[:at]) else 0
    head = _FIRST_HEAD.search(start, 0, PROBE)
    if head is None or _FIELD_NAME.search(start, 0, head.start()) or _ends_record(start[: head.start()]):
        return 0
    return head.start()


def _ends_record(before: bytes) -> bool:
    """Return whether *before* is the rest of a record whose beginning was cut off: no text, or above an empty line."""
    try:
        text = before.decode()
    except UnicodeDecodeError:
        return True
    return text.endswith("\r\n\r\n") and not text.isspace()


def is_gzip_in_gzip(start: bytes) -> bool:
    """Return whether the file that begins with *start* is compressed twice, as some servers and scripts leave it."""
    if not start.startswith(MEMBER_START):
        return False
    try:
        return zlib.decompressobj(GZIP_BITS).decompress(start, len(MEMBER_START)) == MEMBER_START
    except zlib.error:
        return False


class Readable(Protocol):
    """A stream of bytes that is read once and forward."""

    def read(self, size: int, /) -> bytes:
        """Return *size* bytes at most, and none at the end."""


def gunzipped_once(start: bytes, stream: BinaryIO, name: str) -> Readable:
    """Return the content of the gzip file *name*, of which *start* has been read and *stream* gives the remainder."""
    return _GunzippedOnce(_Joined(start, stream), name)


class _Joined:
    """The bytes *start*, which have been read of *stream*, and those that follow."""

    def __init__(self, start: bytes, stream: BinaryIO) -> None:
        self._start, self._stream = start, stream

    def read(self, size: int, /) -> bytes:
        piece, self._start = self._start[:size], self._start[size:]
        return piece or self._stream.read(size)


class _GunzippedOnce:
    """The bytes of *packed*, the content of the file *name*, decompressed; BadWarc, once, where they are damaged."""

    def __init__(self, packed: _Joined, name: str) -> None:
        self._packed, self._name = packed, name
        self._inflate = zlib.decompressobj(GZIP_BITS)
        self._is_over = False

    def read(self, size: int, /) -> bytes:
        error: object = "ends too early"
        while not (self._is_over or self._inflate.eof):
            piece = self._inflate.unconsumed_tail or self._packed.read(size)
            try:
                data = self._inflate.decompress(piece, size)
            except zlib.error as found:
                piece, data, error = b"", b"", found
            if data:
                return data
            if not piece:
                self._is_over = True
                raise BadWarc(f"{self._name}: is compressed twice, and damaged: {error}")
        return b""
