"""Frames of .warc.zst files: the one door for a Zstandard library, of which either of two will do."""

from __future__ import annotations

import struct
from importlib import import_module
from typing import Any, NoReturn

from newsarchive.warc.record import BadWarc

#: How a Zstandard frame begins (RFC 8878, 3.1.1).
FRAME = b"\x28\xb5\x2f\xfd"
# A skippable frame that holds the dictionary of all others: https://iipc.github.io/warc-specifications/ (WARC + zstd).
_DICTIONARY = b"\x5d\x2a\x4d\x18"
_STEP = 1 << 22
# Tools make dictionaries of about 100 KB.
_MAX_DICTIONARY = 16 << 20
_TOO_LONG = f"{{name}}: its Zstandard dictionary is longer than {_MAX_DICTIONARY >> 20} MiB, as none is"


class BadFrame(ValueError):
    """A frame that is damaged, or none."""


def begins_zstd(data: bytes) -> bool:
    """Tell whether *data* begins a Zstandard file, with a dictionary or without."""
    return data.startswith((FRAME, _DICTIONARY))


class ZstdFrames:
    """Makes an unpacker for each frame of the file *name*; raise BadWarc when no library for it is installed."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._library = library(name)
        self._dictionary: Any = None

    def next(self) -> ZstdFrame:
        """Return the unpacker of the next frame."""
        return ZstdFrame(self)

    def begun(self) -> Any:
        """Return the library's own unpacker."""
        return self._library.ZstdDecompressor(self._dictionary)

    def learn(self, content: bytes) -> None:
        """Take the *content* of a dictionary frame, packed or not."""
        try:
            if content.startswith(FRAME):
                content = self._library.ZstdDecompressor().decompress(content, _MAX_DICTIONARY + 1)
            if len(content) > _MAX_DICTIONARY:
                self.refuse_dictionary()
            self._dictionary = self._library.ZstdDict(content)
        except (self._library.ZstdError, ValueError, EOFError) as error:
            if isinstance(error, BadWarc):
                raise
            raise BadWarc(f"{self._name}: its Zstandard dictionary cannot be read: {error}") from error

    def refuse_dictionary(self) -> NoReturn:
        """Raise BadWarc for a dictionary that is too long."""
        raise BadWarc(_TOO_LONG.format(name=self._name))

    def unpack(self, frame: Any, data: bytes) -> bytes:
        """Return some of what *data* unpacks to; raise BadFrame when it is damaged."""
        try:
            unpacked: bytes = frame.decompress(data, _STEP)
        except self._library.ZstdError as error:
            raise BadFrame(str(error)) from error
        return unpacked


class ZstdFrame:
    """One frame, unpacked piece by piece, as zlib's decompressobj does it.

    While *needs_input* is false, b"" brings more out: a few bytes may unpack to more than the memory holds.
    """

    def __init__(self, frames: ZstdFrames) -> None:
        self._frames = frames
        self._frame: Any = None
        self._head = b""
        self.eof = False
        self.needs_input = True
        self.unused_data = b""

    def decompress(self, data: bytes, /) -> bytes:
        """Return what *data* unpacks to."""
        if self._frame is None:
            self._head += data
            if len(self._head) < 8:
                return b""
            if self._head.startswith(_DICTIONARY):
                return self._learned()
            data, self._frame = self._head, self._frames.begun()
        unpacked = self._frames.unpack(self._frame, data)
        self.eof, self.unused_data = self._frame.eof, self._frame.unused_data if self._frame.eof else b""
        self.needs_input = self._frame.needs_input
        return unpacked

    def _learned(self) -> bytes:
        length = 8 + struct.unpack("<I", self._head[4:8])[0]
        if length > _MAX_DICTIONARY:
            self._frames.refuse_dictionary()
        if len(self._head) >= length:
            self._frames.learn(self._head[8:length])
            self.eof, self.unused_data = True, self._head[length:]
        return b""


def library(name: str) -> Any:
    """Return the module that unpacks Zstandard; raise BadWarc, with *name* for what is packed, where there is none."""
    for module in ("compression.zstd", "backports.zstd"):
        try:
            return import_module(module)
        except ImportError:
            continue
    raise BadWarc(f"{name}: is packed with Zstandard; `pip install backports.zstd`, or unpack it with `zstd -d` first")
