"""Normalize text to Unicode NFC, also in files from other tools, so that equal texts are equal strings."""

from __future__ import annotations

from typing import Any
from unicodedata import is_normalized, normalize

import msgspec


def nfc_line(line: bytes) -> bytes:
    """Return *line*, one line of JSON, with all its text in NFC; a line that is not JSON is returned unchanged."""
    try:
        # A combining mark may be written as an escape.
        if b"\\u" not in line and (line.isascii() or is_normalized("NFC", line.decode())):
            return line
        composed = msgspec.json.encode(nfc_value(msgspec.json.decode(line)))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return line  # its decoder reports the line number
    return composed + b"\n" if line.endswith(b"\n") else composed


def nfc_value(value: Any) -> Any:
    """Return *value*, decoded from JSON or Arrow, with all its text in NFC."""
    if isinstance(value, str):
        return value if is_normalized("NFC", value) else normalize("NFC", value)
    if isinstance(value, dict):
        return {nfc_value(key): nfc_value(item) for key, item in value.items()}
    if isinstance(value, list):
        return [nfc_value(item) for item in value]
    return value
