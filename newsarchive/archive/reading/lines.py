"""Read the lines of archive files, whole batches only; readers need no lock and never write."""

from __future__ import annotations

import gzip
import warnings
import zlib
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Literal, TypeVar

from newsarchive.archive.layout import site_of_file
from newsarchive.archive.reading.nfc import nfc_line
from newsarchive.archive.reading.zstandard import bounded_lines, lines_of_zstd
from newsarchive.article import BadRecord, Record, record_from_json
from newsarchive.escapes import on_one_line
from newsarchive.members import Break, read_unpacked

OnError = Literal["raise", "skip"]
Block = bytes | memoryview
_BYTES_AT_ONCE = 1 << 19
_VERIFY = "run `newsarchive verify`, or skip errors with on_error='skip' (in the shell: --skip-bad)"
_FOREIGN = "give a file that newsarchive wrote, or skip errors with on_error='skip' (in the shell: --skip-bad)"
_Read = TypeVar("_Read")


class ArchiveWarning(UserWarning):
    """Warns that something was skipped: a batch that is still being written or (with on_error="skip") a bad line.

    Python shows the message, which may quote the line or its file's name; terminal escapes are replaced.
    """

    def __init__(self, message: str) -> None:
        super().__init__(on_one_line(message))


def read_records(path: Path, *, on_error: OnError = "raise") -> Iterator[Record]:
    """Yield the records of one file (.jsonl, .jsonl.gz or .jsonl.zst), every revision, in the order of storing.

    A bad line raises BadRecord with file and line, or is skipped with an ArchiveWarning if *on_error* is "skip". Of a
    file that is being written, only whole batches are read.
    """
    return decode_lines(path, record_from_json, on_error)


def decode_lines(path: Path, decode: Callable[[bytes], _Read], on_error: OnError) -> Iterator[_Read]:
    """Yield *decode(line)* for every line of *path*; *decode* raises BadRecord. See read_records."""
    return decoded_lines(read_lines(path, on_error=on_error), path, decode, on_error)


def decoded_lines(
    lines: Iterable[bytes], path: Path, decode: Callable[[bytes], _Read], on_error: OnError
) -> Iterator[_Read]:
    """Yield *decode(line)* for each of the *lines* of *path*, numbered from 1 in messages.

    A blank line is skipped, and an incomplete last line with a warning. With *on_error* "raise", raise BadRecord, whose
    message names file, line and remedy, for a line that *decode* refuses; with "skip", warn. Raise BadRecord in any
    case for a JSON array.
    """
    number = 0
    for line in lines:
        number += 1
        try:
            value = decode(line)
        except BadRecord as error:
            if not line.strip():
                continue
            if number == 1 and line.lstrip()[:1] == b"[":
                raise BadRecord(
                    f"{path}: a JSON array, not JSON Lines; write one record per line (jq -c '.[]' does)"
                ) from None
            if not line.endswith(b"\n"):
                _warn(f"{path}:{number}: the last line is incomplete; it was skipped")
                return
            remedy = _FOREIGN if site_of_file(path) is None else _VERIFY
            _refuse(f"{path}:{number}: {error}; {remedy}", on_error, error)
        else:
            yield value


def read_lines(path: Path, *, on_error: OnError = "raise") -> Iterator[bytes]:
    """Yield the lines of *path* with their line feeds; text is in NFC, also in files from other tools."""
    if has_batches(path):
        for pieces in _batches(path, on_error):
            for data in _whole_lines(pieces):
                yield from BytesIO(data)
    else:
        lines = _lines_of_any(path, on_error)
        # Windows programs begin text files with it.
        yield from map(nfc_line, chain((next(lines, b"").removeprefix(BOM_UTF8),), lines))


def has_batches(path: Path) -> bool:
    """Return whether *path* is a file of an archive, which a crawl writes batch by batch."""
    return path.suffix == ".gz" and site_of_file(path) is not None


def read_batches(path: Path, *, on_error: OnError = "raise") -> Iterator[bytes]:
    """Return the lines of *path*, a file that has batches, half a megabyte or more of whole lines at once."""
    whole = chain.from_iterable(map(_whole_lines, _batches(path, on_error)))
    return joined(whole, _BYTES_AT_ONCE)


def read_blocks(path: Path, *, on_error: OnError = "raise") -> Iterator[Block]:
    """Yield the lines of *path*, a file that has batches, as blocks of whole lines, which are not copied.

    For a damaged batch raise BadRecord, or warn if *on_error* is "skip".
    """
    for pieces in _batches(path, on_error):
        begun = b""
        for piece in pieces:
            first, end = piece.find(b"\n") + 1, piece.rfind(b"\n") + 1
            if not first:
                begun += piece
                continue
            if begun:
                yield begun + piece[:first]
            else:
                first = 0
            if end > first:
                yield memoryview(piece)[first:end]
            begun = piece[end:]
        if begun:
            yield begun


def joined(pieces: Iterable[bytes], at_least: int) -> Iterator[bytes]:
    """Join *pieces* and yield strings of *at_least* that many bytes each; the last one may be shorter."""
    waiting: list[bytes] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= at_least:
            yield b"".join(waiting)
            waiting, size = [], 0
    if waiting:
        yield b"".join(waiting)


def _batches(path: Path, on_error: OnError) -> Iterator[Sequence[bytes]]:
    for member in read_unpacked(path):
        if not isinstance(member, Break):
            yield member.pieces
        elif member.torn:
            _warn(f"{path}: the last {member.length} bytes are not a whole batch (a crawl running?); skipped")
        else:
            _refuse(f"{path}: {member.length} bytes at {member.offset} {member.what}; {_VERIFY}", on_error, None)


def _whole_lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the data of *pieces*, split after line feeds."""
    begun: list[bytes] = []
    for piece in pieces:
        end = piece.rfind(b"\n") + 1
        if end:
            yield b"".join((*begun, piece[:end]))
            begun = []
        if end < len(piece):
            begun.append(piece[end:])
    if begun:
        yield b"".join(begun)


def _lines_of_any(path: Path, on_error: OnError) -> Iterator[bytes]:
    try:
        if path.suffix == ".zst":
            yield from lines_of_zstd(path)
        elif path.suffix == ".gz":
            yield from _lines_of_stream(path)
        else:
            with path.open("rb") as stream:
                yield from bounded_lines(stream, path)
    except BadRecord as error:
        if on_error == "raise":
            raise
        _warn(f"{error} Everything before it was read.")


def _lines_of_stream(path: Path) -> Iterator[bytes]:
    """Read a file outside an archive: it may have gigabytes in one gzip member."""
    try:
        with gzip.open(path, "rb") as stream:
            yield from bounded_lines(stream, path)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BadRecord(f"{path}: not a complete gzip file ({error}); was it copied completely?") from error


def _refuse(message: str, on_error: OnError, cause: BadRecord | None) -> None:
    if on_error == "raise":
        raise BadRecord(message) from cause
    _warn(message)


def _warn(message: str) -> None:
    warnings.warn(message, ArchiveWarning, stacklevel=4)
