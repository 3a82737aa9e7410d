"""An archive read again by other parsers than those it was written with."""

from __future__ import annotations

import dataclasses
import json
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import preloaded
import pytest
from click.testing import CliRunner, Result
from crawling import limiting_files

from newsarchive import extract
from newsarchive.archive.layout import Layout
from newsarchive.archive.lock import ArchiveLocked
from newsarchive.archive.reading.lines import read_records
from newsarchive.archive.records import record_of
from newsarchive.archive.verify import verify
from newsarchive.archive.writer import ArchiveWriter
from newsarchive.article import Article, Record, TrainingStatement, record_from_json
from newsarchive.cli import main
from newsarchive.demo import newspaper
from newsarchive.page import Page
from newsarchive.reextract import Rereading
from newsarchive.reextract.reading import Reread, reread
from newsarchive.reextract.workers import ReextractionTask, Workers
from newsarchive.warc import Exchange

NOW = datetime(2026, 11, 22, 1, 40, tzinfo=UTC)
SITE = "baolamgiang"
HOST = "https://baolamgiang.example"
NEWSPAPER = newspaper()
PATHS = sorted(NEWSPAPER.article_paths)[:13]


def page_at(path: str) -> Page:
    reply = NEWSPAPER.pages[path]
    headers = (("Content-Type", reply.content_type),)
    return Page(url=f"{HOST}{path}", body=reply.body, content_type=reply.content_type, headers=headers, fetched_at=NOW)


def as_an_older_parser_read(number: int, article: Article) -> Article:
    """Without authors in every third article, with one too many and another title in every fourth."""
    if number % 3 == 0:
        return dataclasses.replace(article, authors=[], credits=[], byline=None)
    if number % 4 == 0:
        return dataclasses.replace(article, title=f"{article.title} - Báo Lam Giang", section="Trang chủ")
    return article


def write(folder: Path, read: Callable[[int, Article], Article] = as_an_older_parser_read) -> Path:
    with ArchiveWriter(folder, run="20261122T0140Z", max_warc_bytes=20_000) as archive:
        for number, path in enumerate(PATHS):
            page = page_at(path)
            stored_page = archive.keep(Exchange(page=page), SITE)
            article = read(number, extract(page))
            archive.store(
                record_of(article, stored_page, site=SITE, id=f"{SITE}:{number:016x}", extractor="newsarchive 0.0.1")
            )
        archive.write_report({"finished_at": NOW})
    return folder


def records(folder: Path) -> list[Record]:
    return [record for path in Layout(folder).article_files() for record in read_records(path)]


def latest(folder: Path) -> dict[str, Record]:
    return {record.id: record for record in sorted(records(folder), key=lambda record: record.revision)}


def run(*arguments: object, **more: Any) -> Result:
    return CliRunner().invoke(main, ["extract", *map(str, arguments)], **more)


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("old") / "data")


@pytest.fixture
def archive_folder(old: Path, tmp_path: Path) -> Path:
    import shutil

    return Path(shutil.copytree(old, tmp_path / "data"))


def test_differences_are_reported_by_site_and_field_and_nothing_is_written(archive_folder: Path) -> None:
    before = {path: path.read_bytes() for path in archive_folder.rglob("*.gz")}
    with Rereading(archive_folder) as rereading:
        report = rereading.compare()
    with_authors = sum(bool(extract(page_at(path)).authors) for path in PATHS[::3])
    titles = sum(number % 4 == 0 and number % 3 != 0 for number in range(len(PATHS)))
    found = report.sites[SITE]
    assert (found["authors"].gained, found["authors"].changed, found["authors"].lost) == (with_authors, 0, 0)
    assert (found["title"].changed, found["section"].changed + found["section"].lost) == (titles, titles)
    assert len(found["authors"].examples["gained"]) == 3
    assert (report.articles, report.same + report.differing) == (len(PATHS), len(PATHS))
    assert {path: path.read_bytes() for path in archive_folder.rglob("*.gz")} == before


def test_new_revisions_keep_the_facts_of_the_fetch(archive_folder: Path) -> None:
    before = latest(archive_folder)
    with Rereading(archive_folder) as rereading:
        differing = rereading.compare().differing
        assert rereading.write() == differing > 0
    after = latest(archive_folder)
    read_anew = [record for record in after.values() if record.revision == 2]
    assert len(read_anew) == differing
    for new in read_anew:
        first = before[new.id]
        facts = ("id", "site", "url", "canonical_url", "aliases", "fetched_at", "first_seen_at", "http", "warc")
        assert [getattr(new, name) for name in facts] == [getattr(first, name) for name in facts]
        assert new.extractor != first.extractor
        assert new.title == extract(page_at(str(new.url).removeprefix(HOST))).title
    assert verify(archive_folder).state == "whole"


