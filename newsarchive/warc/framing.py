"""How the records of a file follow one another: what the head of a record looks like, and where the next begins."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_DIGITS = 18  # of a length; no record has an exabyte


@dataclass(frozen=True, kw_only=True)
class Framing:
    """How the records of a format follow one another: WARC, or ARC.

    *start* matches the beginning of a head, of which *start_length* bytes are enough to tell; *next_head* finds, within
    a block, the beginning of the following record; *head_ends* are the byte strings that end a head. *head* finds the
    head of a record behind damage, with *longest_head* bytes of it at most. *fields* returns the fields of a head by
    lower-case name, ``None`` for other lines; ``content-length`` is missing if the head does not state a length.
    *complete* makes the record's fields and bytes from its fields, head and block.
    """

    name: str
    start: re.Pattern[bytes]
    start_length: int
    next_head: re.Pattern[bytes]
    head: re.Pattern[bytes]
    head_ends: tuple[bytes, ...]
    longest_head: int
    fields: Callable[[bytes], dict[str, str] | None]
    complete: Callable[[dict[str, str], bytes, bytes], tuple[dict[str, str], bytes]]


def _fields(head: bytes) -> dict[str, str] | None:
    found: dict[str, str] = {}
    last = None
    for line in head.decode("utf-8", "replace").splitlines()[1:]:
        name, colon, value = line.partition(":")
        if line[:1] in (" ", "\t") and last:  # a folded line continues the line before it
            found[last] = f"{found[last]} {line.strip()}"
        elif colon:
            last = name.strip().lower()
            found.setdefault(last, value.strip())
    length = found.get("content-length", "")
    if length.isascii() and length.isdigit() and len(length) <= _DIGITS:
        return found
    found.pop("content-length", None)
    return found if "warc-target-uri" in found else None


#: The framing of ISO 28500.
WARC_FRAMING = Framing(
    name="WARC",
    start=re.compile(rb"WARC/\d", re.I),
    start_length=6,
    next_head=re.compile(rb"\r?\n\r?\n(?=WARC/\d\.\d{1,2}\r?\nWARC-)|\n(?=WARC/\d\.\d{1,2}\r?\n)", re.I),
    head=re.compile(rb"(?=WARC/\d\.\d{1,2}\r?\n(?:WARC|Content)-[A-Za-z-]+ ?:)", re.I),
    head_ends=(b"\r\n\r\n", b"\n\n"),
    longest_head=64,  # as much as *head* needs
    fields=_fields,
    complete=lambda fields, head, block: (fields, head + block),
)
