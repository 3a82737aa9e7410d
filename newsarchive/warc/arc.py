"""Read ARC files, the format before WARC, as WARC records.

Format: https://archive.org/web/researcher/ArcFileFormat.php, versions 1 and 2. warcio reads ARC files, too, but
stops at the first damage, accepts a truncated last record, and takes six fields of a version 2 record for its URL.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from typing import BinaryIO

from newsarchive.warc.foreign import warc_date
from newsarchive.warc.framing import WARC_FRAMING, Framing
from newsarchive.warc.record import date_field, one_line
from newsarchive.warc.streaming import RawRecord, read_records

# How the first record of an ARC file begins.
_ARC_START = b"filedesc://"
_WARC_START = re.compile(rb"WARC/\d", re.I)
_ENDINGS = (".arc", ".arc.gz")
_START = r"[a-z][a-z0-9+.-]{1,20}:"
_URL = re.compile(_START, re.I)
# Without an address: "-", as in other fields.
_ADDRESS, _DATE, _LENGTH = re.compile(r"[0-9a-f.:]{1,45}|-", re.I), re.compile(r"\d{4,17}"), re.compile(r"\d{1,18}")
_FEWEST_BEHIND_ADDRESS = 3  # date, content type, length
# The same within other bytes, and therefore stricter; within a text, a URL is part of the text.
_HEAD = (
    rb"(?<![!-=?-~])(?:filedesc|https?|dns|ftp):[^\r\n ]{1,4000} (?:[0-9a-f.:]{3,45}|-) \d{14} "
    rb"[^\r\n]{0,400}?\d{1,18}\r?\n"
)


def _fields(head: bytes) -> dict[str, str] | None:
    """Parse URL, IP address, date, content type and length.

    URLs may contain blanks. Version 2 has status, checksum, location, offset and file name before the length.
    """
    words = head.decode("utf-8", "replace").rstrip("\r\n").split(" ")
    length = words[-1]
    if not _URL.match(words[0]) or not _LENGTH.fullmatch(length):
        return None
    places = range(1, len(words) - _FEWEST_BEHIND_ADDRESS)
    place = next((at for at in places if _ADDRESS.fullmatch(words[at]) and _DATE.fullmatch(words[at + 1])), None)
    if place is None:
        return None
    url, (ip, date, kind) = " ".join(words[:place]), words[place : place + 3]
    is_about_file = url.startswith(_ARC_START.decode())
    at = warc_date(date[:14])
    fields = {
        "warc-type": "warcinfo" if is_about_file else "response",
        "warc-record-id": f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{url} {date} {length}')}>",
        "warc-filename" if is_about_file else "warc-target-uri": url.removeprefix(_ARC_START.decode()),
        "warc-ip-address": ip,
        "content-type": kind,
        "content-length": length,
    }
    return fields if at is None else fields | {"warc-date": date_field(at)}


def _complete(fields: dict[str, str], head: bytes, block: bytes) -> tuple[dict[str, str], bytes]:
    if block.startswith(b"HTTP/"):
        fields = fields | {"content-type": "application/http; msgtype=response"}
    lines = "".join(f"{name}: {one_line(value)}\r\n" for name, value in fields.items())
    return fields, f"WARC/1.0\r\n{lines}\r\n".encode("utf-8", "backslashreplace") + block


#: The framing of ARC: one line per head.
ARC_FRAMING = Framing(
    name="ARC",
    start=re.compile(_START.encode(), re.I),
    start_length=24,
    next_head=re.compile(rb"\n(?=%b)" % _HEAD, re.I),
    head=re.compile(rb"(?=%b)" % _HEAD, re.I),
    head_ends=(b"\n",),
    longest_head=4500,
    fields=_fields,
    complete=_complete,
)


def read_arc(stream: BinaryIO, name: str, lost: Callable[[str], object] | None = None) -> Iterator[RawRecord]:
    """Yield the records of an ARC file, compressed or not, as WARC records; see read_records.

    Offsets are those of the ARC file. Records have no *packed* bytes, which would not be valid in a WARC file.
    """
    return read_records(stream, name, lost, lambda start: ARC_FRAMING)


def read_warc_or_arc(stream: BinaryIO, name: str, lost: Callable[[str], object] | None = None) -> Iterator[RawRecord]:
    """Yield the records of a WARC or an ARC file, by its first bytes and, where they are damaged, by its *name*."""
    by_name = ARC_FRAMING if name.lower().endswith(_ENDINGS) else WARC_FRAMING

    def framing(start: bytes) -> Framing:
        if _WARC_START.match(start):
            return WARC_FRAMING
        return ARC_FRAMING if start.startswith(_ARC_START) else by_name

    return read_records(stream, name, lost, framing)
