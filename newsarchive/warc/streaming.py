"""Read the records of any WARC file from a stream, once and forward: plain, gzip or Zstandard, from any tool."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

from newsarchive.warc.record import BadWarc
from newsarchive.warc.zstandard import FRAME, BadFrame, ZstdFrames, begins_zstd

_LINE_ENDS = re.compile(rb"[\r\n]+")
# A record longer than this (decompressed, in bytes) is skipped: it is a video, not an article.
MAX_RECORD = 64 << 20
_MAX_HEAD = 1 << 20
_ENDLESS = 64 << 30
_DIGITS = 18  # of a length; no record has an exabyte
_LENGTH = re.compile(rb"^(content-length[ \t]*:[ \t]*)\d+", re.I | re.M)
_BAD_LENGTH = re.compile(rb"^content-length[ \t]*:[^\n]*\n", re.I | re.M)
# The end of a page, also of a chunked one: then only the length of its record is wrong.
_PAGE_END = re.compile(rb"</html\s*>\s*(?:0\s*)?\Z", re.I)
_TAIL = 200
_CHUNK = 1 << 16
_GZIP = zlib.MAX_WBITS | 16
_MAGIC = b"\x1f\x8b"
_MEMBER = b"\x1f\x8b\x08"
_PROBE = 4096
_PROBE_UNPACKED = 8192
# A Zstandard decoder gives nothing before it has a whole block, which is 128 KiB at most (RFC 8878, 3.1.1.2.4).
_PROBE_ZSTD = (128 << 10) + 64
# Other formats by their first bytes, with the remedy.
_OTHERS = {
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
_TAR, _TAR_AT = b"ustar", 257
_PAGE = re.compile(rb"\s*<(?:!doctype html|html|head|body)\b", re.I)
_MHTML = re.compile(rb"(?:From: <Saved by|Snapshot-Content-Location:|MIME-Version:)", re.I)
_INDEX = re.compile(rb" CDX [A-Za-z] |\S+\)\S* \d{14} [{h]")


@dataclass(frozen=True, kw_only=True)
class RawRecord:
    """One record of a file: *fields* by lower-case name, *data* its head and block, decompressed.

    *data* is ``None`` for a record longer than MAX_RECORD. *packed* is the gzip member at *offset* (bytes) of the file,
    ``None`` where the record has no member of its own; *offset* is then that of its decompressed bytes.
    """

    fields: dict[str, str]
    offset: int
    data: bytes | None = field(repr=False)
    packed: bytes | None = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Framing:
    """How the records of a format follow one another: WARC, or ARC.

    *start* matches the beginning of a head, of which *start_length* bytes are enough to tell; *next_head* finds, within
    a block, the beginning of the following record; *head_ends* are the byte strings that end a head. *head* finds the
    head of a record behind damage, with *longest_head* bytes of it at most. *fields* returns the fields of a head by
    lower-case name, ``None`` for other lines; ``content-length`` is missing if the head does not state a length.
    *complete* makes the record's fields and bytes from its fields, head and block.
    """

    name: str
    start: re.Pattern[bytes]
    start_length: int
    next_head: re.Pattern[bytes]
    head: re.Pattern[bytes]
    head_ends: tuple[bytes, ...]
    longest_head: int
    fields: Callable[[bytes], dict[str, str] | None]
    complete: Callable[[dict[str, str], bytes, bytes], tuple[dict[str, str], bytes]]


def _fields(head: bytes) -> dict[str, str] | None:
    found: dict[str, str] = {}
    last = None
    for line in head.decode("utf-8", "replace").splitlines()[1:]:
        name, colon, value = line.partition(":")
        if line[:1] in (" ", "\t") and last:  # a folded line continues the line before it
            found[last] = f"{found[last]} {line.strip()}"
        elif colon:
            last = name.strip().lower()
            found.setdefault(last, value.strip())
    length = found.get("content-length", "")
    if length.isascii() and length.isdigit() and len(length) <= _DIGITS:
        return found
    found.pop("content-length", None)
    return found if "warc-target-uri" in found else None


#: The framing of ISO 28500.
WARC_FRAMING = Framing(
    name="WARC",
    start=re.compile(rb"WARC/\d", re.I),
    start_length=6,
    next_head=re.compile(rb"\r?\n\r?\n(?=WARC/\d\.\d\r?\nWARC-)|\n(?=WARC/\d\.\d\r?\n)", re.I),
    head=re.compile(rb"(?=WARC/\d\.\d\r?\n(?:WARC|Content)-[A-Za-z-]+ ?:)", re.I),
    head_ends=(b"\r\n\r\n", b"\n\n"),
    longest_head=64,  # as much as *head* needs
    fields=_fields,
    complete=lambda fields, head, block: (fields, head + block),
)


def read_records(
    stream: BinaryIO,
    name: str,
    lost: Callable[[str], object] | None = None,
    framing: Callable[[bytes], Framing] = lambda start: WARC_FRAMING,
) -> Iterator[RawRecord]:
    """Yield the records of the WARC file *name* from *stream*; raise BadWarc if it is truncated or not a WARC file.

    With *lost*, damage costs only the damaged record: *lost* is called with a description that has its offset, and
    reading resumes at the next record. One record is in memory at a time. Format: ISO 28500; gzip with one member per
    record, as a single member, or in blocks (bgzip). *framing* chooses the format by the first decompressed bytes.
    """
    unpacked = _Unpacked(stream, name, framing)
    has_content = False
    while True:
        try:
            record = _next_record(unpacked)
            if record is None and not has_content:
                raise BadWarc(f"{name}: is empty; is the download complete?")
        except BadWarc as error:
            has_content = True
            if lost is None:
                raise
            lost(str(error))
            if not unpacked.resume():
                return
            continue
        if record is None:
            return
        has_content = True
        yield record


def _next_record(unpacked: _Unpacked) -> RawRecord | None:
    if not unpacked.begin():
        return None
    head = unpacked.head()
    framing = unpacked.framing
    fields = framing.fields(head)
    if fields is None:
        raise unpacked.no_record()
    length = fields.get("content-length")
    block = unpacked.take_all() if length is None else unpacked.take(int(length))
    if length is not None and block is not None and (excess := unpacked.excess()):
        block, length = block + excess, None
    unpacked.end()
    data = None
    if block is not None and length is None:
        fields["content-length"] = str(len(block))
        head = _without_length(head) + b"Content-Length: %d\r\n\r\n" % len(block)
    if block is not None:
        if len(block) < int(fields["content-length"]):  # a whole page, shorter than declared
            fields["content-length"] = str(len(block))
            head = _LENGTH.sub(rb"\g<1>%d" % len(block), head, count=1)
        fields, data = framing.complete(fields, head, block)
    packed = unpacked.packed() if framing is WARC_FRAMING and length is not None else None
    return RawRecord(fields=fields, offset=unpacked.offset, data=data, packed=packed)


def _without_length(head: bytes) -> bytes:
    """Return the lines of a *head*, without its end and without a length that is not a number."""
    return _BAD_LENGTH.sub(b"", head.rstrip(b"\r\n") + b"\r\n")


def _other_content(start: bytes) -> str | None:
    """Return what a file is that begins with these bytes, decompressed, if it is a known kind without records."""
    if start[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR:
        return "a tar file; unpack it first with `tar xf`"
    if _MHTML.match(start):
        return "an MHTML page of a browser, not a WARC file"
    if _PAGE.match(start):
        return "an HTML page, as servers send instead of a file; download it again"
    return "an index (CDX), not the WARC file that it lists" if _INDEX.match(start) else None


def _length_before_records(start: bytes) -> int:
    """Return how many of the first bytes of a file belong to no record; 0 if the first record may be damaged."""
    if start.startswith(_MAGIC) or begins_zstd(start):
        return 0
    at = start.find(_MEMBER, 0, _MOST_BEFORE_MEMBER)
    if at > 0:
        try:
            content = zlib.decompressobj(_GZIP).decompress(start[at:], _PROBE)
        except zlib.error:
            return 0
        return at if _FIRST_HEAD.match(content.lstrip(b"\r\n")) and not _ends_record(start[:at]) else 0
    head = _FIRST_HEAD.search(start, 0, _PROBE)
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


def _is_gzip_in_gzip(start: bytes) -> bool:
    """Return whether the file that begins with *start* is compressed twice, as some servers and scripts leave it."""
    if not start.startswith(_MEMBER):
        return False
    try:
        return zlib.decompressobj(_GZIP).decompress(start, len(_MEMBER)) == _MEMBER
    except zlib.error:
        return False


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


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
        self._inflate = zlib.decompressobj(_GZIP)
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


class _Unpacked:
    """The decompressed bytes of a file, with the members they come from."""

    def __init__(self, stream: BinaryIO, name: str, framing: Callable[[bytes], Framing]) -> None:
        self._stream: _Readable = stream
        self._choose_framing = framing
        self.framing = framing(b"")
        self._name = name
        self._ahead = stream.read(_CHUNK)  # compressed bytes that have been read and belong to the next member
        for magic, what in _OTHERS.items():
            if self._ahead.startswith(magic):
                raise BadWarc(f"{name}: is {what}")
        if _is_gzip_in_gzip(self._ahead):
            self._stream = _GunzippedOnce(_Joined(self._ahead, stream), name)
            self._ahead = self._stream.read(_CHUNK)
        before = _length_before_records(self._ahead)
        self._ahead = self._ahead[before:]
        self._zstd = ZstdFrames(name) if begins_zstd(self._ahead) else None
        self._gzip = self._ahead.startswith(_MAGIC)
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
        self.offset = 0

    def begin(self) -> bool:
        """Go to the next record; ``False`` at the end of the file."""
        while not self._buffer:
            if not self._fill() and not self._next_member():
                return False
            self._strip()
        if isinstance(self._inflate, _AsItIs) and self._buffer.startswith(_MEMBER) and self._has_begun:
            self._change_to_gzip()
            return self.begin()
        if not self._has_begun:
            self._has_begun = True
            start = bytes(self._buffer[:_PROBE])
            if other := _other_content(start):
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
                except BadWarc:  # the last records of a plain file are shorter than the length of this one
                    if self._gzip or self._zstd:
                        raise
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
        if not self._alone or not self._gzip or self._buffer or self._member_length > MAX_RECORD:
            return None
        return b"".join(self._member)

    def _more(self) -> None:
        if self._fill():
            return
        self._alone = False  # a record in several members
        if not self._next_member():
            raise BadWarc(f"{self._name}: ends within the record at byte {self.offset}; is the download complete?")
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
        if not (self._zstd or self._gzip) and self._passed == 0 and _MEMBER in self._buffer:
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
        magic, probe = (FRAME, _PROBE_ZSTD) if self._zstd else (_MEMBER, _PROBE)
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
                unpacked = zlib.decompressobj(_GZIP).decompress(member, _PROBE_UNPACKED)
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
                raise BadWarc(f"{self._name}: ends within the record at byte {self.offset}; is the download complete?")
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
        self._inflate = self._zstd.next() if self._zstd else zlib.decompressobj(_GZIP) if self._gzip else _AsItIs()
        return True

    def _cut(self, length: int) -> bytes:
        piece = bytes(memoryview(self._buffer)[:length])
        del self._buffer[:length]
        self._passed += length
        return piece

    def _strip(self) -> None:
        if ends := _LINE_ENDS.match(self._buffer):
            self._cut(ends.end())
