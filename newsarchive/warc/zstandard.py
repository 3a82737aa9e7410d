"""Decompress .warc.zst files; the only module that imports a Zstandard library, either of two."""

from __future__ import annotations

import struct
from importlib import import_module
from typing import Any, NoReturn

from newsarchive.warc.record import BadWarc

#: How a Zstandard frame begins (RFC 8878, 3.1.1).
FRAME = b"\x28\xb5\x2f\xfd"
# A skippable frame with the dictionary for all others: https://iipc.github.io/warc-specifications/ (WARC + zstd).
_DICTIONARY = b"\x5d\x2a\x4d\x18"
_STEP = 1 << 22
# Dictionaries usually have about 100 KB.
_MAX_DICTIONARY = 16 << 20
_TOO_LONG = f"{{name}}: its Zstandard dictionary is larger than {_MAX_DICTIONARY >> 20} MiB, the limit"


class BadFrame(ValueError):
    """A frame that is damaged, or none."""


def begins_zstd(data: bytes) -> bool:
    """Return whether *data* begins a Zstandard file, with or without a dictionary."""
    return data.startswith((FRAME, _DICTIONARY))


class ZstdFrames:
    """Creates a decompressor for each frame of the file *name*; raise BadWarc if no Zstandard library is installed."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._library = library(name)
        self._dictionary: Any = None

    def next(self) -> ZstdFrame:
        """Return a decompressor for the next frame."""
        return ZstdFrame(self)

    def begun(self) -> Any:
        """Return a decompressor of the installed library for the next frame, with the file's dictionary."""
        return self._library.ZstdDecompressor(self._dictionary)

    def learn(self, content: bytes) -> None:
        """Use the *content* of a dictionary frame, compressed or not, for the frames that follow.

        The format is that of https://iipc.github.io/warc-specifications/specifications/warc-zstd/. Raise BadWarc for a
        dictionary that is damaged or too large.
        """
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
        """Raise BadWarc for a dictionary that is too large."""
        raise BadWarc(_TOO_LONG.format(name=self._name))

    def unpack(self, frame: Any, data: bytes) -> bytes:
        """Return some of the decompressed *data*; raise BadFrame if it is damaged."""
        try:
            unpacked: bytes = frame.decompress(data, _STEP)
        except self._library.ZstdError as error:
            raise BadFrame(str(error)) from error
        return unpacked


class ZstdFrame:
    """Decompresses one frame incrementally, with the interface of zlib's decompressobj.

    While *needs_input* is false, call it with b"" for more output: a few bytes may decompress to more than fits in
    memory.
    """

    def __init__(self, frames: ZstdFrames) -> None:
        self._frames = frames
        self._frame: Any = None
        self._head = b""
        self.eof = False
        self.needs_input = True
        self.unused_data = b""

    def decompress(self, data: bytes, /) -> bytes:
        """Return the decompressed *data*."""
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
    """Return a module that decompresses Zstandard; raise BadWarc, naming the file *name*, if none is installed."""
    for module in ("compression.zstd", "backports.zstd"):
        try:
            return import_module(module)
        except ImportError:
            continue
    raise BadWarc(
        f"{name}: is compressed with Zstandard; run `pip install backports.zstd`, or decompress it with `zstd -d` first"
    )
