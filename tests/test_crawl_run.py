"""Whole crawls of the demo newspaper by the real command, each in a process of its own."""

from __future__ import annotations

import gzip
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import preloaded
import pytest
from click.testing import CliRunner
from crawling import HERE, MAIN, Crawl, last_report, paths, records, run
from handmade_site import serving, small_site
from ports import free_port
from scrapy.core.spidermw import SpiderMiddlewareManager
from scrapy.utils.test import get_crawler
from warcio.archiveiterator import ArchiveIterator

import newsarchive
from newsarchive.archive.layout import Layout
from newsarchive.cli import main
from newsarchive.crawl import settings
from newsarchive.demo import Served, newspaper, serve
from newsarchive.demo.newspaper import GONE_PATH, HIDDEN_PATH, old_path
from newsarchive.search import open_index
from newsarchive.search.refresh import is_complete, is_current, problems
from newsarchive.warc import read_page, read_pages

NEWSPAPER = newspaper()


@pytest.fixture(scope="module")
def site() -> Iterator[Served]:
    with serve(NEWSPAPER) as served:
        yield served


@pytest.fixture(scope="module")
def first(site: Served, tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    """The whole demo newspaper, crawled once."""
    return run(f"{site.url}/", tmp_path_factory.mktemp("first") / "data", *HERE)


@pytest.fixture(scope="module")
def requests_of_first(site: Served, first: Crawl) -> list[tuple[str, int]]:
    """The requests that the server received during the first crawl."""
    return site.responses


def test_every_article_is_stored_once(site: Served, first: Crawl) -> None:
    assert first.code == 0, first.err
    found = Counter(paths(site, first.folder))
    assert set(found) >= NEWSPAPER.article_paths
    assert max(found.values()) == 1
    assert first.report["allow_private"] is True
    counts = first.report["counts"]
    assert counts["stored"] == counts["new"] == len(found)
    assert counts["errors"] == 0


def test_no_url_is_requested_twice_or_against_robots_txt(requests_of_first: list[tuple[str, int]]) -> None:
    times = Counter(path for path, _ in requests_of_first)
    assert [path for path, count in times.items() if count > 1] == []
    assert HIDDEN_PATH not in times


def test_after_a_crawl_the_search_index_is_up_to_date(first: Crawl) -> None:
    with closing(open_index(first.folder / "search.sqlite")) as index:
        assert is_complete(index)
        assert is_current(index, Layout(first.folder))
        assert problems(index) == []


def test_a_record_locates_its_bytes(first: Crawl) -> None:
    record = records(first.folder)[0]
    assert record.warc is not None
    assert record.http.etag
    assert record.extractor
    assert record.extractor.startswith("newsarchive ")
    page = read_page(first.folder, record.warc).page
    assert page.url == record.url
    assert record.title is not None
    assert record.title.split()[0].encode() in page.body
    piece = (first.folder / record.warc.file).read_bytes()[record.warc.offset :][: record.warc.length]
    assert b"Content-Encoding: gzip" in gzip.decompress(piece)


def test_pages_that_are_not_articles_are_in_the_warc_too(site: Served, first: Crawl) -> None:
    pages = [page for path in (first.folder / "pages").rglob("*.warc.gz") for page in read_pages(path)]
    page_urls = [page.url for page in pages if page.status == 200]
    assert len(page_urls) == first.report["counts"]["stored"] + sum(
        count for reason, count in first.report["extracted"].items() if reason not in ("new", "revised")
    )


def test_the_url_that_redirects_to_an_article_becomes_its_alias(
    site: Served, requests_of_first: list[tuple[str, int]]
) -> None:
    (moved,) = (story for story in NEWSPAPER.stories if "moved" in story.traps)
    assert (old_path(moved), 301) in requests_of_first
    assert [path for path, _ in requests_of_first].count(moved.path) == 1


def test_the_report_contains_the_options_and_versions(first: Crawl) -> None:
    report = first.report
    assert report["finish_reason"] == "finished"
    assert report["finished_at"] >= report["started_at"]
    assert report["counts"]["not_found"] == 1
    assert {"newsarchive", "scrapy", "lxml"} <= set(report["versions"])


def test_a_second_run_requests_no_article_and_says_so(
    site: Served, first: Crawl, requests_of_first: list[tuple[str, int]]
) -> None:
    before = len(site.responses)
    again = run(f"{site.url}/", first.folder, *HERE)
    assert again.code == 0, again.err
    news = {path for path, _ in site.responses[before:]}
    assert not news & NEWSPAPER.article_paths
    assert not news & {GONE_PATH, *(old_path(story) for story in NEWSPAPER.stories)}
    assert again.report["counts"]["new"] == 0
    assert "nothing new" in again.err


def test_since_and_until_bound_the_day_of_publication(site: Served, tmp_path: Path) -> None:
    before = len(site.responses)
    done = run(f"{site.url}/", tmp_path / "data", *HERE, "--since", "2017-09-01", "--until", "2017-09-30")
    expected = {story.path for story in NEWSPAPER.stories if f"{story.time:%Y-%m}" == "2017-09"}
    assert done.code == 0, done.err
    assert {path for path in paths(site, done.folder) if path in NEWSPAPER.article_paths} == expected
    sitemaps = [path for path, _ in site.responses[before:] if path.startswith("/sitemaps/")]
    assert set(sitemaps) <= {"/sitemaps/2017-09.xml.gz", "/sitemaps/2017-10.xml"}  # a day of grace for time zones


def test_what_the_dates_left_out_is_not_fetched_again_until_they_change(site: Served, tmp_path: Path) -> None:
    bounds = ("--since", "2018-02-01", "--until", "2018-02-28")
    run(f"{site.url}/", tmp_path, *HERE, *bounds)
    before = len(site.responses)
    run(f"{site.url}/", tmp_path, *HERE, *bounds)
    assert not {path for path, _ in site.responses[before:]} & NEWSPAPER.article_paths
    run(f"{site.url}/", tmp_path, *HERE)
    assert set(paths(site, tmp_path)) >= NEWSPAPER.article_paths


def test_a_dry_run_lists_the_articles_and_touches_nothing(site: Served, tmp_path: Path) -> None:
    before = len(site.responses)
    done = run(f"{site.url}/", tmp_path / "data", *HERE, "--dry-run")
    assert done.code == 0, done.err
    assert {line.removeprefix(site.url) for line in done.out.split()} >= NEWSPAPER.article_paths
    assert not {path for path, _ in site.responses[before:]} & NEWSPAPER.article_paths
    assert not (tmp_path / "data").exists()


def test_limit_stores_exactly_so_many(site: Served, tmp_path: Path) -> None:
    before = len(site.responses)
    done = run(f"{site.url}/", tmp_path, *HERE, "--limit", "5", "--no-search-index")
    assert done.code == 0, done.err
    assert len(records(tmp_path)) == 5
    assert not (tmp_path / "search.sqlite").exists()
    assert len({path for path, _ in site.responses[before:]} & NEWSPAPER.article_paths) <= 6


def test_section_include_and_exclude_choose(site: Served, tmp_path: Path) -> None:
    inside = {path for path in NEWSPAPER.article_paths if path.startswith("/kinh-te/")}
    done = run(f"{site.url}/kinh-te", tmp_path / "a", *HERE, "--section", f"{site.url}/kinh-te")
    assert done.code == 0, done.err
    assert set(paths(site, tmp_path / "a")) == inside
    run(f"{site.url}/", tmp_path / "b", *HERE, "--include", "/kinh-te/", "--exclude", r"-a\d+\.html")
    assert set(paths(site, tmp_path / "b")) == {path for path in inside if "-a4" not in path}


def test_a_list_of_addresses_is_fetched_and_nothing_else(site: Served, tmp_path: Path) -> None:
    chosen = sorted(NEWSPAPER.article_paths)[:3]
    before = len(site.responses)
    done = run("", tmp_path, *HERE, "--urls", "-", stdin="".join(f"{site.url}{path}\n" for path in chosen))
    assert done.code == 0, done.err
    assert sorted(paths(site, tmp_path)) == chosen
    assert {path for path, _ in site.responses[before:]} == {*chosen, "/robots.txt"}


def test_refresh_also_fetches_articles_that_no_list_contains_any_more(
    site: Served, first: Crawl, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    shutil.copytree(first.folder, folder)
    before = len(site.responses)
    done = run(f"{site.url}/", folder, *HERE, "--by", "feeds", "--refresh", "3000w")
    assert done.code == 0, done.err
    again = [path for path, status in site.responses[before:] if status == 304]
    assert set(again) >= NEWSPAPER.article_paths
    assert done.report["counts"]["not_modified"] == len(again)


def test_a_304_that_was_not_asked_for_leaves_the_stored_article_as_it_is(tmp_path: Path) -> None:
    site = small_site(2)
    with serving(site):
        run(f"{site.url}/", tmp_path, *HERE)
        site.respond = lambda path: (304, {}, b"") if path.endswith(".html") else None
        done = run(f"{site.url}/", tmp_path, *HERE, "--refresh", "3000w")
    assert done.code == 0, done.err
    assert (done.report["counts"]["not_modified"], len(records(tmp_path))) == (2, 2)


def test_refresh_asks_with_validators_and_stores_changes_as_revisions(tmp_path: Path) -> None:
    port = free_port()
    with serve(newspaper(edition=1), port) as served:
        first = run(f"{served.url}/", tmp_path, *HERE)
    with serve(newspaper(edition=2), port) as served:
        # The articles of the demo newspaper end in 2018, so "recently" must reach back that far.
        done = run(f"{served.url}/", tmp_path, *HERE, "--refresh", "3000w")
        statuses = Counter(status for _, status in served.responses)
    assert done.code == 0, done.err
    counts = done.report["counts"]
    assert statuses[304] == counts["not_modified"] > 10
    assert counts["new"] == 1
    changed = [record.url for record in records(tmp_path) if record.revision == 2]
    assert len([url for url in changed if url and url.removeprefix(served.url) in NEWSPAPER.article_paths]) == 1
    assert len(records(tmp_path)) == first.report["counts"]["stored"] + 1 + len(changed)


def test_a_killed_crawl_continues_where_it_stopped(tmp_path: Path) -> None:
    # slower than the extraction, so that the archive grows while pages are fetched
    with serve(newspaper(400), delay=0.1) as served:
        command = [*MAIN, "crawl", f"{served.url}/", "--to", str(tmp_path), *HERE]
        process = preloaded.Process(command)
        _wait(lambda: _has_records(tmp_path))  # a first batch of 200 is on disk, most is not
        process.kill()
        process.wait()
        # The kill may have torn the last batch: what lies before counts.
        stored = {str(record.canonical_url).removeprefix(served.url) for record in newsarchive.load(tmp_path)}
        before = len(served.newspaper.article_paths & stored)
        requests_before = len(served.responses)
        done = run(f"{served.url}/", tmp_path, *HERE)
        assert done.code == 0, done.err
        found = Counter(paths(served, tmp_path))
        assert set(found) >= served.newspaper.article_paths
        assert max(found.values()) == 1
        again = {path for path, _ in served.responses[requests_before:]} & served.newspaper.article_paths
        assert 0 < before < 400
        assert len(again) <= 400 - before


def test_one_interrupt_ends_a_crawl_cleanly(tmp_path: Path) -> None:
    with serve(newspaper(100), delay=0.02) as served:
        command = [*MAIN, "crawl", f"{served.url}/", "--to", str(tmp_path), *HERE]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        _wait(lambda: sum(path in served.newspaper.article_paths for path in served.requests) > 20)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=250)
    assert process.returncode == 130, err
    assert "Interrupted; what was stored is safe" in err
    report = last_report(tmp_path)
    assert report["finish_reason"] == "shutdown"
    assert report["counts"]["stored"] == len(records(tmp_path)) > 0


def _has_records(folder: Path) -> bool:
    """Tell whether a file of the archive holds more than the beginning of its first batch."""
    for path in (folder / "articles").rglob("*.jsonl.gz"):
        try:
            if gzip.decompress(path.read_bytes()):
                return True
        except (EOFError, OSError):
            continue  # being written at this moment
    return False


def _wait(ready: Any, seconds: float = 250) -> None:
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, "the crawl does not get on"
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("target", "arguments", "code", "message"),
    [
        ("huengaynai", (), 1, "huengaynay"),
        ("huengaynay", ("--since", "2018-01-01", "--until", "2017-01-01"), 2, "swap them"),
        ("huengaynay", ("--include", "("), 2, "--include"),
        ("huengaynay", ("--section", "không có"), 1, "it has"),
        ("ftp://bao.example/", (), 1, "web address"),
        (None, (), 1, "nothing to crawl"),
        ("http://127.0.0.1:1/", (), 6, "--allow-private"),
        ("http://[::1]/", (), 6, "--allow-private"),
        ("http://localhost/", (), 6, "--allow-private"),
    ],
)
def test_invalid_input_is_reported_before_anything_is_fetched(
    target: str | None, arguments: tuple[str, ...], code: int, message: str, tmp_path: Path
) -> None:
    done = CliRunner().invoke(
        main, ["crawl", *([target] if target else []), "--to", str(tmp_path / "data"), *arguments]
    )
    assert done.exit_code == code
    assert done.output.startswith("Error: ")
    assert message in done.output
    assert len(done.output.splitlines()) == 1
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("target", "arguments", "code", "message"),
    [
        ("http://0x7f000001:{closed}/", (), 6, "--allow-private"),
        ("http://127.0.0.1:{closed}/", HERE, 3, "check whether the server runs"),
        ("http://bao.invalid/", ("--delay", "0"), 3, "cannot be resolved"),
    ],
)
def test_a_site_that_cannot_be_reached_is_reported_in_one_line(
    target: str, arguments: tuple[str, ...], code: int, message: str, tmp_path: Path
) -> None:
    done = run(target.format(closed=free_port()), tmp_path / "data", *arguments)
    assert done.code == code, done.err
    assert message in done.err
    assert done.err.startswith("Error: ")
    assert len(done.err.splitlines()) == 1


