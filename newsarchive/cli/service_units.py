"""The systemd units of an archive: one that watches its sites, and one that checks the archive every night.

Written as systemd.unit(5), systemd.service(5), systemd.exec(5) and systemd.timer(5) describe.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

#: The first line of every unit: a file without it was not written by newsarchive.
MARK = "# Written by newsarchive service install; `newsarchive service uninstall` removes it."

_WATCH = """\
{mark}
[Unit]
Description=newsarchive: keep {title} up to date
Documentation=man:systemd.service(5)
After=network-online.target
Wants=network-online.target
StartLimitIntervalSec=1h
StartLimitBurst=10

[Service]
{user}ExecStart={program} watch --to {folder} --quiet
WorkingDirectory={directory}
EnvironmentFile=-{environment}
# Ctrl-C is the normal end of a watch, and so is a limit of the project file (8): what was stored is safe.
KillSignal=SIGINT
TimeoutStopSec=120
SuccessExitStatus=130 8
Restart=on-failure
RestartSec=60
# Wrong input, wrong usage or a private address: starting again does not help.
RestartPreventExitStatus=1 2 6
{hardening}
[Install]
WantedBy={target}
"""
_CHECK = """\
{mark}
[Unit]
Description=newsarchive: check {title}

[Service]
Type=oneshot
{user}ExecStart={program} alarms {folder} --verify
WorkingDirectory={directory}
EnvironmentFile=-{environment}
Nice=10
IOSchedulingClass=idle
# 9: there are alarms, and they were sent.
SuccessExitStatus=9
{hardening}"""
_TIMER = """\
{mark}
[Unit]
Description=newsarchive: check {title} every night

[Timer]
OnCalendar=*-*-* 04:00:00
RandomizedDelaySec=30min
Persistent=true

[Install]
WantedBy=timers.target
"""
_HARDENING = """\
NoNewPrivileges=true
UMask=0027
"""
# These need the system's manager: a user's own manager may not make mount namespaces everywhere.
_SYSTEM_HARDENING = """\
PrivateTmp=true
ProtectSystem=strict
ProtectHome=read-only
ReadWritePaths={writable}
ProtectKernelTunables=true
ProtectControlGroups=true
RestrictSUIDSGID=true
"""


@dataclass(frozen=True, kw_only=True)
class Service:
    """What the units are made from: the archive *folder*, the *program*, and for the system's manager its *user*.

    *name* is the first part of the units' names, *environment* the file with secrets that the project file names, and
    *writable* are folders other than the archive that a crawl writes to (browser profiles).
    """

    name: str
    folder: Path
    program: Path
    environment: Path
    user: str | None = None
    writable: tuple[Path, ...] = ()

    def units(self) -> dict[str, str]:
        """Return the text of each unit by its file name."""
        hardening = _HARDENING + (_SYSTEM_HARDENING if self.user else "")
        values = {
            "mark": MARK,
            "title": _specifiers(str(self.folder)),
            "program": quoted(str(self.program)),
            "folder": quoted(str(self.folder)),
            "directory": _path(self.folder),
            "environment": _path(self.environment),
            "user": f"User={self.user}\n" if self.user else "",
            "hardening": hardening.format(writable=" ".join(map(_quoted_path, (self.folder, *self.writable)))),
            "target": "multi-user.target" if self.user else "default.target",
        }
        texts = {".service": _WATCH, "-check.service": _CHECK, "-check.timer": _TIMER}
        return {f"{self.name}{ending}": text.format(**values) for ending, text in texts.items()}

    @property
    def enabled(self) -> tuple[str, ...]:
        """The units that are started: the check runs when its timer says so."""
        return f"{self.name}.service", f"{self.name}-check.timer"


def quoted(argument: str) -> str:
    """Write *argument* as one word of a command line in a unit: systemd.service(5), "Command lines"."""
    text = _specifiers(argument).replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{text}"' if text != argument or any(sign in text for sign in " \t'\"\\;") or not text else text


def _path(path: Path) -> str:
    """Write *path* as a setting that takes one path: no quotes, blanks stay."""
    return _specifiers(str(path))


def _quoted_path(path: Path) -> str:
    """Write *path* as a setting that takes a list of paths."""
    text = _specifiers(str(path)).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"' if any(sign in text for sign in " \t'\"\\") else text


def _specifiers(text: str) -> str:
    return text.replace("%", "%%")
