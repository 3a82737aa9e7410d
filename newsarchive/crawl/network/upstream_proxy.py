"""The operator's own HTTP proxy, through which the crawl's browser also reaches the network."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from newsarchive.crawl.network.proxy_request import ProxyRequest
from newsarchive.crawl.network.relay import Streams

Connect = Callable[[str, int], Awaitable[Streams]]


@dataclass(frozen=True, kw_only=True)
class OperatorProxy:
    """An HTTP proxy; *field* is its Proxy-Authorization header, or empty."""

    host: str
    port: int
    field: bytes = b""


def proxy_for(request: ProxyRequest, named: str | None = None) -> OperatorProxy | None:
    """Return the proxy *named* (a URL), else the proxy of `http_proxy` or `https_proxy`, unless `no_proxy` applies.

    Raise OSError if the proxy does not use HTTP (for example socks5).
    """
    url = named or getproxies().get("https" if request.is_tunnel else "http")
    if not url or proxy_bypass(request.host):
        return None
    parts = urlsplit(url if "//" in url else f"//{url}")
    if parts.scheme not in ("", "http") or not parts.hostname:
        raise OSError(f"{parts.scheme}://{parts.hostname} is not an HTTP proxy; name one in http_proxy and https_proxy")
    secret = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}".encode()
    field = b"Proxy-Authorization: Basic %s\r\n" % b64encode(secret) if parts.username else b""
    return OperatorProxy(host=parts.hostname, port=parts.port or 80, field=field)


async def reach_through(proxy: OperatorProxy, request: ProxyRequest, connect: Connect) -> tuple[Streams, bytes]:
    """Connect to *proxy* and return the connection and the head to send on it; raise OSError if the proxy refuses."""
    streams = await connect(proxy.host, proxy.port)
    if not request.is_tunnel:
        method, _, remainder = request.head.partition(b" ")
        line, _, fields = remainder.partition(b"\r\n")
        return streams, method + b" http://" + request.place + line + b"\r\n" + proxy.field + fields
    try:
        streams[1].write(b"CONNECT %s HTTP/1.1\r\nHost: %s\r\n%s\r\n" % (request.place, request.place, proxy.field))
        response = await streams[0].readuntil(b"\r\n\r\n")
        if response.split(b" ")[1:2] != [b"200"]:
            raise OSError(f"the proxy {proxy.host} responded {response[:60]!r}")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
        streams[1].close()
        raise OSError(f"the response of {proxy.host} is not that of an HTTP proxy") from error
    except (OSError, asyncio.CancelledError):
        streams[1].close()
        raise
    return streams, b""
