"""Decode Content-Encoding as browsers do: a declared encoding counts only if the body really has it.

Crawl, import, re-extraction and `show --raw` decode with this module, so the same bytes always give the same page.
Sources: RFC 9110 8.4 (Content-Encoding), RFC 1952 2.2 (a gzip file is a series of members), RFC 1950, RFC 7932,
RFC 8878.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from newsarchive.members import inflated

# Maximum decompressed size of a body in bytes, so that a small hostile page cannot exhaust memory.
MAX_BODY = 64 << 20
# Servers apply one Content-Encoding, proxies sometimes a second one.
_MOST_ENCODINGS = 5
_GZIP = b"\x1f\x8b\x08"
_ZSTD = b"\x28\xb5\x2f\xfd"
_ZSTD_SKIPPABLE = tuple(bytes((low,)) + b"\x2a\x4d\x18" for low in range(0x50, 0x60))
_ZSTD_CHECKSUM = 4  # bytes after a frame
_ZSTD_CHECKSUM_FLAG = 4  # bit of the frame's descriptor (RFC 8878, 3.1.1)
_PIECE = 1 << 14
# members; a page has one for each time that its script wrote: a bound for bodies of millions of empty members
_MOST_MEMBERS = 2_000
# members with a wrong checksum; each is decompressed a second time, without it: a bound for hostile bodies
_MOST_CHANGED = 100
_NULLS = re.compile(rb"\0*")
# What a script prints before its compressed page: blank lines outside of PHP's tags, a byte order mark, warnings.
_LONGEST_OUTPUT = 4096
_NOT_TEXT = bytes(code for code in range(32) if code not in (9, 10, 12, 13, 27))
_TEXT = bytes(code for code in range(256) if code not in _NOT_TEXT)
_HEAD = 1024
# No page begins with gzip's magic bytes: a body that still does after decoding was compressed once more.
_MOST_UNDECLARED = 2
# Names of Content-Encoding (IANA registry); "brotli" is the name of the format, which some servers send.
_DEFLATES, _BROTLI, _ZSTANDARD = ("gzip", "x-gzip", "deflate"), ("br", "brotli"), ("zstd",)
_ENCODINGS = (*_DEFLATES, *_BROTLI, *_ZSTANDARD)
_GZIP_BITS, _ZLIB_BITS, _DEFLATE_BITS = zlib.MAX_WBITS | 16, zlib.MAX_WBITS, -zlib.MAX_WBITS
_GZIP_HEAD = 10  # bytes (RFC 1952, 2.3)
_GZIP_TRAILER = 8  # bytes (RFC 1952, 2.3)
_ZLIB_HEAD = 2  # bytes (RFC 1950, 2.2)
_ZLIB_TRAILER = 4  # bytes (RFC 1950, 2.2)
_FHCRC = 2  # flag: a checksum follows the header (RFC 1952, 2.3.1)
_FEXTRA = 4  # flag: extra fields
_FNAME = 8  # flag: the name of the file
_FCOMMENT = 16  # flag: a comment


@dataclass(frozen=True, kw_only=True)
class Unpacked:
    """A decoded body; *is_whole* is false if its end is missing or damaged.

    *is_too_large*: the decoded body exceeds the limit, and *data* ends there. *has_wrong_checksum*: the body has its
    end, but its checksum or length belongs to other bytes.
    """

    data: bytes = field(repr=False)
    is_whole: bool = True
    is_too_large: bool = False
    has_wrong_checksum: bool = False


def declared_encoding(headers: Iterable[tuple[str, str]]) -> str | None:
    """Return the Content-Encoding that *headers* (names and values) declare, all its lines joined; ``None`` if none."""
    return ",".join(value for name, value in headers if name.lower() == "content-encoding") or None


def may_be_packed(body: bytes) -> bool:
    """Return whether *body* is gzip data without any declaration, possibly after the output of a script."""
    return _gzip_start(body) is not None


def unpacked(body: bytes, encoding: str | None, most: int | None = None) -> bytes:
    """Decode the Content-Encoding of *body*; return a body unchanged that does not have the declared *encoding*."""
    return unpack(body, encoding, most).data


def unpack(body: bytes, encoding: str | None, most: int | None = None) -> Unpacked:
    """Decode *body* from *encoding* (a header value, or ``None``) up to *most* bytes (default: MAX_BODY).

    Servers declare gzip and send plain text, declare deflate and send gzip, or compress twice and declare it once.
    A damaged or truncated body is decoded up to the damage.
    """
    most = MAX_BODY if most is None else most
    whole, changed = True, False
    names = [name.partition(";")[0].strip(" \t\"'") for name in (encoding or "").casefold().split(",")]
    if len(names) > _MOST_ENCODINGS:
        return Unpacked(data=body)
    for layer in range(len(names) + _MOST_UNDECLARED):
        unpacked = _unpack_one(body, names[-1 - layer] if layer < len(names) else "", most)
        if unpacked.data or layer < len(names):
            body, whole = unpacked.data, whole and unpacked.is_whole
            changed = changed or unpacked.has_wrong_checksum
        if unpacked.is_too_large:
            return unpacked
    return Unpacked(data=body, is_whole=whole, has_wrong_checksum=changed and whole)


def _unpack_one(body: bytes, name: str, most: int) -> Unpacked:
    """Remove the encoding that *body* has, whichever *name* declares; only gzip is recognized without a declaration."""
    start = _gzip_start(body)
    if start is not None and (name in _ENCODINGS or start == 0):
        return _gunzip(body[start:], most)
    if start is not None:
        read = _gunzip(body[start:], most)
        return read if read.data and _is_text(read.data) else Unpacked(data=body)
    if name not in _ENCODINGS:
        return Unpacked(data=body)
    if body.startswith((_ZSTD, *_ZSTD_SKIPPABLE)):
        return _unzstd(body, most)
    if name in _BROTLI:
        read = _unbrotli(body, most)
        if read.data is not body:
            return read
    # Some servers omit the zlib header, and browsers accept both; plain text is hardly ever a valid deflate stream.
    if name == "deflate" or body[:1] == b"\x78" or not _is_text(body):
        for bits in (_ZLIB_BITS, _DEFLATE_BITS):
            read = _inflate(body, bits, most)
            if read.data and (read.is_whole or bits == _ZLIB_BITS or (name == "deflate" and _is_long_text(read, body))):
                return _with_other_checksum(body, read, most) if bits == _ZLIB_BITS else read
    # Brotli has no magic bytes; a cache that compressed anew keeps the old header.
    if name not in _BROTLI and not _is_text(body):
        read = _unbrotli(body, most)
        if read.is_whole and _is_text(read.data):
            return read
    return Unpacked(data=body)


def _gzip_start(body: bytes) -> int | None:
    """Return where gzip data begin in *body*: at once or after text that a script printed; ``None`` if nowhere."""
    at = body.find(_GZIP, 0, _LONGEST_OUTPUT)
    return at if at == 0 or (at > 0 and not body[:at].translate(None, _TEXT)) else None


def _is_long_text(read: Unpacked, body: bytes) -> bool:
    return len(read.data) > len(body) // 2 and _is_text(read.data)


def _with_other_checksum(body: bytes, read: _Stream, most: int) -> Unpacked:
    """Return the zlib stream *body*, *read* up to an error, without its checksum if only that is wrong."""
    if read.is_whole or read.is_too_large:
        return read
    without_check = _inflate(body, _DEFLATE_BITS, most, _ZLIB_HEAD)
    is_complete = without_check.is_whole and without_check.end + _ZLIB_TRAILER <= len(body)
    return replace(without_check, has_wrong_checksum=True) if is_complete else read


def _is_text(body: bytes) -> bool:
    head = body[:_HEAD]
    return len(head.translate(None, _NOT_TEXT)) == len(head)


def _gunzip(body: bytes, most: int) -> Unpacked:
    """Decode every member; other bytes after the last member are padding and are dropped.

    A wrong checksum or length after a complete member is reported, but the data are used, as in browsers: servers that
    change a page after they have computed them send the same trailer every time.
    """
    single = inflated(body, most)  # the usual case, four times as fast
    if single is not None:
        return Unpacked(data=single)
    parts: list[bytes] = []
    at, left, whole, changed = 0, most, True, 0
    while body.startswith(_GZIP, at) and whole:
        unpacked = _inflate(body, _GZIP_BITS, left, at)
        if not unpacked.is_whole and not unpacked.is_too_large and (start := _deflate_start(body, at)):
            without_check = _inflate(body, _DEFLATE_BITS, left, start)
            if without_check.is_whole:
                # A trailer that is not there is a truncated body.
                end = without_check.end + _GZIP_TRAILER
                whole, changed = end <= len(body), changed + 1
                unpacked = replace(without_check, is_whole=whole, end=end)
        parts.append(unpacked.data)
        left -= len(unpacked.data)
        if unpacked.is_too_large:
            return Unpacked(data=b"".join(parts), is_whole=False, is_too_large=True)
        whole = unpacked.is_whole and len(parts) < _MOST_MEMBERS and changed < _MOST_CHANGED
        at = _end_of_nulls(body, unpacked.end)
    return Unpacked(data=b"".join(parts), is_whole=whole, has_wrong_checksum=changed > 0)


def _end_of_nulls(body: bytes, start: int) -> int:
    found = _NULLS.match(body, start)
    return found.end() if found else start


def _deflate_start(body: bytes, start: int) -> int | None:
    """Return where the deflate stream of the gzip member at *start* begins, ``None`` if its header is incomplete."""
    at = start + _GZIP_HEAD
    flags = body[start + 3] if len(body) > at else 0
    if flags & _FEXTRA:
        at += 2 + int.from_bytes(body[at : at + 2], "little")
    for flag in (_FNAME, _FCOMMENT):
        if flags & flag:
            end = body.find(b"\0", at)
            if end < 0:
                return None
            at = end + 1
    at += 2 * bool(flags & _FHCRC)
    return at if at < len(body) else None


@dataclass(frozen=True, kw_only=True)
class _Stream(Unpacked):
    """One stream of several in a body; *end* is the position behind it if it is whole."""

    end: int = 0


def _inflate(body: bytes, bits: int, most: int, start: int = 0) -> _Stream:
    """Decode the stream at *start* in small steps, so that an error costs only the bytes after it."""
    inflate = zlib.decompressobj(bits)
    parts: list[bytes] = []
    size, offset, step = 0, start, _PIECE
    while offset < len(body) and not inflate.eof:
        before, piece = inflate.copy(), body[offset : offset + step]
        try:
            data = inflate.decompress(piece, most - size + 1)
            while inflate.unconsumed_tail and size + len(data) <= most:
                data += inflate.decompress(inflate.unconsumed_tail, most - size - len(data) + 1)
        except zlib.error:
            if step == 1:
                return _Stream(data=b"".join(parts), is_whole=False)
            inflate, step = before, 1  # byte by byte up to the damage
            continue
        parts.append(data)
        size, offset = size + len(data), offset + len(piece)
        if size > most:
            return _Stream(data=b"".join(parts)[:most], is_whole=False, is_too_large=True)
    return _Stream(data=b"".join(parts), is_whole=inflate.eof, end=offset - len(inflate.unused_data))


def _unbrotli(body: bytes, most: int) -> Unpacked:
    """Decode Brotli up to its end or to damage; bytes after its end are dropped, as after gzip."""
    import brotli

    decoder = brotli.Decompressor()
    parts: list[bytes] = []
    size, offset, step = 0, 0, _PIECE
    while offset < len(body) and not decoder.is_finished():
        piece = body[offset : offset + step]
        try:
            data = decoder.process(piece, output_buffer_limit=most - size + 1)
            while data:
                parts.append(data)
                size += len(data)
                if size > most:
                    return Unpacked(data=b"".join(parts)[:most], is_whole=False, is_too_large=True)
                if decoder.can_accept_more_data():
                    break
                data = decoder.process(b"", output_buffer_limit=most - size + 1)
        except brotli.error:
            if step == 1:
                # No output: it was not Brotli.
                return Unpacked(data=b"".join(parts) or body, is_whole=not parts)
            # The decoder drops what it has decoded of this piece: decode again, the piece byte by byte.
            decoder, parts, size, step = brotli.Decompressor(), [], 0, 1
            for before in range(0, offset, _PIECE):
                data = decoder.process(body[before : before + _PIECE])
                parts.append(data)
                size += len(data)
            continue
        offset += len(piece)
    return Unpacked(data=b"".join(parts) or body, is_whole=decoder.is_finished())


def _unzstd(body: bytes, most: int) -> Unpacked:
    """Decode a sequence of frames (RFC 8878, 3) up to damage; other bytes after the last one are dropped."""
    parts: list[bytes] = []
    at, left, changed = 0, most, 0
    while body.startswith((_ZSTD, *_ZSTD_SKIPPABLE), at):
        frame = _unzstd_frame(body, left, at)
        flags_at = at + len(_ZSTD)
        flags = body[flags_at] if flags_at < len(body) and body.startswith(_ZSTD, at) else 0
        if not frame.is_whole and not frame.is_too_large and flags & _ZSTD_CHECKSUM_FLAG and changed < _MOST_CHANGED:
            unchecked = _ZSTD + bytes((flags & ~_ZSTD_CHECKSUM_FLAG,)) + body[flags_at + 1 :]
            without_check = _unzstd_frame(unchecked, left)
            end = at + without_check.end + _ZSTD_CHECKSUM
            if without_check.is_whole and end <= len(body):
                frame, changed = replace(without_check, end=end), changed + 1
        parts.append(frame.data)
        left -= len(frame.data)
        if not frame.is_whole or len(parts) == _MOST_MEMBERS:
            return Unpacked(data=b"".join(parts), is_whole=False, is_too_large=frame.is_too_large)
        at = frame.end
    return Unpacked(data=b"".join(parts), has_wrong_checksum=changed > 0)


def _unzstd_frame(body: bytes, most: int, start: int = 0) -> _Stream:
    from newsarchive.warc.zstandard import library

    zstd = library("a page")
    decoder = zstd.ZstdDecompressor()
    parts: list[bytes] = []
    size, offset = 0, start
    while offset < len(body) and not decoder.eof:
        piece = body[offset : offset + _PIECE]
        try:
            data: bytes = decoder.decompress(piece, most - size + 1)
            while data and not decoder.needs_input and not decoder.eof and size + len(data) <= most:
                data += decoder.decompress(b"", most - size - len(data) + 1)
        except zstd.ZstdError:
            return _Stream(data=b"".join(parts), is_whole=False)
        offset += len(piece)
        parts.append(data)
        size += len(data)
        if size > most:
            return _Stream(data=b"".join(parts)[:most], is_whole=False, is_too_large=True)
    return _Stream(data=b"".join(parts), is_whole=decoder.eof, end=offset - len(decoder.unused_data))
