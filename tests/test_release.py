"""A release is made whole, the same each time, and without what was asked to be left out."""

from __future__ import annotations

import gzip
import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import newsarchive
from newsarchive.cli import main
from newsarchive.release.about import About, BadRelease
from newsarchive.release.make import FolderExists, NothingToRelease, release

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "data" / "sample"
ABOUT = About(title="Báo Ví Dụ", contact="xin-go-bai@example.org", date=date(2026, 11, 23))


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def lines_of(folder: Path) -> list[dict[str, Any]]:
    packed = (folder / "data" / "articles.jsonl.gz").read_bytes()
    return [json.loads(line) for line in gzip.decompress(packed).splitlines()]


def run(*arguments: str) -> Result:
    options = ("--title", "Báo Ví Dụ", "--contact", "xin-go-bai@example.org", "--date", "2026-11-23")
    return CliRunner().invoke(main, ["release", *options, *arguments])


def shuffled_copy(folder: Path) -> Path:
    """Return an archive of the same records that were stored in another order, with a run more."""
    shutil.copytree(SAMPLE, folder)
    for file in (folder / "articles").rglob("*.jsonl.gz"):
        lines = gzip.decompress(file.read_bytes()).splitlines(keepends=True)
        file.write_bytes(b"".join(gzip.compress(line) for line in reversed(lines)))
    return folder


def test_the_same_archive_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        release(SAMPLE, tmp_path / name, ABOUT)
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")


def test_the_order_in_which_a_month_was_fetched_does_not_matter(tmp_path: Path) -> None:
    release(SAMPLE, tmp_path / "one", ABOUT)
    release(shuffled_copy(tmp_path / "archive"), tmp_path / "two", ABOUT)
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")


def test_records_are_those_of_the_archive(tmp_path: Path) -> None:
    release(SAMPLE, tmp_path / "made", ABOUT)
    expected = {record.id: replace(record, warc=None) for record in newsarchive.load(SAMPLE)}
    assert {record.id: record for record in newsarchive.load(tmp_path / "made")} == expected


