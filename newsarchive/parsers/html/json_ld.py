"""JSON-LD scripts -> plain nodes; mended only when a strict reading fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

_WRAPPING = re.compile(r"(?:<!--|<!\[CDATA\[|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|//.*\n|\s)+")
_UNWRAPPING = re.compile(r"(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>|;|\s)+$")
# Runs are bounded throughout: what is mended comes from anybody, and must not take quadratic time.
_BLANKS = r"[ \t\r\n]{0,80}"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_TRAILING_COMMA = re.compile(rf",(?={_BLANKS}[}}\]])")
_LONE_BACKSLASH = re.compile(r'\\(?!["\\/bfnrtu])|\\u(?![0-9a-fA-F]{4})')
_MISSING_COMMA = re.compile(rf'(["\]}}])[ \t\r]{{0,80}}\n{_BLANKS}(?=")')
# A quotation mark inside a string: beside it stands none of the signs that stand around a key or a value.
_INNER_QUOTE = re.compile(rf'([^\s\[{{:,\\]{_BLANKS})"(?={_BLANKS}[^\s\]}}:,])')
_LONGEST, _WRAPPER = 300_000, 200
_DEPTH = 12


def nodes_of(script: str) -> list[dict[str, Any]]:
    """Return every node of a JSON-LD *script*, lists and @graph opened; an empty list when it cannot be read."""
    nodes: list[dict[str, Any]] = []
    for value in _values(script):
        _collect(value, nodes, 0)
    return nodes


def _values(script: str) -> Iterator[Any]:
    try:
        yield msgspec.json.decode(script)
    except (msgspec.DecodeError, RecursionError):
        yield from _mended(script)


def _mended(script: str) -> Iterator[Any]:
    if len(script) > _LONGEST:
        return
    script = script.strip()
    start = _WRAPPING.match(script[:_WRAPPER])
    script = script[start.end() :] if start else script
    script = script[:-_WRAPPER] + _UNWRAPPING.sub("", script[-_WRAPPER:])
    text = _CONTROL.sub(" ", _TRAILING_COMMA.sub("", _MISSING_COMMA.sub(r"\1,", script)))
    text = _LONE_BACKSLASH.sub(" ", text)
    for attempt in (text, _INNER_QUOTE.sub(r"\1\"", text)):
        values = list(_objects(attempt))
        if values:
            yield from values
            return


def _objects(text: str) -> Iterator[Any]:
    """Decode one JSON value after another ("{…}{…}"); stop at the first that is broken."""
    import json

    decoder, at = json.JSONDecoder(strict=False), 0
    while at < len(text):
        if text[at] not in "{[":
            at += 1
            continue
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return
        yield value


def _collect(value: Any, nodes: list[dict[str, Any]], depth: int) -> None:
    if depth > _DEPTH:
        return
    if isinstance(value, list):
        for one in value:
            _collect(one, nodes, depth + 1)
    elif isinstance(value, dict):
        nodes.append(value)
        _collect(value.get("@graph"), nodes, depth + 1)
