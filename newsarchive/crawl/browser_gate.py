"""The one way out of a crawl's browser: a proxy on this machine that judges every address it connects to."""

from __future__ import annotations

import asyncio
import logging
import socket
import struct
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from newsarchive.crawl.addresses import is_public
from newsarchive.crawl.proxy_request import BadRequest, ProxyRequest, read_request

# Our own, since no proxy on PyPI lets an address be judged between looking it up and connecting to it: pproxy (last
# release 2024) and proxy.py (2025, threads of its own) hand the name to the connection.

log = logging.getLogger(__name__)

_CHUNK = 1 << 16
_MOST_HEAD = 1 << 16
# Chromium keeps an HTTP/2 connection for a whole crawl. Once a quarter of what it may carry has passed, it is closed in
# a pause between two pages, so that a long crawl is not cut in the middle of one.
_LONG = 4
_PAUSE = 0.4

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
Connect = Callable[[str, int], Awaitable[Streams]]


class _Refused(Exception):
    pass


class _TooLarge(Exception):
    pass


async def addresses_of(host: str, port: int) -> list[str]:
    """Return every address that the system's resolver gives for *host*; raise OSError when it knows none."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class BrowserGate:
    """A forward proxy on 127.0.0.1 that connects only to addresses of the open Internet, unless *allow_private*.

    It looks a name up itself, refuses it when any of its addresses is private, and connects to the very address that
    was judged: redirects, scripts, WebSockets and service workers pass here like pages, and a name that changes between
    two look-ups (DNS rebinding) gains nothing. A connection carries *most_bytes* at most (0: any number) and may be
    silent for *patience* seconds. The port is taken at once, so that a browser can be told of it; `open` answers on it.
    """

    def __init__(
        self,
        *,
        most_bytes: int,
        patience: float,
        allow_private: bool = False,
        resolve: Resolve = addresses_of,
        connect: Connect = asyncio.open_connection,
    ) -> None:
        """Take a free port; raise OSError when there is none."""
        self._most_bytes = most_bytes or 1 << 62
        self._patience = patience
        self._allow_private = allow_private
        self._resolve = resolve
        self._connect = connect
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._server: asyncio.Server | None = None
        self._busy: set[asyncio.Task[None]] = set()
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    async def open(self) -> None:
        """Answer in the running asyncio loop; raise OSError when that fails."""
        self._server = await asyncio.start_server(self._accept, sock=self._socket, limit=_MOST_HEAD)

    async def close(self) -> None:
        """Give the port back and cut what is open."""
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
        except (_TooLarge, TimeoutError) as error:
            log.info("the browser's connection is cut: %s", error or "nothing came for too long")
            _reset(browser[1])
        except _Refused as error:
            log.info("refused to the browser: %s", error)
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
            asked = read_request(await browser[0].readuntil(b"\r\n\r\n"))
            origin = await self._reach(asked.host, asked.port)
        try:
            if asked.is_tunnel:
                browser[1].write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            origin[1].write(asked.head)
            await _Exchange(browser, origin, asked, self._most_bytes, self._patience).run()
        finally:
            origin[1].close()

    async def _reach(self, host: str, port: int) -> Streams:
        found = await self._resolve(host, port)
        private = None if self._allow_private else next((one for one in found if not is_public(one)), None)
        if private:
            raise _Refused(f"{host} is the private address {private}")
        failure = OSError(f"{host} has no address")
        for address in found:
            try:
                return await self._connect(address, port)
            except OSError as error:
                failure = error
        raise failure


class _Exchange:
    """Bytes between a browser and a server, both ways, until one of them closes or a limit is met."""

    def __init__(
        self, browser: Streams, origin: Streams, asked: ProxyRequest, most_bytes: int, patience: float
    ) -> None:
        self._browser, self._origin, self._asked = browser, origin, asked
        self._most_bytes, self._patience = most_bytes, patience
        self._moved = 0
        self._clock = asyncio.timeout(patience)

    async def run(self) -> None:
        ways = [asyncio.ensure_future(way) for way in (self._up(), self._down())]
        try:
            async with self._clock:
                done, _ = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
                for way in done:
                    way.result()
        except TimeoutError:
            if not self._may_rest():
                raise
        except OSError as error:
            log.debug("a connection of the browser ended: %s", error)
            _reset(self._browser[1])
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _up(self) -> None:
        # A second request on this connection could be meant for another server: it ends here, and is asked anew.
        left = self._most_bytes if self._asked.is_tunnel else self._asked.body_bytes
        while data := await self._browser[0].read(_CHUNK):
            left -= len(data)
            if left < 0:
                return
            await self._pass(data, self._origin[1])

    async def _down(self) -> None:
        while data := await self._origin[0].read(_CHUNK):
            await self._pass(data, self._browser[1])

    async def _pass(self, data: bytes, writer: asyncio.StreamWriter) -> None:
        self._moved += len(data)
        if self._moved > self._most_bytes:
            raise _TooLarge(f"{self._asked.host} sent more than {self._most_bytes} bytes")
        pause = _PAUSE if self._may_rest() else self._patience
        self._clock.reschedule(asyncio.get_running_loop().time() + pause)
        writer.write(data)
        await writer.drain()

    def _may_rest(self) -> bool:
        return self._asked.is_tunnel and self._moved > self._most_bytes // _LONG


def _reset(writer: asyncio.StreamWriter) -> None:
    # An orderly end would make a page without a length look whole.
    raw: socket.socket = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def _say(writer: asyncio.StreamWriter, status: str, why: Exception) -> None:
    text = f"{why}\n".encode()
    kind = "Content-Type: text/plain; charset=utf-8"
    head = f"HTTP/1.1 {status}\r\n{kind}\r\nContent-Length: {len(text)}\r\nConnection: close\r\n\r\n"
    writer.write(head.encode() + text)
    with suppress(ConnectionError):  # nobody is left to be told
        await writer.drain()
