"""The examples in the docs work as shown."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from newsarchive.archive.reasons import Reason
from newsarchive.cli import COMMANDS, main

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
# Made when the site is built.
GENERATED = {"schema/newsarchive-1.schema.json", "schema/newsarchive.toml.schema.json"}
_FENCE = re.compile(r"^```python\n(.*?)^```", re.M | re.S)
_LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#]+)")


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with what the examples use, so that they write nothing into the source folder."""
    folder = tmp_path_factory.mktemp("clone")
    shutil.copytree(ROOT / "data", folder / "data", ignore=shutil.ignore_patterns("*.sqlite"))
    for name in ("docs", "tests", "newsarchive"):
        (folder / name).symlink_to(ROOT / name)
    return folder


def _python_in(page: Path) -> str:
    return "\n".join(_FENCE.findall(page.read_text("utf-8")))


# tests/test_data_format.py runs each example of that page, and compares what it prints.
RUN_ELSEWHERE = ROOT / "docs" / "data-format.md"


@pytest.mark.parametrize(
    "page", [page for page in PAGES if _python_in(page) and page != RUN_ELSEWHERE], ids=lambda page: page.name
)
def test_python_shown_in_a_document_runs(page: Path, clone: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _python_in(page)], cwd=clone, capture_output=True, text=True, check=False, timeout=250
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", [*PAGES, ROOT / "CONTRIBUTING.md"], ids=lambda page: page.name)
def test_links_between_documents_lead_somewhere(page: Path) -> None:
    links = set(_LINK.findall(page.read_text("utf-8"))) - GENERATED
    assert not [link for link in links if not (page.parent / link).exists()]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    shown = CliRunner().invoke(main, [command, "--help"])
    assert shown.exit_code == 0
    assert "Usage:" in shown.output


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command: str) -> None:
    assert any(f"newsarchive {command}" in page.read_text("utf-8") for page in PAGES)


SHOWN = re.findall(
    r"^```sh\n(.*?)^```\n\n^```text\n(.*?)^```", (ROOT / "docs" / "shell.md").read_text("utf-8"), re.M | re.S
)


def test_the_shell_guide_shows_results() -> None:
    assert len(SHOWN) >= 8


@pytest.mark.parametrize(("command", "output"), SHOWN, ids=lambda text: text.split("\n")[0][:40])
def test_a_command_of_the_shell_guide_prints_what_it_shows(
    command: str, output: str, clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(clone)
    done = CliRunner().invoke(main, shlex.split(command.removeprefix("newsarchive ")))
    assert done.stdout == output


def test_the_page_on_explanations_shows_what_explain_prints(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (ROOT / "docs" / "explain.md").read_text("utf-8")
    (command,) = re.findall(r"^```sh\nnewsarchive (extract --explain [^-].*)\n```", page, re.M)
    monkeypatch.chdir(clone)
    printed = CliRunner().invoke(main, shlex.split(command)).stdout.splitlines()
    shown = [line for block in re.findall(r"^```text\n(.*?)^```", page, re.M | re.S) for line in block.splitlines()]
    assert len(shown) > 10
    assert [line for line in shown if line not in printed] == []


def test_the_tutorial_names_the_reasons_that_the_summary_prints() -> None:
    tutorial = (ROOT / "docs" / "tutorial.md").read_text("utf-8")
    counted = re.findall(r"^ +(?:skipped|not stored) +\d+ {2}(.*)", tutorial, re.M)
    assert len(counted) == 4
    shown = {re.sub(r"^\d+ ", "", part) for line in counted for part in line.split(", ")}
    assert shown - set(Reason) == {"not modified (304)"}


def commands_in(text: str) -> list[tuple[str, str]]:
    """Return the calls of newsarchive in code blocks and inline code, as pairs of command and remainder."""
    code = [*re.findall(r"^```\w*\n(.*?)^```", text, re.M | re.S), *re.findall(r"`(newsarchive \w[^`]*)`", text)]
    return [found for block in code for found in re.findall(r"^(?:\$ )?newsarchive ([a-z]+)(?: +(.*))?$", block, re.M)]


def test_commands_in_code_are_found_and_prose_is_not() -> None:
    text = "newsarchive crawls sites. See `newsarchive diff ID`.\n```sh\nnewsarchive crawl vnexpress --to data\n```\n"
    assert commands_in(text) == [("crawl", "vnexpress --to data"), ("diff", "ID")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_options_shown_in_a_document_exist(page: Path) -> None:
    for command, rest in commands_in(page.read_text("utf-8")):
        assert command in COMMANDS, command
        shown = CliRunner().invoke(main, [command, "--help"]).output
        for option in re.findall(r"(?<!\S)--[a-z-]+", rest.partition("#")[0]):
            assert option in shown or _in_subcommand(command, rest, option), f"newsarchive {command} has no {option}"


def _in_subcommand(command: str, rest: str, option: str) -> bool:
    arguments = rest.split()
    return bool(arguments) and option in CliRunner().invoke(main, [command, arguments[0], "--help"]).output


def test_the_public_names_are_documented() -> None:
    import newsarchive

    for name in newsarchive.__all__:
        if not name.startswith("__"):
            assert getattr(newsarchive, name).__doc__


def test_the_changelog_keeps_its_form() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert text.startswith("# Changelog")
    assert "## [Unreleased]" in text or re.search(r"^## \[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}$", text, re.M)


def test_no_document_holds_the_marks_of_an_unfinished_merge() -> None:
    marks = re.compile("^(?:<{7}|>{7}) ", re.M)
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    assert [path.name for path in documents if marks.search(path.read_text("utf-8"))] == []
