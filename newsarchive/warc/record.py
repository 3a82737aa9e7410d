"""Serialize one WARC 1.1 record as one gzip member; own code, because it runs for every page and warcio is slower."""

from __future__ import annotations

import hashlib
import re
import struct
import uuid
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime

from newsarchive.members import deflated

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_PAIRS = tuple(first + second for first in _LETTERS for second in _LETTERS)
_SHIFTS = range(250, -1, -10)
# Every character that str.splitlines treats as a line end, and NUL.
_BREAK = re.compile("[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029\0]")

Fields = Sequence[tuple[str, str]]

_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"  # RFC 1952: deflate, no time, no flags, unknown system
_END = b"\r\n\r\n"
_HEAD_LEVEL = 6
_SMALL = 4096  # bytes; a smaller record needs less memory to compress
_SMALL_WINDOW = -12  # zlib's window bits for it: 4096 bytes, without a header
_SMALL_MEMORY = 5  # zlib's memory level for it
_LONGEST_STORED = 0xFFFF  # bytes in a stored (uncompressed) block (RFC 1951, 3.2.4)


_STATUS = re.compile(r"0*(\d{3})(?!\d)", re.A)


def http_status(code: str) -> int | None:
    """Return the status *code* of a response, ``None`` if it has none; some servers write "200OK" or "0200"."""
    found = _STATUS.match(code)
    return int(found[1]) if found else None


class BadWarc(ValueError):
    """Raised for a location in a WARC file without a readable record."""


class IncompleteResponse(BadWarc):
    """Raised for a location whose response is cut short, damaged or not there."""


def member(fields: Fields, block: bytes) -> bytes:
    """Return the record with these *fields* and this small *block* as one gzip member.

    Content-Length is added here. Field values must be on one line.
    """
    whole = _start(fields, len(block)) + block + _END
    return _wrapped((_deflated(whole),), zlib.crc32(whole), len(whole))


def big_member(fields: Fields, head: bytes, payload: bytes, *, is_packed: bool = False) -> bytes:
    """Return the record with these *fields* and the block *head* + *payload* as one gzip member, with its digest.

    A *payload* that *is_packed* (Content-Encoding: gzip) would not shrink further and is stored unchanged; see
    *member*.
    """
    block = hashlib.sha256(head)
    block.update(payload)
    start = _start((*fields, ("WARC-Block-Digest", digest_field(block.digest()))), len(head) + len(payload)) + head
    rest = payload + _END
    # Two deflate streams can be joined where the first is flushed to a byte (RFC 1951, 3.2.4): no need to recompress.
    pieces = _deflated(start, zlib.Z_SYNC_FLUSH), _stored(rest) if is_packed else deflated(rest)
    return _wrapped(pieces, zlib.crc32(rest, zlib.crc32(start)), len(start) + len(rest))


def record_id(*parts: str) -> str:
    """Return a record id derived from *parts*, so that the same exchange always has the same id."""
    sign = hashlib.sha1(
        uuid.NAMESPACE_URL.bytes + " ".join(parts).encode("utf-8", "backslashreplace"), usedforsecurity=False
    ).hexdigest()
    # The same as uuid.uuid5 (RFC 9562, 5.5), in a quarter of its time.
    variant = f"{int(sign[16], 16) & 3 | 8:x}"
    return f"<urn:uuid:{sign[:8]}-{sign[8:12]}-5{sign[13:16]}-{variant}{sign[17:20]}-{sign[20:32]}>"


def digest_field(digest: bytes) -> str:
    """Return a SHA-256 *digest* (32 bytes) as WARC fields have it: "sha256:" and Base32 (RFC 4648, 6)."""
    bits = int.from_bytes(digest, "big") << 4  # 260 bits are 26 pairs of letters (RFC 4648, 6)
    return f"sha256:{''.join([_PAIRS[bits >> shift & 1023] for shift in _SHIFTS])}===="


def date_field(at: datetime) -> str:
    """Return *at* in UTC, with microseconds where it has any (WARC 1.1, 5.4)."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def one_line(value: str) -> str:
    """Return *value* on one line: a line feed would let a server inject a header."""
    if value.isprintable() or not _BREAK.search(value):  # fast path: nearly all values are ASCII and printable
        return value
    return " ".join(value.replace("\0", " ").split())


def _start(fields: Fields, length: int) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in (*fields, ("Content-Length", str(length))))
    return b"WARC/1.1\r\n" + lines.encode("utf-8", "backslashreplace") + b"\r\n"


def _deflated(data: bytes, ending: int = zlib.Z_FINISH) -> bytes:
    # Initializing a large compressor takes longer than compressing a small block.
    room, memory = (_SMALL_WINDOW, _SMALL_MEMORY) if len(data) < _SMALL else (-zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL)
    stream = zlib.compressobj(_HEAD_LEVEL, zlib.DEFLATED, room, memory)
    return stream.compress(data) + stream.flush(ending)


def _stored(data: bytes) -> bytes:
    """Return *data* as a deflate stream of stored blocks; zlib's level 0 takes ten times as long to initialize."""
    blocks: list[bytes] = []
    for start in range(0, len(data), _LONGEST_STORED):
        block = data[start : start + _LONGEST_STORED]
        is_last = start + len(block) == len(data)
        blocks += (struct.pack("<BHH", is_last, len(block), len(block) ^ 0xFFFF), block)
    return b"".join(blocks)


def _wrapped(pieces: Sequence[bytes], checked: int, length: int) -> bytes:
    return b"".join((_GZIP_HEAD, *pieces, struct.pack("<II", checked, length & 0xFFFFFFFF)))
