"""The search index is updated when a crawl ends, by a thread or by another process."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from archive_pieces import small_archive
from scrapy.utils.test import get_crawler

from newsarchive.archive.layout import Layout
from newsarchive.crawl.storing import search_index, shared_writer
from newsarchive.crawl.storing.search_index import UpdateSearchIndex
from newsarchive.search import open_index
from newsarchive.search.index import is_current


def extension(folder: Path, stored: int, monkeypatch: pytest.MonkeyPatch) -> UpdateSearchIndex:
    """Return the extension of a crawl that has stored *stored* records in *folder*."""
    crawler = get_crawler(settings_dict={"NEWSARCHIVE_SEARCH_INDEX": True, "NEWSARCHIVE_FOLDER": str(folder)})
    monkeypatch.setattr(crawler, "get_extension", lambda _: SimpleNamespace(stored=Counter(new=stored)))
    found = UpdateSearchIndex(crawler)
    found._flushed()
    return found


def has_index(folder: Path) -> bool:
    with closing(open_index(folder / "search.sqlite")) as index:
        return is_current(index, Layout(folder))


@pytest.mark.parametrize(
    ("stored", "is_open", "by_process"), [(1000, False, True), (999, False, False), (1000, True, False)]
)
def test_many_new_records_of_the_last_crawl_are_added_by_another_process(
    stored: int, is_open: bool, by_process: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_archive(tmp_path)
    if is_open:
        monkeypatch.setitem(shared_writer._open, tmp_path.resolve(), object())
    update = extension(tmp_path, stored, monkeypatch)
    asyncio.run(update._closed())
    assert (update._process is not None) == by_process
    update.finish()
    assert has_index(tmp_path)
    assert not search_index._processes


def test_a_second_crawl_that_ends_meanwhile_waits_for_that_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_archive(tmp_path)
    first, second = (extension(tmp_path, 1000, monkeypatch) for _ in range(2))
    asyncio.run(first._closed())
    asyncio.run(second._closed())
    assert second._process is None
    first.finish()
    assert has_index(tmp_path)


@pytest.mark.parametrize("stored", [1, 1000])
def test_an_index_that_cannot_be_updated_is_reported_and_ends_no_crawl(
    stored: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    small_archive(tmp_path)
    (tmp_path / "search.sqlite").mkdir()
    update = extension(tmp_path, stored, monkeypatch)
    with caplog.at_level(logging.WARNING):
        asyncio.run(update._closed())
        update.finish()
    [message] = [record.getMessage() for record in caplog.records if record.name == search_index.log.name]
    assert "the search index was not updated (" in message
    assert "the next search updates it" in message
