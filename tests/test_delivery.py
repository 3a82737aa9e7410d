"""Alarms reach people by e-mail, webhook and command; what is not delivered says so and tells no secret."""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import preloaded
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from click.testing import CliRunner

from newsarchive.cli import main
from newsarchive.demo import newspaper, serve
from newsarchive.monitoring.alarms import alarms, silence_alarm
from newsarchive.monitoring.delivery import PASSWORD, deliver
from newsarchive.monitoring.run_history import Fields, PastRun
from newsarchive.project import FILE_NAME, Alarms


class Mailbox(Message):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__()
        self.messages: list[Any] = []

    def handle_message(self, message: Any) -> None:
        self.messages.append(message)


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, str]]:
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:  # aiosmtpd wants to know its port beforehand
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box, f"smtp://127.0.0.1:{port}"
    server.stop()


@contextmanager
def webhook(status: int = 200) -> Iterator[tuple[list[Any], str]]:
    posted: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield posted, f"http://127.0.0.1:{server.server_port}/services/SECRET-TOKEN"
    server.shutdown()


def test_an_alarm_is_sent_by_every_way(mailbox: tuple[Mailbox, str], tmp_path: Path) -> None:
    box, smtp = mailbox
    took = tmp_path / "took"
    with webhook() as (posted, url):
        ways = Alarms(
            email=["a@example.org", "b@example.org"],
            email_from="newsarchive@example.org",
            smtp=smtp,
            webhook=url,
            command=f"{sys.executable} -c \"import sys; open(sys.argv[1], 'w').write(sys.stdin.read())\" {took}",
        )
        assert deliver(ways, "newsarchive data: 1 alarm", ["huengaynay: không có bài mới từ 2026-11-01"]) == []
    (message,) = box.messages
    assert message["Subject"] == "newsarchive data: 1 alarm"
    assert message["To"] == "a@example.org, b@example.org"
    assert "không có bài mới" in message.get_payload(decode=True).decode("utf-8")
    assert posted == [{"text": "newsarchive data: 1 alarm\nhuengaynay: không có bài mới từ 2026-11-01"}]
    assert took.read_text("utf-8").endswith("không có bài mới từ 2026-11-01\n")


def test_a_delivery_that_fails_is_reported_without_its_secret_and_the_others_are_tried(
    mailbox: tuple[Mailbox, str],
) -> None:
    box, smtp = mailbox
    with webhook(status=403) as (_, url):
        ways = Alarms(
            email=["a@example.org"], email_from="n@example.org", smtp=smtp, webhook=url, command="/no/such/program x"
        )
        failed = deliver(ways, "s", ["x"])
    assert len(box.messages) == 1
    assert [line.partition(":")[0].split()[0] for line in failed] == ["webhook", "command"]
    assert "HTTP 403" in failed[0]
    assert "SECRET" not in "".join(failed)


def test_a_webhook_that_does_not_speak_http_is_reported() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection = server.accept()[0]
            with connection:
                connection.recv(4096)
                connection.sendall(b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 200 + b"\r\n")

        threading.Thread(target=answer, daemon=True).start()
        ways = Alarms(webhook=f"http://127.0.0.1:{server.getsockname()[1]}/services/SECRET-TOKEN")
        (line,) = deliver(ways, "s", ["x"])
    assert "alarm not delivered: got more than 100 headers" in line


@contextmanager
def _dripping(start: bytes) -> Iterator[int]:
    """Serve on a port, byte by byte and without an end."""

    def serve_one() -> None:
        connection, _ = listener.accept()
        with connection, suppress(OSError):
            connection.sendall(start)
            while True:
                connection.sendall(b"x")
                time.sleep(0.02)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve_one, daemon=True).start()
        yield listener.getsockname()[1]


