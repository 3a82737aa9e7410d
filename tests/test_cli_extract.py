from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from newsarchive.cli.extract import command

PAGE = "<html lang=vi><title>Chợ nổi họp lại</title><body><h1>Chợ nổi họp lại</h1><p>Ghe xuồng về sớm.</p></html>"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(PAGE, "utf-8")
    return path


def test_each_page_gives_one_json_line(page: Path) -> None:
    done = CliRunner().invoke(command, [str(page), str(page)])
    assert done.exit_code == 0
    titles = [json.loads(line)["title"] for line in done.stdout.splitlines()]
    assert titles == ["Chợ nổi họp lại"] * 2


def test_a_dash_reads_standard_input() -> None:
    done = CliRunner().invoke(command, ["-", "--url", "https://chonoi.example/hop-lai.html"], input=PAGE.encode())
    assert json.loads(done.stdout)["canonical_url"] == "https://chonoi.example/hop-lai.html"


def test_explain_prints_where_each_field_was_found(page: Path) -> None:
    done = CliRunner().invoke(command, ["--explain", str(page)])
    assert done.exit_code == 0
    assert "title: Chợ nổi họp lại" in done.stdout
    assert "h1: Chợ nổi họp lại" in done.stdout
    assert "published_at: (not on the page)" in done.stdout


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b" \n", "the file is empty"),
        (bytes(range(1, 256)) * 4, "binary data"),
        (b"%PDF-1.7\n", "a PDF file"),
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"\x1f\x8b\x08\x00", "a gzip file"),
    ],
)
def test_a_file_that_is_not_a_page_is_refused_with_its_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    done = CliRunner().invoke(command, [str(path)])
    assert done.exit_code == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"newsarchive: {path}: {reason}")
    assert done.stderr.count("\n") == 1


def test_a_url_in_place_of_a_file_is_refused_with_the_command_that_fetches_it() -> None:
    done = CliRunner().invoke(command, ["https://river.example/a/1.html"])
    assert done.exit_code == 1
    assert "https://river.example/a/1.html: a URL, not a file; `newsarchive crawl --urls FILE` fetches" in done.stderr


def test_a_missing_file_does_not_stop_the_others(page: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(command, [str(tmp_path / "gone.html"), str(page)])
    assert done.exit_code == 1
    assert "gone.html: No such file or directory" in done.stderr
    assert json.loads(done.stdout)["title"] == "Chợ nổi họp lại"


def test_a_folder_is_refused_in_one_line(tmp_path: Path) -> None:
    done = CliRunner().invoke(command, [str(tmp_path)])
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert f"newsarchive: {tmp_path}: a folder; give a saved page, an archive with --again, or WARC" in done.stderr


def test_publisher_files_of_ones_own_are_used(tmp_path: Path) -> None:
    (tmp_path / "chonoi.toml").write_text(
        'name = "Chợ Nổi"\ndomains = ["chonoi.example"]\ntitle = ["css: .ten"]\narticle_url = [\'\\.html$\']\n', "utf-8"
    )
    arguments = ["-", "--url", "https://chonoi.example/hop-lai.html"]
    page = PAGE.replace("<p>", "<b class=ten>Chợ nổi đông ghe</b><p>").encode()
    plain = json.loads(CliRunner().invoke(command, arguments, input=page).stdout)
    theirs = json.loads(CliRunner().invoke(command, [*arguments, "--publishers", str(tmp_path)], input=page).stdout)
    assert (plain["title"], theirs["title"]) == ("Chợ nổi họp lại", "Chợ nổi đông ghe")
    assert theirs["publisher"] == "Chợ Nổi"


def test_explain_prints_every_block_with_label_rule_and_reason(page: Path) -> None:
    done = CliRunner().invoke(command, ["--explain", str(page)])
    assert done.exit_code == 0
    assert "page.outside: stands outside of the element that holds the article's text" in done.stdout
    assert re.search(r"widget +page\.outside +\S", done.stdout)


def test_explain_prints_the_same_as_json(page: Path) -> None:
    done = CliRunner().invoke(command, ["--explain", "--json", str(page), str(page)])
    assert done.exit_code == 0
    first, second = map(json.loads, done.stdout.splitlines())
    assert first == second
    assert (first["page"], first["fields"]["published_at"]) == (str(page), {"value": None, "candidates": []})
    title = first["fields"]["title"]
    assert title["value"] == title["candidates"][0]["value"] == "Chợ nổi họp lại"
    assert [candidate["chosen"] for candidate in title["candidates"]].count(True) == 1
    assert {"text", "label", "rule", "reason", "place"} == set(first["blocks"][0])


def test_the_json_of_an_explanation_has_times_and_credits(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        "<h1>Bến đò mở lại</h1><time datetime='2024-03-02T08:00+07:00'>02/03/2024 08:00</time>"
        "<p>Chiếc đò gỗ dài mười hai mét được sơn lại màu xanh, hai bên mạn treo phao cứu sinh mới.</p>"
        '<script type="application/ld+json">{"@type": "NewsArticle", "author": {"@type": "Person", "name": "Hà An"}}'
        "</script>",
        "utf-8",
    )
    fields = json.loads(CliRunner().invoke(command, ["--explain", "--json", str(path)]).stdout)["fields"]
    assert fields["published_at"]["candidates"][0]["value"] == fields["published_at"]["value"]
    assert fields["published_at"]["value"].startswith("2024-03-02T08:00:00+07:00")
    assert fields["authors"]["candidates"][0]["value"] == [{"name": "Hà An", "role": "author"}]


def test_an_explanation_is_html_or_json(page: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(command, ["--explain", "--json", "--html", str(tmp_path / "x.html"), str(page)])
    assert done.exit_code == 2
    assert "--html cannot be combined with --json" in done.output


def test_explain_writes_a_page_with_colored_labels_in_which_nothing_runs(tmp_path: Path) -> None:
    sentence = "Chiếc đò gỗ dài mười hai mét được sơn lại màu xanh, hai bên mạn treo phao cứu sinh mới mua."
    body = "".join(f"<p>{sentence} &lt;script&gt;x({n})&lt;/script&gt;</p>" for n in range(4))
    source, target = tmp_path / "a.html", tmp_path / "labels.html"
    source.write_text(f"<h1>Bến đò</h1><div class=content>{body}</div><div class=tags>đò</div>", "utf-8")
    done = CliRunner().invoke(command, ["--explain", "--html", str(target), str(source)])
    assert done.exit_code == 0, done.output
    written = target.read_text("utf-8")
    assert written.count("<b>text</b>") == 4
    assert "class.keywords" in written
    assert "<script>" not in written


def test_the_page_with_labels_is_not_written_into_a_folder_that_does_not_exist(page: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(command, ["--explain", "--html", str(tmp_path / "none" / "x.html"), str(page)])
    assert (done.exit_code, str(done.exception)) == (1, f"[Errno 2] no such folder; create it first: '{tmp_path}/none'")
    assert not (tmp_path / "none").exists()


def test_html_requires_explain(page: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(command, ["--html", str(tmp_path / "x.html"), str(page)])
    assert done.exit_code == 2
    assert "--explain" in done.output
