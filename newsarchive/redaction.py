"""Replace passwords, cookies and other secrets by *** in everything that is displayed or written."""

from __future__ import annotations

import re
from collections.abc import Iterable

#: The replacement for a secret.
HIDDEN = "***"

# Scheme, user and password of a URL (RFC 3986, 3.2.1); one slash, as in a URL that was treated as a path.
_USERINFO = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,30}:/{1,2}[^\s/?#@:'\"<>]{0,200}):[^\s/'\"<>]{1,2000}@")
# User and password before the host of a web address, also of one without its scheme.
_WEB_USERINFO = re.compile(r"((?:https?:)?//)[^\s/?#\\]{0,2000}@", re.I)
# Request headers that identify a person (RFC 9110, 11.6 and 11.7; RFC 6265, 5.4).
_SECRET_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization"})


def redacted(text: str) -> str:
    """Return *text* with the password of every URL in it replaced by ***."""
    return _USERINFO.sub(rf"\1:{HIDDEN}@", text) if "@" in text else text


def has_password(url: str) -> bool:
    """Return whether *url* has a password, or only a user name, before its host."""
    return "@" in url.partition("://")[2].partition("/")[0]


def without_userinfo(url: str) -> str:
    """Return the web address *url* without the user and the password before its host; they do not identify a page."""
    found = _WEB_USERINFO.match(url) if "@" in url else None
    return found[1] + url[found.end() :] if found else url


def redacted_headers(headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return the *headers* of a request, with *** for the values of those that identify a person."""
    return tuple((name, HIDDEN if name.lower() in _SECRET_HEADERS else value) for name, value in headers)


def redacted_cookie(value: str) -> str:
    """Return the *value* of a Set-Cookie header without the cookie's value; its name and attributes remain."""
    pair, semicolon, attributes = value.partition(";")
    name, equals, _ = pair.partition("=")
    return f"{name if equals else ''}={HIDDEN}{semicolon}{attributes}"
