"""A piece: what was read of one WARC file, as a row of frames that goes from a reading process to the writer."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import datetime
from typing import IO

import msgspec

_LENGTH = struct.Struct(">I")


class ExtractedRecord(msgspec.Struct, tag="found", frozen=True, kw_only=True):
    """An article: *record*, its JSON line without a place, and what identifies it.

    *packed* is the page as a gzip member of a WARC file, followed by one that tells where it is from, *length* bytes of
    it the page's; it is empty when no copy is wanted. *offset* and *own_length* (bytes) are where the page lies in its
    own file, ``None`` where it has no gzip member to itself. *mime* and *digest* are for the index of the copy.
    *url* is the page's own canonical URL and *declared* the one that it names, if that can be an article's; the writer
    decides which counts, *id* and *record* are for the declared one.
    """

    record: bytes
    id: str
    site: str
    text_sha256: str
    fetched_at: datetime
    packed: bytes
    length: int
    offset: int | None
    own_length: int | None
    mime: str
    digest: str
    url: str
    declared: str | None
    title: str | None


class Seen(msgspec.Struct, tag="seen", frozen=True, kw_only=True):
    """A revisit record: at *at* the page at *url* was the same as the one at *original*; both are canonical."""

    url: str
    original: str
    at: datetime


class End(msgspec.Struct, tag="end", frozen=True, kw_only=True):
    """The end of a piece: *counts* of records by what came of them, and why the file was not read to its end."""

    counts: dict[str, int]
    failure: str | None = None


Frame = ExtractedRecord | Seen | End
_decoder = msgspec.msgpack.Decoder(Frame)


def write_frame(out: IO[bytes], frame: Frame) -> None:
    """Append *frame* to a piece."""
    data = msgspec.msgpack.encode(frame)
    out.write(_LENGTH.pack(len(data)) + data)


def read_frames(piece: IO[bytes]) -> Iterator[Frame]:
    """Yield the frames of a piece, one in memory at a time; raise EOFError when it has no end."""
    while head := piece.read(_LENGTH.size):
        data = piece.read(_LENGTH.unpack(head)[0])
        frame = _decoder.decode(data)
        yield frame
        if isinstance(frame, End):
            return
    raise EOFError("a piece without an end")
