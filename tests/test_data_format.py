"""docs/data-format.md: what it says is so, and what it shows comes out."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "data-format.md").read_text("utf-8")
EXAMPLES = re.findall(r"```(sh|python)\n(.*?)```\n\n```text\n(.*?)```", TEXT, re.DOTALL)
RUNNABLE = [example for example in EXAMPLES if "jq" not in example[1] or shutil.which("jq")]


def test_every_example_has_an_outcome() -> None:
    assert len(EXAMPLES) == len(re.findall(r"^```(?:sh|python)$", TEXT, re.MULTILINE)) > 8


@pytest.mark.parametrize(("language", "code", "outcome"), RUNNABLE)
def test_an_example_prints_what_is_shown(language: str, code: str, outcome: str) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = ["bash", "-euc", code] if language == "sh" else [sys.executable, "-c", code]
    environment = {**os.environ, "PATH": path, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == (outcome, "")
