"""Read the records of any WARC file from a stream, once and forward: plain, gzip or Zstandard, from any tool."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from newsarchive.warc.framing import WARC_FRAMING, Framing
from newsarchive.warc.record import BadWarc
from newsarchive.warc.record_stream import RecordStream

_LENGTH = re.compile(rb"^(content-length[ \t]*:[ \t]*)\d+", re.I | re.M)
_BAD_LENGTH = re.compile(rb"^content-length[ \t]*:[^\n]*\n", re.I | re.M)


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
    unpacked = RecordStream(stream, name, framing)
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


def _next_record(unpacked: RecordStream) -> RawRecord | None:
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
