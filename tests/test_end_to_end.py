"""The whole way, as a person goes it: `newsarchive demo` in a process of its own, and the archive it leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import preloaded
import pytest
from crawling import MAIN
from warcio.archiveiterator import ArchiveIterator

import newsarchive
from newsarchive.article import Record
from newsarchive.cli.demo import CHECKED, next_commands
from newsarchive.demo import Served, newspaper, serve
from newsarchive.demo.newspaper import CONTACT_PATH, HIDDEN_PATH, TOPIC_PATH

NEWSPAPER = newspaper()
EXPECTED = {str(article.canonical_url): article for article in NEWSPAPER.expected}
WIDGETS = (
    "ĐÁNH GIÁ",
    "Ý kiến bình luận",
    "BẠN CÓ THỂ QUAN TÂM",
    "chấm điểm",
    "Return to top",
    "Giấy phép",
    "Tin khác",
    "Đọc nhiều",
    "Từ khóa",
    "Clock",
    "Chia sẻ",
    "Cùng chuyên mục",
)


@dataclass(frozen=True)
class Run:
    folder: Path
    code: int
    text: str


def _start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen([*MAIN, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def _demo(folder: Path, *arguments: str) -> Run:
    done = preloaded.run([*MAIN, "demo", "--to", folder, *arguments])
    return Run(folder, done.returncode, done.stdout + done.stderr)


def _records(folder: Path) -> list[Record]:
    return list(newsarchive.load(folder))


def _warc_urls(folder: Path) -> list[str]:
    urls = []
    for path in sorted((folder / "pages").rglob("*.warc.gz")):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests="raise"):
                if record.rec_type == "response":
                    record.content_stream().read()
                    urls.append(record.rec_headers.get_header("WARC-Target-URI"))
    return urls


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("demo") / "data"
    process = _start("demo", "--to", str(folder))
    text, _ = process.communicate(timeout=250)
    return Run(folder, process.returncode, text)


def test_demo_ends_well_and_says_what_it_did(run: Run) -> None:
    assert run.code == 0, run.text
    assert f"{len(EXPECTED)} articles in 6 sections" in run.text
    assert f"{len(EXPECTED)} of {len(EXPECTED)} articles are equal" in run.text
    assert "The page that robots.txt disallows was not fetched" in run.text


def test_every_article_is_in_the_archive_exactly_once(run: Run) -> None:
    found = Counter(record.canonical_url for record in _records(run.folder))
    assert found == Counter(EXPECTED.keys())


@pytest.mark.parametrize("name", CHECKED)
def test_every_article_is_read_as_it_was_written(run: Run, name: str) -> None:
    found = {record.canonical_url: getattr(record, name) for record in _records(run.folder)}
    wrong = {url: (found.get(url), getattr(article, name)) for url, article in EXPECTED.items()}
    assert {url: pair for url, pair in wrong.items() if pair[0] != pair[1]} == {}


def test_no_widget_gets_into_a_body(run: Run) -> None:
    leaks = [
        (record.title, phrase)
        for record in _records(run.folder)
        for phrase in WIDGETS
        if phrase in f"{record.lead}\n{record.body}"
    ]
    assert leaks == []


def test_warc_is_sound_and_holds_every_stored_page(run: Run) -> None:
    urls = _warc_urls(run.folder)
    assert {record.url for record in _records(run.folder)} <= set(urls)
    assert not any(url.endswith(HIDDEN_PATH) for url in urls)


def test_same_command_again_fetches_no_article(run: Run) -> None:
    before = [record.id for record in _records(run.folder)]
    again = _demo(run.folder)
    assert again.code == 0, again.text
    assert "Nothing new: every article is already in the archive, none was fetched again." in again.text
    assert "  0 of them articles" in again.text
    assert [record.id for record in _records(run.folder)] == before


def test_second_edition_adds_one_article_and_one_revision(tmp_path: Path) -> None:
    first, second = _demo(tmp_path), _demo(tmp_path, "--edition", "2")
    assert (first.code, second.code) == (0, 0), second.text
    assert "1 new, 1 revision" in second.text
    assert f"{len(EXPECTED) + 1} of {len(EXPECTED) + 1} articles are equal" in second.text
    third = _demo(tmp_path)
    assert f"{len(EXPECTED)} of {len(EXPECTED)} articles are equal" in third.text, (
        "the archive may be ahead of the server"
    )
    assert third.text.count("as in edition 2") == 1


def test_commands_it_proposes_work(run: Run) -> None:
    place = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for line, _ in next_commands(run.folder):
        if "--edition" not in line:
            done = subprocess.run(
                line, shell=True, capture_output=True, text=True, env={**os.environ, "PATH": place}, timeout=250
            )
            assert done.returncode == 0, (line, done.stderr)
            assert done.stdout


@pytest.mark.parametrize(
    "pages", [pytest.param(3, marks=pytest.mark.soak), 20, pytest.param(40, marks=pytest.mark.soak)]
)
def test_killed_crawl_continues_and_has_each_article_once(tmp_path: Path, pages: int) -> None:
    paper_site = serve(NEWSPAPER, delay=0.02)
    with paper_site as site:
        arguments = ("crawl", f"{site.url}/", "--allow-private", "--delay", "0", "--to", str(tmp_path), "-q")
        process = preloaded.Process([*MAIN, *arguments])
        _wait_for(site, pages)
        process.kill()
        process.wait()
        done = preloaded.run([*MAIN, *arguments])
        assert done.returncode == 0, done.stderr
        found = Counter(record.title for record in _records(tmp_path))
    assert found == Counter(article.title for article in NEWSPAPER.expected)


def _articles(site: Served) -> list[str]:
    return [
        path for path, status in site.responses if path.partition("?")[0] in NEWSPAPER.article_paths and status == 200
    ]


def _wait_for(site: Served, pages: int) -> None:
    end = time.monotonic() + 250
    while len(_articles(site)) < pages:
        assert time.monotonic() < end, "the crawl does not get on"
        time.sleep(0.005)


def test_plain_crawl_of_an_unknown_site_finds_every_article(tmp_path: Path) -> None:
    with serve(NEWSPAPER) as site:
        arguments = ("crawl", f"{site.url}/", "--allow-private", "--delay", "0", "--to", str(tmp_path))
        for fetched in (len(NEWSPAPER.stories), 0):
            before = len(_articles(site))
            done = preloaded.run([*MAIN, *arguments])
            assert done.returncode == 0, done.stderr
            assert len(_articles(site)) - before == fetched
        assert HIDDEN_PATH not in site.requests
        assert "nothing new" in done.stderr
    found = _records(tmp_path)
    assert Counter(record.title for record in found) == Counter(article.title for article in NEWSPAPER.expected)
    assert not any(str(record.url).endswith((CONTACT_PATH, TOPIC_PATH)) for record in found)


def test_serving_prints_how_to_crawl(tmp_path: Path) -> None:
    process = _start("demo", "--serve", "--articles", "100")
    try:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(4)]
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=250)
    assert "100 articles" in lines[0]
    assert "newsarchive crawl http://127.0.0.1:" in lines[2]
    assert process.returncode == 0
