"""The local server: it listens before its URL is printed, and Ctrl-C stops it."""

from __future__ import annotations

import contextlib
import errno
import socket
from collections.abc import Callable

import uvicorn

from newsarchive.browse.guard import guarded
from newsarchive.browse.site import Browser
from newsarchive.swallowed_interrupts import handled_by_asyncio

_SECONDS_TO_FINISH = 2


def serve(browser: Browser, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve *browser* until Ctrl-C; call *ready* with the URL as soon as it responds. Port 0 selects a free port.

    Raise OSError if the address is not available.
    """
    listening = _bound(host, port)
    config = uvicorn.Config(
        guarded(browser.app(), [host]),
        log_level="warning",
        timeout_graceful_shutdown=_SECONDS_TO_FINISH,
        server_header=False,
    )
    url = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}/"
    with contextlib.closing(listening), contextlib.suppress(KeyboardInterrupt), handled_by_asyncio():
        _Server(config, lambda: ready(url)).run(sockets=[listening])


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def _bound(host: str, port: int) -> socket.socket:
    remedy = "this machine has no such address; name one of its own with --host"
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:  # a name that does not exist, or "999.1.1.1"
        raise OSError(error.errno, remedy, f"{host}:{port}") from error
    listening = socket.socket(family, kind, protocol)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(address)
    except OSError as error:
        listening.close()
        reason = remedy if error.errno == errno.EADDRNOTAVAIL else error.strerror
        raise OSError(error.errno, reason, f"{host}:{port}") from error
    return listening