def test_a_folder_that_exists_is_never_touched(tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    with pytest.raises(FolderExists, match="name a new folder"):
        release(SAMPLE, tmp_path / "made", ABOUT)
    assert not list((tmp_path / "made").iterdir())


@pytest.mark.parametrize("about", [replace(ABOUT, since="2031"), replace(ABOUT, sites=("baovidu",), until="1990")])
def test_no_file_remains_when_there_is_nothing_to_release(tmp_path: Path, about: About) -> None:
    with pytest.raises(NothingToRelease):
        release(SAMPLE, tmp_path / "made", about)
    assert not list(tmp_path.iterdir())


def test_no_file_remains_when_a_record_cannot_be_read(tmp_path: Path) -> None:
    archive = shuffled_copy(tmp_path / "archive")
    file = next((archive / "articles").rglob("2018-01.jsonl.gz"))
    file.write_bytes(gzip.compress(b'{"id": 7}\n'))
    with pytest.raises(ValueError, match="2018-01"):
        release(archive, tmp_path / "made", ABOUT)
    assert {path.name for path in tmp_path.iterdir()} == {"archive"}


def test_articles_whose_publisher_reserves_ai_training_are_left_out_on_request(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    shutil.copytree(SAMPLE, archive)
    path = sorted(archive.glob("articles/**/*.jsonl.gz"))[0]
    lines = [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
    for line, allowed in zip(lines, (False, True), strict=False):
        line["ai_training"] = [{"source": "page", "statement": "robots: noai", "allowed": allowed}]
    path.write_bytes(gzip.compress(b"".join(json.dumps(line).encode() + b"\n" for line in lines)))
    whole = release(archive, tmp_path / "whole", ABOUT)
    facts = release(archive, tmp_path / "respectful", replace(ABOUT, respects_ai_training=True))
    assert (whole.reserved, facts.reserved, whole.records - facts.records) == (0, 1, 1)
    card = (tmp_path / "respectful" / "README.md").read_text("utf-8")
    assert "Left out: 1 record whose publisher reserves AI training." in card
    assert "reserves AI training" not in (tmp_path / "whole" / "README.md").read_text("utf-8")


def test_withheld_articles_are_in_no_file_of_the_release(tmp_path: Path) -> None:
    archive = shuffled_copy(tmp_path / "archive")
    by_id, by_url, by_pattern = (
        record for number, record in enumerate(newsarchive.load(SAMPLE)) if number in (0, 5, 20)
    )
    assert by_url.url
    assert by_pattern.url
    (archive / "takedown.txt").write_text(f"{by_id.id}\n", "utf-8")
    second_list = tmp_path / "more.txt"
    second_list.write_text(f"# by letter\n{by_url.url}\n{by_pattern.url[:-8]}*\n", "utf-8")
    facts = release(archive, tmp_path / "made", ABOUT, takedown=[second_list])
    removed_ids = {by_id.id, by_url.id, by_pattern.id}
    assert facts.withdrawn == removed_ids
    files = bytes_of(tmp_path / "made")
    files["lines"] = gzip.decompress(files.pop("data/articles.jsonl.gz"))
    assert len(files["lines"].splitlines()) == 24 - len(removed_ids)
    withdrawn = files.pop("withdrawn.txt").decode()
    assert all(id in withdrawn for id in removed_ids)
    for record in (by_id, by_url, by_pattern):
        texts = [text for text in (record.id, record.title, record.url, record.text_sha256) if text]
        assert not [(name, text) for name, whole in files.items() for text in texts if text.encode() in whole]
    assert "version (1.0.0 of 2026-11-23): 3." in files["TAKEDOWN.md"].decode()


def test_withdrawn_ids_are_a_takedown_list_for_the_next_version(tmp_path: Path) -> None:
    first = next(iter(newsarchive.load(SAMPLE)))
    (tmp_path / "list.txt").write_text(f"{first.url}\n", "utf-8")
    release(SAMPLE, tmp_path / "one", ABOUT, takedown=[tmp_path / "list.txt"])
    release(SAMPLE, tmp_path / "two", ABOUT, takedown=[tmp_path / "one" / "withdrawn.txt"])
    release(tmp_path / "two", tmp_path / "three", ABOUT)
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two") == bytes_of(tmp_path / "three")


def test_a_reduced_release_has_no_text_name_or_picture_in_any_file(tmp_path: Path) -> None:
    release(SAMPLE, tmp_path / "made", replace(ABOUT, without=frozenset({"bodies", "images", "personal"})))
    files = bytes_of(tmp_path / "made")
    files["lines"] = gzip.decompress(files.pop("data/articles.jsonl.gz"))
    for record in newsarchive.load(SAMPLE):
        texts = [record.lead, record.byline, *record.body.split("\n\n"), *(picture.url for picture in record.pictures)]
        texts += [name for name in (*record.authors, *(credit.name for credit in record.credits)) if len(name) > 8]
        for text in (text for text in texts if text):
            assert not [name for name, whole in files.items() if text.encode() in whole], text


@pytest.mark.parametrize("without", [frozenset(), frozenset({"bodies"}), frozenset({"bodies", "images", "personal"})])
def test_a_release_of_a_release_leaves_out_the_same(tmp_path: Path, without: frozenset[str]) -> None:
    release(SAMPLE, tmp_path / "one", replace(ABOUT, without=without))
    release(tmp_path / "one", tmp_path / "two", ABOUT)
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")


def test_a_selection_of_the_archive_is_released(tmp_path: Path) -> None:
    about = replace(ABOUT, sites=("tinmau",), since="2017-09", until="2018-01")
    facts = release(SAMPLE, tmp_path / "made", about)
    expected = {record.id for record in newsarchive.load(SAMPLE, sites="tinmau", since="2017-09", until="2018-01")}
    assert {row["id"] for row in lines_of(tmp_path / "made")} == expected
    assert list(facts.sites) == ["tinmau"]
    card = (tmp_path / "made" / "README.md").read_text("utf-8")
    assert "published since 2017-09 and until 2018-01" in card


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("contact", "the editors", "not a mail address or a web page"),
        ("title", "two\nlines", "not a single line of text"),
        ("title", " ", "not a single line of text"),
        ("license", "Proprietary", "choose from CC0-1.0"),
        ("without", frozenset({"titles"}), "choose from bodies, images, personal"),
    ],
)
def test_an_invalid_description_is_refused_at_once(name: str, value: Any, message: str) -> None:
    with pytest.raises(BadRelease, match=message):
        replace(ABOUT, **{name: value})


@pytest.mark.parametrize(
    ("title", "name"),
    [("Báo Đà Nẵng: 2017–2020", "bao-da-nang-2017-2020"), ("新聞", "news-articles"), ("A/B -- c", "a-b-c")],
)
def test_a_title_becomes_an_identifier(title: str, name: str) -> None:
    assert replace(ABOUT, title=title).name == name


def test_a_title_with_every_special_character_keeps_the_card_readable(tmp_path: Path) -> None:
    import yaml

    title = "# “A”: |b| - c, {d} & 'e' \\ --- $f %20 <g>"
    release(SAMPLE, tmp_path / "made", replace(ABOUT, title=title))
    head = (tmp_path / "made" / "README.md").read_text("utf-8").split("---\n")[1]
    assert yaml.safe_load(head)["pretty_name"] == title
    assert yaml.safe_load((tmp_path / "made" / "CITATION.cff").read_text("utf-8"))["title"] == title


def test_the_command_and_the_function_make_the_same_release(tmp_path: Path) -> None:
    done = run(str(SAMPLE), "-o", str(tmp_path / "made"), "--without", "bodies", "--json")
    assert done.exit_code == 0, done.output
    options = json.loads(done.stdout)
    assert (options["records"], options["without"], options["first"]) == (24, ["bodies"], "2017-09-09")
    release(SAMPLE, tmp_path / "called", replace(ABOUT, without=frozenset({"bodies"})))
    assert bytes_of(tmp_path / "made") == bytes_of(tmp_path / "called")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--license", "MINE"], 2, "choose from CC0-1.0"),
        (["--contact", "the editors"], 2, "not a mail address or a web page"),
        (["--title", " "], 2, "not a single line of text"),
        (["--since", "yesterday"], 2, "not a time"),
        (["--site", "baovidi"], 1, 'no articles of "baovidi"'),
        (["--until", "1950"], 1, "no record to release"),
    ],
)
def test_an_error_is_reported_in_one_line(tmp_path: Path, arguments: list[str], code: int, message: str) -> None:
    done = run(str(SAMPLE), "-o", str(tmp_path / "made"), *arguments)
    assert done.exit_code == code
    assert message in done.stderr
    assert "Traceback" not in done.output
    assert not (tmp_path / "made").exists()
