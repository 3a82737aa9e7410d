"""`newsarchive service` writes units that systemd accepts, removes only its own, and starts nothing unasked."""

from __future__ import annotations

import configparser
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from newsarchive.cli import main
from newsarchive.cli.service_units import MARK, Service, quoted

PROJECT = 'sites = ["nld"]\ncontact = "a@b.vn"\n'


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    folder = tmp_path / 'my "news" 100 %'
    folder.mkdir()
    (folder / "newsarchive.toml").write_text(PROJECT, "utf-8")
    return folder


def run(*args: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["service", *args])
    return done.exit_code, done.output


def units(archive: Path) -> list[Path]:
    return sorted((archive.parent / "config" / "systemd" / "user").glob("*"))


@pytest.mark.needs("systemctl")
def test_installed_units_are_found_and_removed_again(archive: Path) -> None:
    code, output = run("install", str(archive))
    assert code == 0, output
    assert "Warning" not in output
    names = [f"newsarchive-my-news-100{ending}" for ending in ("-check.service", "-check.timer", ".service")]
    assert [path.name for path in units(archive)] == names
    assert "enable --now newsarchive-my-news-100.service newsarchive-my-news-100-check.timer" in output
    code, output = run("status", str(archive))
    assert "newsarchive-my-news-100.service: " in output
    code, output = run("uninstall", str(archive))
    assert code == 0, output
    assert units(archive) == []
    assert (archive / "newsarchive.toml").exists()
    assert run("uninstall", str(archive))[0] == 1
    assert run("status", str(archive))[0] == 3


@pytest.mark.needs("systemctl")
def test_a_unit_of_another_program_is_neither_replaced_nor_removed(archive: Path) -> None:
    folder = archive.parent / "config" / "systemd" / "user"
    folder.mkdir(parents=True)
    (folder / "newsarchive-my-news-100-check.timer").write_text("[Timer]\n", "utf-8")
    for command in ("install", "uninstall"):
        code, output = run(command, str(archive))
        assert code == 1
        assert "was not written by newsarchive" in output
    assert [path.read_text("utf-8") for path in units(archive)] == ["[Timer]\n"]


def test_dry_run_prints_the_units_and_writes_none(archive: Path) -> None:
    code, output = run("install", str(archive), "--dry-run")
    assert code == 0
    assert output.count(MARK) == 3
    assert not (archive.parent / "config").exists()


@pytest.mark.needs("systemd-analyze")
@pytest.mark.parametrize("user", [None, "root"])
def test_systemd_finds_nothing_wrong_with_the_units(user: str | None, archive: Path, tmp_path: Path) -> None:
    program = tmp_path / "bin dir" / "newsarchive"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n", "utf-8")
    program.chmod(0o755)
    service = Service(
        name="newsarchive-x", folder=archive, program=program, environment=tmp_path / "x.env", user=user,
        writable=(tmp_path / "a profile",),
    )  # fmt: skip
    for name, text in service.units().items():
        (tmp_path / name).write_text(text, "utf-8")
    arguments = ["systemd-analyze", "verify", *(str(tmp_path / name) for name in service.units())]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert [line for line in done.stderr.splitlines() if "newsarchive-x" in line] == []


def test_the_service_watches_the_archive_and_is_not_restarted_on_wrong_input() -> None:
    service = Service(
        name="newsarchive-x", folder=Path("/srv/news"), program=Path("/opt/bin/newsarchive"),
        environment=Path("/etc/newsarchive/x.env"), user="news",
    )  # fmt: skip
    parsed = configparser.ConfigParser(interpolation=None, strict=False)
    parsed.optionxform = str  # type: ignore[assignment, method-assign]
    parsed.read_string(service.units()["newsarchive-x.service"])
    found = parsed["Service"]
    assert found["ExecStart"] == "/opt/bin/newsarchive watch --to /srv/news --quiet"
    assert (found["User"], found["ReadWritePaths"], found["KillSignal"]) == ("news", "/srv/news", "SIGINT")
    assert found["RestartPreventExitStatus"].split() == ["1", "2", "6"]


@pytest.mark.parametrize(
    ("argument", "expected"),
    [("/srv/news", "/srv/news"), ("/a b", '"/a b"'), ("100 %", '"100 %%"'), ("$HOME", '"$$HOME"'), ('a"b', '"a\\"b"')],
)
def test_an_argument_is_quoted_as_systemd_reads_it(argument: str, expected: str) -> None:
    assert quoted(argument) == expected


@pytest.mark.parametrize(
    ("args", "project", "message"),
    [
        (("install",), None, "there is no project file; describe the collection first: newsarchive init"),
        (("install",), 'contact = "a@b.vn"\n', "names no sites"),
        (("install", "--run-as", "news"), PROJECT, "--run-as is for --system"),
        (("install", "--name", "../x"), PROJECT, "use letters, digits, dots and hyphens"),
        (("uninstall",), PROJECT, "no units of"),
    ],
)
def test_what_cannot_be_done_is_explained(
    args: tuple[str, ...], project: str | None, message: str, archive: Path
) -> None:
    file = archive / "newsarchive.toml"
    file.write_text(project, "utf-8") if project else file.unlink()
    code, output = run(args[0], str(archive), *args[1:])
    assert code in (1, 2)
    assert message in output
    assert units(archive) == []
