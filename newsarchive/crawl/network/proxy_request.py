"""Requests of a browser to its HTTP proxy: parse them strictly and rewrite them for the origin server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

_LINE = re.compile(rb"([A-Z]+) ([!-~]+) HTTP/1\.[01]")
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\x00\r\n]*)")
_HOST = re.compile(r"[0-9a-z._-]+|[0-9a-f:.]*:[0-9a-f:.]*")  # a name or IPv4, or IPv6 without its brackets
# Headers that are meant for the proxy (RFC 9110, section 7.6.1) or rewritten.
_NOT_PASSED_ON = (b"connection", b"host", b"keep-alive", b"te", b"upgrade")


class BadRequest(ValueError):
    """A request that a browser never sends to a proxy."""


@dataclass(frozen=True, kw_only=True)
class ProxyRequest:
    """A request to a proxy: the target's host and port, and the *head* to send there, which is empty for CONNECT."""

    host: str
    port: int
    head: bytes = b""
    body_bytes: int = 0

    @property
    def is_tunnel(self) -> bool:
        """Whether to relay bytes unparsed in both directions (https, and WebSockets by RFC 6455, section 4.1)."""
        return not self.head

    @property
    def place(self) -> bytes:
        """Host and port in URL form."""
        return place_of(self.host, self.port, None if self.is_tunnel else 80)


def read_request(head: bytes) -> ProxyRequest:
    r"""Parse a request's *head*, including its final empty line; raise BadRequest if it is ambiguous.

    A request in absolute form (RFC 9112, section 3.2.2) is rewritten in origin form: its Host comes from the target,
    and its connection closes after one response. A bare CR or LF, a folded line, or a transfer coding instead of a
    length raises BadRequest.
    """
    first, *lines = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
    line = _LINE.fullmatch(first)
    if not line:
        raise BadRequest("not a request line")
    method, target = line[1], line[2].decode("ascii")
    if method == b"CONNECT":
        host, port, _ = _place(f"//{target}", None)
        return ProxyRequest(host=host, port=port)
    host, port, path = _place(target, 80)
    fields = list(_fields(lines))
    kept = [b"%s: %s" % field for field in fields if _is_passed_on(field[0].lower())]
    name = place_of(host, port, 80)
    written = [method + b" " + path + b" HTTP/1.1", b"Host: " + name, *kept, b"Connection: close", b"", b""]
    return ProxyRequest(host=host, port=port, head=b"\r\n".join(written), body_bytes=_length(fields))


def place_of(host: str, port: int, implied: int | None = None) -> bytes:
    """Return *host* and *port* in URL form; omit the port if it is the *implied* port."""
    name = f"[{host}]" if ":" in host else host
    return (name if port == implied else f"{name}:{port}").encode("ascii")


def _place(target: str, default: int | None) -> tuple[str, int, bytes]:
    try:
        parts = urlsplit(target)
        host, port = (parts.hostname or "").lower(), parts.port or default
    except ValueError as error:
        raise BadRequest(f"not an address: {error}") from error
    if parts.scheme != ("http" if default else "") or not _HOST.fullmatch(host) or not port:
        raise BadRequest("neither an HTTP URL nor a host with a port")
    return host, port, ((parts.path or "/") + (f"?{parts.query}" if parts.query else "")).encode("ascii")


def _fields(lines: list[bytes]) -> Iterator[tuple[bytes, bytes]]:
    for line in lines:
        field = _FIELD.fullmatch(line)
        if not field:
            raise BadRequest("not a header")
        yield field[1], field[2]


def _is_passed_on(name: bytes) -> bool:
    return name not in _NOT_PASSED_ON and not name.startswith(b"proxy-")


def _length(fields: list[tuple[bytes, bytes]]) -> int:
    lengths = [value.strip() for name, value in fields if name.lower() == b"content-length"]
    if any(name.lower() == b"transfer-encoding" for name, _ in fields) or len(lengths) > 1:
        raise BadRequest("a body needs exactly one Content-Length")
    if lengths and not re.fullmatch(rb"\d{1,12}", lengths[0]):
        raise BadRequest("Content-Length is not a number")
    return int(lengths[0]) if lengths else 0
