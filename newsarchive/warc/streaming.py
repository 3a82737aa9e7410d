"""Records of any WARC file, read forward once from a stream: plain, gzip or Zstandard, whoever wrote it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

from newsarchive.warc.record import BadWarc
from newsarchive.warc.zstandard import ZstdFrames, begins_zstd

# A record longer than this (unpacked, in bytes) is passed over: no article is; a film may be.
MAX_RECORD = 64 << 20
_MAX_HEAD = 1 << 20
_ENDLESS = 64 << 30
_DIGITS = 18  # of a length; an exabyte is no record
_CHUNK = 1 << 16
_GZIP = zlib.MAX_WBITS | 16
_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True, kw_only=True)
class RawRecord:
    """One record as it lies in its file: *fields* by lower-case name, *data* its head and block, unpacked.

    *data* is ``None`` for a record longer than MAX_RECORD. *packed* is the gzip member at *offset* (bytes) of the file,
    ``None`` where the record does not have a member to itself; *offset* is then that of its unpacked bytes.
    """

    fields: dict[str, str]
    offset: int
    data: bytes | None = field(repr=False)
    packed: bytes | None = field(repr=False)


def read_records(stream: BinaryIO, name: str) -> Iterator[RawRecord]:
    """Yield the records of the WARC file *name* that *stream* reads; raise BadWarc where it is torn or none at all.

    In memory is one record at a time. Format: ISO 28500; gzip by member, as one member, or in blocks (bgzip) alike.
    """
    unpacked = _Unpacked(stream, name)
    while unpacked.begin():
        head = unpacked.head()
        fields = _fields(head)
        length = fields.get("content-length", "")
        if not head.startswith(b"WARC/") or not (length.isascii() and length.isdigit() and len(length) <= _DIGITS):
            raise BadWarc(f"{name}: no WARC record at byte {unpacked.offset}; is the file damaged, or no WARC?")
        block = unpacked.take(int(length))
        unpacked.end()
        yield RawRecord(
            fields=fields,
            offset=unpacked.offset,
            data=None if block is None else head + block,
            packed=unpacked.packed(),
        )


def _fields(head: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in head.decode("utf-8", "replace").splitlines()[1:]:
        name, colon, value = line.partition(":")
        if colon:
            found.setdefault(name.strip().lower(), value.strip())
    return found


class _Inflate(Protocol):
    def decompress(self, data: bytes, /) -> bytes: ...

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...


class _AsItIs:
    """A file that is not packed: one member without end."""

    eof = False
    unused_data = b""

    def decompress(self, data: bytes, /) -> bytes:
        return data


class _Unpacked:
    """The unpacked bytes of a file, and of which members they are."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream = stream
        self._name = name
        self._ahead = stream.read(_CHUNK)  # packed bytes that have been read and belong to the next member
        self._zstd = ZstdFrames(name) if begins_zstd(self._ahead) else None
        self._gzip = self._ahead.startswith(_MAGIC)
        self._inflate: _Inflate | None = None
        self._buffer = bytearray()
        self._passed = 0  # unpacked bytes before the buffer
        self._member_passed = 0  # unpacked bytes before the current member
        self._members_at = 0  # packed bytes before the current member
        self._member: list[bytes] = []
        self._member_length = 0
        self._alone = False
        self.offset = 0

    def begin(self) -> bool:
        """Go to the next record; ``False`` at the end of the file."""
        while not self._buffer:
            if not self._fill() and not self._next_member():
                return False
            self._strip()
        return True

    def head(self) -> bytes:
        """Return the head of the record, the empty line included."""
        self._alone = self._gzip and self._passed == self._member_passed
        self.offset = self._members_at if self._alone else self._passed
        while True:
            for end in (b"\r\n\r\n", b"\n\n"):
                if (at := self._buffer.find(end, 0, _MAX_HEAD)) >= 0:
                    return self._cut(at + len(end))
            if len(self._buffer) > _MAX_HEAD or not self._buffer.startswith(b"WARC/"[: len(self._buffer)]):
                raise BadWarc(f"{self._name}: no WARC record at byte {self.offset}; is the file damaged, or no WARC?")
            self._more()

    def take(self, length: int) -> bytes | None:
        """Return the *length* bytes that follow; ``None``, having passed over them, when they are too many."""
        if length > _ENDLESS:
            raise BadWarc(f"{self._name}: the record at byte {self.offset} claims {length:,} bytes; is it damaged?")
        if length <= MAX_RECORD:
            while len(self._buffer) < length:
                self._more()
            return self._cut(length)
        while length > len(self._buffer):
            length -= len(self._buffer)
            self._cut(len(self._buffer))
            self._more()
        self._cut(length)
        return None

    def end(self) -> None:
        """Pass over the empty lines behind a record."""
        self._strip()
        while not self._buffer and self._fill():
            self._strip()

    def packed(self) -> bytes | None:
        """Return the member that held the record and nothing else."""
        if not self._alone or self._buffer or self._member_length > MAX_RECORD:
            return None
        return b"".join(self._member)

    def _more(self) -> None:
        if self._fill():
            return
        self._alone = False  # a record in several members
        if not self._next_member():
            raise BadWarc(f"{self._name}: ends within the record at byte {self.offset}; is the download complete?")

    def _fill(self) -> bool:
        """Unpack some more of the current member; ``False`` at its end."""
        while self._inflate is not None and not self._inflate.eof:
            hungry = getattr(self._inflate, "needs_input", True)
            piece = (self._ahead or self._stream.read(_CHUNK)) if hungry else b""
            self._ahead = b"" if hungry else self._ahead
            if not piece and hungry:
                if isinstance(self._inflate, _AsItIs):
                    self._inflate = None
                    return False
                raise BadWarc(f"{self._name}: ends within the record at byte {self.offset}; is the download complete?")
            try:
                unpacked = self._inflate.decompress(piece)
            except (zlib.error, EOFError) as error:
                raise BadWarc(f"{self._name}: damaged after byte {self._members_at}: {error}") from error
            if self._inflate.eof:
                self._ahead = self._inflate.unused_data
            self._note(piece[: len(piece) - len(self._ahead)])
            if unpacked:
                self._buffer += unpacked
                return True
        return False

    def _note(self, piece: bytes) -> None:
        self._member_length += len(piece)
        if self._member_length <= MAX_RECORD and self._gzip:
            self._member.append(piece)

    def _next_member(self) -> bool:
        self._ahead = self._ahead or self._stream.read(_CHUNK)
        if not self._ahead:
            return False
        self._members_at += self._member_length
        self._member, self._member_length = [], 0
        self._member_passed = self._passed + len(self._buffer)
        if self._gzip and not self._ahead.strip(b"\0"):  # some tools fill the last block up
            self._ahead = b""
            return self._next_member()
        self._inflate = self._zstd.next() if self._zstd else zlib.decompressobj(_GZIP) if self._gzip else _AsItIs()
        return True

    def _cut(self, length: int) -> bytes:
        piece = bytes(memoryview(self._buffer)[:length])
        del self._buffer[:length]
        self._passed += length
        return piece

    def _strip(self) -> None:
        rest = self._buffer.lstrip(b"\r\n")
        self._passed += len(self._buffer) - len(rest)
        self._buffer = rest
