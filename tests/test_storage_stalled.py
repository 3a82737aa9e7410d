"""An object store that sends byte by byte, or nothing at all, is given up."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from unittest import mock

import pytest
from click.testing import CliRunner

from newsarchive.cli import main
from newsarchive.storage import Store, StoreError, store

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "sample"
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: 1000000\r\n\r\n"


def _answer(connection: socket.socket, head: bytes) -> None:
    with connection, suppress(OSError):
        connection.recv(1 << 16)
        connection.sendall(head)
        while True:
            if head:
                connection.sendall(b"x")
            time.sleep(0.05)


@contextmanager
def _serving(answer: Callable[[socket.socket], None]) -> Iterator[None]:
    """Make a server that handles each connection with *answer* the object store."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):  # closed at the end of the test
            while True:
                threading.Thread(target=answer, args=(listening.accept()[0],), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    environment = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{listening.getsockname()[1]}",
        "AWS_ACCESS_KEY_ID": "any",
        "AWS_SECRET_ACCESS_KEY": "any",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    s3fs = pytest.importorskip("s3fs")
    with mock.patch.dict(os.environ, environment), listening:
        s3fs.S3FileSystem.clear_instance_cache()
        yield
        s3fs.S3FileSystem.clear_instance_cache()


_LISTING = b"""<?xml version="1.0"?><ListBucketResult><Name>b</Name><IsTruncated>true</IsTruncated>
<NextContinuationToken>again</NextContinuationToken><KeyCount>2</KeyCount>
<Contents><Key>a/1</Key><Size>1</Size><ETag>"x"</ETag></Contents>
<Contents><Key>a/2</Key><Size>1</Size><ETag>"y"</ETag></Contents></ListBucketResult>"""


def _list_without_end(connection: socket.socket) -> None:
    with connection, suppress(OSError):
        while connection.recv(1 << 16):
            head = b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: %d\r\n\r\n"
            connection.sendall(head % len(_LISTING) + _LISTING)


def test_a_listing_without_end_is_given_up_before_it_fills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_MOST_OBJECTS", 11)
    with _serving(_list_without_end), pytest.raises(StoreError, match="lists more than 11 objects"):
        Store("s3://b/a").names()


@pytest.fixture(params=[_HEAD, b""], ids=["byte by byte", "silent"])
def stalled(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A store that responds in this way to every request, and short time limits."""
    for name in ("_PATIENCE", "_LONGEST_LISTING"):
        monkeypatch.setattr(store, name, 0.3)
    monkeypatch.setattr(store, "_SLOWEST", 1e9)
    with _serving(partial(_answer, head=request.param)):
        yield


@pytest.mark.timeout(200)  # the library itself waits for a minute, several times
@pytest.mark.usefixtures("stalled")
def test_each_request_to_a_stalled_store_is_given_up(tmp_path: Path) -> None:
    large = tmp_path / "large"
    large.write_bytes(bytes(7 << 20))
    requests: dict[str, Callable[[Store], object]] = {
        "list": lambda at: at.names(),
        "read": lambda at: at.read("manifest.json"),
        "chunks": lambda at: list(at.chunks("pages/a.warc.gz", 1000)),
        "write": lambda at: at.write("manifest.json", b"{}"),
        "create": lambda at: at.create("lease/1", b"{}"),
        "delete": lambda at: at.delete("lease/1"),
        "parts": lambda at: at.write_file("pages/a.warc.gz", large, 7 << 20),
    }
    for request in requests.values():
        message = r"^s3://news/x: .*the store responds too slowly, or not at all"
        with mock.patch.object(store, "PART", 6 << 20), pytest.raises(StoreError, match=message):
            request(Store("s3://news/x"))


@pytest.mark.usefixtures("stalled")
def test_push_and_pull_name_a_stalled_store_and_the_remedy(tmp_path: Path) -> None:
    archive = shutil.copytree(SAMPLE, tmp_path / "archive")
    for arguments in (["push", str(archive), "s3://news/x"], ["pull", "s3://news/x", str(tmp_path / "pulled")]):
        done = CliRunner().invoke(main, arguments)
        assert done.exit_code == 1, done.output
        assert "s3://news/x: " in done.output
        assert "too slowly, or not at all; nothing is lost; run the same command again" in done.output
    assert not list((tmp_path / "pulled").rglob("*.jsonl.gz"))
