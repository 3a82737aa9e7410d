"""A pywb server of the tests' own, over given WARC files."""

from __future__ import annotations

import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from ports import free_port


@contextmanager
def playing(warcs: Sequence[Path], home: Path, wayback: str) -> Iterator[str]:
    """Serve *warcs* and yield the address of their collection."""
    manager = Path(wayback).with_name("wb-manager")
    subprocess.run([manager, "init", "news"], cwd=home, check=True, capture_output=True, timeout=60)
    subprocess.run([manager, "add", "news", *map(str, warcs)], cwd=home, check=True, capture_output=True, timeout=60)
    with served_by_pywb(home, wayback) as address:
        yield address


@contextmanager
def served_by_pywb(home: Path, wayback: str) -> Iterator[str]:
    """Serve the collection "news" that the folder *home* configures, and yield its address."""
    port = free_port()
    server = subprocess.Popen(
        [wayback, "--port", str(port), "--bind", "127.0.0.1"],
        cwd=home,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/", server)
        yield f"http://127.0.0.1:{port}/news"
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(500):
        assert server.poll() is None, "pywb ended before it answered"
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    pytest.fail("pywb did not answer within 100 seconds")
