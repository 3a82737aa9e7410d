"""One prefix of an object store as a mapping of names to bytes; all errors of its library become StoreError."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from textwrap import shorten
from typing import Any, BinaryIO

from newsarchive.archive.appending import ArchiveError, is_draft, replacing
from newsarchive.extras import install_hint
from newsarchive.redaction import has_password, redacted

# Size in bytes of the parts of a multipart upload; the object exists only after the last part.
PART = 16 << 20
#: Name of the archive's own manifest in a store; "manifest.json" lists the objects of the store.
MANIFEST = "manifest.jsonl"
_CHUNK = 1 << 20
_LONGEST_MESSAGE = 500  # characters; some libraries list every folder in which they looked for a part of theirs
_TIMEOUTS = {"connect_timeout": 10, "read_timeout": 60, "retries": {"max_attempts": 1}}
# seconds for a request as a whole: a store that sends byte by byte never exceeds the time limit of a connection
_PATIENCE = 120.0
_LONGEST_LISTING = 600.0  # seconds for a listing
_SLOWEST = 20_000.0  # bytes per second; the content of a request has the time that it takes at this speed besides


# A listing without end would fill the memory, of which each object takes a kilobyte. An archive of a thousand sites and
# thirty years has 400,000 objects.
_MOST_OBJECTS = 1_000_000


class StoreError(OSError):
    """Raised if the object store refuses a request or does not respond; its objects are unchanged."""


class Diverged(StoreError):
    """Raised if a file of the archive and the object of its name differ and neither is a prefix of the other."""


class NoLibrary(ImportError):
    """Raised if fsspec, or its library for this store, is not installed."""


@dataclass(frozen=True, kw_only=True)
class Remote:
    """An object as the store lists it: *size* in bytes; *etag* changes with the content (or is empty)."""

    size: int
    etag: str


class Store:
    """The objects below *url*, by their names relative to it. Every method raises StoreError.

    Credentials are found as by boto: environment, ~/.aws, the machine's role. A write becomes visible only when
    complete.
    """

    def __init__(self, url: str) -> None:
        #: The URL for display, without a password.
        self.url = redacted(url.rstrip("/"))
        if url.startswith("s3://") and has_password(url):
            raise StoreError(
                f"{self.url}: an S3 URL takes no password; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY instead"
            )
        if "://" not in url or not self.url.partition("://")[2]:
            folder = "" if ":" in url else f", or for a folder {Path(url).absolute().as_uri()}"
            raise StoreError(
                f"{redacted(url)}: not the URL of an object store; use the form s3://bucket/prefix{folder}"
            )
        try:
            import fsspec
        except ImportError as error:
            raise NoLibrary(f"archives in an object store need fsspec; {install_hint('cloud')}") from error
        options: dict[str, Any] = {"config_kwargs": _TIMEOUTS} if url.startswith("s3://") else {}
        try:
            self._system, self._root = fsspec.core.url_to_fs(url.rstrip("/"), use_listings_cache=False, **options)
        except ImportError as error:
            remedy = f"; {install_hint('cloud')}" if url.startswith("s3://") else ""
            raise NoLibrary(f"{self.url}: {_message(error)}{remedy}") from error
        except Exception as error:  # a scheme that does not exist, or a server: some libraries connect at once
            raise StoreError(
                f"{self.url}: {_message(error)}; check the URL, or use the form s3://bucket/prefix"
            ) from error
        if url.startswith("s3://") and not isinstance(self._system._iterdir, partial):  # the library keeps its systems
            self._system._iterdir = partial(_limited, self._system._iterdir)
        # An object store shows an upload when it is complete; a folder would show the beginning of a file.
        self._is_folder = "file" in self._system.protocol

    def names(self, folder: str = "") -> dict[str, Remote]:
        """List all objects, or those of *folder* ("lease/"); an empty folder is not an error, a missing bucket is."""
        with self._telling(folder or "list"):
            found = self._find(self._path(folder).rstrip("/"))
        start = len(self._root.rstrip("/")) + 1
        return {
            path[start:]: Remote(size=int(info["size"] or 0), etag=_etag(info))
            for path, info in found.items()
            if info["type"] == "file" and not is_draft(path)
        }

    def read(self, name: str) -> bytes | None:
        """Return the content of the object *name*, or ``None`` if it does not exist."""
        with self._telling(name):
            try:
                content: bytes = self._request("cat_file", self._path(name), seconds=_LONGEST_LISTING)
            except FileNotFoundError:
                return None
            return content

    def chunks(self, name: str, size: int) -> Iterator[bytes]:
        """Yield the first *size* bytes of the object *name*, one mebibyte or less at a time."""
        for start in range(0, size, PART):
            with self._telling(name):
                end = min(start + PART, size)
                piece: bytes = self._request(
                    "cat_file", self._path(name), start=start, end=end, seconds=_seconds_of(end - start)
                )
            for at in range(0, len(piece), _CHUNK):
                yield piece[at : at + _CHUNK]

    def digest(self, name: str, size: int) -> str:
        """Return the SHA-256, in hex, of the first *size* bytes of the object *name*, which are downloaded for it."""
        digest = hashlib.sha256()
        for chunk in self.chunks(name, size):
            digest.update(chunk)
        return digest.hexdigest()

    def write(self, name: str, content: bytes) -> None:
        """Write *content* to *name* atomically: readers see the old object or the new one."""
        with self._telling(name):
            if self._is_folder:
                with replacing(Path(self._path(name))) as draft:
                    draft.write_bytes(content)
                return
            self._make_folder(name)
            self._request("pipe_file", self._path(name), content, seconds=_seconds_of(len(content)))

    def write_file(self, name: str, file: Path, size: int) -> None:
        """Upload the first *size* bytes of *file* as *name*, in parts if they are many."""
        with file.open("rb") as stream:
            if size <= PART:
                self.write(name, _exactly(stream, size, file))
                return
            with self._telling(name):
                self._write_parts(name, stream, size, file)

    def create(self, name: str, content: bytes) -> bool:
        """Write *content* to *name* if it does not exist yet (If-None-Match: *); return whether it was written."""
        with self._telling(name):
            self._make_folder(name)
            try:
                seconds = _seconds_of(len(content))
                self._request("pipe_file", self._path(name), content, mode="create", seconds=seconds)
            except FileExistsError:
                return False
            except OSError as error:
                if any(sign in str(error) for sign in ("PreconditionFailed", "pre-conditions", "ConditionalRequest")):
                    return False
                raise
            return True

    def delete(self, name: str) -> None:
        """Remove the object *name*; used for leases only."""
        with self._telling(name):
            self._request("rm_file", self._path(name), seconds=_PATIENCE)

    def _find(self, root: str) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        with suppress(FileNotFoundError):
            found = self._request("find", root, detail=True, seconds=_LONGEST_LISTING)
        if not found and self.url.startswith("s3://"):
            self._check_bucket()  # a missing bucket looks like an empty one
        return found

    def _check_bucket(self) -> None:
        bucket = self._root.partition("/")[0]
        try:
            self._request("call_s3", "head_bucket", Bucket=bucket, seconds=_PATIENCE)
        except FileNotFoundError as error:
            raise StoreError(f"s3://{bucket}: no such bucket; create the bucket first") from error

    def _write_parts(self, name: str, stream: BinaryIO, size: int, file: Path) -> None:
        if self._is_folder:
            with replacing(Path(self._path(name))) as draft, draft.open("wb") as copy:
                copy.writelines(_pieces(stream, size, file))
            return
        self._make_folder(name)
        target = self._system.open(self._path(name), "wb", block_size=PART)
        if self.url.startswith("s3://"):  # the requests of each part
            target._call_s3 = partial(target._call_s3, timeout=_seconds_of(PART))
        try:
            for piece in _pieces(stream, size, file):
                target.write(piece)
        except BaseException:
            with suppress(Exception):  # the store does not respond; it removes incomplete uploads by its own rules
                target.discard()
            target.closed = True  # otherwise its destructor would complete the upload
            raise
        target.close()

    def _request(self, method: str, *arguments: Any, seconds: float, **options: Any) -> Any:
        """Call *method* of the file system; raise TimeoutError after *seconds* if it can end its requests then."""
        if self._system.async_impl:
            options["timeout"] = seconds
        return getattr(self._system, method)(*arguments, **options)

    def _path(self, name: str) -> str:
        return f"{self._root.rstrip('/')}/{name}"

    def _make_folder(self, name: str) -> None:
        if not self.url.startswith("s3://"):
            self._system.makedirs(self._path(name).rpartition("/")[0], exist_ok=True)

    @contextmanager
    def _telling(self, name: str) -> Iterator[None]:
        try:
            yield
        except StoreError:
            raise
        except Exception as error:  # each store's library raises its own errors for a wrong key or a network failure
            message = _message(error)
            if isinstance(error, ArchiveError):  # of a folder: the message has its remedy
                raise StoreError(f"{self.url}: {name}: {error.strerror}") from error
            if isinstance(error, TimeoutError):
                message = "the store responds too slowly, or not at all"
            raise StoreError(f"{self.url}: {name}: {message}; {_remedy(message)}") from error


async def _limited(entries: Callable[..., AsyncIterator[Any]], *arguments: Any, **options: Any) -> AsyncIterator[Any]:
    """Yield the *entries* of a listing; raise StoreError if they are too many."""
    count = 0
    async for entry in entries(*arguments, **options):
        count += 1
        if count > _MOST_OBJECTS:
            raise StoreError(f"the store lists more than {_MOST_OBJECTS:,} objects; is the URL that of an archive?")
        yield entry


def _seconds_of(size: int) -> float:
    """Return the time limit of a request with *size* bytes of content."""
    return _PATIENCE + size / _SLOWEST


def _pieces(stream: BinaryIO, size: int, file: Path) -> Iterator[bytes]:
    """Yield the first *size* bytes of *stream*, the content of *file*, one mebibyte or less at a time."""
    for start in range(0, size, _CHUNK):
        yield _exactly(stream, min(_CHUNK, size - start), file)


def _exactly(stream: BinaryIO, size: int, file: Path) -> bytes:
    piece = stream.read(size)
    if len(piece) != size:
        raise StoreError(f"{file}: became shorter during the upload; run the same command again")
    return piece


def _etag(info: dict[str, Any]) -> str:
    return str(info.get("ETag") or info.get("etag") or info.get("mtime") or "").strip('"')


def _message(error: Exception) -> str:
    """Return the message of a library's *error* in one line of bounded length, without passwords."""
    return shorten(redacted(str(error)), _LONGEST_MESSAGE, placeholder=" …") or type(error).__name__


def _remedy(message: str) -> str:
    lower = message.lower()
    if any(sign in lower for sign in ("credential", "forbidden", "denied", "access key", "signature", "token")):
        return "check the credentials (AWS_ACCESS_KEY_ID and so on, or ~/.aws) and their permissions"
    if "bucket" in lower and ("not exist" in lower or "nosuchbucket" in lower):
        return "create the bucket first"
    if "no space left" in lower:
        return "the disk is full; free some space there and run the same command again"
    return "nothing is lost; run the same command again"
