"""The demo newspaper's photographs: tiny PNG files of one color, derived from their name."""

from __future__ import annotations

import zlib
from hashlib import blake2b
from struct import pack

_WIDTH = 48  # pixels
_HEIGHT = 32  # pixels


def png(name: str) -> bytes:
    """Return the PNG file called *name*; the same name always gives the same bytes."""
    colour = blake2b(name.encode(), digest_size=3).digest()
    rows = (b"\0" + colour * _WIDTH) * _HEIGHT
    head = pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))