def test_a_second_reading_finds_nothing(archive_folder: Path) -> None:
    assert run(archive_folder, "--again", "--yes", "--workers", 1).exit_code == 0
    count = len(records(archive_folder))
    with Rereading(archive_folder) as rereading:
        report = rereading.compare()
    assert (report.differing, report.same, report.sites) == (0, len(PATHS), {})
    done = run(archive_folder, "--again", "--yes", "--workers", 1)
    assert "0 changed; nothing written" in done.stderr
    assert len(records(archive_folder)) == count


def test_processes_side_by_side_find_the_same_in_the_same_order(archive_folder: Path) -> None:
    with Rereading(archive_folder) as alone:
        here = alone.compare()
    with Rereading(archive_folder, workers=2) as together:
        assert together.compare() == here


def test_a_missing_or_truncated_page_is_counted_and_the_others_are_read(archive_folder: Path) -> None:
    first, second, *_ = Layout(archive_folder).page_files()
    first.unlink()
    second.write_bytes(second.read_bytes()[:-900])
    named = [record.warc.file for record in records(archive_folder) if record.warc]
    missing = named.count(Layout(archive_folder).relative(first))
    with Rereading(archive_folder) as rereading:
        report = rereading.compare()
        assert rereading.write() > 0
    assert report.unread["its WARC file is missing"] == missing > 0
    assert report.unread["its raw page is incomplete or damaged"] >= 1
    assert report.articles == len(PATHS)


def test_an_article_that_is_now_read_as_none_is_left_as_it_is(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, run="r") as archive:
        page = Page(url=f"{HOST}/x.html", body=b"<p>x", fetched_at=NOW)
        stored_page = archive.keep(Exchange(page=page), SITE)
        article = Article(url=page.url, kind="article", title="Chợ", body="Chợ phiên họp lại.")
        archive.store(record_of(article, stored_page, site=SITE, id=f"{SITE}:1", extractor="newsarchive 0.0.1"))
    with Rereading(tmp_path) as rereading:
        report = rereading.compare()
        assert rereading.write() == 0
    assert dict(report.unread) == {"no longer classified as an article (other); left unchanged": 1}


def test_only_the_latest_revision_counts(archive_folder: Path) -> None:
    page = dataclasses.replace(page_at(PATHS[0]), fetched_at=NOW.replace(day=23))
    with ArchiveWriter(archive_folder, run="later") as archive:
        stored_page = archive.keep(Exchange(page=page), SITE)
        article = dataclasses.replace(extract(page), title="Hôm sau")
        archive.store(record_of(article, stored_page, site=SITE, id=f"{SITE}:{0:016x}", extractor="newsarchive 0.0.1"))
    with Rereading(archive_folder) as rereading:
        report = rereading.compare()
    (example,) = [example for example in report.sites[SITE]["title"].examples["changed"] if example.old == "Hôm sau"]
    assert example.id == f"{SITE}:{0:016x}"
    assert report.articles == len(PATHS)


def test_nothing_is_written_without_consent(archive_folder: Path) -> None:
    done = run(archive_folder, "--again", "--workers", 1)
    assert done.exit_code == 0
    assert f"{SITE}: authors: " in done.stdout
    assert "    gained: " in done.stdout
    assert "nothing written; use --yes to write the new revisions" in done.stderr
    assert len(records(archive_folder)) == len(PATHS)


def test_the_report_is_had_as_json(archive_folder: Path) -> None:
    again_report = json.loads(run(archive_folder, "--again", "--json", "--yes", "--workers", 1).stdout)
    assert (
        again_report["written"]
        == again_report["differing"]
        == sum(record.revision == 2 for record in records(archive_folder))
    )
    assert set(again_report["sites"][SITE]["title"]["examples"]["changed"][0]) == {"id", "url", "old", "new"}
    report = json.loads(next((archive_folder / "runs").glob("*-extract.json")).read_bytes())
    assert report["counts"]["revisions"] == again_report["written"]


def test_an_archive_that_is_being_written_is_not_touched(archive_folder: Path) -> None:
    with ArchiveWriter(archive_folder, run="now"):
        with pytest.raises(ArchiveLocked):
            Rereading(archive_folder)
        done = run(archive_folder, "--again")
    assert done.exit_code == 1
    assert "is writing to this archive" in done.output


