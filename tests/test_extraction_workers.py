"""The processes that read pages beside the crawl."""

from __future__ import annotations

import asyncio
import calendar
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import msgspec
import preloaded
import pytest
from scrapy.utils.test import get_crawler

import newsarchive
from newsarchive.crawl.run import Options
from newsarchive.crawl.storing.extraction_workers import (
    Extraction,
    ExtractionFailed,
    ExtractionWorker,
    ExtractionWorkers,
    extraction_of,
    fork_workers,
)
from newsarchive.crawl.storing.pipelines import ExtractArticle
from newsarchive.demo import Served, newspaper, serve
from newsarchive.page import Page
from newsarchive.publishers import all_publishers
from newsarchive.python_processes import python_command

NEWSPAPER = newspaper()
PAGES = [
    Page(url=str(article.canonical_url), body=NEWSPAPER.pages[path].body)
    for article in NEWSPAPER.expected
    if (path := str(article.canonical_url).partition("example")[2]) in NEWSPAPER.pages
][:12]


def _pid(reader: ExtractionWorker) -> int:
    assert reader._process is not None
    return reader._process.pid


def test_a_reader_says_what_extract_says_and_in_order_in_a_folder_with_modules_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("statistics.py").write_text("raise SystemExit('not the module of Python')")

    async def read() -> list[object]:
        readers = ExtractionWorkers(2, None)
        try:
            return list(await asyncio.gather(*(readers.read(page) for page in PAGES)))
        finally:
            await readers.close()

    assert len(PAGES) == 12
    assert asyncio.run(read()) == [extraction_of(page, all_publishers()) for page in PAGES]


@pytest.mark.parametrize("ends_again", [False, True])
def test_only_a_page_at_which_two_processes_end_is_unreadable(ends_again: bool) -> None:
    """The system may kill a process that is short of memory, at any page."""

    async def read() -> list[object]:
        reader = ExtractionWorker(None)
        await reader.read(PAGES[0])
        os.kill(_pid(reader), signal.SIGSTOP)  # so that all wait when it dies
        futures = [asyncio.ensure_future(reader.read(page)) for page in PAGES[:3]]
        await asyncio.sleep(0.05)
        os.kill(_pid(reader), signal.SIGKILL)
        if ends_again:
            command, reader._command = reader._command, [sys.executable, "-c", ""]
            futures[0].add_done_callback(lambda _: setattr(reader, "_command", command))
        try:
            return list(await asyncio.gather(*futures, return_exceptions=True))
        finally:
            await reader.close()

    first, *others = asyncio.run(read())
    extractions = [extraction_of(page, all_publishers()) for page in PAGES[:3]]
    assert isinstance(first, ExtractionFailed) if ends_again else first == extractions[0]
    assert others == extractions[1:]


def test_a_worker_that_is_killed_while_it_waits_costs_no_page() -> None:
    async def read() -> object:
        reader = ExtractionWorker(None)
        await reader.read(PAGES[0])
        os.kill(_pid(reader), signal.SIGKILL)
        try:
            return await reader.read(PAGES[1])
        finally:
            await reader.close()

    assert asyncio.run(read()) == extraction_of(PAGES[1], all_publishers())


def test_readers_with_much_to_do_are_behind_until_it_is_done() -> None:
    async def results() -> list[bool]:
        readers = ExtractionWorkers(1, None)
        await readers.read(PAGES[0])
        pid = _pid(readers._readers[0])
        os.kill(pid, signal.SIGSTOP)
        futures = [asyncio.ensure_future(readers.read(page)) for page in 4 * PAGES]
        found = [readers.are_behind]
        await asyncio.sleep(0.05)
        found.append(readers.are_behind)
        os.kill(pid, signal.SIGCONT)
        await asyncio.gather(*futures)
        found.append(readers.are_behind)
        await readers.close()
        return found

    assert asyncio.run(results()) == [False, True, False]


