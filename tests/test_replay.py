"""An independent reader, pywb, replays what a crawl wrote: the same bytes at the same address."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

import newsarchive
from newsarchive.article import Record
from newsarchive.warc import read_page

pytestmark = pytest.mark.needs("pywb")


@pytest.fixture(scope="module")
def archive_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("replay") / "data"
    command = [sys.executable, "-m", "newsarchive", "demo", "--to", str(folder)]
    subprocess.run(command, check=True, capture_output=True, timeout=110)
    return folder


@pytest.fixture(scope="module")
def replay(archive_folder: Path, wayback: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("pywb")
    manager = Path(wayback).with_name("wb-manager")
    warcs = [str(path) for path in (archive_folder / "pages").rglob("*.warc.gz")]
    subprocess.run([manager, "init", "news"], cwd=home, check=True, capture_output=True, timeout=60)
    subprocess.run([manager, "add", "news", *warcs], cwd=home, check=True, capture_output=True, timeout=60)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
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
    for _ in range(150):
        assert server.poll() is None, "pywb ended before it answered"
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    pytest.fail("pywb did not answer within 30 seconds")


def _replayed(replay: str, record: Record) -> bytes:
    assert record.fetched_at is not None
    moment = record.fetched_at.strftime("%Y%m%d%H%M%S")
    with urllib.request.urlopen(f"{replay}/{moment}id_/{record.url}", timeout=30) as answer:
        return bytes(answer.read())


def test_pywb_replays_every_article_byte_for_byte(replay: str, archive_folder: Path) -> None:
    records = list(newsarchive.load(archive_folder))
    assert len(records) >= 40
    for record in records:
        assert record.warc is not None
        assert _replayed(replay, record) == read_page(archive_folder, record.warc).page.body


def test_pywb_has_no_page_that_was_not_crawled(replay: str) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{replay}/2026id_/https://baolamgiang.example/khong-co-1.html", timeout=30)
