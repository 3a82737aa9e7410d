"""The only network access of a crawl's browser: a local proxy that checks every address before connecting."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from newsarchive.crawl.network.private_addresses import is_public, refused_host
from newsarchive.crawl.network.proxy_request import BadRequest, ProxyRequest, read_request
from newsarchive.crawl.network.relay import Relay, RequestTooLarge, Streams, reset
from newsarchive.crawl.network.upstream_proxy import Connect, proxy_for, reach_through

# This module exists because no proxy on PyPI allows a check of the address between the DNS lookup and the connection:
# pproxy (last release 2024) and proxy.py (2025, with its own threads) pass the name to the connection.

log = logging.getLogger(__name__)

_MOST_HEAD = 1 << 16

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


class _Refused(Exception):
    pass


async def addresses_of(host: str, port: int) -> list[str]:
    """Return every address that the system's resolver gives for *host*; raise OSError if there is none."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class BrowserGate:
    """A forward proxy on 127.0.0.1 that connects only to public addresses, unless *allow_private*.

    The proxy resolves each name itself, refuses the name if any of its addresses is private, and connects to exactly
    the address that it checked. Redirects, scripts, WebSockets and service workers pass through the proxy like pages,
    and a name that changes between two lookups (DNS rebinding) cannot bypass the check. A connection carries at most
    *most_bytes* (0: no limit) and may be idle for *patience* seconds. If the operator uses an HTTP proxy (*proxy*, else
    `http_proxy` and `https_proxy`), that upstream proxy resolves the name again: this proxy checks the name first, and
    refuses a name that this machine cannot resolve unless *proxy_resolves*.

    The constructor reserves the port, so that a browser can be configured with it; `open` starts the server.
    """

    def __init__(
        self,
        *,
        most_bytes: int,
        patience: float,
        allow_private: bool = False,
        proxy: str | None = None,
        proxy_resolves: bool = False,
        resolve: Resolve = addresses_of,
        connect: Connect = asyncio.open_connection,
    ) -> None:
        """Reserve a free port; raise OSError if there is none."""
        self._most_bytes = most_bytes or 1 << 62
        self._patience = patience
        self._allow_private = allow_private
        self._proxy, self._proxy_resolves = proxy, proxy_resolves
        self._resolve = resolve
        self._connect = connect
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._server: asyncio.Server | None = None
        self._busy: set[asyncio.Task[None]] = set()
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    async def open(self) -> None:
        """Start the server in the running asyncio loop; raise OSError if it cannot start."""
        self._server = await asyncio.start_server(self._accept, sock=self._socket, limit=_MOST_HEAD)

    async def close(self) -> None:
        """Release the port and close open connections."""
        if self._server:
            self._server.close()
        self._socket.close()
        for task in self._busy:
            task.cancel()
        await asyncio.gather(*self._busy, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._serve((reader, writer)))
        self._busy.add(task)
        task.add_done_callback(self._busy.discard)

    async def _serve(self, browser: Streams) -> None:
        try:
            await self._answer(browser)
        except (RequestTooLarge, TimeoutError) as error:
            log.info("a connection of the browser was closed: %s", error or "no data until the timeout")
            reset(browser[1])
        except _Refused as error:
            log.info("refused a request of the browser: %s", error)
            await _say(browser[1], "403 Forbidden", error)
        except (BadRequest, asyncio.LimitOverrunError) as error:
            await _say(browser[1], "400 Bad Request", error)
        except OSError as error:
            await _say(browser[1], "502 Bad Gateway", error)
        except asyncio.IncompleteReadError:
            log.debug("the browser closed a connection that it had not used")
        finally:
            browser[1].close()

    async def _answer(self, browser: Streams) -> None:
        async with asyncio.timeout(self._patience):
            request = read_request(await browser[0].readuntil(b"\r\n\r\n"))
            origin, head = await self._reach(request)
        try:
            if request.is_tunnel:
                browser[1].write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            origin[1].write(head)
            await Relay(browser, origin, request, self._most_bytes, self._patience).run()
        finally:
            origin[1].close()

    async def _reach(self, request: ProxyRequest) -> tuple[Streams, bytes]:
        proxy = proxy_for(request, self._proxy)
        if not proxy:
            return await self._connected(request), request.head
        if not self._allow_private:
            await self._judge(request)
        return await reach_through(proxy, request, self._connect)

    async def _judge(self, request: ProxyRequest) -> None:
        if refused_host(f"http://{request.place.decode()}"):
            raise _Refused(f"{request.host} is a private address")
        try:
            found = await self._resolve(request.host, request.port)
        except OSError as error:
            if self._proxy_resolves:
                return
            raise _Refused(f"{request.host} cannot be resolved here, so its address cannot be checked") from error
        if private := next((address for address in found if not is_public(address)), None):
            raise _Refused(f"{request.host} is the private address {private}")

    async def _connected(self, request: ProxyRequest) -> Streams:
        found = await self._resolve(request.host, request.port)
        private = None if self._allow_private else next((address for address in found if not is_public(address)), None)
        if private:
            raise _Refused(f"{request.host} is the private address {private}")
        failure = OSError(f"{request.host} has no address")
        for address in found:
            try:
                return await self._connect(address, request.port)
            except OSError as error:
                failure = error
        raise failure


async def _say(writer: asyncio.StreamWriter, status: str, why: Exception) -> None:
    text = f"{why}\n".encode()
    kind = "Content-Type: text/plain; charset=utf-8"
    head = f"HTTP/1.1 {status}\r\n{kind}\r\nContent-Length: {len(text)}\r\nConnection: close\r\n\r\n"
    writer.write(head.encode() + text)
    with suppress(ConnectionError):  # the browser has already closed the connection
        await writer.drain()
