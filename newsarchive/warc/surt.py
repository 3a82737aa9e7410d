"""URLs as sort keys (SURT): with the host reversed, so that an index keeps a site's captures together.

The keys equal those of the Internet Archive's tools and of pywb, so that indexes are interchangeable; see
https://github.com/internetarchive/surt for theirs.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, quote_from_bytes, unquote_to_bytes, urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}
_WWW = re.compile(r"www\d*\.")
_KEPT = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"
# Session parameters, which differ between visits; removed only as whole parameters.
_SESSIONS = tuple(
    re.compile(f"(.*){pattern}(?:&(.*))?", re.I)
    for pattern in (
        "jsessionid=[0-9a-z]{32}",
        "phpsessid=[0-9a-z]{32}",
        "sid=[0-9a-z]{32}",
        "aspsessionid[a-z]{8}=[a-z]{24}",
        "cfid=[^&]+&cftoken=[^&]+",
    )
)
_PATH_SESSIONS = (
    re.compile(r"(.*/)\((?:[a-z]\([0-9a-z]{24}\))+\)/([^?]+\.aspx.*)"),
    re.compile(r"(.*/)\([0-9a-z]{24}\)/([^?]+\.aspx.*)"),
)


def surt_key(url: str) -> str:
    """Return the sort key of *url*, the same with http or https and with or without www.

    An invalid URL (no host, invalid port) is its own key. Hosts written as one number stay unchanged.
    """
    try:
        parts = urlsplit(url.strip())
        place = _place(parts.scheme, parts.netloc)
    except ValueError:
        return _ascii(url)
    if place is None:
        return _ascii(url)
    query = _query(parts.query)
    return f"{place}){_path(parts.path)}{'?' if query else ''}{query}"


@lru_cache(maxsize=4096)
def _place(scheme: str, netloc: str) -> str | None:
    """Return the reversed host with its port, ``None`` without a host; raise ValueError for an invalid port."""
    parts = SplitResult(scheme, netloc, "", "", "")
    port = parts.port
    if not parts.hostname or scheme not in _DEFAULT_PORTS:
        return None
    return _host(parts.hostname) + ("" if port in (None, _DEFAULT_PORTS[scheme]) else f":{port}")


def _host(host: str) -> str:
    host = _unescaped(host).decode("utf-8", "ignore")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            host = _ascii(host)
    host = host.lower().replace("..", ".").strip(".")
    www = _WWW.match(host)
    return ",".join(reversed(_escape(host[www.end() if www else 0 :].encode()).split(".")))


def _path(path: str) -> str:
    kept: list[str] = []
    pieces = _escape(_unescaped(path)).lower().split("/")[1:]
    for piece in pieces:
        if piece == ".." and kept:
            kept.pop()
        elif piece != ".":
            kept.append(piece)
    whole = "/" + "/".join([*(part for part in kept[:-1] if part), *kept[-1:]])
    for session in _PATH_SESSIONS if ".aspx" in whole else ():
        found = session.fullmatch(whole)
        whole = found[1] + found[2] if found else whole
    return whole.removesuffix("/") or "/"


def _query(query: str) -> str:
    if not query:
        return ""
    text = _escape(_unescaped(query))
    for session in _SESSIONS:
        found = session.fullmatch(text)
        if found:
            text = found[1] + (found[2] or "")
    return "&".join("=".join(pair) for pair in sorted(parameter.split("=", 1) for parameter in text.lower().split("&")))


def _unescaped(text: str) -> bytes:
    """Decode percent-encoding repeatedly until none is left; it is then encoded again in one way."""
    data = text.encode("utf-8", "backslashreplace")
    while b"%" in data and (once := unquote_to_bytes(data)) != data:
        data = once
    return data


def _escape(data: bytes) -> str:
    return quote_from_bytes(data, safe=_KEPT)


def _ascii(url: str) -> str:
    return _escape("".join(url.split()).encode("utf-8", "backslashreplace"))
