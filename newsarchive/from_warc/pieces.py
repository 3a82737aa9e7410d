"""A piece: the extracted content of one WARC file, as a sequence of frames sent from a worker to the writer."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import datetime
from typing import IO

import msgspec

_LENGTH = struct.Struct(">I")


class ExtractedRecord(msgspec.Struct, tag="found", frozen=True, kw_only=True):
    """An article: *record*, its JSON line without a WARC location, and its identity.

    *packed* is the page as a gzip member of a WARC file, *length* bytes long, followed by a member that names its
    source; it is empty if no copy was requested. *offset* and *own_length* (bytes) locate the page in its source file;
    they are ``None`` where it has no gzip member of its own. *mime* and *digest* are for the CDXJ index of the copy.
    *url* is the page's own canonical URL and *declared* the one that it declares, if that can be an article's; the
    writer decides which counts, *id* and *record* are for the declared one.
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
    """A revisit record: at the time *at*, the page at *url* equaled the one at *original*; both are canonical URLs."""

    url: str
    original: str
    at: datetime


class End(msgspec.Struct, tag="end", frozen=True, kw_only=True):
    """The end of a piece: *counts* of records by outcome, and why the file was not read to its end, if it was not."""

    counts: dict[str, int]
    failure: str | None = None


Frame = ExtractedRecord | Seen | End
_decoder = msgspec.msgpack.Decoder(Frame)


def write_frame(out: IO[bytes], frame: Frame) -> None:
    """Append *frame* to a piece."""
    data = msgspec.msgpack.encode(frame)
    out.write(_LENGTH.pack(len(data)) + data)


def read_frames(piece: IO[bytes]) -> Iterator[Frame]:
    """Yield the frames of a piece, with one in memory at a time; raise EOFError if the piece is incomplete."""
    while head := piece.read(_LENGTH.size):
        data = piece.read(_LENGTH.unpack(head)[0])
        frame = _decoder.decode(data)
        yield frame
        if isinstance(frame, End):
            return
    raise EOFError("the piece is incomplete")
