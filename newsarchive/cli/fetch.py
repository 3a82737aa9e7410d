"""Fetch one page for `newsarchive sites`: limited in size and time, and never from a private address by default."""

from __future__ import annotations

import http.client
import socket
import ssl
from datetime import UTC, datetime
from http.client import HTTP_PORT, HTTPS_PORT
from ipaddress import ip_address
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPRedirectHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    getproxies,
    proxy_bypass,
)

from newsarchive.connection_limit import ConnectionLimit, watched_opener
from newsarchive.crawl.network.address_table import is_global
from newsarchive.page import Page
from newsarchive.warc.unpacking import declared_encoding, unpack

_HEADERS = {
    "User-Agent": "newsarchive (single page for a publisher file)",
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.1",
    "Accept-Encoding": "gzip",
}


class CannotFetch(ValueError):
    """A page could not, or must not, be fetched; the message names its URL.

    *is_unreached* is true if nothing was received: the host, its name or the network may be down.
    """

    is_unreached = False


def fetch_page(url: str, *, allow_private: bool = False, max_bytes: int = 5_000_000, seconds: float = 20) -> Page:
    """Fetch *url* (http or https) and return it as a Page; raise CannotFetch with the URL and the reason.

    Redirects are followed; each host is resolved once, checked, and connected to at the checked address. If the
    environment variables `http_proxy` and `https_proxy` name a proxy, the proxy connects, but each host is checked
    first. *max_bytes* limits the body before and after decompression, *seconds* the whole request.
    """
    if not url.startswith(("http://", "https://")):
        raise CannotFetch(f"{url}: not a web address; write https://…")
    redirected: list[str] = []
    limit = ConnectionLimit(seconds)
    try:
        opener = _opener(allow_private, redirected, limit)
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
                redirects=tuple(redirected),
            )
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = "the request took too long" if limit.is_over else _reason(error)
        failed = CannotFetch(f"{url}: {reason}")
        cause = error.reason if isinstance(error, URLError) else error
        failed.is_unreached = isinstance(cause, OSError) and not isinstance(cause, ssl.SSLError)
        raise failed from error


def _reason(error: Exception) -> str:
    if isinstance(error, HTTPError):
        return f"the server returned {error.code} {error.reason}; check the URL in a browser"
    return str(error.reason if isinstance(error, URLError) else error)


def _opener(allow_private: bool, redirected: list[str], limit: ConnectionLimit) -> OpenerDirector:
    """Return an opener that connects to checked addresses only, and adds to *redirected* each URL that redirects."""

    class ThroughProxy(ProxyHandler):
        """The proxies of the environment; a proxy resolves names itself, so each is checked before it is passed on."""

        def proxy_open(self, req: Request, proxy: str, type: str) -> Any:
            if proxy_bypass(req.host):
                req.remove_header("Proxy-authorization")  # a redirect has carried it along
                return None
            _public_address(urlsplit(req.full_url).hostname or "", None, allow_private)
            return super().proxy_open(req, proxy, type)

    class Redirects(HTTPRedirectHandler):
        def redirect_request(self, req: Request, *response: Any) -> Request | None:
            redirected.append(req.full_url)
            return super().redirect_request(req, *response)

    proxied = {scheme: url for scheme, url in getproxies().items() if scheme in ("http", "https")}
    proxies = {_place(url, scheme) for scheme, url in proxied.items()}

    def connect(place: tuple[str, int], timeout: Any, *_: Any) -> socket.socket:
        # The operator's own proxy may be private.
        is_proxy = (place[0].lower(), place[1]) in proxies
        # Connect to the checked address, so that the name cannot resolve to a private one in between.
        return socket.create_connection((_public_address(*place, allow_private or is_proxy), place[1]), timeout)

    handlers = (ThroughProxy(proxied), Redirects()) if proxied else (Redirects(),)
    return watched_opener(limit, *handlers, connect=connect)


def _place(proxy: str, scheme: str) -> tuple[str, int]:
    """Return host and port of a *proxy* for *scheme*; without a port, urllib connects to that of the scheme."""
    parts = urlsplit(proxy if "//" in proxy else f"//{proxy}")
    return parts.hostname or "", parts.port or (HTTPS_PORT if scheme == "https" else HTTP_PORT)


def _public_address(host: str, port: int | None, allow_private: bool) -> str:
    address = str(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4][0])
    if not allow_private and not is_global(ip_address(address.partition("%")[0])):
        raise CannotFetch(f"{host} resolves to {address}, a private address; add --allow-private to fetch it anyway")
    return address


def _body(response: http.client.HTTPResponse, max_bytes: int) -> bytes:
    received = bytearray()
    while chunk := response.read1(65_536):
        received += chunk
        if len(received) > max_bytes:
            break
    unpacked = unpack(bytes(received), declared_encoding(response.headers.items()), max_bytes)
    if len(received) > max_bytes or unpacked.is_too_large:
        raise ValueError(f"the page is larger than {max_bytes:,} bytes")
    return unpacked.data
