"""The session of docs/transcript.md is run as it is written, with a real newspaper and a real SMTP server."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from ports import free_port

from newsarchive.demo import Served, newspaper, serve

GUIDE = Path(__file__).resolve().parent.parent / "docs" / "transcript.md"
_BLOCK = re.compile(r"^```(console|toml|text)\n(.*?)^```", re.M | re.S)


class Mailbox(Message):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__()
        self.messages: list[Any] = []

    def handle_message(self, message: Any) -> None:
        self.messages.append(message)


def steps(block: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a console block with what the guide shows below it."""
    for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


def pattern(shown: str) -> re.Pattern[str]:
    """Return what *shown* matches: … is anything within a line, and alone on a line any lines."""
    lines = [line.rstrip() for line in shown.splitlines()]
    parts = [r"(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*") + r"\s*?\n" for line in lines]
    return re.compile("".join(parts))


class Shell:
    """A shell in *folder*, as far as the guide needs one; the newspaper decides when a crawl is killed."""

    def __init__(self, folder: Path, site: Served) -> None:
        self.folder, self.site = folder, site
        self.code = 0
        self._behind: subprocess.Popen[bytes] | None = None
        self._env = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}

    def run(self, command: str) -> str:
        if command == "echo $?":
            return f"{self.code}\n"
        if command == "kill -9 $!":
            self._kill()
            return ""
        if command.endswith(" &"):
            arguments = ["sh", "-c", f"exec {command.removesuffix(' &')}"]
            self._behind = subprocess.Popen(arguments, cwd=self.folder, env=self._env, stderr=subprocess.DEVNULL)
            return ""
        done = subprocess.run(
            ["sh", "-c", command], cwd=self.folder, env=self._env, text=True, check=False, timeout=250,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self.code = done.returncode
        return done.stdout

    def _kill(self) -> None:
        assert self._behind is not None
        until = time.monotonic() + 250
        while sum(path in self.site.newspaper.article_paths for path in self.site.requests) < 20:
            assert time.monotonic() < until, "the crawl does not begin"
            assert self._behind.poll() is None, "the crawl was over before it could be killed"
            time.sleep(0.05)
        self._behind.send_signal(signal.SIGKILL)
        self._behind.wait()


def test_the_session_in_the_guide_runs_as_written(tmp_path: Path) -> None:
    box = Mailbox()
    mail = Controller(box, hostname="127.0.0.1", port=free_port())
    mail.start()
    text, shown_mail = GUIDE.read_text("utf-8"), ""
    try:
        with serve(newspaper()) as site:
            port = site.url.rpartition(":")[2].strip("/")
            text = text.replace("8931", port).replace("8025", str(mail.port))
            blocks = _BLOCK.findall(text)
            last = next(number for number, (_, block) in enumerate(blocks) if "connection was refused" in block)
            shell = Shell(tmp_path, site)
            for kind, block in blocks[:last]:
                play(kind, block, shell)
        for kind, block in blocks[last:]:  # the newspaper has stopped
            if kind == "text":
                shown_mail = block
            else:
                play(kind, block, shell)
    finally:
        mail.stop()
    (message,) = box.messages
    head, _, body = shown_mail.partition("\n\n")
    for line in head.splitlines():
        name, _, value = line.partition(": ")
        assert message[name] == value
    assert message.get_payload(decode=True).decode().replace("\r\n", "\n") == body


def play(kind: str, block: str, shell: Shell) -> None:
    if kind == "toml":
        (shell.folder / "news" / "newsarchive.toml").write_text(block, "utf-8")
        return
    for command, shown in steps(block):
        output = shell.run(command)
        assert pattern(shown).fullmatch(output), f"$ {command}\n{output}\n--- the guide shows:\n{shown}"


def test_a_line_that_differs_is_noticed() -> None:
    assert pattern("a … c\n…\nd\n").fullmatch("a b c\nx\ny\nd\n")
    assert pattern("a … c\n…\nd\n").fullmatch("a b c\nd\n")
    assert not pattern("a … c\nd\n").fullmatch("a b c\nx\nd\n")
    assert not pattern("45 articles\n").fullmatch("44 articles\n")
