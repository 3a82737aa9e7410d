"""A release without texts gets them back from the sites, and reports what is changed, not found or not reached."""

from __future__ import annotations

import gzip
import json
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import preloaded
import pytest
from click.testing import CliRunner
from crawling import HERE, MAIN, records, run
from ports import free_port

import newsarchive
from newsarchive.article import Record, to_json
from newsarchive.cli import main
from newsarchive.demo import Newspaper, newspaper, serve
from newsarchive.demo.newspaper import HIDDEN_PATH, old_path
from newsarchive.release.about import About
from newsarchive.release.comparison import changed, released
from newsarchive.release.make import release

ABOUT = About(
    title="Báo Lam Giang",
    contact="xin-go-bai@example.org",
    date=date(2026, 11, 23),
    without=frozenset({"bodies", "images", "personal"}),
)


@dataclass(frozen=True)
class Made:
    """The first edition of the demo newspaper as archive and as release, and the port at which it was served."""

    newspaper: Newspaper
    archive: Path
    folder: Path
    port: int

    @property
    def articles(self) -> list[Record]:
        return list(newsarchive.load(self.archive))

    @property
    def front(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def path_of(self, article: Record | dict[str, Any]) -> str:
        url = article["url"] if isinstance(article, dict) else article.url
        return str(url).removeprefix(self.front)


@dataclass(frozen=True)
class Told:
    code: int
    outcomes: list[dict[str, Any]]
    err: str

    @property
    def counts(self) -> Counter[str]:
        return Counter(outcome["outcome"] for outcome in self.outcomes)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("rehydrate")
    demo_newspaper, port = newspaper(), free_port()
    with serve(demo_newspaper, port) as site:
        done = run(site.url + "/", folder / "archive", *HERE, "-q")
        assert done.code == 0, done.err
    release(folder / "archive", folder / "release", ABOUT)
    return Made(demo_newspaper, folder / "archive", folder / "release", port)


def rehydrated(source: Path, folder: Path, *arguments: str) -> Told:
    command = [*MAIN, "rehydrate", str(source), "-o", str(folder), "--json", "-q", *HERE, *arguments]
    done = preloaded.run(command)
    return Told(done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr)


def lines_file(path: Path, articles: Sequence[dict[str, Any]]) -> Path:
    path.write_text("".join(f"{json.dumps(article)}\n" for article in articles), "utf-8")
    return path


def test_every_run_requests_only_missing_articles(made: Made, tmp_path: Path) -> None:
    first = lines_of(made.folder)[::2]
    half = lines_file(tmp_path / "half.jsonl", first)
    with serve(made.newspaper, made.port) as site:
        assert rehydrated(half, tmp_path / "back").counts == Counter(same=len(first))
        requests_before = len(site.requests)
        whole = rehydrated(made.folder, tmp_path / "back")
        second = set(site.requests[requests_before:]) - {"/robots.txt"}
    assert whole.counts == Counter(same=len(made.articles))
    assert second == {made.path_of(article) for article in made.articles} - {made.path_of(id) for id in first}
    assert {record.id: record.body for record in records(tmp_path / "back")} == {
        article.id: article.body for article in made.articles
    }


def test_the_outcome_of_each_article_is_reported(made: Made, tmp_path: Path) -> None:
    """A day later, a story is missing; one crawl meets every reason why an article is not reached."""
    known = {story.id for story in made.newspaper.stories}
    later = newspaper(edition=2)
    gone = next(story for story in later.stories if story.id in known and not story.traps)
    moved = next(story for story in made.newspaper.stories if "moved" in story.traps)
    target = next(article for article in made.articles if made.path_of(article) == moved.path)
    paths = {gone.path, moved.path}
    by_list, by_release, by_archive, *_ = (article for article in made.articles if made.path_of(article) not in paths)

    folder = released_copy(made, tmp_path / "release")
    odd = {
        "x:0000000000000001": {"url": made.front + HIDDEN_PATH},
        "x:0000000000000002": {"url": None},
        "x:0000000000000003": {"url": made.front + "/kinh-te"},
        "x:0000000000000005": {"url": "http://127.0.0.1:1/kinh-te/mot-bai-1.html"},
        "x:0000000000000004": {"url": made.front + old_path(moved), "text_sha256": target.text_sha256},
    }
    articles = [row for row in lines_of(folder) if row["id"] != target.id]
    strange = [
        {**articles[0], "canonical_url": None, "aliases": [], "id": id, **with_takedown}
        for id, with_takedown in odd.items()
    ]
    write_lines(folder, [*articles, *strange])
    (folder / "withdrawn.txt").write_text(f"{by_release.id}\n", "utf-8")
    (tmp_path / "back").mkdir()
    (tmp_path / "back" / "takedown.txt").write_text(f"{by_archive.id}\n", "utf-8")
    (tmp_path / "list.txt").write_text(f"{by_list.url}\n", "utf-8")

    with serve(
        replace(later, stories=tuple(story for story in later.stories if story.id != gone.id)), made.port
    ) as site:
        with_takedown = rehydrated(folder, tmp_path / "back", "--takedown", str(tmp_path / "list.txt"))
        withheld = {made.path_of(article) for article in (by_list, by_release, by_archive)}
        assert not {*withheld, HIDDEN_PATH} & set(site.requests)

    outcomes = {outcome["id"]: outcome for outcome in with_takedown.outcomes}
    assert {(outcomes[id]["outcome"], outcomes[id]["reason"]) for id in odd} == {
        ("not reached", "robots"),
        ("not reached", "the release has no URL"),
        ("not reached", "classified as listing"),
        ("not reached", "refused"),
        ("same", None),
    }
    assert {made.path_of(outcome) for outcome in with_takedown.outcomes if outcome["outcome"] == "withheld"} == withheld
    not_found = [outcome for outcome in with_takedown.outcomes if outcome["outcome"] == "not found"]
    assert [(made.path_of(outcome), outcome["reason"]) for outcome in not_found] == [(gone.path, "HTTP 404")]
    changed = [outcome for outcome in with_takedown.outcomes if outcome["outcome"] == "changed"]
    assert [set(row["fields"]) for row in changed] == [{"modified_at", "text"}]
    assert with_takedown.counts["same"] == len(articles) - 3 - 1 - 1 + 1


def test_fields_that_the_release_has_are_compared(made: Made, tmp_path: Path) -> None:
    old = next(article for article in made.articles if article.pictures and article.pictures[0].caption)
    release(made.archive, tmp_path / "whole", replace(ABOUT, without=frozenset()))
    release(made.archive, tmp_path / "cut", replace(ABOUT, without=frozenset({"bodies"})))
    rewritten = {"body": "Cả bài đã viết lại.", "word_count": 5, "section": "Mục khác"}
    new = replace(old, **rewritten, revision=2, text_sha256="1" * 64)
    (tmp_path / "back.jsonl").write_bytes(to_json(new) + b"\n")
    for name, fields in (("whole", ("body", "section")), ("cut", ("section", "text"))):
        (record,) = (record for record in released(tmp_path / name) if record.id == old.id)
        (found,) = changed(tmp_path / name, tmp_path / "back.jsonl", {old.id: (record, old.id)})
        assert (found.outcome, found.fields) == ("changed", fields)


def test_a_text_that_is_back_in_an_earlier_revision_is_the_same(made: Made, tmp_path: Path) -> None:
    old = made.articles[0]
    new = replace(old, body="Cả bài đã viết lại.", revision=2, text_sha256="1" * 64)
    (tmp_path / "back.jsonl").write_bytes(to_json(old) + b"\n" + to_json(new) + b"\n")
    (record,) = (record for record in released(made.folder) if record.id == old.id)
    (found,) = changed(made.folder, tmp_path / "back.jsonl", {old.id: (record, old.id)})
    assert (found.outcome, found.fields) == ("same", ())


def lines_of(folder: Path) -> list[dict[str, Any]]:
    packed = (folder / "data" / "articles.jsonl.gz").read_bytes()
    return [json.loads(line) for line in gzip.decompress(packed).splitlines()]


def write_lines(folder: Path, articles: Sequence[dict[str, Any]]) -> None:
    whole = "".join(f"{json.dumps(article)}\n" for article in articles)
    (folder / "data" / "articles.jsonl.gz").write_bytes(gzip.compress(whole.encode()))


def released_copy(made: Made, folder: Path) -> Path:
    shutil.copytree(made.folder, folder)
    return folder


def test_a_plain_crawl_requests_no_withheld_article(made: Made, tmp_path: Path) -> None:
    moved = next(story for story in made.newspaper.stories if "moved" in story.traps)
    by_url, by_id, *_ = (article for article in made.articles if made.path_of(article) != moved.path)
    (tmp_path / "back").mkdir()
    lines = (str(by_url.url), by_id.id, made.front + moved.path, made.front + "/kinh-te/*")
    (tmp_path / "back" / "takedown.txt").write_text("\n".join(lines), "utf-8")
    # The moved story's older address leads to it: a redirect is not followed either.
    few = [made.path_of(by_url), made.path_of(by_id), old_path(moved), "/kinh-te/mot-bai-khac-1.html"]
    (tmp_path / "urls.txt").write_text("".join(f"{made.front}{path}\n" for path in few), "utf-8")
    with serve(made.newspaper, made.port) as site:
        done = run("", tmp_path / "back", *HERE, "--urls", str(tmp_path / "urls.txt"), "-q")
        assert set(site.requests) == {"/robots.txt", old_path(moved)}
    assert done.report["skipped"] == {"taken down": 4}
    assert not done.report["errors"]


def test_a_takedown_list_that_cannot_be_read_stops_the_crawl(made: Made, tmp_path: Path) -> None:
    (tmp_path / "takedown.txt").write_text("the article about the market\n", "utf-8")
    with serve(made.newspaper, made.port) as site:
        done = CliRunner().invoke(main, ["crawl", site.url, "--to", str(tmp_path), "--allow-private"])
        assert not site.requests
    assert done.exit_code == 1
    assert "takedown.txt:1" in done.stderr


def test_private_addresses_are_refused_unless_they_are_allowed(made: Made, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["rehydrate", str(made.folder), "-o", str(tmp_path / "back"), "-q"])
    assert done.exit_code == 6
    assert "private address" in done.stderr
    assert not (tmp_path / "back").exists()


def test_a_release_with_all_revisions_requests_each_article_once(tmp_path: Path) -> None:
    row = {"id": "x:0000000000000001", "site": "x", "text_sha256": "a", "url": "https://x.example/a-1.html"}
    source = lines_file(tmp_path / "a.jsonl", [row, {**row, "revision": 2, "text_sha256": "b"}])
    assert [(found.revision, found.text_sha256) for found in released(source)] == [(2, "b")]


def test_a_file_that_is_not_a_release_is_reported_in_one_line(tmp_path: Path) -> None:
    source = lines_file(tmp_path / "x.jsonl", [{"a": 1}])
    done = CliRunner().invoke(main, ["rehydrate", str(source), "-o", str(tmp_path / "back")])
    assert done.exit_code == 1
    assert "x.jsonl:1: not a record of a release" in done.stderr
    assert not (tmp_path / "back").exists()
