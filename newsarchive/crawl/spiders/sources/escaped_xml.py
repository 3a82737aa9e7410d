"""XML that a server sends as text, escaped or displayed on a page, or in another encoding than it declares."""

from __future__ import annotations

import re
from html import unescape

_END_TAG = re.compile(rb"&lt;/[^<>&]{0,60}(?:&gt;|>)")  # pages need not escape ">"
_MOST_BEFORE = 20_000  # bytes to search for the root element
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# .NET writers declare UTF-16 regardless of the actual encoding; the parser would trust them and find nothing.
_CALLED_UTF_16 = re.compile(rb"\s*<\?xml[^>]{,100}utf-16[^>]{,100}>", re.I)
# Other writers declare the encoding of their source code, and write URLs in UTF-8.
_CALLED_8_BIT = re.compile(rb"\s*<\?xml[^>]{,100}encoding\s*=\s*[\"'](?:iso-8859-|windows-|us-ascii)[^>]{,100}>", re.I)
_DECLARATION = re.compile(rb"\s*<\?xml[^>]{,200}>")


def escaped_root(*names: bytes) -> re.Pattern[bytes]:
    """Return a pattern for the escaped start tag of a root element with one of *names*: "&lt;rss version=…"."""
    return re.compile(rb"&lt;(?:\?xml\b[^<>]{0,200}?&gt;\s*&lt;)?(?:\w{1,20}:)?(?:%b)\b" % b"|".join(names), re.I)


def is_escaped(body: bytes, root: re.Pattern[bytes]) -> bool:
    """Return whether *body* holds little but the *root* element (see `escaped_root`), as text.

    An article about feeds may quote one.
    """
    return _find_root(body, root) is not None


def unescaped_xml(body: bytes, root: re.Pattern[bytes]) -> bytes:
    """Return the XML that *body* holds as text, in UTF-8; *body* itself if there is no *root* element in it.

    ASP.NET services (.asmx) return a string in an element of their own; some sites display their feed on a page.
    """
    found = _find_root(body, root)
    if found is None:
        return body
    last = _END_TAG.match(body, body.rfind(b"&lt;/"))
    return unescape(body[found.start() : last.end() if last else None].decode("utf-8", "replace")).encode()


def in_utf_8(body: bytes) -> bytes:
    """Return XML in UTF-8, without a declaration of another encoding that *body* does not have."""
    text = body.decode("utf-16", "replace").encode() if body.startswith(_UTF_16) else body
    if _CALLED_UTF_16.match(text) or (_CALLED_8_BIT.match(text) and not text.isascii() and _is_utf_8(text)):
        return _DECLARATION.sub(b"", text, count=1)
    return text


def _find_root(body: bytes, root: re.Pattern[bytes]) -> re.Match[bytes] | None:
    found = root.search(body, 0, _MOST_BEFORE)
    return found if found and body.count(b"&lt;") >= body.count(b"<") else None


def _is_utf_8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True
