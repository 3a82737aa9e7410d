"""`newsarchive service`: let systemd keep an archive up to date and check it every night."""

from __future__ import annotations

import getpass
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from newsarchive.cli.service_units import MARK, Service
from newsarchive.project import FILE_NAME, find_project

_Command = TypeVar("_Command", bound=Callable[..., Any])
_UNSAFE = re.compile(r"[^A-Za-z0-9.]+")
_NAME = re.compile(r"newsarchive(-[A-Za-z0-9.]+)+")
_SYSTEM = Path("/etc/systemd/system")


def _options(command: _Command) -> _Command:
    for option in (
        click.argument("folder", metavar="[ARCHIVE]", type=click.Path(path_type=Path), default=Path("data")),
        click.option("--system", is_flag=True, help="Units of the system instead of your own (as root)."),
        click.option("--name", metavar="NAME", help="First part of the units' names [default: from the folder]."),
    ):
        command = option(command)
    return command


@click.group(epilog="Exit codes: 0 done, 1 no project file, not root, or systemd refuses, 3 `status`: not running.")
def command() -> None:
    """Run `newsarchive watch` on an archive as a systemd service, and check the archive every night.

    The service watches the sites of the archive's project file at its schedule, also after a restart of the machine.
    Problems are reported as the project file says under `alarms`.
    """


@command.command()
@_options
@click.option("--run-as", metavar="USER", help="With --system: the account of the service [default: who calls sudo].")
@click.option("--start", is_flag=True, help="Also enable and start the units, by systemctl.")
@click.option("--dry-run", is_flag=True, help="Print the units and write nothing.")
def install(folder: Path, system: bool, name: str | None, run_as: str | None, start: bool, dry_run: bool) -> None:
    """Write the units for ARCHIVE: a service that watches it, a timer that checks it every night."""
    service = _service(folder, system, name, run_as)
    units = service.units()
    if dry_run:
        for unit, text in units.items():
            click.echo(f"# {_folder(system) / unit}\n{text}")
        return
    _require_systemd()
    if system and os.geteuid() != 0:
        raise click.ClickException("--system: only root may write the system's units; run it with sudo")
    target = _folder(system)
    target.mkdir(parents=True, exist_ok=True)
    for unit in units:
        _check_ours(target / unit)
    for unit, text in units.items():
        (target / unit).write_text(text, "utf-8")
        click.echo(f"{target / unit}: written", err=True)
    _check_units([target / unit for unit in units], system)
    commands = [["daemon-reload"], ["enable", "--now", *service.enabled]]
    if start:
        for words in commands:
            _systemctl(system, *words)
    else:
        click.echo("Start it:", err=True)
        for words in commands:
            click.echo(f"  {' '.join(_systemctl_words(system, *words))}")
    if not system:
        click.echo("So that it runs while you are not logged in: loginctl enable-linger", err=True)


@command.command()
@_options
@click.option("--dry-run", is_flag=True, help="Print what would be removed.")
def uninstall(folder: Path, system: bool, name: str | None, dry_run: bool) -> None:
    """Stop the units of ARCHIVE and remove them; the archive stays as it is."""
    found = _installed(folder, system, name)
    if not found:
        raise click.ClickException(f"{_folder(system)}: no units of {folder.resolve()}")
    for path in found:
        _check_ours(path)
    if dry_run:
        for path in found:
            click.echo(path)
        return
    if shutil.which("systemctl"):
        # Without a running manager (a container) there is nothing to stop.
        _systemctl(system, "disable", "--now", *(path.name for path in found), is_optional=True)
    for path in found:
        path.unlink()
        click.echo(f"{path}: removed", err=True)
    if shutil.which("systemctl"):
        _systemctl(system, "daemon-reload", is_optional=True)


@command.command()
@_options
def status(folder: Path, system: bool, name: str | None) -> None:
    """Show whether the units of ARCHIVE are installed and running."""
    found = _installed(folder, system, name)
    if not found:
        remedy = f"newsarchive service install {shlex.quote(str(folder))}"
        click.echo(f"no units of {folder.resolve()} in {_folder(system)}; {remedy}")
        sys.exit(3)
    is_running = True
    for path in found:
        state = _state(system, path.name)
        click.echo(f"{path.name}: {state}")
        is_running = is_running and (state == "active" or path.name.endswith("-check.service"))
    sys.exit(0 if is_running else 3)


