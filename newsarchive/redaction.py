"""Passwords in URLs stay where they were given: what is shown or written has *** in their place."""

from __future__ import annotations

import re

# Scheme, user and password of a URL (RFC 3986, 3.2.1); one slash as in a URL that was taken for a path.
_USERINFO = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,30}:/{1,2}[^\s/?#@:'\"<>]{0,200}):[^\s/'\"<>]{1,2000}@")


def redacted(text: str) -> str:
    """Return *text* with the password of every URL in it replaced by ***."""
    return _USERINFO.sub(r"\1:***@", text) if "@" in text else text


def has_password(url: str) -> bool:
    """Tell whether *url* has a password, or a user name alone, before its host."""
    return "@" in url.partition("://")[2].partition("/")[0]
