"""Read ARC files, the format before WARC, as WARC records; uses warcio."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from newsarchive.warc.record import BadWarc
from newsarchive.warc.streaming import MAX_RECORD, RawRecord

#: How the first record of an ARC file begins.
ARC_START = b"filedesc://"


def read_arc(stream: BinaryIO, name: str) -> Iterator[RawRecord]:
    """Yield the records of an ARC file, compressed or not; raise BadWarc where it is damaged.

    Offsets are those of the ARC file. Records have no *packed* bytes, which would not be valid in a WARC file.
    """
    records = ArchiveIterator(stream, arc2warc=True)
    try:
        for record in records:
            payload = record.raw_stream.read(MAX_RECORD + 1)
            offset = records.get_record_offset()  # reads to the end of the record
            fields = {key.lower(): value for key, value in record.rec_headers.headers}
            http = record.http_headers.to_bytes() if record.http_headers else b""
            block = http + payload
            fields["content-length"] = str(len(block))
            lines = "".join(f"{key}: {value}\r\n" for key, value in fields.items())
            data = f"WARC/1.0\r\n{lines}\r\n".encode("utf-8", "backslashreplace") + block
            yield RawRecord(fields=fields, offset=offset, data=None if len(payload) > MAX_RECORD else data, packed=None)
    except (ArchiveLoadFailed, AttributeError, EOFError, ValueError) as error:
        raise BadWarc(f"{name}: damaged ARC file: {' '.join(str(error).split())}") from error
