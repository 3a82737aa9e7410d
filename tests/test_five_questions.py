"""The tutorial of five questions prints what its page shows."""

from __future__ import annotations

import os
import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from newsarchive.cli import main

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "five-questions.md").read_text("utf-8")
SHOWN = re.findall(r"```\n(newsarchive [^\n]+)\n```\n\n```text\n(.*?)\n```", PAGE, re.S)


def test_there_are_five_questions() -> None:
    assert len(SHOWN) == 5
    assert PAGE.count("\n## ") == 5


@pytest.mark.parametrize(("command", "answer"), SHOWN)
def test_a_command_prints_the_answer_of_the_page(tmp_path: Path, command: str, answer: str) -> None:
    shutil.copytree(ROOT / "data" / "sample", tmp_path / "data" / "sample")
    before = Path.cwd()
    os.chdir(tmp_path)
    try:
        done = CliRunner().invoke(main, shlex.split(command)[1:])
    finally:
        os.chdir(before)
    assert done.exit_code == 0, done.output
    printed = [line.rstrip() for line in done.stdout.splitlines()]
    counted = done.stderr.strip().splitlines()[-1:]
    assert answer in ("\n".join([*printed, *counted]).strip("\n"), "\n".join(printed).strip("\n"))