def _service(folder: Path, system: bool, name: str | None, run_as: str | None) -> Service:
    folder = folder.resolve()
    project = find_project(folder)
    if project is None or not project.project.sites:
        raise click.ClickException(
            f"{folder / FILE_NAME}: {'names no sites' if project else 'there is no project file'}; "
            f"describe the collection first: newsarchive init {shlex.quote(str(folder))} SITE --contact ADDRESS"
        )
    if run_as and not system:
        raise click.UsageError("--run-as is for --system; your own units run as you")
    if any(sign in str(folder) for sign in "\n\r"):
        raise click.ClickException(f"{str(folder)!r}: a unit cannot name a folder with a line break; rename it")
    unit = _name_of(folder, name)
    profiles = (site.access.browser_profile for site in project.project.sites if site.access)
    return Service(
        name=unit,
        folder=folder,
        program=_program(),
        environment=(Path("/etc/newsarchive") if system else _config() / "newsarchive") / f"{unit}.env",
        user=(run_as or os.environ.get("SUDO_USER") or getpass.getuser()) if system else None,
        writable=tuple((folder / profile).resolve() for profile in profiles if profile),
    )


def _name_of(folder: Path, name: str | None) -> str:
    found = f"newsarchive-{name or _UNSAFE.sub('-', folder.resolve().name).strip('-') or 'data'}"
    if not _NAME.fullmatch(found):
        raise click.BadParameter("use letters, digits, dots and hyphens", param_hint="--name")
    return found


def _program() -> Path:
    """Return the command of this environment, which needs no PATH."""
    beside = Path(sys.executable).with_name("newsarchive")
    found = beside if beside.exists() else Path(shutil.which("newsarchive") or "")
    if not found.name:
        raise click.ClickException("the command newsarchive is not installed beside this Python; pip install it first")
    return found.absolute()


def _config() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")


def _folder(system: bool) -> Path:
    return _SYSTEM if system else _config() / "systemd" / "user"


def _installed(folder: Path, system: bool, name: str | None) -> list[Path]:
    unit = _name_of(folder, name)
    names = (f"{unit}.service", f"{unit}-check.timer", f"{unit}-check.service")
    return [path for name in names if (path := _folder(system) / name).exists()]


def _check_ours(path: Path) -> None:
    if path.exists() and not path.read_text("utf-8", "replace").startswith(MARK):
        raise click.ClickException(f"{path}: was not written by newsarchive; move it away, or choose another --name")


def _require_systemd() -> None:
    if not sys.platform.startswith("linux") or not shutil.which("systemctl"):
        raise click.ClickException(
            "there is no systemd on this machine; --dry-run shows the commands, which launchd (macOS), the task "
            "scheduler (Windows) or cron can run as well"
        )


def _check_units(paths: Sequence[Path], system: bool) -> None:
    """Let systemd read the units; what it finds wrong is shown, since it is a matter of its version."""
    if not shutil.which("systemd-analyze"):
        return
    words = ["systemd-analyze", *([] if system else ["--user"]), "verify", *map(str, paths)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    for line in done.stderr.splitlines():
        if any(path.name in line for path in paths):
            click.echo(f"Warning: systemd-analyze: {line}", err=True)


def _systemctl_words(system: bool, *words: str) -> list[str]:
    return ["systemctl", *([] if system else ["--user"]), *words]


def _systemctl(system: bool, *words: str, is_optional: bool = False) -> None:
    done = subprocess.run(_systemctl_words(system, *words), capture_output=True, text=True, check=False)
    if done.returncode and not is_optional:
        shown = " ".join(_systemctl_words(system, *words))
        raise click.ClickException(f"{shown}: {' '.join(done.stderr.split()) or 'failed'}; the units are written")


def _state(system: bool, unit: str) -> str:
    if not shutil.which("systemctl"):
        return "installed; systemctl was not found"
    words = _systemctl_words(system, "is-active", unit)
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "installed; systemd is not running"
