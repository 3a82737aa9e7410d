"""An independent reader, pywb, replays what a crawl wrote: the same bytes at the same address."""

from __future__ import annotations

import dataclasses
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import format_datetime
from io import BytesIO
from pathlib import Path

import preloaded
import pytest
from warcio.archiveiterator import ArchiveIterator
from web_archive import served_by_pywb

import newsarchive
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.article import WarcPlace
from newsarchive.demo import newspaper
from newsarchive.demo.newspaper import old_path
from newsarchive.page import Page
from newsarchive.warc import Exchange, read_page

SITE = "baolamgiang.example"
HOST = "https://baolamgiang.example"
pytestmark = pytest.mark.needs("pywb")


@pytest.fixture(scope="module")
def archive_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo newspaper, crawled; a day later its first page came again, and its second was not modified."""
    folder = tmp_path_factory.mktemp("replay") / "data"
    command = [sys.executable, "-m", "newsarchive", "demo", "--to", str(folder)]
    preloaded.run(command, check=True)
    same, unmodified = _two_places(folder)
    with ArchiveWriter(folder, run="later") as archive:
        page = _a_day_later(read_page(folder, same).page)
        archive.keep(Exchange(page=page, wire_body=_wire_body(folder, same)), SITE)
        page = _a_day_later(read_page(folder, unmodified).page)
        archive.keep(Exchange(page=dataclasses.replace(page, status=304, body=b"")), SITE)
    return folder


def _two_places(folder: Path) -> list[WarcPlace]:
    return [record.warc for record in newsarchive.load(folder) if record.warc][:2]


def _wire_body(folder: Path, place: WarcPlace) -> bytes:
    piece = (folder / place.file).read_bytes()[place.offset :][: place.length]
    return bytes(next(ArchiveIterator(BytesIO(piece))).raw_stream.read())


def _a_day_later(page: Page) -> Page:
    assert page.fetched_at is not None
    return dataclasses.replace(page, fetched_at=page.fetched_at + timedelta(days=1))


@pytest.fixture(scope="module")
def replay(archive_folder: Path, wayback: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """pywb over the archive as it lies there, by the indexes that the crawl has written."""
    home = tmp_path_factory.mktemp("pywb")
    pages = archive_folder / "pages"
    (site,) = pages.iterdir()
    places = f"index_paths: {site}\n    archive_paths: {pages}/\n"
    (home / "config.yaml").write_text(f"collections:\n  news:\n    {places}")
    with served_by_pywb(home, wayback) as address:
        yield address


def _replayed(replay: str, url: str | None, at: datetime | None) -> bytes:
    assert at is not None
    with urllib.request.urlopen(f"{replay}/{at:%Y%m%d%H%M%S}id_/{url}", timeout=30) as response:
        assert response.headers["Memento-Datetime"] == format_datetime(at, usegmt=True)
        return bytes(response.read())


def test_pywb_replays_every_article_byte_for_byte(replay: str, archive_folder: Path) -> None:
    records = list(newsarchive.load(archive_folder))
    assert len(records) >= 40
    for record in records:
        assert record.warc is not None
        body = read_page(archive_folder, record.warc).page.body
        assert _replayed(replay, record.url, record.fetched_at) == body


def test_pywb_replays_a_page_fetched_again_or_not_modified(replay: str, archive_folder: Path) -> None:
    kinds = (archive_folder / "pages" / f"site={SITE}" / "later-0001.cdxj").read_text("utf-8").count('"warc/revisit"')
    assert kinds == 2
    for place in _two_places(archive_folder):
        page = _a_day_later(read_page(archive_folder, place).page)
        assert _replayed(replay, page.url, page.fetched_at) == page.body


def test_pywb_replays_a_redirect(replay: str) -> None:
    (moved,) = (story for story in newspaper().stories if "moved" in story.traps)
    with urllib.request.urlopen(f"{replay}/2030mp_/{HOST}{old_path(moved)}", timeout=30) as response:
        assert response.url.endswith(moved.path)
        assert moved.title in response.read().decode()


def test_pywb_has_no_page_that_was_not_crawled(replay: str) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{replay}/2026id_/{HOST}/khong-co-1.html", timeout=30)