def test_a_folder_that_cannot_be_written_is_named(site: Served, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run(f"{site.url}/", tmp_path / "file", *HERE)
    assert done.code == 1
    assert str(tmp_path / "file") in done.err
    assert len(done.err.splitlines()) == 1


def test_an_archive_has_one_writer(site: Served, tmp_path: Path) -> None:
    from newsarchive.archive.writer import ArchiveWriter

    with ArchiveWriter(tmp_path, run="other"):
        done = run(f"{site.url}/", tmp_path, *HERE)
    assert done.code == 5
    assert "is writing" in done.err
    assert len(done.err.splitlines()) == 1


def test_the_add_on_archives_the_items_of_another_projects_spider(site: Served, tmp_path: Path) -> None:
    path = min(NEWSPAPER.article_paths)
    (tmp_path / "theirs.py").write_text(
        "import scrapy\n"
        "from newsarchive.crawl.storing.items import Fetched\n"
        "from newsarchive.crawl.storing.exchange import exchange_of\n"
        "class Own(scrapy.Spider):\n"
        "    name = 'own'\n"
        f"    start_urls = ['{site.url}{path}']\n"
        "    def parse(self, response):\n"
        "        yield {'theirs': response.url}\n"
        "        yield Fetched(exchange=exchange_of(response), address=response.url)\n"
    )
    (tmp_path / "settings.py").write_text(
        "SPIDER_MODULES = ['theirs']\nADDONS = {'newsarchive.crawl.addon.NewsArchive': 500}\n"
        "NEWSARCHIVE_FOLDER = 'kept'\nNEWSARCHIVE_ALLOW_PRIVATE = True\nDOWNLOAD_DELAY = 0\nLOG_LEVEL = 'ERROR'\n"
    )
    env = {**os.environ, "SCRAPY_SETTINGS_MODULE": "settings", "PYTHONPATH": _path(tmp_path)}
    command = [sys.executable, "-m", "scrapy", "crawl", "own"]
    done = preloaded.run(command, cwd=tmp_path, env=env)
    assert done.stderr == ""
    assert paths(site, tmp_path / "kept") == [path]


def _path(folder: Path) -> str:
    return os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])


