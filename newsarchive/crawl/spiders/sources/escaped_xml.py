"""XML that a server sends as text: escaped once in another element, or displayed on a page."""

from __future__ import annotations

import re
from html import unescape

_END_TAG = re.compile(rb"&lt;/[^<>&]{0,60}(?:&gt;|>)")  # pages need not escape ">"
_MOST_BEFORE = 20_000  # bytes to search for the root element


def escaped_root(*names: bytes) -> re.Pattern[bytes]:
    """Return a pattern for the escaped start tag of a root element with one of *names*: "&lt;rss version=…"."""
    return re.compile(rb"&lt;(?:\?xml\b[^<>]{0,200}?&gt;\s*&lt;)?(?:\w{1,20}:)?(?:%b)\b" % b"|".join(names), re.I)


def is_escaped(body: bytes, root: re.Pattern[bytes]) -> bool:
    """Return whether *body* holds little but the *root* element (see `escaped_root`), as text.

    An article about feeds may quote one.
    """
    return bool(root.search(body, 0, _MOST_BEFORE)) and body.count(b"&lt;") >= body.count(b"<")


def without_escapes(body: bytes, root: re.Pattern[bytes]) -> bytes:
    """Return the XML that *body* holds as text, in UTF-8; *body* itself if there is no *root* element in it.

    ASP.NET services (.asmx) return a string in an element of their own; some sites display their feed on a page.
    """
    found = root.search(body, 0, _MOST_BEFORE) if is_escaped(body, root) else None
    if found is None:
        return body
    last = _END_TAG.match(body, body.rfind(b"&lt;/"))
    return unescape(body[found.start() : last.end() if last else None].decode("utf-8", "replace")).encode()
