"""Archives at a URL (s3://, gs://, memory://, https://): requested files are fetched to a temporary folder."""

from __future__ import annotations

import atexit
import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import unquote

from newsarchive.archive.layout import site_of_file
from newsarchive.connection_limit import unless_stalled
from newsarchive.dataset.selection import NoArchive
from newsarchive.extras import install_hint
from newsarchive.redaction import has_password, redacted

ENDINGS = (".jsonl", ".jsonl.gz", ".jsonl.zst", ".parquet")
_NO_DATA = frozenset({"articles", "pages", "runs", "quarantine", "tables", "lease"})
# The keys by which stores identify a version of an object; only very simple web servers provide none of these keys.
_MARKS = ("ETag", "etag", "md5Hash", "content_md5", "generation", "mtime", "LastModified", "last_modified", "created")
# A store that lists its files for so many seconds, or sends fewer bytes per second for so long, has stalled.
_LONGEST_LISTING = 600.0
_STALLED = 120.0  # seconds that a store may send fewer bytes than `_LEAST_BYTES` before it counts as stalled
_LEAST_BYTES = 1000.0  # bytes per second
_state: dict[Path, str] = {}


class Unreachable(OSError):
    """Raised when a store does not respond or denies access."""


def remote_names(url: str, storage_options: Mapping[str, Any] | None = None) -> list[PurePath]:
    """Return the names of the record files at *url* without fetching them; raise the same errors as remote_files."""
    with _one_line_errors(url):
        system, place = _opened(url, storage_options)
        return [_relative(name) for name, _ in _listed(url, system, place)]


def remote_files(
    url: str, wants: Callable[[Path], bool], storage_options: Mapping[str, Any] | None = None
) -> list[Path]:
    """Fetch the record files at *url* whose names *wants* accepts, and return their local paths.

    *url* is an archive, a folder of files, one file or a glob, in any store that fsspec supports; *storage_options*
    are passed to fsspec. The copies keep folder and name, are fetched again only if the object has changed (size, ETag
    or time), and are deleted at the end of the process. Raise NoArchive, Unreachable, or ImportError with the remedy.
    """
    with _one_line_errors(url):
        system, place = _opened(url, storage_options)
        folder = _cache() / _digest(url, storage_options)
        found = {folder / _relative(name): (name, info) for name, info in _listed(url, system, place)}
        wanted = {path: facts for path, facts in found.items() if wants(path)}
        _fetch(system, {path: facts for path, facts in wanted.items() if _is_stale(path, facts[1])})
        return sorted(wanted)


def _opened(url: str, storage_options: Mapping[str, Any] | None) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs

        system, place = url_to_fs(url, **(storage_options or {}))
    except ImportError as error:
        raise ImportError(f"{redacted(url)}: {error}; {install_hint('cloud')}") from error
    return system, place


def _listed(url: str, system: Any, place: str) -> list[tuple[str, dict[str, Any]]]:
    """List the record files with the store's information on each; raise NoArchive if there are none."""
    system.invalidate_cache()  # a crawl may be uploading meanwhile
    found = unless_stalled(
        lambda: _found(system, place.rstrip("/")), lambda: 0, least=_LEAST_BYTES, seconds=_LONGEST_LISTING
    )
    kept = sorted((name, info) for name, info in found.items() if name.endswith(ENDINGS) and info["type"] == "file")
    if not kept:
        raise _no_archive(url)
    return kept


def _found(system: Any, place: str) -> dict[str, dict[str, Any]]:
    if "*" in place:
        globbed: dict[str, dict[str, Any]] = system.glob(place, detail=True)
        return globbed
    if place.endswith(ENDINGS):
        info = system.info(place)
        if info["type"] == "file":
            return {place: info}
    archive: dict[str, dict[str, Any]] = _find(system, f"{place}/articles")
    records = {name: info for name, info in archive.items() if site_of_file(Path(_plain(name)))}
    return records or {name: info for name, info in _find(system, place).items() if _is_data(name, place)}


def _find(system: Any, place: str) -> dict[str, dict[str, Any]]:
    try:
        found: dict[str, dict[str, Any]] = system.find(place, detail=True)
    except FileNotFoundError:
        return {}  # some stores raise an error, others return nothing; the caller raises NoArchive
    return found


def _is_data(name: str, place: str) -> bool:
    return not _NO_DATA & set(name.removeprefix(place).split("/"))


def _relative(name: str) -> PurePath:
    parts = [part for part in _plain(name).split("/") if part]
    if any(part in (".", "..") or "\\" in part for part in parts):
        raise Unreachable(f"{name}: not a valid file name; rename the object")
    return PurePath(*parts)


def _plain(name: str) -> str:
    """Return *name* as a path: listings of web servers contain complete, percent-encoded URLs."""
    scheme, colon, remainder = name.partition("://")
    return unquote(remainder) if colon else scheme


def _is_stale(path: Path, info: Mapping[str, Any]) -> bool:
    mark = _mark(info)
    return not mark or _state.get(path) != mark or not path.exists()


def _mark(info: Mapping[str, Any]) -> str:
    marks = [str(info[key]) for key in _MARKS if info.get(key)]
    return " ".join([str(info.get("size")), *marks]) if marks else ""


def _fetch(system: Any, stale: Mapping[Path, tuple[str, dict[str, Any]]]) -> None:
    """Fetch files, concurrently if the store supports it; each file is renamed atomically to its final name."""
    if not stale:
        return
    parts = {path: path.with_name(f"{path.name}.part") for path in stale}
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
    names = [name for name, _ in stale.values()]
    unless_stalled(
        lambda: system.get(names, [str(part) for part in parts.values()]),
        lambda: sum(part.stat().st_size for part in parts.values() if part.exists()),
        least=_LEAST_BYTES,
        seconds=_STALLED,
    )
    for path, (_, info) in stale.items():
        parts[path].replace(path)
        _state[path] = _mark(info)


@contextmanager
def _one_line_errors(url: str) -> Iterator[None]:
    """Give the cause of a store's error in one line; the libraries of stores share no error class."""
    try:
        yield
    except (NoArchive, Unreachable, ImportError):
        raise
    except FileNotFoundError as error:
        raise _no_archive(url) from _shown(error, url)
    except Exception as error:
        why = redacted(str(error).partition("\n")[0]) or type(error).__name__
        message = f"{redacted(url)}: {why}; check the URL and your credentials (storage_options)"
        raise Unreachable(message) from _shown(error, url)


def _shown(error: Exception, url: str) -> Exception | None:
    """Return *error* as the cause that a traceback shows, ``None`` if it may quote a password of *url*."""
    return None if has_password(url) else error


def _no_archive(url: str) -> FileNotFoundError:
    return NoArchive(f"{redacted(url)}: no archive and no {', '.join(ENDINGS)} file there; check the URL")


@cache
def _cache() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="newsarchive-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _digest(url: str, storage_options: Mapping[str, Any] | None) -> str:
    """Return a folder name for a store and its options: two stores may have buckets of the same name."""
    options = sorted((storage_options or {}).items())
    scheme = url.partition("://")[0]
    return hashlib.sha256(f"{scheme} {options!r}".encode()).hexdigest()[:16]
