"""Find and open WARC files: on disk, in a WACZ file, or in an object store (through fsspec)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from zipfile import BadZipFile, ZipFile

from newsarchive.extras import install_hint
from newsarchive.from_warc.broken_zip import PartStream, stored_files, stored_part
from newsarchive.redaction import has_password, redacted
from newsarchive.warc import BadWarc

if TYPE_CHECKING:
    from types import ModuleType

# Heritrix adds .open while it writes, wget numbers a file downloaded again.
_WARC_NAME = re.compile(r"\.(?:w?arc(?:\.gz)?|warc\.zst)(?:\.open|\.\d{1,3})?$", re.I)
# What macOS keeps beside a file, on other file systems and in ZIP files: ._a.warc.gz, __MACOSX/archive/._a.warc.gz.
_RESOURCE_FORK = re.compile(r"(?:^|[/\\])\._")
_DEEPEST = 3  # WACZ files inside one another
# Bytes read from an object store per request.
_BLOCK = 8 << 20
_MAX_LIST = 256 << 20


class BadSource(ValueError):
    """Raised for an argument that does not name a WARC file."""


@dataclass(frozen=True, kw_only=True)
class WarcSource:
    """One WARC (or WACZ) file: *name* is its absolute path or URL; *stamp* changes with its content."""

    name: str
    size: int
    stamp: str


def sources_of(words: Sequence[str]) -> list[WarcSource]:
    """Return the files that *words* name, each once: paths, globs, folders, `@list`, s3:// and other fsspec URLs.

    Files of a glob or folder are sorted by name; a list has one entry per line. Raise BadSource for an entry that
    matches
    nothing.
    """
    found: dict[str, WarcSource] = {}
    for word in words:
        for source in _named(word):
            found.setdefault(source.name, source)
    return list(found.values())


@contextmanager
def opened(name: str) -> Iterator[Iterator[tuple[str, BinaryIO]]]:
    """Open the file *name* and yield each WARC file in it with its display name; raise BadWarc or OSError."""
    with _stream(name) as stream:
        yield _inside(name, stream) if name.lower().endswith(".wacz") else iter([(name, stream)])


def _inside(name: str, stream: BinaryIO, depth: int = 1) -> Iterator[tuple[str, BinaryIO]]:
    try:
        archive = ZipFile(stream)
    except BadZipFile as error:  # its directory, which is its end, is missing
        for file in stored_files(stream):
            if _is_warc_of_wacz(file.name):
                yield f"{name}/{file.name}", cast(BinaryIO, PartStream(stream, file))
        raise BadWarc(f"{name}: not a complete WACZ file: {error}; is the download complete?") from error
    try:
        with archive:
            # Two entries may have one name.
            members = sorted(archive.infolist(), key=lambda member: member.filename)
            # A WACZ has its WARC files in archive/; a ZIP file made by hand has them anywhere.
            is_warc = _is_warc_of_wacz if any(_is_warc_of_wacz(member.filename) for member in members) else _is_warc
            for member in members:
                place = f"{name}/{member.filename}"
                part = stored_part(stream, member) if is_warc(member.filename) else None
                if part is not None:
                    yield place, cast(BinaryIO, PartStream(stream, part))
                elif is_warc(member.filename):
                    with archive.open(member) as inner:
                        yield place, cast(BinaryIO, inner)
                elif place.lower().endswith(".wacz") and depth < _DEEPEST:  # a collection of WACZ files is a WACZ, too
                    with archive.open(member) as inner:
                        yield from _inside(place, cast(BinaryIO, inner), depth + 1)
    except (BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise BadWarc(f"{name}: not a complete WACZ file: {error}") from error


def _is_warc(member: str) -> bool:
    return _WARC_NAME.search(member) is not None and not _RESOURCE_FORK.search(member)


def _is_named_source(name: str) -> bool:
    return _is_warc(name) or (name.lower().endswith(".wacz") and not _RESOURCE_FORK.search(name))


def _is_warc_of_wacz(member: str) -> bool:
    """Return whether a ZIP entry is a WARC file below ``archive/``, also of a folder that was packed as a whole.

    Tools on Windows write backslashes.
    """
    folders, _, name = member.replace("\\", "/").rpartition("/")
    return "archive" in folders.split("/") and _is_warc(name)


def _named(word: str) -> Iterator[WarcSource]:
    if word.startswith("@"):
        yield from sources_of(_listed(word[1:]))
    elif word.startswith(("http://", "https://")):
        raise BadSource(f"{word}: is a web address; download the file first, for example with `wget -c`")
    elif "://" in word:
        yield from _remote(word)
    else:
        yield from _local(word)


def _listed(name: str) -> list[str]:
    path = Path(name)
    try:
        if path.stat().st_size > _MAX_LIST:
            raise BadSource(f"{name}: is not a text file with one file name per line")
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSource(
            f"{name}: cannot read the list of files: {getattr(error, 'strerror', None) or error}"
        ) from error
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _local(word: str) -> Iterator[WarcSource]:
    path = Path(word)
    if path.is_dir():
        paths = sorted(file for file in path.rglob("*") if _is_named_source(file.name) and file.is_file())
    else:
        paths = [path] if path.is_file() else sorted(Path(name) for name in glob(word, recursive=True))  # noqa: PTH207
    if not paths:
        raise BadSource(f"{word}: no such WARC file; give files, globs in quotes, folders or @list")
    for file in paths:
        stat = file.stat()
        # Symbolic links are not resolved: people put files into the archive's folder by linking them.
        yield WarcSource(name=os.path.abspath(file), size=stat.st_size, stamp=str(stat.st_mtime_ns))  # noqa: PTH100


def _remote(word: str) -> Iterator[WarcSource]:
    if word.startswith("s3://") and has_password(word):
        raise BadSource(f"{redacted(word)}: an S3 URL takes no password; set credentials in the environment (AWS_…)")
    library = _library()
    try:
        system, path = library.core.url_to_fs(word)
        names = sorted(system.glob(path)) if any(sign in path for sign in "*?[") else [path]
        if len(names) == 1 and system.isdir(path):
            names = sorted(name for name in system.find(path) if _is_named_source(name))
        facts = {system.unstrip_protocol(name): system.info(name) for name in names}
    except Exception as error:  # each library raises its own errors: missing key, no network, …
        raise BadSource(f"{word}: {' '.join(str(error).split()) or type(error).__name__}") from error
    if not facts:
        raise BadSource(f"{word}: no such WARC file")
    for name, info in facts.items():
        yield WarcSource(name=name, size=int(info.get("size") or 0), stamp=_stamp(info))


def _stamp(facts: dict[str, Any]) -> str:
    keys = ("ETag", "etag", "LastModified", "mtime", "created")
    return next((str(facts[key]).strip('"') for key in keys if facts.get(key)), "")


@contextmanager
def _stream(name: str) -> Iterator[BinaryIO]:
    if "://" not in name:
        with Path(name).open("rb") as stream:
            yield stream
        return
    system, path = _library().core.url_to_fs(name)
    with system.open(path, "rb", block_size=_BLOCK, cache_type="readahead") as stream:
        yield cast(BinaryIO, stream)


def _library() -> ModuleType:
    try:
        import fsspec
    except ImportError as error:
        raise BadSource(f"files in an object store need fsspec; {install_hint('cloud')}") from error
    library: ModuleType = fsspec
    return library
