"""`newsarchive show`: an article by id, the beginning of its id or any of its addresses; its revisions; its page."""

from __future__ import annotations

import gzip
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from search_pieces import store

from newsarchive import load
from newsarchive.article import Block, Credit, Picture, to_json
from newsarchive.cli import main

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "sample"
BUS = "baovidu:1f1bc2dc3b0048dd"
QUAY = "baovidu:4770912cd0bc8852"
QUAY_URL = "https://baovidu.example/thoi-su/ke-moi-ben-do-post105.html"


@pytest.fixture(scope="module", params=["with a base", "without a base"])
def sample(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> str:
    folder = tmp_path_factory.mktemp("shown") / "sample"
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("*.sqlite"))
    if request.param == "with a base":
        assert CliRunner().invoke(main, ["search", "chợ", str(folder)]).exit_code == 0
    return str(folder)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["show", *arguments])


@pytest.mark.parametrize(
    "name",
    [
        QUAY,
        "baovidu:4770",
        "4770912c",
        QUAY_URL,
        QUAY_URL.replace("https://", "http://www."),
        QUAY_URL.replace("https://", "https://m."),
        f"{QUAY_URL}?utm_source=bai&fbclid=1#duoi",
        f" {QUAY_URL} ",
    ],
)
def test_an_article_has_several_names(sample: str, name: str) -> None:
    shown = json.loads(run(name, sample, "--json").stdout)
    assert (shown["id"], shown["revision"]) == (QUAY, 2)


def test_an_article_is_printed_as_readable_text(sample: str) -> None:
    lines = run(BUS, sample).stdout.splitlines()
    assert lines[:5] == [
        "Tuyến xe buýt số 7 chạy thêm chuyến tối",
        "Báo Ví Dụ · Thời sự · 2017-10-02 06:30+07:00",
        "Quế Lâm - Hạ Vy",
        "",
        "Chuyến cuối rời bến Chợ Mới lúc 21 giờ 30, muộn hơn trước một tiếng rưỡi.",
    ]
    assert lines[-8:] == [
        "- Bến Chợ Mới: 21 giờ 30",
        "- Ngã ba Lò Gốm: 21 giờ 48",
        "- Khu tập thể Dệt: 22 giờ 05",
        "",
        f"{BUS}, revision 1 of 1, fetched 2026-11-22 01:40Z",
        "source    https://baovidu.example/thoi-su/tuyen-xe-buyt-so-7-post103.html",
        f"archived  {sample}/pages/site=baovidu/20261122T0140Z-0001.warc.gz, byte 3564 (print it with --raw)",
        "",
    ]


def test_headings_quotes_pictures_and_dateline_are_distinguished(tmp_path: Path) -> None:
    blocks = [
        Block(text="Mở đầu."),
        Block(kind="heading", text="Nước rút"),
        Block(kind="quote", text="Chúng tôi " + "chờ mãi " * 20),
        Block(kind="paragraph", text="Kết."),
    ]
    article = {
        "url": "https://a.example/x",
        "title": "Tin",
        "lead": "Tóm tắt.",
        "dateline": "Huế",
        "body": "x",
        "blocks": blocks,
        "pictures": [Picture(url="https://a.example/p.jpg", caption="Bến sông", credit="Ảnh: Lê Thử")],
        "credits": [Credit(name="Lê Thử", role="photographer")],
        "published": None,
    }
    text = run("x", str(store(tmp_path, [article]))).stdout
    assert "baovidu · undated\n" in text
    assert "Huế – Tóm tắt.\n\nMở đầu.\n\n## Nước rút\n\n> Chúng tôi" in text
    assert text.count("\n> ") == 3
    assert "\n\nKết.\n\n[image] Bến sông – Ảnh: Lê Thử\n  https://a.example/p.jpg\n" in text


def test_the_stored_page_is_printed_byte_for_byte(sample: str) -> None:
    new, old = run(QUAY, sample, "--raw"), run(QUAY, sample, "--raw", "--revision", "1")
    assert new.stdout_bytes.startswith(b"<!doctype html>")
    assert "350 mét".encode() in new.stdout_bytes
    assert "300 mét".encode() in old.stdout_bytes


@pytest.mark.parametrize("other", ["--json", "--revisions"])
def test_the_stored_page_is_printed_alone(sample: str, other: str) -> None:
    done = run(QUAY, sample, "--raw", other)
    assert done.exit_code == 2
    assert f"cannot be combined with {other}" in done.stderr


def test_revisions_are_listed(sample: str) -> None:
    assert run(QUAY, sample, "--revisions").stdout.splitlines() == [
        "revision  fetched            title                                 characters",
        "1         2026-11-22 01:40Z  Kè mới ở bến đò Vạn Xuôi dài 300 mét         137",
        "2         2026-11-23 01:40Z  Kè mới ở bến đò Vạn Xuôi dài 350 mét         196",
    ]
    lines = run(QUAY, sample, "--revisions", "--json").stdout.splitlines()
    assert [json.loads(line)["revision"] for line in lines] == [1, 2]


def test_json_is_the_record_as_stored(sample: str) -> None:
    record = next(record for record in load(sample) if record.id == BUS)
    assert json.loads(run(BUS, sample, "--json").stdout) == json.loads(to_json(record))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["zzz"], "zzz: no such article in"),
        (["https://khong.example/co"], "https://khong.example/co: no such article in"),
        (["tinmau:"], "and 7 more; give a longer prefix"),
        ([""], "an empty text is not the name of an article"),
        (["%"], "%: no such article"),
    ],
)
def test_an_ambiguous_or_unknown_name_is_refused_in_a_line(sample: str, arguments: list[str], message: str) -> None:
    done = run(*arguments, sample)
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert message in done.stderr


def test_an_unknown_revision_is_named(sample: str) -> None:
    done = run(QUAY, sample, "--revision", "7")
    assert done.exit_code == 2
    assert "no revision 7; choose from 1, 2" in done.stderr


def test_a_folder_without_records_is_named(tmp_path: Path) -> None:
    done = run("x", str(tmp_path))
    assert (done.exit_code, f"{tmp_path}: no articles here" in done.stderr) == (1, True)


def test_a_page_that_was_not_stored_or_is_missing_is_reported_in_a_line(tmp_path: Path) -> None:
    folder = store(tmp_path, [{"url": "https://a.example/x", "title": "Tin"}])
    for path in folder.glob("pages/*/*"):
        path.unlink()
    without_archive = run("x", str(folder), "--raw")
    assert (
        without_archive.exit_code,
        without_archive.stderr.count("\n"),
        "does not exist" in without_archive.stderr,
    ) == (1, 1, True)
    record = replace(next(iter(load(folder))), warc=None)
    (file,) = folder.glob("articles/*/*.gz")
    file.write_bytes(gzip.compress(to_json(record) + b"\n"))
    assert "the page of this record was not stored" in run("x", str(folder), "--raw").stderr


def test_terminal_escapes_are_shown_not_executed(tmp_path: Path) -> None:
    evil = "a\x1b]0;x\x07\x9b2J\u202eb"
    blocks = [Block(text=evil), Block(kind="heading", text=evil)]
    picture = Picture(url=f"https://a.example/{evil}", caption=evil)
    article = {"title": evil, "lead": evil, "body": evil, "blocks": blocks, "pictures": [picture], "byline": evil}
    folder = store(tmp_path, [{"url": "https://a.example/x", "section": evil, "publisher": evil, **article}])
    for arguments in ([], ["--json"], ["--revisions"]):
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(run("x", str(folder), *arguments).stdout)