@pytest.mark.parametrize("was_idle", [False, True])
def test_a_page_without_end_is_given_up(was_idle: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsarchive.crawl.storing.extraction_workers._BETWEEN_CHECKS", 0.1)

    async def read() -> object:
        reader = ExtractionWorker(None)
        await reader._begin()
        if was_idle:
            await reader.read(PAGES[0])
            await asyncio.sleep(0.01)
        monkeypatch.setattr("newsarchive.crawl.storing.extraction_workers._PATIENCE", 0.3)
        os.kill(_pid(reader), signal.SIGSTOP)
        try:
            return await reader.read(PAGES[0])
        finally:
            await reader.close()

    with pytest.raises(ExtractionFailed):
        asyncio.run(read())


@pytest.mark.parametrize("pages", [[], PAGES[:1]], ids=["idle", "busy"])
def test_a_worker_whose_crawl_was_killed_ends_without_a_word(pages: list[Page]) -> None:
    command = python_command("from newsarchive.crawl.storing.extraction_workers import work; work()")
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as worker:
        assert worker.stdin
        assert worker.stdout
        assert worker.stderr
        worker.stdout.close()
        for page in pages:
            frame = msgspec.msgpack.encode(page)
            worker.stdin.write(len(frame).to_bytes(4, "big") + frame)
        worker.stdin.close()
        assert worker.stderr.read() == b""
    assert worker.returncode == 0


FORKED = """
import asyncio, os, signal
from pathlib import Path
from newsarchive.crawl.storing import extraction_workers as module
from newsarchive.page import Page

page = Page(url="https://baovidu.example/a-1.html", body="<h1>Chợ</h1>".encode())
module.fork_workers(3, None)
forked = [process.pid for process in module._reserve]

async def extract():
    others = module.ExtractionWorkers(1, Path("other-publishers"))
    workers = module.ExtractionWorkers(1, None)
    print(others.are_ready, workers.are_ready)
    title = (await workers.read(page)).article.title
    print(title, workers._readers[0]._process.pid == forked[0])
    os.kill(forked[0], signal.SIGKILL)
    print((await workers.read(page)).article.title == title, workers._readers[0]._process.pid in forked)
    await workers.close()
    await module.ExtractionWorkers(1, None).close()

asyncio.run(extract())
module.end_unused_workers()
try:
    os.waitpid(-1, os.WNOHANG)
except ChildProcessError:
    print("all have ended")
module.fork_workers(1, None)
print(module._reserve[0].pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux only")
def test_a_forked_worker_is_used_first_and_replaced_when_it_dies_and_none_outlives_its_crawl() -> None:
    done = preloaded.run([sys.executable, "-c", FORKED])
    *lines, last = done.stdout.split("\n")[:-1]
    assert lines == ["False True", "Chợ True", "True False", "all have ended"], done.stderr
    for _ in range(2000):
        if not Path(f"/proc/{last}").exists():
            break
        time.sleep(0.05)
    assert not Path(f"/proc/{last}").exists()


WITHOUT_STANDARD_FILES = """
import os, signal
from newsarchive.crawl.storing import extraction_workers as module

output = os.dup2(1, 300)
os.close(0)
os.close(2)
module.fork_workers(2, None)
signal.alarm(20)
module.end_unused_workers()
os.write(output, b"all have ended")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux only")
def test_forked_workers_end_in_a_process_without_standard_files() -> None:
    done = preloaded.run([sys.executable, "-c", WITHOUT_STANDARD_FILES])
    assert done.stdout == "all have ended"


@pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux only")
def test_workers_of_other_publishers_make_room_for_those_of_the_next_crawl() -> None:
    code = (
        "from pathlib import Path; from newsarchive.crawl.storing.extraction_workers import *;"
        "fork_workers(1, Path('others')); fork_workers(1, None); print(ExtractionWorkers(1, None).are_ready)"
    )
    assert preloaded.run([sys.executable, "-c", code]).stdout == "True\n"


def test_another_process_of_python_finds_the_modules_of_this_one_and_not_those_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "calendar.py").write_text("")
    command = python_command(
        "import calendar, newsarchive; print(calendar.__file__, newsarchive.__file__, sys.argv)", "x"
    )
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.split()[:2] == [calendar.__file__, newsarchive.__file__]
    assert done.stdout.split()[2:] == ["['-c',", "'x']"]


def test_a_process_with_a_second_thread_forks_no_worker() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        fork_workers(1, None)
        assert not ExtractionWorkers(1, None).are_ready
    finally:
        done.set()
        thread.join()


@pytest.fixture(scope="module")
def site() -> Iterator[Served]:
    with serve(NEWSPAPER) as served:
        yield served


def test_a_crawl_with_readers_stores_the_same_articles(site: Served, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from newsarchive.crawl.run import Options, crawl;"
        "crawl(sys.argv[1], {}, Options(folder=Path(sys.argv[2]), delay=0, allow_private=True,"
        " settings={'NEWSARCHIVE_READERS': int(sys.argv[3])}))"
    )
    assert "settings" in Options.__annotations__
    found = []
    for readers in ("0", "2"):
        folder = tmp_path / readers
        preloaded.run([sys.executable, "-c", code, f"{site.url}/", str(folder), readers], check=True)
        files = sorted((folder / "articles").rglob("*.jsonl.gz"))
        found.append(
            {(record.id, record.text_sha256, record.published_raw) for path in files for record in _records(path)}
        )
    assert found[0] == found[1]
    assert len(found[0]) == len(NEWSPAPER.expected)


def _records(path: Path) -> Iterator[object]:
    from newsarchive.archive.reading.lines import read_records

    yield from read_records(path)


@pytest.mark.parametrize(
    ("in_progress", "readers", "extracted_before"), [(500, None, 0), (20, None, 100), (0, None, 100), (0, "1", 0)]
)
def test_workers_begin_once_a_run_has_many_pages(
    in_progress: int, readers: str | None, extracted_before: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsarchive.crawl.storing.pipelines.usual_count", lambda: 1)
    crawler = get_crawler(settings_dict={"NEWSARCHIVE_READERS": readers, "NEWSARCHIVE_PUBLISHERS": None})
    crawler.spider = SimpleNamespace(in_progress=in_progress, publishers={"any": None})  # type: ignore[assignment]
    monkeypatch.setattr(crawler, "get_extension", lambda _: object())
    pipeline = ExtractArticle(crawler)
    extracted_by_worker: list[Page] = []

    extraction = extraction_of(PAGES[0], {})

    async def read_by_worker(page: Page) -> Extraction:
        extracted_by_worker.append(page)
        return extraction

    monkeypatch.setattr(pipeline._readers, "read", read_by_worker)
    monkeypatch.setattr("newsarchive.crawl.storing.pipelines.extraction_of", lambda *_: extraction)

    async def extract(count: int) -> None:
        for _ in range(count):
            await pipeline._read(PAGES[0])

    asyncio.run(extract(extracted_before))
    assert not extracted_by_worker
    asyncio.run(extract(1))
    assert extracted_by_worker == [PAGES[0]]
