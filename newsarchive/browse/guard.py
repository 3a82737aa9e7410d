"""The security rules: which requests are accepted, and which response headers forbid scripts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from newsarchive.loopback import is_expected_host

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

#: No scripts, no external resources, no framing.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# Datasette's own pages contain inline style sheets.
_DATASETTE_POLICY = POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
_HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-resource-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"x-frame-options": b"DENY",
    b"permissions-policy": b"interest-cohort=(), geolocation=(), camera=(), microphone=()",
}
# Paths that end with an article id, which may look like a file extension.
_OURS = ("/article/", "/compare/", "/page/", "/cite/")
_DROPPED = frozenset({b"access-control-allow-origin", b"server"})


def guarded(app: App, names: Iterable[str] = ()) -> App:
    """Return *app* with the rules applied: only GET and HEAD, only for IP addresses, localhost or *names*, same-site.

    A foreign name in the Host header is rejected because of DNS rebinding (see `newsarchive.loopback`).
    """
    known = frozenset({"localhost", *(name.lower() for name in names)})

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1 or not is_expected_host(hosts[0].decode("latin-1"), known):
            await _refuse(send, 421, "This server accepts requests to localhost only; open the URL that was printed.")
        elif _is_cross_site(scope):
            await _refuse(send, 403, "This server does not accept requests from other web pages; open its URL.")
        elif scope["method"] not in ("GET", "HEAD"):
            await _refuse(send, 405, "This page is read-only.")
        elif _asks_for_csv(scope):
            # A spreadsheet runs a cell that begins with = as a formula, and Datasette does not escape cells.
            await _refuse(send, 404, "CSV is not available here; newsarchive export --format csv writes safe cells.")
        else:
            await app(scope, receive, _with_headers(send))

    return answer


def _is_cross_site(scope: Scope) -> bool:
    """Return whether the request comes from a page of another site, judged by Fetch Metadata or Origin.

    Links from other sites are allowed, because the linking page cannot read the response.
    https://www.w3.org/TR/fetch-metadata/
    """
    headers = {name: value.decode("latin-1").lower() for name, value in scope["headers"]}
    site = headers.get(b"sec-fetch-site")
    if site is None:
        origin = headers.get(b"origin")
        return origin is not None and origin.partition("://")[2] != headers.get(b"host")
    if site in ("same-origin", "none"):
        return False
    path = str(scope["path"])
    opens_page = headers.get(b"sec-fetch-mode") == "navigate" and headers.get(b"sec-fetch-dest") == "document"
    return not (opens_page and (path in ("/", "/trend") or path.startswith(_OURS)))


def _asks_for_csv(scope: Scope) -> bool:
    formats = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("_format", [])
    path = str(scope["path"]).lower()
    return (path.endswith(".csv") and not path.startswith(_OURS)) or "csv" in map(str.lower, formats)


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = [(name.lower(), value) for name, value in message.get("headers", [])]
            kept = [(name, value) for name, value in given if name not in _DROPPED and name not in _HEADERS]
            if not any(name == b"content-security-policy" for name, _ in kept):
                kept.append((b"content-security-policy", _DATASETTE_POLICY.encode()))
            message = {**message, "headers": [*kept, *_HEADERS.items()]}
        await send(message)

    return sending


async def _refuse(send: Send, status: int, text: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *_HEADERS.items()]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})