def test_what_the_spider_yields_passes_no_middleware() -> None:
    names = ("SPIDER_MIDDLEWARES", "REFERER_ENABLED", "URLLENGTH_LIMIT")
    crawler = get_crawler(settings_dict={name: getattr(settings, name) for name in names})
    chain = SpiderMiddlewareManager.from_crawler(crawler).methods["process_spider_output"]
    assert not any(chain), "each one wraps every request and item in generators"


def test_scrapy_itself_lists_and_crawls(site: Served, tmp_path: Path) -> None:
    scrapy = [sys.executable, "-m", "scrapy"]
    env = {**os.environ, "SCRAPY_SETTINGS_MODULE": "newsarchive.crawl.settings"}
    listed = preloaded.run([*scrapy, "list"], env=env, check=True)
    assert {"huengaynay", "vnexpress", "site"} <= set(listed.stdout.split())
    settings = (
        f"NEWSARCHIVE_FOLDER={tmp_path}",
        "NEWSARCHIVE_ALLOW_PRIVATE=1",
        "DOWNLOAD_DELAY=0",
        "AUTOTHROTTLE_ENABLED=0",
    )
    arguments = (f"url={site.url}/", "since=2017-09-01", "until=2017-09-30")
    command = [*scrapy, "crawl", "site", *(part for word in arguments for part in ("-a", word))]
    command += [part for setting in settings for part in ("-s", setting)]
    done = preloaded.run(command, env=env)
    assert done.returncode == 0, done.stderr
    assert {path for path in paths(site, tmp_path) if path in NEWSPAPER.article_paths} == {
        story.path for story in NEWSPAPER.stories if f"{story.time:%Y-%m}" == "2017-09"
    }


