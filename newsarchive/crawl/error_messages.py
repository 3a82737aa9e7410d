"""Recognize what a server sends with status 200 when it fails or refuses: nothing, or a message instead of a page."""

from __future__ import annotations

import re

from newsarchive.parsers.metadata.page_type import is_refusal
from newsarchive.parsers.text import clean

_LONGEST = 20_000  # bytes
_TITLE = re.compile(r"<title[^<>]*>([^<]{0,300})", re.I)
_NOT_SHOWN = re.compile(r"<(script|style|title)\b.*?(?:</\1\s*>|\Z)|<[^<>]*>", re.I | re.S)
_SCRIPT = re.compile(r"<script\b", re.I)
# The message of PHP, alone on the page: "Fatal error: Allowed memory size of … exhausted in … on line 3".
_PHP_ERROR = re.compile(r"(?:PHP )?(?:Fatal|Parse) error ?: .{1,2000}?\bon line \d+", re.S)


def is_error_message(body: bytes) -> bool:
    """Return whether *body*, a page or a text, is a message that the server fails or refuses (see `is_refusal`)."""
    if len(body) > _LONGEST:
        return False
    text = body.decode("utf-8", "replace")
    title, shown = _TITLE.search(text), _shown(text)
    return _PHP_ERROR.match(shown) is not None or is_refusal(clean(title[1]) if title else shown, shown)


def is_empty(body: bytes) -> bool:
    """Return whether a page shows nothing and has no script that could fill it."""
    text = body.decode("utf-8", "replace") if len(body) <= _LONGEST else ""
    return not body.strip() or bool(text and not _shown(text) and not _SCRIPT.search(text))


def _shown(text: str) -> str:
    return " ".join(_NOT_SHOWN.sub(" ", text).split())
