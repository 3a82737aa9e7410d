"""Fetch one page for `newsarchive sites`: limited in size and time, and never from a private address by default."""

from __future__ import annotations

import http.client
import socket
import ssl
import zlib
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
    getproxies,
    proxy_bypass,
)

from newsarchive.connection_limit import ConnectionLimit
from newsarchive.crawl.network.address_table import is_global
from newsarchive.page import Page

_HEADERS = {
    "User-Agent": "newsarchive (single page for a publisher file)",
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.1",
    "Accept-Encoding": "gzip",
}


class CannotFetch(ValueError):
    """A page could not, or must not, be fetched; the message names its URL."""


def fetch_page(url: str, *, allow_private: bool = False, max_bytes: int = 5_000_000, seconds: float = 20) -> Page:
    """Fetch *url* (http or https) and return it as a Page; raise CannotFetch with the URL and the reason.

    Redirects are followed; every host is resolved once, checked, and connected to at the checked address. Where
    `http_proxy` or `https_proxy` names a proxy, that one connects; a host is checked here first all the same.
    *max_bytes* limits the body before and after decompression, *seconds* the whole request.
    """
    visited: list[str] = []
    limit = ConnectionLimit(seconds)
    try:
        opener = _opener(allow_private, visited, limit)
        with limit, opener.open(Request(url, headers=_HEADERS), timeout=seconds) as response:
            body = _body(response, max_bytes)
            limit.check()
            headers = tuple(response.headers.items())
            return Page(
                url=response.url,
                body=body,
                status=response.status,
                content_type=response.headers.get("Content-Type"),
                headers=headers,
                fetched_at=datetime.now(UTC),
                requested_url=url,
                redirects=tuple(visited[:-1]),
            )
    except (OSError, http.client.HTTPException, ValueError, zlib.error) as error:
        reason = "the request took too long" if limit.is_over else _reason(error)
        raise CannotFetch(f"{url}: {reason}") from error


def _reason(error: Exception) -> str:
    if isinstance(error, HTTPError):
        return f"the server returned {error.code} {error.reason}; check the URL in a browser"
    return str(error.reason if isinstance(error, URLError) else error)


def _opener(allow_private: bool, visited: list[str], limit: ConnectionLimit) -> OpenerDirector:
    class ThroughProxy(ProxyHandler):
        """The proxies of the environment; a proxy resolves names itself, so each is judged before it is handed over."""

        def proxy_open(self, req: Request, proxy: str, type: str) -> Any:
            if proxy_bypass(req.host):
                req.remove_header("Proxy-authorization")  # a redirect has carried it along
                return None
            _public_address(urlsplit(req.full_url).hostname or "", None, allow_private)
            return super().proxy_open(req, proxy, type)

    proxied = {scheme: url for scheme, url in getproxies().items() if scheme in ("http", "https")}
    proxies = {urlsplit(url if "//" in url else f"//{url}").netloc.rpartition("@")[2] for url in proxied.values()}

    def connection(kind: type[http.client.HTTPConnection]) -> Any:
        def make(host: str, **kwargs: Any) -> http.client.HTTPConnection:
            # The operator's own proxy may be private.
            is_judged = host not in proxies
            made = kind(host, **kwargs)
            made._create_connection = lambda place, timeout, source: limit.watch(  # type: ignore[attr-defined]
                _connect(place, timeout, allow_private or not is_judged)
            )
            return made

        return make

    class OverHttp(HTTPHandler):
        def http_open(self, req: Request) -> http.client.HTTPResponse:
            visited.append(req.full_url)
            return self.do_open(connection(http.client.HTTPConnection), req)

    class OverHttps(HTTPSHandler):
        def https_open(self, req: Request) -> http.client.HTTPResponse:
            visited.append(req.full_url)
            return self.do_open(connection(http.client.HTTPSConnection), req, context=ssl.create_default_context())

    # Not build_opener: it would add file: and ftp:.
    opener = OpenerDirector()
    for handler in (
        *((ThroughProxy(proxied),) if proxied else ()),
        OverHttp(),
        OverHttps(),
        HTTPDefaultErrorHandler(),
        HTTPRedirectHandler(),
        HTTPErrorProcessor(),
        UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener


def _connect(place: tuple[str, int], timeout: Any, allow_private: bool) -> socket.socket:
    # Connect to the checked address, so that the name cannot resolve to a private one in between.
    return socket.create_connection((_public_address(*place, allow_private), place[1]), timeout)


def _public_address(host: str, port: int | None, allow_private: bool) -> str:
    address = str(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4][0])
    if not allow_private and not is_global(ip_address(address.partition("%")[0])):
        raise CannotFetch(f"{host} resolves to {address}, a private address; add --allow-private to fetch it anyway")
    return address


def _body(response: http.client.HTTPResponse, max_bytes: int) -> bytes:
    packed = response.headers.get("Content-Encoding", "").lower() == "gzip"
    unpack = zlib.decompressobj(wbits=31) if packed else None
    body = bytearray()
    while chunk := response.read1(65_536):
        body += unpack.decompress(chunk, max_bytes + 1 - len(body)) if unpack else chunk
        if len(body) > max_bytes:
            raise ValueError(f"the page is larger than {max_bytes:,} bytes")
    return bytes(body)