def warc_records(folder: Path) -> list[tuple[str, Any, Any, bytes]]:
    """Type, WARC fields, HTTP head and body of every record."""
    found = []
    for path in sorted((folder / "pages").rglob("*.warc.gz")):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream):
                found.append((record.rec_type, record.rec_headers, record.http_headers, record.content_stream().read()))
    return found


def test_redirects_and_pages_not_found_are_stored_in_the_warc(site: Served, first: Crawl) -> None:
    (moved,) = (story for story in NEWSPAPER.stories if "moved" in story.traps)
    responses = {
        fields.get_header("WARC-Target-URI").removeprefix(site.url): head
        for kind, fields, head, _ in warc_records(first.folder)
        if kind == "response" and head.get_statuscode() != "200"
    }
    assert responses[old_path(moved)].get_statuscode() == "301"
    assert responses[old_path(moved)].get_header("Location").endswith(moved.path)
    assert responses[GONE_PATH].get_statuscode() == "404"


def test_the_warc_records_which_page_or_list_contained_each_article(site: Served, first: Crawl) -> None:
    metadata = {
        fields.get_header("WARC-Target-URI"): dict(line.split(": ", 1) for line in body.decode().splitlines())
        for kind, fields, _, body in warc_records(first.folder)
        if kind == "metadata"
    }
    record = next(record for record in records(first.folder) if record.aliases == [])
    found_metadata = metadata[str(record.url)]
    assert found_metadata["via"].startswith(site.url)
    assert int(found_metadata["fetchTimeMs"]) >= 0
    # Which way meets an article first depends on which list is answered first.
    assert found_metadata["hopsFromSeed"].rstrip("R") in ("M", "L", "LL")
    redirected = {
        fields.get_header("WARC-Target-URI")
        for kind, fields, _, _ in warc_records(first.folder)
        if kind == "response" and fields.get_header("Newsarchive-Redirect-URI")
    }
    for url in redirected:
        assert metadata[url]["hopsFromSeed"].endswith("R")
