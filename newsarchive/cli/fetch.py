"""Fetch one page for `newsarchive sites`: limited in size and time, and never from a private address by default."""

from __future__ import annotations

import http.client
import socket
import ssl
import time
import zlib
from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
    UnknownHandler,
)

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

    Redirects are followed; every host is resolved once, checked, and connected to at the checked address.
    *max_bytes* limits the body before and after decompression, *seconds* the whole request.
    """
    deadline = time.monotonic() + seconds
    visited: list[str] = []
    try:
        with _opener(allow_private, visited).open(Request(url, headers=_HEADERS), timeout=seconds) as response:
            body = _body(response, max_bytes, deadline)
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
    except HTTPError as error:
        raise CannotFetch(
            f"{url}: the server returned {error.code} {error.reason}; check the URL in a browser"
        ) from error
    except URLError as error:
        raise CannotFetch(f"{url}: {error.reason}") from error
    except (OSError, http.client.HTTPException, ValueError, zlib.error) as error:
        raise CannotFetch(f"{url}: {error}") from error


def _opener(allow_private: bool, visited: list[str]) -> OpenerDirector:
    class PlainConnection(http.client.HTTPConnection):
        def connect(self) -> None:
            self.sock = _socket(self.host, self.port, self.timeout, allow_private)

    class SecureConnection(http.client.HTTPSConnection):
        def connect(self) -> None:
            plain = _socket(self.host, self.port, self.timeout, allow_private)
            self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)

    class OverHttp(HTTPHandler):
        def http_open(self, req: Request) -> http.client.HTTPResponse:
            visited.append(req.full_url)
            return self.do_open(PlainConnection, req)

    class OverHttps(HTTPSHandler):
        def https_open(self, req: Request) -> http.client.HTTPResponse:
            visited.append(req.full_url)
            return self.do_open(SecureConnection, req)

    # Not build_opener: it would add file:, ftp: and the environment's proxies, which resolve names unchecked.
    opener = OpenerDirector()
    for handler in (
        OverHttp,
        OverHttps,
        HTTPDefaultErrorHandler,
        HTTPRedirectHandler,
        HTTPErrorProcessor,
        UnknownHandler,
    ):
        opener.add_handler(handler())
    return opener


def _socket(host: str, port: int, timeout: Any, allow_private: bool) -> socket.socket:
    # Connect to the checked address, so that the name cannot resolve to a private one in between.
    address = str(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4][0])
    if not allow_private and not _is_public(address):
        raise CannotFetch(f"{host} resolves to {address}, a private address; add --allow-private to fetch it anyway")
    return socket.create_connection((address, port), timeout)


def _is_public(address: str) -> bool:
    ip = ip_address(address.partition("%")[0])
    inner = ip.ipv4_mapped if isinstance(ip, IPv6Address) else None
    return (inner or ip).is_global and not ip.is_multicast


def _body(response: http.client.HTTPResponse, max_bytes: int, deadline: float) -> bytes:
    packed = response.headers.get("Content-Encoding", "").lower() == "gzip"
    unpack = zlib.decompressobj(wbits=31) if packed else None
    body = bytearray()
    while chunk := response.read1(65_536):
        body += unpack.decompress(chunk, max_bytes + 1 - len(body)) if unpack else chunk
        if len(body) > max_bytes:
            raise ValueError(f"the page is larger than {max_bytes:,} bytes")
        if time.monotonic() > deadline:
            raise ValueError("the request took too long")
    return bytes(body)
