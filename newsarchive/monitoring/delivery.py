"""Send alarms to people: by e-mail, to a webhook, or to the standard input of a command.

Passwords come from the environment, not from the project file, and never appear in a message: NEWSARCHIVE_SMTP_PASSWORD
for the mail server. The webhook's URL is itself a secret, so messages name its host alone.
"""

from __future__ import annotations

import http.client
import json
import os
import shlex
import smtplib
import socket
import ssl
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

from newsarchive.connection_limit import ConnectionLimit, watched_opener
from newsarchive.project import Alarms

#: Environment variable with the password of the mail server.
PASSWORD = "NEWSARCHIVE_SMTP_PASSWORD"
_TIMEOUT = 30.0


def deliver(alarms: Alarms, subject: str, lines: Sequence[str]) -> list[str]:
    """Send *lines* through every channel that *alarms* names, and return what failed, one line per channel.

    A channel that fails does not prevent the others. *subject* is one line.
    """
    channels: list[tuple[str, Callable[[ConnectionLimit], None]]] = []
    if alarms.email:
        channels.append((f"e-mail by {_host(alarms.smtp)}", lambda limit: _send_mail(alarms, subject, lines, limit)))
    if alarms.webhook:
        url = alarms.webhook
        channels.append((f"webhook at {_host(url)}", lambda limit: _post(url, subject, lines, limit)))
    if alarms.command:
        command = shlex.split(alarms.command)
        channels.append((f"command {command[0] if command else ''}", lambda _: _run(command, subject, lines)))
    failed = []
    for name, send in channels:
        with ConnectionLimit(_TIMEOUT) as limit:
            try:
                send(limit)
                limit.check()
            except _FAILURES as error:
                cause = f"did not end within {_TIMEOUT:g} seconds" if limit.is_over else _cause(error)
                failed.append(f"{name}: alarm not delivered: {cause}")
    return failed


# A server may return anything but HTTP.
_FAILURES = (OSError, smtplib.SMTPException, http.client.HTTPException, subprocess.SubprocessError, ValueError)


def _host(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)


def _cause(error: Exception) -> str:
    """Return what went wrong in one line, without any address or credential."""
    if isinstance(error, smtplib.SMTPResponseException):
        reply = error.smtp_error
        return f"{error.smtp_code} {reply.decode('utf-8', 'replace') if isinstance(reply, bytes) else reply}"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return f"refused {len(error.recipients)} recipients"
    if isinstance(error, urllib.error.HTTPError):
        return f"HTTP {error.code}"
    if isinstance(error, subprocess.CalledProcessError):
        return f"exit status {error.returncode}"
    if isinstance(error, subprocess.TimeoutExpired):
        return f"did not end within {error.timeout:g} seconds"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return type(error).__name__ if isinstance(error, ValueError) else str(error) or type(error).__name__


def _send_mail(alarms: Alarms, subject: str, lines: Sequence[str], limit: ConnectionLimit) -> None:
    """Send a message to all recipients, encrypted where the server can; with a user name only encrypted (RFC 8314)."""
    message = EmailMessage()
    message["Subject"] = " ".join(subject.split())
    message["From"] = alarms.email_from or ""
    message["To"] = ", ".join(alarms.email)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no vacation notices in answer
    message.set_content("\n".join(lines) + "\n")
    parts = urlsplit(alarms.smtp)
    host, user = parts.hostname or "", unquote(parts.username) if parts.username else None
    context = ssl.create_default_context()

    class Watched(smtplib.SMTP):
        def _get_socket(self, *place: Any) -> socket.socket:
            return limit.watch(super()._get_socket(*place))  # type: ignore[misc]

    class WatchedOverTls(smtplib.SMTP_SSL, Watched):
        """TLS is started on the watched connection."""

    if parts.scheme == "smtps":
        server: smtplib.SMTP = WatchedOverTls(host, parts.port or 465, timeout=_TIMEOUT, context=context)
    else:
        server = Watched(host, parts.port or 25, timeout=_TIMEOUT)
    with server:
        if parts.scheme == "smtp":
            server.ehlo()
            if user or server.has_extn("starttls"):
                server.starttls(context=context)
        if user:
            server.login(user, os.environ.get(PASSWORD, ""))
        server.send_message(message)


def _post(url: str, subject: str, lines: Sequence[str], limit: ConnectionLimit) -> None:
    """Post the text in the format of Slack, Mattermost and the Teams connectors: one JSON object with "text"."""
    content = json.dumps({"text": "\n".join([subject, *lines])}).encode()
    request = urllib.request.Request(url, content, {"Content-Type": "application/json"}, method="POST")
    # No redirects: urllib would follow one with a GET request, without the alarm.
    opener = watched_opener(limit, urllib.request.ProxyHandler())
    with opener.open(request, timeout=_TIMEOUT) as response:
        response.read(1000)


def _run(command: Sequence[str], subject: str, lines: Sequence[str]) -> None:
    """Run the operator's command without a shell; text from a site reaches the command only as standard input."""
    text = "\n".join([subject, *lines]) + "\n"
    subprocess.run(command, input=text.encode(), check=True, timeout=_TIMEOUT, stdout=subprocess.DEVNULL)
