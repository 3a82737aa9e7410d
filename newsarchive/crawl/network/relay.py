"""Relay of bytes between a browser and a server, with a size limit and an idle timeout."""

from __future__ import annotations

import asyncio
import logging
import socket
import struct

from newsarchive.crawl.network.proxy_request import ProxyRequest

log = logging.getLogger(__name__)

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]

_CHUNK = 1 << 16
# Chromium keeps an HTTP/2 connection for a whole crawl. After a quarter of the size limit, the relay closes the
# connection in a pause between two pages, so that the limit does not interrupt a page in a long crawl.
_LONG = 4
_PAUSE = 0.4


class RequestTooLarge(Exception):
    """A connection carried more bytes than its limit."""


class Relay:
    """Relay of bytes between a browser and a server, in both directions, until one closes or a limit is reached.

    *most_bytes* is the limit for both directions together; *patience* is the idle timeout in seconds.
    """

    def __init__(
        self, browser: Streams, origin: Streams, request: ProxyRequest, most_bytes: int, patience: float
    ) -> None:
        self._browser, self._origin, self._request = browser, origin, request
        self._most_bytes, self._patience = most_bytes, patience
        self._moved = 0
        self._clock = asyncio.timeout(patience)

    async def run(self) -> None:
        """Relay bytes; raise RequestTooLarge or TimeoutError if a limit is reached."""
        directions = [asyncio.ensure_future(direction) for direction in (self._up(), self._down())]
        try:
            async with self._clock:
                done, _ = await asyncio.wait(directions, return_when=asyncio.FIRST_COMPLETED)
                for direction in done:
                    direction.result()
        except TimeoutError:
            if not self._may_rest():
                raise
        except OSError as error:
            log.debug("a connection of the browser ended: %s", error)
            reset(self._browser[1])
        finally:
            for direction in directions:
                direction.cancel()
            await asyncio.gather(*directions, return_exceptions=True)

    async def _up(self) -> None:
        # A second request on this connection could be meant for another server: close, and the browser resends it.
        left = self._most_bytes if self._request.is_tunnel else self._request.body_bytes
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
            raise RequestTooLarge(f"{self._request.host} sent more than {self._most_bytes} bytes")
        pause = _PAUSE if self._may_rest() else self._patience
        self._clock.reschedule(asyncio.get_running_loop().time() + pause)
        writer.write(data)
        await writer.drain()

    def _may_rest(self) -> bool:
        return self._request.is_tunnel and self._moved > self._most_bytes // _LONG


def reset(writer: asyncio.StreamWriter) -> None:
    """Abort a connection: after an orderly close, a page without a Content-Length would look complete."""
    raw: socket.socket = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
