"""The lines that the shell guide shows for completion work, and complete commands, options and subcommands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

GUIDE = Path(__file__).resolve().parent.parent / "docs" / "shell.md"
BIN = Path(sys.executable).parent
LINES = dict(re.findall(r"^\| (bash|zsh|fish) \| .+ \| `([^`]+)` \|$", GUIDE.read_text("utf-8"), re.M))


def run(shell: str, script: str, **env: str) -> str:
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [shell, "-c", script], capture_output=True, text=True, check=True, env={**os.environ, "PATH": path, **env}
    )
    return done.stdout


def test_the_guide_has_a_line_for_each_shell() -> None:
    assert {*LINES} == {"bash", "zsh", "fish"}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_line_of_the_guide_switches_completion_on(shell: str) -> None:
    if shutil.which(shell):
        shown = {"bash": "complete -p newsarchive", "zsh": "true", "fish": "complete -c newsarchive"}[shell]
        before = "autoload -U compinit && compinit -u; " if shell == "zsh" else ""
        run(shell, f"{before}{LINES[shell]}\n{shown}")
    else:
        source = re.search(r"_NEWSARCHIVE_COMPLETE=\w+ newsarchive", LINES[shell])
        assert source is not None
        assert "_newsarchive_completion" in run("sh", f"env {source[0]}")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("newsarchive cra", "plain,crawl"),
        ("newsarchive crawl --max-p", "plain,--max-pages"),
        ("newsarchive service uni", "plain,uninstall"),
    ],
)
def test_words_are_completed(words: str, expected: str) -> None:
    count = str(len(words.split()) - 1)
    found = run("sh", "newsarchive", COMP_WORDS=words, COMP_CWORD=count, _NEWSARCHIVE_COMPLETE="bash_complete")
    assert found.splitlines() == [expected]


def test_a_broken_project_file_disturbs_no_completion(tmp_path: Path) -> None:
    (tmp_path / "newsarchive.toml").write_text("sits = 1", "utf-8")
    env = {"COMP_WORDS": "newsarchive status --fail", "COMP_CWORD": "2", "_NEWSARCHIVE_COMPLETE": "bash_complete"}
    assert run("sh", f"cd {tmp_path} && newsarchive", **env).splitlines() == ["plain,--fail-on-warning"]
