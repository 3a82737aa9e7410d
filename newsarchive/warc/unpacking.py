"""Content-Encoding undone: gzip, deflate, Brotli and Zstandard, with a bound on what comes out."""

from __future__ import annotations

import zlib

# A body is unpacked up to this size in bytes, so that a small hostile page cannot fill the memory.
MAX_BODY = 64 << 20
# Servers apply one Content-Encoding, proxies now and then a second one.
_MOST_ENCODINGS = 5


def unpacked(body: bytes, encoding: str | None) -> bytes:
    """Undo the Content-Encoding of *body*; a body that is not packed as *encoding* claims comes back as it is."""
    names = (encoding or "").casefold().replace(" ", "").split(",")
    if len(names) > _MOST_ENCODINGS:
        return body
    for name in reversed(names):
        body = _unpack_one(body, name)
    return body


def _unpack_one(body: bytes, name: str) -> bytes:
    if name in ("gzip", "x-gzip"):
        return _inflate(body, (zlib.MAX_WBITS | 16,))
    if name == "deflate":  # some servers leave the zlib header out, and browsers read both
        return _inflate(body, (zlib.MAX_WBITS, -zlib.MAX_WBITS))
    if name == "br":
        return _unbrotli(body)
    if name == "zstd":
        return _unzstd(body)
    return body


def _inflate(body: bytes, ways: tuple[int, ...]) -> bytes:
    for way in ways:
        try:
            return zlib.decompressobj(way).decompress(body, MAX_BODY)
        except zlib.error:
            continue
    return body


def _unbrotli(body: bytes) -> bytes:
    import brotli

    try:
        whole: bytes = brotli.Decompressor().process(body, output_buffer_limit=MAX_BODY)
    except brotli.error:
        return body
    return whole[:MAX_BODY]  # the library's limit is a soft one


def _unzstd(body: bytes) -> bytes:
    from newsarchive.warc.zstandard import library

    zstd = library("a page")
    try:
        whole: bytes = zstd.ZstdDecompressor().decompress(body, MAX_BODY)
    except zstd.ZstdError:
        return body
    return whole