@pytest.mark.parametrize("arguments", [("--url", "http://a.example/"), ("--explain",), ("another",)])
def test_again_accepts_one_archive_and_no_option_for_single_pages(
    archive_folder: Path, arguments: tuple[str, ...]
) -> None:
    assert run(archive_folder, "--again", *arguments).exit_code == 2


def test_a_folder_that_is_not_an_archive_does_not_become_one(tmp_path: Path) -> None:
    assert run(tmp_path, "--again").exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_the_pages_of_a_warc_file_are_read_each(archive_folder: Path) -> None:
    path = Layout(archive_folder).page_files()[0]
    done = run(path)
    titles = [json.loads(line)["title"] for line in done.stdout.splitlines()]
    assert titles == [extract(page_at(path)).title for path in PATHS[: len(titles)]]
    assert titles


def lines(folder: Path) -> list[bytes]:
    from newsarchive.archive.reading.lines import read_lines

    return [line for path in Layout(folder).article_files() for line in read_lines(path)] * 4


def test_what_robots_txt_stated_at_the_fetch_stays(tmp_path: Path) -> None:
    stated = [TrainingStatement(source="robots.txt", statement="GPTBot: disallowed", allowed=False)]
    write(tmp_path, lambda number, article: dataclasses.replace(article, ai_training=stated, authors=["Ai Đó"]))
    found = list(Workers(1, ReextractionTask(folder=tmp_path)).reread(lines(tmp_path)))
    again = [record_from_json(result.record) for result in found if result.record]
    assert again
    assert all(record.ai_training == stated for record in again)


def test_the_language_stated_in_the_crawl_counts_again(tmp_path: Path) -> None:
    page = Page(
        url=f"{HOST}/faro-1874.html",
        body=b'<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Faro Lanterna"}</script>'
        b"<h1>Faro Lanterna</h1><p>Lanterna, molo, faro, porto, mare, vento, sale, corda, rete, barca, vela, onda.</p>",
        fetched_at=NOW,
        language_hint="it",
    )
    with ArchiveWriter(tmp_path, run="20261122T0140Z") as archive:
        stored_page = archive.keep(Exchange(page=page), SITE)
        article = extract(page)
        archive.store(record_of(article, stored_page, site=SITE, id=f"{SITE}:1", extractor="newsarchive 0.0.1"))
    assert article.language == "it"
    (again,) = Workers(1, ReextractionTask(folder=tmp_path)).reread(lines(tmp_path)[:1])
    assert (again.differences, again.unread) == ([], None)


def test_processes_that_are_killed_cost_nothing(archive_folder: Path) -> None:
    selected = lines(archive_folder)
    answers = Workers(2, ReextractionTask(folder=archive_folder)).reread(selected)
    found = [next(answers)]
    for child in multiprocessing.active_children():
        child.kill()
    found += answers
    assert [result.id for result in found] == [json.loads(line)["id"] for line in selected]
    assert not any(result.unread for result in found)


def test_a_page_that_ends_its_process_costs_itself_alone(archive_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    selected = lines(archive_folder)[:30]
    deadly = json.loads(selected[7])["id"]

    def dying(line: bytes, *more: Any) -> Reread:
        if json.loads(line)["id"] == deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        return reread(line, *more)

    monkeypatch.setattr("newsarchive.reextract.workers.reread", dying)
    forking = multiprocessing.get_context("fork")  # the children know the deadly reading
    monkeypatch.setattr("newsarchive.reextract.workers.multiprocessing.get_context", lambda _: forking)
    found = list(Workers(2, ReextractionTask(folder=archive_folder)).reread(selected))
    assert [result.id for result in found] == [json.loads(line)["id"] for line in selected]
    assert {result.id for result in found if result.unread} == {deadly}


@pytest.mark.parametrize("most_bytes", [500, 3_000, 9_000])
def test_a_disk_that_refuses_ends_it_in_one_line_and_nothing_stored_is_lost(
    archive_folder: Path, most_bytes: int
) -> None:
    before = latest(archive_folder)
    code = f"{limiting_files(most_bytes)}from newsarchive.cli import main; main()"
    command = [sys.executable, "-c", code, "extract", str(archive_folder), "--again", "--yes", "--workers", "1"]
    done = preloaded.run(command)
    assert done.returncode == 1
    (error,) = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
    assert "cannot write" in error
    assert "Traceback" not in done.stderr
    verify(archive_folder, repair=True)
    after = records(archive_folder)
    assert {record.id: record for record in after if record.revision == 1} == before
    assert run(archive_folder, "--again", "--yes", "--workers", 1).exit_code == 0
    assert verify(archive_folder).state == "whole"
