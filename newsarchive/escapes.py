"""Show characters on which a terminal acts as symbols: text from pages and archives is never trusted."""

from __future__ import annotations

import re

#: Characters that change the direction of text or end a line, as a range of a regular expression.
DIRECTIONS = "\u200e\u200f\u2028-\u202e\u2066-\u2069"
# Control characters, and those of DIRECTIONS: a terminal acts on them.
_ACTING = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{DIRECTIONS}]")


def plain(text: str) -> str:
    """Return *text* with every control character except line feed replaced by its symbol (␛), or by �."""
    return _ACTING.sub(_symbol, text.replace("\t", " "))


def on_one_line(text: str | None) -> str:
    """Return *text* as *plain* does, without line feeds; "" for ``None``."""
    return plain((text or "").replace("\n", " "))


def _symbol(character: re.Match[str]) -> str:
    code = ord(character[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else "�"
