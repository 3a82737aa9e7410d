"""`newsarchive search`: what it prints, and how it refuses."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from search_pieces import store

from newsarchive.cli import main

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "sample"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("searched") / "sample"
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("*.sqlite"))
    return str(folder)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["search", *arguments])


def test_a_hit_is_printed_with_its_words_marked(sample: str) -> None:
    done = run("ben do", sample)
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "Kè mới ở «bến đò» Vạn Xuôi dài 350 mét",
        "  2018-01-12 07:05 · Báo Ví Dụ · Thời sự · Hạ Vy",
        "  Đoạn kè lát đá vừa xong trước con nước cuối năm.",
        "  baovidu:4770912cd0bc8852  https://baovidu.example/thoi-su/ke-moi-ben-do-post105.html",
        "",
    ]
    assert done.stderr == "1 found, 1 shown\n"


def test_an_index_is_not_built_in_a_folder_that_does_not_exist(sample: str, tmp_path: Path) -> None:
    done = run("ben do", sample, "--index", str(tmp_path / "none" / "a.sqlite"))
    assert (done.exit_code, done.stderr) == (1, f"Error: {tmp_path}/none: no such folder; create it first\n")
    assert not (tmp_path / "none").exists()


def test_json_lines_have_the_positions_of_the_words(sample: str) -> None:
    done = run("hoa man", sample, "--json", "--exact")
    assert done.stdout == ""
    (line,) = run("hoa mận", sample, "--json", "--exact").stdout.splitlines()
    hit = json.loads(line)
    assert (hit["id"], hit["authors"], hit["apart"]) == ("tinmau:3a1928e7bf7059ba", [], False)
    assert [hit["title"][start:end] for start, end in hit["title_marks"]] == ["Hoa mận"]


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (["--site", "tinmau"], 7),
        (["--site", "tinmau", "--site", "baovidu", "--limit", "50"], 13),
        (["--since", "2019", "--until", "2019-04-20"], 1),
        (["--section", "kinh te"], 2),
        (["--author", "truc mai", "--section", "Kinh tế"], 1),
        (["--limit", "3"], 3),
        (["--limit", "9" * 23], 13),
    ],
)
def test_options_filter(sample: str, options: list[str], count: int) -> None:
    assert len(run("cho", sample, "--json", *options).stdout.splitlines()) == count


def test_overlapping_words_are_marked_once(sample: str) -> None:
    assert "«bến đò» Vạn" in run("do OR (ben do) OR ben", sample, "--limit", "1").stdout


@pytest.mark.parametrize("query", ['"', "…", "NOT chợ", "\x00"])
def test_a_query_without_words_is_refused_in_a_line(sample: str, query: str) -> None:
    done = run(query, sample)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "no word to search" in done.stderr


def test_a_folder_without_an_archive_is_refused_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for name, what in ((".", "no articles here"), ("nowhere", "no such folder"), ("file", "a file, not a folder")):
        done = run("chợ", str(tmp_path / name))
        assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
        assert f"{tmp_path / name}: {what}" in done.stderr


def test_an_unknown_site_is_refused_in_a_line(sample: str) -> None:
    done = run("cho", sample, "--site", "tinmao")
    assert (done.exit_code, done.stderr) == (1, f'Error: {sample}: no articles of "tinmao"; did you mean tinmau?\n')
    assert run("zzz", sample, "--site", "TinMau").stderr == "nothing found\n"


def test_an_invalid_time_is_refused(sample: str) -> None:
    done = run("chợ", sample, "--since", "hôm qua")
    assert done.exit_code == 2
    assert "'hôm qua': not a time" in done.stderr


def test_a_file_that_is_not_an_index_is_replaced_with_a_warning(tmp_path: Path, sample: str) -> None:
    base = tmp_path / "index.sqlite"
    base.write_bytes(b"no index" * 1000)
    done = run("ben do", sample, "--index", str(base))
    assert "bến đò" in done.stdout
    assert done.stderr.splitlines() == [
        f"Warning: {base}: the search index is rebuilt (file is not a database)",
        "1 found, 1 shown",
    ]


def test_damage_detected_while_reading_only_costs_a_rebuild(tmp_path: Path) -> None:
    folder = store(tmp_path, [{"title": "Cầu treo bến Đục"}])
    assert "Cầu «treo»" in run("treo", str(folder)).stdout
    with closing(sqlite3.connect(folder / "search.sqlite")) as base:
        base.execute("UPDATE articles_fts_data SET block = x'00ff00ff00' WHERE id > 10")
        base.commit()
    done = run("treo", str(folder), "--json")
    assert json.loads(done.stdout)["title"] == "Cầu treo bến Đục"
    assert "search.sqlite: the search index is damaged and is rebuilt (" in done.stderr
    assert run("treo", str(folder)).stderr == "1 found, 1 shown\n"


def test_terminal_escapes_in_the_text_are_shown_not_executed(tmp_path: Path) -> None:
    folder = store(tmp_path, [{"title": "Tin \x1b[2J lạ", "body": "Chữ \x9b31m đỏ \u202e ngược."}])
    for shown in (run("tin", str(folder)).stdout, run("tin", str(folder), "--json").stdout):
        assert not {"\x1b", "\x9b", "\u202e"} & set(shown)
    assert json.loads(run("tin", str(folder), "--json").stdout)["title"] == "Tin \x1b[2J lạ"


def test_a_closed_pipe_ends_the_command_quietly(tmp_path: Path) -> None:
    folder = store(tmp_path, [{"title": f"Tin {number}", "body": "Nước lên. " * 20} for number in range(400)])
    command = f"{sys.executable} -m newsarchive search tin {folder} --limit 400 | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") == 1
