"""Decode Content-Encoding as browsers do: a declared encoding counts only if the body really has it.

Crawl, re-extraction and `show --raw` decode with this module, so the same bytes always give the same page. Sources:
RFC 9110 8.4 (Content-Encoding), RFC 1952 2.2 (a gzip file is a series of members), RFC 1950, RFC 7932, RFC 8878.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field, replace

from newsarchive.members import inflated

# Maximum decompressed size of a body in bytes, so that a small hostile page cannot exhaust memory.
MAX_BODY = 64 << 20
# Servers apply one Content-Encoding, proxies sometimes a second one.
_MOST_ENCODINGS = 5
_GZIP = b"\x1f\x8b\x08"
_ZSTD = b"\x28\xb5\x2f\xfd"
_PIECE = 1 << 14
# What a script prints before its compressed page: blank lines outside of PHP's tags, a byte order mark.
_PADDING = b" \t\r\n\xef\xbb\xbf"
_LONGEST_PADDING = 64
_NOT_TEXT = bytes(code for code in range(32) if code not in (9, 10, 12, 13, 27))
_HEAD = 1024
# No page begins with gzip's magic bytes: a body that still does after decoding was compressed once more.
_MOST_UNDECLARED = 2
# Names of Content-Encoding (IANA registry).
_ENCODINGS = ("gzip", "x-gzip", "deflate", "br", "zstd")
_BROTLI = ("br", "brotli")  # the second name is that of the format, which some servers send
_GZIP_BITS, _ZLIB_BITS, _DEFLATE_BITS = zlib.MAX_WBITS | 16, zlib.MAX_WBITS, -zlib.MAX_WBITS
_GZIP_HEAD, _GZIP_TRAILER = 10, 8  # bytes (RFC 1952, 2.3)
_FHCRC, _FEXTRA, _FNAME, _FCOMMENT = 2, 4, 8, 16


@dataclass(frozen=True, kw_only=True)
class Unpacked:
    """A decoded body; *is_whole* is false if its end is missing or damaged.

    *is_too_large*: the decoded body exceeds the limit, and *data* ends there.
    """

    data: bytes = field(repr=False)
    is_whole: bool = True
    is_too_large: bool = False


def unpacked(body: bytes, encoding: str | None, most: int | None = None) -> bytes:
    """Decode the Content-Encoding of *body*; return a body unchanged that does not have the declared *encoding*."""
    return unpack(body, encoding, most).data


def unpack(body: bytes, encoding: str | None, most: int | None = None) -> Unpacked:
    """Decode *body* from *encoding* (a header value, or ``None``) up to *most* bytes (default: MAX_BODY).

    Servers declare gzip and send plain text, declare deflate and send gzip, or compress twice and declare it once.
    A damaged or truncated body is decoded up to the damage.
    """
    most = MAX_BODY if most is None else most
    whole = True
    names = (encoding or "").casefold().replace(" ", "").split(",")
    if len(names) > _MOST_ENCODINGS:
        return Unpacked(data=body)
    for name in reversed(names):
        unpacked = _unpack_one(body, name, most)
        body, whole = unpacked.data, whole and unpacked.is_whole
        if unpacked.is_too_large:
            return unpacked
    for _ in range(_MOST_UNDECLARED):
        if not body.startswith(_GZIP):
            break
        unpacked = _gunzip(body, most)
        if not unpacked.data:
            break
        body, whole = unpacked.data, whole and unpacked.is_whole
        if unpacked.is_too_large:
            return unpacked
    return Unpacked(data=body, is_whole=whole)


def _unpack_one(body: bytes, name: str, most: int) -> Unpacked:
    if name in _ENCODINGS and body.startswith(_ZSTD):
        return _unzstd(body, most)
    if name in ("gzip", "x-gzip", "deflate"):
        start = body[: _LONGEST_PADDING + len(_GZIP)].lstrip(_PADDING)
        if start.startswith(_GZIP):
            return _gunzip(body[body.index(_GZIP) :], most)
        # Some servers omit the zlib header, and browsers accept both; plain text is hardly ever a valid deflate stream.
        is_deflate = name == "deflate" or body[:1] == b"\x78" or not _is_text(body)
        for bits in (_ZLIB_BITS, _DEFLATE_BITS) if is_deflate else ():
            unpacked = _inflate(body, bits, most)
            if unpacked.data and (unpacked.is_whole or bits == _ZLIB_BITS):
                return unpacked
        if not _is_text(body):  # Brotli has no magic bytes; a cache that compressed anew keeps the old header
            read = _unbrotli(body, most)
            if read.is_whole and _is_text(read.data):
                return read
    elif name in _BROTLI:
        return _unbrotli(body, most)
    return Unpacked(data=body)


def _is_text(body: bytes) -> bool:
    head = body[:_HEAD]
    return len(head.translate(None, _NOT_TEXT)) == len(head)


def _gunzip(body: bytes, most: int) -> Unpacked:
    """Decode every member; other bytes after the last member are padding and are dropped.

    A wrong checksum or length after a complete member is ignored, as browsers do: servers that change a page after
    they have computed them send the same trailer every time.
    """
    single = inflated(body, most)  # the usual case, four times as fast
    if single is not None:
        return Unpacked(data=single)
    parts, left, whole = [], most, True
    while body.startswith(_GZIP) and whole:
        unpacked = _inflate(body, _GZIP_BITS, left)
        if not unpacked.is_whole and not unpacked.is_too_large and (start := _deflate_start(body)):
            without_check = _inflate(body[start:], _DEFLATE_BITS, left)
            if without_check.is_whole:
                unpacked = replace(without_check, rest=without_check.rest[_GZIP_TRAILER:])
        parts.append(unpacked.data)
        left -= len(unpacked.data)
        if unpacked.is_too_large:
            return Unpacked(data=b"".join(parts), is_whole=False, is_too_large=True)
        whole, body = unpacked.is_whole, unpacked.rest.lstrip(b"\0")
    return Unpacked(data=b"".join(parts), is_whole=whole)


def _deflate_start(body: bytes) -> int | None:
    """Return where the deflate stream of the gzip member *body* begins, ``None`` if its header is incomplete."""
    flags, at = body[3] if len(body) > _GZIP_HEAD else 0, _GZIP_HEAD
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
    rest: bytes = field(default=b"", repr=False)


def _inflate(body: bytes, bits: int, most: int) -> _Stream:
    """Decode one stream in small steps, so that an error costs only the bytes after it."""
    inflate = zlib.decompressobj(bits)
    parts: list[bytes] = []
    size, offset, step = 0, 0, _PIECE
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
    return _Stream(data=b"".join(parts), is_whole=inflate.eof, rest=inflate.unused_data + body[offset:])


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
    from newsarchive.warc.zstandard import library

    zstd = library("a page")
    parts: list[bytes] = []
    left = most
    while body.startswith(_ZSTD):  # a sequence of frames (RFC 8878, 3); other bytes after the last one are dropped
        decoder = zstd.ZstdDecompressor()
        try:
            data: bytes = decoder.decompress(body, left)
        except zstd.ZstdError:
            return Unpacked(data=b"".join(parts) or body, is_whole=not parts)
        parts.append(data)
        left -= len(data)
        if not decoder.eof:
            return Unpacked(data=b"".join(parts), is_whole=False, is_too_large=not decoder.needs_input)
        body = decoder.unused_data
    return Unpacked(data=b"".join(parts))
