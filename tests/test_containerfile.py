"""The Containerfile is linted where no container engine is at hand; what it promises is checked against the project."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from newsarchive.cli import main

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "Containerfile"


def instructions() -> list[tuple[str, str]]:
    """Return the instructions in order, each as its word and the rest of its lines."""
    text = re.sub(r"^#.*\n", "", FILE.read_text("utf-8"), flags=re.M).replace("\\\n", " ")
    found = (line.partition(" ") for line in text.splitlines() if line.strip())
    return [(word, rest.strip()) for word, _, rest in found]


def stages() -> list[list[tuple[str, str]]]:
    found: list[list[tuple[str, str]]] = []
    for instruction in instructions():
        if instruction[0] == "FROM":
            found.append([])
        found[-1].append(instruction)
    return found


@pytest.mark.needs("hadolint")
def test_hadolint_finds_nothing(hadolint: str) -> None:
    done = subprocess.run([hadolint, "--no-color", str(FILE)], capture_output=True, text=True, check=False)
    assert done.stdout + done.stderr == ""


def test_both_stages_begin_from_the_same_pinned_slim_python_that_the_project_supports() -> None:
    bases = [stage[0][1].partition(" AS ")[0] for stage in stages()]
    assert len(bases) == 2
    assert len(set(bases)) == 1
    version = re.fullmatch(r"docker\.io/library/python:(\d+)\.(\d+)\.\d+-slim-[a-z]+", bases[0])
    assert version is not None
    assert (int(version[1]), int(version[2])) >= (3, 11)


def test_everything_that_is_copied_exists_and_is_sent_to_the_builder() -> None:
    sent = [line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")]
    copied = [rest.split()[:-1] for word, rest in stages()[0] if word == "COPY"]
    names = [name.removeprefix("./") for names in copied for name in names]
    assert names
    assert all((ROOT / name).exists() for name in names)
    assert set(names) == set(sent)


def test_the_last_stage_runs_unprivileged_and_stops_on_sigint() -> None:
    last = dict(stages()[-1])
    user = last["USER"].partition(":")[0]
    assert user.isdigit()
    assert int(user) > 0
    assert f"--uid {user} " in last["RUN"]
    assert last["STOPSIGNAL"] == "SIGINT"
    assert last["HEALTHCHECK"].partition("CMD ")[0].split()[0].startswith("--interval=")


def test_the_commands_of_the_image_exist() -> None:
    last = dict(stages()[-1])
    start = [*json.loads(last["ENTRYPOINT"]), *json.loads(last["CMD"])]
    health = json.loads(last["HEALTHCHECK"].partition("CMD ")[2])[-1].split(" > ")[0].split()
    for program, command, *_ in (start, health):
        assert program == "newsarchive"
        assert CliRunner().invoke(main, [command, "--help"]).exit_code == 0


def test_the_health_check_needs_a_readable_archive_and_a_report_of_today(tmp_path: Path) -> None:
    last = dict(stages()[-1])
    shell = json.loads(last["HEALTHCHECK"].partition("CMD ")[2])[-1].replace("/data", str(tmp_path / "data"))
    status, _, recent = shell.partition(" && ")
    assert subprocess.run(["sh", "-c", recent], check=False, capture_output=True).returncode != 0
    shutil.copytree(ROOT / "data" / "sample", tmp_path / "data")
    next((tmp_path / "data" / "runs").glob("*.json")).touch()
    assert subprocess.run(["sh", "-c", recent], check=False).returncode == 0
    assert CliRunner().invoke(main, status.split(" > ")[0].split()[1:]).exit_code == 0
