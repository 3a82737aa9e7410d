"""Decompress a file of records: find the head of each record, cut out its block, and resume behind damage."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from typing import BinaryIO, Protocol

from newsarchive.warc.file_start import (
    GZIP_BITS,
    GZIP_START,
    MEMBER_START,
    PROBE,
    Readable,
    gunzipped_once,
    is_gzip_in_gzip,
    length_before_records,
    other_content,
    other_format,
)
from newsarchive.warc.framing import WARC_FRAMING, Framing
from newsarchive.warc.record import BadWarc
from newsarchive.warc.zstandard import FRAME, BadFrame, ZstdFrames, begins_zstd

_LINE_ENDS = re.compile(rb"[\r\n]+")
# A record longer than this (decompressed, in bytes) is skipped: it is a video, not an article.
MAX_RECORD = 64 << 20
_MAX_HEAD = 1 << 20
_ENDLESS = 64 << 30
# The end of a page, also of a chunked one: then only the length of its record is wrong.
_PAGE_END = re.compile(rb"</html\s*>\s*(?:0\s*)?\Z", re.I)
_TAIL = 200
_CHUNK = 1 << 16
_PROBE_UNPACKED = 8192
# A Zstandard decoder gives nothing before it has a whole block, which is 128 KiB at most (RFC 8878, 3.1.1.2.4).
_PROBE_ZSTD = (128 << 10) + 64


class RecordStream:
    """The decompressed bytes of a file, with the members they come from."""

    def __init__(self, stream: BinaryIO, name: str, framing: Callable[[bytes], Framing]) -> None:
        self._stream: Readable = stream
        self._choose_framing = framing
        self.framing = framing(b"")
        self._name = name
        self._ahead = stream.read(_CHUNK)  # compressed bytes that have been read and belong to the next member
        if other := other_format(self._ahead):
            raise BadWarc(f"{name}: is {other}")
        if is_gzip_in_gzip(self._ahead):
            self._stream = gunzipped_once(self._ahead, stream, name)
            self._ahead = self._stream.read(_CHUNK)
        before = length_before_records(self._ahead)
        self._ahead = self._ahead[before:]
        self._zstd = ZstdFrames(name) if begins_zstd(self._ahead) else None
        self._gzip = self._ahead.startswith(GZIP_START)
        self._inflate: _Inflate | None = None
        self._buffer = bytearray()
        self._passed = 0 if self._gzip else before  # decompressed bytes before the buffer
        self._member_passed = 0  # decompressed bytes before the current member
        self._members_at = before  # compressed bytes before the current member
        self._member: list[bytes] = []
        self._member_length = 0
        self._alone = False
        self._short_at = 0  # length of a block behind which the next record begins
        self._at_next_record = False  # damage was found at its end: the buffer begins with the next record
        self._has_begun = False
        self._has_block = False  # the block of the current record is complete
        self._truncation: _Truncated | None = None  # behind a complete block
        self.offset = 0

    def begin(self) -> bool:
        """Go to the next record; ``False`` at the end of the file."""
        self._has_block = False
        if (truncation := self._truncation) is not None:
            self._truncation = None
            raise truncation
        while not self._buffer:
            if not self._fill() and not self._next_member():
                return False
            self._strip()
        if isinstance(self._inflate, _AsItIs) and self._buffer.startswith(MEMBER_START) and self._has_begun:
            self._change_to_gzip()
            return self.begin()
        if not self._has_begun:
            self._has_begun = True
            start = bytes(self._buffer[:PROBE])
            if other := other_content(start):
                raise BadWarc(f"{self._name}: is {other}")
            self.framing = self._choose_framing(start)
        return True

    def _change_to_gzip(self) -> None:
        """Go on with the members that follow the plain records of a file joined from several."""
        self._ahead = bytes(self._buffer) + self._ahead
        self._member_length -= len(self._buffer)
        self._buffer.clear()
        self._gzip, self._inflate = True, None

    def no_record(self) -> BadWarc:
        """Return the error for bytes that are not the head of a record."""
        what = self.framing.name
        return BadWarc(
            f"{self._name}: no {what} record at byte {self.offset}; is the file damaged, or of another format?"
        )

    def head(self) -> bytes:
        """Return the head of the record, the empty line included."""
        self._alone = self._gzip and self._passed == self._member_passed
        self.offset = self._members_at if self._alone else self._passed
        while True:
            if len(self._buffer) >= self.framing.start_length and not self.framing.start.match(self._buffer):
                raise self.no_record()
            if head_end := self._head_end():
                return self._cut(head_end)
            is_warc = self.framing is WARC_FRAMING
            if len(self._buffer) > _MAX_HEAD or (is_warc and self._buffer[:5].upper() != b"WARC/"[: len(self._buffer)]):
                raise self.no_record()
            before = len(self._buffer)
            self._more()
            if self._is_short(before):
                raise self._cut_short(before)

    def _head_end(self) -> int:
        """Return the length of the head, 0 if its end is not in the buffer.

        The first of the ends counts: a record with bare line feeds may hold a response with others.
        """
        found, longest = 0, _MAX_HEAD
        for end in self.framing.head_ends:
            if (at := self._buffer.find(end, 0, longest)) >= 0:
                found, longest = at + len(end), at + len(end) - 1
        return found

    def take(self, length: int) -> bytes | None:
        """Return the *length* bytes that follow; skip them and return ``None`` if they are too many.

        Fewer are returned if the next record begins within them, and what is before it is a page with its end.
        """
        if length > _ENDLESS:
            raise BadWarc(f"{self._name}: the record at byte {self.offset} claims {length:,} bytes; is it damaged?")
        if length <= MAX_RECORD:
            while len(self._buffer) < length:
                before = len(self._buffer)
                try:
                    self._more()
                except _FileEnd:  # the last records are shorter than the length of this one
                    if self.framing.next_head.search(self._buffer):
                        break
                    if not _PAGE_END.search(self._buffer, max(0, len(self._buffer) - _TAIL)):
                        raise
                    return self._shorter(before, before)
                if self._is_short(before):
                    return self._shorter(before, before)
            next_record = self.framing.next_head.search(self._buffer, 0, length + self.framing.longest_head)
            if next_record and next_record.end() < length:
                return self._shorter(next_record.start(), next_record.end())
            self._has_block = True
            return self._cut(length)
        while length > len(self._buffer):
            length -= len(self._buffer)
            self._cut(len(self._buffer))
            self._more()
        self._cut(length)
        return None

    def take_all(self) -> bytes | None:
        """Return what follows up to the next record, or to the end of the member or file; ``None`` if it is too long.

        It is the block of a record that does not state its length.
        """
        searched = 0
        while True:
            if next_record := self.framing.next_head.search(self._buffer, searched):
                block = self._cut(next_record.end())[: next_record.start()]
                break
            searched = max(0, len(self._buffer) - self.framing.longest_head)
            if len(self._buffer) > MAX_RECORD:
                raise BadWarc(f"{self._name}: the record at byte {self.offset} does not state its length, and is long")
            if not self._fill():
                block = self._cut(len(self._buffer))
                break
        return block.removesuffix(b"\r\n\r\n")

    def excess(self) -> bytes:
        """Return what follows a block that is longer than declared: neither the end of a record nor another one."""
        ends = (b"\r", b"\n")
        while len(self._buffer) < self.framing.start_length and not self._buffer.startswith(ends) and self._fill():
            pass
        is_over = not self._buffer or self._buffer.startswith(ends) or self.framing.start.match(self._buffer)
        return b"" if is_over or self.framing is not WARC_FRAMING else self.take_all() or b""

    def end(self) -> None:
        """Skip the empty lines after a record."""
        self._strip()
        while not self._buffer and self._fill():
            self._strip()

    def packed(self) -> bytes | None:
        """Return the member that contains the record and nothing else."""
        if not self._alone or not self._gzip or self._buffer or self._member_length > MAX_RECORD or self._truncation:
            return None
        return b"".join(self._member)

    def _more(self) -> None:
        if self._fill():
            return
        self._alone = False  # a record in several members
        if not self._next_member():
            raise _FileEnd(self._ends_within())
        before = len(self._buffer)
        if self._gzip and before and self._fill() and self._begins_head(before):
            self._short_at = before

    def _is_short(self, length: int) -> bool:
        """Return whether the member that began behind the *length* bytes of the block begins with a record."""
        is_short, self._short_at = self._short_at == length and length > 0, 0
        return is_short

    def _shorter(self, length: int, next_record: int) -> bytes:
        """Return the *length* bytes before the next record, if they are a page with its end; else raise BadWarc."""
        block = self._cut(next_record)[:length]
        if _PAGE_END.search(block, max(0, len(block) - _TAIL)):
            return block.removesuffix(b"\r\n\r\n")
        self._at_next_record = True
        raise self._too_short()

    def _cut_short(self, length: int) -> BadWarc:
        """Go to the next record, *length* bytes ahead; return the error for this one."""
        self._cut(length)
        self._at_next_record = True
        return self._too_short()

    def _too_short(self) -> BadWarc:
        return BadWarc(f"{self._name}: the record at byte {self.offset} is shorter than it declares")

    def _begins_head(self, at: int) -> bool:
        """Return whether the bytes from *at* on begin a record; a block of a text may begin like a URL ("color:")."""
        if self.framing is WARC_FRAMING or not self.framing.start.match(self._buffer, at):
            return self.framing.start.match(self._buffer, at) is not None
        end = self._buffer.find(b"\n", at, at + self.framing.longest_head) + 1
        return end > 0 and self.framing.fields(bytes(self._buffer[at:end])) is not None

    def resume(self) -> bool:
        """Go to the next record after damage; ``False`` if there is none."""
        if self._at_next_record:
            self._at_next_record = False
            return True
        if not (self._zstd or self._gzip) and self._passed == 0 and MEMBER_START in self._buffer:
            # The first bytes of a gzip file are missing or overwritten.
            self._gzip, self._ahead = True, bytes(self._buffer) + self._ahead
            self._buffer.clear()
            self._members_at, self._member, self._member_length = 0, [], 0
        return self._resume_at_member() if self._gzip or self._zstd else self._resume_at_head()

    def _resume_at_head(self) -> bool:
        if self._buffer and self._passed == self.offset:  # what begins here is no record
            self._cut(1)
        while True:
            if found := self.framing.head.search(self._buffer):
                self._cut(found.start())
                return True
            self._cut(max(0, len(self._buffer) - self.framing.longest_head))  # where a head may have begun
            if not self._fill():
                return False

    def _resume_at_member(self) -> bool:
        """Look for the next gzip member or Zstandard frame that begins with a record."""
        self._passed += len(self._buffer)
        self._buffer.clear()
        self._inflate = None
        magic, probe = (FRAME, _PROBE_ZSTD) if self._zstd else (MEMBER_START, PROBE)
        raw = b"".join(self._member) if self._member_length <= MAX_RECORD else b""
        at = self._members_at if raw or not self._member_length else self._members_at + self._member_length
        raw += self._ahead
        start = 1
        while True:
            found = raw.find(magic, start)
            while found >= 0 and len(raw) - found < probe and (chunk := self._stream.read(_CHUNK)):
                raw += chunk
            if found >= 0 and self._begins_record(raw[found : found + probe]):
                self._ahead, self._members_at = raw[found:], at + found
                self._member, self._member_length = [], 0
                return True
            if found >= 0:
                start = found + 1
                continue
            chunk = self._stream.read(_CHUNK)
            if not chunk:
                self._ahead = b""
                return False
            at, raw, start = at + len(raw) - len(raw[-3:]), raw[-3:] + chunk, 0

    def _begins_record(self, member: bytes) -> bool:
        """Return whether the bytes are the beginning of a member or frame that holds a record."""
        try:
            if self._zstd:
                unpacked = self._zstd.next().decompress(member)
            else:
                unpacked = zlib.decompressobj(GZIP_BITS).decompress(member, _PROBE_UNPACKED)
        except (zlib.error, BadWarc):
            return False
        return bool(self.framing.start.match(unpacked.lstrip(b"\r\n")))

    def _fill(self) -> bool:
        """Decompress more of the current member; ``False`` at its end."""
        while self._inflate is not None and not self._inflate.eof:
            hungry = getattr(self._inflate, "needs_input", True)
            piece = (self._ahead or self._stream.read(_CHUNK)) if hungry else b""
            self._ahead = b"" if hungry else self._ahead
            if not piece and hungry:
                if isinstance(self._inflate, _AsItIs):
                    self._inflate = None
                    return False
                truncation = _Truncated(self._ends_within())
                if not self._has_block:
                    raise truncation
                # Only the checksum of the member is missing (RFC 1952, 2.3.1), or what followed the record in it.
                self._truncation, self._inflate = truncation, None
                return False
            try:
                unpacked = self._inflate.decompress(piece)
            except (zlib.error, EOFError, BadFrame) as error:
                self._ahead = piece  # the next member may begin in it
                raise BadWarc(f"{self._name}: damaged after byte {self._members_at}: {error}") from error
            if self._inflate.eof:
                self._ahead = self._inflate.unused_data
            self._note(piece[: len(piece) - len(self._ahead)])
            if unpacked:
                self._buffer += unpacked
                return True
        return False

    def _ends_within(self) -> str:
        return f"{self._name}: ends within the record at byte {self.offset}; is the download complete?"

    def _note(self, piece: bytes) -> None:
        self._member_length += len(piece)
        if self._member_length <= MAX_RECORD and (self._gzip or self._zstd):
            self._member.append(piece)

    def _next_member(self) -> bool:
        self._ahead = self._ahead or self._stream.read(_CHUNK)
        if not self._ahead:
            return False
        self._members_at += self._member_length
        self._member, self._member_length = [], 0
        self._member_passed = self._passed + len(self._buffer)
        if self._gzip and not self._ahead.strip(b"\0"):  # some tools pad the last block
            self._ahead = b""
            return self._next_member()
        if self._gzip and self.framing.start.match(self._ahead):  # plain records behind gzip members
            self._gzip = False
        self._inflate = self._zstd.next() if self._zstd else zlib.decompressobj(GZIP_BITS) if self._gzip else _AsItIs()
        return True

    def _cut(self, length: int) -> bytes:
        piece = bytes(memoryview(self._buffer)[:length])
        del self._buffer[:length]
        self._passed += length
        return piece

    def _strip(self) -> None:
        if ends := _LINE_ENDS.match(self._buffer):
            self._cut(ends.end())


class _FileEnd(BadWarc):
    """The file ends before the length that a record declares, at the end of a member or without members."""


class _Truncated(BadWarc):
    """The file ends within a member."""


class _Inflate(Protocol):
    def decompress(self, data: bytes, /) -> bytes: ...

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...


class _AsItIs:
    """An uncompressed file: one endless member."""

    eof = False
    unused_data = b""

    def decompress(self, data: bytes, /) -> bytes:
        return data
