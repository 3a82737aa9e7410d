"""newsarchive report: one page whose numbers are the archive's, and which nothing in the archive can break out of."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from search_pieces import store

from newsarchive.article import Credit
from newsarchive.cli import main

HOSTILE = '"><img src=x onerror=alert(1)><script>alert(2)</script>'


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["report", *map(str, arguments)])


def _page(*arguments: object) -> str:
    done = _run(*arguments, "-o", "-")
    assert done.exit_code == 0, done.output
    return done.stdout


def _cells(page: str, first: str) -> list[str]:
    (row,) = [row for row in re.findall(r"<tr>(.*?)</tr>", page) if re.match(rf"<td[^>]*>{re.escape(first)}</td>", row)]
    return re.findall(r"<td[^>]*>(.*?)</td>", row)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    start = datetime.fromisoformat("2017-09-04T06:30:00+07:00")
    articles = [
        {
            "title": f"Tin {day} {number}",
            "published": (start + timedelta(days=day)).isoformat(),
            "published_precision": "minute",
            "body": "một hai ba",
            "section": "Thời sự",
            "authors": ["Lê Thử"],
            "credits": [Credit(name="TTXVN", role="agency")] if number == 0 else [],
        }
        for day in range(60)
        if day not in range(30, 37)
        for number in range(6)
    ]
    other = {"site": "songlam", "title": HOSTILE, "authors": [HOSTILE], "section": HOSTILE, "published": None}
    return store(tmp_path_factory.mktemp("report") / "data", [*articles, other])


@pytest.fixture(scope="module")
def page(archive: Path) -> str:
    return _page(archive)


def test_the_overview_counts_each_site(page: str) -> None:
    page = page.partition('id="lengths"')[0]
    assert _cells(page, "baovidu")[1:7] == ["318", "318", "2017-09-04", "2017-11-02", "100%", "3"]
    assert _cells(page, "songlam")[1:7] == ["1", "1", "", "", "100%", "0"]
    assert "1 article without a day of publication" in page


def test_every_section_of_the_report_is_present(page: str) -> None:
    headings = re.findall(r"<h2>(.*?)</h2>", page)
    assert headings == [
        *("Overview", "Articles by time", "Hours of publication", "Sections", "Bylines", "Agencies"),
        *("Lengths", "Fields", "Gaps"),
    ]
    assert page.count("<svg") == 8


def test_an_empty_week_is_listed_as_a_gap(page: str) -> None:
    gaps = page.partition('id="gaps"')[2]
    assert _cells(gaps, "baovidu") == ["baovidu", "2017-10-04", "2017-10-10", "7", "0", "42", ""]


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (("--site", "songlam"), "1 article of 1 site."),
        (("--since", "2017-11", "--until", "2017-11-01", "--site", "baovidu"), "6 articles of 1 site."),
    ],
)
def test_filters_narrow_the_report(archive: Path, options: tuple[str, ...], count: str) -> None:
    assert count in _page(archive, *options)


def test_an_empty_selection_gives_a_page_that_says_so(archive: Path) -> None:
    page = _page(archive, "--since", "2030")
    assert "there is nothing to show" in page


def test_names_from_pages_stay_text(page: str) -> None:
    assert "<script" not in page
    assert "<img" not in page
    assert page.count("&lt;img src=x") == 2


def test_one_article_is_enough(tmp_path: Path) -> None:
    assert "1 article of 1 site." in _page(store(tmp_path, [{"title": "Một"}]))


def test_an_archive_without_articles_is_an_error_in_one_line_and_leaves_the_old_page(tmp_path: Path) -> None:
    old = tmp_path / "report.html"
    old.write_text("old")
    (tmp_path / "empty").mkdir()
    done = _run(tmp_path / "empty", "-o", old)
    assert done.exit_code == 1
    assert "no articles here yet" in done.stderr
    assert old.read_text() == "old"


def test_the_page_is_written_whole_and_is_the_same_again(archive: Path, page: str, tmp_path: Path) -> None:
    done = _run(archive, "-o", tmp_path / "report.html")
    assert done.stderr.endswith("report.html: 319 articles\n")
    assert (tmp_path / "report.html").read_text("utf-8") == page
    assert page.endswith("</html>")
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_the_title_states_the_selection_or_is_the_given_one(archive: Path) -> None:
    assert "<title>News archive data · songlam · from 2030-01-01</title>" in _page(
        archive, "--site", "songlam", "--since", "2030"
    )
    assert "<title>Kho báo</title>" in _page(archive, "--since", "2030", "--title", "Kho báo")


def test_a_path_that_cannot_be_written_is_named(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = _run(archive, "--since", "2030", "-o", tmp_path / "file" / "report.html")
    assert done.exit_code == 1
    assert "report.html" in done.stderr or "file" in done.stderr
    assert "Traceback" not in done.output


@pytest.mark.parametrize("command", ["report", "export"])
def test_a_folder_that_is_missing_is_refused_and_not_created(archive: Path, tmp_path: Path, command: str) -> None:
    output = tmp_path / "missing" / "out.csv"
    done = CliRunner().invoke(main, [command, str(archive), "-o", str(output)])
    assert (done.exit_code, done.stderr) == (1, f"Error: {output.parent}: no such folder; create it first\n")
    assert not output.parent.exists()