@pytest.mark.parametrize(
    ("channel", "start"),
    [
        ("webhook", b"HTTP/1.1 200 OK\r\nX-A: "),
        ("webhook", b"HTTP/1.1 100 "),
        ("smtp", b"220-"),
        ("smtps", b"\x16\x03\x03\x3f\xff"),
    ],
)
def test_a_server_that_sends_byte_by_byte_does_not_hold_an_alarm(
    channel: str, start: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsarchive.monitoring.delivery._TIMEOUT", 0.3)
    with _dripping(start) as port:
        mail = {"email": ("a@b.vn",), "email_from": "c@d.vn", "smtp": f"{channel}://127.0.0.1:{port}"}
        chosen = Alarms(webhook=f"http://127.0.0.1:{port}/x") if channel == "webhook" else Alarms(**mail)
        [failed] = deliver(chosen, "Cảnh báo", ["x"])
    assert "did not end within 0.3 seconds" in failed


def test_a_webhook_that_redirects_has_not_received_the_alarm() -> None:
    class Redirecting(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(302)
            self.send_header("Location", "/login")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Redirecting) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        [failed] = deliver(Alarms(webhook=f"http://127.0.0.1:{server.server_port}/x"), "Cảnh báo", ["x"])
        server.shutdown()
    assert failed.endswith("HTTP 302")


def test_a_password_is_never_sent_without_encryption(
    mailbox: tuple[Mailbox, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    box, smtp = mailbox
    monkeypatch.setenv(PASSWORD, "hunter2")
    ways = Alarms(email=["a@b.org"], email_from="n@b.org", smtp=smtp.replace("//", "//user@"))
    (line,) = deliver(ways, "s", ["x"])
    assert "STARTTLS" in line
    assert "hunter2" not in line
    assert box.messages == []


def test_a_run_that_looks_wrong_by_itself_is_an_alarm() -> None:
    run = PastRun(
        run="r",
        site="a",
        fields=Fields(articles=30, filled={}, identical=["published_at"]),
        extracted={"new": 30, "outside dates": 80},
        errors={"site failing": 7},
    )
    found = {alarm.what: alarm.message for alarm in alarms(run, [], date(2026, 11, 28))}
    assert found["same value"].startswith("all 30 articles have the same published_at")
    assert "80 of 110 pages" in found["outside dates"]
    assert "7 requests left" in found["failing site"]
    usual = PastRun(run="q", site="a", fields=Fields(articles=30, identical=["authors"]), extracted={"new": 30})
    assert alarms(usual, [], date(2026, 11, 28)) == []
    before = PastRun(run="p", site="a", fields=Fields(articles=30), extracted={"new": 30})
    assert [alarm.field for alarm in alarms(usual, [before], date(2026, 11, 28))] == ["authors"]


def test_silence_is_longer_than_any_pause_before() -> None:
    today = date(2026, 11, 28)
    daily = [today - timedelta(days=n) for n in range(3, 40)]
    alarm = silence_alarm(daily, today)
    assert alarm is not None
    assert alarm.message == "nothing new since 2026-11-25, for 3 days; the longest pause before was 1"
    weekly = [today - timedelta(days=7 * n + 3) for n in range(12)]
    assert silence_alarm(weekly, today) is None
    assert silence_alarm(daily[:5], today) is None


def test_the_command_sends_what_status_warns_of_and_a_test(mailbox: tuple[Mailbox, str], tmp_path: Path) -> None:
    box, smtp = mailbox
    with serve(newspaper()) as site:
        crawl = [sys.executable, "-m", "newsarchive", "crawl", f"{site.url}/", "--to", str(tmp_path), "--delay", "0"]
        preloaded.run([*crawl, "--allow-private", "-q"], check=True)
    text = f'[alarms]\nemail = ["me@example.org"]\nemail_from = "n@example.org"\nsmtp = "{smtp}"\n'
    (tmp_path / FILE_NAME).write_text(text, "utf-8")
    run = CliRunner()
    assert run.invoke(main, ["alarms", str(tmp_path), "--test"]).exit_code == 0
    assert "This is a test" in str(box.messages[0])
    (tmp_path / "articles").joinpath(next((tmp_path / "articles").rglob("2018-02.jsonl.gz"))).unlink()
    done = run.invoke(main, ["alarms", str(tmp_path), "--verify"])
    assert done.exit_code == 9, done.output
    assert "2018-02.jsonl.gz" in box.messages[-1].get_payload(decode=True).decode("utf-8")
    dry = run.invoke(main, ["alarms", str(tmp_path), "--verify", "--dry-run"])
    assert dry.exit_code == 9
    assert len(box.messages) == 2


def test_a_project_without_a_sender_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('[alarms]\nemail = ["me@example.org"]\n', "utf-8")
    done = CliRunner().invoke(main, ["alarms", str(tmp_path)])
    assert done.exit_code == 1
    assert "set alarms.email_from" in done.output


@pytest.mark.parametrize("text", [None, "[alarms]\n"])
def test_a_test_without_any_channel_fails_and_says_where_to_set_one(text: str | None, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / FILE_NAME).write_text(text, "utf-8")
    done = CliRunner().invoke(main, ["alarms", str(tmp_path), "--test"])
    assert done.exit_code == 1
    assert "This is a test" not in done.stdout
    assert f"no email, webhook or command under [alarms] in {tmp_path / FILE_NAME}" in done.stderr
