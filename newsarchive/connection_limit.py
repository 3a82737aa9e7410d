"""Limit the time of a request as a whole: a server that sends byte by byte is never silent long enough to time out."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar
from urllib.request import (
    BaseHandler,
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
    UnknownHandler,
)

T = TypeVar("T")

_WATCHED_EVERY = 0.5  # seconds


class ConnectionLimit:
    """A context manager that ends the connections it watches when *seconds* have passed since its start."""

    def __init__(self, seconds: float) -> None:
        self.is_over = False
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def watch(self, connection: socket.socket) -> socket.socket:
        """Watch *connection* and return it; a copy is kept, because TLS takes the socket over."""
        self._sockets.append(connection.dup())
        if self.is_over:
            self._end()
        return connection

    def check(self) -> None:
        """Raise ValueError if the time is over: what was read before is not the whole body."""
        if self.is_over:
            raise ValueError("the time is over")

    def __enter__(self) -> ConnectionLimit:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        for connection in self._sockets:
            connection.close()

    def _end(self) -> None:
        self.is_over = True
        for connection in list(self._sockets):
            with suppress(OSError):  # closed meanwhile
                connection.shutdown(socket.SHUT_RDWR)


def watched_opener(
    limit: ConnectionLimit, *handlers: BaseHandler, connect: Callable[..., socket.socket] = socket.create_connection
) -> OpenerDirector:
    """Return an opener for http and https whose connections *limit* watches; other schemes raise URLError.

    *handlers* add what differs between users: proxies and redirects, of which there are none by default. *connect* is
    called like `socket.create_connection`, with the host and the port of the server or its proxy.
    """

    def connection(kind: type[http.client.HTTPConnection]) -> Any:
        def make(host: str, **kwargs: Any) -> http.client.HTTPConnection:
            made = kind(host, **kwargs)
            made._create_connection = lambda *place: limit.watch(connect(*place))  # type: ignore[attr-defined]
            return made

        return make

    class OverHttp(HTTPHandler):
        def http_open(self, req: Request) -> http.client.HTTPResponse:
            return self.do_open(connection(http.client.HTTPConnection), req)

    class OverHttps(HTTPSHandler):
        def https_open(self, req: Request) -> http.client.HTTPResponse:
            return self.do_open(connection(http.client.HTTPSConnection), req, context=ssl.create_default_context())

    opener = OpenerDirector()  # not build_opener: it would add file: and ftp:
    errors = HTTPDefaultErrorHandler(), HTTPErrorProcessor(), UnknownHandler()
    for handler in (*handlers, OverHttp(), OverHttps(), *errors):
        opener.add_handler(handler)
    return opener


def unless_stalled(work: Callable[[], T], done: Callable[[], int], *, least: float, seconds: float) -> T:
    """Return what *work* returns; raise TimeoutError if it stalls: less than *least* per second during *seconds*.

    *done* returns how much has been done so far, such as bytes. The work is in a thread of its own, which is left
    behind: the libraries of object stores offer no way to end it.
    """
    result: list[Any] = []

    def run() -> None:
        try:
            result.extend((work(), None))
        except BaseException as error:  # raised again in the waiting thread
            result.extend((None, error))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    since, before = time.monotonic(), done()
    while thread.is_alive():
        thread.join(min(_WATCHED_EVERY, seconds))
        if time.monotonic() - since < seconds:
            continue
        if thread.is_alive() and done() - before < least * seconds:
            raise TimeoutError(f"hardly anything arrived for {seconds:g} seconds")
        since, before = time.monotonic(), done()
    value, error = result
    if error is not None:
        raise error
    return value  # type: ignore[no-any-return]
