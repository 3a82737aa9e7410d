"""The demo newspaper on 127.0.0.1: fast enough to crawl at full speed, with a log of its requests."""

from __future__ import annotations

import gzip
import re
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from hashlib import blake2b
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from newsarchive.demo.newspaper import Newspaper, Reply
from newsarchive.demo.story import ORIGIN

_NOT_FOUND = Reply(
    status=404, body="<!DOCTYPE html><title>Không tìm thấy</title><h1>Không tìm thấy trang này</h1>".encode()
)
#: The newspaper's own host, for which the server responds as a proxy.
HOST = urlsplit(ORIGIN).netloc
_HOST = re.compile(r"[\w.-]+(?::\d+)?", re.ASCII)
_PACKED_TYPES = ("text/", "application/xml", "application/rss")


@dataclass(frozen=True, kw_only=True)
class Served:
    """A newspaper being served: *url* is the URL of its front page without the final slash."""

    url: str
    newspaper: Newspaper
    _log: list[tuple[str, int]] = field(default_factory=list, repr=False)

    @property
    def requests(self) -> list[str]:
        """The paths requested so far, with query, in order; safe to read while the server runs."""
        return [path for path, _ in self._log.copy()]

    @property
    def responses(self) -> list[tuple[str, int]]:
        """The paths requested so far, each with the status of its response."""
        return self._log.copy()


@dataclass(frozen=True, kw_only=True)
class _Response:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@contextmanager
def serve(newspaper: Newspaper, port: int = 0, *, delay: float = 0.0, host: str = "127.0.0.1") -> Iterator[Served]:
    """Serve *newspaper* on *host* in this context; *port* 0 is any free port; *delay* is in seconds per response.

    Links on the pages use the host of the request. As an HTTP proxy, the server responds for the newspaper's own host
    (``GET http://baolamgiang.example/``) and rejects every other host, so a crawl can use a URL that does not change.
    """
    server = _Server((host, port), _Handler)
    served = Served(url=f"http://{host}:{server.server_port}", newspaper=newspaper)
    server.RequestHandlerClass = _handler(served, delay)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request: object, client_address: object) -> None:
        # A killed crawler closes its connections; this is expected and needs no traceback.
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def _handler(served: Served, delay: float) -> type[_Handler]:
    @lru_cache(maxsize=4096)
    def respond(path: str, host: str, gzipped: bool) -> _Response:
        return _response(_reply(served.newspaper, path), f"http://{host}", gzipped)

    return type(
        "_NewspaperHandler", (_Handler,), {"respond": staticmethod(respond), "delay": delay, "log": served._log}
    )


def _reply(newspaper: Newspaper, path: str) -> Reply:
    return newspaper.pages.get(path, _NOT_FOUND)


def _response(reply: Reply, url: str, gzipped: bool) -> _Response:
    body = reply.body.replace(ORIGIN.encode(), url.encode()) if reply.content_type != "image/png" else reply.body
    headers = [("Content-Type", reply.content_type), ("Cache-Control", "no-cache")]
    if reply.packed:
        body = gzip.compress(body, 6, mtime=0)
    if reply.status == 200:
        headers.append(("ETag", f'"{blake2b(body, digest_size=8).hexdigest()}"'))
    if reply.modified:
        headers.append(("Last-Modified", format_datetime(reply.modified.astimezone(UTC), usegmt=True)))
    if reply.location:
        headers.append(("Location", reply.location.replace(ORIGIN, url)))
    if gzipped and reply.content_type.startswith(_PACKED_TYPES):
        body = gzip.compress(body, 1, mtime=0)
        headers.append(("Content-Encoding", "gzip"))
    headers += [("Vary", "Accept-Encoding"), ("Content-Length", str(len(body)))]
    return _Response(status=reply.status, headers=tuple(headers), body=body)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "demo-newspaper"
    sys_version = ""
    wbufsize = 1 << 16  # head and body are sent in one packet, so that the client's delayed ACK costs no time
    disable_nagle_algorithm = True
    timeout = 60
    delay = 0.0
    log: list[tuple[str, int]]

    @staticmethod
    def respond(path: str, host: str, gzipped: bool) -> _Response:
        raise NotImplementedError("made for each server by _handler")

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.netloc and url.netloc != HOST:
            self.send_error(502, f"no proxy for {url.netloc}")
            return
        time.sleep(self.delay)
        host = url.netloc or self._host()
        response = self.respond(url.path or "/", host, "gzip" in self.headers.get("Accept-Encoding", ""))
        fresh = response.status == 200 and self._is_known(dict(response.headers))
        status = 304 if fresh else response.status
        self.log.append((url._replace(scheme="", netloc="").geturl() or "/", status))
        self.send_response(status)
        for name, value in response.headers:
            if not fresh or name not in ("Content-Length", "Content-Encoding", "Content-Type"):
                self.send_header(name, value)
        self.end_headers()
        if not fresh and self.command != "HEAD":
            self.wfile.write(response.body)

    do_HEAD = do_GET

    def _host(self) -> str:
        given = self.headers.get("Host", "")
        return given if _HOST.fullmatch(given) else f"127.0.0.1:{self.connection.getsockname()[1]}"

    def _is_known(self, headers: dict[str, str]) -> bool:
        """Return whether the client has this version: by ETag, else by date (RFC 9110, section 13.2.2)."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return tags.strip() == "*" or headers.get("ETag") in [
                tag.strip().removeprefix("W/") for tag in tags.split(",")
            ]
        since, modified = self.headers.get("If-Modified-Since"), headers.get("Last-Modified")
        if not since or not modified:
            return False
        try:
            return parsedate_to_datetime(modified) <= parsedate_to_datetime(since)
        except ValueError:
            return False

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing: the requests are in `log`."""
